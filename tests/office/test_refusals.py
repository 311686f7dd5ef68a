"""A notebook run by hand, in a kernel as JupyterLab starts it: a refusal is one sentence."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from workbench import office
from workbench.model import errors

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
DAY = date(2026, 11, 22)
KINDS = [
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.WorkbenchError)
]


class Kernel:
    """A kernel, and what each cell sent to it showed."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def run(self, code: str) -> tuple[str, list[dict[str, Any]]]:
        """Run a cell whatever became of those before it; return its status and its outputs."""
        shown: list[dict[str, Any]] = []

        def note(message: dict[str, Any]) -> None:
            if message["msg_type"] in {"stream", "error", "display_data", "execute_result"}:
                shown.append(message["content"])

        reply = self.client.execute_interactive(code, timeout=60, output_hook=note)
        return reply["content"]["status"], shown


@pytest.fixture
def kernel(house: Path) -> Iterator[Kernel]:
    manager, client = start_new_kernel()
    yield Kernel(client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def cells(notebook: str, **values: str) -> list[str]:
    """Return a notebook's cells of code; those given are set at the end of the first."""
    content = json.loads((NOTEBOOKS / notebook).read_text("utf-8"))
    parts = ["".join(c["source"]) for c in content["cells"] if c["cell_type"] == "code"]
    given = [f"{name} = {value!r}" for name, value in values.items()]
    return ["\n".join([parts[0], *given]), *parts[1:]]


def save_day() -> None:
    desk = office.open_desk("solvik-il")
    week = office.plan_week(desk, office.read_inbox(desk, DAY), DAY)
    office.save_week(desk, week, dry_run=False)
    desk.close()


def add_strange_file(club: Path) -> None:
    (club / "inbox" / "notat.txt").write_text("Husk dugnad lørdag\n", "utf-8")


@pytest.mark.parametrize(
    ("notebook", "values", "prepare", "sentence"),
    [
        ("weekly", {"as_of": (DAY - timedelta(1)).isoformat()}, lambda club: save_day(),
         "21.11.2026 er før den siste planen, som er fra 22.11.2026"),
        ("weekly", {"club": "finnes-ikke"}, None, "'finnes-ikke': klubben finnes ikke"),
        ("weekly", {"as_of": "22.11.2026"}, None, "'22.11.2026' er ingen dato"),
        ("weekly", {}, add_strange_file, "notat.txt: filen ligner ingen eksport"),
        ("club_report", {"club": "finnes-ikke"}, None, "'finnes-ikke': klubben finnes ikke"),
    ],
)  # fmt: skip
def test_a_refused_notebook_shows_one_sentence_also_where_the_other_cells_are_run(
    kernel: Kernel,
    club: Path,
    notebook: str,
    values: dict[str, str],
    prepare: Callable[[Path], None] | None,
    sentence: str,
):
    if prepare is not None:
        prepare(club)
    kernel.run("from workbench.office import refusals; refusals.ARRIVAL_SECONDS = 0")

    outputs = [kernel.run(cell)[1] for cell in cells(f"routines/{notebook}.ipynb", **values)]

    (error,) = (output for shown in outputs for output in shown)
    assert error["traceback"] == [error["evalue"]]
    assert sentence in error["evalue"]


def test_the_cells_sent_together_with_a_failed_one_are_not_run(kernel: Kernel, club: Path):
    first, setup, *others = cells("routines/weekly.ipynb", club="finnes-ikke")
    kernel.run(first)
    client = kernel.client

    client.execute(setup)
    while client.get_iopub_msg(timeout=60)["msg_type"] != "error":
        pass
    with pytest.raises(Empty):  # the kernel is waiting for what a slow JupyterLab still sends
        client.get_iopub_msg(timeout=0.3)
    late = [client.execute(cell) for cell in others]

    replies = [client.get_shell_msg(timeout=60) for _ in [setup, *others]]
    status = {reply["parent_header"]["msg_id"]: reply["content"]["status"] for reply in replies}
    assert {status[cell] for cell in late} == {"aborted"}


def test_every_kind_of_refusal_is_its_sentence_and_other_errors_are_shown_whole(kernel: Kernel):
    kernel.run("from workbench.model import errors; from workbench.office import refusals")
    kernel.run("refusals.ARRIVAL_SECONDS = 0")

    for kind in KINDS:
        status, (error,) = kernel.run(f"raise errors.{kind}('Mappen er tom.') from ValueError('x')")
        assert (status, error["ename"], error["traceback"]) == ("error", kind, ["Mappen er tom."])
    _, (fault,) = kernel.run("1 / 0")
    _, (missing,) = kernel.run("finnes_ikke")

    assert len(fault["traceback"]) > 1
    assert "finnes_ikke" in missing["evalue"]
    assert len(missing["traceback"]) > 1
