"""The text of a received e-mail: from whichever part holds it, without what it quotes."""

import re
from collections.abc import Iterator
from email.message import Message

from lxml import html
from lxml.etree import ParserError

LONGEST_TEXT = 10_000
_LONGEST_WHOLE = 50_000  # with what it quotes
_LONGEST_PAGE = 500_000
_LONGEST_LINE = 300  # of a line that begins a quotation
_LINE_ENDERS = ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote")
_QUOTED = "//blockquote[@type='cite' or contains(@class, 'gmail_quote')]"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # not in XML
_SLOW_CHARSETS = {"punycode", "idna"}  # no text is in them, and a long one takes for ever
# "Den 2. mars 2026 kl. 10:00 skrev Solvik IL <...>:", in one line or broken into up to three
_ATTRIBUTION_START = re.compile(
    r"(?:den|on|på|[0-9]|(?:man|tir|tys|ons|tor|fre|lør|laur|søn|sun|mon|tue|wed|thu|fri|sat)\w*)\b",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(r"(?=.*[0-9][:.][0-9]{2}).*\b(?:skrev|skreiv|wrote)\b.*:")
_SEPARATOR = re.compile(
    r"-{4,}\s*(?:original|opprinnelig|opphavleg|forwarded|videresendt)\b.*|_{20,}", re.IGNORECASE
)
_OUTLOOK_FROM = re.compile(r"\*?(?:fra|frå|from):", re.IGNORECASE)
_OUTLOOK_SENT = re.compile(r"\*?(?:sendt|sent|dato|date):", re.IGNORECASE)


def newest_text(mail: Message) -> str:
    """Return what the sender wrote; the quotations too if nothing else is left."""
    texts = [_decoded(part) for part in _parts(mail, "text/plain")]
    whole = "\n".join(texts).strip()[:_LONGEST_WHOLE]
    if not whole:
        pages = [_decoded(part) for part in _parts(mail, "text/html")]
        whole = "\n".join(map(html_to_text, pages)).strip()[:_LONGEST_WHOLE]
    return (cut_quotations(whole) or whole)[:LONGEST_TEXT]


def html_to_text(page: str) -> str:
    """Return the text of a page, a line for each block; quotations get a ">" before each line.

    >>> html_to_text("<p>Hei&nbsp;Kari</p><blockquote type='cite'>Du<br>skylder</blockquote>")
    'Hei Kari\\n\\n> Du\\n> skylder'
    """
    try:
        root = html.document_fromstring(
            _CONTROL.sub("", page[:_LONGEST_PAGE]).encode("utf-8", "replace"),
            html.HTMLParser(encoding="utf-8"),
        )
    except (ParserError, ValueError):
        return ""
    for unseen in root.xpath("//script|//style|//head|//comment()"):
        unseen.drop_tree()
    for element in root.iter(*_LINE_ENDERS):
        element.tail = "\n" + (element.tail or "")
    for quotation in root.xpath(_QUOTED):
        lines = _lines(quotation.text_content())
        quotation[:] = []
        quotation.text = "\n" + "\n".join(f"> {line}" for line in lines)
    return "\n".join(_lines(root.text_content()))


def cut_quotations(text: str) -> str:
    """Return a text without the messages it answers.

    What stands below quoted lines is kept: some answer below each question.

    >>> cut_quotations("Ja, betalt.\\n\\nDen 2.3.2026 kl. 10:00 skrev Solvik IL:\\n> Husk å betale")
    'Ja, betalt.'
    """
    lines = text.splitlines()
    kept: list[str] = []
    number = 0
    while number < len(lines):
        length = _attribution_length(lines, number)
        if _starts_history(lines, number) or (length and not _is_quoted(lines, number + length)):
            break
        if not length and not lines[number].startswith(">"):
            kept.append(lines[number])
        number += length or 1
    return "\n".join(kept).strip()


def _is_quoted(lines: list[str], number: int) -> bool:
    """Return whether the first line from this one that is not empty is quoted."""
    return next((line for line in lines[number:] if line.strip()), "").startswith(">")


def _attribution_length(lines: list[str], number: int) -> int:
    """Return over how many lines from this one somebody is said to have written; 0 for none."""
    if not _ATTRIBUTION_START.match(lines[number].strip()):
        return 0
    for length in (1, 2, 3):
        part = " ".join(line.strip()[:_LONGEST_LINE] for line in lines[number : number + length])
        if _ATTRIBUTION.fullmatch(part):
            return length
    return 0


def _starts_history(lines: list[str], number: int) -> bool:
    """Return whether the rest is an older message, as Outlook puts it below."""
    line = lines[number].strip()[:_LONGEST_LINE]
    next_lines = [line.strip() for line in lines[number + 1 : number + 4]]
    return bool(_SEPARATOR.fullmatch(line)) or (
        bool(_OUTLOOK_FROM.match(line)) and any(map(_OUTLOOK_SENT.match, next_lines))
    )


def inner_parts(message: Message) -> list[Message]:
    """Return the parts of a multipart, or what a message inside the message is made of."""
    if (
        not message.is_multipart()
    ):  # get_payload would decode the text, by whatever charset it names
        return []
    return [part for part in message.get_payload() if isinstance(part, Message)]


def _parts(mail: Message, content_type: str) -> Iterator[Message]:
    """Yield the parts of a type, but none of attachments and of messages inside the message."""
    waiting = [mail]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            waiting = inner_parts(part) + waiting
        elif part.get_content_type() == content_type and not part.get_filename():
            yield part


def _decoded(part: Message) -> str:
    """Return a part's text; a charset that is missing or wrong is guessed."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = str(part.get_content_charset() or "utf-8")
    for name in (charset, "utf-8"):
        try:
            if name not in _SLOW_CHARSETS:
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _lines(text: str) -> list[str]:
    """Return the lines without their spaces; of several empty ones, one."""
    stripped = "\n".join(" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", stripped).strip().split("\n")
