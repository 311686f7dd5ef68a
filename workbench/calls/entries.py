"""A call as the agent enters it, and the check of every value.

An entry comes from a browser, so no value may be used before it has been checked.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from workbench.calls.cases import Case
from workbench.calls.hours import calling_hours, may_call
from workbench.calls.persons import describe_members, member_choices
from workbench.model.errors import Unreadable, UsageError
from workbench.model.message_kinds import Language
from workbench.model.outcomes import (
    MAX_DAYS_AHEAD,
    MAX_INSTALMENTS,
    OUTCOME_RULES,
    Outcome,
    OutcomeRules,
)
from workbench.model.reasons import Reason
from workbench.norsk import tall_dato
from workbench.values.emails import clean_emails
from workbench.values.national_id import mask
from workbench.values.phones import clean_phones
from workbench.values.text import tidy

CALL_ID = re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
MAX_NOTE_LENGTH = 1000
MAX_CONTACT_LENGTH = 254  # of an e-mail address
FIELD_NAMES = {  # in bokmål
    "until_on": "dagen det gjelder til",
    "parts": "antall deler",
    "first_on": "dagen for første del",
    "start_on": "første dag",
    "end_on": "siste dag",
    "again_on": "dagen det skal ringes igjen",
    "members": "hvem det gjelder",
    "phone_or_email": "ny telefon eller e-post",
}


@dataclass(frozen=True)
class Entry:
    """A call as entered. The form makes one `call_id` per call, so no call is saved twice."""

    call_id: str
    outcome: Outcome
    claim_ids: tuple[str, ...]
    members: tuple[str, ...] = ()  # whom the outcome is about: member ids, or PAYER
    is_confirmed: bool = False  # the agent has confirmed `members`
    reason: Reason | None = None
    right_person: bool = False  # the agent speaks with the payer
    read_back: bool = False  # the payer has heard the day and the sum read back, and said yes
    note: str = ""
    until_on: date | None = None  # the day by which it will be paid
    parts: int | None = None  # how many instalments
    first_on: date | None = None  # when the first instalment is due
    start_on: date | None = None  # first day of the freeze
    end_on: date | None = None  # last day of the freeze
    again_on: date | None = None  # the day to call again
    again_at: str = ""  # the time to call again, as 14:30
    phone: str = ""
    email: str = ""
    confirm: bool = False  # the payer wants the agreement in writing
    language: Language | None = None  # in which the payer wants to be written to, if stated


def check_entry(entry: Entry, case: Case, as_of: date) -> Entry:
    """Return the entry with clean phone, e-mail and note.

    Fields that the outcome does not need are emptied: the form can still have values from an
    outcome chosen earlier. Raises UsageError with what the agent must correct.
    """
    _require(entry.outcome in OUTCOME_RULES, "Velg hva samtalen endte i.")
    _require(not entry.reason or entry.reason in set(Reason), "Velg en av årsakene.")
    _require(not entry.language or entry.language in set(Language), "Velg et av språkene.")
    rule = OUTCOME_RULES[entry.outcome]
    _require(CALL_ID.fullmatch(entry.call_id), "Samtalen mangler sin egen id; last siden på nytt.")
    claim_ids_of_payer = {claim.claim_id for claim in case.claims}
    _require(entry.claim_ids, "Ingen krav er krysset av; kryss av for det samtalen gjelder.")
    _require(
        set(entry.claim_ids) <= claim_ids_of_payer,
        "Et av kravene hører ikke til denne betaleren.",
    )
    _require(
        entry.right_person or not rule.reached,
        "Kryss av for at du snakker med rett person, før noe om kravene sies eller lagres.",
    )
    cleaned = _clean_entry(entry, rule)
    if rule.names_members:
        _require_members(cleaned, case)
    _require_needed_fields(cleaned, rule, as_of)
    _require(
        entry.read_back or not rule.is_read_back,
        "Les dagen og summen opp for betaleren, og kryss av for at det stemmer.",
    )
    return cleaned


def _require_members(entry: Entry, case: Case) -> None:
    """Require that the agent has chosen the members the outcome is about, and confirmed them."""
    names = member_choices(entry.outcome, case)
    _require(
        names,
        "Kravene er ikke knyttet til noe medlem; velg et annet utfall, og skriv hvem i notatet.",
    )
    _require(entry.members, "Velg hvem det gjelder.")
    _require(set(entry.members) <= names.keys(), "Velg hvem det gjelder, blant dem som står der.")
    if not OUTCOME_RULES[entry.outcome].on_membership:
        concerned = {claim.member_id for claim in case.claims if claim.claim_id in entry.claim_ids}
        for member_id in entry.members:
            _require(
                member_id in concerned,
                f"Ingen av kravene som er krysset av, gjelder {names[member_id]}.",
            )
    _require(
        entry.is_confirmed, f"Kryss av for at det gjelder {describe_members(entry.members, names)}."
    )


def _require_needed_fields(entry: Entry, rule: OutcomeRules, as_of: date) -> None:
    """Require the fields that the outcome needs, with values within their bounds."""
    for need in rule.needs:
        if need == "phone_or_email":
            _require(entry.phone or entry.email, f"Fyll ut {FIELD_NAMES[need]}.")
        else:
            _require(getattr(entry, need) is not None, f"Fyll ut {FIELD_NAMES[need]}.")
    require_bounds(entry, as_of)
    if entry.again_on:
        _require_calling_time(entry.again_on, entry.again_at, as_of)


def require_bounds(entry: Entry, as_of: date) -> None:
    """Raise UsageError if a day or the number of instalments is out of bounds.

    Call this before computing anything from them: a plan of a million parts has no last day.
    """
    for name, max_days in MAX_DAYS_AHEAD.items():
        _require_day(name, getattr(entry, name), as_of, max_days)
    if entry.parts is not None:
        _require(
            2 <= entry.parts <= MAX_INSTALMENTS,
            f"En plan har fra 2 til {MAX_INSTALMENTS} deler.",
        )
    if entry.start_on and entry.end_on:
        _require(entry.start_on <= entry.end_on, "Siste dag er før første dag.")


def _clean_entry(entry: Entry, rule: OutcomeRules) -> Entry:
    cleared: dict[str, Any] = {
        name: None for name in ("parts", *MAX_DAYS_AHEAD) if name not in rule.needs
    }
    if "again_on" in cleared:
        cleared["again_at"] = ""
    phone, email = _clean_contact_details(entry.phone, entry.email)
    return replace(
        entry,
        members=tuple(dict.fromkeys(entry.members)) if rule.names_members else (),
        reason=entry.reason or None,
        language=entry.language or None,
        phone=phone,
        email=email,
        note=_clean_note(entry.note),
        **cleared,
    )


def _clean_contact_details(phone: str, email: str) -> tuple[str, str]:
    """Return phone and e-mail as the register writes them.

    Raises UsageError for an invalid one, and for several in one field. The cleaners leave out parts
    that they cannot read, so the digits and the @ are compared with what was entered.
    """
    _require(
        max(len(phone), len(email)) <= MAX_CONTACT_LENGTH,
        "Kontaktinformasjonen kan ikke brukes: den er for lang.",
    )
    try:
        phones, emails = clean_phones(phone), clean_emails(email)
    except Unreadable as fault:
        raise UsageError(f"Kontaktinformasjonen kan ikke brukes: {fault}.") from fault
    entered_digits = _digits_of(phone.replace("(0)", "")).lstrip("0")
    has_all_digits = all(_digits_of(number).endswith(entered_digits) for number in phones)
    _require(
        has_all_digits and len(phones) <= 1, "Skriv ett telefonnummer; flere kan stå i notatet."
    )
    _require(
        len(emails) <= 1 and email.count("@") <= 1,
        "Skriv én e-postadresse; flere kan stå i notatet.",
    )
    return "".join(phones), "".join(emails)


def _digits_of(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _clean_note(text: str) -> str:
    """Return the note with tidy spaces; raises UsageError if it may not be saved as it is."""
    note = tidy(text)
    _require(
        len(note) <= MAX_NOTE_LENGTH,
        f"Notatet er på {len(note)} tegn; kort det ned til {MAX_NOTE_LENGTH}.",
    )
    _require(mask(note) == note, "Notatet ser ut til å ha et fødselsnummer i seg; ta det bort.")
    return note


def _require(condition: object, message: str) -> None:
    if not condition:
        raise UsageError(message)


def _require_day(name: str, day: date | None, as_of: date, max_days: int) -> None:
    last = as_of + timedelta(days=max_days)
    if day is not None and not as_of <= day <= last:
        raise UsageError(
            f"{FIELD_NAMES[name].capitalize()} må være fra og med {tall_dato(as_of)} til og med "
            f"{tall_dato(last)}."
        )


def _require_calling_time(day: date, clock_time: str, as_of: date) -> None:
    """Require a day and time when people may be phoned; today only with a time."""
    _require(not clock_time or TIME.fullmatch(clock_time), "Skriv tiden som 14:30.")
    _require(clock_time or day > as_of, "Skriv tiden det skal ringes igjen i dag.")
    if clock_time:
        is_allowed = may_call(datetime.combine(day, time.fromisoformat(clock_time)))
    else:
        is_allowed = calling_hours(day) is not None
    _require(
        is_allowed,
        "Da er det ikke ringetid; velg en dag og tid fra mandag til fredag 8–21 eller lørdag 9–15, "
        "utenom helligdager, og 9–15 på julaften og nyttårsaften.",
    )
