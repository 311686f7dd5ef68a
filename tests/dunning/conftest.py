import pytest

from workbench.dunning.policy import Policy

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
