"""A file nobody knows, from the inbox to a profile of the club's own, and then into the books."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from workbench.importers.drafts import Draft
from workbench.importers.profiles import load_profiles
from workbench.model.errors import ExportError, UsageError, WorkbenchError
from workbench.model.frames import records
from workbench.office import agents, file_mapping, import_inbox, open_desk, own_profiles
from workbench.office.agents import disable_agent, save_agent
from workbench.office.desk import AGENT_VARIABLE
from workbench.office.own_profiles import ProfileExists

AS_OF = date(2026, 11, 22)
TITLE = "Medlemmer fra Turnplan"
UNSEEN = """Utskrift fra Turnplan;;;;;
Utøvernr;Fornavn på utøver;Slektsnavn;Kom til verden;Mobil utøver;Tilstand
1001;Kari;Nordmann;12.03.2011;928 84 492;På parti
1002;Ola;Hansen;01.02.2012;4x;Sluttet i høst
1003;Per;Olsen;24.12.2010;410 00 003;På venteliste
"""
WORDS = {"På parti": "active", "Sluttet i høst": "left", "På venteliste": "unprocessed"}
HEADINGS = {
    "person": "Utøvernr",
    "first_name": "Fornavn på utøver",
    "last_name": "Slektsnavn",
    "born_on": "Kom til verden",
    "phone": "Mobil utøver",
    "status": "Tilstand",
}
DRAFT = Draft(TITLE, "members", HEADINGS, WORDS, whole_club=True)
BILLS = """Fakturanummer;Utøver;Hva;Siste frist;Å betale;Tilstand
501;Kari Nordmann;Treningsavgift høst;01.11.2026;1 250,00;Purret
501;Ola Nordmann;Treningsavgift høst;01.11.2026;1 250,00;Purret
502;Per Olsen;Cup;15.11.2026;300,00;Gjort opp
"""


@pytest.fixture
def desk(club):
    for path in (club / "inbox").iterdir():
        path.unlink()
    desk = open_desk(club.name)
    yield desk
    desk.close()


def drop(desk, text: str = UNSEEN, name: str = "utskrift.csv") -> Path:
    path = desk.club.inbox / name
    path.write_text(text, "utf-8")
    return path


def opened(desk, text: str = UNSEEN):
    """Drop a file and open it; return it, and where its list stands."""
    (one, *_) = file_mapping.unknown_files(desk, drop(desk, text).name)
    strange = file_mapping.read_unknown(one.file)
    return strange, strange.list_places[0]


def save(desk, draft: Draft = DRAFT, text: str = UNSEEN, **more) -> Path:
    return own_profiles.save_profile(desk, *opened(desk, text), draft, AS_OF, **more)


def test_only_files_that_no_profile_of_the_clubs_fits_are_unknown(club):
    desk = open_desk(club.name)
    drop(desk)

    (one,) = file_mapping.unknown_files(desk)

    assert one.file.name == "utskrift.csv"
    assert one.why.startswith("utskrift.csv: filen ligner ingen eksport vi kjenner")
    desk.close()


def test_a_file_that_was_read_before_is_not_unknown_and_an_empty_inbox_has_none(desk):
    assert file_mapping.unknown_files(desk) == []

    save(desk)
    import_inbox(desk, AS_OF)
    (desk.club.folder / "profiles" / "medlemmer-fra-turnplan.toml").unlink()

    assert file_mapping.unknown_files(desk) == []


def test_a_file_named_stands_first_also_where_it_is_known(club):
    desk = open_desk(club.name)
    known = sorted(path.name for path in desk.club.inbox.iterdir())[-1]

    (one,) = file_mapping.unknown_files(desk, known)

    assert one.file.name == known
    desk.close()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "verken et regneark eller en tekstfil"),
        (b"Husk dugnad", "fant ingen rad med overskrifter"),
        (b"PK\x03\x04tull", "skadet"),
    ],
)
def test_a_file_that_holds_no_list_is_said_to(desk, content, sentence):
    (desk.club.inbox / "fil.csv").write_bytes(content)
    (one,) = file_mapping.unknown_files(desk)

    with pytest.raises(ExportError, match=sentence):
        file_mapping.read_unknown(one.file)


def test_the_first_rows_are_shown_as_they_would_be_read_and_what_would_be_set_aside(desk):
    _, list_place = opened(desk)

    seen = file_mapping.preview(desk, list_place, DRAFT, AS_OF)

    assert seen.headings == [
        "medlemsnummer", "fornavn", "etternavn", "fødselsdato", "telefon", "status",
    ]  # fmt: skip
    assert seen.rows[0] == [
        "1001", "Kari", "Nordmann", "12.03.2011", "928 84 492", "aktivt medlem",
    ]  # fmt: skip
    assert [(one.row, one.value, one.reason) for one in seen.set_aside] == [
        (4, "4x", "ikke et gyldig telefonnummer")
    ]
    assert (seen.taken, seen.rows_aside, seen.all_tried) == (3, 0, True)


def test_a_full_name_is_shown_as_it_is_read(desk):
    _, list_place = opened(desk, "Nr;Utøver\n1001;Berg, Åse\n")

    seen = file_mapping.preview(
        desk, list_place, Draft(TITLE, "members", {"person": "Nr", "name": "Utøver"}), AS_OF
    )

    assert seen.rows == [["1001", "Åse Berg"]]


def test_members_whom_the_list_leaves_out_are_counted_if_they_are_not_gone_already(desk):
    _, list_place = opened(desk)
    none_yet = file_mapping.missing_members(desk, list_place, DRAFT, AS_OF)
    save(desk)
    import_inbox(desk, AS_OF)
    fewer = UNSEEN.rpartition("1003")[0]
    drop(desk, fewer)
    import_inbox(desk, date(2026, 11, 23))

    _, list_place = opened(desk, fewer.replace("1001", "1009"))

    assert none_yet is None
    # 1002 left, 1003 is missing
    assert file_mapping.missing_members(desk, list_place, DRAFT, AS_OF) == 1
    lacks = Draft(TITLE, "members", {"phone": "Mobil utøver"})
    assert file_mapping.missing_members(desk, list_place, lacks, AS_OF) is None


@pytest.mark.parametrize(("rows", "shown"), [(19, 19), (20, 20), (21, 20)])
def test_no_more_than_twenty_rows_are_shown(desk, rows, shown):
    lines = [f"{n};Kari;Nordmann;;;På parti" for n in range(rows)]
    _, list_place = opened(desk, "\n".join([*UNSEEN.splitlines()[:2], *lines]) + "\n")

    seen = file_mapping.preview(desk, list_place, DRAFT, AS_OF)

    assert (len(seen.rows), seen.taken) == (shown, rows)


def test_an_unfinished_draft_shows_what_is_chosen_so_far(desk):
    _, list_place = opened(desk, BILLS)
    few = Draft(TITLE, "bills", {"title": "Hva", "amount": "Å betale", "status": "Tilstand"})

    seen = file_mapping.preview(desk, list_place, few, AS_OF)

    assert seen.rows[0] == ["", "Treningsavgift høst", "1\xa0250\xa0kr"]
    assert {one.reason for one in seen.set_aside} == {"velg hva ordet betyr"}
    assert seen.rows_aside == 0
    assert file_mapping.preview(desk, list_place, Draft(TITLE, "bills", {}), AS_OF) is None


def test_what_is_saved_is_a_profile_that_the_next_import_reads_the_file_by(desk, monkeypatch):
    monkeypatch.setenv(AGENT_VARIABLE, "kari")
    path = save(desk)

    profile = load_profiles(desk.club.folder, desk.settings.system)[-1]
    done = import_inbox(desk, AS_OF)

    (file,) = records(done.inbox.files)
    members = records(desk.read_books()["members"])
    assert path == desk.club.folder / "profiles" / "medlemmer-fra-turnplan.toml"
    assert path.read_text("utf-8").startswith("# Kartlagt 22.11.2026 av kari, etter filen utskr")
    assert profile.columns["person"].seen == ("Utøvernr",)
    assert (file["title"], file["rows_taken"], file["values_aside"]) == (TITLE, 3, 1)
    assert {row["member_id"]: row["status"] for row in members} == {
        "klubbadmin:1001": "active",
        "klubbadmin:1002": "left",
        "klubbadmin:1003": "unprocessed",
    }
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_family_invoice_on_two_lines_becomes_two_claims(desk):
    headings = {
        "order": "Fakturanummer",
        "member_name": "Utøver",
        "title": "Hva",
        "due_on": "Siste frist",
        "amount": "Å betale",
        "status": "Tilstand",
    }
    words = {"Purret": "open", "Gjort opp": "paid"}
    save(desk, Draft("Krav", "bills", headings, words, many_lines=True), BILLS)

    import_inbox(desk, AS_OF)

    claims = records(desk.read_books()["claims"])
    assert sorted((c["invoice_id"], c["status"], c["amount_ore"]) for c in claims) == [
        ("klubbadmin:501", "open", 125000),
        ("klubbadmin:501", "open", 125000),
        ("klubbadmin:502", "paid", 30000),
    ]


def test_to_write_over_a_profile_must_be_meant(desk):
    path = save(desk)
    before = path.read_text("utf-8")
    fewer = Draft(TITLE, "members", {k: v for k, v in HEADINGS.items() if k != "phone"}, WORDS)

    with pytest.raises(ProfileExists, match="finnes fra før"):
        save(desk, fewer)
    assert path.read_text("utf-8") == before
    save(desk, fewer, replace_own=True)

    assert "phone" not in path.read_text("utf-8")


@pytest.mark.parametrize(("one", "other"), [("Min (bank)", "Min bank"), ("会員名簿", "入金一覧")])
def test_titles_whose_files_would_be_of_one_name_are_two_profiles(desk, one, other):
    few = {k: v for k, v in HEADINGS.items() if k in ("person", "first_name", "last_name")}
    first = save(desk, Draft(one, "members", few))

    second = save(desk, Draft(other, "members", HEADINGS, WORDS))
    with pytest.raises(ProfileExists, match=re.escape(f"«{other}»")):
        save(desk, Draft(other, "members", HEADINGS, WORDS))

    titles = {load.title for load in load_profiles(desk.club.folder)}
    assert first != second
    assert {one, other} <= titles


def wrong(**changes) -> Draft:
    return Draft(**{**vars(DRAFT), **changes})


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (wrong(title="<b>"), "Gi profilen et navn"),
        (wrong(title="Medlemsliste fra KlubbAdmin"), "heter en annen profil"),
        (wrong(words={}), "Velg hva ordene i statuskolonnen betyr, eller la kolonnen stå"),
        (wrong(words={"Ukjent": "left"}), "ingenting under «Tilstand» kan leses som status"),
        (
            wrong(headings={**HEADINGS, "phone": "Kom til verden", "born_on": "Mobil utøver"}),
            "ingenting under «(Kom til verden|Mobil utøver)» kan leses som",
        ),
        (wrong(headings={"person": "Utøvernr"}), "Velg også hvilken kolonne som har fornavn"),
        (wrong(words={"På parti": "finnes ikke"}), "«columns.status.words» har «finnes ikke»"),
        (wrong(headings=HEADINGS | {"phone": "Finnes ikke", "kid": "Mobil"}), "«columns.kid» er"),
    ],
)
def test_what_cannot_be_a_profile_is_refused_in_a_sentence_and_nothing_is_written(
    desk, draft, sentence
):
    strange, list_place = opened(desk)

    with pytest.raises(WorkbenchError, match=sentence) as refusal:
        own_profiles.save_profile(desk, strange, list_place, draft, AS_OF)

    assert "\n" not in str(refusal.value)
    assert [*desk.club.folder.glob("profiles/*")] == []


@pytest.mark.parametrize("phones", [("", "", ""), ("4x", "", "410 00 003")])
def test_a_column_that_is_blank_or_partly_read_may_be_saved(desk, phones):
    text = UNSEEN
    for was, now in zip(("928 84 492", "4x", "410 00 003"), phones, strict=True):
        text = text.replace(was, now)

    assert save(desk, text=text).exists()


def test_a_file_that_another_profile_fits_better_is_refused(desk):
    save(desk)
    few = Draft("En annen", "members", {k: HEADINGS[k] for k in [*HEADINGS][:3]})

    with pytest.raises(ExportError, match=f"leses allerede som «{TITLE}»"):
        save(desk, few)


def test_a_birth_number_in_the_name_of_the_file_is_not_written_down(desk):
    drop(desk, name="01019012345.csv")
    (one,) = file_mapping.unknown_files(desk)
    strange = file_mapping.read_unknown(one.file)

    path = own_profiles.save_profile(desk, strange, strange.list_places[0], DRAFT, AS_OF)

    assert "01019012345" not in path.read_text("utf-8")


def test_only_an_operator_and_only_their_clubs_are_opened(club, add_club):
    add_club("nordby-il")
    save_agent("kari", "en frase som er lang", ["solvik-il"], operator=True)
    save_agent("ola", "en frase som er lang", ["solvik-il"])

    agents.open_for_operator("kari", "solvik-il").close()
    agents.open_for_operator("", "nordby-il").close()

    assert agents.operator_clubs("kari") == ["solvik-il"]
    for name, slug in (("kari", "nordby-il"), ("ola", "solvik-il"), ("ukjent", "solvik-il")):
        with pytest.raises(UsageError, match="snakk med kontoret"):
            agents.open_for_operator(name, slug)
    save_agent("per", "en frase som er lang", ["nordby-il"], operator=True)
    shutil.rmtree(club.parent / "nordby-il")
    with pytest.raises(UsageError, match="ingen av klubbene dine finnes lenger"):
        agents.operator_clubs("per")
    disable_agent("kari")
    with pytest.raises(UsageError, match="stengt"):
        agents.open_for_operator("kari", "solvik-il")


def test_a_club_with_damaged_settings_is_called_by_its_folder(club, add_club):
    (add_club("nordby-il") / "club.toml").write_text("[", "utf-8")

    assert agents.club_names(["nordby-il", "solvik-il"]) == ["nordby-il", "Solvik IL"]
