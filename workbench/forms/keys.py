"""The keyboard, the focus and the clock of a form: a widget that shows nothing (see keys.js)."""

from collections.abc import Callable, Mapping
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from ipywidgets import HTML, DOMWidget
from traitlets import Bool, Unicode


class Keys(AnyWidget):
    """Handles the browser's messages; a message that is not expected is ignored.

    A save takes two messages. The first is answered at once: when the browser then sends the
    second, everything typed before has arrived. The second names the case that is to be saved.
    """

    _esm = (Path(__file__).parent / "keys.js").read_text("utf-8")
    case = Unicode().tag(sync=True)  # the id of the call on the screen
    focus = Unicode().tag(
        sync=True
    )  # a class of the widget to focus, and a number: each move is new
    unsaved = Bool().tag(sync=True)

    def __init__(self, save: Callable[[], None], handlers: Mapping[str, Callable[[], None]]):
        super().__init__()
        self.save, self.handlers, self._moves = save, dict(handlers), count()
        self.on_msg(self._handle_message)

    def move_to(self, widget: DOMWidget) -> None:
        """Move the focus to a widget that is on the screen, or will be within a few seconds."""
        class_name = f"wb-at-{widget.model_id}"
        widget.add_class(class_name)
        self.focus = f"{class_name} {next(self._moves)}"

    def show_fault(self, alert: HTML, fault: str) -> None:
        """Show a fault in the alert, and move the focus there."""
        alert.value = f'<p role="alert" tabindex="-1">{escape(fault)}</p>'
        self.move_to(alert)

    def _handle_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        match content:
            case {"kind": "settle"}:
                self.send({"kind": "settled"})
            case {"kind": "save", "case": str(case)}:
                if case == self.case:  # otherwise another case is on the screen by now
                    self.save()
                self.send({"kind": "done", "case": case})
            case {"kind": str(kind)} if kind in self.handlers:
                self.handlers[kind]()
            case _:
                pass  # nothing that keys.js sends
