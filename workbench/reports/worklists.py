"""Names that `changes` knows from `lists`."""

from workbench.reports.lists import Column, sheet_of
from workbench.reports.lists import Table as Sheet

__all__ = ["Column", "Sheet", "sheet_of"]
