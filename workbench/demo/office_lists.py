"""The lists the club's office kept by hand: agreements, and reminders sent before the workbench."""

from collections.abc import Callable
from pathlib import Path

from workbench.demo.people import Person
from workbench.demo.truth import Rows
from workbench.demo.workbook import Cell, write_xlsx
from workbench.demo.world import Hold, World

KEYS = ("PersonId", "OrderID")  # the headings of the member's and the claim's number


def write_agreements(
    world: World,
    path: Path,
    keys: tuple[str, str] = KEYS,
    number: Callable[[Person], Cell] = lambda person: person.id,
) -> Rows:
    """Write the holds; the one without its end is for the reader to set aside."""
    holds = sorted(world.holds, key=lambda hold: (hold.start_on, hold.person.id))
    head: list[Cell] = [*keys, "Avtale", "Fra", "Til", "Gjennomgås", "Avtalt med"]
    rows = [[number(hold.person), *agreement_cells(hold)] for hold in holds]
    write_xlsx(path, {"Avtaler": [head, *rows]})
    valid = sum(hold.is_valid for hold in holds)
    return Rows(taken=len(holds), frame=1, values=len(holds) - valid)


def agreement_cells(hold: Hold) -> list[Cell]:
    order = hold.order.id if hold.order else None
    is_child = (hold.start_on - hold.person.born_on).days < 18 * 365.25
    partner = "foresatt" if is_child else hold.person.name
    partner = "pårørende" if hold.word in ("død", "verge") else partner
    period: list[Cell] = [hold.start_on, hold.end_on, hold.review_on]
    return [order, hold.word, *period, partner]


def write_reminders(world: World, path: Path) -> Rows:
    """Write each reminder once per order."""
    sent = [(day, order.id, step) for order in world.orders for step, day in order.steps]
    head: list[Cell] = ["OrderID", "Trinn", "Sendt"]
    rows: list[list[Cell]] = [[order, step, day] for day, order, step in sorted(sent)]
    write_xlsx(path, {"Påminnelser": [head, *rows]})
    return Rows(taken=len(rows), frame=1)
