"""Tasks from their birth to their end: by an answer, by the next export, and back again.

Wherever they are shown they are the same: in the terminal, in the weekly notebook, in tiltak.xlsx.
"""

import json
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from tests.one_claim import EVA, GIRO, SETTLED, SLUG, SUNDAY, Club, club
from workbench import office
from workbench.cli import main
from workbench.model.errors import UsageError
from workbench.model.outcomes import Outcome
from workbench.model.task_kinds import WaitsFor
from workbench.office.day import day_of
from workbench.office.tasks import answer_tasks, tasks_of
from workbench.values.record_ids import unmark_key

__all__ = ["club"]  # the fixture


def after(days: int) -> date:
    return SUNDAY + timedelta(days=days)


def shown_everywhere(club: Club, day: date, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run the week; return the keys that are on its page, after holding that notebook, terminal and
    workbook show the same."""
    notebook = club.week(day)
    keys = [row["key"] for row in notebook["tasks"].records]
    kinds = [row["kind"] for row in notebook["tasks"].records]
    capsys.readouterr()
    main(["todo", SLUG, "--rows", "--json"])
    in_terminal = [row["key"] for row in json.loads(capsys.readouterr().out)]
    main(["todo", SLUG, "--json"])
    lines = {row["kind"]: row["tasks"] for row in json.loads(capsys.readouterr().out)}
    folder = club.desk.club.house / "reports" / SLUG / day.isoformat()
    sheet = load_workbook(folder / "tiltak.xlsx")["Oppgaver"]
    in_workbook = [
        unmark_key(row[-1]) for row in sheet.iter_rows(min_row=2, values_only=True) if row[-1]
    ]

    assert in_terminal == in_workbook == keys
    assert lines == {kind: kinds.count(kind) for kind in kinds}
    html = notebook["todo"]._repr_html_()
    assert all(line[0] in html for line in notebook["todo"].texts)
    return keys


def only_key(keys: list[str], kind: str) -> str:
    (key,) = [key for key in keys if key.startswith(f"{kind}:")]
    return key


def test_a_value_that_rests_a_claim_is_asked_about_until_it_can_be_read(club, capsys):
    club.export(left="31.02.2026")
    key = only_key(shown_everywhere(club, SUNDAY, capsys), "unread_row")
    assert club.plan() == [("unconfirmed", None, key)]

    club.answer(key)  # asked about at the club
    assert key not in club.page()
    assert club.plan() == [("unconfirmed", None, key)]
    assert key not in shown_everywhere(club, after(13), capsys)
    assert key in shown_everywhere(club, after(14), capsys)  # it rests still, so it comes back

    club.answer(key)
    club.export()
    assert key not in shown_everywhere(club, after(21), capsys)
    assert key not in club.every()
    assert club.plan()[0][2] is None

    club.export(left="32.02.2026")
    assert only_key(shown_everywhere(club, after(28), capsys), "unread_row") in club.every()


def test_a_value_that_is_repaired_ends_its_task(club, capsys):
    club.export(phone="4123450I")
    key = only_key(shown_everywhere(club, SUNDAY, capsys), "tidy")

    assert main(["import", SLUG, "--repair"]) == 0

    assert key not in club.every()


def test_a_finding_is_asked_about_until_the_export_has_it_right(club, capsys):
    club.export(born="")
    key = only_key(shown_everywhere(club, SUNDAY, capsys), "tidy")
    assert key.startswith("tidy:missing_birth_date:")

    club.answer(key, note="klubben spør henne")
    assert key not in shown_everywhere(club, after(7), capsys)
    assert key in club.every()

    club.export()
    assert key not in shown_everywhere(club, after(14), capsys)
    assert key not in club.every()

    club.export(born="")  # no birth date goes: the stored one stays, and the file is asked about
    shown = shown_everywhere(club, after(21), capsys)
    assert key not in shown
    office.answer_tasks(club.desk, [only_key(shown, "unread_row")], club.at, answer="confirmed")

    club.export(born="")
    assert key in shown_everywhere(club, after(28), capsys)  # it was there, and is gone: news


def test_an_objection_comes_back_each_week_until_it_is_settled(club, capsys):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.OBJECTION, note="var på ferie")
    key = only_key(sorted(club.all_keys()), "settle_hold")
    assert club.plan() == [("held", None, key)]
    assert key in shown_everywhere(club, after(7), capsys)  # it falls due before the next page

    club.answer(key)  # an interim answer
    assert key not in shown_everywhere(club, after(13), capsys)
    club.go_to(after(14))
    assert key in club.page()
    assert club.plan() == [("held", None, key)]

    club.export(**SETTLED)
    assert key not in shown_everywhere(club, after(21), capsys)
    assert key not in club.every()

    club.export()
    assert key in shown_everywhere(club, after(28), capsys)


def test_an_objection_that_is_rejected_lets_the_reminders_go_on(club, capsys):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.OBJECTION)
    key = only_key(sorted(club.all_keys()), "settle_hold")

    assert main(["todo", SLUG, "--answer", key, "--as", "resume"]) == 0

    assert club.plan()[0][0] == "held"  # the day itself included
    club.go_to(after(2))
    ((reason, step, task),) = club.plan()
    assert (reason, step is None or task is None) != ("held", True)
    assert reason != "held" and key not in club.every()


def objection(club) -> str:
    """Have Kari object in a call on the day after the first week; return the key of its task."""
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.OBJECTION)
    return only_key(sorted(club.all_keys()), "settle_hold")


def test_B1_an_interim_answer_lets_the_objection_rest_and_it_is_asked_about_again(club):
    key = objection(club)

    club.answer(key)

    assert key not in club.all_keys()
    assert club.plan()[0][0] == "held"
    club.go_to(after(8))
    assert key in club.all_keys()


@pytest.mark.parametrize(
    ("answer", "reason", "asked"),
    [
        pytest.param("upheld", "held", "credit_pending", id="B1 upheld: to be credited"),
        pytest.param("rejected", "step_due", None, id="B1 rejected in writing: goes on"),
        pytest.param("maintained", "held", "dispute", id="B1 maintained: the club decides"),
    ],
)
def test_B1_an_objection_has_its_exits(club, answer, reason, asked):
    key = objection(club)

    club.answer(key, answer=answer)

    club.go_to(after(2))
    ((now, step, task),) = club.plan()
    assert now == ("waiting" if reason == "step_due" and step is None else reason)
    assert key not in club.all_keys()
    later = [k for k in club.all_keys() if k.startswith("settle_hold:")]
    assert [k.rpartition(">")[2] for k in later] == ([asked] if asked else [])
    assert task in (later or [None])


def test_B1_only_an_objection_can_be_maintained(club):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.CREDITED)
    key = only_key(sorted(club.all_keys()), "settle_hold")

    with pytest.raises(UsageError, match="besvares med done eller resume"):
        club.answer(key, answer="maintained")


def test_a_correction_is_asked_for_until_the_export_shows_it(club, capsys):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.CONTACT_UPDATED, phone="41234509")
    key = only_key(sorted(club.all_keys()), "correct_register")
    assert key in shown_everywhere(club, after(7), capsys)

    club.answer(key)  # entered
    assert key not in shown_everywhere(club, after(14), capsys)
    assert key in shown_everywhere(club, after(21), capsys)  # but no export shows it

    club.answer(key)
    club.export(phone="41234509")
    assert key not in shown_everywhere(club, after(28), capsys)
    assert key not in club.every()

    club.export()  # what stood there before is back
    shown_everywhere(club, after(34), capsys)
    assert key in club.every()
    assert key in shown_everywhere(club, after(35), capsys)


def doubtful(club: Club, amount: str = "500", status: str = "Ikke betalt") -> None:
    """Let Spond have what may be the same claim."""
    n = next(club.numbers)
    club.put("spond_medlemmer", "Kari;Li;;41234508;Ski", f"Per;Ny{n};;;Ski")
    paid = f"Per Ny{n};Treningsavgift;;Betalt;500;0;15.08.2026;0;"
    bill = f"Kari Li;Treningsavgift;;{status};0;{amount};15.08.2026;0;"
    club.put("spond_betalinger", bill, paid)


def test_a_doubt_about_two_claims_is_settled_by_its_answer(club, capsys):
    doubtful(club)
    key = only_key(shown_everywhere(club, SUNDAY, capsys), "check_claim")
    assert club.plan() == [("maybe_same", None, key)] * 2

    with pytest.raises(UsageError, match="besvares med same eller different"):
        club.answer(key)
    club.answer(key, answer="different")
    assert len(club.plan()) == 2 and {task for *_, task in club.plan()} == {None}
    assert key not in shown_everywhere(club, after(7), capsys)

    doubtful(club, "450,50")  # no longer alike: no doubt
    club.export(ore="450,50")  # and alike again, otherwise than before: a new doubt
    assert only_key(shown_everywhere(club, after(14), capsys), "check_claim") == key
    club.answer(key, answer="same")
    assert len(club.plan()) == 1
    assert key not in shown_everywhere(club, after(21), capsys)

    club.export(ore="500")
    doubtful(club)  # as it was answered on first: but that answer is no longer the one given
    assert key in shown_everywhere(club, after(28), capsys)


def test_answers_are_kept_with_who_gave_them_and_those_that_hide_nothing_are_told_apart(club):
    club.export(born="", left="31.02.2026")
    club.week(SUNDAY)
    unread, tidy = (only_key(club.page(), kind) for kind in ("unread_row", "tidy"))
    club.answer(unread, tidy, note="ringte klubben")

    club.export(left="31.02.2026")
    club.week(after(7))

    table = office.show(club.desk, "answers", club.at)
    rows = {row["key"]: row for row in table.records}
    assert {key: row["hides"] for key, row in rows.items()} == {unread: True, tidy: False}
    assert {row["note"] for row in rows.values()} == {"ringte klubben"}
    assert rows[unread]["until_on"] == after(14) and rows[unread]["answered_on"] == SUNDAY
    assert office.check_books(SLUG) == []


@pytest.mark.parametrize(
    ("keys", "more", "sentence"),
    [
        (["finnes_ikke"], {}, "'finnes_ikke' er ingen oppgave som står nå"),
        ([], {"answer": "ja"}, "besvares med done, ikke 'ja'"),
        ([], {"answer": "same"}, "besvares med done, ikke 'same'"),
        ([], {"until_on": SUNDAY}, "En oppgave kan hvile til en dag etter 04.10.2026"),
        ([], {"until_on": after(366)}, "høyst til 04.10.2027"),
        ([], {"note": "x" * 501}, "Merknaden er på 501 tegn"),
        ([], {"note": "gjelder 01029912345"}, "et fødselsnummer"),
    ],
)
def test_a_wrong_answer_is_refused_in_a_sentence_and_changes_nothing(club, keys, more, sentence):
    club.export(born="")
    club.week(SUNDAY)
    before = club.page()

    with pytest.raises(UsageError, match=sentence):
        club.answer(*(keys or ["tidy"]), **more)

    assert club.page() == before
    assert office.show(club.desk, "answers", SUNDAY).rows == []


def test_a_kind_answers_all_of_it_on_the_page(club):
    club.put("spoortz_personer", EVA, *(f"{n};Ola;Li{n};;;;Ski;" for n in range(1, 15)))
    club.week(SUNDAY)
    assert len([key for key in club.page() if key.startswith("tidy:")]) == 10

    club.answer("tidy")

    assert [key for key in club.page() if key.startswith("tidy:")] == []
    club.go_to(after(6))
    assert [key for key in club.page() if key.startswith("tidy:")] == []
    club.go_to(after(7))
    assert len([key for key in club.page() if key.startswith("tidy:")]) == 10


def test_a_kind_answers_nothing_that_is_not_due_before_the_next_page(club):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.CREDITED)
    key = only_key(sorted(club.all_keys()), "settle_hold")
    assert key not in club.page()  # due in fourteen days

    with pytest.raises(UsageError, match="'settle_hold' er ingen oppgave som står nå"):
        club.answer("settle_hold", answer="resume")

    club.go_to(after(9))
    club.answer("settle_hold")
    assert key not in club.all_keys()


def test_two_claims_that_are_the_same_stay_so_when_the_one_is_cancelled(club):
    doubtful(club)
    club.week(SUNDAY)
    key = only_key(club.page(), "check_claim")
    club.answer(key, answer="same")

    doubtful(club, status="Fritatt")
    club.week(after(7))
    assert len(club.plan()) == 1 and club.plan()[0][0] != "maybe_same"

    doubtful(club, "450,50")  # owed in both again, and not the same
    club.week(after(14))
    assert club.plan() == [("maybe_same", None, key)] * 2


def test_an_answer_about_two_claims_can_be_taken_back(club):
    doubtful(club)
    club.week(SUNDAY)
    key = only_key(club.page(), "check_claim")
    with pytest.raises(UsageError, match="avgjøres, og kan ikke hvile"):
        club.answer(key, answer="different", until_on=after(20))

    club.answer(key, answer="same")
    assert len(club.plan()) == 1
    club.answer(key, answer="different")

    assert len(club.plan()) == 2


def test_what_waits_for_the_next_export_or_the_member_is_listed_once_it_is_answered(club):
    club.export(born="")
    club.week(SUNDAY)
    key = only_key(club.page(), "tidy")
    with day_of(club.desk, club.at) as day:
        assert tasks_of(day).waiting_for(WaitsFor.SYSTEM) == []

    club.answer(key)

    with day_of(club.desk, club.at) as day:
        assert [task.key for task in tasks_of(day).waiting_for(WaitsFor.SYSTEM)] == [key]


def test_what_is_due_later_can_be_listed_with_its_key_and_answered(club, capsys):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.CREDITED)
    capsys.readouterr()

    main(["todo", SLUG, "--rows"])
    assert "settle_hold:" not in capsys.readouterr().out
    main(["todo", SLUG, "--rows", "--later", "--json"])
    rows = json.loads(capsys.readouterr().out)
    key = only_key([row["key"] for row in rows], "settle_hold")

    assert main(["todo", SLUG, "--answer", key, "--as", "resume"]) == 0


def test_no_answer_is_given_for_a_day_before_the_last_plan(club):
    club.export(born="")
    club.week(SUNDAY)
    club.week(after(7))

    with pytest.raises(UsageError, match="er før den siste planen"):
        answer_tasks(club.desk, ["tidy"], SUNDAY)


def test_a_hold_that_is_resumed_late_still_ends_no_sooner_than_today(club):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.OBJECTION)
    key = only_key(sorted(club.all_keys()), "settle_hold")
    club.go_to(after(5))

    answer_tasks(club.desk, [key], after(1), answer="resume")

    assert club.plan()[0][0] == "held"  # today included
    (hold,) = club.desk.db["holds"].rows
    assert hold["end_on"] == after(5).isoformat()


def test_who_refuses_calls_is_written_to_about_a_later_claim_though_the_first_is_paid(club):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.REFUSED_CALLS)
    key = only_key([k for k in club.page() if k.endswith(":letter")], "follow_up")
    club.answer(key)

    later = (
        GIRO.replace("70012", "70013")
        .replace(";2;10", ";3;10")
        .format(ore=700, paid=0, status="Utsendt")
    )
    club.put("spoortz_giroer", GIRO.format(ore=500, **SETTLED), later)
    club.week(after(7))

    assert [step for _, step, _ in club.plan()] == ["call"]
    assert key in club.page()


def test_the_backlog_is_ten_in_each_week_of_the_club_also_for_who_answers_on_mondays(club):
    club.put("spoortz_personer", EVA, *(f"{n};Ola;Li{n};;;;Ski;" for n in range(1, 30)))
    club.week(SUNDAY)
    for week in range(2):
        club.go_to(after(7 * week + 1))
        assert len([key for key in club.page() if key.startswith("tidy:")]) == 10
        club.answer("tidy")
        assert [key for key in club.page() if key.startswith("tidy:")] == []
        club.export()  # another export, of other people
        rows = (f"{n};Ola;Li{n};;;;Ski;" for n in range(1, 31 + week))
        club.put("spoortz_personer", EVA, *rows)
        shown = club.week(after(7 * week + 7))
        assert [row["kind"] for row in shown["tasks"].records].count("tidy") == 10


def test_a_hold_that_was_resumed_keeps_its_end_when_it_is_answered_so_again(club):
    club.week(SUNDAY)
    club.go_to(after(1))
    club.call(Outcome.OBJECTION)
    key = only_key(sorted(club.all_keys()), "settle_hold")
    club.answer(key, answer="resume")
    club.go_to(after(5))

    club.answer(key, answer="resume")

    (hold,) = club.desk.db["holds"].rows
    assert hold["end_on"] == after(1).isoformat()
