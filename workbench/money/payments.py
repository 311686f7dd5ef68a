"""Payments as they count: each once, less what was taken back, in the parts that were placed."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import product
from operator import attrgetter
from typing import NamedTuple

from workbench.days import working_day_after
from workbench.model.money_rows import Placement
from workbench.model.payment_kinds import PaymentUse
from workbench.model.rows import Payment
from workbench.values.text import fold

# what claims share payments by: ("invoice", its id), ("kid", the KID) or ("claim", its id);
# ("payer", ...) is no claim's
Key = tuple[str, str]
# the lowest is believed first; every other source is OTHER_RANK
RANKS, OTHER_RANK = {"ocr": 0, "camt": 1, "bank": 3}, 2
VIPPS = "vipps"  # the source of its settlements, and who pays them out
OF_VIPPS = {VIPPS, "mobilepay", "as", "utbetaling", "utb", "oppgjør", "vippsnr", "nr", "salgssted"}
PAYOUT_DAYS = timedelta(days=14)  # from a payment to the day on which Vipps has paid it out
OF_ACCOUNT = {"camt", "bank"}  # sources that show all money that comes to an account
WORD = re.compile(r"[^\W\d_]+")
OF_GIRO = {"ocr", "kid", "giro", "nets", "bbs", "innbetalinger"}  # what banks call a day's sum
BANK_DAYS_APART = 3  # a weekend or Easter may lie between the transmission and the account
payment_order = attrgetter("paid_on", "payment_id")


class CountedPayments(NamedTuple):
    """The payments until a day, by the keys of the claims they are for, and what else is known of
    them. One that was placed in several parts is several, each with its part of the amount."""

    by_key: dict[Key, list[Payment]]
    received_ore: int  # of payments that count once, less what was taken back
    reversed_on: Mapping[Key, date]  # the last day on which a payment that was read was taken back
    later_ore: Mapping[Key, int]  # what comes after the day
    used_ore: int  # what somebody said was refunded, kept or for something else


def count_payments(
    payments: Sequence[Payment], placements: Sequence[Placement], as_of: date
) -> CountedPayments:
    """Return the payments until `as_of` as they count, of each key the oldest first.

    What is taken back is subtracted from the payments of its key before it, the latest of the same
    amount first; one with a negative amount is what no payment was left for. Of a payment that two
    sources have, what was placed on the one that counts comes first.
    """
    repeated = find_repeated(payments)
    sums = find_sums(payments, repeated) | find_payouts(payments, repeated)
    targets: dict[str, list[Placement]] = defaultdict(list)
    for placement in sorted(placements, key=lambda row: (row.payment_id in repeated, row)):
        payment_id = repeated.get(placement.payment_id, placement.payment_id)
        targets[payment_id].append(placement)
    by_key: dict[Key, list[Payment]] = defaultdict(list)
    later_ore: dict[Key, int] = defaultdict(int)
    special_keys = set()  # of payments that were placed or taken back
    received_ore = used_ore = 0
    for payment in payments:
        if payment.payment_id in repeated or payment.payment_id in sums:
            continue
        key = own_key(payment)
        if payment.paid_on > as_of:
            later_ore[key] += payment.amount_ore
            continue
        by_key[key].append(payment)
        received_ore += payment.amount_ore
        if payment.amount_ore < 0 or payment.payment_id in targets:
            special_keys.add(key)
    for of_key in by_key.values():
        if len(of_key) > 1:
            of_key.sort(key=lambda each: (each.paid_on, each.amount_ore < 0, each.payment_id))
    reversed_on: dict[Key, date] = {}
    for key in sorted(special_keys):
        of_key = by_key.pop(key)
        days = [payment.paid_on for payment in of_key if payment.amount_ore < 0]
        if days:
            targets_of_key = {
                row.target for each in of_key for row in targets.get(each.payment_id, ())
            }
            keys = [("claim", target) for target in targets_of_key]
            if any(payment.amount_ore > 0 for payment in of_key):
                keys.append(key)  # else what was taken back was never read
            for each in keys:
                reversed_on[each] = max(*days, reversed_on.get(each, date.min))
            of_key = _without_reversed(of_key)
        for payment in of_key:
            used_ore += _split(payment, key, targets.get(payment.payment_id, ()), by_key)
    return CountedPayments(by_key, received_ore, reversed_on, later_ore, used_ore)


def own_key(payment: Payment) -> Key:
    """Return the key that a payment itself names: its invoice, else its KID, else its payer or, as
    in a settlement of Vipps, what it says; one that says nothing is alone."""
    if payment.invoice_id:
        return "invoice", payment.invoice_id
    if payment.kid:
        return "kid", payment.kid
    who = payment.payer_name or payment.message or payment.payment_id
    return "payer", f"{fold(who)} {abs(payment.amount_ore)}"


def find_repeated(payments: Sequence[Payment]) -> dict[str, str]:
    """Return the payments that a source of a lower rank has too, each with the id it has there: the
    same KID and amount, at most three bank days apart. One payment cancels out one repetition.

    Payments without a KID are compared where both sources show all money of an account, and where
    nothing says that they are of two accounts or two payers.
    """
    ranks = {_rank(source) for source in {payment.source for payment in payments}}
    if len(ranks) < 2:
        return {}
    comparable = sorted(
        (each for each in payments if each.kid is not None or each.source in OF_ACCOUNT),
        key=payment_order,
    )
    counted: dict[tuple[str | None, int], list[Payment]] = defaultdict(list)
    repeated: dict[str, str] = {}
    for rank in sorted(ranks):
        of_rank = [payment for payment in comparable if _rank(payment.source) == rank]
        unmatched = {key: [*of_key] for key, of_key in counted.items()}
        for payment in of_rank:
            same = unmatched.get((payment.kid, payment.amount_ore), [])
            near = [each for each in same if _may_be_one(each, payment)]
            if near:
                same.remove(near[0])
                repeated[payment.payment_id] = near[0].payment_id
            else:
                counted[payment.kid, payment.amount_ore].append(payment)
    return repeated


def find_sums(payments: Sequence[Payment], repeated: Mapping[str, str]) -> set[str]:
    """Return the payments that are no more than the sum of a day's payments by OCR giro: where they
    stand one by one, a statement of the account has one line for all, without a KID or a name.

    A line that says something else than what banks call such a sum is somebody's money, and those
    that the line's own source repeats one by one are in no sum there.
    """
    lines = [payment for payment in payments if _may_be_sum(payment)]
    giros = [payment for payment in payments if lines and payment.source == "ocr"]
    alone = {(each.source, repeated.get(each.payment_id)) for each in payments if lines}
    sums: dict[tuple[str, date, str], int] = defaultdict(int)
    for source, giro in product(OF_ACCOUNT, giros):
        if (source, giro.payment_id) not in alone:
            sums[source, giro.paid_on, giro.account or ""] += giro.amount_ore
    found = set()
    for line in sorted(lines, key=payment_order):
        for (source, day, account), sum_ore in sums.items():
            is_near = day <= line.paid_on <= latest_repetition(day)
            is_same = source == line.source and line.account in (account, None)
            if sum_ore == line.amount_ore and is_near and is_same:
                found.add(line.payment_id)
                del sums[source, day, account]
                break
    return found


def find_payouts(payments: Sequence[Payment], repeated: Collection[str]) -> set[str]:
    """Return the lines of an account that are no more than what Vipps paid out, less its fee, where
    its settlements of the two weeks before have the payments one by one."""
    lines = [
        payment
        for payment in payments
        if payment.payment_id not in repeated and _may_be_payout(payment)
    ]
    settled_ore: dict[tuple[date, str | None], int] = defaultdict(int)
    for payment in payments if lines else ():
        if payment.source == VIPPS:
            settled_ore[payment.paid_on, payment.account] += payment.amount_ore
    found = set()
    for line in sorted(lines, key=payment_order):
        places = [
            (day, account)
            for day, account in sorted(settled_ore, key=str)
            if timedelta(0) <= line.paid_on - day <= PAYOUT_DAYS
            and (account == line.account or None in (account, line.account))
        ]
        left_ore = line.amount_ore
        if sum(settled_ore[place] for place in places) >= left_ore:
            found.add(line.payment_id)
            for place in places:
                used_ore = min(left_ore, settled_ore[place])
                settled_ore[place] -= used_ore
                left_ore -= used_ore
    return found


def _may_be_payout(payment: Payment) -> bool:
    """Return whether a line of an account names Vipps, and says nothing but what Vipps would."""
    if payment.source not in OF_ACCOUNT or payment.kid or payment.amount_ore <= 0:
        return False
    name_words = WORD.findall(fold(payment.payer_name or ""))
    return VIPPS in name_words and OF_VIPPS.issuperset(
        [*name_words, *WORD.findall(fold(payment.message or ""))]
    )


def _may_be_sum(payment: Payment) -> bool:
    """Return whether a line of an account names nobody, and says nothing but what a bank would."""
    if payment.source not in OF_ACCOUNT or payment.kid or payment.payer_name:
        return False
    return not payment.message or not OF_GIRO.isdisjoint(WORD.findall(fold(payment.message)))


def _may_be_one(one: Payment, other: Payment) -> bool:
    """Return whether two sources may show one payment, of which the KID and the amount are equal.

    A payer's name may be written in several ways, and has a word in common with itself.
    """
    if one.kid is None:
        if one.account and other.account and one.account != other.account:
            return False
        words, other_words = ({*fold(each.payer_name or "").split()} for each in (one, other))
        if words and other_words and words.isdisjoint(other_words):
            return False
    return _may_be_same(one.paid_on, other.paid_on)


def _may_be_same(one_day: date, other_day: date) -> bool:
    return max(one_day, other_day) <= latest_repetition(min(one_day, other_day))


@cache
def latest_repetition(paid_on: date) -> date:
    """Return the last day on which another source may show the payment of a day."""
    return working_day_after(paid_on, BANK_DAYS_APART)


def _rank(source: str) -> int:
    return RANKS.get(source, OTHER_RANK)


def _without_reversed(payments: Sequence[Payment]) -> list[Payment]:
    """Subtract each reversal (a negative amount) from the latest payment of that amount before it,
    else from the latest ones; what is left of a reversal stays, with its negative amount."""
    remaining: list[Payment] = []
    too_much: list[Payment] = []
    for payment in payments:
        if payment.amount_ore > 0:
            remaining.append(payment)
        reversed_ore = -payment.amount_ore
        equal = [each for each in remaining if each.amount_ore == reversed_ore]
        if equal:
            remaining.remove(equal[-1])
            continue
        while reversed_ore > 0 and remaining:
            last = remaining.pop()
            if last.amount_ore > reversed_ore:
                remaining.append(last._replace(amount_ore=last.amount_ore - reversed_ore))
            reversed_ore -= last.amount_ore
        if reversed_ore > 0:
            too_much.append(payment._replace(amount_ore=-reversed_ore))
    return remaining + too_much


def _split(
    payment: Payment,
    key: Key,
    placements: Iterable[Placement],
    placed: Mapping[Key, list[Payment]],
) -> int:
    """Add the parts of a payment to `placed`; return the øre of it that were used otherwise."""
    left_ore, used_ore = payment.amount_ore, 0
    for placement in placements:
        sign = 1 if left_ore > 0 else -1
        ore = sign * max(0, min(sign * left_ore, sign * placement.amount_ore))
        left_ore -= ore
        if placement.target in frozenset(PaymentUse):
            used_ore += ore
        elif ore:
            placed["claim", placement.target].append(payment._replace(amount_ore=ore))
    if left_ore:
        placed[key].append(payment._replace(amount_ore=left_ore))
    return used_ore
