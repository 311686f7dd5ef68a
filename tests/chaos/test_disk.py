"""A disk that is full at any moment: the command says so, and next time ends as if nothing was.

Each trial takes a stage of the work, gives it less room than it needs, and then room enough.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, NamedTuple

from tests.houses import furnish
from tests.small_disk import disk, may_mount, room_for, used
from workbench.store import connection

ROOT = Path(__file__).parents[2]
DAY, SLUG = "2026-11-22", "solvik-il"
WRITTEN_WHEN = {
    "recorded_at", "sha256", "before_sha256", "changes_sha256", "salt", "password", "head",
}  # fmt: skip
MEANWHILE = 120_000  # bytes that a stage may take and give back: a WAL, a notebook not yet in place
FULL = re.compile(r"[Dd]isken er full eller svikter; frigjør plass og prøv igjen\.$")
NO_NAME = re.compile(rf"{FULL.pattern}|\.db[^:]*: kunne ikke åpnes; se at")  # no -wal
WAYS = ["limit", "tmpfs", "names"] if may_mount() else ["limit"]
FORM = """
import io, sys
from datetime import date
from pathlib import Path
from workbench import office
from workbench.forms.guard import Guard
sys.__stderr__ = io.StringIO()  # the server's log
told = []
def step():
{}
Guard(told.append)(step)()
if told:
    print(told[0], file=sys.stderr)
    sys.exit(2)
"""
CALL = FORM.format("""
    from workbench.calls.entries import Entry
    from workbench.model.outcomes import Outcome
    from workbench.office.calls import Shift
    shift = Shift("kari")
    taken = shift.next()
    claims = tuple(claim.claim_id for claim in taken.case.claims)
    note = "Ingen svar. " * 80
    shift.log_call(taken, Entry("0" * 32, Outcome.NO_ANSWER, claims, right_person=True, note=note))
""")
PROFILE = FORM.format("""
    from workbench.importers.drafts import Draft
    from workbench.office import file_mapping, own_profiles
    desk = office.open_desk("solvik-il")
    (file, *_) = file_mapping.unknown_files(desk, "../utskrift.csv")
    strange = file_mapping.read_unknown(file.file)
    headings = {"person": "Utøvernr", "first_name": "Fornavn", "last_name": "Slektsnavn"}
    draft = Draft("Turnplan", "members", headings, {})
    try:
        own_profiles.save_profile(desk, strange, strange.list_places[0], draft, date(2026, 11, 22))
    finally:
        desk.close()
""")
LIST = "Utøvernr;Fornavn;Slektsnavn\n1001;Kari;Nordmann\n1002;Ola;Hansen\n"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "workbench.cli", *arguments]


AGENT = command("agent", "add", "kari", "--club", SLUG)
IMPORT = command("import", SLUG, "--as-of", DAY)
WEEK = command("week", SLUG, "--as-of", DAY)
DEMO = command("demo", "--clubs", "1", "--members", "40", "--as-of", DAY)
QUEUE = command("queue", SLUG, "--as-of", DAY, "--json")


@dataclass(frozen=True)
class Stage:
    """A piece of the work, what was done before it, and what it answers when all is well."""

    does: list[str]
    before: tuple[list[str], ...] = ()
    status: int = 0
    arrange: Callable[[Path], Any] = field(default=lambda club: None)
    today: str = DAY
    is_answer: bool = False  # what it prints goes to a file on the disk


def half_the_inbox(club: Path) -> None:
    """Read half of the files first, and leave the rest for the stage."""
    later = sorted((club / "inbox").iterdir())[::2]
    for path in later:
        path.rename(club / path.name)
    assert run(IMPORT, club.parents[2]).returncode == 0
    for path in later:
        (club / path.name).rename(path)


def add_list(club: Path) -> None:
    (club / "utskrift.csv").write_text(LIST, "utf-8")


STAGES = {
    "the first agent": Stage(AGENT),
    "another agent": Stage(command("agent", "add", "per", "--club", SLUG), (AGENT,)),
    "the first import": Stage(IMPORT),
    "a later import": Stage(IMPORT, arrange=half_the_inbox),
    "repairs": Stage([*IMPORT, "--repair"], (IMPORT,), status=1),
    "the first week": Stage(WEEK),
    "the week again": Stage(WEEK, (WEEK,)),
    "a club invented": Stage(DEMO),
    "a club invented again": Stage(DEMO, (IMPORT,)),
    "a call saved": Stage([sys.executable, "-c", CALL], (IMPORT, AGENT), today="2026-11-23"),
    "an own profile": Stage([sys.executable, "-c", PROFILE], arrange=add_list),
    "an answer in a file": Stage(QUEUE, (IMPORT,), is_answer=True),
}


def run(
    does: list[str], house: Path, stage: Stage = Stage([]), temporary: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command in a house; `temporary` is the folder for temporary files."""
    env = os.environ | {"WORKBENCH_HOME": str(house), "WORKBENCH_TODAY": stage.today}
    env |= {"TMPDIR": str(temporary)} if temporary else {}
    with Path(house / "svar.json" if stage.is_answer else os.devnull).open("w") as answer:
        return subprocess.run(
            does,
            cwd=ROOT,
            env=env,
            text=True,
            input="et langt passord 1\n",
            stdout=answer,
            stderr=subprocess.PIPE,
            timeout=300,
        )


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of a database but its runs and its name, without when they were written."""
    if not path.exists():
        return {}
    db = connection.connect(path)
    tables = {
        name: [{k: v for k, v in row.items() if k not in WRITTEN_WHEN} for row in db[name].rows]
        for name in db.table_names()
        if not name.startswith("_") and name not in ("runs", "leases", "club")
    }
    assert db.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.conn.close()
    return {name: found for name, found in tables.items() if found}


def files(house: Path) -> dict[str, str]:
    """Return name -> hash of every file but databases and locks; no hash where a clock is in it."""
    clocked = (".xlsx", ".ipynb", "manifest.json")
    found = {}
    for path in sorted(house.rglob("*")):
        if path.is_file() and not re.search(r"\.db(-wal|-shm)?$|/\.lock$", str(path)):
            is_clocked = "reports" in path.parts and path.name.endswith(clocked)
            found[str(path.relative_to(house))] = (
                "" if is_clocked else sha256(path.read_bytes()).hexdigest()
            )
    return found


class State(NamedTuple):
    """All that a stage leaves."""

    books: dict[str, list[dict[str, Any]]]
    office: dict[str, list[dict[str, Any]]]
    files: dict[str, str]


def state(house: Path) -> State:
    club = house / "data" / "clubs" / SLUG
    return State(rows(club / "club.db"), rows(house / "data" / "office.db"), files(house))


class Trials:
    """The stages as they begin and as they end undisturbed, each made when first asked for."""

    def __init__(self, made_club: Path, folder: Path) -> None:
        self.made_club, self.folder = made_club, folder
        self.ready: dict[str, tuple[Path, State, dict[str, int]]] = {}

    def of(self, name: str) -> tuple[Path, State, dict[str, int]]:
        """Return the house the stage begins in, how it ends, and room enough."""
        if name not in self.ready:
            self.ready[name] = self._make(STAGES[name], self.folder / name)
        return self.ready[name]

    def _make(self, stage: Stage, house: Path) -> tuple[Path, State, dict[str, int]]:
        furnish(house)
        club = shutil.copytree(self.made_club, house / "data" / "clubs" / SLUG)
        for does in stage.before:
            assert run(does, house).returncode == 0
        stage.arrange(club)
        with disk(WAYS[-1], made := self.folder / "undisturbed"):
            shutil.copytree(house, made, symlinks=True, dirs_exist_ok=True)
            begun, before = used(made), files(made)
            done = run(stage.does, made, stage)
            assert done.returncode == stage.status, done.stderr
            end, taken = state(made), [b - a for a, b in zip(begun, used(made), strict=True)]
            written = [
                made / file for file, hashed in end.files.items() if before.get(file) != hashed
            ]
            longest = max([file.stat().st_size for file in written], default=0)
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        bytes_, names = max(taken[0], 0) + MEANWHILE, max(taken[1], 0) + 8
        return house, end, {"limit": longest + MEANWHILE, "tmpfs": bytes_, "names": names}


def test_a_stage_on_a_full_disk_is_refused_and_then_ends_as_if_nothing_was(
    made_club, tmp_path, request, record_property
):
    rng, told = Random(20261122), Counter[str]()
    (tmp_path / "undisturbed").mkdir()
    trials, order = Trials(made_club, tmp_path), [*STAGES]
    rng.shuffle(order)

    for number in range(request.config.getoption("--trials")):
        name, way = order[number % len(order)], rng.choice(WAYS)
        stage, (begins, ends, needs) = STAGES[name], trials.of(name)
        room, refused = needs[way], False
        while not refused:  # what has room after all must end well, and is given less
            room = rng.randrange(room)
            # the path of a kernel's socket is limited, so this one is short
            with TemporaryDirectory(prefix="t") as place, disk(way, house := Path(place)):
                shutil.copytree(begins, house, symlinks=True, dirs_exist_ok=True)
                refused = is_refused(stage, house, way, room, ends, rng)
                if refused:
                    again = run(stage.does, house, stage)
                    assert again.returncode == stage.status, f"{name}, {way}, {room}: {again}"
                assert state(house) == ends, f"{name}, {way}, {room}"
        told[f"{name} ({way})"] += 1
    record_property("disk", dict(told))


def is_refused(stage: Stage, house: Path, way: str, room: int, ends: State, rng: Random) -> bool:
    """Run the stage with little room; False where it had enough after all."""
    about = f"{stage.does[1:]}, {way}, {room}"
    before = state(house)
    temporary = Path(mkdtemp(prefix="t", dir=house if rng.random() < 0.3 else None))
    run([sys.executable, "-c", ""], house, stage)  # the file of an answer is there before
    with room_for(way, house, room):
        done = run(stage.does, house, stage, temporary)
    left = sorted(temporary.rglob("*"))
    assert left == [], f"{about}: {left} {done.stderr}"
    temporary.rmdir()
    told = done.stderr.strip()
    if done.returncode == stage.status:
        assert told == "", about
        return False
    assert (done.returncode, len(told.splitlines())) == (2, 1), f"{about}: {done.stderr}"
    assert (NO_NAME if way == "names" else FULL).search(told), f"{about}: {told}"
    (house / "svar.json").unlink(missing_ok=True)
    assert_whole(before, state(house), ends, about)
    return True


def assert_whole(before: State, after: State, ends: State, about: str) -> None:
    """Each database is as it was or as it ends, and so is each file; none is half."""
    assert after.books in (before.books, ends.books), about
    assert after.office in (before.office, ends.office), about
    assert before.files.keys() <= after.files.keys() <= {*before.files, *ends.files}, about
    for name, hashed in after.files.items():
        assert hashed in (before.files.get(name), ends.files.get(name)), f"{about}: {name}"
