"""Mandates of AvtaleGiro in a file from Nets: assignments of service 21 and type 24.

A record says that a mandate (fast betalingsoppdrag) is on the full list of an account's mandates,
is new or changed, or was deleted (system specification of AvtaleGiro 3.3, section 3.3). It has the
fixed part of the KID, and whether the payer wants written notice of each payment; no name, amount
or reason. One whose KID ends in "-" is read, and one of an unknown kind is set aside.
"""

import re
from datetime import date
from typing import Any, NamedTuple

from workbench.importers.nets_lines import read_day, require_count
from workbench.values.text import visible

AVTALEGIRO, MANDATES = "21", "24"  # the service, and the type of the assignment
MANDATE = "94"  # the type of its records
ON_LIST, CHANGED, DELETED = "0", "1", "2"  # kinds of registration
NOTICE = {"J": True, "N": False}
KID = re.compile("[0-9]+[0-9-]")
TRANSACTIONS = {"30", "70"}  # record kinds that an end record counts


class MandateFile(NamedTuple):
    """What a file says of mandates; `lists` are the accounts that it has the full list of."""

    mandates: list[dict[str, Any]]  # rows of the frame `mandates`, the last of each mandate
    lists: list[dict[str, Any]]  # rows of the frame `mandate_lists`
    set_aside: list[dict[str, Any]]  # rows of the frame `rejected`
    lines: int  # how many records of mandates there are


class MandateReader:
    """Reads the records of mandates; of a transmission, they have the day that it ends with."""

    def __init__(self) -> None:
        self.set_aside: list[dict[str, Any]] = []
        self.lines = 0
        self.is_reading = False  # inside an assignment of mandates
        self._account = ""
        self._kinds: set[str] = set()  # of registration, in this assignment
        self._lines_in_assignment = 0
        self._transactions = 0  # of all assignments in the transmission
        self._with_day: dict[tuple[str, str], dict[str, Any]] = {}
        self._without_day: list[dict[str, Any]] = []  # of the transmission, until it ends
        self._lists: dict[tuple[str, date], None] = {}
        self._accounts_listed: set[str] = set()  # in the transmission

    @property
    def file(self) -> MandateFile:
        """What all transmissions said."""
        lists = [{"account": account, "listed_on": day} for account, day in self._lists]
        return MandateFile([*self._with_day.values()], lists, self.set_aside, self.lines)

    def read(self, row: int, line: str, record_count: int) -> None:
        """Read a record of any service; raises Mismatch if it contradicts those before it.

        `record_count` is that of its assignment so far.
        """
        kind = line[6:8]
        if kind == "20":
            self.is_reading = line[2:6] == AVTALEGIRO + MANDATES
            self._account = visible(line[24:35]).strip()
            self._kinds, self._lines_in_assignment = set(), 0
        self._transactions += kind in TRANSACTIONS
        if kind == "70" and self.is_reading:
            self._read_mandate(row, line)
        elif kind == "88" and self.is_reading:
            require_count(line, 16, record_count, "linjer")
            require_count(line, 8, self._lines_in_assignment, "avtaler")
            if self._kinds == {ON_LIST}:  # one with a line set aside may lack a mandate
                self._accounts_listed.add(self._account)
        elif kind == "89":
            self._end(line)

    def _read_mandate(self, row: int, line: str) -> None:
        self.lines += 1
        self._lines_in_assignment += 1
        registration, kid, notice = line[15], visible(line[16:41]).strip(), line[41]
        why_not = _find_fault(line[4:6], registration, kid, notice)
        if why_not is not None:
            self._kinds.add("")
            column, value, reason = why_not
            self.set_aside.append(_row_set_aside(row, column, value, reason, self._account, kid))
            return
        self._kinds.add(registration)
        self._without_day.append(
            {
                "account": self._account,
                "kid": kid,
                "wants_notice": NOTICE[notice],
                "is_deleted": registration == DELETED,
            }
        )

    def _end(self, line: str) -> None:
        """Give what the transmission said its day."""
        if self._without_day or self._accounts_listed:
            require_count(line, 8, self._transactions, "betalinger og avtaler")
            day = read_day(line, 41)
            for said in self._without_day:
                is_deleted = said.pop("is_deleted")
                ended_on = day if is_deleted else None
                said |= {"first_seen_on": day, "stated_on": day, "ended_on": ended_on}
                self._with_day[said["account"], said["kid"]] = said
            self._lists |= dict.fromkeys((account, day) for account in self._accounts_listed)
        self._without_day, self._accounts_listed, self._transactions = [], set(), 0


def _find_fault(kind: str, registration: str, kid: str, notice: str) -> tuple[str, str, str] | None:
    """Return the column, the value and the reason why a record cannot be read; None if it can."""
    if kind != MANDATE:
        return "Transaksjonstype", kind, "transaksjonstypen er ukjent; spør banken"
    if registration not in {ON_LIST, CHANGED, DELETED}:
        why = "registreringstypen er ukjent, så avtalen er verken lagt inn eller stanset"
        return "Registreringstype", registration, f"{why}; spør banken"
    if not KID.fullmatch(kid):
        return "KID", kid, "KID-en har andre tegn enn sifre"
    if notice not in NOTICE:
        return "Skriftlig varsel", notice, "det skal stå J eller N; spør banken"
    return None


def _row_set_aside(
    row: int, column: str, value: str, reason: str, account: str, kid: str
) -> dict[str, Any]:
    return {
        "sheet": "",
        "row": row,
        "column": column,
        "field": "mandate",
        "value": visible(value),
        "reason": reason,
        "whole_row": True,
        "record": f"avtalegiro-{account}-{kid}",
    }
