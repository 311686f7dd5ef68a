"""Nothing that a call ends in rests for ever unseen: each outcome followed for twenty weeks.

The table that is printed says of each outcome when its claim is next acted upon, and by what task
it stands until somebody answers.
"""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.books import day_in
from tests.houses import furnish
from workbench import office
from workbench.calls.entries import Entry
from workbench.calls.persons import member_choices
from workbench.calls.turns import REFUSES_CALLS
from workbench.model.day_rows import PlanRow, Task
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.model.reasons import Reason
from workbench.model.task_kinds import TASK_RULES, WaitsFor
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.desk import Desk
from workbench.office.tasks import Tasks, tasks_of

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
DAYS = [*range(1, 36), *range(42, 141, 7)]  # five weeks day by day, then once a week
NEEDED: dict[str, Any] = {
    "until_on": MONDAY + timedelta(days=8), "parts": 3, "first_on": MONDAY + timedelta(days=10),
    "start_on": MONDAY + timedelta(days=3), "end_on": MONDAY + timedelta(days=60),
    "again_on": MONDAY + timedelta(days=1),
}  # fmt: skip


class Spoken(NamedTuple):
    """A claim that a call was about."""

    outcome: Outcome
    claim_id: str
    call_id: str
    payer_id: str


@pytest.fixture(scope="module")
def called(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A club in which a call was saved with each outcome on a Monday."""
    house = tmp_path_factory.mktemp("house")
    furnish(house)
    shutil.copytree(made_club, house / "data" / "clubs" / "solvik-il")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(house))
        patch.setenv("WORKBENCH_TODAY", SUNDAY.isoformat())
        desk = office.open_desk("solvik-il")
        week = office.plan_week(desk, office.read_inbox(desk, SUNDAY), SUNDAY)
        office.save_week(desk, week, dry_run=False)
        patch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
        save_agent("kari", "fire hester og en båt", ["solvik-il"])
        yield desk, [*phoned(desk)]
        desk.close()


def phoned(desk: Desk) -> Iterator[Spoken]:
    """Phone a payer for each outcome, those whose call is due first; yield what was spoken of."""
    shift = Shift("kari", lambda: datetime.combine(MONDAY, time(12), ZoneInfo("Europe/Oslo")))
    day = day_in(desk, MONDAY)
    due = [payer.payer_id for payer in day.payers()]
    waiting = [row.payer_id for row in day.plan if row.reason in ("waiting", "step_due")]
    payers = iter(dict.fromkeys([*due, *filter(None, waiting)]))
    for number, outcome in enumerate(Outcome):
        payer_id = next(payers)
        taken = shift.take("solvik-il", payer_id)
        claims = taken.case.claims_to_raise
        names = member_choices(outcome, taken.case)
        members = tuple(claim.member_id for claim in claims if claim.member_id in names)
        needs = OUTCOME_RULES[outcome].needs
        row = {name: NEEDED[name] for name in needs if name in NEEDED}
        row |= {"phone": "41234509"} if "phone_or_email" in needs else {}
        row |= {"members": members, "is_confirmed": True} if "members" in needs else {}
        reason = Reason.MANDATE_STOPPED if outcome == Outcome.GUIDED else None
        entry = Entry(
            f"{number:032x}", outcome, tuple(claim.claim_id for claim in claims),
            right_person=True, read_back=True, reason=reason, note="sagt i samtalen", confirm=True,
            **row,
        )  # fmt: skip
        shift.log_call(taken, entry)
        for claim in claims:
            yield Spoken(outcome, claim.claim_id, entry.call_id, payer_id)
    shift.close()


def test_what_every_outcome_leaves_comes_back_or_stands_as_a_task(called, record_property):
    desk, spoken = called
    seen: dict[Outcome, list[tuple[int, str]]] = {outcome: [] for outcome in Outcome}
    assert {row.outcome for row in spoken} == set(Outcome)

    for n in DAYS:
        day = MONDAY + timedelta(days=n)
        worked_out = day_in(desk, day)
        plan = {row.claim_id: row for row in worked_out.plan}
        tasks = tasks_of(worked_out)
        standing = {task.key: task for task in tasks.standing}
        refusing = {row.call_id for row in spoken if row.outcome == Outcome.REFUSED_CALLS}
        for row in spoken:
            planned = plan[row.claim_id]
            left = [task for task in tasks.standing if task.about.startswith(row.call_id)]
            assert is_seen(planned, standing, day), (row, planned)
            if row.call_id in refusing:
                assert any(task.about.endswith(":letter") for task in left), REFUSES_CALLS
            note(seen[row.outcome], n, described(planned, standing, left, tasks))

    for number, (outcome, states) in enumerate(seen.items()):
        assert states, outcome
        for after, what in states[:3]:
            record_property("outcome", (number, str(outcome), after, what))


def is_seen(planned: PlanRow, standing: dict[str, Task], day: date) -> bool:
    """Return whether a claim is acted upon, rests until a day that comes, or stands as a task."""
    if planned.step_id is not None:
        return True
    if planned.next_on is not None:
        return planned.next_on > day
    return planned.task in standing


def described(planned: PlanRow, standing: dict[str, Task], left: list[Task], tasks: Tasks) -> str:
    """Say how a claim stands, and what its call left to be done."""
    page = {task.key for task in tasks.page}
    if planned.step_id is not None:
        how = f"neste steg: {planned.step_id}"
    elif planned.next_on is not None:
        how = f"hviler til {planned.next_on:%d.%m.}"
    else:
        task = standing[planned.task or ""]
        when = str(TASK_RULES[task.kind].waits_for)
        if task.key in page:
            when = "på siden"
        elif task.due_on:
            when = f"frist {task.due_on:%d.%m.}"
        how = f"oppgave: {task.todo} ({when})"
    more = {task.todo for task in left if task.kind not in ("stop_reminders", "settle_hold")}
    return "; ".join([how, *sorted(more)])


def note(states: list[tuple[int, str]], n: int, what: str) -> None:
    """Keep a state that is another than before."""
    if not states or states[-1][1] != what:
        states.append((n, what))


def test_a_task_of_the_club_is_never_on_the_operators_page(called):
    desk, _ = called

    tasks = tasks_of(day_in(desk, MONDAY + timedelta(days=7)))

    assert {TASK_RULES[task.kind].waits_for for task in tasks.page} == {WaitsFor.OPERATOR}
    assert len({task.kind for task in tasks.page}) <= 10
    assert sum(rules.waits_for == WaitsFor.OPERATOR for rules in TASK_RULES.values()) <= 10
