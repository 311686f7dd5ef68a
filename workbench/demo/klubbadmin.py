"""The exports of Min idrett/KlubbAdmin: member lists, Bilagsrapport and Fordringer."""

from collections.abc import Iterator

from workbench.demo.bills import MEMBERSHIP, TRAINING
from workbench.demo.contents import claim_cells, person_cells
from workbench.demo.listing import Inbox, headings
from workbench.demo.mess import NBSP, Cells, Ore, Row
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import put_agreements, put_reminders
from workbench.demo.people import GROUPS
from workbench.demo.situations import PAID
from workbench.demo.world import World
from workbench.model.kinds import CLUB_GROUP

MEMBERS, REPORT = "Medlemsliste fra KlubbAdmin", "Bilagsrapport fra KlubbAdmin"
CLAIMS = "Fordringer fra Buypass Payment Manager"
MEMBER_HEADINGS, REPORT_HEADINGS = [*headings(MEMBERS)], [*headings(REPORT)]
CLAIM_HEADINGS = ";".join(headings(CLAIMS))


def write(inbox: Inbox) -> None:
    """Write all that the club gets out of the system, the bank's file and the office's lists."""
    for group in (CLUB_GROUP, *GROUPS):
        put_members(inbox, group)
    sums = {"Bilagsrapport": sums_by_account(inbox.world)}
    report = inbox.listing(REPORT, report_rows(inbox))
    inbox.put_xlsx("bilagsrapport.xlsx", "Spesifikasjon", report, before=sums)
    claims = inbox.listing(CLAIMS, invoices(inbox))
    claims.sum_up()
    inbox.put_text("fordringer.csv", claims, "cp1252")
    put_agreements(inbox)
    put_reminders(inbox)
    inbox.files |= write_ocr(inbox.world, inbox.folder)


def put_members(inbox: Inbox, group: str) -> None:
    """Write the list of the club or of a group, some headings with a space of either kind."""
    is_club = group == CLUB_GROUP
    people = [p for p in inbox.world.profiles if (p.in_club if is_club else group in p.groups)]
    listing = inbox.listing(MEMBERS, (person_cells(each) | {"group": group} for each in people))
    heads = listing.rows[0]
    for column, space in zip(inbox.rng.sample(range(len(heads)), 2), (" ", NBSP), strict=True):
        heads[column] = f"{heads[column]}{space}"
    name = "klubb" if is_club else group.lower().replace("å", "a")
    inbox.put_xlsx(f"medlemmer_{name}.xlsx", "Medlemmer", listing)


def report_rows(inbox: Inbox) -> Iterator[Cells]:
    """Yield each claim; the amount only where the system knows of a payment, some KIDs a number."""
    for order in inbox.world.orders:
        changed: Cells = {} if order.stated_ore is not None else {"paid": None}
        if order.kid.startswith("0") and inbox.rng.random() < 0.1:
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


def invoices(inbox: Inbox) -> Iterator[Cells]:
    """Yield each order to the oldest of its members; a few that were paid in full are missing."""
    for order in inbox.world.orders:
        is_settled = order.situation is PAID and order.stated_ore == order.amount_ore
        if not (is_settled and inbox.rng.random() < 0.005):
            yield claim_cells(order, order.whole) | {"recipient": order.whole.person.name}
