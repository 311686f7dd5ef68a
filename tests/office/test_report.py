"""The report and the summary of a club's books, with what the demo knows to be true."""

from datetime import date, timedelta

import pytest

from workbench import office
from workbench.office.day import has_kept_day
from workbench.office.report import figures
from workbench.office.summary import summarise

AS_OF = date(2026, 11, 22)


@pytest.fixture
def desk(club) -> office.Desk:
    desk = office.open_desk("solvik-il")
    week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
    office.save_week(desk, week, dry_run=False)
    return desk


def test_report_and_summary_agree_and_equal_the_truth(desk, truth):
    counts, summary = figures(desk, AS_OF).counts, summarise(desk, AS_OF)

    assert summary.members == truth["members"]
    assert summary.claims == truth["claims"]
    assert summary.outstanding_ore == counts.overdue_ore == truth["outstanding_ore"]
    assert summary.overdue == counts.overdue
    assert summary.payers_to_call == counts.to_phone
    assert summary.new_files > 0


def test_the_report_leaves_nothing_behind_whether_the_day_is_kept_or_not(desk):
    tables, temporary = desk.db.table_names(), temporary_tables(desk)
    for day in (AS_OF, AS_OF + timedelta(days=1)):
        assert has_kept_day(desk, day) == (day == AS_OF)

        assert figures(desk, day) == figures(desk, day)

    assert desk.db.table_names() == tables
    assert temporary_tables(desk) == temporary


def temporary_tables(desk):
    return desk.db.execute("SELECT name FROM sqlite_temp_schema ORDER BY name").fetchall()
