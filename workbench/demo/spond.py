"""The exports of Spond Club: members in Norwegian and English, recipients, and transactions."""

from collections.abc import Iterator

from workbench.demo.contents import claim_cells, payment_rows, person_cells
from workbench.demo.listing import Inbox, Sheets
from workbench.demo.mess import Cells, Ore, Row
from workbench.demo.people import Person
from workbench.demo.world import World

ENGLISH, NORWEGIAN = 0, 1
WORDS: tuple[
    tuple[str, Cells, str, dict[str, str]], ...
] = (  # sheet, type of member with its heading, consent with its heading, and the genders
    ("Members", {"Member type": "Member"}, "Photo consent", {"M": "Male", "K": "Female"}),
    ("Medlemmer", {"Medlemstype": "Medlem"}, "Fotosamtykke", {"M": "Mann", "K": "Kvinne"}),
)
NAMES = ("guardian_1_name", "guardian_2_name")  # which are two columns here
RULES: Sheets = {"Validation Rules": [["Felt", "Regel"], ["Fødselsdato", "DD/MM/YYYY"]]}


def write(inbox: Inbox) -> None:
    """Write the members, those who ski again in English, the recipients and the transactions."""
    world = inbox.world
    skiers = [person for person in world.people if "Ski" in person.groups]
    put_members(inbox, "spond_medlemmer.xlsx", world.people, NORWEGIAN)
    if skiers:
        put_members(inbox, "spond_members_ski.xlsx", skiers, ENGLISH)
    title = "Mottakere av betalinger fra Spond Club"
    asked = inbox.listing(title, recipients(world), choice=NORWEGIAN)
    inbox.put_xlsx("spond_betalinger.xlsx", "Mottakere", asked)
    title = "Transaksjoner fra Spond Club"
    made = inbox.listing(title, payment_rows(world), choice=NORWEGIAN)
    total = Ore(sum(payment.amount_ore for payment in world.payments))
    payouts: list[Row] = [["Utbetalt", "Beløp", "Arrangement"], [world.as_of, total, "Alle"]]
    inbox.put_xlsx(
        "spond_transaksjoner.xlsx", "Transaksjoner", made, before={"Utbetalinger": payouts}
    )


def put_members(inbox: Inbox, name: str, people: list[Person], language: int) -> None:
    """Write a list of members in a language; its second sheet is no list."""
    rows, (sheet, kind, consent, genders) = [], WORDS[language]
    for person in people:
        cells = person_cells(person)
        if cells["born_on"] == person.born_on and inbox.rng.random() < 0.4:
            cells["born_on"] = f"{person.born_on:%d/%m/%Y}"
        cells |= {"gender": genders[person.gender], consent: inbox.rng.choice(("Ja", "Nei"))}
        rows.append(cells | kind)
    title = "Medlemsliste fra Spond Club"
    listing = inbox.listing(title, rows, choice=language, without=NAMES)
    inbox.put_xlsx(name, sheet, listing, after=RULES)


def recipients(world: World) -> Iterator[Cells]:
    """Yield the claims; for a child without a payment contact nobody is named."""
    for order in world.orders:
        cells, person = claim_cells(order, order.parts[0]), order.members[0]
        if order.status == "open":
            cells["status"] = "Forfalt" if order.due_on < world.as_of else "Ikke betalt"
        if person.guardians and not person.payer:
            cells["recipient"] = None
        yield cells | {"Type": "Avdrag" if order.situation.known else "Engangsbetaling"}
