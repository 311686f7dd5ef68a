"""Which tasks stand once answers are seen, and which of them are on the operator's page."""

from datetime import date, timedelta

import pytest

from workbench.model.day_rows import Task
from workbench.model.rows import Answer
from workbench.model.task_kinds import (
    ABOUT_MONEY,
    BACKLOG_A_WEEK,
    EXITS,
    TASK_RULES,
    TaskAnswer,
    TaskKind,
    WaitsFor,
)
from workbench.tasks.answers import hides, is_due, standing_tasks, tasks_on_page

DAY = date(2026, 11, 23)
BACKLOG = [kind for kind in TaskKind if TASK_RULES[kind].is_backlog]


def ahead(days: int) -> date:
    return DAY + timedelta(days=days)


def task(kind: TaskKind = TaskKind.CHECK_CLAIM, about: str = "k:1", **more) -> Task:
    row = Task(kind, about, '["a"]', None, None, "Ida Li", "k:7", None, "Finn ut", "", None)
    return row._replace(**more)


def answer(given: Task, until_on: date | None = None, **more) -> Answer:
    return Answer(given.key, given.evidence, TaskAnswer.DONE, until_on)._replace(**more)


def standing(tasks: list[Task], *answers: Answer) -> list[Task]:
    return standing_tasks(tasks, {given.task: given for given in answers}, DAY)


@pytest.mark.parametrize(
    ("until_on", "is_hidden"),
    [(None, True), (ahead(1), True), (DAY, False), (ahead(-1), False)],
)
def test_an_answer_hides_its_task_until_its_day_or_for_good(until_on, is_hidden):
    given = answer(task(), until_on)

    assert hides(given, task(), DAY) is is_hidden


@pytest.mark.parametrize("until_on", [None, ahead(1)])
def test_an_answer_hides_neither_another_task_nor_its_own_on_other_evidence(until_on):
    given = answer(task(), until_on)

    assert not hides(given, task(about="k:2"), DAY)
    assert not hides(given, task(kind=TaskKind.FOLLOW_UP), DAY)
    assert not hides(given, task(evidence='["b"]'), DAY)


@pytest.mark.parametrize("kind", TaskAnswer)
def test_whatever_was_answered_hides_the_task_but_a_hold_that_has_no_end_again(kind):
    assert hides(answer(task(), answer=kind), task(), DAY) == (kind not in (*EXITS, *ABOUT_MONEY))


def test_tasks_without_an_answer_stand_in_their_order():
    tasks = [task(about=about) for about in ("k:2", "k:1", "k:3")]

    assert standing(tasks) == tasks
    assert standing(tasks, answer(tasks[1])) == [tasks[0], tasks[2]]


@pytest.mark.parametrize("due_on", [None, ahead(-30), ahead(30)])
def test_a_task_that_was_put_off_is_due_on_the_day_it_comes_back(due_on):
    own = task(due_on=due_on)

    assert standing([own], answer(own, ahead(1))) == []
    assert standing([own], answer(own, DAY)) == [own._replace(due_on=DAY)]
    assert standing([own], answer(own, ahead(-3))) == [own._replace(due_on=ahead(-3))]


@pytest.mark.parametrize("until_on", [None, ahead(30)])
def test_a_task_whose_evidence_changed_stands_at_once_and_is_due_on_its_own_day(until_on):
    own = task(due_on=ahead(2))
    changed = own._replace(evidence='["b"]')

    assert standing([changed], answer(own, until_on)) == [changed]


def test_a_task_that_comes_back_on_evidence_answered_before_is_hidden_again():
    own = task()

    assert standing([own], answer(own)) == []


def test_an_answer_of_a_task_that_is_gone_hides_and_makes_nothing():
    gone, other = task(about="k:9"), task()

    assert standing([], answer(gone)) == []
    assert standing([other], answer(gone)) == [other]


def test_a_task_that_two_queries_make_stands_once_as_the_first_has_it():
    first, second = task(detail="x"), task(detail="y")

    assert standing([first, second]) == [first]


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [(None, True), (ahead(-9), True), (DAY, True), (ahead(6), True), (ahead(7), False)],
)
def test_a_page_has_what_falls_due_before_the_next_weeks_page(due_on, expected):
    own = task(due_on=due_on)

    assert is_due(own, DAY) is expected
    assert tasks_on_page([own], DAY) == [own] * expected


@pytest.mark.parametrize("kind", TaskKind)
def test_the_operators_page_has_only_what_waits_for_the_operator(kind):
    is_own = TASK_RULES[kind].waits_for == WaitsFor.OPERATOR

    assert tasks_on_page([task(kind)], DAY) == [task(kind)] * is_own


def test_a_page_stands_in_the_order_of_the_screens_then_by_kind_and_name():
    kinds = [
        TaskKind.FOLLOW_UP, TaskKind.UNREAD_ROW, TaskKind.STOP_REMINDERS, TaskKind.CHECK_CLAIM,
        TaskKind.CORRECT_REGISTER,
    ]  # fmt: skip
    tasks = [task(kind, name=name) for kind in kinds for name in ("ola", "Kari", None)]

    page = tasks_on_page(tasks, DAY)

    assert [one.kind for one in page[::3]] == [
        TaskKind.CORRECT_REGISTER, TaskKind.CHECK_CLAIM, TaskKind.STOP_REMINDERS,
        TaskKind.UNREAD_ROW, TaskKind.FOLLOW_UP,
    ]  # fmt: skip
    assert [one.name for one in page] == [None, "Kari", "ola"] * len(kinds)


def backlog(count: int) -> list[Task]:
    """Return so many tasks of the backlog, by name."""
    return [task(BACKLOG[0], f"k:{n:02}", name=f"Navn {n:02}") for n in range(count)]


@pytest.mark.parametrize(
    ("count", "answered_backlog", "shown"),
    [
        (BACKLOG_A_WEEK - 1, 0, 9),
        (BACKLOG_A_WEEK, 0, 10),
        (BACKLOG_A_WEEK + 1, 0, 10),
        (30, 1, 9),
        (30, 9, 1),
        (30, 10, 0),
        (30, 11, 0),
        (3, 4, 3),
    ],
)
def test_of_the_backlog_ten_a_week_are_asked_for_with_those_answered(
    count, answered_backlog, shown
):
    tasks = backlog(count)

    assert tasks_on_page(tasks[::-1], DAY, answered_backlog=answered_backlog) == tasks[:shown]


def test_the_backlog_takes_no_place_from_what_something_rests_on():
    resting = [task(about=f"k:{n}") for n in range(30)]

    page = tasks_on_page([*backlog(30), *resting], DAY, answered_backlog=BACKLOG_A_WEEK)

    assert sorted(page) == sorted(resting)


def test_a_task_of_the_backlog_that_is_not_due_leaves_its_place_to_the_next():
    tasks = backlog(BACKLOG_A_WEEK + 1)
    tasks[0] = tasks[0]._replace(due_on=ahead(7))

    assert tasks_on_page(tasks, DAY) == tasks[1:]
