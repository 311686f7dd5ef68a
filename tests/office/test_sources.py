"""Weeks of clubs whose systems name guardians and give few numbers, one after the other.

The files are texts under the systems' own headings: a file is known by those, not by its ending.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.books import balances_of, day_in, day_with, fields, phones_of
from tests.houses import take_old_files
from workbench import office
from workbench.demo.invented_club import club_toml
from workbench.model.errors import ExportError, UsageError
from workbench.model.frames import records
from workbench.model.plan_reasons import PlanReason as R
from workbench.office.day import Day
from workbench.office.planned import QUERIES
from workbench.office.tasks import answer_tasks
from workbench.store.connection import write
from workbench.store.events import event
from workbench.store.triggers import Rows

DAY = date(2026, 10, 5)
DUE = date(2026, 9, 21)
HEADINGS = {
    "hoopit": {
        "medlemmer": "Fornavn;Etternavn;Fødselsdato;Lag/Gruppe;Rolle;Foresatt 1 navn;"
        "Foresatt 1 telefon;Foresatt 1 e-post",
        "betalinger": "Navn;Lag;Betaling;Beløp;Status;Frist;Siste påminnelse",
        "rapport": "Navn;Lag;Betaling;Beløp;Betalt dato;Betalt av",
    },
    "spond": {
        "medlemmer": "Fornavn;Etternavn;Fødselsdato;Grupper;Foresatt 1 fornavn;"
        "Foresatt 1 etternavn;Foresatt 1 telefonnummer",
        "betalinger": "Medlem;Betalingsnavn;Betalingskontakt;Status;Betalt beløp;Utestående;"
        "Forfallsdato;Antall påminnelser;Siste påminnelse",
        "transaksjoner": "Medlem;Betalingsnavn;Totalt;Refundert beløp;Dato",
    },
    "spoortz": {"giroer": "Gironr;KID;Medlemsnr;Navn;Tekst;Forfallsdato;Beløp;Innbetalt;Status"},
    "tryggivann": {
        "kurs": "Navn;Foresatt;E-post;Mobil;Kjønn;Fødselsdato;Merknad",
        "faktura": "Fakturanr;KID;Fakturadato;Forfallsdato;Kunde;Deltaker;Kurs;Beløp;Betalt;"
        "Utestående;Antall purringer;Status",
    },
}


class Source:
    """A club on a system: files to put in its inbox, and a week after the other."""

    def __init__(self, home: Path, system: str) -> None:
        self.system, self.home = system, home
        self.inbox = home / "inbox"
        self.inbox.mkdir(parents=True)
        text = club_toml("Prøve IL", 1, DAY).replace('"klubbadmin"', f'"{system}"')
        (home / "club.toml").write_text(take_old_files(text), "utf-8")
        self.desk = office.open_desk(home.name)

    def put(self, kind: str, *rows: str, name: str = "", above: str = "") -> None:
        lines = [*above.splitlines(), HEADINGS[self.system][kind], *rows]
        (self.inbox / f"{name or kind}.csv").write_text("\n".join(lines) + "\n", "utf-8")

    def week(self, n: int = 0) -> Day:
        """Import what is in the inbox, n weeks on, and return the picture of that day."""
        day = DAY + timedelta(weeks=n)
        office.import_inbox(self.desk, day)
        return day_in(self.desk, day)

    def table(self, name: str) -> list[dict[str, Any]]:
        return records(self.desk.read_books()[name])


@pytest.fixture
def source(house: Path) -> Callable[[str], Source]:
    return lambda system: Source(house / "data" / "clubs" / "prove-il", system)


OLA = "Ola;Li;31.12.2013;Ski;Utøver;Kari Li;41234501;kari@example.org"
BILL = "Ola Li;Ski;Avgift;500;Ubetalt;21.09.2026;{}"


@pytest.fixture
def hoopit(source) -> Source:
    """A child on one team, with one unpaid bill."""
    club = source("hoopit")
    club.put("medlemmer", OLA)
    club.put("betalinger", BILL.format(""))
    return club


def answers(day: Day) -> list[tuple[str, str | None]]:
    return [(row["reason"], row["step_id"]) for row in fields(day.plan)]


def open_ore(day: Day) -> int:
    return sum(balance.open_ore for balance in balances_of(day))


def test_a_bill_is_tied_by_name_and_the_guardian_is_asked(hoopit):
    day = hoopit.week()

    assert answers(day) == [(R.STEP_DUE, "reminder_1")]
    [claim] = hoopit.table("claims")
    [owed] = hoopit.table("liabilities")
    assert claim["member_id"] == hoopit.table("members")[0]["member_id"]
    assert owed["liable_party"] == "guardian"
    assert phones_of(day) == ["+4741234501"]


PAID = "Ola Li;Ski;Avgift;{};{};Kari Li"


def test_payments_that_two_files_share_are_counted_once_and_two_alike_twice(hoopit):
    hoopit.put("rapport", PAID.format(100, "28.09.2026"), PAID.format(100, "28.09.2026"))
    first = open_ore(hoopit.week())
    hoopit.put(
        "rapport",
        PAID.format(50, "06.10.2026"),
        PAID.format(100, "28.09.2026"),
        PAID.format(100, "28.09.2026"),
        name="rapport (1)",
    )

    assert (first, open_ore(hoopit.week(1))) == (300_00, 250_00)
    assert len(hoopit.table("payments")) == 3


def test_p27_what_was_paid_by_hand_is_paid_though_hoopits_payment_report_lacks_it(hoopit):
    by_hand = BILL.replace("Ubetalt", "Betalt manuelt").format("")
    hoopit.put("betalinger", by_hand, BILL.replace("Avgift", "Leir").format(""))
    hoopit.put("rapport", PAID.format(100, "28.09.2026").replace("Avgift", "Leir"))

    day = hoopit.week()

    balances = {row.title: (row.status, row.open_ore) for row in balances_of(day)}
    assert balances == {"Avgift": ("paid_manual", 0), "Leir": ("open", 400_00)}
    assert [row.claim_id for row in day.plan] == [
        row.claim_id for row in balances_of(day) if row.title == "Leir"
    ]


def test_a_payment_that_goes_back_leaves_the_bill_open_again(source):
    club = source("spond")
    club.put("medlemmer", "Ola;Li;31.12.2013;Ski;Kari;Li;41234501")
    club.put("betalinger", "Ola Li;Avgift;Kari Li;Ikke betalt;0;500;21.09.2026;0;")
    club.put("transaksjoner", "Ola Li;Avgift;500;0;28.09.2026")
    assert open_ore(club.week()) == 0
    club.put("transaksjoner", "Ola Li;Avgift;500;500;28.09.2026")

    assert open_ore(club.week(1)) == 500_00
    assert len(club.table("payments")) == 1


def test_a_due_date_that_is_moved_is_reminded_of_anew_also_by_the_source(hoopit):
    hoopit.put("betalinger", BILL.format("23.09.2026"))
    assert answers(hoopit.week()) == [(R.WAITING, None)]
    moved = BILL.replace("21.09", "06.10")
    hoopit.put("betalinger", moved.format("23.09.2026"))

    assert answers(hoopit.week(1)) == [(R.STEP_DUE, "reminder_1")]
    hoopit.put("betalinger", moved.format("08.10.2026"))
    assert answers(hoopit.week(1)) == [(R.WAITING, None)]
    days = {row["step_id"]: row["sent_on"] for row in hoopit.table("reminders")}
    assert days["reminder_1"] == date(2026, 10, 8)


def test_a_reminder_keeps_the_day_it_was_first_seen_with(source):
    club = source("spond")
    club.put("medlemmer", "Ola;Li;31.12.2013;Ski;Kari;Li;41234501")
    bill = "Ola Li;Avgift;Kari Li;Ikke betalt;0;500;21.09.2026;{}"
    counted = ["1;28.09.2026", "2;06.10.2026", "2;14.10.2026", "3;21.10.2026"]
    for n, sent in enumerate(counted):
        club.put("betalinger", bill.format(sent))
        club.week(n)

    days = {row["step_id"]: row["sent_on"] for row in club.table("reminders")}
    assert days == {
        "reminder_1": date(2026, 9, 28),
        "reminder_2": date(2026, 10, 6),
        "reminder_3": date(2026, 10, 21),
    }


def test_a_name_that_two_have_rests_also_when_one_of_them_may_have_another_name_now(hoopit):
    twin = OLA.replace("31.12.2013", "01.02.2015")
    hoopit.put("medlemmer", OLA, twin)
    assert answers(hoopit.week()) == [(R.UNKNOWN_MEMBER, None)]
    assert hoopit.table("liabilities") == []
    hoopit.put("medlemmer", twin)

    assert answers(hoopit.week(1)) == [(R.UNKNOWN_MEMBER, None)]


def test_a_claim_stays_with_its_member_and_rests_when_the_birth_date_is_another(hoopit):
    hoopit.put("medlemmer", OLA.replace("31.12.2013", "31.12.1983"))
    hoopit.week()
    [before] = hoopit.table("liabilities")
    hoopit.put("medlemmer", OLA)

    day = hoopit.week(1)

    assert answers(day) == [(R.UNCONFIRMED, None)]
    assert hoopit.table("liabilities") == [before]


def test_a_leavers_claim_is_not_a_newcomers_of_the_same_name(hoopit):
    old = OLA.replace("31.12.2013", "31.12.1983")
    new = old.replace("1983", "1990")
    tied = set()
    for n, rows in enumerate([[old], [old, new], [new]]):
        hoopit.put("medlemmer", *rows)
        day = hoopit.week(n)
        tied |= {claim["member_id"] for claim in hoopit.table("claims")}

    assert len(tied) == 1
    assert answers(day) == [(R.UNCONFIRMED, None)]


@pytest.mark.parametrize("also_here", [True, False])
def test_a_claim_that_comes_again_is_never_a_namesakes(hoopit, also_here):
    old = OLA.replace("31.12.2013", "31.12.1983")
    hoopit.put("medlemmer", old)
    hoopit.week()
    before = hoopit.table("claims")[0]["member_id"], hoopit.table("liabilities")
    hoopit.put("medlemmer", *[old] * also_here, OLA)
    hoopit.put("betalinger", BILL.format("23.09.2026"))

    day = hoopit.week(1)

    assert (hoopit.table("claims")[0]["member_id"], hoopit.table("liabilities")) == before
    assert also_here or answers(day) == [(R.UNCONFIRMED, None)]


@pytest.mark.parametrize(
    ("born", "expected"),
    [("01.02.1980", (R.UNCONFIRMED, None)), ("31.12.2013", (R.STEP_DUE, "reminder_1"))],
)
def test_a_claim_rests_where_a_supporter_has_the_members_name_unless_it_is_the_member(
    hoopit, born, expected
):
    hoopit.put("medlemmer", OLA, f"Ola;Li;{born};Ski;Støttespiller;;;")

    assert answers(hoopit.week()) == [expected]


def test_an_empty_list_of_bills_leaves_none_to_be_reminded_of(hoopit):
    hoopit.week()
    hoopit.put("betalinger")

    office.import_inbox(hoopit.desk, DAY + timedelta(weeks=1), force="listen er tom")

    day = day_in(hoopit.desk, DAY + timedelta(weeks=1))
    assert answers(day) == [(R.UNCONFIRMED, None)]


def test_a_blank_status_lifts_no_rest_and_a_new_bill_without_one_rests(hoopit):
    hoopit.put("betalinger", BILL.format("").replace("Ubetalt", "Fryst"))
    hoopit.week()
    blank = BILL.format("").replace("Ubetalt", "")
    hoopit.put("betalinger", blank, blank.replace("Avgift", "Leir"))

    day = hoopit.week(1)

    assert sorted(answers(day)) == [(R.FROZEN, None), (R.REVIEW, None)]


def test_what_is_paid_stands_when_its_heading_has_another_name(source):
    club = source("spoortz")
    club.put("giroer", "70012;;7;Kari Li;Avgift;21.09.2026;1500;1000;Utsendt")
    club.week()
    path = club.inbox / "giroer.csv"
    path.write_text(path.read_text("utf-8").replace("Innbetalt", "Innbetalt beløp"), "utf-8")

    office.import_inbox(club.desk, DAY + timedelta(weeks=1), force="nytt navn på kolonnen")

    assert [row["paid_ore"] for row in club.table("claims")] == [1000_00]


def test_a_new_request_under_an_old_ones_title_is_for_a_person_to_look_at(source):
    club = source("spond")
    club.put("medlemmer", "Ola;Li;31.12.2013;Ski;Kari;Li;41234501")
    bill = "Ola Li;Avgift;Kari Li;Ikke betalt;0;{};{};0;"
    club.put("betalinger", bill.format(1500, "21.01.2026"))
    club.week()
    club.put("betalinger", bill.format(1800, "21.09.2026"))

    assert answers(club.week(1)) == [(R.REVIEW, None)]


def test_a_number_with_a_colon_in_it_rests_too(source):
    club = source("spoortz")
    bill = "2026:51;;7;Kari Li;Avgift;21.09.2026;1500;0;{}"
    club.put("giroer", bill.format("Utsendt"))
    club.week()
    club.put("giroer", bill.format("Klage"))

    assert answers(club.week(1)) == [(R.UNCONFIRMED, None)]


def test_a_guardian_who_is_replaced_is_asked_no_more(hoopit):
    hoopit.week()
    hoopit.put("medlemmer", OLA.replace("Kari Li;41234501;kari@", "Odd Berg;41234504;odd@"))

    day = hoopit.week(1)

    assert phones_of(day) == ["+4741234504"]
    assert "Kari" not in str(hoopit.table("guardians"))


def test_a_guardian_who_is_taken_out_is_asked_no_more(hoopit):
    hoopit.week()
    hoopit.put("medlemmer", "Ola;Li;31.12.2013;Ski;Utøver;;;")

    assert answers(hoopit.week(1)) == [(R.NO_CONTACT, None)]


def test_a_group_that_one_has_left_is_missing_and_nobody_elses_is(source):
    club = source("spond")
    club.put("medlemmer", "Ola;Li;31.12.2013;Ski, Turn;;;", "Eva;Moe;01.02.2012;Turn;;;")
    club.week()
    club.put("medlemmer", "Ola;Li;31.12.2013;Ski;;;", "Eva;Moe;01.02.2012;Turn;;;")

    club.week(1)

    gone = [row for row in club.table("participations") if row["missing_since"]]
    assert [(row["group_name"], row["missing_since"]) for row in gone] == [
        ("Turn", DAY + timedelta(weeks=1))
    ]


def test_those_a_short_list_lacks_rest_until_the_whole_list_is_back(source):
    club = source("spond")
    rows = [f"Navn{n};Li;31.12.2013;{'Ski' if n < 3 else 'Turn'};;;" for n in range(10)]
    club.put("medlemmer", *rows)
    club.week()
    club.put("medlemmer", *rows[:3])

    club.week(1)
    gone = {row["member_id"] for row in club.table("participations") if row["missing_since"]}
    club.put("medlemmer", *rows, "Ny;Li;31.12.2013;Ski;;;")
    club.week(2)

    assert len(gone) == 7
    assert not any(row["missing_since"] for row in club.table("participations"))


def test_a_member_gone_from_the_whole_clubs_list_is_marked_in_all_groups(hoopit):
    others = [OLA.replace("Ola;Li", f"Navn{n};Moe") for n in range(5)]
    hoopit.put("medlemmer", OLA, *others)
    hoopit.week()
    hoopit.put("medlemmer", *others)

    assert answers(hoopit.week(1)) == [(R.UNCONFIRMED, None)]
    gone = [row["group_name"] for row in hoopit.table("participations") if row["missing_since"]]
    assert sorted(gone) == ["Klubben", "Ski"]


def test_a_bill_gone_from_the_newest_list_rests_and_goes_on_when_it_is_back(hoopit):
    other = BILL.format("").replace("Avgift", "Leir")
    hoopit.put("betalinger", BILL.format(""), other)
    hoopit.week()
    hoopit.put("betalinger", other)
    assert sorted(answers(hoopit.week(1))) == [(R.STEP_DUE, "reminder_1"), (R.UNCONFIRMED, None)]
    hoopit.put("betalinger", other, BILL.format(""))

    assert answers(hoopit.week(2)) == [(R.STEP_DUE, "reminder_1")] * 2


def test_what_only_members_bring_marks_no_bill_as_gone(hoopit):
    hoopit.week()
    (hoopit.inbox / "betalinger.csv").unlink()
    hoopit.put("medlemmer", OLA, OLA.replace("Ski", "Turn"))

    assert answers(hoopit.week(1)) == [(R.STEP_DUE, "reminder_1")]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("rapport", PAID.format("mye", "28.09.2026")),
        ("rapport", PAID.format(500, "en dag")),
        ("betalinger", BILL.format("").replace("500", "mye")),
        ("betalinger", BILL.format("").replace("Ubetalt", "Venter")),
        ("betalinger", BILL.format("i går")),
    ],
)
def test_a_bill_rests_where_its_row_or_its_payments_could_not_be_read(hoopit, kind, row):
    hoopit.week()
    hoopit.put(kind, row)

    assert answers(hoopit.week(1)) == [(R.UNCONFIRMED, None)]


def test_two_of_one_name_with_the_same_bill_are_not_made_one(hoopit):
    hoopit.put("betalinger", BILL.format(""), BILL.format(""))

    assert answers(hoopit.week()) == [(R.UNCONFIRMED, None)]
    assert hoopit.table("rejected")[0]["whole_row"]


def test_a_familys_invoice_is_tied_claim_by_claim_and_the_customer_is_asked(source):
    club = source("tryggivann")
    club.put("kurs", "Ola Li;Kari Li;;41234501;G;31.12.2013;", above="Kurs: Krabbe", name="kurs_1")
    club.put("kurs", "Eva Li;Kari Li;;41234501;J;01.02.2016;", above="Kurs: Øvet", name="kurs_2")
    row = "70001;;14.09.2026;21.09.2026;Kari Li;{};{};500;0;500;1;Ubetalt"
    club.put("faktura", row.format("Ola Li", "Krabbe"), row.format("Eva Li", "Øvet"))

    day = club.week()

    assert answers(day) == [(R.WAITING, None)] * 2
    assert len({row.payer_id for row in day.plan}) == 1
    assert phones_of(day) == ["+4741234501"] * 2
    assert {row["liable_party"] for row in club.table("liabilities")} == {"guardian"}


def test_a_course_list_marks_those_gone_from_that_course_only(source):
    club = source("tryggivann")
    both = ["Ola Li;Kari Li;;41234501;G;31.12.2013;", "Eva Moe;Per Moe;;41234503;J;01.02.2016;"]
    club.put("kurs", *both, above="Kurs: Krabbe", name="kurs_1")
    club.put("kurs", *both, above="Kurs: Øvet", name="kurs_2")
    club.week()
    club.put("kurs", both[0], above="Kurs: Øvet", name="kurs_2")

    club.week(1)

    gone = [row["group_name"] for row in club.table("participations") if row["missing_since"]]
    assert gone == ["Øvet"]


def test_a_claim_of_a_childs_is_asked_of_the_guardian_after_the_18th_birthday(source):
    club = source("spond")
    club.put("medlemmer", "Ola;Li;25.09.2008;Ski;Kari;Li;41234501")
    old = "Ola Li;Avgift;;Ikke betalt;0;500;21.09.2026;0;"
    club.put("betalinger", old, old.replace("Avgift", "Leir").replace("21.09", "28.09"))

    day = club.week()

    first, second = day.plan
    alone = club.table("members")[0]["member_id"]
    assert {first.reason, second.reason} == {R.STEP_DUE, R.NO_CONTACT}
    assert {alone} < {first.payer_id, second.payer_id}
    assert set(phones_of(day)) == {"+4741234501", None}


def test_a_guardian_is_called_for_a_grown_child_and_for_a_sibling_in_one_call(source):
    club = source("spond")
    club.put(
        "medlemmer",
        "Ola;Li;25.09.2008;Ski;Kari;Li;41234501",
        "Eva;Li;1.2.2016;Ski;Kari;Li;41234501",
    )
    bill = "{} Li;Avgift;;Ikke betalt;0;500;21.08.2026;2;15.09.2026"
    club.put("betalinger", bill.format("Ola"), bill.format("Eva"))

    [call] = fields(club.week().payers())

    assert (call["contact_name"], call["phone"]) == ("Kari Li", "+4741234501")
    assert (call["concerns"], call["claims"], call["probably_parent"]) == ("Eva, Ola", 2, False)


@pytest.mark.parametrize("again", [1, 2])
def test_the_same_rows_in_another_order_change_only_the_list_of_files(source, again):
    club = source("spond")
    members = ["Ola;Li;31.12.2013;Ski, Turn;Kari;Li;41234501", "Eva;Moe;01.02.2012;Turn;Per;Moe;"]
    bill = "{};{};;Ikke betalt;0;500;21.09.2026;1;28.09.2026"
    bills = [bill.format("Ola Li", "Avgift"), bill.format("Eva Moe", "Avgift")]
    paid = ["Ola Li;Avgift;100;100;28.09.2026", "Ola Li;Avgift;100;0;28.09.2026"]
    club.put("medlemmer", *members)
    club.put("betalinger", *bills)
    club.put("transaksjoner", *paid)
    club.week()
    before = {
        name: club.table(name) for name in ("members", "guardians", "participations", "claims")
    }
    before |= {name: club.table(name) for name in ("payments", "reminders", "liabilities")}
    club.put("medlemmer", *members[::-1])
    club.put("betalinger", *bills[::-1])
    club.put("transaksjoner", *paid[::-1])

    club.week(again)

    assert {name: club.table(name) for name in before} == before
    assert len(club.table("files")) == 6


def test_another_systems_file_stops_the_week_before_anything_is_written(hoopit):
    text = "Kundenr;Medlem;Betalingsnavn;Totalt;Refundert beløp;Dato\n"
    (hoopit.inbox / "penger.csv").write_text(text, "utf-8")

    with pytest.raises(ExportError, match=r"penger\.csv: .*Spond Club», men klubben bruker Hoopit"):
        hoopit.week()

    assert hoopit.table("files") == []


def test_a_fault_in_the_clubs_own_profile_stops_the_week_with_its_file_and_key(hoopit):
    folder = hoopit.home / "profiles"
    folder.mkdir()
    (folder / "liste.toml").write_text('title = "Liste"\nsystem = "annet"\n', "utf-8")

    with pytest.raises(UsageError, match=r"prove-il: profiles/liste\.toml: «kind» mangler"):
        hoopit.week()


def test_a_profile_of_the_clubs_own_reads_what_its_system_does_not(hoopit):
    folder = hoopit.home / "profiles"
    folder.mkdir()
    text = """
title = "Vipps-rapport"
system = "annet"
kind = "payments"
key = ["order"]
ids.order = ["member_name", "group", "title"]

[columns]
member_name = { type = "name", needed = true, seen = ["Hvem"] }
group = { type = "text", seen = ["Gjeng"] }
title = { type = "text", needed = true, seen = ["Hva"] }
amount = { type = "amount", seen = ["Kroner"] }
paid_on = { type = "day", seen = ["Når"] }
"""
    (folder / "vipps.toml").write_text(text, "utf-8")
    (hoopit.inbox / "vipps.csv").write_text(
        "Hvem;Gjeng;Hva;Kroner;Når\nOla Li;Ski;Avgift;500;28.09.2026\n", "utf-8"
    )

    assert open_ore(hoopit.week()) == 0


LEADER = "41234501"  # a team leader's phone, on the profiles of three families


def team(club: Source, *phones: str) -> Day:
    """Import three children of three families, each with a guardian's phone and a bill."""
    names = ("Ola Li", "Eva Moe", "Jon Dal")
    members = [
        f"{name.replace(' ', ';')};31.12.2013;Ski;Far;{name.split()[1]};{phone}"
        for name, phone in zip(names, phones, strict=True)
    ]
    bills = [f"{name};Avgift;;Ikke betalt;0;500;21.09.2026;0;" for name in names]
    club.put("medlemmer", *members)
    club.put("betalinger", *bills)
    return club.week()


def test_W1_a_phone_of_three_families_is_asked_about_once_and_used_as_it_is_answered(source):
    club = source("spond")
    planned = team(club, LEADER, LEADER, LEADER).plan
    [key] = {row.task for row in planned}

    assert len({row.payer_id for row in planned}) == 3
    assert [row.reason for row in planned] == [R.NO_CONTACT] * 3
    answer_tasks(club.desk, [key], DAY, answer="one_person")
    used = day_in(club.desk, DAY)
    assert answers(used) == [(R.STEP_DUE, "reminder_1")] * 3
    assert len({row.payer_id for row in used.plan}) == 1
    answer_tasks(club.desk, [key], DAY, answer="nobodys")
    tasks = [row.task for row in day_in(club.desk, DAY).plan]
    assert tasks == [f"find_contact:{row.member_id}" for row in balances_of(used)]


def test_W1_only_the_task_about_a_value_is_answered_by_whose_it_is(source):
    club = source("spond")
    team(club, LEADER, "", "41234502")
    [key] = [row.task for row in day_in(club.desk, DAY).plan if row.task]

    with pytest.raises(UsageError, match="spør ikke hvem noe tilhører"):
        answer_tasks(club.desk, [key], DAY, answer="nobodys")


def test_W2_a_placeholder_of_the_clubs_own_is_used_for_nobody(source):
    club = source("spond")
    path = club.home / "club.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("plassholdere = []", f'plassholdere = ["+47{LEADER}"]'), "utf-8")
    club.desk = office.open_desk(club.home.name)

    assert set(phones_of(team(club, LEADER, "41234502", LEADER))) == {None, "+4741234502"}


@pytest.mark.parametrize(("imported_on", "is_kept"), [(-1, True), (0, False)])
@pytest.mark.parametrize("changed", ["", "phone", "email"])
def test_W5_an_email_from_before_the_18th_birthday_is_known_as_such(imported_on, is_kept, changed):
    """`imported_on` is the day of the first import, in days from the birthday."""
    birthday = date(2026, 9, 1)
    youth = {"member_id": "k:1", "born_on": date(2008, 9, 1), "email": "a@example.org"}
    youth["status"] = "active"
    day = day_with(as_of=birthday + timedelta(days=imported_on), members=[youth])
    with write(day.db), event(day.db, "import", birthday, who="test") as event_id:
        if changed:
            values = youth | {changed: f"{changed}@example.org"}
            Rows("members", tuple(values), [tuple(values.values())]).write(day.db, event_id)

    emails = dict(QUERIES.emails_since_minor(day.db.conn, members='["k:1"]'))

    assert bool(emails) is (is_kept and changed != "email")
