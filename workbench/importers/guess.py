"""What a file nobody knows may be: where its list begins, what kind, and which heading says what.

A guess is only proposed to a person, who chooses; so it is quick rather than sure.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from workbench.importers.cells import Context, reads
from workbench.importers.drafts import COLUMNS, IDS, KINDS, MAY_LACK, columns_of
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
SURE, NAMED, LIKELY = 0.95, 0.4, 0.3  # above NAMED the heading says it, not its values alone
STATUSES = {"members": MemberStatus, "bills": ClaimStatus}
SOMEBODY_ELSE = re.compile(r"foresatt|foreldre|guardian|parent|verge|\b(?:mor|far)s?\b|mamma|pappa")
WHO_PAYS = re.compile(r"betal|payment contact|payer")
DAYLIKE = re.compile(r".*\d[./-]\d.*")
# found by what the cells look like alone, the surest first
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
        """The headings, tidied; "" for one that cannot be used: blank, a number, or met before."""
        met: set[str] = set()
        found = []
        for cell in map(tidy, self.sheet.rows[self.heading_row]):
            usable = not is_blank(cell) and fold(cell) not in met and mask(cell) == cell
            met.add(fold(cell))
            found.append(cell if usable else "")
        return found

    def values(self, index: int, rows: int = LOOKED_AT) -> list[str]:
        """Return what stands under a heading in the first rows, blanks left out, numbers hidden.

        Of text, a row wider than usual is left out: its cells have moved.
        """
        below = self.sheet.rows[self.heading_row + 1 : self.heading_row + 1 + rows]
        whole = [row for row in below if not self.sheet.is_text or self._is_straight(row)]
        return [mask(tidy(r[index])) for r in whole if index < len(r) and not is_blank(r[index])]

    def _is_straight(self, row: Sequence[str]) -> bool:
        return len(row) <= self._usual and all(map(is_blank, row[len(self.headings) :]))

    @cached_property
    def _usual(self) -> int:
        widths = Counter(map(len, self.sheet.rows[self.heading_row + 1 :]))
        return max([len(self.headings), *(width for width, _ in widths.most_common(1))])


def find_list_places(sheets: Iterable[Sheet]) -> list[ListPlace]:
    """Return every row that may be one of headings, the likeliest first, hidden sheets last."""
    found = []
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            width = len({fold(cell) for cell in row if _is_heading(cell)})
            below = [
                sum(not is_blank(cell) for cell in other) for other in sheet.rows[at + 1 : at + 6]
            ]
            if width > 1 and max(below, default=0) > 1:
                is_followed = max(below) * 2 >= width
                rank = (sheet.is_hidden, not is_followed, -width)
                found.append((rank, ListPlace(sheet, at)))
    return [list_place for _, list_place in sorted(found, key=lambda one: one[0])]


def _is_heading(cell: str) -> bool:
    digits = sum(letter.isdigit() for letter in cell)
    return any(map(str.isalpha, cell)) and digits < 3 and "@" not in cell and len(cell) < 60


def guess_kind(list_place: ListPlace, profiles: Sequence[Profile], context: Context) -> Kind:
    """Return the kind of list whose needs the headings meet best."""

    def fit(kind: Kind) -> float:
        sure = guess_columns(kind, list_place, profiles, context)
        have = {name for name, (_, score) in sure.items() if score > LIKELY}
        name, parts = IDS[kind]
        have |= {name} if {*parts} - MAY_LACK <= have else set()
        needs = [{*need.split("|")} for need in NEEDS[kind].split()]
        met = sum(bool(need & have) for need in needs) / len(needs)
        met += sum(TELLING.get((kind, name), 0) for name, (_, s) in sure.items() if s > NAMED)
        return met + sum(score for _, score in sure.values()) / max(1, len(list_place.headings))

    return max(KINDS, key=fit)


def guess_columns(
    kind: Kind, list_place: ListPlace, profiles: Sequence[Profile], context: Context
) -> dict[str, tuple[int, float]]:
    """Return canonical column -> the index of its heading, and how sure that is, up to 1.

    Each column and each heading stands at most once.
    """
    aliases = {name: _aliases(kind, name, profiles) for name in columns_of(kind)}
    looks = _looks(context)
    scored = []
    for index, heading in enumerate(list_place.headings):
        values = list_place.values(index) if heading else []
        shares = {type: _share(look, values) for type, look in looks.items()}
        for name in aliases if heading else ():
            score = _score(kind, name, heading, aliases[name], shares.get(COLUMNS[name][0]))
            if score >= LIKELY:
                scored.append((-score, index, name))
    found: dict[str, tuple[int, float]] = {}
    taken: set[int] = set()
    for minus, index, name in sorted(scored):
        if name not in found and index not in taken:
            found[name] = (index, -minus)
            taken.add(index)
    return _settled(kind, list_place, found)


def _settled(
    kind: Kind, list_place: ListPlace, found: dict[str, tuple[int, float]]
) -> dict[str, tuple[int, float]]:
    """Tell apart what one heading may be, by what else there is: a name, and groups."""
    if kind == "bills" and {"person", "member_name"} <= {*found} and "recipient" not in found:
        found["recipient"] = found.pop("member_name")
    if "group" in found and "groups" in columns_of(kind) and "groups" not in found:
        parted = any("," in one or ";" in one for one in list_place.values(found["group"][0]))
        found["groups" if parted else "group"] = found.pop("group")
    return found


def _aliases(kind: Kind, name: str, profiles: Sequence[Profile]) -> dict[str, float]:
    """Return the headings known for a column, squeezed, and how much each is worth."""
    label, more = COLUMNS[name][1:]
    found = {_squeeze(word): SURE - 0.05 for word in (label, *more.split())}
    for profile in profiles:
        column = profile.columns.get(name)
        worth = SURE if profile.kind == kind else SURE - 0.1
        for heading in (*column.seen, *column.assumed) if column else ():
            found[_squeeze(heading)] = max(found.get(_squeeze(heading), 0), worth)
    found.pop("", None)
    return found


def _squeeze(heading: str) -> str:
    return re.sub(r"[\W_]", "", fold(heading)).replace("nummer", "nr")


def _score(
    kind: Kind, name: str, heading: str, aliases: Mapping[str, float], share: float | None
) -> float:
    """Return how likely a heading is a column's: by its name, tempered by what stands under it."""
    if kind == "members" and not _is_of(name, fold(heading)):
        return 0
    said, parts = _squeeze(heading), {_squeeze(word) for word in heading.split()}
    score = max((_likeness(said, parts, *alias) for alias in aliases.items()), default=0)
    if share is None:
        return score
    by_value = 0.35 if name == IDS[kind][0] and said.endswith(("nr", "id")) else 0
    if name in BY_VALUE[kind] and share > 0.6:
        by_value = 0.4 * share - 0.01 * BY_VALUE[kind].index(name)
    return max(score * (0.3 + 0.7 * share), by_value)


def _likeness(said: str, parts: set[str], alias: str, worth: float) -> float:
    """Return how much of an alias a heading says: all of it, as one of its words, or within one."""
    if said == alias:
        return worth
    if alias in parts and len(alias) > 2:
        return 0.75 * worth
    if said.endswith(alias) and len(alias) > 3:  # a Norwegian compound is what its last part is
        return 0.6 * worth
    short, long = sorted((said, alias), key=len)
    return 0.7 * worth * len(short) / len(long) if len(short) > 3 and short in long else 0


def _is_of(name: str, heading: str) -> bool:
    """Say whether heading and column are of one person: the member, guardian 1, 2, or payer."""
    whose = ""
    if SOMEBODY_ELSE.search(heading):
        whose = "guardian_2" if "2" in heading else "guardian_1"
    elif WHO_PAYS.search(heading):
        whose = "payer"
    return name.startswith(whose) if whose else not name.startswith(("guardian", "payer"))


def _share(look: Callable[[str], bool], values: list[str]) -> float:
    """Return the share of the values that look like it; of none, it cannot be told."""
    return sum(map(look, values)) / len(values) if values else 0.8


def _looks(context: Context) -> dict[str, Callable[[str], bool]]:
    """Return type -> whether a text looks like one, stricter than what can be read as one."""
    length = context.kid_length
    day = partial(reads, lambda text: DAYLIKE.fullmatch(text) and parse_day(text))
    return {
        "phone": partial(reads, clean_phones),
        "email": partial(reads, lambda text: "@" in text and clean_emails(text)),
        "postcode": partial(reads, lambda text: len(text) < 7 and clean_postcode(text)),
        "amount": partial(
            reads, lambda text: abs(parse_ore(text) or 0) < 10**8 and "-" not in text[1:-1]
        ),
        "count": lambda text: text.isdecimal() and len(text) < 3,
        "kid": lambda text: is_kid(text.zfill(length), length, context.kid_modulus),
        "name": lambda text: not any(map(str.isdigit, text)),
        "full_name": lambda text: " " in text and not any(map(str.isdigit, text)),
        "id": lambda text: not looks_like_national_id(text) and any(map(str.isdigit, text)),
        **dict.fromkeys(("day", "past_day", "birth_day"), day),
    }


def guess_words(kind: Kind, words: Iterable[str], profiles: Sequence[Profile]) -> dict[str, str]:
    """Return the code that each status word has in most profiles, else the common one, else the one
    that our own Norwegian gives it."""
    known = Counter[tuple[str, str]]()
    for profile in profiles:
        status = profile.columns.get("status") if profile.kind == kind else None
        known.update((fold(word), code) for word, code in (status.words if status else {}).items())
    codes = {fold(phrase): str(code) for code, phrase in TEXTS[STATUSES[kind]].items()}
    codes |= {fold(word): code for word, code in common_words(kind).items() if code != PARTLY}
    codes |= {word: code for (word, code), _ in known.most_common()[::-1]}
    return {word: codes[fold(word)] for word in words if fold(word) in codes}


def guess_order(list_place: ListPlace, indexes: Iterable[int]) -> str:
    """Return the order of the days under some headings: "ymd" only where nothing else reads."""

    def unread(order: Any) -> int:
        values = [value for index in indexes for value in list_place.values(index)]
        return sum(not reads(lambda text: parse_day(text, order), value) for value in values)

    return min(("dmy", "ymd"), key=unread)
