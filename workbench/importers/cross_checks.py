"""The files of an inbox held against each other: what one says, the others must bear out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from workbench.importers.column_checks import (
    FEW,
    LOOKED_AT,
    find_shift,
    find_turned,
    shares_a_word,
)
from workbench.model.frames import plain_values
from workbench.model.kinds import SETTLED, ClaimStatus
from workbench.norsk import tall_dato
from workbench.values.text import fold

OFTEN = 0.2  # of the rows compared; fewer may be registered later in one of two lists
OFTEN_OTHER = 0.4  # of the payments: people pay several claims at once, or a part of one
OFTEN_STRANGE = 0.1
MOST = 0.8
MOSTLY = 0.5
MOST_SHOWN = 3  # agreements in a sentence
ROUNDING = 5_000  # øre: what a member system may hold back of a payment, and more
LATEST = timedelta(days=14)  # that a list of claims may end before the payments do


def contradictions(
    incoming: Mapping[str, pd.DataFrame],
    members: pd.DataFrame,
    *,
    newest_on: date | None,
    listed: Sequence[str],
    lines: Sequence[tuple[str, str]],
    credits: pd.DataFrame,
) -> Iterator[str]:
    """Yield a sentence for each two files of an inbox that contradict each other in many rows.

    `incoming` are their rows, folded, and `members` all members, with those in the books.
    `newest_on` is the newest day in the lists of claims; None if they lack settled claims.
    `credits` is what was taken off claims, which their files may not show. In the order of the
    files stand `listed`, the ids of the members, and `lines`, the member and the order of each
    claim.
    """
    claims, invoices = incoming.get("claims"), incoming.get("invoices")
    payments = incoming.get("payments")
    if claims is not None and not claims.empty:
        yield from _other_recipients(incoming, members, listed, lines)
        if payments is not None and not payments.empty:
            yield from _other_payments(claims, payments, newest_on)
            yield from _paid_other_amounts(claims, invoices, payments, credits)
    if claims is not None and invoices is not None:
        yield from _other_sums(claims, invoices)


def _other_payments(
    claims: pd.DataFrame, payments: pd.DataFrame, newest_on: date | None
) -> Iterator[str]:
    """Compare the payments with the claims that they are for."""
    yield from _paid_elsewhere(claims, payments)
    yield from _without_kids(claims, payments)
    yield from _turned_due_days(claims, payments)
    if newest_on is not None:
        yield from _newer_payments(claims, payments, newest_on)


def _other_recipients(
    incoming: Mapping[str, pd.DataFrame],
    members: pd.DataFrame,
    all_listed: Sequence[str],
    lines: Sequence[tuple[str, str]],
) -> Iterator[str]:
    """Compare the recipient of each claim with the names of its member and the guardians.

    Recipients that have the name of the member in the row above or below are told from parents who
    have another name than their child.
    """
    names = names_by_member(members)
    recipients = _recipients_by_order(incoming["claims"], incoming.get("invoices"))
    rows = [
        (member_id, fold(names[member_id]), recipients[order])
        for member_id, order in lines[:LOOKED_AT]
        if member_id in names and order in recipients
    ]
    by_member = {member_id: recipient for member_id, _, recipient in rows}
    listed = [member_id for member_id in all_listed if member_id in by_member]
    listed_names = [fold(names[member_id]) for member_id in listed]
    listed_recipients = [fold(by_member[member_id]) for member_id in listed]
    is_shifted = find_shift(
        [row[1] for row in rows], [fold(row[2]) for row in rows], str.__eq__
    ) or find_shift(listed_names, listed_recipients, str.__eq__)
    family = _names_of_guardians(incoming.get("guardians"))
    strangers = [
        recipient
        for member_id, name, recipient in rows
        if not shares_a_word(recipient, f"{name} {family.get(member_id, '')}")
    ]
    is_strange = len(strangers) >= FEW and len(strangers) > MOSTLY * len(rows)
    if is_shifted or is_strange:
        yield (
            f"{len(strangers)} av {len(rows)} mottakere heter noe helt annet enn medlemmet kravet "
            "gjelder, så medlemsnumrene i en av filene ser ut til å være forskjøvet"
        )


def names_by_member(members: pd.DataFrame) -> dict[str, str]:
    """Return the first name that is stated of each member."""
    names = members["first_name"].fillna("") + " " + members["last_name"].fillna("")
    pairs = zip(members["member_id"][::-1], names[::-1], strict=True)
    return {member_id: name.strip() for member_id, name in pairs}


def _recipients_by_order(claims: pd.DataFrame, invoices: pd.DataFrame | None) -> dict[str, str]:
    recipients: dict[str, str] = {}
    for orders in (claims, invoices):
        if orders is not None:
            named = orders.dropna(subset=["invoice_id", "recipient_name"])
            recipients |= dict(zip(named["invoice_id"], named["recipient_name"], strict=True))
    return recipients


def _names_of_guardians(guardians: pd.DataFrame | None) -> dict[str, str]:
    names: dict[str, str] = {}
    if guardians is not None:
        named = guardians.dropna(subset=["name"])
        for member_id, name in zip(named["member_id"], named["name"], strict=True):
            names[member_id] = f"{names.get(member_id, '')} {name}"
    return names


def _without_kids(claims: pd.DataFrame, payments: pd.DataFrame) -> Iterator[str]:
    """Look for a list without any KID beside the payments that have one."""
    has_kids = payments["kid"].notna().any()
    if has_kids and len(claims) >= FEW and claims["kid"].isna().all():
        yield "ingen krav har KID, men bankfilen har innbetalinger med KID"


def _turned_due_days(claims: pd.DataFrame, payments: pd.DataFrame) -> Iterator[str]:
    """Compare the due dates with the days on which the system itself has seen the claims paid."""
    due_days = claims.dropna(subset=["due_on", "invoice_id"]).set_index("invoice_id")["due_on"]
    paid = payments.dropna(subset=["invoice_id"]).drop_duplicates("invoice_id")
    paid = paid[paid["invoice_id"].isin(due_days.index)]
    due_of_paid = due_days[~due_days.index.duplicated()].loc[paid["invoice_id"]]
    if find_turned([*due_of_paid.dt.date], [*paid["paid_on"].dt.date]):
        yield "forfallene ser ut til å ha byttet dag og måned, målt mot dagene det er betalt"


def find_strange_agreements(holds: pd.DataFrame, claims: pd.DataFrame) -> list[str]:
    """Return a sentence for each agreement about an order that is known, but not as the member's
    with whom it was made: whom it is about, would be reminded."""
    owners = claims.dropna(subset=["invoice_id", "member_id"])
    pairs = {*zip(owners["invoice_id"], owners["member_id"], strict=True)}
    orders = {order for order, _ in pairs}
    made = holds.dropna(subset=["invoice_id", "member_id"])
    strange = [
        (order.partition(":")[2], member_id.partition(":")[2])
        for order, member_id in zip(made["invoice_id"], made["member_id"], strict=True)
        if order in orders and (order, member_id) not in pairs
    ]
    return shorten(
        [
            f"ordre {order} i avtalen med medlem {member_id} er et krav mot noen andre"
            for order, member_id in strange
        ]
    )


def shorten(sentences: Sequence[str]) -> list[str]:
    """Return the first sentences about agreements, and how many they are if there are more."""
    count = [f"det gjelder {len(sentences)} avtaler i alt"]
    return [*sentences[:MOST_SHOWN], *(count if len(sentences) > MOST_SHOWN else [])]


def _paid_elsewhere(claims: pd.DataFrame, payments: pd.DataFrame) -> Iterator[str]:
    """Compare the system's own payments with what its list calls open."""
    if payments["invoice_id"].isna().all():
        return
    paid = payments.groupby("invoice_id")["amount_ore"].sum()
    strangers = ~paid.index.isin(claims["invoice_id"])
    if strangers.sum() >= FEW and strangers.sum() > OFTEN_STRANGE * len(paid):
        yield f"{strangers.sum()} av {len(paid)} innbetalinger er for krav som ikke står i listen"
    stated = claims.set_index("invoice_id")
    stated = stated[stated.index.isin(paid[paid > 0].index)]
    is_open = (stated["status"] == ClaimStatus.OPEN) & (stated["paid_ore"].fillna(0) == 0)
    if is_open.sum() >= FEW and is_open.sum() > OFTEN * len(stated):
        yield (
            f"{is_open.sum()} av {len(stated)} krav som innbetalingene fra systemet selv gjør opp, "
            "står som ubetalt"
        )


def _paid_other_amounts(
    claims: pd.DataFrame,
    invoices: pd.DataFrame | None,
    payments: pd.DataFrame,
    credits: pd.DataFrame,
) -> Iterator[str]:
    """Compare what was paid on each order, or else each KID, with what it asks for, with or without
    what was credited, which the list may show by now or not."""
    credited = claims[["claim_id", "invoice_id", "kid"]].merge(credits, on="claim_id")
    amounts = claims[["invoice_id", "kid", "amount_ore"]]
    if invoices is not None:
        sums = invoices.set_index("invoice_id")["amount_ore"]
        kids = claims.drop_duplicates("invoice_id")[["invoice_id", "kid"]]
        amounts = kids.assign(amount_ore=kids["invoice_id"].map(sums))
    for key in ("invoice_id", "kid"):
        paid, asked = _sum_paid(key, payments), _sum_by(key, amounts)
        both, taken_off = paid.keys() & asked.keys(), _sum_by(key, credited)
        differs = sum(
            abs(paid[value] - asked[value]) not in (0, taken_off[value]) for value in both
        )
        if differs >= FEW and differs > OFTEN_OTHER * len(both):
            yield (
                f"{differs} av {len(both)} innbetalinger er på et annet beløp enn kravet, så "
                "beløpene ser ut til å være forskjøvet"
            )
            return


def _sum_paid(key: str, payments: pd.DataFrame) -> Counter[str]:
    """Return the sums by key; of several sources, which repeat each other, the largest."""
    sums: Counter[str] = Counter()
    for _, of_source in payments.groupby("source", dropna=False):
        sums |= _sum_by(key, of_source)
    return sums


def _sum_by(key: str, rows: pd.DataFrame) -> Counter[str]:
    """Return the amounts, in øre, of the rows with the same key; rows that lack either are left
    out."""
    sums: Counter[str] = Counter()
    for value, amount_ore in zip(
        plain_values(rows[key]), plain_values(rows["amount_ore"]), strict=True
    ):
        if value is not None and amount_ore is not None:
            sums[value] += amount_ore
    return sums


def _newer_payments(claims: pd.DataFrame, payments: pd.DataFrame, newest_on: date) -> Iterator[str]:
    """Look for a list that knows the bank's payments until its own newest day, and none after."""
    if claims["kid"].isna().all():
        return
    is_settled = claims["status"].isin(SETTLED) | (claims["paid_ore"] >= claims["amount_ore"])
    settled = claims.assign(is_settled=is_settled.fillna(value=False)).dropna(subset=["kid"])
    both = payments.merge(settled.groupby("kid")["is_settled"].all(), on="kid")
    is_later = both["paid_on"] > pd.Timestamp(newest_on)
    before, after = both.loc[~is_later, "is_settled"], both.loc[is_later, "is_settled"]
    is_cut = min(len(before), len(after)) >= FEW and min(before.mean(), 1 - after.mean()) > MOST
    if is_cut and both["paid_on"].max() > pd.Timestamp(newest_on + LATEST):
        yield (
            f"{(~after).sum()} av {len(after)} innbetalinger etter {tall_dato(newest_on)} er ikke "
            "kommet med i listen, så den er eldre enn bankfilen"
        )


def _other_sums(claims: pd.DataFrame, invoices: pd.DataFrame) -> Iterator[str]:
    """Compare what the lines of orders say is paid with what the orders say."""
    lines = claims["paid_ore"].fillna(0).groupby(claims["invoice_id"]).sum()
    orders = invoices.set_index("invoice_id")["paid_ore"].fillna(0)
    both = pd.concat([lines, orders], axis=1, join="inner", keys=["lines", "order"])
    differs = (both["lines"] - both["order"]).abs() > ROUNDING
    if differs.sum() >= FEW and differs.sum() > OFTEN * (both.max(axis=1) > 0).sum():
        yield f"{differs.sum()} av {len(both)} ordrer er betalt med ulike beløp i de to listene"


def other_names(lists: Iterable[Iterable[tuple[str, str]]]) -> str:
    """Return a text if the same numbers have other names in two lists of members, else "".

    A list has the id and the name of each member.
    """
    names: dict[str, str] = {}
    repeated: list[bool] = []
    for members in lists:
        for member_id, name in members:
            if not name:
                continue
            if member_id in names:
                repeated.append(not shares_a_word(names[member_id], name))
            names.setdefault(member_id, name)
    if sum(repeated) < FEW or sum(repeated) <= OFTEN * len(repeated):
        return ""
    return f"{sum(repeated)} av {len(repeated)} medlemsnumre har et annet navn i en annen liste"


def ends_before(newest_on: date | None, payment_days: Iterable[date | None]) -> str:
    """Return a text if the payments in a list of claims end long before others do, else ""."""
    last = max((day for day in payment_days if day), default=None)
    if newest_on is None or last is None or newest_on >= last - LATEST:
        return ""
    return (
        f"siste betaling i den er {tall_dato(newest_on)}, men innbetalingene går til "
        f"{tall_dato(last)}, så den er gammel"
    )
