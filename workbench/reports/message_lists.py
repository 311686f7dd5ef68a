"""The lists of messages that were sent from here, and of what came in."""

from collections.abc import Mapping

from workbench.model.kinds import Channel
from workbench.model.message_kinds import MessageKind
from workbench.reports.cell_texts import (
    describe_flag,
    describe_message_state,
    text_in,
)
from workbench.reports.columns import COUNT, DAY, Column, Table

WAY = Column("Hvordan", width=22, field="channel", to_text=text_in(Channel))
TEXT = Column("Tekst", width=80, field="text")
MESSAGE = (
    Column("Til", width=28, field="contact_name"),
    WAY,
    Column("Melding", width=30, field="kind", to_text=text_in(MessageKind)),
    Column("Hva skjedde", width=40, field="state note", to_text=describe_message_state),
    TEXT,
)
OUTBOX = Table("Meldinger", MESSAGE)  # what a run of the outbox sent, or would send
MESSAGE_LISTS: Mapping[str, Table] = {
    "sent_messages": Table("Meldinger sendt herfra", (*MESSAGE, Column("Dag", DAY, 12, "made_on"))),
    "enquiries": Table(
        "Henvendelser",
        (
            Column("Kom", DAY, 12, "received_on"),
            Column("Gjelder", width=28, field="name"),
            WAY,
            TEXT,
            Column("Besvart", DAY, 12, "answered_on"),
            Column("Av", field="who"),
            Column("Dager", COUNT, 8, "days"),
            Column("Automatisk", width=12, field="is_automatic", to_text=describe_flag),
        ),
    ),
}
