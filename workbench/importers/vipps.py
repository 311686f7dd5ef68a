"""Settlements from Vipps, as CSV or XML, to one sheet with a row for each transaction.

The amounts are what payers paid, or got back: the fee is the club's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workbench.importers.payment_xml import (
    Element,
    find_all,
    find_text,
    parse,
    read_amount,
)
from workbench.importers.shown_figures import (
    describe_amount,
    describe_count,
    shorten_reference,
    show_amount,
)
from workbench.importers.texts import read_text
from workbench.model.errors import ExportError

NAMESPACE = re.compile(r"vipps\.no/xmlschema/SettlementReport-")
CSV_MARK = re.compile(r'^"?SettlementInfo"?[,;]', re.MULTILINE)
NEEDED = {  # kind of row -> headings
    "SettlementInfo": (
        "SettlementID", "SettlementAccount", "Gross", "Refund", "NumberOfTransactions",
    ),
    "TransactionInfo": (
        "SalesDate", "TransactionId", "SettlementId", "OrderID", "Gross", "Refund", "Currency",
    ),
}  # fmt: skip
HEADINGS = ("Oppgjør", "Oppgjørskonto", "Dag", "Beløp", "Valuta", "Transaksjon", "Ordre", "Slag")
PAID, REFUNDED, NOTHING = "innbetaling", "tilbakebetaling", "uten beløp"
FETCH = "hent rapporten på nytt hos Vipps."


@dataclass(frozen=True)
class _Transaction:
    day: str
    captured: Decimal
    refunded: Decimal  # negative, or nothing
    currency: str
    number: str
    order: str

    @property
    def amount(self) -> Decimal:
        return self.captured + self.refunded


@dataclass(frozen=True)
class _Settlement:
    """A settlement as stated, and its transactions."""

    number: str
    account: str
    captured: Decimal
    refunded: Decimal
    count: str
    transactions: list[_Transaction] = field(default_factory=list)

    def require_totals(self, name: str) -> None:
        """Raise ExportError unless the transactions add up to what the settlement states."""
        for text, stated, amounts in (
            ("innbetalt", self.captured, [each.captured for each in self.transactions]),
            ("tilbakebetalt", self.refunded, [each.refunded for each in self.transactions]),
        ):
            total = sum(amounts, Decimal(0))
            if total != stated:
                raise _refuse(
                    name, self.number,
                    f"{text} skal være {describe_amount(stated)}, men transaksjonene er til sammen "
                    f"{describe_amount(total)}",
                )  # fmt: skip
        if not self.count.isdecimal() or int(self.count) != len(self.transactions):
            stated_count = describe_count(int(self.count)) if self.count.isdecimal() else "ukjent"
            text = f"antall transaksjoner skal være {stated_count}, men er {len(self.transactions)}"
            raise _refuse(name, self.number, text)

    def rows(self) -> Iterator[list[str]]:
        """Yield the cells of each transaction."""
        for each in self.transactions:
            kind = PAID if each.amount > 0 else REFUNDED if each.amount else NOTHING
            yield [
                self.number, self.account, each.day, show_amount(each.amount), each.currency,
                each.number, each.order, kind,
            ]  # fmt: skip


def read_settlements_xml(text: str, name: str) -> list[list[str]]:
    """Return the rows of the report: above the headings stand its periods.

    Raises ExportError, which names the settlement, if the stated totals are others.
    """
    periods: list[list[str]] = []
    settlements: list[_Settlement] = []
    for payments in find_all(parse(text, name), "SettlementDetailsInfo/PaymentsInfo"):
        days = [find_text(payments, key) for key in ("ReportDateFrom", "ReportDateTo")]
        periods.append(["Periode", *days])
        account = find_text(payments, "SettlementAccountNum")
        infos = [*find_all(payments, "SettlementInfo")]
        stated_count = find_text(payments, "NumOfSettlements")
        if not stated_count.isdecimal() or int(stated_count) != len(infos):
            text = f"rapporten sier et annet antall oppgjør enn de {len(infos)} som står i den"
            raise ExportError(f"{name}: {text}; {FETCH}")
        settlements += [_read_settlement(info, account, name) for info in infos]
    return _make_sheet(periods, settlements, name)


def _read_settlement(info: Element, account: str, name: str) -> _Settlement:
    number = find_text(info, "SettlementID")
    captured, refunded = (
        _require_amount(find_text(info, f"{what}SettlementAmount"), name, number)
        for what in ("Capture", "Refund")
    )
    count = find_text(info, "NumOfTransactions")
    settlement = _Settlement(number, account, captured, refunded, count)
    for each in find_all(info, "TransactionInfo"):
        captured, refunded, gross = (
            _require_amount(find_text(each, f"Transaction{what}Amount"), name, number)
            for what in ("Capture", "Refund", "Gross")
        )
        if captured + refunded != gross:
            raise _refuse(name, number, "en transaksjons brutto er ikke det som er inn- og ut")
        settlement.transactions.append(
            _Transaction(
                find_text(each, "TransactionTime")[:10],
                captured,
                refunded,
                find_text(each, "SettlementCurrencyCode"),
                find_text(each, "TransactionID"),
                find_text(each, "OrderID"),
            )
        )
    return settlement


def read_settlements_csv(text: str, name: str) -> list[list[str]]:
    """Return the rows; the file has rows of several kinds, each kind below headings of its own.

    Raises ExportError, which names the settlement, if the stated totals are others.
    """
    rows = [row for batch in read_text(text, name) for row in batch]
    settlements = {
        row["SettlementID"]: _Settlement(
            row["SettlementID"],
            row["SettlementAccount"],
            _require_amount(row["Gross"], name, row["SettlementID"]),
            _require_amount(row["Refund"], name, row["SettlementID"]),
            row["NumberOfTransactions"],
        )
        for row in _rows_of_kind(rows, "SettlementInfo", name)
    }
    for row in _rows_of_kind(rows, "TransactionInfo", name):
        number = row["SettlementId"]
        # a report of one settlement may have another number there
        only = next(iter(settlements)) if len(settlements) == 1 else number
        of = settlements.get(only)
        if of is None:
            raise _refuse(name, number, "transaksjoner i det, men ingen sum for det")
        paid, back = (_require_amount(row[column], name, number) for column in ("Gross", "Refund"))
        of.transactions.append(
            _Transaction(
                row["SalesDate"], paid, back, row["Currency"], row["TransactionId"],
                row["OrderID"],
            )
        )  # fmt: skip
    return _make_sheet([], [*settlements.values()], name)


def _rows_of_kind(
    rows: Iterable[Sequence[str]], kind: str, name: str
) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a kind by their headings, which are the first of them.

    The net sum of a settlement may be written with a comma, and so be in two cells.
    """
    headings: Sequence[str] = ()
    for row in rows:
        cells = row
        if not row or row[0] != kind or row == headings:
            continue
        if not headings:
            headings = row
            if missing := [heading for heading in NEEDED[kind] if heading not in headings]:
                raise ExportError(f"{name}: {kind} mangler overskriften «{missing[0]}»; {FETCH}")
            continue
        if len(row) == len(headings) + 1 and kind == "SettlementInfo":
            cells = [*row[:-3], ",".join(row[-3:-1]), row[-1]]
        if len(cells) != len(headings):
            raise ExportError(
                f"{name}: en linje {kind} har andre celler enn overskriftene; {FETCH}"
            )
        yield dict(zip(headings, cells, strict=True))


def _require_amount(text: str, name: str, number: str) -> Decimal:
    amount = read_amount(text.strip().replace(",", "."))
    if amount is None:
        raise _refuse(name, number, "et beløp kan ikke leses")
    return amount


def _refuse(name: str, number: str, text: str) -> ExportError:
    return ExportError(f"{name}: oppgjør {shorten_reference(number)}: {text}; {FETCH}")


def _make_sheet(
    periods: list[list[str]], settlements: Sequence[_Settlement], name: str
) -> list[list[str]]:
    if not settlements:
        raise ExportError(f"{name}: det er ingen oppgjør i rapporten; {FETCH}")
    rows: list[list[str]] = []
    for settlement in settlements:
        settlement.require_totals(name)
        rows += settlement.rows()
    return [*periods, [*HEADINGS], *rows]
