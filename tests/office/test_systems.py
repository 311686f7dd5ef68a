"""The week of a club on each member system, against the truth that lies beside its files."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.books import balances_of, day_in, fields
from workbench import office
from workbench.demo import club_slugs, make_club
from workbench.model.frames import records
from workbench.office.day import Day
from workbench.office.summary import summarise

AS_OF = date(2026, 11, 22)
SLUGS = [slug for slug, _ in club_slugs(6)]
FACTS = ("amount_ore", "paid_ore", "open_ore")


@pytest.fixture(scope="module", params=SLUGS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A club of 200 members, as made; never changed."""
    folder = tmp_path_factory.mktemp("made")
    make_club(folder, slug=request.param, members=200, seed=1, as_of=AS_OF)
    return folder / request.param


@pytest.fixture
def home(made: Path, house: Path) -> Path:
    return Path(shutil.copytree(made, house / "data" / "clubs" / made.name))


@pytest.fixture
def truth(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / "fasit.json").read_text("utf-8"))
    return found


@pytest.fixture
def desk(home: Path) -> office.Desk:
    return office.open_desk(home.name)


def save(desk: office.Desk, day: date = AS_OF) -> Any:
    week = office.plan_week(desk, office.read_inbox(desk, day), day)
    return office.save_week(desk, week, dry_run=False)


def dump(desk: office.Desk) -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {name: list(desk.db[name].rows) for name in desk.db.table_names()}


def claims_of(day: Day) -> dict[str, dict[str, Any]]:
    """Return what the truth says of a claim: its money, and its step or the reason for none."""
    plan = {row["claim_id"]: row for row in fields(day.plan)}
    return {
        row["claim_id"]: {
            **{name: row[name] for name in FACTS},
            "step": plan.get(row["claim_id"], {}).get("step_id"),
            "reason": plan[row["claim_id"]]["reason"] if row["open_ore"] else None,
            "detail": plan[row["claim_id"]]["detail"]
            if row["open_ore"] and plan[row["claim_id"]]["reason"] in ("held", "frozen_period")
            else None,
            "member": row["member_id"],
        }
        for row in fields(balances_of(day))
    }


def test_every_row_of_every_file_is_taken_set_aside_or_frame(desk, truth):
    inbox = office.read_inbox(desk, AS_OF)

    read = records(inbox.files)
    parts = {"taken": "rows_taken", "set_aside": "rows_aside", "frame": "rows_frame"}
    found = {row["name"]: {part: row[of] for part, of in parts.items()} for row in read}
    assert found == truth["rows"]
    assert {row["name"]: row["values_aside"] for row in read} == truth["values_set_aside"]


def test_the_counts_equal_the_truth(desk, truth):
    save(desk)

    day = day_in(desk, AS_OF)
    facts = desk.read_books()

    contacts = facts["guardians"][["name", "phone", "email"]].notna().any(axis=1)
    status = facts["members"]["status"].value_counts()
    assert len(facts["members"]) == truth["members"]
    assert status.get("active", 0) == truth["active_members"]
    assert status.get("left", 0) == truth["left_members"]
    assert int(contacts.sum()) == truth.get("guardians", 0)
    assert len(facts["participations"]) == truth["participations"]
    assert facts["participations"]["missing_since"].isna().all()
    assert len(facts["payments"]) == truth["payments"]
    assert day.db["unplaced"].count_where("claim_id IS NULL") == truth["unmatched_payments"]
    assert (
        sum(row["amount_ore"] for row in day.db["unplaced"].rows_where("claim_id IS NOT NULL"))
        == truth["surplus_ore"]
    )


def test_the_sums_equal_the_truth(desk, truth):
    save(desk)

    found = summarise(desk, AS_OF)

    assert found.claims == truth["claims"]
    assert found.outstanding_ore == truth["outstanding_ore"]
    assert found.reminders + found.calls == len(truth["may_be_reminded"])
    assert found.resting == len(truth["may_not_be_reminded"])


def test_every_claim_has_the_truths_member_amounts_step_and_reason(desk, truth):
    save(desk)

    found = claims_of(day_in(desk, AS_OF))

    system = "klubbadmin:" if truth["system"] == "klubbadmin" else ""
    expected = {
        claim_id: {
            **{name: claim[name] for name in (*FACTS, "step", "detail")},
            "reason": claim["reason"] if claim["open_ore"] else None,
            "member": claim["member"] and f"{system}{claim['member']}",
        }
        for claim_id, claim in truth["claim"].items()
    }
    assert found == expected


def test_a_second_run_for_the_day_changes_no_row(desk):
    save(desk)
    before = dump(desk)

    again = save(desk)

    assert dump(desk) == before
    assert (again.files, again.rows, again.proposed, again.lapsed) == (0, 0, 0, 0)


def turn_around(path: Path) -> None:
    """Write the rows below the headings in the opposite order."""
    if path.suffix == ".csv":
        lines = path.read_bytes().splitlines(keepends=True)
        first = next(n for n, line in enumerate(lines, 1) if line.count(b";") > 4)
        path.write_bytes(b"".join([*lines[:first], *lines[first:][::-1]]))
        return
    book = load_workbook(path)
    for page in book.worksheets:
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        first = next((n for n, row in enumerate(rows, 1) if sum(map(bool, row)) > 4), len(rows))
        page.delete_rows(first + 1, len(rows))
        for row in rows[first:][::-1]:
            page.append(row)
    book.save(path)


def test_the_same_rows_in_another_order_days_later_change_only_the_list_of_files(
    desk, home, monkeypatch
):
    later = AS_OF + timedelta(days=5)  # a list that says the same a week later is asked about
    monkeypatch.setenv("WORKBENCH_TODAY", later.isoformat())
    office.import_inbox(desk, AS_OF)
    before = dump(desk)
    lists = [path for path in home.glob("inbox/*") if path.suffix in (".csv", ".xlsx")]
    lists = [path for path in lists if path.stem != "avtaler"]  # a fault there is for that day
    for path in lists:
        turn_around(path)

    result = office.import_inbox(desk, later)

    after = dump(desk)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"files", "rejected", "events", "changes", "salts", "digests"}
    assert len(result.inbox.files) == len(lists)
