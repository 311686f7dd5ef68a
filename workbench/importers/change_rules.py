"""What a file may not change of known claims and members, without being asked about it.

A change is a function of a fact as the books hold it, and as the file states it; it returns what
has changed in words, or "".
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from workbench.model.kinds import SETTLED, VOID, ClaimStatus, MemberStatus
from workbench.norsk import kroner, tall_dato
from workbench.values.text import fold

GONE = {MemberStatus.LEFT, MemberStatus.DEACTIVATED, MemberStatus.FROZEN}
SCALES = (10, 100, 1000)
MANY_TIMES, MOST_FEES_ORE = 3, 300_00  # the amount: more than fees and interest make of it


class Facts(NamedTuple):
    """What decides about a claim or an invoice; a field that is not stated is as in the books."""

    record: str  # its id
    status: ClaimStatus | None = None
    amount_ore: int | None = None
    paid_ore: int | None = None
    paid_on: date | None = None
    due_on: date | None = None
    kid: str | None = None
    member_id: str | None = None
    recipient_name: str | None = None
    is_missing: bool = False  # from the last list

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open, by the words or by the sums of the source."""
        is_paid = self.amount_ore is not None and 0 < self.amount_ore <= (self.paid_ore or 0)
        return self.status in SETTLED | VOID or is_paid


class MemberFacts(NamedTuple):
    """What decides about a member; a field that is not stated is as in the books."""

    record: str  # the member's id
    name: str = ""
    status: MemberStatus | None = None
    born_on: date | None = None
    left_on: date | None = None
    phone: str | None = None
    email: str | None = None
    is_missing: bool = False  # from the last list

    @property
    def has_left(self) -> bool:
        """Whether the membership has ended or is frozen."""
        return self.status in GONE or self.left_on is not None


class ChangeRule(NamedTuple):
    """A change that stops a file if many rows have it; a single row may be doubted."""

    text: str  # what the rows have, in bokmål
    field: str
    # what has changed for the worse, in words, or ""
    change: Callable[[Any, Any], str]
    fact: str  # which one is compared, of the rows of which the books hold it
    is_doubted: bool = False


def reopened_claim(before: Facts, now: Facts) -> str:
    """Describe what a claim takes back: that it was settled, or partly paid."""
    if now.is_settled or now.status == ClaimStatus.REVIEW:
        return ""
    paid = f" {tall_dato(before.paid_on)}" if before.paid_on else ""
    if before.is_settled and before.status not in VOID:
        return f"var betalt{paid}, men står som åpent"
    if before.is_settled:
        return "var annullert eller fritatt, men står som åpent"
    if before.status == ClaimStatus.IN_COLLECTION and now.status != ClaimStatus.IN_COLLECTION:
        return "var hos inkassopartneren, men står som åpent"
    if (before.paid_ore or 0) > (now.paid_ore or 0):
        return f"{kroner(before.paid_ore or 0)} var betalt{paid}, nå {kroner(now.paid_ore or 0)}"
    return ""


def member_back(before: MemberFacts, now: MemberFacts) -> str:
    """Describe what a member takes back: that the membership had ended or was frozen."""
    if before.status in GONE and now.status == MemberStatus.ACTIVE:
        return "var utmeldt eller fryst, men står som aktiv"
    if before.left_on and now.left_on and now.left_on > before.left_on:
        return f"var meldt ut {tall_dato(before.left_on)}, nå {tall_dato(now.left_on)}"
    if before.left_on and not now.left_on and now.status == MemberStatus.ACTIVE:
        return f"var meldt ut {tall_dato(before.left_on)}, men er uten utmeldt dato"
    return ""


def due_earlier(before: date, now: date | None) -> str:
    """Describe that a claim is due earlier than before."""
    return _describe(tall_dato, before, now) if now and now < before else ""


def _day_turned(before: date, now: date | None) -> str:
    is_turned = now and (before.year, before.day, before.month) == (now.year, now.month, now.day)
    return _other_day(before, now) if is_turned else ""


def _other_day(before: date, now: date | None) -> str:
    return _describe(tall_dato, before, now) if now and now != before else ""


def _no_day(before: date, now: date | None) -> str:
    return "" if now else "tom celle"


def _more_owed(before: int, now: int | None) -> str:
    return _describe(kroner, before, now) if now and now > before else ""


def _other_size(before: int, now: int | None) -> str:
    small, large = sorted((before, now or 0))
    is_many_times = 0 < small * MANY_TIMES <= large == now
    is_many_times = is_many_times and large - small > MOST_FEES_ORE
    if small and (is_many_times or any(small * scale == large for scale in SCALES)):
        return _describe(kroner, before, now)
    return ""


def _other_number(before: str, now: str | None) -> str:
    """Return a text if two ids have another number, whatever their systems are."""
    return _other_text(before.partition(":")[2], (now or "").partition(":")[2])


def _other_text(before: str, now: str | None) -> str:
    if before and before != now:
        return f"var {before!r}, nå {repr(now) if now else 'tom celle'}"
    return ""


def _other_words(before: str, now: str | None) -> str:
    """Return a text if two names have no word in common."""
    is_other = now and {*fold(before).split()}.isdisjoint(fold(now).split())
    return "et helt annet navn" if is_other else ""


def _other_name(before: str, now: str | None) -> str:
    """Return a text if the first word of a name differs, or no part of the last one is the same."""
    old, new = fold(before).split(), fold(now or "").split()
    if not old or old == new:
        return ""
    if not new or old[0] != new[0] or {*old[-1].split("-")}.isdisjoint(new[-1].split("-")):
        return "et annet navn"
    return ""


def _other_phone(before: str, now: str | None) -> str:
    return "et annet nummer" if before != now else ""


def _other_email(before: str, now: str | None) -> str:
    return "en annen adresse" if before != now else ""


def _describe(show: Callable[[Any], str], before: Any, now: Any) -> str:
    return f"var {show(before)}, nå {show(now)}"


CLAIM_RULES = (
    ChangeRule("har fått en annen KID", "kid", _other_text, "kid", is_doubted=True),
    ChangeRule(
        "har fått et annet medlemsnummer", "person", _other_number, "member_id", is_doubted=True
    ),
    ChangeRule("har fått en helt annen mottaker", "recipient", _other_words, "recipient_name"),
    ChangeRule("har fått et høyere beløp", "amount", _more_owed, "amount_ore"),
    ChangeRule(
        "har fått et helt annet beløp", "amount", _other_size, "amount_ore", is_doubted=True
    ),
    ChangeRule("har fått tidligere forfall", "due_on", due_earlier, "due_on"),
    ChangeRule("har byttet dag og måned i forfallet", "due_on", _day_turned, "due_on"),
)
MEMBER_RULES = (
    ChangeRule("har mistet fødselsdatoen", "born_on", _no_day, "born_on", is_doubted=True),
    ChangeRule("har fått en annen fødselsdato", "born_on", _other_day, "born_on", is_doubted=True),
)
CONTACT_RULES = (
    ChangeRule("har fått et annet navn, som i en annen klubbs liste", "name", _other_name, "name"),
    ChangeRule("har fått en annen telefon", "phone", _other_phone, "phone"),
    ChangeRule("har fått en annen e-post", "email", _other_email, "email"),
)
