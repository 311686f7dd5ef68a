"""The right of the form: the topics, the outcome of the call, and the fields that it needs."""

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import Any

import ipywidgets as widgets

from workbench.calls.effects import make_instalments
from workbench.calls.entries import Entry, require_bounds
from workbench.calls.persons import describe_members, member_choices
from workbench.calls.preview import describe_effects
from workbench.calls.suggestions import suggest_values
from workbench.forms.guard import Guard
from workbench.forms.parts import (
    area,
    button,
    capitalize,
    class_names,
    close_all,
    paragraph,
    text_widget,
)
from workbench.model.errors import UsageError
from workbench.model.message_kinds import Language
from workbench.model.outcomes import (
    MAX_INSTALMENTS,
    OUTCOME_RULES,
    TOPICS,
    Outcome,
    OutcomeRules,
    Topic,
)
from workbench.model.reasons import Reason
from workbench.norsk import kort_dato, kroner, text_of
from workbench.office.calls import LeasedCase
from workbench.office.wanted import Wanted
from workbench.values.phones import is_mobile, show_phone

FIELDS: dict[str, tuple[str, Callable[..., widgets.DOMWidget]]] = {
    "until_on": ("Til og med", widgets.DatePicker),
    "parts": (f"Antall deler (2–{MAX_INSTALMENTS})", widgets.IntText),
    "first_on": ("Første del", widgets.DatePicker),
    "start_on": ("Fryses fra", widgets.DatePicker),
    "end_on": ("Til og med", widgets.DatePicker),
    "again_on": ("Ringes igjen", widgets.DatePicker),
    "again_at": ("Klokken", widgets.TimePicker),
    "phone": ("Ny telefon", lambda **traits: widgets.Text(continuous_update=False, **traits)),
    "email": ("Ny e-post", lambda **traits: widgets.Text(continuous_update=False, **traits)),
}
FIELDS_OF_NEED = {"phone_or_email": ("phone", "email"), "again_on": ("again_on", "again_at")}
CONFIRM = "Bekreft på SMS"
SOON, ON_LIST = "går om fem minutter", "settes på listen for sending"
WHOSE = "<b>Hvem gjelder det?</b>"
NO_REASON = "Ikke oppgitt"
NO_TOPIC = "Velg hva samtalen handlet om, så står det her hva som blir lagret."


class OutcomePanel(widgets.Box):
    """The topics, and the outcomes and fields of the chosen topic; a new panel for each case.

    Calls `on_change` when the entry may have changed, and `go_to` with the widget to focus next.
    """

    def __init__(
        self,
        leased: LeasedCase,
        today: date,
        guard: Guard,
        on_change: Callable[[], None],
        go_to: Callable[[widgets.DOMWidget], None],
    ) -> None:
        self.payer_case, self.today, self.guard = leased.case, today, guard
        case, writer = leased.case, leased.writer
        self.on_change, self.go_to = on_change, go_to
        self.topic: Topic | None = None
        self.outcomes: widgets.RadioButtons | None = None
        self.reasons: widgets.Dropdown | None = None
        self.fields: dict[tuple[Outcome, str], Any] = {}
        self.members: dict[str, widgets.Checkbox] = {}  # by member id: those it may concern
        self.topics = [
            button(f"topic key-{topic.key}", topic.name, guard(self._choose, topic))
            for topic in TOPICS
        ]
        sure = class_names("sure")
        can_sms = bool(case.phone) and is_mobile(case.phone)
        label = f"{CONFIRM} – {SOON if writer and writer.confirms_calls else ON_LIST}"
        self.confirm = self._watch(
            widgets.Checkbox(can_sms, description=label, indent=False, disabled=not can_sms)
        )
        self.letter: Wanted | None = None  # the SMS that would confirm what is entered now
        self.letter_text = text_widget("letter")
        self.usual_language = leased.language
        self.offered_languages = writer.offered_languages if writer else ()
        self.languages = self._language_dropdown() if self.offered_languages else None
        self.read_back = self._watch(widgets.Checkbox(indent=False, _dom_classes=sure))
        # always on the screen: the agent may be writing in it while other parts come and go
        self.note = widgets.Textarea(
            description="Notat", rows=2, continuous_update=False, _dom_classes=class_names("note")
        )
        self._watch(self.note)
        self.field_area, self.plan = area("fields"), text_widget("plan")
        self.hint = text_widget("hint")
        self.member_area, self.member_label = area("whose"), text_widget("label", WHOSE)
        self.is_confirmed = self._watch(widgets.Checkbox(indent=False, _dom_classes=sure))
        self.panel = area("panel")
        children = (area("topics", *self.topics), self.panel, self.note)
        super().__init__(children=children, _dom_classes=class_names("outcome"))

    @property
    def outcome(self) -> Outcome | None:
        """The chosen outcome; the browser sends only its index among the topic's outcomes."""
        if self.topic is None or self.outcomes is None or self.outcomes.index is None:
            return None
        index: int = self.outcomes.index
        return self.topic.outcomes[index]

    @property
    def reason(self) -> Reason | None:
        """The topic's reason; if it has several, the one that the agent chose, if any."""
        if self.topic is None or not self.topic.reasons:
            return None
        if self.reasons is None:
            return self.topic.reasons[0]
        return self.topic.reasons[self.reasons.index - 1] if self.reasons.index else None

    @property
    def language(self) -> Language | None:
        """The language that the agent chose, if it is another than the payer's until now."""
        if self.languages is None:
            return None
        chosen = self.offered_languages[self.languages.index]
        return chosen if chosen != self.usual_language else None

    @property
    def is_touched(self) -> bool:
        """Whether anything was entered."""
        return self.topic is not None or bool(self.note.value) or self.language is not None

    def entry(self, call_id: str, claim_ids: tuple[str, ...], *, right_person: bool) -> Entry:
        """Return the call as it is entered now; raises UsageError if no outcome is chosen."""
        outcome = self.outcome
        if outcome is None:
            raise UsageError("Velg hva samtalen handlet om, og hva den endte med.")
        values = {name: field.value for (of, name), field in self.fields.items() if of == outcome}
        if "again_at" in values:
            values["again_at"] = f"{values['again_at']:%H:%M}" if values["again_at"] else ""
        return Entry(
            call_id=call_id,
            outcome=outcome,
            claim_ids=claim_ids,
            members=tuple(self._ticked_members()),
            is_confirmed=self.is_confirmed.value,
            reason=self.reason,
            right_person=right_person,
            note=self.note.value,
            read_back=self.read_back.value,
            confirm=self.confirm.value and OUTCOME_RULES[outcome].confirms,
            language=self.language,
            **values,
        )

    def render_summary(self, entry: Entry | None, open_ore: int) -> str:
        """Show the payment plan of an entry, and return as HTML what will be saved, or what has to
        be changed first. `open_ore` is what is open of the claims, in øre."""
        if entry is None:
            return paragraph(NO_TOPIC)
        self.plan.value = ""
        self._ask_to_read_back(entry, open_ore)
        try:
            require_bounds(entry, self.today)
        except UsageError as error:
            return paragraph(str(error))
        self.plan.value = _render_plan(entry, open_ore)
        first, *more = describe_effects(entry, self.payer_case, self.today)
        reason = [f"årsak: {text_of(entry.reason)}"] if entry.reason else []
        return f"<p><b>Dette lagres:</b> {escape(' · '.join([first, *reason, *more]))}</p>"

    def show_letter(self, letter: Wanted | None) -> None:
        """Show the SMS that would confirm what is entered, or why it cannot be sent."""
        self.letter = letter
        self.letter_text.value = _render_letter(letter) if letter else ""

    def close(self) -> None:
        """Close the panel, also the widgets that are not on the screen now."""
        close_all(self.field_area, self.plan, self.hint, self.confirm, self.member_area)
        close_all(self.letter_text, *([self.languages] if self.languages else []))
        close_all(self.read_back)
        close_all(self.member_label, self.is_confirmed, *self.fields.values())
        super().close()

    def _choose(self, chosen_topic: Topic) -> None:
        """Show a topic's outcomes, the first of them chosen."""
        for topic_button, topic in zip(self.topics, TOPICS, strict=True):
            if topic is chosen_topic:
                topic_button.add_class("wb-on")
            else:
                topic_button.remove_class("wb-on")
        old_widgets = [part for part in (self.outcomes, self.reasons) if part]
        self.topic, self.reasons = chosen_topic, None
        self.outcomes = widgets.RadioButtons(
            description="Utfall",
            options=_options(chosen_topic.outcomes),
            _dom_classes=class_names("outcomes"),
        )
        self.outcomes.observe(self.guard(self._show), "index")
        if len(chosen_topic.reasons) > 1:
            options = [(NO_REASON, -1), *_options(chosen_topic.reasons)]
            dropdown = widgets.Dropdown(description="Årsak", options=options, index=0)
            self.reasons = self._watch(dropdown, "index")
        self._show()
        close_all(*old_widgets)
        self.go_to(self.outcomes)

    def _show(self) -> None:
        """Show the parts that the chosen outcome needs."""
        outcome = self.outcome
        if outcome is None:
            self.field_area.children, self.hint.value = [], paragraph("")
            self._offer_members({})
            parts = []
        else:
            parts = self._fill_parts(outcome, OUTCOME_RULES[outcome])
        choices = [self.outcomes, self.reasons] if self.reasons else [self.outcomes]
        self.panel.children = [*choices, *parts]
        self.on_change()

    def _fill_parts(self, outcome: Outcome, rules: OutcomeRules) -> list[widgets.DOMWidget]:
        """Fill the parts of the panel, and return those that the outcome needs, in their order."""
        names = _field_names(rules)
        self.field_area.children = [self._field(outcome, name) for name in names]
        self.hint.value = paragraph(rules.hint)
        choices = member_choices(outcome, self.payer_case) if rules.names_members else {}
        self._offer_members(choices)
        parts = (
            (self.member_area, bool(choices)),
            (self.field_area, bool(names)),
            (self.plan, outcome == Outcome.PAYMENT_PLAN),
            (self.read_back, rules.is_read_back),
            (self.confirm, rules.confirms),
            (self.languages, self.languages is not None),
            (self.letter_text, rules.confirms),
            (self.hint, bool(rules.hint)),
        )
        return [part for part, is_needed in parts if part and is_needed]

    def _offer_members(self, names: dict[str, str]) -> None:
        """Offer a checkbox for each member (id -> name).

        A member who is the only one is ticked at once, but the agent has still to confirm it.
        """
        old_ticks = self.members.values()
        self.members = {
            member_id: widgets.Checkbox(len(names) == 1, description=name, indent=False)
            for member_id, name in names.items()
        }
        for tick in self.members.values():
            tick.observe(self.guard(self._ask_to_confirm), "value")
        self.member_area.children = (self.member_label, *self.members.values(), self.is_confirmed)
        close_all(*old_ticks)
        self._ask_to_confirm()

    def _ticked_members(self) -> list[str]:
        return [member_id for member_id, tick in self.members.items() if tick.value]

    def _ask_to_confirm(self) -> None:
        """Clear the confirmation, which was about other members, and ask for a new one."""
        names = {member_id: tick.description for member_id, tick in self.members.items()}
        ticked = self._ticked_members()
        self.is_confirmed.value = False
        self.is_confirmed.disabled = not ticked
        members = describe_members(ticked, names) or "…"
        self.is_confirmed.description = f"Bekreftet: gjelder {members}"
        self.on_change()

    def _ask_to_read_back(self, entry: Entry, open_ore: int) -> None:
        """Say what is to be read back to the payer; a tick that was about something else goes."""
        day = kort_dato(entry.until_on) if entry.until_on else "…"
        promise = f"Lest opp og bekreftet: {kroner(open_ore)} innen {day}"
        if self.read_back.description != promise:
            self.read_back.description, self.read_back.value = promise, False

    def _field(self, outcome: Outcome, name: str) -> widgets.DOMWidget:
        """Return the field of an outcome; what the agent entered before is still in it."""
        if (outcome, name) not in self.fields:
            label, make_widget = FIELDS[name]
            traits: dict[str, str | date | int] = {"description": label}
            suggestions = suggest_values(outcome, self.today)
            if name in suggestions:
                traits["value"] = suggestions[name]
            self.fields[outcome, name] = self._watch(make_widget(**traits))
        return self.fields[outcome, name]

    def _language_dropdown(self) -> widgets.Dropdown:
        """Return the choice of the language in which the payer is written to from now on."""
        index = self.offered_languages.index(self.usual_language) if self.usual_language else 0
        dropdown = widgets.Dropdown(
            description="Språk", options=_options(self.offered_languages), index=index
        )
        return self._watch(dropdown, "index")

    def _watch(self, widget: widgets.DOMWidget, trait: str = "value") -> Any:
        """Call `on_change` when the widget changes, and return the widget."""
        widget.observe(self.guard(self.on_change), trait)
        return widget


def _field_names(rules: OutcomeRules) -> list[str]:
    """Return the fields that an outcome needs; members are not a field, but checkboxes."""
    needs = [need for need in rules.needs if need != "members"]
    return [name for need in needs for name in FIELDS_OF_NEED.get(need, (need,))]


def _options(codes: Sequence[Outcome | Reason | Language]) -> list[tuple[str, int]]:
    return [(capitalize(text_of(code)), index) for index, code in enumerate(codes)]


def _render_letter(letter: Wanted) -> str:
    """Return the words of an SMS, or why it cannot be sent, as HTML."""
    if letter.waits or letter.words is None:
        return paragraph(f"SMS-en kan ikke sendes: {letter.waits}")
    language = f", på {text_of(letter.language)}" if letter.language else ""
    heading = f"Slik blir SMS-en til {show_phone(letter.address)}{language}:"
    return paragraph(heading) + paragraph(letter.words.text, "words")


def _render_plan(entry: Entry, open_ore: int) -> str:
    rows = "".join(
        f"<tr><td>{kort_dato(part.due_on)}</td><td>{kroner(part.amount_ore)}</td></tr>"
        for part in make_instalments(entry, open_ore)
    )
    caption = f"<b>Nedbetalingsplan</b> for {kroner(open_ore)}"
    return f"<table><caption>{caption}</caption>{rows}</table>" if rows else ""
