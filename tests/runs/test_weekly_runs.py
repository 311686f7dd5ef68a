"""The week as it is run: real kernels, real files, one process after the other."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.houses import furnish
from tests.small_disk import files_of_at_most
from workbench import office
from workbench.model.errors import BooksMoved, UsageError
from workbench.runs import notebooks
from workbench.runs.notebooks import RoutineError, execute
from workbench.runs.weekly_runs import run_week
from workbench.store import connection
from workbench.store.ledger import office_books

ROOT = Path(__file__).parents[2]
DAY = "2026-11-22"
SPY = '''\
import os, sys
LOG = os.environ["SPY_LOG"]
IS_KERNEL = any("fork_server" in part for part in sys.orig_argv)
FORBIDDEN = {"jsonschema", "nbformat", "papermill", "voila", "nbconvert"}


def note(*words):
    fd = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(fd, ("|".join(words) + "\\n").encode())
    os.close(fd)


def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".db", ".db-wal", ".db-shm")):
        note("opened", str(arguments[0]))
    if event == "sqlite3.connect":
        note("stdlib", str(arguments[0]))
    if event == "import" and IS_KERNEL and arguments[0].split(".")[0] in FORBIDDEN:
        note("kernel", arguments[0])


sys.addaudithook(hook)


class Finder:
    """Wraps pysqlite3's connect as soon as it is imported, and notes who calls it."""

    def find_spec(self, name, path=None, target=None):
        if name != "pysqlite3.dbapi2":
            return None
        sys.meta_path.remove(self)
        import importlib.util
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            real = module.connect

            def connect(*a, **k):
                note("pysqlite3", sys._getframe(1).f_globals["__name__"], str(a[0]))
                return real(*a, **k)

            module.connect = connect

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder())
note("kernel-start" if IS_KERNEL else "start", str(os.getpid()))
'''


def workbench(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "workbench.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "WORKBENCH_TODAY": DAY, **environment},
    )


class Run(NamedTuple):
    """A week that was run once: its house, its club, what it answered, what its processes noted."""

    house: Path
    club: Path
    answer: "subprocess.CompletedProcess[str]"
    noted: list[list[str]]


@pytest.fixture(scope="module")
def run_once(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The week of Solvik IL; never changed."""
    house, spy = furnish(tmp_path_factory.mktemp("run")), tmp_path_factory.mktemp("spy")
    club = Path(shutil.copytree(made_club, house / "data" / "clubs" / "solvik-il"))
    (spy / "sitecustomize.py").write_text(SPY, "utf-8")
    log = spy / "spy.log"
    answer = workbench(
        *("week", "solvik-il", "--as-of", DAY, "--json"),
        WORKBENCH_HOME=str(house),
        PYTHONPATH=f"{spy}:{ROOT}",
        SPY_LOG=str(log),
    )
    noted = [line.split("|") for line in log.read_text("utf-8").splitlines()]
    assert answer.returncode == 0, answer.stderr
    return Run(house, club, answer, noted)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows_of(house: Path, slug: str) -> dict[str, list[Any]]:
    db = connection.connect(house / "data" / "clubs" / slug / "club.db")
    return {name: list(db[name].rows) for name in db.table_names()}


def test_a_week_makes_the_report_and_a_second_changes_only_the_ledger(run_once, tmp_path, truth):
    house = Path(shutil.copytree(run_once.house, tmp_path / "again", symlinks=True))
    before = rows_of(house, "solvik-il")
    second = workbench(
        *("week", "solvik-il", "--as-of", DAY, "--json", "--force", "igjen"),
        WORKBENCH_HOME=str(house),
    )

    summary = json.loads(run_once.answer.stdout)[0]["summary"]
    folder = house / "reports" / "solvik-il" / DAY
    assert second.returncode == 0, second.stderr
    assert summary["members"] == truth["members"]
    assert summary["claims"] == truth["claims"]
    assert summary["outstanding_ore"] == truth["outstanding_ore"]
    assert summary["resting"] == len(truth["may_not_be_reminded"])
    assert json.loads(second.stdout)[0]["summary"] == summary
    assert rows_of(house, "solvik-il") == before
    with office_books(house) as books:
        runs = [(row["club"], row["state"]) for row in books["runs"].rows]
    assert runs == [("solvik-il", "done"), ("solvik-il", "done")]
    for files in (folder, folder / "runs" / "1"):
        names = sorted(path.name for path in files.iterdir() if path.is_file())
        assert names == [
                "manifest.json", "rapport.html", "sendes.xlsx", "til-klubben.xlsx", "tiltak.xlsx",
                "weekly.ipynb",
            ]  # fmt: skip
        made = json.loads((files / "manifest.json").read_text("utf-8"))["made"]
        assert made == {name: sha256(files / name) for name in names if name != "manifest.json"}
    assert [path.name for path in (folder / "runs").iterdir()] == ["1"]
    assert (folder / "rapport.html").samefile(folder / "runs" / "1" / "rapport.html")
    assert sorted(p.name for p in folder.parent.iterdir()) == [DAY, "latest"]
    assert (folder.parent / "latest").resolve() == folder.resolve()


def test_the_manifest_names_what_was_read_and_made_by_their_hashes(run_once):
    folder = run_once.house / "reports" / "solvik-il" / DAY
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    inbox = {path.name: sha256(path) for path in run_once.club.glob("inbox/*")}
    made = {path.name: sha256(path) for path in folder.iterdir() if path.name != "manifest.json"}
    assert {file["name"]: file["sha256"] for file in manifest["files"]} == inbox
    assert manifest["made"] == made
    assert manifest["policy"]["id"] == "idrettslag"
    assert len(manifest["audit_head"]) == 64


def test_a_failing_club_does_not_stop_the_others(house, add_club):
    add_club("solvik-il")
    broken = add_club("fjellheim-il")
    (broken / "club.toml").write_text("navn = \n", "utf-8")
    strange = add_club("nordbyen-il")
    (strange / "inbox" / "notat.txt").write_text("Husk dugnad lørdag\n", "utf-8")

    run = workbench("week", "--all", "--as-of", DAY, "--json")

    outcomes = {one["club"]: one for one in json.loads(run.stdout)}
    assert run.returncode == 1
    assert outcomes["solvik-il"]["fault"] is None
    assert "club.toml: filen kan ikke leses som TOML (linje 1" in outcomes["fjellheim-il"]["fault"]
    assert "notat.txt: filen ligner ingen eksport" in outcomes["nordbyen-il"]["fault"]
    assert (house / "reports" / "solvik-il" / "latest" / "rapport.html").exists()
    assert not list((house / "reports").glob("nordbyen-il/*"))
    assert not (strange / "club.db").exists()


def test_a_day_before_the_last_plan_is_refused_in_one_sentence(run_once):
    earlier = workbench(
        *("week", "solvik-il", "--as-of", "2026-11-21"), WORKBENCH_HOME=str(run_once.house)
    )

    assert earlier.returncode == 2
    assert earlier.stderr.strip() == (
        "21.11.2026 er før den siste planen, som er fra 22.11.2026; kjør for den dagen eller en "
        "senere."
    )
    reports = run_once.house / "reports" / "solvik-il"
    assert sorted(path.name for path in reports.iterdir()) == [DAY, "latest"]


def test_kernels_import_nothing_heavy_and_no_club_file_is_opened_otherwise(run_once):
    openers = {line[1] for line in run_once.noted if line[0] == "pysqlite3"}
    assert sum(line[0] == "kernel-start" for line in run_once.noted) == 1
    assert [line for line in run_once.noted if line[0] in {"kernel", "opened", "stdlib"}] == []
    assert openers == {"workbench.store.connection"}


def test_a_fault_in_the_program_is_told_and_its_notebook_kept_apart(tmp_path):
    notebook = json.loads((ROOT / "notebooks/routines/weekly.ipynb").read_text("utf-8"))
    notebook["cells"][2]["source"] = ["1 / 0"]
    broken = tmp_path / "weekly.ipynb"
    broken.write_text(json.dumps(notebook), "utf-8")

    with pytest.raises(RoutineError, match=r"stanset i celle 2 \(ZeroDivisionError\)"):
        execute(broken, tmp_path / "out.ipynb", {})

    assert outputs_of(tmp_path / "out.ipynb") == ["ZeroDivisionError"]


def test_a_failed_runs_notebook_is_kept_beside_the_reports_until_the_day_is_run(
    house, club, monkeypatch
):
    reports = house / "reports" / "solvik-il"

    def fail(notebook: Path, output: Path, values: dict[str, Any]) -> None:
        output.write_text("celle 2")
        raise RoutineError("weekly.ipynb stanset")

    with monkeypatch.context() as broken:
        broken.setattr(notebooks, "execute", fail)
        for _ in range(2):
            (failed,) = run_week(["solvik-il"], date(2026, 11, 22), jobs=1)
    kept = [path.relative_to(reports).as_posix() for path in reports.rglob("*")]
    (done,) = run_week(["solvik-il"], date(2026, 11, 22), jobs=1)

    assert (failed.fault, done.fault) == ("weekly.ipynb stanset", None)
    assert sorted(kept) == [f"{DAY}.feilet", f"{DAY}.feilet/weekly.ipynb"]
    assert sorted(path.name for path in reports.iterdir()) == [DAY, "latest"]


def test_a_kernel_that_dies_is_told(tmp_path):
    notebook = json.loads((ROOT / "notebooks/routines/weekly.ipynb").read_text("utf-8"))
    notebook["cells"][2]["source"] = ["print('kom hit')"]
    notebook["cells"][4]["source"] = ["import os; os._exit(9)"]
    broken = tmp_path / "weekly.ipynb"
    broken.write_text(json.dumps(notebook), "utf-8")

    with pytest.raises(RoutineError, match=r"weekly\.ipynb stanset \("):
        execute(broken, tmp_path / "out.ipynb", {})

    assert outputs_of(tmp_path / "out.ipynb") == ["kom hit\n"]


def test_a_notebook_is_written_when_it_has_ended_and_not_before(tmp_path):
    out = tmp_path / "out.ipynb"
    notebook = json.loads((ROOT / "notebooks/routines/weekly.ipynb").read_text("utf-8"))
    looks = {"source": [f"import pathlib; print(pathlib.Path({str(out)!r}).exists())"]}
    notebook["cells"] = [*notebook["cells"][:2], notebook["cells"][2] | looks]
    looking = tmp_path / "weekly.ipynb"
    looking.write_text(json.dumps(notebook), "utf-8")

    execute(looking, out, {})

    assert outputs_of(out) == ["False\n"]


def outputs_of(notebook: Path) -> list[str]:
    """Return what the cells of an executed notebook printed, and the names of their errors."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [output.get("ename") or "".join(output["text"]) for output in outputs]


def notebook_that(folder: Path, *lines: str) -> Path:
    """Return the weekly notebook with other lines in its first cell."""
    notebook = json.loads((ROOT / "notebooks/routines/weekly.ipynb").read_text("utf-8"))
    notebook["cells"][2]["source"] = "\n".join(lines).splitlines(keepends=True)
    path = folder / "weekly.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def test_what_the_disk_refuses_a_kernel_is_a_refusal_in_a_sentence(tmp_path):
    refused = notebook_that(tmp_path, "open('/nowhere/Kari 010190 12345.csv')")

    with pytest.raises(UsageError, match=r"^/nowhere/Kari \*+\.csv: kunne ikke åpnes; se at"):
        execute(refused, tmp_path / "out.ipynb", {})


def test_a_notebook_that_finds_no_room_is_no_fault_in_the_program(tmp_path):
    (tmp_path / "out.ipynb").symlink_to("/dev/full")

    with pytest.raises(OSError, match="No space left on device"):
        execute(notebook_that(tmp_path, "1"), tmp_path / "out.ipynb", {})


def test_no_kernel_begins_where_it_finds_no_room(tmp_path):
    with files_of_at_most(4096), pytest.raises(OSError, match="File too large"):
        execute(notebook_that(tmp_path, "1"), tmp_path / "out.ipynb", {})

    assert not (tmp_path / "out.ipynb").exists()


def test_what_a_kernel_left_half_written_goes_with_its_runner(tmp_path, monkeypatch):
    left = Path(tempfile.mkdtemp())  # short, since the path of a kernel's socket is limited
    monkeypatch.setenv("TMPDIR", str(left))
    torn = notebook_that(
        tmp_path, "import tempfile", "tempfile.mkstemp()", "raise OSError(28, 'full', '/a')"
    )
    run = "import sys; from pathlib import Path; from workbench.runs.notebooks import execute; "
    run += "execute(Path(sys.argv[1]), Path(sys.argv[2]), {})"

    done = subprocess.run(
        [sys.executable, "-c", run, str(torn), str(tmp_path / "out.ipynb")],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip

    assert "UsageError: /a: disken er full" in done.stderr
    assert list(left.iterdir()) == []
    left.rmdir()


def test_books_that_moved_are_told_apart_from_other_refusals(tmp_path):
    notebook = json.loads((ROOT / "notebooks/routines/weekly.ipynb").read_text("utf-8"))
    notebook["cells"][2]["source"] = [
        "from workbench.model.errors import BooksMoved\n",
        "raise BooksMoved('lagret i mellomtiden')",
    ]
    moving = tmp_path / "weekly.ipynb"
    moving.write_text(json.dumps(notebook), "utf-8")

    with pytest.raises(BooksMoved, match="lagret i mellomtiden"):
        execute(moving, tmp_path / "out.ipynb", {})


@pytest.mark.parametrize(("moves", "runs", "is_done"), [(0, 1, True), (2, 3, True), (3, 3, False)])
def test_a_week_in_which_a_call_was_saved_is_run_once_more(
    house, club, monkeypatch, moves, runs, is_done
):
    ran = []
    real = notebooks.execute

    def disturbed(notebook, output, values):
        if notebook.stem == "weekly":
            ran.append(output)
            if len(ran) <= moves:
                raise BooksMoved("Noen har lagret i mellomtiden.")
        real(notebook, output, values)

    monkeypatch.setattr(notebooks, "execute", disturbed)

    (outcome,) = run_week(["solvik-il"], date(2026, 11, 22), jobs=1)

    assert len(ran) == runs
    assert (outcome.fault is None) == is_done


def test_two_clubs_run_at_the_same_time_are_both_whole(house, add_club, truth):
    add_club("fjellheim-il")

    run = workbench("week", "--all", "--jobs", "2", "--as-of", DAY, "--json")

    outcomes = json.loads(run.stdout)
    assert run.returncode == 0, run.stderr
    assert [one["club"] for one in outcomes] == ["fjellheim-il", "solvik-il"]
    assert [one["summary"]["outstanding_ore"] for one in outcomes] == [truth["outstanding_ore"]] * 2
    for one in outcomes:
        assert len(list(Path(one["folder"]).iterdir())) == 6


def test_people_data_is_for_the_owner_alone(run_once):
    house, club = run_once.house, run_once.club
    made = [*club.glob("received/*"), *club.glob("club.db*"), *house.glob("data/office.db*")]
    made += list((house / "reports" / "solvik-il" / DAY).iterdir())
    assert {path.stat().st_mode & 0o077 for path in made} == {0}


def test_an_interrupted_week_says_so_and_leaves_whole_books(house, club):
    command = [sys.executable, "-m", "workbench.cli", "week", "solvik-il", "--as-of", DAY]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while not (house / "data" / "office.db").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]

    assert process.returncode == 1
    assert "Avbrutt" in said
    assert "Traceback" not in said
    assert not (club / "club.db").exists() or office.check_books("solvik-il") == []
