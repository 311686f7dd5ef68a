"""Rows as they would be read, as a table; and under it what would be set aside."""

from collections.abc import Sequence
from html import escape

from workbench.forms.parts import line, sentence
from workbench.norsk import antall
from workbench.office.file_mapping import SHOWN, Preview

ASIDE = ("Rad", "Kolonne", "Verdi", "Hvorfor")
NOTHING = "Velg hva kolonnene er, så står radene her slik de blir lest."


def seen(found: Preview | None) -> str:
    """Return the tables of a preview; None is one that has no columns yet."""
    if found is None:
        return line(NOTHING)
    tried = found.taken + found.rows_aside
    of = "" if found.all_tried else f" av de første {tried} radene"
    said = f"{antall(found.taken, 'rad', 'rader')} tas inn, {found.rows_aside} legges til side{of}."
    rows = _table("Radene slik de blir lest", said, found.headings, found.rows)
    aside = [[str(one.row), one.column, one.value, one.reason] for one in found.set_aside]
    if not aside:
        return rows
    told = f"{antall(len(aside), 'verdi', 'verdier')} kan ikke leses."
    told += f" Her er de første {SHOWN}." if len(aside) > SHOWN else ""
    return rows + _table("Legges til side", told, ASIDE, aside[:SHOWN])


def _table(name: str, said: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(sentence(one))}</th>' for one in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        f'<h2>{escape(name)}</h2><p class="wb-count">{escape(said)}</p>'
        f'<div class="wb-scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
