"""What a way of sending must do, and what may go wrong with a message there."""

from ipaddress import ip_address
from typing import NamedTuple, Protocol

from workbench.model.errors import WorkbenchError


class Letter(NamedTuple):
    """A message as it leaves the house."""

    key: str  # the message's own id, the same in every try; at most 36 characters
    address: str  # a phone as +4740000000, or an e-mail
    text: str
    sender: str  # a phone or a name of at most 11 characters, or an e-mail
    subject: str = ""  # this and the rest of an e-mail alone
    html: str = ""
    sender_name: str = ""
    reply_to: str = ""


class NotSent(WorkbenchError):
    """The message was surely not sent, and will not be if it is tried again as it is."""


class BadAddress(NotSent):
    """The address takes nothing."""


class NotNow(WorkbenchError):
    """The message was surely not sent; the gateway may take it later."""


class Uncertain(WorkbenchError):
    """The message may have been sent: the gateway did not answer, or not so that it can be read."""


class Gateway(Protocol):
    """A way of sending; it knows nothing of clubs and books."""

    name: str
    has_keys: bool  # a letter that comes again with the same key is sent once

    def send(self, letter: Letter) -> str:
        """Send a letter and return the gateway's own id of it.

        Raises NotSent, NotNow or Uncertain; nothing else for what the other end does.
        """


class IncomingError(WorkbenchError):
    """What came in cannot be fetched or read; it is kept as it came."""


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, so that nothing on a network can listen."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
