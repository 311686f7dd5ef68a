"""Setting up installs what a machine lacks where it may, or says in one line how to get it."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of commands that stands first, and alone, on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "touch", "mkdir", "chmod", "ln"):
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
        env={"PATH": str(tools), "OWN_PYTHON": "/nowhere", **extra},
    )


NO_VENV = """case "$2" in
  *ensurepip*) [ -e installed ] || exit 1;;
  *version_info\\[*) echo python3.11-venv;;
  venv) mkdir -p .venv/bin; printf '#!/bin/sh\\n' > .venv/bin/python; chmod +x .venv/bin/python;;
esac"""


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (None, "Python mangler. Kjør: sudo apt-get install python3 python3-venv"),
        ('case "$2" in *version_info\\ \\<*) exit 1;; esac; echo "Python 3.9.2"',
         "Python 3.9.2 er for gammel; arbeidsbenken trenger 3.11 eller nyere"),
        (NO_VENV, "Pakken python3.11-venv mangler. Kjør: sudo apt-get install python3.11-venv"),
    ],
    ids=["no-python", "old-python", "no-ensurepip"],
)  # fmt: skip
def test_what_python_lacks_and_may_not_be_installed_is_named(python, sentence, tools, tmp_path):
    put(tools, "id", "echo 1000")
    if python:
        put(tools, "python3", python)

    setup = run("python.sh", tools, tmp_path)

    assert setup.returncode == 2
    assert setup.stderr.startswith(sentence)
    assert len(setup.stderr.splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("has_python", [True, False])
def test_what_python_lacks_is_installed_where_it_may(has_python, tools, tmp_path):
    put(tools, "id", "echo 0")
    asked = tmp_path / "asked"
    if has_python:
        put(tools, "python3", NO_VENV)
        put(tools, "apt-get", f'echo "$@" >> {asked}; touch installed')
    else:
        put(tools, "later", NO_VENV)
        put(
            tools, "apt-get", f'echo "$@" >> {asked}; touch installed; ln -sf later {tools}/python3'
        )

    setup = run("python.sh", tools, tmp_path)

    packages = "python3.11-venv" if has_python else "python3 python3-venv"
    assert setup.returncode == 0, setup.stderr
    assert asked.read_text().splitlines() == ["-qq update", f"-qq install -y {packages}"]
    assert (tmp_path / ".venv" / "ready").exists()


@pytest.mark.parametrize(
    ("own", "chosen"),
    [("", "own"), ("exit 1", "python3"), (None, "python3")],
    ids=["usable", "too-old-or-without-ensurepip", "absent"],
)
def test_debians_own_python_is_taken_where_it_can_be_used(own, chosen, tools, tmp_path):
    put(tools, "python3", f"echo python3 >> {tmp_path}/asked\n{NO_VENV}")
    if own is not None:
        put(tools, "own", f"echo own >> {tmp_path}/asked\n{own}\n{NO_VENV}")
    (tmp_path / "installed").touch()

    setup = run("python.sh", tools, tmp_path, OWN_PYTHON=str(tools / "own"))

    assert setup.returncode == 0, setup.stderr
    assert (tmp_path / "asked").read_text().splitlines()[-1] == chosen


def test_a_package_that_cannot_be_had_is_named(tools, tmp_path):
    put(tools, "id", "echo 0")
    put(tools, "apt-get", "exit 100")
    put(tools, "python3", NO_VENV)

    setup = run("python.sh", tools, tmp_path)

    assert setup.returncode == 2
    assert setup.stderr == (
        "Pakken python3.11-venv mangler. Kjør: sudo apt-get install python3.11-venv\n"
    )
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
