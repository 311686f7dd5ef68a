"""What an agent enters of a call, checked value by value.

It comes from a browser: nothing in it is believed before it was checked.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from workbench.calls.cases import Case
from workbench.calls.hours import calling_hours, may_call
from workbench.calls.persons import describe_members, member_choices
from workbench.model.errors import Unreadable, UsageError
from workbench.model.outcomes import (
    MAX_DAYS_AHEAD,
    MAX_INSTALMENTS,
    OUTCOME_RULES,
    Outcome,
    OutcomeRules,
    Reason,
)
from workbench.norsk import tall_dato
from workbench.values.emails import clean_emails
from workbench.values.national_id import mask
from workbench.values.phones import clean_phones
from workbench.values.text import tidy

CALL_ID = re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
MAX_NOTE_LENGTH = 1000
LONGEST_WAY = 254  # an e-mail address
FIELD_NAMES = {
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
    """A call as entered. `call_id` is made by the form, once for each call: saved twice is once."""

    call_id: str
    outcome: Outcome
    claim_ids: tuple[str, ...]
    members: tuple[str, ...] = ()  # whose membership it is about; PAYER where it is the payer
    is_confirmed: bool = False  # that it is about these members
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


def check_entry(entry: Entry, case: Case, as_of: date) -> Entry:
    """Return the entry with phone, e-mail and note tidied; raises UsageError with what to mend.

    A field that the outcome does not ask for is left out: the form may still hold one that was
    filled in before another outcome was chosen.
    """
    _require(entry.outcome in OUTCOME_RULES, "Velg hva samtalen endte i.")
    _require(not entry.reason or entry.reason in set(Reason), "Velg en av årsakene.")
    rule = OUTCOME_RULES[entry.outcome]
    _require(CALL_ID.fullmatch(entry.call_id), "Samtalen mangler sin egen id; last siden på nytt.")
    own = {claim.claim_id for claim in case.claims}
    _require(entry.claim_ids, "Ingen krav er krysset av; kryss av for det samtalen gjelder.")
    _require(set(entry.claim_ids) <= own, "Et av kravene hører ikke til denne betaleren.")
    _require(
        entry.right_person or not rule.reached,
        "Kryss av for at du snakker med rett person, før noe om kravene sies eller lagres.",
    )
    cleaned = _cleaned(entry, rule)
    if rule.names_members:
        _require_members(cleaned, case)
    _require_needed(cleaned, rule, as_of)
    return cleaned


def _require_members(entry: Entry, case: Case) -> None:
    """Require that it is said and confirmed whose membership it is."""
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


def _require_needed(cleaned: Entry, rule: OutcomeRules, as_of: date) -> None:
    """Require what the outcome needs to be told, each within its bounds."""
    for need in rule.needs:
        if need == "phone_or_email":
            _require(cleaned.phone or cleaned.email, f"Fyll ut {FIELD_NAMES[need]}.")
        else:
            _require(getattr(cleaned, need) is not None, f"Fyll ut {FIELD_NAMES[need]}.")
    require_bounds(cleaned, as_of)
    if cleaned.again_on:
        _require_callable(cleaned.again_on, cleaned.again_at, as_of)


def require_bounds(entry: Entry, as_of: date) -> None:
    """Require that the days and the parts filled in are within their bounds.

    It comes before anything is worked out from them: a plan of a million parts has no last day.
    """
    for name, days in MAX_DAYS_AHEAD.items():
        _require_day(name, getattr(entry, name), as_of, days)
    if entry.parts is not None:
        _require(
            2 <= entry.parts <= MAX_INSTALMENTS,
            f"En plan har fra 2 til {MAX_INSTALMENTS} deler.",
        )
    if entry.start_on and entry.end_on:
        _require(entry.start_on <= entry.end_on, "Siste dag er før første dag.")


def _cleaned(entry: Entry, rule: OutcomeRules) -> Entry:
    unused: dict[str, Any] = {
        name: None for name in ("parts", *MAX_DAYS_AHEAD) if name not in rule.needs
    }
    if "again_on" in unused:
        unused["again_at"] = ""
    if not rule.names_members:
        unused["members"] = ()
    else:
        unused["members"] = tuple(dict.fromkeys(entry.members))
    phone, email = _checked_ways(entry.phone, entry.email)
    return replace(
        entry,
        reason=entry.reason or None,
        phone=phone,
        email=email,
        note=_checked_note(entry.note),
        **unused,
    )


def _checked_ways(phone: str, email: str) -> tuple[str, str]:
    """Return phone and e-mail as the register writes them; raises UsageError for what is none, and
    for more than one, of which the cleaners leave out those that they cannot read."""
    _require(
        max(len(phone), len(email)) <= LONGEST_WAY,
        "Kontaktinformasjonen kan ikke brukes: den er for lang.",
    )
    try:
        phones, emails = clean_phones(phone), clean_emails(email)
    except Unreadable as fault:
        raise UsageError(f"Kontaktinformasjonen kan ikke brukes: {fault}.") from fault
    typed = _digits(phone.replace("(0)", "")).lstrip("0")
    is_one = all(_digits(number).endswith(typed) for number in phones)
    _require(is_one and len(phones) <= 1, "Skriv ett telefonnummer; flere kan stå i notatet.")
    _require(
        len(emails) <= 1 and email.count("@") <= 1,
        "Skriv én e-postadresse; flere kan stå i notatet.",
    )
    return "".join(phones), "".join(emails)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _checked_note(text: str) -> str:
    """Return a note as it is kept; raises UsageError rather than leave out a part of it."""
    note = tidy(text)
    _require(
        len(note) <= MAX_NOTE_LENGTH,
        f"Notatet er på {len(note)} tegn; kort det ned til {MAX_NOTE_LENGTH}.",
    )
    _require(mask(note) == note, "Notatet ser ut til å ha et fødselsnummer i seg; ta det bort.")
    return note


def _require(holds: object, sentence: str) -> None:
    if not holds:
        raise UsageError(sentence)


def _require_day(name: str, day: date | None, as_of: date, days: int) -> None:
    last = as_of + timedelta(days=days)
    if day is not None and not as_of <= day <= last:
        raise UsageError(
            f"{FIELD_NAMES[name].capitalize()} må være fra og med {tall_dato(as_of)} til og med "
            f"{tall_dato(last)}."
        )


def _require_callable(day: date, at: str, as_of: date) -> None:
    """Promise no call that nobody may make, nor one today that would be made at once."""
    _require(not at or TIME.fullmatch(at), "Skriv tiden som 14:30.")
    _require(at or day > as_of, "Skriv tiden det skal ringes igjen i dag.")
    moment = datetime.combine(day, time.fromisoformat(at) if at else time.min)
    _require(
        may_call(moment) if at else calling_hours(moment),
        "Da er det ikke ringetid; velg en dag og tid fra mandag til fredag 8–21 eller lørdag 9–15, "
        "utenom helligdager.",
    )
