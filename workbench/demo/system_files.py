"""The files that a club gets out of each system, and those that its office keeps by hand."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from workbench.demo.billing import MEMBERSHIP, TRAINING
from workbench.demo.export_files import Export
from workbench.demo.households import GROUPS, Person
from workbench.demo.name_lists import plain
from workbench.demo.orders import Order
from workbench.demo.row_cells import claim_cells, claim_rows, fee_of, payment_rows, person_cells
from workbench.demo.situations import PAID
from workbench.demo.world import Agreement, World
from workbench.demo.written_cells import Cells, Ore, Row
from workbench.model.kinds import CLUB_GROUP

ENGLISH, NORWEGIAN = 0, 1  # as the headings of Spond's profiles are ordered
SPOND_GENDERS = ({"M": "Male", "K": "Female"}, {"M": "Mann", "K": "Kvinne"})
PLURAL_NAMES = ("guardian_1_name", "guardian_2_name")  # which are two columns in Spond's list


# ------------------------------------------------------------------ the office


def agreements(world: World, choice: int) -> Export:
    """Return the office's list; the `choice` is how its system calls the numbers of things."""
    rows = sorted(world.agreements, key=lambda row: (row.start_on, row.person.id))
    return Export("avtaler.xlsx", "Kontorets liste over avtaler", map(agreement_cells, rows),
                  "Avtaler", choice=choice, is_messy=False)  # fmt: skip


def agreement_cells(agreement: Agreement) -> Cells:
    """Return what the office wrote down of an agreement."""
    person, kind = agreement.person, agreement.kind
    is_child = (agreement.start_on - person.born_on).days < 18 * 365.25
    partner = "foresatt" if is_child else person.name
    return vars(agreement) | {
        "person": person.number,
        "order": agreement.order.id if agreement.order else None,
        "agreed_with": "pårørende" if kind in ("deceased", "guardianship") else partner,
    }


def reminders(world: World) -> Export:
    """Return the list of the reminders that the office sent."""
    rows: list[Cells] = [
        {"sent_on": day, "order": order.id, "step_id": f"reminder_{number}"}
        for order in world.orders
        for number, day in enumerate(order.reminded_on, 1)
    ]
    rows.sort(key=lambda cells: tuple(cells.values()))
    title = "Kontorets liste over sendte påminnelser"
    return Export("paaminnelser.xlsx", title, rows, "Påminnelser", is_messy=False)


# ------------------------------------------------------------------ Min idrett/KlubbAdmin


def klubbadmin_files(world: World) -> Iterator[Export]:
    """Yield a list of members for the club and for each group, and both reports of claims."""
    for group in (CLUB_GROUP, *GROUPS):
        people = [person for person in world.members if group in person.lists]
        rows = [person_cells(person) | {"group": group} for person in people]
        name = f"medlemmer_{plain(group.removesuffix('en'))}.xlsx"
        yield Export(name, "Medlemsliste fra KlubbAdmin", rows, "Medlemmer",
                     has_spaced_headings=True)  # fmt: skip
    yield Export("bilagsrapport.xlsx", "Bilagsrapport fra KlubbAdmin",
                 claim_rows(world, reported_cells), "Spesifikasjon",
                 sheets_before={"Bilagsrapport": sums_by_account(world)})  # fmt: skip
    yield Export("fordringer.csv", "Fordringer fra Buypass Payment Manager", invoices(world),
                 encoding="cp1252", total="sum")  # fmt: skip
    yield agreements(world, choice=0)
    yield reminders(world)


def reported_cells(world: World, order: Order) -> Cells:
    """Return the amount only where the system knows of a payment, and some KIDs as a number."""
    cells: Cells = {} if order.stated_ore is not None else {"paid": None}
    if order.kid.startswith("0") and world.rng.random() < 0.1:
        cells["kid"] = int(order.kid)
    return cells


def sums_by_account(world: World) -> list[Row]:
    """Return the sheet of sums."""
    sums = {MEMBERSHIP: 0, TRAINING: 0}
    for order in world.orders:
        sums[order.account] += order.stated_ore or 0
    sums["Sum"] = sum(sums.values())
    rows: list[Row] = [[name, Ore(ore)] for name, ore in sums.items()]
    return [["Inntektskonto", "Betalt beløp"], *rows]


def invoices(world: World) -> Iterator[Cells]:
    """Yield each order to the oldest of its members; a few that were paid in full are missing."""
    for order in world.orders:
        is_settled = order.situation is PAID and order.stated_ore == order.amount_ore
        if not (is_settled and world.rng.random() < 0.005):
            yield claim_cells(order, order.whole) | {"recipient": order.whole.person.name}


# ------------------------------------------------------------------ Spond Club


def spond_files(world: World) -> Iterator[Export]:
    """Yield the members, those who ski once more in English, the recipients and the payments."""
    skiers = [person for person in world.people if "Ski" in person.groups]
    rules: list[Row] = [["Felt", "Regel"], ["Fødselsdato", "DD/MM/YYYY"]]
    title = "Medlemsliste fra Spond Club"
    for name, sheet, language, people in (
        ("spond_medlemmer.xlsx", "Medlemmer", NORWEGIAN, world.people),
        ("spond_members_ski.xlsx", "Members", ENGLISH, skiers),
    ):
        if people:
            rows = [spond_member(world, person, language) for person in people]
            yield Export(name, title, rows, sheet, choice=language, without=PLURAL_NAMES,
                         sheets_after={"Validation Rules": rules})  # fmt: skip
    yield Export("spond_betalinger.xlsx", "Mottakere av betalinger fra Spond Club",
                 claim_rows(world, spond_claim), "Mottakere", choice=NORWEGIAN)  # fmt: skip
    paid = Ore(sum(payment.amount_ore for payment in world.payments))
    payouts: list[Row] = [["Utbetalt", "Beløp", "Arrangement"], [world.as_of, paid, "Alle"]]
    yield Export("spond_transaksjoner.xlsx", "Transaksjoner fra Spond Club", payment_rows(world),
                 "Transaksjoner", choice=NORWEGIAN,
                 sheets_before={"Utbetalinger": payouts})  # fmt: skip


def spond_member(world: World, person: Person, language: int) -> Cells:
    """Return a member's cells in the language."""
    cells = person_cells(person)
    if cells["born_on"] == person.born_on and world.rng.random() < 0.4:
        cells["born_on"] = f"{person.born_on:%d/%m/%Y}"
    cells["gender"] = SPOND_GENDERS[language][person.gender]
    cells[("Photo consent", "Fotosamtykke")[language]] = world.rng.choice(("Ja", "Nei"))
    cells[("Member type", "Medlemstype")[language]] = ("Member", "Medlem")[language]
    return cells


def spond_claim(world: World, order: Order) -> Cells:
    """Return Spond's own words; for a child without a payment contact nobody is named."""
    cells: Cells = {"Type": "Avdrag" if order.situation.is_stated else "Engangsbetaling"}
    if order.status == "open":
        cells["status"] = "Forfalt" if order.due_on < world.as_of else "Ikke betalt"
    person = order.members[0]
    if person.guardians and not person.payer:
        cells["recipient"] = None
    return cells


# ------------------------------------------------------------------ Hoopit


def hoopit_files(world: World) -> Iterator[Export]:
    """Yield members, with supporters, then payments asked for, and payments made."""
    yield Export("hoopit_medlemmer.xlsx", "Medlemsliste fra Hoopit", hoopit_seats(world),
                 "Medlemmer", below=hoopit_supporters(world), total="count")  # fmt: skip
    yield Export("hoopit_betalinger.xlsx", "Betalingsstatus fra Hoopit",
                 claim_rows(world, hoopit_request), "Betalinger")  # fmt: skip
    yield Export("hoopit_betalingsrapport.xlsx", "Betalingsrapport fra Hoopit",
                 payment_rows(world), "Betalingsrapport")  # fmt: skip


def hoopit_seats(world: World) -> Iterator[Cells]:
    """Yield a row for each team of a person."""
    for person in world.people:
        role = "Utøver" if person.pays_training else "Leder"
        for team in person.groups or [""]:
            yield person_cells(person) | {"group": team, "role": role, "Medlemskap": "Medlem"}


def hoopit_supporters(world: World) -> Iterator[Cells]:
    """Yield some parents who are no members; a reader leaves their role out."""
    names = {person.name for person in world.people}
    for home in world.homes[::9]:
        for parent in home.persons[0].guardians[:1]:
            if parent.name not in names:
                yield {
                    "first_name": parent.first,
                    "last_name": parent.last,
                    "role": "Støttespiller",
                }


def hoopit_request(_: World, order: Order) -> Cells:
    """Return Hoopit's own cells; what is cancelled is exempt, or deleted and listed anyway."""
    kind = order.title.split()[0]
    cells: Cells = {
        "Type": kind if kind.endswith(("kontingent", "avgift")) else "Annen betaling",
        "Gebyr": Ore(fee_of(order.amount_ore)),
        "Betalt av": order.payer if order.status == "paid" else None,
        "Kommentar": "Betalt kontant" if order.status == "paid_manual" else None,
    }
    if order.status == "cancelled" and order.id % 2 == 0:
        cells["status"] = "exempt"
    return cells


# ------------------------------------------------------------------ Spoortz


def spoortz_files(world: World) -> Iterator[Export]:
    """Yield persons and giros."""
    persons = [person_cells(person) | {"Medlemstype": "Aktiv"} for person in world.people]
    yield Export("personer.csv", "Personer fra Spoortz", persons, encoding="cp1252",
                 line_end=";\r\n")  # fmt: skip
    yield Export("giroer.csv", "Registrerte giroer fra Spoortz", claim_rows(world, spoortz_giro),
                 encoding="utf-8-sig", total="sum")  # fmt: skip
    yield agreements(world, choice=1)


def spoortz_giro(_: World, order: Order) -> Cells:
    """Return how often, and when last, the giro was sent; the first time was the invoice."""
    sent = [order.issued_on, *order.reminded_on]
    return {"reminders": len(sent), "reminded_on": sent[-1]}


# ------------------------------------------------------------------ Tryggivann


def tryggivann_files(world: World) -> Iterator[Export]:
    """Yield a list of participants for each course, and the families' invoices."""
    start, end = (world.as_of + timedelta(days=days) for days in (-90, 22))
    courses = sorted({group for person in world.people for group in person.groups})
    for number, course in enumerate(courses, 1):
        people = [person for person in world.people if course in person.groups]
        above: list[Row] = [
            ["Norges Svømmeforbund", "", ""],
            [world.club],
            [f"Kurs: {course}"],
            [f"Periode: {start:%d.%m.%Y} - {end:%d.%m.%Y}"],
            ["Sted: Elvestadhallen"],
            [f"Antall deltakere: {len(people)}"],
            [],
        ]
        rows = [tryggivann_participant(world, person) for person in people]
        yield Export(f"kurs_{number}.csv", "Deltakerliste fra Tryggivann", rows, above=above,
                     below=below_course(world))  # fmt: skip
    yield Export("faktura.csv", "Fakturaer fra Tryggivann", claim_rows(world))


def tryggivann_participant(world: World, person: Person) -> Cells:
    """Return a participant's cells, girls and boys as J and G."""
    note = "Vil gå sammen med søsken" if world.rng.random() < 0.1 else None
    gender = "G" if person.gender == "M" else "J"
    return person_cells(person) | {"gender": gender, "Merknad": note}


def below_course(world: World) -> Iterator[Cells]:
    """Yield the vacancies of a course, and the note that ends its list."""
    for _ in range(world.rng.randint(0, 2)):
        yield {"name": "Ledig"}
    yield {"guardian_1_name": "Uthevet fødselsdato betyr bursdag i kursperioden."}


# ------------------------------------------------------------------ a gym's own system


def gym_files(world: World) -> Iterator[Export]:
    """Yield members and invoices, and the office's lists."""
    yield Export("medlemsliste.csv", "Medlemsliste fra senterets system",
                 map(gym_member, world.people), encoding="utf-8-sig")  # fmt: skip
    yield Export("fakturaliste.csv", "Fakturaliste fra senterets system", claim_rows(world),
                 encoding="utf-8-sig")  # fmt: skip
    yield agreements(world, choice=2)
    yield reminders(world)


def gym_member(person: Person) -> Cells:
    """Return a member's cells; newcomers are on trial, and count as active."""
    cells: Cells = {
        "Medlemskap": ("Total 12 måneder", "Basis", "Student")[person.id % 3],
        "AvtaleGiro": "Nei" if person.id % 5 == 0 else "Ja",
    }
    if person.newcomer_days is not None and person.status == "active":
        cells["status"] = "Prøvetid"
    return person_cells(person) | cells


FILES: Mapping[str, Callable[[World], Iterator[Export]]] = {
    "klubbadmin": klubbadmin_files,
    "spond": spond_files,
    "hoopit": hoopit_files,
    "spoortz": spoortz_files,
    "tryggivann": tryggivann_files,
    "annet": gym_files,
}
