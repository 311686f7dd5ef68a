"""Sending processes killed at any moment, while others save payments: nobody is written to twice,
nor after having paid, and what may have been sent is asked about.

`make chaos` sends 1,500 messages by each gateway through sixteen kills; `make test` a few by each
through one.
"""

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller

from tests.delivery.test_smtp_gateway import free_port
from tests.message_club import MONDAY, SLUG, claim_id, make_message_club
from workbench import office
from workbench.office.day import day_of
from workbench.office.desk import Desk
from workbench.office.tasks import tasks_of
from workbench.store.events import chain_faults

COMMAND = [sys.executable, "-m", "workbench.cli", "send", SLUG]
KEYED = """
import http.client, json, sys
from workbench import office
from workbench.delivery.gateways import Uncertain
from workbench.model.message_kinds import WRITTEN
from workbench.office import delivering
class Keyed:
    name, has_keys = "nøkler", True
    def send(self, letter):
        connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
        connection.request("POST", "/", json.dumps(letter._asdict()))
        if connection.getresponse().status != 200:
            raise Uncertain("ikke noe svar")
        return letter.key
desk = office.open_desk("prove-il")
delivering.send(desk, office.clock, dict.fromkeys(WRITTEN, Keyed()))
"""
PAY = """
import sys
from tests.message_club import MONDAY, SLUG, payment
from tests.writing import write_event
from workbench import office
desk = office.open_desk(SLUG)
for line in sys.stdin:
    write_event(desk.db, {"payments": [payment(int(line))]}, MONDAY)
    print(line, end="", flush=True)
"""
SLOW_EVERY, SLOW_SECONDS = 25, 0.02  # messages, and what the server takes longer for one of them
MOMENTS = ("before", "during", "after")
REFUSED = "en kjøring er allerede i gang"


class Receipt(NamedTuple):
    """A letter that a gateway accepted."""

    key: str
    address: str
    run: int  # the number of the sending process


class Post:
    """What a gateway accepted, and the sending process, which it may kill at a letter."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.process: subprocess.Popen[bytes] | None = None
        self.run, self.count, self.kill_at, self.moment = 0, 0, 0, ""
        self.lock = threading.Lock()
        self.bodies: dict[str, object] = {}

    def begin(self, process: "subprocess.Popen[bytes]", kill_at: int, moment: str) -> None:
        """Let a process send; it is killed at a letter before, during or after it is accepted."""
        with self.lock:
            self.process, self.run = process, self.run + 1
            self.count, self.kill_at, self.moment = 0, kill_at, moment

    def accept(self, key: str, address: str, body: object, run: int) -> bool:
        """Accept a letter, once by its key; return False for none."""
        with self.lock:
            self.count += 1
            is_last = run == self.run and self.count == self.kill_at
            if is_last and self.moment == "before":
                self._kill()
                return False
            if self.bodies.setdefault(key, body) != body:
                return False
            self.receipts.append(Receipt(key, address, run))
            if is_last and self.moment == "during":
                self._kill()
            elif is_last:
                threading.Timer(Random(self.kill_at).uniform(0, 0.01), self._kill).start()
            return True

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()

    def pause(self) -> float:
        return SLOW_SECONDS if self.count % SLOW_EVERY == 1 else 0


class SmtpPost(Post):
    """A server of e-mail, which knows no keys: each letter that comes is accepted."""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, _: Any):
        session.run = self.run
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (address,) = envelope.rcpt_tos
        is_accepted = self.accept(f"{len(self.receipts)}", address, None, session.run)
        await asyncio.sleep(self.pause())
        return "250 OK" if is_accepted else "451 not now"


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpPost]:
    post, port = SmtpPost(), free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("WORKBENCH_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("WORKBENCH_SMTP_PORT", str(port))
    yield post
    controller.stop()


class KeyedPost(Post):
    """A server that knows a letter again by its key."""

    def __init__(self) -> None:
        super().__init__()
        post = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                run = post.run
                letter = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                is_accepted = post.accept(letter["key"], letter["address"], letter, run)
                time.sleep(post.pause())
                self.send_response(200 if is_accepted else 409)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def keyed() -> Iterator[KeyedPost]:
    post = KeyedPost()
    threading.Thread(target=post.http.serve_forever, args=(0.01,)).start()
    yield post
    post.http.shutdown()
    post.http.server_close()


class Payers:
    """A process that saves payments, of which it is known before which run they were saved."""

    def __init__(self, payers: int) -> None:
        self.rng = Random(20261123)
        self.unpaid = self.rng.sample(range(payers), payers)
        self.sent, self.saved_before_run = 0, dict[str, int]()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def pay(self) -> None:
        """Let one more payer pay; it is not awaited."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{self.unpaid.pop()}\n")
        self.process.stdin.flush()
        self.sent += 1

    def wait(self, next_run: int) -> None:
        """Wait until all payments are saved, all of them before a run."""
        assert self.process.stdout is not None
        while len(self.saved_before_run) < self.sent:
            number = int(self.process.stdout.readline())
            self.saved_before_run[claim_id(number)] = next_run

    def close(self) -> None:
        self.process.communicate()


class Size(NamedTuple):
    payers: int
    kills: int


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Size:
    trials = request.config.getoption("--trials")
    return Size(min(1500, 15 * trials + 15), max(1, 16 * trials // 100))


def kills_of(size: Size, first: str) -> Iterator[tuple[int, str]]:
    """Yield at which letter of its run each process is killed, and whether before, during or after
    it: those three in turn from the first one; at last a process that is not killed."""
    rng, place = Random(20261124), MOMENTS.index(first)
    for number in range(size.kills):
        longest = size.payers // (size.kills + 1)
        yield rng.randint(1, longest), MOMENTS[(number + place) % 3]
    yield 0, ""


def send_through_kills(post: Post, command: list[str], size: Size, first: str) -> Payers:
    """Send by processes that are killed, and at last by one that is not, while others pay."""
    payers = Payers(size.payers)
    for kill_at, moment in kills_of(size, first):
        payers.pay()
        payers.wait(post.run + 1)
        payers.pay()  # while the process sends
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            post.begin(process, kill_at, moment)
            process.communicate()
        payers.wait(post.run + 1)
        assert process.returncode in ((-9,) if kill_at else (0, 1))
    payers.close()
    return payers


class Outcome(NamedTuple):
    """What the books show, by claim id."""

    states: dict[str, list[str]]  # of the claim's messages
    keys: dict[str, str]  # message id -> claim id
    begun: dict[str, int]  # the event by which a message was marked
    paid: dict[str, int]  # the event by which a payment was saved
    asked: set[str]


def outcome_of(desk: Desk) -> Outcome:
    conn = desk.db.conn
    states: dict[str, list[str]] = {}
    rows = conn.execute(
        "SELECT claim_id, message_id, state FROM messages JOIN message_claims USING (message_id)"
    )
    keys = {}
    for claim, key, state in rows:
        states.setdefault(claim, []).append(state)
        keys[key] = claim
    begun = dict(conn.execute("SELECT subject, min(id) FROM events WHERE kind = 'send' GROUP BY 1"))
    paid = dict(
        conn.execute("SELECT claim_id, payments.event_id FROM payments JOIN claims USING (kid)")
    )
    with day_of(desk, MONDAY) as day:
        asked = {
            task.about.partition("|")[0] for task in tasks_of(day).every if task.kind == "send_step"
        }
    return Outcome(states, keys, begun, paid, asked)


def assert_books_verify(desk: Desk) -> None:
    assert chain_faults(desk.db) == []
    assert desk.db.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def assert_nobody_who_had_paid_was_begun(outcome: Outcome) -> None:
    """The chain of events has an order that is certain."""
    for key, claim in outcome.keys.items():
        assert claim not in outcome.paid or outcome.begun[key] < outcome.paid[claim]


def assert_nobody_who_had_paid_was_reached(
    claims_reached: list[tuple[str, int]], payers: Payers
) -> None:
    """What was saved before a process began is certain, too."""
    for claim, run in claims_reached:
        assert run < payers.saved_before_run.get(claim, run + 1)


def assert_all_came_once(desk: Desk, letters: list[str], size: Size) -> None:
    """With keys: who had not paid got one letter, and the books show it as sent."""
    outcome = outcome_of(desk)
    came = Counter(outcome.keys[key] for key in {*letters})
    for claim in map(claim_id, range(size.payers)):
        if claim in outcome.paid:
            assert came[claim] <= 1
        else:
            assert (came[claim], outcome.states.get(claim)) == (1, ["sent"])
    assert_nobody_who_had_paid_was_begun(outcome)
    assert_books_verify(desk)


def test_P1_letters_in_a_folder_are_each_written_once_through_kills(house, monkeypatch, size):
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
    desk = make_message_club(house, size.payers)
    folder, payers, run = desk.club.outbox, Payers(size.payers), 0
    written: dict[str, int] = {}

    for kill_at, moment in kills_of(size, "after"):
        payers.pay()
        payers.wait(run := run + 1)
        payers.pay()
        with subprocess.Popen(COMMAND, stdout=subprocess.PIPE) as process:
            kill_when_written(process, folder, len(written) + kill_at if kill_at else 0, moment)
            process.communicate()
        assert process.returncode in ((-9,) if kill_at else (0, 1))
        written |= dict.fromkeys(letters_in(folder) - written.keys(), run)
        payers.wait(run + 1)
    payers.close()

    outcome = outcome_of(desk)
    reached = [(outcome.keys[key], at) for key, at in written.items()]
    assert_nobody_who_had_paid_was_reached(reached, payers)
    assert_all_came_once(desk, [*written], size)
    desk.close()


def letters_in(folder: Path) -> set[str]:
    return {path.name.partition(".")[0] for path in folder.glob("[!.]*")}


def kill_when_written(
    process: "subprocess.Popen[bytes]", folder: Path, count: int, moment: str
) -> None:
    """Kill a process once there are so many letters; a little later "after" it."""
    while count and process.poll() is None:
        if len(letters_in(folder)) >= count:
            if moment == "after":
                with_timeout(process, Random(count).uniform(0, 0.02))
            process.kill()
            return
        with_timeout(process, 0.002)


def with_timeout(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def test_P1_P2_a_gateway_that_knows_keys_gets_each_message_once_through_kills(
    house, monkeypatch, size, keyed
):
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
    with closing(make_message_club(house, size.payers)) as desk:
        command = [sys.executable, "-c", KEYED, str(keyed.http.server_port)]

        payers = send_through_kills(keyed, command, size, "before")

        outcome = outcome_of(desk)
        reached = [(outcome.keys[letter.key], letter.run) for letter in keyed.receipts]
        assert_nobody_who_had_paid_was_reached(reached, payers)
        assert_all_came_once(desk, [letter.key for letter in keyed.receipts], size)


def test_P1_P2_a_gateway_without_keys_gets_no_message_twice_and_the_unsure_are_asked_about(
    house, monkeypatch, size, smtp
):
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
    more = 'epost_leverandoer = "smtp"\n'
    with closing(make_message_club(house, size.payers, more=more, sms=False)) as desk:
        payers = send_through_kills(smtp, COMMAND, size, "during")

        outcome = outcome_of(desk)
        came = Counter(claim_of(letter.address) for letter in smtp.receipts)
        reached = [(claim_of(letter.address), letter.run) for letter in smtp.receipts]
        assert max(came.values()) == 1
        for claim in map(claim_id, range(size.payers)):
            states = outcome.states.get(claim, [])
            assert len(states) <= 1
            assert "sent" not in states or came[claim] == 1
            if claim not in outcome.paid:
                assert states in (["sent"], ["unknown"])
                assert (claim in outcome.asked) == (states == ["unknown"])
        assert ["unknown"] in outcome.states.values()
        assert_nobody_who_had_paid_was_begun(outcome)
        assert_nobody_who_had_paid_was_reached(reached, payers)
        assert_books_verify(desk)


def claim_of(address: str) -> str:
    return claim_id(int(address.partition("@")[0].removeprefix("p")))


def test_two_processes_do_not_send_for_one_club_at_once_and_a_kill_frees_the_lock(
    house, monkeypatch, smtp
):
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
    has_come, may_answer = threading.Event(), threading.Event()

    async def wait_with_the_answer(server: Any, session: Any, envelope: Any) -> str:
        has_come.set()
        await asyncio.to_thread(may_answer.wait)
        return "250 OK"

    more = 'epost_leverandoer = "smtp"\n'
    make_message_club(house, 3, more=more, sms=False).close()
    smtp.handle_DATA = wait_with_the_answer  # type: ignore[method-assign]
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE) as first:
        assert has_come.wait(60)
        second = subprocess.run(COMMAND, capture_output=True, text=True)
        first.kill()
    may_answer.set()
    third = subprocess.run(COMMAND, capture_output=True, text=True)

    assert second.returncode == 2 and REFUSED in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1
    assert third.returncode == 1, third.stderr  # of the first message nobody knows
    with closing(office.open_desk(SLUG)) as desk:
        states = Counter(row["state"] for row in desk.db["messages"].rows)
    assert states == {"unknown": 1, "sent": 2}
