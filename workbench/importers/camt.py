"""ISO 20022 from a bank: camt.053 (statements) and camt.054 (notifications) to one sheet.

Each transaction is a row (an entry without details is one), whatever became of it: the profile says
by its kind which rows are payments. What a file states of itself is checked before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from workbench.importers.payment_xml import (
    Element,
    find_all,
    find_text,
    local_name,
    parse,
    read_amount,
)
from workbench.importers.shown_figures import (
    describe_amount,
    describe_count,
    shorten_reference,
    show_amount,
)
from workbench.model.errors import ExportError

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.")  # of any version
ACCOUNT, BALANCES = "Konto", "Saldo"
HEADINGS = (
    "Post", ACCOUNT, "Bokført dag", "Rentedag", "Beløp", "Valuta", "KID", "Betaler", "Melding",
    "Bankens referanse", "Status", "Slag",
)  # fmt: skip
INCOMING, REVERSAL = "innbetaling", "tilbakeført innbetaling"
OUTGOING, OWN_REVERSAL = "utgående beløp", "tilbakeført utgående beløp"
NOT_BOOKED, NOTHING = "ikke bokført", "uten beløp"
BATCH = "samlepost uten enkeltbetalinger"  # of a statement: they stand in another file
MORE_PAGES = "ikke siste side"  # of a message that goes on in another file
BOOKED_ON = ("BookgDt/Dt", "BookgDt/DtTm")
SIGNS = {"CRDT": 1, "DBIT": -1}
NO_REFERENCE = {"", "NOTPROVIDED", "NOT PROVIDED"}
FETCH = "hent den på nytt i banken."


class _Mismatch(Exception):
    """The file contradicts the format, or itself."""


class _Missing(_Mismatch):
    """The file states no amount."""


@dataclass(frozen=True)
class _Money:
    """An amount with its sign: what came in is positive."""

    amount: Decimal
    currency: str


class _Balances(NamedTuple):
    """The booked balance of an account before and after a statement, and its days; "" for none."""

    opening: Decimal | None
    closing: Decimal | None
    first_day: str  # on which anything was booked
    last_day: str


def read_camt(text: str, name: str) -> list[list[str]]:
    """Return the headings and a row for each transaction; above the headings stand the accounts,
    periods and balances of the statements.

    Raises ExportError, which names the entry, where sums or counts are not as the file states.
    """
    document = parse(text, name)
    above: list[list[str]] = []
    if _has_more_pages(document):
        above.append([MORE_PAGES])
    statements = list_statements(document)
    if any(_is_batch(entry) for statement in statements for entry in find_all(statement, "Ntry")):
        above.append([BATCH])
    rows: list[list[str]] = []
    for number, statement in enumerate(statements, start=1):
        start, end = (find_text(statement, f"FrToDt/{key}")[:10] for key in ("FrDtTm", "ToDtTm"))
        period = ["Periode", start, end] if start and end else []
        above.append([ACCOUNT, account_of(statement), *period])
        rows += _read_statement(statement, f"{name}: kontoutskrift {number}")
        balances = _read_balances(statement)
        if balances.last_day:
            amounts = (balances.opening, balances.closing)
            shown = ("" if amount is None else show_amount(amount) for amount in amounts)
            days = (balances.first_day, balances.last_day)
            above.append([BALANCES, account_of(statement), *shown, *days])
    return [*above, [*HEADINGS], *rows]


def _has_more_pages(document: Element) -> bool:
    """Return whether a message, or one of its statements, goes on in another file."""
    ends = [find_text(message, "GrpHdr/MsgPgntn/LastPgInd") for message in document]
    ends += [
        find_text(statement, "StmtPgntn/LastPgInd", "NtfctnPgntn/LastPgInd")
        for statement in list_statements(document)
    ]
    return not {"false", "0"}.isdisjoint(ends)


def list_statements(document: Element) -> list[Element]:
    """Return the statements (camt.053) or notifications (camt.054) of a document."""
    return [
        statement
        for message in document
        for kind in ("Stmt", "Ntfctn")
        for statement in find_all(message, kind)
    ]


def _read_statement(statement: Element, place: str) -> Iterator[list[str]]:
    """Yield the rows of one statement or notification."""
    account = account_of(statement)
    entries = [*find_all(statement, "Ntry")]
    booked = Decimal(0)
    for number, entry in enumerate(entries, start=1):
        entry_place = f"{place}, post {number}{_describe_reference(entry)}"
        try:
            money, status = _read_money(entry), _read_status(entry)
            booked += money.amount if status == "BOOK" else 0
            for row in _read_entry(entry, money, status):
                if local_name(statement) == "Stmt" and row[-1] == INCOMING and _is_batch(entry):
                    row[-1] = BATCH
                yield [str(number), account, *row]
        except _Mismatch as fault:
            raise ExportError(f"{entry_place}: {fault}; {FETCH}") from fault
    try:
        _require_totals(statement, len(entries), booked)
    except _Mismatch as fault:
        raise ExportError(f"{place}: {fault}; {FETCH}") from fault


def _is_batch(entry: Element) -> bool:
    """Return whether an entry is what came in by several transactions, and says nothing of each."""
    counts = [find_text(group, "Btch/NbOfTxs") for group in find_all(entry, "NtryDtls")]
    has_several = sum(int(count) for count in counts if count.isdecimal()) > 1
    has_details = next(find_all(entry, "NtryDtls/TxDtls"), None) is not None
    return has_several and not has_details and find_text(entry, "CdtDbtInd") == "CRDT"


def account_of(statement: Element) -> str:
    """Return the eleven digits of a Norwegian account, which are also the last of its IBAN."""
    bban = find_text(statement, "Acct/Id/Othr/Id").replace(".", "").replace(" ", "")
    return bban or find_text(statement, "Acct/Id/IBAN").replace(" ", "")[-11:]


def _describe_reference(entry: Element) -> str:
    reference = find_text(entry, "AcctSvcrRef", "NtryRef")
    return f" (referanse {shorten_reference(reference)})" if reference else ""


def _read_status(entry: Element) -> str:
    return find_text(entry, "Sts/Cd", "Sts")


def _read_money(element: Element) -> _Money:
    """Return the amount of an entry or a balance, signed."""
    return _sign(element, _read_amount(element, "Amt"))


def _read_amount(element: Element, *paths: str) -> _Money:
    """Return the amount on the first path that has one, without its sign."""
    for path in paths:
        for found in find_all(element, path):
            amount = read_amount((found.text or "").strip())
            if amount is None or amount < 0:
                raise _Mismatch("et beløp i den kan ikke leses")
            return _Money(amount, found.get("Ccy", ""))
    raise _Missing("et beløp i den mangler")


def _sign(element: Element, money: _Money) -> _Money:
    sign = SIGNS.get(find_text(element, "CdtDbtInd"))
    if sign is None:
        raise _Mismatch("den sier ikke om beløpet kom inn eller gikk ut")
    return _Money(sign * money.amount, money.currency)


def _read_entry(entry: Element, money: _Money, status: str) -> Iterator[list[str]]:
    """Yield the cells of each transaction of an entry, all but the account's."""
    groups = [*find_all(entry, "NtryDtls")]
    transactions = [detail for group in groups for detail in find_all(group, "TxDtls")]
    counts = [int(n) for group in groups if (n := find_text(group, "Btch/NbOfTxs")).isdecimal()]
    if transactions and counts and sum(counts) != len(transactions):
        stated = describe_count(sum(counts))
        raise _Mismatch(f"den skal ha {stated} betalinger, men har {len(transactions)}")
    is_reversal = find_text(entry, "RvslInd") in {"true", "1"}
    if not transactions:
        kind = _find_kind(money, status, is_reversal=is_reversal)
        yield _make_row(entry, entry, money, status, kind, _refer(entry))
        return
    for transaction, part in zip(transactions, _split(transactions, money), strict=True):
        reference = _find_reference(entry, transaction, is_alone=len(transactions) == 1)
        kind = _find_kind(part, status, is_reversal=is_reversal)
        yield _make_row(entry, transaction, part, status, kind, reference)


def _find_reference(entry: Element, transaction: Element, *, is_alone: bool) -> str:
    """Return what tells a transaction from those of all other files, or "".

    Where the bank gives the entry no reference, that of its only transaction may be a number that
    begins anew in each file, so it counts together with the KID.
    """
    of_entry, of_transaction = _refer(entry), _refer(transaction)
    if of_entry and is_alone:  # the entry may stand without its transaction in another file
        return of_entry
    if of_entry and of_transaction:
        return f"{of_entry}/{of_transaction}"
    if of_transaction and is_alone:
        return "/".join([of_transaction, *_read_kids(transaction)])
    return ""


def _split(transactions: list[Element], money: _Money) -> list[_Money]:
    """Return the amount of each transaction of an entry; raises _Mismatch unless they add up."""
    try:
        parts = [_read_part(transaction, money) for transaction in transactions]
    except _Missing:
        if len(transactions) > 1:
            raise
        return [money]
    total = sum((part.amount for part in parts), Decimal(0))
    if {part.currency for part in parts} == {money.currency} and total != money.amount:
        raise _Mismatch(
            f"betalingene i den er til sammen {describe_amount(total)}, men posten er på "
            f"{describe_amount(money.amount)}"
        )
    return parts if len(parts) > 1 else [money]


def _read_part(transaction: Element, money: _Money) -> _Money:
    """Return the amount of a transaction; unless it says otherwise it goes the way of its entry."""
    part = _read_amount(transaction, "Amt", "AmtDtls/TxAmt/Amt")
    if find_text(transaction, "CdtDbtInd"):
        return _sign(transaction, part)
    return _Money(part.amount.copy_sign(money.amount), part.currency)


def _find_kind(money: _Money, status: str, *, is_reversal: bool) -> str:
    """Return what a row is. A reversal goes against what it takes back."""
    if status != "BOOK":
        return NOT_BOOKED
    if money.amount == 0:
        return NOTHING
    if money.amount > 0:
        return OWN_REVERSAL if is_reversal else INCOMING
    return REVERSAL if is_reversal else OUTGOING


def _refer(element: Element) -> str:
    """Return the bank's own reference of an entry or a transaction, else that of the payer.

    The number of an entry (NtryRef) is none: it begins anew in each file.
    """
    paths = ("AcctSvcrRef", "Refs/AcctSvcrRef", "Refs/TxId", "Refs/EndToEndId")
    references = (find_text(element, path) for path in paths)
    return next((text for text in references if text.upper() not in NO_REFERENCE), "")


def _make_row(
    entry: Element, details: Element, money: _Money, status: str, kind: str, reference: str
) -> list[str]:
    """Return the cells of one transaction; without details they are those of its entry."""
    kids = [*dict.fromkeys(_read_kids(details))]
    messages = [*_read_messages(details)] or [find_text(entry, "AddtlNtryInf")]
    if len(kids) > 1:  # how much is for which of them, is for a person to say
        messages = [f"KID {kid}" for kid in kids] + messages
    return [
        find_text(entry, *BOOKED_ON)[:10],
        find_text(entry, "ValDt/Dt", "ValDt/DtTm")[:10],
        show_amount(money.amount),
        money.currency,
        kids[0] if len(kids) == 1 else "",
        find_text(details, "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/UltmtDbtr/Nm"),
        " ".join(messages),
        reference,
        status,
        kind,
    ]


def _read_kids(details: Element) -> Iterator[str]:
    """Yield the references of the kind SCOR, whatever the bank's own codes are."""
    for structured in find_all(details, "RmtInf/Strd/CdtrRefInf"):
        kid = find_text(structured, "Ref")
        if kid and find_text(structured, "Tp/CdOrPrtry/Cd") in {"SCOR", ""}:
            yield kid


def _read_messages(details: Element) -> Iterator[str]:
    for path in ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf"):
        for element in find_all(details, path):
            if text := (element.text or "").strip():
                yield text


def _require_totals(statement: Element, entry_count: int, booked: Decimal) -> None:
    """Raise _Mismatch unless the entries are as many as stated, and lead from the opening balance
    to the closing one."""
    stated_count = find_text(statement, "TxsSummry/TtlNtries/NbOfNtries")
    if stated_count.isdecimal() and int(stated_count) != entry_count:
        stated = describe_count(int(stated_count))
        raise _Mismatch(f"den skal ha {stated} poster, men har {entry_count}")
    opening, closing, *_ = _read_balances(statement)
    if opening is not None and closing is not None and opening + booked != closing:
        raise _Mismatch(
            f"inngående saldo og postene er til sammen {describe_amount(opening + booked)}, men "
            f"utgående saldo er {describe_amount(closing)}, så en post mangler eller er endret"
        )


def _read_balances(statement: Element) -> _Balances:
    """Return what a statement of an account begins and ends with."""
    stated = {
        find_text(balance, "Tp/CdOrPrtry/Cd"): balance for balance in find_all(statement, "Bal")
    }
    opening, closing = stated.get("OPBD", stated.get("PRCD")), stated.get("CLBD")
    last_day = "" if closing is None else find_text(closing, "Dt/Dt", "Dt/DtTm")[:10]
    booked = (find_text(entry, *BOOKED_ON)[:10] for entry in find_all(statement, "Ntry"))
    return _Balances(
        None if opening is None else _read_money(opening).amount,
        None if closing is None else _read_money(closing).amount,
        min(filter(None, booked), default=last_day),
        last_day,
    )
