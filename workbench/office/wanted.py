"""A message that is wanted, and what its receiver and its matter are read as."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workbench.club import Settings
from workbench.messages.facts import ClaimLine, MessageFacts
from workbench.messages.rendering import Rendered
from workbench.model.kinds import Channel, StepKind
from workbench.model.message_kinds import Language, MessageKind
from workbench.model.outcomes import Outcome
from workbench.values.phones import is_mobile


@dataclass(frozen=True)
class Wanted:
    """A message to send now, or why it waits."""

    kind: MessageKind
    channel: Channel
    address: str
    contact_name: str
    facts: MessageFacts
    claims: tuple[tuple[str, str, str], ...]  # claim id, step id or "", due version or ""
    task: str | None = None
    evidence: str | None = None
    language: Language | None = None  # the writer finds it where it is missing
    words: Rendered | None = None
    waits: str = ""  # in bokmål: why it is not sent now


class StepToSend(NamedTuple):
    """A step that was approved, with its claim and payer."""

    claim_id: str
    step_id: str
    due_version: str
    kind: StepKind
    channel: Channel
    payer_id: str
    title: str
    due_on: date
    open_ore: int
    kid: str | None
    first_name: str | None
    contact_name: str | None
    phone: str | None
    email: str | None
    is_drawn: bool
    fee_ore: int
    interest_ore: int


class AgreedCall(NamedTuple):
    """A call in which something was agreed."""

    call_id: str
    called_on: date
    called_at: str | None
    agent: str
    outcome: Outcome
    phone: str | None
    contact_name: str | None
    start_on: date
    end_on: date | None
    review_on: date | None
    members: str  # a JSON list of first names
    open_ore: int
    claim_ids: str


class ClaimToTellOf(NamedTuple):
    """An open claim with its payer."""

    claim_id: str
    title: str
    due_on: date
    open_ore: int
    kid: str | None
    first_name: str | None
    contact_name: str | None
    phone: str | None
    email: str | None


class MemberToTell(NamedTuple):
    """A member with who is written to."""

    member_id: str
    first_name: str | None
    contact_name: str | None
    phone: str | None
    email: str | None


def address_of(
    row: StepToSend | ClaimToTellOf | MemberToTell | AgreedCall, channel: Channel
) -> str | None:
    """Return where the payer is reached by SMS or e-mail; an SMS needs a mobile."""
    if channel == Channel.SMS:
        return row.phone if row.phone and is_mobile(row.phone) else None
    return None if isinstance(row, AgreedCall) else row.email


def facts_of_claims(settings: Settings, rows: Sequence[StepToSend | ClaimToTellOf]) -> MessageFacts:
    lines = tuple(
        ClaimLine(_title_for(row), row.due_on, row.open_ore, row.kid or "") for row in rows
    )
    return club_facts(settings, [row.first_name for row in rows])._replace(
        claims=lines, total_ore=sum(line.open_ore for line in lines)
    )


def _title_for(row: StepToSend | ClaimToTellOf) -> str:
    """Return the title of a claim, with the first name of the member where that is another than
    the receiver and is not said already."""
    first_names = (row.first_name or "").split()[:1]
    is_own = (row.contact_name or "").split()[:1] == first_names
    if is_own or not first_names or first_names[0] in row.title:
        return row.title
    return f"{row.title} – {first_names[0]}"


def club_facts(settings: Settings, members: Iterable[str | None]) -> MessageFacts:
    """Return what is the same in every message of the club's about these members."""
    accounts = sorted(settings.own_accounts)
    first_names = dict.fromkeys(name.split()[0] for name in members if name and name.strip())
    return MessageFacts(
        name="",
        club=settings.messages.short_name or settings.name,
        phone=settings.messages.phone,
        site=settings.messages.site,
        account=accounts[0] if len(accounts) == 1 else "",
        members=tuple(first_names),
        system=settings.system,
    )
