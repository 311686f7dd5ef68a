"""What all cleaners of a cell have in common."""

from datetime import date
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.model.errors import Unreadable
from workbench.values.amounts import parse_ore
from workbench.values.dates import parse_birth_day, parse_day
from workbench.values.emails import clean_emails
from workbench.values.kid import KidStructure, clean_kid
from workbench.values.names import clean_name, split_name
from workbench.values.phones import clean_phones
from workbench.values.postcodes import clean_postcode

CLEANERS = [
    parse_ore,
    parse_day,
    partial(parse_birth_day, as_of=date(2026, 11, 22)),
    clean_emails,
    partial(clean_kid, structures=[KidStructure(25, 11)]),
    clean_name,
    split_name,
    clean_phones,
    clean_postcode,
]
CELLS = st.text() | st.text(alphabet="0123456789 .,-+/:eETZ()@a²٣", max_size=30)


@pytest.mark.parametrize("clean", CLEANERS)
@given(text=CELLS)
@example(text="0001-01-01T00:00:00+14:00")
@example(text="9" * 5000)
@example(text="<" * 2000)
def test_a_cleaner_reads_any_text_or_says_unreadable(clean, text):
    try:
        clean(text)
    except Unreadable as unreadable:
        assert str(unreadable)
