"""The middle of the form: who is phoned, what may be said, and about which claims."""

from collections.abc import Callable
from html import escape

from ipywidgets import Box, Checkbox

from workbench.calls.cases import Case, Claim
from workbench.calls.opening import describe_subject, greeting
from workbench.forms.guard import Guard
from workbench.forms.parts import area, line, listed, names, sentence, words
from workbench.model.kinds import CLUB_GROUP
from workbench.norsk import kort_dato, kroner
from workbench.office.calls import LeasedCase
from workbench.values.phones import show_phone

HEADS = "<h2>Krav</h2><span>Forfall</span><span>Utestående</span>"
NEWEST = 14  # days
CHILD = "Barn ringes aldri: spør etter en foresatt."
VEILED = "Ikke si noe om kravene, heller ikke at det er noe ubetalt, før rett person er bekreftet."


class CaseView(Box):
    """A payer's case; `changed` hears of every tick."""

    def __init__(
        self, taken: LeasedCase, agent: str, guard: Guard, changed: Callable[[], None]
    ) -> None:
        self.taken, self.agent, self.changed = taken, agent, changed
        case = taken.case
        self.right = Checkbox(
            description="Rett person bekreftet", indent=False, _dom_classes=names("person")
        )
        self.chosen_from = (
            case.claims_to_raise or case.claims
        )  # of one who calls back, all may rest
        self.ticks = [_tick(claim) for claim in self.chosen_from]
        self.say, self.total = words("say"), words("total")
        self.claims = area("claims", words("heads", HEADS), *self.ticks, self.total)
        self.right.observe(guard(self._ticked), "value")
        for claim, tick in zip(self.chosen_from, self.ticks, strict=True):
            tick.observe(guard(self._chose, claim, tick), "value")
        said = words("who-to", _head(taken)), self.right, self.say
        read = words("people", _people(case)), self.claims, words("rest", _rest(case))
        super().__init__(children=(*said, *read), _dom_classes=names("case"))
        self._tell()

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """The claims ticked."""
        return tuple(claim.claim_id for claim in self._ticked_claims())

    @property
    def open_ore(self) -> int:
        return sum(claim.open_ore for claim in self._ticked_claims())

    def _ticked_claims(self) -> list[Claim]:
        pairs = zip(self.chosen_from, self.ticks, strict=True)
        return [claim for claim, tick in pairs if tick.value]

    def _chose(self, chosen: Claim, changed: Checkbox) -> None:
        """Let the claims of one invoice go together: it is paid, and rests, as one."""
        for claim, tick in zip(self.chosen_from, self.ticks, strict=True):
            if chosen.invoice_id and claim.invoice_id == chosen.invoice_id:
                tick.value = changed.value
        self._ticked()

    def _ticked(self) -> None:
        self.changed()  # first, so that nothing is read on the screen before leaving it warns
        self._tell()

    def _tell(self) -> None:
        """Say what may be said now."""
        case = self.taken.case
        if self.right.value:
            self.say.value = line(describe_subject(case))
            self.claims.remove_class("wb-veiled")
        else:
            reminder = CHILD if case.ask_guardian else ""
            spoken = line(greeting(case, self.agent, self.taken.club_name))
            self.say.value = spoken + line(f"{VEILED} {reminder}".strip(), "rule")
            self.claims.add_class("wb-veiled")
        chosen = f"{len(self._ticked_claims())} av {len(self.ticks)} krav"
        self.total.value = f"<span>{chosen}</span><span>{kroner(self.open_ore)}</span>"


def _tick(claim: Claim) -> Checkbox:
    """Return a claim as a row that is its own label."""
    return Checkbox(
        value=not claim.resting_reason,
        indent=False,
        description=_row(claim),
        description_allow_html=True,
        _dom_classes=names("claim"),
    )


def _row(claim: Claim) -> str:
    what = f"{claim.title} – {claim.concerns}" if claim.concerns else claim.title
    what += f" ({claim.resting_reason})" if claim.resting_reason else ""
    age = f"{claim.days} d" if claim.days >= 0 else "ikke forfalt"
    cells = (what, f"{kort_dato(claim.due_on)} ({age})", kroner(claim.open_ore))
    return "".join(f"<span>{escape(cell)}</span>" for cell in cells)


def _head(taken: LeasedCase) -> str:
    case, phone = taken.case, escape(taken.case.phone)
    groups = sorted({group for person in case.people for group in person.groups} - {CLUB_GROUP})
    tags = "".join(f"<span>{escape(name)}</span>" for name in (taken.club_name, *groups))
    old = sum(claim.days > NEWEST for claim in case.claims_to_raise)
    if old:
        of = f"{old} av {len(case.claims_to_raise)} over {NEWEST} dager"
        tags += f'<span class="wb-warm">{of}</span>'
    name = escape(sentence(case.contact_name)) or "Ukjent navn"
    number = "<span>Ingen telefon</span>"
    if phone:
        number = f'<a class="wb-phone" href="tel:{phone}">{escape(show_phone(case.phone))}</a>'
    ways = f'<p class="wb-ways">{number}<span>{escape(case.email)}</span></p>'
    return f'<p class="wb-tags">{tags}</p><h1>{name}</h1>{ways}'


def _people(case: Case) -> str:
    said = [
        f"{person.name} ({'alder ukjent' if person.age is None else person.age})"
        + "".join(f", {group}" for group in person.groups if group != CLUB_GROUP)
        for person in case.people
    ]
    return f"<h2>Gjelder</h2>{listed(said)}" if said else ""


def _rest(case: Case) -> str:
    """Return what is read rather than used: claims that rest, why we call, what was before."""
    resting = "".join(
        f"<li><span>{_row(claim)}</span></li>" for claim in case.claims if claim.resting_reason
    )
    resting = resting if case.claims_to_raise else ""
    before = listed((f"{kort_dato(past.day)}\t{past.text}" for past in case.history), "before")
    return (
        (f'<h2>Hviler – nevnes ikke</h2><ul class="wb-resting">{resting}</ul>' if resting else "")
        + f'<p class="wb-why"><b>Hvorfor ringer vi?</b> {escape(" ".join(case.why_we_call))}</p>'
        + (f"<h2>Før dette</h2>{before}" if case.history else "")
    )
