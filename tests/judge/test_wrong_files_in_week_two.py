"""Wrong files in a club's second week: nobody is asked wrongly."""

import pytest

from tests.judge.wrong_files import check_situation, name_of, rows_tried

WEEK = 2


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize(("situation", "system"), rows_tried(WEEK, metafunc.config), ids=name_of)


def test_a_wrong_file_asks_nobody_wrongly(clubs, situation, system, record_property):
    check_situation(clubs, situation, system, WEEK, record_property)
