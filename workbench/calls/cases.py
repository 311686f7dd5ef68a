"""One payer's case: everything an agent needs to see before and during a call, on one screen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from workbench.calls.queue import TALKED_ABOUT
from workbench.days import age_on
from workbench.model.frames import SHAPES, records
from workbench.model.periods import Period
from workbench.model.words import Channel, FeeType, HoldKind, Outcome, PlanReason, Reason, StepKind
from workbench.norsk import antall, dato, kort_dato, ord_for, tall_dato
from workbench.values.text import fold

# who is on the phone is reached, also where nobody knew how
SPOKEN_OF = TALKED_ABOUT | {PlanReason.NO_CONTACT}
WAYS = ("phone", "email")
FROM_BALANCES = [
    "claim_id", "invoice_id", "member_id", "fee_type", "title", "due_on", "open_ore", "kid",
]  # fmt: skip
STEPS = {"reminder_1": "påminnelse 1", "reminder_2": "påminnelse 2", "call": "samtale"}


@dataclass(frozen=True)
class Person:
    """Somebody the claims concern."""

    name: str
    age: int | None
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """An open claim of the payer's; `rests` says why it is not to be spoken of, "" where it is."""

    claim_id: str
    invoice_id: str
    member_id: str
    title: str
    concerns: str  # first name
    due_on: date
    days: int  # since the due date; negative before it
    open_ore: int
    kid: str
    rests: str
    call_step: str  # the policy's step that a call about it takes, "" where none is due
    fee: str = ""  # what it is for in a word, "" where only the title says it


@dataclass(frozen=True)
class Record:
    """A row of the register that says how the payer is reached: where a correction belongs."""

    noun: str
    key: str
    phone: str | None
    email: str | None
    fields: tuple[str, ...] = WAYS  # those of the two that the payer is reached by


@dataclass(frozen=True)
class Past:
    """Something that happened before, newest first."""

    day: date
    text: str


@dataclass(frozen=True)
class Case:
    """What is known of a payer on a day."""

    payer_id: str
    contact_name: str
    phone: str
    email: str
    ask_guardian: bool  # the phone stands on a child's profile: begin by asking for a guardian
    people: tuple[Person, ...]
    claims: tuple[Claim, ...]  # those to be spoken of first, newest first
    why: tuple[str, ...]
    history: tuple[Past, ...]
    records: tuple[Record, ...]
    call_step: str = ""  # the policy's step that is a call

    @property
    def talked(self) -> tuple[Claim, ...]:
        """The claims that are to be spoken of."""
        return tuple(claim for claim in self.claims if not claim.rests)

    @property
    def open_ore(self) -> int:
        return sum(claim.open_ore for claim in self.talked)


def case_of(
    contact: dict[str, Any],
    *,
    plan: pd.DataFrame,
    balances: pd.DataFrame,
    steps: pd.DataFrame,
    facts: dict[str, pd.DataFrame],
    source: dict[str, pd.DataFrame],
    as_of: date,
    people: Collection[str] = (),
    call_step: str = "",
) -> Case:
    """Put together the case of one payer; `contact` is a row of `contacts`.

    `facts` are the books' frames with the corrections that stand, `source` those without; `people`
    are all members who have this payer, also those who owe nothing; `call_step` is the policy's.
    """
    payer_id = str(contact["payer_id"])
    rows = records(
        plan[plan["payer_id"] == payer_id].merge(
            balances[FROM_BALANCES],
            on="claim_id",
        )
    )
    members = {row["member_id"]: row for row in records(facts["members"])}
    claims = sorted(
        (_claim(row, members.get(row["member_id"], {}), as_of) for row in rows),
        key=lambda claim: (bool(claim.rests), -claim.due_on.toordinal(), claim.claim_id),
    )
    concerned = sorted({claim.member_id for claim in claims if claim.member_id in members})
    history = _history(claims, steps, facts)
    return Case(
        payer_id=payer_id,
        contact_name=str(contact["contact_name"] or ""),
        phone=str(contact["phone"] or ""),
        email=str(contact.get("email") or ""),
        ask_guardian=bool(contact["probably_parent"]),
        people=tuple(_person(members[m], facts["participations"], as_of) for m in concerned),
        claims=tuple(claims),
        why=_why(claims, steps, facts["payments"]),
        history=tuple(history),
        records=tuple(_records(contact, {*concerned, *people}, facts, source)),
        call_step=call_step,
    )


def _claim(row: dict[str, Any], member: dict[str, Any], as_of: date) -> Claim:
    is_talked = row["reason"] in SPOKEN_OF
    return Claim(
        claim_id=row["claim_id"],
        invoice_id=row["invoice_id"] or "",
        member_id=row["member_id"] or "",
        title=row["title"] or "",
        concerns=member.get("first_name") or "",
        due_on=row["due_on"],
        days=(as_of - row["due_on"]).days,
        open_ore=row["open_ore"],
        kid=row["kid"] or "",
        rests="" if is_talked else _rests(row),
        call_step=row["step_id"] if row["kind"] == StepKind.CALL else "",
        fee=_fee(FeeType(row["fee_type"]), row["title"] or ""),
    )


def _fee(fee_type: FeeType, title: str) -> str:
    """Return the word for the fee where the title has it: a gym calls a membership fee otherwise.

    >>> _fee(FeeType.MEMBERSHIP, "Medlemskontingent 2026"), _fee(FeeType.MEMBERSHIP, "Månedsavgift")
    ('medlemskontingent', '')
    """
    word = ord_for(fee_type)
    return word if word in title.casefold() else ""


def _rests(row: dict[str, Any]) -> str:
    reason = PlanReason(row["reason"])
    if reason == PlanReason.HELD and row["detail"] in list(HoldKind):
        until = f" – hviler til {kort_dato(row['next_on'])}" if row["next_on"] else ""
        return ord_for(HoldKind(row["detail"])) + until
    return ord_for(reason)


def _person(member: dict[str, Any], participations: pd.DataFrame, as_of: date) -> Person:
    own = participations[
        (participations["member_id"] == member["member_id"])
        & participations["missing_since"].isna()
    ]
    name = f"{member['first_name'] or ''} {member['last_name'] or ''}".strip()
    age = age_on(member["born_on"], as_of)
    return Person(name, age, tuple(sorted(own["group_name"])))


def _why(claims: list[Claim], steps: pd.DataFrame, payments: pd.DataFrame) -> tuple[str, ...]:
    talked = {claim.claim_id for claim in claims if not claim.rests}
    sent = steps[steps["claim_id"].isin(talked) & (steps["channel"] != Channel.PHONE)]
    days = sorted({day.date() for day in sent["sent_on"]})
    if days:
        count = antall(len(days), "påminnelse er sendt", "påminnelser er sendt")
        first = f"{count} ({', '.join(map(kort_dato, days))}), og det er fortsatt noe ubetalt."
    else:
        first = "Ingen påminnelse er registrert på disse kravene."
    resting = sum(bool(claim.rests) for claim in claims)
    second = (
        f"{antall(resting, 'krav hviler', 'krav hviler')} og skal ikke nevnes."
        if resting
        else "Ingen frys, plan eller innsigelse står på kravene."
    )
    newest = payments["paid_on"].max()
    third = (
        "Ingen innbetalinger er lest; spør om noe er betalt."
        if pd.isna(newest)
        else f"Innbetalinger er lest til og med {dato(newest)}."
    )
    return first, second, third, "Blir det betalt, faller samtalen bort av seg selv."


def _history(
    claims: list[Claim], steps: pd.DataFrame, facts: dict[str, pd.DataFrame]
) -> list[Past]:
    """Return what was sent, said and agreed about the payer's claims, the newest first."""
    ids = {claim.claim_id for claim in claims}
    targets = {claim.invoice_id for claim in claims} | {claim.member_id for claim in claims}
    sent = steps[steps["claim_id"].isin(ids)][["sent_on", "step_id"]].drop_duplicates()
    found = {
        Past(row["sent_on"], STEPS.get(row["step_id"], row["step_id"])) for row in records(sent)
    }
    spoken = facts["call_claims"][facts["call_claims"]["claim_id"].isin(ids)]
    calls = facts["calls"][facts["calls"]["call_id"].isin(spoken["call_id"])]
    found |= {Past(row["called_on"], _call_text(row)) for row in records(calls)}
    holds = facts["holds"]
    agreed = holds[holds["invoice_id"].fillna(holds["member_id"]).isin(targets)]
    found |= {Past(row["start_on"], _hold_text(row)) for row in records(agreed)}
    return sorted(found, key=lambda past: (-past.day.toordinal(), past.text))


def _call_text(row: dict[str, Any]) -> str:
    why = f" – {ord_for(Reason(row['reason']))}" if row["reason"] else ""
    return f"samtale ved {row['agent']}: {ord_for(Outcome(row['outcome']))}{why}"


def _hold_text(row: dict[str, Any]) -> str:
    period = Period(row["start_on"], row["end_on"])
    until = f"til {tall_dato(period.end_on)}" if period.end_on else "inntil videre"
    return f"{ord_for(HoldKind(row['kind']))}, {until}"


def _records(
    contact: dict[str, Any],
    people: set[str],
    facts: dict[str, pd.DataFrame],
    source: dict[str, pd.DataFrame],
) -> list[Record]:
    """Return the rows of the payer's people that carry the phone or the e-mail used.

    Phone and e-mail are as the member system has them: what a correction replaces.
    """
    if not any(contact[way] for way in WAYS):
        return _unreached(contact, source)
    found = []
    for noun in ("members", "guardians"):
        said = {_key(noun, row): row for row in records(source[noun])}
        for row in records(facts[noun][facts[noun]["member_id"].isin(people)]):
            base, fields = said[_key(noun, row)], _carried(contact, row)
            if fields:
                found.append(Record(noun, _key(noun, row), base["phone"], base["email"], fields))
    return found


def _unreached(contact: dict[str, Any], source: dict[str, pd.DataFrame]) -> list[Record]:
    """Return the row of a payer with neither phone nor e-mail: a guardian's, else the member's."""
    for noun in ("guardians", "members"):
        rows = source[noun][source[noun]["member_id"] == contact["member_id"]]
        for row in records(rows):
            if noun == "members" or row["name"] == contact["contact_name"]:
                return [Record(noun, _key(noun, row), row["phone"], row["email"])]
    return []


def _carried(contact: dict[str, Any], row: dict[str, Any]) -> tuple[str, ...]:
    """Return which of a row's ways are the payer's, and which it lacks as the payer does."""
    used = {way for way in WAYS if row[way] and fold(row[way]) == fold(contact[way] or "")}
    lacking = {way for way in WAYS if row[way] is None and contact[way] is None}
    return tuple(way for way in WAYS if way in used | lacking) if used else ()


def _key(noun: str, row: dict[str, Any]) -> str:
    return "|".join(str(row[part]) for part in SHAPES[noun].key)
