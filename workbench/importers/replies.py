"""The office's own lists come back with answers in them: a workbook with a column of keys and one
for answers, as `reports/workbook.py` writes it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workbench.importers.reading import Sheet
from workbench.model.errors import Unreadable
from workbench.model.task_kinds import (
    ANSWER_TEXTS,
    KEY_HEADING,
    REPLY_HEADING,
    TaskAnswer,
    TaskKind,
    answers_about,
    needs_note,
)
from workbench.values.dates import parse_day
from workbench.values.record_ids import unmark_key
from workbench.values.text import fold, is_blank, tidy

MOST_ROWS_ABOVE = 10  # the headings
YES = {"x", "ja", "j", "ok", "true", "sann", "1", "✓", "✔"}
NO = {"nei", "n", "false", "usann", "0"}
# of an answer that says yes to its question, the one that says no
CONTRARY: Mapping[TaskAnswer, TaskAnswer] = {
    TaskAnswer.SENT: TaskAnswer.NOT_SENT,
    TaskAnswer.SAME: TaskAnswer.DIFFERENT,
}


class Reply(NamedTuple):
    """An answer beside a key."""

    key: str  # of the task, with the mark of its evidence
    answer: TaskAnswer
    sent_on: date | None  # the day that was written as the answer, where a step was sent


class UnreadReply(NamedTuple):
    """What is no answer to the task beside it."""

    sheet: str
    row: int  # from 1, as a spreadsheet counts
    key: str
    text: str
    reason: str


@dataclass(frozen=True)
class Replies:
    """What stands in a workbook of ours; a row without an answer is neither."""

    rows: int
    read: Sequence[Reply]
    unread: Sequence[UnreadReply]


def read_replies(sheets: Sequence[Sheet]) -> Replies | None:
    """Return the replies in a workbook; None if it is no list of ours."""
    lists = [(sheet, *place) for sheet in sheets if (place := _find_headings(sheet))]
    if not lists:
        return None
    rows, read, unread = 0, [], []
    for found in lists:
        for sheet_name, number, key, text in _rows_of(*found):
            rows += 1
            try:
                if text:
                    read.append(Reply(key, *read_answer(key, text)))
            except Unreadable as error:
                unread.append(UnreadReply(sheet_name, number, key, text, str(error)))
    return Replies(rows, read, unread)


def read_answer(key: str, text: str) -> tuple[TaskAnswer, date | None]:
    """Return the answer that a text gives to the task with this key, and the day, if it is one.

    Raises Unreadable for what is no answer to a task of that kind.

    >>> read_answer("send_step:7", "Ja"), read_answer("send_step:7", "nei")[0]
    ((<TaskAnswer.SENT: 'sent'>, None), <TaskAnswer.NOT_SENT: 'not_sent'>)
    """
    kind, _, about = unmark_key(key).partition(":")
    if kind not in list(TaskKind):
        raise Unreadable("nøkkelen er endret, så ingen vet hva svaret gjelder")
    allowed, word = answers_about(TaskKind(kind), about), fold(text)
    for answer in allowed:
        if word in (fold(answer), fold(ANSWER_TEXTS[answer])):
            if needs_note(answer, about):
                raise Unreadable("trenger en grunn; svar med «workbench todo» og --note")
            return answer, None
    if word in YES:
        return allowed[0], None
    if word in NO and CONTRARY.get(allowed[0]) in allowed[1:]:
        return CONTRARY[allowed[0]], None
    if TaskAnswer.SENT in allowed:
        with suppress(Unreadable):  # no day either
            return TaskAnswer.SENT, parse_day(text)
    texts = ", ".join(ANSWER_TEXTS[answer] for answer in allowed)
    raise Unreadable(f"er ikke et svar her; skriv {texts}")


def _find_headings(sheet: Sheet) -> tuple[int, int, int] | None:
    """Return the row of the headings, and the columns of keys and replies, from 0."""
    for number, cells in enumerate(sheet.rows[:MOST_ROWS_ABOVE]):
        headings = [fold(cell) for cell in cells]
        if fold(KEY_HEADING) in headings and fold(REPLY_HEADING) in headings:
            return number, headings.index(fold(KEY_HEADING)), headings.index(fold(REPLY_HEADING))
    return None


def _rows_of(
    sheet: Sheet, heading_row: int, keys: int, replies: int
) -> Iterator[tuple[str, int, str, str]]:
    """Yield sheet, row, key and reply of each row with a key; a blank reply is ""."""
    for number, cells in enumerate(sheet.rows[heading_row + 1 :], start=heading_row + 2):
        key = cells[keys] if keys < len(cells) else ""
        text = cells[replies] if replies < len(cells) else ""
        if not is_blank(key):
            yield sheet.name, number, tidy(key), "" if is_blank(text) else tidy(text)
