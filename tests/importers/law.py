"""The law of the importers, held against a file: rows = taken + set aside + frame, by number.

What is frame, and which lines hold a record, is found here anew, so that neither is true by
definition.
"""

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from string import ascii_uppercase
from xml.etree import ElementTree

from workbench.importers import canonical
from workbench.importers.archives import unpack
from workbench.importers.cells import Context
from workbench.importers.headings import recognise
from workbench.importers.mapping import OUTGOING, Mapped, map_rows
from workbench.importers.ocr import read_nets
from workbench.importers.profiles import Profile
from workbench.importers.reading import Sheet, is_ocr, read_sheets
from workbench.model import frames
from workbench.model.errors import Unreadable, WorkbenchError
from workbench.values.amounts import parse_ore
from workbench.values.kid import KidStructure
from workbench.values.national_id import looks_like_national_id
from workbench.values.text import fold, is_blank, tidy

CONTEXT = Context(date(2026, 11, 22), (KidStructure(12, 10),))
PRIVATE = re.compile(r"@|(?:\d[ .-]?){8}")  # an address, or as many digits as a phone number
Marks = Mapping[str, bool]  # a word of one row alone -> whether it is the first such of it
FRAME = "ramme"
PAGE_ROW = re.compile(rb"<tr[\s>]")
NUMBERS = {"kid", "account"}  # types whose values may look like a birth number
IDS = {"members": ("member_id", "person"), "invoices": ("invoice_id", "order")}


def judge(content: bytes, name: str, profiles: tuple[Profile, ...], marks: Marks) -> Counter[str]:
    """Read a file by every profile, hold the law against what came out, and count it.

    `marks` are of the sample that the file was made from.
    """
    counts: Counter[str] = Counter(files=1)
    try:
        for part, inner in unpack(content, name):
            counts += _judge_one(inner, part, profiles, marks)
    except WorkbenchError as error:
        hold_sentence(str(error))
        return Counter(files=1, refused=1)
    return counts


def _judge_one(
    content: bytes, name: str, profiles: tuple[Profile, ...], marks: Marks
) -> Counter[str]:
    if is_ocr(content):
        payments, set_aside, *_ = read_nets(content, name)
        in_file = len(re.findall(rb"^NY09..30", content, re.MULTILINE))
        assert len(payments) + len(set_aside) == in_file
        return Counter(read=1, taken=len(payments), aside=len(set_aside))
    sheets = read_sheets(content, name)
    mapped = map_rows(recognise(sheets, profiles, name), sheets, CONTEXT)
    hold_reading(content, sheets, marks)
    hold_rows(mapped, sheets)
    hold_canonical(mapped)
    hold_privacy(mapped)
    return Counter(
        read=1, taken=mapped.rows_taken, aside=mapped.rows_aside, frame=mapped.rows_frame
    )


def hold_sentence(said: str) -> None:
    """A refusal is one sentence on one line, with nothing of anybody in it."""
    assert said.isprintable(), repr(said)
    assert said.endswith("."), said
    assert not PRIVATE.search(said), said


# ------------------------------------------------------------------ rows


def hold_rows(mapped: Mapped, sheets: Sequence[Sheet]) -> None:
    """Every row of every sheet is taken, set aside or frame, and never two of them."""
    rows, data_from = mapped.header.sheet.rows, mapped.header.heading_row + 2
    taken = mapped.columns["row"]
    aside = {one.row for one in mapped.set_aside if one.whole_row}
    rules = {n: frame_rule(mapped, row) for n, row in enumerate(rows, 1) if n >= data_from}
    frame = {*range(1, data_from), *(n for n, rule in rules.items() if rule)}
    assert sorted([*taken, *aside, *frame]) == list(range(1, len(rows) + 1))
    others = sum(len(sheet.rows) for sheet in sheets if sheet is not mapped.header.sheet)
    assert mapped.rows_frame == len(frame) + others
    assert mapped.rows_aside == len(aside)
    left_out = [rule for rule in rules.values() if rule not in ("", FRAME)]
    assert sum(mapped.left_out.values()) == len(left_out)
    assert mapped.left_out.get(OUTGOING, 0) == left_out.count(OUTGOING)


def frame_rule(mapped: Mapped, row: Sequence[str]) -> str:
    """Return the rule by which a row below the header is no data, or nothing."""
    profile, columns = mapped.profile, mapped.header.columns
    filled = [tidy(cell) for cell in row if not is_blank(cell)]
    if not filled:
        return FRAME
    is_total = any(re.fullmatch(p, filled[0], re.IGNORECASE) for p in profile.footer)
    if is_total and not says_of_record(mapped, row):
        return FRAME
    if [*map(fold, row)] == [*map(fold, mapped.header.headings)]:
        return FRAME
    said = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
    by_sign = profile.incoming_only and "kind" not in profile.columns
    if by_sign and not _comes_in(said["amount"]):
        return OUTGOING
    left_out = profile.left_out.items()
    return next((n for n, words in left_out if fold(said.get(n, "x")) in map(fold, words)), "")


def says_of_record(mapped: Mapped, row: Sequence[str]) -> bool:
    """A total has no id, no name and no contact: besides its word only money, and a count."""
    profile = mapped.profile
    rest = dict(list({n: cell for n, cell in enumerate(row) if not is_blank(cell)}.items())[1:])
    own = {*profile.key, *(part for key in profile.key for part in profile.ids.get(key, ()))}
    columns = [(name, profile.columns[name].type, at) for name, at in mapped.header.columns.items()]
    filled = [(name, kind, rest[at]) for name, kind, at in columns if at in rest]
    return any(
        (kind in ("phone", "email") and len(cell) > 6)
        or (kind not in ("amount", "ore", "count") and (name in own or profile.is_needed(name)))
        for name, kind, cell in filled
    )


def _comes_in(text: str) -> bool:
    try:
        return (parse_ore(text) or 0) > 0
    except Unreadable:
        return True


def hold_canonical(mapped: Mapped) -> None:
    """What was taken becomes frames whose keys are whole, and none of it is left behind."""
    aside = [{"sha256": "0", **vars(one)} for one in mapped.set_aside]
    assert len(frames.build("rejected", aside)) == len(aside)
    tables = canonical.to_tables(mapped, system="prøve", accounts={})
    assert any(tables.values()) == bool(mapped.rows_taken)
    for name, rows in tables.items():
        key = frames.SHAPES[name].key
        said = {tuple(getattr(row, k) for k in key) for row in rows}
        folded = frames.records(canonical.fold(name, rows, frames.empty(name)))
        assert {tuple(row[k] for k in key) for row in folded} == said
        if name in IDS:
            column, field = IDS[name]
            kept = {row[column] for row in folded}
            made = mapped.columns[field]
            own = mapped.columns.get("own_id") or made
            pairs = [{f"prøve:{x}", f"prøve:{y}"} for x, y in zip(made, own, strict=True)]
            assert all(pair & kept for pair in pairs)
            assert kept <= set().union(*pairs)


def hold_privacy(mapped: Mapped) -> None:
    """No birth number is kept, in what was taken or in what was set aside."""
    types = {name: column.type for name, column in mapped.profile.columns.items()}
    for record in mapped.records:
        said = [
            str(record[name]) for name in types.keys() & record.keys() if types[name] not in NUMBERS
        ]
        assert not looks_like_national_id("|".join(said)), record
    keys = keys_by_row(mapped)
    for one in mapped.set_aside:
        record = re.sub("[0-9a-f]{16}", "", keys[one.row])  # an id made of a name may look like one
        assert not looks_like_national_id(f"{one.value}|{record}|{one.column}"), one
        assert " object at 0x" not in keys[one.row], one


def keys_by_row(mapped: Mapped) -> dict[int, str]:
    """Return the number of each row of data -> the key of its record."""
    return dict(zip(mapped.all_rows["row"], mapped.all_rows["record"], strict=True))


# ------------------------------------------------------------------ an independent look


def marks_of(content: bytes, sheets: Sequence[Sheet]) -> Marks:
    """Return the words of a sample that stand in one row alone, on the first line that has any."""
    rows = [_words(*row) for sheet in sheets for row in sheet.rows]
    lines = [_words(line) for line in lines_of(content)]
    times = Counter(word for words in rows for word in set(words))
    marks = {}
    for words in rows:
        own = [word for word in words if times[word] == 1 and len(word) > 4]
        line = next((line for line in lines if {*own} & {*line}), [])
        marks |= {word: n == 0 for n, word in enumerate(word for word in own if word in line)}
    return marks


def hold_reading(content: bytes, sheets: Sequence[Sheet], marks: Marks) -> None:
    """No line that holds a record's marks is gone, or swallowed by another, once it was read."""
    lines = [{*_words(line)} & marks.keys() for line in lines_of(content) if marks]
    rows = [{*_words(*row)} & marks.keys() for sheet in sheets for row in sheet.rows]
    alive = set().union(*rows)
    gone = [words for words in lines if words and not words & alive]
    assert gone == []
    page = re.sub(rb"<!--.*?-->", b"", content.replace(b"\0", b""), flags=re.DOTALL)
    assert len(PAGE_ROW.findall(page)) <= sum(len(sheet.rows) for sheet in sheets)
    leading = {word for word in alive if marks[word]}
    assert sum(bool(words & leading) for words in lines) <= sum(
        bool(words & leading) for words in rows
    )


def _words(*cells: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9@.]+", "\n".join(cells))


def lines_of(content: bytes) -> Iterator[str]:
    """Look at the bytes with other eyes than the reader's, and yield what each row says."""
    text = content.replace(b"\0", b"").decode("latin-1")  # of any encoding the plain words remain
    if content.startswith(b"PK"):
        yield from _rows_of_book(content)
    elif tree := _tree_of(text):
        yield from map(str, _scalars(tree))
    elif not content.startswith(b"\xd0\xcf") and not PAGE_ROW.search(content):
        yield from re.split(r"\r\n|\r|\n", text)


def _tree_of(text: str) -> object:
    plain = text.removeprefix("ï»¿").lstrip()
    try:
        return json.loads(plain) if plain.startswith(("[", "{")) else None
    except ValueError:
        return None


def _rows_of_book(content: bytes) -> Iterator[str]:
    """Yield what each row element of each sheet says, by the XML alone, of cells in their place."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [name for name in archive.namelist() if "/" in name]
            trees = {name: ElementTree.fromstring(archive.read(name)) for name in parts}
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError):
        return  # what a damaged part says, nobody can know
    strings = next((tree for name, tree in trees.items() if name.endswith("sharedStrings.xml")), ())
    shared = ["".join(si.itertext()) for si in strings]
    for name, tree in trees.items():
        for row in tree.iterfind("{*}sheetData/{*}row") if "worksheets/" in name else ():
            placed = [c for c in row if c.get("r", "").lstrip(ascii_uppercase) == row.get("r")]
            yield "\n".join(_cell(cell, shared) for cell in placed)


def _cell(cell: ElementTree.Element, shared: Sequence[str]) -> str:
    """Return what a cell says; of a type that has no words it says nothing."""
    kind, text = cell.get("t"), "".join(cell.itertext())
    if kind == "s":
        return shared[int(text)] if text.isdecimal() and int(text) < len(shared) else ""
    is_empty = kind in ("b", "e") or (kind == "inlineStr" and cell.find("{*}is") is None)
    return "" if is_empty else text


def _scalars(tree: object) -> Iterator[object]:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    if inner is None:
        yield tree
    for part in inner or ():
        yield from _scalars(part)
