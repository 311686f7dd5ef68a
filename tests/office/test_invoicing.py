"""Invoices made from proposals: a file for the member system, or the club's own with KIDs."""

from datetime import date, timedelta

import pytest

from tests.books import balances_of, day_in
from tests.office.fee_club import CHILD, FEES, FeeClub, fee_club
from tests.one_claim import EVA, KARI, SLUG, SUNDAY
from tests.workbooks import sheet_of
from tests.writing import write_event
from workbench import office
from workbench.cli import main
from workbench.model.errors import BooksMoved, UsageError
from workbench.model.payment_kinds import CreditKind
from workbench.office import invoicing
from workbench.office.crediting import credit_claim
from workbench.office.day import day_of
from workbench.office.invoicing import describe_waves, make_invoices
from workbench.office.pausing import credit_paused
from workbench.office.tasks import answer_tasks, tasks_of
from workbench.values.kid import KidStructure, split_kid

__all__ = ["fee_club"]
STRUCTURE = KidStructure(12, 10, customer=(1, 5), invoice=(6, 11))
LATER = SUNDAY + timedelta(days=7)


def kids(club: FeeClub) -> list[str]:
    return [row["kid"] for row in club.desk.db["claims"].rows if row["kid"]]


def test_the_file_for_the_member_system_has_what_is_new_and_no_claim_is_made(
    fee_club: FeeClub, tmp_path
):
    fee_club.bring()
    before = [*fee_club.desk.db["claims"].rows]

    run, path = make_invoices(fee_club.desk, SUNDAY, tmp_path / "ut.xlsx")

    heading, *rows = sheet_of(path)
    assert "KID" not in heading
    assert [row[heading.index("Avgift")] for row in rows] == [
        row["title"] for row in run.table.records
    ]
    assert {row[heading.index("Beløp")] for row in rows} == {600, 300, 1200}
    assert [*fee_club.desk.db["claims"].rows] == before


def test_own_invoices_get_kids_of_the_member_and_a_running_number_and_are_claims(
    fee_club: FeeClub,
):
    fee_club.send_own()
    fee_club.bring()

    run, path = make_invoices(fee_club.desk, SUNDAY)

    parts = [split_kid(numbered.kid, [STRUCTURE]) for numbered in run.own]
    assert parts == [
        (f"{member:05d}", f"{number:06d}") for number, member in enumerate([7, 9, 7, 9], start=1)
    ]
    heading, *rows = sheet_of(path)
    assert [row[heading.index("KID")] for row in rows] == kids(fee_club)
    assert fee_club.invoices().rows == []
    owed = {row.kid: row.open_ore for row in balances_of(day_in(fee_club.desk, SUNDAY)) if row.kid}
    assert sorted(owed.values()) == [300_00, 600_00, 1200_00, 1200_00]


def test_a_minor_owes_none_of_them(fee_club: FeeClub):
    fee_club.send_own()
    fee_club.bring()
    make_invoices(fee_club.desk, SUNDAY)

    owing = {
        row["member_id"]: liable["liable_party"]
        for row in fee_club.desk.db["claims"].rows
        for liable in fee_club.desk.db["liabilities"].rows
        if liable["claim_id"] == row["claim_id"] and row["kid"]
    }
    assert owing == {"spoortz:7": "member", "spoortz:9": "guardian"}


def test_a_payment_with_the_kid_settles_the_invoice(fee_club: FeeClub):
    fee_club.send_own()
    fee_club.bring()
    run, _ = make_invoices(fee_club.desk, SUNDAY, sample=1)
    paid = {
        "payment_id": "p", "kid": run.own[0].kid, "amount_ore": 600_00, "paid_on": SUNDAY,
        "source": "ocr",
    }  # fmt: skip
    write_event(fee_club.desk.db, {"payments": [paid]}, SUNDAY)

    [balance] = [row for row in balances_of(day_in(fee_club.desk, SUNDAY)) if row.kid]
    assert (balance.paid_ore, balance.open_ore) == (600_00, 0)


def test_a_run_begins_with_a_sample_and_goes_on_where_it_stopped(fee_club: FeeClub):
    fee_club.send_own()
    fee_club.bring()

    sample, first = make_invoices(fee_club.desk, SUNDAY, sample=1)
    rest, second = make_invoices(fee_club.desk, SUNDAY)

    assert (len(sample.own), sample.left, len(rest.own), rest.left) == (1, 3, 3, 0)
    assert first != second
    assert len(set(kids(fee_club))) == 4
    with pytest.raises(UsageError, match="ingen fakturaer å lage"):
        make_invoices(fee_club.desk, SUNDAY)


def test_an_own_invoice_of_another_sum_is_credited_and_a_new_one_has_a_new_kid(fee_club: FeeClub):
    fee_club.send_own()
    fee_club.bring()
    make_invoices(fee_club.desk, SUNDAY)
    fee_club.set_fees(
        FEES.replace("kroner = 1200", "kroner = 1300"), before="egne_fakturaer = true"
    )

    run, _ = make_invoices(fee_club.desk, SUNDAY)

    claims = [row for row in fee_club.desk.db["claims"].rows if row["kid"]]
    training = [row for row in claims if "ski" in row["title"]]
    assert [(row["status"], row["amount_ore"]) for row in training] == [
        ("cancelled", 1200_00), ("cancelled", 1200_00), ("open", 1300_00), ("open", 1300_00)
    ]  # fmt: skip
    assert [numbered.number for numbered in run.own] == [5, 6]
    assert len({row["kid"] for row in claims}) == 6
    assert fee_club.invoices().rows == []


def test_the_payer_of_an_own_invoice_that_is_credited_is_to_have_a_credit_note(fee_club: FeeClub):
    fee_club.send_own()
    fee_club.bring()
    make_invoices(fee_club.desk, SUNDAY)
    claim_id = min(row["claim_id"] for row in fee_club.desk.db["claims"].rows if row["kid"])
    credit_claim(fee_club.desk, claim_id, 100_00, "for sent", SUNDAY, CreditKind.CREDIT)

    with day_of(fee_club.desk, SUNDAY) as day:
        [task] = [task for task in tasks_of(day).standing if task.about.startswith("credit:")]
    assert task.todo == "Send en kreditnota til betaleren"
    answer_tasks(fee_club.desk, [task.key], SUNDAY)
    with day_of(fee_club.desk, SUNDAY + timedelta(days=100)) as day:
        assert task.key not in {each.key for each in tasks_of(day).standing}


def test_own_invoices_stay_when_the_member_systems_list_comes_again(fee_club: FeeClub):
    fee_club.send_own()
    fee_club.bring()
    make_invoices(fee_club.desk, SUNDAY)

    fee_club.bring(day=LATER)

    assert fee_club.invoices().rows == []
    own = [row for row in fee_club.desk.db["claims"].rows if row["kid"]]
    assert [row["missing_since"] for row in own] == [None] * 4


def test_a_list_of_the_member_system_need_not_have_what_was_made_here(fee_club: FeeClub):
    fee_club.send_own()
    people = [f"{n};Per;Berg{n};01.02.1980;412346{n};;Ski;" for n in range(20, 50)]
    fee_club.bring(*people)
    make_invoices(fee_club.desk, SUNDAY)
    assert len(kids(fee_club)) > 50

    fee_club.bring(*people, day=LATER)  # no guard stops it


QUESTION = "decide_fee:spoortz:9:{}:2026-07-01"
OF_NORA = [QUESTION.format(rule) for rule in ("kontingent", "ski")]


def ask_about_both(club: FeeClub) -> None:
    """Let both owe for last year, so that somebody is asked whether they stay."""
    club.bring()
    old = "70060;;9;Nora Li;Treningsavgift;01.01.2026;15.01.2026;500;0;;Utsendt;0;"
    club.put("spoortz_personer", CHILD)
    club.put("spoortz_giroer", old, old.replace("70060;;9;Nora", "70061;;7;Kari"))
    club.go_to(LATER)
    office.import_inbox(club.desk, LATER, force="prøve")


def test_who_is_asked_about_gets_an_invoice_once_the_club_has_said_yes(fee_club: FeeClub):
    ask_about_both(fee_club)
    assert {key for key in fee_club.all_keys() if key.startswith("decide_fee")} >= {*OF_NORA}
    with pytest.raises(UsageError, match="ingen fakturaer å lage"):
        make_invoices(fee_club.desk, LATER)

    fee_club.answer(*OF_NORA, answer="yes")

    run, _ = make_invoices(fee_club.desk, LATER)
    assert {row["name"] for row in run.table.records} == {"Nora Li"}
    assert [row["act"] for row in run.table.records] == ["new", "new"]
    assert not [key for key in fee_club.all_keys() if "spoortz:9:" in key]


def test_after_a_no_nothing_is_made_or_asked_while_the_question_follows_from_the_same(
    fee_club: FeeClub,
):
    ask_about_both(fee_club)

    fee_club.answer(*OF_NORA, answer="no")

    assert {name for (name,) in fee_club.rows("name")} == {"Kari Li"}
    fee_club.go_to(LATER + timedelta(days=60))
    assert not [key for key in fee_club.all_keys() if "spoortz:9:" in key]
    fee_club.set_fees(FEES.replace("kroner = 300", "kroner = 350"))
    assert [key for key in fee_club.all_keys() if "spoortz:9:" in key] == OF_NORA[:1]


def test_an_answer_in_words_leaves_the_question_to_the_office(fee_club: FeeClub):
    ask_about_both(fee_club)

    fee_club.answer(OF_NORA[0], answer="noted", note="spør treneren")

    assert f"follow_up:club:{OF_NORA[0]}" in fee_club.page()
    assert ("Nora Li", "kontingent", "ask") in fee_club.rows("name", "rule_id", "act")
    fee_club.answer(OF_NORA[0], answer="no")
    assert not [key for key in fee_club.all_keys() if OF_NORA[0] in key]


def test_what_no_yes_can_settle_is_asked_for_in_words(fee_club: FeeClub):
    paid = "70050;;7;Kari Li;Medlemskontingent høst 2026;01.09.2026;15.09.2026;500;200;;Utsendt;0;"
    fee_club.put("spoortz_giroer", paid)
    fee_club.put("spoortz_personer", KARI.format(born="01.02.1980", phone="41234501", left=""))
    fee_club.go_to(SUNDAY)
    office.import_inbox(fee_club.desk, SUNDAY)
    key = "clear_up_fee:spoortz:7:kontingent:2026-07-01"
    assert key in fee_club.all_keys()

    with pytest.raises(UsageError, match="besvares med noted eller done"):
        fee_club.answer(key, answer="yes")
    fee_club.answer(key, answer="noted", note="send resten")

    run, _ = make_invoices(fee_club.desk, SUNDAY)
    assert {row["rule_id"] for row in run.table.records} == {"ski"}


def test_kids_without_room_for_numbers_are_refused_or_counted(fee_club: FeeClub):
    fee_club.bring()
    fee_club.send_own(places="")
    with pytest.raises(UsageError, match="må ha «kunde» og «faktura»"):
        make_invoices(fee_club.desk, SUNDAY)


def test_the_command_shows_then_makes(fee_club: FeeClub, capsys):
    fee_club.send_own()
    fee_club.bring()
    day = ("--as-of", SUNDAY.isoformat())

    shown = main(["invoices", SLUG, *day])
    out = capsys.readouterr().out
    made = main(["invoices", SLUG, "--make", "--sample", "2", *day])
    told = capsys.readouterr().out
    main(["invoices", SLUG, "--make", *day, "--json"])
    rest = capsys.readouterr().out

    assert (shown, made) == (1, 0)
    assert "Fakturaer å lage" in out
    assert "nora@example.org" not in out  # it is in the file
    assert "2 fakturaer, 900 kr, i " in told.replace("\xa0", " ")
    assert "Igjen: 2." in told
    assert '"left": 0' in rest
    assert main(["invoices", SLUG, *day]) == 0
    assert main(["invoices", SLUG, "--make", "--as-of", f"{date(2026, 10, 5)}"]) == 2


QUIET = """
[[stille]]
hva = "høstferien"
fra = 2026-10-04
til = 2026-10-11
"""


def test_in_a_quiet_week_only_newcomers_get_theirs(fee_club: FeeClub):
    fee_club.set_fees(FEES + QUIET)
    fee_club.bring()

    with pytest.raises(UsageError, match=r"4 fakturaer venter, .* lag resten i uke 42: 4"):
        make_invoices(fee_club.desk, SUNDAY)
    fee_club.bring(EVA, day=LATER)
    run, _ = make_invoices(fee_club.desk, LATER)

    assert {row["name"] for row in run.table.records} == {"Eva Vik"}
    assert run.left == 4


def test_a_run_goes_in_waves_of_a_week(fee_club: FeeClub):
    fee_club.send_own()
    fee_club.set_fees(FEES, before="egne_fakturaer = true\nfakturaer_per_uke = 3")
    fee_club.bring(day=date(2026, 10, 5))

    run, _ = make_invoices(fee_club.desk, fee_club.at)

    assert (len(run.own), run.left) == (3, 1)
    assert describe_waves(fee_club.desk, run.left, fee_club.at) == ["uke 42: 1"]
    fee_club.go_to(date(2026, 10, 11))
    with pytest.raises(UsageError, match="1 faktura venter"):
        make_invoices(fee_club.desk, fee_club.at)
    fee_club.go_to(date(2026, 10, 12))
    rest, _ = make_invoices(fee_club.desk, fee_club.at)
    assert (len(rest.own), rest.left) == (1, 0)


CALENDAR = """
[[fakturakalender]]
hva = "ski"
utstedes = 2026-10-26
forfall = 2026-11-09
"""


def test_the_calendar_is_seen_four_weeks_ahead_and_makes_nothing_unapproved(fee_club: FeeClub):
    fee_club.set_fees(FEES + CALENDAR)
    fee_club.bring()

    [run] = [row for row in office.show(fee_club.desk, "invoice_calendar").records
             if row["rule_id"] == "ski"]  # fmt: skip
    assert (run["issue_on"], run["invoices"], run["amount_ore"]) == (
        date(2026, 10, 26), 2, 2400_00
    )  # fmt: skip
    assert (run["difference_ore"], run["approved_by"]) == (None, None)
    assert {rule for (rule,) in fee_club.rows("rule_id")} == {"kontingent"}

    fee_club.go_to(date(2026, 10, 26))
    asked = {row for row in fee_club.rows("rule_id", "act", "why") if row[0] == "ski"}
    assert asked == {("ski", "ask", "not_approved")}
    assert "clear_up_fee:run:ski:2026-07-01" in fee_club.all_keys()
    made_today, _ = make_invoices(fee_club.desk, fee_club.at)
    assert {row["rule_id"] for row in made_today.table.records} == {"kontingent"}

    approved = CALENDAR + 'godkjent_av = "styret"\ngodkjent_den = 2026-10-20\n'
    fee_club.set_fees(FEES + approved)
    made = {row for row in fee_club.rows("rule_id", "act", "due_on") if row[0] == "ski"}
    assert made == {("ski", "new", date(2026, 11, 9))}
    assert "clear_up_fee:run:ski:2026-07-01" not in fee_club.all_keys()


@pytest.mark.parametrize("paid", [0, 1200])
def test_what_was_credited_is_not_invoiced_again_when_the_member_system_shows_it(
    fee_club: FeeClub, paid: int
):
    status = "1200;01.09.2026;Betalt" if paid else "0;;Utsendt"
    giro = f"70051;;7;Kari Li;Treningsavgift ski høst 2026;01.09.2026;15.09.2026;{{}};{status};0;"
    closed = '\n[[stengt]]\nfra = 2026-10-01\ntil = 2026-10-31\ngrunn = "hallen er stengt"\n'
    fee_club.set_fees(FEES + closed)
    fee_club.bring()
    fee_club.put("spoortz_giroer", giro.format(1200))
    fee_club.week(SUNDAY)
    [credit] = credit_paused(fee_club.desk, SUNDAY, confirmed=1)

    fee_club.put("spoortz_giroer", giro.format(1200 - credit.amount_ore // 100))
    fee_club.week(SUNDAY + timedelta(days=7))

    proposed = fee_club.rows("name", "rule_id", "act")
    assert [row for row in proposed if row[:2] == ("Kari Li", "ski")] == []


def test_no_list_has_numbers_that_no_book_knows(fee_club: FeeClub, monkeypatch):
    """Somebody else saves while the invoices are made: nothing is, and there is no file to send."""
    fee_club.send_own()
    fee_club.bring()
    prepare = invoicing.prepare_invoices

    def and_somebody_saves(desk, as_of, **more):
        run = prepare(desk, as_of, **more)
        write_event(desk.db, {"members": [{"member_id": "spoortz:50", "status": "active"}]}, as_of)
        return run

    monkeypatch.setattr(invoicing, "prepare_invoices", and_somebody_saves)
    with pytest.raises(BooksMoved):
        make_invoices(fee_club.desk, SUNDAY)

    assert [*fee_club.desk.club.reports.rglob("fakturaer*")] == []
    assert kids(fee_club) == []
