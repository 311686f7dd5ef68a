"""The exports of Hoopit: one row per person and team, the payments asked for, and those made."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing, bill_cells, payments, person_cells
from workbench.demo.truth import Rows
from workbench.demo.world import World

MEMBERS = (
    "Fornavn=first; Etternavn=last; Fødselsdato=born; Kjønn=gender; E-post=email; Telefon=phone;"
    "Adresse=address; Postnummer=postcode; Poststed=city; Lag/Gruppe=team; Rolle=role;"
    "Medlemskap=type; Innmeldt=joined; Foresatt 1 navn=guardian 1 name;"
    "Foresatt 1 e-post=guardian 1 email; Foresatt 1 telefon=guardian 1 phone;"
    "Foresatt 2 navn=guardian 2 name; Foresatt 2 e-post=guardian 2 email;"
    "Foresatt 2 telefon=guardian 2 phone"
)
ASKED = (
    "Navn=member; Lag=group; Betaling=title; Type=type; Beløp=amount; Gebyr=fee; Status=status;"
    "Frist=due; Betalt dato=paid on; Betalt av=paid by; Siste påminnelse=reminded; Kommentar=note"
)
MADE = (
    "Navn=member; Lag=group; Betaling=title; Beløp=paid; Gebyr=fee; Betalt dato=paid on;"
    "Betalt av=payer"
)
WORDS = {"Ubetalt": "Ubetalt", "Betalt": "Betalt", "Behandlet": "Betalt manuelt", "Fryst": "Fryst"}


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write members, payments asked for, and payments made; supporters are left out by rule."""
    members = Listing(MEMBERS).fill(rng, seats(rng, world), email="ukjent@example.org")
    athletes = {person.name for person in world.people}
    for home in world.homes[::9]:
        for parent in home.persons[0].guardians[:1]:
            if parent.name not in athletes:
                members.frame(first=parent.first, last=parent.last, role="Støttespiller")
    members.frame(first=f"Antall: {len(members.rows) - 1}")
    asked = Listing(ASKED).fill(
        rng, requests(rng, world), member="Ukjent Utøver", title="Cup", amount=300,
        status="Ubetalt", due=f"31.02.{world.as_of.year}",
    )  # fmt: skip
    made = Listing(MADE).fill(rng, payments(rng, world), member="Ukjent", title="Cup", paid="?")
    return {
        **members.to_xlsx(inbox / "hoopit_medlemmer.xlsx", "Medlemmer"),
        **asked.to_xlsx(inbox / "hoopit_betalinger.xlsx", "Betalinger"),
        **made.to_xlsx(inbox / "hoopit_betalingsrapport.xlsx", "Betalingsrapport"),
    }


def seats(rng: Random, world: World) -> Iterator[Cells]:
    """Yield a row for each team of a person; some phones are what was once a float."""
    for person in world.people:
        for team in person.groups or [None]:
            cells = person_cells(rng, person)
            for name in [name for name in cells if name.endswith("phone")]:
                if isinstance(cells[name], int) and rng.random() < 0.5:
                    cells[name] = f"{cells[name]}.0"
            role = "Utøver" if person.pays_training else "Leder"
            yield {**cells, "team": team, "role": role, "type": "Medlem"}


def requests(rng: Random, world: World) -> Iterator[Cells]:
    """Yield the rows; what is cancelled is exempt, or deleted and listed all the same."""
    for bill in world.orders:
        kind = bill.title.split()[0]
        words = WORDS | {"Annullert": ("Fritatt", "Slettet")[bill.id % 2]}
        yield {
            **bill_cells(rng, bill, bill.parts[0], words),
            "type": kind if kind.endswith(("kontingent", "avgift")) else "Annen betaling",
            "paid by": bill.payer if bill.status == "Betalt" else None,
            "note": "Betalt kontant" if bill.status == "Behandlet" else None,
        }
