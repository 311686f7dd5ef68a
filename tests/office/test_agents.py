"""Agents made, signed in and shut out, in an office of their own."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from tests.passwords import CHEAP
from workbench.model.errors import UsageError
from workbench.office import agents
from workbench.office.agents import (
    active_agent,
    agent_of,
    disable_agent,
    list_agents,
    save_agent,
    sign_in,
    sign_out,
)
from workbench.store.agent_accounts import Agent
from workbench.store.ledger import office_books

PASSWORD = "fire hester og en båt"


class Clock:
    """The time that the office reads, moved on by a test."""

    def __init__(self):
        self.now_at = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self, _zone):
        return self.now_at


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hash at little cost; the real cost is looked at once below."""
    monkeypatch.setattr(agents, "HASHER", CHEAP)
    agents._unusable_hash.cache_clear()


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(agents, "datetime", clock)
    return clock


@pytest.fixture
def office(house):
    """A house with two clubs, where kari works for the first."""
    for slug in ("solvik-il", "fjellheim-il"):
        (house / "data" / "clubs" / slug).mkdir()
    save_agent("kari", PASSWORD, ["solvik-il"])
    return house


def in_books(house):
    """Return everything in the office's books as text."""
    with office_books(house) as db:
        return repr([list(db[name].rows) for name in db.table_names()])


def test_an_agent_signs_in_and_out(office):
    token = sign_in("kari", PASSWORD)

    assert agent_of(token) == "kari"
    sign_out(token)
    assert agent_of(token) is None


def test_each_sign_in_has_a_token_of_its_own(office):
    first, second = sign_in("kari", PASSWORD), sign_in("kari", PASSWORD)

    assert first != second
    assert min(len(first), len(second)) >= 40
    sign_out(first)
    assert agent_of(second) == "kari"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("kari", "feil passord her"),
        ("kari", ""),
        ("kari", PASSWORD.upper()),
        ("kari", PASSWORD + " "),
        ("Kari", PASSWORD),
        ("ukjent", PASSWORD),
        ("", ""),
        ("<img src=x onerror=alert(1)>", "x" * 100_000),
        ("kari\x00", PASSWORD),
    ],
)
def test_a_wrong_name_or_password_opens_nothing_and_does_not_say_which(office, name, password):
    assert sign_in(name, password) is None


def test_an_unknown_name_costs_a_hash_too(office, monkeypatch):
    asked = []
    verify = agents.HASHER.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda _self, *given: asked.append(given[0]) or verify(*given)
    )

    sign_in("ukjent", PASSWORD)

    assert len(asked) == 1
    assert asked[0].startswith("$argon2id$")


def test_a_password_is_kept_as_an_argon2id_hash_alone(office):
    sign_in("kari", PASSWORD)
    sign_in("feil " + PASSWORD, PASSWORD)

    text = in_books(office)

    assert "$argon2id$" in text
    assert "hester" not in text


def test_the_hash_is_as_dear_as_the_library_advises(monkeypatch):
    monkeypatch.undo()

    assert (agents.HASHER.memory_cost, agents.HASHER.time_cost) == (64 * 1024, 3)


def test_after_five_failures_a_name_waits_a_quarter_of_an_hour(office, clock):
    for _ in range(5):
        assert sign_in("kari", "feil passord her") is None

    with pytest.raises(UsageError, match="For mange forsøk"):
        sign_in("kari", PASSWORD)
    clock.now_at += timedelta(minutes=15, seconds=1)
    assert agent_of(sign_in("kari", PASSWORD)) == "kari"


def test_a_good_sign_in_forgets_the_mistypes_before_it(office):
    for _ in range(2):
        for _ in range(4):
            sign_in("kari", "feil passord her")

        assert sign_in("kari", PASSWORD)


def test_a_name_that_waits_is_not_kept_waiting_by_more_tries(office, clock):
    for _ in range(5):
        sign_in("kari", "feil passord her")
    clock.now_at += timedelta(minutes=10)
    for _ in range(5):
        with pytest.raises(UsageError):
            sign_in("kari", "feil passord her")

    clock.now_at += timedelta(minutes=5, seconds=1)

    assert sign_in("kari", PASSWORD)


def test_another_name_does_not_wait_and_an_unknown_one_does(office):
    save_agent("ola", PASSWORD, ["fjellheim-il"])
    for _ in range(5):
        sign_in("ukjent", PASSWORD)

    with pytest.raises(UsageError, match="For mange forsøk"):
        sign_in("ukjent", PASSWORD)
    assert sign_in("ola", PASSWORD)


def test_a_session_ends_by_itself_after_a_days_work(office, clock):
    token = sign_in("kari", PASSWORD)

    clock.now_at += timedelta(hours=11, minutes=59)
    assert agent_of(token) == "kari"
    clock.now_at += timedelta(minutes=1)
    assert agent_of(token) is None


def test_an_agent_shut_out_is_out_at_once(office):
    token = sign_in("kari", PASSWORD)

    disable_agent("kari")

    assert agent_of(token) is None
    assert sign_in("kari", PASSWORD) is None
    assert list_agents() == [Agent("kari", ("solvik-il",), False)]
    with pytest.raises(UsageError, match="stengt"):
        active_agent("kari")


def test_an_agent_made_again_has_the_new_password_and_clubs_alone(office):
    token = sign_in("kari", PASSWORD)

    made = save_agent("kari", "en helt annen frase", ["fjellheim-il", "fjellheim-il"])

    assert made == active_agent("kari") == Agent("kari", ("fjellheim-il",), True)
    assert agent_of(token) is None
    assert sign_in("kari", PASSWORD) is None
    assert sign_in("kari", "en helt annen frase")


@pytest.mark.parametrize("act", [disable_agent, active_agent])
def test_a_name_nobody_has_is_said_to_be_so(office, act):
    with pytest.raises(UsageError, match="ukjent"):
        act("ukjent")


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "x" * 100_000])
def test_a_token_nobody_gave_opens_nothing(office, token):
    sign_in("kari", PASSWORD)

    assert agent_of(token) is None


@pytest.mark.parametrize(
    "name",
    ["", "k", "Kari", "1kari", "-kari", "ka ri", "kari\n", "k" * 32, "../kari", "<b>", "kąri"],
)
def test_a_name_is_small_letters_digits_and_hyphens(office, name):
    with pytest.raises(UsageError, match="2 til 31 små bokstaver"):
        save_agent(name, PASSWORD, ["solvik-il"])

    assert [agent.name for agent in list_agents()] == ["kari"]


@pytest.mark.parametrize("name", ["bo", "k" * 31, "åse-2", "øyvind"])
def test_a_norwegian_name_will_do(office, name):
    assert save_agent(name, PASSWORD, ["solvik-il"]).name == name


@pytest.mark.parametrize("password", ["", "elleve tegn", "passord-kari-2", "Mitt KARI-passord"])
def test_a_password_that_is_short_or_holds_the_name_is_refused_and_not_said_again(office, password):
    with pytest.raises(UsageError, match="minst 12 tegn") as refused:
        save_agent("kari", password, ["solvik-il"])

    assert not password or password not in str(refused.value)
    assert sign_in("kari", PASSWORD)


def test_a_password_of_twelve_signs_of_any_kind_will_do(office):
    save_agent("kari", "æøå 🚣 €uro!!", ["solvik-il"])

    assert sign_in("kari", "æøå 🚣 €uro!!")


@pytest.mark.parametrize(
    ("clubs", "sentence"), [([], "ingen klubb er valgt"), (["solvik-il", "ukjent-il"], "ukjent-il")]
)
def test_an_agent_is_made_for_clubs_that_are_there(office, clubs, sentence):
    with pytest.raises(UsageError, match=sentence):
        save_agent("ola", PASSWORD, clubs)

    assert [agent.name for agent in list_agents()] == ["kari"]


def test_an_operator_signs_in_where_agents_are_refused_and_is_one_until_saved_as_an_agent(office):
    made = save_agent("ola", PASSWORD, ["solvik-il"], operator=True)

    token = sign_in("ola", PASSWORD, operator=True)

    assert made == active_agent("ola") == Agent("ola", ("solvik-il",), True, True)
    assert agent_of(token, operator=True) == agent_of(token) == "ola"
    assert sign_in("kari", PASSWORD, operator=True) is None
    assert agent_of(sign_in("kari", PASSWORD), operator=True) is None
    save_agent("ola", PASSWORD, ["solvik-il"])
    assert sign_in("ola", PASSWORD, operator=True) is None
