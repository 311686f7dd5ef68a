"""Files that ask the bank to draw claims by AvtaleGiro, or not to: written, and kept in the books.

A claim is asked for once for each due date, so a second run writes nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from workbench.club import AvtaleGiro
from workbench.importers.claim_records import (
    ClaimFile,
    DrawRequest,
    read_claim_file,
    write_claim_file,
)
from workbench.model.errors import StoreError, UsageError
from workbench.model.rows import Drawing
from workbench.money.draw_choice import Drawable, DrawChoice, choose, describe_deadline
from workbench.norsk import tall_dato
from workbench.office.day import Day, day_of, saving
from workbench.office.desk import Desk, clock, load_deadlines
from workbench.office.placing import find_claims
from workbench.office.planned import bank_covers_until
from workbench.store import proposals
from workbench.store.events import head
from workbench.store.files import written_whole
from workbench.store.queries import load, table, typed
from workbench.store.triggers import write_typed

QUERIES = load(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True)
class DrawFile:
    """What was chosen, and the file it was written to; None where there was nothing to write."""

    choice: DrawChoice
    path: Path | None
    send_by: str = ""  # until when the bank must have it, in bokmål


def make_draw_file(
    desk: Desk, as_of: date, cancel: Sequence[str] = (), at: datetime | None = None
) -> DrawFile:
    """Write the file of a day for the bank, and keep what it asks for.

    `cancel` names claims, by id, order number or KID, that the bank must not draw after all, which
    on the last day it must be told before an hour: `at` is the time, now if None. Raises
    UsageError for a club without an agreement, and for a claim that is not known.
    """
    terms = desk.settings.direct_debit
    if terms is None:
        raise UsageError(
            f"{desk.club.slug}: klubben har ingen avtale om AvtaleGiro; skriv den i club.toml "
            "under [avtalegiro], med avtale, konto og avsender."
        )
    desk.require_books()
    proposals.refuse_older_day(desk.db, as_of)
    deadlines = load_deadlines(desk.club.house, as_of)
    with day_of(desk, as_of) as day:
        rows = typed(Drawable, QUERIES.drawable(day.db.conn, day=as_of))
        cancelled_ids = {_claim_named(day, name) for name in cancel}
        bank_until_on = bank_covers_until(day.db, as_of)
        version, number = head(day.db), QUERIES.files_made(day.db.conn) + 1
    now = at or clock()
    hour = now.hour if now.date() == as_of else 24
    choice = choose(rows, as_of, deadlines, terms.account, cancelled_ids, hour, bank_until_on)
    if not choice.claims and not choice.cancellations:
        return DrawFile(choice, None)
    path = desk.club.reports / f"avtalegiro-{as_of:%Y-%m-%d}-{number}.txt"
    content = _content_of(choice, terms, number, path.name)
    desk.club.reports.mkdir(parents=True, exist_ok=True, mode=0o700)
    with saving(desk, as_of, version, "avtalegiro", path.name) as (db, event_id):
        drawings = [*_drawings_of(choice.claims, as_of, path.name)]
        asked = {row.asked_id: row.asked_due_on for row in choice.cancellations}
        drawings += [
            drawing._replace(cancelled_on=as_of, cancel_file=path.name)
            for drawing in table(db, Drawing, "drawings", claim_id=asked)
            if drawing.due_on == asked[drawing.claim_id]
        ]
        write_typed(db, "drawings", drawings, event_id)
        with written_whole(path) as unfinished:
            unfinished.write_bytes(content)
    return DrawFile(choice, path, describe_deadline(choice, deadlines))


def _claim_named(day: Day, text: str) -> str:
    ids = find_claims(day, text) or [row[0] for row in QUERIES.asked_by_id(day.db.conn, text=text)]
    if len(ids) != 1:
        what = "passer til flere krav" if ids else "finnes ikke blant kravene"
        raise UsageError(f"{text!r} {what}; skriv kravets id, ordrenummer eller KID.")
    return str(ids[0])


def _content_of(choice: DrawChoice, terms: AvtaleGiro, number: int, name: str) -> bytes:
    """Return the file's bytes; raises StoreError if they cannot be read back as what was meant."""
    by_bank = terms.notice_by == "banken"
    file = ClaimFile(
        terms.sender,
        number,
        terms.recipient,
        terms.agreement,
        terms.account,
        tuple(_request_of(row, row.due_on, row.open_ore, by_bank) for row in choice.claims),
        tuple(
            _request_of(row, row.asked_due_on or row.due_on, row.asked_ore or 0)
            for row in choice.cancellations
        ),
        number * 2 - 1,
    )
    content = write_claim_file(file)
    read = read_claim_file(content, name)
    for meant, written in ((file.claims, read.claims), (file.cancellations, read.cancellations)):
        if [row[:3] for row in meant] != [row[:3] for row in written]:
            raise StoreError(f"{name}: filen ble ikke som den skulle; meld fra om feilen.")
    return content


def _request_of(row: Drawable, due_on: date, ore: int, by_bank: bool = False) -> DrawRequest:
    kid = row.asked_kid if row.asked_kid and row.cancelled_on is None else row.kid
    title = row.title or ""
    return DrawRequest(
        kid or "",
        due_on,
        ore,
        (row.name or "").upper(),
        title,
        (f"{title}, forfall {tall_dato(due_on)}",) if by_bank else (),
        by_bank,
    )


def _drawings_of(rows: Iterable[Drawable], as_of: date, file: str) -> Iterable[Drawing]:
    for row in rows:
        yield Drawing(row.claim_id, row.due_on, row.kid or "", row.open_ore, as_of, file)
