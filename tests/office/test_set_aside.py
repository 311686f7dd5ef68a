"""What is set aside keeps the ids of its record, and by them the same rests as by its key."""

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from tests.importers.mutations import ODD
from workbench import office
from workbench.dunning.plan import CONFIRMED
from workbench.importers.reading import is_ocr, read_sheets
from workbench.importers.table import KEPT
from workbench.model import frames
from workbench.office.exports import Export, Received, profiles_of, read_export
from workbench.office.picture import Same, corrected, newest_rejected, resolved, unconfirmed

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
        self.facts = self.desk.read_books().frames
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

    def with_file(self, export: Export) -> tuple[dict[str, pd.DataFrame], Same]:
        """Return the facts of the day once the file is the newest of its kind."""
        about = {**export.about, "batch": 1 + int(self.facts["files"]["batch"].max())}
        new = {
            "files": frames.build("files", [about]),
            "rejected": frames.build("rejected", export.rejected),
        }
        both = {name: pd.concat([self.facts[name], new[name]], ignore_index=True) for name in new}
        merged, same = resolved(self.facts | both, self.desk.settings)
        return corrected(merged), same


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
        ("Bokført;Tekst;KID;Inn\n20.11.2026;x;12E456;300,00", "", (None, None, None)),
    ],
)
def test_what_is_set_aside_keeps_the_ids_of_its_record_whatever_its_key(text, record, ids, house):
    aside = Club(house, "granli-il").read(text + "\n").rejected[0]

    assert aside["record"] == record
    assert (aside["member_id"], aside["invoice_id"], aside["kid"]) == ids


def by_key(facts: Mapping[str, pd.DataFrame], same: Same) -> Iterator[str]:
    """Yield what the keys of what decides begin with, as ids; of an agreement what it ends with,
    where that is a known order."""
    orders = {*facts["invoices"]["invoice_id"], *facts["claims"]["invoice_id"].dropna()}
    about = facts["files"][["sha256", "system"]]
    rejected = newest_rejected(dict(facts)).merge(about, on="sha256")
    decides = rejected["whole_row"] | rejected["field"].isin(list(KEPT))
    for row in frames.records(rejected[decides & rejected["repaired"].isna()]):
        parts, claims = row["record"].split(":"), facts["claims"]
        begins = {f"{row['system']}:{':'.join(parts[: n + 1])}" for n in range(len(parts))}
        ends = {f"{row['system']}:{':'.join(parts[n:])}" for n in range(1, len(parts))} & orders
        for name in ends if row["kind"] == "holds" and ends else begins:
            yield same.people.get(name, name)
            yield from same.twins.names.get(name, ())
        if row["kind"] == "payments" and row["record"]:
            yield from claims.loc[claims["kid"] == row["record"], "claim_id"]


def resting(facts: Mapping[str, pd.DataFrame], names: Collection[str]) -> set[str]:
    """Return the claims that rest by their own ids, or their invoices' or members'."""
    claims = facts["claims"]
    return {*claims.loc[claims[list(CONFIRMED)].isin({*names}).any(axis=1), "claim_id"]}


@pytest.mark.parametrize("slug", CLUBS)
def test_whatever_is_damaged_all_rests_that_its_key_begins_with(slug, house):
    club, rng, count = Club(house, slug), Random(slug), 0

    for _ in range(DAMAGES):
        facts, same = club.with_file(club.damaged(rng))
        expected = resting(facts, {*by_key(facts, same)})
        count += len(expected)
        assert expected <= resting(facts, unconfirmed(facts, same))

    assert count
