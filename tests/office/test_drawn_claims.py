"""P10 and P10b through weeks: mandates and the bank's days from files, and what follows."""

from datetime import date, timedelta

import pytest

from tests.importers.test_mandate_records import mandate_file
from tests.one_claim import SUNDAY, Club, club
from tests.writing import write_event
from workbench.model.day_rows import Task
from workbench.office.day import day_of
from workbench.office.day_lists import list_of
from workbench.office.imports import import_inbox
from workbench.office.tasks import tasks_of
from workbench.office.why_cards import plan_for_people
from workbench.values.kid import make_kid

__all__ = ["club"]  # the fixture

KID = make_kid("00000070012", 10)
BILL = "70012;{kid};7;Kari Li;Treningsavgift;01.09.2026;{due};500;0;;Utsendt;0;"
SHOWN = date(2026, 10, 8)  # five bank days after the first of October
FREEZE_TASK = "follow_up:freeze:spoortz:7"
STALE = ("stale_file", None, "check_claim:file:bank:payments")


def ocr_file(day: date) -> bytes:
    """Return a bank's file of a day on which nothing came in."""
    lines = [
        "NY000010000080801091949000102000".ljust(80, "0"),
        f"NY090020{0:09}{2:07}99991042764".ljust(80, "0"),
        f"NY090088{0:08}{2:08}{0:017}{day:%d%m%y}{day:%d%m%y}{day:%d%m%y}".ljust(80, "0"),
        f"NY000089{0:08}{4:08}{0:017}{day:%d%m%y}".ljust(80, "0"),
    ]
    return "\n".join(lines).encode("latin-1")


def take(club: Club, *contents: bytes) -> None:
    """Import files of the bank."""
    for number, content in enumerate(contents):
        path = club.home / "inbox" / f"bank_{club.at}_{number}.txt"
        path.write_bytes(content)
        import_inbox(club.desk, club.at, [path])


def start(club: Club, due: str, *records: tuple[int, str, str], day: date = SUNDAY) -> None:
    """Run the week with a claim due on a day, and a file of mandates."""
    club.put("spoortz_giroer", BILL.format(kid=KID, due=due))
    club.week(SUNDAY)
    take(club, mandate_file(day, *records), ocr_file(date(2026, 10, 2)))


def test_P10_nobody_is_asked_before_the_bank_has_said_what_was_drawn(club):
    start(club, "01.10.2026", (1, KID, "J"), day=date(2026, 9, 20))
    assert club.plan() == [("mandate", None, None)]

    club.go_to(date(2026, 10, 9))
    assert club.plan() == [STALE]
    assert STALE[2] in club.page()

    take(club, ocr_file(SHOWN))
    assert club.plan() == [("step_due", "avtalegiro", None)]
    with day_of(club.desk, club.at) as day:
        [row] = plan_for_people(day).records
    assert "det kan mangle dekning, være over beløpsgrensen" in str(row)


def test_P10_somebody_may_say_that_the_banks_file_is_right(club):
    start(club, "01.10.2026", (1, KID, "J"), day=date(2026, 9, 20))
    club.go_to(date(2026, 10, 12))
    club.answer(STALE[2], answer="confirmed", note="banken har ikke flere filer")

    assert club.plan() == [("step_due", "avtalegiro", None)]


def test_P10b_whoever_stopped_the_mandate_is_told_before_the_due_date(club):
    start(club, "20.10.2026", (2, KID, "J"))

    key = "follow_up:mandate:spoortz:70012"
    with day_of(club.desk, club.at) as day:
        [task] = [task for task in tasks_of(day).every if task.key == key]
    assert task.todo == "AvtaleGiro er stanset: si fra før forfall"
    assert "trekkes ikke, siden avtalen ble stanset 04.10.2026" in task.detail

    club.go_to(date(2026, 10, 21))  # then it is as any claim
    assert key not in club.every()
    assert [reason for reason, *_ in club.plan()] == ["waiting"]


@pytest.mark.parametrize(
    ("due", "records", "ended_on"),
    [
        ("20.10.2026", [(1, KID, "J")], SUNDAY),  # it stands
        ("01.10.2026", [(2, KID, "J")], SUNDAY),  # it drew the claim before it ended
        ("20.10.2026", [(2, make_kid("00000070013", 10), "J")], SUNDAY),  # somebody else's
        ("20.10.2026", [(2, KID, "J")], date(2026, 7, 1)),  # so long ago that it is known
    ],
)
def test_P10b_nobody_is_told_of_a_mandate_that_stands_or_drew_the_claim(
    club, due, records, ended_on
):
    start(club, due, *records, day=ended_on)

    assert not [key for key in club.every() if ":mandate:" in key]


def test_who_has_a_mandate_and_who_has_not_is_a_list(club):
    ola = "70014;;8;Ola Ny;Treningsavgift;01.09.2026;{due};300;0;;Utsendt;0;"
    club.put("spoortz_giroer", BILL.format(kid=KID, due="20.10.2026"), ola.format(due="20.10.2026"))
    club.week(SUNDAY)
    with day_of(club.desk, club.at) as day:
        assert list_of(day, "mandates").records == []  # the club does not use AvtaleGiro
        offers = list_of(day, "mandates", "https://example.org").records  # or begins to
        assert [row["state"] for row in offers] == ["krav uten avtale"] * 2

    nobodys, ended = make_kid("00000070099", 10), make_kid("00000070098", 10)
    take(club, mandate_file(SUNDAY, (1, KID, "J"), (1, nobodys, "N"), (2, ended, "N")))

    with day_of(club.desk, club.at) as day:
        rows = list_of(day, "mandates").records
    assert [(row["state"], row["name"], row["mandate_kid"], row["open_ore"]) for row in rows] == [
        ("krav uten avtale", "Ola Ny1", None, 300_00),
        ("avtalen er stanset", None, ended, None),
        ("avtale uten krav", None, nobodys, None),
        ("avtalen står", "Kari Li", KID, 500_00),
    ]


def offered(club: Club) -> list[str]:
    """Return who is to be offered a mandate, in a club that begins to."""
    with day_of(club.desk, club.at) as day:
        rows = list_of(day, "mandates", "https://example.org").records
    return [row["name"] for row in rows if row["state"] == "krav uten avtale"]


@pytest.mark.parametrize("due", ["01.09.2026", "20.10.2026"])
@pytest.mark.parametrize("kind", ["deceased", "payer_deceased", "guardianship"])
def test_nobody_of_whom_something_personal_is_known_is_offered_a_mandate(club, kind, due):
    club.put("spoortz_giroer", BILL.format(kid=KID, due=due))
    club.week(SUNDAY)
    assert offered(club) == ["Kari Li"]

    hold = {"hold_id": "h", "kind": kind, "member_id": "spoortz:7", "start_on": SUNDAY}
    write_event(club.desk.db, {"holds": [hold]}, club.at)

    assert offered(club) == []


def test_who_has_left_is_offered_no_mandate(club):
    club.export(left="20.09.2026")
    club.week(SUNDAY)

    assert "Kari Li" not in offered(club)


def freeze(club: Club, start_on: date, end_on: date | None, **more) -> None:
    """Write a freeze of Kari's membership."""
    hold = {"hold_id": f"{start_on}", "kind": "freeze", "member_id": "spoortz:7"}
    days = {"start_on": start_on, "end_on": end_on}
    write_event(club.desk.db, {"holds": [hold | days | more]}, club.at)


def freeze_task(club: Club) -> Task | None:
    with day_of(club.desk, club.at) as day:
        tasks = [task for task in tasks_of(day).standing if task.key == FREEZE_TASK]
    return tasks[0] if tasks else None


@pytest.mark.parametrize(
    ("records", "text"),
    [
        ([(1, KID, "J")], "trekkes med AvtaleGiro"),
        ([(2, KID, "J")], "trekkes ikke: AvtaleGiro ble stanset 04.10.2026"),
        ([], "neste forfall 01.11.2026: 500\xa0kr"),
    ],
)
def test_p20_the_end_of_a_freeze_is_told_before_with_day_amount_and_how_it_is_paid(
    club, records, text
):
    start(club, "01.11.2026", *records)
    freeze(club, date(2026, 8, 1), date(2026, 10, 18))
    assert freeze_task(club) is None
    club.go_to(date(2026, 10, 5))

    task = freeze_task(club)

    assert task.detail.startswith("til og med 18.10.2026; neste forfall 01.11.2026: 500\xa0kr")
    assert task.detail.endswith(text) and (task.due_on, task.name) == (
        date(2026, 10, 18),
        "Kari Li",
    )
    assert "Kari Li" in message(club) and "Frysen slutter" in message(club)
    club.answer(FREEZE_TASK)
    assert freeze_task(club) is None
    take(club, mandate_file(date(2026, 10, 6), (2, KID, "J")))
    assert "AvtaleGiro ble stanset 06.10.2026" in freeze_task(club).detail  # that was not told
    club.go_to(date(2026, 10, 19))  # it has ended
    assert freeze_task(club) is None


@pytest.mark.parametrize(
    "others",
    [
        [{"start_on": date(2026, 10, 11), "end_on": date(2026, 12, 31)}],  # it goes on
        [{"start_on": date(2026, 9, 1), "end_on": None}],
        [{"start_on": date(2026, 9, 1), "end_on": None, "kind": "deceased"}],
    ],
)
def test_p20_nobody_is_told_of_a_freeze_that_goes_on_or_where_somebody_has_died(club, others):
    start(club, "01.11.2026")
    freeze(club, date(2026, 8, 1), date(2026, 10, 10))
    assert "neste forfall 01.11.2026" in freeze_task(club).detail
    for other in others:
        freeze(club, **other)

    assert freeze_task(club) is None


@pytest.mark.parametrize("paid_between", [False, True])
def test_p20_the_first_claim_after_a_freeze_without_its_mandate_gets_a_question(club, paid_between):
    between = BILL.format(kid="", due="20.09.2026").replace("70012;", "70013;")
    paid = between.replace("500;0;;Utsendt", "500;500;21.09.2026;Betalt")
    club.put("spoortz_giroer", BILL.format(kid=KID, due="01.10.2026"), *[paid] * paid_between)
    club.week(SUNDAY)
    take(club, mandate_file(date(2026, 6, 1), (1, KID, "J")))
    take(club, mandate_file(date(2026, 8, 3), (2, KID, "J")))
    freeze(club, date(2026, 7, 1), date(2026, 8, 31))
    club.go_to(date(2026, 10, 6))

    step_id = "reminder_1" if paid_between else "resume"
    assert club.plan() == [("step_due", step_id, None)]
    with day_of(club.desk, club.at) as day:
        [row] = plan_for_people(day).records
    assert ("vil de fortsette, og hvordan vil de betale" in str(row)) is not paid_between


@pytest.mark.parametrize("starts", [(date(2026, 5, 1),), (date(2026, 7, 1), date(2026, 5, 1))])
def test_p20_a_freeze_written_in_two_parts_is_one(club, starts):
    club.put("spoortz_giroer", BILL.format(kid=KID, due="01.10.2026"))
    club.week(SUNDAY)
    take(club, mandate_file(date(2026, 5, 1), (1, KID, "J")))
    take(club, mandate_file(date(2026, 6, 1), (2, KID, "J")))
    end_on = date(2026, 9, 30)
    for start_on in starts:
        freeze(club, start_on, end_on)
        end_on = start_on - timedelta(1)
    club.go_to(date(2026, 10, 9))

    assert club.plan() == [("step_due", "resume", None)]


PENDING_TASK = "follow_up:pending:spoortz:70012"


def test_who_agreed_to_avtalegiro_is_told_to_pay_the_invoice_until_the_mandate_comes(club):
    start(club, "20.10.2026")
    agree(club)
    assert PENDING_TASK not in club.every()  # there is time for it
    club.go_to(date(2026, 10, 6))
    with day_of(club.desk, club.at) as day:
        [task] = [task for task in tasks_of(day).standing if task.key == PENDING_TASK]
        [row] = list_of(day, "mandates").records
    assert "forfall 20.10.2026: 500\xa0kr trekkes ikke ennå" in task.detail
    assert "minn om fakturaen" in message(club)
    assert (task.due_on, task.name) == (date(2026, 10, 20), "Kari Li")
    assert (row["state"], row["name"], row["open_ore"]) == ("avtalen er på vei", "Kari Li", 500_00)

    take(club, mandate_file(club.at, (1, KID, "J")))
    assert PENDING_TASK not in club.every()
    with day_of(club.desk, club.at) as day:
        assert [row["state"] for row in list_of(day, "mandates").records] == ["avtalen står"]


@pytest.mark.parametrize(
    ("days", "more"),
    [((date(2026, 7, 1), date(2026, 7, 31)), {}), ((SUNDAY, None), {"kind": "deceased"})],
)
def test_nobody_is_told_of_a_mandate_agreed_on_long_ago_or_of_somebody_who_has_died(
    club, days, more
):
    start(club, "20.10.2026")
    if more:
        agree(club)
    freeze(club, *days, **{"kind": "mandate_pending", "hold_id": "other"} | more)
    club.go_to(date(2026, 10, 6))

    assert PENDING_TASK not in club.every()


def test_who_agreed_and_owes_nothing_is_on_the_list_too(club):
    club.put("spoortz_giroer", BILL.format(kid="", due="01.09.2026").replace("500;0", "500;500"))
    club.week(SUNDAY)
    agree(club, "spoortz:8")

    with day_of(club.desk, club.at) as day:
        [row] = list_of(day, "mandates").records
    assert (row["state"], row["member_id"], row["claim_id"]) == (
        "avtalen er på vei", "spoortz:8", None,
    )  # fmt: skip


def message(club: Club) -> str:
    """Return the only row of whom to tell what."""
    with day_of(club.desk, club.at) as day:
        rows = [row for row in list_of(day, "messages").records if "stanset: si" not in row["text"]]
    [row] = rows
    return str(row)


def agree(club: Club, member_id: str = "spoortz:7") -> None:
    """Write that somebody agreed to AvtaleGiro."""
    last = date(2026, 11, 1)
    freeze(club, SUNDAY, last, kind="mandate_pending", member_id=member_id)
