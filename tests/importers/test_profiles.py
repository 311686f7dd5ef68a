"""The profiles shipped, and a club's own: checked when read, and only the club's are tried."""

import shutil
from pathlib import Path

import pytest

from workbench.importers.profiles import OWN, load_profiles
from workbench.model.errors import ExportError, UsageError

SYSTEM_OF = {
    "medlemmer.xlsx": "klubbadmin",
    "members_ski.xlsx": "spond",
    "betalingsrapport.xlsx": "hoopit",
    "giroer.csv": "spoortz",
    "kurs_1.csv": "tryggivann",
}


@pytest.fixture
def own(samples, tmp_path) -> Path:
    """The folder of a club with profiles of its own."""
    folder = tmp_path / "senteret"
    shutil.copytree(samples / OWN / "profiles", folder / "profiles")
    return folder


def test_every_profile_has_a_title_of_its_own():
    titles = [profile.title for profile in load_profiles()]

    assert len(titles) == len(set(titles))


def test_a_clubs_own_profiles_come_after_those_of_the_systems(own):
    shipped = load_profiles()

    found = load_profiles(own)

    assert found[: len(shipped)] == shipped
    assert [profile.system for profile in found[len(shipped) :]] == [OWN, OWN]


FAULTS = [
    ('kind = "members"', 'kind = "medlem"', "«kind» er medlem"),
    ('title = "Medlemsliste fra senterets system"\n', "", "«title» mangler"),
    ("whole_club = true", "hele_klubben = true", "«hele_klubben» er en ukjent innstilling"),
    ("born_on = {", "fodt = {", "«columns.fodt» er ukjent"),
    ('last_name = { type = "name"', 'group = { type = "text"', "«columns.last_name» eller"),
    ('key = ["person"]', 'key = ["kunde"]', "«key» nevner «kunde»"),
    ('"Prøvetid" = "active"', '"Prøvetid" = "aktiv"', "«columns.status.words» har «aktiv»"),
    ("whole_club = true", 'footer = ["sum("]', "«footer» er ikke et gyldig mønster"),
    ("whole_club = true", 'preamble.group = "Kurs"', "én parentes"),
    ("whole_club = true", 'ids.order = ["tittel"]', "«ids.order» nevner «tittel»"),
    ("whole_club = true", 'fees.kurs = "kurs"', "«fees.kurs» er kurs, men må være"),
    ('system = "annet"', 'system = "spond"', "«system» er 'spond'"),
    ("kind =", "kind", "linje 4"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_a_fault_in_a_clubs_profile_is_one_sentence_that_names_file_and_key(
    right, wrong, said, own
):
    path = own / "profiles" / "medlemmer.toml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")

    with pytest.raises(UsageError) as refused:
        load_profiles(own)

    sentence = str(refused.value)
    assert sentence.startswith("senteret: profiles/medlemmer.toml: ")
    assert said in sentence
    assert "\n" not in sentence


def test_the_words_of_a_clubs_profile_and_its_file_are_text_that_can_be_seen(own):
    path = own / "profiles" / "medlemmer.toml"
    text = path.read_text("utf-8").replace('"Medlemsliste', '"\\u001b[2J\u202eMedlemsliste')
    path.write_text(text.replace('"Prøvetid" =', '"Prøve\u009btid" ='), "utf-8")

    profile = next(profile for profile in load_profiles(own) if "[2J" in profile.title)
    path.write_text("title", "utf-8")
    path.rename(path.with_name("\x1b[2J.toml"))
    with pytest.raises(UsageError) as refused:
        load_profiles(own)

    assert profile.title == "[2JMedlemsliste fra senterets system"
    assert "Prøvetid" in profile.columns["status"].words
    assert str(refused.value).startswith("senteret: profiles/[2J.toml: ")


def test_a_clubs_profile_may_be_for_its_own_system(own):
    path = own / "profiles" / "medlemmer.toml"
    path.write_text(path.read_text("utf-8").replace('"annet"', '"spond"', 1), "utf-8")

    assert load_profiles(own, "spond")[-1].system == "spond"


@pytest.mark.parametrize("name", SYSTEM_OF)
@pytest.mark.parametrize("used", ["klubbadmin", "spond", "hoopit", "spoortz", "tryggivann", OWN])
def test_another_systems_file_is_refused_by_both_names(name, used, samples, read_file, desks):
    path = samples / SYSTEM_OF[name] / name

    if used == SYSTEM_OF[name]:
        assert len(read_file(path.read_bytes(), name, used).files) == 1
        return
    with pytest.raises(ExportError) as refused:
        read_file(path.read_bytes(), name, used)

    shown = {"klubbadmin": "KlubbAdmin", "spond": "Spond Club", OWN: "egne profiler"}
    said = str(refused.value)
    assert said.startswith(f"{name}: filen ser ut som «")
    assert f"men klubben bruker {shown.get(used, used.capitalize())};" in said
    assert "\n" not in said


def test_the_offices_own_lists_are_read_whatever_the_system(samples, read_file):
    content = (samples / "kontoret" / "avtaler.xlsx").read_bytes()

    assert len(read_file(content, "avtaler.xlsx", "tryggivann").incoming["holds"]) == 13


@pytest.mark.parametrize("heading", ["PersonId;OrderID", "Medlemsnr;Gironr", "Kundenr;Fakturanr"])
def test_an_agreement_is_by_the_numbers_that_the_system_calls_its_own(heading, read_file):
    text = f"{heading};Avtale;Fra;Til\n004512;50001;frys;01.11.2026;31.12.2026\n"

    [hold] = read_file(text.encode(), "avtaler.csv", OWN).incoming["holds"].to_dict("records")

    assert (hold["member_id"], hold["invoice_id"]) == ("annet:004512", "annet:50001")


COLUMNS = [
    pytest.param(column, id=f"{profile.title}: {name}")
    for profile in load_profiles()
    for name, column in profile.columns.items()
]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_has_a_heading_that_is_seen_or_assumed_and_not_both(column):
    assert column.seen or column.assumed
    assert {*column.seen}.isdisjoint(column.assumed)


def test_a_bank_statement_is_read_whatever_the_system(samples, read_file):
    content = (samples / "bank" / "kontoutskrift.csv").read_bytes()

    inbox = read_file(content, "kontoutskrift.csv", "tryggivann")

    assert set(inbox.incoming["payments"]["source"]) == {"bank"}


def test_a_signed_column_of_a_bank_statement_keeps_what_came_in(read_file):
    text = "Bokført;Inn;KID\n03.11.2026;-500,00;001000300010\n03.11.2026;500,00;001000300010\n"

    inbox = read_file(text.encode(), "konto.csv")

    assert list(inbox.incoming["payments"]["amount_ore"]) == [50000]
    assert list(inbox.files["left_out"]) == ["utgående beløp: 1"]


@pytest.mark.parametrize(
    "headings",
    [
        "Kunde;Faktura;Dato;Forfall;Beløp;Rest;KID",
        "Bokført;Inn;KID;Forfallsdato",
        "Bokført;Inn;KID;Medlemsnr",
        "Dato;Beløp;KID",
        "Bokført;Beløp;KID",
    ],
)
def test_a_list_of_claims_with_kid_amount_and_day_is_no_bank_statement(headings, read_file):
    row = ";".join("x" for _ in headings.split(";"))

    with pytest.raises(ExportError, match="ligner ingen eksport"):
        read_file(f"{headings}\n{row}\n".encode(), "rest.csv")


def test_isonens_list_is_read_as_the_one_it_shares_its_layout_with(read_file):
    text = (
        "Fornavn;Etternavn;Kjønn;Fødselsdato;Person ID;E-post;Klubb;Klasse;Øvelse\n"
        "Ola;Li;M;31.12.2013;9000021;kari.li@example.org;Prøve IL;G12;Høyde\n"
    )

    inbox = read_file(text.encode(), "isonen.csv", "sportsadmin")

    assert list(inbox.incoming["members"]["member_id"]) == ["sportsadmin:9000021"]
    assert list(inbox.incoming["participations"]["group_name"]) == ["Høyde"]


def test_a_dump_of_payments_of_several_products_is_not_read_by_the_first(samples, read_file):
    path = samples / "spond" / "betaling.json"
    one = '"price": 125050\n'
    text = path.read_bytes().decode().replace("\r\n", "\n")
    assert one in text
    several = text.replace(one, '"price": 125050}, {"name": "Drakt", "price": 40000\n')

    with pytest.raises(ExportError, match="ligner ingen eksport"):
        read_file(several.encode(), "betaling.json", "spond")
