"""What an unreadable value may have been meant to say.

A proposal is the one plausible reading, and the column itself can read it. Where two are plausible,
as of "1,250", there is none; nor ever for a KID, a name or an id.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from workbench.importers.cells import GENDERS, CellReader, Context, Words, is_readable
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
_GAP = re.compile(r" ?([@_]) ?| (?=\.\S)|(?<=\.) (?=[a-z]{2,3}$)", re.IGNORECASE)
_LOST_DOT = re.compile(r"(?<=@)([\w-]{3,}?)(?: ?[,;] ?| )(com|no)(?![\w.@-])", re.IGNORECASE)
_DOMAIN = re.compile(r"(?<=@)[\w.-]+")
_PARTED = re.compile(
    r"([0-9]{1,4})[., /-]{1,3}([0-9]{1,2})[., /-]{1,3}([0-9]{2,4})(?: [0-9]{1,2}[:.][0-9]{2}.*)?"
)
_NAMED_MONTH = re.compile(r"([0-9]{1,2})[. ]*([a-zæøå]{3,9})[., ]*([0-9]{4}|[0-9]{2})")
_CURRENCY = re.compile(r"kroner|kr\.?|nok", re.IGNORECASE)
_GROUPED = re.compile(r"(-?[0-9]{1,3}(?:(['’´`.,])[0-9]{3})(?:\2[0-9]{3})*)(?:[.,]([0-9]{2}))?")
_POSTCODE = re.compile(r"(?:(?:norge|no|n)[ .-]*)?((?:[0-9OIl] ?){4})", re.IGNORECASE)


def propose(profile: Profile, field: str, text: str, context: Context) -> str | None:
    """Return the one plausible reading, as it would be written, or None."""
    said = tidy(text)
    if is_blank(said) or len(said) > LONGEST or looks_like_national_id(said):
        return None
    candidates = {one for one in _candidates(profile, field, said) if one != said}
    read, _ = CellReader(profile, context).read(field, candidates)
    found = {
        repr(value): candidate
        for candidate, value in read.items()
        if value not in (None, []) and not looks_like_national_id(candidate)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _candidates(profile: Profile, field: str, said: str) -> Iterator[str]:
    """Yield what the text may have been meant to say, by the column's type; not all can be read."""
    column = profile.columns[field]
    match column.type:
        case "word":
            words = profile.words(field).items()
            yield from _words(said, {fold(word): (word, code) for word, code in words})
        case "gender":
            yield from _words(said, GENDERS)
        case "email":
            yield _email(said)
        case "phone":
            yield from _phones(said)
        case "day" | "past_day" | "birth_day":
            yield from _days(said, profile.day_order)
        case "amount":
            yield _amount(said)
        case "count" | "ore":
            yield _digits(said)
        case "postcode":
            if code := _POSTCODE.fullmatch(said):
                yield _digits(code[1].replace(" ", ""))


def _words(said: str, words: Words) -> Iterator[str]:
    """Yield the nearest known words that begin alike: what comes first may deny, as in ubetalt."""
    bare = fold(said).strip(" .,:;!?*()\"'")
    alike = [word for word in words if len(bare) > 2 and word[0] == bare[0]]
    near = [word for word in alike if word == bare] or [w for w in alike if _is_one_off(bare, w)]
    for word in near or get_close_matches(bare, alike, n=len(alike) or 1, cutoff=0.8):
        yield words[word][0]


def _is_one_off(one: str, other: str) -> bool:
    """Say whether a letter too many, too few or wrong, or two that changed places, is all.

    >>> _is_one_off("gmial.com", "gmail.com"), _is_one_off("gmail.com", "hotmail.com")
    (True, False)
    """
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1])


def _digits(said: str) -> str:
    """Put digits for the letters that look like them, where there is a digit besides."""
    return said.translate(LOOK_ALIKE) if any(c.isdigit() for c in said) else said


def _email(said: str) -> str:
    """Mend one address; a loose word before it may be half of somebody else's, and stays."""
    one = said if "@" in said else _AT.sub("@", said)
    one = re.sub(r"([@.])\1+", r"\1", one)
    if one.count("@") == 1:
        one = _GAP.sub(r"\1", one)
    return _DOMAIN.sub(_domain, _LOST_DOT.sub(r"\1.\2", one))


def _domain(found: re.Match[str]) -> str:
    """Return the well-known domain that was meant, where only one can be.

    "online" lacks its end, and "gmial.com" is a letter off; ymail.com is another's.
    """
    domain = found[0].lower().rstrip(".")
    near = [
        known
        for known in DOMAINS
        if domain == known.partition(".")[0]
        or (_is_one_off(domain, known) and domain[0] == known[0] and not _is_abroad(domain, known))
    ]
    return near[0] if len(near) == 1 and domain not in DOMAINS else found[0]


def _is_abroad(domain: str, known: str) -> bool:
    """Say whether only the land's two letters differ: hotmail.nl is a domain too."""
    name, _, end = domain.partition(".")
    return len(end) == 2 and name == known.partition(".")[0]


def _phones(said: str) -> Iterator[str]:
    """Yield eight digits: letters that look like digits, a stray letter, a zero before them."""
    bare = re.sub(r"^(?:\+|00)47", "", re.sub(r"[ ().\u2010-\u2015-]", "", said))
    for number in (_digits(bare), re.sub(r"[^\W\d_]", "", bare, count=1)):
        if found := re.fullmatch("0?([0-9]{8})", number):
            yield phones.show_phone(f"+47{found[1]}")


def _days(said: str, order: dates.Order) -> Iterator[str]:
    """Yield the day in the profile's order, else what only another order makes a day."""
    if named := _NAMED_MONTH.fullmatch(said.lower()):
        found = [n for n, month in enumerate(MONTHS, start=1) if month.startswith(named[2])]
        parts = (named[1].zfill(2), f"{found[0]:02}" if len(found) == 1 else "", named[3])
        said = ".".join(parts if order == "dmy" else parts[::-1])
    parted = _PARTED.fullmatch(_digits(said))
    if not parted:
        return
    a, b, c = parted.group(1, 2, 3)
    if is_readable(lambda text: dates.parse_day(text, order), f"{a}.{b}.{c}"):
        yield f"{a}.{b}.{c}"
    elif len(a) == 4:
        yield f"{a}-{c}-{b}"
    elif order == "dmy":
        yield f"{b}.{a}.{c}"
    elif len(c) == 4:
        yield from (f"{c}-{b}-{a}", f"{c}-{a}-{b}")


def _amount(said: str) -> str:
    """Take currency and thousands' marks away; of "1,250" nobody can tell what the comma is."""
    plain = _CURRENCY.sub("", said).strip()
    bare = _digits(re.sub(r" ?[,.:] ?[-–−]{1,2}$", "", plain))
    grouped = _GROUPED.fullmatch(bare)
    if not grouped:
        return bare
    kroner, mark, ore = grouped.groups()
    is_plain = ore or mark not in ".," or kroner.count(mark) > 1
    return kroner.replace(mark, "") + (f",{ore}" if ore else "") if is_plain else bare
