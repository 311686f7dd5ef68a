"""The lists the club's office kept by hand: agreements, and reminders sent before the workbench."""

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

from workbench.demo.people import Person
from workbench.demo.truth import Rows
from workbench.demo.workbook import Cell, write_xlsx
from workbench.demo.world import Hold, World


def write_agreements(
    world: World,
    inbox: Path,
    keys: tuple[str, str] = ("PersonId", "OrderID"),
    number: Callable[[Person], Cell] = attrgetter("id"),
) -> dict[str, Rows]:
    """Write the holds; the one without its end is for the reader to set aside.

    `keys` are the headings of the member's number, which `number` returns, and of the claim's.
    """
    holds = sorted(world.holds, key=lambda hold: (hold.start_on, hold.person.id))
    head: list[Cell] = [*keys, "Avtale", "Fra", "Til", "Gjennomgås", "Avtalt med"]
    rows = [[number(hold.person), *agreement_cells(hold)] for hold in holds]
    write_xlsx(inbox / "avtaler.xlsx", {"Avtaler": [head, *rows]})
    invalid = sum(not hold.is_valid for hold in holds)
    return {"avtaler.xlsx": Rows(taken=len(holds), frame=1, values=invalid)}


def agreement_cells(hold: Hold) -> list[Cell]:
    order = hold.order.id if hold.order else None
    is_child = (hold.start_on - hold.person.born_on).days < 18 * 365.25
    partner = "foresatt" if is_child else hold.person.name
    partner = "pårørende" if hold.word in ("død", "verge") else partner
    period: list[Cell] = [hold.start_on, hold.end_on, hold.review_on]
    return [order, hold.word, *period, partner]


def write_reminders(world: World, inbox: Path) -> dict[str, Rows]:
    """Write each reminder once per order."""
    sent = [(day, order.id, step) for order in world.orders for step, day in order.steps]
    head: list[Cell] = ["OrderID", "Trinn", "Sendt"]
    rows: list[list[Cell]] = [[order, step, day] for day, order, step in sorted(sent)]
    write_xlsx(inbox / "paaminnelser.xlsx", {"Påminnelser": [head, *rows]})
    return {"paaminnelser.xlsx": Rows(taken=len(rows), frame=1)}
