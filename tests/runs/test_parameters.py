"""Parameters are checked by name and type before a notebook is run."""

from pathlib import Path

import pytest

from workbench.model.errors import UsageError
from workbench.runs import notebooks, parameters

WEEKLY = notebooks.ROUTINES / "weekly.ipynb"


def test_the_weekly_notebooks_parameters_are_read_from_its_cell():
    assert parameters.read_parameters(WEEKLY) == {
        "club": str,
        "as_of": str,
        "dry_run": bool,
        "folder": str,
        "force": str,
    }


@pytest.mark.parametrize(
    "values",
    [
        {"klubb": "solvik-il"},
        {"club=1\nopen('x','w')\nz": "q"},
        {"dry_run": "False"},
        {"dry_run": 0},
        {"as_of": None},
    ],
)
def test_an_unknown_name_or_another_type_is_refused(values, tmp_path: Path):
    output = tmp_path / "out.ipynb"

    with pytest.raises(UsageError, match=r"weekly\.ipynb: "):
        notebooks.execute(WEEKLY, output, values)

    assert not output.exists()
