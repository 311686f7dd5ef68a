"""The office's own lists come back with answers in them: a workbook with a column of keys and one
for answers, as `reports/workbook.py` writes it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workbench.importers.reading import Sheet, cell_at
from workbench.model.errors import Unreadable
from workbench.model.rows import Answer
from workbench.model.task_kinds import (
    ANSWER_TEXTS,
    DAY_HEADING,
    KEY_HEADING,
    LONGEST_NOTE,
    NOTE_HEADING,
    REPLY_HEADING,
    WHO_HEADING,
    TaskAnswer,
    TaskKind,
    answers_about,
    needs_note,
    with_remark,
)
from workbench.norsk import tall_dato
from workbench.values.dates import parse_day
from workbench.values.national_id import mask
from workbench.values.record_ids import unmark_key
from workbench.values.text import fold, is_blank, tidy

MOST_ROWS_ABOVE = 10  # the headings
READ = (KEY_HEADING, REPLY_HEADING, NOTE_HEADING, WHO_HEADING, DAY_HEADING)
YES = {"x", "ja", "j", "ok", "true", "sann", "1", "✓", "✔"}
NO = {"nei", "n", "false", "usann", "0"}
# of an answer that says yes to its question, the one that says no
CONTRARY: Mapping[TaskAnswer, TaskAnswer] = {
    TaskAnswer.SENT: TaskAnswer.NOT_SENT,
    TaskAnswer.SAME: TaskAnswer.DIFFERENT,
}
# who answered, in words, and on which day
_Signature = tuple[str, date | None]


class Reply(NamedTuple):
    """An answer beside a key."""

    key: str  # of the task, with the mark of its evidence
    answer: TaskAnswer
    sent_on: date | None  # the day that was written as the answer, where a step was sent
    note: str = ""  # of the club's list: who answered on which day, and what else was written
    answered_on: date | None = None  # that day
    has_words: bool = False  # something else was written


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


def read_replies(
    sheets: Sequence[Sheet], as_of: date, answers: Mapping[str, Answer]
) -> Replies | None:
    """Return the replies in a workbook that is read on a day; None if it is no list of ours.

    `answers` has what was answered before, by the task's key: a list that the club wrote before
    that says nothing new.
    """
    lists = [(sheet, *place) for sheet in sheets if (place := _find_headings(sheet))]
    if not lists:
        return None
    rows, read, unread = 0, [], []
    for sheet, heading_row, columns in lists:
        signed: _Signature = ("", None)
        for number, row in _rows_of(sheet, heading_row, columns):
            rows += 1
            key, text, remark = row[KEY_HEADING], row[REPLY_HEADING], row[NOTE_HEADING]
            try:
                above, signed = signed, ("", None)  # who is named, but not whole, is nobody
                signed = _signature(row) or above
                if not (text or remark):
                    continue
                if TaskAnswer.NOTED in _allowed_for(key):  # a question to the club
                    reply = _read_of_club(key, text, remark, signed, as_of)
                    _require_newest(reply, answers.get(unmark_key(key)))
                    read.append(reply)
                elif text:
                    read.append(Reply(key, *read_answer(key, text)))
            except Unreadable as error:
                unread.append(UnreadReply(sheet.name, number, key, text or remark, str(error)))
    return Replies(rows, read, unread)


def _signature(row: Mapping[str, str]) -> _Signature | None:
    """Return who answered on which day, None where neither is written: then it is as above."""
    who, day = row[WHO_HEADING], row[DAY_HEADING]
    if bool(who) != bool(day):
        raise Unreadable("mangler hvem som svarte, eller hvilken dag")
    answered_on = parse_day(day)
    return (f"{who} {tall_dato(answered_on)}", answered_on) if answered_on else None


def _read_of_club(key: str, text: str, remark: str, signature: _Signature, as_of: date) -> Reply:
    """Return what the club has answered; raises Unreadable for an answer that nobody has signed, or
    a note that may not be kept."""
    signed, answered_on = signature
    if answered_on is None:
        raise Unreadable("mangler hvem som svarte, og hvilken dag")
    if answered_on > as_of:
        raise Unreadable(f"er besvart {tall_dato(answered_on)}, som ikke har vært; rett dagen")
    answer, said = _answer_of_club(key, text, remark)
    note = f"{signed}: {said}" if said else signed
    if len(note) > LONGEST_NOTE or mask(note) != note:
        raise Unreadable(f"merknaden er på over {LONGEST_NOTE} tegn, eller har et fødselsnummer")
    return Reply(key, answer, None, note, answered_on, has_words=bool(said))


def _require_newest(reply: Reply, earlier: Answer | None) -> None:
    """Raise Unreadable for another answer than one that was given on a later day."""
    if earlier is None or earlier.given_on is None or reply.answered_on is None:
        return
    is_other = (reply.answer, reply.note) != (earlier.answer, earlier.note)
    if is_other and reply.answered_on < earlier.given_on:
        later = tall_dato(earlier.given_on)
        raise Unreadable(f"er eldre enn svaret som står, fra {later}; er det nytt, så rett dagen")


def _answer_of_club(key: str, text: str, remark: str) -> tuple[TaskAnswer, str]:
    """Return the club's answer and what it says besides: yes or no where that is an answer, else
    what stands in words, in whichever column."""
    word = fold(text)
    is_word = word not in (fold(ANSWER_TEXTS[TaskAnswer.NOTED]), "")
    if TaskAnswer.YES in _allowed_for(key):
        if word in YES | NO:
            answer = TaskAnswer.YES if word in YES else TaskAnswer.NO
            kept_as, said = with_remark(TaskKind(key.partition(":")[0]), answer, remark)
            return TaskAnswer(kept_as), said
        if is_word:
            raise Unreadable("er ikke et svar her; skriv ja eller nei, eller bare en merknad")
    elif word in YES | NO and not remark:
        raise Unreadable("kan ikke besvares med ja eller nei; skriv svaret i «Merknad»")
    said = " – ".join(filter(None, (text if is_word else "", remark)))
    if not said:
        raise Unreadable("mangler svaret; skriv det i «Merknad»")
    return TaskAnswer.NOTED, said


def _allowed_for(key: str) -> Sequence[TaskAnswer]:
    """Return the answers to the task with this key; raises Unreadable for no key of ours."""
    kind, _, about = unmark_key(key).partition(":")
    if kind not in list(TaskKind):
        raise Unreadable("nøkkelen er endret, så ingen vet hva svaret gjelder")
    return answers_about(TaskKind(kind), about)


def read_answer(key: str, text: str) -> tuple[TaskAnswer, date | None]:
    """Return the answer that a text gives to the task with this key, and the day, if it is one.

    Raises Unreadable for what is no answer to a task of that kind.

    >>> read_answer("send_step:7", "Ja"), read_answer("send_step:7", "nei")[0]
    ((<TaskAnswer.SENT: 'sent'>, None), <TaskAnswer.NOT_SENT: 'not_sent'>)
    """
    allowed, word, about = _allowed_for(key), fold(text), unmark_key(key).partition(":")[2]
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
    texts = ", ".join(ANSWER_TEXTS[each] for each in allowed if not needs_note(each, about))
    raise Unreadable(f"er ikke et svar her; skriv {texts}")


def _find_headings(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings, and the column of each heading that we know, from 0."""
    for number, cells in enumerate(sheet.rows[:MOST_ROWS_ABOVE]):
        headings = [fold(cell) for cell in cells]
        columns = {name: headings.index(fold(name)) for name in READ if fold(name) in headings}
        if KEY_HEADING in columns and REPLY_HEADING in columns:
            return number, columns
    return None


def _rows_of(
    sheet: Sheet, heading_row: int, columns: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the cells of each row with a key, by heading; a blank cell is ""."""
    for number, cells in enumerate(sheet.rows[heading_row + 1 :], start=heading_row + 2):
        row = dict.fromkeys(READ, "")
        for name, column in columns.items():
            text = cell_at(cells, column)
            row[name] = "" if is_blank(text) else tidy(text)
        if row[KEY_HEADING]:
            yield number, row
