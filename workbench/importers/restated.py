"""What a file states now, compared with what the books hold of the same records.

A source that takes back what it has said, or calls a known record by other facts, is doubted row by
row; where it does so in many rows, it is the wrong file. A change by which people are asked later,
or for less, is only noted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from workbench.importers.change_rules import (
    CLAIM_RULES,
    CONTACT_RULES,
    MEMBER_RULES,
    ChangeRule,
    Facts,
    MemberFacts,
    due_earlier,
    member_back,
    reopened_claim,
)
from workbench.importers.plausibility import Doubt
from workbench.model.fault_kinds import FaultKind
from workbench.norsk import tall_dato

OFTEN_CHANGED = 0.2  # of the known members: people move, and get new phones
FEWEST_WHOLE = 3  # rows of which all have changed
MANY_OPEN = 30  # claims, of which some are paid in any week


@dataclass(frozen=True)
class Many:
    """How many of a file's rows may differ: a share of those compared, but at least `fewest`."""

    share: float
    fewest: int

    def has(self, count: int, of: int) -> bool:
        """Return whether so many rows of those compared are too many."""
        return count >= self.fewest and count > self.share * of


@dataclass(frozen=True)
class Restated:
    """What comparing a file with the books has shown: rows to be doubted, sentences that stop the
    file, and lines about changes that are let in."""

    doubts: list[Doubt] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_unchanged: bool = False  # every claim is known, and nothing has happened to any
    taken_back: int = 0  # rows that say what was true before


# the row's number, and what the books hold and the row states: all that decides, or one fact of it
Pair = tuple[int, Any, Any]
ChangedRow = tuple[int, Any, Any, str]  # a pair, and its change


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
    earlier doubt that it was reopened, which nobody has answered.
    """
    pairs = [(row, stored[now.record], now) for row, now in stated if now.record in stored]
    reopened = _changed_rows(pairs, reopened_claim)
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
    unanswered = {
        now.record: unanswered[now.record]
        for *_, now in pairs
        if now.record in unanswered and not now.is_settled
    }
    result.doubts.extend(_doubt_reopened(pairs, reopened, settled_in, unanswered))
    result.doubts.extend(
        Doubt(row, "due_on", FaultKind.CHANGED, due_earlier(before.due_on, now.due_on))
        for row, before, now in pairs
        if before.due_on and now.due_on and now.due_on < as_of <= before.due_on
    )
    _apply(CLAIM_RULES, result, pairs, many)
    return result


def compare_members(
    stated: Sequence[tuple[int, MemberFacts]],
    stored: Mapping[str, MemberFacts],
    *,
    settled_in: str,
    unanswered: Mapping[str, str],
    many: Many,
) -> Restated:
    """Compare the members of a file with those stored; see `compare_claims`.

    Whoever is back is doubted until the file states again that the membership has ended, and not
    only the doubted day of it.
    """
    pairs = [(row, stored[now.record], now) for row, now in stated if now.record in stored]
    back = _changed_rows(pairs, member_back)
    gone = sum(before.has_left for _, before, _ in pairs)
    result = Restated(taken_back=len(back))
    if many.has(len(back), gone):
        text = "var utmeldt eller fryst, men er aktive igjen"
        result.stops.append(_describe_many(back, gone, text))
    unanswered = {
        now.record: unanswered[now.record]
        for *_, now in pairs
        if now.record in unanswered
        and (not now.has_left or _is_doubted_end(now.left_on, unanswered[now.record]))
    }
    result.doubts.extend(_doubt_reopened(pairs, back, settled_in, unanswered))
    _apply(MEMBER_RULES, result, pairs, many)
    _apply(CONTACT_RULES, result, pairs, Many(OFTEN_CHANGED, many.fewest))
    return result


def compare_contacts(
    stated: Sequence[MemberFacts], stored: Mapping[str, MemberFacts], *, many: Many
) -> Restated:
    """Compare the guardians and payers of a file with those stored; a row has no number here."""
    pairs = [(0, stored[now.record], now) for now in stated if now.record in stored]
    result = Restated()
    _apply(CONTACT_RULES, result, pairs, Many(OFTEN_CHANGED, many.fewest))
    return result


def _changed_rows(pairs: Iterable[Pair], change: Callable[[Any, Any], str]) -> list[ChangedRow]:
    changes = ((*pair, change(*pair[1:])) for pair in pairs)
    return [changed for changed in changes if changed[3]]


def _doubt_reopened(
    pairs: Iterable[Pair],
    reopened: Iterable[ChangedRow],
    settled_in: str,
    unanswered: Mapping[str, str],
) -> Iterator[Doubt]:
    """Yield a doubt for each row that takes something back, now or earlier and unanswered."""
    reasons = {**unanswered}
    reasons |= {now.record: f"{text}; sist i {settled_in}" for _, _, now, text in reopened}
    for row, _, now in pairs:
        if now.record in reasons:
            yield Doubt(row, "status", FaultKind.REOPENED, reasons[now.record])


def _apply(
    rules: Iterable[ChangeRule], result: Restated, pairs: Sequence[Pair], many: Many
) -> None:
    """Add what follows from the rules: the file stops, or single rows are doubted."""
    for rule in rules:
        fact = attrgetter(rule.fact)
        known = [(row, fact(before), fact(now)) for row, before, now in pairs if fact(before)]
        changed = _changed_rows(known, rule.change)
        is_whole = len(changed) == len(known) >= FEWEST_WHOLE and not rule.is_doubted
        if is_whole or many.has(len(changed), len(known)):
            result.stops.append(_describe_many(changed, len(known), rule.text))
        elif rule.is_doubted:
            result.doubts.extend(
                Doubt(row, rule.field, FaultKind.CHANGED, text) for row, _, _, text in changed
            )


def _describe_many(changed: Sequence[ChangedRow], of: int, text: str) -> str:
    row, _, _, example = changed[0]
    place = f"rad {row}: " if row else ""
    return f"{len(changed)} av {of} kjente rader {text} ({place}{example})"


def _is_doubted_end(left_on: date | None, reason: str) -> bool:
    """Return whether the reason of a doubt is that the membership ends on this day."""
    return left_on is not None and f"nå {tall_dato(left_on)};" in reason


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
