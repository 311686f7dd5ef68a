"""The day that the books keep, beside the same day worked out anew, row for row."""

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.books import day_with
from workbench import office
from workbench.calls.entries import Entry
from workbench.calls.persons import member_choices
from workbench.model.day_rows import Balance, PlanRow, Task
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel, ClaimStatus
from workbench.model.outcomes import OUTCOME_RULES
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Member, Step
from workbench.model.task_kinds import MAYBE_SAME, TaskKind
from workbench.office import day as day_module
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.day import (
    QUERIES,
    TABLES,
    Day,
    day_of,
    has_kept_day,
    keep_day,
    rows_by_table,
    work_out_day,
)
from workbench.office.desk import Desk
from workbench.office.planned import QUERIES as PLAN_QUERIES
from workbench.office.planned import find_unconfirmed
from workbench.office.tasks import tasks_of
from workbench.store.books import copy_of
from workbench.store.connection import write
from workbench.store.events import event
from workbench.store.queries import clear
from workbench.store.triggers import write_typed

EXPORTS = Path(__file__).parents[1] / "golden" / "exports"
CLUBS = sorted(path.name for path in EXPORTS.iterdir())
FIRST_SUNDAY, WEEKS = date(2026, 11, 22), (1, 2, 3)
FEWEST_CALLS, MOST_CALLS = 3, 12  # a week; so many are in `make chaos`
AGENT, PASSWORD = "kari", "fire hester og en båt"
PHONES = ("+4740000001", "+4740000002")


def anew(desk: Desk, as_of: date) -> dict[str, list[str]]:
    """Return the rows of a day worked out from the books alone, in a copy of them."""
    copy = copy_of(desk.db)
    with write(copy):
        for name in TABLES:
            clear(copy, name)
        work_out_day(copy, desk, as_of)
    return rows_by_table(copy)


@pytest.fixture
def set_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Let it be another day."""
    return lambda day: monkeypatch.setenv("WORKBENCH_TODAY", day.isoformat())


@pytest.mark.parametrize("slug", CLUBS)
def test_after_any_saving_and_importing_the_kept_day_is_as_worked_out_anew(
    slug, house, set_day, request
):
    rng = Random(slug)
    calls = min(MOST_CALLS, max(FEWEST_CALLS, request.config.getoption("--trials")))
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
        assert has_kept_day(desk, sunday)
        assert rows_by_table(desk.db) == anew(desk, sunday)
        assert unseen(Day(desk.db, sunday)) == []

        monday = sunday + timedelta(days=1)
        set_day(monday)
        saved = phone_at_random(slug, desk, monday, rng, calls)
        assert saved
    desk.close()


def phone_at_random(slug: str, desk: Desk, day: date, rng: Random, calls: int) -> int:
    """Save calls with random outcomes, and compare after each; return how many could be saved."""
    noon = datetime.combine(day, time(12), ZoneInfo("Europe/Oslo"))
    shift, saved = Shift(AGENT, lambda: noon), 0
    keep_day(desk, day)
    for _ in range(calls):
        payers = sorted({row.payer_id for row in Day(desk.db, day).plan} - {None})
        taken = shift.take(slug, rng.choice(payers))
        try:
            shift.log_call(taken, entry(taken, day, rng))
        except UsageError:  # such as a field out of its bounds: nothing was saved
            continue
        saved += 1
        assert has_kept_day(desk, day)
        assert rows_by_table(desk.db) == anew(desk, day)
        assert unseen(Day(desk.db, day)) == []
    shift.close()
    return saved


def unseen(day: Day) -> list[PlanRow]:
    """Return the claims that rest for ever: without a step, a day, or a task that comes again."""
    tasks = {task.key: task for task in tasks_of(day).every}
    resting = [row for row in day.plan if row.step_id is None and row.next_on is None]
    return [row for row in resting if row.task not in tasks or not comes_again(tasks[row.task])]


def comes_again(task: Task) -> bool:
    """Return whether no answer lets a task rest for ever while the claim does."""
    is_decided = task.kind == TaskKind.SEND_STEP or task.about.startswith(MAYBE_SAME)
    return task.again_days is not None or is_decided


def entry(taken, day: date, rng: Random) -> Entry:
    """Return a random entry about some of a payer's claims."""
    outcome = rng.choice(sorted(OUTCOME_RULES))
    claims = [claim.claim_id for claim in taken.case.claims]
    offered = [*member_choices(outcome, taken.case)]
    return Entry(
        f"{rng.getrandbits(128):032x}",
        outcome,
        tuple(rng.sample(claims, rng.randint(1, len(claims)))),
        members=tuple(rng.sample(offered, rng.randint(min(1, len(offered)), len(offered)))),
        is_confirmed=True,
        right_person=True,
        read_back=True,
        until_on=day + timedelta(days=rng.randint(1, 60)),
        parts=rng.randint(2, 6),
        first_on=day + timedelta(days=rng.randint(0, 30)),
        start_on=day + timedelta(days=rng.randint(0, 20)),
        end_on=day + timedelta(days=rng.randint(21, 90)),
        again_on=day + timedelta(days=1),
        phone=rng.choice(("", *PHONES)),
        email=rng.choice(("", "Ny@example.org")),
    )


@pytest.fixture
def desk(club: Path) -> Desk:
    """The invented club, its first week saved."""
    opened = office.open_desk(club.name)
    planned = office.plan_week(opened, office.read_inbox(opened, FIRST_SUNDAY), FIRST_SUNDAY)
    office.save_week(opened, planned, dry_run=False)
    return opened


def test_a_day_that_was_edited_is_found_and_worked_out_again(desk):
    assert office.check_books(desk.club.slug) == []
    with write(desk.db):
        desk.db["plan"].delete_where("kind = 'call'")

    found = office.check_books(desk.club.slug)

    assert found == ["dagens plan er endret utenfor arbeidsbenken; den lages på nytt"]
    assert not has_kept_day(desk, FIRST_SUNDAY)
    assert rows_by_table(keep_day(desk, FIRST_SUNDAY).db) == anew(desk, FIRST_SUNDAY)
    assert office.check_books(desk.club.slug) == []


@pytest.mark.parametrize("what", ["settings", "policy", "program", "head", "day"])
def test_a_kept_day_counts_only_for_what_it_was_worked_out_from(
    what, desk, club, house, monkeypatch
):
    day = FIRST_SUNDAY
    assert has_kept_day(desk, day)

    if what == "settings":
        text = (club / "club.toml").read_text("utf-8")
        (club / "club.toml").write_text(
            text.replace("samtaler = true", "samtaler = false"), "utf-8"
        )
    elif what == "policy":
        (path,) = (house / "data" / "policies").glob(f"{desk.settings.policy}.toml")
        path.write_text(path.read_text("utf-8") + "# endret", "utf-8")
    elif what == "program":
        monkeypatch.setattr(day_module, "program_version", lambda: "another")
    elif what == "head":
        step = Step("x:1", "reminder_1", day.isoformat(), day, Channel.SMS)
        with desk.write() as db, event(db, "test", day, who="kari") as event_id:
            write_typed(db, "steps", [step], event_id)
    else:
        day += timedelta(days=1)

    again = office.open_desk(club.name)
    assert not has_kept_day(again, day)
    with day_of(again, day) as worked_out:
        assert rows_by_table(worked_out.db) == anew(again, day)
    assert not has_kept_day(again, day)  # who only looks writes nothing


def test_what_was_paid_of_an_invoice_does_not_tie_its_members_together():
    """Else a claim would be planned anew without its own member among those read."""

    def balance(claim_id, member_id, invoice_id, open_ore):
        amounts = {"amount_ore": 500_00, "paid_ore": 500_00 - open_ore, "open_ore": open_ore}
        return Balance(claim_id, FIRST_SUNDAY, ClaimStatus.OPEN, **amounts, invoice_id=invoice_id,
                       member_id=member_id)  # fmt: skip

    shared = [balance("a", "eva", "1", 500_00), balance("b", "ola", "1", 0)]
    day = day_with(balances=[*shared, balance("c", "ola", "2", 500_00)],
                   members=[Member("eva"), Member("ola")])  # fmt: skip
    ola = json.dumps(["ola"])

    family = [row[0] for row in QUERIES.family(day.db.conn, members=ola)]
    claims = [row[0] for row in PLAN_QUERIES.open_claims(day.db.conn, members=ola)]

    assert (family, claims) == (["ola"], ["c"])


@pytest.mark.parametrize(
    ("of_eva", "is_one"),
    [
        ({"address": "STORGATA 1", "postcode": "0580"}, True),
        ({"address": "Storgata 1", "postcode": "5003"}, False),
        ({"email": "LI@example.org"}, True),
        ({"phone": "+4740000001"}, True),
        ({}, False),
    ],
)
def test_whoever_may_be_joined_is_worked_out_together(of_eva, is_one):
    ola = Member("ola", email="li@example.org", phone="+4740000001", address="Storgata 1",
                 postcode="0580")  # fmt: skip

    day = day_with(members=[ola, Member("eva", **of_eva)])
    family = {row[0] for row in QUERIES.family(day.db.conn, members=json.dumps(["eva"]))}

    assert family == ({"ola", "eva"} if is_one else {"eva"})


def test_the_other_systems_invoice_gone_from_its_list_does_not_rest_the_claim_kept():
    """A club that has moved gets no newer list of the system it left."""
    other = ("spond:5:1", "klubbadmin:1:1", "spond:5", FIRST_SUNDAY, FIRST_SUNDAY)
    gone = {"invoice_id": "spond:5", "status": "open", "missing_since": FIRST_SUNDAY}

    day = day_with(same_claims=[other], invoices=[gone])

    assert find_unconfirmed(day.db) == {"spond:5": (PlanReason.UNCONFIRMED, None)}
