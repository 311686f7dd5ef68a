"""Files of an inbox against each other: each comparison at its limit, and honest differences."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from workbench.importers.cross_checks import (
    LATEST,
    ROUNDING,
    contradictions,
    ends_before,
    find_strange_agreements,
    other_names,
)
from workbench.model import frames

DAY = date(2026, 11, 1)
FIRST = ["Ola", "Kari", "Per", "Eva", "Jon", "Liv", "Nils", "Anne", "Tor", "Mari", "Odd", "Siv"]
LAST = ["Lien", "Moen", "Dahl", "Berg", "Haug", "Vik", "Lund", "Bakken", "Strand", "Eide", "Hagen",
        "Ness"]  # fmt: skip
COUNT = len(FIRST)


def rows(count: int, **columns: Any) -> list[dict[str, Any]]:
    """Return as many rows; a value that is a function is called with the row's number."""
    return [
        {name: value(n) if callable(value) else value for name, value in columns.items()}
        for n in range(count)
    ]


def claims(count: int = COUNT, **changed: Any) -> list[dict[str, Any]]:
    usual = {
        "claim_id": lambda n: f"s:{n}:1", "invoice_id": lambda n: f"s:{n}", "status": "open",
        "member_id": lambda n: f"s:m{n}", "amount_ore": 50_000, "paid_ore": 0,
        "kid": lambda n: f"kid{n}", "recipient_name": lambda n: name_of(n),
    }  # fmt: skip
    return rows(count, **usual | changed)


def payments(count: int = COUNT, **changed: Any) -> list[dict[str, Any]]:
    usual = {
        "payment_id": lambda n: f"p{n}", "paid_on": DAY, "amount_ore": 50_000,
        "kid": lambda n: f"kid{n}",
    }  # fmt: skip
    return rows(count, **usual | changed)


def name_of(number: int) -> str:
    return f"{FIRST[number % COUNT]} {LAST[number % COUNT]}"


def found_in(newest_on: date | None = None, **nouns: Sequence[dict[str, Any]]) -> list[str]:
    """Compare the rows of an inbox whose members are twelve."""
    members = frames.build(
        "members",
        rows(COUNT, member_id=lambda n: f"s:m{n}", first_name=lambda n: FIRST[n],
             last_name=lambda n: LAST[n]),
    )  # fmt: skip
    incoming: dict[str, pd.DataFrame] = {
        noun: frames.build(noun, of_noun) for noun, of_noun in nouns.items()
    }
    lines = [(row["member_id"], row["invoice_id"]) for row in nouns.get("claims", ())]
    listed = [f"s:m{n}" for n in range(COUNT)]
    credits = incoming.pop("credits", frames.build("credits", []))[["claim_id", "amount_ore"]]
    return [
        *contradictions(
            incoming, members, newest_on=newest_on, listed=listed, lines=lines, credits=credits
        )
    ]


def paid(number: int, *, until: int) -> str:
    return "paid" if number < until else "open"


def test_files_that_agree_say_nothing():
    assert found_in(claims=claims(), payments=payments()) == []
    assert found_in(claims=claims()) == []
    assert found_in(payments=payments()) == []
    assert found_in() == []


@pytest.mark.parametrize("noun", ["claims", "payments", "invoices", "guardians"])
def test_a_noun_without_rows_says_nothing(noun):
    nouns = {"claims": claims(1), "payments": payments(1), noun: []}

    assert found_in(**nouns) == []


@pytest.mark.parametrize("count", [1, COUNT])
def test_claims_of_which_nothing_is_stated_say_nothing(count):
    blank = dict.fromkeys(["status", "member_id", "amount_ore", "paid_ore", "recipient_name"])
    blank_payments = payments(count, kid=None, invoice_id=None)

    assert found_in(DAY, claims=claims(count, **blank), payments=blank_payments) == []


@pytest.mark.parametrize(("strangers", "is_found"), [(5, False), (6, False), (7, True), (12, True)])
def test_more_recipients_than_half_with_strange_names_are_found(strangers, is_found):
    def recipient(n: int) -> str:
        return "Bø Aasen" if n < strangers else name_of(n)

    found = found_in(claims=claims(recipient_name=recipient))

    assert any("medlemsnumrene i en av filene" in text for text in found) == is_found


def test_recipients_that_are_moved_by_a_row_are_found():
    found = found_in(claims=claims(recipient_name=lambda n: name_of(n + 1)))

    assert found[0].startswith("12 av 12 mottakere")


def test_parents_who_pay_with_another_name_are_known_as_guardians():
    guardians = rows(
        COUNT, contact_id=lambda n: f"g{n}", member_id=lambda n: f"s:m{n}", role="guardian",
        number=1, name=lambda n: f"Bente Aas{n}",
    )  # fmt: skip
    strange = claims(recipient_name=lambda n: f"Bente Aas{n}")

    assert found_in(claims=strange, guardians=guardians) == []
    assert len(found_in(claims=strange)) == 1


@pytest.mark.parametrize(("count", "is_found"), [(5, False), (6, True)])
def test_a_list_without_kids_beside_payments_with_kids_is_found(count, is_found):
    found = found_in(claims=claims(count, kid=None), payments=payments(1))

    assert ("ingen krav har KID, men bankfilen har innbetalinger med KID" in found) == is_found
    assert found_in(claims=claims(count, kid=None), payments=payments(1, kid=None)) == []


@pytest.mark.parametrize("kid", [None, lambda n: f"kid{n}"])
def test_the_systems_payments_are_of_what_it_asks_for_with_or_without_kids(kid):
    own = payments(kid=None, invoice_id=lambda n: f"s:{n}", amount_ore=6_300)

    found = found_in(claims=claims(kid=kid, status="paid", paid_ore=50_000), payments=own)

    assert any(text.startswith("12 av 12 innbetalinger er på et annet beløp") for text in found)


@pytest.mark.parametrize(("turned", "is_found"), [(5, False), (6, True)])
def test_due_days_that_are_turned_are_far_from_the_days_of_payment(turned, is_found):
    due_days = [date(2026, 2, 11) if n < turned else date(2026, 11, 20) for n in range(COUNT)]
    own = payments(kid=None, invoice_id=lambda n: f"s:{n}", paid_on=date(2026, 11, 5))

    found = found_in(claims=claims(due_on=lambda n: due_days[n], status="paid"), payments=own)

    assert any("byttet dag og måned" in text for text in found) == is_found


def test_an_agreement_about_an_order_is_with_one_who_owes_it():
    agreements = rows(4, hold_id=lambda n: f"h{n}", kind="promise", start_on=DAY,
                      member_id=lambda n: f"s:m{n}", invoice_id=lambda n: f"s:{n}")  # fmt: skip
    known = frames.build(
        "claims", [*claims(4), claims(1)[0] | {"claim_id": "s:0:2", "member_id": "s:m9"}]
    )

    def texts_about(*orders: str | None) -> list[str]:
        rows_of = [
            row | {"invoice_id": order} for row, order in zip(agreements, orders, strict=False)
        ]
        return [*find_strange_agreements(frames.build("holds", rows_of), known)]

    assert texts_about("s:0", "s:1", "s:2") == []
    assert texts_about("s:0", None, "s:99") == []  # of the member alone; an order not yet known
    assert texts_about("s:1", "s:2", "s:2") == [
        "ordre 1 i avtalen med medlem m0 er et krav mot noen andre",
        "ordre 2 i avtalen med medlem m1 er et krav mot noen andre",
    ]
    assert texts_about("s:1", "s:2", "s:3", "s:0")[3:] == ["det gjelder 4 avtaler i alt"]


@pytest.mark.parametrize(("strangers", "is_found"), [(5, False), (6, True)])
def test_the_systems_payments_are_for_claims_of_its_list(strangers, is_found):
    own = payments(
        40, kid=None, invoice_id=lambda n: f"s:{n}" if n >= strangers else f"s:ukjent{n}"
    )

    found = found_in(claims=claims(40, status="paid", paid_ore=50_000), payments=own)

    assert any("krav som ikke står i listen" in text for text in found) == is_found


@pytest.mark.parametrize(("still_open", "is_found"), [(5, False), (6, True)])
def test_what_the_systems_own_payments_settle_is_not_open_in_its_list(still_open, is_found):
    own = payments(20, kid=None, invoice_id=lambda n: f"s:{n}")
    listed = claims(20, status=lambda n: paid(19 - n, until=20 - still_open))

    found = found_in(claims=listed, payments=own)

    assert any("står som ubetalt" in text for text in found) == is_found


def test_a_refund_settles_nothing_and_a_part_payment_may_be_open():
    refunded = payments(amount_ore=0, kid=None, invoice_id=lambda n: f"s:{n}")
    parts = payments(amount_ore=50_000, kid=None, invoice_id=lambda n: f"s:{n}")

    assert not any("ubetalt" in text for text in found_in(claims=claims(), payments=refunded))
    assert found_in(claims=claims(paid_ore=20_000), payments=parts) == []


@pytest.mark.parametrize(("other", "is_found"), [(5, False), (8, False), (9, True)])
def test_more_than_two_fifths_paid_with_other_amounts_are_found(other, is_found):
    bank = payments(20, amount_ore=lambda n: 40_000 if n < other else 50_000)

    found = found_in(claims=claims(20), payments=bank)

    assert any("på et annet beløp enn kravet" in text for text in found) == is_found


def test_who_pays_what_is_left_after_a_credit_pays_the_right_amount():
    bank, own = payments(amount_ore=40_000), [*claims()]
    taken_off = [
        {"credit_id": f"k{n}", "claim_id": claim["claim_id"], "amount_ore": 10_000}
        for n, claim in enumerate(own)
    ]

    assert found_in(claims=own, payments=bank, credits=taken_off) == []
    assert any("på et annet beløp" in text for text in found_in(claims=own, payments=bank))


@pytest.mark.parametrize(("ore", "is_found"), [(50_000, False), (40_000, True)])
def test_two_files_of_the_same_payments_are_not_added_up(ore, is_found):
    giro = payments(amount_ore=ore, source="ocr")
    camt = payments(amount_ore=ore, source="camt", payment_id=lambda n: f"c{n}")

    found = found_in(claims=claims(), payments=[*giro, *camt])

    assert any("på et annet beløp enn kravet" in text for text in found) == is_found


def test_a_claim_paid_in_two_parts_is_paid_with_its_amount():
    halves = payments(24, kid=lambda n: f"kid{n // 2}", amount_ore=25_000)

    assert found_in(claims=claims(), payments=halves) == []


@pytest.mark.parametrize(
    ("days", "settled_before", "settled_after", "is_found"),
    [
        (15, True, False, True),
        (14, True, False, False),  # the bank is a fortnight ahead
        (15, False, False, False),  # the list never shows what the bank has got
        (15, True, True, False),
    ],
)
def test_a_list_that_knows_the_payments_until_its_own_day_alone_is_old(
    days, settled_before, settled_after, is_found
):
    assert timedelta(14) == LATEST
    bank = payments(paid_on=lambda n: DAY if n < 6 else DAY + timedelta(days))
    listed = claims(
        status=lambda n: "paid" if (settled_before if n < 6 else settled_after) else "open"
    )

    found = found_in(DAY, claims=listed, payments=bank)

    assert any("eldre enn bankfilen" in text for text in found) == is_found
    assert not found_in(None, claims=listed, payments=bank)


@pytest.mark.parametrize(
    ("differing", "by", "is_found"),
    [(5, 50_000, False), (6, 50_000, True), (12, ROUNDING, False), (12, ROUNDING + 1, True)],
)
def test_orders_and_their_lines_are_paid_alike_but_for_what_is_held_back(differing, by, is_found):
    orders = rows(
        COUNT, invoice_id=lambda n: f"s:{n}", amount_ore=100_000,
        paid_ore=lambda n: 100_000 - by if n < differing else 100_000,
    )  # fmt: skip

    found = found_in(claims=claims(paid_ore=100_000, amount_ore=100_000), invoices=orders)

    assert any("betalt med ulike beløp" in text for text in found) == is_found


@pytest.mark.parametrize(
    ("other", "of", "is_found"), [(5, 5, False), (6, 29, True), (6, 30, False)]
)
def test_the_same_numbers_with_other_names_in_two_lists_are_found(other, of, is_found):
    one = [(f"s:{n}", "Kari Moen") for n in range(of)]
    two = [(f"s:{n}", "Ola Dahl" if n < other else "Kari Moen Li") for n in range(of)]

    text = other_names([one, two])

    assert bool(text) == is_found
    assert not is_found or text.startswith("6 av 29 medlemsnumre")


@pytest.mark.parametrize(
    ("one", "other"), [("", ""), ("Kari Moen", ""), ("", "Kari Moen"), ("Bo Li", "BO LI")]
)
def test_names_that_are_missing_or_short_are_no_other_names(one, other):
    assert other_names([[(f"s:{n}", name) for n in range(6)] for name in (one, other)]) == ""


@pytest.mark.parametrize("lists", [[], [[]], [[("s:1", "Kari Moen")]]])
def test_a_single_list_says_nothing(lists):
    assert other_names(lists) == ""


@pytest.mark.parametrize(
    ("newest_on", "days", "is_found"),
    [
        (DAY, [DAY + timedelta(14)], False),
        (DAY, [DAY + timedelta(15)], True),
        (DAY, [None, DAY + timedelta(15)], True),
        (DAY, [None], False),
        (DAY, [], False),
        (None, [DAY], False),
    ],
)
def test_a_list_whose_payments_end_more_than_a_fortnight_before_others_is_old(
    newest_on, days, is_found
):
    assert bool(ends_before(newest_on, days)) == is_found
