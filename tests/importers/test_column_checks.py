"""Whole columns that cannot be right: each check at its limit, and honest columns that pass."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from workbench.importers.column_checks import (
    A_DOZEN,
    doubt_alignment,
    doubt_columns,
    find_group_shift,
    find_shift,
    find_turned,
    shares_a_word,
)
from workbench.importers.profiles import Profile, load_profiles
from workbench.importers.statements import AS_HELD

PROFILES = {profile.title: profile for profile in load_profiles()}
BILLS = PROFILES["Registrerte giroer fra Spoortz"]
FIRST = ["Ola", "Kari", "Per", "Eva", "Jon", "Liv", "Nils", "Anne", "Tor", "Mari", "Odd", "Siv"]
LAST = ["Li", "Moen", "Dahl", "Berg", "Haug", "Vik", "Lund", "Bakken", "Strand", "Eide", "Hagen",
        "Ness"]  # fmt: skip


def doubts_of(texts: Sequence[str], field: str = "amount", profile: Profile = BILLS) -> list[str]:
    return [*doubt_columns(profile, {field: texts}, {"row": [*range(len(texts))]})]


def moved(column: Sequence[Any]) -> list[Any]:
    """Move a column down by a row, the last value first."""
    return [column[-1], *column[:-1]]


@pytest.mark.parametrize(
    ("texts", "example"),
    [
        (["1250.50", "400.000"], "«400.000» kan være"),
        (["99.5", "1.250"], "«1.250» kan være"),
        (["1250.500", "400.000"], "«400.000» kan være"),
        (["-99.50", "-1.250"], "«-1.250» kan være"),
        (["1.250", "2.500"], ""),  # Norwegian thousands
        (["1.250,50", "400,00"], ""),
        (["1250.50", "400.00"], ""),
        (["1250", "400", "0"], ""),
        (["0.500", "99.50"], ""),  # nobody writes thousands with a zero before them
        (["", " "], ""),
        ([], ""),
    ],
)
def test_a_column_has_one_format_of_numbers(texts, example):
    doubts = doubts_of(texts)

    assert [example in doubt for doubt in doubts] == ([True] if example else [])


def test_the_two_readings_of_an_amount_are_shown():
    (doubt,) = doubts_of(["1250.50", "1.250"])

    readings, reason = doubt.replace("\xa0", " ").split(", siden ")
    assert readings == "«1.250» kan være 1 250 kr eller 1,25 kr"
    assert reason == "«1250.50» har punktum foran ørene"


ISO = ["2026-01-05", "2026-02-06", "2026-03-07", "2026-04-08", "2026-05-09", "2026-06-10"]


@pytest.mark.parametrize(
    ("texts", "is_doubted"),
    [
        (["09/15/2026", "10/02/2026"], True),
        (["09/15/26 12:00", "10/02/26"], True),
        (["15.09.2026", "09.15.2026", "10.02.2026"], False),  # one typed wrong, one right
        (["09.15.2026", "09.16.2026", "15.09.2026", "10.02.2026"], True),
        (["15.09.2026", "10.02.2026"], False),
        (["09/15/2026", "02.10.2026"], False),  # each separator by itself
        (["09/15/2026", "09/09/2026"], False),  # nothing that can be read in two ways
        (["13.13.2026", "99.99.2026"], False),  # no day at all
        ([*ISO, "15.09.2026", "16.09.2026"], True),
        ([*ISO, "15.09.2026"], False),  # typed by hand
        ([*ISO[1:], "15.09.2026", "16.09.2026"], False),  # too few
        ([*ISO, "2026-01-13", "15.09.2026", "16.09.2026"], False),  # ISO days beside text days
        ([*ISO, "12.09.2026", "16.09.2026"], False),
        (["", "x"], False),
        ([], False),
    ],
)
def test_a_column_has_one_order_of_day_and_month(texts, is_doubted):
    assert bool(doubts_of(texts, "due_on")) == is_doubted


def test_days_of_a_system_that_writes_the_year_first_are_read_as_it_says():
    year_first = BILLS.model_copy(update={"day_order": "ymd"})

    assert doubts_of(["09/15/2026", "10/02/2026"], "due_on", year_first) == []


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        ([3_000_000] * 6, ""),
        ([3_000_001] * 6, "som om de sto i øre"),
        ([3_000_001] * 5, ""),
        ([3_000_001] * 3 + [50_000] * 4, ""),  # a few are as large
        ([2_000] * 6, ""),
        ([1_999] * 6, "som om kommaet er flyttet"),
        ([1_999] * 5, ""),
        ([1_999] * 6 + [0, None, AS_HELD, -5], "som om kommaet er flyttet"),
        ([0, None] * 6, ""),
    ],
)
@pytest.mark.parametrize("field", ["amount", "outstanding"])
def test_most_amounts_are_what_clubs_claim(amounts, text, field):
    doubts = [*doubt_columns(BILLS, {}, {"row": [*range(len(amounts))], field: amounts})]

    assert [text in doubt for doubt in doubts] == ([True] if text else [])


def members(**changed: Any) -> dict[str, list[Any]]:
    """Return the columns of twelve children, each with an address of e-mail and a guardian."""
    columns = {
        "row": [*range(2, 14)],
        "first_name": FIRST,
        "last_name": LAST,
        "email": [f"{name}@{last}.example".lower() for name, last in zip(FIRST, LAST, strict=True)],
        "phone": [f"+47900000{n:02}" for n in range(12)],
        "guardian_1_name": [f"Mamma {last}" for last in LAST],
        "guardian_1_email": [f"post@{last}.example".lower() for last in LAST],
    }
    return {name: list(cells) for name, cells in (columns | changed).items()}


def test_columns_in_their_own_rows_are_not_doubted():
    assert [*doubt_alignment(members())] == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("email", "e-postadressene hører til en annen rad"),
        ("guardian_1_name", "de foresattes navn hører til en annen rad"),
        ("guardian_1_email", "de foresattes e-post hører til en annen rad"),
    ],
)
def test_a_moved_column_is_named(field, text):
    columns = members()

    doubts = [*doubt_alignment(columns | {field: moved(columns[field])})]

    assert any(doubt.startswith(text) for doubt in doubts)


@pytest.mark.parametrize(("rows", "is_shifted"), [(0, False), (1, False), (3, False), (4, True)])
def test_fewer_than_four_pairs_say_nothing_of_a_shift(rows, is_shifted):
    names = FIRST[:rows]

    assert find_shift(names, names[-1:] + names[:-1], str.__eq__) == is_shifted
    assert find_shift(names, names[1:] + names[:1], str.__eq__) == is_shifted


@pytest.mark.parametrize(("own", "is_shifted"), [(0, True), (1, False)])
def test_in_a_short_list_no_row_agrees_as_it_stands(own, is_shifted):
    first, second = [*LAST[:own], *FIRST[:4]], [*LAST[:own], *moved(FIRST[:4])]

    assert find_shift(first, second, str.__eq__) == is_shifted


@pytest.mark.parametrize(("here", "is_shifted"), [(2, True), (3, False)])
def test_a_shift_agrees_more_than_twice_as_often_as_the_rows_themselves(here, is_shifted):
    first = [*LAST[:here], *FIRST[:6]]
    second = [*LAST[:here], *moved(FIRST[:6])]

    assert find_shift(first, second, str.__eq__) == is_shifted


@pytest.mark.parametrize(("count", "is_shifted"), [(8, False), (40, True)])
def test_brothers_and_sisters_who_share_a_name_do_not_hide_a_shift(count, is_shifted):
    families = [f"slekt{n // 2}" for n in range(count)]  # two of each, one below the other
    own = [f"barn{n} {family}" for n, family in enumerate(families)]

    assert find_shift(own, [f"{name}@post.example" for name in moved(own)]) == is_shifted


def test_parents_with_another_name_than_their_children_are_honest():
    others = [f"Mor {name}" for name in ["Aas", "Bø", "Foss", "Gran", "Hol", "Moe"] * 2]

    assert [*doubt_alignment(members(guardian_1_name=others, guardian_1_email=[None] * 12))] == []


def test_siblings_in_rows_below_each_other_are_honest():
    last_names = [LAST[n // 2] for n in range(12)]
    guardians = [f"Mamma {name}" for name in last_names]
    emails = [f"post@{name}.example".lower() for name in last_names]

    columns = members(
        last_name=last_names, guardian_1_name=guardians, guardian_1_email=emails, email=emails
    )

    assert [*doubt_alignment(columns)] == []


@pytest.mark.parametrize(
    ("count", "rest", "is_doubted"),
    [
        (A_DOZEN - 1, 0, False),  # a family is not a dozen
        (A_DOZEN, 0, True),
        (A_DOZEN, A_DOZEN - 1, True),
        (A_DOZEN, A_DOZEN, False),  # the office's phone in half of the rows
    ],
)
@pytest.mark.parametrize("field", ["phone", "email", "kid", "guardian_1_phone"])
def test_one_value_in_most_rows_is_copied_down(field, count, rest, is_doubted):
    cells = ["90000000"] * count + [f"91{n:06}" for n in range(rest)]

    doubts = [*doubt_alignment({"row": [*range(len(cells))], field: cells})]

    assert ("kopiert nedover" in " ".join(doubts)) == is_doubted


def test_siblings_with_one_phone_are_not_copied_down():
    phones = [f"900000{n // 4:02}" for n in range(40)]

    assert [*doubt_alignment({"row": [*range(40)], "phone": phones})] == []


def fees(count: int) -> dict[str, list[Any]]:
    """Return as many claims, two of a title after each other, each title with its own fee."""
    titles = [("Ski", "Turn", "Sykkel")[n // 2 % 3] for n in range(count)]
    amounts = {"Ski": 50_000, "Turn": 60_000, "Sykkel": 70_000}
    return {
        "row": [*range(count)],
        "title": titles,
        "amount": [amounts[title] for title in titles],
    }


@pytest.mark.parametrize(("count", "is_doubted"), [(6, False), (60, True)])
def test_amounts_that_are_alike_by_title_only_when_moved_are_shifted(count, is_doubted):
    honest = fees(count)
    shifted = honest | {"amount": moved(honest["amount"])}

    assert [*doubt_alignment(honest)] == []
    assert any("beløpene" in doubt for doubt in doubt_alignment(shifted)) == is_doubted


def test_amounts_of_which_each_is_its_own_are_not_shifted():
    assert not find_group_shift(["Ski"] * 60, [str(n) for n in range(60)])


@pytest.mark.parametrize(("count", "is_shifted"), [(3, False), (7, True)])
def test_what_is_paid_is_the_amount_of_its_own_row(count, is_shifted):
    amounts = [10_000 * n for n in range(1, count + 1)]
    columns = {"row": [*range(count)], "amount": amounts, "paid": moved(amounts)}

    doubts = " ".join(doubt_alignment(columns))

    assert ("det som er betalt" in doubts) == is_shifted


def paid_after(due_days: Sequence[date], days: int) -> list[date]:
    return [day + timedelta(days) for day in due_days]


TRUE_DAYS = [date(2026, 11, day) for day in range(1, 7)]  # turned: 11.01 to 11.06
TURNED_DAYS = [date(2026, day.day, 11) for day in TRUE_DAYS]


@pytest.mark.parametrize(
    ("due_on", "paid_on", "is_turned"),
    [
        (TURNED_DAYS, paid_after(TRUE_DAYS, 3), True),
        (TURNED_DAYS[:5], paid_after(TRUE_DAYS, 3)[:5], False),
        (TURNED_DAYS, paid_after(TRUE_DAYS, 45), True),
        (TURNED_DAYS, paid_after(TRUE_DAYS, 46), False),
        (TRUE_DAYS, paid_after(TRUE_DAYS, 3), False),
        ([date(2026, 11, 20)] * 12, [date(2026, 11, 25)] * 12, False),
        ([None, AS_HELD] * 6, TRUE_DAYS * 2, False),
        (TURNED_DAYS, [None] * 6, False),
        ([], [], False),
        (TURNED_DAYS, [], False),
    ],
)
def test_due_days_near_to_what_follows_only_with_day_and_month_exchanged_are_turned(
    due_on, paid_on, is_turned
):
    assert find_turned(due_on, paid_on) == is_turned


@pytest.mark.parametrize(
    ("text", "other", "shares"),
    [
        ("Kari Nordmann", "ola.nordmann@example.no", True),
        ("Kari Sørlie", "k.sorlie@example.no", True),
        ("Li Bø", "li@bo.example", False),  # words of two letters stand in any text
        ("Bo Li", "BO LI", True),
        ("", "", False),
        ("", "kari", False),
        ("Kari", "", False),
    ],
)
def test_texts_share_words_of_three_letters_or_more(text, other, shares):
    assert shares_a_word(text, other) == shares


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("cells", [[], [None], [AS_HELD], [None, AS_HELD, None]])
def test_a_file_without_values_is_not_doubted(profile, cells):
    columns = dict.fromkeys(profile.columns, cells) | {"row": [*range(len(cells))]}
    texts = {field: {""} if cells else set() for field in profile.columns}

    assert [*doubt_columns(profile, texts, columns)] == []
    assert [*doubt_alignment(columns)] == []


@pytest.mark.parametrize(
    ("differing", "alike", "is_found"), [(2, 0, False), (3, 2, True), (3, 3, False), (6, 5, True)]
)
def test_an_order_of_several_rows_has_one_kid(differing, alike, is_found):
    orders = [f"o{n}" for n in range(differing + alike) for _ in range(2)]
    kids = [
        f"{n}-{row if n < differing else 0}" for n in range(differing + alike) for row in (1, 2)
    ]

    doubts = [*doubt_alignment({"row": [*range(len(orders))], "order": orders, "kid": kids})]

    assert any("ulike KID-er" in doubt for doubt in doubts) == is_found


@pytest.mark.parametrize(
    ("names", "is_doubted"),
    [(["M", "K", "K"], True), (["M", "K", "Li", "Bø"], False), ([None, None], False), ([], False)],
)
def test_names_are_no_letters(names, is_doubted):
    people = PROFILES["Personer fra Spoortz"]
    columns = {"row": [*range(len(names))], "last_name": names}

    doubts = [*doubt_columns(people, {"last_name": {*filter(None, names)}}, columns)]

    assert any("bare én bokstav" in doubt for doubt in doubts) == is_doubted


@pytest.mark.parametrize(
    ("names", "email", "is_doubted"),
    [
        (["Ski", "Turn"] * 15, "post@vik.example", True),
        (["Ski"] * 29, "post@vik.example", False),
        (["Ski"] * 29 + ["Anne Lien"], "post@vik.example", False),  # of the same family
        (["Ski"] * 30, "ski@vik.example", False),
    ],
)
def test_some_of_many_guardians_have_a_name_of_their_family_or_address(names, email, is_doubted):
    count = len(names)
    columns = {"row": [*range(count)], "first_name": ["Ola"] * count, "last_name": ["Lien"] * count,
               "guardian_1_name": names, "guardian_1_email": [email] * count}  # fmt: skip

    assert any("ingen av" in doubt for doubt in doubt_alignment(columns)) == is_doubted
