"""No lost, older, cut, edited or foreign file is taken for the club's books; honest ones are."""

import json
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from tests.houses import furnish
from tests.writing import write_event
from workbench import office
from workbench.cli import main
from workbench.model import frames
from workbench.model.errors import StoreError, UsageError
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.store import books, events, heads
from workbench.store.connection import connect
from workbench.store.ledger import office_books
from workbench.store.records import write_rows

AS_OF, SLUG = date(2026, 11, 22), "solvik-il"
MEMBER = {"member_id": "klubbadmin:1", "status": "active"}
ROOT = Path(__file__).parents[2]
FILES = ("club.db", "club.db-wal", "club.db-shm")


@pytest.fixture(scope="module")
def filled(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a house whose club has books of an import and two small events; only copied."""
    house = tmp_path_factory.mktemp("filled")
    furnish(house)
    shutil.copytree(made_club, house / "data" / "clubs" / SLUG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(house))
        with_books(SLUG)
    return house / "data"


@pytest.fixture
def folder(house: Path, filled: Path) -> Path:
    """The folder of a club with books, in the test's own house."""
    shutil.copytree(filled, house / "data", dirs_exist_ok=True)
    return house / "data" / "clubs" / SLUG


def with_books(slug: str) -> None:
    desk = office.open_desk(slug)
    office.import_inbox(desk, AS_OF)
    for phone in ("+4740000001", "+4740000002"):
        with desk.write() as db, events.event(db, "test", AS_OF, who="kari") as event_id:
            put_member(db, phone, event_id)
    desk.close()


def put_member(db: Database, phone: str, event_id: int) -> None:
    write_rows(db, "members", frames.build("members", [MEMBER | {"phone": phone}]), event_id)


def change(slug: str, phone: str) -> None:
    """Save something, as a call does."""
    desk = office.open_desk(slug)
    with desk.write() as db, events.event(db, "test", AS_OF, who="kari") as event_id:
        put_member(db, phone, event_id)
    desk.close()


def copy_books(source: Path, target: Path) -> None:
    """Copy a club's database and what stands beside it."""
    target.mkdir(exist_ok=True)
    for name in FILES:
        (target / name).unlink(missing_ok=True)
        if (source / name).exists():
            shutil.copy(source / name, target)


def delete(folder: Path, copies: Path, rng: random.Random) -> None:
    for name in FILES:
        (folder / name).unlink(missing_ok=True)


def bring_an_older_one(folder: Path, copies: Path, rng: random.Random) -> None:
    copy_books(folder, copies)
    for n in range(rng.randrange(1, 4)):
        change(SLUG, f"+479000000{n}")
    copy_books(copies, folder)


def lose_the_wal(folder: Path, copies: Path, rng: random.Random) -> None:
    db = books.open_books(folder / "club.db", SLUG)
    change(SLUG, "+4790000001")  # stands in the WAL while somebody has the file open
    shutil.copy(folder / "club.db", copies.with_suffix(".db"))
    db.conn.close()
    delete(folder, copies, rng)
    shutil.copy(copies.with_suffix(".db"), folder / "club.db")


def swap_with_another_clubs(folder: Path, copies: Path, rng: random.Random) -> None:
    other = folder.with_name("nabo-il")
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("club.db*"))
    with_books("nabo-il")
    copy_books(other, folder)


def cut(folder: Path, copies: Path, rng: random.Random) -> None:
    db = books.open_books(folder / "club.db", SLUG)
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.conn.close()
    path = folder / "club.db"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(rng.randrange(size // 100, size - 1))


def begin_anew(folder: Path, copies: Path, rng: random.Random) -> None:
    """Another file of the same club, made from the same exports."""
    delete(folder, copies, rng)
    with office_books(folder.parents[2]) as db:
        known = [*db["heads"].rows]
    office.forget_books(SLUG)
    desk = office.open_desk(SLUG)
    office.import_inbox(desk, AS_OF)
    desk.close()
    with office_books(folder.parents[2]) as db:
        db.table("heads").upsert_all(known, pk="club")


def end_the_chain_earlier(folder: Path, copies: Path, rng: random.Random) -> None:
    """Take the last event away, and what it wrote, without a trigger being missed."""
    db = connect(folder / "club.db")
    made = db.conn.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (sql,) in made:
        db.conn.execute(f"DROP TRIGGER {sql.split()[2]}")
    last = db.conn.execute("SELECT max(id) FROM events").fetchone()[0]
    for table in ("changes", "salts"):
        db.conn.execute(f"DELETE FROM {table} WHERE event_id = {last}")  # noqa: S608
    db.conn.execute(f"DELETE FROM events WHERE id = {last}")  # noqa: S608
    for (sql,) in made:
        db.conn.execute(sql)
    db.conn.close()


WRONG = (
    delete, bring_an_older_one, lose_the_wal, swap_with_another_clubs, cut, begin_anew,
    end_the_chain_earlier,
)  # fmt: skip


@pytest.mark.parametrize("damage", WRONG, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("seed", range(2))
def test_a_file_that_is_not_the_clubs_books_is_refused_everywhere(
    damage: Callable[..., None], seed, folder, tmp_path, capsys
):
    save_agent("kari", "fire hester og en båt", [SLUG])
    damage(folder, tmp_path / "copies", random.Random(seed))
    before = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    capsys.readouterr()

    for command in (
        ["week"],
        ["import"],
        ["plan"],
        ["import", "--dry-run"],
        ["import", "--repair"],
    ):
        status = main([command[0], SLUG, *command[1:], "--as-of", AS_OF.isoformat()])
        out, err = capsys.readouterr()
        assert status == 2, command
        assert err.strip().startswith(("solvik-il: ", str(folder)))
        assert err.strip().count("\n") == 0
        assert "Traceback" not in out + err
    with pytest.raises(StoreError):
        Shift("kari", lambda: datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))).waiting()
    status = main(["check", SLUG, "--json"])
    [fault] = json.loads(capsys.readouterr().out)[SLUG]
    assert status == 1
    assert "sikkerhetskopi" in fault or "hent" in fault
    kept = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    assert kept.keys() >= before.keys()
    assert kept.get("club.db") == before.get("club.db")


EDITS = (
    "UPDATE claims SET paid_ore = amount_ore",
    "UPDATE invoices SET amount_ore = amount_ore * 100 WHERE invoice_id = (SELECT min(invoice_id) "
    "FROM invoices)",
    "DELETE FROM liabilities WHERE claim_id = (SELECT min(claim_id) FROM liabilities)",
    "INSERT INTO payments VALUES ('x:1', NULL, 100, '2026-11-20', 'x', NULL, NULL, NULL, NULL, 1)",
    "DELETE FROM members WHERE member_id = 'klubbadmin:1'",
    "UPDATE changes SET after = '+4799999999' WHERE field = 'phone'",
)


@pytest.mark.parametrize("sql", EDITS)
def test_a_file_edited_behind_the_workbench_is_named_and_stops_the_week(sql, folder, capsys):
    db = connect(folder / "club.db")
    made = db.conn.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (statement,) in made:
        db.conn.execute(f"DROP TRIGGER {statement.split()[2]}")
    db.conn.execute(sql)
    for (statement,) in made:
        db.conn.execute(statement)
    db.conn.close()

    status = main(["check", SLUG])

    fault = capsys.readouterr().out
    assert status == 1
    assert "ikke slik hendelsene" in fault or "endret etterpå" in fault
    assert main(["check", SLUG, "--accept", "den er riktig"]) == 2
    assert "kan ikke tas i bruk" in capsys.readouterr().err
    if "endret etterpå" not in fault:
        (folder / "inbox" / "fordringer.csv").touch()
        assert main(["week", SLUG, "--as-of", AS_OF.isoformat()]) == 2
        assert "ikke slik hendelsene" in capsys.readouterr().err


# ------------------------------------------------------------------ honest ones


KILLED = """
import os, sys
from datetime import date
from workbench import office
from workbench.store import heads
from tests.office.test_custody import change
heads.record_head = lambda *_: os.kill(os.getpid(), 9)  # between the two commits
change("solvik-il", sys.argv[1])
"""


def killed_between_the_commits(folder: Path, copies: Path, rng: random.Random) -> None:
    for n in range(rng.randrange(1, 4)):
        phone = f"+4790{rng.randrange(10**6):06}{n}"
        done = subprocess.run([sys.executable, "-c", KILLED, phone], cwd=ROOT)
        assert done.returncode == -signal.SIGKILL


def saved_to_and_put_back_whole(folder: Path, copies: Path, rng: random.Random) -> None:
    for n in range(rng.randrange(1, 4)):
        change(SLUG, f"+479000000{n}")
    copy_books(folder, copies)
    delete(folder, copies, rng)
    copy_books(copies, folder)


def unknown_to_a_new_office(folder: Path, copies: Path, rng: random.Random) -> None:
    change(SLUG, f"+4790{rng.randrange(10**6):06}")
    for path in (folder.parents[1]).glob("office.db*"):
        path.unlink()


def restored_with_a_reason(folder: Path, copies: Path, rng: random.Random) -> None:
    bring_an_older_one(folder, copies, rng)
    office.accept_books(SLUG, "sikkerhetskopi")


def begun_anew_with_a_reason(folder: Path, copies: Path, rng: random.Random) -> None:
    delete(folder, copies, rng)
    office.accept_books(SLUG, "disken brant")
    with_books(SLUG)


HONEST = (
    killed_between_the_commits, saved_to_and_put_back_whole, unknown_to_a_new_office,
    restored_with_a_reason, begun_anew_with_a_reason,
)  # fmt: skip


@pytest.mark.parametrize("befall", HONEST, ids=lambda befall: befall.__name__)
@pytest.mark.parametrize("seed", range(2))
def test_honest_books_are_never_refused(befall, seed, folder, tmp_path, capsys):
    befall(folder, tmp_path / "copies", random.Random(seed))

    assert main(["check", SLUG]) == 0, capsys.readouterr().out
    assert main(["plan", SLUG, "--as-of", AS_OF.isoformat()]) == 0
    change(SLUG, "+4790000009")
    assert main(["import", SLUG, "--as-of", AS_OF.isoformat()]) == 0
    assert office.check_books(SLUG) == []
    assert heads.known_head(folder.parents[2], SLUG) == head_of(folder)


def test_a_club_the_office_does_not_know_is_taken_and_known_from_then_on(folder, house):
    (house / "data" / "office.db").unlink()

    assert office.check_books(SLUG) == []

    assert heads.known_head(house, SLUG) == head_of(folder)


def head_of(folder: Path) -> str:
    db = connect(folder / "club.db")
    try:
        return events.head(db)
    finally:
        db.conn.close()


def test_an_older_copy_is_taken_with_a_reason_that_is_kept(folder, house, tmp_path, capsys):
    bring_an_older_one(folder, tmp_path / "copies", random.Random(1))
    assert main(["check", SLUG]) == 1

    assert main(["check", SLUG, "--accept", "hentet fra sikkerhetskopien"]) == 0

    with office_books(house) as db:
        [row] = db["acceptances"].rows
    assert (row["club"], row["reason"]) == (SLUG, "hentet fra sikkerhetskopien")
    assert row["head_after"] == head_of(folder) != row["head_before"]
    change(SLUG, "+4790000009")
    assert main(["check", SLUG]) == 0


def test_lost_books_are_begun_anew_with_a_reason(folder, house, tmp_path, capsys):
    delete(folder, tmp_path, random.Random(1))

    assert main(["check", SLUG, "--accept", "disken brant"]) == 1  # there are no books yet

    assert main(["import", SLUG, "--as-of", AS_OF.isoformat()]) == 0
    assert main(["check", SLUG]) == 0
    with office_books(house) as db:
        assert [row["head_after"] for row in db["acceptances"].rows] == [None]


def test_a_handed_over_club_under_another_name_is_taken_with_a_reason(folder, capsys):
    moved = folder.with_name("solvik-ny")
    folder.rename(moved)
    assert main(["check", "solvik-ny"]) == 1
    assert "fra en annen mappe ('solvik-il')" in capsys.readouterr().out

    assert main(["check", "solvik-ny", "--accept", "klubben har byttet navn"]) == 0

    change("solvik-ny", "+4790000009")
    assert main(["check", "solvik-ny"]) == 0


def test_there_is_nothing_to_accept_where_there_never_were_books(club, capsys):
    assert main(["check", SLUG, "--accept", "kopi"]) == 2
    assert "det er ingenting å godta" in capsys.readouterr().err


@pytest.mark.parametrize("reason", ["", "  ", "--json"])
def test_accept_without_a_reason_is_refused(reason, folder, capsys):
    assert main(["check", SLUG, "--accept", reason]) == 2
    shown = capsys.readouterr()
    assert "--accept mangler en grunn" in shown.err + shown.out  # as JSON, if that was the reason


def test_one_reason_is_for_one_club(folder, add_club, capsys):
    add_club("nabo-il")

    assert main(["check", "--all", "--accept", "kopi"]) == 2
    assert "En grunn gjelder én klubb" in capsys.readouterr().err


def test_a_demo_club_made_again_is_a_new_one(house, capsys):
    command = ["demo", "--clubs", "1", "--members", "40", "--as-of", AS_OF.isoformat()]
    for _ in range(2):
        assert main(command) == 0
        assert main(["import", SLUG, "--as-of", AS_OF.isoformat()]) == 0

    assert main(["check", SLUG]) == 0


def test_a_form_that_was_open_when_the_file_was_replaced_saves_nothing_unseen(
    folder, tmp_path, monkeypatch
):
    save_agent("kari", "fire hester og en båt", [SLUG])
    noon = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
    monkeypatch.setenv("WORKBENCH_TODAY", "2026-11-23")
    shift = Shift("kari", lambda: noon)
    assert shift.waiting()
    copy_books(folder, tmp_path / "copies")
    copy_books(tmp_path / "copies", folder)

    with pytest.raises(StoreError, match="byttet ut mens de var åpne"):
        shift.waiting()


def test_a_week_later_the_books_are_still_the_clubs_own(folder):
    desk = office.open_desk(SLUG)
    later = AS_OF + timedelta(days=0)
    week = office.plan_week(desk, office.read_inbox(desk, later), later)
    office.save_week(desk, week, dry_run=False)
    desk.close()

    assert office.check_books(SLUG) == []


def test_an_accepted_file_must_be_whole(folder):
    cut(folder, folder, random.Random(3))

    with pytest.raises((StoreError, UsageError)):
        office.accept_books(SLUG, "kopi")


def test_a_copy_in_memory_leaves_the_file_alone(folder):
    desk = office.open_desk(SLUG)
    before = head_of(folder)

    write_event(books.copy_of(desk.db), {"members": [MEMBER | {"phone": None}]}, AS_OF)

    assert head_of(folder) == before
    desk.close()
