from hypothesis import given
from hypothesis import strategies as st

from workbench.model.money import split_evenly

ORE = st.integers(0, 10**9)


@given(ORE, st.integers(1, 60))
def test_an_even_split_sums_exactly_and_no_two_parts_differ_by_more_than_an_ore(amount, parts):
    shares = split_evenly(amount, parts)

    assert len(shares) == parts
    assert sum(shares) == amount
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)
