"""A question about steps of members' claims, or about money: a tick for each, and buttons."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, NamedTuple

from ipywidgets import Box, Checkbox, DatePicker, Text

from workbench.forms.guard import Guard
from workbench.forms.outgoing_view import render_message
from workbench.forms.parts import (
    area,
    button,
    class_names,
    paragraph,
    replace_children,
    text_widget,
)
from workbench.model.day_rows import Task
from workbench.model.errors import UsageError
from workbench.model.task_kinds import TaskAnswer, TaskKind
from workbench.norsk import antall, dag_og_maaned, step_name
from workbench.office.review import Question, ReviewedStep

MOST_ROWS = 25  # shown at first
FIRST = "første gang"


class Choice(NamedTuple):
    """A button: what it answers about the steps that are ticked, and about the others; None is no
    answer. One whose two answers are the same answers about all, with or without ticks."""

    text: str  # `n` is how many steps there are, `ticked` the ones that are
    of_ticked: TaskAnswer | None
    of_others: TaskAnswer | None

    @property
    def is_of_all(self) -> bool:
        """Whether ticks do not matter."""
        return self.of_ticked == self.of_others


APPROVED, SENT, NOT_SENT, SET_ASIDE = (
    TaskAnswer.APPROVED, TaskAnswer.SENT, TaskAnswer.NOT_SENT, TaskAnswer.SET_ASIDE,
)  # fmt: skip
CHOICES: Mapping[TaskKind, Sequence[Choice]] = {
    TaskKind.APPROVE_STEP: (
        Choice("Godkjenn alle {n}", APPROVED, APPROVED),
        Choice("Godkjenn alle unntatt {ticked}", None, APPROVED),
        Choice("Godkjenn bare {ticked}", APPROVED, None),
    ),
    TaskKind.SEND_STEP: (
        Choice("Ja, alle {n} er sendt", SENT, SENT),
        Choice("Ja, unntatt {ticked}", NOT_SENT, SENT),
        Choice("Nei, ingen er sendt", NOT_SENT, NOT_SENT),
    ),
    TaskKind.CHECK_CLAIM: (
        Choice("Plasser {ticked} som foreslått", TaskAnswer.PLACED, None),
        Choice("La {ticked} stå til gode", TaskAnswer.KEPT, None),
        Choice("Merk {ticked} som betalt tilbake", TaskAnswer.REFUNDED, None),
        Choice("Merk {ticked} som noe annet enn krav", TaskAnswer.ELSEWHERE, None),
    ),
}
Answered = tuple[Sequence[Task], TaskAnswer, dict[str, Any]]  # with what more is said about them
Decide = Callable[[Sequence[Answered]], None]


class QuestionPanel(Box):
    """One question; `decide` gets the answers of the button that is pressed."""

    def __init__(self, question: Question, as_of: date, guard: Guard, decide: Decide) -> None:
        self.question, self.as_of, self.decide, self.guard = question, as_of, decide, guard
        self.ticked: set[str] = set()  # keys of tasks, also of those that are not shown
        self.find = Text(description="Finn", placeholder="navn, krav eller ordrenummer")
        self.find.observe(guard(self._show_rows), "value")
        self.rows = area("steps")
        self.more = button("more", "", guard(self._show_all))
        self.is_all_shown = False
        self.buttons = {
            choice: button("choice", "", guard(self._press, choice))
            for choice in CHOICES[question.kind]
        }
        self.sent_on = DatePicker(
            description="Sendt den", value=question.approved_on, max=as_of,
            min=question.approved_on,
        )  # fmt: skip
        self.reason = Text(description="Hvorfor", placeholder="så andre forstår det siden")
        self.until_on = DatePicker(description="Foreslås igjen", min=as_of)
        self.aside = button("choice", "", guard(self._set_aside))
        self.put_away = area("put-away", self.reason, self.until_on, self.aside)
        self.target = Text(description="Krav", placeholder="ordrenummer eller KID")
        self.place = button("choice", "", guard(self._place))
        self.placing = area("put-away", self.target, self.place)
        is_sent = question.kind == TaskKind.SEND_STEP
        asked = [text_widget("asked", _describe(question, as_of))]
        answered = [area("choices", *([self.sent_on] if is_sent else []), *self.buttons.values())]
        more = self.placing if question.kind == TaskKind.CHECK_CLAIM else self.put_away
        children = (*asked, *answered, more, self.find, self.rows, self.more)
        super().__init__(children=children, _dom_classes=class_names("asking"))
        self.find.layout.display = None if len(question.steps) > MOST_ROWS else "none"
        self._show_rows()

    def _show_rows(self) -> None:
        """Show the steps that the search finds, as many as have room."""
        wanted = self.find.value.strip().casefold()
        found = [step for step in self.question.steps if wanted in _text(step).casefold()]
        shown = found if self.is_all_shown else found[:MOST_ROWS]
        replace_children(self.rows, [self._row(step) for step in shown])
        hidden = len(found) - len(shown)
        self.more.description = f"Vis {hidden} til"
        self.more.layout.display = None if hidden else "none"
        self._count()

    def _row(self, step: ReviewedStep) -> Box:
        key = step.task.key
        tick = Checkbox(key in self.ticked, description=step.task.name or "Uten navn", indent=False)
        tick.observe(self.guard(self._tick, tick, key), "value")
        return area("step", tick, text_widget("about", _render(step)))

    def _show_all(self) -> None:
        self.is_all_shown = True
        self._show_rows()

    def _tick(self, tick: Checkbox, key: str) -> None:
        (self.ticked.add if tick.value else self.ticked.discard)(key)
        self._count()

    def _count(self) -> None:
        """Write on the buttons how many steps they are about."""
        of_all, of_ticked = len(self.question.steps), len(self.ticked)
        ticked = f"de {of_ticked} valgte" if of_ticked > 1 else "den valgte"
        ticked = ticked if of_ticked else "de valgte"
        for choice, pressed in self.buttons.items():
            pressed.description = choice.text.format(n=of_all, ticked=ticked)
            pressed.disabled = not choice.is_of_all and not of_ticked
        self.aside.description = f"Legg {ticked} til side"
        self.put_away.layout.display = None if of_ticked else "none"
        self.place.description = f"Plasser {ticked} på dette kravet"
        self.placing.layout.display = None if of_ticked else "none"

    def _split(self) -> tuple[list[Task], list[Task]]:
        """Return the tasks that are ticked, and the others."""
        tasks = [step.task for step in self.question.steps]
        ticked = [task for task in tasks if task.key in self.ticked]
        return ticked, [task for task in tasks if task.key not in self.ticked]

    def _press(self, choice: Choice) -> None:
        ticked, others = self._split()
        answers = []
        for tasks, answer in ((ticked, choice.of_ticked), (others, choice.of_others)):
            if answer is not None and tasks:
                more = {"sent_on": self.sent_on.value} if answer == SENT else {}
                answers.append((tasks, answer, more))
        if not answers:
            raise UsageError("Alle er valgt, så ingen er igjen; bruk «alle», eller ta bort hak.")
        self.decide(answers)

    def _set_aside(self) -> None:
        if not self.reason.value.strip():
            raise UsageError("Skriv hvorfor de legges til side, så andre kan se det siden.")
        more = {"note": self.reason.value, "until_on": self.until_on.value}
        self.decide([(self._split()[0], SET_ASIDE, more)])

    def _place(self) -> None:
        if not self.target.value.strip():
            raise UsageError("Skriv ordrenummeret eller KID-en til kravet som pengene gjelder.")
        more = {"target": self.target.value.strip()}
        self.decide([(self._split()[0], TaskAnswer.PLACED, more)])


def _describe(question: Question, as_of: date) -> str:
    """Return the heading of a question and what it asks, as HTML."""
    count, on = len(question.steps), question.approved_on
    steps = antall(count, "påminnelse", "påminnelser")
    if question.kind == TaskKind.CHECK_CLAIM:
        heading = f"{antall(count, 'innbetaling', 'innbetalinger')} å plassere"
        text = "Ingen spørres om kravene de kan gjelde, før du har svart."
    elif question.kind == TaskKind.APPROVE_STEP:
        first = sum(step.is_first for step in question.steps)
        heading = f"{step_name(question.step_id)}: {steps} til godkjenning"
        text = "Kan vi stå ved disse kravene hvis medlemmet er uenig?"
        text += f" {first} av dem påminnes for første gang." if first else ""
    elif on == as_of:
        heading = f"{steps} på dagens liste"
        text = "Send dem i medlemssystemet etter sendes.xlsx, og si her hvilke som ble sendt."
    else:
        day = dag_og_maaned(on or as_of)
        heading = f"{steps} sto på listen {day}"
        text = "Vi vet ikke om disse ble sendt. Ingen ringes før du svarer."
    return f"<h2>{escape(heading)}</h2>{paragraph(text)}"


def _text(step: ReviewedStep) -> str:
    """Return what a search looks through."""
    return f"{step.task.name or ''} {step.task.detail} {step.task.invoice_id or ''}"


def _render(step: ReviewedStep) -> str:
    tags = [*filter(None, step.look.split(", ")), *([FIRST] if step.is_first else [])]
    marks = "".join(f"<span>{escape(tag)}</span>" for tag in tags)
    tagged = f'<div class="wb-tags">{marks}</div>' if marks else ""
    message = render_message(step.message, "Sendes herfra") if step.message else ""
    return f"{paragraph(step.task.detail)}{tagged}{paragraph(step.why, 'why-it')}{message}"
