"""Agents in the office's books: clubs, sessions by the clock, failures by the name's hash."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from workbench.store import agent_accounts, migrations
from workbench.store.agent_accounts import FAILURE_WINDOW, MOST_FAILURES, SESSION_LENGTH, Agent

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
TOKEN = "a-token-that-opens"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = migrations.open_database(tmp_path / "office.db", migrations.office)
    agent_accounts.save(db, "kari", "hash", ["solvik-il", "fjellheim-il", "solvik-il"])
    agent_accounts.save(db, "ola", "hash", ["nordbyen-il"])
    yield db
    db.conn.close()


def rows(db):
    """Return every row of every table as text."""
    return repr([list(db[name].rows) for name in db.table_names()])


def test_agents_are_listed_by_name_each_with_clubs_once(db):
    assert agent_accounts.list_all(db) == [
        Agent("kari", ("fjellheim-il", "solvik-il"), True),
        Agent("ola", ("nordbyen-il",), True),
    ]
    assert agent_accounts.find(db, "kari") == agent_accounts.list_all(db)[0]
    assert agent_accounts.find(db, "per") is None


def test_saved_again_an_agent_has_the_new_password_and_clubs_and_no_session(db):
    agent_accounts.open_session(db, "kari", TOKEN, NOW)

    agent_accounts.save(db, "kari", "new", ["nordbyen-il"])

    assert agent_accounts.find(db, "kari") == Agent("kari", ("nordbyen-il",), True)
    assert agent_accounts.password_hash(db, "kari") == "new"
    assert agent_accounts.name_of_session(db, TOKEN, NOW) is None
    assert agent_accounts.find(db, "ola") == Agent("ola", ("nordbyen-il",), True)


def test_an_agent_shut_out_has_neither_password_nor_session_and_is_remembered(db):
    agent_accounts.open_session(db, "kari", TOKEN, NOW)

    assert agent_accounts.disable(db, "kari")

    assert agent_accounts.password_hash(db, "kari") is None
    assert agent_accounts.name_of_session(db, TOKEN, NOW) is None
    assert agent_accounts.find(db, "kari") == Agent("kari", ("fjellheim-il", "solvik-il"), False)
    assert agent_accounts.password_hash(db, "ola") == "hash"


def test_nobody_is_shut_out_by_a_name_nobody_has(db):
    assert not agent_accounts.disable(db, "per")
    assert all(agent.active for agent in agent_accounts.list_all(db))


def test_a_session_opened_beside_the_shutting_out_does_not_count(db):
    agent_accounts.disable(db, "kari")

    agent_accounts.open_session(db, "kari", TOKEN, NOW)

    assert agent_accounts.name_of_session(db, TOKEN, NOW) is None


@pytest.mark.parametrize(
    ("then", "name"),
    [(NOW, "kari"), (NOW + SESSION_LENGTH - MOMENT, "kari"), (NOW + SESSION_LENGTH, None)],
)
def test_a_session_lasts_its_time_to_the_millisecond(db, then, name):
    agent_accounts.open_session(db, "kari", TOKEN, NOW)

    assert agent_accounts.name_of_session(db, TOKEN, then) == name


def test_a_session_closed_is_closed_and_others_stay_open(db):
    agent_accounts.open_session(db, "kari", TOKEN, NOW)
    agent_accounts.open_session(db, "kari", "another", NOW)

    agent_accounts.close_session(db, TOKEN)

    assert agent_accounts.name_of_session(db, TOKEN, NOW) is None
    assert agent_accounts.name_of_session(db, "another", NOW) == "kari"


def test_sessions_that_ended_are_forgotten_when_another_is_opened(db):
    agent_accounts.open_session(db, "kari", TOKEN, NOW)

    agent_accounts.open_session(db, "ola", "another", NOW + SESSION_LENGTH + MOMENT)

    assert [row["name"] for row in db["sessions"].rows] == ["ola"]


@pytest.mark.parametrize("token", ["", "a", TOKEN.upper(), f"{TOKEN} ", "' OR 1=1 --"])
def test_no_other_token_opens_a_session(db, token):
    agent_accounts.open_session(db, "kari", TOKEN, NOW)

    assert agent_accounts.name_of_session(db, token, NOW) is None


def test_neither_a_token_nor_a_name_that_failed_stands_in_the_books(db):
    agent_accounts.open_session(db, "kari", TOKEN, NOW)
    agent_accounts.note_failure(db, "my-password-by-mistake", NOW)

    assert TOKEN not in rows(db)
    assert "my-password" not in rows(db)


@pytest.mark.parametrize(
    ("failures", "throttled"), [(MOST_FAILURES - 1, False), (MOST_FAILURES, True)]
)
def test_a_name_is_throttled_from_the_fifth_failure_on(db, failures, throttled):
    for _ in range(failures):
        agent_accounts.note_failure(db, "kari", NOW)

    assert agent_accounts.is_throttled(db, "kari", NOW) is throttled
    assert not agent_accounts.is_throttled(db, "ola", NOW)


@pytest.mark.parametrize(
    ("then", "throttled"), [(FAILURE_WINDOW, True), (FAILURE_WINDOW + MOMENT, False)]
)
def test_failures_count_for_a_quarter_of_an_hour(db, then, throttled):
    for _ in range(MOST_FAILURES):
        agent_accounts.note_failure(db, "kari", NOW)

    assert agent_accounts.is_throttled(db, "kari", NOW + then) is throttled


def test_old_failures_are_forgotten(db):
    agent_accounts.note_failure(db, "kari", NOW)

    agent_accounts.note_failure(db, "ola", NOW + FAILURE_WINDOW + MOMENT)

    assert db["failed_sign_ins"].count == 1


@pytest.mark.parametrize(("operator", "found"), [(True, "kari"), (False, None)])
def test_where_operators_are_asked_for_an_agent_has_neither_password_nor_session(
    db, operator, found
):
    agent_accounts.save(db, "kari", "hash", ["solvik-il"], operator=operator)
    agent_accounts.open_session(db, "kari", TOKEN, NOW)

    assert agent_accounts.name_of_session(db, TOKEN, NOW, operator=True) == found
    assert agent_accounts.password_hash(db, "kari", operator=True) == ("hash" if operator else None)
    assert agent_accounts.name_of_session(db, TOKEN, NOW) == "kari"
    assert agent_accounts.find(db, "kari").operator is operator
