"""The few parts that the form is put together of; each has a class that form.css knows it by."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from ipywidgets import HTML, Box, Button, Widget


def area(name: str, *children: Widget) -> Box:
    """Return a box of widgets."""
    return Box(children=children, _dom_classes=names(name))


def words(name: str, html: str = "") -> HTML:
    """Return text to be read; everything in it that comes from data was escaped before."""
    return HTML(value=html, _dom_classes=names(name))


def button(name: str, text: str, pressed: Callable[..., None]) -> Button:
    """Return a button that says `text` and nothing more when pointed at."""
    made = Button(description=text, tooltip="", _dom_classes=names(name))
    made.on_click(pressed)
    return made


def names(name: str) -> tuple[str, ...]:
    """Return the classes of the form's own.

    >>> names("topic key-5")
    ('wb-topic', 'wb-key-5')
    """
    return tuple(f"wb-{part}" for part in name.split())


def line(text: str, name: str = "plain") -> str:
    """Return a paragraph of plain text."""
    return f'<p class="wb-{name}">{escape(text)}</p>'


def listed(texts: Iterable[str], name: str = "plain") -> str:
    """Return a list of plain texts."""
    return f'<ul class="wb-{name}">{"".join(f"<li>{escape(text)}</li>" for text in texts)}</ul>'


def sentence(text: str) -> str:
    """Return a phrase with a capital first letter."""
    return text[:1].upper() + text[1:]


def discard(*widgets: Widget) -> None:
    """Close widgets with all they hold, here and in the browser."""
    for widget in widgets:
        held: Any = widget
        discard(*getattr(held, "children", ()))
        for part in ("layout", "style"):
            if hasattr(held, part):
                getattr(held, part).close()
        held.close()
