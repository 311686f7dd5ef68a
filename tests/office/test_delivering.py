"""Messages while others save, reports come early, disks fill, clocks err and gateways fail."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.message_club import MONDAY, SLUG, make_message_club, payment
from tests.small_disk import files_of_at_most
from tests.writing import write_event
from workbench import office
from workbench.club import Club
from workbench.delivery.file_gateway import FileGateway
from workbench.delivery.gateways import Letter, NotNow, NotSent, Uncertain
from workbench.model.errors import StoreError, UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MessageState
from workbench.model.message_rows import Message, MessageClaim
from workbench.office import delivering
from workbench.office.day import day_of, has_kept_day
from workbench.office.desk import Desk
from workbench.office.settling import settle
from workbench.office.tasks import tasks_of
from workbench.store.events import chain_faults
from workbench.store.queries import table

NOON = datetime.combine(MONDAY, time(12), ZoneInfo("Europe/Oslo"))


class Killed(BaseException):
    """Ends a run as a kill does: nothing is written after it."""


class Recorder:
    """A gateway that keeps what it takes; `act` happens at each letter, before the answer."""

    name = "opptak"

    def __init__(self, act: Callable[[Letter], None] = lambda _: None, *, keys: bool = False):
        self.letters: list[Letter] = []
        self.act, self.has_keys = act, keys

    def send(self, letter: Letter) -> str:
        self.letters.append(letter)
        self.act(letter)
        return f"id-{letter.key}"


@pytest.fixture
def desk(house, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A club of six payers, reached by e-mail alone."""
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
    with closing(make_message_club(house, 6, sms=False)) as made:
        yield made


def send(desk: Desk, gateway, now=lambda: NOON) -> list[str]:
    """Send by e-mail; return the states of what was tried."""
    sent = delivering.send(desk, now, {Channel.EMAIL: gateway})
    return [str(message.state) for message, _ in sent.tried]


def messages(desk: Desk) -> list[Message]:
    return table(desk.db, Message, "messages")


def pay(number: int) -> None:
    """Save a payment as another process does."""
    with closing(office.open_desk(SLUG)) as other:
        write_event(other.db, {"payments": [payment(number)]}, MONDAY)


def raises(error: BaseException) -> Callable[[Letter], None]:
    def act(_: Letter) -> None:
        raise error

    return act


def edit_settings(desk: Desk, old: str, new: str) -> None:
    path = desk.club.folder / "club.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_each_payer_is_written_to_once_and_the_day_is_kept(desk):
    gateway = Recorder()

    first, second = send(desk, gateway), send(desk, gateway)

    assert (first, second) == (["sent"] * 6, [])
    assert len({letter.address for letter in gateway.letters}) == len(gateway.letters) == 6
    assert has_kept_day(desk, MONDAY)
    assert {row["state"] for row in desk.db["proposals"].rows} == {"sent"}
    assert chain_faults(desk.db) == []


def test_P1_whoever_pays_while_the_message_before_is_with_the_gateway_is_not_written_to(desk):
    def pay_meanwhile(letter: Letter) -> None:
        if letter.address == "p0@example.org":
            pay(1)

    gateway = Recorder(pay_meanwhile)

    assert send(desk, gateway) == ["sent"] * 5
    assert "p1@example.org" not in {letter.address for letter in gateway.letters}


def test_P2_whoever_paid_after_a_kill_is_not_written_to_again_though_the_gateway_knows_keys(desk):
    with pytest.raises(Killed):
        send(desk, Recorder(raises(Killed()), keys=True))
    (message,) = messages(desk)
    (claim,) = table(desk.db, MessageClaim, "message_claims")
    pay(int(claim.claim_id.partition(":")[2]))
    gateway = Recorder(keys=True)

    states = send(desk, gateway)

    assert states == ["unknown", *["sent"] * 5]
    assert message.message_id not in {letter.key for letter in gateway.letters}


@pytest.mark.parametrize("keys", [True, False])
def test_what_was_being_sent_at_a_kill_is_given_again_by_its_key_or_asked_about(desk, keys):
    with pytest.raises(Killed):
        send(desk, Recorder(raises(Killed()), keys=keys))
    (message,) = messages(desk)
    gateway = Recorder(keys=keys)

    states = send(desk, gateway)

    assert states == ["sent" if keys else "unknown", *["sent"] * 5]
    assert (message.message_id in {letter.key for letter in gateway.letters}) == keys
    with day_of(desk, MONDAY) as day:
        asked = [task for task in tasks_of(day).every if task.key.startswith("send_step:")]
    assert len(asked) == (not keys)


def test_a_message_tried_again_that_the_gateway_cannot_take_now_keeps_its_key(desk):
    with pytest.raises(Killed):
        send(desk, Recorder(raises(Killed()), keys=True))
    (message,) = messages(desk)

    send(desk, Recorder(raises(NotNow("ikke nå")), keys=True))
    gateway = Recorder(keys=True)
    send(desk, gateway)

    assert [letter.key for letter in gateway.letters].count(message.message_id) == 1
    assert len({letter.address for letter in gateway.letters}) == len(gateway.letters) == 6


def test_a_message_tried_again_that_the_gateway_refuses_may_have_been_sent(desk):
    with pytest.raises(Killed):
        send(desk, Recorder(raises(Killed()), keys=True))

    send(desk, Recorder(raises(NotSent("en annen melding med samme nøkkel")), keys=True))

    (first,) = [each for each in messages(desk) if each.state == MessageState.UNKNOWN]
    assert first.note == "en annen melding med samme nøkkel"


def test_the_next_day_a_message_of_yesterdays_words_is_asked_about(desk):
    with pytest.raises(Killed):
        send(desk, Recorder(raises(Killed()), keys=True))
    gateway = Recorder(keys=True)

    states = send(desk, gateway, lambda: NOON + timedelta(days=1))

    assert states == ["unknown", *["sent"] * 5]


def test_letters_in_a_folder_are_written_once_though_the_answer_was_lost(desk):
    folder = FileGateway(desk.club.outbox)

    def write_and_die(letter: Letter) -> None:
        folder.send(letter)
        raise Killed

    lossy = Recorder(write_and_die, keys=True)
    lossy.name = folder.name
    with pytest.raises(Killed):
        send(desk, lossy)

    states = send(desk, folder)

    assert states == ["sent"] * 6
    assert len([*desk.club.outbox.glob("*.eml")]) == 6


@pytest.mark.parametrize("error", [KeyError("p1@example.org"), Uncertain("ikke noe svar")])
def test_a_gateway_without_answers_is_asked_three_times_and_no_more(desk, error):
    gateway = Recorder(raises(error))

    states = send(desk, gateway)

    assert states == ["unknown"] * 3
    assert len(gateway.letters) == 3
    assert not any("@" in (message.note or "") for message in messages(desk))


@pytest.mark.parametrize("error", [NotNow("ingen tilkobling"), UsageError("ikke https")])
def test_after_a_gateway_that_takes_nothing_now_all_is_sent_later(desk, error):
    later = Recorder()

    assert send(desk, Recorder(raises(error))) == ["lapsed"] * 3  # then nobody is at home
    assert send(desk, later) == ["sent"] * 6
    assert len({letter.address for letter in later.letters}) == 6


@pytest.mark.parametrize("reported", [MessageState.DELIVERED, MessageState.BOUNCED])
def test_a_report_that_comes_before_the_answer_stays_with_what_the_gateway_said(desk, reported):
    def report(letter: Letter) -> None:
        with closing(office.open_desk(SLUG)) as other:
            (message,) = table(other.db, Message, "messages", message_id=[letter.key])
            settle(other, message._replace(state=reported, sent_on=MONDAY), MONDAY)

    gateway = Recorder(report)
    send(desk, gateway)

    assert {message.state for message in messages(desk)} == {reported}
    assert {(m.sent_on, m.sent_at) for m in messages(desk)} == {(MONDAY, "12:00")}
    assert {m.provider_id for m in messages(desk)} == {f"id-{m.message_id}" for m in messages(desk)}
    is_taken = reported == MessageState.DELIVERED
    states = {row["state"] for row in desk.db["proposals"].rows}
    assert states == ({"sent"} if is_taken else {"approved"})
    assert len({letter.address for letter in gateway.letters}) == len(gateway.letters) == 6


def test_an_answer_that_finds_no_room_on_the_disk_is_asked_about(desk):
    with ExitStack() as full:
        gateway = Recorder(lambda _: full.enter_context(files_of_at_most(4096)))
        with pytest.raises(StoreError, match="disken er full"):
            send(desk, gateway)
    later = Recorder()

    states = send(desk, later)

    assert states == ["unknown", *["sent"] * 5]
    assert not {each.address for each in gateway.letters} & {each.address for each in later.letters}


def test_nobody_is_written_to_after_hours_though_the_run_began_before(desk):
    moments = iter([NOON.replace(hour=20, minute=59)] * 8)
    gateway = Recorder()

    sent = delivering.send(
        desk, lambda: next(moments, NOON.replace(hour=21)), {Channel.EMAIL: gateway}
    )

    assert 0 < len(gateway.letters) < 6
    assert len(gateway.letters) + len(sent.waiting) == 6


def test_by_a_clock_that_is_behind_the_newest_plan_nothing_is_sent(desk):
    plan = {"day": MONDAY, "sha256": "x", "policy": "skriftlig", "policy_sha256": "x"}
    write_event(desk.db, {"plans": [plan | {"claims": 6, "proposed": 6}]}, MONDAY)
    gateway = Recorder()

    with pytest.raises(UsageError, match="før den siste planen"):
        send(desk, gateway, lambda: NOON - timedelta(days=3))
    assert gateway.letters == []


def test_after_a_clock_that_was_set_back_a_day_nobody_is_written_to_twice(desk):
    send(desk, Recorder(), lambda: NOON + timedelta(days=1))
    gateway = Recorder()

    send(desk, gateway)

    assert gateway.letters == []


def test_a_club_that_switches_messages_off_meanwhile_gets_no_more_sent(desk):
    def switch_off(_: Letter) -> None:
        edit_settings(desk, 'epost = ["paaminnelser"]', "epost = []")

    gateway = Recorder(switch_off)

    sent = delivering.send(desk, lambda: NOON, {Channel.EMAIL: gateway})

    assert len(gateway.letters) == 1
    assert [each.waits for each in sent.waiting] == [delivering.CHANGED] * 5
    with pytest.raises(UsageError, match=r"club\.toml"):
        send(desk, gateway)


def test_a_club_without_books_gets_nothing_sent_and_no_books(house, desk):
    folder = house / "data" / "clubs" / "tom-il"
    folder.mkdir()
    (folder / "club.toml").write_bytes((desk.club.folder / "club.toml").read_bytes())
    (folder / "policies").symlink_to(desk.club.folder / "policies")

    with closing(office.open_desk("tom-il")) as empty:
        sent = delivering.send(empty, lambda: NOON)

    assert (sent.tried, sent.waiting) == ([], [])
    assert not Club(house, "tom-il").database.exists()
