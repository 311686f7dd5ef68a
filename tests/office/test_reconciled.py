"""Reports one after the other: what the last one said stays, and the sums lead from it to this."""

import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.one_claim import SLUG, SUNDAY, Club, club
from workbench import office
from workbench.office.report import figures
from workbench.reports.figures import Figures
from workbench.reports.wording import describe_moves, headline, lead

__all__ = ["club"]  # the fixture

AS_OF = date(2026, 11, 22)
EXPORTS = Path(__file__).parents[1] / "golden" / "exports"
WEEK = timedelta(days=7)


def run_week(desk: office.Desk, day: date) -> Figures:
    """Run the week of a day; return what its report says."""
    week = office.plan_week(desk, office.read_inbox(desk, day), day, force="prøve")
    office.save_week(desk, week, dry_run=False)
    return figures(desk, day)


def reconciled(said: Figures) -> int:
    counts = said.counts
    gone_ore = counts.overdue_paid_ore + counts.relieved_ore
    return counts.overdue_before_ore + counts.became_overdue_ore - gone_ore


@pytest.mark.parametrize("slug", sorted(path.name for path in EXPORTS.iterdir()))
def test_B14_then_and_new_less_paid_and_credited_is_now_in_every_club_over_five_weeks(
    slug, house, monkeypatch
):
    folder = house / "data" / "clubs" / slug
    shutil.copytree(EXPORTS / slug, folder, ignore=shutil.ignore_patterns("week*"))
    said: list[Figures] = []
    desk = office.open_desk(slug)
    for number in range(5):
        day = AS_OF + number * WEEK
        monkeypatch.setenv("WORKBENCH_TODAY", f"{day}")
        newest = EXPORTS / slug / f"week{number + 1}"
        if newest.is_dir():
            shutil.copytree(newest, folder / "inbox", dirs_exist_ok=True)
        said.append(run_week(desk, day))

    for last, this in pairwise(said):
        assert this.counts.reported_on == last.as_of
        assert this.counts.overdue_before_ore == last.counts.overdue_ore
        assert this.counts.overdue_before == last.counts.overdue
        assert this.counts.paid_before_ore == last.counts.paid_ore
        before = [(age.claims_before, age.open_ore_before) for age in this.ageing]
        assert before == [(age.claims, age.open_ore) for age in last.ageing]
    assert [reconciled(each) for each in said] == [each.counts.overdue_ore for each in said]
    assert any(each.counts.overdue_paid_ore for each in said[1:])


def test_B14_a_credit_between_two_reports_leaves_the_last_one_as_it_was_sent(club: Club):
    club.week(SUNDAY)
    club.export(status="Kreditert", ore=0)
    club.week(SUNDAY + WEEK)

    this = figures(club.desk, SUNDAY + WEEK)

    assert this.counts.overdue_before_ore == 500_00
    assert (this.counts.overdue_paid_ore, this.counts.relieved_ore) == (0, 500_00)
    assert describe_moves(this) == (
        "500\u00a0kr var forfalt 4. oktober. Siden da: 500\u00a0kr er kreditert, utsatt eller til "
        "vurdering. Det blir 0\u00a0kr."
    )


def test_B14_money_that_a_late_file_shows_came_in_with_the_report_that_tells_of_it(club: Club):
    club.week(SUNDAY)
    club.export(status="Betalt", paid=500)
    club.week(SUNDAY + WEEK)

    this = figures(club.desk, SUNDAY + WEEK).counts

    assert (this.paid_ore, this.overdue_paid_ore, this.relieved_ore) == (500_00, 500_00, 0)


def test_the_same_day_run_again_is_compared_with_the_same_report(club: Club):
    club.week(SUNDAY)
    club.export(status="Betalt", paid=500)
    club.week(SUNDAY + WEEK)
    first = figures(club.desk, SUNDAY + WEEK)

    club.export(status="Betalt", paid=500)
    club.week(SUNDAY + WEEK)

    assert figures(club.desk, SUNDAY + WEEK).counts == first.counts


def test_nothing_is_overdue_is_only_said_when_the_list_of_claims_is_new_enough(club: Club):
    settings = club.home / "club.toml"
    text = settings.read_text("utf-8").replace("fil_dager = 90", "fil_dager = 6")
    settings.write_text(text, "utf-8")
    club.desk = office.open_desk(SLUG)
    club.export(status="Betalt", paid=500)
    club.week(SUNDAY)

    new, old = (figures(club.desk, SUNDAY + timedelta(days=days)) for days in (0, 30))

    assert "og ingenting er forfalt" in headline(new)
    assert "ingenting av det som kunne leses, er forfalt" in headline(old)
    assert "noe kan være forfalt uten å stå her" in lead(old)[0]


SPOND_KARI = "Kari;Li;01.02.1980;41234501;Ski"
SPOND_CLAIM = "Kari Li;Treningsavgift;;Ikke betalt;0;500;15.08.2026;2;10.09.2026"


@pytest.mark.parametrize("is_second_run", [False, True])
def test_a_club_that_moves_to_another_system_has_nothing_new_and_nothing_credited(
    club: Club, is_second_run: bool
):
    settings = club.home / "club.toml"
    text = settings.read_text("utf-8").replace('system = "spoortz"', 'system = "spond"')
    text = text.replace('flere_kilder = ["spond"]', 'flere_kilder = ["spoortz"]')
    settings.write_text(text, "utf-8")
    club.desk = office.open_desk(SLUG)
    club.week(SUNDAY)
    club.put("spond_medlemmer", SPOND_KARI)
    club.put("spond_betalinger", SPOND_CLAIM)
    if is_second_run:
        run_week(club.desk, SUNDAY)
    this = run_week(club.desk, SUNDAY + WEEK).counts

    assert this.overdue_before_ore == this.overdue_ore == 500_00
    assert (this.became_overdue_ore, this.overdue_paid_ore, this.relieved_ore) == (0, 0, 0)
    assert club.desk.db["same_claims"].count == 1


def test_a_report_saved_twice_from_the_same_week_is_saved_once(club: Club):
    club.week(SUNDAY)  # after it there is nothing new
    week = office.plan_week(club.desk, office.read_inbox(club.desk, SUNDAY), SUNDAY)
    for _ in range(2):
        office.save_week(club.desk, week, dry_run=False)

    assert club.desk.db["reports"].count == 1


def test_B14_a_discarded_plan_that_is_run_again_is_compared_with_as_the_others(club: Club):
    club.week(SUNDAY)
    club.week(SUNDAY + WEEK)
    club.go_to(SUNDAY)
    office.discard_later_plans(club.desk, SUNDAY)

    club.week(SUNDAY + WEEK)

    later = figures(club.desk, SUNDAY + 2 * WEEK).counts
    assert later.reported_on == SUNDAY + WEEK
