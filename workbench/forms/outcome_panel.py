"""The right of the form: what people say, what the call ended in, and what that needs to know."""

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import ipywidgets as widgets

from workbench.calls.cases import Case
from workbench.calls.effects import make_instalments
from workbench.calls.entries import Entry, require_bounds
from workbench.calls.persons import describe_members, member_choices
from workbench.calls.preview import describe_effects
from workbench.calls.suggestions import suggest_values
from workbench.forms.guard import Guard
from workbench.forms.parts import area, button, discard, line, names, sentence, words
from workbench.model.errors import UsageError
from workbench.model.outcomes import (
    MAX_INSTALMENTS,
    OUTCOME_RULES,
    TOPICS,
    Outcome,
    OutcomeRules,
    Reason,
    Topic,
)
from workbench.norsk import kort_dato, kroner, text_of
from workbench.values.phones import is_mobile

FIELDS: dict[str, tuple[str, Callable[..., widgets.DOMWidget]]] = {
    "until_on": ("Til og med", widgets.DatePicker),
    "parts": (f"Antall deler (2–{MAX_INSTALMENTS})", widgets.IntText),
    "first_on": ("Første del", widgets.DatePicker),
    "start_on": ("Fryses fra", widgets.DatePicker),
    "end_on": ("Til og med", widgets.DatePicker),
    "again_on": ("Ringes igjen", widgets.DatePicker),
    "again_at": ("Klokken", widgets.TimePicker),
    "phone": ("Ny telefon", lambda **given: widgets.Text(continuous_update=False, **given)),
    "email": ("Ny e-post", lambda **given: widgets.Text(continuous_update=False, **given)),
}
TOGETHER = {"phone_or_email": ("phone", "email"), "again_on": ("again_on", "again_at")}
CONFIRM = "Bekreftelse på SMS – settes på listen for sending"
WHOSE = "<b>Hvem gjelder det?</b>"
NO_REASON = "Ikke oppgitt"
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
        self.members: dict[str, widgets.Checkbox] = {}  # of each who may be meant
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
        self.whose, self.whose_label = area("whose"), words("label", WHOSE)
        self.is_confirmed = self._heard(widgets.Checkbox(indent=False, _dom_classes=names("sure")))
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
        """The reason: the topic's own, or of several the one that the agent chose, if any."""
        if self.topic is None or not self.topic.reasons:
            return None
        if self.reasons is None:
            return self.topic.reasons[0]
        return self.topic.reasons[self.reasons.index - 1] if self.reasons.index else None

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
            members=tuple(member_id for member_id, tick in self.members.items() if tick.value),
            is_confirmed=self.is_confirmed.value,
            reason=self.reason,
            right_person=right_person,
            note=self.note.value,
            confirm=self.confirm.value and OUTCOME_RULES[outcome].confirms,
            **given,
        )

    def tell(self, entry: Entry | None, open_ore: int) -> str:
        """Show the plan of an entry, and return the line that says what will be saved, or what has
        to be changed first."""
        if entry is None:
            return line(NOTHING)
        self.plan.value = ""
        try:
            require_bounds(entry, self.today)
        except UsageError as fault:
            return line(str(fault))
        self.plan.value = _plan(entry, open_ore)
        first, *more = describe_effects(entry, self.on_case, self.today)
        why = [f"årsak: {text_of(entry.reason)}"] if entry.reason else []
        return f"<p><b>Dette lagres:</b> {escape(' · '.join([first, *why, *more]))}</p>"

    def close(self) -> None:
        """Close also what is not shown just now."""
        shown_at_times = self.needed, self.plan, self.hint, self.confirm, self.whose
        asked_at_times = self.whose_label, self.is_confirmed, *self.fields.values()
        discard(*shown_at_times, *asked_at_times)
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
            options = [(NO_REASON, -1), *_options(topic.reasons)]
            chosen = widgets.Dropdown(description="Årsak", options=options, index=0)
            self.reasons = self._heard(chosen, "index")
        self._show()
        discard(*old)
        self.go_to(self.outcomes)

    def _show(self) -> None:
        """Show the fields that the outcome chosen needs."""
        outcome = self.outcome
        rule = OUTCOME_RULES[outcome] if outcome else None
        needs = _fields_of(rule) if rule else []
        self.needed.children = [self._field(outcome, name) for name in needs]
        self.hint.value = line(rule.hint if rule else "")
        self._offer_members(outcome if rule and rule.names_members else None)
        shown = (
            (self.outcomes, True),
            (self.reasons, self.reasons),
            (self.whose, self.members),
            (self.needed, needs),
            (self.plan, outcome == Outcome.PAYMENT_PLAN),
            (self.confirm, rule and rule.confirms),
            (self.hint, rule and rule.hint),
        )
        self.panel.children = [part for part, is_shown in shown if is_shown]
        self.changed()

    def _offer_members(self, outcome: Outcome | None) -> None:
        """Offer those whom the outcome may be about; where it is one alone, that one is chosen, and
        has still to be confirmed."""
        names, before = member_choices(outcome, self.on_case) if outcome else {}, self.members
        self.members = {
            member_id: widgets.Checkbox(len(names) == 1, description=name, indent=False)
            for member_id, name in names.items()
        }
        for tick in self.members.values():
            tick.observe(self.guard(self._choose_members), "value")
        self.whose.children = (self.whose_label, *self.members.values(), self.is_confirmed)
        discard(*before.values())
        self._choose_members()

    def _choose_members(self) -> None:
        """Ask anew for the confirmation: it was of others."""
        names = {member_id: tick.description for member_id, tick in self.members.items()}
        chosen = [member_id for member_id, tick in self.members.items() if tick.value]
        self.is_confirmed.value = False
        self.is_confirmed.disabled = not chosen
        self.is_confirmed.description = (
            f"Bekreftet: gjelder {describe_members(chosen, names) or '…'}"
        )
        self.changed()

    def _field(self, outcome: Outcome, name: str) -> widgets.DOMWidget:
        """Return the field, as the agent left it where it was shown before."""
        if (outcome, name) not in self.fields:
            label, make = FIELDS[name]
            value = suggest_values(outcome, self.today).get(name)
            given = {} if value is None else {"value": value}
            self.fields[outcome, name] = self._heard(make(description=label, **given))
        return self.fields[outcome, name]

    def _heard(self, widget: widgets.DOMWidget, trait: str = "value") -> Any:
        widget.observe(self.guard(self.changed), trait)
        return widget


def _fields_of(rule: OutcomeRules) -> list[str]:
    """Return the names of the fields that an outcome needs; who it is about is asked apart."""
    asked = [need for need in rule.needs if need != "members"]
    return [name for need in asked for name in TOGETHER.get(need, (need,))]


def _options(codes: tuple[Outcome, ...] | tuple[Reason, ...]) -> list[tuple[str, int]]:
    return [(sentence(text_of(code)), n) for n, code in enumerate(codes)]


def _plan(entry: Entry, open_ore: int) -> str:
    rows = "".join(
        f"<tr><td>{kort_dato(part.due_on)}</td><td>{kroner(part.amount_ore)}</td></tr>"
        for part in make_instalments(entry, open_ore)
    )
    caption = f"<b>Nedbetalingsplan</b> for {kroner(open_ore)}"
    return f"<table><caption>{caption}</caption>{rows}</table>" if rows else ""
