"""What JupyterLab stores of a notebook: nothing that a run showed of people."""

import copy
import json
import runpy
from pathlib import Path

import pytest

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
