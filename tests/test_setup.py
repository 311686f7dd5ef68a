"""Setting up says in one line what a machine lacks, and how to get it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of commands that stands first, and alone, on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "touch"):
        (folder / name).symlink_to(f"/bin/{name}")
    return folder


def put(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


def run(script: str, tools: Path, cwd: Path, **extra: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", str(ROOT / ".ci" / script)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={"PATH": str(tools), **extra},
    )


@pytest.mark.parametrize(
    ("python", "said"),
    [
        (None, "Python mangler. Kjør: apt-get install python3 python3-venv"),
        ('case "$2" in *version_info\\ \\<*) exit 1;; esac; echo "Python 3.9.2"',
         "Python 3.9.2 er for gammel; arbeidsbenken trenger 3.11 eller nyere"),
        (f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"',
         f"Pakken python3.{sys.version_info[1]}-venv mangler. "
         f"Kjør: apt-get install python3.{sys.version_info[1]}-venv"),
    ],
    ids=["no-python", "old-python", "no-ensurepip"],
)  # fmt: skip
def test_what_python_lacks_is_named(python, said, tools, tmp_path):
    if python:
        put(tools, "python3", python)

    setup = run("python.sh", tools, tmp_path)

    assert setup.returncode == 2
    assert setup.stderr.startswith(said)
    assert len(setup.stderr.splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


def test_a_missing_browser_that_may_not_be_installed_is_named(tools, tmp_path):
    put(tools, "id", "echo 1000")

    browser = run("chromium.sh", tools, tmp_path)

    assert browser.returncode == 2
    assert browser.stderr == "Nettleseren mangler. Kjør: sudo apt-get install chromium\n"


def test_a_missing_browser_is_installed_where_it_may(tools, tmp_path):
    put(tools, "id", "echo 0")
    put(tools, "apt-get", f'echo "$@" >> {tmp_path}/asked')

    browser = run("chromium.sh", tools, tmp_path)

    assert browser.returncode == 0
    assert (tmp_path / "asked").read_text().splitlines() == [
        "-qq update",
        "-qq install -y chromium",
    ]
