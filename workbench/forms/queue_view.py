"""The left of the form: the next calls and those that rest; and a search among all payers."""

from collections import Counter
from collections.abc import Callable, Sequence

from ipywidgets import Box, Button, Text

from workbench.calls.payers import MIN_SEARCH_LENGTH
from workbench.forms.guard import Guard
from workbench.forms.parts import (
    area,
    bullet_list,
    button,
    capitalize,
    class_names,
    paragraph,
    replace_children,
    text_widget,
)
from workbench.norsk import antall
from workbench.office.waiting import WaitingPayer

MOST_TURNS, MOST_HITS = 12, 8
Pick = Callable[[WaitingPayer], None]


class QueueView(Box):
    """The next calls in order, each a button; `pick` gets the payer of the button pressed."""

    def __init__(self, guard: Guard, pick: Pick) -> None:
        self.guard, self.pick = guard, pick
        self.turns, self.resting_text = area("turns"), text_widget("rests")
        self._shown: list[tuple[WaitingPayer, str, str]] = []  # payer, text and class of a button
        heading = text_widget("heading", "<h2>Neste samtaler</h2>")
        super().__init__(
            children=(heading, self.turns, self.resting_text), _dom_classes=class_names("queue")
        )

    def show(self, queue: Sequence[WaitingPayer], own_key: tuple[str, str] | None) -> None:
        """Show the queue; `own_key` is club and payer of the case on the screen."""
        ready = [waiting for waiting in queue if not waiting.turn.resting_reason]
        call_backs = [
            waiting for waiting in queue if waiting.turn.resting_reason and waiting.turn.agreed_at
        ]
        buttons = [
            (waiting, _describe(waiting, queue), "turn on" if waiting.key == own_key else "turn")
            for waiting in (*ready[:MOST_TURNS], *call_backs[:MOST_TURNS])
        ]
        if buttons != self._shown:  # new buttons would lose a press that is under way
            turns = [_turn(*look, self.guard, self.pick) for look in buttons]
            replace_children(self.turns, turns)
            self._shown = buttons
        more = [f"{len(ready) - MOST_TURNS} til i dag"] if len(ready) > MOST_TURNS else []
        facts = [*more, *count_resting(queue)] or ["ingen"]
        self.resting_text.value = "<h2>Venter</h2>" + bullet_list(facts)


class SearchView(Box):
    """A search field with its hits below it, for a payer who calls back."""

    def __init__(self, guard: Guard, pick: Pick, find: Callable[[str], list[WaitingPayer]]) -> None:
        self.guard, self.pick, self.find = guard, pick, find
        self.field = Text(
            description="Søk",
            placeholder="telefon, navn, barn, KID, fakturanummer",
            _dom_classes=class_names("search"),
        )
        self.hits = area("hits")
        self._shown: tuple[list[tuple[WaitingPayer, str]], str] = [], ""  # hits, and the last line
        self.field.observe(guard(self._search), "value")
        super().__init__(children=(self.field, self.hits), _dom_classes=class_names("finder"))

    def clear(self) -> None:
        """Empty the field, and with it the hits."""
        self.field.value = ""

    def _search(self) -> None:
        text = self.field.value.strip()
        hits, last_line = [], ""
        if len(text) >= MIN_SEARCH_LENGTH:
            matches = self.find(text)
            last_line = _describe_rest(len(matches))
            hits = [
                (waiting, _describe(waiting, matches, waiting.payer.concerns))
                for waiting in matches[:MOST_HITS]
            ]
        if (hits, last_line) != self._shown:  # new buttons would lose the focus
            children = [_turn(*hit, "turn", self.guard, self.pick) for hit in hits]
            if last_line:
                children.append(text_widget("more", paragraph(last_line)))
            replace_children(self.hits, children)
            self._shown = hits, last_line


def _turn(waiting: WaitingPayer, text: str, name: str, guard: Guard, pick: Pick) -> Button:
    turn = button(name, text, guard(pick, waiting))
    turn.disabled = waiting.is_taken
    return turn


def _describe(waiting: WaitingPayer, shown: Sequence[WaitingPayer], concerns: str = "") -> str:
    """Return the two lines of a button: the payer's name, and what to know before the call.

    The club is named if the payers shown are of several clubs.
    """
    payer, turn = waiting.payer, waiting.turn
    days = antall(waiting.newest_days, "dag", "dager")
    newest = f"nyeste {days}" if waiting.newest_days >= 0 else "ikke forfalt"
    facts = [f"{antall(payer.claims, 'krav', 'krav')}, {newest}"]
    if waiting.is_taken:
        facts = ["hos en annen agent nå"]
    elif turn.agreed_at:
        facts = [describe_call_back(waiting)]
    elif turn.resting_reason or payer.needs_talk:
        facts.append(turn.resting_reason or "trenger en prat")
    if turn.tried_at and not turn.resting_reason:
        facts.append(f"tok ikke telefonen klokken {turn.tried_at.replace(':', '.')} sist")
    if concerns:
        facts.insert(0, f"gjelder {concerns}")
    if len({each.club for each in shown}) > 1:
        facts.append(waiting.club_name)
    return f"{capitalize(payer.contact_name)}\n{' · '.join(facts)}"


def describe_call_back(waiting: WaitingPayer) -> str:
    """Return when to call a payer back; only the day if no time was agreed."""
    turn = waiting.turn
    text = turn.resting_reason or f"ba om å bli ringt {turn.agreed_at:%d.%m. klokken %H.%M}"
    return text.removesuffix(" klokken 00.00")


def _describe_rest(matches: int) -> str:
    if not matches:
        return "Ingen treff blant dine klubber."
    if matches > MOST_HITS:
        return f"{matches - MOST_HITS} til – skriv mer."
    return "Velg med Enter eller mus."


def count_resting(queue: Sequence[WaitingPayer]) -> list[str]:
    """Return how many payers rest for each reason, without agreed call-backs."""
    turns = [waiting.turn for waiting in queue]
    reasons = Counter(turn.resting_reason for turn in turns if not turn.agreed_at)
    return [f"{count} {reason}" for reason, count in sorted(reasons.items()) if reason]
