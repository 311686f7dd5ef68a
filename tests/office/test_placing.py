"""Money that no KID places: who is left in peace for it, and what becomes of it when placed."""

from datetime import date, timedelta

import pytest

from tests.one_claim import SLUG, SUNDAY, Club, club
from tests.writing import write_event
from workbench import office
from workbench.cli import main
from workbench.importers.replies import Reply
from workbench.model.errors import UsageError
from workbench.model.kinds import StepKind
from workbench.model.payment_kinds import PaymentUse
from workbench.model.task_kinds import TaskAnswer
from workbench.office.day import day_of, work_out_copy
from workbench.office.placing import place_all, place_payment
from workbench.office.returned_lists import find_answers
from workbench.office.tasks import tasks_of
from workbench.values.kid import make_kid
from workbench.values.record_ids import mark_key

__all__ = ["club"]  # the fixture

KID, OTHER_KID = make_kid("00000070012", 10), make_kid("00000070013", 10)
FIRST = "70012;{kid};7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;0;;Utsendt;0;"
LATER = "70013;{kid};7;Kari Li;Vårsesong;10.09.2026;20.09.2026;700;0;;Utsendt;0;"
SOMEBODYS = "70014;;8;Ola Ny;Vårsesong;10.09.2026;20.09.2026;300;0;;Utsendt;0;"


def week(club: Club, *payments: dict, day: date = SUNDAY) -> None:
    """Run the week of a day with Kari's two claims, Ola's one, and payments through the bank."""
    club.put("spoortz_giroer", FIRST.format(kid=KID), LATER.format(kid=OTHER_KID), SOMEBODYS)
    club.week(day)
    pay(club, *payments)


def pay(club: Club, *payments: dict) -> None:
    rows = [
        {"payment_id": f"p{n}", "paid_on": SUNDAY - timedelta(days=4), "source": "camt"} | payment
        for n, payment in enumerate(payments)
    ]
    write_event(club.desk.db, {"payments": rows}, club.at)


def plan(club: Club) -> dict[str, tuple[str, str | None]]:
    """Return claim number -> reason and step."""
    day = work_out_copy(club.desk, club.desk.db, club.at)
    return {row.claim_id.rpartition(":")[2]: (str(row.reason), row.step_id) for row in day.plan}


def open_ore(club: Club) -> dict[str, int]:
    day = work_out_copy(club.desk, club.desk.db, club.at)
    return {row["claim_id"].rpartition(":")[2]: row["open_ore"] for row in day.db["balances"].rows}


def money_tasks(club: Club) -> list[str]:
    return sorted(key for key in club.every() if ":payment:" in key)


ASKED, RESTS = ("step_due", "reminder_1"), ("maybe_paid", None)


def test_B10_money_on_the_kid_of_a_settled_claim_rests_what_its_payer_owes_until_it_is_placed(club):
    week(club, {"kid": KID, "amount_ore": 500_00}, {"kid": KID, "amount_ore": 400_00})

    assert plan(club) == {"70013": RESTS, "70014": ASKED}
    assert money_tasks(club) == ["check_claim:payment:p1"]

    club.answer("check_claim:payment:p1", answer="placed")

    assert open_ore(club)["70013"] == 300_00
    assert plan(club) == {"70013": ASKED, "70014": ASKED}
    assert money_tasks(club) == []


@pytest.mark.parametrize("answer", ["refunded", "kept", "elsewhere"])
def test_B10_what_is_refunded_kept_or_for_something_else_settles_nothing_and_holds_nobody(
    club, answer
):
    week(club, {"kid": KID, "amount_ore": 900_00})
    club.answer("check_claim:payment:p0", answer=answer)

    assert open_ore(club)["70013"] == 700_00
    assert plan(club) == {"70013": ASKED, "70014": ASKED}


def test_an_answer_about_money_can_be_another_the_next_day(club):
    week(club, {"kid": KID, "amount_ore": 900_00})
    club.answer("check_claim:payment:p0", answer="refunded")
    club.answer("check_claim:payment:p0", answer="placed")

    assert open_ore(club) | {"7000": 0} == open_ore(club) | {"7000": 0, "70013": 300_00}
    placed = {row["target"]: row["amount_ore"] for row in club.desk.db["placements"].rows}
    assert placed == {"refunded": 0, "spoortz:70013": 400_00}


@pytest.mark.parametrize(
    ("payment", "resting"),
    [
        ({"payer_name": "LI KARI", "amount_ore": 700_00}, ["70013"]),
        ({"payer_name": "Kari Anne Li", "amount_ore": 1_00}, ["70012", "70013"]),
        ({"payer_name": "Kari Li", "amount_ore": 1200_00}, ["70012", "70013"]),
        ({"payer_name": "Per Berg", "message": "for Ola Ny", "amount_ore": 50_00}, ["70014"]),
        ({"payer_name": "Per Berg", "amount_ore": 300_00}, ["70014"]),
        ({"message": "gjelder 70014", "amount_ore": 5_00}, ["70014"]),
        ({"kid": KID[:5] + "9" + KID[6:], "amount_ore": 5_00}, ["70012"]),
        ({"kid": KID[:9] + KID[10] + KID[9] + KID[11], "amount_ore": 500_00}, ["70012"]),
        ({"payer_name": "Per Berg", "amount_ore": 301_00}, []),
    ],
    ids=[
        "name and amount", "name", "the sum of all", "name in the message", "amount",
        "order number", "a digit of the KID", "two digits of the KID", "nothing in common",
    ],
)  # fmt: skip
def test_what_is_like_an_open_claim_rests_it(club, payment, resting):
    week(club, payment)

    rests = [number for number, why in plan(club).items() if why == RESTS]
    assert rests == resting
    assert money_tasks(club) == (["check_claim:payment:p0"] if resting else [])


TWO_ACCOUNTS = (
    '[[kid]]\nlengde = 12\nmodulus = 10\nkunde = [1, 5]\nkonto = "99991042764"\n\n'
    "[[kid]]\nkunde = [1, 6]"
)
TWO_KINDS = "[[kid]]\nlengde = 9\nmodulus = 11\nkunde = [1, 3]\n\n[[kid]]\nkunde = [1, 6]"


@pytest.mark.parametrize(
    ("kid", "resting"),
    [
        (make_kid("00000760001", 10), ["70012", "70013"]),
        (make_kid("00760001", 11), ["70012", "70013"]),  # the club's other kind, for that customer
        (make_kid("00000860001", 10), ["70014"]),
        (make_kid("00000960001", 10), []),
        (make_kid("00000060001", 10), []),  # nobody's number
        (make_kid("00000760001", 10)[:11] + "x", []),
    ],
)
def test_money_with_an_unknown_kid_rests_what_the_customer_in_it_owes(club, kid, resting):
    settings = (club.home / "club.toml").read_text("utf-8").replace("[kid]", TWO_KINDS, 1)
    (club.home / "club.toml").write_text(settings, "utf-8")
    club.desk = office.open_desk(SLUG)
    of_kari, later = make_kid("00000770012", 10), make_kid("00000770013", 10)
    of_ola = SOMEBODYS.replace(";;8;", f";{make_kid('00000870014', 10)};8;")
    of_nobody = SOMEBODYS.replace("70014;;8;", f"70015;{make_kid('00000070015', 10)};8;")
    giros = (FIRST.format(kid=of_kari), LATER.format(kid=later), of_ola, of_nobody)
    club.put("spoortz_giroer", *giros)
    club.week(SUNDAY)
    pay(club, {"kid": kid, "amount_ore": 1_00, "payer_name": "Per Berg"})

    assert [number for number, why in plan(club).items() if why == RESTS] == resting
    assert money_tasks(club) == (["check_claim:payment:p0"] if resting else [])


@pytest.mark.parametrize("kinds", [TWO_KINDS, TWO_ACCOUNTS])
def test_who_is_named_with_the_exact_sum_rests_beside_the_customer_in_the_kid(club, kinds):
    settings = (club.home / "club.toml").read_text("utf-8").replace("[kid]", kinds, 1)
    (club.home / "club.toml").write_text(settings, "utf-8")
    club.desk = office.open_desk(SLUG)
    of_ola = SOMEBODYS.replace(";;8;", f";{make_kid('00000870014', 10)};8;")
    club.put("spoortz_giroer", FIRST.format(kid=KID), LATER.format(kid=OTHER_KID), of_ola)
    club.week(SUNDAY)
    kid = make_kid("00000860001", 10)
    pay(club, {"kid": kid, "amount_ore": 700_00, "payer_name": "Kari Li"})

    assert {number for number, why in plan(club).items() if why == RESTS} == {"70013", "70014"}


def test_who_is_named_with_the_exact_sum_rests_though_the_kid_is_of_anothers_paid_claim(club):
    ola = {"kid": KID, "amount_ore": 300_00, "payer_name": "Ola Ny"}
    week(club, {"kid": KID, "amount_ore": 500_00}, ola | {"paid_on": SUNDAY - timedelta(days=3)})

    assert plan(club) == {"70013": RESTS, "70014": RESTS}


@pytest.mark.parametrize(
    ("paid_by", "first", "last", "why"),
    [
        ("ANDRE LI", "André", "Li", RESTS),
        ("KARI LI", "Kari", "Li-Berg", RESTS),
        ("KARI LI", "Kari", "Li Berg", RESTS),
        ("KARI BERG", "Kari", "Li Berg", RESTS),
        ("KARI VIK", "Kari", "Li Berg", ASKED),
        ("ANNE LI", "Kari Anne", "Li", ASKED),
    ],
)
def test_a_name_without_accents_or_with_one_of_two_family_names_is_known(
    club, paid_by, first, last, why
):
    person = f"7;{first};{last};01.02.1980;41234501;kari@example.org;Ski;"
    club.put("spoortz_personer", person, KNOWN[1])
    named = FIRST.format(kid="").replace("Kari Li", f"{first} {last}")
    club.put("spoortz_giroer", named, SOMEBODYS)
    club.week(SUNDAY)
    pay(club, {"payer_name": paid_by, "amount_ore": 250_00})

    assert plan(club)["70012"] == why


@pytest.mark.parametrize(("days", "why"), [(5, RESTS), (6, ASKED)])
def test_an_amount_alone_rests_a_claim_for_ten_days(club, days, why):
    week(club, {"amount_ore": 300_00})
    club.go_to(SUNDAY + timedelta(days=days))

    assert plan(club)["70014"] == why


@pytest.mark.parametrize(
    ("days", "kroner", "why"), [(21, 500, ASKED), (22, 500, RESTS), (0, 499, RESTS)]
)
def test_money_that_somebody_has_registered_by_hand_is_for_no_other_claim(club, days, kroner, why):
    by_hand = f"500;500;{SUNDAY - timedelta(days=2):%d.%m.%Y};Betalt;"
    club.put(
        "spoortz_giroer",
        FIRST.format(kid="").replace("500;0;;Utsendt;", by_hand),
        LATER.format(kid=""),
        SOMEBODYS,
    )
    club.week(SUNDAY)
    paid_on = SUNDAY - timedelta(days=2 + days)
    pay(club, {"payer_name": "Kari Li", "amount_ore": kroner * 100, "paid_on": paid_on})

    assert plan(club)["70013"] == why


@pytest.mark.parametrize("days", [(2, 3), (3, 2)])
def test_what_was_registered_by_hand_explains_one_payment_and_not_two(club, days):
    by_hand = f"500;500;{SUNDAY - timedelta(days=2):%d.%m.%Y};Betalt;"
    settled = FIRST.format(kid="").replace("500;0;;Utsendt;", by_hand)
    club.put("spoortz_giroer", settled, LATER.format(kid=""), SOMEBODYS)
    club.week(SUNDAY)
    kari = {"payer_name": "Kari Li", "amount_ore": 500_00}
    pay(club, *(kari | {"paid_on": SUNDAY - timedelta(days=each)} for each in days))

    assert plan(club)["70013"] == RESTS
    farther = f"p{days.index(3)}"  # from the day on which it was registered
    assert money_tasks(club) == [f"check_claim:payment:{farther}"]


@pytest.mark.parametrize("days", [0, 1, 3])
def test_a_list_that_says_paid_with_a_day_soon_to_come_is_believed(club, days):
    paid_on = f"{SUNDAY + timedelta(days=days):%d.%m.%Y}"
    paid = FIRST.format(kid=KID).replace("500;0;;Utsendt", f"500;500;{paid_on};Betalt")
    club.put("spoortz_giroer", paid, LATER.format(kid=OTHER_KID), SOMEBODYS)
    club.week(SUNDAY)

    assert "70012" not in plan(club)
    club.week(SUNDAY + timedelta(days=7))
    assert "70012" not in plan(club)


def test_of_more_than_three_claims_of_an_amount_nobody_knows_which(club):
    more = [SOMEBODYS.replace("70014", f"7002{n}") for n in range(3)]
    club.put("spoortz_giroer", SOMEBODYS, *more)
    club.week(SUNDAY)
    pay(club, {"amount_ore": 300_00})

    assert {*plan(club).values()} == {ASKED}


def test_money_from_before_a_claim_was_issued_is_not_for_it(club):
    week(club, {"payer_name": "Kari Li", "amount_ore": 5_00, "paid_on": date(2026, 9, 1)})

    assert plan(club) == {"70012": RESTS, "70013": ASKED, "70014": ASKED}


def test_claims_of_several_payers_must_be_chosen_between(club):
    stranger = SOMEBODYS.replace("70014", "70015").replace(";8;Ola Ny;", ";99;Eva Vik;")
    club.put("spoortz_personer", "99;Eva;Vik;01.02.1980;41234599;;Ski;", *KNOWN)
    club.put("spoortz_giroer", SOMEBODYS, stranger)
    club.week(SUNDAY)
    pay(club, {"amount_ore": 300_00})

    with pytest.raises(UsageError, match="flere betaleres krav; velg kravet med «workbench place"):
        club.answer("check_claim:payment:p0", answer="placed")

    place_payment(club.desk, "p0", "70015", club.at)
    assert open_ore(club) | {"70015": 0} == open_ore(club)
    assert plan(club) == {"70014": ASKED}


KNOWN = (
    "7;Kari;Li;01.02.1980;41234501;kari@example.org;Ski;",
    "8;Ola;Ny;01.02.1990;41234508;ola@example.org;Ski;",
)


def test_a_payer_who_says_what_the_money_is_for_is_believed_whatever_the_kid(club):
    week(club, {"kid": KID, "amount_ore": 500_00})

    assert open_ore(club)["70012"] == 0
    place_payment(club.desk, "p0", "70013", club.at)
    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (500_00, 200_00)
    place_payment(club.desk, "p0", PaymentUse.REFUNDED, club.at)
    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (500_00, 700_00)
    place_payment(club.desk, "p0", "70012", club.at, 100_00)
    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (400_00, 700_00)
    placed = {row["target"]: row["amount_ore"] for row in club.desk.db["placements"].rows}
    assert placed == {"spoortz:70012": 100_00, "refunded": 400_00, "spoortz:70013": 0}


@pytest.mark.parametrize(
    ("payment_id", "target", "ore", "fault"),
    [
        ("p9", "70012", None, "innbetalingen finnes ikke"),
        ("p0", "79999", None, "finnes ikke blant kravene"),
        ("p0", "70012", 500_01, "plasser ikke mer enn det"),
        ("p0", "70012", -1, "plasser ikke mer enn det"),
    ],
)
def test_what_cannot_be_placed_is_refused_in_a_sentence(club, payment_id, target, ore, fault):
    week(club, {"kid": KID, "amount_ore": 500_00})

    with pytest.raises(UsageError, match=fault):
        place_payment(club.desk, payment_id, target, club.at, ore)


def test_P15_B3_a_reversal_opens_the_claim_at_its_step_with_a_week_before_a_call(club):
    sent = [
        {"invoice_id": "spoortz:70012", "step_id": f"reminder_{n}", "sent_on": date(2026, 9, 1 + n)}
        for n in (1, 2)
    ]
    week(club, {"kid": KID, "amount_ore": 500_00})
    write_event(club.desk.db, {"reminders": sent}, club.at)
    assert "70012" not in plan(club)

    club.go_to(SUNDAY + timedelta(days=7))
    pay(club, {"payment_id": "r", "kid": KID, "amount_ore": -500_00, "paid_on": SUNDAY})

    assert plan(club)["70012"] == ("step_due", "call")
    assert "follow_up:reversed:spoortz:70012" in club.every()
    club.go_to(SUNDAY + timedelta(days=6))
    assert plan(club)["70012"] == ("waiting", None)
    assert [row.kind for row in work_out_copy(club.desk, club.desk.db, club.at).plan].count(
        StepKind.CALL
    ) == 0


def test_what_is_taken_back_without_having_come_is_asked_about_and_its_claim_rests(club):
    week(club, {"kid": KID, "amount_ore": -500_00})

    assert money_tasks(club) == ["check_claim:payment:p0"]
    assert "follow_up:reversed:spoortz:70012" not in club.every()
    assert (open_ore(club)["70012"], plan(club)["70012"]) == (500_00, RESTS)
    came = club.at - timedelta(days=20)
    pay(club, {"payment_id": "p", "kid": KID, "amount_ore": 500_00, "paid_on": came})
    assert money_tasks(club) == []
    assert "follow_up:reversed:spoortz:70012" in club.every()


@pytest.mark.parametrize("answer", ["refunded", "kept", "elsewhere"])
def test_what_was_taken_back_for_something_else_holds_no_claim_and_nobody_is_told(club, answer):
    week(club, {"kid": KID, "amount_ore": -500_00})
    club.answer("check_claim:payment:p0", answer=answer)

    assert money_tasks(club) == []
    assert "follow_up:reversed:spoortz:70012" not in club.every()
    assert plan(club)["70012"] == ASKED


def test_what_is_taken_back_on_the_kid_of_no_claim_is_asked_of_the_club(club):
    week(club, {"kid": KID[:-3] + "999", "amount_ore": -500_00})

    assert "place_payment:p0" in club.every()


def test_D1_what_the_bank_shows_as_paid_and_a_later_list_calls_open_is_a_task(club):
    week(club, {"kid": KID, "amount_ore": 500_00})
    assert "check_claim:unregistered:spoortz:70012" not in club.every()

    club.put("spoortz_giroer", FIRST.format(kid=KID), SOMEBODYS)
    club.week(SUNDAY + timedelta(days=7))
    assert "check_claim:unregistered:spoortz:70012" in club.every()


def test_money_stated_before_a_payment_came_is_not_the_same_money(club):
    half = FIRST.format(kid=KID).replace("500;0;", "500;250;")
    club.put("spoortz_giroer", half, SOMEBODYS)
    club.week(SUNDAY)
    pay(club, {"kid": KID, "amount_ore": 200_00, "paid_on": SUNDAY + timedelta(days=3)})
    club.go_to(SUNDAY + timedelta(days=4))
    assert (
        open_ore(club)["70012"] == 250_00
    )  # three days: the same, registered before it was booked

    pay(club, {"kid": KID, "amount_ore": 200_00, "paid_on": SUNDAY + timedelta(days=4)})
    assert open_ore(club)["70012"] == 50_00


@pytest.mark.parametrize("word", ["Fryst", "Refundert"])
def test_a_status_that_changes_does_not_make_the_sum_paid_a_newer_one(club, word):
    half = FIRST.format(kid=KID).replace("500;0;", "500;250;")
    club.put("spoortz_giroer", half, SOMEBODYS)
    club.week(SUNDAY)
    pay(club, {"kid": KID, "amount_ore": 250_00, "paid_on": SUNDAY + timedelta(days=9)})
    club.put("spoortz_giroer", half.replace("Utsendt", word), SOMEBODYS)
    club.week(SUNDAY + timedelta(days=14))
    club.put("spoortz_giroer", half, SOMEBODYS, SOMEBODYS.replace("70014", "70016"))
    club.week(SUNDAY + timedelta(days=21))

    assert (open_ore(club)["70012"], plan(club).get("70012")) == (0, None)


def test_what_is_placed_is_what_is_open_today(club):
    week(
        club,
        {"kid": KID, "amount_ore": 1100_00},
        {"kid": OTHER_KID, "amount_ore": 300_00},  # since the day was kept
    )
    club.answer("check_claim:payment:p0", answer="placed")

    placed = {row["target"]: row["amount_ore"] for row in club.desk.db["placements"].rows}
    assert placed == {"spoortz:70013": 400_00}
    assert {*open_ore(club).values()} == {0, 300_00}
    assert money_tasks(club) == ["check_claim:payment:p0"]  # 200 kr are left


def test_an_answer_given_again_places_the_same(club):
    week(club, {"kid": KID, "amount_ore": 900_00})
    for _ in range(2):
        club.answer("check_claim:payment:p0", answer="placed")
        assert open_ore(club)["70013"] == 300_00


def test_an_amount_comes_from_what_stands_to_the_payers_credit_before_a_claim_is_opened(club):
    week(club, {"kid": KID, "amount_ore": 900_00})
    club.answer("check_claim:payment:p0", answer="kept")
    place_payment(club.desk, "p0", "70013", club.at, 300_00)

    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (0, 400_00)
    placed = {row["target"]: row["amount_ore"] for row in club.desk.db["placements"].rows}
    assert placed == {"spoortz:70013": 300_00, "kept": 100_00}


def too_much_on(club: Club, target: str) -> None:
    """Place 900 kr that name nothing on one of Kari's claims, which needs 500 or 700 of them."""
    week(club, {"kid": make_kid("00000960001", 10), "amount_ore": 900_00})
    place_payment(club.desk, "p0", target, club.at)


def test_what_was_placed_and_is_too_much_can_be_moved_to_another_claim(club):
    too_much_on(club, "70012")

    place_payment(club.desk, "p0", "70013", club.at, 400_00)

    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (0, 300_00)
    assert money_tasks(club) == []


def test_what_was_placed_and_is_too_much_goes_where_the_answer_says(club):
    too_much_on(club, "70012")

    club.answer("check_claim:payment:p0", answer="placed")

    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (0, 300_00)
    place_payment(club.desk, "p0", "70012", club.at, 400_00)
    place_payment(club.desk, "p0", PaymentUse.KEPT, club.at, 100_00)
    assert sum(open_ore(club).values()) - 300_00 == 400_00  # Ola's 300 are not concerned


def test_what_is_chosen_in_the_form_comes_besides_what_the_claim_had_of_the_payment(club):
    too_much_on(club, "70012")
    place_payment(club.desk, "p0", "70013", club.at, 100_00)
    with day_of(club.desk, club.at) as day:
        [task] = [task for task in tasks_of(day).standing if task.about == "payment:p0"]

    assert place_all(club.desk, [task], "70013", club.at) == [task]

    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (0, 300_00)
    assert money_tasks(club) == []


def test_yes_in_a_returned_list_to_what_cannot_be_placed_stops_nothing(club):
    club.put("spoortz_giroer", FIRST.format(kid=KID), SOMEBODYS)
    club.week(SUNDAY)
    pay(club, {"kid": KID, "amount_ore": 900_00})  # and nothing else is owed by its payer
    day = work_out_copy(club.desk, club.desk.db, club.at)
    [task] = [task for task in tasks_of(day).standing if task.about.startswith("payment:")]
    reply = Reply(mark_key(task.key, task.evidence), TaskAnswer.PLACED, None)

    assert find_answers(day, [reply]) == []
    [given] = find_answers(day, [reply._replace(answer=TaskAnswer.KEPT)])
    assert given.answer.answer == TaskAnswer.KEPT


def test_money_that_settles_nothing_in_spite_of_an_answer_is_asked_about_again(club):
    week(club, {"kid": KID, "amount_ore": 900_00})
    club.answer("check_claim:payment:p0", answer="kept")
    place_payment(club.desk, "p0", "70012", club.at)

    assert open_ore(club)["70012"] == 0
    with day_of(club.desk, club.at) as day:
        assert "check_claim:payment:p0" in {task.key for task in tasks_of(day).standing}


def test_a_claim_that_is_settled_takes_no_more_money(club):
    week(club, {"kid": KID, "amount_ore": 500_00}, {"amount_ore": 300_00, "payer_name": "Per"})

    with pytest.raises(UsageError, match="er betalt eller kreditert fra før og trenger ikke"):
        place_payment(club.desk, "p1", "70012", club.at)

    assert [*club.desk.db["placements"].rows] == []


def test_what_is_too_much_is_not_placed_on_the_claim_that_it_came_for(club):
    week(club, {"kid": KID, "amount_ore": 900_00})
    with day_of(club.desk, club.at) as day:
        [task] = [task for task in tasks_of(day).standing if task.about == "payment:p0"]

    with pytest.raises(UsageError, match="trenger ikke pengene"):
        place_all(club.desk, [task], "70012", club.at)


def test_without_an_amount_only_what_is_left_is_placed_and_the_paid_claim_stays_paid(club):
    week(club, {"kid": KID, "amount_ore": 900_00})
    place_payment(club.desk, "p0", "70013", club.at, 100_00)

    place_payment(club.desk, "p0", PaymentUse.REFUNDED, club.at)
    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (0, 600_00)
    place_payment(club.desk, "p0", PaymentUse.KEPT, club.at)
    placed = {row["target"]: row["amount_ore"] for row in club.desk.db["placements"].rows}
    assert placed == {"spoortz:70013": 100_00, "refunded": 0, "kept": 300_00}
    place_payment(club.desk, "p0", "70013", club.at)
    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (0, 300_00)


def test_money_of_nobody_known_stands_to_nobodys_credit(club):
    week(club, {"kid": KID[:-3] + "999", "amount_ore": 900_00})

    with pytest.raises(UsageError, match="ingen vet hvem pengene er fra"):
        place_payment(club.desk, "p0", PaymentUse.KEPT, club.at)


def test_what_was_placed_before_a_payment_that_is_refused_is_said(club):
    half = {"payer_name": "Kari Li", "amount_ore": 500_00}
    week(club, half, half | {"paid_on": SUNDAY - timedelta(days=2)})
    with day_of(club.desk, club.at) as day:
        tasks = [task for task in tasks_of(day).standing if task.about.startswith("payment:")]

    with pytest.raises(
        UsageError, match=r"trenger ikke pengene.* 1 innbetaling ble plassert før den"
    ):
        place_all(club.desk, sorted(tasks, key=lambda task: task.about), "70012", club.at)
    assert open_ore(club)["70012"] == 0


@pytest.mark.parametrize("ore", [None, 200_00])
def test_money_may_be_placed_on_the_claim_that_it_settles_already(club, ore):
    week(club, {"kid": KID, "amount_ore": 500_00})

    for _ in range(2):
        place_payment(club.desk, "p0", "70012", club.at, ore)

    assert open_ore(club)["70012"] == 0


def test_money_may_be_placed_on_a_claim_that_the_member_system_states_as_paid(club):
    paid = FIRST.format(kid="").replace("500;0;;Utsendt;", "500;500;30.09.2026;Betalt;")
    club.put("spoortz_giroer", paid, LATER.format(kid=OTHER_KID), SOMEBODYS)
    club.week(SUNDAY)
    pay(club, {"payer_name": "Kari Li", "amount_ore": 500_00})

    place_payment(club.desk, "p0", "70012", club.at)

    assert open_ore(club)["70012"] == 0
    assert money_tasks(club) == []


def test_an_amount_is_not_taken_from_the_claim_that_it_was_placed_on(club):
    too_much_on(club, "70012")
    place_payment(club.desk, "p0", "70013", club.at, 400_00)

    with pytest.raises(UsageError, match=r"høyst 400\skr er ledig til spoortz:70013"):
        place_payment(club.desk, "p0", "70013", club.at, 600_00)
    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (0, 300_00)

    place_payment(club.desk, "p0", "70012", club.at, 300_00)
    place_payment(club.desk, "p0", "70013", club.at, 600_00)
    assert (open_ore(club)["70012"], open_ore(club)["70013"]) == (200_00, 100_00)


def test_an_amount_may_be_taken_from_the_claims_with_its_kid(club):
    week(club, {"kid": KID, "amount_ore": 500_00})

    place_payment(club.desk, "p0", "70013", club.at, 200_00)
    place_payment(club.desk, "p0", "70014", club.at, 200_00)

    assert open_ore(club) | {"70012": 400_00, "70013": 500_00, "70014": 100_00} == open_ore(club)


def test_nothing_of_a_payment_is_placed_where_its_amount_is_nothing(club, capsys):
    too_much_on(club, "70012")
    place_payment(club.desk, "p0", "70013", club.at, 400_00)
    capsys.readouterr()

    assert main(["place", SLUG, "p0", "70013", "--amount", "0"]) == 0

    [gone, left] = capsys.readouterr().out.splitlines()
    assert gone == f"{SLUG}: 70013: ingenting av p0 er plassert der lenger."
    assert left.endswith("av p0: spoortz:70012.")
    assert open_ore(club)["70013"] == 700_00
