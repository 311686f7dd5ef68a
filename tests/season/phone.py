"""What the agent hears on the phone: the outcome of each call follows from the truth.

Outcomes that have been rare so far are drawn more often, so that a season has all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tests.season import incidents
from tests.season.ledger import Order
from tests.season.life import Club
from tests.season.people import Person
from workbench.calls.entries import Entry
from workbench.calls.persons import member_choices
from workbench.days import months_after, next_working_day
from workbench.model.money import split_evenly
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.office.calls import LeasedCase

ANSWERED = 0.65  # of the calls to the right number
PARTS = 3  # of a payment plan
Fields = dict[str, Any]


class Phone:
    """The people of a club, as an agent meets them."""

    def __init__(self, club: Club) -> None:
        self.club, self.rng = club, club.rng
        self.calls = 0
        self.wrong_numbers: set[tuple[str, str]] = set()  # payer's name and number, found out
        self.told_numbers: dict[str, str] = {}  # payer's name -> the new number told in a call
        self.older_numbers: set[tuple[str, str]] = set()  # payer's name and the number before it

    def answer(self, leased: LeasedCase, orders: Sequence[Order], payer: Person) -> Entry:
        """Return the call as the agent enters it, and let follow what the payer does then."""
        self.calls += 1
        outcome = self._hear(leased, orders, payer)
        own = [order for order in orders if order.payer is payer]
        claim_ids = tuple(
            claim.claim_id
            for claim in leased.case.claims_to_raise
            if self.club.by_claim[claim.claim_id] in own
        )
        fields = self._members(outcome, leased, claim_ids)
        if outcome in FOLLOW:
            fields |= FOLLOW[outcome](self, payer, own)
        self.club.counts.update(["calls", f"call: {outcome}"])
        reached = OUTCOME_RULES[outcome].reached
        return Entry(
            f"{self.calls:032x}", outcome, claim_ids, right_person=reached, read_back=True, **fields
        )

    def _members(self, outcome: Outcome, leased: LeasedCase, claim_ids: tuple[str, ...]) -> Fields:
        """Return whose membership an outcome is about, where it is about one."""
        if not OUTCOME_RULES[outcome].names_members:
            return {}
        chosen = {c.member_id for c in leased.case.claims if c.claim_id in claim_ids}
        names = member_choices(outcome, leased.case)
        members = tuple(name for name in names if name in chosen) or tuple(names)[:1]
        return {"members": members, "is_confirmed": True}

    def _hear(self, leased: LeasedCase, orders: Sequence[Order], payer: Person) -> Outcome:
        phone, rng = leased.case.phone, self.rng
        if payer.is_dead:
            return Outcome.DECEASED if rng.random() < 0.7 else Outcome.NO_ANSWER
        owners = self.club.owners(phone)
        if payer not in owners:
            self.wrong_numbers.add((payer.name, phone))
            return Outcome.WRONG_NUMBER
        if rng.random() > ANSWERED:
            return rng.choice((Outcome.NO_ANSWER, Outcome.VOICEMAIL))
        return self._agree([order for order in orders if order.payer is payer])

    def _agree(self, own: Sequence[Order]) -> Outcome:
        """Choose what a conversation ends in."""
        if any(not order.open_ore(self.club.today) for order in own):
            return Outcome.SAYS_PAID
        outcomes = [*COMMON, *(RARE if self.rng.random() < 0.6 else ())]
        if not self.club.is_gym or own[0].lines[0].member.frozen:
            outcomes = [outcome for outcome in outcomes if outcome != Outcome.FREEZE]
        if len(self.club.members_of(own[0].payer)) > 1 or any(len(o.lines) > 1 for o in own):
            alone = (Outcome.FREEZE, Outcome.RESIGNED, Outcome.TRANSFER)
            outcomes = [outcome for outcome in outcomes if outcome not in alone]
        weights = [1 / (1 + self.club.counts[f"call: {outcome}"]) for outcome in outcomes]
        return self.rng.choices(outcomes, weights)[0]

    # ------------------------------------------------------------------ what follows

    def days(self, first: int, last: int) -> date:
        return self.club.today + timedelta(days=self.rng.randint(first, last))

    def pay_all(self, own: Sequence[Order], day: date, share: float) -> bool:
        """Let the payer pay everything on a day, or forget it."""
        is_kept = self.rng.random() < share
        for order in own if is_kept else ():
            if day <= self.club.today:
                self.club.pay(order)
            else:
                self.club.acts[day].append(lambda _, order=order: self.club.pay(order))
        return is_kept

    def paid_now(self, _: Person, own: Sequence[Order]) -> Fields:
        self.pay_all(own, self.club.today, 1)
        return {}

    def pays_soon(self, _: Person, own: Sequence[Order]) -> Fields:
        self.pay_all(own, self.days(1, 8), 0.7)
        return {}

    def promise(self, _: Person, own: Sequence[Order]) -> Fields:
        return self._promise(own, self.days(3, 14), "promise")

    def deferral(self, _: Person, own: Sequence[Order]) -> Fields:
        return self._promise(own, self.days(15, 30), "deferral in a call")

    def _promise(self, own: Sequence[Order], until_on: date, kind: str) -> Fields:
        ore = sum(order.open_ore(self.club.today) for order in own)
        self.club.stop(kind, orders=[*own], parts=[(until_on, ore)], end=until_on)
        is_kept = self.pay_all(own, until_on, 0.55)
        self.club.counts[f"{kind} {'kept' if is_kept else 'broken'}"] += 1
        return {"until_on": until_on, "confirm": True}

    def plan(self, _: Person, own: Sequence[Order]) -> Fields:
        """Agree on a plan; half of them are kept, the others missed at the first or second part."""
        first_on = self.days(5, 12)
        ore = sum(order.open_ore(self.club.today) for order in own)
        days = [months_after(first_on, number) for number in range(PARTS)]
        parts = [*zip(days, split_evenly(ore, PARTS), strict=True)]
        self.club.stop("plan", orders=[*own], parts=parts, end=days[-1])
        kept = PARTS if self.rng.random() < 0.5 else self.rng.randint(0, 1)
        for day, part in parts[:kept]:
            self.club.acts[day].append(lambda _, part=part: self.pay_part(own, part))
        self.club.counts["plan kept" if kept == PARTS else "plan broken"] += 1
        for order in own:
            order.habit = "reminder"
        return {"parts": PARTS, "first_on": first_on, "confirm": True}

    def pay_part(self, own: Sequence[Order], ore: int) -> None:
        for order in own:
            part = min(ore, order.open_ore(self.club.today))
            if part:
                self.club.pay(order, part)
                ore -= part

    def new_number(self, payer: Person, own: Sequence[Order]) -> Fields:
        self.older_numbers.add((payer.name, payer.phone))
        incidents.give_new_number(self.club, payer)
        self.told_numbers[payer.name] = payer.phone
        self.pay_all(own, self.days(2, 10), 0.6)
        return {"phone": payer.phone}

    def objection(self, _: Person, own: Sequence[Order]) -> Fields:
        stop = self.club.stop("objection", orders=[*own])
        self.club.decide(stop, self.rng.randint(5, 25), share_upheld=0.5)
        return {}

    def credited(self, _: Person, own: Sequence[Order]) -> Fields:
        stop = self.club.stop("credit", orders=[*own])
        self.club.decide(stop, self.rng.randint(5, 20), share_upheld=0.8)
        return {}

    def support(self, payer: Person, _: Sequence[Order]) -> Fields:
        stop = self.club.stop("hardship", person=payer)
        self.club.decide(stop, self.rng.randint(30, 50), share_upheld=0)
        return {}

    def resigned(self, payer: Person, own: Sequence[Order]) -> Fields:
        """Say that one has left; six of ten write it, too."""
        stop = self.club.stop("resignation", orders=[*own])
        self.club.decide(stop, self.rng.randint(5, 20), share_upheld=0)
        member = self.club.members_of(payer)[0]
        if self.rng.random() < 0.6 and member.left_on is None:
            days = self.rng.randint(3, 15)
            self.club.later(days, lambda _: incidents.resign(self.club, member))
        return {}

    def transfer(self, _: Person, own: Sequence[Order]) -> Fields:
        stop = self.club.stop("transfer", orders=[*own])
        self.club.decide(stop, self.rng.randint(5, 20), share_upheld=0)
        return {}

    def freeze(self, payer: Person, _: Sequence[Order]) -> Fields:
        member = self.club.members_of(payer)[0]
        start, end = incidents.agree_freeze(self.club, member, listed=False)
        return {"start_on": start, "end_on": end, "confirm": True}

    def refuse_calls(self, payer: Person, _: Sequence[Order]) -> Fields:
        payer.refused_calls_on = self.club.today
        return {}

    def refuse_to_pay(self, _: Person, own: Sequence[Order]) -> Fields:
        self.club.stop("will not pay", orders=[*own])
        return {}

    def call_back(self, payer: Person, _: Sequence[Order]) -> Fields:
        day = next_working_day(self.days(1, 10))
        self.club.call_backs[payer.name] = day
        return {"again_on": day}


COMMON = (
    Outcome.PAID_NOW, Outcome.GUIDED, Outcome.INVOICE_RESENT, Outcome.WILL_PAY_ON,
    Outcome.WILL_PAY_ON, Outcome.PAYMENT_PLAN, Outcome.PAYMENT_PLAN, Outcome.DEFERRAL,
    Outcome.OBJECTION,
)  # fmt: skip
RARE = (
    Outcome.CONTACT_UPDATED, Outcome.CREDITED, Outcome.SUPPORT_APPLICATION, Outcome.RESIGNED,
    Outcome.TRANSFER, Outcome.FREEZE, Outcome.REFUSED_CALLS, Outcome.WILL_NOT_PAY,
    Outcome.CALLBACK_ON, Outcome.NEEDS_INTERPRETER,
)  # fmt: skip
FOLLOW: Mapping[Outcome, Callable[[Phone, Person, Sequence[Order]], Fields]] = {
    Outcome.PAID_NOW: Phone.paid_now,
    Outcome.GUIDED: Phone.pays_soon,
    Outcome.INVOICE_RESENT: Phone.pays_soon,
    Outcome.WILL_PAY_ON: Phone.promise,
    Outcome.DEFERRAL: Phone.deferral,
    Outcome.PAYMENT_PLAN: Phone.plan,
    Outcome.CONTACT_UPDATED: Phone.new_number,
    Outcome.OBJECTION: Phone.objection,
    Outcome.CREDITED: Phone.credited,
    Outcome.SUPPORT_APPLICATION: Phone.support,
    Outcome.RESIGNED: Phone.resigned,
    Outcome.TRANSFER: Phone.transfer,
    Outcome.FREEZE: Phone.freeze,
    Outcome.REFUSED_CALLS: Phone.refuse_calls,
    Outcome.WILL_NOT_PAY: Phone.refuse_to_pay,
    Outcome.CALLBACK_ON: Phone.call_back,
    Outcome.NEEDS_INTERPRETER: Phone.call_back,
}
