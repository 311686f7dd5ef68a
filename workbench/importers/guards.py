"""Guards: what makes a file look like the wrong one, judged before anything of it is written.

Every rule compares a new file with what is stored; none of them changes what is read.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workbench.importers.statements import AS_HELD, Statement
from workbench.model.errors import AGAIN, TAKE_OUT
from workbench.norsk import kroner, tall_dato
from workbench.values.text import fold, mend

FEW = 20  # rows; a share of fewer means nothing
FEWEST_WHOLE = 3  # rows of which all are wrong
LEAST_KNOWN = 0.1  # of the people in a club's own file
FEW_CLUBS = 2  # in a column; if it names more, they are other clubs that people are members of
OF_ANY_CLUB = {
    "idrettslag", "idrettsforening", "klubb", "klubben", "sportsklubb", "turnforening",
    "svømmeklubb", "svømmeskole", "trening", "treningssenter", "senter",
}  # fmt: skip
AGREED = {"holds", "steps"}  # the office's own lists, which lose no row
NAMES_OF_PEOPLE = {"payments": "KID-er", "steps": "ordrer", "holds": "personer og ordrer"}
OF_A_PERIOD = {"payments", "mandates"}  # they add to the books, as many as there were


@dataclass(frozen=True)
class FileFacts:
    """What the guards compare of one file."""

    sha256: str
    name: str
    title: str
    kind: str
    scope: str
    newest_on: date | None
    row_count: int  # rows of data: taken or set aside
    rejected_count: int
    is_cut: bool = False  # the last line was set aside as cut short
    text_above: str = ""  # what stands above the headings
    named_clubs: Sequence[str] = ()  # the texts in columns that name a club
    headings: Sequence[str] = ()
    # canonical column -> the folded headings that it is read from
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    people: frozenset[str] = field(default=frozenset(), repr=False)  # ids, folded names, KIDs
    rejection_note: str = ""  # what most of the rejected rows have in common
    is_open_only: bool = False  # it lists only what is not settled
    own_faults: Sequence[str] = ()  # sentences: why its rows cannot be right
    taken_back: int = 0  # rows that state what was true before
    stated_columns: frozenset[str] = frozenset()  # canonical columns that it has a heading for
    paid_until_on: date | None = None  # the newest payment in a list of claims
    unchanged_since: date | None = None  # day of the last file, if every row is the same in both
    # in the order of the file: id and name of each member, member and invoice of each claim
    member_names: Sequence[tuple[str, str]] = field(default=(), repr=False)
    member_invoices: Sequence[tuple[str, str]] = field(default=(), repr=False)
    # of its claims or payments
    kids_and_orders: frozenset[str] = field(default=frozenset(), repr=False)
    unread_headings: Sequence[str] = ()
    missing_columns: Mapping[str, str] = field(default_factory=dict)  # -> their usual heading
    missing_deciding: Mapping[str, str] = field(default_factory=dict)  # of these, those that decide
    payments: Sequence[Statement] = field(default=(), repr=False)

    @property
    def source(self) -> tuple[str, str]:
        return self.title, self.scope


@dataclass(frozen=True)
class Stop:
    """Why some files are not let in, and what to do about it."""

    files: Sequence[FileFacts]
    reason: str
    remedy: str


@dataclass(frozen=True)
class StoredFacts:
    """What the new files are compared with: the books, and the names of the other clubs."""

    last_batches: Mapping[tuple[str, str], Sequence[FileFacts]]  # source -> files of the last one
    unchanged_hashes: Collection[str]  # of files that came again as they were
    people: Collection[str]
    club_name: str
    other_clubs: Sequence[tuple[str, str]]  # name and organisation number
    # kind of file, and a list in words -> how many were on it, and how many of them still are
    list_counts: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    # kind of file -> how many of its rows were missing from the last lists
    returned_counts: Mapping[str, int] = field(default_factory=dict)
    organisation_number: str = ""
    payments: Mapping[str, Statement] = field(default_factory=dict)  # those of the files, by id


def find_stops(
    files: Sequence[FileFacts], stored: StoredFacts, *, least_share: float, most_aside: float
) -> list[Stop]:
    """Return why files are not let in; a value exactly on a limit is let in."""
    by_source: dict[tuple[str, str], list[FileFacts]] = {}
    for file in files:
        by_source.setdefault(file.source, []).append(file)
    stops = [_find_filter(of_source, stored, least_share) for of_source in by_source.values()]
    kinds = sorted({kind for kind, _ in stored.list_counts})
    stops += [_find_shrunk_lists(files, kind, stored, least_share) for kind in kinds]
    stops += [_find_older(file, files, stored) for file in files]
    stops += [_find_lost_heading(file, stored) for file in files]
    stops += [_find_many_rejected(file, most_aside) for file in files]
    stops += [Stop([file], "filen slutter midt i en linje", AGAIN) for file in files if file.is_cut]
    stops += [Stop([file], fault, AGAIN) for file in files for fault in file.own_faults]
    stops += [_find_other_club(file, stored) for file in files]
    stops += [_find_only_other_clubs(file, stored) for file in files]
    stops += _find_replaced(files, stored.payments)
    known_titles = {title for title, _ in stored.last_batches}
    if known_titles:
        files = [file for file in files if file.kind != "members" or file.title in known_titles]
    stops += _find_strangers(files, stored.people)
    return [stop for stop in stops if stop]


def describe_stops(stops: Iterable[Stop]) -> str:
    """Return a sentence for each file, or for the files that are judged together."""
    by_files: dict[str, list[Stop]] = {}
    for stop in stops:
        names = ", ".join(file.name for file in stop.files)
        by_files.setdefault(names, []).append(stop)
    return " ".join(
        f"{names}: {', og '.join(stop.reason for stop in of_files)}; {of_files[0].remedy}, "
        "eller kjør med --force og en grunn."
        for names, of_files in by_files.items()
    )


def _find_filter(files: list[FileFacts], stored: StoredFacts, least_share: float) -> Stop | None:
    """Compare the number of rows of a source with that of its last batch.

    An unchanged file counts only if a new one has the name of a file in the last batch; else it is
    an old download that still lies there.
    """
    last_files = stored.last_batches.get(files[0].source, ())
    last_names = {last.name for last in last_files}
    counts = [file.row_count for file in files]
    if any(file.name in last_names for file in files):
        counts += [last.row_count for last in last_files if last.sha256 in stored.unchanged_hashes]
    count = max if files[0].kind == "members" else sum  # a list that came twice is one list
    before = count([last.row_count for last in last_files] or [0])
    now = count(counts)
    may_shrink = files[0].kind in OF_A_PERIOD or files[0].is_open_only
    if before < FEW or may_shrink or now >= least_share * before:
        return None
    reason = f"{now} rader mot {before} sist ({100 * now // before} %), så det ser ut som et filter"
    return Stop(files, f"{reason} var på", f"{AGAIN} uten filter")


def _find_shrunk_lists(
    files: Sequence[FileFacts], kind: str, stored: StoredFacts, least_share: float
) -> Stop | None:
    """Look for lists of one kind that many are gone from; the number of rows does not show a filter
    on a group, or on what is paid."""
    shrunk = [
        f"{now} av {before} {description}"
        for (of_kind, description), (before, now) in sorted(stored.list_counts.items())
        if of_kind == kind and before >= FEW and now < least_share * before
    ]
    lists = [file for file in files if file.kind == kind and not file.is_open_only]
    if not shrunk or not lists:
        return None
    reason = f"bare {', '.join(shrunk[:3])} er med, så det ser ut som et filter var på"
    return Stop(lists, reason, f"{AGAIN} uten filter")


def _find_lost_heading(file: FileFacts, stored: StoredFacts) -> Stop | None:
    """Look for a heading that is read, and that the last file of this name had, or all the last
    ones of the source. In the first file of its kind, look for the headings that decide."""
    batches = stored.last_batches.values()
    of_title = [last for batch in batches for last in batch if last.title == file.title]
    if not of_title and file.missing_deciding:
        missing = ", ".join(f"«{heading}»" for heading in file.missing_deciding.values())
        reason = f"den mangler {missing}, som avgjør hvem som blir spurt om hva"
        return Stop([file], reason, f"{AGAIN} med alle")
    last_files = [last for last in of_title if last.name == file.name]
    last_files = last_files or [last for last in of_title if last.source == file.source]
    present = {fold(mend(heading)) for heading in file.headings}
    for aliases in file.aliases.values():
        last_headings = [
            [text for text in last.headings if fold(mend(text)) in aliases] for last in last_files
        ]
        if last_headings and all(last_headings) and present.isdisjoint(aliases):
            reason = f"overskriften «{last_headings[0][0]}» sto i forrige fil, men ikke i denne"
            return Stop([file], reason, f"{AGAIN} med den")
    return None


def _find_older(file: FileFacts, files: Sequence[FileFacts], stored: StoredFacts) -> Stop | None:
    """Compare the newest day of something that has happened with that of the last batch.

    A file is compared with the last one of its name, else all files of the source with all the last
    ones. Whoever joined last may have left, and the newest claim may be deleted, so a list is older
    only if it also takes something back: people or claims that were gone, or a payment.
    """
    last_files = stored.last_batches.get(file.source, ())
    namesakes = [last for last in last_files if last.name == file.name]
    last_days = [last.newest_on for last in namesakes or last_files if last.newest_on]
    before = max(last_days, default=date.min)
    if file.kind == "members":
        compared = [other for other in files if other.title == file.title]
    elif namesakes:
        compared = [file]
    else:
        compared = [other for other in files if other.source == file.source]
    days = [other.newest_on for other in compared if other.newest_on]
    takes_back = file.taken_back or stored.returned_counts.get(file.kind) or file.kind in AGREED
    is_older = file.newest_on is not None and max(days) < before and takes_back
    if not is_older or file.kind in OF_A_PERIOD:
        return None
    reason = f"den nyeste dagen er {tall_dato(max(days))}, men {tall_dato(before)} i forrige fil"
    return Stop([file], f"{reason}, så den er eldre", AGAIN)


def _find_many_rejected(file: FileFacts, most_aside: float) -> Stop | None:
    """Compare the rows that could not be read with all of them, also in a short list of agreements:
    whom the others are with, would be reminded."""
    rows, rejected = file.row_count, file.rejected_count
    is_many = rejected > most_aside * rows
    if rows < FEW:
        is_many = rejected == rows >= FEWEST_WHOLE or (
            file.kind in AGREED and is_many and rejected > 1
        )
    if not is_many:
        return None
    counts = f"{file.rejected_count} av {file.row_count} rader"
    reason = f"{counts} kunne ikke leses{file.rejection_note}"
    return Stop([file], reason, f"se etter at rett fil er valgt, og {AGAIN}")


def _find_replaced(
    files: Sequence[FileFacts], stored_payments: Mapping[str, Statement]
) -> Iterator[Stop]:
    """Look for payments with the id of one that was read before, but another KID, order or amount:
    whoever paid that one would be reminded."""
    known = dict(stored_payments)
    for file in files:
        replaced = [
            (payment, before)
            for payment in file.payments
            if (before := known.setdefault(payment.payment_id, payment)) is not payment
            and _is_another(payment, before, has_refunds="refunded" in file.stated_columns)
        ]
        if replaced:
            payment, before = replaced[0]
            more = f" (og {len(replaced) - 1} til)" if len(replaced) > 1 else ""
            reason = (
                f"linje {payment.row} har {_describe_payment(payment)}, men under samme nummer er "
                f"det før lest {_describe_payment(before)}{more}"
            )
            yield Stop([file], reason, "finn ut i banken hva som er kommet inn")


def _is_another(payment: Statement, before: Statement, *, has_refunds: bool) -> bool:
    """Return whether two rows of one id are two payments; a refund changes the amount of one."""
    for texts in ((payment.kid, before.kid), (payment.invoice_id, before.invoice_id)):
        if len({*texts} - {None, AS_HELD}) > 1:
            return True
    return payment.amount_ore != before.amount_ore and not has_refunds


def _describe_payment(payment: Statement) -> str:
    kid = f" med KID {payment.kid}" if isinstance(payment.kid, str) else ""
    return f"{kroner(payment.amount_ore)}{kid}"


def _find_other_club(file: FileFacts, stored: StoredFacts) -> Stop | None:
    """Look for another club's name or organisation number above the headings, or in a column of
    clubs; if one name contains another, the longest is meant."""
    text = _join_digits(fold(" | ".join((file.text_above, *file.named_clubs))))
    clubs = [*stored.other_clubs, (stored.club_name, "")]
    for name, number in sorted(clubs, key=lambda club: len(club[0]), reverse=True):
        name_pattern = rf"(?<!\w){re.escape(fold(name))}(?!\w)"
        if not number:
            text = re.sub(name_pattern, "", text)
        elif re.search(rf"{name_pattern}|(?<!\d){number}(?!\d)", text):
            return Stop([file], f"den nevner {name!r}, en annen klubb", TAKE_OUT)
    return None


def _find_only_other_clubs(file: FileFacts, stored: StoredFacts) -> Stop | None:
    """Look for a column that names one club, or two, and not this one."""
    own_words = {stored.organisation_number, *_distinctive_words(stored.club_name)}
    others = [name for name in file.named_clubs if own_words.isdisjoint(_distinctive_words(name))]
    if not others or len(file.named_clubs) > FEW_CLUBS or len(others) < len(file.named_clubs):
        return None
    return Stop([file], f"klubben i den er {others[0]!r}, ikke {stored.club_name!r}", TAKE_OUT)


def _distinctive_words(name: str) -> set[str]:
    """Return what tells a club from others: the words of its name, or its number."""
    words = re.split(r"[^\w]+", _join_digits(fold(name)))
    return {word for word in words if len(word) > 2} - OF_ANY_CLUB


def _join_digits(text: str) -> str:
    return re.sub(r"(?<=\d)\s(?=\d)", "", text)


def _find_strangers(files: Sequence[FileFacts], stored_people: Collection[str]) -> list[Stop]:
    """Find files of people who are neither stored nor in another file with stored people."""
    systems = {person.partition(":")[0] for person in stored_people if ":" in person}

    def share_known(file: FileFacts, known_people: Collection[str]) -> float:
        people = [p for p in file.people if ":" not in p or p.partition(":")[0] in systems]
        return sum(person in known_people for person in people) / len(people) if people else 1

    own_files = [file for file in files if share_known(file, stored_people) >= LEAST_KNOWN]
    known_people = frozenset(stored_people).union(
        *(file.people | file.kids_and_orders for file in own_files)
    )
    return [
        Stop(
            [file],
            f"bare {len(file.people & known_people)} av {len(file.people)} "
            f"{NAMES_OF_PEOPLE.get(file.kind, 'personer')} er "
            "kjent i klubben, så den ser ut som en annen klubbs",
            TAKE_OUT,
        )
        for file in files
        if stored_people
        and (_is_long(file) or _is_of_strangers_only(file, known_people))
        and share_known(file, known_people) < LEAST_KNOWN
    ]


def _is_long(file: FileFacts) -> bool:
    """Return whether a share of a file's people means something: the office's lists may go further
    back than the books."""
    return file.row_count > FEW and file.kind not in AGREED


def _is_of_strangers_only(file: FileFacts, known_people: Collection[str]) -> bool:
    """Return whether a bank's file has several KIDs, or a list of the office's several people or
    orders, and none that is known: a small club's whole week is few rows."""
    is_short = file.kind == "payments" or file.kind in AGREED
    is_enough = len(file.people) >= FEWEST_WHOLE
    return is_short and is_enough and file.people.isdisjoint(known_people)
