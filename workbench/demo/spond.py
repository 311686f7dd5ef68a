"""The exports of Spond Club: members in Norwegian and English, recipients, and transactions."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing, Sheets
from workbench.demo.people import Person
from workbench.demo.rows import claim_cells, payment_rows, person_cells
from workbench.demo.shapes import Ore
from workbench.demo.truth import Rows
from workbench.demo.world import World

ENGLISH, NORWEGIAN = 0, 1
LISTS = (  # sheet, extra headings, type of member, and the genders
    ("Members", ("Member type", "Photo consent"), "Member", {"M": "Male", "K": "Female"}),
    ("Medlemmer", ("Medlemstype", "Fotosamtykke"), "Medlem", {"M": "Mann", "K": "Kvinne"}),
)
NAMES = ("guardian_1_name", "guardian_2_name")  # which are two columns here
RULES: Sheets = {"Validation Rules": [["Felt", "Regel"], ["Fødselsdato", "DD/MM/YYYY"]]}


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write the members, those who ski again in English, the recipients and the transactions."""
    skiers = [person for person in world.people if "Ski" in person.groups]
    files = write_members(rng, inbox / "spond_medlemmer.xlsx", world.people, NORWEGIAN)
    if skiers:
        files |= write_members(rng, inbox / "spond_members_ski.xlsx", skiers, ENGLISH)
    asked = Listing("Mottakere av betalinger fra Spond Club", "Type", choice=NORWEGIAN)
    asked.fill(rng, recipients(world))
    made = Listing("Transaksjoner fra Spond Club", "Betalt av", "Gebyr", "Netto", choice=NORWEGIAN)
    made.fill(rng, payment_rows(world))
    total = Ore(sum(payment.amount_ore for payment in world.payments))
    payouts: Sheets = {
        "Utbetalinger": [["Utbetalt", "Beløp", "Arrangement"], [world.as_of, total, "Alle"]]
    }
    return {
        **files,
        **asked.to_xlsx(inbox / "spond_betalinger.xlsx", "Mottakere"),
        **made.to_xlsx(inbox / "spond_transaksjoner.xlsx", "Transaksjoner", before=payouts),
    }


def write_members(rng: Random, path: Path, people: list[Person], language: int) -> dict[str, Rows]:
    """Write a list of members in a language; its second sheet is no list."""
    sheet, extra, member, genders = LISTS[language]
    listing = Listing("Medlemsliste fra Spond Club", *extra, choice=language, without=NAMES)
    rows = []
    for person in people:
        cells = person_cells(person)
        if cells["born_on"] == person.born_on and rng.random() < 0.4:
            cells["born_on"] = f"{person.born_on:%d/%m/%Y}"
        cells |= dict(zip(extra, (member, rng.choice(("Ja", "Nei"))), strict=True))
        rows.append(cells | {"gender": genders[person.gender]})
    return listing.fill(rng, rows).to_xlsx(path, sheet, after=RULES)


def recipients(world: World) -> Iterator[Cells]:
    """Yield the claims; for a child without a payment contact nobody is named."""
    for order in world.orders:
        cells, person = claim_cells(order, order.parts[0]), order.members[0]
        if order.status == "open":
            cells["status"] = "Forfalt" if order.due_on < world.as_of else "Ikke betalt"
        if person.guardians and not person.payer:
            cells["recipient"] = None
        yield cells | {"Type": "Avdrag" if order.situation.known else "Engangsbetaling"}
