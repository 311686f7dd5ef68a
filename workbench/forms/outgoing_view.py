"""What the office sends itself, as operators see it: each message opens to its words."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from workbench.forms.parts import bullet_list, capitalize, fold_out, paragraph
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MESSAGE_RULES
from workbench.norsk import antall, text_of
from workbench.office.wanted import Wanted
from workbench.values.phones import show_phone

MOST_MESSAGES = 50  # shown
HOW = (
    "Skjemaet sender ikke noe selv: det gjør «workbench send», som går av seg selv når kontoret "
    "har satt den opp til det, eller kjøres for hånd."
)


def render_outgoing(messages: Sequence[Wanted] | None) -> str:
    """Return what is sent from here and what waits, as HTML; "" where the club allows nothing."""
    if messages is None:
        return ""
    waiting = Counter(message.waits for message in messages if message.waits)
    ready = len(messages) - waiting.total()
    facts = [f"{antall(ready, 'er klar', 'er klare')} til å bli sendt"]
    facts += [f"{count} venter: {why}" for why, count in waiting.most_common()]
    shown = "".join(
        f"<li>{render_message(message, capitalize(message.contact_name) or 'Uten navn')}</li>"
        for message in messages[:MOST_MESSAGES]
    )
    more = len(messages) - MOST_MESSAGES
    rest = paragraph(f"og {more} til; se «workbench send --dry-run»") if more > 0 else ""
    return (
        f"<h2>Meldinger som sendes herfra: {len(messages)}</h2>{paragraph(HOW)}"
        f'{bullet_list(facts)}<ul class="wb-outgoing">{shown}</ul>{rest}'
    )


def render_message(message: Wanted, title: str) -> str:
    """Return a line that opens to the words of a message, and why it cannot be sent now."""
    address = message.address
    if message.channel == Channel.SMS:
        address = show_phone(address)
    line = f"{title} – {text_of(message.channel)} til {address}: {MESSAGE_RULES[message.kind].text}"
    waits = f" – venter: {message.waits}" if message.waits else ""
    if message.words is None:
        return paragraph(line + waits)
    subject, text, _ = message.words
    return fold_out(escape(line + waits), f"{subject}\n\n{text}" if subject else text)
