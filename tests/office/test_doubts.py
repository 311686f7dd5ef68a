"""Doubts from file to plan: whose claims rest, until when, and what an answer ends."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.houses import take_old_files
from tests.writing import HEADINGS, write_export
from workbench import office
from workbench.demo.invented_club import club_toml
from workbench.model.day_rows import Task
from workbench.model.errors import GuardError, UsageError
from workbench.model.frames import records
from workbench.office.day import work_out_copy
from workbench.office.imports import Import
from workbench.office.tasks import tasks_of
from workbench.store.records import read

WEEKS = [date(2026, 11, 1) + timedelta(7 * n) for n in range(6)]
FIRST = WEEKS[0]
COUNT = 12  # members of the club, each with a claim
MEMBER = "{id};{first};{last};{born};{phone};{email};Ski;{left}"
BILL = "{order};{kid};{id};{name};Avgift;{issued};{due};{amount};{paid};{paid_on};{status};1;"
NAMES = ["Kari Li", "Ola Moen", "Per Dahl", "Eva Berg", "Jon Haug", "Liv Vik", "Nils Lund",
         "Anne Bakken", "Tor Strand", "Mari Eide", "Odd Hagen", "Siv Ness"]  # fmt: skip
PAID = {"status": "Betalt", "paid": "500,00", "paid_on": "20.10.2026"}
ANOTHER = {"order": "2099", "kid": "100000000990"}  # in the place of an order that is gone


def kid(number: int) -> str:
    """Return a KID of two digits and a check digit by modulus 10, padded to the club's length."""
    digits = f"{10_000_000_000 + number}"
    doubled = (int(digit) * (2 if n % 2 == 0 else 1) for n, digit in enumerate(reversed(digits)))
    return f"{digits}{-sum(value // 10 + value % 10 for value in doubled) % 10}"


class Week:
    """A club of twelve adults, each with an unpaid claim, and its files week by week."""

    def __init__(self, house: Path) -> None:
        self.folder = house / "data" / "clubs" / "prove-il"
        (self.folder / "inbox").mkdir(parents=True)
        toml = club_toml("Prøve IL", 1, FIRST).replace('"klubbadmin"', '"spoortz"')
        (self.folder / "club.toml").write_text(take_old_files(toml), "utf-8")
        self.desk = office.open_desk("prove-il")
        self.number = -1

    @property
    def day(self) -> date:
        return WEEKS[self.number]

    def run(
        self,
        claims: dict[int, dict[str, str]] | None = None,
        members: dict[int, dict[str, str]] | None = None,
        *,
        force: str = "",
        only: Sequence[str] = ("members", "claims"),
    ) -> Import:
        """Import the files of the next week; claims and members differ from the usual as given."""
        self.number += 1
        if "members" in only:
            rows = [self.member_row(n, (members or {}).get(n, {})) for n in range(COUNT)]
            write_export(self.desk.club.inbox, "spoortz_personer", *rows)
        if "claims" in only:
            rows = [self.bill_row(n, (claims or {}).get(n, {})) for n in range(COUNT)]
            rows.append(self.bill_row(0, self.new_claim()))
            write_export(self.desk.club.inbox, "spoortz_giroer", *rows)
        return office.import_inbox(self.desk, self.day, force=force)

    def new_claim(self) -> dict[str, str]:
        """Return a claim of this week, so that no file says the same as the last one."""
        order, own_kid = f"{9000 + self.number}", kid(500 + self.number)
        issued = self.day.strftime("%d.%m.%Y")
        return {"order": order, "kid": own_kid, "issued": issued, "due": "01.06.2027"}

    def member_row(self, number: int, changed: dict[str, str]) -> str:
        first, last = NAMES[number].split()
        usual = {
            "id": f"{4001 + number}", "first": first, "last": last,
            "born": f"{number + 1:02}.02.1990", "phone": f"900000{number:02}",
            "email": f"{first}@{last}.example".lower(), "left": "",
        }  # fmt: skip
        return MEMBER.format(**usual | changed)

    def bill_row(self, number: int, changed: dict[str, str]) -> str:
        usual = {
            "order": f"{2001 + number}", "kid": kid(number), "id": f"{4001 + number}",
            "name": NAMES[number], "issued": "01.09.2026", "due": "15.09.2026", "amount": "500,00",
            "paid": "0,00", "paid_on": "", "status": "Utsendt",
        }  # fmt: skip
        return BILL.format(**usual | changed)

    def reasons(self) -> dict[int, str]:
        """Return the number of each claim -> the reason of the plan."""
        plan = work_out_copy(self.desk, self.desk.db, self.day).plan
        numbers = {row.claim_id.partition(":")[2]: str(row.reason) for row in plan}
        return {int(key) - 2001: reason for key, reason in numbers.items() if key < "9000"}

    def doubts(self) -> list[Task]:
        """Return the tasks about doubts that nobody has answered."""
        tasks = tasks_of(work_out_copy(self.desk, self.desk.db, self.day)).standing
        return [task for task in tasks if task.about.startswith("doubt:")]

    def confirm(self) -> None:
        keys = [task.key for task in self.doubts()]
        office.answer_tasks(self.desk, keys, self.day, answer="confirmed")

    def stored(self, noun: str, key: str) -> dict[str, Any]:
        rows = records(read(self.desk.db, noun))
        return next(row for row in rows if key in row.values())


@pytest.fixture
def club(house: Path) -> Week:
    return Week(house)


def test_an_honest_week_doubts_nothing(club):
    club.run()

    assert set(club.reasons().values()) == {"step_due"}
    assert club.doubts() == []


def test_a_reopened_claim_rests_with_a_task_until_the_file_calls_it_paid_again(club):
    club.run({0: PAID})
    club.run()
    assert club.reasons()[0] == "reopened"
    (task,) = club.doubts()
    assert "var betalt 20.10.2026, men står som åpent; sist i spoortz_giroer.csv" in task.detail
    assert {*club.reasons().values()} == {"reopened", "step_due"}

    club.run()  # the same again, and nobody has answered
    assert club.reasons()[0] == "reopened"
    assert [again.key for again in club.doubts()] == [task.key]

    club.run({0: PAID})
    assert 0 not in club.reasons()
    assert club.doubts() == []


def test_the_answer_that_it_is_right_ends_the_rest_at_once_and_for_good(club):
    club.run({0: PAID})
    club.run()

    club.confirm()

    assert club.reasons()[0] == "step_due"
    assert club.doubts() == []
    club.run()
    assert club.reasons()[0] == "step_due"
    assert club.doubts() == []


def test_paid_again_and_reopened_again_is_a_new_question(club):
    club.run({0: PAID})
    club.run()
    club.confirm()
    club.run({0: PAID})

    club.run()

    assert club.reasons()[0] == "reopened"
    assert len(club.doubts()) == 1


def test_a_week_without_the_file_does_not_make_a_doubt_forgotten(club):
    club.run({0: PAID})
    club.run()
    club.run(only=["members"])
    assert club.reasons()[0] == "reopened"

    club.run()

    assert club.reasons()[0] == "reopened"
    assert len(club.doubts()) == 1


def test_a_claim_that_is_missing_for_a_week_and_back_is_still_doubted(club):
    club.run({0: PAID})
    club.run()
    club.run({0: ANOTHER})

    club.run()

    assert club.reasons()[0] == "reopened"


def test_a_paid_claim_that_is_missing_for_a_week_and_back_as_open_is_doubted(club):
    club.run({0: PAID})
    club.run({0: ANOTHER})

    club.run()

    assert club.reasons()[0] == "reopened"


@pytest.mark.parametrize("between", [{"status": "Rart ord"}, {"status": ""}, {"status": "#REF!"}])
def test_a_week_in_which_the_status_cannot_be_read_hides_no_reopened_claim(club, between):
    club.run({0: PAID})
    club.run({0: between})
    assert club.reasons().get(0) != "step_due"

    club.run()

    assert club.reasons()[0] == "reopened"


def test_a_reopened_claim_is_doubted_also_after_a_week_in_which_its_row_contradicted_itself(club):
    club.run({0: PAID})
    club.run({0: {"paid_on": "20.10.2026"}})
    assert len(club.doubts()) == 2

    club.run()

    assert club.reasons()[0] == "reopened"
    (task,) = club.doubts()
    assert "sist i spoortz_giroer.csv (01.11.2026)" in task.detail


def test_a_claim_that_is_back_with_another_due_date_is_a_new_one(club):
    club.run({0: PAID})
    club.run({0: ANOTHER})

    club.run({0: {"due": "20.10.2026"}})

    assert club.reasons()[0] == "step_due"
    assert club.doubts() == []


@pytest.mark.parametrize(
    ("changed", "column", "stored", "new"),
    [
        ({"kid": kid(77)}, "kid", kid(0), kid(77)),
        ({"id": "4012"}, "member_id", "spoortz:4001", "spoortz:4012"),
    ],
)
def test_a_changed_value_rests_and_the_books_keep_the_old_one_until_it_is_confirmed(
    club, changed, column, stored, new
):
    club.run()
    club.run({0: changed})

    assert club.reasons()[0] == "contradicted"
    assert club.stored("claims", "spoortz:2001")[column] == stored
    club.confirm()
    assert club.stored("claims", "spoortz:2001")[column] == stored
    assert club.reasons()[0] == "contradicted"  # until the next file

    club.run({0: changed})
    assert club.stored("claims", "spoortz:2001")[column] == new
    assert "contradicted" not in club.reasons().values()
    assert club.doubts() == []


def test_what_was_confirmed_is_taken_from_a_list_that_has_not_changed(club):
    older = {0: {"born": "01.02.1970"}}
    club.run()
    club.run(members=older)
    assert club.stored("members", "spoortz:4001")["born_on"] == date(1990, 2, 1)
    club.confirm()

    club.run(members=older)
    assert club.stored("members", "spoortz:4001")["born_on"] == date(1970, 2, 1)
    assert club.doubts() == []
    club.run(members=older)
    unchanged = office.read_inbox(club.desk, club.day).known_files
    assert "spoortz_personer.csv" in {row["name"] for row in unchanged}


def test_a_due_date_that_makes_a_claim_overdue_is_let_in_once_it_is_confirmed(club):
    club.run({0: {"due": "01.02.2027"}})
    earlier = {0: {"due": "01.10.2026"}}

    club.run(earlier)
    assert club.reasons()[0] == "contradicted"
    club.confirm()
    club.run(earlier)

    assert club.reasons()[0] == "step_due"


def test_a_changed_value_that_nobody_has_answered_rests_week_after_week_until_put_right(club):
    club.run()
    for _ in range(2):
        club.run({0: {"kid": kid(77)}})
        assert club.reasons()[0] == "contradicted"
        assert club.stored("claims", "spoortz:2001")["kid"] == kid(0)

    club.run()

    assert club.reasons()[0] == "step_due"
    assert club.doubts() == []


def test_another_birth_date_rests_the_members_claims_and_the_books_keep_the_old_one(club):
    club.run()
    club.run(members={0: {"born": "01.02.2012"}})

    assert club.reasons()[0] == "contradicted"
    assert club.stored("members", "spoortz:4001")["born_on"] == date(1990, 2, 1)
    club.confirm()
    club.run(members={0: {"born": "01.02.2012"}, 1: {"phone": "91111111"}})
    assert club.stored("members", "spoortz:4001")["born_on"] == date(2012, 2, 1)
    assert club.doubts() == []


def test_a_member_who_had_left_and_is_back_rests_until_it_is_answered(club):
    club.run(members={0: {"left": "01.10.2026"}})
    for _ in range(2):
        club.run()
        assert club.reasons()[0] == "reopened"

    club.confirm()

    assert club.reasons()[0] == "step_due"
    club.run()
    assert club.reasons()[0] == "step_due"
    assert club.doubts() == []


@pytest.mark.parametrize(
    ("wrong", "right", "before", "after"),
    [
        ({"paid_on": "20.10.2026"}, {}, "contradicted", "step_due"),
        ({"paid_on": "20.10.2026"}, PAID, "contradicted", None),  # None: nothing is open
        ({"paid": "500,00"}, PAID, None, None),
        ({"paid": "500,00"}, {}, None, "reopened"),  # it had called the whole sum paid
        ({"issued": "16.09.2026"}, {}, "contradicted", "step_due"),
        ({"due": "15.09.2029"}, {}, "contradicted", "contradicted"),  # and so is an earlier day
    ],
)
def test_a_row_that_contradicts_itself_rests_until_the_next_file_is_right(
    club, wrong, right, before, after
):
    club.run({0: wrong})
    assert len(club.doubts()) == 1
    assert club.reasons().get(0) == before
    assert [*club.reasons().values()].count("step_due") == COUNT - 1

    club.run({0: right})

    assert club.reasons().get(0) == after
    assert len(club.doubts()) == (after in ("reopened", "contradicted"))


def test_a_contradiction_that_is_confirmed_stays_so_next_week(club):
    wrong = {0: {"paid_on": "20.10.2026"}}
    club.run(wrong)
    club.confirm()
    assert club.reasons()[0] == "step_due"

    club.run(wrong)

    assert club.reasons()[0] == "step_due"
    assert club.doubts() == []


def changed(count: int, **values: str) -> dict[int, dict[str, str]]:
    """Return the changes of as many claims or members."""
    return {n: {**values} for n in range(count)}


MANY_PAID = changed(6, **PAID)
OTHER_KIDS = {n: {"kid": kid(70 + n)} for n in range(6)}
OTHER_MEMBERS = {n: {"id": f"{4012 - n}"} for n in range(6)}
MASS_CHANGES = [  # the week before, this week, and the two readings that the sentence shows
    (MANY_PAID, {}, "6 av 6 kjente rader var gjort opp, men er åpne igjen (rad 2: var betalt 20.1"),
    ({}, OTHER_KIDS, f"en annen KID (rad 2: var '{kid(0)}', nå '{kid(70)}')"),
    ({}, OTHER_MEMBERS, "et annet medlemsnummer (rad 2: var '4001', nå '4012')"),
    ({}, changed(6, amount="50000,00"), "et høyere beløp (rad 2: var 500 kr, nå 50 000 kr)"),
    ({}, changed(6, due="09.09.2026"), "tidligere forfall (rad 2: var 15.09.2026, nå 09.09.2026)"),
    ({}, changed(6, paid="500,00"), "6 av 13 rader kan ikke stemme (rad 2: står som ubetalt, men"),
]


@pytest.mark.parametrize(("before", "now", "readings"), MASS_CHANGES)
def test_a_mass_change_stops_with_both_readings_and_writes_nothing(club, before, now, readings):
    club.run(before)
    rows = {name: [*club.desk.db[name].rows] for name in club.desk.db.table_names()}

    with pytest.raises(GuardError) as stop:
        club.run(now)

    sentence = str(stop.value).replace("\xa0", " ")
    assert readings in sentence
    assert sentence.startswith("spoortz_giroer.csv: ")
    assert sentence.endswith("kjør med --force og en grunn.")
    assert rows == {name: [*club.desk.db[name].rows] for name in club.desk.db.table_names()}


def test_five_of_a_change_rest_alone(club):
    club.run(changed(5, **PAID))

    club.run()

    assert [*club.reasons().values()].count("reopened") == 5


def test_a_reason_lets_a_mass_change_in_is_kept_and_each_claim_rests(club):
    club.run(MANY_PAID)

    club.run(force="betalingene ble ført på feil klubb")

    kept = {row["title"]: row["forced"] for row in club.desk.db["files"].rows if row["forced"]}
    assert kept == {"Registrerte giroer fra Spoortz": "betalingene ble ført på feil klubb"}
    assert [*club.reasons().values()].count("reopened") == 6
    assert len(club.doubts()) == 6


def test_a_doubt_of_another_kind_rests_also_in_a_file_that_is_let_in(club):
    club.run()

    club.run({**changed(6, amount="600,00"), 7: {"kid": kid(77)}}, force="ny sats")

    assert club.stored("claims", "spoortz:2001")["amount_ore"] == 60_000
    assert [n for n, reason in club.reasons().items() if reason == "contradicted"] == [7]


def test_many_birth_dates_that_change_stop_the_list(club):
    club.run()

    with pytest.raises(GuardError, match=r"fødselsdato \(rad 2: var 01\.02\.1990, nå 01\.02\.2012"):
        club.run(members={n: {"born": f"{n + 1:02}.02.2012"} for n in range(6)})


def without(path: Path, heading: str) -> None:
    """Take a column out of a file."""
    rows = [line.split(";") for line in path.read_text("utf-8").splitlines()]
    place = rows[0].index(heading)
    lines = [";".join([*row[:place], *row[place + 1 :]]) for row in rows]
    path.write_text("\n".join([*lines, ""]), "utf-8")


@pytest.mark.parametrize("heading", ["Utmeldt dato", "Fødselsdato"])
def test_a_first_list_without_a_heading_that_decides_stops_until_a_reason_is_given(club, heading):
    path = club.desk.club.inbox / "spoortz_personer.csv"
    club.number = 0
    write_export(club.desk.club.inbox, path.stem, *(club.member_row(n, {}) for n in range(COUNT)))
    without(path, heading)

    with pytest.raises(GuardError, match=f"den mangler «{heading}», som avgjør"):
        office.import_inbox(club.desk, FIRST)
    office.import_inbox(club.desk, FIRST, force="systemet har den ikke")
    path.write_text(path.read_text("utf-8").replace("90000001", "91111111"), "utf-8")

    assert len(office.import_inbox(club.desk, WEEKS[1]).inbox.files) == 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [("=DATE(2026,9,15)", "formel"), ("#REF!", "#REF!")],
    ids=["formula", "ref"],
)
@pytest.mark.parametrize("heading", ["Forfallsdato", "Beløp", "Status", "Medlemsnr", "KID"])
def test_a_formula_without_a_value_and_an_error_are_unreadable_and_never_nothing(
    club, heading, value, reason
):
    club.number = 0
    club.run(only=["members"])
    book = Workbook()
    headings = HEADINGS["spoortz_giroer"].split(";")
    book.active.append(headings)
    for n in range(COUNT):
        book.active.append(club.bill_row(n, {}).split(";"))
    book.active.cell(2, headings.index(heading) + 1).value = value
    book.save(club.desk.club.inbox / "giroer.xlsx")

    office.import_inbox(club.desk, club.day)

    asides = [*club.desk.db["rejected"].rows]
    assert [(aside["row"], aside["column"]) for aside in asides] == [(2, heading)]
    assert reason in asides[0]["reason"] + asides[0]["value"]
    assert club.reasons().get(0) != "step_due"
    assert [*club.reasons().values()].count("step_due") == COUNT - 1


def unread_and_doubted(club: Week) -> tuple[str, str]:
    """Import a value that cannot be read and a doubt; return the keys of their tasks."""
    club.run({0: {"due": "31.02.2026"}, 1: {"paid_on": "20.10.2026"}})
    tasks = tasks_of(work_out_copy(club.desk, club.desk.db, club.day)).standing
    keys = [task.key for task in tasks if task.kind == "unread_row"]
    unread, doubted = sorted(keys, key=lambda key: "doubt:" in key)
    return unread, doubted


@pytest.mark.parametrize("by_kind", [False, True])
def test_a_value_that_could_not_be_read_cannot_be_confirmed(club, by_kind):
    unread, doubted = unread_and_doubted(club)
    office.answer_tasks(club.desk, [doubted], club.day, answer="confirmed")

    with pytest.raises(UsageError, match=r"kunne ikke leses, så den kan ikke stemme; rett den\.$"):
        name = "unread_row" if by_kind else unread
        office.answer_tasks(club.desk, [name], club.day, answer="confirmed")


def test_the_kind_as_confirmed_answers_the_doubts_and_leaves_what_was_unread(club):
    unread, doubted = unread_and_doubted(club)

    answered = office.answer_tasks(club.desk, ["unread_row"], club.day, answer="confirmed")

    assert [task.key for task in answered] == [doubted]
    standing = tasks_of(work_out_copy(club.desk, club.desk.db, club.day)).standing
    assert unread in [task.key for task in standing]


def test_the_kind_as_done_answers_both(club):
    keys = unread_and_doubted(club)

    answered = office.answer_tasks(club.desk, ["unread_row"], club.day)

    assert {task.key for task in answered} == {*keys}


def write_agreement(club: Week, *cells: Any) -> None:
    write_agreements(club, cells)


def write_agreements(club: Week, *rows: Sequence[Any]) -> None:
    book = Workbook()
    book.active.append(["Medlemsnr", "Gironr", "Avtale", "Fra", "Til", "Gjennomgås", "Avtalt med"])
    for cells in rows:
        book.active.append([*cells, None, "medlem"])
    book.save(club.desk.club.inbox / "avtaler.xlsx")


@pytest.mark.parametrize(("first", "is_stopped"), [(7001, True), (4001, False)])
def test_agreements_with_nobody_who_is_known_are_another_clubs(club, first, is_stopped):
    club.run()
    agreed = ("utsettelse", WEEKS[0], WEEKS[0] + timedelta(14))
    write_agreements(club, *((person, None, *agreed) for person in (first, 7002, 7003)))
    if not is_stopped:
        return club.run()

    with pytest.raises(GuardError, match="bare 0 av 3 personer og ordrer er kjent i klubben"):
        club.run()


@pytest.mark.parametrize(("first", "is_stopped"), [(7001, True), (2001, False)])
def test_reminders_of_no_order_that_is_known_are_another_clubs(club, first, is_stopped):
    """They may go further back than the books."""
    club.run()
    book = Workbook()
    book.active.append(["Gironr", "Trinn", "Sendt"])
    for order in (first, *range(7002, 7030)):
        book.active.append([order, "Påminnelse 1", WEEKS[0]])
    book.save(club.desk.club.inbox / "paaminnelser.xlsx")
    if not is_stopped:
        return club.run()

    with pytest.raises(GuardError, match="bare 0 av 29 ordrer er kjent i klubben"):
        club.run()


@pytest.mark.parametrize(
    ("person", "order", "start", "sentence"),
    [
        (None, None, WEEKS[0], "avtalen i rad 2 sier ikke hvem den er med"),
        (4001, None, WEEKS[0] + timedelta(271), "avtalen i rad 2 begynner først 30.07.2027"),
        (4001, 2002, WEEKS[0], "ordre 2002 i avtalen med medlem 4001 er et krav mot noen andre"),
    ],
)
def test_an_agreement_that_would_hold_nobody_stops(club, person, order, start, sentence):
    write_agreement(club, person, order, "utsettelse", start, start + timedelta(14))

    with pytest.raises(GuardError, match=f"avtaler.xlsx: {sentence}"):
        club.run()


@pytest.mark.parametrize(
    ("person", "order", "start", "reason"),
    [
        (4001, 2001, WEEKS[0], "held"),
        (4001, None, WEEKS[0] + timedelta(270), "step_due"),  # not begun
        (None, 2001, WEEKS[0], "unconfirmed"),
        (4001, 2001, "snart", "unconfirmed"),
    ],
)
def test_an_agreement_holds_from_its_day_and_rests_the_claim_if_it_cannot_be_read(
    club, person, order, start, reason
):
    write_agreement(club, person, order, "utsettelse", start, date(2027, 12, 1))

    club.run()

    assert (club.reasons()[0], club.reasons()[1]) == (reason, "step_due")


def test_a_list_in_which_nobody_has_a_birth_date_stops(club):
    blank = {n: {"born": ""} for n in range(COUNT)}

    with pytest.raises(GuardError, match="«Fødselsdato» er tom i alle rader"):
        club.run(members=blank)
    assert club.run(members={n: {"born": ""} for n in range(1, COUNT)}).rows_changed


def test_a_claim_of_more_than_the_limit_rests_until_somebody_says_that_it_is_right(club):
    club.run(claims={3: {"amount": "60000,00"}})
    assert (club.reasons()[3], club.reasons()[4]) == ("contradicted", "step_due")

    club.confirm()
    assert club.reasons()[3] == "step_due"


def test_an_amount_that_two_rules_speak_against_is_asked_about_once(club):
    club.run()
    club.run(claims={3: {"amount": "50000,00"}})  # of a title that costs 500 kr

    assert [row["field"] for row in club.desk.db["rejected"].rows] == ["amount"]
    assert len(club.doubts()) == 1


@pytest.mark.parametrize(("kroner", "ore"), [("5000,00", 500_000), ("1500,00", 150_000)])
def test_an_amount_that_is_many_times_as_large_stays_as_it_was_until_somebody_says_that_it_is_right(
    club, kroner, ore
):
    club.run()
    club.run(claims={3: {"amount": kroner}})
    amounts = {
        row["invoice_id"]: row["amount_ore"] for row in records(read(club.desk.db, "claims"))
    }
    assert (club.reasons()[3], amounts["spoortz:2004"]) == ("contradicted", 50_000)

    club.confirm()
    club.run(claims={3: {"amount": kroner}})
    amounts = {
        row["invoice_id"]: row["amount_ore"] for row in records(read(club.desk.db, "claims"))
    }
    assert (club.reasons()[3], amounts["spoortz:2004"]) == ("step_due", ore)
