"""Invented clubs: exports in the member system's own shape, and the truth about them."""

from workbench.demo.invented_club import club_slugs, make_again, make_club
from workbench.demo.truth import Truth

__all__ = ["Truth", "club_slugs", "make_again", "make_club"]
