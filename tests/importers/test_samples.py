"""Every sample against the rows beside it: a changed importer shows as a diff of that file."""

import csv
import importlib.util
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from workbench.importers.headings import find_header, index_headings
from workbench.importers.profiles import OWN, load_profiles
from workbench.importers.reading import is_ocr, read_sheets
from workbench.model import frames

SAMPLES = Path(__file__).parents[1] / "samples"
EXPECTED = ".expected.json"
COUNTED = ("title", "rows_total", "rows_taken", "rows_aside", "rows_frame", "values_aside")
FILES = sorted(
    path.relative_to(SAMPLES).as_posix()
    for path in SAMPLES.glob("*/*")
    if path.suffix in (".xlsx", ".xls", ".csv", ".txt", ".json", ".xml")
    and EXPECTED not in path.name
)
COPIED = {  # each with its ORIGIN.md
    "nets/ocr_giro_transactions.txt", "klubbadmin/fordringer.xls", "camt/made_camt053_v08_kid.xml",
    "camt/made_camt054_v02_kid.xml", "vipps/settlement-report.csv", "vipps/Example-Net.xml",
    "vipps/Example-Gross.xml",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_sample_gives_the_rows_beside_it(name, samples, read_files, as_expected):
    path = samples / name
    expected = path.with_name(path.name + EXPECTED).read_text("utf-8")

    found = as_expected(read_files(path))

    assert found.splitlines() == expected.splitlines()


def rows_in(path: Path) -> int:
    """Count the rows without the importers; a payment in OCR is a row, though it has more lines."""
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        return sum(sheet.max_row for sheet in openpyxl.load_workbook(path).worksheets)
    if path.suffix == ".json":
        places = [*objects([json.loads(content)] if content[:1] == b"{" else json.loads(content))]
        return len(places) + len(set(places))  # and the headings of each sheet
    if path.suffix == ".xml":
        rows = (b"<TxDtls>", b"<TransactionInfo>")
        above = (b"<Stmt>", b"<Ntfctn>", b"<Cd>CLBD</Cd>", b"<ReportDateFrom>")
        return 1 + sum(map(content.count, rows + above))  # and the headings
    if b"\nSettlementInfo," in content:
        return content.count(b"\nTransactionInfo,")
    if b"<tr" in content:
        return content.count(b"<tr")
    if path.suffix == ".xls":
        book = python_calamine.CalamineWorkbook.from_path(path)
        return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    if is_ocr(content):
        rows = content.splitlines()
        return sum(not (row.startswith(b"NY09") and row[6:8] in (b"31", b"32")) for row in rows)
    text = content.decode("utf-16" if content.startswith(b"\xff\xfe") else "latin-1")
    delimiter = max(";\t,", key=text.count)
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def objects(found: Any, place: str = "") -> Iterator[str]:
    """Yield the place of each object in a list, however deep."""
    if isinstance(found, list):
        yield from (place for one in found if isinstance(one, dict))
        for one in found:
            yield from objects(one, place)
    elif isinstance(found, dict):
        for name, one in found.items():
            yield from objects(one, f"{place}.{name}")


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_sample_is_taken_set_aside_or_frame(
    name, samples, read_files, record_property
):
    path = samples / name

    inbox = read_files(path)

    [counts] = frames.records(inbox.files)
    record_property("counts", [name, *(counts[column] for column in COUNTED)])
    whole = [row for row in frames.records(inbox.rejected) if row["whole_row"]]
    assert counts["rows_total"] == rows_in(path)
    parts = ("rows_taken", "rows_aside", "rows_frame")
    assert counts["rows_total"] == sum(counts[part] for part in parts)
    assert counts["rows_aside"] == len({(row["sheet"], row["row"]) for row in whole})


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("nets/")])
def test_no_two_profiles_fit_a_sample_equally_well(name, samples):
    sheets = read_sheets((samples / name).read_bytes(), name)

    found = [
        find_header(profile, sheet, index_headings(sheet))
        for profile in load_profiles(samples / OWN)
        for sheet in sheets
        if not sheet.is_hidden
    ]

    fits = sorted((len(header.columns) for header in found if header), reverse=True)
    assert fits
    assert fits[:1] != fits[1:2]


def test_the_same_rows_come_out_of_both_shapes_of_fordringer(samples, read_files):
    folder = samples / "klubbadmin"

    semicolons = read_files(folder / "fordringer.csv").incoming["invoices"]
    tabs = read_files(folder / "fordringer_tab.txt").incoming["invoices"]

    assert frames.records(semicolons) == frames.records(tabs)


@pytest.fixture(scope="module")
def make():
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make_samples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make


def cells(path: Path):
    if path.suffix != ".xlsx":  # a workbook's bytes are not the same with every zlib
        return path.read_bytes()
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


def test_the_script_still_makes_the_samples(make, samples, tmp_path):
    make(tmp_path)

    made = {path.relative_to(tmp_path).as_posix(): cells(path) for path in tmp_path.glob("*/*")}
    assert made == {name: cells(samples / name) for name in made}
    assert made.keys() == {*FILES} - COPIED
