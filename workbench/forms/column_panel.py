"""The columns of an unknown file: what each heading and each status word means."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any

from ipywidgets import Box, Checkbox, Dropdown

from workbench.forms.guard import Guard
from workbench.forms.parts import (
    area,
    capitalize,
    class_names,
    paragraph,
    replace_children,
    text_widget,
)
from workbench.importers import guess
from workbench.importers.cells import Context
from workbench.importers.drafts import COLUMNS, KINDS, Draft, choosable_columns
from workbench.importers.guess import STATUSES, ListPlace
from workbench.importers.profiles import Profile
from workbench.norsk import text_of
from workbench.office.file_mapping import TRIED, UnknownSheets

MOST_HEADERS, MOST_WORDS, SAMPLES = 40, 30, 3
NOT_USED, NOT_CHOSEN = "brukes ikke", "velg …"
DAY_ORDERS = {"dmy": "dag.måned.år", "ymd": "år-måned-dag"}
WHOLE_CLUB = "Listen er hele klubbens: den som ikke står her, er ikke med lenger"


class ColumnPanel(Box):
    """The choices for one file, with our guesses chosen; calls `on_change` after every change."""

    def __init__(
        self,
        unknown_sheets: UnknownSheets,
        profiles: Sequence[Profile],
        context: Context,
        guard: Guard,
        on_change: Callable[[], None],
    ) -> None:
        self.unknown_sheets, self.profiles, self.context = unknown_sheets, profiles, context
        self.guard, self.on_change = guard, on_change
        self.fields: dict[int, Dropdown] = {}  # index of the heading -> what the column is
        self.words: dict[str, Dropdown] = {}  # status word -> our code
        self.codes: dict[tuple[str, str], str] = {}  # kind and status word -> the chosen code
        self.shown_words: tuple[str, list[str]] = ("", [])  # the kind, and its status words
        self.moved_message = ""  # if the last choice moved a column from another heading
        self.is_updating = False  # the panel changes choices itself: `on_change` waits
        self._list_places = unknown_sheets.list_places[:MOST_HEADERS]
        headers = [
            (_describe_header(list_place), index)
            for index, list_place in enumerate(self._list_places)
        ]
        self.header = self._dropdown("Overskrifter", headers, self._guess_kind)
        self.kind = self._dropdown("Slag", _options(KINDS), self._guess_columns)
        self.order = self._dropdown("Datoer", _options(DAY_ORDERS), self._report_change)
        whole = class_names("whole")
        self.whole = Checkbox(False, description=WHOLE_CLUB, indent=False, _dom_classes=whole)
        self.whole.observe(guard(self._report_change), "value")
        self.absent_text = text_widget("hint")
        self.rows, self.statuses = area("cols"), area("statuses")
        choices = area("pick", self.header, self.kind, self.order)
        super().__init__(
            children=(choices, self.rows, self.statuses, self.whole, self.absent_text),
            _dom_classes=class_names("choices"),
        )
        self._guess_kind()

    @property
    def list_place(self) -> ListPlace:
        """Where the list stands in the file: the place with the chosen row of headings."""
        index: int = self.header.value
        return self._list_places[index]

    def draft(self, title: str) -> Draft:
        """Return the choices as a draft of a profile with this title."""
        headings = self.list_place.headings
        indexes = {field.value: index for index, field in self.fields.items() if field.value}
        order_numbers = []
        if "order" in indexes:
            order_numbers = self.list_place.values(indexes["order"], TRIED)
        return Draft(
            title=title,
            kind=self.kind.value,
            headings={name: headings[index] for name, index in indexes.items()},
            words={word: field.value for word, field in self.words.items() if field.value},
            day_order=self.order.value,
            whole_club=self.whole.value,
            many_lines=len(order_numbers) > len(set(order_numbers)),
        )

    # What follows from a choice

    def _guess_kind(self) -> None:
        self.is_updating = True
        self.kind.value = guess.guess_kind(self.list_place, self.profiles, self.context)
        self.is_updating = False
        self._guess_columns()

    def _guess_columns(self) -> None:
        if self.is_updating:
            return
        guesses = guess.guess_columns(self.kind.value, self.list_place, self.profiles, self.context)
        names = {index: name for name, (index, _) in guesses.items()}
        self._show_columns(names)
        days = [index for index, name in names.items() if "day" in COLUMNS[name].type]
        self.is_updating = True
        self.order.value = guess.guess_order(self.list_place, days)
        self.whole.value, self.moved_message = False, ""  # never guessed: people think first
        self.is_updating = False
        self._show_words()

    def _show_columns(self, names: Mapping[int, str]) -> None:
        """Show a choice for each heading; `names` are the guessed columns by heading."""
        known_columns = choosable_columns(self.kind.value)
        options = [
            (NOT_USED, ""),
            *((capitalize(COLUMNS[name].label), name) for name in known_columns),
        ]
        self.fields, rows = {}, []
        for index, heading in enumerate(self.list_place.headings):
            if not heading:
                continue
            field = self._dropdown(
                heading, options, self._move_column, index, value=names.get(index, "")
            )
            self.fields[index] = field
            samples = islice(dict.fromkeys(self.list_place.values(index)), SAMPLES)
            rows.append(area("col", field, text_widget("samples", _render_samples(samples))))
        replace_children(self.rows, rows)

    def _move_column(self, chosen_index: int) -> None:
        """Clear the heading that a column was chosen for before: a column has one heading only."""
        if self.is_updating:
            return
        self.is_updating, self.moved_message = True, ""
        column, headings = self.fields[chosen_index].value, self.list_place.headings
        for index, field in self.fields.items():
            if column and index != chosen_index and field.value == column:
                field.value = ""
                self.moved_message = (
                    f"{capitalize(COLUMNS[column].label)} leses nå fra «{headings[chosen_index]}»; "
                    f"«{headings[index]}» brukes ikke."
                )
        self.is_updating = False
        self._show_words()

    def _show_words(self) -> None:
        """Show a choice for each status word, if a status column is chosen."""
        status_values = []
        for index, field in self.fields.items():
            if field.value == "status":
                status_values = self.list_place.values(index, TRIED)
        words = [word for word, _ in Counter(status_values).most_common(MOST_WORDS)]
        if (self.kind.value, words) != self.shown_words:
            self.shown_words = (self.kind.value, words)
            self.words = self._word_fields(words) if words else {}
            question = text_widget("said", paragraph("Hva betyr hvert ord i statuskolonnen?"))
            fields = (question, *self.words.values()) if words else ()
            replace_children(self.statuses, fields)
        self.whole.layout.display = None if self.kind.value == "members" else "none"
        self._report_change()

    def _word_fields(self, words: Sequence[str]) -> dict[str, Dropdown]:
        kind = self.kind.value
        codes = guess.guess_words(kind, words, self.profiles)
        codes |= {word: code for (of, word), code in self.codes.items() if of == kind}
        statuses = [(capitalize(text_of(status)), str(status)) for status in STATUSES[kind]]
        options = [(NOT_CHOSEN, ""), *statuses]
        return {
            word: self._dropdown(
                word, options, self._keep_code, kind, word, value=codes.get(word, "")
            )
            for word in words
        }

    def _keep_code(self, kind: str, word: str) -> None:
        """Keep the code of a status word, also for when its column is not chosen for a while."""
        self.codes[kind, word] = self.words[word].value
        self._report_change()

    def _report_change(self) -> None:
        if not self.is_updating:
            self.on_change()

    def _dropdown(
        self,
        label: str,
        options: Sequence[Any],
        on_choice: Callable[..., None],
        *arguments: Any,
        **traits: Any,
    ) -> Dropdown:
        field = Dropdown(
            description=label, options=options, _dom_classes=class_names("choice"), **traits
        )
        field.observe(self.guard(on_choice, *arguments), "value")
        return field


def _options(texts: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(capitalize(text), code) for code, text in texts.items()]


def _describe_header(list_place: ListPlace) -> str:
    """Return the sheet, the number and the first cells of a row of headings."""
    sheet = f"{list_place.sheet.name}, " if list_place.sheet.name else ""
    cells = ", ".join(filter(None, list_place.headings))
    return f"{capitalize(f'{sheet}rad {list_place.heading_row + 1}')}: {cells[:60]}"


def _render_samples(values: Iterable[str]) -> str:
    return "".join(f"<span>{escape(value[:40])}</span>" for value in values) or "<i>tom</i>"
