"""Claims and cancellations of AvtaleGiro, in the records of 80 characters that Nets takes.

Written and read here: assignments of service 21, of type 00 (betalingskrav) and 36 (the same
records with another type: sletteanmodning). The positions are those of the system specification of
AvtaleGiro 3.3. Amounts are whole øre, and a line of text to the payer has up to 80 characters.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from workbench.importers.mandate_records import AVTALEGIRO
from workbench.importers.nets_lines import (
    WIDTH,
    Mismatch,
    read_day,
    read_number,
    require_count,
)
from workbench.model.errors import ExportError
from workbench.values.text import visible

CLAIMS, CANCELLATIONS = "00", "36"  # types of assignments
PAYEE_NOTIFIES, BANK_NOTIFIES, CANCELLED = "02", "21", "93"  # types of records
MOST_LINES, HALF = 42, 40  # of text; a line is two records of so many characters
ENCODING = "iso-8859-1"


class DrawRequest(NamedTuple):
    """A claim that the bank is asked to draw, or not to draw after all."""

    kid: str
    due_on: date
    amount_ore: int
    payer_name: str = ""  # at most 10 characters
    reference: str = ""  # that the payer sees; at most 25 characters
    lines: tuple[str, ...] = ()  # the text of a notice by the bank
    bank_notifies: bool = False


class ClaimFile(NamedTuple):
    """A transmission with the claims and cancellations of one account."""

    sender: str  # data transmitter: 8 digits
    number: int  # of the transmission, at most 7 digits
    recipient: str  # data recipient: 8 digits
    agreement: str  # the creditor's agreement, 9 digits; zeros in a file of cancellations alone
    account: str  # 11 digits
    claims: tuple[DrawRequest, ...] = ()
    cancellations: tuple[DrawRequest, ...] = ()
    first_assignment: int = 1  # the number of the first assignment, at most 7 digits


def write_claim_file(file: ClaimFile) -> bytes:
    """Return the file's bytes: ISO-8859-1, each record with CR and LF after it."""
    lines = [f"NY000010{file.sender:0>8}{file.number:07}{file.recipient:0>8}"]
    groups = [(CLAIMS, file.claims), (CANCELLATIONS, file.cancellations)]
    assignment = file.first_assignment
    for kind, requests in groups:
        if requests:
            lines += _write_assignment(file, kind, requests, assignment)
            assignment += 1
    every = (*file.claims, *file.cancellations)
    totals = f"{len(every):08}{len(lines) + 1:08}{_sum(every):017}{min(_days(every)):%d%m%y}"
    lines.append(f"NY000089{totals}")
    text = "".join(f"{line:0<{WIDTH}}\r\n" for line in lines)
    return text.encode(ENCODING, "replace")


def _write_assignment(
    file: ClaimFile, kind: str, requests: Sequence[DrawRequest], number: int
) -> Iterator[str]:
    agreement = file.agreement if kind == CLAIMS else ""  # of a cancellation it is not stated
    yield f"NY21{kind}20{agreement:0>9}{number:07}{file.account}"
    records = 2
    for place, request in enumerate(requests, start=1):
        for line in _write_request(request, kind, place):
            records += 1
            yield line
    days = _days(requests)
    totals = f"{len(requests):08}{records:08}{_sum(requests):017}"
    yield f"NY21{kind}88{totals}{min(days):%d%m%y}{max(days):%d%m%y}"


def _write_request(request: DrawRequest, kind: str, place: int) -> Iterator[str]:
    record = BANK_NOTIFIES if request.bank_notifies else PAYEE_NOTIFIES
    if kind == CANCELLATIONS:
        record = CANCELLED
    start = f"NY21{record}"
    amount, due = f"{request.amount_ore:017}", f"{request.due_on:%d%m%y}"
    yield f"{start}30{place:07}{due}{'':11}{amount}{request.kid:>25}"
    name, reference = _fit(request.payer_name, 10), _fit(request.reference, 25)
    yield f"{start}31{place:07}{name}{'':25}{reference}"
    if record == BANK_NOTIFIES:
        for number, text in enumerate(request.lines[:MOST_LINES], start=1):
            line = _fit(text, 2 * HALF)
            for column, half in enumerate((line[:HALF], line[HALF:]), start=1):
                yield f"{start}49{place:07}4{number:03}{column}{half}"


def _fit(text: str, size: int) -> str:
    return visible(text)[:size].ljust(size)


def _sum(requests: Sequence[DrawRequest]) -> int:
    return sum(request.amount_ore for request in requests)


def _days(requests: Sequence[DrawRequest]) -> list[date]:
    return [request.due_on for request in requests]


def read_claim_file(content: bytes, name: str) -> ClaimFile:
    """Read a file of claims and cancellations of one account; raises ExportError, which names the
    line, if it contradicts its own counts, sums and days."""
    lines = re.split("\r\n|\n", content.decode(ENCODING).rstrip("\r\n"))
    reader = _Reader()
    try:
        for line in lines:
            if len(line) != WIDTH:
                raise Mismatch(f"den har {len(line)} tegn, men skal ha {WIDTH}")
            reader.read(line)
        if reader.file is None or lines[-1][6:8] != "89":
            raise Mismatch("filen er avkortet etter den")
    except (Mismatch, ValueError) as error:
        raise ExportError(f"{name}: linje {reader.records or 1} stemmer ikke: {error}.") from error
    return reader.file


class _Reader:
    """Reads one record after the other, and compares the end records with those before."""

    def __init__(self) -> None:
        self.file: ClaimFile | None = None
        self._start = self._assignment = ""
        self._first_assignment = 0
        self.records = self._records_in_assignment = 0
        self._requests: dict[str, list[DrawRequest]] = {CLAIMS: [], CANCELLATIONS: []}
        self._of_assignment: list[DrawRequest] = []

    def read(self, line: str) -> None:
        """Read a record; raises Mismatch or ValueError if it contradicts those before it."""
        self.records += 1
        self._records_in_assignment += 1
        match line[6:8]:
            case "10":
                self._start = line
            case "20" if line[2:4] == AVTALEGIRO and line[4:6] in self._requests:
                if line[4:6] == CLAIMS or not self._assignment:
                    self._assignment = line
                self._records_in_assignment = 1
                self._first_assignment = self._first_assignment or read_number(line, 17, 7)
                self._of_assignment = self._requests[line[4:6]]
            case "30":
                self._of_assignment.append(_read_first(line))
                self._require_number(line)
            case "31":
                name, reference = line[15:25].rstrip(), line[50:75].rstrip()
                request = self._require_number(line)
                self._of_assignment[-1] = request._replace(payer_name=name, reference=reference)
            case "49":
                self._read_text(line, self._require_number(line))
            case "88":
                self._require_totals(line, self._of_assignment, self._records_in_assignment)
                days = _days(self._of_assignment) or [date.min]
                if (read_day(line, 41), read_day(line, 47)) != (min(days), max(days)):
                    raise Mismatch("første og siste dag er ikke de samme som i kravene foran")
            case "89":
                self._end(line)
            case _:
                raise Mismatch("den er av et ukjent slag")

    def _require_number(self, line: str) -> DrawRequest:
        """Return the request that a record belongs to; raises Mismatch if one before it is lost."""
        if not self._of_assignment or read_number(line, 8, 7) != len(self._of_assignment):
            raise Mismatch("løpenummeret følger ikke det foran")
        return self._of_assignment[-1]

    def _read_text(self, line: str, request: DrawRequest) -> None:
        texts, half, is_second = request.lines, line[20 : 20 + HALF], line[19] == "2"
        if read_number(line, 16, 3) != len(texts) + (not is_second):
            raise Mismatch("tekstlinjen følger ikke den foran")
        if is_second:
            half, texts = texts[-1].ljust(HALF) + half, texts[:-1]
        self._of_assignment[-1] = request._replace(lines=(*texts, half.rstrip()))

    def _require_totals(self, line: str, requests: Sequence[DrawRequest], records: int) -> None:
        require_count(line, 8, len(requests), "krav")
        require_count(line, 16, records, "linjer")
        if read_number(line, 24, 17) != _sum(requests):
            raise Mismatch("summen er en annen enn den av kravene foran")

    def _end(self, line: str) -> None:
        claims, cancellations = self._requests[CLAIMS], self._requests[CANCELLATIONS]
        self._require_totals(line, (*claims, *cancellations), self.records)
        start, assignment = self._start, self._assignment
        self.file = ClaimFile(
            start[8:16],
            read_number(start, 16, 7),
            start[23:31],
            assignment[8:17],
            assignment[24:35],
            tuple(claims),
            tuple(cancellations),
            self._first_assignment,
        )


def _read_first(line: str) -> DrawRequest:
    return DrawRequest(
        line[49:74].strip(),
        read_day(line, 15),
        read_number(line, 32, 17),
        bank_notifies=line[4:6] == BANK_NOTIFIES,
    )
