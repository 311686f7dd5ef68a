"""Every sample, changed at random from fixed seeds: read by number, or refused in a sentence."""

from dataclasses import replace
from random import Random

import pytest

from tests.importers.fuzzing import SAMPLES, fuzz, sample
from tests.importers.law import CONTEXT, hold_reading, hold_rows, judge
from tests.importers.mutations import mutate
from workbench.importers.headings import recognise
from workbench.importers.mapping import map_rows
from workbench.importers.reading import read_sheets

FILES, CHUNK = 1200, 40  # tests/chaos goes on from there


MARKED = [path for path in SAMPLES if path.suffix in (".csv", ".xlsx")]


def names(paths):
    return [f"{path.parent.name}/{path.name}" for path in paths]


@pytest.mark.parametrize("path", SAMPLES, ids=names(SAMPLES))
def test_a_sample_itself_is_read_by_number(path):
    content, marks, profiles = sample(path)

    counts = judge(content, path.name, profiles, marks)

    assert counts["read"] and not counts["refused"]


@pytest.mark.parametrize("path", MARKED, ids=names(MARKED))
def test_the_law_sees_a_row_that_was_lost_in_reading(path):
    content, marks, _ = sample(path)
    sheets = read_sheets(content, path.name)
    lost = [n for n, row in enumerate(sheets[-1].rows) if marks.keys() & {*row}]

    for n in lost:
        fewer = replace(sheets[-1], rows=sheets[-1].rows[:n] + sheets[-1].rows[n + 1 :])
        with pytest.raises(AssertionError):
            hold_reading(content, [*sheets[:-1], fewer], marks)
    assert lost


@pytest.mark.parametrize("field", ["rows_frame", "columns", "set_aside"])
def test_the_law_sees_a_row_that_was_lost_in_mapping(field):
    [path] = [path for path in SAMPLES if path.match("klubbadmin/medlemmer.xlsx")]
    content, _, profiles = sample(path)
    sheets = read_sheets(content, path.name)
    mapped = map_rows(recognise(sheets, profiles, path.name), sheets, CONTEXT)
    less = {
        "rows_frame": mapped.rows_frame - 1,
        "columns": {name: cells[1:] for name, cells in mapped.columns.items()},
        "set_aside": [one for one in mapped.set_aside if not one.whole_row],
    }

    hold_rows(mapped, sheets)
    with pytest.raises(AssertionError):
        hold_rows(replace(mapped, **{field: less[field]}), sheets)


def test_a_seed_always_gives_the_same_file():
    content, _, _ = sample(SAMPLES[0])

    assert [mutate(Random(n), content) for n in range(9)] == [
        mutate(Random(n), content) for n in range(9)
    ]


@pytest.mark.parametrize("first", range(0, FILES, CHUNK))
def test_a_changed_file_is_read_by_number_or_refused_in_a_sentence(first, record_property):
    counts, faults = fuzz(range(first, first + CHUNK))

    record_property("fuzz", dict(counts))
    assert not faults, "\n".join(faults)
    assert counts["read"] > CHUNK / 4  # else the changes are too coarse to show anything
