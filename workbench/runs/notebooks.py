"""Run a notebook with papermill, and convert an executed one to an HTML page.

Importing jsonschema takes seconds because of one optional format, so that format's module is
disabled before papermill is imported. Kernels are forked, and use sockets in a private folder.
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
LOADING = Lock()  # clubs run in threads, and each may be the first to need a kernel
CONVERTING = Lock()  # an exporter converts one page at a time
START_SECONDS, CELL_SECONDS = 120, 900
REFUSALS = {  # names of the errors that the package raises on purpose
    name for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, WorkbenchError)
}  # fmt: skip


class RoutineError(WorkbenchError):
    """A notebook stopped on a fault in the program; the message names the class of the error."""


def load() -> tuple[Any, Any]:
    """Return papermill and our engine; at the first call prepare, and start the fork server."""
    with LOADING:
        return _load()


@cache
def _load() -> tuple[Any, Any]:
    prepare()
    from workbench.runs.fork_server import SERVER

    SERVER.start()
    import papermill  # type: ignore[import-untyped]

    from workbench.runs import engine

    return papermill, engine


@cache
def prepare() -> None:
    """Disable what is slow to import, and make a private folder for kernels."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    temporary, cleanup = Path(tempfile.gettempdir()), ExitStack()
    sweep(temporary)
    # mode 0700; its path is short, since that of a socket is limited; removed when the runner ends
    private = cleanup.enter_context(working_folder(temporary))
    atexit.register(cleanup.close)
    os.environ["JUPYTER_RUNTIME_DIR"] = os.environ["IPYTHONDIR"] = str(private)


def execute(notebook: Path, output: Path, values: Mapping[str, Any]) -> None:
    """Run a notebook with its parameters and write the executed copy to `output`.

    Raises UsageError for wrong parameters and for errors of the package in the kernel, except that
    BooksMoved is raised as such; OSError if `output` cannot be written; RoutineError for any other
    fault, with the cells that ran written to `output`.
    """
    parameters.check(notebook, values)
    papermill, engine = load()
    _require_disk_space()
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
        raise _translate_cell_error(error, notebook) from error
    except Exception as error:  # such as a kernel that died
        if describe_disk_fault(error):
            raise
        raise RoutineError(
            f"{notebook.name} stanset ({type(error).__name__}); kjør på nytt, og meld fra om det "
            "skjer igjen."
        ) from error


def _translate_cell_error(error: Any, notebook: Path) -> WorkbenchError:
    if error.ename == BooksMoved.__name__:
        return BooksMoved(str(error.evalue))
    if error.ename in REFUSALS:
        return UsageError(str(error.evalue))
    if sentence := describe_disk_fault(error.evalue):
        return UsageError(sentence)
    # the error's own text may hold a name or a number: it stays in the notebook
    return RoutineError(
        f"{notebook.name} stanset i celle {error.exec_count} ({error.ename}); "
        "feilen står i notatboken, i mappen som slutter på .feilet."
    )


def _require_disk_space() -> None:
    """Raise OSError if the disk is too full for a kernel to start: it could not report that."""
    with tempfile.TemporaryDirectory(dir=os.environ["JUPYTER_RUNTIME_DIR"]) as folder:
        for number in range(40):  # more and larger files than a kernel's own
            Path(folder, str(number)).write_bytes(bytes(8192))


def write_page(notebook: Path, page: Path, title: str) -> None:
    """Convert an executed notebook to the club's HTML page: no code, scripts or outside links."""
    load()
    resources = {"metadata": {"title": title}}
    with CONVERTING:
        body, _ = _exporter().from_filename(str(notebook), resources=resources)
    page.write_text(body, "utf-8")


@cache
def _exporter() -> Any:
    """Return the HTML exporter; its templates are compiled at the first page only."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    return HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="clubreport",
        extra_template_basedirs=[str(TEMPLATES)],
        config=Config(
            TagRemovePreprocessor={"enabled": True, "remove_cell_tags": {"desk"}},
            HTMLExporter={"exclude_input": True, "exclude_anchor_links": True},
        ),
    )
