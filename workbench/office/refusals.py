"""A notebook run by hand: when a cell is refused, its sentence is all that the others show."""

import sys
from typing import Any

from workbench.model.errors import WorkbenchError

ARRIVAL_SECONDS = 1  # longer than a browser takes to send the cells of a notebook


def stop_after_failures() -> None:
    """Keep a kernel from running the cells that were sent with one that failed.

    «Run All» sends each cell by itself; the kernel drops those that arrive soon after a failure:
    any other would run with names that are missing, or that are left from another club.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.set_custom_exc((NameError,), _show_missing_name)
        if hasattr(shell, "kernel"):
            shell.kernel.stop_on_error_timeout = ARRIVAL_SECONDS


def _show_missing_name(shell: Any, *fault: Any, tb_offset: int | None = None) -> None:
    """Show the error, unless the name is missing because a cell before this one was refused."""
    before = getattr(shell.last_execution_result, "error_in_exec", None)
    refusal = before.__cause__ if isinstance(before, NameError) else before
    if isinstance(refusal, WorkbenchError):
        fault[1].__cause__ = refusal  # the next cell looks here
    else:
        shell.showtraceback(fault, tb_offset=tb_offset)
