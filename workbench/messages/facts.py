"""What a message may say, as typed rows, and the Norwegian names by which templates say it."""

from datetime import date
from typing import NamedTuple


class ClaimLine(NamedTuple):
    """A claim that a message is about."""

    title: str
    due_on: date
    open_ore: int
    kid: str = ""


class PlanPart(NamedTuple):
    """A part of a payment plan."""

    due_on: date
    amount_ore: int


class MessageFacts(NamedTuple):
    """What is known of the receiver and of the matter; amounts are whole øre."""

    name: str  # navn: how the receiver is addressed, a first name or «foresatte til Ola»
    club: str  # klubb
    phone: str = ""  # telefon: a number that stands on the club's site
    site: str = ""  # nettsted: the club's own, as solvik.no
    account: str = ""  # konto: the club's
    agent: str = ""  # agent: a first name
    members: tuple[str, ...] = ()  # medlem: first names, joined by "og"
    claims: tuple[ClaimLine, ...] = ()  # krav: each with tittel, forfall, belop, kid
    total_ore: int = 0  # sum: of the claims, the fee and the interest
    fee_ore: int = 0  # gebyr: of this reminder
    interest_ore: int = 0  # renter: until today
    amount_ore: int = 0  # belop: what was credited
    deadline_on: date | None = None  # frist: to pay or to answer
    start_on: date | None = None  # fra
    until_on: date | None = None  # til: the day agreed, or the last day
    parts: tuple[PlanPart, ...] = ()  # avdrag: each with dag, belop
    next_due: tuple[PlanPart, ...] = ()  # neste: what falls due after a freeze, if known
    is_stopped: bool = False  # stanset: the AvtaleGiro that drew it has ended
    reason: str = ""  # grunn: why, or what was answered
    system: str = ""  # of the club: how to pay there is `betal`
