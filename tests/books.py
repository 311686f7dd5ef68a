"""A club's books in memory, with the rows that a test gives: of nouns, and of the day's tables."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar

from workbench.model import message_rows, money_rows, partner_rows, rows
from workbench.model.day_rows import Balance, Contact
from workbench.model.shapes import STORED
from workbench.office.day import Day, work_out_copy
from workbench.office.desk import Desk
from workbench.store.books import copy_of
from workbench.store.connection import write
from workbench.store.events import event
from workbench.store.queries import fill, table
from workbench.store.triggers import Rows

AS_OF = date(2026, 11, 23)
NOUN_ROWS: Mapping[str, type[NamedTuple]] = {
    "members": rows.Member,
    "guardians": rows.Guardian,
    "participations": rows.Participation,
    "invoices": rows.Invoice,
    "claims": rows.Claim,
    "liabilities": rows.Liability,
    "payments": rows.Payment,
    "placements": money_rows.Placement,
    "credits": money_rows.Credit,
    "calls": rows.Call,
    "call_claims": rows.CallClaim,
    "call_contacts": rows.CallContact,
    "instalments": rows.Instalment,
    "holds": rows.Hold,
    "corrections": rows.Correction,
    "steps": rows.Step,
    "answers": rows.Answer,
    "messages": message_rows.Message,
    "message_texts": message_rows.MessageText,
    "message_claims": message_rows.MessageClaim,
    "enquiries": message_rows.Enquiry,
    "enquiry_texts": message_rows.EnquiryText,
    "handovers": partner_rows.Handover,
    "partner_news": partner_rows.PartnerNews,
}
# what files and calls bring; plans are made
MADE = {"plans", "proposals", "reports", "reported_claims"}
NOUNS = tuple(noun for noun in STORED if noun not in MADE)
Row = TypeVar("Row", bound=NamedTuple)


def day_with(*, as_of: date = AS_OF, many_unpaid: int = 3, **given: Iterable[Any]) -> Day:
    """Return a day whose tables and nouns have the rows given, by their names: typed ones, or of a
    noun also its fields by name."""
    db = copy_of(None)
    db.conn.execute("PRAGMA foreign_keys=OFF")  # a test names only what it asks about
    with write(db):
        fill(db, "day", [(as_of, "", "", many_unpaid, 12, 20_000_00, 1, "[]", "")])
        with event(db, "import", as_of, who="test", guarded=False) as event_id:
            for noun in STORED.keys() & given.keys():
                for row in given[noun]:
                    columns = row if isinstance(row, dict) else row._asdict()
                    Rows(noun, tuple(columns), [tuple(columns.values())]).write(db, event_id)
        for name in given.keys() - STORED.keys():
            fill(db, name, [*given[name]])
    return Day(db, as_of)


def typed_row(kind: type[Row], fields: dict[str, Any]) -> Row:
    """Return the typed row of those of the fields that it has."""
    return kind(**{name: value for name, value in fields.items() if name in kind._fields})


def day_in(desk: Desk, as_of: date) -> Day:
    """Return the day of a club's books as they stand, in a copy of them."""
    return work_out_copy(desk, desk.db if desk.has_books() else None, as_of)


def fields(typed: Iterable[Any]) -> list[dict[str, Any]]:
    """Return typed rows as their fields by name."""
    return [row._asdict() for row in typed]


def members_of(day: Day) -> list[rows.Member]:
    """Return the members of a day, one id for a person."""
    return table(day.db, rows.Member, "people")


def balances_of(day: Day) -> list[Balance]:
    """Return what is open on each claim of a day."""
    return table(day.db, Balance, "balances")


def contacts_of(day: Day) -> list[Contact]:
    """Return how members are reached on a day, each under its payers."""
    return table(day.db, Contact, "contacts")


def phones_of(day: Day) -> list[str | None]:
    """Return the phone by which the payer of each claim of the plan is reached, by claim id."""
    rows = sorted(day.db["planned_claims"].rows, key=lambda row: str(row["claim_id"]))
    return [row["phone"] for row in rows]


def holds_of(day: Day) -> list[rows.Hold]:
    """Return the agreements as they count on a day."""
    return table(day.db, rows.Hold, "standing_holds")
