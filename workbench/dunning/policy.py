"""A club's policy: the levels of dunning as rows of a TOML file, checked when it is read."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.model.errors import UsageError
from workbench.model.kinds import Channel, StepKind
from workbench.model.settings import read_settings


class Level(BaseModel):
    """Take the step `step_id` when `days` days have passed since the due date or the previous step.

    Days that a hold covers do not count.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=1)
    step_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    kind: StepKind
    after: Literal["due", "previous"]
    days: int = Field(ge=1, le=365)
    channel: Channel


class Policy(BaseModel):
    """The levels in their order, and the limits of the club."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    minimum_ore: int = Field(ge=0)
    many_unpaid: int = Field(ge=2)
    levels: tuple[Level, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_levels(self) -> "Policy":
        numbers = [level.number for level in self.levels]
        names = [level.step_id for level in self.levels]
        if numbers != sorted(set(numbers)):
            raise ValueError("trinnene må ha ulike, stigende nummer")
        if len(names) != len(set(names)):
            raise ValueError("to trinn har samme step_id")
        if self.levels[0].after != "due":
            raise ValueError('det første trinnet kan bare telle fra forfall (after = "due")')
        if any(level.after != "previous" for level in self.levels[1:]):
            raise ValueError("trinn etter det første må telle fra trinnet før")
        return self


@dataclass(frozen=True)
class PolicyFile:
    """A policy, and the hash of the file that it was read from."""

    policy: Policy
    sha256: str


def load_policy(path: Path) -> PolicyFile:
    """Read a policy. Raises UsageError with the name of the file and what is wrong in it."""
    try:
        policy = read_settings(Policy, path, path.name)
    except FileNotFoundError as error:
        policies = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml"))) or "ingen"
        raise UsageError(
            f"{path.name}: regelsettet finnes ikke; velg et av disse i club.toml: {policies}."
        ) from error
    return PolicyFile(policy, hashlib.sha256(path.read_bytes()).hexdigest())
