"""The shape of a notebook: title, parameters first, short cells, no logic, nothing stored."""

import ast
import json
from pathlib import Path

import pytest

from workbench.runs import parameters

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(
    path for path in ROOT.glob("notebooks/**/*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
LOGIC = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.Try,
    ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def cells(path: Path) -> list[dict]:
    return list(json.loads(path.read_text("utf-8"))["cells"])


def source(cell: dict) -> str:
    return "".join(cell["source"])


def code(cells: list[dict]) -> list[dict]:
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_there_are_notebooks():
    assert [path.stem for path in NOTEBOOKS] == [
        "call_log",
        "mapping",
        "review",
        "club_report",
        "policy_simulation",
        "weekly",
    ]


def test_it_opens_with_a_title_and_then_the_parameters(cells):
    assert cells[0]["cell_type"] == "markdown"
    assert source(cells[0]).startswith("# ")
    assert source(cells[0]).count("\n# ") == 0
    assert cells[1]["metadata"]["tags"] == ["parameters"]
    assert [c for c in cells[2:] if "parameters" in c["metadata"].get("tags", [])] == []


def test_parameters_are_typed_literals_each_with_a_comment(path, cells):
    lines = source(cells[1]).splitlines()

    for line in lines:
        statement, _, comment = line.partition("  # ")
        (node,) = ast.parse(statement).body
        assert isinstance(node, ast.AnnAssign)
        ast.literal_eval(node.value)
        assert comment and "=" not in comment
    assert len(parameters.read_parameters(path)) == len(lines)


def test_a_cell_has_at_most_ten_lines_and_no_logic(cells):
    for cell in code(cells):
        text = source(cell)
        assert len(text.splitlines()) <= 10, cell["id"]
        found = [
            type(node).__name__ for node in ast.walk(ast.parse(text)) if isinstance(node, LOGIC)
        ]
        assert found == [], cell["id"]


def test_nothing_is_stored_from_a_run(cells):
    for cell in code(cells):
        assert cell["outputs"] == [] and cell["execution_count"] is None, cell["id"]


def test_every_code_cell_after_the_setup_follows_a_paragraph(cells):
    kinds = [cell["cell_type"] for cell in cells[3:]]

    assert kinds == ["markdown", "code"] * (len(kinds) // 2)


def test_writing_is_one_cell_near_the_end_that_takes_dry_run():
    cells = json.loads((ROOT / "notebooks/routines/weekly.ipynb").read_text("utf-8"))["cells"]
    writing = [n for n, cell in enumerate(cells) if "write" in cell["metadata"].get("tags", [])]

    assert writing == [len(cells) - 3]
    assert "dry_run=dry_run" in source(cells[writing[0]])
