"""What people do, one function each: read the books, decide in the pure rooms, write the result.

Each is imported at first use: an agent's form does not need the modules that read exports.
"""

from importlib import import_module
from typing import Any

from workbench.office.refusals import stop_after_failures

HOMES = {
    "Desk": "desk",
    "answer_tasks": "tasks",
    "accept_books": "custody",
    "approve_policy": "policy_change",
    "check_books": "custody",
    "clock": "desk",
    "choose_policy": "policy_change",
    "club_report": "report",
    "discard_later_plans": "week",
    "forget_books": "custody",
    "import_inbox": "imports",
    "open_desk": "desk",
    "parse_as_of": "desk",
    "parse_day": "desk",
    "plan_week": "week",
    "read_inbox": "inbox",
    "save_week": "week",
    "show": "day_lists",
    "show_policy_change": "policy_change",
    "take_replies": "returned_lists",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)


stop_after_failures()  # has an effect in notebooks only
