"""What the bank is asked to draw on a day, and the last day for it."""

from datetime import date

import pytest

from workbench.money.draw_choice import Deadlines, Drawable, DrawChoice, choose, describe_deadline

DUE = date(2026, 12, 15)  # a Tuesday
ACCOUNT = "99991042764"
DEADLINES = Deadlines(claim_bank_days=4, cancel_bank_days=1, cancel_hour=14)
ROW = Drawable("s:1", "Kari Li", "Høst", "0017", ACCOUNT, DUE, 500_00)
ASKED = ROW._replace(asked_due_on=DUE, asked_ore=500_00, asked_kid="0017")


def choice_of(row, as_of, cancel=(), hour=0):
    return choose([row], as_of, DEADLINES, ACCOUNT, cancel, hour)


@pytest.mark.parametrize(("as_of", "is_asked"), [(9, True), (10, False), (15, False), (1, True)])
def test_a_claim_is_asked_for_at_least_four_bank_days_before_it_is_due(as_of, is_asked):
    choice = choice_of(ROW, date(2026, 12, as_of))

    assert (choice.claims == [ROW]) is is_asked
    if not is_asked:
        assert choice.left_out == [
            "Kari Li, Høst (s:1), forfall 15.12.2026: fristen for å sende kravet til banken var "
            "09.12.2026."
        ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"stopped": "medlemskapet er fryst"}, "medlemskapet er fryst."),
        ({"account": "99991042772"}, "avtalen gjelder en annen konto enn den i club.toml."),
        ({"due_on": date(2028, 1, 3)}, "forfall er mer enn tolv måneder fram."),
        (
            {"asked_due_on": DUE, "asked_ore": 1, "cancelled_on": date(2026, 12, 1)},
            "trekket er slettet hos banken for denne forfallsdagen.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_left_out_with_a_sentence_that_names_it(changed, sentence):
    choice = choice_of(ROW._replace(**changed), date(2026, 12, 1))

    assert choice.claims == []
    [left_out] = choice.left_out
    assert left_out.startswith("Kari Li, Høst (s:1), forfall ") and left_out.endswith(sentence)


@pytest.mark.parametrize("changed", [{"stands": False}, {"kid": None}, {"open_ore": 0}])
def test_what_has_nothing_to_draw_is_not_mentioned(changed):
    assert choice_of(ROW._replace(**changed), date(2026, 12, 1)) == choose([], DUE, DEADLINES, "")


def test_what_the_bank_was_asked_is_not_asked_again():
    assert choice_of(ASKED, date(2026, 12, 2)) == choose([], DUE, DEADLINES, "")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"stopped": "kravet er gjort opp eller kreditert"}, "gjort opp eller kreditert."),
        ({"open_ore": 200_00}, "banken er bedt om 500\xa0kr, og 200\xa0kr er åpent."),
        ({"due_on": date(2026, 12, 20)}, "banken er bedt om å trekke 15.12.2026."),
    ],
)
def test_a_claim_that_has_changed_meanwhile_gets_its_cancellation_proposed(changed, why):
    choice = choice_of(ASKED._replace(**changed), date(2026, 12, 11))

    assert choice.should_cancel["s:1"].endswith(why)
    assert choice.cancellations == []
    late = choice_of(ASKED._replace(**changed), DUE).should_cancel["s:1"]
    assert late.endswith("fristen er ute, så pengene må betales tilbake.")


@pytest.mark.parametrize(
    ("due_on", "as_of", "hour", "in_time"),
    [
        (DUE, date(2026, 12, 14), 13, True),
        (DUE, date(2026, 12, 14), 14, False),
        (DUE, date(2026, 12, 14), 24, False),  # the file of a day that has passed
        (DUE, date(2026, 12, 13), 23, True),
        (DUE, DUE, 0, False),
        (date(2026, 12, 14), date(2026, 12, 11), 13, True),  # a Monday: the Friday before
        (date(2026, 12, 14), date(2026, 12, 12), 0, False),
    ],
)
def test_a_cancellation_is_in_time_until_two_oclock_on_the_working_day_before(
    due_on, as_of, hour, in_time
):
    row = ASKED._replace(due_on=due_on, asked_due_on=due_on)

    choice = choice_of(row, as_of, {"s:1"}, hour)

    assert (choice.cancellations == [row]) is in_time
    assert in_time or "klokken 14" in choice.left_out[0]
    stopped = row._replace(stopped="medlemskapet er fryst")
    [proposed] = choice_of(stopped, as_of, (), hour).should_cancel.values()
    assert ("fristen er ute" in proposed) is not in_time


@pytest.mark.parametrize(
    ("claims", "cancellations", "text"),
    [
        ([ROW], [], "09.12.2026"),
        ([], [ASKED], "14.12.2026 klokken 14"),
        ([ROW], [ASKED], "09.12.2026"),
        ([ROW._replace(due_on=date(2026, 12, 18))], [ASKED], "14.12.2026 klokken 14"),
    ],
)
def test_the_bank_must_have_the_file_before_its_first_deadline(claims, cancellations, text):
    assert describe_deadline(DrawChoice(claims, cancellations), DEADLINES) == text


def test_what_the_bank_was_never_asked_cannot_be_cancelled():
    [sentence] = choice_of(ROW, date(2026, 12, 1), {"s:1"}).left_out

    assert sentence.endswith("banken er ikke bedt om å trekke kravet.")
