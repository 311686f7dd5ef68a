"""Run a notebook by papermill and turn one into a page; the only place that knows how.

Importing jsonschema costs seconds because of one optional format; it is left out before papermill
is imported, once for the runner's whole life. Kernels are forked, and speak by sockets in a private
folder.
"""

import atexit
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from workbench.model import errors
from workbench.model.errors import BooksMoved, UsageError, WorkbenchError
from workbench.runs import parameters
from workbench.store.disk import describe_disk_fault
from workbench.store.files import sweep, working_folder

TEMPLATES = Path(__file__).parents[1] / "reports" / "template"
ROUTINES = Path(__file__).parents[2] / "notebooks" / "routines"
KERNEL_ARGUMENTS = ["--HistoryManager.enabled=False"]  # history would open a second SQLite
LOADING = Lock()  # clubs are run in threads, and each may be the first to need a kernel
CONVERTING = Lock()  # an exporter makes one page at a time
START_SECONDS, CELL_SECONDS = 120, 900
REFUSALS = {
    name for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, WorkbenchError)
}  # fmt: skip


class RoutineError(WorkbenchError):
    """A notebook stopped on a fault in the program; the message names the cell's error."""


def load() -> tuple[Any, Any]:
    """Prepare for kernels where that is not done; return papermill and its engine."""
    with LOADING:
        return _load()


@cache
def _load() -> tuple[Any, Any]:
    prepare()
    from workbench.runs.fork_server import SERVER

    SERVER.start()
    import papermill

    from workbench.runs import engine

    return papermill, engine


@cache
def prepare() -> None:
    """Leave out what is slow to import, and make a private folder for kernels."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    temporary, folders = Path(tempfile.gettempdir()), ExitStack()
    sweep(temporary)
    # 0700, and short, since a socket's path is limited; removed when the runner ends
    private = folders.enter_context(working_folder(temporary))
    atexit.register(folders.close)
    os.environ["JUPYTER_RUNTIME_DIR"] = os.environ["IPYTHONDIR"] = str(private)


def execute(notebook: Path, output: Path, values: Mapping[str, Any]) -> None:
    """Run a notebook with its parameters and write the executed copy to `output`.

    Raises UsageError for wrong parameters and for what the package refuses in the kernel, and
    BooksMoved for that; OSError where the disk refuses `output`; RoutineError for any other fault,
    after `output` has been written up to it.
    """
    parameters.check(notebook, values)
    papermill, engine = load()
    _require_room()
    try:
        papermill.execute_notebook(
            str(notebook),
            str(output),
            parameters=dict(values),
            engine_name=engine.NAME,
            kernel_name="python3",
            progress_bar=False,
            start_timeout=START_SECONDS,
            execution_timeout=CELL_SECONDS,
            kernel_manager_class=engine.RunnersKernel,
            extra_arguments=KERNEL_ARGUMENTS,
            shutdown_kernel="immediate",
        )
    except papermill.PapermillExecutionError as error:
        if error.ename in REFUSALS:
            refusal = BooksMoved if error.ename == BooksMoved.__name__ else UsageError
            raise refusal(str(error.evalue)) from error
        if sentence := describe_disk_fault(error.evalue):
            raise UsageError(sentence) from error
        # what the error says may hold a name or a number: it stands in the notebook, not here
        raise RoutineError(
            f"{notebook.name} stanset i celle {error.exec_count} ({error.ename}); "
            "feilen står i notatboken, i mappen som slutter på .feilet."
        ) from error
    except Exception as error:  # such as a kernel that died
        if describe_disk_fault(error):
            raise
        raise RoutineError(
            f"{notebook.name} stanset ({type(error).__name__}); kjør på nytt, og meld fra om det "
            "skjer igjen."
        ) from error


def _require_room() -> None:
    """Raise OSError where a kernel would find no room to begin in: it could not say so itself."""
    with tempfile.TemporaryDirectory(dir=os.environ["JUPYTER_RUNTIME_DIR"]) as folder:
        for number in range(40):  # files, more and longer than a kernel's own
            Path(folder, str(number)).write_bytes(bytes(8192))


def to_page(notebook: Path, page: Path, title: str) -> None:
    """Turn an executed notebook into the club's page: no input, no script, nothing from outside."""
    load()
    resources = {"metadata": {"title": title}}
    with CONVERTING:
        body, _ = _exporter().from_filename(str(notebook), resources=resources)
    page.write_text(body, "utf-8")


@cache
def _exporter() -> Any:
    """Return what makes pages; it has compiled its templates after the first."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    return HTMLExporter(
        template_name="clubreport",
        extra_template_basedirs=[str(TEMPLATES)],
        config=Config(
            TagRemovePreprocessor={"enabled": True, "remove_cell_tags": {"desk"}},
            HTMLExporter={"exclude_input": True, "exclude_anchor_links": True},
        ),
    )
