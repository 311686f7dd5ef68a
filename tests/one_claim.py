"""A club on Spoortz with one member who owes one claim, week by week."""

from collections.abc import Callable
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.houses import take_old_files
from tests.writing import write_export
from workbench import office
from workbench.calls.entries import Entry
from workbench.demo.invented_club import club_toml
from workbench.model.outcomes import Outcome
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.day import day_of, work_out_copy
from workbench.office.tasks import answer_tasks, tasks_of
from workbench.reports.columns import Table

SUNDAY = date(2026, 10, 4)
SLUG = "prove-il"
EVA = "99;Eva;Vik;01.02.1980;41234599;;Ski;"
KARI = "7;Kari;Li;{born};{phone};kari@example.org;Ski;{left}"
OLA = "8;Ola;Ny{n};01.02.1990;41234508;ola@example.org;Ski;"
PAID = "7000{n};;8;Ola Ny;Treningsavgift;01.08.2026;15.08.2026;500;500;20.08.2026;Betalt;0;"
GIRO = "70012;;7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;{ore};{paid};;{status};2;10.09.2026"
SETTLED = {"status": "Betalt", "paid": 500}


class Club:
    """A club on Spoortz with one member and one claim, week by week."""

    def __init__(self, home: Path, set_day: Callable[[date], None]) -> None:
        self.home, self.set_day = home, set_day
        (home / "inbox").mkdir(parents=True)
        text = club_toml("Prøve IL", 1, SUNDAY).replace('"klubbadmin"', '"spoortz"')
        text = text.replace("flere_kilder = []", 'flere_kilder = ["spond"]')
        (home / "club.toml").write_text(take_old_files(text), "utf-8")
        self.desk = office.open_desk(home.name)
        self.at, self.numbers = SUNDAY, count(1)

    def put(self, name: str, *rows: str) -> None:
        write_export(self.home / "inbox", name, *rows)

    def export(self, *, born="01.02.1980", phone="41234501", left="", **bill) -> None:
        """Put Kari and her giro in the inbox, as the member system has them now; somebody else is
        in each export otherwise, since one that was read before is not read again."""
        n = next(self.numbers)
        self.put(
            "spoortz_personer", KARI.format(born=born, phone=phone, left=left), OLA.format(n=n)
        )
        stated = {"ore": 500, "paid": 0, "status": "Utsendt"} | bill
        self.put("spoortz_giroer", GIRO.format(**stated), PAID.format(n=n))

    def go_to(self, day: date) -> None:
        self.at = day
        self.set_day(day)

    def week(self, day: date) -> dict[str, Table]:
        """Run the week of a day as the notebook does; return what it shows of tasks."""
        self.go_to(day)
        planned = office.plan_week(self.desk, office.read_inbox(self.desk, day), day)
        shown = {name: planned.show(name) for name in ("todo", "tasks")}
        office.save_week(self.desk, planned, dry_run=False)
        return shown

    def all_keys(self) -> set[str]:
        """Return the keys of the operator's page and of what waits for the club."""
        with day_of(self.desk, self.at) as day:
            tasks = tasks_of(day)
            return {task.key for task in (*tasks.page, *tasks.standing)}

    def page(self) -> list[str]:
        with day_of(self.desk, self.at) as day:
            return [task.key for task in tasks_of(day).page]

    def every(self) -> set[str]:
        """Return the keys of all tasks, also those that an answer hides."""
        with day_of(self.desk, self.at) as day:
            return {task.key for task in tasks_of(day).every}

    def plan(self) -> list[tuple[str, str | None, str | None]]:
        """Return reason, step and task of each claim."""
        day = work_out_copy(self.desk, self.desk.db, self.at)
        return [(row.reason, row.step_id, row.task) for row in day.plan]

    def call(self, outcome: Outcome, call_id: str = "", **more) -> None:
        """Phone Kari at noon."""
        save_agent("per", "fire hester og en båt", [SLUG])
        noon = datetime.combine(self.at, time(12), ZoneInfo("Europe/Oslo"))
        shift = Shift("per", lambda: noon)
        day = work_out_copy(self.desk, self.desk.db, self.at)
        payer_id = next(row.payer_id for row in day.plan)
        taken = shift.take(SLUG, payer_id)
        claim_ids = tuple(claim.claim_id for claim in taken.case.claims)
        entry = Entry(
            call_id or f"{self.at.toordinal():032x}",
            outcome,
            claim_ids,
            right_person=True,
            read_back=True,
            **more,
        )
        shift.log_call(taken, entry)
        shift.close()

    def answer(self, *keys: str, **more) -> None:
        answer_tasks(self.desk, keys, self.at, **more)


@pytest.fixture
def club(house: Path, monkeypatch: pytest.MonkeyPatch) -> Club:
    made = Club(
        house / "data" / "clubs" / SLUG,
        lambda day: monkeypatch.setenv("WORKBENCH_TODAY", day.isoformat()),
    )
    made.export()
    return made
