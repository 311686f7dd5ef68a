"""Guards: what makes a file look like the wrong one, judged before anything of it is written.

Every rule compares a new file with what the books hold; none of them changes what is read.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workbench.model.errors import AGAIN, TAKE_OUT
from workbench.norsk import tall_dato
from workbench.values.text import fold, mend

FEW = 20  # rows; below it a share says nothing
MOST_RENAMED = 0.2  # of the members known by their number
LEAST_KNOWN = 0.1  # of the people in a club's own file
FEW_CLUBS = 2  # in a column; more are what people are members of besides
OF_ANY_CLUB = {
    "idrettslag", "idrettsforening", "klubb", "klubben", "sportsklubb", "turnforening",
    "svømmeklubb", "svømmeskole", "trening", "treningssenter", "senter",
}  # fmt: skip
AGREED = {"holds", "steps"}  # the office's own lists, which lose no row
OF_A_PERIOD = {"payments"}  # they add to the books, and are as many as were paid


@dataclass(frozen=True)
class Seen:
    """What a guard looks at in one file."""

    sha256: str
    name: str
    title: str
    kind: str
    scope: str
    newest_on: date | None
    rows: int  # of data: taken or set aside
    aside: int
    is_cut: bool = False  # the last line was set aside as cut short
    above: str = ""  # what stands above the headings
    named_clubs: Sequence[str] = ()  # the texts in columns that name a club
    headings: Sequence[str] = ()
    reads: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)  # column -> those
    people: frozenset[str] = field(default=frozenset(), repr=False)  # ids, folded names, KIDs
    why_aside: str = ""  # what most of the rows set aside have in common
    is_open_only: bool = False  # it lists only what is not settled
    stops: Sequence[str] = ()  # what its own rows speak against it
    taken_back: int = 0  # rows that say what was true before
    fields: frozenset[str] = frozenset()  # that it has a heading for
    paid_until_on: date | None = None  # the newest payment in a list of claims
    unchanged_since: date | None = None  # the last file, if this one says the same in each row
    # in the order of the file: id and name of each member, and member and order of each claim
    names: Sequence[tuple[str, str]] = field(default=(), repr=False)
    lines: Sequence[tuple[str, str]] = field(default=(), repr=False)
    lacking: Mapping[str, str] = field(default_factory=dict)  # columns that decide -> heading
    also: frozenset[str] = field(default=frozenset(), repr=False)  # known with them: their KIDs
    unread: Sequence[str] = ()  # headings that nobody reads
    missing: Mapping[str, str] = field(default_factory=dict)  # column -> the heading it would have

    @property
    def source(self) -> tuple[str, str]:
        return self.title, self.scope


@dataclass(frozen=True)
class Stop:
    """Why some files are not let in, and what to do about it."""

    files: Sequence[Seen]
    found: str
    remedy: str


@dataclass(frozen=True)
class Known:
    """What the books and the other clubs say."""

    last: Mapping[tuple[str, str], Sequence[Seen]]  # source -> the files of its last batch
    unchanged: Collection[str]  # hashes of files that came again as they were
    people: Collection[str]
    club: str
    others: Sequence[tuple[str, str]]  # name and organisation number of every other club
    # kind of file, and what it says the whole of -> how many stood there before, and still do
    lists: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    # kind of file -> how many of its rows were gone from the newest lists
    returned: Mapping[str, int] = field(default_factory=dict)
    number: str = ""  # the club's organisation number
    names: tuple[int, int] = (0, 0)  # known members in the files, and those under another name


def judge(
    files: Sequence[Seen], known: Known, *, least_share: float, most_aside: float
) -> list[Stop]:
    """Return what speaks against the files; what stands exactly on a limit is let in."""
    by_source: dict[tuple[str, str], list[Seen]] = {}
    for one in files:
        by_source.setdefault(one.source, []).append(one)
    stops = [_filtered(of, known, least_share) for of in by_source.values()]
    kinds = sorted({kind for kind, _ in known.lists})
    stops += [_shrunk(files, kind, known.lists, least_share) for kind in kinds]
    stops += [_other_names(files, *known.names)]
    stops += [_older(one, files, known) for one in files]
    stops += [_without_heading(one, known) for one in files]
    stops += [_much_aside(one, most_aside) for one in files]
    stops += [Stop([one], "filen slutter midt i en linje", AGAIN) for one in files if one.is_cut]
    stops += [Stop([one], stop, AGAIN) for one in files for stop in one.stops]
    stops += [_named_another(one, known) for one in files if one.above or one.named_clubs]
    stops += [_of_another_club(one, known) for one in files if one.named_clubs]
    known_titles = {title for title, _ in known.last}
    met = [one for one in files if one.kind != "members" or one.title in known_titles]
    stops += _strangers(met if known_titles else files, known.people)
    return [stop for stop in stops if stop]


def sentences(stops: Iterable[Stop]) -> str:
    """Say it in one sentence for each file, or for the files that are judged together."""
    by_file: dict[str, list[Stop]] = {}
    for stop in stops:
        names = ", ".join(one.name for one in stop.files)
        by_file.setdefault(names, []).append(stop)
    return " ".join(
        f"{names}: {', og '.join(stop.found for stop in of)}; {of[0].remedy}, "
        "eller kjør med --force og en grunn."
        for names, of in by_file.items()
    )


def _filtered(files: Sequence[Seen], known: Known, least_share: float) -> Stop | None:
    """Compare the rows of a source with those of its last batch.

    A file that came again unchanged counts where the new ones bear the names of the last batch;
    else it is an old download that still lies there.
    """
    last = known.last.get(files[0].source, ())
    count = max if files[0].kind == "members" else sum  # a list that came twice is one list
    names = {one.name for one in last}
    again = [one for one in last if one.sha256 in known.unchanged]
    kept = again if any(one.name in names for one in files) else []
    before = count([one.rows for one in last] or [0])
    now = count([one.rows for one in [*files, *kept]])
    is_free = files[0].kind in OF_A_PERIOD or files[0].is_open_only
    if before < FEW or is_free or now >= least_share * before:
        return None
    found = f"{now} rader mot {before} sist ({100 * now // before} %), så det ser ut som et filter"
    return Stop(files, f"{found} var på", f"{AGAIN} uten filter")


def _shrunk(
    files: Sequence[Seen],
    kind: str,
    lists: Mapping[tuple[str, str], tuple[int, int]],
    least_share: float,
) -> Stop | None:
    """Compare what stands in the lists that came whole with what stood there: a filter on a group,
    or on what is paid, leaves rows enough."""
    short = [
        f"{now} av {before} {what}"
        for (of, what), (before, now) in sorted(lists.items())
        if of == kind and before >= FEW and now < least_share * before
    ]
    judged = [one for one in files if one.kind == kind and not one.is_open_only]
    if not short or not judged:
        return None
    found = f"bare {', '.join(short[:3])} er med, så det ser ut som et filter var på"
    return Stop(judged, found, f"{AGAIN} uten filter")


def _other_names(files: Sequence[Seen], known: int, renamed: int) -> Stop | None:
    """Look for known numbers under which others stand: two clubs may use the same numbers."""
    if known < FEW or renamed <= MOST_RENAMED * known:
        return None
    found = f"{renamed} av {known} kjente medlemsnumre har fått et helt annet navn"
    members = [one for one in files if one.kind == "members"]
    return Stop(members, f"{found}, så det ser ut som en annen klubbs", TAKE_OUT)


def _without_heading(file: Seen, known: Known) -> Stop | None:
    """Look for the headings that are read, and that the last file, or all the last ones, had; in
    the first file of a kind for those that decide who is asked."""
    files = [one for batch in known.last.values() for one in batch if one.title == file.title]
    last = [one for one in files if one.name == file.name]
    last = last or [one for one in files if one.source == file.source]
    if not files and file.lacking:
        found = f"den mangler {', '.join(f'«{heading}»' for heading in file.lacking.values())}"
        return Stop([file], f"{found}, som avgjør hvem som blir spurt om hva", f"{AGAIN} med alle")
    now = {fold(mend(heading)) for heading in file.headings}
    for aliases in file.reads.values():
        had = [[said for said in one.headings if fold(mend(said)) in aliases] for one in last]
        if had and all(had) and now.isdisjoint(aliases):
            found = f"overskriften «{had[0][0]}» sto i forrige fil, men ikke i denne"
            return Stop([file], found, f"{AGAIN} med den")
    return None


def _older(file: Seen, came: Sequence[Seen], known: Known) -> Stop | None:
    """Compare the newest day of something that has happened with that of the last batch.

    Where a source has several files, one is held against that of its own name, else all against
    all: `came` are those that came with it, itself among them. Whoever joined last may have left,
    and the newest claim may be deleted, so a list is older only if it also takes something back:
    people or claims that were gone, or a payment.
    """
    last = known.last.get(file.source, ())
    namesakes = [one for one in last if one.name == file.name]
    before = max((one.newest_on for one in namesakes or last if one.newest_on), default=date.min)
    beside = [file] if namesakes else [one for one in came if one.source == file.source]
    if file.kind == "members":
        beside = [one for one in came if one.title == file.title]
    now = [one.newest_on for one in beside if one.newest_on]
    takes_back = file.taken_back or known.returned.get(file.kind) or file.kind in AGREED
    is_older = file.newest_on is not None and max(now) < before and takes_back
    if not is_older or file.kind in OF_A_PERIOD:
        return None
    days = f"den nyeste dagen er {tall_dato(max(now))}, men {tall_dato(before)} i forrige fil"
    return Stop([file], f"{days}, så den er eldre", AGAIN)


def _much_aside(file: Seen, most: float) -> Stop | None:
    if file.rows < FEW or file.aside <= most * file.rows:
        return None
    found = f"{file.aside} av {file.rows} rader kunne ikke leses{file.why_aside}"
    return Stop([file], found, f"se etter at rett fil er valgt, og {AGAIN}")


def _named_another(file: Seen, known: Known) -> Stop | None:
    """Look for another club's name or organisation number above the headings, or in a column of
    clubs; of names in one another the longest is meant."""
    above = re.sub(r"(?<=\d)\s(?=\d)", "", fold(" | ".join((file.above, *file.named_clubs))))
    clubs = sorted([*known.others, (known.club, "")], key=lambda one: len(one[0]), reverse=True)
    for name, number in clubs:
        its_name = rf"(?<!\w){re.escape(fold(name))}(?!\w)"
        if not number:
            above = re.sub(its_name, "", above)
        elif re.search(rf"{its_name}|(?<!\d){number}(?!\d)", above):
            return Stop([file], f"den nevner {name!r}, en annen klubb", TAKE_OUT)
    return None


def _of_another_club(file: Seen, known: Known) -> Stop | None:
    """Look for a column that names one club, or two, and not this one."""
    own = {known.number, *_club_words(known.club)}
    strange = [name for name in file.named_clubs if own.isdisjoint(_club_words(name))]
    if not strange or len(file.named_clubs) > FEW_CLUBS or len(strange) < len(file.named_clubs):
        return None
    return Stop([file], f"klubben i den er {strange[0]!r}, ikke {known.club!r}", TAKE_OUT)


def _club_words(name: str) -> set[str]:
    """Return what tells a club from others: the words of its name, or its number."""
    text = re.sub(r"(?<=\d)\s(?=\d)", "", fold(name))
    return {word for word in re.split(r"[^\w]+", text) if len(word) > 2} - OF_ANY_CLUB


def _strangers(files: Sequence[Seen], people: Collection[str]) -> list[Stop]:
    """Find files of people whom neither the books know nor another file with known people."""
    systems = {person.partition(":")[0] for person in people if ":" in person}

    def share(file: Seen, known: Collection[str]) -> float:
        judged = [p for p in file.people if ":" not in p or p.partition(":")[0] in systems]
        return sum(p in known for p in judged) / len(judged) if judged else 1

    known = [file for file in files if share(file, people) >= LEAST_KNOWN]
    vouched = frozenset(people).union(*(file.people | file.also for file in known))
    return [
        Stop(
            [file],
            f"bare {sum(p in vouched for p in file.people)} av {len(file.people)} "
            f"{'KID-er' if file.kind == 'payments' else 'personer'} er "
            "kjent i klubben, så den ser ut som en annen klubbs",
            TAKE_OUT,
        )
        for file in files
        if file.rows > FEW and people and share(file, vouched) < LEAST_KNOWN
    ]
