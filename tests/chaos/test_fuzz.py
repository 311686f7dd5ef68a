"""Samples changed from the seeds that `tests/importers/test_fuzz.py` does not reach."""

from tests.importers.fuzzing import fuzz

FIRST, PER_TRIAL = 1200, 400  # with those of the importers' tests 2,000 files in `make test`


def test_a_changed_file_is_read_by_number_or_refused_in_a_sentence(request, record_property):
    last = FIRST + PER_TRIAL * request.config.getoption("--trials")

    counts, faults = fuzz(range(FIRST, last))

    record_property("fuzz", dict(counts))
    assert not faults, "\n".join(faults)
    assert counts["read"] > counts["files"] / 4
