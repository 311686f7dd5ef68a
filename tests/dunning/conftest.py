import shutil
from pathlib import Path

import pytest

from workbench.dunning.law import load_law
from workbench.dunning.policy import Policy

RATES = Path(__file__).parents[2] / "data" / "rates"

LEVELS = (
    ("reminder_1", "reminder", "due", 5, ["member_system"]),
    ("reminder_2", "reminder", "previous", 14, ["member_system"]),
    ("call", "call", "previous", 7, ["phone"]),
)


@pytest.fixture(scope="session")
def policy():
    """Two reminders and a call, after 5, 14 and 7 counted days."""
    names = ("step_id", "kind", "after", "days", "channels")
    levels = [
        dict(zip(names, level, strict=True)) | {"number": n, "title": level[0]}
        for n, level in enumerate(LEVELS, start=1)
    ]
    return Policy.model_validate(
        {"id": "p", "title": "P", "minimum_ore": 50_00, "many_unpaid": 3, "levels": levels}
    )


@pytest.fixture
def new_law(tmp_path):
    """The law of the house, with a first day of the new inkassolov."""

    def new_law(first_on):
        folder = tmp_path / "rates"
        shutil.copytree(RATES, folder)
        text = (folder / "reviewed.toml").read_text("utf-8")
        assert "# inkl26_in_force = 2027-01-01" in text
        text = text.replace(
            "# inkl26_in_force = 2027-01-01", f"inkl26_in_force = {first_on.isoformat()}"
        )
        (folder / "reviewed.toml").write_text(text, "utf-8")
        return load_law(folder)

    return new_law
