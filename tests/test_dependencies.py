"""What the house stands on: floors of versions, and what must not have come along."""

import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

import pandas as pd
import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
FLOORS = {
    "jupyter-server": (2, 20),  # CVE-2026-44727: stored XSS that reaches the kernel
    "nbconvert": (7, 17, 1),  # CVE-2026-39378: reads files it should not
    "voila": (0, 5, 13),
    "pysqlite3": (0, 6, 1),  # SQLite without the WAL-reset bug
    "pandas": (3,),
}


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


@pytest.mark.parametrize("name", FLOORS)
def test_a_library_is_at_or_above_its_floor(name):
    assert numbers(version(name)) >= FLOORS[name]


def test_text_in_frames_is_python_text():
    assert pd.Series(["a"]).dtype.storage == "python"


@pytest.mark.parametrize("name", ["pyarrow", "pysqlite3-binary", "splink", "mutmut"])
def test_a_library_that_would_change_the_others_is_not_here(name):
    with pytest.raises(PackageNotFoundError):
        version(name)


def test_the_installed_libraries_agree():
    check = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)

    assert check.returncode == 0, check.stdout


def test_constraints_are_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()

    assert lines
    for line in lines:
        name, _, number = line.partition("==")
        assert name.replace("-", "").replace("_", "").replace(".", "").isalnum(), line
        assert number and not set(number) & set("/:@ "), line


def test_every_pinned_version_runs_on_the_python_of_debian_12():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    names = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    needs = {
        each.name: each.metadata["Requires-Python"]
        for each in distributions()
        if each.name.lower().replace("_", "-") in names
    }

    assert len(needs) > len(names) * 0.8
    assert [
        name for name, need in needs.items() if need and "3.11.2" not in SpecifierSet(need)
    ] == []


def test_every_dependency_is_pinned_and_stands_in_the_table():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    }
    table = (ROOT / "docs" / "dependencies.md").read_text("utf-8")

    for requirement in wanted:
        name = requirement.partition(">=")[0]
        assert name.lower() in pinned, name
        assert f"| {name} |" in table, name


def test_no_package_registrys_address_stands_in_a_file():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    hosts = [
        "".join(parts) for parts in (("pypi", ".org"), ("python", "hosted"), ("deb.", "debian"))
    ]

    for name in filter(None, tracked):
        content = (ROOT / name).read_bytes()
        assert not any(host.encode() in content for host in hosts), name
