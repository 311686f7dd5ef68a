"""What somebody must answer in a club, and answers saved."""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench import tasks
from workbench.club import REMINDING_SYSTEMS
from workbench.importers.table import KEPT
from workbench.model.day_rows import Task
from workbench.model.errors import BooksMoved, UsageError
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.rows import Answer, Hold
from workbench.model.task_kinds import (
    ABOUT_A_STEP,
    ABOUT_A_VALUE,
    ABOUT_MONEY,
    CLUB_ANSWERED,
    FILE,
    OF_CLUB,
    TASK_RULES,
    TaskAnswer,
    TaskKind,
    WaitsFor,
    answers_about,
    missing_note,
    needs_note,
    with_remark,
)
from workbench.norsk import tall_dato, text_of
from workbench.office.day import QUERIED_KINDS, Day, day_of, has_kept_day, update_day, work_out_day
from workbench.office.decided_steps import decide_steps, propose
from workbench.office.desk import Desk, current_user, parse_as_of
from workbench.office.placing import place_as_answered, require_placeable
from workbench.register.contacts import VALUE
from workbench.store import books, proposals
from workbench.store.connection import Database
from workbench.store.events import event, head
from workbench.store.queries import load, names_of, table, typed
from workbench.store.triggers import write_typed
from workbench.tasks.answers import (
    checked_note,
    screen_order,
    standing_tasks,
    tasks_on_page,
    waits_for,
)
from workbench.values.record_ids import unmark_key

ROOM = Path(tasks.__path__[0])
QUERIES, ANSWERS = load(ROOM / "tasks.sql"), load(ROOM / "answers.sql")
AFTER_ANSWER = {WaitsFor.MEMBER, WaitsFor.SYSTEM}  # nobody waits for them before
AGAIN_AFTER_CLUB = 30  # days
ATTEMPTS = 3  # at answering, while others save
LONGEST_REST = timedelta(days=365)


@dataclass(frozen=True)
class Tasks:
    """What somebody must answer on a day, in the order of the member system's screens."""

    day: Day
    every: Sequence[Task]  # also those that an answer hides
    answers: Mapping[str, Answer]  # by the task's key

    @cached_property
    def standing(self) -> list[Task]:
        """The tasks that no answer hides."""
        standing = standing_tasks(self.every, self.answers, self.day.as_of)
        return sorted(standing, key=screen_order)

    @property
    def page(self) -> list[Task]:
        """What the operator must do before the next week's page."""
        answered_backlog = ANSWERS.answered_backlog(
            self.day.db.conn, day=self.day.as_of.isoformat()
        )
        return tasks_on_page(self.standing, self.day.as_of, answered_backlog=answered_backlog)

    def waiting_for(self, who: WaitsFor) -> list[Task]:
        """Return what waits for the operator or the club; for a member or a system what was
        answered as done and is theirs to show."""
        standing = {task.key for task in self.standing}
        answered = [task for task in self.every if task.key not in standing]
        if who in AFTER_ANSWER:
            tasks = [task for task in answered if TASK_RULES[task.kind].then_waits_for == who]
        else:
            tasks = [task for task in self.standing if waits_for(task) == who]
        return sorted(tasks, key=screen_order)


def tasks_of(day: Day) -> Tasks:
    """Read every task of a day."""
    findings = [finding for finding in day.findings if finding.kind in QUERIED_KINDS]
    values = {
        "kept": json.dumps(sorted(KEPT)),
        "findings": json.dumps(findings),
        "reminding": json.dumps(sorted(REMINDING_SYSTEMS)),
    }
    every: list[Task] = []
    for name in names_of(QUERIES):
        query = getattr(QUERIES, name)
        wanted = {parameter: values[parameter] for parameter in query.parameters or ()}
        every += typed(Task, query(day.db.conn, **wanted))
    answers = {answer.task: answer for answer in table(day.db, Answer, "answers")}
    every += [
        _after_answer_of_club(task, answers[task.key])
        for task in every
        if task.key in answers
        and waits_for(task) == WaitsFor.CLUB
        and answers[task.key].answer in _left_to_do(task)
        and answers[task.key].evidence == task.evidence
    ]
    return Tasks(day, every, answers)


def _left_to_do(question: Task) -> Collection[TaskAnswer]:
    """Return the club's answers to a question that leave the office something to do."""
    return {TaskAnswer.NOTED} if TASK_RULES[question.kind].counts_at_once else OF_CLUB


def _after_answer_of_club(question: Task, answer: Answer) -> Task:
    """Return the task that is the office's once the club has answered a question: it stands until
    the member system shows what was done, and comes again where nothing was."""
    return question._replace(
        kind=TaskKind.FOLLOW_UP,
        about=f"{CLUB_ANSWERED}{question.key}",
        evidence=json.dumps([answer.answer, answer.note], ensure_ascii=False),
        due_on=None,
        todo=f"Klubben svarte {text_of(answer.answer)}: {question.todo}",
        detail=" – ".join(filter(None, (answer.note, question.detail, _go_on(question)))),
        again_days=AGAIN_AFTER_CLUB,
    )


def _go_on(question: Task) -> str:
    """Return how dunning goes on after a call, where the club wants that."""
    is_call = question.kind == TaskKind.DECIDE_CALL
    return f"skal det følges opp videre, svar «resume» på {question.key}" if is_call else ""


def answer_tasks(
    desk: Desk,
    names: Sequence[str],
    as_of: date,
    *,
    answer: str = "",
    until_on: date | None = None,
    note: str = "",
    sent_on: date | None = None,
    shown: Collection[Task] | None = None,
) -> list[Task]:
    """Answer tasks, each named by its key or all of a kind that stand on the page; return them.
    Instead of names there may be tasks as they were shown: of these, what somebody else has
    answered meanwhile, or what has changed, is left alone.

    Without an answer they are done, where the kind has that. Raises UsageError for a name that no
    task has, an answer that the kind does not know, a day that is out of bounds, and where a later
    day has been planned already. Steps were sent on `sent_on`, else today. Where others saved
    meanwhile, the tasks are looked up again, so that nothing is answered twice.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(BooksMoved):
            return _answer_tasks(desk, names, as_of, answer, until_on, note, sent_on, shown)
    return _answer_tasks(desk, names, as_of, answer, until_on, note, sent_on, shown)


def _answer_tasks(
    desk: Desk,
    names: Sequence[str],
    as_of: date,
    answer: str,
    until_on: date | None,
    note: str,
    sent_on: date | None,
    shown: Collection[Task] | None,
) -> list[Task]:
    if desk.has_books():
        proposals.refuse_older_day(desk.db, as_of)
    with day_of(desk, as_of) as day:
        tasks, version = tasks_of(day), head(day.db)
        if shown is None:
            chosen = _chosen(tasks, names, answer)
        else:
            chosen = [task for task in tasks.standing if task in shown]
        if not chosen:
            return []
        answers = [
            check_answer(task, *with_remark(task.kind, answer, note.strip()), until_on, as_of)
            for task in chosen
        ]
        for each in answers:
            require_placeable(day.db, each)
    was_kept = has_kept_day(desk, as_of)
    is_of_money = any(answer.answer in ABOUT_MONEY for answer in answers)
    with desk.write() as db:
        books.require_version(db, version)
        if is_of_money and not was_kept:  # it goes to what is open today
            work_out_day(db, desk, as_of)
            was_kept = True
        with event(db, "answer", as_of, who=current_user()) as event_id:
            write_answers(db, desk, answers, as_of, sent_on, event_id)
        if any(answer.answer == TaskAnswer.NOT_SENT for answer in answers):
            work_out_day(db, desk, as_of)
            propose(db, desk, Day(db, as_of).plan, as_of)
            update_day(db, desk, as_of, ())
        elif was_kept and any(map(_changes_claims, answers)):
            work_out_day(db, desk, as_of)
        elif was_kept:
            update_day(db, desk, as_of, ())
    return chosen


def _changes_claims(answer: Answer) -> bool:
    """Return whether an answer may change the plan: one as done does only where a rest counts from
    what was done after a call."""
    is_of_call = answer.task.startswith(f"{TaskKind.FOLLOW_UP}:")
    return answer.answer != TaskAnswer.DONE or is_of_call


def write_answers(
    db: Database,
    desk: Desk,
    answers: Sequence[Answer],
    as_of: date,
    sent_on: date | None,
    number: int,
) -> None:
    """Write answers, and the holds and steps that they decide about, inside the event `number`."""
    decide_steps(db, desk, answers, as_of, sent_on, number)
    place_as_answered(db, answers, number)
    others = [answer for answer in answers if answer.answer not in ABOUT_A_STEP]
    write_typed(db, "answers", others, number)
    write_typed(db, "holds", _settled_holds(db, others, as_of), number)


def _chosen(tasks: Tasks, names: Sequence[str], answer: str) -> list[Task]:
    """Return the tasks named by their keys, or by a kind: then those of the operator's page, and of
    what waits for another all that stand. Of a kind, they are those that can be answered so."""
    others = [task for task in tasks.standing if waits_for(task) != WaitsFor.OPERATOR]
    chosen: dict[str, Task] = {}
    for name in map(unmark_key, names):
        matching = [task for task in tasks.every if task.key == name][:1]
        matching = matching or find_decided(tasks, name)
        of_kind = [task for task in (*tasks.page, *others) if task.kind == name]
        answerable = [task for task in of_kind if answer in allowed_answers(task)]
        matching += answerable or of_kind
        if not matching:
            raise UsageError(f"{name!r} er ingen oppgave som står nå; se dem med «workbench todo».")
        chosen |= {task.key: task for task in matching}
    return list(chosen.values())


def find_decided(tasks: Tasks, key: str) -> list[Task]:
    """Return the task that an answer has ended, to be answered otherwise."""
    answer, (kind, _, about) = tasks.answers.get(key), key.partition(":")
    if answer is None:
        return []
    nothing: dict[str, Any] = dict.fromkeys(Task._fields)
    decided = {"about": about, "evidence": answer.evidence, "todo": text_of(TaskKind(kind))}
    return [Task(**nothing | decided | {"kind": TaskKind(kind), "detail": ""})]


def check_answer(task: Task, answer: str, note: str, until_on: date | None, as_of: date) -> Answer:
    """Return the answer to a task, "" meaning that it is done; raises UsageError if it cannot be
    answered so."""
    allowed, wanted = allowed_answers(task), answer or TaskAnswer.DONE
    if wanted not in allowed and wanted == TaskAnswer.CONFIRMED:
        raise UsageError(f"{task.key!r} kunne ikke leses, så den kan ikke stemme; rett den.")
    if wanted not in allowed:
        raise UsageError(
            f"{task.key!r} besvares med {' eller '.join(allowed)}, ikke {str(wanted)!r}."
        )
    given = TaskAnswer(wanted)
    if given in ABOUT_A_VALUE and not task.about.startswith(VALUE):
        raise UsageError(f"{task.key!r} spør ikke hvem noe tilhører; velg et annet svar.")
    if until_on is not None and not as_of < until_on <= as_of + LONGEST_REST:
        raise UsageError(
            f"En oppgave kan hvile til en dag etter {tall_dato(as_of)}, høyst til "
            f"{tall_dato(as_of + LONGEST_REST)}; velg en annen dag enn {tall_dato(until_on)}."
        )
    if until_on is not None and given not in (TaskAnswer.DONE, TaskAnswer.SET_ASIDE):
        raise UsageError(f"{task.key!r} avgjøres, og kan ikke hvile til en dag; ta bort dagen.")
    if given == TaskAnswer.SAME and len(json.loads(task.evidence)) > 2:
        raise UsageError(
            f"{task.key!r} gjelder flere enn to krav; annuller det som er for mye i "
            "medlemssystemet."
        )
    if needs_note(given, task.about) and not note.strip():
        raise UsageError(f"{task.key!r}: {missing_note(task.about)}")
    is_file_confirmed = given == TaskAnswer.CONFIRMED and task.about.startswith(FILE)
    may_return = given == TaskAnswer.DONE or is_file_confirmed
    if until_on is None and task.again_days is not None and may_return:
        until_on = as_of + timedelta(days=task.again_days)
    return Answer(task.key, task.evidence, given, until_on, checked_note(note), as_of)


def allowed_answers(task: Task) -> Sequence[TaskAnswer]:
    """Return the answers to a task; the exits of a hold are those of its kind."""
    if task.kind != TaskKind.SETTLE_HOLD:
        return answers_about(task.kind, task.about)
    hold_kind = HoldKind(json.loads(task.evidence)[0])
    exits = [answer for answer, _ in HOLD_RULES[hold_kind].exits]
    return (TaskAnswer.DONE, TaskAnswer.RESUME, *exits)


def _settled_holds(db: Database, answers: Sequence[Answer], as_of: date) -> list[Hold]:
    """Return the holds that answers end, and those that follow them: reminders go on, or the next
    hold begins, the day after. A hold that has an end already keeps it."""
    exits = {
        answer.task.partition(":")[2].partition("||")[0]: answer.answer
        for answer in answers
        if answer.task.startswith(f"{TaskKind.SETTLE_HOLD}:") and answer.answer != TaskAnswer.DONE
    }
    last = max(as_of, parse_as_of(None))  # no day that has passed, or it would be due at once
    settled = []
    for hold in table(db, Hold, "holds", hold_id=exits):
        if hold.end_on is not None:
            continue
        ended = hold._replace(end_on=max(hold.start_on, last))
        settled.append(ended)
        next_kind = dict(HOLD_RULES[hold.kind].exits).get(exits[hold.hold_id])
        if next_kind is not None:
            settled.append(_next_hold(ended, next_kind))
    return settled


def _next_hold(ended: Hold, kind: HoldKind) -> Hold:
    """Return the hold of another kind that follows one that an answer has ended."""
    start_on = (ended.end_on or ended.start_on) + timedelta(days=1)
    return ended._replace(
        hold_id=f"{ended.hold_id}>{kind}",
        kind=kind,
        start_on=start_on,
        end_on=None,
        review_on=start_on + timedelta(days=HOLD_RULES[kind].review_days),
    )
