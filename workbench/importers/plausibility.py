"""The rows of a file that contradict themselves, found without knowing anything about the club."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from workbench.importers.profiles import CLAIM_KINDS, Profile
from workbench.model.fault_kinds import FaultKind
from workbench.model.kinds import SETTLED, VOID, ClaimStatus
from workbench.norsk import kroner, tall_dato

LATE_BOOKING = timedelta(days=3)  # a bank may book a payment on a day to come
# a day of a claim, what it is called, and how far from the day of import it may be
FARTHEST = (
    ("due_on", "forfallet", timedelta(days=730)),
    ("issued_on", "fakturadatoen", timedelta(days=90)),
    ("paid_on", "betalingsdatoen", LATE_BOOKING),
)
MOVED_COMMA = (100, 1000)  # times the amount
FEW_ALIKE = 6  # claims of one title; fewer do not show what it costs


class Doubt(NamedTuple):
    """A row of a file that cannot be believed, by one of its fields; `reason` is for people."""

    row: int
    field: str
    fault: FaultKind
    reason: str


class StatedClaim(NamedTuple):
    """What a row states about a claim; None where it states nothing."""

    row: int
    status: ClaimStatus | None
    title: str | None
    amount: int | None
    paid: int | None
    outstanding: int | None
    issued_on: date | None
    due_on: date | None
    paid_on: date | None

    @property
    def amount_ore(self) -> int:
        """The whole amount, in øre; 0 if it is not stated."""
        return self.amount or (self.paid or 0) + (self.outstanding or 0)

    @property
    def is_paid_in_full(self) -> bool:
        """Whether the sums say that nothing is open, if the whole amount is known."""
        if self.outstanding is not None:
            return self.outstanding <= 0 < self.amount_ore
        return self.amount is not None and (self.paid or 0) >= self.amount > 0


def doubt_rows(
    profile: Profile, columns: Mapping[str, Sequence[Any]], as_of: date, highest_ore: int
) -> list[Doubt]:
    """Return the rows that contradict themselves, each with the first rule that it breaks.

    `columns` are the values by field, and `row`, the number in the file. An open claim of more than
    `highest_ore` is doubted, and one of a hundred or a thousand times what others of its title are.
    """
    if profile.kind == "payments":
        return [*_doubt_payments(columns, as_of)]
    if profile.kind not in CLAIM_KINDS:
        return []
    claims = [*_stated_claims(columns)]
    if profile.kind == "claims":
        doubts = [_doubt_days(claim, as_of) for claim in claims]
    else:
        usual = _usual_amounts(claims)
        doubts = [
            _doubt_days(claim, as_of)
            or _contradict(claim, profile)
            or _unusual_amount(claim, highest_ore, usual.get(claim.title))
            for claim in claims
        ]
    return [doubt for doubt in doubts if doubt is not None]


def _doubt_payments(columns: Mapping[str, Sequence[Any]], as_of: date) -> Iterator[Doubt]:
    nothing = [None] * len(columns["row"])
    fields = ("row", "paid_on", "amount", "refunded")
    for row, day, amount, refunded in zip(
        *(columns.get(field, nothing) for field in fields), strict=True
    ):
        if isinstance(day, date) and day > as_of + LATE_BOOKING:
            reason = _describe_future("betalingsdatoen", day)
            yield Doubt(row, "paid_on", FaultKind.IMPLAUSIBLE, reason)
        elif isinstance(amount, int) and refunded and refunded > amount:
            reason = f"{kroner(refunded)} er refundert av {kroner(amount)}"
            yield Doubt(row, "amount", FaultKind.IMPLAUSIBLE, reason)


def _contradict(claim: StatedClaim, profile: Profile) -> Doubt | None:
    """Doubt the status of a claim by the first of the contradictions that it has, if any."""
    reasons = (find_reason(claim, profile) for find_reason in CONTRADICTIONS)
    reason = next(filter(None, reasons), None)
    return Doubt(claim.row, "status", FaultKind.CONTRADICTED, reason) if reason else None


def _usual_amounts(claims: Iterable[StatedClaim]) -> dict[str | None, int]:
    """Return, by title, the amount that most of its claims have, if they are a few."""
    counts: dict[str | None, Counter[int]] = {}
    for claim in claims:
        if claim.title is not None:
            counts.setdefault(claim.title, Counter())[claim.amount_ore] += 1
    most = {title: counter.most_common(1)[0] for title, counter in counts.items()}
    return {title: amount for title, (amount, count) in most.items() if count >= FEW_ALIKE}


def _unusual_amount(claim: StatedClaim, highest_ore: int, usual_ore: int | None) -> Doubt | None:
    """Doubt an open claim of a sum that nobody asks for."""
    if claim.status in SETTLED | VOID or claim.is_paid_in_full:
        return None
    amount = claim.amount_ore
    if amount > highest_ore:
        return _implausible(claim, "amount", f"kravet er på {kroner(amount)}, som er uvanlig mye")
    if usual_ore and any(amount == usual_ore * times for times in MOVED_COMMA):
        text = f"{kroner(amount)}, men {kroner(usual_ore)} for de fleste med samme tittel"
        return _implausible(claim, "amount", text)
    return None


def _stated_claims(columns: Mapping[str, Sequence[Any]]) -> Iterator[StatedClaim]:
    nothing = [None] * len(columns["row"])
    cells = (columns.get(field, nothing) for field in StatedClaim._fields)
    for row in zip(*cells, strict=True):
        values = (cell if isinstance(cell, int | str | date) else None for cell in row)
        yield StatedClaim._make(values)


def _doubt_days(claim: StatedClaim, as_of: date) -> Doubt | None:
    """Doubt a claim that is due before it was issued, or has a day too far ahead."""
    if claim.due_on and claim.issued_on and claim.due_on < claim.issued_on:
        days = f"forfallet {tall_dato(claim.due_on)} er før fakturadatoen "
        return _implausible(claim, "due_on", days + tall_dato(claim.issued_on))
    for field, what, farthest in FARTHEST:
        day = getattr(claim, field)
        if day and day > as_of + farthest:
            return _implausible(claim, field, _describe_future(what, day))
    return None


def _open_but_paid(claim: StatedClaim, _: Profile) -> str:
    if claim.status == ClaimStatus.OPEN and claim.is_paid_in_full:
        return f"står som ubetalt, men hele beløpet på {kroner(claim.amount_ore)} er betalt"
    return ""


def _open_but_dated(claim: StatedClaim, _: Profile) -> str:
    is_partly_paid = 0 < (claim.paid or 0) < claim.amount_ore
    if claim.status == ClaimStatus.OPEN and claim.paid_on and not is_partly_paid:
        return f"står som ubetalt, men med betalingsdato {tall_dato(claim.paid_on)}"
    return ""


def _dated_but_unpaid(claim: StatedClaim, profile: Profile) -> str:
    is_by_hand = claim.status in VOID | {ClaimStatus.PAID_MANUAL}
    if claim.paid_on and "paid" in profile.columns and not claim.paid and not is_by_hand:
        return f"har betalingsdato {tall_dato(claim.paid_on)}, men ingenting er betalt"
    return ""


def _paid_but_nothing(claim: StatedClaim, profile: Profile) -> str:
    if claim.amount == 0 or (claim.outstanding is not None and claim.outstanding <= 0):
        return ""  # free, or settled by a credit or by hand
    if claim.status == ClaimStatus.PAID and "paid" in profile.columns and not claim.paid:
        return "står som betalt, men ingenting er betalt"
    return ""


def _nothing_outstanding(claim: StatedClaim, _: Profile) -> str:
    if claim.outstanding is None or claim.amount == 0:
        return ""
    if claim.status == ClaimStatus.OPEN and claim.outstanding <= 0:
        return "står som ubetalt, men ingenting er utestående"
    if claim.status == ClaimStatus.PAID and claim.outstanding > 0:
        return f"står som betalt, men {kroner(claim.outstanding)} er utestående"
    return ""


def _owes_too_much(claim: StatedClaim, _: Profile) -> str:
    if claim.amount is None or claim.outstanding is None or claim.status in VOID:
        return ""
    if claim.outstanding > claim.amount - (claim.paid or 0):
        return (
            f"{kroner(claim.outstanding)} utestående av {kroner(claim.amount)}, men "
            f"{kroner(claim.paid or 0)} er betalt"
        )
    return ""


# each returns how a claim contradicts itself, or ""
CONTRADICTIONS: tuple[Callable[[StatedClaim, Profile], str], ...] = (
    _open_but_paid, _open_but_dated, _dated_but_unpaid, _paid_but_nothing,
    _nothing_outstanding, _owes_too_much,
)  # fmt: skip


def _implausible(claim: StatedClaim, field: str, reason: str) -> Doubt:
    return Doubt(claim.row, field, FaultKind.IMPLAUSIBLE, reason)


def _describe_future(what: str, day: date) -> str:
    return f"{what} {tall_dato(day)} ligger for langt fram i tid"
