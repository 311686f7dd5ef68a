"""Who has which payer: at most one agent each, until it is let go of or its time is over."""

import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlite_utils import Database

from workbench.model.errors import StoreError
from workbench.store import connection, leases, migrations
from workbench.store.connection import write

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OVER, MOMENT = leases.LEASE_LENGTH, timedelta(milliseconds=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = migrations.open_database(tmp_path / "club.db", migrations.club)
    yield db
    db.conn.close()


def drop(db, *lease):
    with write(db):
        return leases.drop(db, *lease)


def test_a_payer_nobody_has_is_taken(db):
    assert leases.take(db, "p1", "kari", NOW) == 1
    assert leases.take(db, "p2", "ola", NOW) == 1
    assert leases.leased_by_others(db, "ola", NOW) == {"p1"}
    assert leases.leased_by_others(db, "per", NOW) == {"p1", "p2"}


def test_a_payer_that_another_has_is_not_taken(db):
    leases.take(db, "p1", "kari", NOW)

    assert leases.take(db, "p1", "ola", NOW) is None


def test_an_agent_who_begins_again_gets_the_same_payer_and_the_old_lease_is_void(db):
    leases.take(db, "p1", "kari", NOW)

    assert leases.take(db, "p1", "kari", NOW) == 2
    assert not leases.renew(db, "p1", "kari", 1, NOW)
    assert not drop(db, "p1", "kari", 1)
    assert leases.renew(db, "p1", "kari", 2, NOW)


@pytest.mark.parametrize(("late", "is_free"), [(-MOMENT, False), (MOMENT * 0, True)])
def test_a_lease_ends_by_itself_to_the_millisecond(db, late, is_free):
    leases.take(db, "p1", "kari", NOW)

    then = NOW + OVER + late

    assert bool(leases.leased_by_others(db, "ola", then)) is not is_free
    assert (leases.take(db, "p1", "ola", then) == 2) is is_free


def test_a_lease_that_is_kept_lasts_from_then(db):
    token = leases.take(db, "p1", "kari", NOW)

    kept = leases.renew(db, "p1", "kari", token, NOW + OVER / 2)

    assert kept
    assert leases.take(db, "p1", "ola", NOW + OVER) is None
    assert leases.take(db, "p1", "ola", NOW + OVER * 3 / 2) == 2


def test_who_comes_late_but_before_anybody_else_has_it_still(db):
    token = leases.take(db, "p1", "kari", NOW)

    assert leases.renew(db, "p1", "kari", token, NOW + OVER * 9)


def test_a_late_token_neither_keeps_nor_ends_the_lease_another_got(db):
    token = leases.take(db, "p1", "kari", NOW)
    then = NOW + OVER
    leases.take(db, "p1", "ola", then)

    assert not leases.renew(db, "p1", "kari", token, then)
    assert not drop(db, "p1", "kari", token)
    assert leases.leased_by_others(db, "kari", then) == {"p1"}


def test_a_token_is_of_no_use_to_another_agent(db):
    leases.take(db, "p1", "kari", NOW)

    assert not leases.renew(db, "p1", "ola", 1, NOW)
    assert not drop(db, "p1", "ola", 1)


def test_a_payer_let_go_is_free_at_once_and_its_tokens_go_on(db):
    token = leases.take(db, "p1", "kari", NOW)

    assert drop(db, "p1", "kari", token)
    assert leases.take(db, "p1", "ola", NOW) == 2


def test_a_lease_let_go_of_is_not_kept_by_a_form_that_still_asks(db):
    token = leases.take(db, "p1", "kari", NOW)
    drop(db, "p1", "kari", token)

    assert not leases.renew(db, "p1", "kari", token, NOW)
    assert leases.leased_by_others(db, "ola", NOW) == set()


def test_to_look_who_has_them_and_to_take_one_is_one_step(db, tmp_path):
    leases.take(db, "p1", "kari", NOW)
    other = connection.connect(tmp_path / "club.db")
    db.conn.execute("PRAGMA busy_timeout=0")

    with write(other), pytest.raises(StoreError, match="opptatt"):
        leases.take(db, "p1", "ola", NOW)


PROCESSES, ALL = 8, [f"p{n:03d}" for n in range(200)]


def test_processes_that_take_and_finish_at_once_get_every_payer_exactly_once(tmp_path):
    path = tmp_path / "club.db"
    migrations.open_database(path, migrations.club).conn.close()

    fork = multiprocessing.get_context("fork")  # no connection is open
    jobs = [(path, number) for number in range(PROCESSES)]
    with fork.Pool(PROCESSES, _meet_at, [fork.Barrier(PROCESSES)]) as pool:
        work = pool.map(_work, jobs, 1)

    db = connection.connect(path)
    finished = db.conn.execute("SELECT noun FROM digests ORDER BY noun").fetchall()
    spans = sorted(span for found in work for span in found)
    assert [payer_id for (payer_id,) in finished] == ALL
    assert sum(ended for *_, ended in spans) == len(ALL)
    assert all(any(ended for *_, ended in found) for found in work)
    assert leases.leased_by_others(db, "", datetime.now(UTC)) == set()
    for (payer_id, _, until, _), (other, since, _, _) in pairwise(spans):
        assert payer_id != other or until <= since


def _meet_at(barrier: Barrier) -> None:
    """Give this process the place where all meet, each with its first payer in hand."""
    global together
    together = barrier


def _work(job: tuple[Path, int]) -> list[tuple[str, float, float, bool]]:
    """Take and finish until nothing is left; return payer, from, until, and whether it was it.

    What is finished stands in a table of the same file, as a call does; and as in an agent's shift,
    a payer that another finished meanwhile is let go.
    """
    path, number = job
    db, agent, held = connection.connect(path), f"agent-{number}", []
    while left := set(ALL) - _finished(db):
        taken = _take_first(db, sorted(left), agent)
        if taken is None:
            continue
        if not held:
            together.wait()
        since = time.monotonic()
        is_left = taken[0] not in _finished(db)
        with write(db):
            if is_left:
                db.conn.execute("INSERT INTO digests VALUES (?, 0, ?)", (taken[0], agent))
            until = time.monotonic()
            is_own = leases.drop(db, taken[0], agent, taken[1])
        held.append((taken[0], since, until, is_left and is_own))
    db.conn.close()
    return held


def _take_first(db: Database, payers: list[str], agent: str) -> tuple[str, int] | None:
    """Take the first of the payers that no other has; return it with its token."""
    for payer_id in payers:
        token = leases.take(db, payer_id, agent, datetime.now(UTC))
        if token is not None:
            return payer_id, token
    return None


def _finished(db: Database) -> set[str]:
    return {row[0] for row in db.conn.execute("SELECT noun FROM digests").fetchall()}
