"""A policy tried on what has been: who would have been asked, when, and who had paid by then."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.one_claim import SETTLED, SLUG, SUNDAY, Club, club
from workbench.cli import main
from workbench.dunning.policy import load_policy
from workbench.model.errors import UsageError
from workbench.office.simulation import simulate
from workbench.runs.notebooks import execute
from workbench.store.events import head

__all__ = ["club"]  # the fixture

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "routines" / "policy_simulation.ipynb"
LATER = ROOT / "data" / "policies" / "senter.toml"
END = date(2026, 11, 22)
STEPS = ("", "reminder_1", "reminder_2", "call", "message")


def tried(club: Club, path: Path = LATER, **more) -> dict[str, tuple[int, int, int, int]]:
    """Return each step -> how often it asked and was paid after, now and with the others."""
    rows = simulate(club.desk, load_policy(path), END, **more).records
    return {
        row["step_id"]: (row["asked"], row["paid"], row["new_asked"], row["new_paid"])
        for row in rows
    }


def test_an_unpaid_claim_is_asked_about_step_by_step_and_each_attempt_to_phone_counts(club):
    club.week(SUNDAY)

    asked = tried(club)

    # Kari's claim; Ola's was paid five days after it was due, before either would have reminded
    assert asked == {
        "": (0, 1, 0, 1),
        "reminder_1": (1, 0, 1, 0),
        "reminder_2": (1, 0, 1, 0),
        "call": (3, 0, 3, 0),
        "message": (1, 0, 1, 0),
    }


@pytest.mark.parametrize(
    ("paid_on", "after"),
    [
        ("20.08.2026", {"": 2}),  # before the first reminder, with either policy
        ("24.08.2026", {"": 1, "reminder_1": 1}),  # of day 5, on the Sunday; the other has day 10
        ("10.09.2026", {"": 1, "reminder_2": 1}),
    ],
)
def test_what_was_paid_counts_after_the_last_step_before_it(club, paid_on, after):
    club.put(
        "spoortz_giroer",
        f"70012;;7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;500;{paid_on};Betalt;2;",
        "70001;;8;Ola Ny;Treningsavgift;01.08.2026;15.08.2026;500;500;20.08.2026;Betalt;0;",
    )
    club.week(SUNDAY)

    paid = {step: row[1] for step, row in tried(club).items() if row[1]}

    assert paid == after


def test_it_is_told_what_history_does_not_know_and_nothing_is_written(club):
    club.export(**SETTLED)  # on a day that nobody knows
    club.week(SUNDAY)
    before = head(club.desk.db)

    listed = simulate(club.desk, load_policy(LATER), END)

    assert "1 krav betalt en ukjent dag er ikke med" in listed.note
    assert head(club.desk.db) == before


def test_a_fee_counts_where_the_other_policy_has_one_also_before_the_club_has_decided(
    club, tmp_path
):
    club.week(SUNDAY)
    text = LATER.read_text("utf-8").replace(
        'step_id = "reminder_2"\ntitle = "Påminnelse 2"\nkind = "reminder"',
        'step_id = "reminder_2"\ntitle = "Inkassovarsel"\nkind = "collection_notice"\nfee = true',
    )
    path = tmp_path / "med_gebyr.toml"
    path.write_text(text.replace('["member_system"]', '["member_system", "email"]'), "utf-8")

    rows = simulate(club.desk, load_policy(path), END).records

    fees = {row["step_id"]: (row["fee_ore"], row["new_fee_ore"]) for row in rows}
    assert fees["reminder_2"][0] == 0 and fees["reminder_2"][1] > 0


def test_the_command_and_the_notebook_show_the_same(club, tmp_path, capsys):
    club.week(SUNDAY)
    club.go_to(END)
    assert main(["simulate", SLUG, str(LATER), "--as-of", f"{END}", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)

    execute(
        NOTEBOOK,
        tmp_path / "kjort.ipynb",
        {"club": SLUG, "policy": str(LATER), "as_of": f"{END}"},
    )

    assert [row["step_id"] for row in shown] == [*STEPS]
    assert "Før noe ble sendt" in (tmp_path / "kjort.ipynb").read_text("utf-8")


@pytest.mark.parametrize("weeks", [0, 157])
def test_a_number_of_weeks_out_of_bounds_is_refused(club, weeks):
    club.week(SUNDAY)

    with pytest.raises(UsageError, match="Velg fra 1 til 156 uker"):
        simulate(club.desk, load_policy(LATER), END, weeks=weeks)


def test_each_week_tells_that_it_is_done(club):
    club.week(SUNDAY)
    ticks: list[None] = []

    simulate(club.desk, load_policy(LATER), END, weeks=3, advance=lambda: ticks.append(None))

    assert len(ticks) == 6


def test_a_policy_that_is_not_there_is_told_by_its_path(club, capsys):
    club.week(SUNDAY)

    assert main(["simulate", SLUG, "finnes-ikke.toml"]) == 2
    assert "finnes-ikke.toml: filen finnes ikke" in capsys.readouterr().err
