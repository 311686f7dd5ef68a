"""The operators' form: steps are approved, set aside and marked as sent, and money is placed."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from html import escape
from typing import Any

from ipywidgets import HTML, Box, Dropdown

from workbench.forms.guard import Guard
from workbench.forms.keys import Keys
from workbench.forms.outgoing_view import render_outgoing
from workbench.forms.parts import (
    OPERATOR_STYLE,
    area,
    button,
    class_names,
    close_all,
    paragraph,
    replace_children,
    text_widget,
)
from workbench.forms.question_panel import Answered, QuestionPanel
from workbench.model.errors import UsageError, WorkbenchError
from workbench.model.task_kinds import TaskKind
from workbench.norsk import antall, tall_dato, text_of
from workbench.office import agents
from workbench.office.day_lists import show
from workbench.office.desk import AGENT_VARIABLE, Desk, clock
from workbench.office.placing import place_all
from workbench.office.review import list_outgoing, list_questions
from workbench.office.sending import decide

NOBODY = (
    "Ingen er logget inn. Åpne godkjenningen i nettleseren og logg inn, eller skriv klubbens "
    "mappenavn i parameteren «club»."
)
ALL_DECIDED = (
    "Ingenting venter på godkjenning, alt på listene er merket, og ingen penger venter på svar."
)


def review_form(club: str = "") -> Box | HTML:
    """Return the form of the operator who is logged in; of `club` if nobody is."""
    name = os.environ.get(AGENT_VARIABLE, "")
    clubs = [club] if club else []
    try:
        if name:
            clubs = agents.operator_clubs(name)
        return ReviewForm(name, clubs).box if clubs else HTML(paragraph(NOBODY))
    except WorkbenchError as error:
        return HTML(paragraph(str(error)))


class ReviewForm:
    """The whole form, shown as its `box`: the questions of one club."""

    def __init__(self, name: str, clubs: Sequence[str]) -> None:
        self.name = name
        self.guard = Guard(self._show_fault)
        self.keys = Keys(self.guard(self._refresh), {"beat": self.guard(self._refresh)})
        options = [*zip(agents.club_names(clubs), clubs, strict=True)]
        self.club = Dropdown(
            description="Klubb", options=options, _dom_classes=class_names("choice")
        )
        self.club.observe(self.guard(self._open_club), "value")
        self.alert, self.saved, self.empty = (
            text_widget("alert"), text_widget("saved"), text_widget("empty"),
        )  # fmt: skip
        self.again = button("again", "Se etter på nytt", self.guard(self._open_club))
        self.agreed, self.panels = text_widget("asked"), area("questions")
        self.outgoing = text_widget("going")
        title = text_widget("title", "<h1>Godkjenning</h1>")
        self.day = text_widget("day")
        agent = text_widget("agent", escape(self.name.title()))
        style = HTML(f"<style>{OPERATOR_STYLE}</style>")
        top = area("top", title, self.day, self.saved, agent)
        head = area("pick", self.club, self.again)
        work = area("review", head, self.alert, self.empty, self.agreed, self.panels, self.outgoing)
        self.box = Box(
            children=(style, self.keys, top, work), _dom_classes=("wb", *class_names("operator"))
        )
        self.guard(self._open_club)()
        self.keys.move_to(self.club)

    def _open_club(self) -> None:
        """Show the questions of the chosen club, and no longer those of another."""
        replace_children(self.panels, ())
        self.alert.value, self.saved.value = "", ""
        self._refresh()

    def _refresh(self) -> None:
        """Show the questions that stand now; one that has not changed keeps its ticks until the day
        is another."""
        today = clock().date()
        self.day.value = f"per {tall_dato(today)}"
        with closing(self._desk()) as desk:
            questions = list_questions(desk, today)
            is_asked = any(each.kind == TaskKind.APPROVE_STEP for each in questions)
            agreed = show(desk, "unregistered", today).records if is_asked else []
            self.outgoing.value = _describe_outgoing(desk)
        self.agreed.value = _describe_agreed(agreed)
        old = [*self.panels.children]
        kept = [one for one in old if one.question in questions and one.as_of == today]
        self.panels.children = [
            next((panel for panel in kept if panel.question == question), None)
            or QuestionPanel(question, today, self.guard, self._decide)
            for question in questions
        ]
        close_all(*(panel for panel in old if panel not in kept))
        self.empty.value = "" if questions else paragraph(ALL_DECIDED)

    def _decide(self, answers: Sequence[Answered]) -> None:
        """Write the answers, and say what became of them."""
        self.alert.value, self.saved.value = "", ""
        asked, decided = 0, Counter[str]()
        try:
            with closing(self._desk()) as desk:
                for tasks, answer, more in answers:
                    asked += len(tasks)
                    if "target" in more:
                        answered = place_all(desk, tasks, more["target"], clock().date())
                    else:
                        answered = decide(desk, clock().date(), tasks, answer, **more)
                    decided[text_of(answer)] += len(answered)
        finally:
            self._refresh()
        said = [f"{count} {answer}" for answer, count in decided.items() if count]
        others = asked - decided.total()
        if others:
            said.append(f"{others} var avgjort av en annen eller endret")
        self.saved.value = f'<p role="status">{escape(", ".join(said).capitalize())}.</p>'
        self.keys.move_to(self.panels if self.panels.children else self.again)

    def _desk(self) -> Desk:
        return agents.open_for_operator(self.name, self.club.value)

    def _show_fault(self, fault: str) -> None:
        self.keys.show_fault(self.alert, fault)


def _describe_outgoing(desk: Desk) -> str:
    """Return what is sent from here, or why nothing can be."""
    try:
        return render_outgoing(list_outgoing(desk, clock()))
    except UsageError as error:
        return paragraph(str(error))


def _describe_agreed(tasks: Sequence[Mapping[str, Any]]) -> str:
    """Return what was agreed and is not in the member system yet, to be looked at before reminders
    are approved; "" where there is nothing."""
    if not tasks:
        return ""
    lines = [
        f"<li>{escape(' – '.join(filter(None, (task['name'], task['todo'], task['detail']))))}</li>"
        for task in tasks
    ]
    count = antall(len(tasks), "avtale er", "avtaler er")
    title = f"{count} ikke registrert i medlemssystemet. Se over før du godkjenner."
    return f"<details><summary>{title}</summary><ul>{''.join(lines)}</ul></details>"
