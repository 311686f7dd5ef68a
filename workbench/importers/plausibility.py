"""What one file says that cannot be right, found without knowing anything about the club.

Rows that contradict themselves are doubted; where too many do, or a whole column can be read in two
ways, the file is the wrong one, or was changed on its way here.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from workbench.importers.profiles import Profile
from workbench.model.fault_kinds import FaultKind
from workbench.model.kinds import ClaimStatus
from workbench.norsk import kroner, tall_dato
from workbench.values.amounts import parse_ore
from workbench.values.text import fold, tidy

FEW = 6  # rows; fewer say nothing about a column
HIGHEST_USUAL, LOWEST_USUAL = 3_000_000, 2_000  # øre: what most claims of a club are between
FARTHEST_DUE, FARTHEST_ISSUE = timedelta(days=730), timedelta(days=90)  # from the day of import
LATE_BOOKING = timedelta(days=3)  # a bank may book a payment on a day to come
DAYS = {"day", "past_day", "birth_day"}  # types of column
VOID = {ClaimStatus.CANCELLED, ClaimStatus.EXEMPT}

_DOT_DECIMALS = re.compile(r"-?[0-9]+\.[0-9]{1,2}|-?[0-9]{4,}\.[0-9]{3}")  # 1250.50, 1250.500
_DOT_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")  # 1.250, or 1.25 with three decimals
_PARTED_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2[0-9]{2,4}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-([0-9]{2})")


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
        """Whether the sums say that nothing is open."""
        if self.outstanding is not None:
            return self.outstanding <= 0 < self.amount_ore
        return (self.paid or 0) >= self.amount_ore > 0


def doubt_rows(profile: Profile, columns: Mapping[str, Sequence[Any]], as_of: date) -> list[Doubt]:
    """Return the rows that contradict themselves, each with the first rule that it breaks.

    `columns` are the values by field, and `row`, the number in the file.
    """
    if profile.kind == "payments":
        return [
            Doubt(row, "paid_on", FaultKind.IMPLAUSIBLE, _describe_future("betalingsdatoen", day))
            for row, day in zip(columns["row"], columns["paid_on"], strict=True)
            if isinstance(day, date) and day > as_of + LATE_BOOKING
        ]
    if profile.kind not in ("bills", "invoices", "claims"):
        return []
    rules = [rule for rule in DAY_RULES if profile.kind != "claims" or rule is not _payment_day]
    rules += MONEY_RULES if profile.kind != "claims" else []
    doubts = (
        next((doubt for rule in rules if (doubt := rule(claim, profile, as_of))), None)
        for claim in _stated_claims(columns)
    )
    return [doubt for doubt in doubts if doubt is not None]


def _stated_claims(columns: Mapping[str, Sequence[Any]]) -> Iterator[StatedClaim]:
    nothing = [None] * len(columns["row"])
    cells = (columns.get(field, nothing) for field in StatedClaim._fields)
    for row in zip(*cells, strict=True):
        values = (cell if isinstance(cell, int | str | date) else None for cell in row)
        yield StatedClaim._make(values)


def _due_before_issue(claim: StatedClaim, _: Profile, as_of: date) -> Doubt | None:
    if claim.due_on and claim.issued_on and claim.due_on < claim.issued_on:
        days = f"forfallet {tall_dato(claim.due_on)} er før fakturadatoen "
        return _implausible(claim, "due_on", days + tall_dato(claim.issued_on))
    return None


def _far_ahead(claim: StatedClaim, _: Profile, as_of: date) -> Doubt | None:
    if claim.due_on and claim.due_on > as_of + FARTHEST_DUE:
        return _implausible(claim, "due_on", _describe_future("forfallet", claim.due_on))
    if claim.issued_on and claim.issued_on > as_of + FARTHEST_ISSUE:
        return _implausible(claim, "issued_on", _describe_future("fakturadatoen", claim.issued_on))
    return None


def _payment_day(claim: StatedClaim, _: Profile, as_of: date) -> Doubt | None:
    if claim.paid_on and claim.paid_on > as_of + LATE_BOOKING:
        return _implausible(claim, "paid_on", _describe_future("betalingsdatoen", claim.paid_on))
    return None


def _open_but_paid(claim: StatedClaim, _: Profile, as_of: date) -> Doubt | None:
    if claim.status == ClaimStatus.OPEN and claim.is_paid_in_full:
        return _contradicted(
            claim, f"står som ubetalt, men hele beløpet på {kroner(claim.amount_ore)} er betalt"
        )
    return None


def _open_but_dated(claim: StatedClaim, _: Profile, as_of: date) -> Doubt | None:
    is_partly_paid = 0 < (claim.paid or 0) < claim.amount_ore
    if claim.status == ClaimStatus.OPEN and claim.paid_on and not is_partly_paid:
        return _contradicted(
            claim, f"står som ubetalt, men med betalingsdato {tall_dato(claim.paid_on)}"
        )
    return None


def _dated_but_unpaid(claim: StatedClaim, profile: Profile, as_of: date) -> Doubt | None:
    is_by_hand = claim.status in VOID | {ClaimStatus.PAID_MANUAL}
    if claim.paid_on and "paid" in profile.columns and not claim.paid and not is_by_hand:
        return _contradicted(
            claim, f"har betalingsdato {tall_dato(claim.paid_on)}, men ingenting er betalt"
        )
    return None


def _paid_but_nothing(claim: StatedClaim, profile: Profile, as_of: date) -> Doubt | None:
    states_sums = "paid" in profile.columns and not claim.is_paid_in_full and claim.amount_ore > 0
    if claim.status == ClaimStatus.PAID and states_sums and not claim.paid:
        return _contradicted(claim, "står som betalt, men ingenting er betalt")
    return None


def _owes_too_much(claim: StatedClaim, _: Profile, as_of: date) -> Doubt | None:
    if claim.amount is None or claim.outstanding is None or claim.status in VOID:
        return None
    if claim.outstanding > claim.amount - (claim.paid or 0):
        return _contradicted(
            claim,
            f"{kroner(claim.outstanding)} utestående av {kroner(claim.amount)}, men "
            f"{kroner(claim.paid or 0)} er betalt",
        )
    return None


Rule = Callable[[StatedClaim, Profile, date], Doubt | None]
DAY_RULES: tuple[Rule, ...] = (_due_before_issue, _far_ahead, _payment_day)
MONEY_RULES: tuple[Rule, ...] = (
    _open_but_paid, _open_but_dated, _dated_but_unpaid, _paid_but_nothing, _owes_too_much,
)  # fmt: skip


def _contradicted(claim: StatedClaim, reason: str) -> Doubt:
    return Doubt(claim.row, "status", FaultKind.CONTRADICTED, reason)


def _implausible(claim: StatedClaim, field: str, reason: str) -> Doubt:
    return Doubt(claim.row, field, FaultKind.IMPLAUSIBLE, reason)


def _describe_future(what: str, day: date) -> str:
    return f"{what} {tall_dato(day)} ligger for langt fram i tid"


def doubt_columns(
    profile: Profile, texts: Mapping[str, Collection[str]], columns: Mapping[str, Sequence[Any]]
) -> Iterator[str]:
    """Yield a sentence for each column that can be read in two ways, or as nothing sensible.

    `texts` are the distinct texts of each field, and `columns` its values.
    """
    for field, cells in texts.items():
        if profile.columns[field].type == "amount":
            yield from _two_number_formats(cells)
        elif profile.columns[field].type in DAYS and profile.day_order == "dmy":
            yield from _two_day_orders(cells)
    yield from _unusual_amounts(columns.get("amount") or columns.get("outstanding") or ())


def _two_number_formats(texts: Collection[str]) -> Iterator[str]:
    """Yield a sentence if a point parts decimals in one cell, and may part thousands in another."""
    cells = [tidy(text) for text in sorted(texts)]
    decimal = next(filter(_DOT_DECIMALS.fullmatch, cells), None)
    doubtful = next(filter(_DOT_THOUSANDS.fullmatch, cells), None)
    if decimal and doubtful:
        readings = f"{kroner(int(doubtful.replace('.', '')) * 100)} eller "
        readings += kroner(parse_ore(doubtful[:-1]) or 0)
        yield f"«{doubtful}» kan være {readings}, siden «{decimal}» har punktum foran ørene"


def _two_day_orders(texts: Collection[str]) -> Iterator[str]:
    """Yield a sentence if the days may have the month first, or Excel has turned some of them."""
    cells = [tidy(text) for text in sorted(texts)]
    parted = [match for cell in cells if (match := _PARTED_DAY.match(cell))]
    for separator in sorted({match[2] for match in parted}):
        alike = [match for match in parted if match[2] == separator]
        pairs = {(int(match[1]), int(match[3])): match[0] for match in alike}
        month_first = [pairs[pair] for pair in pairs if pair[0] <= 12 < pair[1] <= 31]
        day_first = [pairs[pair] for pair in pairs if pair[1] <= 12 < pair[0] <= 31]
        either = [pairs[pair] for pair in pairs if pair[0] != pair[1] and max(pair) <= 12]
        if either and len(month_first) > len(day_first):
            yield f"«{month_first[0]}» har måneden først, så «{either[0]}» kan være to ulike dager"
    iso_days = [int(match[1]) for cell in cells if (match := _ISO_DAY.match(cell))]
    texts_left = [int(match[1]) for match in parted]
    if len(iso_days) >= FEW and len(parted) > 1 and max(iso_days) <= 12 < min(texts_left):
        yield (
            f"alle datoene som kan snus, er snudd, men ikke «{parted[0][0]}»: regnearket har lest "
            "dem med måneden først"
        )


def _unusual_amounts(amounts: Iterable[Any]) -> Iterator[str]:
    """Yield a sentence if most amounts are far from what clubs claim."""
    stated = [amount for amount in amounts if isinstance(amount, int) and amount > 0]
    usual = int(median(stated)) if len(stated) >= FEW else LOWEST_USUAL
    if usual > HIGHEST_USUAL:
        yield f"halvparten av beløpene er over {kroner(usual)}, som om de sto i øre"
    elif usual < LOWEST_USUAL:
        yield f"halvparten av beløpene er under {kroner(usual)}, som om kommaet er flyttet"


def find_shift(
    first: Sequence[str], second: Sequence[str], agree: Callable[[str, str], bool]
) -> bool:
    """Return whether two columns agree far better when one of them is moved up or down by a row.

    >>> names = ["Ola", "Kari", "Per", "Eva", "Jon", "Liv"]
    >>> find_shift(names, names[1:] + names[:1], str.__eq__), find_shift(names, names, str.__eq__)
    (True, False)
    """
    pairs = [*zip(first, second, strict=True)]
    both = [pair for pair in pairs if all(pair)]
    down = [(one[0], other[1]) for one, other in pairwise(pairs) if one[0] and other[1]]
    up = [(other[0], one[1]) for one, other in pairwise(pairs) if other[0] and one[1]]
    here, best = (
        sum(agree(*pair) for pair in both),
        max(sum(agree(*pair) for pair in moved) for moved in (down, up)),
    )
    return len(both) >= FEW - 1 and best >= FEW - 1 and best > 2 * here


def shares_a_word(one: str, other: str) -> bool:
    """Return whether two texts have a word of three letters or more in common, or within another.

    >>> shares_a_word("Kari Nordmann", "ola.nordmann@example.no"), shares_a_word("Kari", "Ola")
    (True, False)
    """
    words = [word for word in re.split(r"\W+", fold(one)) if len(word) > 2]
    text = _plain(other)
    return any(_plain(word) in text for word in words)


def _plain(text: str) -> str:
    return fold(text).replace("ø", "o").replace("å", "a").replace("æ", "ae")
