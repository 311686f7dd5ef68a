"""The open claims that money may be for, where no KID or invoice says so.

Nobody is asked for such a claim until somebody has decided: a wrong reminder is worse than one too
few. The surest likeness of each payment counts, and the exact sum with the payer's name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import permutations, product
from typing import NamedTuple

from workbench.model.day_rows import Balance, Suggestion, Unplaced
from workbench.model.payment_kinds import PAYMENT_RULES, Likeness, PaymentState
from workbench.model.rows import Payment
from workbench.money.payments import latest_repetition
from workbench.values.kid import KidStructure, split_kid
from workbench.values.record_ids import own_number
from workbench.values.text import fold, strip_accents

MOST_ALIKE = 3  # claims of one amount; of more, nobody knows which
AMOUNT_DAYS = timedelta(days=10)  # that a likeness of the amount alone is a reason to wait
PART_DAYS = timedelta(days=14)  # between an instalment's day and its payment
SAME_MONEY = timedelta(days=21)  # between a payment and the day it was registered by hand
NOTICE_DAYS = timedelta(days=30)  # before its due date a claim without a day of issue is known
NUMBER = re.compile(r"\d{5,25}")
WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS = 12  # of a payer's name and message in which names are looked for


class AgreedPart(NamedTuple):
    """An instalment of a payment plan, and a claim of it."""

    claim_id: str
    amount_ore: int
    due_on: date


class PersonOfClaim(NamedTuple):
    """Somebody to do with a claim: its member, who owes it, or another of the household."""

    claim_id: str
    payer_id: str | None
    name: str | None


def suggest(
    unplaced: Iterable[Unplaced],
    payments: Mapping[str, Payment],
    claims: Sequence[Balance],
    people: Sequence[PersonOfClaim],
    as_of: date,
    structures: Sequence[KidStructure] = (),
    parts: Iterable[AgreedPart] = (),
) -> list[Suggestion]:
    """Return the open claims that each payment may be for, by payment and claim.

    `payments` are by id. `people` are those of the claims, also of settled ones for which too much
    came, or that the member system has called paid: money of their name and amount from those days
    is theirs. A likeness of the amount alone counts for at most three claims, and for ten days.
    `structures` say where the customer stands in a KID; `parts` are the instalments agreed on: of
    those due near the payment at most three, too.
    """
    settled = {claim.claim_id: claim for claim in claims if claim.open_ore == 0}
    open_claims = [claim for claim in claims if claim.open_ore > 0]
    search = _Search(open_claims, settled, people, structures, [*parts])
    unplaced = [*unplaced]
    registered = search.find_registered(unplaced, payments)
    return sorted(
        suggestion
        for row in unplaced
        if row.payment_id not in registered
        for suggestion in search.find(row, payments[row.payment_id])
        if suggestion.until_on is None or suggestion.until_on > as_of
    )


@dataclass(frozen=True)
class _Search:
    """The open claims, by what a payment may have in common with them."""

    claims: Sequence[Balance]
    settled: Mapping[str, Balance]
    people: Sequence[PersonOfClaim]
    structures: Sequence[KidStructure]
    parts: Sequence[AgreedPart]

    def find_registered(
        self, unplaced: Iterable[Unplaced], payments: Mapping[str, Payment]
    ) -> set[str]:
        """Return the payments that somebody has registered by hand in the member system: a claim of
        the payer, of that amount, was called paid within three weeks. Each such claim is for one
        payment, those of the nearest days first."""
        pairs = sorted(
            (abs(claim.settled_on - payment.paid_on), payment.paid_on, row.payment_id, claim_id)
            for row in unplaced
            if row.state != PaymentState.REVERSED and not PAYMENT_RULES[row.state].has_claim
            for payment in [payments[row.payment_id]]
            for claim_id in self._named_in(payment)
            if (claim := self.settled.get(claim_id)) and claim.settled_on is not None
            if claim.amount_ore == row.amount_ore
        )
        claim_of: dict[str, str] = {}
        for apart, _, payment_id, claim_id in pairs:
            is_new = payment_id not in claim_of and claim_id not in claim_of.values()
            if is_new and apart <= SAME_MONEY:
                claim_of[payment_id] = claim_id
        return {*claim_of}

    def find(self, row: Unplaced, payment: Payment) -> Iterator[Suggestion]:
        """Yield the claims of the surest likeness, if any, and those of a payer whom the money
        names with the exact sum: of two who may have paid, neither is asked."""
        if row.state == PaymentState.REVERSED:
            found = {Likeness.REVERSED: self._claims_with_key(row, payment)}
        elif PAYMENT_RULES[row.state].has_claim:
            named = self._find_alike(row, payment)[Likeness.NAME_AND_AMOUNT]
            of_payer = self._claims_of_payer(row.claim_id)
            found = {Likeness.SAME_PAYER: of_payer, Likeness.NAME_AND_AMOUNT: named}
        else:
            found = self._find_alike(row, payment)
        for likeness in Likeness:
            if found.get(likeness):
                until_on = payment.paid_on + AMOUNT_DAYS if likeness == Likeness.AMOUNT else None
                named = found.get(Likeness.NAME_AND_AMOUNT, [])
                for claim_id in dict.fromkeys([*found[likeness], *named]):
                    yield Suggestion(row.payment_id, claim_id, likeness, until_on)
                return

    def _find_alike(self, row: Unplaced, payment: Payment) -> dict[Likeness, list[str]]:
        known = {
            claim.claim_id: claim for claim in self.claims if _may_be_known(claim, payment.paid_on)
        }
        by_amount = [
            claim_id for claim_id in self._by_amount.get(row.amount_ore, ()) if claim_id in known
        ]
        by_part = sorted(
            {
                part.claim_id
                for part in self.parts
                if part.amount_ore == row.amount_ore and part.claim_id in known
                if abs(part.due_on - payment.paid_on) <= PART_DAYS
            }
        )
        by_kid = [claim_id for claim_id in self._alike_by_number(payment) if claim_id in known]
        customers = self._customers_in(payment.kid)
        of_customers = {found for each in customers for found in self._by_customer.get(each, ())}
        by_name = [claim_id for claim_id in self._named_in(payment) if claim_id in known]
        open_ore = sum(known[claim_id].open_ore for claim_id in by_name)
        exact = [claim_id for claim_id in by_name if claim_id in by_amount + by_part]
        few = [alike for alike in (by_amount, by_part) if len(alike) <= MOST_ALIKE]
        return {
            Likeness.KID: [claim_id for claim_id in by_kid if claim_id in by_amount] or by_kid,
            Likeness.CUSTOMER: sorted(of_customers & known.keys()),
            Likeness.NAME_AND_AMOUNT: by_name if open_ore == row.amount_ore else exact,
            Likeness.NAME: by_name,
            Likeness.AMOUNT: [claim_id for alike in few for claim_id in alike],
        }

    def _claims_of_payer(self, claim_id: str | None) -> list[str]:
        """Return the open claims of whoever may owe another claim."""
        payers = self._payers_by_claim.get(claim_id or "", set())
        return [
            claim.claim_id
            for claim in self.claims
            if payers & self._payers_by_claim.get(claim.claim_id, set())
        ]

    def _claims_with_key(self, row: Unplaced, payment: Payment) -> list[str]:
        """Return the open claims of a reversal: of one KID there may be several."""
        own_key = payment.invoice_id or payment.kid
        return [
            claim.claim_id
            for claim in self.claims
            if claim.claim_id == row.claim_id
            or (own_key and own_key in (claim.invoice_id, claim.kid))
        ]

    def _alike_by_number(self, payment: Payment) -> list[str]:
        """Return the claims whose KID or order number stands in a payment, or whose KID differs in
        one digit, or in two that have changed places."""
        texts = filter(None, (payment.kid, payment.message))
        numbers = [number for text in texts for number in NUMBER.findall(text)]
        alike = {number.lstrip("0"): None for number in numbers}
        alike |= {key: None for number in numbers for key in (*_blur(number), *_swap(number))}
        return [*dict.fromkeys(found for key in alike for found in self._by_number.get(key, ()))]

    def _customers_in(self, kid: str | None) -> set[str]:
        """Return the customers that a KID may name, without leading zeros: nothing says which
        account money came to, so any structure that fits counts."""
        named = [split_kid(kid or "", [structure]).customer for structure in self.structures]
        return {customer.lstrip("0") for customer in named if customer} - {""}

    def _named_in(self, payment: Payment) -> list[str]:
        """Return the claims of the people whose first and last name stand in a payment; where there
        are none, of those whose last name but one does: it may be a family name, too."""
        words = _words(f"{payment.payer_name or ''} {payment.message or ''}")
        pairs = [*permutations(words[:MOST_WORDS], 2)]
        for by_name in (self._by_name, self._by_middle_name):
            found = {claim_id for pair in pairs for claim_id in by_name.get(pair, ())}
            if found:
                return sorted(found)
        return []

    @cached_property
    def _by_number(self) -> Mapping[str, list[str]]:
        by_number: dict[str, list[str]] = defaultdict(list)
        for claim in self.claims:
            numbers = {(own_number(claim.invoice_id) or "").lstrip("0")}
            if claim.kid:
                numbers |= {claim.kid.lstrip("0"), *_blur(claim.kid)}
            for number in numbers:
                if len(number) >= 5:
                    by_number[number].append(claim.claim_id)
        return by_number

    @cached_property
    def _by_customer(self) -> Mapping[str, list[str]]:
        by_customer: dict[str, list[str]] = defaultdict(list)
        for claim in self.claims:
            for customer in self._customers_in(claim.kid):
                by_customer[customer].append(claim.claim_id)
        return by_customer

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, ...], set[str]]:
        """The claims by a first name and each part of the last one, as of Li-Berg."""
        by_name: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, claim_ids in self._claims_by_name.items():
            first, *others = name.split()
            for pair in product(_words(first)[:1], _words("".join(others[-1:]))):
                by_name[pair] |= claim_ids
        return by_name

    @cached_property
    def _by_middle_name(self) -> Mapping[tuple[str, ...], set[str]]:
        by_name: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, claim_ids in self._claims_by_name.items():
            first, *middle = _words(name)[:-1] or [""]
            for last in middle[-1:]:
                by_name[first, last] |= claim_ids
        return by_name

    @cached_property
    def _claims_by_name(self) -> Mapping[str, set[str]]:
        by_name: dict[str, set[str]] = defaultdict(set)
        for person in self.people:
            if person.name and person.name.strip():
                by_name[person.name].add(person.claim_id)
        return by_name

    @cached_property
    def _by_amount(self) -> Mapping[int, list[str]]:
        by_amount: dict[int, list[str]] = defaultdict(list)
        for claim in self.claims:
            by_amount[claim.open_ore].append(claim.claim_id)
        return by_amount

    @cached_property
    def _payers_by_claim(self) -> Mapping[str, set[str]]:
        payers: dict[str, set[str]] = defaultdict(set)
        for person in self.people:
            if person.payer_id:
                payers[person.claim_id].add(person.payer_id)
        return payers


def _may_be_known(claim: Balance, paid_on: date) -> bool:
    """Return whether somebody could pay a claim on a day: it was issued by then."""
    return (claim.issued_on or claim.due_on - NOTICE_DAYS) <= latest_repetition(paid_on)


def _words(text: str) -> list[str]:
    return WORD.findall(strip_accents(fold(text)))


def _blur(number: str) -> Iterator[str]:
    """Yield the number with each of its digits hidden, so that two that differ in one are equal."""
    for place in range(len(number)):
        yield f"{number[:place]}*{number[place + 1 :]}"


def _swap(number: str) -> Iterator[str]:
    """Yield the number with each two neighbouring digits the other way round."""
    for place in range(len(number) - 1):
        before, one, two = number[:place], number[place], number[place + 1]
        yield f"{before}{two}{one}{number[place + 2 :]}".lstrip("0")
