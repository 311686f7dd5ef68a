"""Files as nobody exports them: a sample, changed at random from a seed, in bytes, text or cells.

The same seed and the same sample give the same file.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import openpyxl

Rows = list[list[Any]]
Mutator = Callable[[Random, bytes], bytes]
WORDS = """
- NULL nan Sum sum Totalt Antall 0 -350 1e309 1,5,5 31.02.2026 01.01.0001 45000 99999 ² ٣٣ 𝟑
=1+1 @x #x sep=; 2026-13-01T25:00:00Z a@b@c + +47 () '' " "" x" "x 🙂 01029912345 Ledig <b>
1.23456789012346E+24 &oslash; &#0; &#xD800; BjÃ¸rn"""
ODD = [
    *WORDS.split(),
    "", " ", "\x00", "\x0b", "\x0c", "\x85", "\u2028", "\ufeff", "\u200b", "\u202e", "A\u030a",
    "a\nb", "a\r\nb", ";", "\t", ",", ";;;", "\n", '"\n', "x" * 300, "9" * 40, "Støttespiller",
]  # fmt: skip
ENCODINGS = ("cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1",
             "mac_roman", "cp437")  # fmt: skip


def mutate(rng: Random, content: bytes) -> bytes:
    """Change a sample in one to three ways that suit its kind; now and then only its bytes."""
    kind = next(kind for fits, kind in KINDS if re.match(fits, content))
    mutator = rng.choices((kind, in_bytes, zipped), (16, 3, 1))[0]
    return mutator(rng, content)


# ------------------------------------------------------------------ bytes


def in_bytes(rng: Random, content: bytes) -> bytes:
    """Flip, drop, insert or double a few bytes, or end the file early."""
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(content) + 1)
        to = at + rng.choice((1, 1, 2, 40))
        match rng.choice(("flip", "drop", "insert", "double", "cut")):
            case "flip":
                turned = bytes(byte ^ (1 << rng.randrange(8)) for byte in content[at : at + 1])
                content = content[:at] + turned + content[at + 1 :]
            case "drop":
                content = content[:at] + content[to:]
            case "insert":
                content = content[:at] + rng.randbytes(to - at) + content[at:]
            case "double":
                content = content[:to] + content[at:]
            case "cut" if rng.random() < 0.5:
                content = content[:at]
    return content


def zipped(rng: Random, content: bytes) -> bytes:
    """Put the file in an archive, whole or damaged, now and then with another beside it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(rng.choice(("eksport.csv", "mappe/eksport.xlsx", "__MACOSX/x")), content)
        if rng.random() < 0.3:
            archive.writestr("lesmeg.txt", "Hei")
    return buffer.getvalue() if rng.random() < 0.7 else in_bytes(rng, buffer.getvalue())


# ------------------------------------------------------------------ text


def in_text(rng: Random, content: bytes) -> bytes:
    """Change cells and rows, or how they are written: delimiter, quotes, line ends, encoding."""
    text = decoded(content)
    delimiter = max(";\t,", key=text.count)
    rows: Rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    ending = "\r\n"
    for _ in range(rng.choice((1, 1, 2, 3))):
        match rng.choice(("cells", "cells", "cells", "delimiter", "quotes", "lines", "encoding")):
            case "cells":
                rows = changed(rng, rows)
            case "delimiter":
                delimiter = rng.choice(";\t,|:")
            case "quotes":
                return encoded(rng, misquoted(rng, written(rows, delimiter, ending)))
            case "lines":
                ending = rng.choice(("\n", "\r", "\r\n", "\r\r\n", "\n\n"))
            case "encoding":
                return encoded(rng, written(rows, delimiter, ending))
    return written(rows, delimiter, ending).encode("utf-8", errors="replace")


def decoded(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            break
    return content.decode("latin-1")


def written(rows: Rows, delimiter: str, ending: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return buffer.getvalue()


def misquoted(rng: Random, text: str) -> str:
    """Put quotation marks where they do not belong, or mix the delimiters."""
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(text) + 1)
        to = text.find("\n", at) + 1 or len(text)
        match rng.choice(("one", "around", "mixed", "double")):
            case "one":
                text = text[:at] + '"' + text[at:]
            case "around":
                text = f'{text[:at]}"{text[at:to]}"{text[to:]}'
            case "mixed":
                text = text[:at] + text[at:to].replace(";", rng.choice(",\t|")) + text[to:]
            case "double":
                text = text.replace('"', '""') if '"' in text else text.replace(";", ';"', 1)
    return text


def encoded(rng: Random, text: str) -> bytes:
    """Write a text in some encoding, now and then after it was read in the wrong one."""
    if rng.random() < 0.2:
        text = text.encode("utf-8", errors="replace").decode("cp1252", errors="replace")
    return text.encode(rng.choice(ENCODINGS), errors="replace")


# ------------------------------------------------------------------ cells


def changed(rng: Random, rows: Rows) -> Rows:
    """Change one cell, row or column."""
    rows = [list(row) for row in rows]
    at, other = rng.randrange(len(rows)), rng.randrange(len(rows))
    row = rows[at]
    cell = rng.randrange(len(row)) if row else 0
    match rng.choice(CELL_CHANGES):
        case "put" if row:
            row[cell] = rng.choice(ODD)
        case "copy" if row and rows[other]:
            row[cell] = rng.choice(rows[other])
        case "drop cell" if row:
            del row[cell]
        case "add cell":
            row.insert(cell, rng.choice(ODD))
        case "drop row" if len(rows) > 1:
            del rows[at]
        case "again":
            rows.insert(other, list(row))
        case "blank":
            rows.insert(at, rng.choice(([], [""], [""] * len(row), ["Sum"], ["# slutt"])))
        case "swap rows":
            rows[at], rows[other] = rows[other], rows[at]
        case "columns":
            rows = with_columns(rng, rows)
    return rows


CELL_CHANGES = (
    "put", "put", "put", "copy", "drop cell", "add cell", "drop row", "again", "blank",
    "swap rows", "columns",
)  # fmt: skip


def with_columns(rng: Random, rows: Rows) -> Rows:
    """Put the columns in another order, one of them twice or not at all, or one more."""
    width = max(map(len, rows))
    order = list(range(width))
    match rng.choice(("order", "twice", "drop", "add")):
        case "order":
            rng.shuffle(order)
        case "twice":
            order.insert(rng.randrange(width + 1), rng.randrange(width))
        case "drop":
            del order[rng.randrange(width)]
        case "add":
            order.insert(rng.randrange(width + 1), width)
    return [[row[n] if n < len(row) else "" for n in order] for row in rows]


# ------------------------------------------------------------------ spreadsheets


def in_book(rng: Random, content: bytes) -> bytes:
    """Change a workbook's cells as a program would, or its parts as only a fault would."""
    if rng.random() < 0.5:
        return in_parts(rng, content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = rng.choice(book.worksheets)
    rows: Rows = [list(row) for row in sheet.values]
    for _ in range(rng.choice((1, 1, 2, 3))):
        rows = changed(rng, rows)
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append([clean(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def clean(cell: Any) -> Any:
    """Return the cell without the characters that openpyxl refuses to write."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell) if isinstance(cell, str) else cell


def in_parts(rng: Random, content: bytes) -> bytes:
    """Change the XML of one part of a workbook, or drop, empty or cut a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in parts if re.search("sheet[0-9]+.xml$|sharedStrings", name)]
    name = rng.choice(sheets) if rng.random() < 0.85 else rng.choice(list(parts))
    for _ in range(rng.choice((1, 1, 2, 3))):
        parts[name] = rng.choice(XML_CHANGES)(rng, parts[name])
    if rng.random() < 0.1:
        del parts[name]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return buffer.getvalue()


def exchange(pattern: bytes, *into: bytes) -> Mutator:
    """Return a mutator that exchanges one place where the pattern fits."""

    def mutator(rng: Random, xml: bytes) -> bytes:
        places = list(re.finditer(pattern, xml, re.DOTALL))
        if not places:
            return in_bytes(rng, xml)
        place = rng.choice(places)
        return xml[: place.start()] + place.expand(rng.choice(into)) + xml[place.end() :]

    return mutator


XML_CHANGES: Sequence[Mutator] = (
    exchange(rb' r="[A-Z]+[0-9]+"', b"", b' r="B3"', b' r="XFD9"', b' r="A0"', b' r="x"', b' r=""'),
    exchange(rb'<row r="[0-9]+"', b"<row", b'<row r="3"', b'<row r="0"', b'<row r="-1"',
             b'<row r="900"', b'<row r="x"', b'<row r="99999999999"'),
    exchange(rb"<row .*?</row>", b"", rb"\g<0>\g<0>", rb"<!--\g<0>-->", b"<row/>"),
    exchange(rb"<c .*?(?:</c>|/>)", b"", rb"\g<0>\g<0>", b"<c/>", rb"<!--\g<0>-->"),
    exchange(rb"<v>[^<]*</v>", b"<v>0</v>", b"<v>1</v>", b"<v>-1</v>", b"<v>99999</v>", b"<v/>",
             b"<v>1e309</v>", b"<v>x</v>", b"<v>9000001.0</v>", b"", b"<v>NaN</v>"),
    exchange(rb' t="[a-z]+"', b"", b' t="s"', b' t="n"', b' t="b"', b' t="e"', b' t="d"',
             b' t="str"', b' t="inlineStr"', b' t="x"'),
    exchange(rb' s="[0-9]+"', b"", b' s="1"', b' s="99"', b' s="-1"'),
    exchange(rb"<si>.*?</si>", b"", rb"\g<0>\g<0>", b"<si/>", b"<si><r><t>Sum</t></r></si>"),
    exchange(rb">([^<>]+)<", b"><", rb">\1&lt;<", b">&x;<", b">&#0;<", b">&#xD800;<", b">Sum<",
             rb"> \1\n<", rb"><![CDATA[\1]]><"),
    exchange(rb"</(sheetData|worksheet|sst|row|c)>", b"", rb"</\1></\1>"),
    exchange(rb'encoding="[^"]*"', b'encoding="latin-1"', b'encoding="utf-16"', b""),
    lambda rng, xml: xml[: rng.randrange(len(xml) + 1)],
    in_bytes,
)  # fmt: skip


# ------------------------------------------------------------------ JSON and HTML


def in_json(rng: Random, content: bytes) -> bytes:
    """Change a tree of objects: a value, a name, one element more or less; or its text."""
    tree = json.loads(content)
    if rng.random() < 0.25:
        return in_bytes(rng, content)
    for _ in range(rng.choice((1, 1, 2, 3))):
        branches = [branch for branch in walk(tree) if branch]
        if not branches:
            break
        graft(rng, rng.choice(branches), rng.choice(branches))
    return json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode("utf-8", errors="replace")


def walk(tree: Any) -> list[Any]:
    """Return every object and list of a tree."""
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    own = [tree] if isinstance(tree, dict | list) else []
    return own + [branch for part in inner for branch in walk(part)]


def graft(rng: Random, branch: Any, other: Any) -> None:
    """Change one place of a branch; what comes from another is a copy, so no tree holds itself."""
    at = rng.choice(list(branch) if isinstance(branch, dict) else range(len(branch)))
    odd = rng.choice([*ODD, None, True, 0, -1, 1.5, 1e300, [], {}, [[]], [{}], ["a", {"b": 1}]])
    match rng.choice(("put", "put", "drop", "again", "rename", "copy")):
        case "drop":
            del branch[at]
        case "again" if isinstance(branch, list):
            branch.append(json.loads(json.dumps(branch[at])))
        case "rename" if isinstance(branch, dict):
            branch[rng.choice(ODD)] = branch.pop(at)
        case "copy":
            branch[at] = json.loads(json.dumps(other))
        case _:
            branch[at] = odd


HTML_CHANGES: Sequence[Mutator] = (
    exchange(rb"<tr.*?</tr>", b"", rb"\g<0>\g<0>", rb"<!--\g<0>-->", rb"<table>\g<0></table>"),
    exchange(rb"<t[dh].*?</t[dh]>", b"", rb"\g<0>\g<0>", b"<td>", b"<td colspan=3>x</td>",
             b'<td rowspan="2">x</td>', b'<td colspan="99999999">x</td>', b"<td><table><td>x"),
    exchange(rb"</?[a-z]+[^>]*>", b"", rb"\g<0>\g<0>", b"<script>", b"<td>", b"<tr>", b"</table>"),
    exchange(rb">([^<>]+)<", b"><", rb">\1&lt;<", b">&#0;<", b">&oslash;<", b">Sum<",
             rb"><b>\1</b><", rb">\1<br>\1<"),
    in_bytes,
)  # fmt: skip


def in_html(rng: Random, content: bytes) -> bytes:
    """Change tags, cells and rows of a page, or the encoding of all of it."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        content = rng.choice(HTML_CHANGES)(rng, content)
    return encoded(rng, decoded(content)) if rng.random() < 0.2 else content


KINDS: Sequence[tuple[bytes, Mutator]] = (
    (rb"PK", in_book),
    (rb"\xd0\xcf\x11\xe0|NY0000", in_bytes),
    (rb"(?:\xef\xbb\xbf)?\s*[\[{]", in_json),
    (rb"(?:\xef\xbb\xbf)?\s*<", in_html),
    (rb"", in_text),
)
