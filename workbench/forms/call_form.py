"""The agents' form: a payer's case, what the call ended in, and the next payer at once."""

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from uuid import uuid4

from ipywidgets import HTML, Box

from workbench.calls.entries import Entry
from workbench.forms.case_view import CaseView
from workbench.forms.guard import Guard
from workbench.forms.keys import Keys
from workbench.forms.outcome_panel import OutcomePanel
from workbench.forms.parts import area, button, discard, line, listed, sentence, words
from workbench.forms.queue_view import QueueView, SearchView, agreed, resting
from workbench.norsk import text_of
from workbench.office.calls import LeasedCase, LoggedCall, Shift
from workbench.office.waiting import WaitingPayer

LOGGED_IN = "HTTP_X_WORKBENCH_AGENT"  # set by the server alone
NOBODY = (
    "Ingen er logget inn. Åpne ringelisten i nettleseren og logg inn, eller skriv et agentnavn i "
    "parameteren «agent» for å prøve skjemaet her."
)
TAKEN_OVER = (
    "Denne betaleren er åpnet av en annen agent, eller av deg i en annen fane. Har du snakket med "
    "betaleren, kan samtalen fortsatt lagres."
)
LATE = "Betaleren var åpnet et annet sted også; si fra til hverandre."
INBOUND = "Ringer noen inn, kan du søke dem opp."
STYLE = (Path(__file__).parent / "form.css").read_text("utf-8")


def call_form(agent: str = "") -> Box | HTML:
    """Return the form of the agent who is logged in; `agent` names one where nobody can be."""
    name = os.environ.get(LOGGED_IN) or agent
    return CallForm(Shift(name)).box if name else HTML(line(NOBODY))


class CallForm:
    """The whole form, shown as its `box`; one case at a time, under a call id of its own."""

    def __init__(self, shift: Shift) -> None:
        self.shift, self.name = shift, shift.name.title()
        self.taken: LeasedCase | None = None
        self.case: CaseView | None = None
        self.outcome: OutcomePanel | None = None
        self.call_id = ""
        self.wanted: WaitingPayer | None = None  # asked about, while something is unsaved
        self.guard = Guard(self._refuse)
        self._make_parts()
        style = HTML(f"<style>{STYLE}</style>")
        shown = (style, self.keys, self._bar(), self._columns())
        self.box = Box(children=shown, _dom_classes=("wb",))
        self.guard(self._next)()

    def _make_parts(self) -> None:
        quietly = Guard(self._warn)  # the minute's beat takes no focus from whoever is typing
        steps = {"beat": quietly(self._beat), "escape": quietly(self._escape)}
        self.keys = Keys(self.guard(self._save), steps)
        self.queue = QueueView(self.guard, self._pick)
        self.search = SearchView(self.guard, self._pick, self.shift.find)
        self.sum, self.alert, self.notice = words("sum"), words("alert"), words("notice")
        self.save = button("save", "Lagre og neste", self.guard(self._save))
        self.foot = area("foot", self.sum, self.alert, self.save)
        self.asked = words("asked")
        self.stay = button("stay", "Bli her", self.guard(self._escape))
        switch = button("switch", "Forkast og bytt", self.guard(self._switch))
        self.question = area("question", self.asked, self.stay, switch)
        self.empty = words("empty")
        self.again = button("again", "Se etter på nytt", self.guard(self._next))

    def _bar(self) -> Box:
        self.saved, self.day = words("saved"), words("day")
        agent = words("agent", escape(self.name))
        return area("top", words("title", "Ringeliste"), self.search, self.saved, self.day, agent)

    def _columns(self) -> Box:
        self.middle, self.side = area("middle"), area("side")
        return area("columns", self.middle, self.side, self.queue)

    # What the agent does

    def _pick(self, one: WaitingPayer) -> None:
        if one.key == self._own():
            self.search.clear()
        elif self._is_unsaved():
            self._ask(one)
        else:
            self._take(one)

    def _switch(self) -> None:
        if self.wanted is not None:
            self._take(self.wanted)

    def _escape(self) -> None:
        self.search.clear()
        self._ask(None)

    def _save(self) -> None:
        if self.taken is None:
            return
        entry = self._entry()
        self.save.disabled = True
        try:
            logged = self.shift.log_call(self.taken, entry)
        finally:
            self.save.disabled = False
        self.saved.value = _confirmation(logged, entry)
        self._next()

    def _beat(self) -> None:
        """Keep the case, and look at what others have done meanwhile."""
        is_own = self.taken is None or self.shift.renew_lease(self.taken)
        self._warn("" if is_own else TAKEN_OVER)
        self._refresh()

    # What follows

    def _take(self, one: WaitingPayer) -> None:
        before = self.taken
        try:
            self._show(self.shift.take(one.club, one.payer.payer_id))
            if before is not None:
                self.shift.release(before)
        finally:
            self._refresh()

    def _next(self) -> None:
        taken = None
        try:
            taken = self.shift.next()
        finally:
            self._show(taken)  # what was saved is gone from the screen, whatever comes next
        self._refresh()

    def _show(self, taken: LeasedCase | None) -> None:
        """Put a case on the screen, or none; nothing of the one before remains."""
        before = [part for part in (self.case, self.outcome) if part]
        self.taken, self.call_id = taken, uuid4().hex
        self.keys.case, self.case, self.outcome, self.wanted = self.call_id, None, None, None
        self.sum.value = self.alert.value = self.notice.value = self.asked.value = ""
        self.search.clear()
        if taken is None:
            self.empty.value = "<h1>Ingen betaler er hentet</h1>"
            self.middle.children = (self.notice, self.empty, self.again, self.alert)
            self.side.children = ()
            self.queue.show((), None)
        else:
            self.case = CaseView(taken, self.name, self.guard, self._changed)
            self.outcome = OutcomePanel(
                taken.case, self.shift.now().date(), self.guard, self._changed, self.keys.move_to
            )
            # the name last, so that under it stands nothing of the case before
            self.side.children = (self.outcome, self.foot)
            self.middle.children = (self.notice, self.case)
        self._changed()
        discard(*before)
        self.keys.move_to(self.case.right if self.case else self.again)

    def _changed(self) -> None:
        """Say anew what will be saved; a fault that was shown may be mended."""
        self.keys.unsaved = self._is_unsaved()
        self.alert.value = ""
        if self.case and self.outcome:
            entry = self._entry() if self.outcome.outcome else None
            self.sum.value = self.outcome.tell(entry, self.case.open_ore)

    def _entry(self) -> Entry:
        case = self.case
        return self.outcome.entry(self.call_id, case.claim_ids, right_person=case.right.value)

    def _is_unsaved(self) -> bool:
        return bool(self.case and (self.case.right.value or self.outcome.is_touched))

    def _own(self) -> tuple[str, str] | None:
        return (self.taken.club, self.taken.case.payer_id) if self.taken else None

    def _refresh(self) -> None:
        """Show the queue and the day as they are now."""
        waiting, day = self.shift.waiting(), self.shift.tally_today()
        self.queue.show(waiting, self._own())
        self.day.value = f"I dag: {day.calls} ringt · {day.reached} nådd · {day.settled} ordnet"
        if self.taken is None:
            self.empty.value = _nobody(self.shift.closed_reason(), waiting)

    def _ask(self, one: WaitingPayer | None) -> None:
        """Ask before what was entered is thrown away; None withdraws the question."""
        if self.case is None:
            return
        self.wanted = one
        self.middle.children = (self.notice, *([self.question] if one else []), self.case)
        if one is not None:
            self.search.clear()
            name, other = self.case.taken.case.contact_name, one.payer.contact_name
            asked = f"Det du har ført på {name}, er ikke lagret. Bytte til {other}?"
            self.asked.value = f'<p role="alert">{escape(asked)}</p>'
            self.keys.move_to(self.stay)

    # What went wrong

    def _refuse(self, fault: str) -> None:
        self.keys.point_out(self.alert, fault)

    def _warn(self, fault: str) -> None:
        self.notice.value = f'<p role="alert">{escape(fault)}</p>' if fault else ""


def _confirmation(logged: LoggedCall, entry: Entry) -> str:
    """Say what was saved, and not of whom."""
    late = f" {LATE}" if logged.was_late else ""
    return f'<p role="status">{escape(f"Lagret: {text_of(entry.outcome)}.{late}")}</p>'


def _nobody(closed: str, waiting: Sequence[WaitingPayer]) -> str:
    """Say why nobody is on the screen, what rests, and until when."""
    ready = [one for one in waiting if not one.turn.resting_reason]
    if closed:
        return f"<h1>Ingen skal ringes nå</h1>{line(closed)}{line(INBOUND)}"
    if any(not one.is_taken for one in ready):
        return f"<h1>Noen kan ringes nå</h1>{line('Hent neste, eller velg fra listen.')}"
    facts = [f"{len(ready)} er hos andre agenter"] if ready else []
    facts += resting(waiting)
    for one in waiting:
        if one.turn.agreed_at and one.turn.resting_reason:
            facts.append(f"{sentence(one.payer.contact_name)}: {agreed(one)}")
    return f"<h1>Ingen flere å ringe akkurat nå</h1>{listed(facts)}{line(INBOUND)}"
