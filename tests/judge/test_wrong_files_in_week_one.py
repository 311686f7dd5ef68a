"""Wrong files in a club's first week, without history: nobody is asked wrongly."""

import pytest

from tests.judge.columns import SYSTEMS
from tests.judge.situations import SITUATIONS
from tests.judge.wrong_files import check_situation, name_of


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("situation", SITUATIONS, ids=name_of)
def test_a_wrong_file_asks_nobody_wrongly(clubs, situation, system, record_property):
    check_situation(clubs, situation, system, 1, record_property)
