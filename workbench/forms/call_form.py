"""The agents' form: the queue, one payer's case, and the outcome of the call."""

import os
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from uuid import uuid4

from ipywidgets import HTML, Box

from workbench.calls.entries import Entry
from workbench.forms.case_view import CaseView
from workbench.forms.guard import Guard
from workbench.forms.keys import Keys
from workbench.forms.outcome_panel import OutcomePanel
from workbench.forms.parts import (
    STYLE,
    area,
    bullet_list,
    button,
    capitalize,
    close_all,
    paragraph,
    text_widget,
)
from workbench.forms.queue_view import (
    QueueView,
    SearchView,
    count_resting,
    describe_call_back,
)
from workbench.model.errors import UsageError
from workbench.norsk import text_of
from workbench.office.calls import LeasedCase, LoggedCall, Shift
from workbench.office.desk import AGENT_VARIABLE
from workbench.office.waiting import WaitingPayer
from workbench.office.wanted import Wanted

NOBODY = (
    "Ingen er logget inn. Åpne ringelisten i nettleseren og logg inn, eller skriv et agentnavn i "
    "parameteren «agent» for å prøve skjemaet her."
)
TAKEN_OVER = (
    "Denne betaleren er åpnet av en annen agent, eller av deg i en annen fane. Har du snakket med "
    "betaleren, kan samtalen fortsatt lagres."
)
ALSO_OPEN = "Betaleren var åpnet et annet sted også; si fra til hverandre."
CALLS_IN = "Ringer noen inn, kan du søke dem opp."


def call_form(agent: str = "") -> Box | HTML:
    """Return the form of the agent who is logged in; `agent` is used only if nobody is."""
    name = os.environ.get(AGENT_VARIABLE) or agent
    return CallForm(Shift(name)).box if name else HTML(paragraph(NOBODY))


class CallForm:
    """The whole form, shown as its `box`: one case at a time, each with a new call id."""

    def __init__(self, shift: Shift) -> None:
        self.shift, self.agent_name = shift, shift.name.title()
        self.leased: LeasedCase | None = None
        self.case_view: CaseView | None = None
        self.outcome_panel: OutcomePanel | None = None
        self.call_id = ""
        self.next_choice: WaitingPayer | None = None  # chosen while the entry is not saved
        self.guard = Guard(self._show_fault)
        self._make_parts()
        style = HTML(f"<style>{STYLE}</style>")
        children = (style, self.keys, self._bar(), self._columns())
        self.box = Box(children=children, _dom_classes=("wb",))
        self.guard(self._next)()

    def _make_parts(self) -> None:
        quiet_guard = Guard(self._show_notice)  # moves no focus: the agent may be typing
        handlers = {"beat": quiet_guard(self._beat), "escape": quiet_guard(self._escape)}
        self.keys = Keys(self.guard(self._save), handlers)
        self.queue = QueueView(self.guard, self._pick)
        self.search = SearchView(self.guard, self._pick, self.shift.find)
        self.notice, self.empty = text_widget("notice"), text_widget("empty")
        self.sum, self.alert = text_widget("sum"), text_widget("alert")
        self.save = button("save", "Lagre og neste", self.guard(self._save))
        self.foot = area("foot", self.sum, self.alert, self.save)
        self.question_text = text_widget("asked")
        self.stay = button("stay", "Bli her", self.guard(self._escape))
        switch = button("switch", "Forkast og bytt", self.guard(self._switch))
        self.question = area("question", self.question_text, self.stay, switch)
        self.again = button("again", "Se etter på nytt", self.guard(self._next))

    def _bar(self) -> Box:
        self.saved, self.day = text_widget("saved"), text_widget("day")
        title = text_widget("title", "Ringeliste")
        agent = text_widget("agent", escape(self.agent_name))
        return area("top", title, self.search, self.saved, self.day, agent)

    def _columns(self) -> Box:
        self.middle, self.side = area("middle"), area("side")
        return area("columns", self.middle, self.side, self.queue)

    # What the agent does

    def _pick(self, waiting: WaitingPayer) -> None:
        if waiting.key == self._own_key():
            self.search.clear()
        elif self._is_unsaved():
            self._ask_to_discard(waiting)
        else:
            self._take(waiting)

    def _switch(self) -> None:
        if self.next_choice is not None:
            self._take(self.next_choice)

    def _escape(self) -> None:
        self.search.clear()
        self._withdraw_question()

    def _save(self) -> None:
        if not (self.leased and self.case_view and self.outcome_panel):
            return
        entry, letter = self._entry(self.case_view, self.outcome_panel), self.outcome_panel.letter
        self.save.disabled = True
        try:
            logged = self.shift.log_call(self.leased, entry)
        finally:
            self.save.disabled = False
        self.saved.value = _render_confirmation(logged, entry, letter)
        self._next()

    def _beat(self) -> None:
        """Renew the lease of the case, and show what other agents have done meanwhile."""
        is_own = self.leased is None or self.shift.renew_lease(self.leased)
        self._show_notice("" if is_own else TAKEN_OVER)
        self._refresh()

    # What the form then shows

    def _take(self, waiting: WaitingPayer) -> None:
        previous = self.leased
        try:
            self._show(self.shift.take(waiting.club, waiting.payer.payer_id))
            if previous is not None:
                self.shift.release(previous)
        finally:
            self._refresh()

    def _next(self) -> None:
        leased = None
        try:
            leased = self.shift.next()
        finally:
            self._show(leased)  # also after an error: the saved case must leave the screen
        self._refresh()

    def _show(self, leased: LeasedCase | None) -> None:
        """Put a case on the screen, or none; nothing of the previous case remains."""
        old_widgets = [part for part in (self.case_view, self.outcome_panel) if part]
        self.leased, self.call_id, self.next_choice = leased, uuid4().hex, None
        self.keys.case, self.case_view, self.outcome_panel = self.call_id, None, None
        for text in (self.sum, self.alert, self.notice, self.question_text):
            text.value = ""
        self.search.clear()
        if leased is None:
            self._show_empty()
        else:
            self._show_case(leased)
        self._update()
        close_all(*old_widgets)
        self.keys.move_to(self.case_view.right_person if self.case_view else self.again)

    def _show_empty(self) -> None:
        self.empty.value = "<h1>Ingen betaler er hentet</h1>"
        self.middle.children = (self.notice, self.empty, self.again, self.alert)
        self.side.children = ()
        self.queue.show((), None)

    def _show_case(self, leased: LeasedCase) -> None:
        today = self.shift.now().date()
        self.case_view = CaseView(leased, self.agent_name, self.guard, self._update)
        self.outcome_panel = OutcomePanel(
            leased, today, self.guard, self._update, self.keys.move_to
        )
        # the side before the middle: a new name never stands next to the previous case's entry
        self.side.children = (self.outcome_panel, self.foot)
        self.middle.children = (self.notice, self.case_view)

    def _update(self) -> None:
        """Show what will be saved now, and clear the alert: the fault may be corrected."""
        self.keys.unsaved = self._is_unsaved()
        self.alert.value = ""
        if self.case_view and self.outcome_panel:
            entry = None
            if self.outcome_panel.outcome:
                entry = self._entry(self.case_view, self.outcome_panel)
            self.sum.value = self.outcome_panel.render_summary(entry, self.case_view.open_ore)
            self.outcome_panel.show_letter(self._letter(entry))

    def _entry(self, case_view: CaseView, outcome_panel: OutcomePanel) -> Entry:
        return outcome_panel.entry(
            self.call_id, case_view.claim_ids, right_person=case_view.right_person.value
        )

    def _letter(self, entry: Entry | None) -> Wanted | None:
        """Return the SMS that would confirm an entry; None while something has to be changed."""
        if self.leased and entry:
            with suppress(UsageError):  # the sum says what it is
                return self.shift.letter_of(self.leased, entry)
        return None

    def _is_unsaved(self) -> bool:
        if not (self.case_view and self.outcome_panel):
            return False
        return self.case_view.right_person.value or self.outcome_panel.is_touched

    def _own_key(self) -> tuple[str, str] | None:
        return (self.leased.club, self.leased.case.payer_id) if self.leased else None

    def _refresh(self) -> None:
        """Show the queue and the agent's day as they are now."""
        queue, tally = self.shift.waiting(), self.shift.tally_today()
        self.queue.show(queue, self._own_key())
        self.day.value = (
            f"I dag: {tally.calls} ringt · {tally.reached} nådd · {tally.settled} ordnet"
        )
        if self.leased is None:
            self.empty.value = _render_empty(self.shift.closed_reason(), queue)

    def _ask_to_discard(self, waiting: WaitingPayer) -> None:
        """Ask the agent whether to discard the entry and go on to another payer."""
        if not (self.leased and self.case_view):
            return
        self.next_choice = waiting
        self.middle.children = (self.notice, self.question, self.case_view)
        self.search.clear()
        current, chosen = self.leased.case.contact_name, waiting.payer.contact_name
        question = f"Det du har ført på {current}, er ikke lagret. Bytte til {chosen}?"
        self.question_text.value = f'<p role="alert">{escape(question)}</p>'
        self.keys.move_to(self.stay)

    def _withdraw_question(self) -> None:
        if self.case_view:
            self.next_choice = None
            self.middle.children = (self.notice, self.case_view)

    # What went wrong

    def _show_fault(self, fault: str) -> None:
        self.keys.show_fault(self.alert, fault)

    def _show_notice(self, fault: str) -> None:
        self.notice.value = f'<p role="alert">{escape(fault)}</p>' if fault else ""


def _render_confirmation(logged: LoggedCall, entry: Entry, letter: Wanted | None) -> str:
    """Return what was saved, without the payer's name: the next payer is on the screen."""
    text = f"Lagret: {text_of(entry.outcome)}."
    if letter and not letter.waits:
        text += f" SMS-en går kl. {logged.confirmed_at:%H:%M}."
    elif entry.confirm:
        text += " SMS-en settes på listen."
    if logged.was_late:
        text += f" {ALSO_OPEN}"
    return f'<p role="status">{escape(text)}</p>'


def _render_empty(closed_reason: str, queue: Sequence[WaitingPayer]) -> str:
    """Return why no case is on the screen, and which payers rest until when."""
    ready = [waiting for waiting in queue if not waiting.turn.resting_reason]
    if closed_reason:
        return f"<h1>Ingen skal ringes nå</h1>{paragraph(closed_reason)}{paragraph(CALLS_IN)}"
    if any(not waiting.is_taken for waiting in ready):
        return f"<h1>Noen kan ringes nå</h1>{paragraph('Hent neste, eller velg fra listen.')}"
    facts = [f"{len(ready)} er hos andre agenter"] if ready else []
    facts += count_resting(queue)
    for waiting in queue:
        if waiting.turn.agreed_at and waiting.turn.resting_reason:
            name = capitalize(waiting.payer.contact_name)
            facts.append(f"{name}: {describe_call_back(waiting)}")
    return f"<h1>Ingen flere å ringe akkurat nå</h1>{bullet_list(facts)}{paragraph(CALLS_IN)}"
