"""What each column of an unknown file says: a choice for each heading, and for each status word."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any

from ipywidgets import Box, Checkbox, Dropdown

from workbench.forms.guard import Guard
from workbench.forms.parts import area, discard, line, names, sentence, words
from workbench.importers import guess
from workbench.importers.cells import Context
from workbench.importers.drafts import COLUMNS, KINDS, Draft, columns_of
from workbench.importers.guess import STATUSES, Listing
from workbench.importers.profiles import Profile
from workbench.norsk import text_of
from workbench.office.file_mapping import TRIED, UnknownSheets

MOST_HEADERS, MOST_WORDS, SAMPLES = 40, 30, 3
UNUSED, UNKNOWN = "brukes ikke", "velg …"
ORDERS = {"dmy": "dag.måned.år", "ymd": "år-måned-dag"}
WHOLE = "Listen er hele klubbens: den som ikke står her, er ikke med lenger"


class ColumnPanel(Box):
    """The choices for one file, our guesses chosen; `changed` hears of every other."""

    def __init__(
        self,
        strange: UnknownSheets,
        profiles: Sequence[Profile],
        context: Context,
        guard: Guard,
        changed: Callable[[], None],
    ) -> None:
        self.strange, self.profiles, self.context = strange, profiles, context
        self.guard, self.changed = guard, changed
        self.fields: dict[int, Dropdown] = {}  # index of the heading -> what the column says
        self.words: dict[str, Dropdown] = {}  # status word -> our code
        self.meant: dict[tuple[str, str], str] = {}  # kind and word -> the code it was given
        self.asked: tuple[str, list[str]] = ("", [])  # the kind and the words asked about
        self.moved = ""  # what the last choice took from another heading
        self.is_busy = False  # choosing by itself: nobody is told before it has done
        self._listings = strange.listings[:MOST_HEADERS]
        headers = [(_header(one), n) for n, one in enumerate(self._listings)]
        self.header = self._heard("Overskrifter", headers, self._guess_kind)
        self.kind = self._heard("Slag", _options(KINDS), self._guess_columns)
        self.order = self._heard("Datoer", _options(ORDERS), self._tell)
        self.whole = Checkbox(False, description=WHOLE, indent=False, _dom_classes=names("whole"))
        self.whole.observe(guard(self._tell), "value")
        self.gone, self.rows, self.statuses = words("hint"), area("cols"), area("statuses")
        shown = (area("pick", self.header, self.kind, self.order), self.rows, self.statuses)
        super().__init__(children=(*shown, self.whole, self.gone), _dom_classes=names("choices"))
        self._guess_kind()

    @property
    def listing(self) -> Listing:
        """Where the list is taken to stand."""
        return self._listings[self.header.value]

    def draft(self, title: str) -> Draft:
        """Return what is chosen, under a title."""
        headings, said = self.listing.headings, {f.value: n for n, f in self.fields.items()}
        order = said.get("order")
        numbers = [] if order is None else self.listing.values(order, TRIED)
        return Draft(
            title=title,
            kind=self.kind.value,
            headings={name: headings[n] for name, n in said.items() if name},
            words={word: field.value for word, field in self.words.items() if field.value},
            day_order=self.order.value,
            whole_club=self.whole.value,
            many_lines=len(numbers) > len(set(numbers)),
        )

    # What follows from a choice

    def _guess_kind(self) -> None:
        self.is_busy = True
        self.kind.value = guess.guess_kind(self.listing, self.profiles, self.context)
        self.is_busy = False
        self._guess_columns()

    def _guess_columns(self) -> None:
        if self.is_busy:
            return
        kind, listing = self.kind.value, self.listing
        guessed = guess.guess_columns(kind, listing, self.profiles, self.context)
        said = {index: name for name, (index, _) in guessed.items()}
        options = [(UNUSED, ""), *((sentence(COLUMNS[n][1]), n) for n in columns_of(kind))]
        discard(*self.rows.children)
        self.fields, rows = {}, []
        for index, heading in enumerate(listing.headings):
            if heading:
                field = self._heard(heading, options, self._chose, index, value=said.get(index, ""))
                self.fields[index] = field
                samples = islice(dict.fromkeys(listing.values(index)), SAMPLES)
                rows.append(area("col", field, words("samples", _samples(samples))))
        self.rows.children = rows
        days = [index for index, name in said.items() if "day" in COLUMNS[name][0]]
        self.is_busy = True
        self.order.value = guess.guess_order(listing, days)
        self.whole.value, self.moved = False, ""  # who ticks it has thought about it
        self.is_busy = False
        self._show_words()

    def _chose(self, index: int) -> None:
        """Let a column stand once: where it was chosen before, it is taken away, which is said."""
        if self.is_busy:
            return
        self.is_busy, self.moved = True, ""
        chosen, headings = self.fields[index].value, self.listing.headings
        for other, field in self.fields.items():
            if chosen and other != index and field.value == chosen:
                field.value, said = "", sentence(COLUMNS[chosen][1])
                self.moved = (
                    f"{said} leses nå fra «{headings[index]}»; «{headings[other]}» brukes ikke."
                )
        self.is_busy = False
        self._show_words()

    def _show_words(self) -> None:
        """Ask what each word means, where a column of words is chosen."""
        index = next((n for n, field in self.fields.items() if field.value == "status"), None)
        values = self.listing.values(index, TRIED) if index is not None else []
        found = [word for word, _ in Counter(values).most_common(MOST_WORDS)]
        if (self.kind.value, found) != self.asked:
            self.asked = (self.kind.value, found)
            discard(*self.statuses.children)
            self.words = self._words(found) if found else {}
            said = words("said", line("Hva betyr hvert ord i statuskolonnen?"))
            self.statuses.children = (said, *self.words.values()) if found else ()
        self.whole.layout.display = None if self.kind.value == "members" else "none"
        self._tell()

    def _words(self, found: Sequence[str]) -> dict[str, Dropdown]:
        kind = self.kind.value
        known = guess.guess_words(kind, found, self.profiles)
        known |= {word: code for (of, word), code in self.meant.items() if of == kind}
        codes = [(sentence(text_of(code)), str(code)) for code in STATUSES[kind]]
        options = [(UNKNOWN, ""), *codes]
        return {
            word: self._heard(word, options, self._mean, kind, word, value=known.get(word, ""))
            for word in found
        }

    def _mean(self, kind: str, word: str) -> None:
        """Keep what a word means, also while its column is not used."""
        self.meant[kind, word] = self.words[word].value
        self._tell()

    def _tell(self) -> None:
        if not self.is_busy:
            self.changed()

    def _heard(
        self, said: str, options: Sequence[Any], step: Callable[..., None], *given: Any, **more: Any
    ) -> Dropdown:
        field = Dropdown(description=said, options=options, _dom_classes=names("choice"), **more)
        field.observe(self.guard(step, *given), "value")
        return field


def _options(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(sentence(word), code) for code, word in words.items()]


def _header(listing: Listing) -> str:
    """Name a row by its sheet, its number and its first cells."""
    sheet = f"{listing.sheet.name}, " if listing.sheet.name else ""
    cells = ", ".join(filter(None, listing.headings))
    return f"{sentence(f'{sheet}rad {listing.at + 1}')}: {cells[:60]}"


def _samples(values: Any) -> str:
    return "".join(f"<span>{escape(value[:40])}</span>" for value in values) or "<i>tom</i>"
