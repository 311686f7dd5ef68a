"""An invented club as a folder: its settings, an inbox of exports, and beside it the truth.

Its settings are the example that every club begins with, filled in.
"""

import json
import re
import shutil
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

from workbench.demo.bank_file import write_bank_file
from workbench.demo.billing import make_orders
from workbench.demo.deals import deal_all, make_namesakes
from workbench.demo.export_files import write_export
from workbench.demo.faults import add_all
from workbench.demo.households import Maker, make_households
from workbench.demo.system_files import FILES
from workbench.demo.systems import SYSTEMS, System, all_clubs, club_of
from workbench.demo.truth import Truth, state_truth
from workbench.demo.world import World
from workbench.model.errors import UsageError
from workbench.store.disk import disk_faults_described
from workbench.store.files import working_folder
from workbench.values.kid import mod11

TRUTH_FILE = "fasit.json"
EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "club.toml"
FIRST_LINE = "# Innstillinger for klubben. Alt i denne mappen er oppdiktet."
PROFILES = Path(__file__).parent / "profiles"  # by which the exports of a gym's system are read


def club_slugs(count: int) -> list[tuple[str, str]]:
    """Return slug and name of the first `count` invented clubs, whose systems take turns.

    >>> club_slugs(5)[::4]
    [('solvik-il', 'Solvik IL'), ('elvestad-svommeskole', 'Elvestad svømmeskole')]
    """
    return [(slug, name) for slug, name, _ in islice(all_clubs(), count)]


def make_world(rng: Random, system: System, members: int, as_of: date, club: str = "") -> World:
    """Make the club: people, orders, situations, then what decides nothing."""
    maker = Maker(rng, system, as_of)
    world = World(rng, system, as_of, club, make_households(maker, members))
    namesakes = make_namesakes(world)
    world.orders = make_orders(world)
    deal_all(world, namesakes)
    add_all(maker, world)
    return world


def make_again(folder: Path, *, slug: str, members: int, seed: int, as_of: date) -> Truth:
    """Make the club anew over an earlier demo club; raises UsageError over any other folder."""
    home = folder / slug
    if home.exists() and not (home / TRUTH_FILE).exists():
        raise UsageError(
            f"{home}: klubben finnes og er ikke laget av demo, så den blir ikke rørt; "
            "gi den et annet mappenavn først."
        )
    with disk_faults_described(home), working_folder(folder) as made:
        truth = make_club(made, slug=slug, members=members, seed=seed, as_of=as_of)
        shutil.rmtree(home, ignore_errors=True)
        (made / slug).rename(home)
    return truth


def make_club(
    folder: Path, *, slug: str, members: int, seed: int, as_of: date, system: str | None = None
) -> Truth:
    """Write the club `<folder>/<slug>`: club.toml, inbox/* and fasit.json; return the truth.

    `members` is the number of people with a member record; without a `system` the slug decides it.
    The same arguments give the same bytes. Files made earlier under other names, such as another
    day's bank file, stay.
    """
    rng = Random(f"{slug}:{seed}")
    home, (name, usual_system) = folder / slug, club_of(slug)
    chosen = {each.name: each for each in SYSTEMS}[system or usual_system.name]
    world = make_world(rng, chosen, members, as_of, name)
    files = write_inbox(home / "inbox", world)
    toml = club_toml(name, rng.randrange(99_999), as_of, chosen)
    (home / "club.toml").write_text(toml, encoding="utf-8", newline="\n")
    if chosen.name == "annet":
        shutil.copytree(PROFILES, home / "profiles", dirs_exist_ok=True)
    truth = state_truth(world, files)
    text = json.dumps(vars(truth), ensure_ascii=False, indent=1, sort_keys=True)
    (home / TRUTH_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    return truth


def write_inbox(inbox: Path, world: World) -> dict[str, Counter[str]]:
    """Write the system's exports, and the bank's file where payments come through the bank."""
    inbox.mkdir(parents=True, exist_ok=True)
    exports = FILES[world.system.name](world)
    files = {export.name: write_export(export, inbox, world.rng) for export in exports}
    if not world.system.has_payments:
        is_debited = world.system.name == "annet"
        files |= write_bank_file(inbox, world.payments, world.as_of, is_debited=is_debited)
    return files


def club_toml(name: str, number: int, as_of: date, system: System = SYSTEMS[0]) -> str:
    """Return the settings of a club; `number` makes its organisation number."""
    values = {
        "navn": f'"{name}"',
        "organisasjonsnummer": f'"{organisation_number(number)}"',
        "slag": f'"{system.kind}"',
        "system": f'"{system.name}"',
        "regler": f'"{system.kind}"',
        "underskrevet_av": '"Styret"',
        "fra": f"{as_of.year}-01-01",
        "databehandleravtale": f"{as_of.year}-01-01",
        "paaminnelser": "true",
        "samtaler": "true",
        "avklart_av": '"Kontorets advokat"',
        "avklart_dag": f"{as_of.year}-01-01",
        "eldre_krav": f'{{ besluttet_av = "Styret", dag = {as_of.year}-01-01 }}',
    }
    text = re.sub("^#.*", FIRST_LINE, EXAMPLE.read_text("utf-8"))
    for key, value in values.items():
        text = re.sub(rf'^{key} = ("[^"]*"|\S+)', f"{key} = {value}", text, flags=re.MULTILINE)
    if system.name != "klubbadmin":  # only its reports name income accounts
        text = re.sub(r"\[kontoer\].*?\n\n", "", text, flags=re.DOTALL)
    return text


def organisation_number(number: int) -> str:
    """Return a number with a valid check digit that the register never issues: it begins with 1.

    >>> organisation_number(0)
    '100000008'
    """
    first = number % 99_999 * 100
    bodies = [f"1{n:07d}" for n in range(first, first + 100)]
    return next(body + mod11(body) for body in bodies if mod11(body) != "-")
