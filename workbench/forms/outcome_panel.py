"""The right of the form: what people say, what the call ended in, and what that needs to know."""

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import ipywidgets as widgets

from workbench.calls.cases import Case
from workbench.calls.effects import instalments, summary
from workbench.calls.entries import Entry
from workbench.calls.outcomes import MOST_INSTALMENTS, RULES, TOPICS, Topic
from workbench.calls.suggestions import suggested
from workbench.forms.guard import Guard
from workbench.forms.parts import area, button, discard, line, names, sentence, words
from workbench.model.errors import UsageError
from workbench.model.words import Outcome, Reason
from workbench.norsk import kort_dato, kroner, ord_for
from workbench.values.phones import is_mobile

FIELDS: dict[str, tuple[str, Callable[..., widgets.DOMWidget]]] = {
    "until_on": ("Til og med", widgets.DatePicker),
    "parts": (
        "Antall deler",
        lambda **given: widgets.BoundedIntText(min=2, max=MOST_INSTALMENTS, **given),
    ),
    "first_on": ("Første del", widgets.DatePicker),
    "start_on": ("Fryses fra", widgets.DatePicker),
    "end_on": ("Til og med", widgets.DatePicker),
    "again_on": ("Ringes igjen", widgets.DatePicker),
    "again_at": ("Klokken", widgets.TimePicker),
    "phone": ("Ny telefon", lambda **given: widgets.Text(continuous_update=False, **given)),
    "email": ("Ny e-post", lambda **given: widgets.Text(continuous_update=False, **given)),
}
TOGETHER = {"phone_or_email": ("phone", "email"), "again_on": ("again_on", "again_at")}
HINTS = {
    Outcome.VOICEMAIL: "Ikke legg igjen beskjed om hva det gjelder.",
    Outcome.CALLBACK_ON: "Ikke si til andre hva det gjelder.",
    Outcome.WRONG_PERSON: "Ikke si hva det gjelder; spør når det passer å ringe igjen.",
    Outcome.WRONG_NUMBER: "Ikke si hva det gjelder, eller hvem du prøvde å nå.",
}
CONFIRM = "Bekreftelse på SMS – settes på listen for sending"
NOTHING = "Velg hva samtalen handlet om, så står det her hva som blir lagret."


class OutcomePanel(widgets.Box):
    """Topics, and for the one chosen its outcomes and fields; made anew for each case.

    `changed` hears whenever the entry may be another, `go_to` of the part that is wanted next.
    """

    def __init__(
        self,
        case: Case,
        today: date,
        guard: Guard,
        changed: Callable[[], None],
        go_to: Callable[[widgets.DOMWidget], None],
    ) -> None:
        self.on_case, self.today, self.guard = case, today, guard
        self.changed, self.go_to = changed, go_to
        self.topic: Topic | None = None
        self.outcomes: widgets.RadioButtons | None = None
        self.reasons: widgets.Dropdown | None = None
        self.fields: dict[tuple[Outcome, str], Any] = {}
        self.topics = [
            button(f"topic key-{topic.key}", topic.name, guard(self._choose, topic))
            for topic in TOPICS
        ]
        takes_sms = bool(case.phone) and is_mobile(case.phone)
        self.confirm = self._heard(
            widgets.Checkbox(takes_sms, description=CONFIRM, indent=False, disabled=not takes_sms)
        )
        # it stays where it is, whatever else is put in or out: somebody may be writing in it
        self.note = widgets.Textarea(
            description="Notat", rows=2, continuous_update=False, _dom_classes=names("note")
        )
        self._heard(self.note)
        self.needed, self.plan, self.hint = area("fields"), words("plan"), words("hint")
        self.panel = area("panel")
        topics = area("topics", *self.topics)
        super().__init__(children=(topics, self.panel, self.note), _dom_classes=names("outcome"))

    @property
    def outcome(self) -> Outcome | None:
        """The outcome chosen; of the browser only its place among the topic's is taken."""
        if self.topic is None or self.outcomes is None or self.outcomes.index is None:
            return None
        return self.topic.outcomes[self.outcomes.index]

    @property
    def reason(self) -> Reason | None:
        if self.topic is None or not self.topic.reasons:
            return None
        index = self.reasons.index if self.reasons else 0
        return None if index is None else self.topic.reasons[index]

    @property
    def is_touched(self) -> bool:
        """Whether anything was entered."""
        return self.topic is not None or bool(self.note.value)

    def entry(self, call_id: str, claim_ids: tuple[str, ...], *, right_person: bool) -> Entry:
        """Return the call as it stands; raises UsageError where nothing is chosen."""
        outcome = self.outcome
        if outcome is None:
            raise UsageError("Velg hva samtalen handlet om, og hva den endte med.")
        given = {name: field.value for (of, name), field in self.fields.items() if of == outcome}
        if "again_at" in given:
            given["again_at"] = f"{given['again_at']:%H:%M}" if given["again_at"] else ""
        return Entry(
            call_id=call_id,
            outcome=outcome,
            claim_ids=claim_ids,
            reason=self.reason,
            right_person=right_person,
            note=self.note.value,
            confirm=self.confirm.value and RULES[outcome].confirms,
            **given,
        )

    def tell(self, entry: Entry | None, open_ore: int) -> str:
        """Show the plan of an entry, and return the line that says what will be saved."""
        if entry is None:
            return line(NOTHING)
        self.plan.value = _plan(entry, open_ore)
        first, *more = summary(entry, self.on_case, self.today)
        why = [f"årsak: {ord_for(entry.reason)}"] if entry.reason else []
        return f"<p><b>Dette lagres:</b> {escape(' · '.join([first, *why, *more]))}</p>"

    def close(self) -> None:
        """Close also what is not shown just now."""
        discard(self.needed, self.plan, self.hint, self.confirm, *self.fields.values())
        super().close()

    def _choose(self, topic: Topic) -> None:
        """Show a topic's outcomes, the first of them chosen."""
        for other, of in zip(self.topics, TOPICS, strict=True):
            (other.add_class if of is topic else other.remove_class)("wb-on")
        old = [part for part in (self.outcomes, self.reasons) if part]
        self.topic, self.reasons = topic, None
        self.outcomes = widgets.RadioButtons(
            description="Utfall", options=_options(topic.outcomes), _dom_classes=names("outcomes")
        )
        self.outcomes.observe(self.guard(self._show), "index")
        if len(topic.reasons) > 1:
            chosen = widgets.Dropdown(description="Årsak", options=_options(topic.reasons))
            self.reasons = self._heard(chosen, "index")
        self._show()
        discard(*old)
        self.go_to(self.outcomes)

    def _show(self) -> None:
        """Show the fields that the outcome chosen needs."""
        outcome = self.outcome
        rule = RULES[outcome] if outcome else None
        needs = [n for need in (rule.needs if rule else ()) for n in TOGETHER.get(need, (need,))]
        self.needed.children = [self._field(outcome, name) for name in needs]
        self.hint.value = line(HINTS.get(outcome, ""))
        shown = (
            (self.outcomes, True),
            (self.reasons, self.reasons),
            (self.needed, needs),
            (self.plan, outcome == Outcome.PAYMENT_PLAN),
            (self.confirm, rule and rule.confirms),
            (self.hint, outcome in HINTS),
        )
        self.panel.children = [part for part, is_shown in shown if is_shown]
        self.changed()

    def _field(self, outcome: Outcome, name: str) -> widgets.DOMWidget:
        """Return the field, as the agent left it where it was shown before."""
        if (outcome, name) not in self.fields:
            label, make = FIELDS[name]
            value = suggested(outcome, self.today).get(name)
            given = {} if value is None else {"value": value}
            self.fields[outcome, name] = self._heard(make(description=label, **given))
        return self.fields[outcome, name]

    def _heard(self, widget: widgets.DOMWidget, trait: str = "value") -> Any:
        widget.observe(self.guard(self.changed), trait)
        return widget


def _options(codes: tuple[Outcome, ...] | tuple[Reason, ...]) -> list[tuple[str, int]]:
    return [(sentence(ord_for(code)), n) for n, code in enumerate(codes)]


def _plan(entry: Entry, open_ore: int) -> str:
    rows = "".join(
        f"<tr><td>{kort_dato(part.due_on)}</td><td>{kroner(part.amount_ore)}</td></tr>"
        for part in instalments(entry, open_ore)
    )
    caption = f"<b>Nedbetalingsplan</b> for {kroner(open_ore)}"
    return f"<table><caption>{caption}</caption>{rows}</table>" if rows else ""
