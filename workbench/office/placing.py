"""Where money goes that no KID or invoice places: written to the books as somebody has decided."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from workbench.model.day_rows import Allocation, Balance, Task, Unplaced
from workbench.model.errors import UsageError
from workbench.model.kinds import ClaimStatus
from workbench.model.money_rows import Placement
from workbench.model.payment_kinds import PaymentUse
from workbench.model.rows import Answer, Payment
from workbench.model.task_kinds import MONEY, TaskAnswer
from workbench.money.payments import find_repeated
from workbench.norsk import antall, kroner
from workbench.office.day import Day, day_of, saving
from workbench.office.desk import Desk
from workbench.office.owed import settle_as_placed
from workbench.store import proposals
from workbench.store.connection import Database
from workbench.store.events import head
from workbench.store.queries import load, table
from workbench.store.triggers import write_typed

QUERIES = load(Path(__file__).with_suffix(".sql"))


def place_as_answered(db: Database, answers: Iterable[Answer], event_id: int) -> None:
    """Write what the answers say about money, in place of what an earlier answer to the same said.
    Call inside `event`, before the answers are written, with the day worked out from the books."""
    for answer in answers:
        _, _, about = answer.task.partition(":")
        if not about.startswith(MONEY):
            continue
        payment_id, (amount_ore, _, claim_ids) = about.removeprefix(MONEY), _facts_of(answer)
        taken_back = _take_back(db, answer, payment_id, event_id)
        if answer.answer == TaskAnswer.PLACED:
            placements = _split_over_claims(db, payment_id, amount_ore, claim_ids, taken_back)
        else:
            placements = [Placement(payment_id, PaymentUse(answer.answer), amount_ore)]
        [payment] = table(db, Payment, "payments", payment_id=[payment_id])
        unplaced = table(db, Unplaced, "unplaced", payment_id=[payment_id])
        earlier = _placements_of(db, payment_id)
        for row in placements:
            earlier = _placed_besides(payment, row, earlier, unplaced)
        write_typed(db, "placements", earlier, event_id)


def require_placeable(db: Database, answer: Answer) -> None:
    """Raise UsageError where money is to be placed as suggested, and no claim was, or claims of
    several payers were; `db` has the day."""
    if answer.answer != TaskAnswer.PLACED:
        return
    claim_ids = _facts_of(answer)[2]
    if not claim_ids or len({*QUERIES.payers_of(db.conn, claims=json.dumps(claim_ids))}) > 1:
        what = "flere betaleres krav" if claim_ids else "ingen krav"
        payment_id = answer.task.partition(MONEY)[2]
        raise UsageError(
            f"Innbetalingen ligner på {what}; velg kravet med "
            f"«workbench place KLUBB {payment_id} KRAV»."
        )


def _facts_of(answer: Answer) -> tuple[int, str, list[str]]:
    """Return the øre that an answer is about, their state, and the claims that were suggested."""
    amount_ore, state, claim_ids = json.loads(answer.evidence)
    return amount_ore, state, claim_ids


def _take_back(db: Database, answer: Answer, payment_id: str, event_id: int) -> dict[str, int]:
    """Take back what an earlier answer to the same question placed; return the øre by target."""
    rows = QUERIES.placed_by_answer(
        db.conn, task=answer.task, evidence=answer.evidence, payment=payment_id
    )
    taken_back = dict(rows)
    zeros = [Placement(payment_id, target, 0) for target in taken_back]
    write_typed(db, "placements", zeros, event_id)
    return taken_back


def _placements_of(db: Database, payment_id: str) -> list[Placement]:
    return table(db, Placement, "placements", payment_id=[payment_id])


def _split_over_claims(
    db: Database,
    payment_id: str,
    amount_ore: int,
    claim_ids: Sequence[str],
    taken_back: Mapping[str, int],
) -> list[Placement]:
    """Return the money on the suggested claims in their order, as much on each as is open once
    what an earlier answer placed there is taken back."""
    balances = {row.claim_id: row for row in table(db, Balance, "balances", claim_id=claim_ids)}
    placements = []
    for claim_id in claim_ids:
        open_ore = balances[claim_id].open_ore if claim_id in balances else 0
        ore = min(amount_ore, open_ore + taken_back.get(claim_id, 0))
        if ore > 0:
            placements.append(Placement(payment_id, claim_id, ore))
            amount_ore -= ore
    return placements


def place_payment(
    desk: Desk, payment_id: str, target: str, as_of: date, amount_ore: int | None = None
) -> list[Placement]:
    """Place a payment, or `amount_ore` of it, on a claim, whatever its KID says: the payer may have
    said so. Return where all of it is placed now.

    `target` is a claim by id, order number or KID, or a PaymentUse. An amount is taken from what is
    not placed, then from what was used otherwise, and last from the claims with its KID; without
    one it is what is not placed, else what was used otherwise, else all. Raises UsageError for a
    payment or a claim that is not known, for more than was paid, for a claim that needs none of it,
    for an amount that another claim would have to give up, and for a credit of nobody known.
    """
    proposals.refuse_older_day(desk.db, as_of)
    with day_of(desk, as_of) as day:
        payment, to = _read_named(day, payment_id, target)
        unplaced = table(day.db, Unplaced, "unplaced", payment_id=[payment_id])
        earlier = _placements_of(day.db, payment_id)
        if amount_ore is None:
            amount_ore = _free_ore(payment, to, earlier, unplaced)
        rows = _placed_anew(payment, to, amount_ore, earlier, unplaced)
        if to == PaymentUse.KEPT:
            _require_payer(day, payment, rows)
        _require_needed(day, payment, to, rows, earlier)
        version = head(day.db)
    with saving(desk, as_of, version, "place", payment_id) as (db, event_id):
        write_typed(db, "placements", rows, event_id)
    return [row for row in rows if row.amount_ore]


def _read_named(day: Day, payment_id: str, target: str) -> tuple[Payment, str]:
    """Return a payment, and the id of the claim or the PaymentUse that `target` names."""
    payments = table(day.db, Payment, "payments", payment_id=[payment_id])
    targets = [target]
    if target not in frozenset(PaymentUse):
        targets = find_claims(day, target)
    if not payments:
        raise UsageError(f"{payment_id!r}: innbetalingen finnes ikke; se dem i listen «payments».")
    if len(targets) != 1:
        found = "passer til flere krav" if targets else "finnes ikke blant kravene"
        uses = ", ".join(PaymentUse)
        raise UsageError(f"{target!r} {found}; skriv kravets id, eller en av {uses}.")
    return payments[0], targets[0]


def _free_ore(
    payment: Payment, target: str, earlier: Sequence[Placement], unplaced: Sequence[Unplaced]
) -> int | None:
    """Return what a target gets where no amount is said: besides what it has, what is not placed,
    else what was used otherwise; None for all of the payment."""
    left_ore = sum(row.amount_ore for row in unplaced)
    used_ore = sum(
        row.amount_ore
        for row in earlier
        if row.target in frozenset(PaymentUse) and row.target != target
    )
    free_ore = left_ore or used_ore
    is_part = 0 < free_ore < payment.amount_ore
    return free_ore + _placed_ore(target, earlier) if is_part else None


def _require_payer(day: Day, payment: Payment, rows: Sequence[Placement]) -> None:
    """Raise UsageError where nobody knows whose credit the money would be: no claim has its KID or
    order, or a part of it."""
    claims = [row for row in rows if row.amount_ore and row.target not in frozenset(PaymentUse)]
    of_kid = find_claims(day, payment.kid) if payment.kid else []
    of_invoice = table(day.db, Balance, "balances", invoice_id=[payment.invoice_id or ""])
    if not claims and not of_kid and not of_invoice:
        raise UsageError(
            f"{payment.payment_id!r}: ingen vet hvem pengene er fra, så de kan ikke stå til gode; "
            "svar kept på oppgaven om dem i «workbench todo», eller velg et krav eller elsewhere."
        )


def _require_needed(
    day: Day,
    payment: Payment,
    target: str,
    rows: Sequence[Placement],
    earlier: Sequence[Placement],
) -> None:
    """Raise UsageError where a claim is settled, and gets more of a payment than it had: it must
    settle something there, and of money that is not placed, more than it does today."""
    if target in frozenset(PaymentUse) or payment.amount_ore < 0:
        return
    [claim] = table(day.db, Balance, "balances", claim_id=[target])
    is_more = _placed_ore(target, rows) > _placed_ore(target, earlier)
    if not is_more or claim.open_ore > 0 or claim.status == ClaimStatus.REVIEW:
        return
    repeated = find_repeated(table(day.db, Payment, "placed_payments"))
    counted_id = repeated.get(payment.payment_id, payment.payment_id)
    used_ore = 0
    if table(day.db, Unplaced, "unplaced", payment_id=[counted_id]):
        allocations = table(day.db, Allocation, "allocations", payment_id=[counted_id])
        used_ore = _used_ore(counted_id, target, allocations)
    settlement = settle_as_placed(day.db, rows, max(day.as_of, payment.paid_on))
    if _used_ore(counted_id, target, settlement.allocations) <= used_ore:
        raise UsageError(
            f"{payment.payment_id!r}: kravet {target} er betalt eller kreditert fra før og trenger "
            "ikke pengene; velg et annet krav, eller si at de er betalt tilbake, står til gode "
            "eller gjelder noe annet."
        )


def _placed_ore(target: str, rows: Sequence[Placement]) -> int:
    return sum(row.amount_ore for row in rows if row.target == target)


def _used_ore(payment_id: str, claim_id: str, allocations: Sequence[Allocation]) -> int:
    """Return how much of a claim a payment settles."""
    return sum(
        row.amount_ore
        for row in allocations
        if (row.payment_id, row.claim_id) == (payment_id, claim_id)
    )


def find_claims(day: Day, text: str) -> list[str]:
    """Return the ids of the claims with this id, order number or KID, settled ones included."""
    return [row[0] for row in QUERIES.claims_by_number(day.db.conn, text=text)]


def place_all(desk: Desk, shown: Sequence[Task], target: str, as_of: date) -> list[Task]:
    """Place what each of these tasks is about on one claim, if it still stands as it was shown;
    return those that were placed. Raises UsageError for the first that cannot be: it says how many
    were placed before it."""
    placed: list[Task] = []
    for task in shown:
        payment_id, amount_ore = task.about.removeprefix(MONEY), json.loads(task.evidence)[0]
        with day_of(desk, as_of) as day:
            unplaced = table(day.db, Unplaced, "unplaced", payment_id=[payment_id])
            targets = {target, *find_claims(day, target)}
        if [row.amount_ore for row in unplaced] == [amount_ore]:
            for row in _placements_of(desk.db, payment_id):
                amount_ore += row.amount_ore if row.target in targets else 0
            try:
                place_payment(desk, payment_id, target, as_of, amount_ore)
            except UsageError as error:
                if not placed:
                    raise
                count = antall(len(placed), "innbetaling ble", "innbetalinger ble")
                raise UsageError(f"{error} {count} plassert før den.") from error
            placed.append(task)
    return placed


def _placed_besides(
    payment: Payment,
    placement: Placement,
    earlier: Sequence[Placement],
    unplaced: Sequence[Unplaced],
) -> list[Placement]:
    """Return the placements of a payment, with one more besides what its target had."""
    ore = placement.amount_ore + _placed_ore(placement.target, earlier)
    ore = min(ore, payment.amount_ore) if ore > 0 else max(ore, payment.amount_ore)
    return _placed_anew(payment, placement.target, ore, earlier, unplaced)


def _placed_anew(
    payment: Payment,
    target: str,
    amount_ore: int | None,
    earlier: Sequence[Placement],
    unplaced: Sequence[Unplaced],
) -> list[Placement]:
    """Return the placements of a payment, with so much on a target, or all of it. What was placed
    and settles nothing is taken first, then what was used otherwise. Raises UsageError where an
    amount is more than that leaves, with what the KID settles."""
    sign = 1 if payment.amount_ore > 0 else -1
    size_ore = sign * payment.amount_ore
    ore = size_ore if amount_ore is None else sign * amount_ore
    if not 0 <= ore <= size_ore:
        raise UsageError(
            f"{payment.payment_id!r}: innbetalingen er på {kroner(payment.amount_ore)}; plasser "
            "ikke mer enn det."
        )
    left_ore = {row.target: sign * row.amount_ore for row in earlier}
    before_ore = left_ore.pop(target, 0)
    surplus_ore = dict.fromkeys(left_ore, 0)
    free_ore = 0
    for row in unplaced:
        if row.claim_id in surplus_ore:
            surplus_ore[row.claim_id] += sign * row.amount_ore
        else:
            free_ore += sign * row.amount_ore
    needed_ore = size_ore if amount_ore is None else max(0, ore - before_ore - free_ore)
    used_ore = [(each, left_ore[each]) for each in left_ore if each in frozenset(PaymentUse)]
    for each, limit_ore in [*surplus_ore.items(), *used_ore]:
        taken_ore = min(needed_ore, limit_ore, left_ore[each])
        needed_ore -= taken_ore
        left_ore[each] -= taken_ore
    if amount_ore is None:
        left_ore = dict.fromkeys(left_ore, 0)
    most_ore = size_ore - sum(left_ore.values())
    if ore > most_ore:
        claims = " og ".join(each for each, on_claim_ore in left_ore.items() if on_claim_ore)
        raise UsageError(
            f"{payment.payment_id!r}: høyst {kroner(sign * most_ore)} er ledig til {target}, for "
            f"resten er plassert på {claims}; plasser først mindre der, med et mindre --amount."
        )
    placed_ore = {target: ore, **left_ore}
    return [Placement(payment.payment_id, each, sign * ore) for each, ore in placed_ore.items()]
