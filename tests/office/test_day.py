"""The day that the books keep, beside the same day worked out anew, row for row."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from workbench import office
from workbench.calls.entries import Entry
from workbench.calls.outcomes import RULES
from workbench.model.errors import UsageError
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.day import TABLES, Day, is_kept, keep_day, work_out
from workbench.office.desk import Desk
from workbench.store.books import copy_of
from workbench.store.connection import write
from workbench.store.queries import clear, rows_of

EXPORTS = Path(__file__).parents[1] / "golden" / "exports"
CLUBS = sorted(path.name for path in EXPORTS.iterdir())
FIRST_SUNDAY, WEEKS, CALLS = date(2026, 11, 22), (1, 2, 3), 12
AGENT, PASSWORD = "kari", "fire hester og en båt"
PHONES = ("+4740000001", "+4740000002")


def rows(day: Day) -> dict[str, list[str]]:
    """Return the rows of each table of a day, in no order."""
    return {name: sorted(map(repr, rows_of(day.db, name))) for name in TABLES}


def anew(desk: Desk, as_of: date) -> dict[str, list[str]]:
    """Return the rows of a day worked out from the books alone, in a copy of them."""
    copy = copy_of(desk.db)
    with write(copy):
        for name in TABLES:
            clear(copy, name)
        work_out(copy, desk, as_of)
    return rows(Day(copy, as_of))


@pytest.fixture
def set_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Let it be another day."""
    return lambda day: monkeypatch.setenv("WORKBENCH_TODAY", day.isoformat())


@pytest.mark.parametrize("slug", CLUBS)
def test_after_any_saving_and_importing_the_kept_day_is_as_worked_out_anew(slug, house, set_day):
    rng = Random(slug)
    folder = house / "data" / "clubs" / slug
    shutil.copytree(EXPORTS / slug, folder, ignore=shutil.ignore_patterns("week*"))
    save_agent(AGENT, PASSWORD, [slug])
    desk = office.open_desk(slug)

    for week in WEEKS:
        sunday = FIRST_SUNDAY + timedelta(weeks=week - 1)
        set_day(sunday)
        shutil.copytree(EXPORTS / slug / f"week{week}", folder / "inbox", dirs_exist_ok=True)
        planned = office.plan_week(desk, office.read_inbox(desk, sunday), sunday)
        office.save_week(desk, planned, dry_run=False)
        assert is_kept(desk, sunday)
        assert rows(Day(desk.db, sunday)) == anew(desk, sunday)

        monday = sunday + timedelta(days=1)
        set_day(monday)
        saved = phone_at_random(slug, desk, monday, rng)
        assert saved
    desk.close()


def phone_at_random(slug: str, desk: Desk, day: date, rng: Random) -> int:
    """Save calls with random outcomes, and compare after each; return how many could be saved."""
    noon = datetime.combine(day, time(12), ZoneInfo("Europe/Oslo"))
    shift, saved = Shift(AGENT, lambda: noon), 0
    keep_day(desk, day)
    for _ in range(CALLS):
        payers = sorted({row.payer_id for row in Day(desk.db, day).plan} - {None})
        taken = shift.take(slug, rng.choice(payers))
        try:
            shift.log_call(taken, entry(taken, day, rng))
        except UsageError:  # such as a field out of its bounds: nothing was saved
            continue
        saved += 1
        assert is_kept(desk, day)
        assert rows(Day(desk.db, day)) == anew(desk, day)
    shift.close()
    return saved


def entry(taken, day: date, rng: Random) -> Entry:
    """Return a random entry about some of a payer's claims."""
    outcome = rng.choice(sorted(RULES))
    claims = [claim.claim_id for claim in taken.case.claims]
    return Entry(
        f"{rng.getrandbits(128):032x}",
        outcome,
        tuple(rng.sample(claims, rng.randint(1, len(claims)))),
        right_person=True,
        until_on=day + timedelta(days=rng.randint(1, 60)),
        parts=rng.randint(2, 6),
        first_on=day + timedelta(days=rng.randint(0, 30)),
        start_on=day + timedelta(days=rng.randint(0, 20)),
        end_on=day + timedelta(days=rng.randint(21, 90)),
        again_on=day + timedelta(days=1),
        phone=rng.choice(("", *PHONES)),
        email=rng.choice(("", "Ny@example.org")),
    )
