"""The exports of Spond Club: members in Norwegian and English, recipients, and transactions."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from workbench.demo.amounts import kroner
from workbench.demo.listing import Cells, Illegible, Listing, bill_cells, payments, person_cells
from workbench.demo.people import Person
from workbench.demo.truth import Rows
from workbench.demo.world import World

MEMBERS = (  # in Norwegian/in English
    "Medlemstype/Member type=type; Medlem fornavn/Member first name=first;"
    "Medlem etternavn/Member last name=last; Medlem e-post/Member email=email;"
    "Medlem telefonnummer/Member phone number=phone; Fødselsdato/Date of birth=born;"
    "Kjønn/Gender=sex; Adresse/Address=address; Postnummer/Postal code=postcode;"
    "Poststed/City=city; Grupper/Groups=groups; Innmeldingsdato/Sign up date=joined;"
    + ";".join(
        f"{no} fornavn/{en} first name={key} first; {no} etternavn/{en} last name={key} last;"
        f"{no} e-post/{en} email={key} email; {no} telefonnummer/{en} phone number={key} phone"
        for no, en, key in (
            ("Foresatt 1", "Guardian 1", "guardian 1"),
            ("Foresatt 2", "Guardian 2", "guardian 2"),
            ("Betalingskontakt", "Payment contact", "payer"),
        )
    )
    + ";Fotosamtykke/Photo consent=consent"
)
RECIPIENTS = (
    "Betalingsnavn=title; Medlem=member; Betalingskontakt=contact; Status=status; Type=type;"
    "Betalt beløp=paid; Utestående=open; Forfallsdato=due; Antall påminnelser=reminders;"
    "Siste påminnelse=reminded"
)
TRANSACTIONS = (
    "Betalingsnavn=title; Betalt av=payer; Medlem=member; Totalt=paid; Gebyr=fee; Netto=net;"
    "Refundert beløp=refunded; Dato=paid on"
)
WORDS = {"Betalt": "Betalt", "Behandlet": "Betalt", "Annullert": "Fritatt",
         "Manuell behandling": "Mislykket"}  # fmt: skip
RULES = {"Validation Rules": [["Felt", "Regel"], ["Fødselsdato", "DD/MM/YYYY"]]}


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write the members, those who ski again in English, the recipients and the transactions."""
    skiers = [person for person in world.people if "Ski" in person.groups]
    asked = Listing(RECIPIENTS).fill(
        rng, recipients(rng, world), title="Cup", member="Ukjent Utøver", status="Forfalt",
        open=300, due=f"31.02.{world.as_of.year}",
    )  # fmt: skip
    made = Listing(TRANSACTIONS).fill(
        rng, payments(rng, world), title="Cup", member="Ukjent", paid="?"
    )
    total = kroner(sum(payment.amount_ore for payment in world.payments))
    payouts = {"Utbetalinger": [["Utbetalt", "Beløp", "Arrangement"], [world.as_of, total, "Alle"]]}
    return {
        **write_members(rng, inbox / "spond_medlemmer.xlsx", world.people, 0),
        **(write_members(rng, inbox / "spond_members_ski.xlsx", skiers, 1) if skiers else {}),
        **asked.to_xlsx(inbox / "spond_betalinger.xlsx", "Mottakere"),
        **made.to_xlsx(inbox / "spond_transaksjoner.xlsx", "Transaksjoner", before=payouts),
    }


def write_members(rng: Random, path: Path, people: list[Person], language: int) -> dict[str, Rows]:
    """Write a list in Norwegian (0) or English (1); its second sheet is no list."""
    columns = (column.split("=") for column in MEMBERS.split(";"))
    heads = (f"{head.split('/')[language]}={name}" for head, name in columns)
    listing = Listing(";".join(heads))
    listing.fill(rng, members(rng, people, language), email="ukjent@example.org")
    return listing.to_xlsx(path, ("Medlemmer", "Members")[language], after=RULES)


def members(rng: Random, people: list[Person], language: int) -> Iterator[Cells]:
    """Yield the rows, an address now and then as the link it was, a day of birth as text."""
    for person in people:
        cells = person_cells(rng, person)
        for name in [name for name in cells if name.endswith("email")]:
            if isinstance(cells[name], str) and not isinstance(cells[name], Illegible):
                cells[name] = f"{'mailto:' if rng.random() < 0.04 else ''}{cells[name]}"
        if isinstance(cells["born"], date) and rng.random() < 0.4:
            cells["born"] = f"{cells['born']:%d/%m/%Y}"
        cells["type"] = ("Medlem", "Member")[language]
        cells["sex"] = {"M": ("Mann", "Male"), "K": ("Kvinne", "Female")}[person.gender][language]
        yield {**cells, "groups": ", ".join(person.groups), "consent": rng.choice(("Ja", "Nei"))}


def recipients(rng: Random, world: World) -> Iterator[Cells]:
    """Yield the rows; for a child without a payment contact nobody is named."""
    for bill in world.orders:
        person, late = bill.members[0], bill.due_on < world.as_of
        words = WORDS | {"Ubetalt": "Forfalt" if late else "Ikke betalt"}
        yield {
            **bill_cells(rng, bill, bill.parts[0], words),
            "contact": bill.payer if person.payer or not person.guardians else None,
            "type": "Avdrag" if bill.situation.known else "Engangsbetaling",
        }
