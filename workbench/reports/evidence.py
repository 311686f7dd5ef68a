"""The evidence of a claim: each fact, file, step, call and decision, with its day and name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from workbench.norsk import tall_dato
from workbench.reports.changes import FIELDS, describe_value
from workbench.reports.columns import DAY, Column, Table
from workbench.reports.pages import environment

STYLE = Path(__file__).parent / "template" / "clubreport" / "style.css"
HASH_DIGITS = 12  # as many as are shown of a hash; `--json` has all


class Line(NamedTuple):
    """A row of the queries in `history.sql`, which leave out what they have nothing to say of."""

    noun: str
    key: str
    event_id: int
    heading: str
    text: str | None
    day: date | None = None
    at: str | None = None
    who: str | None = None
    note: str | None = None


class Event(NamedTuple):
    """When and by whom the lines with its number were recorded, and its hash in the chain."""

    id: int
    day: date
    who: str
    kind: str
    sha256: str


class ReadFile(NamedTuple):
    """A file that an event read, with the noun of its rows."""

    event_id: int
    noun: str
    system: str | None  # whose ids are in it; None if it may be about those of any
    name: str
    sha256: str

    @property
    def label(self) -> str:
        """The file's name and the beginning of its hash."""
        return f"{self.name} ({self.sha256[:HASH_DIGITS]})"

    def may_state(self, line: Line) -> bool:
        """Return whether the line may be a row of this file."""
        is_of_system = self.system is None or line.key.startswith(f"{self.system}:")
        return (self.event_id, self.noun) == (line.event_id, line.noun) and is_of_system


def _describe_record(event_id: int, sha256: str, event_on: date, by: str, files: str | None) -> str:
    """Return where a line stands in the chain of events, and which files it may be from."""
    record = f"hendelse {event_id} ({sha256[:HASH_DIGITS]}), {tall_dato(event_on)} av {by}"
    return f"{record}; {files}" if files else record


def _describe_moment(day: date, at: str | None) -> str:
    return f"{tall_dato(day)} kl. {at}" if at else tall_dato(day)


def _describe_text(text: str | None, note: str | None) -> str:
    return ". Notat: ".join(filter(None, (text, note)))


FACTS = Table("Kravet", (Column("Spørsmål", field="question"), Column("Svar", field="answer")))
LINES = Table(
    "Historien til kravet",
    (
        Column("Dag", DAY, 18, "day at", _describe_moment),
        Column("Hvem", width=18, field="who"),
        Column("Hva", width=24, field="heading"),
        Column("Opplysning", width=60, field="text note", to_text=_describe_text),
        Column(
            "Ført",
            width=40,
            field="event_id sha256 event_on recorded_by files",
            to_text=_describe_record,
        ),
    ),
    fields=(
        "day", "at", "who", "heading", "text", "note", "noun", "key", "event_id", "event_on",
        "recorded_by", "sha256", "files",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """A claim's evidence, as it is printed or made a page."""

    club_name: str
    as_of: date
    facts: Table  # what the claim is and how it stands
    lines: Table
    chain_end: Event

    @property
    def records(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return {
            "claim": self.facts.records,
            "lines": self.lines.records,
            "chain_end": self.chain_end._asdict(),
        }


def list_facts(facts: Iterable[tuple[str, str]]) -> Table:
    """Return what the claim is and how it stands, as questions with answers."""
    return FACTS.with_records(
        {"question": question, "answer": answer} for question, answer in facts
    )


def list_lines(
    lines: Iterable[Line], events: Mapping[int, Event], files: Sequence[ReadFile], *, notes: bool
) -> Table:
    """Return the lines as a list, the oldest first. `notes` shows what was noted in calls."""
    records = [_record(line, events[line.event_id], files, notes=notes) for line in lines]
    records.sort(key=lambda row: (row["day"], row["event_id"], row["noun"], row["key"]))
    return LINES.with_records(records)


def _record(line: Line, event: Event, files: Sequence[ReadFile], *, notes: bool) -> dict[str, Any]:
    labels = [file.label for file in files if file.may_state(line)]
    return {
        **line._asdict(),
        "day": line.day or event.day,
        "who": line.who or event.who,
        "note": line.note if notes else None,
        "event_on": event.day,
        "recorded_by": event.who,
        "sha256": event.sha256,
        "files": " eller ".join(labels) or None,
    }


def describe_changes(noun: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return each field that differs, with its value before and after.

    >>> describe_changes("claims", {"kid": "17"}, {"kid": "26"})
    'KID: 17 → 26'
    """
    return "; ".join(
        f"{FIELDS.get(field, field)}: {describe_value(noun, field, before.get(field))} "
        f"→ {describe_value(noun, field, value)}"
        for field, value in now.items()
        if before.get(field) != value
    )


def page(history: History) -> str:
    """Return the evidence as one page of HTML that needs no network."""
    template = environment().get_template("history.j2")
    return template.render(
        history=history, facts=history.facts.texts, lines=history.lines.texts, style=_style()
    )


@cache
def _style() -> Markup:
    return Markup(STYLE.read_text("utf-8"))  # our own file
