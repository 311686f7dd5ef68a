"""The README cannot rot: its commands run, its table is what `make demo` prints."""

import importlib
import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from workbench.cli import app, main
from workbench.demo import club_slugs
from workbench.model.reason_rules import PLAN_REASON_RULES

ROOT = Path(__file__).parents[1]
CLUBS = [slug for slug, _ in club_slugs(5)]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(
    [command.name or command.callback.__name__ for command in app.registered_commands]
    + [group.name for group in app.registered_groups]
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is in git, with this environment: as a fresh clone after `make setup`."""
    folder = tmp_path_factory.mktemp("fresh") / "workbench"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def make(checkout: Path, target: str, *options: str) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WORKBENCH_")}
    return subprocess.run(
        ["make", "-o", ".venv/ready", *options, target],
        cwd=checkout,
        capture_output=True,
        text=True,
        env={**environment, "COLUMNS": "80"},
    )


def test_make_demo_ends_with_the_table_and_the_paths_the_readme_shows(checkout):
    run = make(checkout, "demo")

    shown = README.split("```text\n")[1].split("```")[0].strip().splitlines()
    told = run.stdout[run.stdout.index("Uken per") :].splitlines()
    folders = [Path(line.strip()) for line in told[len(shown) :] if line.startswith("  ")]
    assert run.returncode == 0, run.stdout + run.stderr
    assert [line.split() for line in told[: len(shown)]] == [line.split() for line in shown]
    assert [folder.parent.name for folder in folders] == sorted(CLUBS)
    for folder in folders:
        for name in ("rapport.html", "tiltak.xlsx", "weekly.ipynb"):
            assert (checkout / folder / name).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?m)(?:^|`)make (\w+)", README))))
def test_every_make_target_named_exists(checkout, target):
    assert make(checkout, target, "--dry-run").returncode == 0


def test_every_command_is_documented_and_every_documented_command_exists():
    rows = set(re.findall(r"^\| `workbench ([\w-]+)", README, re.MULTILINE))

    assert sorted(rows) == COMMANDS


def test_the_documented_commands_run(house, club, capsys):
    day = ("--as-of", "2026-11-22")

    statuses = {
        "import": main(["import", "solvik-il", *day]),
        "dry": main(["import", "solvik-il", "--dry-run", *day]),
        "week": main(["week", "--all", "--jobs", "2", *day]),
        "plan": main(["plan", "solvik-il", *day]),
        "queue": main(["queue", "--all", *day]),
        "check": main(["check", "--all"]),
    }

    capsys.readouterr()
    assert statuses == {"import": 0, "dry": 0, "week": 0, "plan": 0, "queue": 0, "check": 0}


def test_a_club_is_added_as_the_readme_says(house, capsys):
    block = README.split("## Add a club")[1].split("```console\n")[1].split("```")[0]
    shutil.copytree(ROOT / "data" / "example", house / "data" / "example")

    subprocess.run(["sh", "-ec", block.replace("<club>", "ny-il")], cwd=house, check=True)
    status = main(["week", "ny-il", "--as-of", "2026-11-22"])

    assert status == 2
    assert "ny-il: mappen" in capsys.readouterr().err  # all is well but the empty inbox


def test_the_pictures_and_links_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_function_that_the_walk_names_is_there():
    text = (ROOT / "docs" / "walk.md").read_text("utf-8")
    names = set(re.findall(r"`([a-z_]+(?:\.\w+)+)`", text)) - {"tiltak.xlsx"}

    for name in names:
        module, *rest = name.split(".")
        found = importlib.import_module(f"workbench.{module}")
        for part in rest:
            with suppress(ModuleNotFoundError):  # a name in a module, not a module in a room
                importlib.import_module(f"{found.__name__}.{part}")
            found = getattr(found, part)
    for file in re.findall(r"`([a-z]+/\w+\.sql)`", text):
        assert (ROOT / "workbench" / file).is_file(), file
    assert len(names) > 25


def test_every_rule_that_the_plan_names_is_explained():
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    explained = set(re.findall(r"^\| ([A-Z]\d+) \|", text, re.MULTILINE))

    assert explained == {rules.rule for rules in PLAN_REASON_RULES.values()}
