"""Files of invoices for the member system, with what is in each kept in the books: it rests until
the member system shows it, or somebody says that the file was not used.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from workbench.model.day_rows import FeeProposal
from workbench.model.errors import UsageError
from workbench.model.fee_kinds import FeeAct
from workbench.model.money_rows import FiledInvoice
from workbench.office.day import day_of, saving
from workbench.office.desk import Desk
from workbench.office.report_folder import write_list
from workbench.reports.columns import Table
from workbench.store import proposals
from workbench.store.events import head
from workbench.store.queries import load, table
from workbench.store.triggers import write_typed

QUERIES = load(Path(__file__).with_suffix(".sql"))


def is_taken(desk: Desk, path: Path) -> bool:
    """Return whether a file lies at a path, or one of its name was made for the member system."""
    return path.exists() or bool(QUERIES.filed_in(desk.db.conn, file=path.name))


def write_for_system(
    desk: Desk,
    as_of: date,
    path: Path,
    listed: Table,
    proposed: Iterable[FeeProposal],
    version: str,
) -> None:
    """Keep in the books what is put in a file for the member system, and write the file."""
    in_order = sorted(proposed, key=lambda row: row.number)
    filed = [_file_row(row, path.name, number, as_of) for number, row in enumerate(in_order, 1)]
    with saving(desk, as_of, version, "invoice", path.name) as (db, event_id):
        write_typed(db, "filed_invoices", filed, event_id)
        write_list(desk, as_of, path, listed)


def _file_row(row: FeeProposal, file: str, number: int, as_of: date) -> FiledInvoice:
    return FiledInvoice(
        file,
        number,
        row.act,
        row.member_id,
        row.rule_id,
        row.fee_type,
        row.title,
        row.start_on,
        row.due_on,
        row.amount_ore,
        as_of,
        row.claim_id if row.act == FeeAct.REVERSAL else None,
    )


def list_waiting(desk: Desk, as_of: date) -> list[str]:
    """Return the files with invoices that the member system does not show, with how many each."""
    with day_of(desk, as_of) as day:
        return [f"{file} ({invoices})" for file, invoices in QUERIES.waiting_files(day.db.conn)]


def forget_file(desk: Desk, as_of: date, name: str) -> int:
    """Keep that a file for the member system was not used, so that what is in it is proposed again;
    return how much that is. Raises UsageError for a file that was not made, or is forgotten."""
    desk.require_books()
    proposals.refuse_older_day(desk.db, as_of)
    with day_of(desk, as_of) as day:
        rows = table(day.db, FiledInvoice, "filed_invoices", file=[Path(name).name])
        version = head(day.db)
    standing = [row._replace(unused_on=as_of) for row in rows if row.unused_on is None]
    if not standing:
        raise UsageError(
            f"{desk.club.slug}: {name!r} er ingen fil til medlemssystemet som kan være brukt; "
            "se filene som venter, med «workbench invoices»."
        )
    with saving(desk, as_of, version, "invoice", standing[0].file) as (db, event_id):
        write_typed(db, "filed_invoices", standing, event_id)
    return len(standing)
