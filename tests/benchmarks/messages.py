"""Very many messages worked out, rendered, checked, marked and given to a gateway that takes each
at once, beside bare Jinja2 and bare SQLite."""

import shutil
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment

from tests.benchmarks.bench import Bench
from tests.message_club import MONDAY, SLUG, make_message_club
from workbench import office
from workbench.delivery.gateways import Letter
from workbench.model.message_kinds import WRITTEN
from workbench.office import delivering
from workbench.office.desk import Desk
from workbench.store.connection import create, write

NOON = datetime.combine(MONDAY, time(12), ZoneInfo("Europe/Oslo"))
TEXT = """Hei {{ navn }}!

Vi kan ikke se at {{ klubb }} har fått betalt for dette ennå:
{% for k in krav %}
- {{ k.tittel }}: {{ k.belop }}, forfall {{ k.forfall }}{% if k.kid %}, KID {{ k.kid }}{% endif %}
{% endfor %}

Er det vanskelig å betale nå? Ring oss på {{ telefon }}, så finner vi en løsning sammen.
"""
CLAIM = {"tittel": "Treningsavgift", "belop": "500 kr", "forfall": "2. november"}


class AtOnce:
    """A gateway that takes each letter at once."""

    name, has_keys = "straks", True

    def send(self, letter: Letter) -> str:
        """Return the letter's key."""
        return letter.key


def message_benches(house: Path, payers: int) -> list[Bench]:
    """Return the bench of a club in which everybody is written to once."""
    make_message_club(house, payers).close()
    folder = house / "data" / "clubs" / SLUG
    untouched = shutil.copytree(folder, house / "untouched")
    gateways = dict.fromkeys(WRITTEN, AtOnce())
    opened: list[Desk] = []

    def make_anew() -> None:
        for desk in opened:
            desk.close()
        shutil.rmtree(folder)
        shutil.copytree(untouched, folder)
        office.forget_books(SLUG)
        opened[:] = [office.open_desk(SLUG)]

    def send() -> None:
        sent = delivering.send(opened[0], lambda: NOON, gateways)
        if len(sent.tried) != payers:
            raise RuntimeError(f"{len(sent.tried)} of {payers} messages were sent")

    bare = create(house / "bare.db")
    bare.conn.execute("CREATE TABLE rows (kind TEXT, key TEXT, text TEXT)")

    def render_and_insert() -> None:
        template = Environment().from_string(TEXT)  # a text, not a page
        for number in range(payers):
            facts = {"navn": f"Kari {number}", "klubb": "Prøve IL", "telefon": "22 33 44 55"}
            text = template.render(**facts, krav=[CLAIM | {"kid": f"{number:08}"}])
            rows = [(kind, f"{number}", text) for kind in ("message", "text", "claim")]
            with write(bare):
                bare.conn.executemany("INSERT INTO rows VALUES (?, ?, ?)", rows)

    many = f"{payers:,}".replace(",", " ")
    return [
        Bench(
            f"{many} meldinger funnet, skrevet, sjekket, ført og sendt",
            send,
            "bare Jinja2, og tre rader hver (executemany)",
            render_and_insert,
            before=make_anew,
        )
    ]
