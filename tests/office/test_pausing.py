"""A closed period is seen, credited in bulk and told; until then nobody is asked for it."""

from datetime import date, timedelta

import pytest

from tests.closed_time import closed_toml
from tests.office.test_placing import open_ore, plan
from tests.one_claim import SUNDAY, Club, club
from workbench import office
from workbench.model.errors import UsageError
from workbench.office.day import day_of
from workbench.office.pausing import credit_paused, show_paused
from workbench.office.tasks import tasks_of

__all__ = ["club"]  # the fixture

CLOSED = date(2026, 9, 10), date(2026, 10, 31)
RESTS = ("paused", None)


def write_closed(club: Club, *closed: date) -> None:
    """Write in the club's settings on which days it was closed, instead of others."""
    path = club.home / "club.toml"
    own = path.read_text("utf-8").partition("\n[[avgift]]")[0]
    path.write_text(own + closed_toml(*closed), "utf-8")
    club.desk.close()
    club.desk = office.open_desk(club.home.name)


@pytest.fixture
def closed(club: Club) -> Club:
    """Return the club with a training fee of 50 days, of which ten are closed."""
    write_closed(club, *CLOSED)
    club.week(SUNDAY)
    return club


def kari(club: Club, number: str = "70012") -> tuple[int, str, str | None]:
    """Return what is open of a claim, the reason of its plan and its step."""
    return open_ore(club)[number], *plan(club)[number]


def test_P19_closed_days_rest_until_they_are_credited_and_what_is_left_is_owed(closed: Club):
    assert kari(closed) == (500_00, *RESTS)
    paused = show_paused(closed.desk, SUNDAY)
    assert sorted((row["name"], row["amount_ore"]) for row in paused.table.records) == [
        ("Kari Li", 100_00), ("Ola Ny1", 100_00),
    ]  # fmt: skip

    assert "500\xa0kr" in paused.table.texts[0] and "100\xa0kr" in paused.table.texts[0]

    credit_paused(closed.desk, SUNDAY, confirmed=2)

    assert kari(closed) == (400_00, "step_due", "reminder_2")
    assert show_paused(closed.desk, SUNDAY).fees == []
    [credit] = [
        row
        for row in office.show(closed.desk, "credits", SUNDAY).records
        if row["name"] == "Kari Li"
    ]
    assert credit["reason"] == "fratrekk for stengt tid, 10 av 50 dager: hallen er stengt"


def test_nothing_is_credited_where_it_is_not_what_was_shown(closed: Club):
    with pytest.raises(UsageError, match="2 krav skal krediteres nå, ikke 3"):
        credit_paused(closed.desk, SUNDAY, confirmed=3)

    assert kari(closed) == (500_00, *RESTS)


def test_who_had_paid_is_owed_what_was_credited(closed: Club):
    credit_paused(closed.desk, SUNDAY, confirmed=2)

    [owed] = [key for key in closed.every() if ":repay:" in key]
    assert owed.startswith("follow_up:repay:spoortz:7000")  # Ola's, of which 500 is stated as paid

    registered = "70001;;8;Ola Ny;Treningsavgift;01.08.2026;15.08.2026;400;500;20.08.2026;Betalt;0;"
    closed.put(
        "spoortz_giroer",
        registered,
        "70012;;7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;400;0;;Utsendt;2;10.09.2026",
    )
    closed.week(SUNDAY + timedelta(days=7))

    assert owed in closed.every()  # also when the member system shows the credit


def test_all_are_told_what_was_credited_until_somebody_says_that_they_are(closed: Club):
    credit_paused(closed.desk, SUNDAY, confirmed=2)
    told = office.show(closed.desk, "messages", SUNDAY).records
    assert [(row["contact_name"], row["text"]) for row in told] == [
        (name, f"100\xa0kr er kreditert på Treningsavgift: {reason}")
        for name in ("Kari Li", "Ola Ny1")
        for reason in ("fratrekk for stengt tid, 10 av 50 dager: hallen er stengt",)
    ]

    closed.answer(f"follow_up:credited:{SUNDAY}")

    assert office.show(closed.desk, "messages", SUNDAY).records == []


def test_what_is_agreed_and_not_registered_is_listed(closed: Club):
    assert office.show(closed.desk, "unregistered", SUNDAY).records == []

    credit_paused(closed.desk, SUNDAY, confirmed=2)

    listed = office.show(closed.desk, "unregistered", SUNDAY).records
    assert [row["name"] for row in listed] == ["Kari Li", "Ola Ny1"]


def test_a_claim_that_comes_later_for_closed_days_rests_too(closed: Club):
    credit_paused(closed.desk, SUNDAY, confirmed=2)
    closed.put(
        "spoortz_giroer",
        "70015;;7;Kari Li;Treningsavgift;01.09.2026;15.09.2026;500;0;;Utsendt;0;",
    )
    closed.week(SUNDAY + timedelta(days=7))

    assert kari(closed, "70015") == (500_00, *RESTS)


def details(club: Club) -> dict[str, str]:
    """Return key -> what each task about closed days says."""
    with day_of(club.desk, club.at) as day:
        return {
            task.key: f"{task.todo} {task.detail}".replace("\xa0", " ")
            for task in tasks_of(day).every
            if task.about.endswith(":closure") or task.about.startswith("period:")
        }


def test_what_was_paid_is_to_be_credited_too_and_rests_in_no_plan(closed: Club):
    [(key, text)] = details(closed).items()
    assert key.startswith("check_claim:spoortz:7000")  # Ola's, who has paid
    assert "«workbench pause»" in text and "100 kr for 10 av 50 dager" in text

    credit_paused(closed.desk, SUNDAY, confirmed=2)

    assert details(closed) == {}


def test_what_was_credited_too_much_is_a_task(closed: Club):
    credit_paused(closed.desk, SUNDAY, confirmed=2)
    write_closed(closed, date(2026, 9, 15), date(2026, 10, 31))

    assert show_paused(closed.desk, SUNDAY).fees == []
    texts = details(closed)
    assert {text.partition(":")[0] for text in texts.values()} == {
        "Mer er kreditert enn dagene er verdt nå"
    }
    assert texts["check_claim:spoortz:70012:closure"].endswith("50 kr for 5 av 50 dager")

    closed.answer(*texts, note="de får beholde det")
    assert not {*texts} & closed.all_keys()


def test_claims_near_closed_days_whose_period_nobody_knows_are_one_task(closed: Club):
    later = "7001{n};;7;Kari Li;Vårsesong;01.09.2026;20.09.2026;300;0;;Utsendt;0;"
    closed.put("spoortz_giroer", *(later.format(n=n) for n in (6, 7)))
    closed.week(SUNDAY + timedelta(days=7))

    [text] = [text for key, text in details(closed).items() if ":period:" in key]
    assert "Hvilke dager gjelder kravene?" in text and "Vårsesong: 2 krav" in text
