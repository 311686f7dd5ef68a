"""Headings: which profile a file is nearest to, what nobody reads, and what is missing."""

from datetime import date
from itertools import combinations

import pytest

from workbench.importers.headings import (
    Header,
    missing_columns,
    missing_deciding,
    recognise,
    unread_headings,
)
from workbench.importers.profiles import DECIDING, Profile, all_columns, load_profiles
from workbench.importers.reading import Sheet
from workbench.model import frames
from workbench.model.errors import ExportError

PROFILES = load_profiles()
ALWAYS = ("kontoret", "bank", "annet")
BY_TITLE = {profile.title: profile for profile in PROFILES}
COURSE = "Deltakerliste fra Tryggivann"
HOOPIT = BY_TITLE["Medlemsliste fra Hoopit"]


def headings_of(profile: Profile) -> list[str]:
    """Return the profile's headings, each once."""
    return [*dict.fromkeys(column.heading for column in profile.columns.values())]


def read(profile: Profile, headings: list[str]) -> Profile:
    """Recognise a file with these headings in a club of the profile's system."""
    mine = tuple(one for one in PROFILES if one.system in (profile.system, *ALWAYS))
    others = tuple(one for one in PROFILES if one not in mine)
    above = [[pattern.replace(" *(.+)", " x")] for pattern in profile.preamble.values()]
    sheet = Sheet("", [*above, headings, ["x"] * len(headings)])
    return recognise([sheet], mine, "fil.csv", others).profile


@pytest.mark.parametrize("profile", PROFILES, ids=[profile.title for profile in PROFILES])
def test_a_file_with_two_headings_renamed_never_gets_another_systems_name(profile):
    own = {one.title for one in PROFILES if one.system == profile.system}
    foreign = [one.title for one in PROFILES if one.system != profile.system]
    headings = headings_of(profile)
    for pair in combinations(range(len(headings)), 2):
        renamed = [f"Nytt {n}" if n in pair else text for n, text in enumerate(headings)]
        try:
            assert read(profile, renamed).title in own
        except ExportError as error:
            assert not [title for title in foreign if f"«{title}»" in str(error)], renamed


def test_a_file_of_the_clubs_system_is_named_with_both_headings_that_lack():
    headings = headings_of(HOOPIT)
    renamed = ["Gruppe" if text == "Lag/Gruppe" else text for text in headings]
    renamed = ["Funksjon" if text == "Rolle" else text for text in renamed]

    with pytest.raises(ExportError) as refused:
        read(HOOPIT, renamed)

    assert str(refused.value) == (
        "fil.csv: filen ligner «Medlemsliste fra Hoopit», men mangler overskriftene «Lag/Gruppe», "
        "«Rolle» (fant 'Gruppe', 'Funksjon'); eksporter på nytt med alle kolonnene, eller kartlegg "
        "den med «workbench mapping»."
    )


@pytest.mark.parametrize(
    ("title", "headings", "unread"),
    [
        ("Medlemsliste fra KlubbAdmin", "PersonId | FORNAVN | Draktnr | E-post |  | Fotosamtykke",
         ["Draktnr", "Fotosamtykke"]),
        ("Fordringer fra Buypass Payment Manager", "OrderID | Order ID | Purregebyr",
         ["Purregebyr"]),
        (COURSE, "Navn | a | b | c |  |  | Merknad", ["a", "b", "c", "Merknad"]),
    ],
)  # fmt: skip
def test_the_headings_that_nobody_reads_are_named(title, headings, unread):
    assert unread_headings(BY_TITLE[title], headings.split(" | ")) == unread


@pytest.mark.parametrize(
    ("title", "without", "missing", "deciding"),
    [
        ("Medlemsliste fra KlubbAdmin", [], [], []),
        ("Medlemsliste fra KlubbAdmin", ["Medlemsstatus", "Adresse"],
         ["Adresse", "Medlemsstatus"], ["Medlemsstatus"]),
        ("Medlemsliste fra KlubbAdmin", ["Utmeldt dato", "Fødselsdato"],
         ["Fødselsdato", "Utmeldt dato"], ["Fødselsdato", "Utmeldt dato"]),
        ("Grupper fra Sponds API", ["dateOfBirth"], ["dateOfBirth"], []),  # a minor until known
        ("Registrerte giroer fra Spoortz", ["Innbetalt"], ["Innbetalt"], ["Innbetalt"]),
        ("Fakturaer fra Tryggivann", ["Betalt"], ["Betalt"], []),  # what is left says as much
        ("Betalingsstatus fra Hoopit", ["Betalt dato"], ["Betalt dato"], []),
        ("Transaksjoner fra Spond Club", ["Refunded Amount"], ["Refunded Amount"], []),
    ],
)  # fmt: skip
def test_a_missing_column_is_named_and_whether_it_decides(title, without, missing, deciding):
    profile = BY_TITLE[title]
    headings = [heading for heading in headings_of(profile) if heading not in without]

    assert [*missing_columns(profile, headings).values()] == missing
    assert [*missing_deciding(profile, headings).values()] == deciding


def test_a_name_in_one_column_lacks_no_other_and_the_own_id_is_not_expected():
    spond = BY_TITLE["Medlemsliste fra Spond Club"]
    without = {"Navn på foresatt 1", "Navn på foresatt 2", "Member ID"}
    headings = [heading for heading in headings_of(spond) if heading not in without]

    assert missing_columns(spond, headings) == {}
    assert {"guardian_1_name", "guardian_1_first"} <= missing_columns(spond, ["Fornavn"]).keys()


def test_what_decides_are_columns_that_such_a_file_may_have():
    named = {kind: {*needs.replace("|", " ").split()} for kind, needs in DECIDING.items()}

    assert all(names <= all_columns(kind) for kind, names in named.items())


@pytest.mark.parametrize(
    ("heading", "guardian"),
    [("Foresatt", "Kari Li"), ("Foresatte", "Kari Li"), ("Navn på foresatt", "Kari Li"),
     ("Kontakt", None)],
)  # fmt: skip
def test_a_participants_guardian_may_stand_under_another_heading_or_none(
    heading, guardian, read_file
):
    text = (
        f"Kurs: Øvet\n\nNavn;{heading};E-post;Mobil;Kjønn;Fødselsdato\n"
        "Ola Li;Kari Li;kari@example.org;41234501;G;31.12.2013\n"
    )

    inbox = read_file(text.encode("latin-1"), "kurs.csv", "tryggivann")

    [member] = frames.records(inbox.incoming["members"])
    [named] = frames.records(inbox.incoming["guardians"])
    assert named["name"] == guardian
    assert (member["email"] == "kari@example.org") is (guardian is None)
    assert member["born_on"] == date(2013, 12, 31)


def test_a_list_of_names_that_does_not_say_which_course_is_no_participant_list(read_file):
    text = "Navn;a;b;c;d;e\nOla Li;;;;G;31.12.2013\n"

    with pytest.raises(ExportError, match="ligner ingen eksport"):
        read_file(text.encode(), "liste.csv", "tryggivann")


def test_a_birth_number_that_stands_as_a_heading_is_noted_with_stars():
    sheet = Sheet("", [("Fornavn", "01029912345"), ("Kari", "x")])
    header = Header(load_profiles()[0], sheet, 0, {})

    aside = header.set_aside(2, "", "x", "prøve", whole_row=False, index=1)

    assert aside.column == "***********"
