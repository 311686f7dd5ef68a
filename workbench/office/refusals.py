"""A notebook run by hand: when a cell is refused, its sentence is all that the others show."""

import sys
import time
from typing import Any

from workbench.model.errors import WorkbenchError

# longer than a browser takes to send the cells of a notebook; the kernel's own setting for it,
# stop_on_error_timeout, is passed over where it reads its messages in a thread
ARRIVAL_SECONDS = 1


def stop_after_failures() -> None:
    """Keep a kernel from running the cells that were sent with one that failed.

    Jupyter drops those that have arrived by then. «Run All» sends each by itself: one that arrives
    later would run with names that are missing, or that are left from another club.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.events.register("post_run_cell", _let_the_others_arrive)
        shell.set_custom_exc((NameError,), _show_missing_name)


def _let_the_others_arrive(result: Any) -> None:
    if not result.success:
        time.sleep(ARRIVAL_SECONDS)


def _show_missing_name(shell: Any, *fault: Any, tb_offset: int | None = None) -> None:
    """Show the error, unless the name is missing because a cell before this one was refused."""
    before = getattr(shell.last_execution_result, "error_in_exec", None)
    refusal = before.__cause__ if isinstance(before, NameError) else before
    if isinstance(refusal, WorkbenchError):
        fault[1].__cause__ = refusal  # the next cell looks here
    else:
        shell.showtraceback(fault, tb_offset=tb_offset)
