"""Seasons from seeds: one in `make test`, 20 in `make chaos`.

`pytest tests/season --seed 7` lives the season of seed 7 again, with the same faults.
"""

from tests.houses import furnish
from tests.season.incidents import INCIDENTS
from tests.season.known_faults import is_known
from tests.season.office_days import Result, Season

MEMBERS = 50
# what happens in every season, besides the incidents of its system
ALWAYS = (
    "orders", "payments", "sent reminder_1", "sent reminder_2", "calls", "credits", "resignations",
    "call: no_answer", "call: paid_now", "call: will_pay_on", "call: payment_plan",
    "call: deferral", "call: objection", "call: wrong_number",
)  # fmt: skip
# kinds of ending, of which each season has some
ENDINGS = ("kept", "broken", "upheld", "rejected")

UNLIVED_AT_MOST = 2  # what is rare does not happen in every season


def test_nobody_is_asked_wrongly_or_left_alone(seed, tmp_path, monkeypatch, record_property):
    furnish(tmp_path)

    result = Season(seed, tmp_path, monkeypatch, MEMBERS).run()

    record_property("season", result.summary())
    faults = [str(fault) for fault in result.faults if not is_known(fault.name)]
    assert not faults, "\n".join([result.summary(), *faults])
    never = unlived(result)
    assert len(never) <= UNLIVED_AT_MOST, f"{never} never happened: {result.summary()}"


def unlived(result: Result) -> list[str]:
    """Return what never happened in a season, so that it would prove too little."""
    happened = {name for name, count in result.counts.items() if count}
    incidents = [
        f"incident: {name}"
        for name, (_, systems, _) in INCIDENTS.items()
        if result.system in systems.split()
    ]
    endings = [end for end in ENDINGS if not any(name.endswith(end) for name in happened)]
    return [name for name in (*ALWAYS, *incidents) if name not in happened] + endings
