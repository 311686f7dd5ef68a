"""Every text passes the gate, and every rule of the gate stops the text that breaks it."""

import re
from dataclasses import replace

import pytest

from tests.messages.receivers import CLUBS, EVERY, FIRST_NAMES, LANGUAGES, SOLVIK, TEXTS
from workbench.messages.gate import TEXT_NAMES, find_faults
from workbench.messages.readability import lix
from workbench.messages.text_files import TextEntry
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MESSAGE_RULES, Language, MessageKind

NB, SMS, EMAIL = Language.BOKMAL, Channel.SMS, Channel.EMAIL
KIND = MessageKind


def faults(kind, channel, body, *, subject="Hei", language=NB, club=SOLVIK, names=()):
    """Return the faults of a text that a club has written."""
    entry = TextEntry(body, subject, "texts/nb.toml")
    texts = replace(TEXTS, entries={**TEXTS.entries, (kind, channel, language): entry})
    return find_faults(texts, kind, channel, language, club, names)


def body_of(kind, channel, language=NB):
    return TEXTS.entries[kind, channel, language].body


def added(kind, channel, addition, **options):
    """Return the faults of our own text with something added."""
    language = options.get("language", NB)
    return faults(kind, channel, f"{body_of(kind, channel, language)} {addition}", **options)


@pytest.mark.parametrize("club", CLUBS.values(), ids=CLUBS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_passes_in_every_channel_for_every_club(language, club):
    wrong = [
        fault
        for kind, channel, each in EVERY
        if each == language
        for fault in find_faults(TEXTS, kind, channel, language, club, FIRST_NAMES)
    ]

    assert wrong == []


def test_there_is_a_text_of_every_kind_for_every_channel_in_four_languages():
    assert LANGUAGES == ["en", "nb", "nb-enkel", "nn"]
    assert set(EVERY) == set(TEXTS.entries)


@pytest.mark.parametrize("kind", KIND)
def test_the_gate_knows_every_name_that_the_rules_ask_for(kind):
    assert MESSAGE_RULES[kind].needs | MESSAGE_RULES[kind].needs_with_sums <= TEXT_NAMES


@pytest.mark.parametrize(
    ("kind", "channel", "missing"),
    [
        *((kind, channel, "klubb") for kind in KIND for channel in (SMS, EMAIL)),
        (KIND.REMINDER, SMS, "navn"),
        (KIND.REMINDER, SMS, "telefon"),
        (KIND.DRAW_NOTICE, SMS, "krav"),
        (KIND.DRAW_NOTICE, SMS, "sum"),
        (KIND.PAYMENT_PLAN, SMS, "avdrag"),
        (KIND.OBJECTION_RECEIVED, EMAIL, "frist"),
        (KIND.RESIGNATION, SMS, "medlem"),
        *((KIND.REMINDER, EMAIL, name) for name in ("krav", "sum", "frist", "betal", "uenig")),
        *((KIND.REVERSAL, EMAIL, name) for name in ("krav", "sum", "telefon")),
        (KIND.CREDIT, EMAIL, "belop"),
    ],
)
def test_a_text_must_say_what_its_kind_needs(kind, channel, missing):
    assert any(f"ikke «{missing}»" in fault for fault in faults(kind, channel, "Hei!"))


@pytest.mark.parametrize("missing", ["belop", "krav"])
def test_an_unasked_sms_need_not_say_sums(missing):
    assert not any(missing in fault for fault in faults(KIND.CREDIT, SMS, "Hei!"))


def test_to_ask_whether_a_fact_is_known_is_not_to_say_it():
    body = "Hei {{ navn }}, hilsen {{ klubb }}{% if telefon %}. Ring oss{% endif %}."

    assert any("ikke «telefon»" in fault for fault in faults(KIND.REMINDER, SMS, body))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("Hei {{ navn }", "linje 1 i teksten kan ikke leses som mal; rett den"),
        ("Hei\n{% if navn %}", "linje 2 i teksten kan ikke leses"),
        ("Hei {{ navnet }}", "«navnet» er ikke et navn som tekster kan bruke"),
        ("Hei {{ range(3) }}", "«range» er ikke et navn"),
        ("Hei {{ navn | safe }}", "linje 1 i teksten kan ikke leses"),
        ("Hei {{ navn.upper() }}", "regner eller kaller noe"),
        ("Hei {{ navn * 1000000000 }}", "regner eller kaller noe"),
        ("Hei {{ '%999999999s' % navn }}", "regner eller kaller noe"),
        ("Hei {{ 1 / 0 }}", "regner eller kaller noe"),
        ("{% include 'x' %}", "regner eller kaller noe"),
        ("Hei {{ navn.__class__ }}", "malen"),
        ("{{ krav[0].titel }}", "«titel» er ikke kjent her"),
    ],
)
def test_a_text_that_is_no_template_is_described(body, fault):
    (only,) = faults(KIND.DRAW_NOTICE, EMAIL, body)

    assert only.startswith("texts/nb.toml")
    assert fault in only


UNASKED = [kind for kind in KIND if not MESSAGE_RULES[kind].is_asked_for]


@pytest.mark.parametrize("kind", UNASKED)
@pytest.mark.parametrize("name", ["sum", "belop", "krav", "avdrag", "konto", "betal", "kravliste"])
def test_an_unasked_sms_says_no_sum(kind, name):
    assert any(
        f"«{name}» sier noe om penger" in fault for fault in added(kind, SMS, f"{{{{ {name} }}}}")
    )


@pytest.mark.parametrize("amount", ["1 100 kr", "250,50 kroner", "kr 50", "100,-", "NOK 5", "5€"])
def test_an_unasked_sms_has_no_amount(amount):
    assert any("er et beløp" in fault for fault in added(KIND.REMINDER, SMS, amount))


@pytest.mark.parametrize("kind", UNASKED)
@pytest.mark.parametrize(
    ("language", "word"),
    [
        (NB, "Ubetalt"), (NB, "forfalt"), (NB, "skylder"), (NB, "purring"), (NB, "inkassosak"),
        (NB, "restansen"), (NB, "gjeld"), (NB, "innbetaling"), (NB, "krav"), (NB, "regninga"),
        (Language.PLAIN_BOKMAL, "ubetalt"), (Language.NYNORSK, "skuldar"),
        (Language.NYNORSK, "rekning"), (Language.ENGLISH, "unpaid"), (Language.ENGLISH, "Overdue"),
        (Language.ENGLISH, "owe"), (Language.ENGLISH, "debts"),
    ],
)  # fmt: skip
def test_an_unasked_sms_does_not_say_that_something_is_unpaid(kind, language, word):
    wrong = added(kind, SMS, f"{word} ", language=language)

    assert any(word in fault and "ikke er betalt" in fault for fault in wrong)


@pytest.mark.parametrize("word", ["gjelder", "kravle", "beskjed", "oppskrift"])
def test_words_that_only_look_like_money_may_be_said(word):
    assert added(KIND.ALL_PAID, SMS, word) == []


def test_a_word_is_seen_in_a_branch_that_the_samples_do_not_take():
    hidden = "{% if navn == 'Nils' %}ubetalt{% endif %}"

    assert any("«ubetalt»" in fault for fault in added(KIND.ALL_PAID, SMS, hidden))


def test_a_word_is_seen_that_a_template_puts_together():
    assert any("«ubetalt»" in fault for fault in added(KIND.ALL_PAID, SMS, "{{ 'ube' ~ 'talt' }}"))


def test_a_word_is_seen_in_a_phrase_of_the_clubs_own():
    phrases = TEXTS.phrases[NB].model_copy(update={"closing": "Hilsen {{ klubb }}, din gjeld"})
    texts = replace(TEXTS, phrases={**TEXTS.phrases, NB: phrases})

    wrong = find_faults(texts, KIND.STILL_MEMBER, EMAIL, NB, SOLVIK)

    assert any("«gjeld» handler om penger" in fault for fault in wrong)


def test_an_unasked_sms_is_one_part_with_a_long_name():
    body = body_of(KIND.REMINDER, SMS) + " Takk for at du er med oss i år."

    assert faults(KIND.REMINDER, SMS, body, names=["Ola"]) == []
    (fault,) = faults(
        KIND.REMINDER, SMS, body, names=["Ola"] * 90 + ["Alexandra Kristine-Marie"] * 10
    )
    assert "SMS-en blir 1" in fault
    assert "kort den ned" in fault


@pytest.mark.parametrize(("long_names", "is_too_long"), [(1, False), (2, True)])
def test_one_name_in_a_hundred_may_be_longer(long_names, is_too_long):
    names = ["Ola"] * (100 - long_names) + ["A" * 120] * long_names

    assert bool(faults(KIND.REMINDER, SMS, body_of(KIND.REMINDER, SMS), names=names)) == is_too_long


def test_an_unasked_sms_has_no_letters_that_gsm_lacks():
    assert any("bytt dem ut" in fault for fault in added(KIND.ALL_PAID, SMS, "😀"))


def test_what_was_agreed_may_take_two_parts():
    assert added(KIND.PROMISE, SMS, "Ha det bra så lenge. " * 8) == []


ERRANDS = [kind for kind in KIND if not MESSAGE_RULES[kind].may_say_sums]


@pytest.mark.parametrize("channel", [SMS, EMAIL])
@pytest.mark.parametrize("kind", ERRANDS)
@pytest.mark.parametrize(
    ("language", "word"),
    [
        (NB, "kontingenten"), (NB, "treningsavgift"), (NB, "Faktura"), (NB, "beløpet"),
        (Language.PLAIN_BOKMAL, "penger"), (Language.NYNORSK, "pengane"), (Language.ENGLISH, "fee"),
    ],
)  # fmt: skip
def test_an_errand_has_no_word_of_money(kind, channel, language, word):
    wrong = added(kind, channel, word, language=language)

    assert any(word in fault and "penger" in fault for fault in wrong)


@pytest.mark.parametrize("kind", ERRANDS)
def test_an_errand_has_no_amount_in_an_email_either(kind):
    assert any("er et beløp" in fault for fault in added(kind, EMAIL, "300 kr"))


@pytest.mark.parametrize("channel", [SMS, EMAIL])
@pytest.mark.parametrize("name", ["navn", "medlem", "agent", "grunn"])
def test_nobody_is_named_to_an_old_number(channel, name):
    wrong = added(KIND.NUMBER_CHANGED, channel, f"{{{{ {name} }}}}")

    assert any(f"«{name}» kan si hvem" in fault for fault in wrong)


@pytest.mark.parametrize("kind", KIND)
@pytest.mark.parametrize("channel", [SMS, EMAIL])
@pytest.mark.parametrize(
    ("language", "word", "why"),
    [
        (NB, "ekskludert", "truer"), (NB, "utestengt", "truer"), (NB, "politiet", "truer"),
        (NB, "offentliggjøre", "truer"), (NB, "tingretten", "truer"),
        (NB, "miste plassen", "truer"), (Language.PLAIN_BOKMAL, "Politiet", "truer"),
        (Language.NYNORSK, "offentleg", "truer"), (Language.ENGLISH, "court", "truer"),
        (Language.ENGLISH, "expelled", "truer"), (NB, "rabatt", "er reklame"),
        (NB, "tilbud", "er reklame"), (NB, "kampanjen", "er reklame"),
        (Language.NYNORSK, "tilbod", "er reklame"), (Language.ENGLISH, "discount", "er reklame"),
    ],
)  # fmt: skip
def test_no_text_threatens_or_sells(kind, channel, language, word, why):
    wrong = added(kind, channel, word, language=language)

    assert any(f"«{word}» {why}" in fault for fault in wrong)


@pytest.mark.parametrize("kind", KIND)
@pytest.mark.parametrize("channel", [SMS, EMAIL])
def test_only_a_collection_notice_by_email_names_inkasso(kind, channel):
    is_stopped = any("inkassovarsel på e-post" in each for each in added(kind, channel, "inkasso"))

    assert is_stopped != (kind == KIND.COLLECTION_NOTICE and channel == EMAIL)


@pytest.mark.parametrize("channel", [SMS, EMAIL])
@pytest.mark.parametrize(
    "link",
    ["https://bit.ly/x", "http://solvik.no.ond.com", "www.minidrett.no", "betal.solvik.com/a"],
)
def test_no_link_leads_elsewhere_than_to_the_clubs_site(channel, link):
    assert any("klubbens nettsted" in each for each in added(KIND.ALL_PAID, channel, f"Se {link}"))


@pytest.mark.parametrize("link", ["{{ nettsted }}", "solvik.no", "https://www.solvik.no/meld-inn"])
def test_the_clubs_own_site_may_be_named(link):
    assert added(KIND.ALL_PAID, EMAIL, f"Se {link}") == []


def test_a_club_without_a_site_has_no_link():
    club = SOLVIK._replace(site="")

    assert any(
        "«solvik.no»" in each for each in added(KIND.ALL_PAID, EMAIL, "solvik.no", club=club)
    )


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("post@solvik.no", "e-postadresse"),
        ("22 33 44 55", "telefonnummer"),
        ("+47 22334455", "telefonnummer"),
        ("07979", "telefonnummer"),
    ],
)
def test_addresses_and_phone_numbers_are_not_typed_into_a_text(typed, fault):
    assert any(fault in each for each in added(KIND.ALL_PAID, EMAIL, typed))


@pytest.mark.parametrize("channel", [SMS, EMAIL])
def test_a_text_that_is_hard_to_read_is_stopped(channel):
    hard = "Medlemsadministrasjonen informerer herved vedkommende medlemskapsinnehaver " * 4

    assert any("tung å lese" in each for each in added(KIND.ALL_PAID, channel, hard))


def test_an_email_has_a_subject():
    (fault,) = faults(KIND.ALL_PAID, EMAIL, body_of(KIND.ALL_PAID, EMAIL), subject="")

    assert "emne" in fault


def test_a_faulty_text_cannot_be_used():
    entry = TextEntry("Hei {{ navn }}", "", "texts/nb.toml, «all_paid.sms»")
    texts = replace(TEXTS, entries={(KIND.ALL_PAID, SMS, NB): entry})

    first, *_ = find_faults(texts, KIND.ALL_PAID, SMS, NB, SOLVIK)

    assert re.match(r"texts/nb.toml, «all_paid.sms»: .*«klubb».*skriv", first)


@pytest.mark.parametrize(
    ("text", "value"),
    [("", 0), ("12 34", 0), ("Ring oss.", 2), ("Ring 15. januar. Takk!", 1.5), ("Treninger", 101)],
)
def test_lix_counts_words_sentences_and_long_words(text, value):
    assert lix(text) == value
