"""The files that a club gets out of each system, and those that its office keeps by hand."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

from workbench.demo.billing import MEMBERSHIP, TRAINING
from workbench.demo.exports import Export
from workbench.demo.households import GROUPS, Person
from workbench.demo.orders import Order
from workbench.demo.row_cells import (
    agreement_cells,
    claim_cells,
    claim_rows,
    fee_of,
    payment_rows,
    person_cells,
)
from workbench.demo.situations import PAID
from workbench.demo.world import World
from workbench.demo.written_cells import Cells, Ore, Row, in_figures
from workbench.model.kinds import CLUB_GROUP

ENGLISH, NORWEGIAN = 0, 1  # as the headings of Spond's profiles are ordered
PLURAL_NAMES = ("guardian_1_name", "guardian_2_name")  # which are two columns in Spond's list


def office_agreements(world: World, choice: int) -> Export:
    """Return the office's list; the `choice` is how its system calls the numbers of things."""
    agreements = sorted(world.agreements, key=lambda row: (row.start_on, row.person.id))
    rows, title = map(agreement_cells, agreements), "Kontorets liste over avtaler"
    return Export("avtaler.xlsx", title, rows, "Avtaler", choice=choice, is_messy=False)


def office_reminders(world: World) -> Export:
    """Return the reminders that the office sent, each once per order."""
    sent = sorted(
        (day, order.id, number)
        for order in world.orders
        for number, day in enumerate(order.reminded_on, 1)
    )
    rows: list[Cells] = [
        {"order": order_id, "step_id": f"reminder_{number}", "sent_on": day}
        for day, order_id, number in sent
    ]
    title = "Kontorets liste over sendte påminnelser"
    return Export("paaminnelser.xlsx", title, rows, "Påminnelser", is_messy=False)


# ------------------------------------------------------------------ Min idrett/KlubbAdmin


def klubbadmin_files(world: World) -> Iterator[Export]:
    """Yield a list of members for the club and for each group, and both reports of claims."""
    members, file_names = "Medlemsliste fra KlubbAdmin", str.maketrans("å", "a")
    for group in (CLUB_GROUP, *GROUPS):
        is_club = group == CLUB_GROUP
        file_name = "klubb" if is_club else group.lower().translate(file_names)
        people = [p for p in world.members if (p.is_in_club if is_club else group in p.groups)]
        rows = [person_cells(person) | {"group": group} for person in people]
        name = f"medlemmer_{file_name}.xlsx"
        yield Export(name, members, rows, "Medlemmer", has_spaced_headings=True)
    report = claim_rows(world.orders, partial(reported_cells, world))
    yield Export("bilagsrapport.xlsx", "Bilagsrapport fra KlubbAdmin", report, "Spesifikasjon",
                 sheets_before={"Bilagsrapport": sums_by_account(world)})  # fmt: skip
    yield Export("fordringer.csv", "Fordringer fra Buypass Payment Manager", invoices(world),
                 encoding="cp1252", total="sum")  # fmt: skip
    yield office_agreements(world, choice=0)
    yield office_reminders(world)


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
    title = "Medlemsliste fra Spond Club"
    rules: list[Row] = [["Felt", "Regel"], ["Fødselsdato", "DD/MM/YYYY"]]
    members = [spond_member(world, person, NORWEGIAN) for person in world.people]
    yield Export("spond_medlemmer.xlsx", title, members, "Medlemmer", choice=NORWEGIAN,
                 without=PLURAL_NAMES, sheets_after={"Validation Rules": rules})  # fmt: skip
    skiers = [person for person in world.people if "Ski" in person.groups]
    if skiers:
        members = [spond_member(world, person, ENGLISH) for person in skiers]
        yield Export("spond_members_ski.xlsx", title, members, "Members", choice=ENGLISH,
                     without=PLURAL_NAMES, sheets_after={"Validation Rules": rules})  # fmt: skip
    recipients = claim_rows(world.orders, partial(spond_claim, world))
    yield Export("spond_betalinger.xlsx", "Mottakere av betalinger fra Spond Club", recipients,
                 "Mottakere", choice=NORWEGIAN)  # fmt: skip
    paid = Ore(sum(payment.amount_ore for payment in world.payments))
    payouts: list[Row] = [["Utbetalt", "Beløp", "Arrangement"], [world.as_of, paid, "Alle"]]
    yield Export("spond_transaksjoner.xlsx", "Transaksjoner fra Spond Club", payment_rows(world),
                 "Transaksjoner", choice=NORWEGIAN,
                 sheets_before={"Utbetalinger": payouts})  # fmt: skip


def spond_member(world: World, person: Person, language: int) -> Cells:
    """Return a member's cells, with the words of the language."""
    cells, rng = person_cells(person), world.rng
    if cells["born_on"] == person.born_on and rng.random() < 0.4:
        cells["born_on"] = f"{person.born_on:%d/%m/%Y}"
    consent = rng.choice(("Ja", "Nei"))
    if language == ENGLISH:
        gender = "Male" if person.gender == "M" else "Female"
        return cells | {"gender": gender, "Photo consent": consent, "Member type": "Member"}
    gender = "Mann" if person.gender == "M" else "Kvinne"
    return cells | {"gender": gender, "Fotosamtykke": consent, "Medlemstype": "Medlem"}


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
    """Yield members, also supporters, payments asked for, and payments made."""
    yield Export("hoopit_medlemmer.xlsx", "Medlemsliste fra Hoopit", hoopit_seats(world),
                 "Medlemmer", below=hoopit_supporters(world), total="count")  # fmt: skip
    requests = claim_rows(world.orders, hoopit_request)
    yield Export("hoopit_betalinger.xlsx", "Betalingsstatus fra Hoopit", requests, "Betalinger")
    payments = payment_rows(world)
    yield Export("hoopit_betalingsrapport.xlsx", "Betalingsrapport fra Hoopit", payments,
                 "Betalingsrapport")  # fmt: skip


def hoopit_seats(world: World) -> Iterator[Cells]:
    """Yield a row for each team of a person."""
    for person in world.people:
        role = "Utøver" if person.pays_training else "Leder"
        for team in person.groups or [""]:
            yield person_cells(person) | {"group": team, "role": role, "Medlemskap": "Medlem"}


def hoopit_supporters(world: World) -> Iterator[Cells]:
    """Yield some parents who are no members; a reader leaves such roles out."""
    names = {person.name for person in world.people}
    for home in world.homes[::9]:
        for parent in home.persons[0].guardians[:1]:
            if parent.name not in names:
                cells: Cells = {"first_name": parent.first, "last_name": parent.last}
                yield cells | {"role": "Støttespiller"}


def hoopit_request(order: Order) -> Cells:
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
    """Yield persons and giros; the first sending of a giro is the invoice."""
    persons = [person_cells(person) | {"Medlemstype": "Aktiv"} for person in world.people]
    yield Export("personer.csv", "Personer fra Spoortz", persons, encoding="cp1252",
                 line_end=";\r\n")  # fmt: skip
    giros = claim_rows(world.orders, spoortz_giro)
    yield Export("giroer.csv", "Registrerte giroer fra Spoortz", giros, encoding="utf-8-sig",
                 total="sum")  # fmt: skip
    yield office_agreements(world, choice=1)


def spoortz_giro(order: Order) -> Cells:
    """Return how often, and when last, the giro was sent."""
    sent = [order.issued_on, *order.reminded_on]
    return {"reminders": len(sent), "reminded_on": sent[-1]}


# ------------------------------------------------------------------ Tryggivann


def tryggivann_files(world: World) -> Iterator[Export]:
    """Yield a list of participants for each course, and the families' invoices."""
    start, end = (in_figures(world.as_of + timedelta(days=days)) for days in (-90, 22))
    courses = sorted({group for person in world.people for group in person.groups})
    for number, course in enumerate(courses, 1):
        people = [person for person in world.people if course in person.groups]
        above: list[Row] = [
            ["Norges Svømmeforbund", "", ""],
            [world.club],
            [f"Kurs: {course}"],
            [f"Periode: {start} - {end}"],
            ["Sted: Elvestadhallen"],
            [f"Antall deltakere: {len(people)}"],
            [],
        ]
        rows = [tryggivann_participant(world, person) for person in people]
        yield Export(f"kurs_{number}.csv", "Deltakerliste fra Tryggivann", rows, above=above,
                     below=below_course(world))  # fmt: skip
    yield Export("faktura.csv", "Fakturaer fra Tryggivann", claim_rows(world.orders))


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
    members, title = map(gym_member, world.people), "Medlemsliste fra senterets system"
    yield Export("medlemsliste.csv", title, members, encoding="utf-8-sig")
    invoices, title = claim_rows(world.orders), "Fakturaliste fra senterets system"
    yield Export("fakturaliste.csv", title, invoices, encoding="utf-8-sig")
    yield office_agreements(world, choice=2)
    yield office_reminders(world)


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
