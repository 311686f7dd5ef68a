"""The files for the bank through a club's weeks: written once, read back, and cancelled."""

import json
from datetime import date, datetime, time, timedelta

import netsgiro
import pytest

from tests.closed_time import closed_toml
from tests.importers.test_mandate_records import ACCOUNT, mandate_file
from tests.office.test_drawn_claims import BILL, KID, agree, ocr_file, take
from tests.one_claim import PAID, SLUG, SUNDAY, Club, club
from tests.writing import write_event
from workbench import office
from workbench.cli import main
from workbench.importers.claim_records import read_claim_file
from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HoldKind
from workbench.model.payment_kinds import CreditKind
from workbench.office.crediting import credit_claim
from workbench.office.day import day_of
from workbench.office.draw_files import make_draw_file
from workbench.office.placing import place_payment
from workbench.office.tasks import tasks_of
from workbench.values.kid import make_kid

__all__ = ["club"]  # the fixture

DUE = date(2026, 10, 20)
OTHER_KID = make_kid("00000070099", 10)
DRAWING = f"follow_up:drawing:spoortz:70012:{DUE}"
TERMS = f"""
[avtalegiro]
avtale = "000000004"
konto = "{ACCOUNT}"
avsender = "55555555"
varsel = "banken"
"""


def set_terms(club: Club, old: str, new: str, *, opens: bool = True) -> None:
    """Write another word of `[avtalegiro]`, and open the club anew."""
    path = club.home / "club.toml"
    text, head, terms = path.read_text("utf-8").partition("[avtalegiro]")
    path.write_text(text + head + terms.replace(old, new, 1), "utf-8")
    if opens:
        club.desk = office.open_desk(SLUG)


@pytest.fixture
def drawn(club: Club) -> Club:
    """The club with an agreement, and a claim that a mandate draws."""
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8") + TERMS, "utf-8")
    club.desk = office.open_desk(SLUG)
    club.put("spoortz_giroer", BILL.format(kid=KID, due="20.10.2026"))
    club.week(SUNDAY)
    take(club, mandate_file(date(2026, 9, 20), (1, KID, "J")))
    return club


def test_a_claim_is_written_once_and_the_file_is_one_that_netsgiro_reads(drawn):
    made = make_draw_file(drawn.desk, SUNDAY)

    content = made.path.read_bytes()
    [claim] = read_claim_file(content, made.path.name).claims
    assert (claim.kid, claim.due_on, claim.amount_ore) == (KID, DUE, 500_00)
    assert (claim.payer_name, claim.reference, claim.bank_notifies) == (
        "KARI LI", "Treningsavgift", True,
    )  # fmt: skip
    [assignment] = netsgiro.parse(content.decode("iso-8859-1")).assignments
    assert (assignment.account, assignment.get_total_amount()) == (ACCOUNT, 500)
    assert made.path.parent == drawn.desk.club.reports

    again = make_draw_file(drawn.desk, SUNDAY)
    assert (again.path, again.choice.left_out, again.choice.should_cancel) == (None, [], {})


@pytest.mark.parametrize(("word", "by_bank"), [("banken", True), ("efaktura", False)])
def test_where_an_efaktura_tells_the_payer_the_bank_need_not(drawn, word, by_bank):
    set_terms(drawn, 'varsel = "banken"', f'varsel = "{word}"')

    made = make_draw_file(drawn.desk, SUNDAY)

    [claim] = read_claim_file(made.path.read_bytes(), made.path.name).claims
    assert claim.bank_notifies is by_bank


def test_the_list_of_mandates_says_where_the_club_offers_them(drawn):
    assert office.show(drawn.desk, "mandates").note == ""
    link = "https://example.org/avtalegiro?klubb=1"
    set_terms(drawn, "varsel", f'lenke = "{link}"\nvarsel')
    assert office.show(drawn.desk, "mandates").note == f" – tilby dem uten avtale: {link}"
    assert link not in office.show(drawn.desk, "plan").note

    for wrong in ("http://example.org", "javascript:alert(1)", "https://a b.no", "https://"):
        with pytest.raises(UsageError, match="lenke"):
            set_terms(drawn, link, wrong)
        set_terms(drawn, wrong, link, opens=False)


def test_a_claim_past_its_deadline_is_left_out_by_name(drawn):
    drawn.go_to(date(2026, 10, 15))

    made = make_draw_file(drawn.desk, drawn.at)

    assert made.path is None
    [sentence] = made.choice.left_out
    assert "Kari Li" in sentence and "14.10.2026" in sentence


def freeze(club: Club) -> None:
    hold = {"hold_id": "h", "kind": HoldKind.FREEZE, "member_id": "spoortz:7"}
    write_event(club.desk.db, {"holds": [hold | {"start_on": SUNDAY, "end_on": DUE}]}, club.at)


def pay(club: Club) -> None:
    paid = {"payment_id": "p", "kid": KID, "amount_ore": 500_00, "source": "camt"}
    write_event(club.desk.db, {"payments": [paid | {"paid_on": SUNDAY}]}, club.at)


def write_member(club: Club, member_id: str = "spoortz:7", **stated: object) -> None:
    member = {"member_id": member_id, "first_name": "Kari", "last_name": "Li", "status": "active"}
    write_event(club.desk.db, {"members": [member | stated]}, club.at)


def ask_for_credit(club: Club) -> None:
    path = club.home / "club.toml"
    text = path.read_text("utf-8")
    path.write_text("klubben_godkjenner_kreditering = true\n" + text, "utf-8")
    club.desk = office.open_desk(SLUG)
    credit_claim(club.desk, "spoortz:70012", 500_00, "feil", SUNDAY, CreditKind.CREDIT)


def close_ten_days(club: Club) -> None:
    """Close the club on ten of the fifty days that the claim is for."""
    path = club.home / "club.toml"
    more = closed_toml(
        date(2026, 9, 10), date(2026, 9, 19), issue=date(2026, 9, 1), due=date(2026, 10, 20)
    )
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    club.desk = office.open_desk(SLUG)


def find_money(club: Club) -> None:
    paid = {"payment_id": "p", "amount_ore": 500_00, "source": "camt", "payer_name": "Kari Li"}
    write_event(club.desk.db, {"payments": [paid | {"paid_on": SUNDAY}]}, club.at)


def lose_the_row(club: Club) -> None:
    club.put("spoortz_giroer", PAID.format(n=1))
    club.week(SUNDAY)


def leave(club: Club) -> None:
    write_member(club, status="left")


def lose_the_payer(club: Club) -> None:
    """Say of a brother's claim that the mother of both, who pays, has died."""
    family = {"phone": "+4741234777", "email": "mor@example.org", "born_on": date(2016, 2, 1)}
    for member_id in ("spoortz:7", "spoortz:17"):
        write_member(club, member_id, **family)
    claim = {
        "claim_id": "spoortz:x",
        "member_id": "spoortz:17",
        "amount_ore": 100,
        "status": "open",
    }
    hold = {"hold_id": "h", "kind": HoldKind.PAYER_DECEASED, "member_id": "spoortz:17"}
    rows = {"claims": [claim | {"due_on": DUE}], "holds": [hold | {"start_on": SUNDAY}]}
    write_event(club.desk.db, rows, club.at)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (ask_for_credit, "credit_asked"),
        (close_ten_days, "paused"),
        (find_money, "not_due"),  # its task is about the money
        (lose_the_row, "unconfirmed"),
        (leave, "left_undated"),
        (lose_the_payer, "held"),
    ],
)
def test_what_must_be_settled_before_anybody_is_asked_is_not_drawn_either(drawn, happens, reason):
    assert drawn.plan() == [("not_due", None, None)]
    happens(drawn)

    made = make_draw_file(drawn.desk, drawn.at)

    assert (made.path, len(made.choice.left_out)) == (None, 1)
    why, _, task = drawn.plan()[0]
    assert (why, task is None) == (reason, reason == "not_due")
    assert task is not None or "check_claim:payment:p" in drawn.every()


@pytest.mark.parametrize("happens", [freeze, pay, leave])
def test_a_claim_that_is_paid_or_frozen_meanwhile_is_proposed_for_cancellation(drawn, happens):
    make_draw_file(drawn.desk, SUNDAY)
    happens(drawn)

    assert [*make_draw_file(drawn.desk, SUNDAY).choice.should_cancel] == ["spoortz:70012"]
    assert DRAWING in drawn.every()

    made = make_draw_file(drawn.desk, SUNDAY, ["70012"])
    file = read_claim_file(made.path.read_bytes(), made.path.name)
    assert (file.claims, [row.kid for row in file.cancellations]) == ((), [KID])
    assert make_draw_file(drawn.desk, SUNDAY).choice.should_cancel == {}
    assert DRAWING not in drawn.every()
    assert office.check_books(SLUG) == []


def test_on_the_last_day_nothing_is_cancelled_after_two_oclock(drawn):
    make_draw_file(drawn.desk, SUNDAY)
    last_on = date(2026, 10, 19)
    drawn.go_to(last_on)
    two, before = (datetime.combine(last_on, time(*at)) for at in ((14, 0), (13, 59)))

    late = make_draw_file(drawn.desk, last_on, ["70012"], two)

    assert (late.path, late.choice.cancellations) == (None, [])
    [sentence] = late.choice.left_out
    assert sentence.endswith("fristen for å slette trekket var 19.10.2026 klokken 14.")
    drawn.go_to(date(2026, 10, 20))  # the file of yesterday cannot reach the bank then either
    assert make_draw_file(drawn.desk, last_on, ["70012"]).path is None
    in_time = make_draw_file(drawn.desk, last_on, ["70012"], before)
    assert (in_time.path is None, in_time.send_by) == (False, "19.10.2026 klokken 14")


@pytest.mark.parametrize(("kroner", "drawn_ore"), [(100, 400_00), (0, 500_00)])
def test_what_is_left_when_the_frozen_days_are_credited_is_drawn(drawn, kroner, drawn_ore):
    freeze(drawn)
    assert make_draw_file(drawn.desk, SUNDAY).choice.claims == []

    credit_claim(drawn.desk, "spoortz:70012", kroner * 100, "frys", SUNDAY, CreditKind.FREEZE)

    [claim] = make_draw_file(drawn.desk, SUNDAY).choice.claims
    assert claim.open_ore == drawn_ore


def test_a_line_that_its_order_has_lost_is_not_drawn_unseen(drawn):
    order = {"invoice_id": "spoortz:99", "title": "T", "status": "open", "due_on": DUE}
    line = {"invoice_id": "spoortz:99", "member_id": "spoortz:7", "title": "T", "kid": OTHER_KID}
    lines = [line | {"claim_id": f"spoortz:99:{n}", "amount_ore": n * 100_00} for n in (4, 5)]
    asked = {"due_on": DUE, "kid": OTHER_KID, "made_on": SUNDAY, "file": "f"}
    drawings = [
        asked | {"claim_id": each["claim_id"], "amount_ore": each["amount_ore"]} for each in lines
    ]
    rows = {"invoices": [order | {"amount_ore": 900_00}], "claims": lines, "drawings": drawings}
    write_event(drawn.desk.db, rows, SUNDAY)
    assert not [key for key in drawn.every() if ":drawing:" in key]

    gone = {
        "invoices": [order | {"amount_ore": 500_00}],
        "claims": [lines[0] | {"missing_since": SUNDAY}],
    }
    write_event(drawn.desk.db, gone, SUNDAY)

    assert f"follow_up:drawing:spoortz:99:4:{DUE}" in drawn.every()
    assert (
        "står ikke lenger"
        in make_draw_file(drawn.desk, SUNDAY).choice.should_cancel["spoortz:99:4"]
    )
    made = make_draw_file(drawn.desk, SUNDAY, ["spoortz:99:4"])
    assert [row.asked_ore for row in made.choice.cancellations] == [400_00]


def test_an_answer_about_a_drawing_does_not_hide_another_reason(drawn):
    make_draw_file(drawn.desk, SUNDAY)
    find_money(drawn)
    drawn.answer(DRAWING)
    assert DRAWING not in drawn.all_keys()

    place_payment(drawn.desk, "p", "elsewhere", SUNDAY)
    freeze(drawn)

    assert DRAWING in drawn.all_keys()


def test_a_claim_that_is_frozen_is_not_drawn(drawn):
    freeze(drawn)

    made = make_draw_file(drawn.desk, SUNDAY)

    assert made.path is None
    assert len(made.choice.left_out) == 1


def test_the_task_to_cancel_says_the_last_working_day_before_the_due_date(drawn):
    drawn.put("spoortz_giroer", BILL.format(kid=KID, due="19.10.2026"))  # a Monday
    drawn.week(SUNDAY)
    make_draw_file(drawn.desk, SUNDAY)
    freeze(drawn)

    with day_of(drawn.desk, SUNDAY) as day:
        [task] = [task for task in tasks_of(day).every if ":drawing:" in task.key]
    assert task.due_on == date(2026, 10, 16)


def move_to_spond(club: Club) -> None:
    """Let the club move to another system, in which its claim has another id."""
    claim = {"claim_id": "spond:99", "kid": KID, "member_id": "spond:1", "title": "Treningsavgift"}
    claim |= {"amount_ore": 500_00, "status": "open", "fee_type": "training_fee"}
    days = {"issued_on": date(2026, 9, 1), "due_on": DUE}
    write_member(club, "spond:1", born_on=date(1980, 2, 1))
    write_event(club.desk.db, {"claims": [claim | days]}, SUNDAY)
    path = club.home / "club.toml"
    text = path.read_text("utf-8").replace('system = "spoortz"', 'system = "spond"')
    path.write_text(text.replace('kilder = ["spond"]', 'kilder = ["spoortz"]'), "utf-8")
    club.desk = office.open_desk(SLUG)


def test_a_claim_asked_for_before_the_club_moved_to_another_system_is_not_drawn_twice(drawn):
    make_draw_file(drawn.desk, SUNDAY)
    move_to_spond(drawn)

    again = make_draw_file(drawn.desk, SUNDAY)
    assert (again.path, again.choice.left_out, again.choice.should_cancel) == (None, [], {})

    pay(drawn)
    assert DRAWING in drawn.every()
    made = make_draw_file(drawn.desk, SUNDAY, ["spond:99"])
    file = read_claim_file(made.path.read_bytes(), made.path.name)
    assert (file.claims, [row.kid for row in file.cancellations]) == ((), [KID])
    assert make_draw_file(drawn.desk, SUNDAY).choice.should_cancel == {}
    assert DRAWING not in drawn.every()


def test_a_claim_that_the_bank_was_asked_for_twice_is_drawn_once(drawn):
    make_draw_file(drawn.desk, SUNDAY)
    other = {"claim_id": "spond:99", "due_on": DUE, "kid": KID, "amount_ore": 500_00}
    write_event(drawn.desk.db, {"drawings": [other | {"made_on": SUNDAY, "file": "f"}]}, SUNDAY)
    assert DRAWING not in drawn.every()
    move_to_spond(drawn)

    [sentence] = make_draw_file(drawn.desk, SUNDAY).choice.should_cancel.values()
    assert "to ganger" in sentence
    assert DRAWING in drawn.every()
    made = make_draw_file(drawn.desk, SUNDAY, ["spond:99"])

    assert len(made.choice.cancellations) == 1
    again = make_draw_file(drawn.desk, SUNDAY)
    assert (again.path, again.choice.should_cancel) == (None, {})
    assert DRAWING not in drawn.every()


def test_the_command_says_that_what_is_drawn_another_day_comes_in_the_next_file(drawn, capsys):
    make_draw_file(drawn.desk, SUNDAY)
    drawn.put("spoortz_giroer", BILL.format(kid=KID, due="27.10.2026"))
    drawn.week(SUNDAY)
    day, claim_id = f"{SUNDAY}", "spoortz:70012"
    capsys.readouterr()

    assert main(["avtalegiro", SLUG, "--as-of", day, "--cancel", claim_id]) == 0
    said = capsys.readouterr().out
    assert "og 1 sletting i " in said
    assert "Skal noe av det slettede trekkes en annen dag, kommer det med i neste fil." in said
    assert main(["avtalegiro", SLUG, "--as-of", day, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"] == [claim_id]


@pytest.mark.parametrize("due", ["20.11.2026", "15.08.2026"])
def test_a_claim_to_cancel_that_the_bank_was_never_asked_about_is_left_out(drawn, capsys, due):
    other = BILL.format(kid=OTHER_KID, due=due).replace("70012;", "70099;")  # without a mandate
    drawn.put("spoortz_giroer", BILL.format(kid=KID, due="20.10.2026"), other)
    drawn.week(SUNDAY)
    make_draw_file(drawn.desk, SUNDAY)
    said = "spoortz:70099: banken er ikke bedt om å trekke kravet 04.10.2026 eller senere."
    capsys.readouterr()

    assert main(["avtalegiro", SLUG, "--cancel", "70099"]) == 1
    assert f"Utelatt: {said}" in " ".join(capsys.readouterr().out.split())
    assert main(["avtalegiro", SLUG, "--cancel", "70099", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["left_out"], answer["cancellations"]) == ([said], [])


def test_a_claim_that_falls_due_later_is_drawn_once_the_bank_has_shown_that_it_was_not(drawn):
    make_draw_file(drawn.desk, SUNDAY)
    drawn.go_to(DUE + timedelta(days=1))
    drawn.put("spoortz_giroer", BILL.format(kid=KID, due="20.11.2026"), PAID.format(n=9))
    drawn.week(drawn.at)

    made = make_draw_file(drawn.desk, drawn.at)
    assert made.path is None
    [sentence] = made.choice.left_out
    assert "20.10.2026; les inn bankens innbetalinger til og med 27.10.2026 først" in sentence

    drawn.go_to(date(2026, 10, 28))
    take(drawn, ocr_file(date(2026, 10, 27)))
    assert [row.kid for row in make_draw_file(drawn.desk, drawn.at).choice.claims] == [KID]


def test_an_agreement_on_avtalegiro_does_not_stop_the_drawing_once_the_mandate_has_come(drawn):
    agree(drawn)

    made = make_draw_file(drawn.desk, SUNDAY)

    assert [claim.claim_id for claim in made.choice.claims] == ["spoortz:70012"]


@pytest.mark.parametrize(("sent", "step_id"), [(True, "avtalegiro"), (False, "reminder_1")])
def test_P10_only_a_claim_that_the_bank_was_asked_to_draw_lacked_cover(drawn, sent, step_id):
    other = make_kid("00000070014", 10)
    bill = BILL.format(kid=other, due="20.10.2026").replace("70012;", "70014;")
    drawn.put("spoortz_giroer", BILL.format(kid=KID, due="20.10.2026"), bill)
    drawn.week(SUNDAY)
    take(drawn, mandate_file(SUNDAY, (1, other, "J")))
    make_draw_file(drawn.desk, SUNDAY)
    make_draw_file(drawn.desk, SUNDAY, [] if sent else ["70012"])
    shown_on = date(2026, 10, 27)
    drawn.go_to(shown_on + timedelta(7))
    take(drawn, ocr_file(shown_on))

    assert [step for _, step, _ in drawn.plan()] == [step_id, "avtalegiro"]


def test_a_club_without_an_agreement_and_a_claim_nobody_knows_are_refused(club, drawn):
    with pytest.raises(UsageError, match="finnes ikke blant kravene"):
        make_draw_file(drawn.desk, SUNDAY, ["79999"])
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8").replace(TERMS, ""), "utf-8")
    with pytest.raises(UsageError, match="ingen avtale om AvtaleGiro"):
        make_draw_file(office.open_desk(SLUG), SUNDAY)
