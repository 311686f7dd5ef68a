"""The week in one process, against the invented club's truth."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.books import balances_of, day_in, fields
from tests.writing import write_event
from workbench import office
from workbench.model.errors import BooksMoved, ExportError, UsageError
from workbench.model.frames import records
from workbench.office.day import day_of
from workbench.office.payer import case_of_payer
from workbench.office.summary import summarise
from workbench.store.records import read_books

AS_OF = date(2026, 11, 22)


@pytest.fixture
def desk(club: Path) -> office.Desk:
    return office.open_desk("solvik-il")


@pytest.fixture
def save(desk: office.Desk) -> Callable[[date], Any]:
    """Read the inbox, plan and save, for a day."""

    def run(day: date) -> Any:
        week = office.plan_week(desk, office.read_inbox(desk, day), day)
        return office.save_week(desk, week, dry_run=False)

    return run


def dump(desk: office.Desk) -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {name: list(desk.db[name].rows) for name in desk.db.table_names()}


def test_counts_and_kroner_equal_the_truth(desk, save, truth):
    save(AS_OF)

    found = summarise(desk, AS_OF)

    assert found.members == truth["members"]
    assert found.claims == truth["claims"]
    assert found.outstanding_ore == truth["outstanding_ore"]
    assert found.reminders + found.calls == len(truth["may_be_reminded"])
    assert found.resting == len(truth["may_not_be_reminded"])


def test_every_claim_has_the_truths_amounts_step_and_reason(desk, save, truth):
    save(AS_OF)

    day = day_in(desk, AS_OF)

    plan = {row["claim_id"]: row for row in fields(day.plan)}
    found = {
        row["claim_id"]: {
            "amount_ore": row["amount_ore"],
            "paid_ore": row["paid_ore"],
            "open_ore": row["open_ore"],
            "step": plan.get(row["claim_id"], {}).get("step_id"),
            "reason": plan[row["claim_id"]]["reason"] if row["open_ore"] else None,
        }
        for row in fields(balances_of(day))
    }
    expected = {
        claim_id: {
            **{name: claim[name] for name in ("amount_ore", "paid_ore", "open_ore", "step")},
            "reason": claim["reason"] if claim["open_ore"] else None,
        }
        for claim_id, claim in truth["claim"].items()
    }
    assert found == expected


def test_exactly_those_who_may_be_reminded_are(desk, save, truth):
    save(AS_OF)

    proposed = desk.db.conn.execute("SELECT claim_id FROM proposals ORDER BY claim_id").fetchall()

    assert [row[0] for row in proposed] == truth["may_be_reminded"]


def test_the_register_and_the_money_beside_the_claims_equal_the_truth(desk, save, truth):
    save(AS_OF)

    day = day_in(desk, AS_OF)
    facts = desk.read_books()

    held = facts["members"]["status"].value_counts()
    duplicates = [row for row in day.findings if row.kind == "duplicate"]
    pairs = {
        frozenset((row.member_id.partition(":")[2], row.detail.partition(":")[2]))
        for row in duplicates
    }
    assert held["active"] == truth["active_members"]
    assert held["left"] == truth["left_members"]
    assert len(facts["participations"]) == truth["participations"]
    assert len(facts["invoices"]) <= truth["orders"]
    assert len(facts["payments"]) == truth["payments"]
    assert day.db["unplaced"].count_where("claim_id IS NULL") == truth["unmatched_payments"]
    assert (
        sum(row["amount_ore"] for row in day.db["unplaced"].rows_where("claim_id IS NOT NULL"))
        == truth["surplus_ore"]
    )
    assert pairs == {frozenset(pair) for pair in truth["duplicates"]}


def test_every_row_of_every_file_is_taken_set_aside_or_frame(desk, truth):
    inbox = office.read_inbox(desk, AS_OF)

    found = {
        row["name"]: {
            "taken": row["rows_taken"],
            "set_aside": row["rows_aside"],
            "frame": row["rows_frame"],
        }
        for row in records(inbox.files)
    }
    values = {row["name"]: row["values_aside"] for row in records(inbox.files)}
    assert found == truth["rows"]
    assert {n: v for n, v in values.items() if v} == {
        n: v for n, v in truth["values_set_aside"].items() if v
    }


def test_a_second_run_for_the_day_changes_no_row(desk, save):
    save(AS_OF)
    before = dump(desk)

    again = save(AS_OF)

    assert dump(desk) == before
    assert (again.files, again.rows, again.proposed, again.lapsed) == (0, 0, 0, 0)


def test_a_second_run_for_the_day_still_tells_what_the_day_brought(desk, save, club):
    save(AS_OF)
    path = club / "inbox" / "fordringer.csv"
    text = path.read_bytes().decode("cp1252").replace(";Ubetalt;", ";Annullert;", 1)
    path.write_bytes(text.encode("cp1252"))
    day = AS_OF + timedelta(days=7)
    told = []
    for _ in range(2):
        week = office.plan_week(desk, office.read_inbox(desk, day), day)
        told.append((week.changes.count_by_noun(), week.changes.changed, week.changes.missing))
        office.save_week(desk, week, dry_run=False)

    assert told[0] == told[1]
    assert [one["field"] for one in told[0][1]] == ["status"]


def test_a_step_still_only_proposed_is_not_proposed_again_next_week(desk, save):
    first = save(AS_OF)

    later = save(AS_OF + timedelta(days=7))

    twice = desk.db.conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM proposals WHERE state IN ('proposed', 'approved') "
        "GROUP BY claim_id, step_id, due_version HAVING count(*) > 1)"
    ).fetchone()[0]
    live = desk.db.conn.execute(
        "SELECT count(*) FROM proposals WHERE state <> 'lapsed' AND run_on = ?",
        (AS_OF.isoformat(),),
    ).fetchone()[0]
    assert twice == 0
    assert live == first.proposed - later.lapsed


def test_a_proposal_lapses_when_its_claim_is_paid(desk, save, club):
    save(AS_OF)
    live = desk.db.conn.execute("SELECT claim_id FROM proposals WHERE state = 'proposed'")
    order = live.fetchall()[0][0].split(":")[1]
    fordringer = club / "inbox" / "fordringer.csv"
    lines = fordringer.read_bytes().decode("cp1252").splitlines(keepends=True)
    paid = [
        line.replace(";Ubetalt;", ";Betalt;") if line.startswith(f"{order};") else line
        for line in lines
    ]
    fordringer.write_bytes("".join(paid).encode("cp1252"))

    saved = save(AS_OF)

    left = desk.db.conn.execute(
        "SELECT count(*) FROM proposals WHERE state = 'proposed' AND claim_id LIKE ?",
        (f"klubbadmin:{order}:%",),
    ).fetchone()[0]
    assert saved.lapsed >= 1
    assert left == 0


def test_a_run_dated_before_a_stored_run_is_refused_with_both_dates(desk, save):
    save(AS_OF)

    with pytest.raises(UsageError, match=r"21\.11\.2026 .* 22\.11\.2026"):
        save(AS_OF - timedelta(days=1))


def test_a_dry_run_writes_nothing(desk, club):
    before = dump(desk)
    week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)

    saved = office.save_week(desk, week, dry_run=True)

    assert dump(desk) == before
    assert saved.action_list is None
    assert not (club / "received").exists()


def test_files_are_kept_as_received_under_their_hash(desk, save, club):
    save(AS_OF)

    kept = sorted(path.read_bytes() for path in (club / "received").iterdir())
    assert kept == sorted(path.read_bytes() for path in (club / "inbox").iterdir())


def test_one_file_that_is_no_export_stops_the_week_before_anything_is_written(desk, club):
    before = dump(desk)
    (club / "inbox" / "notat.txt").write_text("Husk dugnad\nlørdag\n", "utf-8")

    with pytest.raises(ExportError, match=r"notat\.txt: filen ligner ingen eksport"):
        office.read_inbox(desk, AS_OF)

    assert dump(desk) == before


def test_books_written_to_meanwhile_are_not_overwritten(desk, club):
    week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
    office.import_inbox(desk, AS_OF, [club / "inbox" / "fordringer.csv"])
    before = dump(desk)

    with pytest.raises(Exception, match="lagret i klubbens bøker siden"):
        office.save_week(desk, week, dry_run=False)

    assert dump(desk) == before


def test_a_plan_of_an_unchanged_inbox_is_not_saved_over_what_was_agreed_meanwhile(desk, save):
    save(AS_OF)
    week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
    hold = {"hold_id": "h", "kind": "objection", "member_id": "klubbadmin:1", "start_on": AS_OF}
    write_event(desk.db, {"holds": [hold]}, AS_OF, "call")
    before = dump(desk)

    with pytest.raises(BooksMoved):
        office.save_week(desk, week, dry_run=False)

    assert dump(desk) == before


def test_a_member_gone_from_a_groups_list_is_marked_and_kept(desk, save, club):
    save(AS_OF)
    members = len(read_books(desk.db)["members"])
    _drop_last_member(club / "inbox" / "medlemmer_turn.xlsx")

    save(AS_OF + timedelta(days=7))

    facts = read_books(desk.db)
    gone = facts["participations"].dropna(subset=["missing_since"])
    assert len(facts["members"]) == members
    assert gone["group_name"].tolist() == ["Turn"]
    assert gone["missing_since"].dt.date.tolist() == [AS_OF + timedelta(days=7)]


def _drop_last_member(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    filled = [row[0].row for row in sheet.iter_rows() if row[0].value]
    sheet.delete_rows(filled[-1])
    book.save(path)


def test_each_import_and_plan_is_one_event_in_a_chain_that_holds(desk, save):
    save(AS_OF)

    events = desk.db.conn.execute("SELECT kind, day, changes FROM events ORDER BY id").fetchall()

    assert [(kind, day) for kind, day, _ in events] == [
        ("import", "2026-11-22"),
        ("policy", "2026-11-22"),
        ("propose", "2026-11-22"),
        ("report", "2026-11-22"),
    ]
    assert all(changes > 0 for _, _, changes in events)
    assert office.check_books("solvik-il") == []


def test_in_a_payers_case_every_claim_is_explained_by_the_one_who_is_phoned(desk, save):
    save(AS_OF)

    with day_of(desk, AS_OF) as day:
        cases = [case_of_payer(day, payer.payer_id, call_step="call") for payer in day.payers()]

    assert any(len(case.people) > 1 for case in cases)  # siblings, of whom one names the contact
    for case in cases:
        who = case.contact_name
        for claim in case.claims_to_raise:
            sentence = case.explanations[claim.claim_id]
            assert who[1:] in sentence, (who, sentence)
