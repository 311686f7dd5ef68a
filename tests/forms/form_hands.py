"""What an agent's hands do in the form, and what the books say afterwards."""

from collections.abc import Iterator

from ipywidgets import Widget

from workbench.forms.call_form import CallForm
from workbench.model.frames import records
from workbench.model.outcomes import TOPICS, Outcome
from workbench.office import open_desk


def confirm(form: CallForm) -> None:
    """Tick the right person."""
    form.case_view.right_person.value = True


def press(form: CallForm, key: str) -> None:
    """Press a topic's key."""
    form.outcome_panel.topics[[topic.key for topic in TOPICS].index(key)].click()


def choose(form: CallForm, key: str, outcome: Outcome) -> None:
    """Press a topic's key and choose one of its outcomes."""
    press(form, key)
    form.outcome_panel.outcomes.index = form.outcome_panel.topic.outcomes.index(outcome)


def name(form: CallForm, *member_ids: str) -> None:
    """Tick whose membership it is, and confirm it; where nobody is named, whoever is offered."""
    for member_id, tick in form.outcome_panel.members.items():
        tick.value = not member_ids or member_id in member_ids
    form.outcome_panel.is_confirmed.value = True


def read_back(form: CallForm) -> None:
    """Tick that what was promised was read back."""
    form.outcome_panel.read_back.value = True


def field(form: CallForm, name: str):
    """Return a field of the outcome chosen."""
    return form.outcome_panel.fields[form.outcome_panel.outcome, name]


def hear(form: CallForm, content: object) -> None:
    """Let the browser say something."""
    form.keys._handle_message(form.keys, content, [])


def books(noun: str, slug: str = "solvik-il") -> list[dict]:
    """Return the rows of a club's books."""
    desk = open_desk(slug)
    try:
        return records(desk.read_books()[noun])
    finally:
        desk.close()


def calls(slug: str = "solvik-il") -> list[dict]:
    """Return the calls in a club's books."""
    return books("calls", slug)


def shown(widget: Widget) -> Iterator[Widget]:
    """Return every widget on the screen."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from shown(child)


def text_of(form: CallForm) -> str:
    """Return every text that the browser holds of what is on the screen."""
    traits = ("value", "description", "placeholder", "_options_labels")
    parts = [str(getattr(one, trait, "")) for one in shown(form.box) for trait in traits]
    return "\n".join(part for part in parts if "<style>" not in part)
