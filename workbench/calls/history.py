"""What has happened with a payer's claims, as lines that an agent reads during a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbench.model.message_kinds import MESSAGE_RULES, MessageState
from workbench.model.message_rows import ReceivedText, SentText
from workbench.model.rows import Call, Hold, Step
from workbench.norsk import step_name, tall_dato, text_of


@dataclass(frozen=True)
class HistoryLine:
    """A line of the payer's history: a reminder, a call, an agreement, or what was written."""

    day: date
    text: str
    words: str = ""  # of a message


def list_history(
    steps: Sequence[Step],
    calls: Sequence[Call],
    holds: Sequence[Hold],
    sent: Sequence[SentText] = (),
    received: Sequence[ReceivedText] = (),
) -> list[HistoryLine]:
    """Return the steps, calls, holds and what was written as lines, the newest first; equal lines
    once."""
    lines = {HistoryLine(step.sent_on, step_name(step.step_id)) for step in steps}
    lines |= {HistoryLine(call.called_on, _describe_call(call)) for call in calls}
    lines |= {HistoryLine(hold.start_on, _describe_hold(hold)) for hold in holds}
    lines |= {_sent_line(text) for text in sent}
    lines |= {_received_line(text) for text in received}
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.text))


def _sent_line(sent: SentText) -> HistoryLine:
    is_sent = sent.state in (MessageState.SENT, MessageState.DELIVERED)
    what = f"{text_of(sent.channel)}{' sendt' if is_sent else ''}: {MESSAGE_RULES[sent.kind].text}"
    if sent.state != MessageState.SENT:
        what += f" – {text_of(sent.state)}"
    return HistoryLine(sent.sent_on or sent.made_on, what, _words(sent.subject, sent.text))


def _received_line(received: ReceivedText) -> HistoryLine:
    what = "automatisk svar" if received.is_automatic else "svar eller henvendelse"
    text = f"{what} på {text_of(received.channel)}"
    return HistoryLine(received.received_on, text, _words(received.subject, received.text))


def _words(subject: str | None, text: str) -> str:
    return f"{subject}\n\n{text}" if subject else text


def _describe_call(call: Call) -> str:
    reason = f" – {text_of(call.reason)}" if call.reason else ""
    return f"samtale ved {call.agent}: {text_of(call.outcome)}{reason}"


def _describe_hold(hold: Hold) -> str:
    until = f"til {tall_dato(hold.end_on)}" if hold.end_on else "inntil videre"
    return f"{text_of(hold.kind)}, {until}"
