"""What a file states now, compared with what the books hold of the same records.

A source that takes back what it has said, or calls a known record by other facts, is doubted row by
row; where it does so in many rows, it is the wrong file. A change by which people are asked later,
or for less, is only noted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from workbench.importers.plausibility import Doubt
from workbench.model.fault_kinds import FaultKind
from workbench.model.kinds import ClaimStatus, MemberStatus
from workbench.norsk import kroner, tall_dato
from workbench.values.text import fold

SETTLED = {
    ClaimStatus.PAID, ClaimStatus.PAID_MANUAL, ClaimStatus.CANCELLED, ClaimStatus.EXEMPT,
}  # fmt: skip
GONE = {MemberStatus.LEFT, MemberStatus.DEACTIVATED, MemberStatus.FROZEN}
MANY_OPEN = 30  # claims, of which some are paid in any week
SCALES = (10, 100, 1000)


@dataclass(frozen=True)
class Many:
    """How many of a file's rows may differ: a share of those compared, but at least `fewest`."""

    share: float
    fewest: int

    def has(self, count: int, of: int) -> bool:
        """Return whether so many rows of those compared are too many."""
        return count >= self.fewest and count > self.share * of


class Facts(NamedTuple):
    """What decides about a claim or an invoice; a field that is not stated is as in the books."""

    record: str  # its id
    status: ClaimStatus | None = None
    amount_ore: int | None = None
    paid_ore: int | None = None
    paid_on: date | None = None
    due_on: date | None = None
    kid: str | None = None
    member_id: str | None = None
    recipient_name: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open, by the words or by the sums of the source."""
        is_paid = self.amount_ore is not None and 0 < self.amount_ore <= (self.paid_ore or 0)
        return self.status in SETTLED or is_paid


class MemberFacts(NamedTuple):
    """What decides about a member; a field that is not stated is as in the books."""

    record: str  # the member's id
    name: str = ""
    status: MemberStatus | None = None
    born_on: date | None = None
    left_on: date | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def has_left(self) -> bool:
        """Whether the membership has ended or is frozen."""
        return self.status in GONE or self.left_on is not None


@dataclass(frozen=True)
class Restated:
    """What comparing a file with the books has shown: rows to be doubted, sentences that stop the
    file, and lines about changes that are let in."""

    doubts: list[Doubt] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_unchanged: bool = False  # every claim is known, and nothing has happened to any
    taken_back: int = 0  # rows that say what was true before


Pair = tuple[int, Any, Any]  # the row's number, what the books hold, and what the row states
Change = Callable[[Any, Any], str]  # what has changed for the worse, in words, or ""
ChangedRow = tuple[int, Any, Any, str]  # a pair, and its change


class ChangeRule(NamedTuple):
    """A change that stops a file if many rows have it; a single row may be doubted."""

    text: str  # what the rows have, in bokmål
    field: str
    change: Change
    known_by: str  # what the books must hold of a row for it to count
    is_doubted: bool = False


def compare_claims(
    stated: Sequence[tuple[int, Facts]],
    stored: Mapping[str, Facts],
    *,
    settled_in: str,
    unanswered: Mapping[str, str],
    many: Many,
    as_of: date,
) -> Restated:
    """Compare the claims or invoices of a file with those stored. A claim that a new due date makes
    overdue is doubted.

    `settled_in` names the last file of the source. `unanswered` has, by record, the reason of an
    earlier doubt that a claim was reopened, which nobody has answered.
    """
    pairs = [(row, stored[now.record], now) for row, now in stated if now.record in stored]
    reopened = _changed_rows(pairs, _reopened)
    settled = sum(before.is_settled for _, before, _ in pairs)
    is_unchanged = len(pairs) == len(stated) == len(stored)
    is_unchanged = is_unchanged and all(before == now for _, before, now in pairs)
    result = Restated(
        notes=[*_describe_relief(pairs, many)],
        is_unchanged=is_unchanged and sum(not now.is_settled for *_, now in pairs) >= MANY_OPEN,
        taken_back=len(reopened),
    )
    if many.has(len(reopened), settled):
        text = "var gjort opp, men er åpne igjen"
        result.stops.append(_describe_many(reopened, settled, text))
    reasons = {now.record: unanswered[now.record] for *_, now in pairs if now.record in unanswered}
    reasons |= {now.record: f"{text}; sist i {settled_in}" for _, _, now, text in reopened}
    result.doubts.extend(
        Doubt(row, "status", FaultKind.REOPENED, reasons[now.record])
        for row, _, now in pairs
        if now.record in reasons and not now.is_settled
    )
    result.doubts.extend(
        Doubt(row, "due_on", FaultKind.CHANGED, _due_earlier(before, now))
        for row, before, now in pairs
        if before.due_on and now.due_on and now.due_on < as_of <= before.due_on
    )
    _apply(CLAIM_RULES, result, pairs, many)
    return result


def compare_members(
    stated: Sequence[tuple[int, MemberFacts]], stored: Mapping[str, MemberFacts], *, many: Many
) -> Restated:
    """Compare the members of a file with those stored."""
    pairs = [(row, stored[now.record], now) for row, now in stated if now.record in stored]
    back = _changed_rows(pairs, _back_again)
    gone = sum(before.has_left for _, before, _ in pairs)
    result = Restated(taken_back=len(back))
    if many.has(len(back), gone):
        text = "var utmeldt eller fryst, men er aktive igjen"
        result.stops.append(_describe_many(back, gone, text))
    result.doubts.extend(Doubt(row, "status", FaultKind.REOPENED, text) for row, _, _, text in back)
    _apply(MEMBER_RULES, result, pairs, many)
    _apply(CONTACT_RULES, result, pairs, Many(OFTEN_CHANGED, many.fewest))
    return result


def compare_contacts(
    stated: Sequence[MemberFacts], stored: Mapping[str, MemberFacts], *, many: Many
) -> Restated:
    """Compare the guardians and payers of a file with those stored; a row has no number here."""
    pairs = [(0, stored[now.record], now) for now in stated if now.record in stored]
    result = Restated()
    _apply(GUARDIAN_RULES, result, pairs, Many(OFTEN_CHANGED, many.fewest))
    return result


def _changed_rows(pairs: Iterable[Pair], change: Change) -> list[ChangedRow]:
    changes = ((*pair, change(*pair[1:])) for pair in pairs)
    return [changed for changed in changes if changed[3]]


def _apply(
    rules: Iterable[ChangeRule], result: Restated, pairs: Sequence[Pair], many: Many
) -> None:
    """Add what follows from the rules: the file stops, or single rows are doubted."""
    for rule in rules:
        known = [pair for pair in pairs if getattr(pair[1], rule.known_by)]
        changed = _changed_rows(known, rule.change)
        if many.has(len(changed), len(known)):
            result.stops.append(_describe_many(changed, len(known), rule.text))
        elif rule.is_doubted:
            result.doubts.extend(
                Doubt(row, rule.field, FaultKind.CHANGED, text) for row, _, _, text in changed
            )


def _describe_many(changed: Sequence[ChangedRow], of: int, text: str) -> str:
    row, _, _, example = changed[0]
    place = f"rad {row}: " if row else ""
    return f"{len(changed)} av {of} kjente rader {text} ({place}{example})"


def _reopened(before: Facts, now: Facts) -> str:
    if now.is_settled or now.status == ClaimStatus.REVIEW:
        return ""
    paid = f" {tall_dato(before.paid_on)}" if before.paid_on else ""
    if before.is_settled and before.status not in (ClaimStatus.CANCELLED, ClaimStatus.EXEMPT):
        return f"var betalt{paid}, men står som åpent"
    if before.is_settled:
        return "var annullert eller fritatt, men står som åpent"
    if before.status == ClaimStatus.IN_COLLECTION and now.status != ClaimStatus.IN_COLLECTION:
        return "var hos inkassopartneren, men står som åpent"
    if (before.paid_ore or 0) > (now.paid_ore or 0):
        return f"{kroner(before.paid_ore or 0)} var betalt{paid}, nå {kroner(now.paid_ore or 0)}"
    return ""


def _back_again(before: MemberFacts, now: MemberFacts) -> str:
    if before.status in GONE and now.status == MemberStatus.ACTIVE:
        return "var utmeldt eller fryst, men står som aktiv"
    if before.left_on and now.left_on and now.left_on > before.left_on:
        return f"var meldt ut {tall_dato(before.left_on)}, nå {tall_dato(now.left_on)}"
    if before.left_on and not now.left_on and now.status == MemberStatus.ACTIVE:
        return f"var meldt ut {tall_dato(before.left_on)}, men er uten utmeldt dato"
    return ""


def _other_kid(before: Facts, now: Facts) -> str:
    return _differs(before.kid, now.kid)


def _other_member(before: Facts, now: Facts) -> str:
    old, new = (id and id.partition(":")[2] for id in (before.member_id, now.member_id))
    return _differs(old, new)


def _other_recipient(before: Facts, now: Facts) -> str:
    return _other_words(before.recipient_name, now.recipient_name)


def _more_owed(before: Facts, now: Facts) -> str:
    if before.amount_ore and now.amount_ore and now.amount_ore > before.amount_ore:
        return f"var {kroner(before.amount_ore)}, nå {kroner(now.amount_ore)}"
    return ""


def _other_scale(before: Facts, now: Facts) -> str:
    small, large = sorted((before.amount_ore or 0, now.amount_ore or 0))
    if small and any(small * scale == large for scale in SCALES):
        return f"var {kroner(before.amount_ore or 0)}, nå {kroner(now.amount_ore or 0)}"
    return ""


def _due_earlier(before: Facts, now: Facts) -> str:
    if before.due_on and now.due_on and now.due_on < before.due_on:
        return f"var {tall_dato(before.due_on)}, nå {tall_dato(now.due_on)}"
    return ""


def _day_turned(before: Facts, now: Facts) -> str:
    if before.due_on and now.due_on and before.due_on != now.due_on:
        turned = (before.due_on.year, before.due_on.day, before.due_on.month)
        if turned == (now.due_on.year, now.due_on.month, now.due_on.day):
            return f"var {tall_dato(before.due_on)}, nå {tall_dato(now.due_on)}"
    return ""


def _other_birth_date(before: MemberFacts, now: MemberFacts) -> str:
    if before.born_on and now.born_on and before.born_on != now.born_on:
        return f"var {tall_dato(before.born_on)}, nå {tall_dato(now.born_on)}"
    return ""


def _no_birth_date(before: MemberFacts, now: MemberFacts) -> str:
    return "" if now.born_on else "tom celle"


def _other_name(before: MemberFacts, now: MemberFacts) -> str:
    return _other_words(before.name, now.name)


def _changed_name(before: MemberFacts, now: MemberFacts) -> str:
    return "et annet navn" if fold(before.name or "") != fold(now.name or "") else ""


def _other_phone(before: MemberFacts, now: MemberFacts) -> str:
    return "et annet nummer" if before.phone and before.phone != now.phone else ""


def _other_email(before: MemberFacts, now: MemberFacts) -> str:
    return "en annen adresse" if before.email and before.email != now.email else ""


def _differs(before: str | None, now: str | None) -> str:
    return f"var {before!r}, nå {now or 'tom'!r}" if before and before != now else ""


def _other_words(before: str | None, now: str | None) -> str:
    """Return a text if two names have no word in common."""
    if before and now and {*fold(before).split()}.isdisjoint(fold(now).split()):
        return "et helt annet navn"
    return ""


OFTEN_CHANGED = 0.2  # of the known members: people move, and get new phones
CLAIM_RULES = (
    ChangeRule("har fått en annen KID", "kid", _other_kid, "kid", is_doubted=True),
    ChangeRule(
        "har fått et annet medlemsnummer", "person", _other_member, "member_id", is_doubted=True
    ),
    ChangeRule("har fått en helt annen mottaker", "recipient", _other_recipient, "recipient_name"),
    ChangeRule("har fått et høyere beløp", "amount", _more_owed, "amount_ore"),
    ChangeRule("har fått kommaet flyttet", "amount", _other_scale, "amount_ore"),
    ChangeRule("har fått tidligere forfall", "due_on", _due_earlier, "due_on"),
    ChangeRule("har byttet dag og måned i forfallet", "due_on", _day_turned, "due_on"),
)
MEMBER_RULES = (
    ChangeRule("har mistet fødselsdatoen", "born_on", _no_birth_date, "born_on"),
    ChangeRule(
        "har fått en annen fødselsdato", "born_on", _other_birth_date, "born_on", is_doubted=True
    ),
)
CONTACT_RULES = (
    ChangeRule("har fått et helt annet navn", "name", _other_name, "name"),
    ChangeRule("har fått en annen telefon", "phone", _other_phone, "phone"),
    ChangeRule("har fått en annen e-post", "email", _other_email, "email"),
)
GUARDIAN_RULES = (
    ChangeRule("har fått et annet navn", "name", _changed_name, "name"),
    *CONTACT_RULES[1:],
)


def _describe_relief(pairs: Sequence[Pair], many: Many) -> Iterator[str]:
    """Yield a line for each change in many rows by which people are asked later, or for less."""
    later = sum(
        bool(old.due_on and new.due_on and new.due_on > old.due_on) for _, old, new in pairs
    )
    less = sum((new.amount_ore or 0) < (old.amount_ore or 0) for _, old, new in pairs)
    closed = sum(new.is_settled and not old.is_settled for _, old, new in pairs)
    for count, text in (
        (later, "krav har fått senere forfall"),
        (less, "krav er satt ned"),
        (closed, "krav er gjort opp siden sist"),
    ):
        if many.has(count, len(pairs)):
            yield f"{count} {text}"
