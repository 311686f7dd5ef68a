"""Who is not written to, and what is neither believed nor left to rest: messages and hand-over."""

import json
from datetime import date, timedelta

import openpyxl
import pytest

from tests.message_club import MONDAY as NOV
from tests.message_club import make_message_club
from tests.office.test_enquiries import drop, holds, mail
from tests.office.test_handover_files import (
    CLAIM,
    approved,
    asked,
    from_partner,
    handed,
    handovers,
    news,
    number,
    pay,
)
from tests.office.test_outbox import (
    MONDAY,
    SETTINGS,
    WAYS,
    Recorder,
    agree,
    allow,
    at,
    reopen,
    send,
)
from tests.office.test_outbox import (
    approved as approve_one,
)
from tests.office.test_same_claims import move
from tests.one_claim import Club, club
from tests.writing import write_event
from workbench.delivery.gateways import NotNow, NotSent
from workbench.model.errors import ExportError, UsageError
from workbench.model.kinds import Channel
from workbench.model.outcomes import Outcome
from workbench.model.task_kinds import TaskAnswer
from workbench.office import delivering, sending
from workbench.office.claim_history import history_of
from workbench.office.day import day_of
from workbench.office.day_lists import show
from workbench.office.partner_news import read_answer, tell_partner, withdraw
from workbench.office.writing import write_to

__all__ = ["approved", "asked", "club", "handed", "move"]  # the fixtures


class Picky(Recorder):
    """A server that answers 450 for one address."""

    def __init__(self, bad):
        super().__init__()
        self.bad = bad

    def send(self, letter):
        if letter.address == self.bad:
            raise NotNow("serveren tar ikke imot nå (kode 450)")
        return super().send(letter)


def test_one_full_mailbox_does_not_stop_everybody_elses_messages(house):
    desk = make_message_club(house, 4, sms=False)
    gateway = Picky("p0@example.org")
    for clock in ("12:00", "12:05", "12:10"):
        delivering.send(desk, at(NOV, clock), {Channel.EMAIL: gateway})
    assert len(gateway.letters) == 3


def test_an_approved_message_can_be_set_aside_before_it_is_sent(club):
    approve_one(club)
    sending.set_aside(club.desk, MONDAY, ["70012"], reason="feil beløp")
    assert send(club, Recorder()).tried == []


def test_what_stood_on_the_list_yesterday_is_asked_about_when_messages_are_switched_on(club):
    allow(club, "")
    club.week(MONDAY)
    sending.approve(club.desk, MONDAY)
    assert len(show(club.desk, "reminders", MONDAY).records) == 1  # sent by hand from the list
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8") + SETTINGS, "utf-8")
    reopen(club)
    club.go_to(MONDAY + timedelta(days=1))
    assert any(key.startswith("send_step:") for key in club.page())
    assert send(club, Recorder()).tried == []


def reverse(club: Club) -> None:
    rows = [
        {
            "payment_id": p,
            "invoice_id": CLAIM,
            "amount_ore": ore,
            "source": "camt",
            "paid_on": club.at,
        }
        for p, ore in (("p", 500_00), ("q", -500_00))
    ]
    write_event(club.desk.db, {"payments": rows}, club.at)


def test_reversal_is_told(club):
    allow(club)
    club.week(MONDAY)
    club.go_to(MONDAY)
    reverse(club)
    assert [str(m.kind) for m, _ in send(club, Recorder()).tried] == ["reversal"]


@pytest.mark.parametrize(
    "kind", ["objection", "payment_plan", "dispute", "credit_pending", "deferral"]
)
def test_a_reversal_is_not_demanded_of_somebody_with_an_objection_or_an_agreement(club, kind):
    allow(club)
    club.week(MONDAY)
    club.go_to(MONDAY)
    hold = {"hold_id": "h", "kind": kind, "invoice_id": CLAIM, "start_on": MONDAY}
    if kind in ("payment_plan", "deferral"):
        hold["end_on"] = MONDAY + timedelta(days=40)
    write_event(club.desk.db, {"holds": [hold]}, MONDAY)
    reverse(club)
    assert send(club, g := Recorder()).tried == [], g.letters[0].text


@pytest.mark.parametrize("kind", ["hardship", "payer_deceased", "deceased", "guardianship"])
def test_a_reversal_is_not_told_to_a_home_in_grief_when_the_hold_is_on_the_invoice(club, kind):
    allow(club)
    club.week(MONDAY)
    club.go_to(MONDAY)
    hold = {"hold_id": "h", "kind": kind, "invoice_id": CLAIM, "start_on": MONDAY}
    write_event(club.desk.db, {"holds": [hold]}, MONDAY)
    reverse(club)
    assert club.plan()[0][0] == "held"
    assert send(club, g := Recorder()).tried == [], g.letters[0].text


def test_all_is_paid_is_not_written_to_somebody_who_owes(club):
    allow(club)
    club.week(MONDAY)
    club.go_to(MONDAY)
    g = Recorder()
    with pytest.raises(UsageError):
        write_to(club.desk, at(MONDAY), "all_paid", "Kari Li", gateways={Channel.SMS: g})
    assert g.letters == []


def test_approval_before_a_rest_is_not_sent_weeks_later_unseen(club):
    approve_one(club)
    drop(club, "1.eml", mail(text="Jeg har flyttet, hva gjelder dette?"))
    club.export()
    club.week(MONDAY + timedelta(days=21))
    (key,) = holds(club)
    club.answer(key, answer=TaskAnswer.RESUME)
    club.go_to(MONDAY + timedelta(days=50))
    assert send(club, Recorder()).tried == []


def test_amount_in_json_as_a_decimal_number_is_not_a_hundred_times_as_much(handed):
    for amount in (200_00.0, "20000", True):
        with pytest.raises(ExportError, match="hele øre"):
            from_partner(handed, news(handed, "paid", ref="7", amount_ore=amount))


@pytest.mark.parametrize(
    "headings",
    [
        ["Sak", "Krav id", "Hva", "Referanse", "Dato", "Beløp", "Utfall"],
        ["Sak", "Krav", "Hva", "Referanse", "Dato", "Beløp", "Utfall"],
    ],
)
def test_a_workbook_without_the_column_of_claims_is_refused(handed, headings):
    book = openpyxl.Workbook()
    (header,) = book.worksheets
    header.title = "Fil"
    fields = {"format": "workbench-inkasso", "version": 1, "kind": "answer"}
    for row in (fields | {"organisation_number": number(handed)}).items():
        header.append(row)
    sheet = book.create_sheet("Nytt")
    sheet.append(headings)
    sheet.append(
        [
            handovers(handed)[0].case_ref,
            CLAIM,
            "betalt til partneren",
            "9",
            date(2026, 10, 9),
            12.5,
            None,
        ]
    )
    book.save(handed.home / "svar.xlsx")
    with pytest.raises(ExportError):
        read_answer(handed.desk, handed.at, handed.home / "svar.xlsx")


def test_the_partner_is_told_when_a_claim_need_not_rest_any_more(handed):
    drop(handed, "1.eml", mail(text="Når er treningen?"))
    first = tell_partner(handed.desk, handed.at)
    assert [row.kind for row in first.news] == ["stopped"]
    (key,) = holds(handed)
    handed.answer(key, answer=TaskAnswer.RESUME)
    handed.go_to(handed.at + timedelta(days=1))
    assert tell_partner(handed.desk, handed.at).path is not None


def test_a_day_in_the_future_of_the_partners_is_refused(handed):
    with pytest.raises(ExportError):
        from_partner(
            handed, news(handed, "closed", ref="1", outcome="paid", happened_on="2062-01-01")
        )


def test_a_failed_message_that_nobody_looked_at_stays_a_task(club):
    allow(club)
    club.week(MONDAY)
    agree(club)
    send(club, Recorder(NotSent("Avvist.")), "12:06")
    assert any(k.startswith("follow_up:message:") for k in club.all_keys())
    club.go_to(MONDAY + timedelta(days=35))
    assert any(k.startswith("follow_up:message:") for k in club.all_keys())


def test_a_payer_is_written_to_once_a_day_by_sms_or_email(club):
    allow(club)
    path = club.home / "policies" / "idrettslag.toml"
    path.write_text(path.read_text("utf-8").replace(WAYS, 'channels = ["email"]'), "utf-8")
    reopen(club)
    club.week(MONDAY)
    sending.approve(club.desk, MONDAY)
    write_to(
        club.desk,
        at(MONDAY),
        "verify_contact",
        "Kari Li",
        gateways={Channel.SMS: (g := Recorder())},
    )
    assert len(g.letters) == 1
    assert send(club, g).tried == []


def test_a_confirmation_does_not_go_to_a_number_found_wrong_since(club):
    allow(club)
    club.week(MONDAY)
    agree(club)
    club.call(Outcome.WRONG_NUMBER, "e" * 32)
    assert send(club, Recorder(), "12:10").tried == []


def test_a_confirmation_of_what_is_paid_meanwhile(club):
    allow(club)
    club.week(MONDAY)
    agree(club, Outcome.WILL_PAY_ON, until_on=date(2026, 10, 20))
    pay(club, 500_00)
    s = send(club, _g := Recorder(), "12:10")
    assert s.tried == []
    assert s.waiting == []


# ---------------------------------------------------------------- second batch


def family(house, *, claims=("m0", "m1")):
    """Two children of one guardian; return the desk."""
    desk = make_message_club(house, 0)

    def child(n):
        return {
            "member_id": f"klubbadmin:m{n}",
            "first_name": f"Barn{chr(97 + n)}",
            "last_name": "Dahl",
            "born_on": date(2014, 1, 1),
            "email": None,
            "phone": None,
            "status": "active",
            "joined_on": date(2020, 1, 1),
        }

    def guardian(n):
        return {
            "member_id": f"klubbadmin:m{n}",
            "role": "guardian",
            "number": 1,
            "name": "Ida Dahl",
            "email": "ida@example.org",
            "phone": "+4792123456",
        }

    rows = {
        "members": [child(0), child(1)],
        "guardians": [guardian(0), guardian(1)],
        "claims": [training_claim(m, n) for n, m in enumerate(claims)],
    }
    write_event(desk.db, rows, NOV)
    return desk


def training_claim(member, n):
    return {
        "claim_id": f"klubbadmin:c{n}",
        "invoice_id": f"klubbadmin:c{n}",
        "member_id": f"klubbadmin:{member}",
        "kid": None,
        "fee_type": "training_fee",
        "title": "Treningsavgift",
        "issued_on": date(2026, 10, 20),
        "due_on": date(2026, 11, 2),
        "amount_ore": 500_00,
        "paid_ore": 0,
        "status": "open",
    }


def family_settings(desk):
    path = desk.club.folder / "club.toml"
    text = path.read_text("utf-8").replace(
        'sms = ["paaminnelser"]', 'sms = ["paaminnelser", "beskjeder"]'
    )
    path.write_text(text, "utf-8")
    desk.close()
    from workbench import office

    return office.open_desk("prove-il")


def test_family_is_one_payer(house, monkeypatch):
    monkeypatch.setenv("WORKBENCH_TODAY", NOV.isoformat())
    desk = family(house)
    with day_of(desk, NOV) as day:
        assert len({row.payer_id for row in day.plan}) == 1
        assert {row.reason for row in day.plan} == {"step_due"}


def test_a_home_where_a_child_has_died_is_not_told_of_a_siblings_reversal(house):
    desk = family_settings(family(house))
    hold = {
        "hold_id": "d",
        "kind": "deceased",
        "member_id": "klubbadmin:m0",
        "start_on": NOV - timedelta(days=3),
    }
    rows = [
        {
            "payment_id": p,
            "invoice_id": "klubbadmin:c1",
            "amount_ore": ore,
            "source": "camt",
            "paid_on": NOV,
        }
        for p, ore in (("p", 500_00), ("q", -500_00))
    ]
    write_event(desk.db, {"holds": [hold], "payments": rows}, NOV)
    with day_of(desk, NOV) as day:
        assert {row.reason for row in day.plan} == {"held"}
    g = Recorder()
    sent = delivering.send(desk, at(NOV), {Channel.SMS: g, Channel.EMAIL: g})
    assert sent.tried == [], g.letters[0].text


def test_a_home_where_a_child_has_died_is_not_told_of_a_siblings_freeze(house):
    desk = family_settings(family(house))
    holds = [
        {
            "hold_id": "d",
            "kind": "deceased",
            "member_id": "klubbadmin:m0",
            "start_on": NOV - timedelta(days=3),
        },
        {
            "hold_id": "f",
            "kind": "freeze",
            "member_id": "klubbadmin:m1",
            "start_on": NOV - timedelta(days=30),
            "end_on": NOV + timedelta(days=5),
        },
    ]
    write_event(desk.db, {"holds": holds}, NOV)
    g = Recorder()
    sent = delivering.send(desk, at(NOV), {Channel.SMS: g, Channel.EMAIL: g})
    assert sent.tried == [], g.letters[0].text


def test_an_errand_is_not_written_to_a_home_where_a_sibling_has_died(house):
    desk = family_settings(family(house))
    hold = {
        "hold_id": "d",
        "kind": "deceased",
        "member_id": "klubbadmin:m0",
        "start_on": NOV - timedelta(days=3),
    }
    write_event(desk.db, {"holds": [hold]}, NOV)
    g = Recorder()
    with pytest.raises(UsageError):
        write_to(desk, at(NOV), "all_paid", "klubbadmin:m1", gateways={Channel.SMS: g})


def test_an_enquiry_rests_a_claim_of_another_child_that_comes_later(house):
    from tests.office.test_enquiries import mail
    from workbench.office.enquiries import receive

    desk = family(house, claims=())
    desk.club.post.mkdir(exist_ok=True)
    content = mail("ida@example.org").replace(b"05 Oct 2026", b"23 Nov 2026")
    (desk.club.post / "1.eml").write_bytes(content)
    assert receive(desk, at(NOV, "15:00")()).enquiries == 1
    write_event(desk.db, {"claims": [training_claim("m1", 1)]}, NOV)
    with day_of(desk, NOV) as day:
        assert {row.reason for row in day.plan} == {"held"}


def test_the_partner_gets_no_words_about_claims_that_it_is_not_given(house):
    from tests.message_club import _approved
    from workbench import office
    from workbench.office.handover_files import QUERIES as CASES

    desk = family(house)
    desk.close()
    folder = house / "data/clubs/prove-il"
    path = folder / "policies" / "skriftlig.toml"
    path.write_text(path.read_text("utf-8").replace('["sms", "email"]', '["email"]'), "utf-8")
    desk = office.open_desk("prove-il")
    claim = {
        "claim_id": "klubbadmin:c1",
        "invoice_id": "klubbadmin:c1",
        "member_id": "klubbadmin:m1",
        "kid": None,
        "fee_type": "training_fee",
        "title": "Omstridt avgift",
        "issued_on": date(2026, 10, 20),
        "due_on": date(2026, 11, 2),
        "amount_ore": 777_00,
        "paid_ore": 0,
        "status": "open",
    }
    write_event(desk.db, {"claims": [claim]}, NOV)
    write_event(desk.db, {"proposals": [*_approved(desk)]}, NOV, "propose")
    g = Recorder()
    delivering.send(desk, at(NOV), {Channel.EMAIL: g})
    assert len(g.letters) == 1
    with day_of(desk, NOV) as day:
        rows = [*CASES.events_of(day.db.conn, claims=json.dumps(["klubbadmin:c0"]))]
    words = [name for _, _, what, name, *_ in rows if what == "text"]
    assert not any("Omstridt" in w for w in words), words


def test_what_the_list_shows_is_asked_about_when_the_way_is_another_since(club):
    allow(club)
    path = club.home / "policies" / "idrettslag.toml"
    path.write_text(
        path.read_text("utf-8").replace(WAYS, 'channels = ["sms", "member_system"]'), "utf-8"
    )
    reopen(club)
    club.week(MONDAY)
    sending.approve(club.desk, MONDAY)  # sms
    club.export(phone="")
    tuesday = MONDAY + timedelta(days=1)
    club.week(tuesday)
    waiting = show(club.desk, "to_approve", tuesday).records
    assert [*show(club.desk, "reminders", tuesday).records] == []
    assert [row["channel"] for row in waiting] == ["member_system"]


def test_an_unknown_message_of_the_other_id_is_still_unknown_when_merged(move):
    from workbench import office

    day = move.week()
    [row.claim_id for row in day.plan]
    (move.home / "policies").mkdir(exist_ok=True)
    standard = move.home.parents[1] / "policies" / "idrettslag.toml"
    (move.home / "policies" / "idrettslag.toml").write_text(
        standard.read_text("utf-8").replace('channels = ["member_system"]', WAYS), "utf-8"
    )
    p = move.home / "club.toml"
    p.write_text(p.read_text("utf-8") + SETTINGS, "utf-8")
    move.desk.close()
    move.desk = office.open_desk(move.home.name)
    from tests.office.test_same_claims import DAY

    key = {"claim_id": "spoortz:70012", "step_id": "reminder_1", "due_version": "2026-09-21"}
    write_event(
        move.desk.db,
        {
            "proposals": [
                key
                | {
                    "run_on": DAY,
                    "kind": "reminder",
                    "channel": "sms",
                    "state": "approved",
                    "decided_on": DAY,
                }
            ],
            "messages": [
                {
                    "message_id": "a" * 32,
                    "kind": "reminder",
                    "channel": "sms",
                    "language": "nb",
                    "gateway": "sveve",
                    "made_on": DAY,
                    "state": "unknown",
                }
            ],
            "message_texts": [{"message_id": "a" * 32, "address": "+4741234501", "text": "Hei"}],
            "message_claims": [key | {"message_id": "a" * 32, "channel": "sms", "is_live": True}],
        },
        DAY,
    )
    later = DAY + timedelta(days=1)
    from tests.books import day_in

    found = day_in(move.desk, later)
    office.save_week(
        move.desk,
        office.plan_week(move.desk, office.read_inbox(move.desk, later), later),
        dry_run=False,
    )
    sending.approve(move.desk, later)
    g = Recorder()
    delivering.send(move.desk, at(later), {Channel.SMS: g})
    assert g.letters == []  # it is sent once more today
    assert [row.reason for row in found.plan] == ["unknown_sent"], found.plan


def test_a_claim_that_was_merged_can_be_taken_back_from_the_partner(move):
    from tests.office.test_same_claims import DAY

    move.week()
    move.home / "club.toml"
    from tests.office.partner_club import give_partner

    give_partner(move.home)
    from workbench import office

    move.desk.close()
    move.desk = office.open_desk(move.home.name)
    write_event(
        move.desk.db,
        {
            "handovers": [
                {
                    "claim_id": "spoortz:70012",
                    "file": "f.json",
                    "case_ref": "f/1",
                    "due_version": "2026-09-21",
                    "made_on": DAY,
                    "partner": "x",
                    "open_ore": 500_00,
                    "approved_by": "M",
                    "approved_on": DAY,
                }
            ]
        },
        DAY,
    )
    assert withdraw(move.desk, DAY, "Kari Li", "avtalt").claim_id == "spoortz:70012"


def test_what_the_partner_says_last_is_what_counts(handed):
    from_partner(handed, news(handed, "closed", ref="1", outcome="returned"))
    from_partner(handed, news(handed, "closed", ref="2", outcome="paid"))
    assert handed.plan()[0][0] == "handed_over"


def test_a_payment_told_again_with_another_sum_is_not_lost_in_silence(handed):
    from_partner(handed, news(handed, "paid", ref="77", amount_ore=200_00))
    with pytest.raises(ExportError):
        from_partner(handed, news(handed, "paid", ref="77", amount_ore=300_00))


def test_an_enquiry_of_somebody_who_has_left_is_a_task(club):
    club.export(left="01.09.2026", **{"status": "Betalt", "paid": 500})
    club.week(MONDAY)
    club.go_to(MONDAY)
    drop(club, "1.eml", mail())
    assert any("enquiry:" in k for k in club.page())


def test_the_writer_of_an_enquiry_of_two_payers_can_be_named_and_the_other_goes_on(club):
    from tests.office.test_enquiries import enquiries
    from workbench.office.enquiries import name_writer

    club.put(
        "spoortz_personer",
        "7;Kari;Li;01.02.1980;41234501;felles@example.org;Ski;",
        "8;Ola;Ny;01.02.1990;41234508;felles@example.org;Ski;",
    )
    club.put(
        "spoortz_giroer",
        "70012;;7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;0;;Utsendt;2;10.09.2026",
        "70013;;8;Ola Ny;Treningsavgift;01.08.2026;15.08.2026;500;0;;Utsendt;2;10.09.2026",
    )
    club.week(MONDAY)
    club.go_to(MONDAY)
    drop(club, "1.eml", mail("felles@example.org"))
    assert [p[0] for p in club.plan()] == ["held", "held"]
    (e,) = enquiries(club)
    name_writer(club.desk, at(MONDAY, "16:00")(), enquiry_id=e.enquiry_id, claim="70013")
    assert len(holds(club)) == 1


def test_two_enquiries_of_one_payer_are_two_tasks(club):
    club.week(MONDAY)
    club.go_to(MONDAY)
    drop(club, "1.eml", mail())
    drop(club, "2.eml", mail(text="Og en ting til"))
    keys = holds(club)
    assert len(keys) == 2
    club.answer(keys[0], answer=TaskAnswer.RESUME)
    club.go_to(MONDAY + timedelta(days=1))
    assert club.plan()[0][0] == "held"
    assert len(holds(club)) == 1


def test_enquiry_done_comes_back(club):
    club.week(MONDAY)
    club.go_to(MONDAY)
    drop(club, "1.eml", mail())
    (key,) = holds(club)
    club.answer(key)
    assert club.plan()[0][0] == "held"
    club.go_to(MONDAY + timedelta(days=7))
    assert holds(club) == [key]


# ---------------------------------------------------------------- third batch

NOTICE = """
[[levels]]
number = 1
step_id = "notice"
title = "Varsel"
kind = "payment_notice"
after = "due"
days = -10
channels = ["sms", "email"]

[[levels]]
number = 2
"""


def drawn(house, *, asked=True, stopped=False):
    from tests.message_club import _approved, _claim, _member
    from workbench import office

    desk = make_message_club(house, 0)
    desk.close()
    path = house / "data/clubs/prove-il/policies/skriftlig.toml"
    path.write_text(path.read_text("utf-8").replace("\n[[levels]]\nnumber = 1\n", NOTICE), "utf-8")
    desk = office.open_desk("prove-il")
    due = NOV + timedelta(days=7)
    claims = [_claim(n) | {"due_on": due, "issued_on": NOV - timedelta(days=14)} for n in (0, 1)]
    mandates = [
        {
            "account": "99991042764",
            "kid": c["kid"],
            "wants_notice": True,
            "first_seen_on": NOV - timedelta(days=90),
            "stated_on": NOV - timedelta(days=1),
        }
        for c in claims
    ]
    rows = {
        "members": [_member(n, has_phone=n == 0) for n in (0, 1)],
        "claims": claims,
        "mandates": mandates,
        "drawings": [
            {
                "claim_id": c["claim_id"],
                "due_on": due,
                "kid": c["kid"],
                "amount_ore": 500_00,
                "made_on": NOV - timedelta(days=5),
                "file": "x.txt",
            }
            for c in claims[: 2 if asked else 1]
        ],
    }
    write_event(desk.db, rows, NOV)
    write_event(desk.db, {"proposals": [*_approved(desk)]}, NOV, "propose")
    return desk


def test_nobody_gets_a_notice_of_drawing_at_night(house):
    desk = drawn(house)
    g = Recorder()
    delivering.send(desk, at(NOV, "03:00"), {Channel.SMS: g, Channel.EMAIL: g})
    assert g.letters == [], [x.text for x in g.letters]


def test_no_notice_says_that_the_bank_draws_what_it_was_not_asked_to_draw(house):
    desk = drawn(house, asked=False)
    g = Recorder()
    delivering.send(desk, at(NOV), {Channel.SMS: g, Channel.EMAIL: g})
    assert not any("AvtaleGiro" in x.text for x in g.letters if x.address == "p1@example.org"), [
        x.text for x in g.letters
    ]


def test_what_the_partner_calls_paid_is_asked_about_as_paid(handed):
    from_partner(handed, news(handed, "closed", ref="1", outcome="paid"))
    with day_of(handed.desk, handed.at):
        pass

    assert f"check_claim:partner_paid:{CLAIM}" in handed.every()


def test_sent_command_does_not_mark_what_waits_here(club):
    approve_one(club)
    marked = sending.mark_sent(club.desk, MONDAY)
    assert marked == []
    assert len(send(club, Recorder()).tried) == 1


def test_a_handed_over_claim_that_comes_back_reversed_after_paid_by_partner(handed):
    from_partner(handed, news(handed, "closed", ref="1", outcome="paid"))
    path = handed.home / "club.toml"
    path.write_text(path.read_text("utf-8") + SETTINGS, "utf-8")
    reopen(handed)
    pay(handed, 500_00)
    pay(handed, -500_00, "q")
    handed.go_to(date(2026, 10, 12))
    assert handed.plan()[0][0] == "handed_over"
    assert send(handed, g := Recorder()).tried == [], g.letters[0].text


def test_mandate_stopped_is_not_told_to_hardship_on_another_claim(club):
    """W7: a hold on the invoice of an earlier, settled claim rests all of the payer's."""
    allow(club)
    later = "70013;;7;Kari Li;Vårsesong;10.09.2026;20.09.2026;700;0;;Utsendt;0;"
    paid = "70012;;7;Kari Li;Avgift;01.08.2026;15.08.2026;500;500;02.10.2026;Betalt;2;10.09.2026"
    hold = {
        "hold_id": "h1",
        "kind": "hardship",
        "start_on": date(2026, 10, 4),
        "invoice_id": CLAIM,
        "review_on": date(2026, 11, 3),
    }
    write_event(club.desk.db, {"holds": [hold]}, date(2026, 10, 4))
    club.put("spoortz_giroer", paid, later)
    club.week(MONDAY)
    rows = [
        {
            "payment_id": p,
            "invoice_id": "spoortz:70013",
            "amount_ore": ore,
            "source": "camt",
            "paid_on": club.at,
        }
        for p, ore in (("p", 700_00), ("q", -700_00))
    ]
    write_event(club.desk.db, {"payments": rows}, club.at)
    assert [row[0] for row in club.plan()] == ["held"]
    assert send(club, g := Recorder()).tried == [], g.letters[0].text


def test_words_by_hand_go_to_no_home_with_hardship_on_an_invoice(club):
    allow(club)
    hold = {
        "hold_id": "h1",
        "kind": "payer_deceased",
        "start_on": date(2026, 10, 4),
        "invoice_id": CLAIM,
        "review_on": date(2026, 11, 3),
    }
    write_event(club.desk.db, {"holds": [hold]}, date(2026, 10, 4))
    club.week(MONDAY)
    g = Recorder()
    with pytest.raises(UsageError):
        write_to(club.desk, at(MONDAY), "verify_contact", "Kari Li", gateways={Channel.SMS: g})


def test_an_sms_that_names_no_inkasso_is_no_collection_notice(house):
    from tests.message_club import _approved, _claim, _member
    from workbench import office

    desk = make_message_club(house, 0)
    desk.close()
    folder = house / "data/clubs/prove-il"
    path = folder / "policies/skriftlig.toml"
    path.write_text(
        path.read_text("utf-8")
        + """
[[levels]]
number = 2
step_id = "notice"
title = "Inkassovarsel"
kind = "collection_notice"
after = "previous"
days = 14
channels = ["sms", "email"]

[[levels]]
number = 3
step_id = "handover"
title = "Inkasso"
kind = "handover"
after = "previous"
days = 18
channels = ["task"]
""",
        "utf-8",
    )
    path = folder / "club.toml"
    lines = []
    new = {
        "lisens": 'lisens = "partner"',
        "partner": 'partner = "Rettferd"',
        "inkassovarsel": 'inkassovarsel = { besluttet_av = "styret", dag = 2026-03-01 }',
    }
    for line in path.read_text("utf-8").splitlines():
        lines.append(new.get(line.partition(" =")[0], line))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    desk = office.open_desk("prove-il")
    due = date(2026, 9, 1)
    claim = _claim(0) | {"due_on": due, "issued_on": date(2026, 8, 10)}
    step = {
        "claim_id": claim["claim_id"],
        "step_id": "reminder_1",
        "due_version": due.isoformat(),
        "sent_on": date(2026, 10, 1),
        "channel": "email",
    }
    write_event(
        desk.db,
        {
            "members": [_member(0, has_phone=True)],
            "claims": [claim],
            "steps": [step],
            "liabilities": [
                {
                    "claim_id": claim["claim_id"],
                    "liable_party": "member",
                    "liable_member_id": "klubbadmin:m0",
                    "basis": "adult",
                    "incurred_as_minor": False,
                }
            ],
        },
        NOV,
    )
    with day_of(desk, NOV) as day:
        assert [(r.step_id, r.channel) for r in day.plan] == [("notice", Channel.SMS)], day.plan
    write_event(desk.db, {"proposals": [*_approved(desk)]}, NOV, "propose")
    g = Recorder()
    delivering.send(desk, at(NOV), {Channel.SMS: g, Channel.EMAIL: g})
    later = NOV + timedelta(days=25)
    with day_of(desk, later) as day:
        assert all(row.kind != "handover" for row in day.plan)


def test_the_history_of_a_claim_has_the_hand_over(handed):
    lines = history_of(handed.desk, CLAIM).lines.texts

    assert any("Sendt til inkassopartneren" in str(line) for line in lines)
