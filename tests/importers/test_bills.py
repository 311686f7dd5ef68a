"""Lists of bills and of payments: what is owed, who has been reminded, and what came in."""

from datetime import date

import pytest

from workbench.importers.bills import payments, rows_of
from workbench.importers.profiles import Column, Profile
from workbench.model import frames
from workbench.model.kinds import ClaimStatus as S

DUE = date(2026, 2, 5)
TEXT = Column(type="text")


def profile(**more) -> Profile:
    names = ("order", "person", "title", "due_on", "amount", "outstanding", "status")
    columns = dict.fromkeys(names, TEXT) | dict.fromkeys(more.pop("also", ()), TEXT)
    base = {"title": "t", "system": "s", "kind": "bills", "key": ("order",), "columns": columns}
    return Profile(**(base | more))


def read(of: Profile | None = None, **record):
    base = {"order": "1", "person": "9", "title": "Avgift", "due_on": DUE, "status": S.OPEN}
    found = list(rows_of(base | record, "s:1", "s:9", of or profile()))
    sent = [(row["step_id"], row["sent_on"]) for name, row in found if name == "reminders"]
    return found[0][1], sent


@pytest.mark.parametrize(
    ("amount", "paid", "rest", "expected"),
    [
        (500, 200, 300, (500, 200, S.OPEN)),
        (None, 200, 300, (500, 200, S.OPEN)),
        (500, None, 300, (500, 200, S.OPEN)),
        (500, 200, None, (500, 200, S.OPEN)),
        (500, 200, 100, (500, 400, S.OPEN)),  # 200 paid and 200 credited
        (500, 200, 301, (500, 199, S.REVIEW)),
        (500, None, 501, (500, 0, S.REVIEW)),
        (500, 600, -100, (500, 600, S.OPEN)),
        (500, None, None, (500, 0, S.OPEN)),
        (None, None, None, (None, 0, S.OPEN)),
    ],
)
def test_two_of_the_three_sums_give_the_third_and_what_is_outstanding_decides(
    amount, paid, rest, expected
):
    row, _ = read(amount=amount, paid=paid, outstanding=rest)

    assert (row["amount_ore"], row["paid_ore"], row["status"]) == expected


@pytest.mark.parametrize(
    ("status", "settled"), [(S.PAID, 500), (S.PAID_MANUAL, 500), (S.OPEN, 0), (S.FROZEN, 0)]
)
def test_where_no_sum_says_what_is_paid_the_word_does(status, settled):
    assert read(amount=500, outstanding=None, status=status)[0]["paid_ore"] == settled


@pytest.mark.parametrize(("status", "said"), [(S.OPEN, None), (S.PAID, 500)])
def test_a_file_without_the_columns_of_what_is_paid_leaves_what_is_held(status, said):
    row, _ = read(amount=500, status=status)

    assert (row.get("paid_ore"), "paid_on" in row) == (said, said is not None)


def test_where_no_file_of_the_kind_says_what_is_paid_an_open_claim_has_nothing_paid():
    of = profile()
    of = of.model_copy(
        update={"columns": {n: c for n, c in of.columns.items() if n != "outstanding"}}
    )

    assert read(of, amount=500)[0]["paid_ore"] == 0


def test_what_is_credited_in_whole_is_not_money_that_came_in():
    row, _ = read(amount=500, paid=0, outstanding=0, status=S.CANCELLED)

    assert (row["paid_ore"], row["status"]) == (0, S.CANCELLED)


def test_a_status_that_could_not_be_read_or_is_blank_leaves_the_one_held():
    blank, _ = read(amount=500, status=None)
    unread = dict(rows_of({"order": "1", "title": "t", "due_on": DUE}, "s:1", None, profile()))

    assert "status" not in blank
    assert "status" not in unread["claims"]


DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("first_is_invoice", "count", "expected"),
    [
        (False, None, []),
        (False, 0, []),
        (False, 1, [("reminder_1", DAY)]),
        (False, 2, [("reminder_2", DAY)]),
        (False, 9, [("reminder_9", DAY)]),
        (True, 0, []),
        (True, 1, []),
        (True, 2, [("reminder_1", DAY)]),
        (True, 3, [("reminder_2", DAY)]),
    ],
)
def test_a_count_says_which_reminder_was_the_newest(first_is_invoice, count, expected):
    of = profile(first_is_invoice=first_is_invoice, also=("reminders", "reminded_on"))

    assert read(of, reminders=count, reminded_on=DAY)[1] == expected


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (None, []),
        (date(2026, 2, 6), []),
        (date(2026, 2, 7), ["reminder_1"]),
        (date(2026, 2, 9), ["reminder_1"]),
        (date(2026, 2, 10), ["reminder_1", "reminder_2"]),
        (date(2026, 4, 1), ["reminder_1", "reminder_2"]),
    ],
)
def test_a_source_that_reminds_on_days_of_its_own_has_done_so_up_to_the_newest(newest, expected):
    of = profile(reminder_days=(2, 5), also=("reminded_on",))

    sent = read(of, reminded_on=newest)[1]

    assert [step for step, _ in sent] == expected
    assert [day for _, day in sent] == [date(2026, 2, 7), date(2026, 2, 10)][: len(expected)]


@pytest.mark.parametrize(("count", "steps"), [(0, 0), (1, 1), (2, 2), (7, 2)])
def test_a_source_that_counts_and_gives_no_days_has_kept_to_its_own(count, steps):
    of = profile(reminder_days=(7, 14), also=("reminders",))

    sent = read(of, reminders=count)[1]

    whole = [("reminder_1", date(2026, 2, 12)), ("reminder_2", date(2026, 2, 19))]
    assert sent == whole[:steps]


def test_a_source_that_gives_the_day_of_the_newest_has_sent_that_one_too():
    of = profile(reminder_days=(7, 14), also=("reminders", "reminded_on"))

    sent = read(of, reminders=3, reminded_on=DAY)[1]

    assert sent == [
        ("reminder_1", date(2026, 2, 12)),
        ("reminder_2", date(2026, 2, 19)),
        ("reminder_3", DAY),
    ]


@pytest.mark.parametrize(
    ("title", "fee"),
    [
        ("Treningskontingent", "training_fee"),
        ("MEDLEMSKONTINGENT 2026", "membership_fee"),
        ("Leir", "other"),
    ],
)
def test_the_first_word_that_stands_in_the_title_says_what_a_claim_is_for(title, fee):
    fees = {"trening": "training_fee", "kontingent": "membership_fee"}

    assert read(profile(fees=fees), title=title)[0]["fee_type"] == fee


def test_rows_that_share_an_invoice_are_claims_of_their_own():
    of = profile(key=("order", "title"))

    ids = {read(of, title=title)[0]["claim_id"] for title in ("Begynner 1", "Øvet 1")}

    assert len(ids) == 2
    assert all(claim_id.startswith("s:1:") for claim_id in ids)
    assert read()[0]["claim_id"] == "s:1"


def paid(amount, refunded=None, day=DAY, order="1"):
    return {"order": order, "amount": amount, "refunded": refunded, "paid_on": day}


def came_in(**record):
    return {"order": None, "kid": None, "amount": 500, "paid_on": DAY, **record}


def test_the_id_of_a_payment_with_an_order_or_a_kid_stays_as_it_always_was():
    record = came_in(kid="0010017", payer_name="Ola Li", message="Kontingent")

    assert [*ids_of(record)] == ["s:d204058294d73ba9:1"]
    assert [*ids_of(came_in(kid="0010017"))] == [*ids_of(record)]
    assert [*ids_of(came_in(order="0010017"))] == [*ids_of(record)]


@pytest.mark.parametrize("column", ["payer_name", "message"])
def test_money_without_a_kid_is_told_apart_by_payer_and_message(column):
    ola, kari = came_in(**{column: "Ola Li"}), came_in(**{column: "Kari Li"})

    assert len({*ids_of(ola), *ids_of(kari), *ids_of(came_in())}) == 3
    assert [*ids_of(ola, kari)] == [*ids_of(ola), *ids_of(kari)]
    assert len(ids_of(ola, ola)) == 2


@pytest.mark.parametrize(
    ("change", "is_another"),
    [
        ({"kid": None}, False),
        ({"payer_name": "Ola Li", "message": "Leir"}, False),
        ({"reference": "8"}, True),
        ({"account": "12345678903"}, True),
        ({"amount": -500}, True),
        ({"paid_on": date(2027, 3, 1)}, True),  # a bank may begin to count anew
    ],
)
def test_a_reference_says_by_itself_which_payment_it_is(change, is_another):
    record = came_in(reference="7", account="86011117947", kid="0010017")

    assert (ids_of(record | change).keys() != ids_of(record).keys()) == is_another


def ids_of(*records):
    rows = frames.records(frames.build("payments", payments(records, "s", "s")))
    return {row["payment_id"]: row["amount_ore"] for row in rows}


def test_equal_payments_are_as_many_as_they_stand_and_the_same_in_every_file():
    first = ids_of(paid(500), paid(500), paid(300))
    later = ids_of(paid(300), paid(500, day=date(2026, 3, 8)), paid(500), paid(500))

    assert len(first) == 3
    assert first.keys() < later.keys()
    assert len(later) == 4


def test_a_refund_changes_what_a_payment_amounts_to_and_not_which_it_is():
    before, after = ids_of(paid(500), paid(300)), ids_of(paid(500, 500), paid(300, 100))

    assert before.keys() == after.keys()
    assert sorted(after.values()) == [0, 200]


def test_of_two_alike_the_one_that_went_back_is_the_same_wherever_it_stands():
    assert ids_of(paid(500, 500), paid(500)) == ids_of(paid(500), paid(500, 500))
