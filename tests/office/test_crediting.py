"""What is taken off a claim counts until the member system shows it; alone it settles nothing."""

from datetime import timedelta

import pytest

from tests.office.test_placing import (
    FIRST,
    KID,
    LATER,
    OTHER_KID,
    SOMEBODYS,
    open_ore,
    pay,
    plan,
    week,
)
from tests.one_claim import SLUG, SUNDAY, Club, club
from tests.writing import write_event
from workbench.cli import main
from workbench.model.errors import UsageError
from workbench.model.payment_kinds import CreditKind
from workbench.norsk import kroner
from workbench.office import open_desk, show
from workbench.office.charged import QUERIES as CHARGED
from workbench.office.crediting import credit_claim
from workbench.office.day import work_out_copy
from workbench.office.placing import place_payment

__all__ = ["club"]  # the fixture

ASKED, STANDS = ("step_due", "reminder_1"), ("credit_stands", None)


def credit(club: Club, target: str, kroner: int, reason: str = "feil lag") -> str:
    made = credit_claim(club.desk, target, kroner * 100, reason, club.at, CreditKind.COMPENSATION)
    return made.credit_id


def states(club: Club) -> list[str]:
    return [row["state"] for row in show(club.desk, "credits", club.at).records]


def test_P14_a_credit_of_a_claim_settles_it_and_one_that_stands_alone_does_not(club):
    week(club)
    task = f"check_claim:standing:{credit(club, 'spoortz:7', 1000)}"
    assert (open_ore(club)["70012"], plan(club)["70012"]) == (500_00, STANDS)
    assert task in club.every()
    assert plan(club)["70014"] == ASKED  # somebody else's
    club.answer(task, answer="done")
    assert (open_ore(club)["70012"], plan(club)["70012"]) == (500_00, ASKED)

    credit(club, "70012", 200)
    assert (open_ore(club)["70012"], plan(club)["70012"]) == (300_00, ASKED)
    credit(club, "70012", 300, "resten")
    assert open_ore(club)["70012"] == 0
    assert "70012" not in plan(club)
    assert sorted(states(club)) == ["står til gode", "teller", "teller"]


def test_a_credit_note_that_stands_open_rests_what_its_payer_owes_until_somebody_decides(club):
    note = "70015;;7;Kari Li;Kreditnota;10.09.2026;20.09.2026;-500;0;;Utsendt;0;"
    club.put("spoortz_giroer", FIRST.format(kid=""), SOMEBODYS, note)
    club.week(SUNDAY)

    assert (open_ore(club)["70012"], plan(club)["70012"]) == (500_00, STANDS)
    assert plan(club)["70014"] == ASKED
    club.answer("check_claim:standing:spoortz:70015", answer="done")
    assert plan(club)["70012"] == ASKED


def test_B10_money_that_stands_to_a_payers_credit_rests_what_falls_due_until_somebody_decides(club):
    week(club, {"kid": OTHER_KID, "amount_ore": 700_00}, {"kid": OTHER_KID, "amount_ore": 400_00})
    club.answer("check_claim:payment:p1", answer="kept")
    assert plan(club) == {"70012": ASKED, "70014": ASKED}  # whoever answered has seen that one

    day = SUNDAY + timedelta(days=28)
    next_one = LATER.format(kid="").replace("70013", "70016").replace("20.09", "10.10")
    club.put("spoortz_giroer", next_one, FIRST.format(kid=KID), SOMEBODYS)
    club.week(day)
    assert (open_ore(club)["70016"], plan(club)["70016"]) == (700_00, STANDS)
    [cells] = show(club.desk, "credits", day).texts
    assert [*cells[1:4:2], *cells[4:]] == [
        "Kari Li", kroner(400_00), "innbetaling", f"KID {OTHER_KID}", "står til gode", "p1",
    ]  # fmt: skip
    club.answer("check_claim:standing:p1", answer="done")
    assert plan(club)["70016"] == ASKED

    place_payment(club.desk, "p1", "70016", day)
    assert open_ore(club)["70016"] == 300_00
    assert states(club) == []


STATED = (FIRST.format(kid=KID), LATER.format(kid=OTHER_KID), SOMEBODYS)


def plan_of_claim_later(club: Club, member: str, *before: str) -> tuple[str, str | None]:
    """Return the plan of a claim that falls due after the money came, three weeks later."""
    later = f"70015;;{member};Høstsesong;05.10.2026;15.10.2026;900;0;;Utsendt;0;"
    club.put("spoortz_giroer", *before, later)
    club.week(SUNDAY + timedelta(days=21))
    return plan(club)["70015"]


def test_kept_money_without_a_kid_stands_for_whose_claim_it_was_likened_to(club):
    week(club, {"payer_name": "Kari Li", "amount_ore": 900_00})
    club.answer("check_claim:payment:p0", answer="kept")
    assert plan_of_claim_later(club, "7;Kari Li", *STATED) == STANDS


def test_what_was_kept_of_placed_money_stands_for_whose_claim_the_rest_was_placed_on(club):
    week(club, {"payer_name": "Kari Li", "amount_ore": 900_00})
    place_payment(club.desk, "p0", "70012", club.at, 500_00)
    place_payment(club.desk, "p0", "kept", club.at)
    assert plan_of_claim_later(club, "7;Kari Li", *STATED) == STANDS


def test_kept_money_on_the_kid_of_two_members_stands_for_both(club):
    of_ola = FIRST.replace("70012", "70014").replace("7;Kari Li", "8;Ola Ny").format(kid=KID)
    both = FIRST.format(kid=KID), of_ola
    club.put("spoortz_giroer", *both)
    club.week(SUNDAY)
    pay(club, {"kid": KID, "amount_ore": 1000_00}, {"kid": KID, "amount_ore": 700_00})
    club.answer("check_claim:payment:p1", answer="kept")
    assert plan_of_claim_later(club, "8;Ola Ny", *both) == STANDS
    assert len(states(club)) == 1


def test_what_is_left_of_kept_money_still_stands_for_what_fell_due_before_a_part_was_used(club):
    week(club, {"kid": OTHER_KID, "amount_ore": 700_00}, {"kid": OTHER_KID, "amount_ore": 800_00})
    club.answer("check_claim:payment:p1", answer="kept")
    assert plan_of_claim_later(club, "7;Kari Li", *STATED) == STANDS
    place_payment(club.desk, "p1", "70012", club.at, 500_00)
    assert plan(club)["70015"] == STANDS


def test_money_that_was_taken_back_stands_to_nobodys_credit(club):
    week(club, {"kid": OTHER_KID, "amount_ore": 700_00}, {"kid": OTHER_KID, "amount_ore": 400_00})
    club.answer("check_claim:payment:p1", answer="kept")
    assert states(club) == ["står til gode"]

    taken_back = {"payment_id": "r", "kid": OTHER_KID, "amount_ore": -400_00, "paid_on": SUNDAY}
    pay(club, taken_back)
    assert states(club) == []


def test_a_credit_is_to_be_registered_and_ends_when_the_member_system_shows_it(club):
    week(club)
    credit_id = credit(club, "70012", 200)
    assert f"follow_up:credit:{credit_id}" in club.every()

    lower = FIRST.format(kid="").replace(";500;0;", ";300;0;")
    club.put("spoortz_giroer", lower, SOMEBODYS)
    club.week(SUNDAY + timedelta(days=7))

    assert open_ore(club)["70012"] == 300_00  # and not 100
    assert f"follow_up:credit:{credit_id}" not in club.every()
    assert states(club) == ["står i medlemssystemet"]


def test_one_of_two_credits_that_the_member_system_shows_leaves_the_other(club):
    week(club)
    ids = {credit(club, "70012", 200), credit(club, "70012", 250, "resten")}
    assert open_ore(club)["70012"] == 50_00

    for day, stated in ((7, 300), (14, 50)):
        lower = FIRST.format(kid="").replace(";500;0;", f";{stated};0;")
        club.put("spoortz_giroer", lower, SOMEBODYS)
        club.week(SUNDAY + timedelta(days=day))
        assert open_ore(club)["70012"] == 50_00
    assert not {f"follow_up:credit:{credit_id}" for credit_id in ids} & club.every()


def test_money_for_what_is_credited_is_too_much(club):
    week(club, {"invoice_id": "spoortz:70012", "amount_ore": 500_00})
    credit(club, "70012", 200)

    [unplaced] = show(club.desk, "payments", club.at).records
    assert (unplaced["left_ore"], unplaced["state"]) == (200_00, "mer enn kravet er på")


def test_the_same_credit_twice_on_a_day_is_one(club):
    week(club)
    assert credit(club, "70012", 200) == credit(club, "70012", 200)

    assert open_ore(club)["70012"] == 300_00


def asking(club: Club, line: str) -> None:
    """Write a line at the top of the club's settings, and open it anew."""
    toml = club.home / "club.toml"
    toml.write_text(f"{line}\n{toml.read_text('utf-8')}", "utf-8")
    club.desk.close()
    club.desk = open_desk(club.home.name)


@pytest.mark.parametrize(("answer", "left", "why"), [("yes", 300_00, ASKED), ("no", 500_00, ASKED)])
def test_R18_a_claim_rests_until_the_club_has_said_yes_or_no_to_a_credit(club, answer, left, why):
    asking(club, "klubben_godkjenner_kreditering = true")
    week(club)
    credit_id = credit(club, "70012", 200)
    assert (open_ore(club)["70012"], plan(club)["70012"]) == (500_00, ("credit_asked", None))
    assert states(club) == ["venter på klubben"]

    club.answer(f"credit_claim:credit:{credit_id}", answer=answer)

    assert (open_ore(club)["70012"], plan(club)["70012"]) == (left, why)
    assert states(club) == ["teller" if answer == "yes" else "klubben sa nei"]


@pytest.mark.parametrize(
    ("target", "kroner", "reason", "fault"),
    [
        ("70012", 501, "feil", "høyst 500"),
        ("70012", 0, "feil", "høyst 500"),
        ("79999", 5, "feil", "er verken et krav eller et medlem"),
        ("70012", 5, "  ", "Skriv hvorfor"),
        ("70012", 5, "fnr 01019012345", "uten fødselsnummer"),
        ("spoortz:7", -5, "feil", "mer enn 0 kr"),
    ],
)
def test_what_cannot_be_credited_is_refused_in_a_sentence(club, target, kroner, reason, fault):
    week(club)

    with pytest.raises(UsageError, match=fault):
        credit(club, target, kroner, reason)


def test_who_paid_a_line_without_a_sum_of_its_own_is_owed_what_was_credited(club):
    """As in KlubbAdmin, where only the order states that it was settled by hand."""
    order = {"invoice_id": "spoortz:99", "title": "T", "status": "paid_manual", "paid_ore": 500_00}
    line = {"claim_id": "spoortz:99:a", "invoice_id": "spoortz:99", "member_id": "spoortz:7"}
    rows = {"invoices": [order | {"amount_ore": 500_00, "due_on": SUNDAY}], "claims": [line]}
    write_event(club.desk.db, rows, SUNDAY)

    credit(club, "spoortz:99:a", 100)

    assert "follow_up:repay:spoortz:99:a" in club.every()


def test_a_credit_of_all_is_registered_when_the_claim_is_nothing(club):
    week(club)
    key = f"follow_up:credit:{credit(club, '70012', 400)}"
    other = f"follow_up:credit:{credit(club, '70012', 99, 'resten')}"
    more = credit_claim(club.desk, "70012", 1_00, "litt til", club.at, CreditKind.COMPENSATION)
    assert {key, other, f"follow_up:credit:{more.credit_id}"} <= club.every()

    credited = FIRST.replace(";500;0;;Utsendt", ";0;0;;Kreditert")
    club.put("spoortz_giroer", credited.format(kid=""), SOMEBODYS)
    club.week(SUNDAY + timedelta(days=7))

    assert not {key, other, f"follow_up:credit:{more.credit_id}"} & club.every()


def test_credits_of_one_claim_are_together_no_more_than_the_claim(club):
    week(club)
    credit(club, "70012", 200)
    with pytest.raises(UsageError, match=r"høyst 300.kr, for resten er kreditert"):
        credit(club, "70012", 301, "mer")

    last = credit(club, "70012", 300, "resten")
    assert credit(club, "70012", 300, "resten") == last  # the same one
    with pytest.raises(
        UsageError, match="hele kravet er kreditert; ta først en kreditering tilbake"
    ):
        credit(club, "70012", 1, "enda mer")

    take_back(club, last)
    credit(club, "70012", 250, "nesten alt")
    assert open_ore(club)["70012"] == 50_00


def test_what_the_member_system_shows_of_a_credit_is_not_counted_twice(club):
    week(club)
    credit(club, "70012", 200)
    lower = FIRST.format(kid="").replace(";500;0;", ";300;0;")
    club.put("spoortz_giroer", lower, SOMEBODYS)
    club.week(SUNDAY + timedelta(days=7))

    credit(club, "70012", 300, "resten")
    assert open_ore(club)["70012"] == 0


@pytest.mark.parametrize("answer", [None, "no"])
def test_what_the_club_is_asked_about_is_counted_until_it_says_no(club, answer):
    asking(club, "klubben_godkjenner_kreditering = true")
    week(club)
    credit_id = credit(club, "70012", 400)
    if answer is None:
        with pytest.raises(UsageError, match=r"høyst 100.kr"):
            credit(club, "70012", 200, "mer")
    else:
        club.answer(f"credit_claim:credit:{credit_id}", answer=answer)
        credit(club, "70012", 200, "mer")
        assert sorted(states(club)) == ["klubben sa nei", "venter på klubben"]


def allow(club: Club, kroner: int) -> None:
    """Let the office credit so much of a claim without asking the club."""
    toml = club.home / "club.toml"
    text = toml.read_text("utf-8")
    assert "kreditt_inntil = false" in text
    toml.write_text(text.replace("kreditt_inntil = false", f"kreditt_inntil = {kroner}"), "utf-8")
    club.desk.close()
    club.desk = open_desk(club.home.name)


def test_what_is_above_the_clubs_limit_for_a_claim_waits_for_its_yes(club):
    allow(club, 200)
    week(club)
    credit(club, "70012", 150)
    credit(club, "70014", 200)  # each claim for itself
    assert open_ore(club)["70012"] == 350_00
    credit_id = credit(club, "70012", 51, "mer")
    assert (open_ore(club)["70012"], plan(club)["70012"]) == (350_00, ("credit_asked", None))
    assert sorted(states(club)) == ["teller", "teller", "venter på klubben"]

    club.answer(f"credit_claim:credit:{credit_id}", answer="yes")

    assert (open_ore(club)["70012"], plan(club)["70012"]) == (299_00, ASKED)


def test_what_was_taken_back_leaves_room_below_the_clubs_limit(club):
    allow(club, 200)
    week(club)
    take_back(club, credit(club, "70012", 150))
    credit(club, "70012", 200, "rett medlem")
    assert open_ore(club)["70012"] == 300_00


def test_what_a_member_is_owed_above_the_clubs_limit_waits_for_its_yes(club):
    allow(club, 200)
    week(club)
    credit(club, "spoortz:7", 200)
    assert states(club) == ["står til gode"]
    credit_id = credit(club, "spoortz:7", 1, "mer")
    assert sorted(states(club)) == ["står til gode", "venter på klubben"]
    assert f"credit_claim:credit:{credit_id}" in club.every()


def test_where_the_clubs_limit_is_nothing_each_credit_waits_but_not_that_all_is_owed(club, capsys):
    allow(club, 0)
    week(club)
    credit_claim(club.desk, "70014", 0, "avtalt", club.at, CreditKind.FREEZE)
    assert states(club) == ["alt skal betales"]
    assert main(["credit", SLUG, "70012", "1", "--reason", "feil"]) == 0
    assert "klubben er spurt" in capsys.readouterr().out


def take_back(club: Club, credit_id: str, kroner: int = 0, reason: str = "feil medlem") -> str:
    made = credit_claim(
        club.desk, credit_id, kroner * 100, reason, club.at, CreditKind.COMPENSATION
    )
    return made.reason


def test_a_credit_that_is_taken_back_is_owed_again_and_says_why(club):
    week(club)
    credit_id = credit(club, "70012", 500)
    assert "70012" not in plan(club)

    assert take_back(club, credit_id) == "feil lag; tatt tilbake: feil medlem"

    assert (open_ore(club)["70012"], plan(club)["70012"]) == (500_00, ASKED)
    assert f"follow_up:credit:{credit_id}" not in club.every()
    [row] = show(club.desk, "credits", club.at).records
    assert (row["credit_id"], row["amount_ore"]) == (credit_id, 0)
    assert row["state"] == "tatt tilbake 04.10.2026"
    credit(club, "70012", 500)
    assert open_ore(club)["70012"] == 0


def test_what_stands_to_a_members_credit_can_be_taken_back(club):
    week(club)
    credit_id = credit(club, "spoortz:7", 1000)

    take_back(club, credit_id)

    assert states(club) == ["tatt tilbake 04.10.2026"]


def freeze_credits(club: Club) -> list[tuple[str]]:
    day = work_out_copy(club.desk, club.desk.db, club.at)
    return [*CHARGED.freeze_credits(day.db.conn, periods="{}")]


def test_that_all_is_owed_of_frozen_days_can_be_taken_back(club):
    week(club)
    all_owed = credit_claim(club.desk, "70012", 0, "avtalt", club.at, CreditKind.FREEZE)
    assert states(club) == ["alt skal betales"]
    assert freeze_credits(club) == [("spoortz:70012",)]

    take_back(club, all_owed.credit_id)

    assert states(club) == ["tatt tilbake 04.10.2026"]
    assert freeze_credits(club) == []


def test_that_all_is_owed_is_refused_until_what_was_credited_of_frozen_days_is_taken_back(club):
    week(club)
    credit(club, "70012", 50)  # for something else
    frozen = credit_claim(club.desk, "70012", 100_00, "frys", club.at, CreditKind.FREEZE)
    with pytest.raises(UsageError, match=f"100.kr er kreditert for fryste dager.*{frozen[0]}"):
        credit_claim(club.desk, "70012", 0, "avtalt", club.at, CreditKind.FREEZE)
    assert open_ore(club)["70012"] == 350_00

    take_back(club, frozen.credit_id)
    credit_claim(club.desk, "70012", 0, "avtalt", club.at, CreditKind.FREEZE)
    assert open_ore(club)["70012"] == 450_00
    assert "alt skal betales" in states(club)


@pytest.mark.parametrize(("kroner", "fault"), [(5, "kan bare tas tilbake"), (0, "tilbake alt")])
def test_a_credit_is_taken_back_once_and_never_changed(club, kroner, fault):
    week(club)
    credit_id = credit(club, "70012", 500)
    if not kroner:
        take_back(club, credit_id)

    with pytest.raises(UsageError, match=fault):
        take_back(club, credit_id, kroner)


def test_the_command_takes_a_credit_back_by_the_id_that_the_list_shows(club, capsys):
    week(club)
    credit(club, "70012", 200)
    [row] = show(club.desk, "credits", club.at).texts
    capsys.readouterr()

    assert main(["credit", SLUG, row[-1], "0", "--reason", "feil medlem"]) == 0

    assert "krediteringen er tatt tilbake" in capsys.readouterr().out
    assert open_ore(club)["70012"] == 500_00
