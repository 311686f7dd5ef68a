"""The widgets and the HTML that the forms are made of, with the classes that form.css styles."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

from ipywidgets import HTML, Box, Button, Widget

STYLE = (Path(__file__).parent / "form.css").read_text("utf-8")
OPERATOR_STYLE = STYLE + (Path(__file__).parent / "operator.css").read_text("utf-8")


def area(name: str, *children: Widget) -> Box:
    """Return a box of widgets."""
    return Box(children=children, _dom_classes=class_names(name))


def text_widget(name: str, html: str = "") -> HTML:
    """Return a widget that shows HTML; the caller has escaped every text that comes from data."""
    return HTML(value=html, _dom_classes=class_names(name))


def button(name: str, text: str, on_press: Callable[..., None]) -> Button:
    """Return a button with a text and no tooltip."""
    new_button = Button(description=text, tooltip="", _dom_classes=class_names(name))
    new_button.on_click(on_press)
    return new_button


def class_names(names: str) -> tuple[str, ...]:
    """Return the CSS classes of names with spaces between them.

    >>> class_names("topic key-5")
    ('wb-topic', 'wb-key-5')
    """
    return tuple(f"wb-{name}" for name in names.split())


def paragraph(text: str, name: str = "plain") -> str:
    """Return a paragraph of HTML with the text escaped."""
    return f'<p class="wb-{name}">{escape(text)}</p>'


def bullet_list(texts: Iterable[str]) -> str:
    """Return a list of HTML with the texts escaped."""
    return f'<ul class="wb-plain">{"".join(f"<li>{escape(text)}</li>" for text in texts)}</ul>'


def fold_out(summary: str, words: str) -> str:
    """Return a line of HTML that opens to words, which are escaped, line by line as written."""
    return f"<details><summary>{summary}</summary>{paragraph(words, 'words')}</details>"


def capitalize(text: str) -> str:
    """Return the text with a capital first letter and the other letters unchanged."""
    return text[:1].upper() + text[1:]


def close_all(*widgets: Widget) -> None:
    """Close widgets and everything in them, here and in the browser."""
    for widget in widgets:
        close_all(*getattr(widget, "children", ()))
        for trait in ("layout", "style"):
            if hasattr(widget, trait):
                getattr(widget, trait).close()
        widget.close()


def replace_children(box: Box, children: Sequence[Widget]) -> None:
    """Show other widgets in a box, and then close the old ones.

    Closed before, they would go one by one, and those left could still be pressed in vain.
    """
    old_widgets = box.children
    box.children = children
    close_all(*old_widgets)
