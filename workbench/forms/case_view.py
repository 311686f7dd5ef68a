"""The middle of the form: the payer, what the agent may say, and the claims of the call."""

from collections.abc import Callable
from html import escape

from ipywidgets import Box, Checkbox

from workbench.calls.cases import Case, Claim
from workbench.calls.history import HistoryLine
from workbench.calls.opening import describe_proof, describe_subject, greeting
from workbench.forms.guard import Guard
from workbench.forms.parts import (
    area,
    bullet_list,
    capitalize,
    class_names,
    fold_out,
    paragraph,
    text_widget,
)
from workbench.model.kinds import CLUB_GROUP
from workbench.norsk import kort_dato, kroner
from workbench.office.calls import LeasedCase
from workbench.values.phones import show_phone

HEADINGS = "<h2>Krav</h2><span>Forfall</span><span>Utestående</span>"
NEW_DAYS = 14  # a claim is new until so many days after it fell due
CHILD = "Barn ringes aldri: spør etter en foresatt."
VEILED = "Ikke si noe om kravene, heller ikke at det er noe ubetalt, før rett person er bekreftet."


class CaseView(Box):
    """A payer's case; calls `on_change` after every tick."""

    def __init__(
        self, leased: LeasedCase, agent: str, guard: Guard, on_change: Callable[[], None]
    ) -> None:
        self.leased, self.agent, self.on_change = leased, agent, on_change
        case = leased.case
        self.right_person = Checkbox(
            description="Rett person bekreftet", indent=False, _dom_classes=class_names("person")
        )
        # a payer who calls back may have claims that rest only
        self.offered_claims = case.claims_to_raise or case.claims
        self.ticks = [_tick(claim) for claim in self.offered_claims]
        self.script, self.total = text_widget("say"), text_widget("total")
        self.people = text_widget("people")
        self.claims = area("claims", text_widget("heads", HEADINGS), *self.ticks, self.total)
        self.right_person.observe(guard(self._update), "value")
        for claim, tick in zip(self.offered_claims, self.ticks, strict=True):
            tick.observe(guard(self._tick_invoice, claim, tick), "value")
        children = (
            text_widget("who-to", _render_payer(leased)),
            self.right_person,
            self.script,
            self.people,
            self.claims,
            text_widget("rest", _render_partner(leased.partner_card) + _render_background(case)),
        )
        super().__init__(children=children, _dom_classes=class_names("case"))
        self._show_script()

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """The ids of the ticked claims."""
        return tuple(claim.claim_id for claim in self._ticked_claims())

    @property
    def open_ore(self) -> int:
        """What is open of the ticked claims, in øre."""
        return sum(claim.open_ore for claim in self._ticked_claims())

    def _ticked_claims(self) -> list[Claim]:
        pairs = zip(self.offered_claims, self.ticks, strict=True)
        return [claim for claim, tick in pairs if tick.value]

    def _tick_invoice(self, changed_claim: Claim, changed_tick: Checkbox) -> None:
        """Tick all claims of an invoice, or none: an invoice is paid, and rests, as a whole."""
        for claim, tick in zip(self.offered_claims, self.ticks, strict=True):
            if changed_claim.invoice_id and claim.invoice_id == changed_claim.invoice_id:
                tick.value = changed_tick.value
        self._update()

    def _update(self) -> None:
        self.on_change()  # first: leaving must warn as soon as the screen shows something new
        self._show_script()

    def _show_script(self) -> None:
        """Show what the agent may say now, and the total of the ticked claims."""
        case = self.leased.case
        if self.right_person.value:
            self.script.value = paragraph(describe_subject(case))
            self.people.value = _render_people(case)
            self.claims.remove_class("wb-veiled")
        else:
            rule = f"{VEILED} {CHILD} {describe_proof(case.child)}" if case.child else VEILED
            first_words = greeting(case, self.agent, self.leased.club_name)
            self.script.value = paragraph(first_words) + paragraph(rule, "rule")
            self.people.value = "" if case.child else _render_people(case)
            self.claims.add_class("wb-veiled")
        count = f"{len(self._ticked_claims())} av {len(self.ticks)} krav"
        self.total.value = f"<span>{count}</span><span>{kroner(self.open_ore)}</span>"


def _tick(claim: Claim) -> Checkbox:
    """Return a checkbox with the claim's row as its label."""
    return Checkbox(
        value=not claim.resting_reason,
        indent=False,
        description=_render_claim(claim),
        description_allow_html=True,
        _dom_classes=class_names("claim"),
    )


def _render_claim(claim: Claim) -> str:
    title = f"{claim.title} – {claim.concerns}" if claim.concerns else claim.title
    title += f" ({claim.resting_reason})" if claim.resting_reason else ""
    age = f"{claim.days} d" if claim.days >= 0 else "ikke forfalt"
    cells = (title, f"{kort_dato(claim.due_on)} ({age})", kroner(claim.open_ore))
    return "".join(f"<span>{escape(cell)}</span>" for cell in cells)


def _render_payer(leased: LeasedCase) -> str:
    case, phone = leased.case, escape(leased.case.phone)
    groups = sorted({group for person in case.people for group in person.groups} - {CLUB_GROUP})
    tags = "".join(f"<span>{escape(name)}</span>" for name in (leased.club_name, *groups))
    old_claims = sum(claim.days > NEW_DAYS for claim in case.claims_to_raise)
    if old_claims:
        age = f"{old_claims} av {len(case.claims_to_raise)} over {NEW_DAYS} dager"
        tags += f'<span class="wb-warm">{age}</span>'
    name = escape(capitalize(case.contact_name)) or "Ukjent navn"
    number = "<span>Ingen telefon</span>"
    if phone:
        number = f'<a class="wb-phone" href="tel:{phone}">{escape(show_phone(case.phone))}</a>'
    contact = f'<p class="wb-ways">{number}<span>{escape(case.email)}</span></p>'
    return f'<p class="wb-tags">{tags}</p><h1>{name}</h1>{contact}'


def _render_people(case: Case) -> str:
    people = [
        f"{person.name} ({'alder ukjent' if person.age is None else person.age})"
        + "".join(f", {group}" for group in person.groups if group != CLUB_GROUP)
        for person in case.people
    ]
    return f"<h2>Gjelder</h2>{bullet_list(people)}" if people else ""


def _render_partner(card: str) -> str:
    """Return how the payer reaches the partner; "" where it has none of the claims."""
    return paragraph(f"Hos inkassopartneren – vis betaleren dit: {card}", "rule") if card else ""


def _explain(claim: Claim, case: Case) -> str:
    return (case.explanations or {}).get(claim.claim_id, "")


def _render_background(case: Case) -> str:
    """Return what is only to be read: the resting claims, why we call, and the history."""
    resting = [claim for claim in case.claims if claim.resting_reason]
    reasons = [_explain(claim, case) for claim in case.claims_to_raise if claim.call_step]
    why = " ".join((*dict.fromkeys(filter(None, reasons)), *case.why_we_call))
    html = f'<p class="wb-why"><b>Hvorfor ringer vi?</b> {escape(why)}</p>'
    if resting and case.claims_to_raise:
        rows = "".join(
            f"<li><span>{_render_claim(claim)}</span><p>{escape(_explain(claim, case))}</p></li>"
            for claim in resting
        )
        html = f'<h2>Hviler – nevnes ikke</h2><ul class="wb-resting">{rows}</ul>{html}'
    if case.history:
        lines = "".join(f"<li>{_render_event(event)}</li>" for event in case.history)
        html += f'<h2>Før dette</h2><ul class="wb-before">{lines}</ul>'
    return html


def _render_event(event: HistoryLine) -> str:
    """Return a line of the history; the words of a message are shown when it is opened."""
    line = f"<span>{kort_dato(event.day)}</span><span>{escape(event.text)}</span>"
    return fold_out(line, event.words) if event.words else line
