"""The text of a demo club's club.toml: Norwegian keys, a comment for each."""

from datetime import date

from workbench.demo.systems import SYSTEMS, System
from workbench.values.kid import mod11

TEXT = """\
# Innstillinger for klubben. Alt i denne mappen er oppdiktet.

navn = "{name}"  # slik det står i rapporter og meldinger
organisasjonsnummer = "{orgnr}"  # ni siffer som tekst; oppdiktet, ingen norsk enhet begynner på 1
slag = "{kind}"  # idrettslag eller senter
system = "{system}"  # medlemssystemet som filene i innboksen kommer fra
flere_kilder = []  # flere systemer klubben har filer fra
regler = "{kind}"  # purrereglene: navnet på en fil i data/policies

[kid]  # slik klubbens KID er bygd opp; et tall fra Excel fylles ut til denne lengden
lengde = 12
modulus = 10  # sjekksiffer etter modulus 10 eller 11

{accounts}[innlesing]  # en fil som bryter dette, stanser uken; --force og en grunn tar den likevel
minste_andel = 0.7  # så stor del av radene i forrige fil
mest_til_side = 0.2  # så stor del av radene kan være lagt til side

[oppdrag]  # det klubben har skrevet under på; ikke noe annet blir foreslått
fra = {start}  # fra og med denne dagen; «til» kan føyes til
paaminnelser = true  # betalingspåminnelser uten gebyr
samtaler = true  # telefonsamtaler
gebyr = false  # purregebyr; arbeidsbenken tar ikke gebyr
inkassovarsel = false  # sendes av klubben selv eller av en inkassopartner, aldri herfra
"""

# Only its reports name income accounts.
ACCOUNTS = {
    "klubbadmin": """\
[kontoer]  # inntektskonto i bilagsrapporten: medlemskontingent, treningsavgift, kurs eller annet
"3920" = "medlemskontingent"
"3930" = "treningsavgift"

"""
}


def club_toml(name: str, number: int, as_of: date, system: System = SYSTEMS[0]) -> str:
    """Return the settings of a club; `number` makes its organisation number."""
    return TEXT.format(
        name=name,
        orgnr=organisation_number(number),
        kind=system.kind,
        system=system.name,
        accounts=ACCOUNTS.get(system.name, ""),
        start=date(as_of.year, 1, 1).isoformat(),
    )


def organisation_number(number: int) -> str:
    """Return a number with a valid check digit that the register never issues: it begins with 1.

    >>> organisation_number(0)
    '100000008'
    """
    first = number % 99_999 * 100
    bodies = [f"1{n:07d}" for n in range(first, first + 100)]
    return next(body + mod11(body) for body in bodies if mod11(body) != "-")
