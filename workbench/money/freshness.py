"""How far the files of a club reach, so that nobody takes a missing file for a missing payment."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from workbench.days import working_day_before
from workbench.model.day_rows import Freshness
from workbench.model.kinds import BANK
from workbench.model.rows import File

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


def _files_by_account(files: list[File], accounts: Mapping[str, bool]) -> dict[str, list[File]]:
    """Return each account that has any files -> those that show who paid to it; "" -> them where
    claims are paid to one account only, and all files where no account has any."""
    by_account = {}
    for account, is_by_ocr in sorted(accounts.items()):
        own = [file for file in files if not file.scope or account in file.scope.split(" + ")]
        of_ocr = [file for file in own if file.title == OCR_TITLE]
        if own:
            by_account[account] = of_ocr if is_by_ocr and of_ocr else own
    if len(accounts) > 1 and by_account:
        return by_account
    return {"": next(iter(by_account.values()), files)}
