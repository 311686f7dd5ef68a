"""What was set aside of the newest files, each with a field for what it is to be read as."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import pandas as pd
from ipywidgets import Box, Checkbox, Text

from workbench.forms.guard import Guard
from workbench.forms.keys import Keys
from workbench.forms.parts import area, button, discard, line, names, words
from workbench.model.frames import SHAPES, records
from workbench.norsk import antall

MOST = 50
KEY = SHAPES["rejected"].key
Chosen = dict[tuple[Any, ...], str]  # key of the rejected row -> what to read instead


class RepairPanel(Box):
    """The values and their repairs; `accept` is given those that are ticked, and says how many."""

    def __init__(self, keys: Keys, accept: Callable[[Chosen], None]) -> None:
        self.keyboard, self.accept, self.guard = keys, accept, Guard(self._refuse)
        self.alert = words("alert")  # beside the button that it answers
        self.rows: Sequence[tuple[dict[str, Any], Checkbox, Text]] = ()
        self.said, self.list, self.more = words("count"), area("repairs"), words("count")
        self.button = button("accept", "Godta de valgte", self.guard(self._accept))
        super().__init__(
            children=(words("heading", "<h2>Lagt til side i de nyeste filene</h2>"), self.said),
            _dom_classes=names("aside"),
        )

    def show(self, found: pd.DataFrame) -> None:
        """Show what is set aside; where something is proposed, it stands there, ticked."""
        discard(*self.list.children)
        rest = len(found) - MOST
        self.rows = [self._row(row) for row in records(found.head(MOST))]
        self.list.children = [
            area("repair", tick, field, _about(row)) for row, tick, field in self.rows
        ]
        count = antall(len(found), "verdi kunne", "verdier kunne")
        self.said.value = line(f"{count} ikke leses." if len(found) else "Ingenting å rette.")
        self.more.value = line(f"{rest} til står der når disse er rettet.") if rest > 0 else ""
        self.alert.value = ""
        shown = (self.list, self.more, self.alert, self.button) if self.rows else ()
        self.children = (*self.children[:2], *shown)

    def _row(self, row: dict[str, Any]) -> tuple[dict[str, Any], Checkbox, Text]:
        where = f"{row['file']}, rad {row['row']}, {row['column']}"
        proposal = row["proposal"] or ""
        tick = Checkbox(bool(proposal), description=where, indent=False)
        said = f"Les rad {row['row']}, {row['column']} som"
        field = Text(proposal, description=said, continuous_update=False)
        field.observe(self.guard(self._typed, tick, field), "value")
        return row, tick, field

    def _typed(self, tick: Checkbox, field: Text) -> None:
        """Choose what somebody writes a repair for."""
        tick.value = bool(field.value.strip())

    def _refuse(self, fault: str) -> None:
        self.keyboard.point_out(self.alert, fault)

    def _accept(self) -> None:
        self.accept(
            {
                tuple(row[part] for part in KEY): field.value.strip()
                for row, tick, field in self.rows
                if tick.value and field.value.strip()
            }
        )


def _about(row: dict[str, Any]) -> Any:
    what = "raden er ikke med" if row["whole_row"] else "verdien er ikke med"
    value = f"«{row['value']}»" if row["value"] else "tom celle"
    return words(
        "samples", f"<span>{escape(value)}</span><span>{escape(row['reason'])} – {what}</span>"
    )
