"""What calls leave to be done by hand: listed until it is done, and no longer."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.books import day_with
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ClaimStatus
from workbench.model.outcomes import Outcome
from workbench.model.rows import Balance, Correction, Member
from workbench.office.lists import list_of

DAY = date(2026, 11, 23)
CALL, CLAIM, MEMBER = "c" * 32, "k:1", "k:7"


def listed(outcome: Outcome, as_of: date = DAY, **rows: Any) -> list[list[Any]]:
    """Return the tasks with their details after one call on DAY."""
    call = {"call_id": CALL, "called_on": DAY, "agent": "kari", "outcome": outcome}
    call |= {"reached": True, "confirm": rows.get("confirm", False)}
    who = {"call_id": CALL, "phone": "+4790000001", "contact_name": "Marit", "note": None}
    day = day_with(
        as_of=as_of,
        calls=[call],
        call_contacts=[who | {"note": rows.get("note")}],
        call_claims=[{"call_id": CALL, "claim_id": CLAIM}],
        members=[Member(MEMBER, first_name="Ida")],
        holds=rows.get("holds", []),
        instalments=rows.get("instalments", []),
        balances=[Balance(CLAIM, DAY, ClaimStatus.OPEN, 100, 0, 100, member_id=MEMBER)],
        standing_corrections=rows.get("corrections", []),
    )
    cells = list_of(day, "followups").cells
    assert all(list(row[:5]) == [DAY, "kari", "Marit", "900 00 001", "Ida"] for row in cells)
    return [list(row[5:]) for row in cells]


def hold(end_on: date | None) -> dict[str, Any]:
    return {
        "hold_id": f"call:{CALL}:k:1", "kind": HoldKind.DEFERRAL, "invoice_id": "k:1",
        "start_on": DAY, "end_on": end_on, "call_id": CALL,
    }  # fmt: skip


def test_no_answer_leaves_nothing():
    assert listed(Outcome.NO_ANSWER) == []


@pytest.mark.parametrize(("after", "count"), [(0, 1), (7, 1), (8, 0)])
def test_a_hold_is_stopped_in_the_member_system_too_while_it_lasts(after, count):
    found = listed(
        Outcome.DEFERRAL, DAY + timedelta(days=after), holds=[hold(DAY + timedelta(days=7))]
    )

    assert len(found) == count
    assert all(row[0] == "Stans påminnelser i medlemssystemet" for row in found)


def test_an_open_hold_stays_until_further_notice():
    found = listed(Outcome.OBJECTION, DAY + timedelta(days=90), holds=[hold(None)])

    assert found == [["Stans påminnelser i medlemssystemet", "innsigelse, inntil videre"]]


@pytest.mark.parametrize(("after", "count"), [(0, 1), (13, 1), (14, 0)])
def test_other_tasks_stay_for_fourteen_days(after, count):
    found = listed(Outcome.RESIGNED, DAY + timedelta(days=after))

    assert len(found) == count


def test_a_correction_stays_until_the_member_system_shows_it():
    correction = Correction("x", "members", MEMBER, "phone", "+4790000001", None, DAY, CALL)

    found = listed(Outcome.NO_ANSWER, DAY + timedelta(days=90), corrections=[correction])

    assert found == [["Rett telefon i medlemssystemet", "900 00 001 → tom"]]


def test_a_plan_is_confirmed_part_by_part():
    days = (date(2026, 12, 15), date(2027, 1, 15))
    parts = [
        {"call_id": CALL, "number": n, "due_on": day, "amount_ore": 110000}
        for n, day in enumerate(days, start=1)
    ]

    found = listed(Outcome.PAYMENT_PLAN, confirm=True, instalments=parts)

    told = "15.12.2026: 1\xa0100\xa0kr; 15.01.2027: 1\xa0100\xa0kr"
    assert found == [["Send bekreftelse på SMS", told]]


def test_a_note_is_passed_on_with_its_task_or_alone():
    assert listed(Outcome.RESIGNED, note="ring Ola")[0][1] == "ring Ola"
    assert listed(Outcome.NO_ANSWER, note="travel") == [["Les notatet", "travel"]]


def test_a_call_of_a_later_day_is_not_on_an_earlier_list():
    assert listed(Outcome.RESIGNED, DAY - timedelta(days=1)) == []


def test_the_list_of_no_calls_is_empty():
    assert list_of(day_with(as_of=DAY), "followups").rows == []
