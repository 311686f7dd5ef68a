"""The keyboard, the focus and the clock of a form: a small widget that shows nothing."""

from collections.abc import Callable, Mapping
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from ipywidgets import HTML, DOMWidget
from traitlets import Bool, Unicode


class Keys(AnyWidget):
    """Hears what the browser says, which is never believed to be more than a word it knows.

    A save comes in two messages: the first is answered, so that all that was typed before it has
    arrived when the second comes, and that one names the case it is about.
    """

    _esm = (Path(__file__).parent / "keys.js").read_text("utf-8")
    case = Unicode().tag(sync=True)  # the id of the call on the screen
    focus = Unicode().tag(sync=True)  # where it is to be, and a number that makes it new
    unsaved = Bool().tag(sync=True)

    def __init__(self, save: Callable[[], None], steps: Mapping[str, Callable[[], None]]):
        super().__init__()
        self.save, self.steps, self._turns = save, dict(steps), count()
        self.on_msg(self._heard)

    def move_to(self, widget: DOMWidget) -> None:
        """Move the focus to a widget that is shown, or will be at once."""
        place = f"wb-at-{widget.model_id}"
        widget.add_class(place)
        self.focus = f"{place} {next(self._turns)}"

    def point_out(self, alert: HTML, fault: str) -> None:
        """Say what went wrong, and move the focus there."""
        alert.value = f'<p role="alert" tabindex="-1">{escape(fault)}</p>'
        self.move_to(alert)

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        match content:
            case {"kind": "settle"}:
                self.send({"kind": "settled"})
            case {"kind": "save", "case": str(case)}:
                if case == self.case:  # else it is no longer the one on the screen
                    self.save()
                self.send({"kind": "done", "case": case})
            case {"kind": str(kind)} if kind in self.steps:
                self.steps[kind]()
            case _:
                pass  # not one of ours
