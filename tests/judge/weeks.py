"""The demo clubs in two weeks: a club without books, and one whose first week was saved.

The honest files of both weeks are kept as bytes, and the plans that follow from them are what
every other file is compared with.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

import netsgiro
import pytest

from tests.houses import furnish
from tests.judge.cells import Export, read_cells, write_cells
from tests.judge.changes import pay
from tests.judge.columns import SYSTEMS, System
from tests.judge.plans import Picture, picture_of
from tests.judge.readings import Readings
from tests.judge.tables import Table, read_day, read_ore, write_day
from workbench import office
from workbench.demo import club_slugs, make_club
from workbench.model.errors import WorkbenchError

DAYS = {1: date(2026, 11, 22), 2: date(2026, 11, 29)}
SEED = 3  # of clubs in which no guardian has the name of a child that has come of age
PAID_ON = date(2026, 11, 26)
Files = dict[str, bytes]


@dataclass(frozen=True)
class Outcome:
    """What came of a week's files: the plan, or the sentence with which they were stopped."""

    stopped: str = ""
    picture: Picture | None = None


@dataclass
class ClubWeek:
    """A club in one of its weeks."""

    name: str  # of the member system
    week: int
    desk: office.Desk
    files: Files  # the honest ones of this week
    folder: Path  # where changed files are written
    truth: dict[str, Any]
    tables: dict[str, Export] = field(default_factory=dict)

    @cached_property
    def readings(self) -> Readings:
        return Readings(self.desk)

    @property
    def system(self) -> System:
        return SYSTEMS[self.name]

    @cached_property
    def honest(self) -> Picture:
        outcome = self.run(self.files, is_honest=True)
        assert outcome.picture is not None, f"honest files were stopped: {outcome.stopped}"
        return outcome.picture

    def names(self, role: str) -> list[str]:
        return [name for name in self.files if self.system.role_of(name) == role]

    def table(self, name: str) -> Table:
        """Return the honest records of a file, to be changed."""
        if name not in self.tables:
            self.tables[name] = read_cells(self.files[name])
        return Table(self.tables[name].copy(), self.system, self.system.role_of(name))

    def run(self, files: Mapping[str, bytes], *, is_honest: bool = False) -> Outcome:
        """Read these files as the week's inbox and plan the day, without saving."""
        self.write(files)
        day = DAYS[self.week]
        try:
            with self.readings.kept(self.files):
                received = office.read_inbox(self.desk, day, self.paths)
            planned = office.plan_week(self.desk, received, day).day
            return Outcome(picture=picture_of(planned, is_honest=is_honest))
        except WorkbenchError as error:
            return Outcome(stopped=str(error))

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put these files, and no others, where `run` reads them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for name, content in files.items():
            (self.folder / name).write_bytes(content)

    @property
    def paths(self) -> list[Path]:
        return sorted(self.folder.iterdir())


def tries_every_row(config: pytest.Config) -> bool:
    """Return whether all rows of the judge's tables are tried, as in `make chaos`."""
    return bool(config.getoption("--trials") >= 10)


class Clubs:
    """The clubs of all systems, each made and imported once."""

    def __init__(self, folder: Path, members: int) -> None:
        self.folder, self.members = folder, members
        self.made: dict[tuple[str, int], ClubWeek] = {}
        for week in DAYS:
            furnish(self.house(week))
        self.others = {
            system: slug for system, (slug, _) in zip(SYSTEMS, club_slugs(12)[6:], strict=True)
        }
        for system in SYSTEMS.values():
            self._make(system.slug)

    def house(self, week: int) -> Path:
        return self.folder / f"house{week}"

    def club(self, system: str, week: int) -> ClubWeek:
        if (system, week) not in self.made:
            self.made[system, week] = self._open(system, week)
        return self.made[system, week]

    def other_club(self, system: str) -> tuple[str, Files]:
        """Return the name and the files of another club on the same system."""
        folder = self.house(1) / "data" / "clubs" / self.others[system]
        if not folder.exists():
            self._make(self.others[system])
        truth = json.loads((folder / "fasit.json").read_text("utf-8"))
        return truth["club"], files_in(folder / "inbox")

    def copied(self, club: ClubWeek, folder: Path) -> office.Desk:
        """Open a copy of a club that a test may write to."""
        house = Path(shutil.copytree(self.house(club.week), folder / "house"))
        with at_home(house):
            return office.open_desk(club.system.slug)

    def _make(self, slug: str) -> None:
        clubs = self.house(1) / "data" / "clubs"
        make_club(clubs, slug=slug, members=self.members, seed=SEED, as_of=DAYS[1])
        shutil.copytree(clubs / slug, self.house(2) / "data" / "clubs" / slug)

    def _open(self, name: str, week: int) -> ClubWeek:
        with at_home(self.house(week)):
            desk = office.open_desk(SYSTEMS[name].slug)
        inbox = files_in(desk.club.inbox)
        truth = json.loads((desk.club.folder / "fasit.json").read_text("utf-8"))
        club = ClubWeek(name, week, desk, inbox, self.folder / f"{name}{week}", truth)
        if week == 2:
            save(desk, DAYS[1])
            club.files, club.tables = week_later(club), {}
        return club


def files_in(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def at_home(house: Path) -> Any:
    return patch.dict(os.environ, {"WORKBENCH_HOME": str(house)})


def save(desk: office.Desk, day: date) -> None:
    """Import what lies in the club's inbox, and save the week."""
    office.save_week(desk, office.plan_week(desk, office.read_inbox(desk, day), day), dry_run=False)


# ------------------------------------------------------------------ the honest second week


def week_later(club: ClubWeek) -> Files:
    """Return the files a week later: a third of those who were asked have paid meanwhile."""
    files = dict(club.files)
    tables = {name: club.table(name) for role in ("claims", "report", "payments")
              for name in club.names(role)}  # fmt: skip
    claims = tables[club.names("claims")[0]]
    paying = [*paying_rows(claims)]
    for row in paying:
        pay(claims, row, PAID_ON)
    for table in tables.values():
        if table.role == "report":
            pay_in_report(table, claims, paying)
        if table.role == "payments":
            add_payments(table, claims, paying)
    files |= {name: write_cells(table.export) for name, table in tables.items()}
    for name in club.names("ocr"):
        files["ocr_2711.txt"] = later_ocr(files.pop(name), kids_paid(tables, claims, paying))
    return files


def paying_rows(claims: Table) -> Iterable[list[Any]]:
    """Yield a third of the open rows; of an order of several lines all or none."""
    keys = claims.system.keys
    places = [claims.at(key) for key in keys]
    open_rows = [row for row in claims.rows if claims.is_open(row) and has_day(claims, row)]
    orders = sorted({tuple(str(row[at]) for at in places) for row in open_rows})
    chosen = set(orders[::3])
    return [row for row in open_rows if tuple(str(row[at]) for at in places) in chosen]


def has_day(claims: Table, row: list[Any]) -> bool:
    """Return whether a claim has a day that exists: each list has a row that nobody can use."""
    return read_day(row[claims.at("due")]) is not None


def pay_in_report(report: Table, claims: Table, paying: list[list[Any]]) -> None:
    """State in Bilagsrapporten what Fordringer now calls paid, as shares of the order."""
    for paid in paying:
        lines = [*report.rows_by(order=str(paid[claims.at("order")]))]
        total = read_ore(paid[claims.at("amount")]) or 0
        for n, line in enumerate(lines):
            share = total // len(lines) + (total % len(lines) if n == 0 else 0)
            line[report.at("paid")] = share // 100 if share % 100 == 0 else share / 100
            line[report.at("status_on")] = write_day(PAID_ON, line[report.at("status_on")])


def add_payments(payments: Table, claims: Table, paying: list[list[Any]]) -> None:
    """Add a row for each payment, below a payment of before that lends its other cells."""
    like = payments.rows[-1]
    for paid in paying:
        row = list(like)
        for kind in ("name", "group", "title"):
            if payments.has(kind):
                row[payments.at(kind)] = paid[claims.at(kind)]
        total = read_ore(paid[claims.at("amount" if claims.has("amount") else "paid")]) or 0
        row[payments.at("amount")] = total / 100
        row[payments.at("paid_on")] = write_day(PAID_ON, like[payments.at("paid_on")])
        if payments.has("refunded"):
            row[payments.at("refunded")] = 0
        payments.export.rows.append(row)


def kids_paid(
    tables: Mapping[str, Table], claims: Table, paying: list[list[Any]]
) -> dict[str, int]:
    """Return the KID of each order that is paid now, and its sum."""
    sums: dict[str, int] = {}
    for row in paying:
        kid = kid_of(tables, claims, row)
        sums[kid] = sums.get(kid, 0) + (read_ore(row[claims.at("amount")]) or 0)
    return sums


def kid_of(tables: Mapping[str, Table], claims: Table, row: list[Any]) -> str:
    if claims.has("kid"):
        return str(row[claims.at("kid")])
    report = next(table for table in tables.values() if table.role == "report")
    line = next(report.rows_by(order=str(row[claims.at("order")])))
    return str(line[report.at("kid")]).zfill(12)


def later_ocr(content: bytes, sums: Mapping[str, int]) -> bytes:
    """Return the bank's file of the next Friday, with these payments alone."""
    file = netsgiro.parse(content.decode("latin-1"))
    made_on = date(2026, 11, 27)
    file.date = made_on
    file.number = f"1{made_on:%d%m%y}"
    [assignment] = file.assignments
    assignment.date = made_on
    like = assignment.transactions[0]
    assignment.transactions = [
        transaction(like, n, kid, ore) for n, (kid, ore) in enumerate(sums.items(), 1)
    ]
    return (file.to_ocr().replace("\n", "\r\n") + "\r\n").encode("latin-1")


def transaction(like: Any, number: int, kid: str, ore: int) -> Any:
    made = copy(like)
    made.number, made.kid, made.amount = number, kid, Decimal(ore) / 100
    made.date = made.bank_date = PAID_ON
    made.day_code = PAID_ON.day
    return made
