"""The exports of Min idrett/KlubbAdmin: member lists, Bilagsrapport and Fordringer."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from workbench.demo.bills import MEMBERSHIP, TRAINING
from workbench.demo.listing import Cells, Listing, Row, headings
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements, write_reminders
from workbench.demo.people import GROUPS
from workbench.demo.rows import claim_cells, person_cells
from workbench.demo.shapes import Ore
from workbench.demo.situations import PAID
from workbench.demo.truth import Rows
from workbench.demo.world import World
from workbench.model.words import CLUB_GROUP

MEMBERS, REPORT = "Medlemsliste fra KlubbAdmin", "Bilagsrapport fra KlubbAdmin"
CLAIMS = "Fordringer fra Buypass Payment Manager"
MEMBER_HEADINGS, REPORT_HEADINGS = [*headings(MEMBERS)], [*headings(REPORT)]
CLAIM_HEADINGS = ";".join(headings(CLAIMS))


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write all that the club gets out of the system, the bank's file and the office's lists."""
    files: dict[str, Rows] = {}
    for group in (CLUB_GROUP, *GROUPS):
        listing = list_members(rng, world, group)
        name = "klubb" if group == CLUB_GROUP else group.lower().replace("å", "a")
        files |= listing.to_xlsx(inbox / f"medlemmer_{name}.xlsx", "Medlemmer")
    report = Listing(REPORT).fill(rng, report_rows(rng, world))
    sums = {"Bilagsrapport": sums_by_account(world)}
    claims = Listing(CLAIMS).fill(rng, invoices(rng, world))
    claims.sum_up()
    return {
        **files,
        **report.to_xlsx(inbox / "bilagsrapport.xlsx", "Spesifikasjon", before=sums),
        **claims.to_text(inbox / "fordringer.csv", "cp1252"),
        **write_agreements(world, inbox),
        **write_reminders(world, inbox),
        **write_ocr(world, inbox),
    }


def list_members(rng: Random, world: World, group: str) -> Listing:
    """List the members of the club or of a group, below untidy headings."""
    is_club = group == CLUB_GROUP
    people = [p for p in world.profiles if (p.in_club if is_club else group in p.groups)]
    listing = Listing(MEMBERS)
    listing.untidy_headings(rng)
    return listing.fill(rng, (person_cells(person) | {"group": group} for person in people))


def report_rows(rng: Random, world: World) -> Iterator[Cells]:
    """Yield each claim; the amount only where the system knows of a payment, some KIDs a number."""
    for order in world.orders:
        changed: Cells = {} if order.stated_ore is not None else {"paid": None}
        if order.kid.startswith("0") and rng.random() < 0.1:
            changed["kid"] = int(order.kid)
        for part in order.parts:
            yield claim_cells(order, part) | changed


def sums_by_account(world: World) -> list[Row]:
    """Return the sheet of sums, which is to be skipped."""
    sums = {MEMBERSHIP: 0, TRAINING: 0}
    for order in world.orders:
        sums[order.account] += order.stated_ore or 0
    sums["Sum"] = sum(sums.values())
    rows: list[Row] = [[account, Ore(ore)] for account, ore in sums.items()]
    return [["Inntektskonto", "Betalt beløp"], *rows]


def invoices(rng: Random, world: World) -> Iterator[Cells]:
    """Yield each order to the oldest of its members; a few that were paid in full are missing."""
    for order in world.orders:
        is_settled = order.situation is PAID and order.stated_ore == order.amount_ore
        if not (is_settled and rng.random() < 0.005):
            yield claim_cells(order, order.whole) | {"recipient": order.whole.person.name}
