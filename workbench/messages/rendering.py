"""Fill the text of a message with what is known; a name is data, never markup or a template."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workbench.messages.facts import MessageFacts
from workbench.messages.gsm import to_gsm
from workbench.messages.templates import fill, names_in, tidy_lines
from workbench.messages.text_files import ANY_SYSTEM, Phrases, TextEntry, Texts
from workbench.model.kinds import Channel
from workbench.model.message_kinds import Language, MessageKind
from workbench.norsk import kroner
from workbench.values.text import visible

# a text may ask whether these are known
MAY_BE_EMPTY = frozenset(("nettsted", "konto", "agent", "neste", "stanset", "gebyr", "renter"))
PHRASE_NAMES = frozenset({"betal", "uenig", "kravliste", "hilsen"})
_SITE = re.compile(r"(?:https?://)?((?:[a-z0-9æøå-]+\.)+[a-z]{2,})/?", re.IGNORECASE)


class Rendered(NamedTuple):
    """A message as it is sent; an SMS has a text alone."""

    subject: str
    text: str
    html: str


class TemplateClaim(NamedTuple):
    """A claim as templates name it."""

    tittel: str
    forfall: str
    belop: str
    kid: str


class TemplatePart(NamedTuple):
    """A part of a payment plan as templates name it."""

    dag: str
    belop: str


def render(
    texts: Texts,
    kind: MessageKind,
    channel: Channel,
    language: Language,
    facts: MessageFacts,
    *,
    as_of: date,
) -> Rendered:
    """Return a message to a receiver; a year is written out where it is not that of `as_of`.

    Raises UsageError if there is no such text, or if it says a fact that is not known.
    """
    entry = texts.find(kind, channel, language)
    phrases = texts.phrases[language]
    values = _name_facts(facts, phrases, language, as_of)
    sayings = phrase_templates(phrases, facts.system)
    text = tidy_lines(_fill(entry.body, values, sayings, entry))
    if channel == Channel.SMS:
        return Rendered("", to_gsm(text), "")
    subject = one_line(_fill(entry.subject, values, sayings, entry))
    return Rendered(subject, text, _to_html(subject, text, language, site_of(facts.site)))


def name_guardians(texts: Texts, language: Language, members: Sequence[str]) -> str:
    """Return how the guardians of members are addressed, as "foresatte til Ola og Kari"."""
    phrases = texts.phrases[language]
    values = {"medlem": _join_names(members, phrases.and_word)}
    return one_line(fill(phrases.guardians, values, f"{language}.toml, «foresatte_til»"))


def phrase_templates(phrases: Phrases, system: str) -> dict[str, str]:
    """Return the templates of the phrases by their names; how to pay is that of the system."""
    return {
        "betal": phrases.paying.get(system) or phrases.paying[ANY_SYSTEM],
        "uenig": phrases.objecting,
        "kravliste": phrases.claim_lines,
        "hilsen": phrases.closing,
    }


def one_line(text: str) -> str:
    """Return a text on one line, without spare spaces and invisible characters."""
    return " ".join(visible(text).split())


def site_of(site: str) -> str:
    """Return the domain of a site, or "" if it has none.

    >>> site_of("https://solvik.no/"), site_of("solvik.no"), site_of('x.no" onclick=')
    ('solvik.no', 'solvik.no', '')
    """
    domain = _SITE.fullmatch(site.strip())
    return domain[1].lower() if domain else ""


def _fill(
    template: str, values: Mapping[str, object], sayings: Mapping[str, str], entry: TextEntry
) -> str:
    """Fill a template, and first the phrases that it uses."""
    used = PHRASE_NAMES & names_in(template, entry.where)
    said = {name: fill(sayings[name], values, f"{entry.where}, «{name}»") for name in used}
    return fill(template, {**values, **said}, entry.where)


def _name_facts(
    facts: MessageFacts, phrases: Phrases, language: Language, as_of: date
) -> dict[str, object]:
    """Return the facts that are known, as templates name and show them."""

    def in_words(day: date | None) -> str:
        return _describe_day(day, phrases, language, as_of) if day else ""

    claims = [
        TemplateClaim(
            one_line(claim.title),
            in_words(claim.due_on),
            kroner(claim.open_ore),
            one_line(claim.kid),
        )
        for claim in facts.claims
    ]
    parts = [TemplatePart(in_words(part.due_on), kroner(part.amount_ore)) for part in facts.parts]
    values: dict[str, object] = {
        "navn": one_line(facts.name),
        "klubb": one_line(facts.club),
        "telefon": one_line(facts.phone),
        "nettsted": site_of(facts.site),
        "konto": one_line(facts.account),
        "agent": one_line(facts.agent),
        "medlem": _join_names(facts.members, phrases.and_word),
        "krav": claims,
        "sum": kroner(facts.total_ore) if facts.total_ore else "",
        "gebyr": kroner(facts.fee_ore) if facts.fee_ore else "",
        "renter": kroner(facts.interest_ore) if facts.interest_ore else "",
        "belop": kroner(facts.amount_ore) if facts.amount_ore else "",
        "frist": in_words(facts.deadline_on),
        "fra": in_words(facts.start_on),
        "til": in_words(facts.until_on),
        "avdrag": parts,
        "neste": [
            TemplatePart(in_words(part.due_on), kroner(part.amount_ore)) for part in facts.next_due
        ],
        "stanset": facts.is_stopped,
        "grunn": one_line(facts.reason),
    }
    return {name: value for name, value in values.items() if value or name in MAY_BE_EMPTY}


def _describe_day(day: date, phrases: Phrases, language: Language, as_of: date) -> str:
    pattern = phrases.day if day.year == as_of.year else phrases.day_and_year
    return format_date(day, pattern, locale=_tag_of(language))


def _join_names(names: Sequence[str], and_word: str) -> str:
    """Join names as "Ola, Per og Kari"."""
    *earlier, last = [one_line(name) for name in names] or [""]
    return f"{', '.join(earlier)} {and_word} {last}" if earlier else last


def _tag_of(language: Language) -> str:
    """Return the tag by which programs know a language: plain bokmål is bokmål."""
    return language.value.partition("-")[0]


def _to_html(subject: str, text: str, language: Language, site: str) -> str:
    """Return a text as HTML: a paragraph for what stands between empty lines."""
    paragraphs = [paragraph.split("\n") for paragraph in text.split("\n\n")]
    return _email_template().get_template("message.j2").render(
        subject=subject, paragraphs=paragraphs, lang=_tag_of(language), site=site
    )  # fmt: skip


@cache
def _email_template() -> Environment:
    return Environment(
        autoescape=True,
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
