import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.money import pour, split_evenly

ORE = st.integers(0, 10**9)


@given(ORE, st.integers(1, 60))
def test_an_even_split_sums_exactly_and_no_two_parts_differ_by_more_than_an_ore(amount, parts):
    shares = split_evenly(amount, parts)

    assert len(shares) == parts
    assert sum(shares) == amount
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)


@given(ORE, st.lists(ORE, max_size=8))
def test_what_is_poured_and_what_is_left_sum_to_what_came(amount, needs):
    given_ore, left = pour(amount, needs)

    assert sum(given_ore) + left == amount
    assert all(0 <= part <= need for part, need in zip(given_ore, needs, strict=True))


@given(ORE, st.lists(ORE, min_size=1, max_size=8))
def test_nothing_is_poured_past_a_need_that_is_not_filled(amount, needs):
    given_ore, left = pour(amount, needs)

    filled = [part == need for part, need in zip(given_ore, needs, strict=True)]
    first_unfilled = filled.index(False) if False in filled else len(needs)
    assert not any(given_ore[first_unfilled + 1 :])
    assert left == 0 or all(filled)


@pytest.mark.parametrize("amount", [0, -1, -500_00])
def test_a_sum_that_was_drawn_back_fills_nothing(amount):
    assert pour(amount, [300_00, 200_00])[0] == [0, 0]
