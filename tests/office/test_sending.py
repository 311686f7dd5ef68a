"""Steps approved, sent, set aside, and asked about: by the command, and for one claim of one club.

The claim was reminded of once, on 10 September; the second reminder is due on the Sunday.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import openpyxl
import pytest

from tests.books import day_in
from tests.one_claim import SETTLED, SLUG, SUNDAY, Club, club
from tests.writing import write_event
from workbench import office
from workbench.cli import main
from workbench.model.errors import GuardError, UsageError
from workbench.model.kinds import ProposalState, StepKind
from workbench.model.outcomes import Outcome
from workbench.model.rows import Proposal, Step
from workbench.model.task_kinds import TaskAnswer, TaskKind
from workbench.office import sending
from workbench.office.day import day_of
from workbench.office.report_folder import LIST_TO_SEND
from workbench.office.tasks import tasks_of
from workbench.store.queries import table

__all__ = ["club"]  # the fixture

CLAIM = "spoortz:70012"
STEP = "reminder_2"
SEND, APPROVE = (f"{kind}:{CLAIM}|{STEP}|2026-08-15" for kind in ("send_step", "approve_step"))


def after(days: int) -> date:
    return SUNDAY + timedelta(days=days)


def run(*arguments: str, status: int = 0) -> None:
    assert main([*arguments]) == status


def states(club: Club) -> list[tuple[date, str]]:
    """Return day and state of each proposal of the second reminder."""
    proposals = table(club.desk.db, Proposal, "proposals", step_id=[STEP])
    return [(each.run_on, str(each.state)) for each in proposals]


def sent_on(club: Club) -> list[date]:
    return [step.sent_on for step in table(club.desk.db, Step, "steps", step_id=[STEP])]


def decided(club: Club) -> tuple[str, str | None]:
    """Return reason and step of the claim."""
    ((reason, step_id, _),) = club.plan()
    return reason, step_id


def listed(club: Club) -> list[str]:
    """Return the order numbers on the list of what is to be sent, as the workbook has them."""
    path = club.desk.club.reports / "latest" / LIST_TO_SEND
    rows = openpyxl.load_workbook(path)["Påminnelser"].iter_rows(min_row=2, values_only=True)
    return [row[2] for row in rows if row[2]]


def test_T3_what_nobody_approves_stays_proposed_once_and_is_never_asked_about(club):
    club.week(SUNDAY)
    club.export()

    club.week(after(14))

    assert states(club) == [(SUNDAY, "proposed")]
    assert decided(club) == ("step_due", STEP)
    assert APPROVE in club.page() and SEND not in club.every()


def test_what_is_approved_is_on_the_list_and_what_is_sent_is_done(club, capsys):
    club.week(SUNDAY)

    run("approve", SLUG)
    assert listed(club) == ["70012"]
    assert SEND in club.page() and APPROVE not in club.every()
    run("sent", SLUG)

    assert capsys.readouterr().out.splitlines() == [
        "prove-il: 1 påminnelse godkjent; listen er reports/prove-il/latest/sendes.xlsx.",
        "prove-il: 1 påminnelse merket som sendt.",
    ]
    assert (states(club), sent_on(club)) == ([(SUNDAY, "sent")], [SUNDAY])
    assert listed(club) == [] and SEND not in club.every()
    assert decided(club) == ("waiting", None)


def pay_all(club: Club) -> None:
    paid = {"payment_id": "p", "invoice_id": CLAIM, "amount_ore": 500_00, "source": "camt"}
    write_event(club.desk.db, {"payments": [paid | {"paid_on": SUNDAY}]}, club.at)


def credit_all(club: Club) -> None:
    run("credit", SLUG, "70012", "500", "--reason", "feil lag")


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("settle", [pay_all, credit_all])
def test_who_has_paid_since_the_approval_leaves_the_list_at_the_next_one(
    club, capsys, settle, days
):
    club.week(SUNDAY)
    run("approve", SLUG)
    assert listed(club) == ["70012"]
    club.go_to(after(days))
    settle(club)
    capsys.readouterr()

    run("approve", SLUG)

    assert listed(club) == []
    assert capsys.readouterr().out.splitlines() == [
        "prove-il: 0 påminnelser godkjent; listen er reports/prove-il/latest/sendes.xlsx.",
        "prove-il: 1 sto på listen og er ikke lenger med, fordi kravet er betalt eller hviler.",
    ]
    run("approve", SLUG, "--json")
    said = {
        "approved": [],
        "settled": [f"{CLAIM}|{STEP}|2026-08-15"],
        "unmarked": [],
        "sent_here": 0,
    }
    assert json.loads(capsys.readouterr().out) == {SLUG: said}


def test_a_second_approval_leaves_what_is_still_to_be_sent_on_the_list(club, capsys):
    club.week(SUNDAY)
    run("approve", SLUG)

    run("approve", SLUG)
    assert listed(club) == ["70012"]
    assert "ikke lenger med" not in capsys.readouterr().out

    club.go_to(after(1))
    run("approve", SLUG)
    assert listed(club) == []
    assert "1 sto på en tidligere dags liste; merk dem" in capsys.readouterr().out


def test_B2_what_nobody_has_marked_is_asked_about_and_nobody_is_phoned(club, capsys):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)
    club.export()

    club.week(after(35))  # a call would be due

    assert decided(club) == ("unknown_sent", None)
    assert club.plan()[0][2] == SEND and SEND in club.page()
    assert states(club) == [(SUNDAY, "approved")]
    assert listed(club) == []
    capsys.readouterr()
    run("todo", SLUG, status=1)
    assert (
        "1 påminnelse sto på listen 4. oktober, og vi vet ikke om de ble sendt; ingen ringes før "
        "du svarer: prove-il."
    ) in " ".join(capsys.readouterr().out.split())


def test_B2_yes_counts_from_its_day_and_no_proposes_it_again(club):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)
    club.go_to(after(2))

    sending.mark_sent(club.desk, after(2), but=[CLAIM])

    assert states(club) == [(SUNDAY, "not_sent"), (after(2), "proposed")]
    assert decided(club) == ("step_due", STEP) and APPROVE in club.page()
    sending.approve(club.desk, after(2))
    club.go_to(after(9))
    sending.mark_sent(club.desk, after(9), sent_on=after(3))
    assert sent_on(club) == [after(3)]
    assert decided(club) == ("waiting", None)


def test_not_sent_on_the_day_of_the_run_is_proposed_again_that_day(club):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)

    sending.mark_sent(club.desk, SUNDAY, but=["70012"])

    assert states(club) == [(SUNDAY, "proposed")]
    assert decided(club) == ("step_due", STEP)


@pytest.mark.parametrize("days", [-1, 1])
def test_P3_a_day_before_the_approval_or_after_today_is_refused(club, days):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)

    with pytest.raises(UsageError, match=r"godkjent 04\.10\.2026"):
        sending.mark_sent(club.desk, SUNDAY, sent_on=after(days))

    assert (states(club), sent_on(club)) == ([(SUNDAY, "approved")], [])


def test_what_the_member_system_says_was_sent_needs_no_answer(club):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)
    club.put("spoortz_giroer", GIRO_SENT_TWICE)

    club.week(after(7))

    assert SEND not in club.every()
    assert states(club) == [(SUNDAY, "sent")]


GIRO_SENT_TWICE = (
    "70012;;7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;0;;Utsendt;3;06.10.2026"
)


def test_P1_paid_after_the_plan_it_is_neither_approved_nor_sent(club):
    club.week(SUNDAY)
    club.export(**SETTLED)
    club.week(after(1))

    assert sending.approve(club.desk, after(1)) == []

    (proposal,) = table(club.desk.db, Proposal, "proposals", step_id=[STEP])
    assert (proposal.state, proposal.note) == (ProposalState.LAPSED, "settled")


@pytest.mark.parametrize("outcome", [Outcome.OBJECTION, Outcome.CREDITED])
def test_held_since_the_plan_it_cannot_be_approved(club, outcome):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(outcome)

    assert sending.approve(club.desk, after(1)) == []
    assert states(club) == [(SUNDAY, "proposed")]


def test_T14_what_is_set_aside_is_proposed_again_and_the_old_row_is_kept(club):
    club.week(SUNDAY)

    run("set-aside", SLUG, "70012", "--reason", "snakker med laget")

    assert (states(club), decided(club)) == ([(SUNDAY, "set_aside")], ("set_aside", None))
    club.export()
    club.week(after(7))
    assert states(club) == [(SUNDAY, "set_aside"), (after(7), "proposed")]


def test_T14_set_aside_until_a_day_it_stays_away_until_then(club):
    club.week(SUNDAY)
    run("set-aside", SLUG, "Kari Li", "--reason", "snakker", "--until", f"{after(14)}")
    (proposal,) = table(club.desk.db, Proposal, "proposals", step_id=[STEP])
    assert (proposal.until_on, proposal.note) == (after(14), "snakker")

    club.export()
    club.week(after(7))
    assert (states(club), decided(club)) == ([(SUNDAY, "set_aside")], ("set_aside", None))
    club.export()
    club.week(after(14))
    assert states(club) == [(SUNDAY, "set_aside"), (after(14), "proposed")]


def test_what_is_on_the_list_can_be_set_aside_and_leaves_it(club):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)

    sending.set_aside(club.desk, SUNDAY, [CLAIM], reason="feil beløp")

    assert listed(club) == [] and SEND not in club.every()


REFUSED = {
    "a claim that has none": (["approve", SLUG, "--claim", "nobody"], "nobody"),
    "a reason that is missing": (["set-aside", SLUG, CLAIM, "--reason", " "], "hvorfor"),
    "a day that has passed": (
        ["set-aside", SLUG, CLAIM, "--reason", "x", "--until", "2026-10-04"], "04.10.2026",
    ),
    "what is no day": (["sent", SLUG, "--on", "i går"], "i går"),
    "sent before it was approved": (["sent", SLUG, "--claim", CLAIM], CLAIM),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), REFUSED.values(), ids=REFUSED)
def test_a_command_that_cannot_be_followed_says_why_and_changes_nothing(
    club, capsys, arguments, says
):
    club.week(SUNDAY)
    before = office.show(club.desk, "plan").records

    run(*arguments, status=2)

    assert says in capsys.readouterr().err
    assert states(club) == [(SUNDAY, "proposed")]
    assert office.show(club.desk, "plan").records == before


def test_as_json_the_commands_name_what_they_decided(club, capsys):
    club.week(SUNDAY)
    capsys.readouterr()

    run("approve", SLUG, "--json")

    about = f"{CLAIM}|{STEP}|2026-08-15"
    said = {"approved": [about], "settled": [], "unmarked": [], "sent_here": 0}
    assert json.loads(capsys.readouterr().out) == {SLUG: said}


def approve_once_and_for_all(club: Club) -> None:
    settings = club.home / "club.toml"
    text = settings.read_text("utf-8").replace(
        "paaminnelser_godkjent = false",
        'paaminnelser_godkjent = { besluttet_av = "Styret", dag = 2026-01-01 }',
    )
    settings.write_text(text, "utf-8")
    club.desk = office.open_desk(SLUG)


def test_the_clubs_standing_approval_puts_reminders_on_the_list_at_once(club):
    approve_once_and_for_all(club)

    club.week(SUNDAY)

    assert states(club) == [(SUNDAY, "approved")]
    assert SEND in club.page()


@pytest.mark.parametrize("is_known", [True, False])
def test_T15_what_the_standing_approval_alone_approved_on_a_day_far_ahead_is_put_away(
    club, is_known
):
    if is_known:  # proposed before the club decided so
        club.week(SUNDAY)
    approve_once_and_for_all(club)
    club.export()
    club.week(after(14))
    club.go_to(SUNDAY)

    run("plan", SLUG, "--discard")

    left = [(SUNDAY, "proposed")] if is_known else [(after(14), "lapsed")]
    assert states(club) == left and sent_on(club) == []
    run("week", SLUG)
    assert office.check_books(SLUG) == []


def test_T15_what_somebody_approved_on_a_day_far_ahead_is_not_put_away(club):
    club.week(after(14))
    sending.approve(club.desk, after(14))
    club.go_to(SUNDAY)

    run("plan", SLUG, "--discard", status=2)


def test_two_operators_at_once_decide_nothing_twice(club):
    club.week(SUNDAY)
    other = office.open_desk(SLUG)
    sending.approve(other, SUNDAY)

    assert sending.approve(club.desk, SUNDAY) == []
    assert sending.mark_sent(other, SUNDAY) != []
    assert sending.mark_sent(club.desk, SUNDAY) == []
    assert sent_on(club) == [SUNDAY]
    other.close()


def answer_in(club: Club, name: str, sheet: str, **by_order: object) -> None:
    """Take a workbook of the newest report, write in its column of answers, and drop it in the
    inbox: the answers are by order number."""
    path = club.desk.club.reports / "latest" / name
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book[sheet][1]]
    for row in book[sheet].iter_rows(min_row=2):
        number = row[headings.index("Ordrenr.")].value
        if number and f"_{number}" in by_order:
            row[headings.index("Svar")].value = by_order[f"_{number}"]
    book.save(club.home / "inbox" / "tilbake.xlsx")


@pytest.mark.parametrize(
    ("text", "state", "sent"),
    [
        ("x", "sent", after(7)),
        ("Ja", "sent", after(7)),
        ("sendt", "sent", after(7)),
        (after(2), "sent", after(2)),
        ("06.10.2026", "sent", after(2)),
        ("nei", "not_sent", None),
        ("ikke sendt", "not_sent", None),
        (None, "approved", None),  # not marked: asked about
        ("kanskje", "approved", None),  # set aside, and asked about
        (after(-1), "approved", None),  # before it was approved
        (after(8), "approved", None),
    ],
)
def test_a_marked_list_that_comes_back_counts_once(club, text, state, sent):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)
    answer_in(club, LIST_TO_SEND, "Påminnelser", _70012=text)
    club.export()

    club.week(after(7))
    club.week(after(7))

    assert states(club)[0] == (SUNDAY, state)
    assert sent_on(club) == ([sent] if sent else [])
    assert (SEND in club.page()) == (state == "approved")
    rejected = office.show(club.desk, "set_aside").records
    assert [row["value"] for row in rejected] == (["kanskje"] if text == "kanskje" else [])


def test_a_list_whose_question_is_settled_or_is_another_now_changes_nothing(club):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)
    answer_in(club, LIST_TO_SEND, "Påminnelser", _70012="ja")
    sending.mark_sent(club.desk, SUNDAY, but=[CLAIM])
    sending.approve(club.desk, SUNDAY)  # again, on the same day: the same question
    sending.set_aside(club.desk, SUNDAY, [CLAIM], reason="snakker")
    club.export()

    club.week(after(7))

    assert sent_on(club) == []
    assert states(club) == [(SUNDAY, "set_aside"), (after(7), "proposed")]


def test_the_action_list_approves_when_it_comes_back(club):
    club.week(SUNDAY)
    answer_in(club, "tiltak.xlsx", "Til godkjenning", _70012="godkjent")
    club.export()

    club.week(after(1))

    assert states(club) == [(SUNDAY, "approved")]
    assert listed(club) == ["70012"]


def test_a_marked_list_can_be_read_by_itself(club):
    club.week(SUNDAY)
    sending.approve(club.desk, SUNDAY)
    answer_in(club, LIST_TO_SEND, "Påminnelser", _70012="ja")

    run("import", SLUG, str(club.home / "inbox" / "tilbake.xlsx"), "--dry-run")
    assert sent_on(club) == []
    run("import", SLUG, str(club.home / "inbox" / "tilbake.xlsx"))

    assert sent_on(club) == [SUNDAY]
    assert office.check_books(SLUG) == []


ACTS: dict[str, Callable[[Club], Any]] = {
    "week": lambda club: club.week(club.at),
    "approve": lambda club: sending.approve(club.desk, club.at),
    "sent": lambda club: sending.mark_sent(club.desk, club.at),
    "not sent": lambda club: sending.mark_sent(club.desk, club.at, but=[CLAIM]),
    "set aside": lambda club: sending.set_aside(club.desk, club.at, [CLAIM], reason="x"),
    "marked": lambda club: answer_in(club, LIST_TO_SEND, "Påminnelser", _70012="x"),
    "next day": lambda club: club.go_to(club.at + timedelta(days=1)),
    "next week": lambda club: club.go_to(club.at + timedelta(days=7)),
    "paid": lambda club: club.export(**SETTLED),
    "open": lambda club: club.export(),
    "objection": lambda club: club.call(Outcome.OBJECTION),
}


@pytest.mark.parametrize("seed", range(2))
def test_a_step_is_sent_once_at_most_and_nobody_is_phoned_before_whatever_is_done(club, seed):
    rng, first_sent = Random(seed), []
    club.week(SUNDAY)

    for _ in range(30):
        act = rng.choice([*ACTS])
        with suppress(UsageError, GuardError, StopIteration):  # what cannot be done now
            ACTS[act](club)
        sent = sent_on(club)
        assert len(sent) <= 1 and sent[:1] in ([], first_sent or sent)
        first_sent = sent
        live = [state for _, state in states(club) if state in ("proposed", "approved")]
        assert len(live) <= 1
        for row in day_in(club.desk, club.at).plan:
            is_called = row.kind == StepKind.CALL and row.promised_on is None
            assert not is_called or first_sent, act
    assert office.check_books(SLUG) == []


def test_B11_a_claim_rests_while_its_list_is_old_until_somebody_says_that_it_is_right(club):
    settings = club.home / "club.toml"
    text = settings.read_text("utf-8").replace("ukentlig_fil_dager = 90", "ukentlig_fil_dager = 6")
    settings.write_text(text, "utf-8")
    club.desk = office.open_desk(SLUG)
    club.week(SUNDAY)  # its newest fact is six weeks old
    key = "check_claim:file:spoortz:claims"

    assert club.plan() == [("stale_file", None, key)]
    assert key in club.page()
    assert sending.approve(club.desk, SUNDAY) == []
    with pytest.raises(UsageError, match="hvorfor"):
        club.answer(key, answer="confirmed")
    club.answer(key, answer="confirmed", note="ingen har betalt i høst")
    assert decided(club) == ("step_due", STEP) and key not in club.page()
    club.go_to(after(7))
    assert club.plan() == [("stale_file", None, key)]


def test_B6_the_club_says_that_the_follow_up_goes_on(club):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.WILL_NOT_PAY)
    ((reason, _, key),) = club.plan()
    assert (reason, key in club.all_keys()) == ("left_to_club", True)

    club.answer(key, answer="resume")

    assert decided(club) == ("waiting", None)  # for the message, days after the call
    assert key not in club.all_keys()


def test_B15_what_is_sent_again_rests_from_the_day_it_was_sent(club):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.INVOICE_RESENT)
    (task,) = [key for key in club.all_keys() if key.endswith(":invoice_resent")]

    club.go_to(after(40))  # nobody has sent it
    assert decided(club) == ("held", None)
    assert task in club.page()
    club.answer(task)
    assert decided(club) == ("held", None)
    club.go_to(after(40 + 14 + 2))
    assert decided(club) == ("held", None)
    club.go_to(after(40 + 14 + 5))  # and two bank days until a file can show it: it is missing
    assert decided(club) == ("awaiting_file", None)


def test_what_has_changed_since_it_was_shown_is_not_approved_and_the_others_are(club):
    club.week(SUNDAY)
    with day_of(club.desk, SUNDAY) as day:
        shown = [task for task in tasks_of(day).standing if task.kind == TaskKind.APPROVE_STEP]
    other = shown[0]._replace(detail="Treningsavgift, forfall 15.08.2026: 5 kr")

    assert sending.decide(club.desk, SUNDAY, [other], TaskAnswer.APPROVED) == []
    assert sending.decide(club.desk, SUNDAY, [other, *shown], TaskAnswer.APPROVED) == shown
    assert sending.decide(club.desk, SUNDAY, shown, TaskAnswer.APPROVED) == []


@pytest.mark.parametrize("command", ["approve", "sent"])
@pytest.mark.parametrize("option", ["--claim", "--except"])
def test_claims_are_named_for_one_club_alone_and_nothing_is_done_for_several(
    club, command, option, capsys
):
    club.week(SUNDAY)
    other = club.home.parent / "annen-il"
    shutil.copytree(club.home, other)

    run(command, "--all", option, "Kari Li", status=2)

    assert "gjelder én klubb" in capsys.readouterr().err
    assert states(club) == [(SUNDAY, "proposed")]
