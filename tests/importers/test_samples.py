"""Every sample against the rows beside it: a changed importer shows as a diff of that file."""

import importlib.util
from pathlib import Path

import openpyxl
import pytest

from workbench.model import frames

SAMPLES = Path(__file__).parents[1] / "samples"
EXPECTED = ".expected.json"
FILES = sorted(
    path.relative_to(SAMPLES).as_posix()
    for path in SAMPLES.glob("*/*")
    if path.suffix in (".xlsx", ".csv", ".txt")
)


@pytest.mark.parametrize("name", FILES)
def test_a_sample_gives_the_rows_beside_it(name, samples, read_files, as_expected):
    path = samples / name
    expected = path.with_name(path.name + EXPECTED).read_text("utf-8")

    found = as_expected(read_files(path))

    assert found.splitlines() == expected.splitlines()


def rows_in(path: Path) -> int:
    """Count the rows without the importers; a payment in OCR is a row, though it has more lines."""
    if path.suffix == ".xlsx":
        return sum(sheet.max_row for sheet in openpyxl.load_workbook(path).worksheets)
    rows = path.read_bytes().splitlines()
    return sum(not (row.startswith(b"NY09") and row[6:8] in (b"31", b"32")) for row in rows)


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_sample_is_taken_set_aside_or_frame(name, samples, read_files):
    path = samples / name

    inbox = read_files(path)

    [counts] = frames.records(inbox.files)
    whole = [row for row in frames.records(inbox.rejected) if row["whole_row"]]
    assert counts["rows_total"] == rows_in(path)
    parts = ("rows_taken", "rows_aside", "rows_frame")
    assert counts["rows_total"] == sum(counts[part] for part in parts)
    assert counts["rows_aside"] == len({(row["sheet"], row["row"]) for row in whole})


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
    if path.suffix != ".xlsx":
        return path.read_bytes()
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


def test_the_script_still_makes_the_samples(make, samples, tmp_path):
    make(tmp_path)

    made = {path.relative_to(tmp_path): cells(path) for path in tmp_path.glob("*/*")}
    assert made == {name: cells(samples / name) for name in made}
    assert len(made) == len(FILES) - 1  # the bank's file is a copy
