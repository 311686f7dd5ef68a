"""The facts of a file that the import checks compare, collected from what was read of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workbench.importers.canonical import Tables
from workbench.importers.guards import FileFacts
from workbench.importers.headings import Header, missing_columns, missing_deciding, unread_headings
from workbench.importers.mapping import Mapped
from workbench.importers.statements import Statement
from workbench.office.doubts import Judgement
from workbench.values.text import fold, is_blank, tidy

# headings of columns that name the club, or its number
CLUB_HEADINGS = {
    "klubb", "klubbnavn", "club", "idrettslag", "organisasjon", "organisasjonsnummer", "orgnr",
    "org.nr", "org.nr.", "org nr", "senter",
}  # fmt: skip


def facts_of_file(file_row: Mapping[str, Any], **facts: Any) -> FileFacts:
    """Return what the import checks compare: the file's row of `files`, and the other `facts`."""
    return FileFacts(
        sha256=file_row["sha256"] or "",
        name=file_row["name"] or "",
        title=file_row["title"] or "",
        kind=file_row["kind"] or "",
        scope=file_row["scope"] or "",
        newest_on=file_row["newest_on"],
        row_count=file_row["rows_taken"] + file_row["rows_aside"],
        rejected_count=file_row["rows_aside"],
        headings=tuple((file_row["headings"] or "").split(" | ")),
        **facts,
    )


def facts_of_export(
    file_row: dict[str, Any],
    mapped: Mapped,
    rows: Tables,
    judgement: Judgement,
    as_of: date,
) -> FileFacts:
    """Return what the import checks compare of a file that was just read, with what was judged."""
    profile, kids = mapped.profile, stated_values(rows, "kid", "claims", "payments")
    orders = stated_values(rows, "invoice_id", "claims", "invoices")
    return facts_of_file(
        file_row,
        is_cut=_is_cut(mapped),
        text_above=_text_above(mapped.header),
        named_clubs=_named_clubs(mapped.header),
        aliases={name: column.aliases for name, column in profile.columns.items()},
        rejection_note=_describe_rejected(mapped),
        unread_headings=unread_headings(profile, mapped.headings),
        missing_columns=missing_columns(profile, mapped.headings),
        is_open_only=profile.open_only,
        own_faults=judgement.stops,
        taken_back=judgement.taken_back,
        unchanged_since=judgement.unchanged_since,
        stated_columns=frozenset(mapped.header.columns),
        paid_until_on=newest_day([mapped.columns.get("paid_on", ())], as_of),
        member_names=[(row.member_id, _name_of(row)) for row in rows.get("members", ())],
        member_invoices=[(row.member_id, row.invoice_id) for row in rows.get("claims", ())],
        missing_deciding=missing_deciding(profile, mapped.headings),
        people=frozenset(kids if "payments" in rows else _people(rows)),
        kids_and_orders=frozenset(kids | orders),
        payments=rows.get("payments", ()),
    )


def _name_of(member: Statement) -> str:
    """Return the whole name that is stated of a member, or ""."""
    parts = (member.first_name, member.last_name)
    return " ".join(part for part in parts if isinstance(part, str))


def _describe_rejected(mapped: Mapped) -> str:
    """Return what most of the rows that were set aside have in common, if anything."""
    causes = Counter((aside.column, aside.value) for aside in mapped.set_aside if aside.whole_row)
    for (column, value), count in causes.most_common(1):
        return f" (i {count} av dem er {column} {value!r})" if count > 1 else ""
    return ""


def _people(rows: Tables) -> set[str]:
    """Return the ids of members, else their folded names, and the invoices' recipients; of the
    office's own lists also the invoices."""
    people = {row.member_id for row in rows.get("members", [])}
    people |= {row.member_id for row in rows.get("holds", []) if isinstance(row.member_id, str)}
    for row in rows.get("claims", []):
        if isinstance(row.member_id, str):
            people.add(row.member_id)
        elif isinstance(row.member_name, str):
            people.add(fold(row.member_name))
    people |= stated_values(rows, "recipient_name", "invoices")
    return people | stated_values(rows, "invoice_id", "holds", "reminders")


def stated_values(rows: Tables, column: str, *nouns: str) -> set[str]:
    """Return the texts in a column, folded, each with the column's name before it."""
    cells = [getattr(row, column) for noun in nouns for row in rows.get(noun, [])]
    return {f"{column}:{fold(cell)}" for cell in cells if isinstance(cell, str)}


def stated_accounts(rows: Tables) -> set[str]:
    """Return the club's accounts that payments came to."""
    cells = [row.account for row in rows.get("payments", [])]
    return {cell for cell in cells if isinstance(cell, str)}


def _is_cut(mapped: Mapped) -> bool:
    """Return whether a text file ends inside its last line, and that row was set aside."""
    sheet, rows = mapped.header.sheet, mapped.header.sheet.rows
    is_short = sheet.is_cut and len(rows[-1]) < len(mapped.header.headings)
    rejected_numbers = {aside.row for aside in mapped.set_aside if aside.whole_row}
    return is_short and len(rows) in rejected_numbers


def _text_above(header: Header) -> str:
    return " | ".join(tidy(cell) for row in header.rows_above for cell in row if cell)


def _named_clubs(header: Header) -> list[str]:
    """Return what stands in the columns that name a club, each text once."""
    headings = map(fold, header.headings)
    columns = [index for index, heading in enumerate(headings) if heading in CLUB_HEADINGS]
    cells = {text for index in columns for text in header.texts(index)}
    return sorted(tidy(cell) for cell in cells if not is_blank(cell))


def newest_day(columns: Sequence[Sequence[Any]], as_of: date) -> date | None:
    """Return the newest day in the columns that is not after `as_of`, if any."""
    days = {day for column in columns for day in set(column) if isinstance(day, date)}
    return max((day for day in days if day <= as_of), default=None)
