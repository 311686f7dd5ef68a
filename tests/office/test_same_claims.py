"""A club that moves from Spoortz to Spond has its people and its claims in both for a while (P11).

The files are texts under the systems' own headings; each row stands in the other system too.
"""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.books import balances_of, contacts_of, day_in, fields, members_of, phones_of
from tests.houses import take_old_files
from tests.one_claim import SUNDAY, Club, club
from tests.writing import write_event, write_export
from workbench import office
from workbench.calls.entries import Entry
from workbench.demo.bank_file import write_bank_file
from workbench.demo.invented_club import club_toml
from workbench.demo.world import Payment
from workbench.model.frames import records
from workbench.model.outcomes import Outcome
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Proposal
from workbench.model.task_kinds import MAYBE_SAME
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.day import Day
from workbench.office.policy_change import choose_policy
from workbench.office.report import figures
from workbench.office.tasks import tasks_of
from workbench.store.queries import table
from workbench.store.records import Books
from workbench.values.kid import make_kid

__all__ = ["club"]  # the fixture
DAY = date(2026, 10, 5)
KID = make_kid("0000012345", 10)
KARI = "Kari;Li;01.02.1980;41234501;Ski"
THEIR_KARI = "7;Kari;Li;01.02.1980;41234501;kari@example.org;Ski;"
BILL = "Kari Li;Treningsavgift;;Ikke betalt;0;500;21.09.2026;0;"
GIRO = f"70012;{KID};7;Kari Li;Treningsavgift;01.09.2026;21.09.2026;500;0;;Utsendt;1;01.09.2026"


class Move:
    """A club on Spond with an inbox that holds Spoortz's files too."""

    def __init__(self, home: Path) -> None:
        self.home, self.inbox = home, home / "inbox"
        self.inbox.mkdir(parents=True)
        text = club_toml("Prøve IL", 1, DAY).replace('"klubbadmin"', '"spond"')
        text = text.replace("flere_kilder = []", 'flere_kilder = ["spoortz"]')
        text = text.replace("lengde = 12", f"lengde = {len(KID)}")
        (home / "club.toml").write_text(take_old_files(text), "utf-8")
        self.desk = office.open_desk(home.name)

    def put(self, name: str, *rows: str) -> None:
        write_export(self.inbox, name, *rows)

    def pay(self, ore: int, kid: str = KID) -> None:
        payment = Payment(kid, DAY - timedelta(days=5), ore)
        write_bank_file(self.inbox, [payment], DAY)

    def add(self, name: str, **row: Any) -> None:
        """Write a row that the workbench itself keeps."""
        write_event(self.desk.db, {name: [row]}, DAY, "test")

    def week(self, n: int = 0) -> Day:
        day = DAY + timedelta(weeks=n)
        office.import_inbox(self.desk, day)
        return day_in(self.desk, day)

    def look(self) -> Day:
        return day_in(self.desk, DAY)

    def only(self, *names: str) -> None:
        """Leave only these files in the inbox."""
        for path in self.inbox.iterdir():
            if path.stem not in names:
                path.unlink()


@pytest.fixture
def move(house: Path, monkeypatch: pytest.MonkeyPatch) -> Move:
    """One member and one claim, in both systems."""
    monkeypatch.setenv("WORKBENCH_TODAY", "2026-11-23")
    club = Move(house / "data" / "clubs" / "prove-il")
    club.put("spond_medlemmer", KARI)
    club.put("spond_betalinger", BILL)
    club.put("spoortz_personer", THEIR_KARI)
    club.put("spoortz_giroer", GIRO)
    return club


def answers(day: Day) -> list[tuple[str, str | None]]:
    return sorted((row["reason"], row["step_id"]) for row in fields(day.plan))


def kinds(day: Day) -> list[str]:
    return [row.kind for row in day.findings]


def test_P11_a_claim_in_both_systems_is_planned_and_counted_once(move):
    day = move.week()

    [claim] = fields(balances_of(day))
    assert claim["claim_id"].startswith("spond:")
    assert (claim["kid"], claim["open_ore"]) == (KID, 500_00)
    assert answers(day) == [(R.STEP_DUE, "reminder_1")]
    assert kinds(day) == ["same_claim"]
    assert day.findings[0].detail == (
        "«Treningsavgift» med forfall 21.09.2026: Spond Club, Spoortz nr. 70012"
    )
    assert len(contacts_of(day)) == 1


def test_the_same_claim_in_two_files_of_one_system_is_one(move):
    text = (move.inbox / "spoortz_giroer.csv").read_text("utf-8")
    move.only("spoortz_personer", "spoortz_giroer")
    (move.inbox / "giroer (1).csv").write_text(
        text + GIRO.replace("70012", "70013") + "\n", "utf-8"
    )

    day = move.week()

    assert [row.claim_id for row in balances_of(day)] == ["spoortz:70012", "spoortz:70013"]
    assert kinds(day) == []


@pytest.mark.parametrize(("ore", "open_ore"), [(500_00, 0), (200_00, 300_00)])
def test_a_payment_on_the_old_systems_kid_settles_it(move, ore, open_ore):
    move.pay(ore)

    day = move.week()

    assert [row.open_ore for row in balances_of(day)] == [open_ore]
    assert day.db["unplaced"].count == 0
    assert answers(day) == ([(R.STEP_DUE, "reminder_1")] if open_ore else [])


def test_money_through_the_bank_comes_beside_what_the_other_system_stated_before(club: Club):
    """A part is stated as paid in the other system; the rest comes on the KID weeks later."""
    giro = "70012;{};7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;0;;Utsendt;0;"
    club.put("spoortz_personer", THEIR_KARI)
    club.put("spoortz_giroer", giro.format(make_kid("00000070012", 10)))
    club.put("spond_medlemmer", KARI)
    club.put("spond_betalinger", "Kari Li;Treningsavgift;;Delvis betalt;200;300;15.08.2026;0;")
    club.week(SUNDAY)
    assert open_ore(club) == [300_00]

    later = SUNDAY + timedelta(days=21)
    paid = {"payment_id": "p", "kid": make_kid("00000070012", 10), "amount_ore": 300_00}
    write_event(club.desk.db, {"payments": [paid | {"paid_on": later, "source": "ocr"}]}, later)
    club.go_to(later + timedelta(days=7))

    assert open_ore(club) == [0]


def open_ore(club: Club) -> list[int]:
    return [row["open_ore"] for row in day_in(club.desk, club.at).db["balances"].rows]


def test_it_is_settled_when_the_old_system_says_so(move):
    move.put("spoortz_giroer", GIRO.replace("500;0;;Utsendt", "500;500;30.09.2026;Betalt"))

    assert [row.open_ore for row in balances_of(move.week())] == [0]


def test_a_reminder_that_the_old_system_sent_counts(move):
    move.put("spoortz_giroer", GIRO.replace("1;01.09.2026", "2;29.09.2026"))

    assert answers(move.week()) == [(R.WAITING, None)]


def test_cancelled_in_the_old_system_it_goes_on_where_it_stood(move):
    reminded = GIRO.replace("1;01.09.2026", "2;29.09.2026")
    move.put("spoortz_giroer", reminded)
    move.week()
    move.put("spoortz_giroer", reminded.replace("Utsendt", "Annullert"))

    days = move.week(1), move.week(2)

    assert [answers(day) for day in days] == [[(R.WAITING, None)], [(R.STEP_DUE, "reminder_2")]]
    assert kinds(days[0]) == []


def test_gone_from_the_old_systems_list_it_goes_on_and_gone_from_the_new_ones_it_rests(move):
    others = GIRO.replace("70012", "70013").replace(KID, make_kid("0000054321", 10))
    others = others.replace("500;0;;Utsendt", "400;400;;Betalt")
    move.put("spoortz_giroer", GIRO, others)
    move.put("spond_betalinger", BILL, BILL.replace("Treningsavgift", "Leir"))
    move.week()
    move.put("spoortz_giroer", others)
    first = move.week(1)
    move.put("spond_betalinger", BILL.replace("Treningsavgift", "Leir"))
    second = move.week(2)

    plans = [{row["claim_id"]: row["reason"] for row in fields(d.plan)} for d in (first, second)]
    [ours] = {claim for claim, why in plans[1].items() if why == R.UNCONFIRMED}
    assert plans[0][ours] == R.STEP_DUE


def test_the_new_systems_files_alone_mark_nothing_of_the_old_ones_as_gone(move):
    move.week()
    move.only("spond_medlemmer", "spond_betalinger")
    move.put("spond_betalinger", BILL, "")

    day = move.week(1)

    assert answers(day) == [(R.STEP_DUE, "reminder_1")]
    for name in ("claims", "participations"):
        assert move.desk.read_books()[name]["missing_since"].isna().all()


@pytest.mark.parametrize(
    "row",
    [
        GIRO.replace("500;0;;Utsendt", "500;mye;;Utsendt"),
        GIRO.replace("Utsendt", "Venter"),
    ],
)
def test_a_doubt_about_the_row_in_the_old_system_rests_the_one_kept(move, row):
    move.week()
    move.put("spoortz_giroer", row)

    assert answers(move.week(1)) == [(R.UNCONFIRMED, None)]


@pytest.mark.parametrize(
    ("person", "giro", "found"),
    [
        (THEIR_KARI.replace("01.02.1980", ""), GIRO, [(R.MAYBE_SAME, None)] * 2),
        (THEIR_KARI.replace("01.02.1980", "02.02.1980"), GIRO, [(R.MAYBE_SAME, None)] * 2),
        (
            THEIR_KARI.replace("01.02.1980;41234501", "02.02.1980;41234502"),
            GIRO,
            [(R.STEP_DUE, "reminder_1")] * 2,
        ),
        (THEIR_KARI, GIRO.replace(";500;", ";500,01;"), [(R.STEP_DUE, "reminder_1")] * 2),
        (THEIR_KARI.replace(";Ski;", ";Ski;01.09.2026"), GIRO, [(R.UNCONFIRMED, None)]),
    ],
    ids=["no birth date", "another birth date", "somebody else", "one øre more", "left there"],
)
def test_what_is_not_surely_one_is_two_and_what_may_be_one_rests(move, person, giro, found):
    move.put("spoortz_personer", person)
    move.put("spoortz_giroer", giro)

    assert answers(move.week()) == found


def test_claims_that_may_be_one_wait_for_one_task_that_is_about_both(move):
    move.put("spoortz_personer", THEIR_KARI.replace("01.02.1980", ""))

    day = move.week()

    [task] = [task for task in tasks_of(day).page if task.about.startswith(MAYBE_SAME)]
    claims = sorted(row.claim_id for row in balances_of(day))
    assert task.about.startswith(f"{MAYBE_SAME}{claims[0]}+")
    assert [row.task for row in day.plan] == [task.key, task.key]
    assert sorted(row[0] for row in json.loads(task.evidence)) == claims


def test_an_agreement_on_the_old_giro_or_the_old_number_rests_it(move):
    move.week()
    more = {"kind": "deferral", "start_on": DAY, "end_on": DAY + timedelta(days=9)}
    assert answers(move.look()) == [(R.STEP_DUE, "reminder_1")]
    move.add("holds", hold_id="h", invoice_id="spoortz:70012", member_id="spoortz:7", **more)

    assert answers(move.look()) == [(R.HELD, None)]


def test_an_agreement_on_the_old_membership_rests_it(move):
    move.week()
    more = {"kind": "freeze", "start_on": DAY, "end_on": DAY + timedelta(days=9)}
    move.add("holds", hold_id="h", member_id="spoortz:7", **more)

    day = move.look()

    assert answers(day) == [(R.HELD, None)]
    assert "hold_of_nobody" not in kinds(day)


def test_a_call_about_the_old_giro_is_about_the_one_kept_and_what_it_taught_stands(move):
    move.week()
    move.add("calls", call_id="c", called_on=DAY, agent="kari", outcome="refused_calls",
             reached=True, confirm=False)  # fmt: skip
    move.add("call_claims", call_id="c", claim_id="spoortz:70012")
    move.add("corrections", correction_id="1", noun="members", record="spoortz:7", field="phone",
             base="+4741234501", value="+4741234509", made_on=DAY, call_id="c")  # fmt: skip

    day = move.look()

    assert [row["claim_id"] for row in day.db["claims_of_calls"].rows] == [
        row.claim_id for row in balances_of(day)
    ]
    assert phones_of(day) == ["+4741234509"]
    assert [member.phone for member in members_of(day)] == ["+4741234501"]


def test_the_report_counts_it_once_in_each_week(move):
    move.pay(500_00)
    move.week()

    found = figures(move.desk, DAY)

    assert found.counts.overdue == 0
    assert found.counts.overdue_before == 1
    assert found.counts.paid_ore == 500_00
    assert found.counts.unplaced == 0
    assert found.counts.active == 1


def test_a_week_is_saved_and_the_action_list_made_of_the_same_facts(move):
    week = office.plan_week(move.desk, office.read_inbox(move.desk, DAY), DAY)

    saved = office.save_week(move.desk, week, dry_run=False)

    assert saved.proposed == 1
    assert set(Books(week.imported.db)["members"]["member_id"].str.partition(":")[0]) == {
        "spond",
        "spoortz",
    }
    assert len(members_of(week.day)) == 1
    again = office.plan_week(move.desk, office.read_inbox(move.desk, DAY), DAY)
    assert office.save_week(move.desk, again, dry_run=False).rows == 0


@pytest.fixture
def shift(move: Move) -> Shift:
    """An agent on a day when the claim is due for a call."""
    move.put("spoortz_giroer", GIRO.replace("1;01.09.2026", "3;29.09.2026"))
    move.week()
    save_agent("kari", "et langt passord 1", [move.home.name])
    monday = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
    return Shift("kari", now=lambda: monday)


def plan_of(n: int, parts: int, claims: tuple[str, ...]) -> Entry:
    first = date(2026, 12, 15)
    return Entry(f"{n:032x}", Outcome.PAYMENT_PLAN, claims, right_person=True, parts=parts,
                 first_on=first)  # fmt: skip


def test_a_call_is_saved_under_the_one_kept_and_replaces_a_plan_on_the_old_giro(move, shift):
    old = {"hold_id": f"call:{9:032x}:spoortz:70012", "kind": "payment_plan"}
    old |= {"invoice_id": "spoortz:70012", "member_id": "spoortz:7", "call_id": f"{9:032x}"}
    move.add("calls", call_id=old["call_id"], called_on=DAY, agent="kari", outcome="payment_plan",
             reached=True, confirm=False)  # fmt: skip
    move.add("holds", **old, start_on=DAY, end_on=date(2027, 3, 1))
    [planned] = move.look().plan
    taken = shift.take("prove-il", planned.payer_id)
    claims = tuple(claim.claim_id for claim in taken.case.claims)

    shift.log_call(taken, plan_of(1, 2, claims))

    held = {row["hold_id"]: row for row in records(move.desk.read_books()["holds"])}
    was = held.pop(old["hold_id"])
    [new] = held.values()
    assert (was["invoice_id"], was["member_id"]) == ("spoortz:70012", "spoortz:7")
    assert was["end_on"] == date(2026, 11, 23)
    assert new["invoice_id"] in claims
    assert new["member_id"].startswith("spond:")
    assert [claim.startswith("spond:") for claim in claims] == [True]


def test_merged_people_come_apart_when_the_old_one_is_on_a_list_again(move):
    move.only("spoortz_personer", "spoortz_giroer")
    twice = THEIR_KARI.replace("7;", "8;", 1)
    rest = [
        THEIR_KARI.replace("7;Kari", f"{n};Per").replace("41234501", f"412345{n}")
        for n in range(20, 28)
    ]
    move.put("spoortz_personer", THEIR_KARI, *rest)
    move.week()
    move.put("spoortz_personer", twice, *rest)
    merged = move.week(1)
    move.put("spoortz_personer", THEIR_KARI, twice, *rest)
    apart = move.week(2)

    assert [[row.member_id for row in balances_of(day)] for day in (merged, apart)] == [
        ["spoortz:8"],
        ["spoortz:7"],
    ]
    assert answers(merged) == answers(apart) == [(R.STEP_DUE, "reminder_1")]


KNOWN = (THEIR_KARI, "8;Ola;Ny;01.02.1980;41234502;ola@example.org;Ski;")
OLAS = "70014;;8;Ola Ny;Vårsesong;10.09.2026;20.09.2026;300;0;;Utsendt;0;"
IN_SPOND = "Kari Li;Treningsavgift;;Ikke betalt;0;500;15.08.2026;0;"
IN_SPOORTZ = "70012;;7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;0;;Utsendt;0;"


def reasons(club: Club) -> dict[str, str]:
    return {row.claim_id: str(row.reason) for row in day_in(club.desk, club.at).plan}


def in_spond_alone(club: Club, bill: str = IN_SPOND) -> str:
    """Let Kari's claim stand in Spond alone; return its id."""
    club.put("spoortz_personer", *KNOWN)
    club.put("spoortz_giroer", OLAS)
    club.put("spond_medlemmer", KARI)
    club.put("spond_betalinger", bill)
    club.week(SUNDAY)
    [claim_id] = [each for each in reasons(club) if each.startswith("spond:")]
    return claim_id


def in_both_a_week_later(club: Club) -> str:
    """Let the claim stand in Spoortz too; return why it rests."""
    club.put("spoortz_giroer", IN_SPOORTZ, OLAS)
    club.week(SUNDAY + timedelta(days=7))
    return reasons(club)["spoortz:70012"]


def test_a_claim_that_is_exempt_stays_so_when_the_main_system_has_it_too(club):
    choose_policy(club.desk, in_spond_alone(club), None, club.at)
    assert in_both_a_week_later(club) == "exempt"


def test_a_member_who_is_exempt_stays_so_under_the_id_that_counts(club):
    club.put("spond_medlemmer", KARI)
    club.put("spond_betalinger", IN_SPOND.replace("avgift", "leir"))
    for name in ("spoortz_personer", "spoortz_giroer"):
        (club.home / "inbox" / f"{name}.csv").unlink()
    club.week(SUNDAY)
    [member] = [row["member_id"] for row in club.desk.db["members"].rows]
    choose_policy(club.desk, member, None, club.at)
    assert {*reasons(club).values()} == {"exempt"}

    club.put("spoortz_personer", *KNOWN)
    club.put("spoortz_giroer", OLAS)
    club.week(SUNDAY + timedelta(days=7))
    assert [why for each, why in reasons(club).items() if each.startswith("spond")] == ["exempt"]


def test_a_step_set_aside_stays_so_for_the_claim_that_is_kept(club):
    key = f"approve_step:{in_spond_alone(club)}|reminder_1|2026-08-15"
    club.answer(key, answer="set_aside", until_on=SUNDAY + timedelta(days=40), note="i kontakt")
    assert in_both_a_week_later(club) == "set_aside"


def test_an_approved_step_is_asked_about_and_sent_for_the_claim_that_is_kept(club):
    key = f"approve_step:{in_spond_alone(club)}|reminder_1|2026-08-15"
    club.answer(key, answer="approved")
    assert in_both_a_week_later(club) == "unknown_sent"

    asked = "send_step:spoortz:70012|reminder_1|2026-08-15"
    assert asked in club.every()
    club.answer(asked, answer="sent")
    assert reasons(club)["spoortz:70012"] == "waiting"
    assert {
        row["state"]
        for row in club.desk.db["proposals"].rows_where(
            "step_id = 'reminder_1' AND claim_id LIKE 'spond%'"
        )
    } == {"lapsed"}


def test_a_step_approved_for_either_of_two_claims_is_approved_once_for_the_one_that_is_kept(club):
    claim_id, step = in_spond_alone(club), "reminder_1|2026-08-15"
    club.answer(f"approve_step:{claim_id}|{step}", answer="approved")
    [approved] = table(club.desk.db, Proposal, "proposals", claim_id=[claim_id])
    other = approved._replace(
        claim_id="spoortz:70012",
        run_on=SUNDAY - timedelta(days=1),
        state="proposed",
        decided_on=None,
    )
    write_event(club.desk.db, {"proposals": [other._asdict()]}, club.at)

    assert in_both_a_week_later(club) == "unknown_sent"
    rows = table(club.desk.db, Proposal, "proposals", claim_id=[claim_id, "spoortz:70012"])
    assert {(row.claim_id, row.run_on, row.state) for row in rows} == {
        (claim_id, SUNDAY, "lapsed"),
        ("spoortz:70012", SUNDAY - timedelta(days=1), "approved"),
    }
