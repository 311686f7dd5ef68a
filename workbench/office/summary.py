"""The key figures of a club's week, for the table of clubs and for `--json`."""

from dataclasses import dataclass
from datetime import date, timedelta

from workbench.days import working_day_before
from workbench.model.day_rows import Freshness
from workbench.model.kinds import BANK
from workbench.norsk import dato, describe_end, ukedag
from workbench.office.day import Day, day_of
from workbench.office.desk import Desk
from workbench.office.notices import list_unanswered
from workbench.office.policies import is_changed
from workbench.office.report import QUERIES, named_row
from workbench.office.tasks import tasks_of
from workbench.store.queries import table


@dataclass(frozen=True)
class Summary:
    """Counts on a day, and øre in `outstanding_ore`."""

    club: str
    name: str
    members: int
    claims: int
    overdue: int  # claims past due with something open, without those under review
    outstanding_ore: int
    reminders: int  # steps in the plan
    calls: int
    resting: int  # open claims without a step
    payers_to_call: int
    new_files: int  # read for this day
    missing_files: list[str]  # in the same words for all clubs of a bank
    warnings: list[str]  # a changed policy, rates to be reviewed, steps that nobody has marked


def summarise(desk: Desk, as_of: date) -> Summary:
    """Return the summary of a day, worked out from the books."""
    with day_of(desk, as_of) as day:
        counts = named_row(QUERIES.summary_cursor(day.db.conn))
        payers_to_call = len(day.payers())
        missing_files = list_missing_files(day)
        warnings = _list_warnings(desk, day)
    return Summary(
        club=desk.club.slug,
        name=desk.settings.name,
        payers_to_call=payers_to_call,
        missing_files=missing_files,
        warnings=warnings,
        **counts._asdict(),
    )


def _list_warnings(desk: Desk, day: Day) -> list[str]:
    """Return that the policy has changed and is not approved, that the law's rows end soon, and
    what stood on a list that nobody has marked."""
    warnings = []
    if is_changed(day.db, desk):
        warnings.append(
            "Purrereglene er endret, men gjelder ikke før de er godkjent; "
            "se hvem det flytter med «workbench policy»"
        )
    warnings.append(desk.law.warning_on(day.as_of).removesuffix("."))
    warnings += list_unanswered(tasks_of(day))
    return [warning for warning in warnings if warning]


def list_missing_files(day: Day) -> list[str]:
    """Return which files a club lacks, a sentence for each source that ends too early.

    Of the bank it names the day that a new file would reach, which is the same for all clubs.
    """
    sources = table(day.db, Freshness, "freshness")
    missing = [
        describe_end(row) for row in sources if row.is_gap or (row.is_late and row.system != BANK)
    ]
    if all(row.kind != "payments" for row in sources):
        missing.insert(0, "Ingen fil med innbetalinger er lest")
    if any(row.is_late and not row.is_gap for row in sources if row.system == BANK):
        bank_day = working_day_before(day.as_of - timedelta(days=1), 0)
        missing.insert(0, f"Ingen bankfil til og med {ukedag(bank_day)} {dato(bank_day)}")
    return missing
