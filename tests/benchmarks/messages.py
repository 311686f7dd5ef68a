"""Very many messages worked out, rendered, checked and queued, beside bare Jinja2 and bare SQLite.

The gateway takes each at once. Two transactions a message are the price of sending none twice.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment

from tests.benchmarks.bench import Bench
from tests.message_club import MONDAY, make_message_club
from workbench.delivery.gateways import Letter
from workbench.model.kinds import Channel
from workbench.office import clock, delivering, forget_books, open_desk
from workbench.office.desk import Desk
from workbench.store.connection import write

ROWS_EACH = 3  # a message, its text, and its claim
TEXT = (
    "Hei {{ navn }}! {% for k in krav %}{{ k.tittel }}: {{ k.belop }}, forfall {{ k.forfall }}. "
    "{% endfor %}Har du to minutter til {{ klubb }}? Logg inn der du pleier, eller ring {{ telefon }}."
)
FACTS = {
    "klubb": "Prøve IL",
    "telefon": "22 33 44 55",
    "krav": [{"tittel": "Treningsavgift", "belop": "500 kr", "forfall": "2. november"}],
}
