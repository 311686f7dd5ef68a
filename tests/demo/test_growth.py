"""The work of making a club grows with its members, and no faster; counted, not timed."""

from cProfile import Profile
from datetime import date
from random import Random

import pytest
from phonenumbers import is_valid_number, parse

from workbench.demo import name_lists
from workbench.demo.households import Maker, make_households
from workbench.demo.invented_club import make_world
from workbench.demo.systems import SYSTEMS

AS_OF = date(2026, 11, 22)
SPOND = SYSTEMS[1]


def calls_made(system, members: int) -> int:
    """Count the calls of functions, Python's own among them, that a club takes."""
    profile = Profile()
    profile.runcall(make_world, Random(1), system, members, AS_OF)
    return sum(function.callcount for function in profile.getstats())


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_four_times_the_members_take_four_times_the_work(system):
    assert calls_made(system, 800) < 4.5 * calls_made(system, 200)


class Draws(Random):
    """Chance that gives out, so that a search without an end is a fault."""

    draws_left = 200_000

    def getrandbits(self, bits: int) -> int:
        self.draws_left -= 1
        if self.draws_left < 0:
            raise RuntimeError("no draws left")
        return super().getrandbits(bits)


def test_names_do_not_run_out(monkeypatch):
    monkeypatch.setattr(name_lists, "GIRLS", ["Kari", "Anne Marie"])
    monkeypatch.setattr(name_lists, "BOYS", ["Ola", "Per"])
    monkeypatch.setattr(name_lists, "LAST", ["Hansen"])

    homes = make_households(Maker(Draws(1), SPOND, AS_OF), 400)

    names = {person.name for home in homes for person in home.persons}
    assert len(names) == 400


def test_phones_go_on_in_other_series_when_the_first_are_used_up(monkeypatch):
    monkeypatch.setattr("workbench.demo.households.PHONES", 100)

    homes = make_households(Maker(Random(1), SPOND, AS_OF), 150)

    people = [person for home in homes for person in home.persons]
    phones = {contact.phone for person in people for contact in (person, *person.guardians)}
    assert len(phones) > 200
    assert all(is_valid_number(parse(f"+47{phone}")) for phone in phones)
