"""Which claims the bank is asked to draw by AvtaleGiro, which it is asked to leave, and why not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from workbench.days import months_after, working_day_before
from workbench.money.mandates import shown_on
from workbench.norsk import kroner, tall_dato

ONE_DAY = timedelta(days=1)
MOST_MONTHS = 12  # before the due date


class Deadlines(NamedTuple):
    """How long before the due date the bank must have a file."""

    claim_bank_days: int
    cancel_bank_days: int
    cancel_hour: int  # of the last day

    def last_day_of_claim(self, due_on: date) -> date:
        """Return the last day on which the bank may be asked to draw."""
        return working_day_before(due_on, self.claim_bank_days)

    def last_day_of_cancelling(self, due_on: date) -> date:
        """Return the last day, until its hour, on which the bank may be asked not to draw."""
        return working_day_before(due_on - ONE_DAY, self.cancel_bank_days - 1)


class Drawable(NamedTuple):
    """A claim with a mandate, or that the bank has been asked to draw."""

    claim_id: str
    name: str | None
    title: str | None
    kid: str | None
    account: str | None  # of the mandate
    due_on: date
    open_ore: int
    stopped: str | None = None  # why it must not be drawn, in bokmål
    stands: bool = True  # its mandate has not ended
    asked_due_on: date | None = None  # what the bank was asked last, that is still to come
    asked_ore: int | None = None
    asked_kid: str | None = None
    cancelled_on: date | None = None
    past_due_on: date | None = None  # before today, for which the bank was asked to draw it
    asked_id: str | None = None  # of another system, if it was asked before the club moved
    is_double: bool = False  # the bank was asked once more, under another id or for another day

    @property
    def text(self) -> str:
        """The claim as a sentence names it."""
        who = f"{self.name or 'ukjent'}, {self.title or 'krav'} ({self.claim_id})"
        return f"{who}, forfall {tall_dato(self.due_on)}"


@dataclass(frozen=True)
class DrawChoice:
    """The claims of a file, and a sentence for each that is left out or should be cancelled."""

    claims: list[Drawable] = field(default_factory=list)
    cancellations: list[Drawable] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    should_cancel: dict[str, str] = field(default_factory=dict)  # claim id -> sentence


def choose(
    rows: Iterable[Drawable],
    as_of: date,
    deadlines: Deadlines,
    account: str,
    cancel: Collection[str] = (),
    hour: int = 0,
    bank_until_on: date | None = None,
) -> DrawChoice:
    """Return what the bank is asked on a day; `cancel` are the ids of the claims to cancel, and
    `hour` that of the day, 24 where it has passed. The bank's files show until `bank_until_on`, its
    day included, what was paid; None if there are none.

    What it was asked before is not asked again, and is only cancelled where somebody says so; of
    what it was asked twice the second is cancelled then. A claim to cancel that it was not asked
    about is left out.
    """
    choice, rows = DrawChoice(), [*rows]
    doubled_ids = {row.claim_id for row in rows if row.is_double}
    cancel_on = as_of + ONE_DAY if hour >= deadlines.cancel_hour else as_of
    for row in rows:
        if row.asked_due_on is not None and row.cancelled_on is None:
            named = cancel if row.is_double or row.claim_id not in doubled_ids else ()
            _judge_asked(row, row.asked_due_on, cancel_on, deadlines, named, choice)
        elif row.claim_id in cancel:
            choice.left_out.append(f"{row.text}: banken er ikke bedt om å trekke kravet.")
        elif row.stands and row.kid is not None and row.open_ore > 0:
            why_not = _find_obstacle(row, as_of, deadlines, account, bank_until_on)
            if why_not is None:
                choice.claims.append(row)
            else:
                choice.left_out.append(f"{row.text}: {why_not}.")
    choice.left_out.extend(
        f"{claim_id}: banken er ikke bedt om å trekke kravet {tall_dato(as_of)} eller senere."
        for claim_id in sorted({*cancel} - {row.claim_id for row in rows})
    )
    return choice


def describe_deadline(choice: DrawChoice, deadlines: Deadlines) -> str:
    """Return until when the bank must have the file with a choice, in bokmål."""
    last = [(deadlines.last_day_of_claim(row.due_on), 24) for row in choice.claims]
    last += [
        (deadlines.last_day_of_cancelling(row.asked_due_on or row.due_on), deadlines.cancel_hour)
        for row in choice.cancellations
    ]
    day, hour = min(last)
    return tall_dato(day) + (f" klokken {hour}" if hour < 24 else "")


def _judge_asked(
    row: Drawable,
    asked_due_on: date,
    cancel_on: date,
    deadlines: Deadlines,
    cancel: Collection[str],
    choice: DrawChoice,
) -> None:
    last_on = deadlines.last_day_of_cancelling(asked_due_on)
    if row.claim_id in cancel:
        if cancel_on <= last_on:
            choice.cancellations.append(row)
        else:
            choice.left_out.append(
                f"{row.text}: fristen for å slette trekket var {tall_dato(last_on)} klokken "
                f"{deadlines.cancel_hour}."
            )
        return
    why = _find_change(row, asked_due_on)
    if why is not None:
        late = "" if cancel_on <= last_on else "; fristen er ute, så pengene må betales tilbake"
        choice.should_cancel[row.claim_id] = f"{row.text}: {why}{late}."


def _find_change(row: Drawable, asked_due_on: date) -> str | None:
    """Return why what the bank was asked to draw is no longer right; None if it is."""
    if row.stopped is not None:
        return row.stopped
    if row.open_ore != row.asked_ore:
        return f"banken er bedt om {kroner(row.asked_ore or 0)}, og {kroner(row.open_ore)} er åpent"
    if row.due_on != asked_due_on:
        return f"banken er bedt om å trekke {tall_dato(asked_due_on)}"
    return None


def _find_obstacle(
    row: Drawable, as_of: date, deadlines: Deadlines, account: str, bank_until_on: date | None
) -> str | None:
    """Return why the bank cannot be asked to draw a claim; None if it can."""
    if row.stopped is not None:
        return row.stopped
    if row.account != account:
        return "avtalen gjelder en annen konto enn den i club.toml"
    if row.asked_due_on == row.due_on:
        return "trekket er slettet hos banken for denne forfallsdagen"
    if row.past_due_on is not None:
        needed_until_on = shown_on(row.past_due_on)
        if bank_until_on is None or bank_until_on < needed_until_on:
            return (
                f"banken ble bedt om å trekke kravet {tall_dato(row.past_due_on)}; les inn bankens "
                f"innbetalinger til og med {tall_dato(needed_until_on)} først"
            )
    if row.due_on > months_after(as_of, MOST_MONTHS):
        return "forfall er mer enn tolv måneder fram"
    last_on = deadlines.last_day_of_claim(row.due_on)
    if as_of > last_on:
        return f"fristen for å sende kravet til banken var {tall_dato(last_on)}"
    return None
