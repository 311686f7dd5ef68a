"""Processes killed while agents save calls: what was acknowledged is there once, and whole."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from workbench import office
from workbench.calls.effects import CallRows
from workbench.calls.entries import Entry
from workbench.model.errors import UsageError
from workbench.model.frames import SHAPES
from workbench.model.outcomes import Outcome
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.store.books import open_books
from workbench.store.events import ENCODE

MONDAY = date(2026, 11, 23)
AGENTS = ("kari", "per")
SAVED = tuple(noun.name for noun in fields(CallRows))
FORK = multiprocessing.get_context("fork")  # no connection is open when it forks
OUTCOMES: dict[Outcome, dict[str, Any]] = {
    Outcome.NO_ANSWER: {},
    Outcome.CALLBACK_ON: {"again_on": MONDAY + timedelta(days=1)},
    Outcome.SAYS_PAID: {"email": "ny-{}@example.no"},
    Outcome.WRONG_NUMBER: {},
    Outcome.WILL_NOT_PAY: {},
    Outcome.PAYMENT_PLAN: {"parts": 3, "first_on": MONDAY + timedelta(days=9)},
    Outcome.FREEZE: {"start_on": MONDAY + timedelta(days=2), "end_on": MONDAY + timedelta(days=60)},
}
Acknowledged = tuple[str, str, int]  # call, outcome, claims


def save_calls(name: str, seed: int, said: int, go: Any) -> None:
    """Save one call after the other, and say so of each once it is saved."""
    rng, shift, cases = Random(seed), Shift(name), []
    found = shift.find("foresatte")
    for one in rng.sample(found, len(found)):
        with suppress(UsageError):  # the other has it, or had it when killed
            cases.append(shift.take(one.club, one.payer.payer_id))
        if len(cases) == 3:
            break
    os.write(said, b"ready\n")
    go.wait()
    while True:
        taken, outcome = rng.choice(cases), rng.choice(list(OUTCOMES))
        claims = tuple(claim.claim_id for claim in taken.case.claims)
        call_id = f"{rng.getrandbits(128):032x}"
        entered = OUTCOMES[outcome]
        if "email" in entered:  # each their own: who shares one is one payer
            entered = entered | {"email": entered["email"].format(call_id)}
        members = tuple(person.member_id for person in taken.case.people)
        entry = Entry(
            call_id,
            outcome,
            claims,
            members,
            is_confirmed=True,
            right_person=True,
            read_back=True,
            **entered,
        )
        with suppress(UsageError):  # what was agreed a moment ago reaches further
            shift.log_call(taken, entry)
            os.write(said, f"{call_id} {outcome} {len(claims)}\n".encode())


def killed_while_saving(seed: int, delay: float) -> Iterator[Acknowledged]:
    """Let both agents save calls, kill them, and return what had been acknowledged."""
    heard, said = os.pipe()
    go = FORK.Event()
    running = [
        FORK.Process(target=save_calls, args=(name, seed * 2 + n, said, go), daemon=True)
        for n, name in enumerate(AGENTS)
    ]
    for process in running:
        process.start()
    os.close(said)
    with os.fdopen(heard) as lines:
        assert [lines.readline() for _ in running] == ["ready\n"] * 2
        go.set()
        time.sleep(delay)
        for process in running:
            assert process.is_alive()
            process.kill()
        for line in lines:
            call_id, outcome, claims = line.split()
            yield call_id, outcome, int(claims)


def test_calls_acknowledged_before_a_kill_are_saved_once_with_all_their_rows(
    club, monkeypatch, request
):
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
    desk = office.open_desk("solvik-il")
    office.import_inbox(desk, MONDAY)
    desk.close()
    for name in AGENTS:
        save_agent(name, "fire hester og en båt", ["solvik-il"])
    rng = Random(20261123)
    acknowledged: list[Acknowledged] = []

    for trial in range(request.config.getoption("--trials")):
        acknowledged += killed_while_saving(trial, rng.uniform(0, 0.5))

        found = tables(club)
        assert office.check_books("solvik-il") == []
        assert_all_there(found, acknowledged)
        assert_nothing_half(found)
        unacknowledged = len(found["calls"]) - len(acknowledged)
        assert 0 <= unacknowledged <= len(AGENTS) * (trial + 1)
    assert acknowledged


def tables(club: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that calls make, each with its key as an event writes it, and the events.

    The payers of those killed are free again then.
    """
    db = open_books(club / "club.db", club.name)
    found = {name: list(db[name].rows) for name in (*SAVED, "events", "changes")}
    for name in SAVED:
        for row in found[name]:
            key = [row[part] for part in SHAPES[name].key]
            row["key"] = key[0] if len(key) == 1 else ENCODE(key)
    db.conn.execute("UPDATE leases SET until_at = ''")  # as a quarter of an hour would
    db.conn.close()
    return found


def assert_all_there(
    found: dict[str, list[dict[str, Any]]], acknowledged: list[Acknowledged]
) -> None:
    outcomes = {row["call_id"]: row["outcome"] for row in found["calls"]}
    claims = Counter(row["call_id"] for row in found["call_claims"])
    parts = Counter(row["call_id"] for row in found["instalments"])
    learnt = {row["call_id"] for row in found["corrections"]}
    assert len({call_id for call_id, _, _ in acknowledged}) == len(acknowledged)
    for call_id, outcome, of in acknowledged:
        assert (outcomes[call_id], claims[call_id]) == (outcome, of)
        assert parts[call_id] == (3 if outcome == Outcome.PAYMENT_PLAN else 0)
        assert (call_id in learnt) == (outcome in (Outcome.SAYS_PAID, Outcome.WRONG_NUMBER))


def assert_nothing_half(found: dict[str, list[dict[str, Any]]]) -> None:
    """Every call is one event, and every row that an event says it made is there."""
    keys = {name: {row["key"] for row in found[name]} for name in SAVED}
    made: dict[int, list[dict[str, Any]]] = {}
    for change in found["changes"]:
        made.setdefault(change["event_id"], []).append(change)
    events = [row for row in found["events"] if row["kind"] == "call"]
    assert Counter(row["subject"] for row in events) == Counter(keys["calls"])
    for event in events:
        rows = made[event["id"]]
        assert len(rows) == event["changes"]
        assert {"calls", "call_claims", "call_contacts"} <= {row["noun"] for row in rows}
        assert all(row["key"] in keys[row["noun"]] for row in rows)
