"""What an operator decides about, as the form shows it: steps that are proposed, by level, or were
approved, by the day on whose list they stood; and money that no KID places."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from workbench.model.day_rows import Task
from workbench.model.errors import UsageError
from workbench.model.task_kinds import BY_OURSELVES, MONEY, TaskKind
from workbench.office.day import day_of
from workbench.office.day_lists import list_of
from workbench.office.desk import Desk
from workbench.office.outbox import find_wanted, write_steps
from workbench.office.tasks import tasks_of
from workbench.office.wanted import Wanted
from workbench.office.why_cards import explain_rows, explained_claims


@dataclass(frozen=True)
class ReviewedStep:
    """A step, or money, with what an operator needs to see before it is decided about."""

    task: Task
    why: str  # of what is proposed: what happens with the claim, and why
    look: str = ""  # what stands out among the steps of its level
    is_first: bool = False  # the payer was never reminded before
    message: Wanted | None = None  # of a step that the office sends itself, in words

    @property
    def step_id(self) -> str:
        """The level."""
        return self.task.about.split("|")[1]


@dataclass(frozen=True)
class Question:
    """What is decided about together: the steps of a level that are proposed, those that were
    approved on a day, or money. What stands out comes first."""

    kind: TaskKind
    steps: Sequence[ReviewedStep]
    approved_on: date | None = None

    @property
    def step_id(self) -> str:
        """The level of the steps, where they are of one."""
        return self.steps[0].step_id


def list_outgoing(desk: Desk, now: datetime) -> list[Wanted] | None:
    """Return what the office would send itself at a moment, and what waits with why; None where the
    club lets it send nothing. Raises UsageError for a text of the club's that cannot be read."""
    settings = desk.settings.messages
    if not ((settings.sms or settings.email) and desk.has_books()):
        return None
    with day_of(desk, now.date()) as day:
        return find_wanted(day, desk, now)


def list_questions(desk: Desk, as_of: date) -> list[Question]:
    """Return what is to be decided on a day: first what was approved and nobody has marked, the
    oldest list first, then what is proposed, level by level, then money that may be for somebody's
    claim, then what was approved today."""
    with day_of(desk, as_of) as day:
        tasks = [
            task
            for task in tasks_of(day).standing
            if task.kind == TaskKind.APPROVE_STEP
            or (task.kind == TaskKind.SEND_STEP and not task.evidence.startswith(BY_OURSELVES))
            or task.about.startswith(MONEY)
        ]
        looks = {row["key"]: row for row in list_of(day, "to_approve").records}
        proposed = [task for task in tasks if task.kind == TaskKind.APPROVE_STEP]
        claim_ids = [task.about.partition("|")[0] for task in proposed]
        why = explain_rows(day, explained_claims(day, claim_ids))
        messages: dict[str, Wanted] = {}
        with suppress(UsageError):  # a text that cannot be read is named among what is sent
            messages = write_steps(day, desk)
    questions: dict[tuple[Any, ...], list[ReviewedStep]] = {}
    for task in tasks:
        claim_why, row = why.get(task.about.partition("|")[0], ""), looks.get(task.key, {})
        step = ReviewedStep(task, claim_why, row.get("look") or "", bool(row.get("is_first")))
        step = replace(step, message=messages.get(task.about))
        if task.kind == TaskKind.APPROVE_STEP:
            place: tuple[Any, ...] = (as_of, task.kind, step.step_id)
        elif task.kind == TaskKind.CHECK_CLAIM:
            place = (as_of, task.kind, "")
        else:
            place = (date.fromisoformat(json.loads(task.evidence)[-1]), task.kind, "")
        questions.setdefault(place, []).append(step)
    return [
        Question(
            steps[0].task.kind,
            sorted(steps, key=lambda step: not step.look),
            on if steps[0].task.kind == TaskKind.SEND_STEP else None,
        )
        for (on, _, _), steps in sorted(questions.items())
    ]
