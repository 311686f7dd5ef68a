"""The first rows as they would be read, in a table; below it, the values to be set aside."""

from collections.abc import Sequence
from html import escape

from workbench.forms.parts import capitalize, paragraph
from workbench.norsk import antall
from workbench.office.file_mapping import SHOWN, Preview

SET_ASIDE_HEADINGS = ("Rad", "Kolonne", "Verdi", "Hvorfor")
NO_COLUMNS = "Velg hva kolonnene er, så står radene her slik de blir lest."


def render_preview(preview: Preview | None) -> str:
    """Return the HTML tables of a preview; None is a file without chosen columns."""
    if preview is None:
        return paragraph(NO_COLUMNS)
    rows_tried = preview.taken + preview.rows_aside
    scope = "" if preview.all_tried else f" av de første {rows_tried} radene"
    count = f"{antall(preview.taken, 'rad', 'rader')} tas inn, "
    count += f"{preview.rows_aside} legges til side{scope}."
    rows = _table("Radene slik de blir lest", count, preview.headings, preview.rows)
    set_aside = [
        [str(cell.row), cell.column, cell.value, cell.reason] for cell in preview.set_aside
    ]
    if not set_aside:
        return rows
    count = f"{antall(len(set_aside), 'verdi', 'verdier')} kan ikke leses."
    count += f" Her er de første {SHOWN}." if len(set_aside) > SHOWN else ""
    return rows + _table("Legges til side", count, SET_ASIDE_HEADINGS, set_aside[:SHOWN])


def _table(title: str, count: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(capitalize(heading))}</th>' for heading in headings)
    body = ""
    for row in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
        body += f"<tr>{cells}</tr>"
    return (
        f'<h2>{escape(title)}</h2><p class="wb-count">{escape(count)}</p>'
        f'<div class="wb-scroll" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
