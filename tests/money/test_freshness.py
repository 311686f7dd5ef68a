"""Until which day payments can be seen, and which file is missing."""

from datetime import date, timedelta

import pytest

from workbench.model.rows import File
from workbench.money.freshness import OCR_TITLE, find_freshness

SUNDAY = date(2026, 11, 22)
MONTH_AGO = date(2026, 10, 22)


def file(kind="payments", system="bank", until_on=SUNDAY, read_on=SUNDAY, title="OCR"):
    return File(kind, system, title, read_on, until_on)


def freshness(*files, as_of=SUNDAY, systems=("spond",), bank_days=2, weekly_days=6, accounts=None):
    return find_freshness(
        files, systems, as_of, bank_days=bank_days, weekly_days=weekly_days, accounts=accounts or {}
    )


@pytest.mark.parametrize(
    ("as_of", "until_on", "is_late"),
    [
        (SUNDAY, date(2026, 11, 18), False),  # Thursday and Friday come after
        (SUNDAY, date(2026, 11, 17), True),
        (date(2026, 11, 24), date(2026, 11, 20), False),  # Monday and Tuesday
        (date(2026, 11, 25), date(2026, 11, 20), True),
        (date(2026, 4, 7), date(2026, 3, 31), False),  # Easter between: the 1st and the 7th
        (date(2026, 4, 8), date(2026, 3, 31), True),
    ],
)
def test_a_banks_file_may_lie_two_bank_days_behind(as_of, until_on, is_late):
    (bank,) = freshness(file(until_on=until_on, read_on=until_on), as_of=as_of)

    assert bank.is_late == is_late


@pytest.mark.parametrize("kind", ["payments", "bills", "claims", "invoices"])
@pytest.mark.parametrize(("days", "is_late"), [(6, False), (7, True)])
def test_a_systems_file_may_lie_six_days_behind(kind, days, is_late):
    until_on = SUNDAY - timedelta(days=days)

    (source,) = freshness(file(kind, "spond", until_on))

    assert (source.until_on, source.is_late) == (until_on, is_late)


def test_a_clubs_own_limits_count():
    files = (file(until_on=MONTH_AGO), file("bills", "spond", MONTH_AGO))

    rows = freshness(*files, bank_days=30, weekly_days=31)

    assert [row.is_late for row in rows] == [False, False]


def test_a_file_read_today_is_as_old_as_its_newest_fact():
    (source,) = freshness(file("bills", "spond", MONTH_AGO, read_on=SUNDAY))

    assert (source.read_on, source.until_on, source.is_late) == (SUNDAY, MONTH_AGO, True)


@pytest.mark.parametrize(("days", "is_late"), [(6, False), (7, True)])
def test_a_list_without_a_day_is_judged_by_the_day_it_was_read(days, is_late):
    read_on = SUNDAY - timedelta(days=days)

    (source,) = freshness(file("claims", "spond", None, read_on))

    assert source.is_late == is_late


def test_a_banks_file_without_a_payment_shows_nothing_though_it_was_read_today():
    (bank,) = freshness(file(until_on=None, read_on=SUNDAY))

    assert bank.is_late


def test_a_member_list_is_judged_by_the_day_it_was_read():
    (now,) = freshness(file("members", "spond", MONTH_AGO))
    (before,) = freshness(file("members", "spond", SUNDAY, MONTH_AGO))

    assert (now.is_late, before.is_late) == (False, True)


@pytest.mark.parametrize(
    ("scope", "accounts", "ends"),
    [
        ("222", ["111"], {"": MONTH_AGO}),  # of an account that no claim is paid to
        ("222", ["111", "222"], {"111": MONTH_AGO, "222": SUNDAY}),
        ("222 + 111", ["111", "222"], {"111": SUNDAY, "222": SUNDAY}),
        ("", ["111", "222"], {"111": SUNDAY, "222": SUNDAY}),  # it names none
        ("222", ["111", "333"], {"111": MONTH_AGO}),
        ("222", [], {"": SUNDAY}),  # nothing is known to be paid to any
        ("222", ["333"], {"": SUNDAY}),  # whose files nobody has read
    ],
)
def test_each_account_that_claims_are_paid_to_reaches_as_far_as_its_own_files(
    scope, accounts, ends
):
    old = file(until_on=MONTH_AGO, read_on=MONTH_AGO)._replace(scope="111")

    by_account = dict.fromkeys(accounts, False)
    rows = freshness(old, file()._replace(scope=scope), accounts=by_account)

    assert {row.account: row.until_on for row in rows} == ends


def test_an_account_is_named_only_where_there_are_several():
    (bank,) = freshness(file(), accounts={"111": False})
    of_two = freshness(file(), accounts={"111": False, "222": False})

    assert (bank.title, bank.key) == ("Bankfilen", "file:bank:payments")
    assert [(row.title, row.key) for row in of_two] == [
        ("Bankfilen for konto 111", "file:bank:payments:111"),
        ("Bankfilen for konto 222", "file:bank:payments:222"),
    ]


@pytest.mark.parametrize(("is_by_ocr", "until_on"), [(True, MONTH_AGO), (False, SUNDAY)])
def test_a_statement_shows_nobody_where_only_ocr_says_who_paid(is_by_ocr, until_on):
    of_nets = file(until_on=MONTH_AGO, title=OCR_TITLE)

    (bank,) = freshness(of_nets, file(title="Kontoutskrift"), accounts={"111": is_by_ocr})

    assert bank.until_on == until_on


def test_the_files_of_a_source_reach_as_far_as_the_one_that_reaches_furthest():
    friday = date(2026, 11, 20)

    (bank,) = freshness(
        file(until_on=friday, read_on=friday, title="Kontoutskrift"),
        file(until_on=MONTH_AGO, read_on=SUNDAY, title="OCR giro"),
    )

    assert (bank.title, bank.until_on, bank.read_on) == ("Bankfilen", friday, SUNDAY)


def test_each_source_is_judged_by_itself_and_others_not_at_all():
    rows = freshness(
        file(),
        file("payments", "spond", title="Transaksjoner"),
        file("bills", "spond", title="Mottakere"),
        file("bills", "hoopit"),  # a system that the club has left
        file("holds", "spond"),
        file(read_on=SUNDAY + timedelta(days=1)),
    )

    assert [(row.system, row.kind, row.title) for row in rows] == [
        ("bank", "payments", "Bankfilen"),
        ("spond", "payments", "«Transaksjoner»"),
        ("spond", "claims", "«Mottakere»"),
    ]


@pytest.mark.parametrize(
    ("newest", "read", "is_late"),
    [
        (6, 0, False),
        (7, 0, True),  # it was too old when it was read
        (12, 6, False),  # it was new enough when it was read, and that is not too long ago
        (13, 6, True),
        (7, 7, True),  # a newer one should have come
    ],
)
def test_a_list_of_claims_grows_old_only_when_the_next_should_have_come(newest, read, is_late):
    newest_on, read_on = SUNDAY - timedelta(newest), SUNDAY - timedelta(read)

    (claims,) = freshness(file("bills", "spond", newest_on, read_on))

    assert claims.is_late == is_late


def test_a_newer_list_of_claims_that_says_no_day_is_judged_by_its_reading():
    older = file("bills", "spond", MONTH_AGO, MONTH_AGO)

    (claims,) = freshness(older, file("bills", "spond", None, SUNDAY))

    assert (claims.until_on, claims.is_late) == (None, False)
