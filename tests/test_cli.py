"""The command: exit status, --json, and one Norwegian sentence for what is wrong."""

import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console

from tests.closed_time import closed_toml
from workbench import office
from workbench.cli import app, main, show
from workbench.office.day import work_out_day
from workbench.office.summary import summarise
from workbench.reports.lists import LISTS
from workbench.runs.weekly_runs import RunResult
from workbench.store.books import open_books
from workbench.values.text import visible

DAY = "2026-11-22"


@pytest.fixture
def run(house: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command; returns exit status, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def files_in(house: Path) -> dict[str, bytes]:
    """Return every file of the house, without locks and the office's own ledger."""
    skipped = {".lock"}
    return {
        str(path.relative_to(house)): path.read_bytes()
        for path in house.rglob("*")
        if path.is_file() and path.name not in skipped and not path.name.startswith("office.db")
    }


def events(club: Path) -> list[Any]:
    return open_books(club / "club.db", club.name).conn.execute("SELECT * FROM events").fetchall()


def break_toml(club: Path) -> None:
    path = club / "club.toml"
    path.write_text(path.read_text("utf-8").replace("[oppdrag]", "[oppdrag"), "utf-8")


def misspell_toml(club: Path) -> None:
    path = club / "club.toml"
    path.write_text(path.read_text("utf-8").replace("samtaler =", "samtale ="), "utf-8")


def ask_for_a_fee(club: Path) -> None:
    path = club / "club.toml"
    path.write_text(path.read_text("utf-8").replace("gebyr = false", "gebyr = true"), "utf-8")


def unknown_policy(club: Path) -> None:
    path = club / "club.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('regler = "idrettslag"', 'regler = "streng"'), "utf-8")


def empty_inbox(club: Path) -> None:
    for path in (club / "inbox").iterdir():
        path.unlink()


def add_note(club: Path) -> None:
    (club / "inbox" / "notat.txt").write_text("Husk dugnad\nlørdag\n", "utf-8")


def add_picture(club: Path) -> None:
    (club / "inbox" / "medlemmer.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def nothing(club: Path) -> None: ...


WEEK = ("week", "solvik-il", "--as-of", DAY)
WRONG = [
    (nothing, ("week", "ukjent-il", "--as-of", DAY), r"'ukjent-il': klubben finnes ikke"),
    (nothing, ("week", "../x", "--as-of", DAY), r"'\.\./x' er ikke et gyldig klubbnavn"),
    (nothing, ("week", "Solvik-IL", "--as-of", DAY), r"'Solvik-IL' er ikke et gyldig klubbnavn"),
    (nothing, ("week", "--as-of", DAY), r"Ingen klubb er valgt"),
    (nothing, ("week", "solvik-il", "--as-of", "22.11.2026"), r"'22\.11\.2026' er ingen dato"),
    (nothing, ("week", "solvik-il", "--as-of", "2026-02-30"), r"'2026-02-30' er ingen dato"),
    (nothing, ("week", "solvik-il", "--as-of", "2026-11-23"), r"2026-11-23 er fram i tid"),
    (nothing, (*WEEK, "--klubb", "x"), r"--klubb er et ukjent valg"),
    (nothing, (*WEEK, "--jobs", "mange"), r"kan ikke brukes"),
    (nothing, (*WEEK, "--jobs"), r"--jobs mangler en verdi"),
    (nothing, (*WEEK, "--json=ja"), r"--json tar ingen verdi"),
    (nothing, (*WEEK, "--force"), r"--force mangler en grunn; skriv"),
    (nothing, (*WEEK, "--force", ""), r"--force mangler en grunn; skriv"),
    (nothing, (*WEEK, "--force", " "), r"--force mangler en grunn; skriv"),
    (nothing, ("import", "solvik-il", "--force", "--dry-run"), r"--force mangler en grunn; skriv"),
    (nothing, ("import", "solvik-il", "--repair", "--force", "ny"), r"--force passer ikke"),
    (nothing, ("import", "solvik-il", ".", "--as-of", DAY), r"\. er en mappe; skriv filene i den"),
    (nothing, ("uke", "solvik-il"), r"«uke» er ingen kommando; se «workbench --help»"),
    (nothing, ("wek'", "solvik-il"), r"«wek'» er ingen kommando; se «workbench --help»"),
    (nothing, ("plan", "solvik-il", "i", "dag"), r"«i dag» er for mye her; se «workbench plan --h"),
    (nothing, ("import",), r"mangler"),
    (break_toml, WEEK, r"solvik-il: club\.toml: filen kan ikke leses som TOML \(linje \d+"),
    (misspell_toml, WEEK, r"solvik-il: club\.toml: «oppdrag\.samtale» er en ukjent innstilling|"
     r"solvik-il: club\.toml: «oppdrag\.samtaler» mangler"),
    (ask_for_a_fee, WEEK, r"«oppdrag\.gebyr» er true, men må være false"),
    (unknown_policy, WEEK, r"streng\.toml: regelsettet finnes ikke; velg .* idrettslag"),
    (empty_inbox, WEEK, r"solvik-il: mappen .*inbox er tom"),
    (add_note, WEEK, r"notat\.txt: filen ligner ingen eksport vi kjenner"),
    (add_picture, ("import", "solvik-il", "--as-of", DAY), r"medlemmer\.xlsx: filen er verken"),
    (nothing, ("import", "solvik-il", "finnes-ikke.xlsx", "--as-of", DAY), r"kunne ikke åpnes"),
    (nothing, ("plan", "solvik-il", "--as-of", DAY, "--claim", "x"), r"'x' er ikke et åpent krav"),
    (nothing, ("list", "solvik-il", "--as-of", DAY), r"^Velg en liste: .*plan \(Planen\)\.$"),
    (nothing, ("list", "solvik-il", "kø", "--as-of", DAY), r"^'kø' er ingen liste; velg en av rem"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "arguments", "sentence"), WRONG)
def test_wrong_use_ends_in_one_sentence_status_2_and_nothing_written(
    damage, arguments, sentence, club, house, run
):
    damage(club)
    before = files_in(house)

    status, out, err = run(*arguments)

    assert status == 2
    assert re.search(sentence, err), err
    assert len(err.strip().splitlines()) == 1, err
    assert "Traceback" not in out + err
    assert files_in(house) == before
    assert damage in (break_toml, misspell_toml, ask_for_a_fee, unknown_policy) or not events(club)


def all_commands() -> dict[str, Any]:
    """Return each command as it is typed."""
    commands = dict(typer.main.get_command(app).commands)
    agent = commands.pop("agent")
    return commands | {f"agent {name}": command for name, command in agent.commands.items()}


@pytest.mark.parametrize("name", all_commands())
def test_help_shows_every_word_of_a_command(name, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    command = all_commands()[name]
    texts = [command.help, *(getattr(parameter, "help", None) for parameter in command.params)]
    words = " ".join(filter(None, texts)).replace("\\", "").split()

    _, out, _ = run(*name.split(), "--help")

    assert not set(words) - set(out.split())


def json_commands() -> list[str]:
    """Return every command that has --json, with the names of its arguments that must be given."""
    found = []
    for name, command in all_commands().items():
        if any("--json" in parameter.opts for parameter in command.params):
            wanted = [p for p in command.params if p.required and not p.opts[0].startswith("-")]
            found.append(" ".join([name, *("solvik-il" for _ in wanted)]))
    return sorted(found)


COMMANDS = [*json_commands(), "import solvik-il --repair"]


def test_the_commands_that_answer_in_json_are_these():
    assert [command.partition(" solvik-il")[0] for command in COMMANDS] == [
        "agent add", "agent disable", "agent list", "approve", "avtalegiro", "bank", "check",
        "credit", "demo", "enquiry", "handover", "history", "import", "invoices", "list", "pause",
        "place", "plan", "policy", "queue", "receive", "send", "sent", "set-aside", "simulate",
        "todo", "week", "why", "write", "import",
    ]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("is_house", [True, False])
def test_an_error_of_a_command_that_answers_in_json_is_json(
    command, is_house, run, club, monkeypatch
):
    wrong = ["--finnes-ikke"] if is_house else []
    if not is_house:
        monkeypatch.setenv("WORKBENCH_HOME", str(club))

    status, out, err = run(*command.split(), *wrong, "--json")
    plain = run(*command.split(), *wrong)

    assert (status, err) == (2, "")
    assert json.loads(out) == {"error": plain[2].strip(), "status": 2}
    assert plain[:2] == (2, "")


@pytest.mark.parametrize(("damage", "arguments", "sentence"), WRONG)
def test_wrong_use_of_a_command_that_answers_in_json_says_the_same_in_json(
    damage, arguments, sentence, club, run
):
    damage(club)

    status, out, err = run(arguments[0], "--json", *arguments[1:])

    found = json.loads(out)
    said = found["error"] if isinstance(found, dict) else found[0]["fault"]
    assert (status, err) == (2, "")
    assert re.search(sentence, said)


def put_in_folders(club: Path) -> None:
    """Put the files of the inbox into folders of it, one with what programs leave."""
    for number, path in enumerate(sorted((club / "inbox").iterdir())):
        folder = club / "inbox" / f"Uke {number % 2}"
        folder.mkdir(exist_ok=True)
        path.rename(folder / path.name)
    for name in ("~$krav.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"x")
    for name in ("__MACOSX", ".svn", "Tom"):
        (folder / name).mkdir()
    (folder / "__MACOSX" / "krav.xlsx").write_bytes(b"x")


def test_files_in_the_folders_of_an_inbox_are_read_and_named_with_the_folder(run, club, truth):
    put_in_folders(club)

    status, out, err = run("import", "solvik-il", "--as-of", DAY, "--json")

    names = {row["name"].partition("/")[2]: row["rows_taken"] for row in json.loads(out)["files"]}
    assert (status, err) == (0, "")
    assert names == {name: rows["taken"] for name, rows in truth["rows"].items()}


def test_a_folder_in_a_folder_of_an_inbox_is_named_and_nothing_is_read(run, club):
    put_in_folders(club)
    (club / "inbox" / "Uke 0" / "Gamle 01019012345").mkdir()
    (club / "inbox" / "Uke 0" / "Gamle 01019012345" / "krav.csv").write_bytes(b"x")

    status, _, err = run("import", "solvik-il", "--as-of", DAY)

    assert (status, err) == (
        2,
        "solvik-il: mappen Uke 0/Gamle *********** ligger for dypt i innboksen til å leses; legg "
        "filene i den rett i innboksen, eller ta den ut av mappen.\n",
    )
    assert not events(club)


def test_a_named_file_without_payments_is_not_passed_over(run, club):
    arguments = ("import", "solvik-il", "--payments", "--as-of", DAY)

    status, _, err = run(*arguments, str(club / "inbox" / "avtaler.xlsx"))

    assert status == 2
    assert err == "avtaler.xlsx: filen har ingen innbetalinger; les den uten --payments.\n"
    assert run(*arguments)[0] == 0  # in the inbox it waits for the week


def test_a_demo_never_writes_over_a_club_that_is_not_invented(run, house, club):
    (club / "fasit.json").unlink()
    before = files_in(house)

    status, _, err = run("demo", "--as-of", DAY)

    assert status == 2
    assert "ikke laget av demo" in err
    assert files_in(house) == before


def test_demo_is_the_same_again_by_its_seed(run, house):
    options = ("demo", "--members", "40", "--seed", "3", "--as-of", DAY)
    assert run(*options)[0] == 0
    first = files_in(house)

    assert run(*options)[0] == 0

    assert files_in(house) == first


def test_import_shows_what_was_read_and_what_was_set_aside(run, club, truth):
    status, out, _ = run("import", "solvik-il", "--as-of", DAY, "--json")

    found = json.loads(out)
    taken = {row["name"]: row["rows_taken"] for row in found["files"]}
    assert status == 0
    assert taken == {name: rows["taken"] for name, rows in truth["rows"].items()}
    assert {"31.02.2026"} <= {row["value"] for row in found["set_aside"]}


def test_an_import_names_the_headings_that_nobody_reads_and_those_that_are_missing(run, club):
    path = club / "inbox" / "liste.csv"
    headings = "PersonId;Fornavn;Etternavn;Tlf. mobil;E-post;Postnr;Draktnr;Gren/Gruppe"
    path.write_text(f"{headings}\n9000001;Ola;Li;;;;7;Ski\n", "utf-8")
    command = ("import", "solvik-il", str(path), "--as-of", DAY, "--dry-run", "--force", "prøve")

    [file] = json.loads(run(*command, "--json")[1])["files"]
    _, out, _ = run(*command)

    missing = [
        "Adresse", "Postadresse", "Fødselsdato", "Kjønn", "Innmeldt dato", "Medlemsstatus",
        "Utmeldt dato",
    ]  # fmt: skip
    assert (file["unread_headings"], file["missing_headings"]) == (["Draktnr"], missing)
    assert f"leses ikke: Draktnr; mangler: {', '.join(missing)}\n" in out


def test_the_table_of_an_import_tells_the_files_apart_at_80_columns(run, club, monkeypatch):
    monkeypatch.setattr(show, "out", show.Terminal(width=80))
    named = {f"medlemmer_{'x' * 20}_{n}.xlsx": n for n in (1, 2)}
    for name, path in zip(named, sorted((club / "inbox").glob("medlemmer_[fs]*")), strict=False):
        path.rename(club / "inbox" / name)

    status, out, _ = run("import", "solvik-il", "--as-of", DAY)

    table = out.partition("\n  medlemmer")[0].splitlines()
    assert status == 0
    assert all(any(f"x_{n}.xlsx" in line for line in table) for n in named.values())
    assert "…" not in out
    assert "Verdier" in table[1]
    assert max(map(len, table)) <= 80


def test_what_was_set_aside_is_said_of_whom_with_what_is_proposed_first(run, club):
    _, out, _ = run("import", "solvik-il", "--as-of", DAY, "--dry-run")

    said = [line for line in out.splitlines() if " er lagt til side" in line]
    proposed = ["forslag:" in line for line in said]
    assert proposed == sorted(proposed, reverse=True)
    assert any(proposed)
    file = "medlemmer_klubb.xlsx"
    assert re.search(
        rf"{file} rad \d+, \w[^,:]* \w+ \(\d+\), E-post: verdien er lagt til side", out
    )
    assert re.search(
        rf"{file} rad \d+, PersonId, Fornavn, Etternavn: raden er lagt til side – mangler\n", out
    )


def test_importing_again_finds_every_file_known(run, club):
    run("import", "solvik-il", "--as-of", DAY)

    status, out, _ = run("import", "solvik-il", "--as-of", DAY, "--json")

    found = json.loads(out)
    assert status == 0
    assert found["files"] == []
    assert sorted(found["known"]) == sorted(path.name for path in (club / "inbox").iterdir())


def test_repairs_are_shown_then_accepted_then_known(run, club):
    run("import", "solvik-il", "--as-of", DAY)
    repair = ("import", "solvik-il", "--repair", "--as-of", DAY)

    shown = run(*repair, "--dry-run", "--json")
    written = len(events(club))
    done, again = run(*repair, "--json"), run(*repair)

    assert [status for status, *_ in (shown, done, again)] == [1, 1, 1]
    proposed, repaired = json.loads(shown[1]), json.loads(done[1])
    assert proposed["proposed"] == repaired["repaired"] != []
    assert proposed["set_aside"] == repaired["set_aside"] != []
    assert {row["proposal"] for row in repaired["set_aside"]} == {None}
    assert "Rettet: 0. Fortsatt til side:" in again[1]
    assert len(events(club)) == written + 1


def test_a_club_where_nothing_is_set_aside_has_nothing_to_repair(run, club):
    status, out, _ = run("import", "solvik-il", "--repair", "--as-of", DAY)

    assert (status, out) == (0, "Rettet: 0. Fortsatt til side: 0.\n")


def test_repairs_are_of_what_was_read_and_take_no_files(run, club):
    status, _, err = run("import", "solvik-il", "fil.csv", "--repair", "--as-of", DAY)

    assert (status, "uten navn på filer" in err) == (2, True)


def test_plan_says_a_step_or_a_reason_for_every_open_claim(run, club, truth):
    run("import", "solvik-il", "--as-of", DAY)

    status, out, _ = run("plan", "solvik-il", "--as-of", DAY, "--json")

    plan = {row["claim_id"]: (row["step_id"], row["reason"]) for row in json.loads(out)}
    assert status == 0
    assert plan == {
        claim_id: (claim["step"], claim["reason"])
        for claim_id, claim in truth["claim"].items()
        if claim["open_ore"]
    }


def test_the_queue_has_one_row_for_each_payer(run, club):
    run("import", "solvik-il", "--as-of", DAY)

    status, out, _ = run("queue", "--all", "--as-of", DAY, "--json")

    rows = json.loads(out)
    assert status == 0
    assert rows
    assert len({row["payer_id"] for row in rows}) == len(rows)


# lists of what nobody has decided yet: the import saves no proposals
NOTHING_YET = {
    "Krediteres", "Påminnelser", "Fakturaer å lage", "Fakturakalender",
    "AvtaleGiro: hvem som har avtale, og hvem som mangler", "Krediteringer",
    "Avtalt, men ikke registrert i medlemssystemet", "Hvem skal ha beskjed om hva",
    "Krav som foreldes", "Inkassopartneren", "Meldinger å sende herfra",
    "Meldinger sendt herfra", "Henvendelser",
}  # fmt: skip


def test_any_list_is_a_table_of_the_terminal_or_json(run, club, monkeypatch):
    monkeypatch.setattr(show, "out", show.Terminal(width=300))
    run("import", "solvik-il", "--as-of", DAY)
    run("todo", "solvik-il", "--answer", "tidy", "--as-of", DAY)
    keep_day()

    told = [run("list", "solvik-il", name, "--as-of", DAY) for name in LISTS]
    found = [run("list", "solvik-il", name, "--as-of", DAY, "--json") for name in LISTS]

    for table, (status, out, err), (_, text, _) in zip(LISTS.values(), told, found, strict=True):
        assert (status, err) == (0, "")
        assert table.columns[0].name in out
        assert len(json.loads(text)) > 0 or table.title in NOTHING_YET
    everyone = json.loads(run("queue", "solvik-il", "--as-of", DAY, "--json")[1])
    assert json.loads(found[[*LISTS].index("queue")][1]) == [
        {field: value for field, value in row.items() if field != "club"} for row in everyone
    ]


def test_closed_days_are_shown_and_then_credited(run, club, monkeypatch):
    monkeypatch.setattr(show, "out", show.Terminal(width=300))
    with (club / "club.toml").open("a", encoding="utf-8") as file:
        file.write(closed_toml(
            date(2026, 10, 1), date(2026, 10, 14), title="Treningsavgift Fotball høst 2026",
            kroner=1200, period=(date(2026, 8, 1), date(2026, 12, 31)), issue=date(2026, 8, 15),
            due=date(2026, 9, 1),
        ))  # fmt: skip
    run("import", "solvik-il", "--as-of", DAY)

    fees = json.loads(run("pause", "solvik-il", "--as-of", DAY, "--json")[1])
    text = run("pause", "solvik-il", "--as-of", DAY)[1]
    wrong = run("pause", "solvik-il", "--as-of", DAY, "--confirm", "1")
    count = len(fees["claims"])
    done = run("pause", "solvik-il", "--as-of", DAY, "--confirm", str(count))

    assert count > 1 and "hallen er stengt" in text and f"{count} krav, " in text
    assert "Treningsavgift Ski høst 2026" in fees["unknown"] and "ingen kjent periode" in text
    assert wrong[0] == 2 and "se over dem" in wrong[2]
    assert done[0] == 0 and f"kreditert {count} krav" in done[1]
    assert json.loads(run("pause", "solvik-il", "--as-of", DAY, "--json")[1])["claims"] == []


def test_a_missing_bank_file_is_said_once_for_all_clubs(run, club, monkeypatch):
    shutil.copytree(club, club.with_name("nabo-il"))
    for slug in ("nabo-il", "solvik-il"):
        run("import", slug, "--as-of", DAY)

    def run_week(slugs, day, **how):
        desks = [(slug, office.open_desk(slug)) for slug in slugs]
        return [RunResult(slug, summarise(desk, day), Path(slug), None) for slug, desk in desks]

    monkeypatch.setenv("WORKBENCH_TODAY", "2026-11-27")
    monkeypatch.setattr("workbench.runs.weekly_runs.run_week", run_week)
    later = ("--as-of", "2026-11-27")
    week, todo = run("week", "--all", *later)[1], run("todo", *later)[1]
    summaries = [
        ended["summary"] for ended in json.loads(run("week", "--all", *later, "--json")[1])
    ]

    missing = "Ingen bankfil til og med torsdag 26. november 2026"
    assert week.count(missing) == todo.count(missing) == 1
    assert f"Merk: {missing}: Solvik IL, Solvik IL.\n" in week
    assert f"Merk: {missing}: nabo-il, solvik-il.\n" in todo
    assert [summary["missing_files"] for summary in summaries] == [[missing]] * 2
    assert "Ingen bankfil" not in run("todo", "--as-of", DAY)[1]


def test_how_far_the_files_reach_is_a_list_and_stands_with_the_plan(run, club, monkeypatch):
    run("import", "solvik-il", "--as-of", DAY)
    monkeypatch.setenv("WORKBENCH_TODAY", "2026-11-27")
    later = ("solvik-il", "--as-of", "2026-11-27")

    rows = json.loads(run("list", "solvik-il", "freshness", *later[1:], "--json")[1])
    bank = next(row for row in rows if row["system"] == "bank")

    assert (bank["until_on"], bank["expected_on"]) == ("2026-11-20", "2026-11-25")
    assert [row["title"] for row in rows if row["is_late"]] == ["Bankfilen"]
    assert "Bankfilen stopper fredag 20. november 2026" in " ".join(run("plan", *later)[1].split())


def test_check_finds_books_changed_behind_the_workbench(run, club):
    run("import", "solvik-il", "--as-of", DAY)
    assert run("check", "solvik-il")[0] == 0
    db = open_books(club / "club.db", club.name)
    db.conn.execute("DROP TRIGGER events_not_changed")

    status, out, _ = run("check", "solvik-il", "--json")

    assert status == 1
    [fault] = json.loads(out)["solvik-il"]
    assert "tabeller eller utløsere er endret utenfor arbeidsbenken" in fault


@pytest.mark.parametrize(
    "command", ["demo", "week", "import", "list", "plan", "queue", "check", "lab"]
)
def test_every_command_explains_itself(run, command):
    status, out, _ = run(command, "--help")

    assert status == 0
    assert "--help" in out


def test_no_letter_of_a_list_is_left_out_however_narrow_the_terminal(run, club, monkeypatch):
    run("import", "solvik-il", "--as-of", DAY)
    desk, day = keep_day(), date.fromisoformat(DAY)

    for name in LISTS:
        table = office.show(desk, name, day)
        headings = [column.name for column in table.columns]
        numbers = {
            text
            for column, texts in zip(table.columns, zip(*table.texts, strict=True), strict=False)
            for text in texts
            if column.is_number
        }
        for width in (50, 80, 120):
            monkeypatch.setattr(show, "out", show.Terminal(width=width))
            _, out, _ = run("list", "solvik-il", name, "--as-of", DAY)
            assert letters(out) == letters("".join([table.title, *headings, *chain(*table.texts)]))
            assert numbers <= {*re.split("[ \n]", out)}, (name, width)
            assert width < 80 or max(map(len, out.splitlines())) <= width, (name, width)


def keep_day() -> office.Desk:
    """Work out the club's day once for all lists of it."""
    desk = office.open_desk("solvik-il")
    with desk.write() as db:
        work_out_day(db, desk, date.fromisoformat(DAY))
    return desk


def letters(text: str) -> Counter[str]:
    """Count all that stands in a text but space and lines."""
    return Counter(visible(text).replace("─", "")) - Counter({" ": len(text), "\xa0": len(text)})


def test_two_new_files_of_one_content_are_read_once_and_both_are_listed(run, club, monkeypatch):
    monkeypatch.setattr(show, "out", show.Terminal(width=120))
    bank = next((club / "inbox").glob("fordringer*"))
    shutil.copy(bank, bank.with_name("en_gang_til.csv"))

    status, out, err = run("import", "solvik-il", "--as-of", DAY)

    assert (status, err) == (0, "")
    assert out.count("(uendret, lest 22.11.2026)") == 1
    assert re.search(rf"^{bank.name} ", out, re.MULTILINE)
    assert re.search(r"^en_gang_til.csv ", out, re.MULTILINE)


def test_an_agent_is_made_listed_and_shut_out(run, club, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("et langt passord 1\n"))

    made = run("agent", "add", "kari", "--club", "solvik-il", "--json")
    listed = run("agent", "list", "--json")
    shut = run("agent", "disable", "kari", "--json")

    kari = {"name": "kari", "clubs": ["solvik-il"], "active": True, "operator": False}
    assert (made[0], json.loads(made[1])) == (0, kari)
    assert json.loads(listed[1]) == [kari]
    assert json.loads(shut[1]) == {"name": "kari", "active": False}
    assert json.loads(run("agent", "list", "--json")[1]) == [{**kari, "active": False}]


@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        (("kari", "--club", "nordpol"), "et langt passord 1", "'nordpol': klubben finnes ikke"),
        (("Kari!", "--club", "solvik-il"), "et langt passord 1", "kan ikke være et brukernavn"),
        (("kari", "--club", "solvik-il"), "kort", "minst 12 tegn"),
        (("kari", "--club", "solvik-il"), "jeg-heter-kari", "ikke inneholde brukernavnet"),
        (("kari",), "et langt passord 1", "--club mangler"),
    ],
)
def test_an_agent_that_cannot_be_made_is_refused(
    run, club, monkeypatch, arguments, password, sentence
):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))

    status, _, err = run("agent", "add", *arguments)

    assert status == 2
    assert sentence in err
    assert json.loads(run("agent", "list", "--json")[1]) == []


def test_two_unlike_passwords_make_no_agent(run, club, monkeypatch):
    typed = iter(["et langt passord 1", "et langt passord 2"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))

    status, _, err = run("agent", "add", "kari", "--club", "solvik-il")

    assert status == 2
    assert "ikke like" in err


def test_an_unknown_agent_cannot_be_shut_out_and_without_agents_there_is_no_form(run, house):
    assert "ingen agent heter det" in run("agent", "disable", "kari")[2]
    status, _, err = run("calls")

    assert status == 2
    assert "Ingen agent er lagt til" in err


def test_the_mapping_form_needs_an_operator_and_not_only_an_agent(run, club, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("et langt passord 1\n" * 2))
    run("agent", "add", "kari", "--club", "solvik-il")

    status, _, err = run("mapping")
    made = run("agent", "add", "ola", "--club", "solvik-il", "--operator")

    assert status == 2
    assert "Ingen operatør er lagt til" in err
    assert "ringe, godkjenne og kartlegge filer" in made[1]
    assert "operatør" in run("agent", "list")[1]


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_is_read_on_a_narrow_terminal(name):
    screen = io.StringIO()
    heading = LISTS[name].columns[0].name

    show.table(LISTS[name].with_records([]), console=Console(file=screen, width=80))

    assert max(heading.split(), key=len) in screen.getvalue()


def test_a_today_that_is_no_date_is_said_in_a_sentence(run, club, monkeypatch):
    monkeypatch.setenv("WORKBENCH_TODAY", "22.11.2026")

    status, _, said = run("plan", "solvik-il")

    assert status == 2 and "WORKBENCH_TODAY: '22.11.2026' er ingen dato" in said
