"""Status words that are read in every profile, and what "partly paid" means."""

from datetime import date

import pytest

from workbench.importers.bills import weigh_partly
from workbench.importers.cells import CellReader, Context
from workbench.importers.profiles import CODES, Profile, common_words, load_profiles
from workbench.importers.repairs import propose
from workbench.model.kinds import ClaimStatus
from workbench.values.kid import KidStructure
from workbench.values.text import fold

CONTEXT = Context(date(2026, 11, 22), (KidStructure(12, 10),))
WITH_STATUS = [profile for profile in load_profiles() if "status" in profile.columns]
CLAIMS = [profile for profile in WITH_STATUS if profile.kind != "members"]
TITLES = [profile.title for profile in WITH_STATUS]
HOOPIT = "Navn;Lag;Betaling;Beløp;Status;Frist;Betalt dato;Siste påminnelse"
SPOORTZ = "Gironr;KID;Medlemsnr;Navn;Tekst;Fakturadato;Forfallsdato;Beløp;Innbetalt;Status"
BPM = "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt"


def read(profile: Profile, word: str) -> str | None:
    """Return the code of a status word, or why there is none."""
    values, faults = CellReader(profile, CONTEXT).read("status", [word])
    return faults.get(word, values[word])


@pytest.mark.parametrize("kind", ["members", "invoices", "bills"])
def test_every_common_word_has_a_code_of_its_kind_and_stands_once(kind):
    words = common_words(kind)

    assert {*words.values()} <= CODES[kind, "status"]
    assert len({fold(word) for word in words}) == len(words)


@pytest.mark.parametrize("profile", WITH_STATUS, ids=TITLES)
def test_a_profiles_own_words_come_first_and_the_common_ones_are_read_besides(profile):
    own = {fold(word): code for word, code in profile.columns["status"].words.items()}
    common = {fold(word): code for word, code in common_words(profile.kind).items()}

    wrong = {w: code for w, code in (common | own).items() if read(profile, w.upper()) != code}

    assert wrong == {}


def test_a_word_that_means_something_else_in_a_profile_keeps_that_meaning():
    bpm = next(profile for profile in CLAIMS if profile.kind == "invoices")
    status = bpm.columns["status"].model_copy(update={"words": {"SENDT": "in_collection"}})
    own = bpm.model_copy(update={"columns": {**bpm.columns, "status": status}})

    assert (read(bpm, "Sendt"), read(own, "Sendt")) == ("open", "in_collection")


@pytest.mark.parametrize("profile", CLAIMS, ids=[profile.title for profile in CLAIMS])
@pytest.mark.parametrize(
    ("text", "meant"),
    [("Kreditrt", "Kreditert"), ("Refundrt", "Refundert"), ("Avventer", None), ("Purret", None)],
)
def test_an_unknown_word_is_said_to_be_one_and_gets_a_repair_where_one_is_meant(
    text, meant, profile
):
    assert read(profile, text).startswith("ukjent ord; kjente er ")
    assert propose(CellReader(profile, CONTEXT), "status", text) == meant


@pytest.mark.parametrize(
    ("amount", "settled", "status"),
    [
        (500_00, 1, "open"),
        (500_00, 499_99, "open"),
        (500_00, 0, "review"),
        (500_00, None, "review"),
        (500_00, 500_00, "review"),
        (None, 100_00, "review"),
    ],
)
def test_partly_paid_is_open_only_where_the_sums_say_that_a_part_is_paid(amount, settled, status):
    assert weigh_partly("partly", amount, settled) == status


@pytest.mark.parametrize("status", [None, *ClaimStatus])
def test_the_sums_change_no_other_status(status):
    assert weigh_partly(status, 500_00, 100_00) == status


@pytest.mark.parametrize(
    ("system", "headings", "row", "noun", "expected"),
    [
        ("spoortz", SPOORTZ, "7;;1001;Kari;Kurs;01.02.2026;05.02.2026;500,00;200,00;Delbetalt",
         "claims", ("open", 200_00)),
        ("spoortz", SPOORTZ, "7;;1001;Kari;Kurs;01.02.2026;05.02.2026;500,00;;Delbetalt",
         "claims", ("review", 0)),
        ("hoopit", HOOPIT, "Kari Li;Ski;Kurs;500,00;Delvis betalt;05.02.2026;;",
         "claims", ("review", 0)),
        ("klubbadmin", BPM, "7;05.02.2026;Delbetalt;Kurs;Kari;500,00;200,00;01.02.2026;",
         "invoices", ("open", 200_00)),
        ("klubbadmin", BPM, "7;05.02.2026;Delbetalt;Kurs;Kari;500,00;0,00;01.02.2026;",
         "invoices", ("review", 0)),
        ("spoortz", SPOORTZ, "7;;1001;Kari;Kurs;01.02.2026;05.02.2026;500,00;;Kreditert",
         "claims", ("cancelled", 0)),
        ("spoortz", SPOORTZ, "7;;1001;Kari;Kurs;01.02.2026;05.02.2026;500,00;500,00;Refundert",
         "claims", ("review", 500_00)),
    ],
)  # fmt: skip
def test_a_partly_paid_row_rests_where_no_sums_say_how_much(
    system, headings, row, noun, expected, read_file
):
    inbox = read_file(f"{headings}\n{row}\n".encode(), "krav.csv", system)

    [claim] = inbox.incoming[noun].to_dict("records")
    assert (claim["status"], claim["paid_ore"]) == expected
    assert inbox.rejected.empty
