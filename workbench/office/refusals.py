"""A notebook run by hand: when a cell fails, the cells sent with it do not run."""

import sys
import time
from typing import Any

from workbench.model.errors import WorkbenchError

# longer than a browser takes to send the cells of a notebook; the kernel's own setting for this,
# stop_on_error_timeout, has no effect when the kernel reads its messages in a thread
ARRIVAL_SECONDS = 1


def stop_after_failures() -> None:
    """Keep a kernel from running the cells that were sent together with one that failed.

    Jupyter drops the cells that have arrived by then. «Run All» sends each cell by itself: a cell
    that arrives later would run with names that are missing, or left over from another club. Of
    cells after one that was refused, the missing names are not shown.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.events.register("post_run_cell", _wait_for_next_cells)
        shell.set_custom_exc((NameError,), _show_unless_refused)


def _wait_for_next_cells(result: Any) -> None:
    if not result.success:
        time.sleep(ARRIVAL_SECONDS)


def _show_unless_refused(shell: Any, *error: Any, tb_offset: int | None = None) -> None:
    """Show a NameError, unless the name is missing because an earlier cell was refused."""
    last_error = getattr(shell.last_execution_result, "error_in_exec", None)
    refusal = last_error.__cause__ if isinstance(last_error, NameError) else last_error
    if isinstance(refusal, WorkbenchError):
        error[1].__cause__ = refusal  # read above when the next cell fails
    else:
        shell.showtraceback(error, tb_offset=tb_offset)
