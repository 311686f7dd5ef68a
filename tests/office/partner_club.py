"""A club with one claim that may go to its collection partner, and a payer's answers to it."""

import json
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from tests.one_claim import SLUG, Club
from workbench import office
from workbench.office.agents import save_agent
from workbench.office.calls import LeasedCase, Shift
from workbench.office.report_folder import LIST_FOR_CLUB

PARTNER = "Rettferd Inkasso AS"
SET = {"regler": "siste", "partner": PARTNER, "varsel": "partner"}
CARD = f"""
[inkassopartner]
navn = "{PARTNER}"
telefon = "+4722000000"
aapningstid = "hverdager 9–15"
epost = "post@rettferd.example"
"""
LEVEL = """
[[levels]]
number = {number}
step_id = "{step}"
title = "{step}"
kind = "{kind}"
after = "{after}"
days = {days}
channels = ["{channel}"]
"""
POLICY = """id = "siste"
title = "Med inkassopartner"
minimum_ore = 5000
many_unpaid = 3
""" + "".join(
    LEVEL.format(number=n, step=step, kind=kind, after=after, days=days, channel=channel)
    for n, (step, kind, after, days, channel) in enumerate(
        [
            ("reminder_1", "reminder", "due", 5, "member_system"),
            ("handover", "handover", "previous", 18, "task"),
        ],
        start=1,
    )
)


def give_partner(home: Path) -> None:
    """Let the club in a folder have a partner, and a policy that ends there."""
    (home / "policies").mkdir(exist_ok=True)
    (home / "policies" / "siste.toml").write_text(POLICY, "utf-8")
    path = home / "club.toml"
    lines = [
        next(
            (f'{key} = "{value}"' for key, value in SET.items() if line.startswith(f"{key} =")),
            line,
        )
        for line in path.read_text("utf-8").splitlines()
    ]
    text = "\n".join(lines) + "\n"
    path.write_text(text + CARD, "utf-8")


def with_partner(club: Club) -> Club:
    """Return the club, with its claim proposed for the partner."""
    give_partner(club.home)
    club.desk = office.open_desk(SLUG)
    club.week(club.at)
    return club


def say(home: Path, report: Path, answer: str, day: date, who: str = "Mona Leder", **more) -> int:
    """Write an answer beside every question about the partner in the club's list of a report, and
    drop it in the inbox; return how many there were."""
    book = openpyxl.load_workbook(report / LIST_FOR_CLUB)
    (sheet,) = book.worksheets
    headings = {cell.value: cell.column for cell in sheet[1]}
    rows = [
        row
        for row in range(2, sheet.max_row + 1)
        if str(sheet.cell(row, headings["Nøkkel"]).value).startswith("decide_handover:")
    ]
    cells = {"Svar": answer, "Besvart av": who, "Besvart den": day} | more
    for row in rows:
        for name, value in cells.items():
            sheet.cell(row, headings[name]).value = value
    book.save(home / "inbox" / LIST_FOR_CLUB)
    return len(rows)


def answer_file(path: Path, number: str, *news: dict, version: int = 1) -> Path:
    """Write what a partner answers, as JSON."""
    header = {"format": "workbench-inkasso", "version": version, "kind": "answer"}
    text = json.dumps(header | {"organisation_number": number, "news": news})
    path.write_text(text, "utf-8")
    return path


def leased_case(club: Club) -> LeasedCase:
    """Return the case of the first payer, found by name, as an agent takes it."""
    save_agent("per", "fire hester og en båt", [SLUG])
    noon = datetime.combine(club.at, time(12), ZoneInfo("Europe/Oslo"))
    shift = Shift("per", lambda: noon)
    [found] = shift.find("Kari")
    leased = shift.take(SLUG, found.payer.payer_id)
    shift.release(leased)
    shift.close()
    return leased
