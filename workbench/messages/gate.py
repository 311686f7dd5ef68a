"""What is wrong with the text of a message; one with faults is never used."""

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from workbench.messages.facts import ClaimLine, MessageFacts, PlanPart
from workbench.messages.gsm import segments, to_gsm
from workbench.messages.readability import lix
from workbench.messages.rendering import PHRASE_NAMES, phrase_templates, render, site_of
from workbench.messages.templates import names_in, shown_names, written_text
from workbench.messages.text_files import Texts, Words
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MESSAGE_RULES, Language, MessageKind, MessageRules

MOST_LIX = 35
USUAL_NAMES = ("Ola", "Ingrid", "Bjørn", "Magnus", "Per Øyvind", "Kristin Marie")
USUAL_AGENT = "Kristine"
PERSONS = frozenset({"navn", "medlem", "agent", "grunn"})  # what may say somebody's name
SUMS = frozenset(
    ["sum", "belop", "krav", "avdrag", "neste", "gebyr", "renter", "konto", "betal", "kravliste"]
)
KNOWN_NAMES = PERSONS | SUMS | {"telefon", "nettsted", "klubb", "frist", "fra", "til", "stanset"}
TEXT_NAMES = KNOWN_NAMES | PHRASE_NAMES
_AS_OF = date(2026, 11, 20)
_LONG_DAY = date(2027, 9, 30)  # no day is longer in words
_AMOUNT = re.compile(
    r"\d\s*(?:(?:kr|kroner|nok)(?!\w)|,-|[€£$])|(?<!\w)(?:kr|nok)\b\.?\s*\d|[€£$]\s*\d",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"https?://\S*|(?<![\w@.-])(?:[\w-]{2,}\.)+[a-zæøå]{2,}(?!\w)[^\s,.!?]*", re.IGNORECASE
)
_EMAIL = re.compile(r"\S+@\S+")
_PHONE = re.compile(r"\+\s?\d|\d{5,}|(?:\d[ \u00a0-]?){7}\d")

# Facts in short common words, so that what is said of the text is the text's own doing
_PLAIN = MessageFacts(
    name="Kari", club="Klubben", phone="tlf", agent="Per", members=("Ola",), reason="Vi var syke.",
    claims=(ClaimLine("Trening", _AS_OF, 110000),), total_ore=110000, amount_ore=25000,
    deadline_on=_AS_OF, start_on=_AS_OF, until_on=_AS_OF, parts=(PlanPart(_AS_OF, 110000),),
    next_due=(PlanPart(_AS_OF, 110000),), is_stopped=True,
)  # fmt: skip


class _Checked(NamedTuple):
    """A text beside all that its rules look at."""

    channel: Channel
    rules: MessageRules
    names: set[str]  # those taken from outside, by the text and its phrases
    shown_names: set[str]  # by the body of the text and its phrases
    written: str  # in every branch, and as it reads with short facts
    has_subject: bool
    lix: float
    longest: str
    words: Words
    site: str

    @property
    def is_unasked_sms(self) -> bool:
        """Whether others may see it on the phone of somebody who did not ask for it."""
        return self.channel == Channel.SMS and not self.rules.is_asked_for

    @property
    def may_say_sums(self) -> bool:
        """Whether it may say an amount and what is owed."""
        return self.rules.may_say_sums and not self.is_unasked_sms


def find_faults(
    texts: Texts,
    kind: MessageKind,
    channel: Channel,
    language: Language,
    club: MessageFacts,
    names: Sequence[str] = (),
) -> list[str]:
    """Return a sentence for each fault of a text.

    `club` has the facts of the club alone, and the reason where somebody has written one; `names`
    are how its payers are addressed.
    """
    where = texts.find(kind, channel, language).where
    try:
        checked = _read(texts, kind, channel, language, club, names)
    except UsageError as error:
        return [str(error)]
    rules = (_check_names, _check_words, _check_addresses, _check_form)
    return [f"{where}: {fault}." for rule in rules for fault in rule(checked)]


def _read(
    texts: Texts,
    kind: MessageKind,
    channel: Channel,
    language: Language,
    club: MessageFacts,
    names: Sequence[str],
) -> _Checked:
    """Return a text with what its rules look at; raise UsageError if it cannot be filled."""
    entry = texts.find(kind, channel, language)
    phrases = phrase_templates(texts.phrases[language], club.system)
    body = [entry.body, *_used_phrases(entry.body, phrases, entry.where)]
    every = [*body, entry.subject, *_used_phrases(entry.subject, phrases, entry.where)]
    taken = set().union(*(names_in(template, entry.where) for template in every))
    if unknown := sorted(taken - TEXT_NAMES):
        raise UsageError(
            f"{entry.where}: «{unknown[0]}» er ikke et navn som tekster kan bruke; bruk et av "
            f"{', '.join(sorted(TEXT_NAMES))}."
        )
    plain, longest = (
        [
            render(texts, kind, channel, language, facts, as_of=_AS_OF)
            for facts in (sample, sample._replace(agent="", site="", account=""))
        ]
        for sample in (
            _PLAIN._replace(
                site=club.site, system=club.system, reason=club.reason or _PLAIN.reason
            ),
            _longest_facts(club, names),
        )
    )
    return _Checked(
        channel,
        MESSAGE_RULES[kind],
        taken,
        set().union(*(shown_names(template, entry.where) for template in body)),
        "\n".join([*map(written_text, every), *(f"{each.subject}\n{each.text}" for each in plain)]),
        bool(plain[0].subject),
        max(lix(each.text) for each in plain),
        max((each.text for each in longest), key=lambda text: segments(text).units),
        texts.words[language],
        site_of(club.site),
    )


def _used_phrases(template: str, phrases: dict[str, str], where: str) -> list[str]:
    return [phrases[name] for name in sorted(PHRASE_NAMES & names_in(template, where))]


def _longest_facts(club: MessageFacts, names: Sequence[str]) -> MessageFacts:
    """Return facts as long as those of nearly every receiver: 99 of a hundred names are shorter."""
    lengths = sorted(segments(to_gsm(name)).units for name in names or USUAL_NAMES)
    name = "K" + "a" * (lengths[math.ceil(len(lengths) * 0.99) - 1] - 1)
    claims = tuple(
        ClaimLine(title, _LONG_DAY, 110000, "12345678") for title in ("Trening", "Medlemskap")
    )
    return club._replace(
        name=name, agent=club.agent or USUAL_AGENT, members=(name,), claims=claims,
        total_ore=220000, amount_ore=110000, deadline_on=_LONG_DAY, start_on=_LONG_DAY,
        until_on=_LONG_DAY, parts=(PlanPart(_LONG_DAY, 110000),) * 2, is_stopped=True,
        reason=club.reason or "Hallen var stengt i uke 45 og 46.",
    )  # fmt: skip


def _check_names(text: _Checked) -> Iterator[str]:
    """Say which facts a text lacks, and which it must not say."""
    needed = text.rules.needs
    if text.may_say_sums and not text.rules.is_asked_for:
        needed = needed | text.rules.needs_with_sums
    for name in sorted(needed - text.shown_names):
        yield f"teksten sier ikke «{name}», som den må; skriv {{{{ {name} }}}} der det hører hjemme"
    if not text.may_say_sums:
        for name in sorted(text.names & SUMS):
            yield f"«{name}» sier noe om penger, som teksten ikke kan; ta det ut"
    if not text.rules.may_say_names:
        for name in sorted(text.names & PERSONS):
            yield f"«{name}» kan si hvem det gjelder, som teksten ikke kan; ta det ut"


def _check_words(text: _Checked) -> Iterator[str]:
    """Say which words a text must not use."""
    forbidden = [(text.words.threats, "truer"), (text.words.promotion, "er reklame")]
    if text.channel == Channel.SMS or not text.rules.may_say_collection:
        forbidden.append((text.words.collection, "hører til i et inkassovarsel på e-post"))
    if text.is_unasked_sms:
        forbidden.append((text.words.unpaid, "sier at noe ikke er betalt"))
    if not text.rules.may_say_sums:
        forbidden.append((text.words.money, "handler om penger"))
    for words, why in forbidden:
        if word := _any_of(words).search(text.written):
            yield f"«{word[0]}» {why}, som teksten ikke kan; skriv det på en annen måte"
    if not text.may_say_sums and (amount := _AMOUNT.search(text.written)):
        yield f"«{amount[0]}» er et beløp, som teksten ikke kan si; ta det ut"


def _check_addresses(text: _Checked) -> Iterator[str]:
    """Say which links, e-mails and phone numbers a text has that are not the club's facts."""
    for link in _DOMAIN.findall(text.written):
        host = re.sub("^https?://", "", link.lower()).partition("/")[0].removeprefix("www.")
        if not text.site or host != text.site:
            yield f"«{link}» er ikke klubbens nettsted; ta det ut, eller skriv {{{{ nettsted }}}}"
            return
    if _EMAIL.search(text.written):
        yield "teksten har en e-postadresse; ta den ut"
    if _PHONE.search(text.written):
        yield "teksten har et telefonnummer; skriv {{ telefon }} i stedet"


def _check_form(text: _Checked) -> Iterator[str]:
    """Say whether a text is hard to read, too long, or has no subject."""
    if text.lix > MOST_LIX:
        yield f"teksten er tung å lese (LIX {text.lix:.0f}); skriv kortere ord og setninger"
    if text.channel == Channel.EMAIL and not text.has_subject:
        yield "e-posten har ikke noe emne; fyll ut «subject»"
    size = segments(text.longest)
    if text.is_unasked_sms and size.encoding != "GSM-7":
        yield "teksten har tegn som gjør en SMS mer enn dobbelt så dyr; bytt dem ut"
    elif text.is_unasked_sms and size.parts > 1:
        yield f"SMS-en blir {size.units} tegn med et langt navn, av høyst 160; kort den ned"


@lru_cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of words in which a star stands for any letters."""
    patterns = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
