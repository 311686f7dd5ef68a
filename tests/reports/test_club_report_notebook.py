"""The routine's notebook: stored without outputs, read from top to bottom, no logic of its own."""

import ast
import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "routines" / "club_report.ipynb"
CELLS = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
CODE = [cell for cell in CELLS if cell["cell_type"] == "code"]


def test_it_is_stored_without_outputs_and_with_ids_of_its_own():
    ids = [cell["id"] for cell in CELLS]

    assert len(ids) == len(set(ids))
    assert not any(cell["outputs"] or cell["execution_count"] for cell in CODE)


def test_its_parameters_are_typed_literals():
    (cell,) = [cell for cell in CODE if "parameters" in cell["metadata"].get("tags", [])]

    for line in cell["source"]:
        statement, _, comment = line.partition("#")
        assert isinstance(ast.parse(statement).body[0], ast.AnnAssign)
        assert comment and "=" not in comment


@pytest.mark.parametrize("cell", CODE, ids=[cell["id"] for cell in CODE])
def test_a_cell_calls_and_decides_nothing(cell):
    tree = ast.parse("".join(cell["source"]))

    logic = (ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.Try)
    assert not [node for node in ast.walk(tree) if isinstance(node, logic)]
    assert len(cell["source"]) <= 10


def test_prose_is_for_the_desk_and_stays_off_the_page():
    prose = [cell for cell in CELLS if cell["cell_type"] == "markdown"]

    assert all(cell["metadata"]["tags"] == ["desk"] for cell in prose)
