"""Every state of money that no claim takes comes from a sample, and is shown with what to do."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.office.test_placing import FIRST, KID, SOMEBODYS, open_ore, pay, plan, week
from tests.one_claim import SUNDAY, Club, club
from workbench.model.payment_kinds import PAYMENT_RULES, PaymentState, PaymentUse
from workbench.norsk import text_of
from workbench.office import open_desk, show
from workbench.office.placing import place_payment
from workbench.values.kid import make_kid

__all__ = ["club"]  # the fixture

CAMT = Path(__file__).parents[1] / "samples" / "camt" / "made_camt054_v02_kid.xml"
UNKNOWN = make_kid("00000099999", 10)
SAMPLES = {
    PaymentState.NO_KID: {"kid": None, "payer_name": "Per Berg"},
    PaymentState.WRONG_KID: {"kid": f"{UNKNOWN[:-1]}{(int(UNKNOWN[-1]) + 1) % 10}"},
    PaymentState.UNKNOWN_KID: {"kid": UNKNOWN},
    PaymentState.UNKNOWN_INVOICE: {"kid": None, "invoice_id": "spoortz:1"},
    PaymentState.TOO_MUCH: {"kid": KID, "amount_ore": 501_00},
    PaymentState.REVERSED: {"kid": KID, "amount_ore": -1_00},
}


def payments(club: Club) -> list[dict]:
    """Return the list of payments to look at."""
    return show(club.desk, "payments", club.at).records


def test_every_state_has_a_sample():
    assert {*SAMPLES, PaymentState.ALREADY_PAID, PaymentState.CREDITED} == {*PaymentState}


@pytest.mark.parametrize("state", SAMPLES)
def test_a_state_is_shown_with_what_the_operator_can_do(club, state):
    week(club, {"amount_ore": 77_00} | SAMPLES[state])

    [row] = payments(club)
    assert (row["state"], row["todo"]) == (text_of(state), PAYMENT_RULES[state].todo)
    assert bool(row["places"]) == (state in (PaymentState.TOO_MUCH, PaymentState.REVERSED))
    assert row["left_ore"] == {"TOO_MUCH": 1_00, "REVERSED": -1_00}.get(state.name, 77_00)


def test_what_came_for_a_claim_that_was_paid_or_credited_before_is_shown(club):
    week(club, {"kid": KID, "amount_ore": 500_00}, {"kid": KID, "amount_ore": 5_00})
    [paid] = payments(club)
    assert paid["state"] == text_of(PaymentState.ALREADY_PAID)
    assert "Kari Li, Vårsesong, 20.09.2026" in paid["places"]  # what else the payer owes

    void_kid = make_kid("00000070019", 10)
    cancelled = FIRST.format(kid=void_kid).replace("70012;", "70019;", 1)
    cancelled = cancelled.replace("Utsendt", "Annullert")
    club.put("spoortz_giroer", FIRST.format(kid=KID), SOMEBODYS, cancelled)
    club.week(SUNDAY + timedelta(days=7))
    pay(club, {"payment_id": "late", "kid": void_kid, "amount_ore": 9_00})

    assert text_of(PaymentState.CREDITED) in {row["state"] for row in payments(club)}


def test_a_part_payment_and_what_somebody_placed_are_shown_too(club):
    week(club, {"kid": KID, "amount_ore": 100_00}, {"kid": None, "amount_ore": 8_00})

    [other, part] = payments(club)
    assert part["state"] == "dekker bare en del av kravet"
    assert (part["left_ore"], other["left_ore"]) == (0, 8_00)


@pytest.mark.parametrize(
    ("kid", "placed", "use"),
    [
        *((KID, "Kari Li, Treningsavgift, 15.08.2026 og ", use) for use in PaymentUse),
        ("", "", PaymentUse.REFUNDED),
        ("", "", PaymentUse.ELSEWHERE),
    ],
)
def test_what_became_of_money_is_shown_in_words(club, kid, placed, use):
    week(club, {"kid": kid or None, "amount_ore": 600_00})
    place_payment(club.desk, "p0", use, club.at, 100_00 if kid else None)

    assert [row["places"] for row in payments(club)] == [f"{placed}{text_of(use)}"]


def test_a_payment_that_is_several_things_is_shown_once_as_what_somebody_should_do(club):
    week(club, {"kid": KID, "amount_ore": 800_00})
    place_payment(club.desk, "p0", "spoortz:70013", club.at, 200_00)
    place_payment(club.desk, "p0", PaymentUse.REFUNDED, club.at, 50_00)

    [row] = payments(club)
    assert row["todo"].startswith("Flytt resten til et annet krav")


def test_another_currency_is_set_aside_by_name_and_rests_its_claim(club):
    kid = "602243"
    toml = club.home / "club.toml"
    toml.write_text(toml.read_text("utf-8").replace("lengde = 12", "lengde = 6"), "utf-8")
    club.desk = open_desk(club.home.name)
    euros = CAMT.read_text("utf-8").replace('<Amt Ccy="NOK">780.50', '<Amt Ccy="EUR">780.50')
    (club.home / "inbox" / "camt.xml").write_text(euros, "utf-8")
    club.put("spoortz_giroer", FIRST.format(kid=kid), SOMEBODYS)
    club.week(SUNDAY + timedelta(days=7))

    [row] = show(club.desk, "set_aside", club.at).records
    assert "EUR" in row["reason"] or "EUR" in row["value"]
    assert plan(club)["70012"][0] == "unconfirmed"
    assert open_ore(club)["70012"] == 500_00
