"""The lists of what an import brings, before it is saved in the books."""

from collections.abc import Mapping

from workbench.reports.cell_texts import describe_file
from workbench.reports.columns import COUNT, Column, Table

NOUN = Column("Hva", field="noun")
WHO = Column("Hvem", field="who")

IMPORT_LISTS: Mapping[str, Table] = {
    "files": Table(
        "Filene i innboksen",
        (
            Column("Fil", width=24, field="name"),
            Column("Lest som", field="title"),
            Column("Rader", COUNT, field="rows_total"),
            Column("Tatt inn", COUNT, field="rows_taken"),
            Column("Til side", COUNT, field="rows_aside"),
            Column("Ramme", COUNT, field="rows_frame"),
            Column("Verdier til side", COUNT, field="values_aside"),
            Column(
                "Merknad",
                field="left_out noted forced unread_headings missing_headings",
                to_text=describe_file,
            ),
        ),
    ),
    "new": Table(
        "Nytt i bøkene",
        (
            NOUN,
            Column("Nye", COUNT, field="new"),
            Column("Endret", COUNT, field="changed"),
            Column("Blant de nye", field="first", to_text=", ".join),
        ),
    ),
    "changed": Table(
        "Endret siden sist",
        (
            WHO,
            NOUN,
            Column("Felt", field="field"),
            Column("Før", field="before"),
            Column("Nå", field="after"),
        ),
    ),
    "missing": Table("Borte siden sist", (WHO, NOUN, Column("Borte fra", field="from"))),
}
