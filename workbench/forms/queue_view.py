"""The left of the form: whom to phone next, and who waits for what; and what a search found."""

from collections import Counter
from collections.abc import Callable, Sequence

from ipywidgets import Box, Button, Text

from workbench.calls.payers import MIN_SEARCH_LENGTH
from workbench.forms.guard import Guard
from workbench.forms.parts import area, button, discard, line, listed, names, sentence, words
from workbench.norsk import antall
from workbench.office.waiting import WaitingPayer

SHOWN, HITS = 12, 8
Pick = Callable[[WaitingPayer], None]


class QueueView(Box):
    """The next calls in order; a press picks one."""

    def __init__(self, guard: Guard, pick: Pick) -> None:
        self.guard, self.pick = guard, pick
        self.turns, self.rests = area("turns"), words("rests")
        self._looks: list[tuple[WaitingPayer, str, str]] = []
        super().__init__(
            children=(words("heading", "<h2>Neste samtaler</h2>"), self.turns, self.rests),
            _dom_classes=names("queue"),
        )

    def show(self, waiting: Sequence[WaitingPayer], own: tuple[str, str] | None) -> None:
        """Show the queue; `own` is club and payer of the case on the screen."""
        ready = [one for one in waiting if not one.turn.resting_reason]
        later = [one for one in waiting if one.turn.resting_reason and one.turn.agreed_at]
        shown = [*ready[:SHOWN], *later[:SHOWN]]
        looks = [
            (one, _text(one, waiting), "turn on" if one.key == own else "turn") for one in shown
        ]
        if looks != self._looks:  # else a press under way would find its button gone
            discard(*self.turns.children)
            self.turns.children = [_turn(*look, self.guard, self.pick) for look in looks]
            self._looks = looks
        more = [f"{len(ready) - SHOWN} til i dag"] if len(ready) > SHOWN else []
        said = [*more, *resting(waiting)] or ["ingen"]
        self.rests.value = "<h2>Venter</h2>" + listed(said)


class SearchView(Box):
    """A field, and under it those it points to; for whoever calls back."""

    def __init__(self, guard: Guard, pick: Pick, find: Callable[[str], list[WaitingPayer]]) -> None:
        self.guard, self.pick, self.find = guard, pick, find
        self.field = Text(
            description="Søk",
            placeholder="telefon, navn, barn, KID, fakturanummer",
            _dom_classes=names("search"),
        )
        self.hits = area("hits")
        self._shown: tuple[list[tuple[WaitingPayer, str]], str] = [], ""
        self.field.observe(guard(self._search), "value")
        super().__init__(children=(self.field, self.hits), _dom_classes=names("finder"))

    def clear(self) -> None:
        """Empty the field and what it found."""
        self.field.value = ""

    def _search(self) -> None:
        text = self.field.value.strip()
        found = self.find(text) if len(text) >= MIN_SEARCH_LENGTH else []
        hits = [(one, _text(one, found, one.payer.concerns)) for one in found[:HITS]]
        more = _more(len(found)) if len(text) >= MIN_SEARCH_LENGTH else ""
        if (hits, more) != self._shown:  # else the hit that was chosen would lose its focus
            discard(*self.hits.children)
            turns = [_turn(*hit, "turn", self.guard, self.pick) for hit in hits]
            self.hits.children = [*turns, words("more", line(more))] if more else []
            self._shown = hits, more


def _turn(one: WaitingPayer, text: str, name: str, guard: Guard, pick: Pick) -> Button:
    turn = button(name, text, guard(pick, one))
    turn.disabled = one.is_taken
    return turn


def _text(one: WaitingPayer, among: Sequence[WaitingPayer], concerns: str = "") -> str:
    """Return the two lines of a button: the name, and what to know before it is pressed."""
    days = antall(one.newest_days, "dag", "dager")
    newest = f"nyeste {days}" if one.newest_days >= 0 else "ikke forfalt"
    facts = [f"{antall(one.payer.claims, 'krav', 'krav')}, {newest}"]
    if one.is_taken:
        facts = ["hos en annen agent nå"]
    elif one.turn.agreed_at:
        facts = [agreed(one)]
    elif one.turn.resting_reason or one.payer.needs_talk:
        facts.append(one.turn.resting_reason or "trenger en prat")
    facts = [f"gjelder {concerns}", *facts] if concerns else facts
    facts += [one.club_name] if {other.club for other in among} != {one.club} else []
    return f"{sentence(one.payer.contact_name)}\n{' · '.join(facts)}"


def agreed(one: WaitingPayer) -> str:
    """Say when somebody is to be called back; where no time was agreed, on which day."""
    said = one.turn.resting_reason or f"ba om å bli ringt {one.turn.agreed_at:%d.%m. klokken %H.%M}"
    return said.removesuffix(" klokken 00.00")


def _more(found: int) -> str:
    if not found:
        return "Ingen treff blant dine klubber."
    return f"{found - HITS} til – skriv mer." if found > HITS else "Velg med Enter eller mus."


def resting(waiting: Sequence[WaitingPayer]) -> list[str]:
    """Say how many rest, by why; agreed call-backs have a line of their own in the list."""
    turns = [one.turn for one in waiting]
    reasons = Counter(
        turn.resting_reason for turn in turns if turn.resting_reason and not turn.agreed_at
    )
    return [f"{count} {reason}" for reason, count in sorted(reasons.items())]
