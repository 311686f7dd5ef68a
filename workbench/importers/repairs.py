"""Proposals for values that cannot be read: what was probably meant.

A proposal is the only plausible reading, and the column can read it. If two are plausible, as of
"1,250", there is none; nor is there ever one for a KID, a name or an id.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from workbench.importers.cells import GENDERS, CellReader, Words, is_readable
from workbench.importers.profiles import Profile
from workbench.values import dates, phones
from workbench.values.national_id import looks_like_national_id
from workbench.values.text import fold, is_blank, tidy

LONGEST = 100  # characters
LOOK_ALIKE = str.maketrans("OoIl|", "00111")
DOMAINS = (
    "gmail.com", "hotmail.com", "hotmail.no", "outlook.com", "icloud.com", "yahoo.com", "yahoo.no",
    "online.no", "broadpark.no", "altibox.no", "getmail.no", "frisurf.no", "nextgentel.com",
)  # fmt: skip
MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober",
    "november", "desember",
)  # fmt: skip

_AT = re.compile(r" ?[(\[{] ?(?:at|krøllalfa) ?[)\]}] ?| (?:at|krøllalfa) ", re.IGNORECASE)
_SPACE = re.compile(r" ?([@_]) ?| (?=\.\S)|(?<=\.) (?=[a-z]{2,3}$)", re.IGNORECASE)
_LOST_DOT = re.compile(r"(?<=@)([\w-]{3,}?)(?: ?[,;] ?| )(com|no)(?![\w.@-])", re.IGNORECASE)
_DOMAIN = re.compile(r"(?<=@)[\w.-]+")
_DAY_PARTS = re.compile(
    r"([0-9]{1,4})[., /-]{1,3}([0-9]{1,2})[., /-]{1,3}([0-9]{2,4})(?: [0-9]{1,2}[:.][0-9]{2}.*)?"
)
_NAMED_MONTH = re.compile(r"([0-9]{1,2})[. ]*([a-zæøå]{3,9})[., ]*([0-9]{4}|[0-9]{2})")
_CURRENCY = re.compile(r"kroner|kr\.?|nok", re.IGNORECASE)
_THOUSANDS = re.compile(r"(-?[0-9]{1,3}(?:(['’´`.,])[0-9]{3})(?:\2[0-9]{3})*)(?:[.,]([0-9]{2}))?")
_POSTCODE = re.compile(r"(?:(?:norge|no|n)[ .-]*)?((?:[0-9OIl] ?){4})", re.IGNORECASE)


def propose(reader: CellReader, field: str, text: str) -> str | None:
    """Return the only plausible reading, as it would be written, or None."""
    tidied = tidy(text)
    if is_blank(tidied) or len(tidied) > LONGEST or looks_like_national_id(tidied):
        return None
    candidates = {*_find_candidates(reader.profile, field, tidied)} - {tidied}
    values, _ = reader.read(field, candidates)
    readings = {
        repr(value): candidate
        for candidate, value in values.items()
        if value not in (None, []) and not looks_like_national_id(candidate)
    }
    return next(iter(readings.values())) if len(readings) == 1 else None


def _find_candidates(profile: Profile, field: str, text: str) -> Iterator[str]:
    """Yield what may have been meant, by the column's type; not all of it can be read."""
    column = profile.columns[field]
    match column.type:
        case "word":
            words = profile.words(field).items()
            yield from _find_words(text, {fold(word): (word, code) for word, code in words})
        case "gender":
            yield from _find_words(text, GENDERS)
        case "email":
            yield _mend_email(text)
        case "phone":
            yield from _find_phones(text)
        case "day" | "past_day" | "birth_day":
            yield from _find_days(text, profile.day_order)
        case "amount":
            yield _mend_amount(text)
        case "count" | "ore":
            yield _mend_digits(text)
        case "postcode":
            if match := _POSTCODE.fullmatch(text):
                yield _mend_digits(match[1].replace(" ", ""))


def _find_words(text: str, words: Words) -> Iterator[str]:
    """Yield the nearest known words with the same first letter: another one may deny, as in
    ubetalt."""
    bare = fold(text).strip(" .,:;!?*()\"'")
    alike = [word for word in words if len(bare) > 2 and word[0] == bare[0]]
    near = [word for word in alike if word == bare] or [w for w in alike if _is_one_off(bare, w)]
    for word in near or get_close_matches(bare, alike, n=len(alike) or 1, cutoff=0.8):
        yield words[word][0]


def _is_one_off(word: str, other: str) -> bool:
    """Return whether words differ by one letter, or by two that changed places.

    >>> _is_one_off("gmial.com", "gmail.com"), _is_one_off("gmail.com", "hotmail.com")
    (True, False)
    """
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) == 1 or (len(word) == 2 and word == other[::-1])


def _mend_digits(text: str) -> str:
    """Replace letters that look like digits, if there is also a digit."""
    return text.translate(LOOK_ALIKE) if any(c.isdigit() for c in text) else text


def _mend_email(text: str) -> str:
    """Mend an address. A loose word before it stays, as it may belong to another address."""
    email = text if "@" in text else _AT.sub("@", text)
    email = re.sub(r"([@.])\1+", r"\1", email)
    if email.count("@") == 1:
        email = _SPACE.sub(r"\1", email)
    return _DOMAIN.sub(_mend_domain, _LOST_DOT.sub(r"\1.\2", email))


def _mend_domain(match: re.Match[str]) -> str:
    """Return the well-known domain that was meant, if it can only be one.

    "online" lacks its end, and "gmial.com" is a letter off; ymail.com is another domain.
    """
    domain = match[0].lower().rstrip(".")
    near = [
        other
        for other in DOMAINS
        if domain == other.partition(".")[0]
        or (_is_one_off(domain, other) and domain[0] == other[0] and not _is_abroad(domain, other))
    ]
    return near[0] if len(near) == 1 and domain not in DOMAINS else match[0]


def _is_abroad(domain: str, other: str) -> bool:
    """Return whether only the country differs: hotmail.nl is a domain too."""
    name, _, country = domain.partition(".")
    return len(country) == 2 and name == other.partition(".")[0]


def _find_phones(text: str) -> Iterator[str]:
    """Yield numbers of eight digits, without a zero before them: one with digits for the letters
    that look like them, and one without its first letter."""
    bare = re.sub(r"^(?:\+|00)47", "", re.sub(r"[ ().\u2010-\u2015-]", "", text))
    for number in (_mend_digits(bare), re.sub(r"[^\W\d_]", "", bare, count=1)):
        if match := re.fullmatch("0?([0-9]{8})", number):
            yield phones.show_phone(f"+47{match[1]}")


def _find_days(text: str, order: dates.Order) -> Iterator[str]:
    """Yield the day in the profile's order, or if that is no day, those in another order."""
    if named := _NAMED_MONTH.fullmatch(text.lower()):
        months = [n for n, month in enumerate(MONTHS, start=1) if month.startswith(named[2])]
        parts = (named[1].zfill(2), f"{months[0]:02}" if len(months) == 1 else "", named[3])
        text = ".".join(parts if order == "dmy" else parts[::-1])
    match = _DAY_PARTS.fullmatch(_mend_digits(text))
    if not match:
        return
    a, b, c = match.group(1, 2, 3)
    if is_readable(lambda text: dates.parse_day(text, order), f"{a}.{b}.{c}"):
        yield f"{a}.{b}.{c}"
    elif len(a) == 4:
        yield f"{a}-{c}-{b}"
    elif order == "dmy":
        yield f"{b}.{a}.{c}"
    elif len(c) == 4:
        yield from (f"{c}-{b}-{a}", f"{c}-{a}-{b}")


def _mend_amount(text: str) -> str:
    """Remove currency and thousands separators; the comma in "1,250" may be either separator."""
    number = _CURRENCY.sub("", text).strip()
    number = _mend_digits(re.sub(r" ?[,.:] ?[-–−]{1,2}$", "", number))
    match = _THOUSANDS.fullmatch(number)
    if not match:
        return number
    kroner, separator, ore = match.groups()
    if ore:
        return f"{kroner.replace(separator, '')},{ore}"
    is_clear = separator not in ".," or kroner.count(separator) > 1
    return kroner.replace(separator, "") if is_clear else number
