"""What is set aside keeps the ids of its record, and by them the same rests as by its key."""

import json
import shutil
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.importers.mutations import ODD
from workbench import office
from workbench.importers.reading import is_ocr, read_sheets
from workbench.importers.table import KEPT
from workbench.model import frames
from workbench.office.day import Day, work_out_day
from workbench.office.exports import Export, Received, profiles_of, read_export
from workbench.office.planned import find_unconfirmed
from workbench.store.books import copy_of
from workbench.store.connection import write
from workbench.store.events import event
from workbench.store.records import write_rows

EXPORTS = Path(__file__).parents[1] / "golden" / "exports"
CLUBS = sorted(path.name for path in EXPORTS.iterdir())
AS_OF = date(2026, 11, 22)
DAMAGES = 8  # files of each club
CELLS = 6  # of each file


class Club:
    """A golden club whose first week is in the books, and its files."""

    def __init__(self, house: Path, slug: str) -> None:
        folder = house / "data" / "clubs" / slug
        shutil.copytree(EXPORTS / slug, folder, ignore=shutil.ignore_patterns("week*"))
        shutil.copytree(EXPORTS / slug / "week1", folder / "inbox")
        self.desk = office.open_desk(slug)
        office.import_inbox(self.desk, AS_OF)
        self.facts = self.desk.read_books()
        self.profiles = profiles_of(self.desk)
        files = self.facts["files"][self.facts["files"]["rows_taken"] > 0]
        by_title = dict(zip(files["title"], files["name"], strict=True))
        paths = [folder / "inbox" / name for name in by_title.values()]
        self.files = [path for path in paths if not is_ocr(path.read_bytes())]

    def damaged(self, rng: Random) -> Export:
        """Read a file anew with some of the cells in its last rows changed."""
        path = rng.choice(self.files)
        sheets = read_sheets(path.read_bytes(), path.name)
        place = max(range(len(sheets)), key=lambda n: len(sheets[n].rows))
        rows = [list(row) for row in sheets[place].rows]
        for _ in range(CELLS):
            row = rows[-rng.randrange(1, 2 + len(rows) // 3)]
            if row:
                row[rng.randrange(len(row))] = rng.choice(ODD)
        sheets[place] = replace(sheets[place], rows=rows)
        text = json.dumps({"workbench.sheets": [asdict(sheet) for sheet in sheets]})
        return self.read(text, path.name)

    def read(self, text: str, name: str = "fil") -> Export:
        """Read a file of a text."""
        file = Received(name, text.encode())
        return read_export(file, self.desk, self.profiles, {}, AS_OF)

    def with_file(self, export: Export) -> Day:
        """Return the day once the file is the newest of its kind, in a copy of the books."""
        about = {**export.file_row, "batch": 1 + int(self.facts["files"]["batch"].max())}
        new = {
            "files": frames.build("files", [about]),
            "rejected": frames.build("rejected", export.rejected),
        }
        copy = copy_of(self.desk.db)
        with write(copy):
            with event(copy, "import", AS_OF, who="test", guarded=False) as event_id:
                for noun, frame in new.items():
                    write_rows(copy, noun, frame, event_id)
            work_out_day(copy, self.desk, AS_OF)
        return Day(copy, AS_OF)


MEMBERS = "Medlemsnr;Fornavn;Etternavn;Fødselsdato;E-post;Lag/gruppe\n"
BILLS = "Gironr;KID;Medlemsnr;Navn;Tekst;Forfallsdato;Beløp;Innbetalt;Status\n"
KID = "091530000016"


@pytest.mark.parametrize(
    ("text", "record", "ids"),
    [
        (MEMBERS + "40:01;Ola;Li;01.02.1990;ola@;Ski", "40:01", ("spoortz:40:01", None, None)),
        (
            BILLS + f"20:01;{KID};40:01;Ola Li;Tur: Ski;01.02.2026;500;0;Ukjent",
            "20:01",
            ("spoortz:40:01", "spoortz:20:01", None),
        ),
        (
            BILLS + f";{KID};4001;Ola Li;Tur: Ski;01.02.2026;500;0;Betalt",
            "",
            ("spoortz:4001", None, None),
        ),
        (
            "Medlemsnr;Gironr;Avtale;Fra;Til\n40:01;20:01;utsatt;01.11.2026;31.12.2026",
            "40:01:20:01",
            ("spoortz:40:01", "spoortz:20:01", None),
        ),
        (
            "Gironr;Trinn;Sendt\n20:01;Purring 1;20.11.2026",
            "20:01:",
            (None, "spoortz:20:01", None),
        ),
        (f"Bokført;Tekst;KID;Inn\n20.11.2026;x;{KID};1,250", KID, (None, None, KID)),
    ],
)
def test_what_is_set_aside_keeps_the_ids_of_its_record_whatever_its_key(text, record, ids, house):
    aside = Club(house, "granli-il").read(text + "\n").rejected[0]

    assert aside["record"] == record
    assert (aside["member_id"], aside["invoice_id"], aside["kid"]) == ids


def by_key(day: Day) -> Iterator[str]:
    """Yield what the keys of what decides begin with, as ids; of an agreement what it ends with,
    where that is a known order."""
    claims = [*day.db["own_claims"].rows]
    orders = {row["invoice_id"] for row in [*day.db["invoices"].rows, *claims]} - {None}
    known_as = {row["old_id"]: row["member_id"] for row in day.db["aliases"].rows}
    same = [*day.db["same_claims"].rows]
    systems = {row["sha256"]: row["system"] for row in day.db["files"].rows}
    for row in day.db["set_aside"].rows:
        if row["repaired"] is not None or not (row["whole_row"] or row["field"] in KEPT):
            continue
        parts, system = row["record"].split(":"), systems[row["sha256"]]
        begins = {f"{system}:{':'.join(parts[: n + 1])}" for n in range(len(parts))}
        ends = {f"{system}:{':'.join(parts[n:])}" for n in range(1, len(parts))} & orders
        for name in ends if row["kind"] == "holds" and ends else begins:
            yield known_as.get(name, name)
            others = ("other_id", "other_invoice_id")
            yield from (one["claim_id"] for one in same if name in [one[part] for part in others])
        if row["kind"] == "payments" and row["record"]:
            yield from (claim["claim_id"] for claim in claims if claim["kid"] == row["record"])


def resting(day: Day, names: Collection[str]) -> set[str]:
    """Return the claims that rest by their own ids, or their invoices' or members'."""
    return {
        claim["claim_id"]
        for claim in day.db["own_claims"].rows
        if {*names} & {claim["claim_id"], claim["invoice_id"], claim["member_id"]}
    }


@pytest.mark.parametrize("slug", CLUBS)
def test_whatever_is_damaged_all_rests_that_its_key_begins_with(slug, house):
    club, rng, count = Club(house, slug), Random(slug), 0

    for _ in range(DAMAGES):
        day = club.with_file(club.damaged(rng))
        expected = resting(day, {*by_key(day)})
        count += len(expected)
        assert expected <= resting(day, find_unconfirmed(day.db))

    assert count
