"""A message says what is known, in the words of its language, and a name stays a name."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.messages.receivers import EVERY, LANGUAGES, TEXTS, TODAY, facts
from workbench.messages.gate import TEXT_NAMES
from workbench.messages.rendering import PHRASE_NAMES, _name_facts, name_guardians, render
from workbench.messages.text_files import TextEntry, load_texts
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MESSAGE_RULES, Language, MessageKind

NB, SMS, EMAIL = Language.BOKMAL, Channel.SMS, Channel.EMAIL
KIND = MessageKind
HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% for %}",
    "Kari\r\nBcc: x@y.no",
    "Kari\u202egnp.exe\u0000\x1b[31m",
    "=cmd|'/C calc'!A0",
    "[bold]Kari[/bold]",
    '"><img src=x onerror=y>',
]


def sms(kind, language=NB, **changes):
    return render(TEXTS, kind, SMS, language, facts(**changes), as_of=TODAY).text


def email(kind, language=NB, **changes):
    return render(TEXTS, kind, EMAIL, language, facts(**changes), as_of=TODAY)


class Tags(HTMLParser):
    """The tags, links, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str | None]] = {}
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            KIND.NO_CONTACT,
            "Hei Kari! Vi ringte fra Solvik IL, men fikk ikke tak i deg. Ring 22 33 44 55 eller "
            "svar her når det passer. Hilsen Bjørn",
        ),
        (
            KIND.PAYMENT_PLAN,
            "Takk for praten, Kari. Avtalt med Solvik IL: 1 100 kr 15. januar 2027, 1 100 kr "
            "15. februar 2027, 1 050 kr 15. mars 2027. Stemmer det ikke, svar her.",
        ),
        (
            KIND.OBJECTION_RECEIVED,
            "Hei Kari. Vi i Solvik IL har fått innsigelsen din. Alt om dette kravet er stanset, og "
            "du får svar innen 30. november.",
        ),
        (
            KIND.RESIGNATION,
            "Hei Kari! Du sa at Ola og Per slutter i Solvik IL. Svar UTMELD, så gjelder det fra vi "
            "får svaret. Svar NEI om Ola og Per fortsetter.",
        ),
        (
            KIND.DRAW_NOTICE,
            "Hei Kari! 30. november går 3 250,50 kr til Solvik IL med AvtaleGiro. Det er for "
            "Treningsavgift, Kontingent. Du slipper å gjøre noe.",
        ),
    ],
)
def test_an_sms_reads_as_a_person_talks(kind, text):
    assert sms(kind) == text


def test_an_sms_without_an_agent_ends_without_a_greeting():
    assert sms(KIND.NO_CONTACT, agent="").endswith("når det passer.")


def test_a_demand_by_email_says_all_that_it_must():
    text = email(KIND.REMINDER).text.replace("\u00a0", " ")

    assert "- Treningsavgift: 2 100 kr, forfall 15. oktober, KID 12345678" in text
    assert "- Kontingent: 1 150,50 kr, forfall 1. oktober\n" in text
    assert "Til sammen er det 3 250,50 kr. Fint om du betaler innen 30. november." in text
    assert "Du betaler i Spond-appen." in text
    assert "Er du uenig" in text
    assert text.endswith("Hilsen Bjørn, Solvik IL\nsolvik.no")


@pytest.mark.parametrize(
    ("system", "account", "sentence"),
    [
        ("klubbadmin", "15030012345", "Du betaler når du logger inn i Min idrett."),
        ("hoopit", "15030012345", "Du betaler i Hoopit-appen."),
        (
            "fiken",
            "15030012345",
            "Du betaler til konto 15030012345. Bruk KID-nummeret som står ved kravet.",
        ),
        ("", "", "Du betaler slik du pleier. Ring 22 33 44 55 hvis du lurer på hvordan."),
    ],
)
def test_how_to_pay_is_that_of_the_clubs_system(system, account, sentence):
    assert sentence in email(KIND.REMINDER, system=system, account=account).text


@pytest.mark.parametrize(
    ("language", "day", "names"),
    [
        (NB, "30. november", "Ola, Per og Eva"),
        (Language.NYNORSK, "30. november", "Ola, Per og Eva"),
        (Language.ENGLISH, "30 November", "Ola, Per and Eva"),
    ],
)
def test_days_and_names_are_written_as_in_the_language(language, day, names):
    assert day in sms(KIND.OBJECTION_RECEIVED, language)
    assert names in sms(KIND.RESIGNATION, language, members=("Ola", "Per", "Eva"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (NB, "foresatte til Ola og Per"),
        (Language.NYNORSK, "føresette til Ola og Per"),
        (Language.ENGLISH, "parents of Ola and Per"),
    ],
)
def test_guardians_are_addressed_by_their_children(language, words):
    assert name_guardians(TEXTS, language, ["Ola", "Per"]) == words


@pytest.mark.parametrize(("kind", "channel", "language"), EVERY)
def test_the_receivers_name_is_in_every_text_but_that_to_an_old_number(kind, channel, language):
    text = render(TEXTS, kind, channel, language, facts(), as_of=TODAY).text

    assert ("Kari" in text) == MESSAGE_RULES[kind].may_say_names
    assert "Solvik IL" in text
    if not MESSAGE_RULES[kind].may_say_names:
        assert not [name for name in ("Ola", "Per", "Bjørn") if name in text]


@pytest.mark.parametrize(("kind", "channel", "language"), EVERY)
def test_a_name_is_data_and_nothing_else(kind, channel, language):
    for name in HOSTILE:
        hostile = facts(name=name, members=(name,), agent=name, club=name, reason=name)

        subject, text, html = render(TEXTS, kind, channel, language, hostile, as_of=TODAY)

        assert not {"\r", "\x00", "\x1b", "\u202e"} & {*subject, *text}
        assert "\n" not in subject
        assert not [line for line in text.splitlines() if line.startswith("Bcc")]
        if channel == SMS:
            assert (subject, html) == ("", "")
            continue
        page = Tags(html)
        assert page.tags <= {"html", "head", "meta", "title", "body", "main", "p", "br", "a"}
        assert page.attributes.get("href", set()) <= {"https://solvik.no"}
        assert not {"src", "onerror"} & set(page.attributes)
        assert "".join(text.split()) in "".join(page.text.split())


def test_a_name_is_shown_as_it_is_written():
    assert "{{ 7*7 }}" in sms(KIND.NO_CONTACT, name="{{ 7*7 }}")
    assert "&lt;b&gt;" in email(KIND.ALL_PAID, name="<b>").html
    assert email(KIND.STILL_MEMBER, members=("Ola\r\nBcc: x",)).subject == (
        "Er Ola Bcc: x fortsatt med i Solvik IL?"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_email_has_its_language_paragraphs_and_one_link(language):
    message = email(KIND.ALL_PAID, language, site="https://Solvik.no/")
    page = Tags(message.html)

    assert page.attributes["lang"] == {language.partition("-")[0]}
    assert message.html.count("<a ") == 1
    assert page.attributes["href"] == {"https://solvik.no"}
    assert message.html.count("<p ") == len(message.text.split("\n\n"))


@pytest.mark.parametrize("site", ["", 'x.no" onclick="y', "javascript:alert(1)", "solvik"])
def test_what_is_no_site_is_no_link(site):
    assert "<a " not in email(KIND.ALL_PAID, site=site).html


@pytest.mark.parametrize("missing", [{"name": ""}, {"phone": ""}, {"name": "\u200b"}])
def test_a_fact_that_is_not_known_stops_the_message(missing):
    with pytest.raises(UsageError, match=r"nb.toml, «reminder.sms»: .* er ikke kjent her"):
        sms(KIND.REMINDER, **missing)


def test_the_gate_knows_the_names_of_the_facts():
    names = set(_name_facts(facts(), TEXTS.phrases[NB], NB, TODAY))

    assert names | PHRASE_NAMES == TEXT_NAMES


def own_texts(folder, content, name="nb.toml"):
    (folder / name).write_text(content, "utf-8")
    return load_texts(folder)


def test_a_club_overrides_single_texts_and_phrases(tmp_path):
    texts = own_texts(
        tmp_path,
        '[phrases.betal]\nspond = "Betal i Spond."\n[all_paid]\nsms = "Takk, {{ navn }}!"\n'
        '[reminder]\nsubject = "Hei {{ navn }}"',
    )

    assert render(texts, KIND.ALL_PAID, SMS, NB, facts(), as_of=TODAY).text == "Takk, Kari!"
    reminder = render(texts, KIND.REMINDER, EMAIL, NB, facts(), as_of=TODAY)
    assert reminder.subject == "Hei Kari"
    assert "Betal i Spond." in reminder.text
    assert texts.entries[KIND.ALL_PAID, SMS, Language.NYNORSK].where.startswith("nn.toml")
    assert set(texts.entries) == set(TEXTS.entries)


def test_a_folder_that_is_empty_or_missing_changes_nothing(tmp_path):
    assert load_texts(tmp_path / "texts") == TEXTS


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        ("[all_paid", "nb.toml", r"texts/nb.toml: filen kan ikke leses som TOML .* rett linjen"),
        ("[alt_betalt]\nsms = 'x'", "nb.toml", r"texts/nb.toml: .*alt_betalt.* rett den"),
        ("[all_paid]\ntekst = 'x'", "nb.toml", r"«kinds.all_paid.tekst» er en ukjent innstilling"),
        ("", "norsk.toml", r"texts/norsk.toml: filen har ikke navn etter et språk; kall den nb"),
        ("", "pl.toml", r"texts/pl.toml: polsk har ingen ordlister her"),
        (
            "[words]\nubetalt=['a']\npenger=['a']\ninkasso=['a']\ntrusler=['a']\nreklame=['a']",
            "nb.toml",
            r"sine egne under «words»",
        ),
    ],
)
def test_a_clubs_file_that_cannot_be_used_is_described(tmp_path, content, name, fault):
    with pytest.raises(UsageError, match=fault):
        own_texts(tmp_path, content, name)


def test_a_club_may_set_its_own_file_aside(tmp_path):
    own = own_texts(tmp_path, 'verified = false\n[all_paid]\nsms = "Takk!"')

    assert own == TEXTS


def test_a_language_that_nobody_has_verified_is_never_used(tmp_path):
    shipped = TEXTS.entries[KIND.ALL_PAID, SMS, NB]
    (tmp_path / "pl.toml").write_text(
        f'verified = false\n[phrases]\nog = "i"\n[all_paid]\nsms = """{shipped.body}"""', "utf-8"
    )

    texts = load_texts(shipped_folder=tmp_path)

    assert (texts.entries, texts.phrases) == ({}, {})
    with pytest.raises(UsageError, match="ingen ferdig tekst på polsk"):
        render(texts, KIND.ALL_PAID, SMS, Language.POLISH, facts(), as_of=TODAY)


@pytest.mark.parametrize("language", sorted(set(Language) - set(LANGUAGES)))
def test_languages_without_texts_are_not_used(language):
    with pytest.raises(UsageError, match="velg et annet språk"):
        render(TEXTS, KIND.ALL_PAID, SMS, language, facts(), as_of=TODAY)


def test_a_fault_in_a_clubs_text_is_one_sentence():
    entry = TextEntry("Hei {{ kr.belop }}", "", "texts/nb.toml, «all_paid.sms»")
    texts = replace(TEXTS, entries={(KIND.ALL_PAID, SMS, NB): entry})

    with pytest.raises(UsageError) as raised:
        render(texts, KIND.ALL_PAID, SMS, NB, facts(), as_of=TODAY)

    assert str(raised.value) == (
        "texts/nb.toml, «all_paid.sms»: «kr» er ikke kjent her; fyll det ut, eller ta det ut av "
        "teksten."
    )
