"""Answers written in the office's own lists, which come back through the inbox."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from workbench.importers.replies import Reply
from workbench.model.day_rows import Task
from workbench.model.errors import UsageError
from workbench.model.rows import Answer
from workbench.model.task_kinds import TaskAnswer, TaskKind, WaitsFor
from workbench.norsk import text_of
from workbench.office.day import Day, work_out_day
from workbench.office.desk import Desk, current_user
from workbench.office.placing import require_placeable
from workbench.office.tasks import check_answer, find_decided, tasks_of, write_answers
from workbench.store.connection import Database
from workbench.store.events import event
from workbench.tasks.answers import waits_for
from workbench.values.record_ids import mark_key, unmark_key

NO_EVIDENCE = "[]"  # of an answer to what is not asked any more


class GivenAnswer(NamedTuple):
    """An answer from a list, and the day that a step was sent, where one was written."""

    answer: Answer
    sent_on: date | None


def find_answers(day: Day, replies: Sequence[Reply]) -> list[GivenAnswer]:
    """Return the answers to the tasks that stand and follow from the same as when the list was
    made. What the other replies are about is asked anew, if it still stands. The club may answer
    otherwise than before, as long as its question follows from the same. Where nobody asks any
    more, two things are kept: that the club did not agree to an invoice, so that none is made in
    silence, and what it wrote in words."""
    if not replies:
        return []
    tasks = tasks_of(day)
    askable = [task for task in tasks.every if waits_for(task) == WaitsFor.CLUB] + tasks.standing
    standing = {mark_key(task.key, task.evidence): task for task in askable}
    given: dict[str, GivenAnswer] = {}
    for reply in replies:
        key = unmark_key(reply.key)
        task, earlier = standing.get(reply.key), tasks.answers.get(key)
        if reply.answered_on is not None and earlier is not None:
            is_answered = mark_key(key, earlier.evidence) == reply.key
            is_again = (earlier.answer, earlier.note) == (reply.answer, reply.note)
            if is_again and (is_answered or task is None):
                continue  # the same list once more
            if is_answered and task is None:  # the answer itself has ended the question
                [task] = find_decided(tasks, key)
        if task is None:
            kept = _without_question(reply, key)
            if kept is not None:
                given[key] = GivenAnswer(kept, None)
        elif _may_be_sent_on(task, reply.sent_on, day.as_of):
            with suppress(UsageError):  # it needs more than a word
                answer = check_answer(task, reply.answer, reply.note, None, day.as_of)
                require_placeable(day.db, answer)
                answer = answer._replace(given_on=reply.answered_on or day.as_of)
                given[task.key] = GivenAnswer(answer, reply.sent_on)
    return [*given.values()]


def _without_question(reply: Reply, key: str) -> Answer | None:
    """Return what is kept of a reply to what nobody asks any more: words, and that the club did not
    agree to an invoice; None for anything else."""
    answer, note = reply.answer, reply.note
    if reply.has_words and answer != TaskAnswer.NOTED:
        answer, note = TaskAnswer.NOTED, f"{text_of(answer)} – {note}"
    is_of_fee = key.startswith(f"{TaskKind.DECIDE_FEE}:")
    if not (reply.has_words or (is_of_fee and answer != TaskAnswer.YES)):
        return None
    return Answer(key, NO_EVIDENCE, answer, None, note, reply.answered_on)


def take_replies(
    db: Database, desk: Desk, replies: Sequence[Reply], as_of: date, *, guarded: bool = True
) -> list[GivenAnswer]:
    """Work out the day, and again with the answers if there are any; return them. Call inside
    `write`; `guarded` is as for an event."""
    work_out_day(db, desk, as_of)
    given = find_answers(Day(db, as_of), replies)
    if given:
        write_given(db, desk, given, as_of, guarded=guarded)
        work_out_day(db, desk, as_of)
    return given


def _may_be_sent_on(task: Task, sent_on: date | None, as_of: date) -> bool:
    """Return whether a step may have been sent on the day: from its approval until today."""
    if sent_on is None:
        return True
    approved_on = date.fromisoformat(json.loads(task.evidence)[-1])
    return approved_on <= sent_on <= as_of


def write_given(
    db: Database, desk: Desk, given: Sequence[GivenAnswer], as_of: date, *, guarded: bool = True
) -> None:
    """Write the answers as one event. Call inside `write`; `guarded` is as for an event."""
    by_day: dict[date | None, list[Answer]] = {}
    for each in given:
        by_day.setdefault(each.sent_on, []).append(each.answer)
    with event(db, "replies", as_of, who=current_user(), guarded=guarded) as event_id:
        for sent_on, answers in by_day.items():
            write_answers(db, desk, answers, as_of, sent_on, event_id)
