"""The sheets of a file for the collection partner: the rows of its JSON, as people read them."""

from workbench.model.partner_kinds import HEADER_SHEET, NEWS_HEADINGS, NEWS_SHEET
from workbench.reports.cell_texts import describe_flag
from workbench.reports.columns import DAY, KRONER, Column, Table

HEADER = Table(
    HEADER_SHEET,
    (Column("Felt", width=24, field="field"), Column("Verdi", width=40, field="value")),
)
CASE_CLAIMS = Table(
    "Krav",
    (
        Column("Sak", width=24, field="case_ref"),
        Column("Krav-id", width=20, field="claim_id"),
        Column("Skyldner er", field="debtor_type"),
        Column("Skyldner", width=28, field="debtor_name"),
        Column("Født", DAY, 12, "born_on"),
        Column("Adresse", width=28, field="address"),
        Column("Postnr.", width=8, field="postcode"),
        Column("Sted", field="city"),
        Column("Telefon", field="phone"),
        Column("E-post", width=30, field="email"),
        Column("Fakturanr.", field="invoice_number"),
        Column("KID", width=26, field="kid"),
        Column("Slag", field="fee_type"),
        Column("Krav", width=34, field="title"),
        Column("Utstedt", DAY, 12, "issued_on"),
        Column("Forfall", DAY, 12, "due_on"),
        Column("Hovedstol", KRONER, 14, "principal_ore"),
        Column("Betalt", KRONER, 14, "paid_ore"),
        Column("Gebyr", KRONER, 12, "fee_ore"),
        Column("Åpent", KRONER, 14, "open_ore"),
        Column("Renter fra", DAY, 12, "interest_from_on"),
        Column("Bestridt", width=10, field="is_disputed", to_text=describe_flag),
        Column("Godkjent av", width=28, field="approved_by"),
    ),
)
CASE_EVENTS = Table(
    "Historikk",
    (
        Column("Sak", width=24, field="case_ref"),
        Column("Krav-id", width=20, field="claim_id"),
        Column("Dato", DAY, 12, "happened_on"),
        Column("Hva", field="what"),
        Column("Navn", width=34, field="name"),
        Column("Kanal", field="channel"),
        Column("Dokumentasjon", width=40, field="ref"),
    ),
)
CASE_NEWS = Table(
    NEWS_SHEET,
    (
        Column(NEWS_HEADINGS["case_ref"], width=24, field="case_ref"),
        Column(NEWS_HEADINGS["claim_id"], width=20, field="claim_id"),
        Column(NEWS_HEADINGS["kind"], width=12, field="kind"),
        Column(NEWS_HEADINGS["ref"], width=30, field="ref"),
        Column(NEWS_HEADINGS["happened_on"], DAY, 12, "happened_on"),
        Column(NEWS_HEADINGS["amount_ore"], KRONER, 14, "amount_ore"),
        Column(NEWS_HEADINGS["outcome"], width=12, field="outcome"),
        Column("Åpent", KRONER, 14, "open_ore"),
        Column("Merknad", width=50, field="text"),
    ),
)
