"""The last day that a file covers: the end of its period or its own day, else its newest fact."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from workbench.importers.camt import ACCOUNT, BALANCES, BATCH, MORE_PAGES
from workbench.importers.canonical import Tables
from workbench.importers.headings import Header
from workbench.importers.profiles import CLAIM_KINDS
from workbench.importers.statements import Statement
from workbench.model.errors import ExportError, Unreadable
from workbench.model.kinds import BANK
from workbench.model.rows import AccountBalances
from workbench.norsk import tall_dato
from workbench.values.amounts import parse_ore
from workbench.values.dates import parse_day

AHEAD = timedelta(days=7)  # so long after today what has been reported as paid may be booked
PAYMENT_DAYS = {"paid_on", "status_on"}
STATEMENT = "statement"  # the source of a bank's file that does not show every KID
DAY = re.compile(r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)")


def find_last_day_covered(
    header: Header, newest_on: date | None, as_of: date, *, is_first: bool = True
) -> date | None:
    """Return the last day that a file covers; days after `as_of` say nothing.

    `newest_on` is the newest day of something that has happened in the rows that were taken. Only
    payments may be seen until later than that: of claims and members the newest fact counts. But a
    list of claims that states no days of payment says by that only when the last was issued: None,
    unless it is the first of its kind, which cannot be compared with another.
    """
    kind = header.profile.kind
    if kind in CLAIM_KINDS and not is_first and not PAYMENT_DAYS & header.columns.keys():
        return None
    if kind != "payments":
        return newest_on
    days = {newest_on, _stated_end(header)}
    if header.profile.incoming_only:  # what went out, or came without a KID, is covered as well
        days |= {*_read_days(header.texts(header.columns["paid_on"]), header)}
    return max((day for day in days if day and day <= as_of), default=None)


def require_come(days: Iterable[date], as_of: date, name: str) -> None:
    """Raise ExportError where money is dated so long after today that the day must be wrong."""
    last_on = max(days, default=as_of)
    if last_on > as_of + AHEAD:
        raise ExportError(
            f"{name}: en innbetaling er datert {tall_dato(last_on)}, som ikke er kommet; hent "
            "filen på nytt i banken."
        )


def count_as_come(rows: Tables, as_of: date) -> Tables:
    """Return the rows of a file, where money dated within the next week came today: the source says
    that it is paid, though it be booked later."""
    return {
        noun: [row._replace(paid_on=as_of) if _is_ahead(row, as_of) else row for row in of_noun]
        for noun, of_noun in rows.items()
    }


def _has_all_kids(header: Header) -> bool:
    """Return whether a bank's file shows all that came in with a KID: it may have only the sum of
    several payments, which stand in another file, as may those of its next page."""
    notes = {row[:1] for row in header.rows_above}
    return "kid" in header.columns and notes.isdisjoint({(BATCH,), (MORE_PAGES,)})


def find_source(header: Header, system: str) -> str:
    """Return whose file it is: the bank's is one by which nothing with a KID can be missing."""
    profile = header.profile
    if profile.incoming_only:
        return BANK if _has_all_kids(header) else profile.source or STATEMENT
    return profile.source or system


def find_accounts(header: Header) -> set[str]:
    """Return the accounts that stand above the headings of a bank's file: also of statements
    without a row."""
    return {row[1] for row in header.rows_above if row[:1] == (ACCOUNT,) and len(row) > 1}


def describe_balances(header: Header) -> str | None:
    """Return the balances that stand above the headings of a bank's file, as a JSON list of
    `AccountBalances`; None for a file without."""
    rows = [row for row in header.rows_above if len(row) == 6]
    balances = [
        AccountBalances(account, str(days[0]), str(days[1]), parse_ore(opening), parse_ore(closing))
        for what, account, opening, closing, *texts in rows
        if what == BALANCES and len(days := [*_read_days(texts, header)]) == 2
    ]
    return json.dumps(balances) if balances else None


def _is_ahead(row: Statement, as_of: date) -> bool:
    paid_on = getattr(row, "paid_on", None)
    return isinstance(paid_on, date) and as_of < paid_on <= as_of + AHEAD


def _stated_end(header: Header) -> date | None:
    """Return the end of the period above the headings, or the file's own day if that is earlier.

    The own day of a statement of account says nothing without a period: it is when it was printed.
    """
    ends: list[date] = []
    own_days: list[date] = []
    for row in header.rows_above:
        if row[:1] == (BALANCES,):
            continue
        days = [*_read_days((match[0] for match in DAY.finditer(" ".join(row))), header)]
        (ends if len(days) > 1 else own_days).extend(days[-1:])
    if header.profile.incoming_only and not ends:
        return None
    return min(ends + own_days, default=None)


def _read_days(texts: Iterable[str], header: Header) -> Iterator[date]:
    for text in texts:
        try:
            day = parse_day(text, header.profile.day_order)
        except Unreadable:
            continue
        if day:
            yield day
