"""Messages worked out, sent and settled: of one claim of one club, by the gateway of files."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.one_claim import GIRO, SLUG, Club, club
from tests.writing import write_event
from workbench import office
from workbench.cli import main, message_commands
from workbench.delivery.gateways import BadAddress, Letter, NotNow, NotSent, Uncertain
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MessageKind, MessageState
from workbench.model.message_rows import Message, MessageClaim
from workbench.model.outcomes import Outcome
from workbench.model.rows import Proposal, Step
from workbench.model.task_kinds import TaskAnswer
from workbench.office import delivering, sending
from workbench.office.day import day_of
from workbench.office.day_lists import show
from workbench.office.handover_files import QUERIES as CASES
from workbench.office.writing import write_to
from workbench.store.queries import table

__all__ = ["club"]  # the fixture

OSLO = ZoneInfo("Europe/Oslo")
MONDAY = date(2026, 10, 5)
PHONE, EMAIL = "+4741234501", "kari@example.org"
SETTINGS = """
[meldinger]
sms = ["bekreftelser", "beskjeder", "paaminnelser", "spoersmaal"]
epost = ["paaminnelser"]
telefon = "22 33 44 55"
nettsted = "prove.no"
fra_epost = "medlem@prove.no"
fra_sms = "+4759440000"
"""
WAYS = 'channels = ["sms", "email"]'


class Recorder:
    """A gateway that remembers what it was given, and answers as it is told."""

    name, has_keys = "opptak", False

    def __init__(self, *faults: Exception) -> None:
        self.letters: list[Letter] = []
        self.faults = [*faults]

    def send(self, letter: Letter) -> str:
        self.letters.append(letter)
        if self.faults:
            raise self.faults.pop(0)
        return f"nr-{len(self.letters)}"


def allow(club: Club, settings: str = SETTINGS, *, ways: str = WAYS) -> None:
    """Let the club allow messages, with reminders by SMS or else e-mail, and open it again."""
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8") + settings, "utf-8")
    own = club.home / "policies" / "idrettslag.toml"
    own.parent.mkdir()
    standard = club.home.parents[1] / "policies" / "idrettslag.toml"
    text = standard.read_text("utf-8").replace('channels = ["member_system"]', ways)
    own.write_text(text, "utf-8")
    reopen(club)


def reopen(club: Club) -> None:
    club.desk.close()
    club.desk = office.open_desk(SLUG)


def at(day: date, clock: str = "12:00") -> Callable[[], datetime]:
    moment = datetime.combine(day, time.fromisoformat(clock), OSLO)
    return lambda: moment


def send(club: Club, gateway: Recorder, clock: str = "12:00") -> delivering.Sent:
    gateways = {Channel.SMS: gateway, Channel.EMAIL: gateway}
    return delivering.send(club.desk, at(club.at, clock), gateways)


def approved(club: Club, day: date = MONDAY) -> None:
    """Run the week and approve the second reminder, which goes by SMS."""
    allow(club)
    club.week(day)
    sending.approve(club.desk, day)


def messages(club: Club) -> list[Message]:
    return table(club.desk.db, Message, "messages")


def states(club: Club) -> list[str]:
    in_order = sorted(messages(club), key=lambda message: message.made_on)
    return [str(message.state) for message in in_order]


def pay(club: Club) -> None:
    paid = {"payment_id": "p", "invoice_id": "spoortz:70012", "amount_ore": 500_00}
    paid |= {"source": "camt", "paid_on": club.at}
    write_event(club.desk.db, {"payments": [paid]}, club.at)


# ------------------------------------------------------------------ what was approved


def test_what_is_approved_is_sent_from_here_and_stands_on_no_list_to_be_sent_by_hand(club):
    approved(club)
    gateway = Recorder()

    listed = [*show(club.desk, "reminders", MONDAY).records]
    here = [row["claim_id"] for row in show(club.desk, "sent_here", MONDAY).records]
    sent = send(club, gateway)

    ((message, text),) = sent.tried
    (letter,) = gateway.letters
    assert (listed, here) == ([], ["spoortz:70012"])
    assert (message.kind, message.state) == (MessageKind.REMINDER, MessageState.SENT)
    assert (letter.address, letter.key, letter.sender) == (PHONE, message.message_id, "+4759440000")
    assert letter.text.startswith("Hei Kari!") and "22 33 44 55" in letter.text
    assert text.text == letter.text
    assert message.provider_id == "nr-1"
    assert (message.sent_on, message.sent_at) == (MONDAY, "12:00")


def test_a_step_that_was_sent_is_taken_and_is_not_sent_again(club):
    approved(club)
    gateway = Recorder()

    send(club, gateway)
    again = send(club, gateway)
    with day_of(club.desk, club.at) as day:
        steps = table(day.db, Step, "taken_steps", step_id=["reminder_2"])

    assert (len(gateway.letters), again.tried) == (1, [])
    assert [(step.sent_on, step.channel) for step in steps] == [(MONDAY, Channel.SMS)]
    assert club.plan()[0][:2] == ("waiting", None)
    assert [state for _, state in proposals(club)] == ["sent"]


def proposals(club: Club) -> list[tuple[date, str]]:
    rows = table(club.desk.db, Proposal, "proposals", step_id=["reminder_2"])
    return [(each.run_on, str(each.state)) for each in rows]


def test_an_sms_that_nobody_asked_for_says_no_sum_and_no_debt(club):
    approved(club)
    gateway = Recorder()

    send(club, gateway)

    text = gateway.letters[0].text
    assert not any(word in text.casefold() for word in ("500", "kr", "betal", "forfal", "krav"))
    assert len(text) <= 160


def test_P1_who_has_paid_since_the_approval_is_not_written_to(club):
    approved(club)
    pay(club)

    sent = send(club, Recorder())

    assert (sent.tried, messages(club)) == ([], [])


def test_who_has_paid_between_the_working_out_and_the_sending_is_not_written_to(club, monkeypatch):
    approved(club)
    gateway, work_out, paid = Recorder(), delivering.find_wanted, []

    def find_wanted(*args):
        found = work_out(*args)
        if not paid:  # after the first look
            paid.append(True)
            other = office.open_desk(SLUG)
            club_of_other = type("Other", (), {"desk": other, "at": club.at})
            pay(club_of_other)
            other.close()
        return found

    monkeypatch.setattr(delivering, "find_wanted", find_wanted)
    sent = send(club, gateway)

    assert (gateway.letters, sent.tried) == ([], [])


@pytest.mark.parametrize(
    ("day", "clock", "why"),
    [
        (MONDAY, "07:59", "utenfor ringetiden"),
        (MONDAY, "21:00", "utenfor ringetiden"),
        (date(2026, 10, 4), "12:00", "utenfor ringetiden"),  # a Sunday
    ],
)
def test_what_nobody_asked_for_waits_outside_the_hours(club, day, clock, why):
    approved(club, day)
    gateway = Recorder()

    sent = send(club, gateway, clock)

    assert gateway.letters == []
    assert [why in each.waits for each in sent.waiting] == [True]


def test_what_nobody_asked_for_waits_through_a_quiet_week(club):
    approved(club)
    quiet = '\n[[stille]]\nhva = "høstferien"\nfra = 2026-10-05\ntil = 2026-10-09\n'
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8") + quiet, "utf-8")
    reopen(club)

    sent = send(club, Recorder())

    assert [each.waits for each in sent.waiting] == ["venter til etter høstferien"]


def test_what_waits_overnight_is_sent_the_next_day_and_is_no_question_whether_it_was(club):
    approved(club)
    send(club, Recorder(), "22:00")

    club.go_to(MONDAY + timedelta(days=1))
    tasks, gateway = club.page(), Recorder()
    send(club, gateway)

    assert not any(key.startswith("send_step:") for key in tasks)
    assert "follow_up:outbox" in tasks
    assert len(gateway.letters) == 1


def test_a_payer_without_a_mobile_gets_the_reminder_by_e_mail(club):
    club.export(phone="22334455")
    approved(club)
    gateway = Recorder()

    send(club, gateway)

    (letter,) = gateway.letters
    assert letter.address == EMAIL
    assert "500 kr" in letter.text.replace("\xa0", " ") and "Spoortz" in letter.text
    assert "19. oktober" in letter.text  # fourteen days to pay
    assert '<html lang="nb">' in letter.html
    assert (letter.sender_name, letter.reply_to) == ("Prøve IL", "medlem@prove.no")


def test_nothing_is_sent_by_what_the_club_has_not_named(club):
    club.week(MONDAY)
    sending.approve(club.desk, MONDAY)

    assert delivering.send(club.desk, at(MONDAY)) == delivering.Sent()
    assert len(show(club.desk, "reminders", MONDAY).records) == 1


def test_a_second_message_the_same_day_waits(club):
    approved(club)
    gateway = Recorder()
    send(club, gateway)

    gateways = {Channel.SMS: gateway}
    waiting = write_to(club.desk, at(MONDAY), "verify_contact", "Kari Li", gateways=gateways)

    assert len(gateway.letters) == 1
    assert ["skrevet til i dag" in each.waits for each in waiting.waiting] == [True]


# ------------------------------------------------------------------ what may go wrong


def test_A3_a_message_that_failed_takes_no_step_and_is_a_task(club):
    approved(club)

    send(club, Recorder(NotSent("Leverandøren avviste meldingen.")))
    same_day = send(club, Recorder())
    failed = club.page()
    club.go_to(MONDAY + timedelta(days=1))
    next_day = send(club, gateway := Recorder())

    assert states(club) == ["failed", "sent"]
    assert same_day.tried == []
    assert any(key.startswith("follow_up:message:") for key in failed)
    assert (len(gateway.letters), len(next_day.tried)) == (1, 1)


def test_nobody_is_written_to_again_where_it_is_not_known_whether_it_was_sent(club):
    approved(club)

    send(club, Recorder(Uncertain("Ikke noe svar.")))
    again = send(club, Recorder())
    club.go_to(MONDAY + timedelta(days=1))
    next_day = send(club, Recorder())

    (key,) = [key for key in club.page() if key.startswith("send_step:")]
    assert (states(club), again.tried, next_day.tried) == (["unknown"], [], [])
    assert club.plan()[0][0] == "unknown_sent"
    assert key == "send_step:spoortz:70012|reminder_2|2026-08-15"


@pytest.mark.parametrize(
    ("answer", "state", "letters"), [("sent", "sent", 0), ("not_sent", "lapsed", 1)]
)
def test_what_a_person_finds_out_about_it_is_what_counts(club, answer, state, letters):
    approved(club)
    send(club, Recorder(Uncertain("Ikke noe svar.")))
    key = "send_step:spoortz:70012|reminder_2|2026-08-15"

    club.answer(key, answer=answer)
    first = states(club)
    club.go_to(MONDAY + timedelta(days=1))
    club.week(club.at)
    sending.approve(club.desk, club.at)
    send(club, gateway := Recorder())

    assert (first, len(gateway.letters)) == ([state], letters)


def test_a_gateway_that_cannot_be_reached_gets_it_later_the_same_day(club):
    approved(club)

    first = send(club, Recorder(NotNow("Ingen tilkobling.")))
    second = send(club, gateway := Recorder(), "13:00")

    assert [str(message.state) for message, _ in first.tried] == ["lapsed"]
    assert (len(gateway.letters), len(second.tried)) == (1, 1)
    assert sorted(states(club)) == ["lapsed", "sent"]


def test_another_process_that_sends_for_the_club_is_refused(club):
    approved(club)

    with club.desk.club.lock(delivering.SENDING_LOCK), pytest.raises(UsageError, match="i gang"):
        send(club, Recorder())


# ------------------------------------------------------------------ what was agreed


def agree(club: Club, outcome: Outcome = Outcome.PAYMENT_PLAN, **more) -> None:
    """Phone Kari at noon on the Monday."""
    club.go_to(MONDAY)
    if outcome == Outcome.PAYMENT_PLAN:
        more = {"parts": 3, "first_on": date(2026, 11, 16)} | more
    club.call(outcome, confirm=True, **more)


def test_what_was_agreed_in_a_call_is_confirmed_to_the_number_that_agreed(club):
    allow(club)
    club.week(MONDAY)
    agree(club)

    early = delivering.send(club.desk, at(MONDAY, "12:05"))
    sent = delivering.send(club.desk, at(MONDAY, "12:06"))

    ((message, text),) = sent.tried
    path = club.home / "outbox" / f"{message.message_id}.sms.txt"
    assert early.tried == []
    assert (message.kind, message.state) == (MessageKind.PAYMENT_PLAN, MessageState.SENT)
    assert text.address == PHONE
    assert "166,67 kr 16. november" in text.text
    assert text.text in path.read_text("utf-8")
    assert not any(key.endswith(":sms") for key in club.page())


@pytest.mark.parametrize(
    ("outcome", "more", "said"),
    [
        (
            Outcome.WILL_PAY_ON,
            {"until_on": date(2026, 10, 20)},
            "500 kr til Prøve IL innen 20.",
        ),
        (Outcome.DEFERRAL, {"until_on": date(2026, 11, 2)}, "Ny frist er 2. november"),
        (Outcome.OBJECTION, {}, "du får svar innen 12. oktober"),
    ],
)
def test_each_outcome_that_somebody_agreed_to_gets_its_text(club, outcome, more, said):
    allow(club)
    club.week(MONDAY)
    agree(club, outcome, **more)

    send(club, gateway := Recorder(), "12:06")

    assert said in gateway.letters[0].text.replace("\xa0", " ")
    assert gateway.letters[0].text.count("Kari") == 1


def test_a_resignation_is_asked_for_in_writing(club):
    allow(club)
    club.week(MONDAY)
    agree(club, Outcome.RESIGNED, members=("spoortz:7",), is_confirmed=True)

    send(club, gateway := Recorder(), "12:06")

    assert "Svar UTMELD" in gateway.letters[0].text and "Kari" in gateway.letters[0].text


def test_what_was_agreed_is_confirmed_at_any_hour(club):
    allow(club)
    club.week(MONDAY)
    agree(club)

    assert len(send(club, Recorder(), "23:30").tried) == 1


def test_a_call_about_the_same_claims_replaces_what_was_agreed_before_it(club):
    allow(club)
    club.week(MONDAY)
    agree(club)

    club.call(Outcome.WILL_PAY_ON, "e" * 32, until_on=date(2026, 10, 20), confirm=True)
    send(club, gateway := Recorder(), "12:10")

    assert ["innen 20. oktober" in letter.text for letter in gateway.letters] == [True]


def test_what_was_taken_back_before_five_minutes_were_over_is_never_confirmed(club):
    allow(club)
    club.week(MONDAY)
    agree(club, Outcome.OBJECTION)
    (key,) = [key for key in club.all_keys() if key.startswith("settle_hold:")]

    club.answer(key, answer=TaskAnswer.RESUME)
    club.go_to(MONDAY + timedelta(days=1))

    assert send(club, Recorder()).tried == []


def test_the_old_number_is_told_without_a_name_that_it_was_exchanged(club):
    allow(club)
    club.week(MONDAY)
    club.go_to(MONDAY)
    club.call(Outcome.CONTACT_UPDATED, phone="400 00 009")

    send(club, gateway := Recorder(), "12:06")

    (letter,) = gateway.letters
    assert letter.address == PHONE
    assert "Kari" not in letter.text and "Prøve IL" in letter.text


@pytest.mark.parametrize("outcome", [Outcome.WRONG_NUMBER])
def test_a_wrong_number_is_told_nothing(club, outcome):
    allow(club)
    club.week(MONDAY)
    club.go_to(MONDAY)
    club.call(outcome, phone="400 00 009")

    assert send(club, Recorder(), "12:06").tried == []


# ------------------------------------------------------------------ the command


def test_the_command_shows_what_would_be_sent_and_sends_it(club, capsys, monkeypatch):
    approved(club)
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())

    assert main(["send", SLUG, "--dry-run"]) == 0
    would = capsys.readouterr().out
    assert main(["send", SLUG, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)[SLUG]

    assert "klar" in would and "1 melding ville blitt sendt" in would
    assert (row["state"], row["kind"], row["address"]) == ("sent", "reminder", PHONE)
    assert (club.home / "outbox" / f"{row['message_id']}.sms.txt").exists()
    assert len(show(club.desk, "sent_messages", MONDAY).records) == 1


def test_the_command_says_where_the_club_lets_nothing_be_sent(club, capsys):
    club.week(MONDAY)

    assert main(["send", SLUG, "--dry-run"]) == 0
    assert "lar oss ikke sende noe ennå" in capsys.readouterr().out
    allow(club)
    assert main(["send", SLUG, "--dry-run"]) == 0
    assert "lar oss ikke" not in capsys.readouterr().out


# ------------------------------------------------------------------ fees, law and grief


def test_a_fee_stands_apart_in_the_e_mail_and_never_goes_by_sms(club):
    club.export(phone="22334455")
    charge(club)
    approved(club)

    send(club, gateway := Recorder())

    text = gateway.letters[0].text.replace("\xa0", " ")
    assert "Treningsavgift: 500 kr" in text
    assert "Purregebyr: 38 kr" in text and "Til sammen er det 538 kr" in text


def test_a_letter_with_a_fee_waits_where_only_an_sms_reaches(club):
    charge(club)
    approved(club)

    sent = send(club, gateway := Recorder())

    assert gateway.letters == []
    assert ["gebyr" in each.waits for each in sent.waiting] == [True]


def charge(club: Club) -> None:
    """Let the second reminder bear the fee that the club has decided on."""
    path = club.home / "club.toml"
    decided = 'gebyr = { besluttet_av = "årsmøtet", dag = 2026-03-01 }'
    path.write_text(path.read_text("utf-8").replace("gebyr = false", decided), "utf-8")
    standard = club.home.parents[1] / "policies" / "idrettslag.toml"
    text = standard.read_text("utf-8")
    after = text.index('step_id = "reminder_2"')
    fee = text[after:].replace("days = 14", "days = 14\nfee = true", 1)
    standard.write_text(text[:after] + fee, "utf-8")


def test_nothing_is_sent_after_the_assignment_has_ended(club):
    approved(club)
    path = club.home / "club.toml"
    text = path.read_text("utf-8").replace("samtaler = true", "samtaler = true\ntil = 2026-10-04")
    path.write_text(text, "utf-8")
    reopen(club)

    sent = send(club, Recorder())

    assert sent.tried == []


def test_no_confirmation_goes_to_a_home_in_grief(club):
    allow(club)
    club.week(MONDAY)
    agree(club)
    hold = {"hold_id": "list", "kind": "deceased", "member_id": "spoortz:7", "start_on": MONDAY}
    write_event(club.desk.db, {"holds": [hold]}, MONDAY)

    assert send(club, Recorder(), "12:10").tried == []
    assert any(key.endswith(":sms") for key in club.all_keys())


def test_the_words_that_were_sent_go_with_a_claim_to_the_partner(club):
    approved(club)
    send(club, gateway := Recorder())

    with day_of(club.desk, club.at) as day:
        rows = [*CASES.events_of(day.db.conn, claims=json.dumps(["spoortz:70012"]))]

    assert gateway.letters[0].text in [name for _, _, what, name, *_ in rows if what == "text"]


def test_P5_one_message_has_all_that_a_payer_owes_and_what_is_paid_is_not_in_it(club):
    club.export(phone="22334455")
    second = "70013;;7;Kari Li;Kontingent;01.08.2026;15.08.2026;300;0;;Utsendt;2;10.09.2026"
    paid = "70014;;7;Kari Li;Dugnad;01.08.2026;15.08.2026;200;200;20.08.2026;Betalt;2;10.09.2026"
    club.put("spoortz_giroer", GIRO.format(ore=500, paid=0, status="Utsendt"), second, paid)
    approved(club)

    ((message, text),) = send(club, gateway := Recorder()).tried

    words = text.text.replace("\xa0", " ")
    stepped = table(club.desk.db, MessageClaim, "message_claims")
    assert len(gateway.letters) == 1
    assert "Til sammen er det 800 kr" in words and "Dugnad" not in words
    assert {claim.claim_id for claim in stepped} == {"spoortz:70012", "spoortz:70013"}
    assert {claim.message_id for claim in stepped} == {message.message_id}


def test_what_fails_day_after_day_is_tried_three_times(club):
    approved(club)
    tried = 0

    for days in range(6):
        club.go_to(MONDAY + timedelta(days=days))
        tried += len(send(club, Recorder(NotSent("Avvist."))).tried)
    waiting = send(club, Recorder()).waiting

    assert tried == 3
    assert ["finn en annen måte" in each.waits for each in waiting] == [True]


def test_an_address_that_the_server_refuses_is_not_used_again(club):
    approved(club)

    send(club, Recorder(BadAddress("Nummeret er ikke i bruk.")))
    club.go_to(MONDAY + timedelta(days=1))
    send(club, by_mail := Recorder())
    club.week(club.at)
    sending.approve(club.desk, club.at)
    send(club, by_mail)

    assert states(club)[0] == "bounced"
    assert [letter.address for letter in by_mail.letters] == [EMAIL]


def test_what_was_sent_and_what_waits_stand_in_one_table(club, capsys):
    approved(club)
    waiting = delivering.preview(club.desk, at(MONDAY, "22:00")())
    sent = delivering.Sent(send(club, Recorder()).tried, waiting)

    rows = message_commands._rows(sent)
    message_commands._show(SLUG, rows, is_dry=False)

    assert len(rows) == 2 and rows[0].keys() == rows[1].keys()
    assert "1 melding sendt" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("reason", "why"), [("", "Skriv hva som ble svart"), ("svar " * 80, "kort den ned til 300")]
)
def test_an_answer_to_an_objection_is_whole_or_is_not_sent(club, reason, why):
    allow(club)
    club.week(MONDAY)
    club.go_to(MONDAY)
    gateways = {Channel.SMS: (gateway := Recorder())}

    with pytest.raises(UsageError, match=why):
        write_to(
            club.desk, at(MONDAY), "objection_answered", "Kari Li", reason=reason, gateways=gateways
        )

    assert gateway.letters == []


def test_an_e_mail_to_a_guardian_says_which_child_each_claim_is_for(club):
    club.export(born="01.02.2015", phone="")
    approved(club)

    send(club, gateway := Recorder())

    (letter,) = gateway.letters
    assert "Hei foresatte til Kari!" in letter.text and "Treningsavgift – Kari" in letter.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hei {{ navn }}! Du skylder {{ klubb }} penger. Ring {{ telefon }}.", "ikke er betalt"),
        ("Hei {{ navn }}! {{ klubb }}: {{ sum }}. Ring {{ telefon }}.", "om penger"),
        ("Hei {{ navn }}! {{ klubb }}. Ring {{ telefon }}. Ellers går vi til politiet.", "truer"),
        ("Hei {{ navn }}! {{ klubb }}. Ring {{ telefon }} eller se vinn.no.", "ikke klubbens"),
        ("Hei {{ navn }! {{ klubb }}", "nb.toml"),
    ],
)
def test_a_text_of_the_clubs_that_must_not_be_said_is_not_sent(club, text, why):
    approved(club)
    (club.home / "texts").mkdir()
    own = f'[reminder]\nsms = """{text}"""\n'
    (club.home / "texts" / "nb.toml").write_text(own, "utf-8")

    sent = send(club, gateway := Recorder())

    assert gateway.letters == []
    assert [why in each.waits for each in sent.waiting] == [True]
