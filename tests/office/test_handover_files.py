"""The last resort, through a club's weeks: asked, approved by name, written once, and followed."""

import json
from datetime import date, timedelta

import openpyxl
import pytest

from tests.office.partner_club import (
    PARTNER,
    answer_file,
    give_partner,
    leased_case,
    say,
    with_partner,
)
from tests.one_claim import SLUG, SUNDAY, Club, club
from tests.writing import give_hostile_names, write_event
from workbench import office
from workbench.cli import main
from workbench.forms.case_view import CaseView
from workbench.forms.guard import Guard
from workbench.model.day_rows import Balance
from workbench.model.errors import ExportError, UsageError
from workbench.model.hold_kinds import HoldKind
from workbench.model.outcomes import Outcome
from workbench.model.partner_rows import Handover, PartnerNews
from workbench.model.payment_kinds import CreditKind
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Member
from workbench.office import handover_files
from workbench.office.crediting import credit_claim
from workbench.office.day import day_of
from workbench.office.handover_files import make_handover_file
from workbench.office.partner_news import read_answer, tell_partner, withdraw
from workbench.office.report import figures
from workbench.office.sending import approve
from workbench.office.tasks import answer_tasks, tasks_of
from workbench.register.liability import is_adult
from workbench.reports import pages
from workbench.store.queries import table

__all__ = ["club"]  # the fixture

CLAIM = "spoortz:70012"
QUESTION = f"decide_handover:handover:{CLAIM}|handover|2026-08-15"
TELL = "follow_up:partner_news"
HOSTILE = '=HYPERLINK("http://x")'
NEXT = SUNDAY + timedelta(days=7)


@pytest.fixture
def asked(club: Club) -> Club:
    """A club that has been asked whether its claim may go to the partner."""
    with_partner(club)
    return club


@pytest.fixture
def approved(asked: Club) -> Club:
    """The club has said yes, by name, in its own list."""
    assert say(asked.home, asked.desk.club.reports / "latest", "ja", SUNDAY) == 1
    asked.export()
    asked.week(NEXT)
    return asked


@pytest.fixture
def handed(approved: Club) -> Club:
    """The claim is in a file for the partner."""
    make_handover_file(approved.desk, approved.at)
    return approved


def pay(club: Club, ore: int, payment_id: str = "p") -> None:
    """Let the bank show a payment on the claim."""
    paid = {"payment_id": payment_id, "invoice_id": CLAIM, "amount_ore": ore, "source": "camt"}
    write_event(club.desk.db, {"payments": [paid | {"paid_on": club.at}]}, club.at)


def handovers(club: Club) -> list[Handover]:
    return table(club.desk.db, Handover, "handovers")


def number(club: Club) -> str:
    return club.desk.settings.organisation_number


def news(club: Club, kind: str, **more) -> dict:
    case_ref = handovers(club)[-1].case_ref
    row = {"case_ref": case_ref, "claim_id": CLAIM, "kind": kind, "happened_on": f"{club.at}"}
    return row | more


def from_partner(club: Club, *rows: dict, **more):
    path = answer_file(club.home / "svar.json", number(club), *rows, **more)
    return read_answer(club.desk, club.at, path)


def test_the_club_is_asked_about_each_claim_under_one_sentence(asked):
    with day_of(asked.desk, asked.at) as day:
        [task] = [task for task in tasks_of(day).standing if task.kind == "decide_handover"]

    assert task.key == QUESTION
    assert task.todo == (
        f"1 krav er purret og skrevet om uten svar. Ingen er bestridt eller avtalt. Skal de til "
        f"{PARTNER}? Uten svar fra dere sendes ingenting."
    )
    assert json.loads(task.evidence) == [500_00, PARTNER]


def test_the_offices_approval_is_not_enough_and_the_step_is_on_no_list_to_send(asked):
    approve(asked.desk, asked.at)

    assert make_handover_file(asked.desk, asked.at).path is None
    for name in ("to_approve", "reminders", "resting", "called_about"):
        assert office.show(asked.desk, name, asked.at).records == []
    with pytest.raises(UsageError, match="klubbens egen liste"):
        answer_tasks(asked.desk, [QUESTION], asked.at, answer="yes")
    answer_tasks(asked.desk, [QUESTION], asked.at, answer="yes", note="Mona sa det")
    assert make_handover_file(asked.desk, asked.at).path is None  # said beside a yes, it is no yes


@pytest.mark.parametrize(
    ("answer", "more"), [("nei", {}), ("ja", {"Merknad": "men vent til jul"}), ("", {})]
)
def test_nothing_but_a_plain_yes_sends_anything(asked, answer, more):
    say(asked.home, asked.desk.club.reports / "latest", answer, SUNDAY, **more)
    asked.export()
    asked.week(NEXT)

    assert make_handover_file(asked.desk, asked.at).path is None
    assert handovers(asked) == []


def test_the_yes_is_a_task_to_make_the_file_and_the_file_is_written_once(approved):
    assert "follow_up:handover" in approved.page()

    made = make_handover_file(approved.desk, approved.at)

    content = json.loads(made.path.read_text("utf-8"))
    [claim] = content["claims"]
    assert (content["format"], content["version"], content["kind"]) == (
        "workbench-inkasso", 1, "cases",
    )  # fmt: skip
    assert (content["organisation_number"], content["partner"]) == (number(approved), PARTNER)
    assert claim == claim | {
        "claim_id": CLAIM, "debtor_type": "person", "debtor_name": "Kari Li",
        "born_on": "1980-02-01", "phone": "+4741234501", "email": "kari@example.org",
        "due_on": "2026-08-15", "principal_ore": 500_00, "paid_ore": 0, "fee_ore": 0,
        "open_ore": 500_00, "interest_from_on": None, "is_disputed": False,
        "approved_by": "Mona Leder 04.10.2026",
    }  # fmt: skip
    assert [(event["what"], event["happened_on"]) for event in content["events"]] == [
        ("invoice", "2026-08-01"), ("step", "2026-09-10"), ("approval", "2026-10-04"),
    ]  # fmt: skip
    [row] = handovers(approved)
    assert (row.open_ore, row.approved_by, row.closed_on) == (
        500_00, "Mona Leder 04.10.2026", None,
    )  # fmt: skip
    assert make_handover_file(approved.desk, approved.at).path is None
    assert "follow_up:handover" not in approved.page()
    assert f"check_claim:partner:{made.path.name}" in approved.page()


def test_the_workbook_has_the_same_rows_and_no_formula(approved):
    give_hostile_names(approved.desk.db, HOSTILE, approved.at)

    made = make_handover_file(approved.desk, approved.at)

    content = json.loads(made.path.read_text("utf-8"))
    book = openpyxl.load_workbook(made.path.with_suffix(".xlsx"))
    assert book.sheetnames == ["Fil", "Krav", "Historikk"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert HOSTILE in content["claims"][0]["debtor_name"]
    assert any(HOSTILE in str(cell.value) for cell in cells)
    assert book["Krav"].max_row - 1 == len(content["claims"])
    assert book["Historikk"].max_row - 1 == len(content["events"])


def pay_all(club: Club) -> None:
    pay(club, 500_00)


def pay_some(club: Club) -> None:
    pay(club, 100_00)


def hold(club: Club) -> None:
    own = {"hold_id": "h", "kind": HoldKind.OBJECTION, "member_id": "spoortz:7"}
    write_event(club.desk.db, {"holds": [own | {"start_on": club.at, "review_on": NEXT}]}, club.at)


def say_no(club: Club) -> None:
    say(club.home, club.desk.club.reports / f"{SUNDAY}", "nei", NEXT)
    club.export()
    club.week(NEXT + timedelta(days=1))


def change_partner(club: Club) -> None:
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8").replace(f'partner = "{PARTNER}"', 'partner = "B"'))
    club.desk = office.open_desk(SLUG)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (pay_all, "er gjort opp"),
        (pay_some, "kan ikke sendes til inkassopartneren"),
        (hold, "purrestopp"),
        (say_no, "klubben sa nei"),
        (change_partner, "partneren er en annen"),
    ],
)
def test_what_happened_since_the_yes_is_seen_when_the_file_is_written(approved, happens, why):
    happens(approved)

    made = make_handover_file(approved.desk, approved.at)

    assert made.path is None and handovers(approved) == []
    [sentence] = made.left_out
    assert "Kari Li" in sentence and why in sentence


def test_a_write_that_is_killed_leaves_nothing_in_the_books_and_is_made_anew(approved, monkeypatch):
    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(handover_files, "written_whole", die)
        make_handover_file(approved.desk, approved.at)
    assert handovers(approved) == [] and QUESTION in approved.every()

    assert make_handover_file(approved.desk, approved.at).path.name == (
        f"inkasso-{approved.at}-1.json"
    )


def test_P28_what_the_partner_has_is_out_of_the_queue_and_of_every_reminder(handed):
    [(reason, step_id, _)] = handed.plan()

    assert (reason, step_id) == (R.HANDED_OVER, None)
    for name in ("queue", "to_approve", "reminders", "called_about"):
        assert office.show(handed.desk, name, handed.at).records == []
    for week in range(1, 20):
        handed.export()
        handed.week(NEXT + timedelta(days=7 * week))
    assert {reason for reason, *_ in handed.plan()} == {R.HANDED_OVER}
    ages = office.show(handed.desk, "by_age", handed.at).records
    assert sum(row["open_ore"] for row in ages if row["age"] == "Forfalt i alt") == 500_00


def test_P28_an_agent_sees_the_partners_card(handed):
    leased = leased_case(handed)

    assert (
        leased.partner_card.startswith(f"{PARTNER}, ") and "hverdager 9–15" in leased.partner_card
    )
    view = CaseView(leased, "per", Guard(print), print)
    assert any(
        "vis betaleren dit: Rettferd" in str(getattr(part, "value", "")) for part in view.children
    )
    handed.call(Outcome.REFERRED_TO_PARTNER)
    assert handed.plan()[0][0] == R.HANDED_OVER


def test_direct_payments_credits_and_withdrawals_are_told_once(handed):
    assert tell_partner(handed.desk, handed.at).path is None
    assert TELL not in handed.page()
    pay(handed, 200_00)
    assert TELL in handed.page()
    first = tell_partner(handed.desk, handed.at)
    assert TELL not in handed.page()
    again = tell_partner(handed.desk, handed.at)
    credit_claim(handed.desk, "70012", 50_00, "feil", handed.at, CreditKind.CREDIT)
    second = tell_partner(handed.desk, handed.at)
    pay(handed, -200_00, "q")
    back = tell_partner(handed.desk, handed.at)
    withdraw(handed.desk, handed.at, "70012", "avtalt på telefon")
    last = tell_partner(handed.desk, handed.at)

    told = [
        [(row.kind, row.amount_ore) for row in file.news] for file in (first, second, back, last)
    ]
    assert told == [
        [("settled", 200_00)], [("settled", 50_00)], [("settled", -200_00)], [("withdrawn", 0)],
    ]  # fmt: skip
    assert again.path is None and tell_partner(handed.desk, handed.at).path is None
    content = json.loads(second.path.read_text("utf-8"))
    assert (content["kind"], content["news"][0]["open_ore"]) == ("news", 250_00)
    assert handed.plan()[0][0] == R.RETURNED


def test_what_is_settled_with_the_club_is_told_and_closed(handed):
    pay_all(handed)

    told = tell_partner(handed.desk, handed.at)

    assert [(row.amount_ore, row.open_ore) for row in told.news] == [(500_00, 0)]
    assert [row.closed_why for row in handovers(handed)] == ["settled"]


def test_an_objection_to_the_club_stops_the_partner_and_a_death_too(handed):
    hold(handed)
    dead = {"hold_id": "d", "kind": HoldKind.DECEASED, "member_id": "spoortz:7"}
    write_event(handed.desk.db, {"holds": [dead | {"start_on": handed.at}]}, handed.at)

    assert TELL in handed.page()
    told = tell_partner(handed.desk, handed.at)

    assert TELL not in handed.page()
    assert sorted((row.kind, row.ref, row.text[:10]) for row in told.news) == [
        ("stopped", "d", "skal ikke "), ("stopped", "h", "innsigelse"),
    ]  # fmt: skip
    assert tell_partner(handed.desk, handed.at).path is None


def test_what_is_paid_to_the_partner_is_a_task_until_it_shows_and_is_not_told_back(handed):
    paid = news(handed, "paid", ref="77", amount_ore=200_00)
    task = f"check_claim:partner_paid:{CLAIM}"

    assert len(from_partner(handed, news(handed, "received"), paid)) == 2
    assert from_partner(handed, paid) == []  # the same file once more
    assert task in handed.page() and TELL not in handed.page()
    assert tell_partner(handed.desk, handed.at).path is None
    pay(handed, 200_00)

    assert task not in handed.page()
    assert tell_partner(handed.desk, handed.at).path is None
    assert len(table(handed.desk.db, PartnerNews, "partner_news")) == 2


@pytest.mark.parametrize(
    ("outcome", "reason", "task"),
    [
        ("returned", R.RETURNED, f"decide_claim:{CLAIM}"),
        ("sendt tilbake av partneren", R.RETURNED, f"decide_claim:{CLAIM}"),
        ("cancelled", R.RETURNED, f"decide_claim:{CLAIM}"),
        ("paid", R.HANDED_OVER, None),
    ],
)
def test_a_case_that_the_partner_ends_unpaid_is_a_question_to_the_club(
    handed, outcome, reason, task
):
    from_partner(handed, news(handed, "closed", ref="1", outcome=outcome))

    [row] = handovers(handed)
    assert row.closed_on == handed.at and row.closed_why is not None
    handed.export()
    handed.week(NEXT + timedelta(days=7))
    assert handed.plan()[0][:2] == (reason, None)
    assert task is None or task in handed.all_keys()


def test_the_partners_answer_may_be_a_workbook(handed):
    book = openpyxl.Workbook()
    (header,) = book.worksheets
    header.title = "Fil"
    fields = {"format": "workbench-inkasso", "version": 1, "kind": "answer"}
    for row in (fields | {"organisation_number": number(handed)}).items():
        header.append(row)
    sheet = book.create_sheet("Nytt")
    sheet.append(["Sak", "Krav-id", "Hva", "Referanse", "Dato", "Beløp", "Utfall"])
    case_ref = handovers(handed)[0].case_ref
    sheet.append([case_ref, CLAIM, "betalt til partneren", "9", handed.at, 12.5, None])
    book.save(handed.home / "svar.xlsx")

    [row] = read_answer(handed.desk, handed.at, handed.home / "svar.xlsx")

    assert (row.amount_ore, row.happened_on, row.ref) == (12_50, handed.at, "9")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"organisation_number": "100000008"}, "organisasjonsnummer '100000008'"),
        ({"version": 2}, "versjon 2 er ukjent"),
        ({"format": "annet"}, "ikke et svar"),
        ({"kind": "cases"}, "ikke et svar"),
        ({"news": "x"}, "liste av rader"),
    ],
)
def test_a_partners_file_that_is_not_the_clubs_is_refused(handed, change, why):
    path = answer_file(handed.home / "svar.json", number(handed), news(handed, "received"))
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")

    with pytest.raises(ExportError, match=why):
        read_answer(handed.desk, handed.at, path)
    assert table(handed.desk.db, PartnerNews, "partner_news") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"claim_id": "spoortz:9"}, "har ikke fått spoortz:9"),
        ({"case_ref": "annet/1"}, "har ikke fått"),
        ({"kind": "settled"}, "ikke partnerens å melde"),
        ({"kind": "closed", "outcome": "withdrawn"}, "ikke partnerens å melde"),
        ({"kind": "closed", "outcome": ""}, "er ukjent"),
        ({"kind": "hei"}, "er ukjent"),
        ({"kind": "paid", "amount_ore": 100}, "en referanse"),
        ({"happened_on": ""}, "datoen mangler"),
    ],
)
def test_a_row_of_the_partners_that_cannot_be_is_refused_by_a_sentence(handed, change, why):
    with pytest.raises(ExportError, match=why):
        from_partner(handed, news(handed, "received") | change)


def test_a_claim_can_go_to_the_partner_again_only_when_it_is_closed(handed):
    with pytest.raises(UsageError, match="har ikke kravet"):
        withdraw(handed.desk, handed.at, "7000", "x")
    with pytest.raises(UsageError, match="fødselsnummer"):
        withdraw(handed.desk, handed.at, "70012", "01019000083")
    own = handovers(handed)[0]._asdict() | {"file": "annen.json"}
    with pytest.raises(Exception, match="UNIQUE"):
        write_event(handed.desk.db, {"handovers": [own]}, handed.at)


def test_the_command_shows_makes_tells_and_reads(approved, capsys):
    at = ["--as-of", str(approved.at)]

    assert main(["handover", SLUG, *at]) == 0
    assert "klubben sa ja" in capsys.readouterr().out
    assert main(["handover", SLUG, "--make", *at]) == 0
    assert "1 krav" in capsys.readouterr().out
    assert main(["handover", SLUG, "--told", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": None, "news": []}
    path = answer_file(approved.home / "svar.json", number(approved), news(approved, "received"))
    assert main(["handover", SLUG, "--read", str(path), *at]) == 0
    assert "1 nyhet" in capsys.readouterr().out
    assert main(["handover", SLUG, "--withdraw", "70012", "--reason", "ordnet", *at]) == 0
    assert main(["handover", SLUG, "--make", "--told", *at]) == 2


def test_a_club_without_a_partner_is_told_where_to_name_it(club):
    club.week(SUNDAY)

    with pytest.raises(UsageError, match="ingen inkassopartner"):
        make_handover_file(club.desk, club.at)


def test_the_settings_of_a_partner_are_checked(club):
    give_partner(club.home)
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8").replace("+4722000000", "22 00"), "utf-8")

    with pytest.raises(UsageError, match="telefon"):
        office.open_desk(SLUG)


@pytest.mark.parametrize("settle", ["pay", "credit", "plan"])
def test_what_was_settled_instead_of_handed_over_is_counted_as_kept(asked, settle):
    assert figures(asked.desk, asked.at).counts.kept_back == 0
    if settle == "pay":
        pay_all(asked)
    elif settle == "credit":
        credit_claim(asked.desk, "70012", 500_00, "feil", asked.at, CreditKind.CREDIT)
    else:
        asked.call(Outcome.PAYMENT_PLAN, parts=2, first_on=asked.at + timedelta(days=20))

    found = figures(asked.desk, asked.at)

    assert found.counts.kept_back == 1
    assert "Beholdt: 1 krav" in pages.next_steps(found).html


def test_what_was_handed_over_is_not_kept(handed):
    pay_all(handed)

    assert figures(handed.desk, handed.at).counts.kept_back == 0


def test_a_demo_club_goes_round(add_club, monkeypatch, capsys):
    home = add_club("solvik-il")
    give_partner(home)
    sunday = date(2026, 11, 22)
    monkeypatch.setenv("WORKBENCH_TODAY", f"{sunday}")
    assert main(["week", "solvik-il"]) in (0, 1)
    desk = office.open_desk("solvik-il")
    proposed = {row["claim_id"] for row in office.show(desk, "handovers", sunday).records}
    assert say(home, desk.club.reports / "latest", "ja", sunday) == len(proposed) > 0

    monkeypatch.setenv("WORKBENCH_TODAY", f"{sunday + timedelta(days=1)}")
    assert main(["week", "solvik-il"]) in (0, 1)
    made = make_handover_file(desk, sunday + timedelta(days=1))

    assert {row.claim_id for row in made.claims} == proposed
    with day_of(desk, sunday + timedelta(days=1)) as day:
        reasons = {row.claim_id: row.reason for row in day.plan}
        people = {row.member_id: row for row in table(day.db, Member, "people")}
        balances = {row.claim_id: row for row in table(day.db, Balance, "balances")}
    assert {reasons[claim_id] for claim_id in proposed} == {R.HANDED_OVER}
    assert all(is_adult(row.born_on, row.issued_on or row.due_on) for row in made.claims)
    assert {row.debtor_name for row in made.claims} <= {row.name for row in people.values()}
    answers = [
        {
            "case_ref": row.case_ref, "claim_id": row.claim_id, "kind": "closed", "ref": "1",
            "happened_on": f"{sunday + timedelta(days=1)}",
            "outcome": ("paid", "cancelled", "returned")[number % 3],
        }
        for number, row in enumerate(made.claims)
    ]  # fmt: skip
    number = desk.settings.organisation_number
    path = answer_file(home / "svar.json", number, *answers)
    capsys.readouterr()
    assert main(["handover", "solvik-il", "--read", str(path)]) == 0
    with day_of(desk, sunday + timedelta(days=1)) as day:
        after = {row.claim_id: row.reason for row in day.plan}
    for answer in answers:
        expected = R.HANDED_OVER if answer["outcome"] == "paid" else R.RETURNED
        assert after[answer["claim_id"]] == expected
        assert balances[answer["claim_id"]].open_ore > 0
