"""How far the files of a club reach, so that nobody takes a missing file for a missing payment."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import starmap
from types import MappingProxyType

from workbench.days import working_day_before
from workbench.model.day_rows import Freshness
from workbench.model.kinds import BANK
from workbench.model.rows import AccountBalances, File
from workbench.norsk import tall_dato

OCR_TITLE = "OCR giro fra Nets"
NOUNS = {  # the kind of a file -> what it is a source of
    "payments": "payments", "claims": "claims", "invoices": "claims", "bills": "claims",
    "members": "members",
}  # fmt: skip


def find_freshness(
    files: Iterable[File],
    systems: Iterable[str],
    as_of: date,
    *,
    bank_days: int,
    weekly_days: int,
    accounts: Mapping[str, bool] = MappingProxyType({}),
) -> list[Freshness]:
    """Return how far the bank's files, and each kind of file of the systems, reach on a day.

    A bank's may lie `bank_days` bank days behind, the others `weekly_days` days. A list of members
    has no need of a new fact every week, so it is judged by the day on which it was read. A list of
    claims is as new as the day on which it was read, if its newest fact was new enough then. The
    bank's have a row for each of the `accounts` that claims are paid to, where there are several; a
    file that names no account is of all. Where it is OCR giro that shows who paid, a statement of
    the account may have only the sum of a day: `accounts` says whether.
    """
    expected = dict.fromkeys(systems, as_of - timedelta(days=weekly_days))
    expected[BANK] = working_day_before(as_of, bank_days)
    read = [file for file in files if file.system in expected and file.imported_on <= as_of]
    rows = []
    for (system, noun, account), of_source in _files_by_source(read, accounts).items():
        newest = max(of_source, key=lambda file: (file.imported_on, file.title))
        title = "Bankfilen" if system == BANK else f"«{newest.title}»"
        title += f" for konto {account}" if account else ""
        if noun == "claims":  # a list replaces the one before; files of payments add to each other
            of_source = [file for file in of_source if file.imported_on == newest.imported_on]
        days = [file.covers_until_on for file in of_source if file.covers_until_on]
        until_on = None if noun == "members" else max(days, default=None)
        read_on, expected_on = newest.imported_on, expected[system]
        if noun == "claims" and read_on >= expected_on:
            expected_on = read_on - (as_of - expected_on)
        row = Freshness(system, noun, title, read_on, expected_on, until_on, account)
        rows.append(row)
    return rows


def find_gaps(files: Iterable[File], as_of: date, accounts: Mapping[str, bool]) -> list[Freshness]:
    """Return a source for each statement of an account that begins after the others, and with a
    balance that none of them has: one between them was never read. It reaches to their last day.

    Where OCR giro shows who paid to an account (`accounts`), its statements need not be read.
    """
    read = [file for file in files if file.imported_on <= as_of]
    gaps = []
    for account, is_by_ocr in sorted(accounts.items()):
        own = _of_account(read, account)
        if is_by_ocr and any(file.title == OCR_TITLE for file in own):
            continue
        by_day: dict[str, list[tuple[AccountBalances, File]]] = defaultdict(list)
        for file in own:
            for balances in starmap(AccountBalances, json.loads(file.account_balances or "[]")):
                if balances.account == account:
                    by_day[balances.last_day].append((balances, file))
        # the last days of notifications, which have the payments and no balances
        others = {
            str(file.covers_until_on)
            for file in own
            if file.system == BANK and file.covers_until_on and not file.account_balances
        }
        known: set[int | None] = {None}  # a page that is not the first may state no balance
        last_day = ""
        for day, of_day in sorted(by_day.items()):
            known |= {balances.closing_ore for balances, _ in of_day}
            gaps += [
                _gap_before(balances, file, last_day)
                for balances, file in of_day
                # another file has the payments of one that has their sum
                if file.system == BANK and "" < last_day < balances.first_day
                if balances.opening_ore not in known
                and not any(_fills(end, last_day, balances.first_day) for end in others)
            ]
            known |= {balances.opening_ore for balances, _ in of_day}
            last_day = day
    return [*{gap.key: gap for gap in gaps}.values()]


def _fills(end: str, last_day: str, first_day: str) -> bool:
    """Return whether a file that reaches until a day has what was booked between two others."""
    before = working_day_before(date.fromisoformat(first_day) - timedelta(days=1), 0)
    return str(before) <= end and last_day < end


def _gap_before(balances: AccountBalances, file: File, last_day: str) -> Freshness:
    day = date.fromisoformat(balances.last_day)
    return Freshness(
        BANK,
        "payments",
        f"Rekken av kontoutskrifter for konto {balances.account} fram til den for "
        f"{tall_dato(day)} (saldoen henger ikke sammen)",
        read_on=file.imported_on,
        expected_on=day,
        until_on=date.fromisoformat(last_day),
        account=f"{balances.account}:{balances.last_day}",
    )


def _files_by_source(
    files: Iterable[File], accounts: Mapping[str, bool]
) -> dict[tuple[str, str, str], list[File]]:
    """Return system, noun and account of each source -> its files."""
    by_source: dict[tuple[str, str, str], list[File]] = {}
    for file in files:
        if file.kind in NOUNS:
            by_source.setdefault((file.system, NOUNS[file.kind], ""), []).append(file)
    of_bank = by_source.pop((BANK, "payments", ""), [])
    by_account = _files_by_account(of_bank, accounts) if of_bank else {}
    return {(BANK, "payments", key): own for key, own in by_account.items()} | by_source


def _of_account(files: Iterable[File], account: str) -> list[File]:
    """Return the files of an account; one that names none is of all."""
    return [file for file in files if not file.scope or account in file.scope.split(" + ")]


def _files_by_account(files: list[File], accounts: Mapping[str, bool]) -> dict[str, list[File]]:
    """Return each account that has any files -> those that show who paid to it; "" -> them where
    claims are paid to one account only, and all files where no account has any."""
    by_account = {}
    for account, is_by_ocr in sorted(accounts.items()):
        own = _of_account(files, account)
        of_ocr = [file for file in own if file.title == OCR_TITLE]
        if own:
            by_account[account] = of_ocr if is_by_ocr and of_ocr else own
    if len(accounts) > 1 and by_account:
        return by_account
    return {"": next(iter(by_account.values()), files)}
