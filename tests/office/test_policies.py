"""The policy in force, its change, and the choices for single claims; and the why-card."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.one_claim import SLUG, SUNDAY, Club, club
from tests.writing import write_event
from workbench import office
from workbench.cli import main
from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HoldKind
from workbench.office import policy_change
from workbench.values.kid import make_kid

KID = make_kid("00000070012", 10)
FAR_AHEAD = SUNDAY.replace(year=SUNDAY.year + 2)
__all__ = ["club"]  # the fixture


@pytest.fixture
def own_policy(club: Club, house: Path) -> Path:
    """The club's own copy of the standard policy."""
    path = club.home / "policies" / "idrettslag.toml"
    path.parent.mkdir()
    shutil.copy(house / "data" / "policies" / "idrettslag.toml", path)
    club.desk = office.open_desk(SLUG)
    return path


def edit(club: Club, path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    club.desk = office.open_desk(SLUG)


def json_of(capsys, *command: str):
    capsys.readouterr()
    status = main([*command, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_B12_a_changed_policy_counts_only_when_it_is_approved(club, own_policy, capsys):
    club.week(SUNDAY)
    before = club.plan()
    edit(club, own_policy, "days = 14\n", "days = 30\n")

    assert club.plan() == before
    status, moved = json_of(capsys, "policy", SLUG)
    assert (status, len(moved)) == (1, 1)
    assert moved[0]["name"] == "Kari Li" and moved[0]["before"] != moved[0]["after"]

    assert main(["policy", SLUG, "--approve"]) == 0
    assert club.plan() != before
    assert json_of(capsys, "policy", SLUG) == (0, [])
    with pytest.raises(UsageError, match="ikke endret"):
        policy_change.approve_policy(club.desk, SUNDAY)


def test_B12_the_week_says_that_a_change_waits_for_approval(club, own_policy, capsys):
    club.week(SUNDAY)
    edit(club, own_policy, "days = 14\n", "days = 30\n")
    club.export()

    _, (run,) = json_of(capsys, "week", SLUG)

    assert any("workbench policy" in warning for warning in run["summary"]["warnings"])


def test_a_policy_of_the_clubs_own_folder_comes_before_the_houses(club, own_policy):
    edit(club, own_policy, 'title = "Standard for idrettslag"', 'title = "Vår egen"')

    assert club.desk.policy.policy.title == "Vår egen"


@pytest.mark.parametrize(("chosen", "reason"), [("ingen", "exempt"), ("senter", "step_due")])
def test_A4_A5_another_policy_can_be_chosen_for_a_claim(club, capsys, chosen, reason):
    club.week(SUNDAY)
    claim_id = json_of(capsys, "plan", SLUG)[1][0]["claim_id"]

    assert main(["policy", SLUG, "--for", claim_id, "--use", chosen]) == 0

    (row,) = json_of(capsys, "plan", SLUG)[1]
    assert row["reason"] == reason
    assert row["policy"] == (None if chosen == "ingen" else chosen)


def test_a_freeze_counts_for_a_payer_with_a_policy_of_their_own_too(club, capsys):
    gym = (club.home / "club.toml").read_text("utf-8").replace('"idrettslag"', '"senter"')
    (club.home / "club.toml").write_text(gym, "utf-8")
    club.desk = office.open_desk(SLUG)
    club.week(SUNDAY)
    august = {"start_on": date(2026, 8, 1), "end_on": date(2026, 8, 31)}
    hold = {"hold_id": "h", "kind": HoldKind.FREEZE, "member_id": "spoortz:7"}
    write_event(club.desk.db, {"holds": [hold | august]}, club.at)

    assert main(["policy", SLUG, "--for", "spoortz:7", "--use", "idrettslag"]) == 0

    (row,) = json_of(capsys, "plan", SLUG)[1]
    assert (row["reason"], row["policy"]) == ("frozen_period", "idrettslag")


def test_the_clubs_own_policy_can_be_chosen_before_its_first_week_is_saved(club, capsys):
    office.import_inbox(club.desk, SUNDAY)
    club.go_to(SUNDAY)

    assert main(["policy", SLUG, "--for", "spoortz:7", "--use", "idrettslag"]) == 0

    (row,) = json_of(capsys, "plan", SLUG)[1]
    assert (row["reason"], row["policy"]) == ("step_due", "idrettslag")


def test_what_cannot_be_chosen_is_refused_in_a_sentence(club):
    club.week(SUNDAY)

    def refusal(*arguments: str) -> str:
        with pytest.raises(UsageError) as caught:
            choose(*arguments)
        return str(caught.value)

    def choose(target: str, policy: str, step: str | None = None) -> None:
        policy_change.choose_policy(club.desk, target, policy, SUNDAY, after_step=step)

    assert "verken et krav eller et medlem" in refusal("nobody", "senter")
    assert "regelsettet finnes ikke" in refusal("spoortz:7", "finnes-ikke")
    assert "'x' er ikke et trinn" in refusal("spoortz:7", "senter", "x")


def test_a_policy_that_may_break_the_law_is_refused_with_the_first_day(club, own_policy):
    with pytest.raises(UsageError, match=r"kan bryte loven fra \d\d\.\d\d\.2026.*R2"):
        edit(club, own_policy, "days = 5\n", "days = 5\nfee = true\n")


def test_T9_T15_a_plan_for_a_day_far_ahead_blocks_until_it_is_discarded(club):
    club.week(SUNDAY)
    club.export()
    club.week(FAR_AHEAD)
    club.go_to(SUNDAY)

    assert main(["week", SLUG]) == 2  # T9
    assert main(["plan", SLUG, "--discard"]) == 0

    assert main(["week", SLUG]) == 0
    assert main(["plan", SLUG, "--discard"]) == 2
    assert office.check_books(SLUG) == []


@pytest.mark.parametrize("text", ["70012", "Kari Li", "kari", "spoortz:70012"])
def test_a_why_card_is_found_by_claim_order_number_or_name(club, capsys, text):
    club.week(SUNDAY)

    status, rows = json_of(capsys, "why", SLUG, text)

    assert status == 0
    card = {row["question"]: row["answer"] for row in rows}
    assert card["Hvem"] == "Kari Li"
    assert card["Nå"].startswith("Påminnelse nr. 2 til Kari Li")
    assert "Det endrer seg når" in card["Endring"]
    codes = rows[0]
    assert (codes["reason"], codes["rule"], codes["step_id"]) == ("step_due", "R1", "reminder_2")
    assert codes["since_on"] and codes["days"] > 0 and codes["held_days"] == 0


@pytest.mark.parametrize("text", ["70012", "spoortz:70012", KID, f"{KID[:6]} {KID[6:]}"])
@pytest.mark.parametrize(
    ("status", "paid", "how"),
    [
        ("Betalt", "500;01.10.2026", "er betalt 01.10.2026"),
        ("Betalt", "500;", "er betalt"),
        ("Annullert", "0;", "er kreditert eller annullert"),
    ],
)
def test_why_says_of_a_claim_that_is_settled_that_it_is(club, capsys, text, status, paid, how):
    settled = f"70012;{KID};7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;{paid};{status};0;"
    club.put("spoortz_giroer", settled)
    club.week(SUNDAY)
    capsys.readouterr()

    assert main(["why", SLUG, text]) == 2
    what = f"Treningsavgift, forfall 15.08.2026, {how}, så ingenting følges opp"
    assert what in capsys.readouterr().err


def test_a_why_card_of_nobody_is_refused(club, capsys):
    club.week(SUNDAY)

    assert main(["why", SLUG, "Ingen Her"]) == 2
    assert "er ikke noe åpent krav" in capsys.readouterr().err
