"""What was put in files for the member system, and what of it that does not show yet.

It is not proposed again before somebody says that its file was not used.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from workbench.model.day_rows import Balance, FeeProposal
from workbench.model.fee_kinds import FeeAct, FeeNote
from workbench.model.kinds import SETTLED, VOID, FeeType
from workbench.model.money_rows import FiledInvoice
from workbench.money.expected_fees import ExpectedFee
from workbench.values.text import fold

_YEAR = re.compile(r"\b20\d\d\b")


def names_year(title: str) -> bool:
    """Return whether a title names a year, so that it is of one period."""
    return bool(_YEAR.search(title))


def find_filed(fee: ExpectedFee, filed: Sequence[FiledInvoice]) -> FiledInvoice | None:
    """Return the last invoice in a file that is of a fee; `filed` has the oldest first."""
    for row in reversed(filed):
        if row.act == FeeAct.NEW and _is_of(row, fee):
            return row
    return None


def _is_of(row: FiledInvoice, fee: ExpectedFee) -> bool:
    """Return whether an invoice has a fee's rule or title, and its period: each of them may have
    been changed in the settings since."""
    is_in_period = fee.start_on <= row.start_on <= fee.end_on
    is_titled = fold(row.title) == fold(fee.title) and row.fee_type == fee.fee_type
    if is_titled and names_year(fee.title):
        return True
    return is_in_period and (is_titled or row.rule_id == fee.rule_id)


def is_to_be_credited(claim: Balance, filed: Iterable[FiledInvoice]) -> bool:
    """Return whether a file asks for a claim to be credited, and nothing but that has happened."""
    if claim.paid_ore or claim.status in SETTLED:
        return False
    amounts = [row.amount_ore for row in filed if row.claim_id == claim.claim_id]
    return bool(amounts) and (claim.status in VOID or claim.amount_ore in amounts)


def wait_for_credits(
    claims: Iterable[Balance], filed: Sequence[FiledInvoice]
) -> Iterator[FeeProposal]:
    """Yield the reversals in files whose claims the member system still has."""
    for claim in claims:
        if claim.status not in VOID and is_to_be_credited(claim, filed):
            rows = [row for row in filed if row.claim_id == claim.claim_id]
            yield wait_for(rows[-1], claim.amount_ore)


def wait_for_unexpected(
    fees: Sequence[ExpectedFee], claims: Sequence[Balance], filed: Iterable[FiledInvoice]
) -> Iterator[FeeProposal]:
    """Yield a member's invoices in files that no claim may be, of fees that are not expected any
    more, as of a period that has ended."""
    for row in filed:
        is_expected = any(_is_of(row, fee) for fee in fees)
        is_shown = any(_may_show(claim, row) for claim in claims)
        if row.act == FeeAct.NEW and not is_expected and not is_shown:
            yield wait_for(row, row.amount_ore)


def _may_show(claim: Balance, row: FiledInvoice) -> bool:
    is_titled = fold(claim.title or "") == fold(row.title)
    is_of_sum = claim.amount_ore == row.amount_ore
    has_type = claim.fee_type in (row.fee_type, FeeType.OTHER)
    return claim.due_on >= row.made_on and has_type and (is_titled or is_of_sum)


def wait_for(row: FiledInvoice, amount_ore: int) -> FeeProposal:
    """Return that the member system does not show something in a file, with what its sum is now."""
    return FeeProposal(
        0,
        FeeAct.FILED,
        row.member_id,
        row.rule_id,
        row.fee_type,
        row.title,
        row.start_on,
        row.made_on,
        row.due_on,
        amount_ore,
        FeeNote.FILED,
        claim_id=row.claim_id,
        file=row.file,
        filed_ore=row.amount_ore,
    )
