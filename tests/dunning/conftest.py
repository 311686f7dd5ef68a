import shutil
from pathlib import Path

import pytest

from tests.dunning.sample_claims import BOTH, claim, contact, day, member
from workbench.dunning.claim_facts import Terms
from workbench.dunning.law import load_law
from workbench.dunning.plan import plan
from workbench.dunning.plan_inputs import Policies
from workbench.dunning.policy import Policy
from workbench.dunning.promises import Agreements
from workbench.model.kinds import StepKind

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


@pytest.fixture(scope="session")
def rows_on(policy):
    """The plan so many days after the due date."""

    def rows_on(
        n,
        *claims,
        members=(),
        contacts=(),
        guardians=(),
        owed=(),
        holds=(),
        judgements=None,
        steps=(),
        policy=policy,
        choices=None,
        known=(),
        assigned=BOTH,
        terms=None,
        **more,
    ):
        refused = {kind: "no_calls" for kind in StepKind if kind not in assigned}
        return plan(
            claims or [claim()],
            members=members or [member()],
            contacts=contacts or [contact()],
            guardian_contacts=guardians,
            liabilities=owed,
            agreements=Agreements(holds, judgements or {}),
            steps=steps,
            policies=Policies(policy, {own.id: own for own in (policy, *known)}, choices or {}),
            terms=Terms(day(n), refused, **terms or {}),
            **more,
        )

    return rows_on


@pytest.fixture(scope="session")
def plan_on(rows_on):
    def plan_on(*args, **more):
        return {row.claim_id: row for row in rows_on(*args, **more)}

    return plan_on


@pytest.fixture(scope="session")
def answer_on(plan_on):
    """The row of a single claim."""

    def answer_on(*args, **more):
        (row,) = plan_on(*args, **more).values()
        return row

    return answer_on


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
