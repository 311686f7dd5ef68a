"""What an unknown file may be: where its list begins, its kind, and the column of each heading.

A guess is only proposed to a person, who chooses; so it is quick rather than sure.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from workbench.importers.cells import Context, is_readable
from workbench.importers.drafts import COLUMNS, IDS, KINDS, OPTIONAL_PARTS, choosable_columns
from workbench.importers.headings import HEADER_WITHIN
from workbench.importers.profiles import NEEDS, PARTLY, Kind, Profile, common_words
from workbench.importers.reading import Sheet
from workbench.model.kinds import ClaimStatus, MemberStatus
from workbench.norsk import TEXTS
from workbench.values.amounts import parse_ore
from workbench.values.dates import parse_day
from workbench.values.emails import clean_emails
from workbench.values.kid import is_kid
from workbench.values.national_id import looks_like_national_id, mask
from workbench.values.phones import clean_phones
from workbench.values.postcodes import clean_postcode
from workbench.values.text import fold, is_blank, tidy

LOOKED_AT = 50  # rows
# canonical column -> the index of its heading, and how sure that is, up to 1
Guesses = dict[str, tuple[int, float]]
SURE, NAMED, LIKELY = 0.95, 0.4, 0.3  # above NAMED it is by the heading, not its values alone
STATUSES = {"members": MemberStatus, "bills": ClaimStatus}
SOMEBODY_ELSE = re.compile(r"foresatt|foreldre|guardian|parent|verge|\b(?:mor|far)s?\b|mamma|pappa")
WHO_PAYS = re.compile(r"betal|payment contact|payer")
DAYLIKE = re.compile(r".*\d[./-]\d.*")
# columns that are guessed by their values alone, the surest first
BY_VALUE: Mapping[Kind, tuple[str, ...]] = {
    "members": ("email", "phone", "born_on"),
    "bills": ("kid", "due_on", "amount"),
    "payments": ("kid", "paid_on", "amount"),
}
TELLING = {("bills", "due_on"): 0.5, ("bills", "status"): 0.2}  # what a payment does not have


@dataclass(frozen=True)
class ListPlace:
    """Where a list may stand: `heading_row` is the index of its row of headings."""

    sheet: Sheet
    heading_row: int

    @cached_property
    def headings(self) -> list[str]:
        """The headings, tidied; "" for one that cannot be used: blank, repeated, or with a birth
        number."""
        earlier: set[str] = set()
        headings = []
        for cell in map(tidy, self.sheet.rows[self.heading_row]):
            is_usable = not is_blank(cell) and fold(cell) not in earlier and mask(cell) == cell
            earlier.add(fold(cell))
            headings.append(cell if is_usable else "")
        return headings

    def values(self, index: int, rows: int = LOOKED_AT) -> list[str]:
        """Return the values under a heading in the first rows, without blanks; birth numbers are
        masked.

        In a text, a row wider than usual is left out: its cells have moved.
        """
        below = self.sheet.rows[self.heading_row + 1 : self.heading_row + 1 + rows]
        if self.sheet.is_text:
            below = [row for row in below if self._is_aligned(row)]
        return [mask(tidy(r[index])) for r in below if index < len(r) and not is_blank(r[index])]

    def _is_aligned(self, row: Sequence[str]) -> bool:
        return len(row) <= self._usual_width and all(map(is_blank, row[len(self.headings) :]))

    @cached_property
    def _usual_width(self) -> int:
        widths = Counter(map(len, self.sheet.rows[self.heading_row + 1 :]))
        return max([len(self.headings), *(width for width, _ in widths.most_common(1))])


def find_list_places(sheets: Iterable[Sheet]) -> list[ListPlace]:
    """Return every row that may hold the headings, the likeliest first, hidden sheets last."""
    ranked = []
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            headings = {fold(cell) for cell in row if _is_heading(cell)}
            rows_below = sheet.rows[index + 1 : index + 6]
            filled_counts = [sum(not is_blank(cell) for cell in below) for below in rows_below]
            most_filled = max(filled_counts, default=0)
            if len(headings) > 1 and most_filled > 1:
                is_followed = most_filled * 2 >= len(headings)
                rank = (sheet.is_hidden, not is_followed, -len(headings))
                ranked.append((rank, ListPlace(sheet, index)))
    return [list_place for _, list_place in sorted(ranked, key=itemgetter(0))]


def _is_heading(cell: str) -> bool:
    digits = sum(letter.isdigit() for letter in cell)
    return any(map(str.isalpha, cell)) and digits < 3 and "@" not in cell and len(cell) < 60


def guess_kind(list_place: ListPlace, profiles: Sequence[Profile], context: Context) -> Kind:
    """Return the kind of list whose needs the headings meet best."""

    def score_kind(kind: Kind) -> float:
        guesses = guess_columns(kind, list_place, profiles, context)
        columns = {name for name, (_, score) in guesses.items() if score > LIKELY}
        id_column, parts = IDS[kind]
        if {*parts} - OPTIONAL_PARTS <= columns:
            columns.add(id_column)
        needs = [{*need.split("|")} for need in NEEDS[kind].split()]
        total = sum(bool(need & columns) for need in needs) / len(needs)
        total += sum(TELLING.get((kind, name), 0) for name, (_, s) in guesses.items() if s > NAMED)
        return total + sum(s for _, s in guesses.values()) / max(1, len(list_place.headings))

    return max(KINDS, key=score_kind)


def guess_columns(
    kind: Kind, list_place: ListPlace, profiles: Sequence[Profile], context: Context
) -> Guesses:
    """Return the likeliest columns of the headings: each column and each heading at most once."""
    columns = choosable_columns(kind)
    aliases = {name: _weigh_aliases(kind, name, profiles) for name in columns}
    value_tests = _make_value_tests(context)
    scored = []
    for index, heading in enumerate(list_place.headings):
        if not heading:
            continue
        values = list_place.values(index)
        shares = {cell_type: _pass_share(test, values) for cell_type, test in value_tests.items()}
        for name in columns:
            share = shares.get(COLUMNS[name].type)
            score = _score_heading(kind, name, heading, aliases[name], share)
            if score >= LIKELY:
                scored.append((-score, index, name))
    guesses: Guesses = {}
    used_indexes: set[int] = set()
    for minus_score, index, name in sorted(scored):
        if name not in guesses and index not in used_indexes:
            guesses[name] = (index, -minus_score)
            used_indexes.add(index)
    return _correct_guesses(kind, list_place, guesses)


def _correct_guesses(kind: Kind, list_place: ListPlace, guesses: Guesses) -> Guesses:
    """Correct what a name and a group are, by the other columns and by the values."""
    if kind == "bills" and {"person", "member_name"} <= {*guesses} and "recipient" not in guesses:
        guesses["recipient"] = guesses.pop("member_name")
    if "group" in guesses and "groups" in choosable_columns(kind) and "groups" not in guesses:
        values = list_place.values(guesses["group"][0])
        has_several = any("," in value or ";" in value for value in values)
        guesses["groups" if has_several else "group"] = guesses.pop("group")
    return guesses


def _weigh_aliases(kind: Kind, name: str, profiles: Sequence[Profile]) -> dict[str, float]:
    """Return squeezed heading -> weight, for the known headings of a column."""
    column = COLUMNS[name]
    weights = {_squeeze(word): SURE - 0.05 for word in (column.label, *column.words.split())}
    for profile in profiles:
        if name not in profile.columns:
            continue
        weight = SURE if profile.kind == kind else SURE - 0.1
        for heading in map(_squeeze, profile.columns[name].seen + profile.columns[name].assumed):
            weights[heading] = max(weights.get(heading, 0), weight)
    weights.pop("", None)
    return weights


def _squeeze(heading: str) -> str:
    return re.sub(r"[\W_]", "", fold(heading)).replace("nummer", "nr")


def _score_heading(
    kind: Kind, name: str, heading: str, aliases: Mapping[str, float], share: float | None
) -> float:
    """Return how likely a heading is a column's, by its words and by the values under it: `share`
    is how many of these pass the test of the column's type, if it has one."""
    if kind == "members" and not _is_of_same_person(name, fold(heading)):
        return 0
    squeezed, words = _squeeze(heading), {_squeeze(word) for word in heading.split()}
    score = max((_score_alias(squeezed, words, *alias) for alias in aliases.items()), default=0)
    if share is None:
        return score
    by_value = 0.0
    if name in BY_VALUE[kind] and share > 0.6:
        by_value = 0.4 * share - 0.01 * BY_VALUE[kind].index(name)
    elif name == IDS[kind][0] and squeezed.endswith(("nr", "id")):
        by_value = 0.35
    return max(score * (0.3 + 0.7 * share), by_value)


def _score_alias(squeezed: str, words: set[str], alias: str, weight: float) -> float:
    """Return how much of an alias a heading has: all of it, as one of its words, or within one."""
    if squeezed == alias:
        return weight
    if alias in words and len(alias) > 2:
        return 0.75 * weight
    if squeezed.endswith(alias) and len(alias) > 3:  # a Norwegian compound is what its end is
        return 0.6 * weight
    short, long = sorted((squeezed, alias), key=len)
    return 0.7 * weight * len(short) / len(long) if len(short) > 3 and short in long else 0


def _is_of_same_person(name: str, heading: str) -> bool:
    """Return whether heading and column are of one person: the member, a guardian, or the payer."""
    if SOMEBODY_ELSE.search(heading):
        return name.startswith("guardian_2" if "2" in heading else "guardian_1")
    if WHO_PAYS.search(heading):
        return name.startswith("payer")
    return not name.startswith(("guardian", "payer"))


def _pass_share(test: Callable[[str], bool], values: list[str]) -> float:
    """Return the share of the values that pass; without values, a share that decides little."""
    return sum(map(test, values)) / len(values) if values else 0.8


def _make_value_tests(context: Context) -> dict[str, Callable[[str], bool]]:
    """Return cell type -> whether a text looks like one, stricter than whether it can be read."""
    structures = context.kid_structures
    day = partial(is_readable, lambda text: DAYLIKE.fullmatch(text) and parse_day(text))
    return {
        "phone": partial(is_readable, clean_phones),
        "email": partial(is_readable, lambda text: "@" in text and clean_emails(text)),
        "postcode": partial(is_readable, lambda text: len(text) < 7 and clean_postcode(text)),
        "amount": partial(
            is_readable, lambda text: abs(parse_ore(text) or 0) < 10**8 and "-" not in text[1:-1]
        ),
        "count": lambda text: text.isdecimal() and len(text) < 3,
        "kid": lambda text: any(is_kid(text.zfill(kid.length), [kid]) for kid in structures),
        "name": lambda text: not any(map(str.isdigit, text)),
        "full_name": lambda text: " " in text and not any(map(str.isdigit, text)),
        "id": lambda text: not looks_like_national_id(text) and any(map(str.isdigit, text)),
        **dict.fromkeys(("day", "past_day", "birth_day"), day),
    }


def guess_words(kind: Kind, words: Iterable[str], profiles: Sequence[Profile]) -> dict[str, str]:
    """Return the code of each status word: the one in most profiles, else the common one, else that
    of our own text."""
    counts = Counter[tuple[str, str]]()
    for profile in profiles:
        if profile.kind == kind and "status" in profile.columns:
            words_here = profile.columns["status"].words
            counts.update((fold(word), code) for word, code in words_here.items())
    codes = {fold(text): str(code) for code, text in TEXTS[STATUSES[kind]].items()}
    codes |= {fold(word): code for word, code in common_words(kind).items() if code != PARTLY}
    codes |= {word: code for (word, code), _ in counts.most_common()[::-1]}
    return {word: codes[fold(word)] for word in words if fold(word) in codes}


def guess_order(list_place: ListPlace, indexes: Iterable[int]) -> str:
    """Return the order of the days under some headings: "dmy", unless "ymd" reads more of them."""
    values = [value for index in indexes for value in list_place.values(index)]

    def count_unreadable(order: Any) -> int:
        return sum(not is_readable(lambda text: parse_day(text, order), value) for value in values)

    return min(("dmy", "ymd"), key=count_unreadable)
