"""What an agent enters of a call, checked value by value.

It comes from a browser: nothing in it is believed before it was checked.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workbench.calls.cases import Case
from workbench.calls.outcomes import LATEST, MOST_INSTALMENTS, RULES
from workbench.model.errors import Unreadable, UsageError
from workbench.model.words import Outcome, Reason
from workbench.norsk import tall_dato
from workbench.values.emails import clean_emails
from workbench.values.national_id import mask
from workbench.values.phones import clean_phones
from workbench.values.text import tidy

CALL_ID = re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
NOTE_LENGTH = 1000
NAMES = {
    "until_on": "dagen det gjelder til",
    "parts": "antall deler",
    "first_on": "dagen for første del",
    "start_on": "første dag",
    "end_on": "siste dag",
    "again_on": "dagen det skal ringes igjen",
    "phone_or_email": "ny telefon eller e-post",
}


@dataclass(frozen=True)
class Entry:
    """A call as entered. `call_id` is made by the form, once for each call: saved twice is once."""

    call_id: str
    outcome: Outcome
    claim_ids: tuple[str, ...]
    reason: Reason | None = None
    right_person: bool = False
    note: str = ""
    until_on: date | None = None  # paid by, or put off to, this day
    parts: int | None = None
    first_on: date | None = None  # of the instalments
    start_on: date | None = None  # of the freeze
    end_on: date | None = None
    again_on: date | None = None
    again_at: str = ""  # 14:30
    phone: str = ""
    email: str = ""
    confirm: bool = False


def check(entry: Entry, case: Case, as_of: date) -> Entry:
    """Return the entry with phone, e-mail and note cleaned; raises UsageError with what to mend."""
    rule = RULES[entry.outcome]
    _require(CALL_ID.fullmatch(entry.call_id), "Samtalen mangler sin egen id; last siden på nytt.")
    own = {claim.claim_id for claim in case.claims}
    _require(entry.claim_ids, "Ingen krav er krysset av; kryss av for det samtalen gjelder.")
    _require(set(entry.claim_ids) <= own, "Et av kravene hører ikke til denne betaleren.")
    _require(
        entry.right_person or not rule.reached,
        "Kryss av for at du snakker med rett person, før noe om kravene sies eller lagres.",
    )
    cleaned = _cleaned(entry)
    for need in rule.needs:
        has = cleaned.phone or cleaned.email if need == "phone_or_email" else getattr(cleaned, need)
        _require(has, f"Fyll ut {NAMES[need]}.")
    for name, days in LATEST.items():
        _require_day(name, getattr(cleaned, name), as_of, days)
    if entry.parts is not None:
        _require(
            2 <= entry.parts <= MOST_INSTALMENTS,
            f"En plan har fra 2 til {MOST_INSTALMENTS} deler.",
        )
    if entry.start_on and entry.end_on:
        _require(entry.start_on <= entry.end_on, "Siste dag er før første dag.")
    _require(not entry.again_at or TIME.fullmatch(entry.again_at), "Skriv tiden som 14:30.")
    return cleaned


def _cleaned(entry: Entry) -> Entry:
    try:
        phone = next(iter(clean_phones(entry.phone)), "")
        email = next(iter(clean_emails(entry.email)), "")
    except Unreadable as fault:
        raise UsageError(f"Kontaktinformasjonen kan ikke brukes: {fault}.") from fault
    note = mask(tidy(entry.note))[:NOTE_LENGTH]
    return replace(entry, phone=phone, email=email, note=note)


def _require(holds: object, sentence: str) -> None:
    if not holds:
        raise UsageError(sentence)


def _require_day(name: str, day: date | None, as_of: date, days: int) -> None:
    last = as_of + timedelta(days=days)
    if day is not None and not as_of <= day <= last:
        raise UsageError(
            f"{NAMES[name].capitalize()} må være fra og med {tall_dato(as_of)} til og med "
            f"{tall_dato(last)}."
        )
