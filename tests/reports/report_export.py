"""Turn figures into the club's page the way `runs` does: the routine's notebook, then nbconvert."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from traitlets.config import Config

import workbench.reports
from workbench.reports import pages
from workbench.reports.figures import Figures

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # seconds at import
nbformat = import_module("nbformat")
nbconvert = import_module("nbconvert")

ROOT = Path(workbench.reports.__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "routines" / "club_report.ipynb"
TEMPLATES = Path(workbench.reports.__file__).parent / "template"


def exporter() -> Any:
    """The options that `runs` uses."""
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = {"desk", "parameters", "setup"}
    return nbconvert.HTMLExporter(
        config=config,
        template_name="clubreport",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )


def executed(figures: Figures) -> Any:
    """The routine's notebook with the outputs that its last lines give."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    names = {"pages": pages, "figures": figures}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("pages."):
            html = eval(cell.source, names)._repr_html_()
            data = {"text/html": html, "text/plain": "Page"}
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data)]
    return notebook


def export(figures: Figures, *, notebook: Any = None) -> str:
    """The page as text."""
    title = f"Ukesrapport {figures.club_name} {figures.as_of.isoformat()}"
    resources = {"metadata": {"name": "club_report", "title": title}}
    html, _ = exporter().from_notebook_node(notebook or executed(figures), resources=resources)
    return html
