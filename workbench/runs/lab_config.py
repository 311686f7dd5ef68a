"""JupyterLab's configuration: notebooks are saved without outputs, which show persons."""

from pathlib import PurePosixPath
from typing import Any


def strip_outputs(*, path: str, model: dict[str, Any], **_: Any) -> None:
    """Remove outputs before a notebook under notebooks/ is saved; a run's own copy keeps them."""
    if model["type"] != "notebook" or PurePosixPath(path.lstrip("/")).parts[:1] != ("notebooks",):
        return
    model["content"]["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},  # without a version: it differs between machines
    }
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


if "get_config" in globals():  # Jupyter defines it when it reads this file
    get_config().FileContentsManager.pre_save_hook = strip_outputs  # type: ignore[name-defined]  # noqa: F821
