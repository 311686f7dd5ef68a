"""What people do, one function each: get, decide by the pure rooms, put."""

from workbench.office.day import Day
from workbench.office.desk import Desk, open_desk, parse_as_of
from workbench.office.imports import import_inbox
from workbench.office.inbox import read_inbox
from workbench.office.lists import show
from workbench.office.look import accept_books, check_books, forget_books, plan_of
from workbench.office.refusals import stop_after_failures
from workbench.office.report import club_report
from workbench.office.week import plan_week, save_week

__all__ = [
    "Day",
    "Desk",
    "accept_books",
    "check_books",
    "club_report",
    "forget_books",
    "import_inbox",
    "open_desk",
    "parse_as_of",
    "plan_of",
    "plan_week",
    "read_inbox",
    "save_week",
    "show",
]

stop_after_failures()  # where a notebook imports this
