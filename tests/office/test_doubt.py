"""What could not be read, or is not confirmed, rests: better a reminder too few than a wrong one.

Each test spoils one thing in the exports of a claim that may be reminded, and looks at its plan.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.books import balances_of, day_in, fields
from workbench import office
from workbench.model.plan_reasons import PlanReason

AS_OF = date(2026, 11, 22)
NEXT_WEEK = AS_OF + timedelta(days=5)  # a list that says the same for longer is asked about


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch, house: Path) -> None:
    monkeypatch.setenv("WORKBENCH_TODAY", NEXT_WEEK.isoformat())


@pytest.fixture
def claim(truth: dict[str, Any]) -> tuple[str, str, str]:
    """Claim, order and person of a training fee to be reminded, alone on its order."""
    claim_id = next(c for c in truth["may_be_reminded"] if "Treningsavgift" in c)
    _, order, person, _ = claim_id.split(":")
    return claim_id, order, person


@pytest.fixture
def answer(club: Path) -> Callable[..., tuple[str, str | None]]:
    """Import the inbox and return the reason and the step of a claim on a day."""

    def plan(claim_id: str, day: date = AS_OF) -> tuple[str, str | None]:
        desk = office.open_desk("solvik-il")
        office.import_inbox(desk, day)
        rows = {row["claim_id"]: row for row in fields(day_in(desk, day).plan)}
        return rows[claim_id]["reason"], rows[claim_id]["step_id"]

    return plan


def edit(path: Path, key: str, column: str, value: object, sheet: int = 0) -> None:
    """Write a value in the rows where some cell is `key`; without a column the rows are dropped."""
    book = load_workbook(path)
    page = book.worksheets[sheet]
    headings = [str(cell.value).strip() for cell in page[1]]
    found = [row for row in page.iter_rows(min_row=2) if key in [str(cell.value) for cell in row]]
    for row in reversed(found):
        if column:
            row[headings.index(column)].value = value
        else:
            page.delete_rows(row[0].row)
    book.save(path)


def edit_line(path: Path, order: str, change: Callable[[str], str]) -> None:
    lines = path.read_bytes().decode("cp1252").splitlines(keepends=True)
    changed = [change(line) if line.startswith(order + ";") else line for line in lines]
    path.write_bytes("".join(changed).encode("cp1252"))


RESTS = (PlanReason.UNCONFIRMED, None)


def test_without_any_doubt_the_claim_gets_its_step(answer, claim, truth):
    assert answer(claim[0]) == ("step_due", truth["claim"][claim[0]]["step"])


def test_a_damaged_kid_rests_the_claim_and_does_not_erase_the_one_held(answer, claim, club):
    claim_id, order, _ = claim
    answer(claim_id)
    edit(club / "inbox" / "bilagsrapport.xlsx", order, "KID", "1,23456E+11", sheet=1)

    assert answer(claim_id, NEXT_WEEK) == RESTS
    held = office.open_desk("solvik-il").read_books()["claims"].set_index("claim_id")
    assert len(held.at[claim_id, "kid"]) == 12


def test_a_payment_with_the_claims_kid_that_could_not_be_read_rests_it(answer, claim, club):
    claim_id = claim[0]
    answer(claim_id)
    held = office.open_desk("solvik-il").read_books()["claims"].set_index("claim_id")
    path = club / "inbox" / "bank.csv"
    kid = held.at[claim_id, "kid"]
    path.write_text(f"Bokført;Tekst;KID;Inn\n20.11.2026;x;{kid};1,250\n", "utf-8")

    assert answer(claim_id, NEXT_WEEK) == RESTS


def test_an_order_gone_from_the_newest_list_rests(answer, claim, club):
    claim_id, order, _ = claim
    answer(claim_id)
    edit_line(club / "inbox" / "fordringer.csv", order, lambda line: "")

    assert answer(claim_id, NEXT_WEEK) == RESTS


def test_an_order_with_a_status_word_nobody_knows_rests(answer, claim, club):
    claim_id, order, _ = claim
    answer(claim_id)
    unknown = lambda line: line.replace(";Ubetalt;", ";Avventer;")  # noqa: E731
    edit_line(club / "inbox" / "fordringer.csv", order, unknown)

    assert answer(claim_id, NEXT_WEEK) == RESTS


def test_a_member_with_a_status_word_nobody_knows_rests_and_keeps_the_status_held(
    answer, claim, club
):
    claim_id, _, person = claim
    answer(claim_id)
    for path in club.glob("inbox/medlemmer_*.xlsx"):
        edit(path, person, "Medlemsstatus", "Avdød")

    assert answer(claim_id, NEXT_WEEK) == RESTS
    held = office.open_desk("solvik-il").read_books()["members"].set_index("member_id")
    assert held.at[f"klubbadmin:{person}", "status"] == "active"


@pytest.mark.parametrize("word", ["utsatt", "uenig"])
def test_an_agreement_in_words_nobody_knows_rests_the_order(answer, claim, club, word):
    claim_id, order, person = claim
    path = club / "inbox" / "avtaler.xlsx"
    book = load_workbook(path)
    book.worksheets[0].append([int(person), int(order), word, "01.11.2026", "31.12.2026"])
    book.save(path)

    assert answer(claim_id) == RESTS


def test_a_reminder_in_words_nobody_knows_rests_the_order(answer, claim, club):
    claim_id, order, _ = claim
    path = club / "inbox" / "paaminnelser.xlsx"
    book = load_workbook(path)
    book.worksheets[0].append([int(order), "Purring 1", "20.11.2026"])
    book.save(path)

    assert answer(claim_id) == RESTS


def test_one_gone_from_every_list_rests_and_is_found(answer, claim, club):
    claim_id, _, person = claim
    answer(claim_id)
    for path in club.glob("inbox/medlemmer_*.xlsx"):
        edit(path, person, "", None)

    assert answer(claim_id, NEXT_WEEK) == RESTS
    findings = day_in(office.open_desk("solvik-il"), NEXT_WEEK).findings
    gone = [row.member_id for row in findings if row.kind == "gone_from_lists"]
    assert gone == [f"klubbadmin:{person}"]


def test_once_the_export_is_put_right_the_claim_goes_on(answer, claim, club):
    claim_id, order, _ = claim
    path = club / "inbox" / "fordringer.csv"
    right = path.read_bytes()
    edit_line(path, order, lambda line: line.replace(";Ubetalt;", ";Avventer;"))
    answer(claim_id)
    path.write_bytes(right + b"\r\n")  # another file by its hash

    assert answer(claim_id, NEXT_WEEK)[0] != PlanReason.UNCONFIRMED


def test_who_owes_is_not_fixed_before_the_member_is_known(club):
    desk = office.open_desk("solvik-il")
    inbox = club / "inbox"
    office.import_inbox(desk, AS_OF, [inbox / "fordringer.csv", inbox / "bilagsrapport.xlsx"])
    assert desk.read_books()["liabilities"].empty

    office.import_inbox(desk, AS_OF)

    owed = desk.read_books()["liabilities"]
    assert len(owed) == len(desk.read_books()["claims"])
    assert "unknown" not in set(owed["liable_party"])


def test_what_is_kept_is_what_was_read_also_when_the_file_is_replaced_meanwhile(club):
    desk = office.open_desk("solvik-il")
    path = club / "inbox" / "fordringer.csv"
    first = path.read_bytes()
    week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
    path.write_bytes(b"noe helt annet")

    office.save_week(desk, week, dry_run=False)

    assert first in [kept.read_bytes() for kept in (club / "received").iterdir()]


def test_an_agreement_on_an_order_that_nobody_has_rests_the_person(answer, claim, club):
    claim_id, order, person = claim
    path = club / "inbox" / "avtaler.xlsx"
    book = load_workbook(path)
    book.worksheets[0].append([int(person), int(order[::-1]), "innsigelse", "01.11.2026"])
    book.save(path)

    assert answer(claim_id) == RESTS


def test_a_reminder_dated_ahead_rests_the_order(answer, claim, club):
    claim_id, order, _ = claim
    path = club / "inbox" / "paaminnelser.xlsx"
    book = load_workbook(path)
    book.worksheets[0].append([int(order), "Påminnelse 2", "21.11.2027"])
    book.save(path)

    assert answer(claim_id) == RESTS


def lines_by_order(path: Path) -> dict[str, list[str]]:
    """Return order -> the members of its lines in Bilagsrapporten."""
    page = load_workbook(path).worksheets[1]
    headings = [str(cell.value).strip() for cell in page[1]]
    person, order = headings.index("PersonID"), headings.index("Avsenders Ord. ID")
    lines: dict[str, list[str]] = {}
    for row in page.iter_rows(min_row=2, values_only=True):
        if row[order]:
            lines.setdefault(str(row[order]), []).append(str(row[person]))
    return lines


@pytest.fixture
def shared(club: Path, truth: dict) -> tuple[str, list[str]]:
    """An open order of two members or more, and its members."""
    open_orders = {
        claim_id.split(":")[1]
        for claim_id, row in truth["claim"].items()
        if row["reason"] not in ("paid", "cancelled")
    }
    lines = lines_by_order(club / "inbox" / "bilagsrapport.xlsx").items()
    return next((order, of) for order, of in lines if order in open_orders and len({*of}) > 1)


def sums_of(order: str, day: date) -> dict[str, int]:
    """Return the claims of an order with what is open of each."""
    rows = fields(balances_of(day_in(office.open_desk("solvik-il"), day)))
    order_id = f"klubbadmin:{order}"
    return {row["claim_id"]: row["open_ore"] for row in rows if row["invoice_id"] == order_id}


def test_D13_an_order_that_goes_on_with_a_line_fewer_is_shared_by_the_others(club, shared):
    order, members = shared
    desk = office.open_desk("solvik-il")
    office.import_inbox(desk, AS_OF)
    before = sums_of(order, AS_OF)
    drop_line(club / "inbox" / "bilagsrapport.xlsx", order, members[0])

    office.import_inbox(desk, NEXT_WEEK)

    after = sums_of(order, NEXT_WEEK)
    assert after.keys() == {claim_id for claim_id in before if f":{members[0]}:" not in claim_id}
    assert sum(after.values()) == sum(before.values())


def test_D13_two_members_that_were_merged_owe_one_claim_and_not_a_share_of_it(club, shared):
    order, members = shared
    desk = office.open_desk("solvik-il")
    office.import_inbox(desk, AS_OF)
    before = sums_of(order, AS_OF)
    drop_line(club / "inbox" / "bilagsrapport.xlsx", order, members[0], put="9123456")

    office.import_inbox(desk, NEXT_WEEK)

    after = sums_of(order, NEXT_WEEK)
    assert len(after) == len(before)
    assert sorted(after.values()) == sorted(before.values())
    assert [claim_id for claim_id in after if ":9123456:" in claim_id]


def drop_line(path: Path, order: str, member: str, put: str = "") -> None:
    """Delete a member's line of an order in Bilagsrapporten, or give it another member."""
    book = load_workbook(path)
    page = book.worksheets[1]
    headings = [str(cell.value).strip() for cell in page[1]]
    person, of = headings.index("PersonID"), headings.index("Avsenders Ord. ID")
    rows = [row for row in page.iter_rows(min_row=2) if str(row[of].value) == order]
    for row in reversed([row for row in rows if str(row[person].value) == member]):
        if put:
            row[person].value = int(put)
        else:
            page.delete_rows(row[0].row)
    book.save(path)
