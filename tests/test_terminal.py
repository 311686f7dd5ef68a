"""Names are text in the terminal, whatever is in them: in every table and line of every command.

They come the way that real ones do: by settings, profiles, exports, names of files, and options.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.houses import take_old_files
from tests.writing import write_event
from workbench import office
from workbench.cli import main, show
from workbench.club import Club
from workbench.model.errors import WorkbenchError
from workbench.office.inbox import received
from workbench.office.summary import summarise
from workbench.runs.weekly_runs import RunResult
from workbench.store import agent_accounts
from workbench.store.books import open_books
from workbench.store.disk import disk_faults_described
from workbench.store.ledger import office_books
from workbench.values.text import tidy, visible

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 22)
DAY = ("--as-of", AS_OF.isoformat())
SLUG = "turn-il"
NAMES = {  # a name, and what is to be seen of it
    "[/x] En": "[/x] En",
    "[familie] To": "[familie] To",
    "[bold red]Tre[/]": "[bold red]Tre[/]",
    "[link=file:/x]Fire[/link]": "[link=file:/x]Fire[/link]",
    "[@click=app.bell]Fem": "[@click=app.bell]Fem",
    "[[Seks]]": "[[Seks]]",
    "Sju \\[x]": "Sju \\[x]",
    "Åtte [x]\\": "Åtte [x]\\",
    ":smile: Ni": ":smile: Ni",
    "{0} {navn} %s %(x)s Ti": "{0} {navn} %s %(x)s Ti",
    "<script>alert(1)</script> Elleve": "<script>alert(1)</script> Elleve",
    "$(id) `id` Tolv": "$(id) `id` Tolv",
    "=cmd() Tretten": "=cmd() Tretten",
    "\x1b[2JFjorten": "[2JFjorten",
    "\x1b[31mFemten\x1b[0m": "[31mFemten[0m",
    "\x1b]8;;file:/x\x1b\\Seksten\x1b]8;;\x1b\\": "]8;;file:/x\\Seksten]8;;\\",
    "\x1b]0;Sytten\x07": "]0;Sytten",
    "\x9b2JAtten": "2JAtten",
    "\x9d0;Nitten\x9c": "0;Nitten",
    "Tyve\x90\x84\x98": "Tyve",
    "fdp.\u202eEnOgTjue": "fdp.EnOgTjue",
    "\u2066ToOgTjue\u2069": "ToOgTjue",
    "\u061cTreOgTjue\u200e\u200f": "TreOgTjue",
    "FireOgTjue\rSkjult": "FireOgTjue Skjult",
    "FemOgTjue\b\b\bSkjult": "FemOgTjueSkjult",
    "SeksOgTjue\nSkjult": "SeksOgTjue Skjult",
    "SjuOgTjue\tSkjult": "SjuOgTjue Skjult",
    "ÅtteOgTjue\x0b\x0c\x1fSkjult": "ÅtteOgTjue Skjult",
    "NiOgTjue\u2028\u2029\x85Skjult": "NiOgTjue Skjult",
    "Tredve\x7f\u200b\u2060\ufeff\U000e0041": "Tredve",
    "TrettiEn\x00": "TrettiEn",
    "TrettiTo\udcff": "TrettiTo?",
    "会員名簿 TrettiTre": "会員名簿 TrettiTre",
    "TrettiFire" + "g" * 200: "TrettiFire" + "g" * 200,
}
NO_SURROGATE = [name for name in NAMES if "\udcff" not in name]
IN_CELLS = [name for name in NO_SURROGATE if "\0" not in name]  # of a text in UTF-8
OF_CLUBS = [name for name in NO_SURROGATE if len(name) <= 100]
REASON = "sesongen er over \x1b[2J[/x] \u202e:smile:\x9b31m\udcff"
CLUB_NAME = "[/x] \x1b[2J[familie] \x9b31m\u202e:smile: IL\\"
# Written here anew: no name may bring one of these to a terminal, a book or a page.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
# What the program itself tells a terminal: bold, italic, the colours of the bar, and the cursor.
OWN_CODES = re.compile(r"\x1b\[(?:0|1|3|32|33|90|91)m|\x1b\[\?25[lh]|\r?\x1b\[(?:2K|1A)")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(params=["pipe", "terminal"])
def run(
    request: pytest.FixtureRequest,
    house: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run the command, its output in a pipe or a wide terminal; returns exit status, output and
    errors, once no byte of a name has got through."""
    is_terminal = request.param == "terminal"
    for name in ("out", "err"):
        console = show.Terminal(
            stderr=name == "err",
            width=1000,
            force_terminal=is_terminal,
            color_system="standard" if is_terminal else None,
        )
        monkeypatch.setattr(show, name, console)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        texts = capsys.readouterr()
        out, err = (OWN_CODES.sub("", text) if is_terminal else text for text in texts)
        assert FORBIDDEN.findall(out + err) == []
        return status, out, err

    return call


def toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def add_club(house: Path, slug: str, name: str) -> Path:
    """Make a club without anything but its settings."""
    folder = house / "data" / "clubs" / slug
    (folder / "inbox").mkdir(parents=True)
    (folder / "profiles").mkdir()
    text = (ROOT / "data" / "example" / "club.toml").read_text("utf-8")
    for was, now in (
        ('"Eksempel IL"', toml(name)),
        ('system = "klubbadmin"', 'system = "annet"'),
        ('underskrevet_av = ""', 'underskrevet_av = "Styret"'),
        ("databehandleravtale = false", "databehandleravtale = 2026-01-01"),
        ("paaminnelser = false", "paaminnelser = true"),
        ("samtaler = false", "samtaler = true"),
        ('avklart_av = ""', 'avklart_av = "Advokaten"'),
        ("avklart_dag = false", "avklart_dag = 2026-01-01"),
    ):
        text = text.replace(was, now)
    (folder / "club.toml").write_text(take_old_files(text), "utf-8")
    return folder


MEMBERS = """
title = {title}
system = "annet"
kind = "members"
key = ["person"]
[columns]
person = {{ type = "id", required = true, seen = ["Nr {number}"] }}
first_name = {{ type = "name", seen = ["Fornavn"] }}
last_name = {{ type = "name", seen = ["Etternavn"] }}
email = {{ type = "email", seen = [{email}] }}
phone = {{ type = "phone", seen = ["Telefon"] }}
born_on = {{ type = "birth_day", seen = ["Født"] }}
status = {{ type = "word", seen = ["Status"], words = {{ {word} = "active" }} }}
"""
BILLS = """
title = "Krav [/x]\\u001b[2J"
system = "annet"
kind = "bills"
key = ["order"]
[columns]
order = { type = "id", required = true, seen = ["Ordre"] }
person = { type = "id", required = true, seen = ["Medlem"] }
title = { type = "text", seen = ["Hva"] }
due_on = { type = "day", seen = ["Frist"] }
amount = { type = "amount", seen = ["Beløp"] }
status = { type = "word", seen = ["Status"], words = { Purret = "open" } }
reminders = { type = "count", seen = ["Purringer"] }
reminded_on = { type = "day", seen = ["Sist purret"] }
"""
BILL = ("Ordre", "Medlem", "Hva", "Frist", "Beløp", "Status", "Purringer", "Sist purret")


def sheet(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return f"sep=;\r\n{text.getvalue()}".encode()


def list_of(number: int, name: str, status: str) -> bytes:
    """Make a list of one member of that name, with an e-mail that cannot be read."""
    headings = (
        f"Nr {number}", "Fornavn", "Etternavn", f"E-post {name}", "Telefon", "Født", "Status",
    )  # fmt: skip
    phone = f"9100{number:04}"
    return sheet(
        headings, (str(number), name, "Hansen", name, phone, "1.2.1980", f"{name} {status}")
    )


CUT = b'"X";"1"'  # a last line that has no end


def bills() -> bytes:
    about = ("1.9.2026", "500,00", "Purret", "2", "1.10.2026")
    named = [(number, name) for number, name in enumerate(NAMES) if name in IN_CELLS]
    return sheet(BILL, *((name, str(number), name, *about) for number, name in named))


def fill(folder: Path, status: str) -> None:
    """Give the club a profile and a list for every name, and all their bills: a name with a slash
    in it comes in a zip. The one status that is known is "ja"."""
    with zipfile.ZipFile(folder / "inbox" / "arkiv.zip", "w") as archive:
        for number, name in enumerate(NAMES):
            title = name if name in NO_SURROGATE else f"Uten navn {number}"
            cell = name if name in IN_CELLS else f"Uten navn {number}"
            profile = MEMBERS.format(
                title=toml(title), number=number, email=toml(f"E-post {cell}"),
                word=toml(f"{cell} ja"),
            )  # fmt: skip
            (folder / "profiles" / f"p{number:02}.toml").write_text(profile, "utf-8")
            content = list_of(number, cell, status)
            if "/" in name:
                archive.writestr(f"{name}.csv", content)
            elif "\0" not in name:
                (folder / "inbox" / f"{name}.csv").write_bytes(content)
    (folder / "profiles" / "krav.toml").write_text(BILLS, "utf-8")
    (folder / "inbox" / "krav.csv").write_bytes(bills())


@pytest.fixture
def club(house: Path) -> Path:
    """A club in which everything bears such a name; nobody's status can be read."""
    folder = add_club(house, SLUG, CLUB_NAME)
    fill(folder, "jaa")
    return folder


def unseen(text: str, shown: Callable[[str], str], names: Any = IN_CELLS) -> list[str]:
    """Return the names that do not stand in the text as they are to be shown."""
    return [name for name in names if shown(NAMES[name]) not in text]


def plain(text: str) -> str:
    return text


def in_first_column(text: str) -> str:
    """Return a file's name where a line of a list begins; one with a slash comes in a zip."""
    return f"\narkiv.zip/{text}.csv " if "/" in text else f"\n{text}.csv "


def texts_in(folder: Path) -> Iterator[str]:
    """Yield every text in the club's books."""
    with closing(open_books(folder / "club.db", folder.name).conn) as conn:
        tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in conn.execute(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608
                yield from (cell for cell in row if isinstance(cell, str))


def column(folder: Path, table: str, name: str) -> list[str]:
    """Return what stands in a column of the books."""
    db = open_books(folder / "club.db", folder.name)
    with closing(db.conn):
        return [row[name] for row in db[table].rows]


@pytest.mark.parametrize(("name", "shown"), NAMES.items(), ids=NAMES.values())
def test_of_a_name_what_can_be_seen_is_left(name, shown):
    assert visible(name) == shown
    assert FORBIDDEN.findall(tidy(name)) == []


def test_files_titles_headings_values_and_people_are_text_in_an_import(run, club):
    status, out, _ = run("import", SLUG, *DAY, "--force", "prøve")
    again, known, _ = run("import", SLUG, *DAY, "--force", "prøve")

    of_files = [name for name in NAMES if "\0" not in name]
    table = out.partition(" rad 3, ")[0]
    assert (status, again) == (0, 0)
    assert unseen(out, lambda text: f"{text}.csv rad 3, ", of_files) == []
    assert unseen(table, in_first_column, of_files) == []
    assert unseen(table, plain, [n for n in NO_SURROGATE if "\0" not in n]) == []
    assert unseen(out, lambda text: f", E-post {text}: verdien er lagt til side: ") == []
    assert unseen(out, lambda text: f" lagt til side: {text[:200]!r} – ") == []
    assert unseen(out, lambda text: f", {text} Hansen (") == []
    assert unseen(out, lambda text: f"ukjent ord; kjente er {text} ja") == []
    assert "Krav [/x][2J" in out
    assert "(uendret, lest 22.11.2026)" in known
    assert unseen(known, in_first_column, of_files) == []


def test_a_repair_is_shown_as_text_before_and_after_it_is_accepted(run, club):
    run("import", SLUG, *DAY, "--force", "prøve")

    tried, proposed, _ = run("import", SLUG, "--repair", "--dry-run", *DAY)
    done, repaired, _ = run("import", SLUG, "--repair", *DAY)

    offered = [name for name in IN_CELLS if re.match(r"\w", NAMES[name]) and len(name) < 90]
    assert (tried, done) == (1, 1)
    assert len(offered) >= 15
    assert unseen(proposed, lambda text: f"; forslag: {f'{text} ja'!r}", offered) == []
    assert unseen(repaired, lambda text: f" er rettet til {f'{text} ja'!r}", offered) == []
    assert unseen(repaired, lambda text: f"verdien er lagt til side: {text[:200]!r} – ") == []


def test_claims_and_payers_are_text_in_the_plan_and_the_queue(run, club):
    fill(club, "ja")
    run("import", SLUG, *DAY, "--force", "prøve")

    (_, planned, _), (_, queued, _) = run("plan", SLUG, *DAY), run("queue", SLUG, *DAY)

    assert unseen(planned, lambda text: f"\n{text} Hansen ") == []
    assert unseen(queued, lambda text: f" {text} Hansen ") == []
    assert all(queued.count(f" {NAMES[name]} ") == 2 for name in IN_CELLS)  # and whom it concerns


def test_names_are_text_in_any_list(run, club):
    fill(club, "ja")
    run("import", SLUG, *DAY, "--force", "prøve")

    told = {name: run("list", SLUG, name, *DAY)[1] for name in ("plan", "queue", "called_about")}

    assert unseen(told["plan"], lambda text: f"\n{text} Hansen ") == []
    assert unseen(told["queue"], lambda text: f"\n{text} Hansen ") == []
    assert unseen(told["called_about"], lambda text: f" {text} Hansen ") == []


def test_a_name_that_stands_raw_in_the_books_does_not_reach_the_terminal_either(run, club):
    fill(club, "ja")
    run("import", SLUG, *DAY, "--force", "prøve")
    raw = [(name, f"annet:{n}") for n, name in enumerate(NAMES) if name in IN_CELLS]
    db = open_books(club / "club.db", club.name)
    with closing(db.conn):
        members = {row["member_id"]: row for row in db["members"].rows}
        rows = [members[member_id] | {"first_name": name} for name, member_id in raw]
        write_event(db, {"members": rows}, date(2026, 11, 22))

    queued, as_json = run("queue", SLUG, *DAY)[1], run("queue", SLUG, *DAY, "--json")[1]

    assert unseen(queued, lambda text: f" {text} Hansen ") == []
    assert {row["contact_name"] for row in json.loads(as_json)} == {f"{n} Hansen" for n in IN_CELLS}


@pytest.mark.parametrize("run", ["terminal"], indirect=True)
def test_what_clubs_are_called_is_text_in_the_table_of_the_week(run, house, monkeypatch):
    slugs = {f"klubb-{number}": name for number, name in enumerate(OF_CLUBS)}
    for slug, name in slugs.items():
        add_club(house, slug, name)

    def run_week(slugs, day, *, on_result, **how):
        outcomes = []
        for slug in slugs:
            with closing(office.open_desk(slug)) as desk:
                outcomes.append(
                    RunResult(slug, summarise(desk, day), Path(desk.settings.name), None)
                )
            on_result(outcomes[-1])
        return outcomes

    monkeypatch.setattr("workbench.runs.weekly_runs.run_week", run_week)
    status, out, _ = run("week", "--all", *DAY)

    table, _, notes = out.partition("ligger i\n")
    assert status == 0
    assert unseen(table, plain, OF_CLUBS) == []
    assert unseen(notes, lambda text: f"\n  {text}\n", OF_CLUBS[1:]) == []
    assert unseen(notes, lambda text: f"Merk: {text} hadde ingen nye filer", OF_CLUBS) == []


@pytest.mark.parametrize("alone", [True, False])
def test_why_a_club_was_not_run_is_text(run, house, monkeypatch, alone):
    slugs = [f"klubb-{number}" for number, _ in enumerate(NAMES)][: 1 if alone else None]
    for slug in slugs:
        add_club(house, slug, "Turn IL")

    def fault(name: str) -> str:
        with pytest.raises(WorkbenchError) as refusal, disk_faults_described():
            received(Club(house, slugs[0]), [Path(name)], set())
        return str(refusal.value)

    def run_week(slugs, day, **how):
        names = zip(slugs, NAMES, strict=False)
        return [RunResult(slug, None, None, fault(name), refused=True) for slug, name in names]

    monkeypatch.setattr("workbench.runs.weekly_runs.run_week", run_week)
    status, out, err = run("week", "--all", *DAY)

    sentence = "{}: kunne ikke åpnes; se at navnet er riktig, og at du har tilgang."
    assert (status, out) == (2, "")
    assert unseen(err, sentence.format, [*NAMES][: len(slugs)]) == []


def test_names_in_the_lists_of_agents_and_of_faults_are_text(run, house, monkeypatch):
    add_club(house, SLUG, CLUB_NAME)
    with office_books(house) as ledger:
        for name in NO_SURROGATE:
            agent_accounts.save(ledger, name, "x", [name])  # as no command would
    monkeypatch.setattr(office, "check_books", lambda slug: [*NAMES])

    status, listed, _ = run("agent", "list")
    checked = run("check", SLUG)

    assert status == 0
    assert unseen(listed, lambda text: f"\n{text} ", NO_SURROGATE) == []
    assert all(listed.count(NAMES[name]) >= 2 for name in NO_SURROGATE)
    assert checked[:2] == (1, f"{SLUG}: {'; '.join(NAMES.values())}\n")


WRONG: dict[str, Callable[[str], tuple[str, ...]]] = {
    "command": lambda name: (name,),
    "club": lambda name: ("week", name),
    "argument": lambda name: ("plan", SLUG, name),
    "claim": lambda name: ("plan", SLUG, "--claim", name),
    "day": lambda name: ("plan", SLUG, "--as-of", name),
    "file": lambda name: ("import", SLUG, name.replace("\0", "")),
    "option": lambda name: ("import", SLUG, f"--{name.replace('=', '')}"),
    "command of agents": lambda name: ("agent", name),
    "agent": lambda name: ("agent", "add", name, "--club", SLUG),
    "unknown agent": lambda name: ("agent", "disable", name),
}


@pytest.mark.parametrize("run", ["terminal"], indirect=True)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_name_that_is_refused_is_text_in_one_sentence(run, house, monkeypatch, wrong):
    add_club(house, SLUG, CLUB_NAME)
    for name in NAMES:
        monkeypatch.setattr("sys.stdin", io.StringIO("et langt passord 1\n"))
        status, out, err = run(*wrong(name))

        word = max(re.findall(r"\w+", name), key=len)
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1
        assert word in err


def test_the_name_at_the_question_for_a_password_is_text(run, house, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or str(len(asked)))

    for name in NAMES:
        run("agent", "add", name, "--club", SLUG)

    assert asked[::2] == [f"Passord for {shown}: " for shown in NAMES.values()]


def test_where_a_demo_lies_is_text(run, house, monkeypatch):
    hostile = house / "[familie] :smile: \x1b[2J\u202e\udcff\\"
    hostile.mkdir()
    (house / "data").rename(hostile / "data")
    monkeypatch.setenv("WORKBENCH_HOME", str(hostile))

    status, out, _ = run("demo", "--clubs", "1", "--members", "40", *DAY)

    assert status == 0
    assert f"eksportene ligger i {visible(str(hostile))}/data/clubs/" in out


def test_no_bracket_of_a_help_text_is_lost(run):
    out = run("week", "--help")[1] + run("import", "--help")[1]

    assert all(text in out for text in ("[KLUBB]...", "[FIL]...", "[default: 2]", "[1<=x<=32]"))


def test_json_is_safe_on_a_terminal_and_says_the_names_as_they_are(run, house, club, capsys):
    imported = run("import", SLUG, *DAY, "--json", "--force", "prøve")[1]
    planned = run("plan", SLUG, *DAY, "--json")[1]
    show.as_json({"navn": [*NAMES], "æøå": "æøå"})
    raw = capsys.readouterr().out

    files = {row["name"] for row in json.loads(imported)["files"]}
    assert {f"{NAMES[name]}.csv" for name in NAMES if "/" not in name and "\0" not in name} <= files
    assert {row["claim_id"] for row in json.loads(planned)} == {
        f"annet:{NAMES[name]}" for name in IN_CELLS
    }
    assert FORBIDDEN.findall(raw) == []
    assert json.loads(raw) == {"navn": [*NAMES], "æøå": "æøå"}
    assert '"æøå": "æøå"' in raw


@pytest.mark.parametrize("run", ["terminal"], indirect=True)
def test_a_reason_is_text_in_the_terminal_and_in_the_books(run, house):
    for number, name in enumerate(NAMES):
        folder = add_club(house, slug := f"klubb-{number}", "Turn IL")
        (folder / "profiles" / "krav.toml").write_text(BILLS, "utf-8")
        (folder / "inbox" / "krav.csv").write_bytes(sheet(BILL) + CUT)

        status, out, _ = run("import", slug, *DAY, "--force", name)

        assert (status, f"  krav.csv: tatt likevel: {NAMES[name]}\n" in out) == (0, True)
        assert column(folder, "files", "forced") == [NAMES[name]]


@pytest.mark.parametrize("run", ["terminal"], indirect=True)
def test_no_control_character_of_a_name_stands_in_the_books_after_an_import(run, club):
    run("import", SLUG, *DAY, "--force", "prøve")

    texts = [*texts_in(club)]

    names = column(club, "files", "name")
    of_files = [name for name in NAMES if "\0" not in name]
    assert unseen("\n".join(names), lambda text: f"{text}.csv", of_files) == []
    assert [text for text in texts if FORBIDDEN.search(text.replace("\n", ""))] == []


def strings(value: Any) -> Iterator[str]:
    """Yield every text in what JSON says."""
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from strings(part)
        case dict():
            yield from strings([*value, *value.values()])


@pytest.mark.parametrize("run", ["terminal"], indirect=True)
def test_a_week_of_such_names_brings_none_of_their_bytes_to_any_page(run, house, club):
    (club / "inbox" / "krav.csv").write_bytes(bills() + CUT)

    status, out, err = run("week", SLUG, *DAY, "--force", REASON)

    folder = house / "reports" / SLUG / AS_OF.isoformat()
    notebook = json.loads((folder / "weekly.ipynb").read_text("utf-8"))
    texts = [*strings(notebook)]
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    tables = unescape("".join(strings(outputs)))
    assert (status, "stanset" in err) == (0, False)
    assert f"{visible(CLUB_NAME)} " in out
    assert [text for text in texts if FORBIDDEN.search(text)] == []
    assert len(IN_CELLS) - len(unseen(tables, plain)) >= 20
    assert visible(REASON) in column(club, "files", "forced")
    assert any(f'force = "{visible(REASON)}"' in text for text in texts)
    for page in ("rapport.html", "manifest.json"):
        text = (folder / page).read_text("utf-8")
        assert set(FORBIDDEN.findall(text)) <= {"\t", "\xad"}
