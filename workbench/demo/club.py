"""An invented club as a folder: its settings, an inbox of exports, and beside it the truth."""

import shutil
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

from workbench.demo import gym, hoopit, klubbadmin, spond, spoortz, tryggivann
from workbench.demo.bills import make_orders
from workbench.demo.dealing import deal_all, make_namesakes
from workbench.demo.faults import add_all
from workbench.demo.listing import Inbox
from workbench.demo.people import Maker, make_households
from workbench.demo.settings import club_toml
from workbench.demo.systems import SYSTEMS, System, club_of, clubs
from workbench.demo.truth import Truth, state_truth, write_truth
from workbench.demo.world import World
from workbench.model.errors import UsageError
from workbench.store.disk import disk_faults_described
from workbench.store.files import working_folder

TRUTH_FILE = "fasit.json"
WRITERS = {"klubbadmin": klubbadmin, "spond": spond, "hoopit": hoopit, "spoortz": spoortz,
           "tryggivann": tryggivann, "annet": gym}  # fmt: skip


def club_slugs(n: int) -> list[tuple[str, str]]:
    """Return slug and name of the first `n` demo clubs, whose systems take turns.

    >>> club_slugs(5)[::4]
    [('solvik-il', 'Solvik IL'), ('elvestad-svommeskole', 'Elvestad svømmeskole')]
    """
    return [(slug, name) for slug, name, _ in islice(clubs(), n)]


def make_world(rng: Random, system: System, members: int, as_of: date) -> World:
    """Make the club: people, orders, situations, then what decides nothing."""
    maker = Maker(rng, system, as_of)
    homes = make_households(maker, members)
    namesakes = make_namesakes(rng, system, homes)
    world = World(system, as_of, homes, make_orders(rng, system, homes, as_of))
    deal_all(rng, world, namesakes)
    add_all(maker, world)
    return world


def make_again(
    folder: Path, *, slug: str, members: int, seed: int, as_of: date, system: str | None = None
) -> Truth:
    """Make the club anew over an earlier demo club; raises UsageError over any other folder."""
    home = folder / slug
    if home.exists() and not (home / TRUTH_FILE).exists():
        raise UsageError(
            f"{home}: klubben finnes og er ikke laget av demo, så den blir ikke rørt; "
            "gi den et annet mappenavn først."
        )
    with disk_faults_described(home), working_folder(folder) as made:
        truth = make_club(made, slug=slug, members=members, seed=seed, as_of=as_of, system=system)
        shutil.rmtree(home, ignore_errors=True)
        (made / slug).rename(home)
    return truth


def make_club(
    folder: Path, *, slug: str, members: int, seed: int, as_of: date, system: str | None = None
) -> Truth:
    """Write the club `<folder>/<slug>`: club.toml, inbox/* and fasit.json; return the truth.

    `members` is the number of people with a member record; without a `system` the slug says it.
    The same arguments give the same bytes. Files of an earlier making under other names, such as
    another day's OCR file, stay.
    """
    rng = Random(f"{slug}:{seed}")
    home, (name, usual) = folder / slug, club_of(slug)
    used = {one.name: one for one in SYSTEMS}[system or usual.name]
    world = make_world(rng, used, members, as_of)
    inbox = Inbox(home / "inbox", rng, world, name)
    inbox.folder.mkdir(parents=True, exist_ok=True)
    WRITERS[used.name].write(inbox)
    toml = club_toml(name, rng.randrange(99_999), as_of, used)
    (home / "club.toml").write_text(toml, encoding="utf-8", newline="\n")
    truth = state_truth(name, world, inbox.files)
    write_truth(home / TRUTH_FILE, truth)
    return truth
