"""A week that is asked for again: nothing is run while nothing it depends on has changed."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.houses import furnish
from workbench import office
from workbench.calls.entries import Entry
from workbench.cli.command_line import main
from workbench.model.outcomes import Outcome
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.runs import manifest, notebooks, weekly_runs
from workbench.store.ledger import office_books

DAY = date(2026, 11, 22)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
SLUG = "solvik-il"
WEEK = ["week", SLUG, "--as-of", f"{DAY}"]
Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def run_once(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house whose only club's week has been run; never changed."""
    house = tmp_path_factory.mktemp("run")
    furnish(house)
    shutil.copytree(made_club, house / "data" / "clubs" / SLUG)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WORKBENCH_HOME", str(house))
        environment.setenv("WORKBENCH_TODAY", DAY.isoformat())
        (outcome,) = weekly_runs.run_week([SLUG], DAY, jobs=1)
    assert outcome.fault is None and not outcome.unchanged
    return house


@pytest.fixture
def house(run_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that house."""
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    monkeypatch.setenv("WORKBENCH_TODAY", DAY.isoformat())
    shutil.copytree(run_once, tmp_path, dirs_exist_ok=True, symlinks=True)
    return tmp_path


def report(house: Path) -> Path:
    return house / "reports" / SLUG / f"{DAY}"


def runs_again(monkeypatch: pytest.MonkeyPatch, force: str = "") -> bool:
    """Ask for the week, and say whether it would be run; it is not."""
    with monkeypatch.context() as instead:
        instead.setattr(weekly_runs, "_run_in_new_folder", lambda club, as_of, start: None)
        (outcome,) = weekly_runs.run_week([SLUG], DAY, jobs=1, force=force)
    assert outcome.fault is None
    return not outcome.unchanged


def test_a_second_week_runs_nothing_says_so_and_is_in_the_ledger(house, capsys):
    before = {path: path.stat().st_mtime_ns for path in report(house).iterdir()}
    made = json.loads((report(house) / "manifest.json").read_text("utf-8"))

    statuses = main([*WEEK, "--json"]), main(WEEK)

    as_json, _, shown = capsys.readouterr().out.partition("\n]\n")
    (outcome,) = json.loads(f"{as_json}]")
    assert statuses == (0, 0)
    assert (outcome["unchanged"], outcome["summary"]) == (True, made["summary"])
    assert outcome["folder"] == str(report(house))
    assert "Uendret siden forrige kjøring, så ikke kjørt på nytt: Solvik IL." in shown
    assert {path: path.stat().st_mtime_ns for path in report(house).iterdir()} == before
    with office_books(house) as books:
        runs = [(row["state"], row["detail"]) for row in books["runs"].rows]
    assert runs == [("done", ""), ("done", "unchanged"), ("done", "unchanged")]


def append(path: str, text: str = "\n") -> Change:
    def change(house: Path) -> None:
        with (house / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def save_call(house: Path) -> None:
    save_agent("kari", "et langt passord 1", [SLUG])
    shift = Shift("kari", now=lambda: MONDAY)
    taken = shift.next()
    claims = tuple(claim.claim_id for claim in taken.case.claims_to_raise)
    shift.log_call(taken, Entry(uuid4().hex, Outcome.NO_ANSWER, claims))


def edit_summary(house: Path) -> None:
    path = report(house) / "manifest.json"
    made = json.loads(path.read_text("utf-8"))
    made["summary"]["members"] += 1
    path.write_text(json.dumps(made), "utf-8")


CLUB, REPORT = f"data/clubs/{SLUG}", f"reports/{SLUG}/{DAY}"
CHANGES: dict[str, Change] = {
    "a changed club.toml": append(f"{CLUB}/club.toml"),
    "a changed policy": append("data/policies/idrettslag.toml"),
    "a changed export": append(f"{CLUB}/inbox/notat.csv", "a;b\n"),
    "a profile of the club's own": lambda house: (
        (house / CLUB / "profiles").mkdir(),
        append(f"{CLUB}/profiles/egen.toml")(house),
    ),
    "a call saved since": save_call,
    "an edited report": append(f"{REPORT}/rapport.html"),
    "a missing report": lambda house: (report(house) / "tiltak.xlsx").unlink(),
    "no manifest": lambda house: (report(house) / "manifest.json").unlink(),
    "a manifest cut short": lambda house: (report(house) / "manifest.json").write_text("{"),
    "another manifest": lambda house: (report(house) / "manifest.json").write_text("[1]"),
    "an edited summary": edit_summary,
    "a later run that failed": lambda house: report(house).with_name(f"{DAY}.feilet").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_week_is_run_again_after(house, change, monkeypatch):
    assert not runs_again(monkeypatch)

    change(house)

    assert runs_again(monkeypatch)


def test_a_reason_or_another_program_runs_an_unchanged_week(house, monkeypatch):
    assert runs_again(monkeypatch, force="bestilt på nytt")
    monkeypatch.setattr(manifest, "_hash_program", lambda: "a newer one")
    assert runs_again(monkeypatch)


def test_books_that_are_not_the_clubs_are_refused_also_where_the_report_stands(house, capsys):
    (house / CLUB / "club.db").unlink()

    status = main(WEEK)

    assert status == 2
    assert f"{SLUG}: bøkene (club.db) er borte; hent dem fra" in capsys.readouterr().err


def test_a_call_saved_while_the_week_was_run_is_not_passed_over(house, monkeypatch):
    real = notebooks.execute

    def disturbed(notebook: Path, output: Path, values: dict[str, object]) -> None:
        real(notebook, output, values)
        if notebook.stem == "weekly":
            save_call(house)

    with monkeypatch.context() as during:
        during.setattr(notebooks, "execute", disturbed)
        weekly_runs.run_week([SLUG], DAY, jobs=1, force="prøve")
    (run,) = weekly_runs.run_week([SLUG], DAY, jobs=1)
    (asked_again,) = weekly_runs.run_week([SLUG], DAY, jobs=1)

    assert (run.fault, run.unchanged) == (None, False)
    assert asked_again.unchanged
    with closing(office.open_desk(SLUG)) as desk:
        assert desk.db["calls"].count == 1
