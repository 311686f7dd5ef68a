"""The typed rows of the messages that were written here."""

from datetime import date
from typing import NamedTuple

from workbench.model.kinds import Channel
from workbench.model.message_kinds import Language, MessageKind, MessageState
from workbench.model.rows import step_key


class Message(NamedTuple):
    """A message to a payer, and what became of it."""

    message_id: str
    kind: MessageKind
    channel: Channel
    language: Language
    gateway: str
    made_on: date
    state: MessageState
    task: str | None = None  # the key of the task that it does; None if it takes steps
    evidence: str | None = None  # that the task followed from
    sent_on: date | None = None
    sent_at: str | None = None  # the time of day, as 14:30
    provider_id: str | None = None
    note: str | None = None  # in bokmål: why it failed or lapsed


class MessageText(NamedTuple):
    """To whom a message goes, and its words."""

    message_id: str
    address: str
    text: str
    contact_name: str | None = None
    subject: str | None = None
    html: str | None = None


class MessageClaim(NamedTuple):
    """A claim that a message is about, with the step that it takes."""

    message_id: str
    claim_id: str
    step_id: str  # "" if it takes none
    due_version: str
    channel: Channel
    is_live: bool = True

    @property
    def key(self) -> str:
        """The key of the step."""
        return step_key(self.claim_id, self.step_id, self.due_version)


class SentText(NamedTuple):
    """A message to a payer, as an agent reads it during a call."""

    made_on: date
    kind: MessageKind
    channel: Channel
    state: MessageState
    text: str
    subject: str | None = None
    sent_on: date | None = None
    sent_at: str | None = None


class Enquiry(NamedTuple):
    """What somebody wrote or said to the club first, or in answer to a message."""

    enquiry_id: str
    channel: Channel
    received_on: date
    is_automatic: bool
    received_at: str | None = None  # the time of day, as 14:30
    message_id: str | None = None  # the message that it answers, if known
    member_id: str | None = None  # whom its hold is on; None while nobody knows who wrote it


class ReceivedText(NamedTuple):
    """What a payer wrote or said, as an agent reads it during a call."""

    received_on: date
    channel: Channel
    is_automatic: bool
    text: str
    subject: str | None = None
    received_at: str | None = None


class EnquiryText(NamedTuple):
    """From whom an enquiry came, and its words."""

    enquiry_id: str
    address: str
    text: str
    subject: str | None = None
