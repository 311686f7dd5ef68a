"""A member list that states the system's own ids, and one of the same people that does not."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.books import balances_of, day_in, members_of
from tests.houses import take_old_files
from workbench import office
from workbench.demo.invented_club import club_toml
from workbench.model.errors import GuardError
from workbench.model.plan_reasons import PlanReason
from workbench.office.day import Day
from workbench.office.value_repairs import accept_repairs, unrepaired_rows

DAY = date(2026, 11, 22)
PEOPLE = [("Ola", f"Prøve{chr(97 + n)}") for n in range(25)]
HOOPIT = "Fornavn;Etternavn;Fødselsdato;Rolle;Lag/Gruppe;Foresatt 1 navn;Foresatt 1 telefon"
BILLS = "Navn;Lag;Betaling;Beløp;Status;Frist;Betalt dato;Siste påminnelse"
SPOND = "Medlem fornavn;Medlem etternavn;Fødselsdato;Grupper;Betalingskontakt e-post"


class OneClub:
    """A club of a system that numbers its members, or not."""

    def __init__(self, house: Path, system: str) -> None:
        folder = house / "data" / "clubs" / "prove-il"
        self.inbox = folder / "inbox"
        self.inbox.mkdir(parents=True)
        text = club_toml("Prøve IL", 1, DAY).replace('"klubbadmin"', f'"{system}"', 1)
        (folder / "club.toml").write_text(take_old_files(text), "utf-8")
        self.desk = office.open_desk("prove-il")

    def put(self, name: str, heading: str, rows: Sequence[str]) -> None:
        (self.inbox / name).write_text("\n".join([heading, *rows, ""]), "utf-8")

    def hoopit(self, *, ids: bool, people=PEOPLE, first_born: str = "01.01.2014") -> None:
        born = [first_born, *("01.01.2014" for _ in people[1:])]
        rows = [
            f"{first};{last};{day};Utøver;Ski;Kari {last};41234{n:03}"
            for n, ((first, last), day) in enumerate(zip(people, born, strict=True))
        ]
        numbered = [f"{100 + n};{row}" for n, row in enumerate(rows)]
        self.put(
            "medlemmer.csv", f"Bruker-ID;{HOOPIT}" if ids else HOOPIT, numbered if ids else rows
        )

    def bills(self, *more: str) -> None:
        rows = [f"{first} {last};Ski;Kurs;500;Ubetalt;01.10.2026;;" for first, last in PEOPLE]
        self.put("betalinger.csv", BILLS, [*rows, *more])

    def week(self, n: int, force: str = "") -> Day:
        day = DAY + timedelta(weeks=n)
        office.import_inbox(self.desk, day, force=force)
        return day_in(self.desk, day)


@pytest.fixture
def club(house: Path) -> OneClub:
    return OneClub(house, "hoopit")


def claims_of(day: Day) -> dict[str, tuple[str, str]]:
    """Return the member and the reason of each claim in the plan."""
    members = {claim.claim_id: claim.member_id for claim in balances_of(day)}
    return {row.claim_id: (members[row.claim_id], row.reason) for row in day.plan}


def test_ids_that_come_later_make_nobody_two_people_and_ask_for_no_claim_twice(club):
    club.hoopit(ids=False)
    club.bills()
    before = club.week(0)
    club.hoopit(ids=True)
    club.bills("Ola Prøvea;Ski;Leir;300;Ubetalt;01.12.2026;;")

    after = club.week(1)

    assert len(members_of(after)) == len(members_of(before)) == len(PEOPLE)
    assert {member.member_id for member in members_of(after)} == {
        f"hoopit:{100 + n}" for n in range(len(PEOPLE))
    }
    old, new = claims_of(before), claims_of(after)
    assert {new.pop(claim_id) for claim_id in new.keys() - old.keys()} == {
        ("hoopit:100", PlanReason.NOT_DUE)
    }
    assert {reason for _, reason in [*old.values(), *new.values()]} == {PlanReason.STEP_DUE}
    assert {member_id for member_id, _ in new.values()} == {m.member_id for m in members_of(after)}


def test_a_file_without_the_ids_is_of_the_same_people_once_they_are_stated(club):
    club.hoopit(ids=True)
    club.bills()
    before = club.week(0)
    club.hoopit(ids=False)
    with pytest.raises(GuardError, match="«Bruker-ID» sto i forrige fil"):
        club.week(1)

    after = club.week(1, force="den lages ikke med numrene lenger")

    assert members_of(after) == members_of(before)
    assert claims_of(after) == claims_of(before)


def test_a_birth_date_that_was_put_right_leaves_a_numbered_member_the_same(club):
    club.hoopit(ids=True)
    club.bills()
    before = club.week(0)
    club.hoopit(ids=True, first_born="02.01.2014")

    after = club.week(1)

    old, new = claims_of(before), claims_of(after)
    assert {key: member_id for key, (member_id, _) in new.items()} == {
        key: member_id for key, (member_id, _) in old.items()
    }
    assert len(members_of(after)) == len(PEOPLE)


def test_a_file_of_other_people_with_ids_is_still_taken_for_another_clubs(club):
    club.hoopit(ids=False)
    club.week(0)
    club.hoopit(ids=True, people=[("Eva", last) for _, last in PEOPLE])

    with pytest.raises(GuardError, match="ser ut som"):
        club.week(1)


def test_a_repair_in_a_file_without_the_ids_is_of_the_numbered_member(club):
    club.hoopit(ids=True)
    club.week(0)
    club.hoopit(ids=False)
    path = club.inbox / "medlemmer.csv"
    path.write_text(path.read_text("utf-8").replace("41234007", "4l234007"), "utf-8")
    day = club.week(1, force="uten numre")
    rows = unrepaired_rows(club.desk)
    assert list(rows["member_id"]) == ["hoopit:107"]
    keys = [tuple(row) for row in rows[["sha256", "sheet", "row", "column"]].values]

    accept_repairs(club.desk, dict.fromkeys(keys, "412 34 007"), DAY + timedelta(weeks=1))

    assert members_of(day_in(club.desk, day.as_of)) == members_of(day)


def test_the_apis_id_counts_for_the_list_that_came_in_the_same_week(house):
    club = OneClub(house, "spond")
    people = [{"id": "A1", "firstName": "Ola", "lastName": "Li", "dateOfBirth": "2014-01-01"}]
    group = [{"id": "G1", "name": "Ski", "members": people}]
    (club.inbox / "grupper.json").write_text(json.dumps(group), "utf-8")
    club.put("medlemmer.csv", SPOND, ["Ola;Li;01.01.2014;Ski;far@example.org"])

    day = club.week(0)

    [member] = members_of(day)
    assert (member.member_id, member.other_id is None) == ("spond:A1", False)
    [listed] = {row[0] for row in day.db.conn.execute("SELECT member_id FROM listings")}
    assert listed == "spond:A1"
    assert [row[0] for row in day.db.conn.execute("SELECT email FROM guardians")] == [
        "far@example.org"
    ]


def test_namesakes_of_unknown_age_are_two_people_where_they_have_ids(house):
    club = OneClub(house, "spond")
    people = [{"id": f"A{n}", "firstName": "Ola", "lastName": "Li"} for n in (1, 2)]
    group = [{"id": "G1", "name": "Ski", "members": people}]
    (club.inbox / "grupper.json").write_text(json.dumps(group), "utf-8")

    members = members_of(club.week(0))

    assert [(member.member_id, member.born_on) for member in members] == [
        ("spond:A1", None),
        ("spond:A2", None),
    ]


@pytest.mark.parametrize("first", [False, True])
def test_people_are_compared_with_the_books_though_their_ids_come_or_go(club, first):
    club.hoopit(ids=first)
    club.week(0)
    club.hoopit(ids=not first)
    path = club.inbox / "medlemmer.csv"
    path.write_text(path.read_text("utf-8").replace(";41234", ";41235"), "utf-8")

    with pytest.raises(GuardError, match="25 av 25 kjente rader har fått en annen telefon"):
        club.week(1)
