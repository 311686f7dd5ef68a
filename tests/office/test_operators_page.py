"""The operator's page of invented clubs in their second week: ten lines a club at most.

One club of each system in `make test`, twenty in `make chaos`.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ipywidgets import Widget

from workbench import office
from workbench.calls.entries import Entry
from workbench.calls.persons import member_choices
from workbench.demo import club_slugs, make_club
from workbench.forms.review_form import ReviewForm
from workbench.model.errors import UsageError
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.model.reasons import Reason
from workbench.model.task_kinds import BACKLOG_A_WEEK, TASK_RULES, TaskKind
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.day import day_of
from workbench.office.tasks import tasks_of

SUNDAY, MONDAY, NEXT = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 29)
SYSTEMS, MEMBERS, CALLS = 6, 120, 12
MOST_PRESSES = 6  # of a club: what stood on the last list, each level, and what was then sent


def run_week(slug: str, day: date) -> None:
    desk = office.open_desk(slug)
    week = office.plan_week(desk, office.read_inbox(desk, day), day)
    office.save_week(desk, week, dry_run=False)
    desk.close()


def phone(slug: str, first: int) -> int:
    """Phone those whose call is due, each call with another outcome; return how many were saved."""
    shift = Shift("kari", lambda: datetime.combine(MONDAY, time(12), ZoneInfo("Europe/Oslo")))
    saved = 0
    for number, waiting in enumerate(shift.waiting()[:CALLS]):
        outcome = [*Outcome][(first + number) % len(Outcome)]
        taken = shift.take(slug, waiting.payer.payer_id)
        names = member_choices(outcome, taken.case)
        concerned = [
            claim.member_id for claim in taken.case.claims_to_raise if claim.member_id in names
        ]
        entry = Entry(
            f"{number:032x}",
            outcome,
            tuple(claim.claim_id for claim in taken.case.claims_to_raise),
            members=tuple(concerned[:1]),
            is_confirmed=True,
            right_person=True,
            read_back=True,
            reason=Reason.MANDATE_STOPPED if OUTCOME_RULES[outcome].reached else None,
            note="sagt i samtalen",
            until_on=MONDAY + timedelta(days=14),
            parts=3,
            first_on=MONDAY + timedelta(days=10),
            start_on=MONDAY,
            end_on=MONDAY + timedelta(days=60),
            again_on=MONDAY + timedelta(days=1),
            phone="41234509" if "phone_or_email" in OUTCOME_RULES[outcome].needs else "",
            confirm=True,
        )
        try:
            shift.log_call(taken, entry)
            saved += 1
        except UsageError:  # whom nobody can name
            shift.release(taken)
    shift.close()
    return saved


def standing_kinds(slug: str) -> list[TaskKind]:
    with closing(office.open_desk(slug)) as desk, day_of(desk, NEXT) as day:
        return [task.kind for task in tasks_of(day).standing]


def decide_all(slug: str, *kinds: TaskKind) -> int:
    """Answer every question of these kinds in the approval form, with the first of its buttons;
    return how many were pressed."""
    form, pressed = ReviewForm("", [slug]), 0
    while asked := [one for one in form.panels.children if one.question.kind in kinds]:
        next(iter(asked[0].buttons.values())).click()
        assert form.alert.value == ""
        pressed += 1
    Widget.close_all()
    return pressed


def test_clubs_have_at_most_ten_lines_each_in_their_second_week(
    house: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
):
    trials = request.config.getoption("--trials")
    slugs = [slug for slug, _ in club_slugs(min(20, max(SYSTEMS, trials)))]
    calls, pages, acts = 0, {}, Counter()
    for number, slug in enumerate(slugs):
        make_club(
            house / "data" / "clubs", slug=slug, members=MEMBERS, seed=1 + number, as_of=SUNDAY
        )
        monkeypatch.setenv("WORKBENCH_TODAY", SUNDAY.isoformat())
        run_week(slug, SUNDAY)
        pressed = decide_all(slug, TaskKind.APPROVE_STEP)  # and nobody says whether it was sent
        monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
        save_agent("kari", "fire hester og en båt", [slug])
        calls += phone(slug, number * CALLS)
        monkeypatch.setenv("WORKBENCH_TODAY", NEXT.isoformat())
        run_week(slug, NEXT)
        desk = office.open_desk(slug)
        with day_of(desk, NEXT) as day:
            pages[slug] = tasks_of(day).page
        desk.close()
        acts["filer"] += len([*(house / "data" / "clubs" / slug / "inbox").rglob("*.*")])
        pressed += decide_all(slug, TaskKind.APPROVE_STEP, TaskKind.SEND_STEP)
        acts["trykk"] += pressed
        assert pressed <= MOST_PRESSES, slug
        assert not {TaskKind.APPROVE_STEP, TaskKind.SEND_STEP} & set(standing_kinds(slug))

    acts["linjer"] = sum(len({task.kind for task in page}) for page in pages.values())
    record_property("acts", f"{len(slugs)} klubber: {dict(acts)}")
    print(f"{len(slugs)} klubber: {dict(acts)}")
    lines = {slug: len({task.kind for task in page}) for slug, page in pages.items()}
    backlog = {
        slug: sum(TASK_RULES[task.kind].is_backlog for task in page) for slug, page in pages.items()
    }
    kinds = Counter(task.kind for page in pages.values() for task in page)
    assert calls > 2.5 * len(slugs) and len(kinds) >= 8, (calls, kinds)
    assert max(lines.values()) <= 10, lines
    assert max(backlog.values()) == BACKLOG_A_WEEK
