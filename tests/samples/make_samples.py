"""Make the sample exports: `python tests/samples/make_samples.py`. All people are invented.

Each file has the layout of an export and a mess that was seen in one (domain/formats.md, 7). The
tests read the files that are committed. The expected rows beside each are not made here: they
were judged by a reader, and a change in them is a decision.
"""

import io
import json
import shutil
from datetime import date, datetime
from html import escape
from pathlib import Path
from unicodedata import normalize

from openpyxl import load_workbook

from workbench.demo.table_files import without_clock, write_xlsx

HERE = Path(__file__).parent
NBSP, NARROW = "\u00a0", "\u202f"
HOSTILE = "<img src=x onerror=alert(1)>"

MEMBERS = [
    ["PersonId", f"Fornavn{NBSP}", "Etternavn ", f"Tlf.{NBSP}mobil", "E-POST", "Adresse",
     "Postadresse", "Postnr", "Fødselsdato", "Kjønn", "Innmeldt\ndato", "Medlemsstatus",
     "Gren / lag", "Gren/Gruppe", "Utmeldt dato"],
    [9000001, "Solveig", "Prøvesen", "+47 41 23 45 01", "Solveig@Example.ORG;post@example.org",
     "Prøveveien 1", "OSLO", 150, date(1984, 3, 1), "K", "15.08.2019", "Aktiv", "x", "Fotball"],
    [9000002, "BJØRN", f"ÅS-LIEN{NBSP}", 41234502, "mailto:bjorn@example.org", "Prøveveien  2",
     "OSLO", "0580", "1.2.68", "Mann", datetime(2020, 1, 2, 10, 30), "AKTIV", "", "Fotball"],
    [],
    ["9000003", normalize("NFD", "Åse"), normalize("NFD", "Vågen"), "47-41234503",
     " ase@example.org. ", None, None, None, "2010-05-17", "k", 43831, "Aktiv", None, "Håndball"],
    [9000004, "Ida", "Null", "41234504.0", "ida@example.org / far@example.org", "-", "N/A", 7030.0,
     date(2012, 2, 29), "K", None, "Ubehandlet"],
    [9000005, HOSTILE, "Prøve", "004741234505", None, HOSTILE],
    [9000006, "Nils", "Framtid", "412 34 506 / 412 34 507", None, None, None, None, "01.01.2031"],
    [NBSP, None, " ", "-"],
    [None, "Uten", "Nummer", "41234508", "uten@example.org"],
    [9000007, "Maja", "Feil", "00000000", "maja(at)example.org", None, None, "SE-123 45",
     "00.00.0000", "ukjent", "31.02.2020", "Utmeldt", None, None, date(2026, 6, 30)],
    [9000008, "Erik", "Utland", "+46 70 174 06 05", None, None, None, None, "24.12.1975", "M"],
    [9000009, "Liv", "Vitenskap", "4,1234509E7", None, None, None, None, "18.01.80", "K"],
    [9000010, "Per von der", "Test", "tlf. 41 23 45 10 (mor)"],
    [9000001, "Solveig", "Prøvesen", None, None, None, None, None, None, None, None, None, None,
     "Håndball"],
    [9000011, "Bare", None, "41234511"],
    ["Antall medlemmer: 11"],
]  # fmt: skip

SUMS = [
    ["Inntektskonto", "Betalt beløp"],
    ["3920", 1000],
    [3930, 1250.5],
    ["Sum", 2250.5],
]

REPORT_HEADINGS = [
    "PersonID", "Fakturadato", "Betalingsfrist", "KID", "Statusdato ", "Inntektskonto",
    f"Kostnad/avgift{NBSP}", "Betalt beløp", "Avsenders Ord. ID",
]  # fmt: skip
SENT, DUE = date(2026, 1, 22), date(2026, 2, 5)
DUES, TRAINING = "Medlemskontingent 2026", "Treningsavgift vår"
REPORT = [
    REPORT_HEADINGS,
    # paid and unpaid; the KID as text
    [9000001, SENT, DUE, "001000300010", date(2026, 2, 3), "3920", DUES, 500, "3000001"],
    [9000002, SENT, DUE, "001000300028", SENT, 3920, DUES, None, 3000002],
    # the KID as a number that lost its zeros, and as one with a decimal
    [9000003, "22.01.2026", "05.02.2026", 1000300036, SENT, 3930, TRAINING, 0, "3000003"],
    [9000004, SENT, DUE, "1000300044.0", SENT, "3930", TRAINING, None, "3000004"],
    # damaged KIDs: as text, as the number itself, a wrong check digit, letters
    [9000005, SENT, DUE, "1.23456789012346E+24", SENT, 3920, DUES, None, "3000005"],
    [9000006, SENT, DUE, 1.23456789012346e24, SENT, 3920, DUES, None, "3000006"],
    [9000007, SENT, DUE, "001000300078", SENT, 3920, DUES, None, "3000007"],
    [9000008, SENT, DUE, "se faktura", SENT, 3920, DUES, None, "3000008"],
    # an order of a family: two members, and two fees for one of them, under one KID
    [9000009, SENT, DUE, "001000300093", date(2026, 2, 4), 3920, DUES, 500, "3000009"],
    [9000010, SENT, DUE, "001000300093", date(2026, 2, 4), 3920, DUES, 0, "3000009"],
    [9000010, SENT, DUE, "001000300093", date(2026, 2, 4), 3930, TRAINING, 1250.5, "3000009"],
    [],
    # an account that the club has not named, no KID, and an amount that nobody can read
    [9000001, SENT, DUE, None, SENT, 9999, "Sommerleir\u200b", "ja", "3000010"],
    # rows that cannot be taken: no due date, no person, no order
    [9000002, SENT, None, "001000300119", SENT, 3920, DUES, None, "3000011"],
    [None, SENT, DUE, "001000300127", SENT, 3920, DUES, None, "3000012"],
    [9000003, SENT, DUE, "001000300135", SENT, 3920, DUES, None, None],
    ["Sum", None, None, None, None, None, None, 2250.5],
]

CLAIMS = [
    ["OrderID", "Forfall", "Status", "Beskrivelse ", "Mottaker", "Beløp", "Innbetalt",
     "Opprettet på", "Betalt"],
    ["3000001", "05.02.2026", "Betalt", DUES, "Solveig Prøvesen", "500,00", "486,00", "22.01.2026",
     "03.02.2026"],
    ["3000002", "05.02.2026", "Ubetalt", DUES, "BJØRN ÅS-LIEN", f"1{NBSP}250,00", "0,00",
     "22.01.2026", ""],
    ["3000003", "5.2.26", "Behandlet", TRAINING, "Åse Vågen", f"kr 2{NBSP}400,-",
     f"2{NBSP}400,00", "2026-01-22", "04.02.2026"],
    ["3000004", "05.02.2026", "Annullert", TRAINING, "Ida Null", "1.250,50", "", "22.01.2026", ""],
    [""],
    ["3000005", "05.02.2026", "Manuell behandling", DUES, HOSTILE, "500", "200,00", "22.01.2026",
     "03.02.2026 14:05:10"],
    ["3000006", "05.02.2026", "UBETALT ", "Leir; uke 26", "Nils Framtid", "500,00", "-",
     "ikke satt", ""],
    ["3000007", "31.02.2026", "Ubetalt", DUES, "Maja Feil", "500,00", "0,00", "22.01.2026", ""],
    ["3000008", "05.02.2026", "Til purring", DUES, "Erik Utland", "500,00", "0,00", "22.01.2026",
     ""],
    ["3000009", "05.02.2026", "Ubetalt", DUES, "Liv Vitenskap", "fem hundre", "0,00", "22.01.2026",
     ""],
    ["3000010", "", "Ubetalt", DUES, "Per von der Test", "500,00", "0,00", "22.01.2026", ""],
    ["Sum", "", "", "", "", f"6{NBSP}900,50", f"3{NBSP}086,00", "", ""],
]  # fmt: skip

AGREEMENTS = [
    ["Avtaler før oppstart"],
    ["PersonId", "OrderID", "Avtale", "Fra", "Til", normalize("NFD", "Gjennomgås"), "Avtalt med"],
    [9000001, None, "frys", date(2026, 1, 1), date(2026, 3, 31), None, "Solveig Prøvesen"],
    [9000002, 3000002, "Utsettelse", "05.02.2026", "05.03.2026", None, "Bjørn"],
    [9000003, "3000003", "nedbetalingsplan", date(2026, 2, 1), date(2026, 6, 1), date(2026, 4, 1)],
    [9000004, 3000004, "innsigelse", date(2026, 2, 10)],
    [9000005, None, "vanskelig økonomi", date(2026, 2, 11)],
    [9000006, 3000006, "kreditering", date(2026, 2, 12)],
    [9000007, None, "AvtaleGiro under arbeid", date(2026, 2, 13), date(2026, 3, 13)],
    [9000008, None, "død", date(2026, 2, 14), None, None, "pårørende"],
    [9000009, None, "verge", date(2026, 2, 15), None, "i vår", "verge"],
    [],
    # one that touches another on its last day, and one that begins the day after
    [9000001, None, "frys", date(2026, 3, 31), date(2026, 4, 30)],
    [9000001, None, "frys", date(2026, 4, 1), date(2026, 4, 30)],
    # no end, turned around, a word nobody knows, no first day
    [9000010, None, "frys", date(2026, 2, 1)],
    [9000010, None, "innsigelse", date(2026, 2, 10), date(2026, 2, 9)],
    [9000010, None, "snill", date(2026, 2, 1), date(2026, 3, 1)],
    [9000010, 3000009, "kreditering"],
]

REMINDERS = [
    ["OrderID", "Trinn", "Sendt"],
    [3000002, "Påminnelse 1", date(2026, 2, 19)],
    ["3000002", "påminnelse 2 ", "05.03.2026"],
    [3000004, normalize("NFD", "Påminnelse 1"), date(2026, 2, 19)],
    [],
    [3000004, "Samtale", "2026-03-05"],
    [3000006, "Inkassovarsel", date(2026, 2, 19)],
    [3000006, "Påminnelse 1", "for lenge siden"],
    [None, "Påminnelse 1", date(2026, 2, 19)],
]


SPOND_HEADINGS = [
    "Medlemstype", "Medlem fornavn", "Medlem etternavn", "Medlem e-post", "Medlem telefonnummer",
    "Fødselsdato", "Kjønn", "Adresse", "Postnummer", "Poststed", "Grupper", "Innmeldingsdato",
    *(f"{who} {what}" for who in ("Foresatt 1", "Foresatt 2", "Betalingskontakt")
      for what in ("fornavn", "etternavn", "e-post", "telefonnummer")),
    "Fotosamtykke",
]  # fmt: skip
SPOND_ENGLISH = [
    "Member type", "Member first name", "Member last name", "Member email", "Member phone number",
    "Date of birth", "Gender", "Address", "Postal code", "City", "Groups", "Sign up date",
    *(f"{who} {what}" for who in ("Guardian 1", "Guardian 2", "Payment contact")
      for what in ("first name", "last name", "email", "phone number")),
]  # fmt: skip
KARI = ["Kari", "Li", "mailto:kari.li@example.org", "412 34 501"]
ODD = ["Odd", "Berg", "odd@example.org", None]
NONE = [None] * 4
SPOND_OLA = ["Barn", "Ola", "Li", None, None, "31/12/2013", "Gutt", "Prøveveien 1", 150.0, "OSLO",
             "Fotball G12, Ski", date(2020, 1, 15), *KARI, *ODD, *KARI]  # fmt: skip
SPOND_MEMBERS = [
    SPOND_HEADINGS,
    # in several groups; two guardians, and a payment contact who is the first of them
    [*SPOND_OLA, "Ja"],
    # an adult with contact data of her own, ALL CAPS, and a custom field nobody reads
    ["Voksen", f"ANNE-KARI{NBSP}", "VON DER LIPPE", "mailto:ak@example.org; ak@example.com",
     "+47 41 23 45 02", date(1980, 5, 17), "Kvinne", None, None, None, "Ski", "15.08.2019",
     *NONE, *NONE, *NONE, "01029912345"],
    # two of the same name, told apart by their birth dates
    ["Barn", "Eva", "Moe", None, None, "01/02/2012", "K", None, None, None, "Turn",
     None, "Per", "Moe", "per@example.org", "41234503", *NONE, *NONE],
    ["Barn", "Eva", "Moe", None, None, "03.04.2014", "K", None, None, None, "Turn; Ski",
     None, "Liv", "Moe", None, "4123450", *NONE, *NONE],
    [],
    # no birth date and no group; a guardian who has a name and nothing else
    ["Barn", HOSTILE, "Prøve", None, None, None, "ukjent", HOSTILE, None, None, None, None,
     HOSTILE, "Prøve", None, None, *NONE, *NONE],
    ["Barn", "Nils", "Feil", "nils(at)example.org", None, "31/02/2012", None, None, None, None,
     "Ski\nSki", None, *NONE, "Bo", "Feil", None, "92884492.0", *NONE],
    ["Barn", "Uten", None, None, None, "05/06/2013", "M", None, None, None, "Ski"],
]  # fmt: skip
SPOND_RULES = [["Field", "Rule"], ["Date of birth", "DD/MM/YYYY"], ["Groups", "Comma-separated"]]
SPOND_SKI = [SPOND_ENGLISH, ["Child", *SPOND_OLA[1:6], "Male", *SPOND_OLA[7:]]]

SPOND_BILLS = [
    ["Betalinger 2026"],
    ["Betalingsnavn", "Medlem", "Betalingskontakt", "Status", "Type", "Betalt beløp", "Utestående",
     "Forfallsdato", "Antall påminnelser", "Siste påminnelse"],
    [DUES, "Ola Li", "Kari Li", "Betalt", "Engangsbetaling", 500, 0, DUE, 0, None],
    [DUES, "Anne-Kari von der Lippe", None, "Forfalt", "Engangsbetaling", 0, 500.5, "05/02/2026",
     1, date(2026, 2, 10)],
    # an instalment paid; one reminder too many to be told apart; a name that two have
    [TRAINING, "OLA LI", "Li, Kari", "Ikke betalt", "Avdrag", "400,00", f"1{NBSP}200,00", DUE, 3,
     "20/02/2026"],
    [TRAINING, "Eva Moe", "Per Moe", "Ikke betalt", "Engangsbetaling", 0, 900, DUE, 0, None],
    [TRAINING, "Eva Moe", "Liv Moe", "Ikke betalt", "Engangsbetaling", 0, 900, DUE, 0, None],
    ["Leir", HOSTILE + " Prøve", None, "Fritatt", "Engangsbetaling", 0, 0, DUE, None, None],
    ["Leir", "Nils Feil", None, "Mislykket", "Engangsbetaling", 0, 175, DUE, 0, None],
    # reminders with no day, and a word nobody knows: the claim rests
    ["Skikurs", "Nils Feil", None, "Ikke betalt", "Engangsbetaling", 0, 300, DUE, 2, None],
    ["Skikurs", "Ola Li", "Kari Li", "Venter", "Engangsbetaling", 0, 300, DUE, "en", None],
    # rows that cannot be taken
    ["Skikurs", None, None, "Ikke betalt", "Engangsbetaling", 0, 300, DUE, 0, None],
    ["Dugnad", "Ola Li", None, "Ikke betalt", "Engangsbetaling", 0, "tre hundre", DUE, 0, None],
    ["Sum", None, None, None, None, 900, 3575.5],
]  # fmt: skip
SPOND_PAYOUTS = [["Dato", "Betalingsnavn", "Beløp", "Gebyr"], [date(2026, 2, 6), DUES, 980, 20]]
SPOND_PAID = [
    ["Betalingsnavn", "Betalt av", "Medlem", "Totalt", "Gebyr", "Netto", "Refundert beløp", "Dato"],
    [DUES, "Kari Li", "Ola Li", 500, 10, 490, 0, date(2026, 2, 3)],
    # two alike are two payments, of which one went back; and one that went back in part
    ["Leir", "Per Moe", "Eva Moe", 175, 3, 172, 175, date(2026, 2, 4)],
    ["Leir", "Per Moe", "Eva Moe", 175, 3, 172, None, date(2026, 2, 4)],
    [TRAINING, "Odd Berg", "Ola  LI", "400,00", 8, 392, "100,00", "04/02/2026"],
    [TRAINING, "Odd Berg", "Ola Li", "mye", 8, 392, 0, "04/02/2026"],
    ["Totalt", None, None, 1250],
]

HOOPIT_MEMBERS = [
    ["Fornavn", "Etternavn", "Fødselsdato", "Kjønn", "E-post", "Telefon", "Adresse", "Postnummer",
     "Poststed", "Lag/Gruppe", "Rolle", "Medlemskap", "Innmeldt", "Foresatt 1 navn",
     "Foresatt 1 e-post", "Foresatt 1 telefon", "Foresatt 2 navn", "Foresatt 2 e-post",
     "Foresatt 2 telefon"],
    # on two teams, with the guardians in another order there: nobody gets the other's data
    ["Ola", "Li", "31.12.2013", "M", None, None, None, 150, "Oslo", "Fotball G12", "Utøver",
     "Barn", "2020-01-15", "Kari Li", "kari.li@example.org", 41234501.0, "Odd Berg"],
    ["Ola", "Li", 41639, "M", None, None, None, "0150", "Oslo", "Ski", "Utøver", "Barn", None,
     "Odd Berg", None, "41234504", "Kari Li", None, None],
    ["ANNE", "BERG", date(1975, 3, 1), "K", "anne@example.org", "9.2884492E7", None, None, None,
     "Ski", "Leder", "Voksen"],
    # left out by rule, and of no age
    ["Sumaya", "Null", None, "J", None, None, None, None, None, "Ski", "Utøver", "Barn", None,
     HOSTILE, "post@example.org", "00000000"],
    ["Jon", "Li", "01.01.1970", "M", "jon@example.org", "41234505", None, None, None, "Ski",
     "STØTTESPILLER "],
    [None, "Uten", "01.01.2012", "K", None, None, None, None, None, "Ski", "Utøver"],
    ["Antall: 6"],
]  # fmt: skip
HOOPIT_WITH_IDS = [
    [
        "Bruker-ID",
        "Fornavn",
        "Etternavn",
        "Fødselsdato",
        "E-post",
        "Telefon",
        "Lag/Gruppe",
        "Rolle",
        "Foresatt 1 navn",
        "Foresatt 1 telefon",
    ],
    ["501", "Ola", "Li", "31.12.2013", "", "", "Fotball G12", "Utøver", "Kari Li", "41234501"],
    ["501", "Ola", "Li", "", "", "", "Ski", "Utøver", "Kari Li", "41234501"],
    # two of one name and no birth date; nobody's number; one number for two
    ["502", "Eva", "Moe", "", "", "", "Ski", "Utøver", "Per Moe", "41234502"],
    ["503", "Eva", "Moe", "", "", "", "Ski", "Utøver", "Liv Moe", "41234503"],
    ["", "Anne", "Berg", "01.03.1975", "anne@example.org", "", "Ski", "Leder", "", ""],
    ["504", "Jon", "Ås", "01.01.2014", "", "", "Ski", "Utøver", "Bo Ås", "41234504"],
    ["504", "Ida", "Ås", "02.02.2016", "", "", "Ski", "Utøver", "Bo Ås", "41234504"],
]
HOOPIT_BILLS = [
    ["Navn", "Lag", "Betaling", "Type", "Beløp", "Gebyr", "Status", "Frist", "Betalt dato",
     "Betalt av", "Siste påminnelse", "Kommentar"],
    ["Ola Li", "Fotball G12", TRAINING, "Treningsavgift", 1250, 15, "Betalt", DUE,
     date(2026, 2, 3), "Kari Li", None, None],
    # reminded of by Hoopit: once, twice, and before the first of its own days
    ["Anne Berg", None, DUES, "Medlemskontingent", "500,00", 15, "Ubetalt", DUE, None, None,
     date(2026, 2, 7), None],
    ["Ola Li", "Ski", TRAINING, "Treningsavgift", "1 250,00", 15, "Ubetalt", DUE, None, None,
     date(2026, 3, 10), None],
    ["Sumaya Null", "Ski", TRAINING, "Treningsavgift", 1250, 15, "Ubetalt", DUE, None, None,
     "06.02.2026", None],
    ["Anne Berg", "Ski", "Leir", "Andre", 300, 0, "Betalt manuelt", DUE, None, None, None,
     "kontant"],
    ["Ola Li", None, DUES, "Medlemskontingent", 500, 15, "Fritatt", DUE],
    ["Sumaya Null", None, DUES, "Medlemskontingent", 500, 15, "Fryst", DUE],
    ["Ola Li", "Ski", "Leir", "Andre", 300, 0, "Slettet", DUE],
    ["Ola Li", "Ski", "Skikurs", "Andre", 300, 0, "Ubetalt", "31.02.2026"],
    ["Antall: 9"],
]  # fmt: skip
HOOPIT_PAID = [
    ["Navn", "Lag", "Betaling", "Beløp", "Gebyr", "Betalt dato", "Betalt av"],
    ["Ola Li", "Fotball G12", TRAINING, 1250, 15, date(2026, 2, 3), "Kari Li"],
    ["Anne Berg", None, DUES, f"kr 1{NARROW}000,-", 15, date(2026, 2, 9), "Anne Berg"],
    ["Anne Berg", None, DUES, 500, 15, None, "Anne Berg"],
    ["Sum: 2"],
]

SPOORTZ_PEOPLE = [
    ["Medlemsnr", "Fornavn", "Etternavn", "Fødselsdato", "Kjønn", "Adresse", "Postnr", "Poststed",
     "Mobil", "E-post", "Foresatt 1", "Foresatt 1 mobil", "Foresatt 1 e-post", "Foresatt 2",
     "Foresatt 2 mobil", "Foresatt 2 e-post", "Lag/gruppe", "Medlemstype", "Innmeldt dato",
     "Utmeldt dato", ""],
    ["1001", "Ola", "Li", "31.12.2013", "M", "Prøveveien 1, 2", "0150", "Oslo", "", "", "Kari Li",
     "412 34 501", "kari.li@example.org", "Odd Berg", "", "", "Fotball G12,Ski", "Barn",
     "15.01.2020", "", ""],
    ["1002", "Åse", "Ødegård", "1.2.68", "K", "", "150", "Oslo", "0047 41 23 45 02",
     "ase@example.org / ase@example.com", "", "", "", "", "", "", "Ski", "Voksen", "", "", ""],
    ["1003", "Bjørn", "Ås", "01.03.1990", "M", "", "", "", "41234503", "", "", "", "", "", "", "",
     "", "Voksen", "", "30.06.2026", ""],
    ["1004", HOSTILE, "Prøve", "00.00.0000", "X", "", "", "", "a", "", HOSTILE, "41234504", "", "",
     "", "", "Ski", "Barn", "", "i fjor", ""],
    ["", "Uten", "Nummer", "01.01.2012", "M", "", "", "", "", "", "", "", "", "", "", "", "", "",
     "", "", ""],
    ["Antall 5", *[""] * 20],
]  # fmt: skip
SPOORTZ_BILLS = [
    ["Gironr", "KID", "Medlemsnr", "Navn", "Tekst", "Fakturadato", "Forfallsdato", "Beløp",
     "Innbetalt", "Betalt dato", "Status", "Antall utsendelser", "Sist sendt"],
    ["3000001", "001000300010", "1001", "Kari Li", DUES, "22.01.2026", "05.02.2026", "500,00",
     "500,00", "03.02.2026", "Betalt", "1", "22.01.2026"],
    # the first sending is the invoice; a KID as a number, in part paid
    ["3000002", "1000300028", "1002", "Åse Ødegård", TRAINING, "22.01.2026", "05.02.2026",
     f"1{NBSP}250,00", "250,00", "04.02.2026", "Utsendt", "2", "19.02.2026"],
    ["3000003", "001000300036", "1001", "Odd Berg", TRAINING, "22.01.2026", "05.02.2026",
     "1 250,00", "", "", "Utsendt", "4", "05.03.2026"],
    ["3000004", "1.23456789012346E+24", "1003", "Bjørn Ås", "Leir", "22.01.2026", "05.02.2026",
     "300,00", "0,00", "", "Annullert", "1", "22.01.2026"],
    ["3000005", "001000300051", "1002", "Åse Ødegård", "Leir", "22.01.2026", "05.02.2026",
     "300,00", "", "", "Klarert", "1", "22.01.2026"],
    ["3000006", "", "1004", HOSTILE, "Skikurs", "22.01.2026", "05.02.2026", "mye", "", "",
     "Utsendt", "1", "22.01.2026"],
    ["Sum", "", "", "", "", "", "", f"3{NBSP}300,00", "750,00", "", "", "", ""],
]  # fmt: skip

COURSE = [
    ["Norges Svømmeforbund", "", ""], ["Prøve svømmeskole"], ["Kurs: Begynner 1 (tirsdag)"],
    ["Periode: 24.08.2026 - 14.12.2026"], ["Sted: Prøvehallen"], ["Antall deltakere: 5"], [],
    ["Navn", "Foresatt", "E-post", "Mobil", "Kjønn", "Fødselsdato", "Merknad"],
    # the user is the parent, but for an adult, who has nobody beside
    [" OLA  LI ", "Kari Li", "kari.li@example.org", "412 34 501", "G", "31.12.2013", "Allergi"],
    ["Åse Ødegård", "", "ase@example.org", "41234502", "J", "01.02.1968", ""],
    ["Lippe, Anne von der", "Bjørn Ås", "", "41 23 45", "J", "31.02.2014", ""],
    ["Ledig", "", "", "", "", "", ""],
    ["", "Per Uten", "per@example.org", "41234503", "G", "01.01.2015", ""],
    ["Cher", "Kari Li", "", "", "J", "01.01.2015", ""],
    ["", "", "", "", "", "", ""],
    ["", "Uthevet fødselsdato betyr bursdag i kursperioden.", "", "", "", "", ""],
]  # fmt: skip
# only the name has a heading that is known: the rest stands where public code reads it; no guardian
COURSE_BY_PLACE = [
    ["Norges Svømmeforbund"],
    ["Prøve svømmeskole"],
    ["Kurs: Øvet 2"],
    [],
    ["Navn", "Mail", "Mob.", "Betingelser", "", "", "Merknad"],
    ["Eva Moe", "per.moe@example.org", "41234506", "Ja", "J", "02.03.2016", ""],
    ["Iver Moe", "", "", "Ja", "G", "04.05.2018", "Allergi"],
    ["", "Uthevet fødselsdato betyr bursdag i kursperioden.", "", "", "", "", ""],
]
COURSE_BILLS = [
    ["Fakturanr", "KID", "Fakturadato", "Forfallsdato", "Kunde", "Deltaker", "Kurs", "Beløp",
     "Betalt", "Utestående", "Antall purringer", "Status"],
    # a family's invoice: two rows, one number and KID; of the second a part was credited
    ["70001", "001000700011", "22.01.2026", "29.01.2026", "Kari Li", "Ola Li",
     "Begynner 1 (tirsdag)", "1 150,00", "1 150,00", "0,00", "1", "Betalt"],
    ["70001", "001000700011", "22.01.2026", "29.01.2026", "Kari Li", "Cher Li", "Øvet 1",
     "1 150,00", "0,00", "900,00", "2", "Ubetalt"],
    ["70002", "001000700029", "22.01.2026", "29.01.2026", "Åse Ødegård", "Åse Ødegård",
     "Begynner 1 (tirsdag)", "1150", "0", "0", "0", "Kreditert"],
    # more outstanding than there can be; the same row with another sum; a number of reminders
    ["70003", "001000700037", "22.01.2026", "29.01.2026", "Bjørn Ås", "Anne von der Lippe",
     "Begynner 1 (tirsdag)", "1150", "200", "1150", "0", "Ubetalt"],
    ["70003", "001000700037", "22.01.2026", "29.01.2026", "Bjørn Ås", "Anne von der Lippe",
     "Begynner 1 (tirsdag)", "1250", "200", "1150", "0", "Ubetalt"],
    ["70004", "001000700045", "22.01.2026", "29.01.2026", "Bjørn Ås", "Anne von der Lippe",
     "Øvet 1", "1150", "0", "1150", "mange", "Ubetalt"],
    ["70005", "001000700052", "22.01.2026", "", "Bjørn Ås", "Anne von der Lippe", "Øvet 1", "1150",
     "0", "1150", "0", "Ubetalt"],
]  # fmt: skip

GYM_MEMBERS = [
    ["Kundenr", "Etternavn", "Fornavn", "Født", "Kjønn", "Mobilnr", "E-postadresse", "Adresse",
     "Postnr", "Sted", "Medlemskap", "Startdato", "Oppsagt til", "Status", "AvtaleGiro",
     "Foresatt", "Foresatt mobil", "Foresatt e-post"],
    ["004512", "Li", "Kari", "17.05.1980", "K", "41234501", "kari.li@example.org", "", "0150",
     "Oslo", "Basis", "01.01.2025", "", "Aktiv", "Ja", "", "", ""],
    ["004513", "Berg", "Odd", "01.03.1990", "M", "41234504", "", "", "", "", "Basis", "", "",
     "Fryst", "Nei", "", "", ""],
    ["004514", "Li", "Ola", "31.12.2010", "M", "", "", "", "", "", "Ung", "", "", "Prøvetid",
     "Nei", "Kari Li", "41234501", ""],
    ["004515", "Ås", "Bjørn", "01.02.1968", "M", "a", "", "", "", "", "Basis", "", "31.10.2026",
     "Oppsagt", "Ja", "", "", ""],
    ["", "Uten", "Nummer", "", "", "", "", "", "", "", "", "", "", "Sperret", "", "", "", ""],
]  # fmt: skip
GYM_BILLS = [
    ["Kundenr", "Navn", "Fakturanr", "Fakturadato", "Forfallsdato", "Tekst", "Beløp", "Restbeløp",
     "KID", "Status"],
    ["004512", "Kari Li", "50001", "05.11.2026", "20.11.2026", "Månedsavgift november 2026",
     "549,00", "0,00", "001000500015", "Betalt"],
    ["004513", "Odd Berg", "50002", "05.11.2026", "20.11.2026", "Månedsavgift november 2026",
     "549,00", "549,00", "1000500023", "Åpen"],
    ["004514", "Kari Li", "50003", "05.10.2026", "20.10.2026", "Månedsavgift oktober 2026",
     "399,00", "199,00", "001000500031", "Åpen"],
    ["004515", "Bjørn Ås", "50004", "05.11.2026", "20.11.2026", "Månedsavgift november 2026",
     "549,00", "0,00", "001000500049", "Kreditert"],
    ["004515", "Bjørn Ås", "50005", "05.08.2026", "20.08.2026", "Månedsavgift august 2026",
     "549,00", "549,00", "001000500056", "Inkasso"],
    ["004515", "Bjørn Ås", "50006", "05.09.2026", "20.09.2026", "Månedsavgift september 2026",
     "549,00", "600,00", "001000500064", "Åpen"],
]  # fmt: skip

TEMPLATE = [
    ["Fornavn", "Etternavn", "Fødselsdato", "Kjønn", "E-postadresse", "Postnummer",
     "Telefonnummer"],
    ["Anne-Kari", "Berg-Hansen", date(1980, 5, 17), "Kvinne", "ak@example.org", "'0580",
     "23 42 34 23"],
    # hidden by a filter, and still there; a link that Excel never worked out
    ["Odd", "Berg", "01.03.1990", "Mann", '=HYPERLINK("mailto:odd@example.org")', 150, 41234504],
    ["Eva", "Moe", "20120201", "Jente", None, 7030.0, "41234503, 412 34 508"],
    # days in another order, and a day that stands for none
    ["Per", "Moe", "12/31/2013", "Gutt", None, "0150", None],
    ["Liv", "Moe", "01.01.1900", "Female", None, None, None],
    [None, None, "dd.mm.åååå", "M/K", None, "4 siffer"],
    [None, None, "dd.mm.åååå", "M/K", None, "4 siffer"],
]  # fmt: skip

FEDERATION = """\
Medlemsnummer;Etternavn;Fornavn;Adresse 1;Postnr;Sted;Fødselsdato;Telefon;Mobil;Epost;\
Medlemsstatus;Gren/Stilart/Avd/Parti - Gren/Stilart/Avd/Parti;Hovedmedlem id;Innmeldtdato;\
Utmeldtdato;Kjønn;Foresatte;Foresatte epost;Foresatte mobil;Foresatte nr 2;Foresatte nr 2 mobil;
10001;Li;Ola;Prøveveien 1;0150.0;OSLO;31.12.2013;;;;A;Judo;10002;15.01.2020;;M;Kari Li;\
kari.li@example.org;41234501.0;Odd Berg;412 34 504;
10002;Li;Kari;"Pr&oslash;veveien&nbsp;1";150;Oslo;17.05.1980;;47-41234501;kari.li@example.org;A;\
Judo;10002;15.01.2020;;K;;;;;;
10002;Li;Kari;;;;17.05.1980;;;;A;Karate;10002;;;K;;;;;;
10003;Ã\u2026s;BjÃ¸rn;;;;01.02.1968;;4.1234503E7;bjorn@example.org,bjorn@example.com;P;Karate;;;\
30.06.2026;M;;;;;;
10004;Ås;Bjørn\u00ad;R&D-veien;;;01.02.1968;;41234505 (arbeid);BJORN@example.org;A;Judo;;;;M;;;;;;
;Prøve;Nina;;;;;;;;;;;;;K;;;;;;
10005;Moe;Eva;B&aring;tveien 1;0150;Oslo;01.02.2012;;41234506;;A;Judo;;;;K;;;;;;
Antall: 5;;;;;;;;;;;;;;;;;;;;;
"""

APP_GROUP = [
    ["Navn", "Fødselsdato", "E-post", "Telefon", "Adresse", "Navn på foresatt 1",
     "E-post foresatt 1", "Mobilnummer foresatt 1", "Navn på foresatt 2", "Fotosamtykke",
     "Merknad", "E-post"],
    ["Ola Li", "31/12/2013", "N/A", None, "Prøveveien 1", "Kari Li", "kari.li@example.org",
     "412 34 501", "Odd Berg", "Ja", "fnr 31121312345", "N/A"],
    ["LIPPE, ANNE VON DER", date(2014, 3, 1), "anne@example.org", "+47 41 23 45 02", "(tom)",
     "Bjørn Ås", None, "a", "-", "Nei", None, "anne@example.org"],
    ["Null, Nan", "01/02/12", None, 41234503, "NULL", None, None, None, None, True, None, None],
    ["Eva de Moe", "13/13/2013", None, None, None, "Per Moe", "per@example.org / liv@example.org",
     None, "Liv Moe", "X", None, None],
]  # fmt: skip
OLD_GROUP = [APP_GROUP[0], ["Jon Gammel", "01/01/2010"]]

GROUPS = [
    {
        "id": "G1", "name": "Fotball G12", "activity": "football", "subGroups": [],
        "members": [
            {"id": "A1", "createdTime": "2020-01-15T10:00:00Z", "firstName": "Ola",
             "lastName": "Li", "dateOfBirth": "2013-12-31", "subGroups": ["S1", "S2"],
             "guardians": [
                 {"id": "B1", "firstName": "Kari", "lastName": "Li",
                  "phoneNumber": "+4741234501", "email": "kari.li@example.org"},
                 {"id": "B2", "firstName": "Odd", "lastName": "Berg",
                  "phoneNumber": "+4741234504"}]},
            {"id": "A2", "firstName": "Åse", "lastName": "Ødegård", "dateOfBirth": "1968-02-01",
             "email": "ase@example.org", "phoneNumber": "41234502", "respondent": True},
            {"id": "A3", "firstName": HOSTILE, "lastName": "Prøve",
             "fields": {"fnr": "01029912345"}},
        ],
    },
    {
        "id": "G2", "name": "Ski", "activity": "skiing",
        "members": [{"id": "A1", "firstName": "Ola", "lastName": "Li",
                     "dateOfBirth": "2013-12-31", "guardians": []}],
    },
]  # fmt: skip


def _asked(member: str | None, status: str, *prices: int) -> dict[str, object]:
    products = [{"name": f"Del {n}", "price": price} for n, price in enumerate(prices, start=1)]
    claims = [{"products": products}]
    return {"memberId": member, "status": status, "currency": "NOK", "claims": claims}


GROUP_WITHOUT_AGE = [{"id": "G3", "name": "Turn", "members": [
    {"id": "A1", "firstName": "Ola", "lastName": "Li", "subGroups": []},
    {"id": "A7", "firstName": "Eva", "lastName": "Moe",
     "guardians": [{"id": "B7", "firstName": "Per", "lastName": "Moe", "phoneNumber": "41234507"}]},
    {"id": "A8", "firstName": "Eva", "lastName": "Moe", "guardians": []},
]}]  # fmt: skip
PAYMENT = {
    "id": "P1", "name": TRAINING, "dueDate": "2026-02-05T22:59:59Z",
    "recipients": [
        _asked("A1", "ANSWERED", 125000), _asked("A2", "UNANSWERED", 125050),
        _asked("A3", "DECLINED", 125000), _asked(None, "UNANSWERED", 125000),
    ],
}  # fmt: skip

BERTHS = """\
Brygge\tPlass\tEier\tMedlemsnr\tMobil\tE-post\tPostnr\tÅrsleie
A\tA1\tBjørn Ås\t501\t41234503\tbjorn@example.org\t0150\t12000,00
A\tA2\tLedig\t\t\t\t\t0,00
B\tB1\tBjørn Ås\t501\t41234503\tbjorn@example.org\t0150\t12000,00
B\tB2\tÅse  Ødegård\t502\t\t\t150\t9000,50
B\tB3\tVelforeningen\t503\t\t\t\t9000,50
# Skrevet ut av StyreWeb
"""

ENTRANTS = """\
Prøvestevnet
Utskrift;22.11.2026 08:00:00
Klasse;Øvelse;Etternavn;Fornavn;Kjønn;Fødselsdato;Idrettsnr;E-post;Org.tilhørighet;\
Krets/region;Team;Betalt/påmeldt dato
G12;60 meter;Li;Ola;Gutt;31.12.2013;9000021;kari.li@example.org;Prøve IL;Oslo;;\
01.11.2026 12:30:00
G12;Høyde;Li;Ola;G;31.12.2013;9000021;;Prøve IL;Oslo;;01.11.2026 12:30:00
K;60 meter;Ødegård;Åse;Kvinne;01.02.1968;9000022;;Prøve IL;Oslo;;01.11.2026 12:31:00
K;Høyde;Moe;Eva;Jente;01.02.2012;9000023;;Prøve IL;Oslo;;
K;Høyde;Moe;Liv;J;03.04.2014;9000024;;Prøve IL;Oslo;;
M;60 meter;Ås;Bjørn;Male;01.02.1968;9000025;;Prøve IL;Oslo;;
M;60 meter;Berg;Odd;annet;01.03.1990;9000026;;Prøve IL;Oslo;;
"""

OPEN_ITEMS = """\
Åpne poster
Prøve IL
Pr 22.11.2026
Kundenr;Navn;Fakturanr;Fakturadato;Forfallsdato;Beløp;Restbeløp;KID
501;Kari Li;80001;22.10.2026;05.11.2026;12 500,00;12 500,00;001000800019
502;"Ås, Bjørn";80002;22.10.2026;05.11.2026;1.250,00;250,00;1000800027
503;Åse Ødegård;80003;22.10.2026;05.11.2026;-350,00;-350,00;
503;Åse Ødegård;80004;22.10.2026;05.11.2026;350-;(350);
504;Odd Berg;80005;22.10.2026;05.11.2026;1,250;1,250;001000800050
Totalt;;;;;12 050,00;12 050,00;
"""

INVOICES = """\
Fakturanummer,Fakturadato,Forfallsdato,Betalingsdato,Kundenummer,Kundenavn,Fakturabeløp,\
Kreditert,Innbetalt,Saldo
90001,2026-10-22,2026-11-05,2026-11-03,601,Kari Li,"1 250,00","0,00","1 250,00","0,00"
90002,2026-10-22,2026-11-05,,602,"Ås, Bjørn","1 250,00","250,00","0,00","1 000,00"
90003,2026-10-22,2026-11-05,,603,"Prøve ""Pelle"" Prøvesen",500,0,,500
90004,2026-10-22,,,603,Åse Ødegård,500,0,,500
"""

TRIPLETEX = """\
Kundenummer,Kundenavn,Fakturanummer,Fakturadato,Forfallsdato,KID,Beløp,Restbeløp
701,Kari Li,91001,2026-10-22,2026-11-05,001000910016,1250.00,1250.00
702,"Ås, Bjørn",91002,2026-10-22,2026-11-05,,1250.00,250.00
703,Åse Ødegård,91003,2026-10-22,2026-11-05,,-350.00,-350.00
703,Åse Ødegård,91004,2026-10-22,2026-11-05,,500.00,
"""

FIKEN = """\
Kundenr;Kundenavn;Fakturanr;Fakturadato;Forfall;KID;Beløp;Utestående
801;Kari Li;92001;22.10.2026;05.11.2026;001000920015;1 250,00;1 250,00
802;"Ås, Bjørn";92002;22.10.2026;05.11.2026;;1 250,00;250,00
803;Åse Ødegård;92003;22.10.2026;05.11.2026;;-350,00;-350,00
803;Åse Ødegård;92004;22.10.2026;;;500,00;500,00
Totalt;;;;;;2 650,00;1 650,00
"""

STATEMENT = """\
sep=;
Bokført;Forklaring;Ut;Inn;KID
01.11.2026;Lønn november;25 000,00;;
03.11.2026;Innbetaling;;500,00;001000300010
03.11.2026;Innbetaling;;500,00;001000300010
04.11.2026;Innbetaling;0,00;1 250,00;1000300028
04.11.2026;Tilskudd;;10 000,00;
05.11.2026;Innbetaling;;300,00;1,001E+11
05.11.2026;Leverandør;-4 000,00;;9876543210
Saldo;;;;
"""

UNICODE = """\
Etternavn\tFornavn\tMedlemsnr\tMobil\tE-post\tPostnr\tAdresse\tLag/gruppe\tPoliti\tFødselsdato
Li\tOla\t1001\t0047 41234501 / 23 42 34 23\tola@example.org.\t150\t"Prøveveien 1
oppgang B"\tFotball G12, Ski\tJa\t31.12.2013 00:00:00
MCLEAN\tSISSEL-ANNE\t1002\t+46 70 174 06 05\tsissel@example.org; \t0580\t=1+1\tSki\tN\t1.2.68
Nan\tKari\t1003\t11111111\tmailto:kari@example.org\t0.0\t@SUM(A1)\tSki\t1\t-
Null\tPer\t1004\t41 23 45 04\tNULL\t\t(tom)\tn/a\t\t00.00.0000
"""

HTML = """\
<html><head><meta charset="utf-8"><style>td {{ color: red }}</style></head><body>
<table>
<tr><td colspan="12"><b>Fakturaer, Pr&oslash;ve sv&oslash;mmeskole</b></td></tr>
{rows}
</table></body></html>
"""


def html_rows(rows: list[list[str]]) -> str:
    """Write rows as the HTML that some systems call Excel."""
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "\n".join(f"<tr>{row}</tr>" for row in cells).replace(NBSP, "&nbsp;")


def hide(path: Path, *, sheet: str = "", row: int = 0) -> None:
    """Hide a sheet of a workbook, or a row of its first, as somebody who filtered it did."""
    book = load_workbook(path)
    if sheet:
        book[sheet].sheet_state = "hidden"
    if row:
        book.worksheets[0].row_dimensions[row].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(without_clock(buffer))


def lines(rows: list[list[str]], delimiter: str) -> str:
    """Write rows as an export does: quotes only where the delimiter stands in a cell."""
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows]
    return "".join(delimiter.join(row) + "\r\n" for row in quoted)


def make(folder: Path) -> None:
    """Make every sample under `folder`, in the folder of its system."""
    klubbadmin, kontoret = folder / "klubbadmin", folder / "kontoret"
    for system in (klubbadmin, kontoret):
        system.mkdir(exist_ok=True)
    write_xlsx(klubbadmin / "medlemmer.xlsx", {"Medlemmer": MEMBERS})
    report = {"Bilagsrapport": SUMS, "Spesifikasjon": REPORT}
    write_xlsx(klubbadmin / "bilagsrapport.xlsx", report)
    (klubbadmin / "fordringer.csv").write_bytes(lines(CLAIMS, ";").encode("cp1252"))
    tabs = lines(CLAIMS, "\t").replace(NBSP, NARROW)
    tabs = tabs.replace("Opprettet på", normalize("NFD", "Opprettet på"))
    (klubbadmin / "fordringer_tab.txt").write_bytes(tabs.encode("utf-8-sig"))
    write_xlsx(kontoret / "avtaler.xlsx", {"Avtaler": AGREEMENTS})
    write_xlsx(kontoret / "paaminnelser.xlsx", {"Påminnelser": REMINDERS})
    cut = lines(CLAIMS[:3], ";").encode("cp1252")
    (klubbadmin / "fordringer_avkortet.csv").write_bytes(cut[: cut.rindex(b"22.01.2026")])
    twice = lines(CLAIMS[:3], ";").encode().decode("cp1252").encode()
    (klubbadmin / "fordringer_to_ganger.csv").write_bytes(twice)
    shutil.copy(klubbadmin / "medlemmer.xlsx", klubbadmin / "medlemmer (1).xlsx")
    write_xlsx(klubbadmin / "importmal.xlsx", {"Import": TEMPLATE})
    hide(klubbadmin / "importmal.xlsx", row=3)
    make_others(folder)
    make_messy(folder)


def make_others(folder: Path) -> None:
    """Make the samples of the systems that name guardians, in the folder of each."""
    books = {
        "spond/medlemmer": {"Medlemmer": SPOND_MEMBERS, "Validation Rules": SPOND_RULES},
        "spond/members_ski": {"Members": SPOND_SKI},
        "spond/betalinger": {"Mottakere": SPOND_BILLS},
        "spond/transaksjoner": {"Utbetalinger": SPOND_PAYOUTS, "Transaksjoner": SPOND_PAID},
        "hoopit/medlemmer": {"Medlemmer": HOOPIT_MEMBERS},
        "hoopit/betalinger": {"Betalinger": HOOPIT_BILLS},
        "hoopit/betalingsrapport": {"Rapport": HOOPIT_PAID},
    }
    texts = {
        "spoortz/personer": (SPOORTZ_PEOPLE, "cp1252"),
        "spoortz/giroer": (SPOORTZ_BILLS, "utf-8-sig"),
        "tryggivann/kurs_1": (COURSE, "latin-1"),
        "tryggivann/kurs_2": (COURSE_BY_PLACE, "latin-1"),
        "tryggivann/faktura": (COURSE_BILLS, "latin-1"),
        "hoopit/medlemmer_id": (HOOPIT_WITH_IDS, "utf-8"),
        "annet/medlemsliste": (GYM_MEMBERS, "utf-8-sig"),
        "annet/fakturaliste": (GYM_BILLS, "utf-8-sig"),
    }
    for name in (*books, *texts):
        (folder / name).parent.mkdir(exist_ok=True)
    for name, sheets in books.items():
        write_xlsx(folder / f"{name}.xlsx", sheets)
    for name, (rows, encoding) in texts.items():
        (folder / f"{name}.csv").write_bytes(lines(rows, ";").encode(encoding))


def make_messy(folder: Path) -> None:
    """Make the samples that are text as it stands, and those that are not what they are called."""
    write_xlsx(folder / "spond/for_import.xlsx", {"For import": OLD_GROUP, "Ark 2": APP_GROUP})
    hide(folder / "spond/for_import.xlsx", sheet="For import")
    bills = HTML.format(rows=html_rows(COURSE_BILLS[:3]))
    texts = {
        "forbund/medlemmer.csv": (FEDERATION, "cp1252"),
        "spond/grupper.json": (json.dumps(GROUPS, ensure_ascii=False, indent=1), "utf-8"),
        "spond/grupper_uten_alder.json": (json.dumps(GROUP_WITHOUT_AGE, indent=1), "utf-8"),
        "spond/betaling.json": (json.dumps(PAYMENT, ensure_ascii=False, indent=1), "utf-8"),
        "styreweb/Marina_-_Detaljert.csv": (BERTHS, "utf-8"),
        "sportsadmin/deltakere.csv": (ENTRANTS, "utf-8"),
        "regnskap/apenpost.csv": (OPEN_ITEMS, "utf-8"),
        "24sevenoffice/fakturaer.csv": (INVOICES, "utf-8"),
        "tripletex/apenpost.csv": (TRIPLETEX, "utf-8"),
        "fiken/apenpost.csv": (FIKEN, "utf-8-sig"),
        "bank/kontoutskrift.csv": (STATEMENT, "cp1252"),
        "spoortz/personer_unicode.txt": (UNICODE, "utf-16"),
        "tryggivann/faktura.xls": (bills, "utf-8"),
    }
    for name, (text, encoding) in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))


if __name__ == "__main__":
    make(HERE)
