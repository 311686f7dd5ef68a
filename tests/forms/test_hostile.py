"""Names are text, whatever is in them."""

from datetime import date
from html.parser import HTMLParser

import pytest
from form_hands import choose, confirm, press, shown
from ipywidgets import HTML

from tests.writing import give_hostile_names
from workbench.model.outcomes import Outcome
from workbench.office import open_desk

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def hostile(calling):
    """Give every member, group and claim in the books a hostile name."""
    desk = open_desk("solvik-il")
    give_hostile_names(desk.db, HOSTILE, date(2026, 11, 22))
    desk.close()


class Tags(HTMLParser):
    """Collects the tags of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


def tags(form):
    """Return the tags of all that reaches the browser as HTML."""
    found = set()
    for widget in shown(form.box):
        as_html = getattr(widget, "description_allow_html", False)
        html = widget.value if isinstance(widget, HTML) else widget.description if as_html else ""
        if "<style>" not in html:
            found |= Tags(html).found
    return found


def test_a_hostile_name_is_text_everywhere(hostile, open_form):
    form = open_form("kari")
    heading = form.case_view.children[0].value

    seen = tags(form)
    confirm(form)
    choose(form, "0", Outcome.CALLBACK_ON)
    form.search.field.value = "img src"
    form.outcome_panel.note.value = HOSTILE
    form.queue.turns.children[1].click()
    seen |= tags(form)
    press(form, "0")
    form.save.click()
    seen |= tags(form)

    assert "&lt;img src=x" in heading
    assert HOSTILE in form.queue.turns.children[0].description
    assert seen & {"img", "script", "svg", "iframe"} == set()
    assert {"h1", "p", "span", "a"} <= seen
