"""Larger clubs than tests/demo makes, and more seeds: the files bear out the truth in each."""

from datetime import date

import pytest

from tests.demo import test_situations as klubbadmin
from tests.demo import test_systems as others
from workbench.demo import make_club

AS_OF = date(2026, 11, 22)
CLUBS = {"klubbadmin": "solvik-il", **others.SLUGS}


@pytest.mark.parametrize("system", CLUBS)
def test_the_files_of_a_larger_club_bear_out_its_truth(tmp_path, request, system):
    members, slug = max(80, 20 * request.config.getoption("--trials")), CLUBS[system]

    truth = make_club(tmp_path, slug=slug, members=members, seed=4, as_of=AS_OF)

    inbox = tmp_path / slug / "inbox"
    if system == "klubbadmin":
        answers = klubbadmin.read_answers(inbox, AS_OF)
    else:
        answers = others.judge(system, others.read(system, inbox, AS_OF))
    assert truth.people == members
    assert klubbadmin.with_calls(answers, truth.claim) == truth.claim


def test_the_bulk_looks_like_real_life_whatever_the_seed(tmp_path, request):
    for seed in range(3, 3 + max(1, request.config.getoption("--trials") // 4)):
        klubbadmin.hold_likeness(tmp_path / str(seed), seed)
