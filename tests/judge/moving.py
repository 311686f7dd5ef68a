"""A club that moves from Spoortz to Spond: one system's files, both systems', the new one's."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from tests.houses import take_old_files
from tests.judge.cells import Export, write_cells
from tests.judge.columns import SYSTEMS
from tests.judge.plans import Picture, picture_of
from tests.judge.tables import Table, read_ore
from tests.judge.weeks import Clubs, ClubWeek, Files, at_home
from workbench import office

MEMBER_HEADINGS = {
    "Medlem fornavn": "first", "Medlem etternavn": "last", "Fødselsdato": "born",
    "Medlem telefonnummer": "phone", "Medlem e-post": "email", "Grupper": "group",
    "Foresatt 1 fornavn": "guardian", "Foresatt 1 etternavn": "",
    "Foresatt 1 telefonnummer": "guardian_phone", "Foresatt 1 e-post": "guardian_email",
}  # fmt: skip
CLAIM_HEADINGS = ("Medlem", "Betalingsnavn", "Betalingskontakt", "Status", "Betalt beløp",
                  "Utestående", "Forfallsdato", "Antall påminnelser",
                  "Siste påminnelse")  # fmt: skip


def open_moving(clubs: Clubs) -> office.Desk:
    """Open a club on Spond that had Spoortz before, with nothing imported yet."""
    house = clubs.house(1)
    folder = house / "data" / "clubs" / "flytter-il"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(house / "data" / "clubs" / SYSTEMS["spoortz"].slug, folder)
    toml = folder / "club.toml"
    text = toml.read_text("utf-8").replace('system = "spoortz"', 'system = "spond"')
    text = text.replace("flere_kilder = []", 'flere_kilder = ["spoortz"]')
    toml.write_text(take_old_files(text), "utf-8")  # no new list of Spoortz comes
    with at_home(house):
        return office.open_desk(folder.name)


def in_spond(club: ClubWeek) -> Files:
    """Return the members and claims of Spoortz as Spond exports them."""
    [persons], [giros] = club.names("members"), club.names("claims")
    members, claims = club.table(persons), club.table(giros)
    rows = [[*MEMBER_HEADINGS], *(member_row(members, row) for row in members.rows)]
    asked = [[*CLAIM_HEADINGS], *(claim_row(claims, row) for row in claims.rows)]
    return {
        "spond_medlemmer.csv": write_cells(Export(rows, 0)),
        "spond_betalinger.csv": write_cells(Export(asked, 0)),
    }


def member_row(members: Table, row: list[Any]) -> list[Any]:
    cells = {kind: row[members.at(kind)] for kind in MEMBER_HEADINGS.values() if kind}
    cells["guardian"], _, cells[""] = str(cells["guardian"] or "").rpartition(" ")
    return [cells[kind] for kind in MEMBER_HEADINGS.values()]


def claim_row(claims: Table, row: list[Any]) -> list[Any]:
    amount, paid = (read_ore(row[claims.at(kind)]) or 0 for kind in ("amount", "paid"))
    words = {claims.system.open: "Ikke betalt", claims.system.cancelled: "Fritatt"}
    status = words.get(row[claims.at("status")], "Betalt")
    owed = amount - paid if status == "Ikke betalt" else 0
    reminders = int(row[claims.at("reminders")] or 1) - 1
    reminded = row[claims.at("reminded")] if reminders else None
    sums = [f"{ore / 100:.2f}".replace(".", ",") for ore in (paid, owed)]
    return [row[claims.at("recipient")], row[claims.at("title")], None, status, *sums,
            row[claims.at("due")], reminders, reminded]  # fmt: skip


def week(desk: office.Desk, folder: Path, files: Files, day: date) -> Picture:
    """Read these files as a week, save it, and return its plan."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    planned = office.plan_week(desk, office.read_inbox(desk, day, sorted(folder.iterdir())), day)
    office.save_week(desk, planned, dry_run=False)
    return picture_of(planned.day, is_honest=True)
