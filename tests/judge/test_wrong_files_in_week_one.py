"""Wrong files in a club's first week, without history: nobody is asked wrongly."""

import pytest

from tests.judge.wrong_files import ROWS, check_situation, is_dealt, name_of

WEEK = 1


@pytest.mark.parametrize(("situation", "system"), ROWS, ids=name_of)
def test_a_wrong_file_asks_nobody_wrongly(clubs, situation, system, every_row, record_property):
    if every_row or is_dealt(situation, system, WEEK):
        check_situation(clubs, situation, system, WEEK, record_property)
