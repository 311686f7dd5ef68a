"""A closed period is seen, credited in bulk and told; until then nobody is asked for it."""

from datetime import date, timedelta

import pytest

from tests.closed_time import closed_toml
from tests.office.test_placing import open_ore, plan
from tests.one_claim import PAID, SUNDAY, Club, club
from tests.writing import write_event
from workbench import office
from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HoldKind
from workbench.model.payment_kinds import CreditKind
from workbench.office.crediting import credit_claim
from workbench.office.day import day_of
from workbench.office.pausing import credit_paused, show_paused
from workbench.office.tasks import tasks_of

__all__ = ["club"]  # the fixture

CLOSED = date(2026, 9, 10), date(2026, 10, 31)
GIRO = "70012;;7;Kari Li;{title};01.08.2026;15.08.2026;500;0;;Utsendt;2;10.09.2026"
NEVER = date(2030, 1, 1)
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


@pytest.mark.parametrize(("asks", "left_ore"), [(False, 400_00), (True, 500_00)])
def test_closed_days_are_above_no_limit_and_wait_only_where_the_club_approves_all(
    club: Club, asks, left_ore
):
    toml = club.home / "club.toml"
    text = toml.read_text("utf-8").replace("kreditt_inntil = false", "kreditt_inntil = 0")
    asked = f"klubben_godkjenner_kreditering = {str(asks).lower()}\n"
    toml.write_text(asked + text, "utf-8")
    write_closed(club, *CLOSED)
    club.week(SUNDAY)

    credit_paused(club.desk, SUNDAY, confirmed=2)

    assert open_ore(club)["70012"] == left_ore


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


def test_what_was_credited_for_days_that_were_not_closed_after_all_is_a_task(closed: Club):
    credit_paused(closed.desk, SUNDAY, confirmed=2)
    path = closed.home / "club.toml"
    path.write_text(path.read_text("utf-8").partition("\n[[stengt]]")[0], "utf-8")
    closed.desk = office.open_desk(closed.home.name)

    texts = details(closed)
    assert [text.partition(":")[0] for text in texts.values()] == [
        "Mer er kreditert enn dagene er verdt nå"
    ] * 2


def test_claims_near_closed_days_whose_period_nobody_knows_are_one_task(closed: Club):
    later = "7001{n};;7;Kari Li;Vårsesong;01.09.2026;20.09.2026;300;0;;Utsendt;0;"
    closed.put("spoortz_giroer", *(later.format(n=n) for n in (6, 7)))
    closed.week(SUNDAY + timedelta(days=7))

    [text] = [text for key, text in details(closed).items() if ":period:" in key]
    assert "Hvilke dager gjelder kravene?" in text and "Vårsesong: 2 krav" in text

    assert [plan(closed)[number] for number in ("70016", "70017")] == [("maybe_closed", None)] * 2
    [key] = [key for key in details(closed) if ":period:" in key]
    closed.answer(key)
    assert key not in closed.all_keys()
    assert "maybe_closed" not in str(plan(closed))
    closed.put("spoortz_giroer", *(later.format(n=n) for n in (6, 7, 8)))
    closed.week(SUNDAY + timedelta(days=14))
    assert key in closed.all_keys()  # one more is asked about
    assert plan(closed)["70018"] == ("maybe_closed", None)


def set_toml(club: Club, old: str, new: str, more: str = "") -> None:
    """Write more in the club's settings, then something else than stands there."""
    path = club.home / "club.toml"
    text = path.read_text("utf-8") + more
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    club.desk = office.open_desk(club.home.name)


@pytest.fixture
def by_days(club: Club) -> Club:
    """The club as a gym that takes frozen days off a month's fee."""
    policies = club.home.parents[1] / "policies"
    gym = (policies / "senter.toml").read_text("utf-8")
    for old, new in (('"ask"', '"days"'), ('"senter"', '"dager"'), ("sold_online = true", "")):
        gym = gym.replace(old, new)
    (policies / "dager.toml").write_text(gym, "utf-8")
    set_toml(club, 'regler = "idrettslag"', 'regler = "dager"')
    club.export()
    return club


def freeze(club: Club, first_on: date, last_on: date) -> None:
    hold = {"hold_id": "h", "kind": HoldKind.FREEZE, "member_id": "spoortz:7"}
    hold |= {"start_on": first_on, "end_on": last_on}
    write_event(club.desk.db, {"holds": [hold]}, club.at)


@pytest.mark.parametrize(
    ("period", "each_month", "credited_ore"),
    [
        pytest.param(None, False, 194_00, id="month of the due date: 12 of 31 days"),
        pytest.param((8, 1, 8, 31), False, 194_00, id="month of a fee"),
        pytest.param((8, 10, 9, 30), True, 273_00, id="part of a month: 12 of 22 days"),
        pytest.param((8, 1, 9, 30), False, 222_00, id="season: 27 of 61 days"),
    ],
)
def test_frozen_days_rest_a_fee_until_they_are_credited_whatever_its_time(
    by_days: Club, period: tuple[int, ...] | None, each_month: bool, credited_ore: int
):
    if period is not None:
        days = date(2026, *period[:2]), date(2026, *period[2:])
        set_toml(by_days, "kroner = 500", f"kroner = 500\nhver_maaned = {each_month}".lower(),
                 closed_toml(NEVER, NEVER, period=days))  # fmt: skip
    title = "Treningsavgift august 2026" if each_month else "Treningsavgift"
    by_days.put("spoortz_giroer", GIRO.format(title=title), PAID.format(n=3))
    by_days.week(SUNDAY)
    freeze(by_days, date(2026, 8, 20), date(2026, 9, 15))
    assert kari(by_days) == (500_00, *RESTS)

    pause = show_paused(by_days.desk, SUNDAY)
    assert [(fee.claim_id, fee.amount_ore) for fee in pause.fees] == [
        ("spoortz:70012", credited_ore)
    ]
    credit_paused(by_days.desk, SUNDAY, confirmed=1)

    assert kari(by_days)[:2] == (500_00 - credited_ore, "step_due")
    if period is None:  # the freeze is made longer, but not in the month of the fee
        freeze(by_days, date(2026, 8, 20), date(2026, 9, 30))
        assert kari(by_days)[1] == "step_due"


def test_what_the_club_wants_whole_though_partly_frozen_is_owed(club: Club):
    set_toml(club, 'regler = "idrettslag"', 'regler = "senter"')
    club.week(SUNDAY)
    freeze(club, date(2026, 8, 20), date(2026, 9, 15))
    assert kari(club)[1] == "partly_frozen"

    credit_claim(club.desk, "spoortz:70012", 0, "alt skal betales", SUNDAY, CreditKind.FREEZE)

    assert kari(club)[:2] == (500_00, "step_due")
    [row] = office.show(club.desk, "credits", SUNDAY).records
    assert (row["amount_ore"], row["state"]) == (0, "alt skal betales")
