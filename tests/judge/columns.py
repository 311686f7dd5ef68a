"""What the demo clubs' files are called, and what stands under which heading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class File(NamedTuple):
    """A kind of file: the pattern of its names, and its headings by what stands below."""

    pattern: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class System:
    """The files of a member system by role, and its words for the statuses of claims."""

    slug: str
    files: Mapping[str, File]
    open: str
    paid: str = "Betalt"
    cancelled: str = "Annullert"
    keys: tuple[str, ...] = ("order",)  # the columns that identify a claim's row

    def role_of(self, name: str) -> str:
        """Return the role of a file by its name."""
        return next(
            (role for role, file in self.files.items() if re.fullmatch(file.pattern, name)), "ocr"
        )


def columns(**headings: str) -> dict[str, str]:
    return headings


def office_lists(person: str, order: str) -> dict[str, File]:
    return {
        "holds": File(
            "avtaler.xlsx",
            columns(person=person, order=order, hold="Avtale", start="Fra", end="Til",
                    review="Gjennomgås"),
        ),
        "reminders": File(
            "paaminnelser.xlsx", columns(order="OrderID", step="Trinn", sent="Sendt")
        ),
    }  # fmt: skip


SYSTEMS: Mapping[str, System] = {
    "klubbadmin": System(
        "solvik-il",
        {
            "claims": File(
                "fordringer.csv",
                columns(order="OrderID", due="Forfall", status="Status", title="Beskrivelse",
                        recipient="Mottaker", amount="Beløp", paid="Innbetalt",
                        issued="Opprettet på", paid_on="Betalt"),
            ),
            "report": File(
                "bilagsrapport.xlsx",
                columns(person="PersonID", issued="Fakturadato", due="Betalingsfrist", kid="KID",
                        status_on="Statusdato", account="Inntektskonto", title="Kostnad/avgift",
                        paid="Betalt beløp", order="Avsenders Ord. ID"),
            ),
            "members": File(
                "medlemmer_.*.xlsx",
                columns(person="PersonId", first="Fornavn", last="Etternavn", phone="Tlf. mobil",
                        email="E-post", address="Adresse", city="Postadresse", postcode="Postnr",
                        born="Fødselsdato", gender="Kjønn", joined="Innmeldt dato",
                        member_status="Medlemsstatus", group="Gren/Gruppe", left="Utmeldt dato"),
            ),
            **office_lists("PersonId", "OrderID"),
        },
        open="Ubetalt",
    ),
    "spond": System(
        "fjellheim-il",
        {
            "claims": File(
                "spond_betalinger.xlsx",
                columns(name="Medlem", title="Betalingsnavn", recipient="Betalingskontakt",
                        paid="Betalt beløp", outstanding="Utestående", due="Forfallsdato",
                        reminders="Antall påminnelser", reminded="Siste påminnelse",
                        status="Status"),
            ),
            "members": File(
                "spond_medlemmer.xlsx",
                columns(first="Medlem fornavn", last="Medlem etternavn", email="Medlem e-post",
                        phone="Medlem telefonnummer", born="Fødselsdato", group="Grupper",
                        joined="Innmeldingsdato", guardian="Foresatt 1 fornavn",
                        guardian_last="Foresatt 1 etternavn",
                        guardian_email="Foresatt 1 e-post",
                        guardian_phone="Foresatt 1 telefonnummer",
                        payer="Betalingskontakt fornavn", payer_last="Betalingskontakt etternavn",
                        payer_email="Betalingskontakt e-post",
                        payer_phone="Betalingskontakt telefonnummer"),
            ),
            "english_members": File(
                "spond_members_ski.xlsx",
                columns(first="Member first name", last="Member last name", email="Member email",
                        phone="Member phone number", born="Date of birth", group="Groups",
                        joined="Sign up date", guardian="Guardian 1 first name",
                        guardian_email="Guardian 1 email",
                        guardian_phone="Guardian 1 phone number"),
            ),
            "payments": File(
                "spond_transaksjoner.xlsx",
                columns(title="Betalingsnavn", name="Medlem", amount="Totalt",
                        refunded="Refundert beløp", paid_on="Dato"),
            ),
        },
        open="Ikke betalt",
        cancelled="Fritatt",
        keys=("name", "title"),
    ),
    "hoopit": System(
        "nordbyen-il",
        {
            "claims": File(
                "hoopit_betalinger.xlsx",
                columns(name="Navn", group="Lag", title="Betaling", amount="Beløp", due="Frist",
                        paid_on="Betalt dato", reminded="Siste påminnelse", status="Status"),
            ),
            "members": File(
                "hoopit_medlemmer.xlsx",
                columns(first="Fornavn", last="Etternavn", born="Fødselsdato", email="E-post",
                        phone="Telefon", group="Lag/Gruppe", role="Rolle", joined="Innmeldt",
                        guardian="Foresatt 1 navn", guardian_email="Foresatt 1 e-post",
                        guardian_phone="Foresatt 1 telefon"),
            ),
            "payments": File(
                "hoopit_betalingsrapport.xlsx",
                columns(name="Navn", group="Lag", title="Betaling", amount="Beløp",
                        paid_on="Betalt dato"),
            ),
        },
        open="Ubetalt",
        cancelled="Slettet",
        keys=("name", "group", "title"),
    ),
    "spoortz": System(
        "granli-il",
        {
            "claims": File(
                "giroer.csv",
                columns(order="Gironr", kid="KID", person="Medlemsnr", recipient="Navn",
                        title="Tekst", issued="Fakturadato", due="Forfallsdato", amount="Beløp",
                        paid="Innbetalt", paid_on="Betalt dato", reminders="Antall utsendelser",
                        reminded="Sist sendt", status="Status"),
            ),
            "members": File(
                "personer.csv",
                columns(person="Medlemsnr", first="Fornavn", last="Etternavn", born="Fødselsdato",
                        address="Adresse", postcode="Postnr", city="Poststed", phone="Mobil",
                        email="E-post", guardian="Foresatt 1", guardian_phone="Foresatt 1 mobil",
                        guardian_email="Foresatt 1 e-post", group="Lag/gruppe",
                        joined="Innmeldt dato", left="Utmeldt dato"),
            ),
            "holds": office_lists("Medlemsnr", "Gironr")["holds"],
        },
        open="Utsendt",
    ),
    "tryggivann": System(
        "elvestad-svommeskole",
        {
            "claims": File(
                "faktura.csv",
                columns(order="Fakturanr", kid="KID", issued="Fakturadato", due="Forfallsdato",
                        recipient="Kunde", name="Deltaker", title="Kurs", amount="Beløp",
                        paid="Betalt", outstanding="Utestående", reminders="Antall purringer",
                        status="Status"),
            ),
            "members": File(
                r"kurs_\d+.csv",
                columns(first="Navn", phone="Mobil", email="E-post", guardian="Foresatt",
                        born="Fødselsdato"),
            ),
        },
        open="Ubetalt",
        cancelled="Kreditert",
    ),
    "annet": System(
        "haugsund-trening",
        {
            "claims": File(
                "fakturaliste.csv",
                columns(person="Kundenr", recipient="Navn", order="Fakturanr",
                        issued="Fakturadato", due="Forfallsdato", title="Tekst", amount="Beløp",
                        outstanding="Restbeløp", kid="KID", status="Status"),
            ),
            "members": File(
                "medlemsliste.csv",
                columns(person="Kundenr", last="Etternavn", first="Fornavn", born="Født",
                        phone="Mobilnr", email="E-postadresse", address="Adresse",
                        postcode="Postnr", city="Sted", joined="Startdato", left="Oppsagt til",
                        guardian="Foresatt", guardian_phone="Foresatt mobil",
                        guardian_email="Foresatt e-post", member_status="Status"),
            ),
            **office_lists("Kundenr", "Fakturanr"),
        },
        open="Åpen",
        cancelled="Kreditert",
    ),
}  # fmt: skip

AMOUNTS = {"amount", "paid", "outstanding", "refunded"}
DAYS = {"due", "issued", "paid_on", "status_on", "born", "joined", "left", "reminded", "start",
        "end", "review", "sent"}  # fmt: skip
