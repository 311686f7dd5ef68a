"""Wrong files in a club's first week, without history, and in its second."""

import pytest

from tests.judge.weeks import DAYS
from tests.judge.wrong_files import check_situation, name_of, rows_tried


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    rows = [(week, *row) for week in DAYS for row in rows_tried(week, metafunc.config)]
    metafunc.parametrize(("week", "situation", "system"), rows, ids=name_of)


def test_a_wrong_file_asks_nobody_wrongly(clubs, week, situation, system, record_property):
    check_situation(clubs, situation, system, week, record_property)
