"""An invented club as a folder: its settings, an inbox of exports, and beside it the truth."""

import shutil
from datetime import date
from pathlib import Path
from random import Random

from workbench.demo.klubbadmin import write_claims, write_members, write_report
from workbench.demo.names import CLUBS
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements, write_reminders
from workbench.demo.orders import make_orders
from workbench.demo.people import Maker, make_households, mark_applicants, plain
from workbench.demo.settings import club_toml
from workbench.demo.situations import PAID, SITUATIONS
from workbench.demo.traits import add_duplicates, add_faults, add_idle_holds, add_unmatched, settle
from workbench.demo.truth import Truth, state_truth, write_truth
from workbench.demo.world import World, deal, quota
from workbench.model.errors import UsageError

TRUTH_FILE = "fasit.json"


def club_slugs(n: int) -> list[tuple[str, str]]:
    """Return slug and name of the first `n` demo clubs.

    >>> club_slugs(2)
    [('solvik-il', 'Solvik IL'), ('fjellheim-il', 'Fjellheim IL')]
    """
    names = [name + again for again in rounds(n) for name in CLUBS][:n]
    return [(f"{plain(name).replace('.', '-')}-il", f"{name} IL") for name in names]


def rounds(n: int) -> list[str]:
    """Return what is added to the names to make `n` of them: nothing, 2, 3 ..."""
    return ["", *(f" {k}" for k in range(2, 2 + n // len(CLUBS)))]


def club_name(slug: str) -> str:
    """Return the name that belongs to a slug.

    >>> club_name("solvik-il")
    'Solvik IL'
    """
    known = dict(club_slugs(len(CLUBS)))
    return known.get(slug) or slug.removesuffix("-il").replace("-", " ").title() + " IL"


def make_world(rng: Random, members: int, as_of: date) -> World:
    """Make the club: people, orders, situations, then what decides nothing."""
    maker = Maker(rng, as_of)
    homes = make_households(maker, members)
    mark_applicants(rng, homes, quota(rng, 1.5, members, least=4))
    world = World(as_of, homes, make_orders(rng, homes, as_of))
    for situation in SITUATIONS:
        deal(rng, world, situation, quota(rng, situation.share, members))
    for order in world.orders:
        if order.situation is PAID:
            settle(rng, order, as_of)
    add_unmatched(rng, world, quota(rng, 0.3, members))
    add_idle_holds(rng, world, quota(rng, 0.75, members))
    add_faults(rng, world, members)
    add_duplicates(maker, world, quota(rng, 1.5, members))
    return world


def make_again(folder: Path, *, slug: str, members: int, seed: int, as_of: date) -> Truth:
    """Make the club anew over an earlier demo club; raises UsageError over any other folder."""
    home = folder / slug
    if home.exists() and not (home / TRUTH_FILE).exists():
        raise UsageError(
            f"{home}: klubben finnes og er ikke laget av demo, så den blir ikke rørt; "
            "gi den et annet mappenavn først."
        )
    shutil.rmtree(home, ignore_errors=True)
    return make_club(folder, slug=slug, members=members, seed=seed, as_of=as_of)


def make_club(folder: Path, *, slug: str, members: int, seed: int, as_of: date) -> Truth:
    """Write the club `<folder>/<slug>`: club.toml, inbox/* and fasit.json; return the truth.

    `members` is the number of people with a member record. The same arguments give the same
    bytes. Files of an earlier making under other names, such as another day's OCR file, stay.
    """
    rng = Random(f"{slug}:{seed}")
    home, name = folder / slug, club_name(slug)
    inbox = home / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    world = make_world(rng, members, as_of)
    files = write_members(rng, world, inbox)
    files["bilagsrapport.xlsx"] = write_report(rng, world, inbox / "bilagsrapport.xlsx")
    files["fordringer.csv"] = write_claims(rng, world, inbox / "fordringer.csv")
    files["avtaler.xlsx"] = write_agreements(world, inbox / "avtaler.xlsx")
    files["paaminnelser.xlsx"] = write_reminders(world, inbox / "paaminnelser.xlsx")
    files |= write_ocr(world, inbox)
    toml = club_toml(name, rng.randrange(99_999), as_of)
    (home / "club.toml").write_text(toml, encoding="utf-8", newline="\n")
    truth = state_truth(name, world, files)
    write_truth(home / TRUTH_FILE, truth)
    return truth
