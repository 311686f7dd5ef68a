"""Whole columns of a file that cannot be right: read in two ways, moved, turned or copied down.

Nothing need be known about the club: what belongs together in a row says whether it stands there.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Any

from workbench.importers.profiles import Profile
from workbench.norsk import kroner
from workbench.values.amounts import parse_ore
from workbench.values.text import fold, tidy

FEW = 6  # rows; fewer say nothing about a column
FEWEST_MOVED = 3  # rows of a short list that must agree once they are moved
HIGHEST_USUAL, LOWEST_USUAL = 3_000_000, 2_000  # øre: what most claims of a club are between
LEAST_GAIN = 1.3  # times the root of the rows: so many more must be alike after moving a column
LOOKED_AT = 1000  # rows at either end
MANY_NAMED = 30  # people of whom some have the name of their family, or of their address
A_DOZEN = 12  # rows with one phone: no family is as large
NEAR = 45  # days between a due date and what follows from it
OWN_LAST_NAME = ("last_name", "member_name")
GUARDIAN_LAST_NAME = ("guardian_1_name", "guardian_1_last")
GUARDIAN_NAME = ("guardian_1_first", *GUARDIAN_LAST_NAME)
PAYER_NAME = ("payer_first", "payer_name", "payer_last")
# what is alike, by which columns, and in which: fees of a title, contacts of a household
GROUPED = (
    ("beløpene", ("title", "group"), "amount"),
    ("forfallene", ("title", "group"), "due_on"),
    ("inntektskontoene", ("title",), "account"),
    ("KID-ene", ("order",), "kid"),
    ("telefonnumrene", ("email",), "phone"),
    ("de foresattes telefonnumre", GUARDIAN_NAME, "guardian_1_phone"),
    ("de foresattes e-post", GUARDIAN_NAME, "guardian_1_email"),
    ("de foresattes navn", ("address",), "guardian_1_name"),
)
# who is named, by which columns, and their address
NAMED = (
    ("foresatte", GUARDIAN_NAME, "guardian_1_email"),
    ("betalere", PAYER_NAME, "payer_email"),
)
COPIED = {
    "phone": "telefonen", "guardian_1_phone": "telefonen", "email": "e-posten",
    "guardian_1_email": "e-posten", "kid": "KID-en",
}  # fmt: skip
DAYS = {"day", "past_day", "birth_day"}  # types of column

_DOT_DECIMALS = re.compile(r"-?[0-9]+\.[0-9]{1,2}|-?[0-9]{4,}\.[0-9]{3}")  # 1250.50, 1250.500
_DOT_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")  # 1.250, or 1.25 with three decimals
_PARTED_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2[0-9]{2,4}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-([0-9]{2})")


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
        elif field.endswith(("name", "_first", "_last")):
            yield from _letters_for_names(columns.get(field, ()))
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


def _letters_for_names(names: Sequence[Any]) -> Iterator[str]:
    """Yield a sentence if most names are a single letter, as of a column of codes."""
    texts = [str(name) for name in names if name]
    letters = sum(len(text) == 1 for text in texts)
    if letters * 2 > len(texts):
        yield f"{letters} av {len(texts)} navn er bare én bokstav, som «{texts[0]}»"


def _unusual_amounts(amounts: Iterable[Any]) -> Iterator[str]:
    """Yield a sentence if most amounts are far from what clubs claim."""
    stated = [amount for amount in amounts if isinstance(amount, int) and amount > 0]
    usual = int(median(stated)) if len(stated) >= FEW else LOWEST_USUAL
    if usual > HIGHEST_USUAL:
        yield f"halvparten av beløpene er over {kroner(usual)}, som om de sto i øre"
    elif usual < LOWEST_USUAL:
        yield f"halvparten av beløpene er under {kroner(usual)}, som om kommaet er flyttet"


def doubt_alignment(every: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Yield a sentence for each two columns that belong together, but not row by row: one of them
    was moved, turned, or one value was copied down all rows. Of a long list the first and last rows
    are looked at.
    """
    columns = {
        field: [*cells[:LOOKED_AT], *cells[LOOKED_AT:][-LOOKED_AT:]]
        for field, cells in every.items()
    }
    last_names = [
        name.rpartition(" ")[2] for name in _joined(columns, ("first_name", *OWN_LAST_NAME))
    ]
    alike = (
        ("e-postadressene", _joined(columns, ("first_name", *OWN_LAST_NAME)), ("email",)),
        ("de foresattes navn", last_names, GUARDIAN_LAST_NAME),
        ("de foresattes e-post", _joined(columns, GUARDIAN_NAME), ("guardian_1_email",)),
        ("betalernes e-post", _joined(columns, PAYER_NAME), ("payer_email",)),
        ("mottakerne", last_names, ("recipient",)),
    )
    shifted = [text for text, own, fields in alike if find_shift(own, _joined(columns, fields))]
    if find_shift(_joined(columns, ("amount",)), _joined(columns, ("paid",)), str.__eq__):
        shifted.append("det som er betalt")
    for text, groups, field in GROUPED:
        if find_group_shift(_joined(columns, groups), _joined(columns, (field,))):
            shifted.append(text)
    if "amount" not in columns and _sums_are_shifted(columns):
        shifted.append("det som er betalt")
    for text in dict.fromkeys(shifted):
        yield f"{text} hører til en annen rad enn den de står i: en kolonne er forskjøvet"
    for who, name, email in NAMED:
        yield from _strange_names(
            who, last_names, _joined(columns, name), _joined(columns, (email,))
        )
    yield from _differing_kids(_joined(columns, ("order",)), _joined(columns, ("kid",)))
    for field in ("paid_on", "reminded_on", "issued_on"):
        if find_turned(columns.get("due_on", ()), columns.get(field, ())):
            yield "forfallene ser ut til å ha byttet dag og måned"
    for field in COPIED:
        yield from _copied_down(field, _joined(columns, (field,)))


def _sums_are_shifted(columns: Mapping[str, Sequence[Any]]) -> bool:
    """Return whether what is paid and what is outstanding make up the usual amount of a title far
    more often with a row between them."""
    paid, outstanding = columns.get("paid", ()), columns.get("outstanding", ())
    titles = _joined(columns, ("title", "group"))

    def alike(first: slice, second: slice) -> int:
        pairs = zip(paid[first], outstanding[second], strict=False)
        sums = [str(sum(cell for cell in pair if isinstance(cell, int))) for pair in pairs]
        return _count_alike(titles[second], sums)

    if not paid or not outstanding:
        return False
    whole = alike(slice(None), slice(None))
    moved = max(alike(slice(1, None), slice(None, -1)), alike(slice(None, -1), slice(1, None)))
    return _is_far_more(moved, whole, len(titles))


def _joined(columns: Mapping[str, Sequence[Any]], fields: Sequence[str]) -> list[str]:
    """Return the values of some columns as one text for each row; "" where there is none."""
    cells = [columns[field] for field in fields if field in columns]
    if not cells:
        return [""] * len(columns["row"])
    return [" ".join(filter(None, map(_as_text, row))) for row in zip(*cells, strict=True)]


def _as_text(cell: Any) -> str:
    if isinstance(cell, list | tuple):
        return " ".join(map(str, cell))
    return str(cell) if isinstance(cell, str | int | date) else ""


def _strange_names(
    who: str, last_names: Sequence[str], names: Sequence[str], emails: Sequence[str]
) -> Iterator[str]:
    """Yield a sentence if nobody of many has a word in common with the member's last name, nor with
    the own address: what stands there are no names."""
    named = [row for row in zip(names, last_names, emails, strict=True) if row[0]]
    if len(named) >= MANY_NAMED and not any(
        shares_a_word(name, last_name) or shares_a_word(name, email)
        for name, last_name, email in named
    ):
        yield f"ingen av {len(named)} {who} heter det samme som medlemmet eller e-posten sin"


def _differing_kids(orders: Sequence[str], kids: Sequence[str]) -> Iterator[str]:
    """Yield a sentence if most orders of several rows have several KIDs: an order has one."""
    kids_by_order: dict[str, list[str]] = {}
    for order, kid in zip(orders, kids, strict=True):
        if order and kid:
            kids_by_order.setdefault(order, []).append(kid)
    several = [len({*of_order}) for of_order in kids_by_order.values() if len(of_order) > 1]
    differing = sum(count > 1 for count in several)
    if differing >= FEWEST_MOVED and differing * 2 > len(several):
        yield f"{differing} av {len(several)} ordrer med flere rader har ulike KID-er"


def _copied_down(field: str, values: Sequence[str]) -> Iterator[str]:
    counts = Counter(filter(None, values))
    most, filled = max(counts.values(), default=0), counts.total()
    if most >= A_DOZEN and most * 2 > filled:
        yield f"{most} av {filled} rader har den samme {COPIED[field]}: den er kopiert nedover"


def find_group_shift(groups: Sequence[str], values: Sequence[str]) -> bool:
    """Return whether values are far more alike within the groups when moved up or down by a row.

    >>> fees = (["Ski"] * 2 + ["Turn"] * 2) * 5
    >>> find_group_shift(fees, fees[1:] + fees[:1]), find_group_shift(fees, fees)
    (True, False)
    """
    here = _count_alike(groups, values)
    moved = (_count_alike(groups[1:], values[:-1]), _count_alike(groups[:-1], values[1:]))
    return _is_far_more(max(moved), here, len(groups))


def _count_alike(groups: Sequence[str], values: Sequence[str]) -> int:
    """Return how many of the values are the most usual one of their group."""
    counts: dict[str, Counter[str]] = {}
    for group, value in zip(groups, values, strict=True):
        if group and value:
            counts.setdefault(group, Counter())[value] += 1
    return sum(max(counter.values()) for counter in counts.values())


def find_turned(days: Sequence[Any], references: Sequence[Any]) -> bool:
    """Return whether days are far nearer to what follows from them with day and month exchanged."""
    pairs = [
        (day, reference)
        for day, reference in zip(days, references, strict=False)
        if isinstance(day, date) and isinstance(reference, date) and day.month != day.day <= 12
    ]
    here = sum(abs((reference - day).days) <= NEAR for day, reference in pairs)
    turned = sum(
        abs((reference - day.replace(month=day.day, day=day.month)).days) <= NEAR
        for day, reference in pairs
    )
    return turned >= FEW and turned > 2 * here


def find_shift(
    first: Sequence[str], second: Sequence[str], agree: Callable[[str, str], bool] | None = None
) -> bool:
    """Return whether two columns agree far better when one of them is moved up or down by a row.

    Two texts agree if they share a word, unless another rule is given.

    >>> names = ["Ola", "Kari", "Per", "Eva", "Jon", "Liv"]
    >>> find_shift(names, names[1:] + names[:1], str.__eq__), find_shift(names, names, str.__eq__)
    (True, False)
    """
    agree = agree or shares_a_word
    pairs = [*zip(first, second, strict=True)]
    both = [pair for pair in pairs if all(pair)]
    down = [(one[0], other[1]) for one, other in pairwise(pairs) if one[0] and other[1]]
    up = [(other[0], one[1]) for one, other in pairwise(pairs) if other[0] and one[1]]
    here = sum(agree(*pair) for pair in both)
    best = max(sum(agree(*pair) for pair in moved) for moved in (down, up))
    if best < FEW - 1:  # of a short list all must agree when it is moved, and none as it stands
        return here == 0 and best >= FEWEST_MOVED and best >= len(both) - 1
    return best > 2 * here or _is_far_more(best, here, len(both))


def _is_far_more(moved: int, here: int, rows: int) -> bool:
    """Return whether more agree after moving a column than chance would have it."""
    return moved - here > max(FEW, LEAST_GAIN * math.sqrt(rows))


def shares_a_word(one: str, other: str) -> bool:
    """Return whether two texts are the same, or share a word of three letters or more.

    The word may stand within another.

    >>> shares_a_word("Kari Nordmann", "ola.nordmann@example.no"), shares_a_word("Kari", "Ola")
    (True, False)
    """
    text = _plain(other)
    return bool(text and text == _plain(one)) or any(word in text for word in _words(one))


@lru_cache(maxsize=LOOKED_AT)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of three letters or more, folded."""
    return tuple(_plain(word) for word in re.split(r"\W+", fold(text)) if len(word) > 2)


@lru_cache(maxsize=LOOKED_AT)
def _plain(text: str) -> str:
    return fold(text).replace("ø", "o").replace("å", "a").replace("æ", "ae")
