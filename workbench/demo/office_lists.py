"""The lists the club's office kept by hand: agreements, and reminders sent before the workbench."""

from pathlib import Path

from workbench.demo.truth import Rows
from workbench.demo.workbook import Cell, write_xlsx
from workbench.demo.world import Hold, World


def write_agreements(world: World, path: Path) -> Rows:
    """Write the holds; the one without its end is for the reader to set aside."""
    holds = sorted(world.holds, key=lambda hold: (hold.start_on, hold.person.id))
    head: list[Cell] = ["PersonId", "OrderID", "Avtale", "Fra", "Til", "Gjennomgås", "Avtalt med"]
    write_xlsx(path, {"Avtaler": [head, *(agreement_row(hold) for hold in holds)]})
    valid = sum(hold.is_valid for hold in holds)
    return Rows(taken=len(holds), frame=1, values=len(holds) - valid)


def agreement_row(hold: Hold) -> list[Cell]:
    order = hold.order.id if hold.order else None
    is_child = (hold.start_on - hold.person.born_on).days < 18 * 365.25
    partner = "foresatt" if is_child else hold.person.name
    partner = "pårørende" if hold.word in ("død", "verge") else partner
    period: list[Cell] = [hold.start_on, hold.end_on, hold.review_on]
    return [hold.person.id, order, hold.word, *period, partner]


def write_reminders(world: World, path: Path) -> Rows:
    """Write each reminder once per order."""
    sent = [(day, order.id, step) for order in world.orders for step, day in order.steps]
    head: list[Cell] = ["OrderID", "Trinn", "Sendt"]
    rows: list[list[Cell]] = [[order, step, day] for day, order, step in sorted(sent)]
    write_xlsx(path, {"Påminnelser": [head, *rows]})
    return Rows(taken=len(rows), frame=1)
