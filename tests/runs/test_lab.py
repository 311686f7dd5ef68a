"""JupyterLab starts for anybody, and stores nothing that a run showed of people."""

import copy
import json
import os
import runpy
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from workbench.cli import club_commands

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "workbench" / "runs" / "lab_config.py"


@pytest.fixture
def shown() -> dict:
    """A notebook as JupyterLab saves it after Run All."""
    content = json.loads((ROOT / "notebooks/routines/weekly.ipynb").read_text("utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 3
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "Kari Dahl"}]
    return {"type": "notebook", "content": content}


def save(path: str, model: dict) -> dict:
    """Save by the hook that the configuration gives to Jupyter."""

    class Settings:
        class FileContentsManager:
            pre_save_hook = None

    runpy.run_path(str(CONFIG), init_globals={"get_config": lambda: Settings})
    model = copy.deepcopy(model)
    Settings.FileContentsManager.pre_save_hook(path=path, model=model, contents_manager=None)
    return model


def test_a_routine_is_stored_without_outputs(shown):
    saved = save("notebooks/routines/weekly.ipynb", shown)

    assert "Kari" not in json.dumps(saved)
    code = [cell for cell in saved["content"]["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] is None for cell in code)


def test_the_record_of_a_run_keeps_its_outputs(shown):
    assert save("reports/solvik-il/2026-11-22/weekly.ipynb", shown) == shown


def test_jupyter_reads_the_configuration(tmp_path):
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader(CONFIG.name, str(CONFIG.parent)).load_config()

    assert config.FileContentsManager.pre_save_hook.__name__ == "strip_outputs"


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of the test's own for all that Jupyter writes, and a browser that opens nothing."""
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setenv("JUPYTER_PORT", "0")  # any that is free
    return tmp_path / "JUPYTER_RUNTIME_DIR"


def answer(runtime: Path) -> tuple[dict[str, str], str] | None:
    """Return where JupyterLab says that it serves, and its page; None while it does not."""
    for server in runtime.glob("jpserver-*.json"):
        about = json.loads(server.read_text("utf-8") or "{}")
        with suppress(URLError, KeyError):  # it says so a moment before it listens
            return about, urlopen(f"{about['url']}lab?token={about['token']}").read().decode()
    return None


def test_jupyterlab_starts_for_whoever_runs_the_tests_also_root(house, own_folders):
    command = [sys.executable, "-m", "workbench.cli", "lab"]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            while (answered := answer(own_folders)) is None:
                assert process.poll() is None, process.communicate()[1]
                time.sleep(0.05)
        finally:
            process.terminate()

    about, page = answered
    assert about["root_dir"] == str(house)
    assert "JupyterLab" in page


@pytest.mark.parametrize("user", [0, 1000])
def test_only_root_is_warned_and_let_past_what_jupyter_refuses(user, house, monkeypatch, capsys):
    started = []
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(os, "execv", lambda program, arguments: started.extend(arguments))

    club_commands.lab()

    warning = "JupyterLab kjører som root: det som kjøres i den, kan endre hele maskinen."
    assert ("--allow-root" in started) == (user == 0)
    assert " ".join(capsys.readouterr().err.split()) == (warning if user == 0 else "")
