"""The values set aside in the newest files, each with a field for what to read instead."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import pandas as pd
from ipywidgets import HTML, Box, Checkbox, Text

from workbench.forms.guard import Guard
from workbench.forms.keys import Keys
from workbench.forms.parts import area, button, class_names, close_all, paragraph, text_widget
from workbench.model.frames import SHAPES, records
from workbench.norsk import antall

MOST_ROWS = 50
KEY = SHAPES["rejected"].key
RepairTexts = dict[tuple[Any, ...], str]  # key of the rejected row -> what to read instead


class RepairPanel(Box):
    """The rejected values and their repairs; `accept` gets the repairs that are ticked."""

    def __init__(self, keys: Keys, accept: Callable[[RepairTexts], None]) -> None:
        self.keyboard, self.accept, self.guard = keys, accept, Guard(self._show_fault)
        self.alert = text_widget("alert")  # next to the button
        self.rows: Sequence[tuple[dict[str, Any], Checkbox, Text]] = ()
        self.count_text, self.more_text = text_widget("count"), text_widget("count")
        self.list = area("repairs")
        self.button = button("accept", "Godta de valgte", self.guard(self._accept))
        heading = text_widget("heading", "<h2>Lagt til side i de nyeste filene</h2>")
        self.top = (heading, self.count_text)
        super().__init__(children=self.top, _dom_classes=class_names("aside"))

    def show(self, unrepaired: pd.DataFrame) -> None:
        """Show the unrepaired rows; a proposal is filled in and ticked."""
        close_all(*self.list.children)
        rest = len(unrepaired) - MOST_ROWS
        self.rows = [self._row(rejected) for rejected in records(unrepaired.head(MOST_ROWS))]
        self.list.children = [
            area("repair", tick, field, _describe(rejected)) for rejected, tick, field in self.rows
        ]
        values = antall(len(unrepaired), "verdi kunne", "verdier kunne")
        count = f"{values} ikke leses." if len(unrepaired) else "Ingenting å rette."
        self.count_text.value = paragraph(count)
        more = paragraph(f"{rest} til står der når disse er rettet.")
        self.more_text.value = more if rest > 0 else ""
        self.alert.value = ""
        below = (self.list, self.more_text, self.alert, self.button) if self.rows else ()
        self.children = (*self.top, *below)

    def _row(self, rejected: dict[str, Any]) -> tuple[dict[str, Any], Checkbox, Text]:
        place = f"rad {rejected['row']}, {rejected['column']}"
        proposal = rejected["proposal"] or ""
        tick = Checkbox(bool(proposal), description=f"{rejected['file']}, {place}", indent=False)
        field = Text(proposal, description=f"Les {place} som", continuous_update=False)
        field.observe(self.guard(self._tick_if_filled, tick, field), "value")
        return rejected, tick, field

    def _tick_if_filled(self, tick: Checkbox, field: Text) -> None:
        tick.value = bool(field.value.strip())

    def _show_fault(self, fault: str) -> None:
        self.keyboard.show_fault(self.alert, fault)

    def _accept(self) -> None:
        repairs = {}
        for rejected, tick, field in self.rows:
            text = field.value.strip()
            if tick.value and text:
                repairs[tuple(rejected[part] for part in KEY)] = text
        self.accept(repairs)


def _describe(rejected: dict[str, Any]) -> HTML:
    state = "raden er ikke med" if rejected["whole_row"] else "verdien er ikke med"
    value = f"«{rejected['value']}»" if rejected["value"] else "tom celle"
    reason = f"{rejected['reason']} – {state}"
    return text_widget("samples", f"<span>{escape(value)}</span><span>{escape(reason)}</span>")
