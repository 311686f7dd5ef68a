"""What an agent enters of a call, checked value by value.

It comes from a browser: nothing in it is believed before it was checked.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from workbench.calls.cases import Case
from workbench.calls.hours import may_call, opening_hours
from workbench.calls.outcomes import LATEST, MOST_INSTALMENTS, RULES, Rule
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
LONGEST_WAY = 254  # an e-mail address
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
    """Return the entry with phone, e-mail and note cleaned; raises UsageError with what to mend.

    A field that the outcome does not ask for is left out: the form may still hold one that was
    filled in before another outcome was chosen.
    """
    _require(entry.outcome in RULES, "Velg hva samtalen endte i.")
    _require(not entry.reason or entry.reason in set(Reason), "Velg en av årsakene.")
    rule = RULES[entry.outcome]
    _require(CALL_ID.fullmatch(entry.call_id), "Samtalen mangler sin egen id; last siden på nytt.")
    own = {claim.claim_id for claim in case.claims}
    _require(entry.claim_ids, "Ingen krav er krysset av; kryss av for det samtalen gjelder.")
    _require(set(entry.claim_ids) <= own, "Et av kravene hører ikke til denne betaleren.")
    _require(
        entry.right_person or not rule.reached,
        "Kryss av for at du snakker med rett person, før noe om kravene sies eller lagres.",
    )
    cleaned = _cleaned(entry, rule)
    _require_needed(cleaned, rule, as_of)
    return cleaned


def _require_needed(cleaned: Entry, rule: Rule, as_of: date) -> None:
    """Require what the outcome needs to be told, each within its bounds."""
    for need in rule.needs:
        has = cleaned.phone or cleaned.email if need == "phone_or_email" else getattr(cleaned, need)
        _require(has, f"Fyll ut {NAMES[need]}.")
    for name, days in LATEST.items():
        _require_day(name, getattr(cleaned, name), as_of, days)
    if cleaned.parts is not None:
        _require(
            2 <= cleaned.parts <= MOST_INSTALMENTS,
            f"En plan har fra 2 til {MOST_INSTALMENTS} deler.",
        )
    if cleaned.start_on and cleaned.end_on:
        _require(cleaned.start_on <= cleaned.end_on, "Siste dag er før første dag.")
    if cleaned.again_on:
        _require_callable(cleaned.again_on, cleaned.again_at, as_of)


def _cleaned(entry: Entry, rule: Rule) -> Entry:
    unused: dict[str, Any] = {name: None for name in ("parts", *LATEST) if name not in rule.needs}
    if "again_on" in unused:
        unused["again_at"] = ""
    _require(
        max(len(entry.phone), len(entry.email)) <= LONGEST_WAY,
        "Kontaktinformasjonen kan ikke brukes: den er for lang.",
    )
    try:
        phone = next(iter(clean_phones(entry.phone)), "")
        email = next(iter(clean_emails(entry.email)), "")
    except Unreadable as fault:
        raise UsageError(f"Kontaktinformasjonen kan ikke brukes: {fault}.") from fault
    note = mask(tidy(entry.note))[:NOTE_LENGTH]
    return replace(
        entry, reason=entry.reason or None, phone=phone, email=email, note=note, **unused
    )


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


def _require_callable(day: date, at: str, as_of: date) -> None:
    """Promise no call that nobody may make, nor one today that would be made at once."""
    _require(not at or TIME.fullmatch(at), "Skriv tiden som 14:30.")
    _require(at or day > as_of, "Skriv tiden det skal ringes igjen i dag.")
    moment = datetime.combine(day, time.fromisoformat(at) if at else time.min)
    _require(
        may_call(moment) if at else opening_hours(moment),
        "Da er det ikke ringetid; velg en dag og tid fra mandag til fredag 8–21 eller lørdag 9–15, "
        "utenom helligdager.",
    )
