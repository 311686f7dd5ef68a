"""Promises to pay and payment plans, judged only by a file that could have shown the money.

A payment is in time when the payer's bank has the order, and then stands in a file that covers two
bank days more. Until such a file is read an agreement is neither kept nor broken, and rests.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from workbench.days import working_day_after
from workbench.model.day_rows import Balance, Freshness
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import BANK, Channel
from workbench.model.rows import CallClaim, Hold, Instalment, Step

BANK_DAYS = 2  # from the order in the payer's bank to the last day a file must cover to show it
DAYS_TO_CATCH_UP = 7  # after the friendly reminder of a missed instalment
INSTALMENT_STEP = "instalment"  # that reminder; it is no level of a policy


class Verdict(StrEnum):
    """What became of an agreement to pay."""

    PROMISED = "promised"  # the day, or the file that shows it, is still to come
    AWAITS_FILE = "awaits_file"  # the day has passed, and no file shows yet whether it was paid
    MISSED = "missed"  # an instalment was not paid: a friendly reminder comes first
    BROKEN = "broken"


class Judgement(NamedTuple):
    """A verdict, and the day by which it should have been paid."""

    verdict: Verdict
    promised_on: date
    awaited_file: str = ""  # the key of the source that is waited for


@dataclass(frozen=True)
class Agreements:
    """The holds as they count on a day, and what became of those that are agreements to pay."""

    holds: Sequence[Hold]
    judgements: Mapping[str, Judgement]  # by hold id


class PaymentSources(NamedTuple):
    """The sources that may show what was paid on a claim."""

    slowest: Freshness | None  # as `find_slowest_source` finds it
    lists: Mapping[str, Freshness] = MappingProxyType({})  # of claims, by their system

    def slowest_for(self, claims: Iterable[Balance]) -> Freshness | None:
        """Return the source that covers the fewest days of those that may show these claims as
        paid: without a KID a payment may stand in the list of claims alone."""
        systems = {
            claim.claim_id.partition(":")[0]
            for claim in claims
            if claim.kid is None and claim.open_ore > 0
        }
        lists = [self.lists[system] for system in sorted(systems & self.lists.keys())]
        slowest = [] if self.slowest is None else [self.slowest]
        return min([*slowest, *lists], key=last_day_covered, default=None)


def find_payment_sources(
    freshness: Iterable[Freshness], confirmed: Collection[str] = ()
) -> PaymentSources:
    """Return the sources that show payments, without the lists that are `confirmed`. A list that is
    not late shows what was paid until it was read, also where nothing has happened since long."""
    sources = [*freshness]
    lists = {
        source.system: source if source.is_late else source._replace(until_on=source.read_on)
        for source in sources
        if source.kind == "claims" and source.key not in confirmed
    }
    return PaymentSources(find_slowest_source(sources, confirmed), lists)


@dataclass(frozen=True)
class _Court:
    """The day, and the source of payments by which an agreement is judged, if there is one."""

    as_of: date
    source: Freshness | None

    @property
    def covered_until_on(self) -> date | None:
        """The last day that the source covers."""
        return last_day_covered(self.source) if self.source else None

    @property
    def awaited_file(self) -> str:
        """The key of the source."""
        return self.source.key if self.source else ""

    def can_judge(self, day: date) -> bool:
        """Return whether a file would show what was paid on `day`."""
        return self.covered_until_on is not None and self.covered_until_on >= shown_on(day)

    def awaits_file(self, day: date) -> bool:
        """Return whether a file that could show a payment of `day` is due and not here."""
        return not self.can_judge(day) and self.as_of > shown_on(day)


def shown_on(day: date) -> date:
    """Return the last day that a file must cover to show what was paid on `day`.

    >>> str(shown_on(date(2026, 12, 1)))  # a Tuesday
    '2026-12-03'
    """
    return working_day_after(day, BANK_DAYS)


def find_slowest_source(
    freshness: Iterable[Freshness], confirmed: Collection[str] = ()
) -> Freshness | None:
    """Return the source of payments that covers the fewest days, or of claims if none is of
    payments; None if neither is. Those whose keys are `confirmed` count only if all are."""
    sources = [source for source in freshness if source.kind != "members"]
    sources = [source for source in sources if source.kind == "payments"] or sources
    sources = [source for source in sources if source.key not in confirmed] or sources
    return min(sources, key=last_day_covered, default=None)


def find_bank_source(
    freshness: Iterable[Freshness], confirmed: Collection[str] = ()
) -> Freshness | None:
    """Return the same of the bank's payments, else of all sources."""
    sources = [*freshness]
    of_bank = [s for s in sources if s.system == BANK and s.kind == "payments"]
    return find_slowest_source(of_bank or sources, confirmed)


def last_day_covered(source: Freshness) -> date:
    """Return the last day that a source covers; the day it was read where its files have no day."""
    return source.until_on or source.read_on


def judge_agreements(
    holds: Sequence[Hold],
    *,
    instalments: Sequence[Instalment],
    call_claims: Sequence[CallClaim],
    balances: Sequence[Balance],
    steps: Sequence[Step],
    sources: PaymentSources,
    as_of: date,
    grown_ore: Mapping[str, int] = MappingProxyType({}),
) -> Agreements:
    """Return the holds as they count on `as_of`, and the judgements on promises and plans.

    `balances` are the claims that the calls and the holds are about. `grown_ore` has, by call, what
    its claims have grown by since, such as a fee: no part of a plan is for that.

    - A hold until a day to pay by (`HOLD_RULES[kind].awaits_payment`) lasts until a file could
      have shown the payment, and longer while there is no such file. A promise is then broken.
    - A payment plan lasts while what is paid covers its instalments. A missed one gets a friendly
      reminder (a step `INSTALMENT_STEP`, or any reminder sent after its day: many member systems
      only count them); seven days after it the plan is broken and its hold ends. A hold of a broken
      plan that starts later is left out.
    """
    claims_of = _claims_of_agreements(call_claims, balances)
    plans = _judge_plans(instalments, claims_of, steps, sources, as_of, grown_ore)
    last_days: dict[str | None, date] = {}  # of each plan; one that was replaced ended before
    for part in instalments:
        last_days[part.call_id] = max(part.due_on, last_days.get(part.call_id, part.due_on))
    standing, judgements = [], {}
    for hold in holds:
        last_day, judgement = hold.end_on, None
        if hold.kind == HoldKind.PAYMENT_PLAN and hold.call_id in last_days:
            if hold.end_on == last_days[hold.call_id]:
                judgement, ended_on = plans.get(hold.call_id, (None, None))
                last_day = ended_on or shown_on(hold.end_on)
                if judgement is not None and ended_on is None:
                    last_day = max(as_of, last_day)
        elif hold.end_on is not None and HOLD_RULES[hold.kind].awaits_payment:
            about = hold.call_id or hold.invoice_id or hold.member_id or ""
            court = _Court(as_of, sources.slowest_for(claims_of.get(about, ())))
            last_day, judgement = _judge_promise(hold.kind, hold.end_on, court)
        if judgement is not None:
            judgements[hold.hold_id] = judgement
        if last_day is None or hold.start_on <= last_day:
            standing.append(hold._replace(end_on=last_day))
    return Agreements(standing, judgements)


def _judge_promise(
    kind: HoldKind, promised_on: date, court: _Court
) -> tuple[date, Judgement | None]:
    """Return the last day of a hold until a day to pay by, and the judgement if there is one."""
    last_day = shown_on(promised_on)
    if court.awaits_file(promised_on):
        return court.as_of, Judgement(Verdict.AWAITS_FILE, promised_on, court.awaited_file)
    if kind != HoldKind.PROMISE:
        return last_day, None
    verdict = Verdict.BROKEN if court.as_of > last_day else Verdict.PROMISED
    return last_day, Judgement(verdict, promised_on)


def _claims_of_agreements(
    call_claims: Sequence[CallClaim], balances: Sequence[Balance]
) -> dict[str, list[Balance]]:
    """Return the id of each call, invoice and member -> its claims."""
    by_id = {claim.claim_id: claim for claim in balances}
    claims_of: dict[str, list[Balance]] = {}
    for row in call_claims:
        if row.claim_id in by_id:
            claims_of.setdefault(row.call_id, []).append(by_id[row.claim_id])
    for claim in balances:
        for about in filter(None, (claim.invoice_id, claim.member_id)):
            claims_of.setdefault(about, []).append(claim)
    return claims_of


def _judge_plans(
    instalments: Sequence[Instalment],
    claims_of: Mapping[str, Sequence[Balance]],
    steps: Sequence[Step],
    sources: PaymentSources,
    as_of: date,
    grown_ore: Mapping[str, int],
) -> dict[str | None, tuple[Judgement, date | None]]:
    """Return call id -> the judgement on its plan and the last day of a broken one, for each plan
    that is not kept."""
    parts_by_call: dict[str, list[Instalment]] = {}
    for part in sorted(instalments, key=lambda part: part.number):
        parts_by_call.setdefault(part.call_id, []).append(part)
    judged: dict[str | None, tuple[Judgement, date | None]] = {}
    for call_id, parts in parts_by_call.items():
        claims = claims_of.get(call_id, ())
        claim_ids = {claim.claim_id for claim in claims}
        court = _Court(as_of, sources.slowest_for(claims))
        agreed_ore = sum(claim.open_ore for claim in claims) - grown_ore.get(call_id, 0)
        missed = _find_missed(parts, agreed_ore, court)
        if missed is not None:
            reminded = [
                step.sent_on
                for step in steps
                if step.channel != Channel.PHONE
                and step.claim_id in claim_ids
                and step.sent_on > missed.due_on
            ]
            judged[call_id] = _judge_missed(missed.due_on, min(reminded, default=None), court)
    return judged


def _find_missed(parts: Sequence[Instalment], open_ore: int, court: _Court) -> Instalment | None:
    """Return the first instalment that is not covered by what was paid, once its day has passed and
    a file should show it; None if there is none."""
    paid_ore = sum(part.amount_ore for part in parts) - open_ore
    for part in parts:
        paid_ore -= part.amount_ore
        if court.as_of <= shown_on(part.due_on):
            return None
        if paid_ore < 0:
            return part
    return None


def _judge_missed(
    due_on: date, reminded_on: date | None, court: _Court
) -> tuple[Judgement, date | None]:
    """Return the judgement on a plan with an instalment that no file shows as paid, and the last
    day of its hold if it is broken."""
    awaits = Judgement(Verdict.AWAITS_FILE, due_on, court.awaited_file)
    if court.awaits_file(due_on):
        return awaits, None
    if reminded_on is None:
        return Judgement(Verdict.MISSED, due_on), None
    last_day = reminded_on + timedelta(days=DAYS_TO_CATCH_UP)
    if court.awaits_file(last_day) or court.as_of <= shown_on(last_day):
        return awaits, None
    return Judgement(Verdict.BROKEN, due_on), shown_on(last_day)
