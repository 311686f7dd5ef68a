"""What has happened with a payer's claims, as lines that an agent reads during a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbench.model.rows import Call, Hold, Step
from workbench.norsk import step_name, tall_dato, text_of


@dataclass(frozen=True)
class HistoryLine:
    """A line of the payer's history: a reminder, a call or an agreement."""

    day: date
    text: str


def list_history(
    steps: Sequence[Step], calls: Sequence[Call], holds: Sequence[Hold]
) -> list[HistoryLine]:
    """Return the steps, calls and holds as lines, the newest first; equal lines once."""
    lines = {HistoryLine(step.sent_on, step_name(step.step_id)) for step in steps}
    lines |= {HistoryLine(call.called_on, _describe_call(call)) for call in calls}
    lines |= {HistoryLine(hold.start_on, _describe_hold(hold)) for hold in holds}
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.text))


def _describe_call(call: Call) -> str:
    reason = f" – {text_of(call.reason)}" if call.reason else ""
    return f"samtale ved {call.agent}: {text_of(call.outcome)}{reason}"


def _describe_hold(hold: Hold) -> str:
    until = f"til {tall_dato(hold.end_on)}" if hold.end_on else "inntil videre"
    return f"{text_of(hold.kind)}, {until}"
