"""Make the sample exports: `python tests/samples/make_samples.py`. All people are invented.

Each file has the layout of an export and a mess that was seen in one (domain/formats.md, 7). The
tests read the files that are committed. The expected rows beside each are not made here: they
were judged by a reader, and a change in them is a decision.
"""

from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

from workbench.demo.workbook import write_xlsx

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


if __name__ == "__main__":
    make(HERE)
