"""What six clubs of 60 members come to over three weeks, held to the letter.

`golden/exports` has each club's files, of the later weeks those that changed; `golden/<club>.txt`
what is made of them. A change that is wanted is written anew by `pytest tests/test_golden.py
--write-golden`, and is a commit of its own that says why. Ids are numbered, so that how they are
made is free.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html
from openpyxl import load_workbook

from tests.books import balances_of, contacts_of, day_in, holds_of, members_of
from workbench import office
from workbench.calls.entries import Entry
from workbench.model.frames import records
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.office.agents import save_agent
from workbench.office.calls import LeasedCase, Shift
from workbench.office.day import Day
from workbench.office.value_repairs import accept_repairs, unrepaired_rows
from workbench.reports import pages

GOLDEN = Path(__file__).parent / "golden"
CLUBS = sorted(path.name for path in (GOLDEN / "exports").iterdir())
FIRST_SUNDAY, WEEKS = date(2026, 11, 22), (1, 2, 3)
CALLS_A_WEEK = 3
OUTCOMES = sorted(OUTCOME_RULES)
REPAIRED_IN = 2  # the week in which the proposals for what was set aside are accepted
PAYER = "payer "  # before a payer's id, which may also be a member's
ID_COLUMNS = {"record", "detail"}  # and those that end in _id
MADE_BY_CALLS = (
    "calls", "call_claims", "call_contacts", "holds", "instalments", "steps", "corrections",
)  # fmt: skip
PAGE = (
    pages.heading, pages.tiles, pages.ageing, pages.solution, pages.next_steps, pages.decisions,
    pages.register, pages.footer,
)  # fmt: skip


@pytest.mark.parametrize("slug", CLUBS)
def test_three_weeks_of_a_club_come_to_what_they_came_to(slug, house, monkeypatch, pytestconfig):
    path = GOLDEN / f"{slug}.txt"

    lines = [*three_weeks(slug, house, monkeypatch)]

    if pytestconfig.getoption("write_golden"):
        path.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    assert lines == path.read_text("utf-8").splitlines()


def test_every_outcome_of_a_call_is_among_them():
    text = "".join((GOLDEN / f"{slug}.txt").read_text("utf-8") for slug in CLUBS)

    missing = [outcome for outcome in Outcome if f"outcome={outcome}" not in text]

    assert missing == []
    assert len(text.encode()) < 2_000_000


def three_weeks(slug: str, house: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Read a club's files week by week and phone on the Mondays; yield what it comes to."""
    source, folder = GOLDEN / "exports" / slug, house / "data" / "clubs" / slug
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("week*"))
    save_agent("kari", "fire hester og en båt", [slug])
    number_of = Numbers()
    for week in WEEKS:
        day = FIRST_SUNDAY + timedelta(weeks=week - 1)
        monkeypatch.setenv("WORKBENCH_TODAY", day.isoformat())
        shutil.copytree(source / f"week{week}", folder / "inbox", dirs_exist_ok=True)
        yield from sunday(slug, week, day, house, number_of)
        monday = day + timedelta(days=1)
        monkeypatch.setenv("WORKBENCH_TODAY", monday.isoformat())
        yield from phoned(slug, week, monday, number_of)


def sunday(slug: str, week: int, day: date, house: Path, number_of: "Numbers") -> Iterator[str]:
    """Run the week in this process, and yield what it works out."""
    desk = office.open_desk(slug)
    planned = office.plan_week(desk, office.read_inbox(desk, day), day)
    office.save_week(desk, planned, dry_run=False)
    if week == REPAIRED_IN:
        rows = [row for row in records(unrepaired_rows(desk)) if row["proposal"] is not None]
        key = ("sha256", "sheet", "row", "column")
        chosen = {tuple(row[part] for part in key): row["proposal"] for row in rows}
        accept_repairs(desk, chosen, day)
    worked_out = day_in(desk, day)
    number_of.learn(worked_out)
    balances = fields(balances_of(worked_out))
    yield from section(f"week {week}: balances", number_of.lines(balances))
    yield from section(f"week {week}: plan", number_of.lines(fields(worked_out.plan)))
    queue = number_of.lines(fields(worked_out.payers()), in_order=True)
    yield from section(f"week {week}: queue", queue)
    yield from section(f"week {week}: findings", number_of.lines(fields(worked_out.findings)))
    workbook = house / "reports" / slug / day.isoformat() / "tiltak.xlsx"
    yield from section(f"week {week}: tiltak.xlsx", workbook_lines(workbook))
    figures = office.club_report(slug, day.isoformat())
    yield from section(f"week {week}: report", page_lines(figures))
    desk.close()


def phoned(slug: str, week: int, day: date, number_of: "Numbers") -> Iterator[str]:
    """Phone some payers, each call with another outcome; yield the rows that it makes."""
    noon = datetime.combine(day, time(12), ZoneInfo("Europe/Oslo"))
    shift = Shift("kari", lambda: noon)
    desk = office.open_desk(slug)
    worked_out = day_in(desk, day)
    due = {row.claim_id for row in balances_of(worked_out) if row.due_on < day}
    owing = {row.payer_id for row in worked_out.plan if row.claim_id in due}
    payers = sorted(owing - {None}, key=lambda payer_id: number_of.sort_key(PAYER + payer_id))
    for turn, payer_id in enumerate(payers[(week - 1) * CALLS_A_WEEK :][:CALLS_A_WEEK]):
        place = CLUBS.index(slug) * 9 + (week - 1) * CALLS_A_WEEK + turn
        outcome = OUTCOMES[place % len(OUTCOMES)]
        before = rows_made_by_calls(desk)
        taken = shift.take(slug, payer_id)
        shift.log_call(taken, entry(taken, outcome, place, day))
        after = rows_made_by_calls(desk)
        lines = []
        for noun in MADE_BY_CALLS:
            new = [row for key, row in after[noun].items() if before[noun].get(key) != row]
            number_of.count(noun, new)
            lines += [f"{noun}: {line}" for line in number_of.lines(new)]
        yield from section(f"week {week}: call with outcome={outcome}", lines)
    shift.close()
    desk.close()


def entry(taken: LeasedCase, outcome: Outcome, place: int, day: date) -> Entry:
    """Return what an agent enters: all that is spoken of, with what the outcome needs."""
    needed = {
        "until_on": day + timedelta(days=8), "parts": 3, "first_on": day + timedelta(days=10),
        "start_on": day + timedelta(days=3), "end_on": day + timedelta(days=60),
        "again_on": day + timedelta(days=1),
    }  # fmt: skip
    rule = OUTCOME_RULES[outcome]
    row = {name: needed[name] for name in rule.needs if name in needed}
    if "phone_or_email" in rule.needs:
        row |= {"phone": "+4740000009", "email": "ny@example.org"}
    return Entry(
        f"{place:032x}",
        outcome,
        tuple(claim.claim_id for claim in taken.case.claims),
        tuple(person.member_id for person in taken.case.people),
        is_confirmed=True,
        right_person=True,
        read_back=True,
        note="Ringte [tilbake].",
        confirm=True,
        **row,
    )


def fields(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return typed rows as their fields by name."""
    return [row._asdict() for row in rows]


def rows_made_by_calls(desk: office.Desk) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Return noun -> key -> row of what calls can make."""
    return {
        noun: {tuple(row[part] for part in KEYS[noun]): row for row in table_rows(desk, noun)}
        for noun in MADE_BY_CALLS
    }


KEYS: Mapping[str, tuple[str, ...]] = {
    "calls": ("call_id",),
    "call_claims": ("call_id", "claim_id"),
    "call_contacts": ("call_id",),
    "holds": ("hold_id",),
    "instalments": ("call_id", "number"),
    "steps": ("claim_id", "step_id", "due_version"),
    "corrections": ("correction_id",),
}


def table_rows(desk: office.Desk, noun: str) -> list[dict[str, Any]]:
    """Return a noun's rows as they are stored, without the event that wrote them."""
    rows = list(desk.db[noun].rows)
    return [{name: value for name, value in row.items() if name != "event_id"} for row in rows]


class Numbers:
    """Short names for ids: numbered in the order of what they stand for, as the weeks bring it."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.counts: dict[str, int] = {}

    def add(self, kind: str, ids: Iterable[str]) -> None:
        """Number the ids that have none yet, in the order given."""
        for id_text in ids:
            if id_text is not None and id_text not in self.names:
                self.counts[kind] = self.counts.get(kind, 0) + 1
                self.names[id_text] = f"{kind}{self.counts[kind]}"

    def learn(self, worked_out: Day) -> None:
        """Number members by name, claims by member and day, payers by whom they are."""
        members = fields(members_of(worked_out))
        by_name = by("last_name", "first_name", "born_on", "email", "member_id")
        self.add("member", [row["member_id"] for row in sorted(members, key=by_name)])
        claims = [
            row | {"member": self.sort_key(row["member_id"])}
            for row in fields(balances_of(worked_out))
        ]
        claims.sort(key=by("member", "member_name", "due_on", "title", "amount_ore", "claim_id"))
        self.add("claim", [row["claim_id"] for row in claims])
        self.add("invoice", [row["invoice_id"] for row in claims])
        contacts = [
            row | {"member": self.sort_key(row["member_id"])}
            for row in fields(contacts_of(worked_out))
        ]
        contacts.sort(key=by("member", "contact_name", "phone", "payer_id"))
        self.add("payer", [PAYER + row["payer_id"] for row in contacts])
        self.add(
            "hold", [row["hold_id"] for row in ordered_holds(fields(holds_of(worked_out)), self)]
        )

    def count(self, noun: str, rows: list[dict[str, Any]]) -> None:
        """Number what a call has made."""
        if noun == "calls":
            self.add("call", [row["call_id"] for row in rows])
        if noun == "holds":
            self.add("hold", [row["hold_id"] for row in ordered_holds(rows, self)])
        if noun == "corrections":
            rows = sorted(rows, key=by("noun", "record", "field"))
            self.add("correction", [row["correction_id"] for row in rows])

    def sort_key(self, id_text: str | None) -> tuple[str, int]:
        """Return what sorts ids by their numbers."""
        name = self.names.get(id_text or "", "")
        return name.rstrip("0123456789"), int(name.lstrip("abcdefghijklmnopqrstuvwxyz") or 0)

    def lines(self, rows: Iterable[Mapping[str, Any]], *, in_order: bool = False) -> list[str]:
        """Return a line for each row: its columns by name, without those that are missing."""
        lines = [
            " | ".join(
                f"{column}={self.text(column, value)}" for column, value in sorted(row.items())
                if value is not None and value == value
            )
            for row in rows
        ]  # fmt: skip
        return lines if in_order else sorted(lines)

    def text(self, column: str, value: Any) -> str:
        """Write a value; an id by its number, and each of several that make a key."""
        if column == "task":
            kind, _, about = value.partition(":")
            finding, _, member_id = about.partition(":")
            name = self.names.get(about) or self.names.get(member_id)
            return f"{kind}:{name or finding if kind != 'unread_row' else 'row'}"
        if column == "payer_id":
            return self.names[PAYER + value]
        if isinstance(value, str) and (column.endswith("_id") or column in ID_COLUMNS):
            return "|".join(self.names.get(part, part) for part in value.split("|"))
        return str(int(value) if isinstance(value, bool) else value)


def ordered_holds(rows: list[dict[str, Any]], number_of: Numbers) -> list[dict[str, Any]]:
    """Sort holds by whom they are on and when they begin."""
    places = [
        row | {"at": (number_of.sort_key(row["member_id"]), number_of.sort_key(row["invoice_id"]))}
        for row in rows
    ]
    return sorted(places, key=by("at", "start_on", "end_on", "kind", "hold_id"))


def by(*columns: str) -> Callable[[Mapping[str, Any]], list[tuple[bool, str]]]:
    """Return what sorts rows by columns; missing values come first."""
    return lambda row: [
        (row[c] is not None, f"{row[c]:012}" if isinstance(row[c], int) else str(row[c]))
        if not isinstance(row[c], tuple)
        else (True, repr([f"{part!r:>40}" for part in row[c]]))
        for c in columns
    ]


def section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a heading and its lines."""
    yield f"## {title}"
    yield from lines


def workbook_lines(path: Path) -> Iterator[str]:
    """Yield the rows of every sheet, without the keys of tasks, which are made of ids."""
    for sheet in load_workbook(path):
        shown = [cell.column - 1 for cell in sheet[1] if cell.value != "Nøkkel"]
        for row in sheet.iter_rows(values_only=True):
            if any(cell is not None for cell in row):
                texts = [row[place] for place in shown]
                cells = ("" if cell is None else str(cell).replace("\n", " / ") for cell in texts)
                yield f"{sheet.title}: {' | '.join(cells)}"


def page_lines(figures: Any) -> Iterator[str]:
    """Yield the report's text, a line for each piece."""
    for part in PAGE:
        page = html.fragment_fromstring(str(part(figures)._repr_html_()), create_parent="div")
        for text in page.itertext():
            if text.strip():
                yield " ".join(text.split())
