"""The sentences of the club report in plain bokmål, made from its figures; also right for zero."""

from datetime import date, timedelta

from workbench.model.finding_kinds import FindingKind
from workbench.model.hold_kinds import HoldKind
from workbench.model.plan_reasons import PlanReason
from workbench.norsk import (
    antall,
    dag_og_maaned,
    dato,
    describe_end,
    join_ends,
    kort_dato,
    kroner,
    maaned,
    missing_files,
    payment_sources,
    prosent,
    text_of,
    uke,
    ukespenn,
)
from workbench.reports.figures import Figures
from workbench.reports.resting import AGREEMENTS, FEW, MIXED
from workbench.reports.solution import Rate

NUMBER_WORDS = ("ingen", "én", "to", "tre", "fire", "fem", "seks")
MERGED_NAMES = {
    AGREEMENTS: "andre avtaler og hensyn",
    MIXED: "venter, eller har en avtale",
}


def week_name(as_of: date) -> str:
    """Return a name of the seven days until `as_of`: a week of the calendar only if that is Sunday.

    >>> week_name(date(2026, 11, 22)), week_name(date(2026, 11, 18))
    ('Uke 47 · 16.–22. november 2026', 'De sju dagene til og med 18. november 2026')
    """
    if as_of.isoweekday() == 7:
        return f"Uke {uke(as_of)} · {ukespenn(as_of)}"
    return f"De sju dagene til og med {dato(as_of)}"


def this_week(figures: Figures) -> str:
    """Return the time since the last report, or without one the last seven days, in words."""
    as_of, reported_on = figures.as_of, figures.counts.reported_on
    if reported_on and (as_of - reported_on).days != 7:
        return f"siden {dag_og_maaned(reported_on)}"
    return "denne uken" if as_of.isoweekday() == 7 else "de siste sju dagene"


def last_time(figures: Figures) -> str:
    """Return what the figures are compared with."""
    return "i forrige rapport" if figures.counts.reported_on else "for en uke siden"


def headline(figures: Figures) -> str:
    """Return the headline: what was paid, and what is outstanding."""
    overdue_ore, paid_ore = figures.counts.overdue_ore, figures.counts.paid_ore
    week = this_week(figures)
    nothing = "ingenting" if is_all_read(figures) else "ingenting av det som kunne leses,"
    amount = whole_kroner(overdue_ore) if overdue_ore else nothing
    overdue = f"{amount} er forfalt og ubetalt"
    if paid_ore is None:
        return upper_first(overdue)
    if paid_ore > 0:
        return f"{whole_kroner(paid_ore)} kom inn {week}, og {overdue}"
    if paid_ore < 0:
        return f"{whole_kroner(-paid_ore)} mer gikk ut enn inn {week}, og {overdue}"
    if missing := missing_files(figures.freshness):
        return f"{missing}, og {overdue}"
    return f"Ingen innbetalinger {week}, {'og' if overdue_ore else 'men'} {overdue}"


def lead(figures: Figures) -> list[str]:
    """Return at most two sentences on what is overdue."""
    if not figures.counts.overdue:
        return [_describe_nothing_overdue(figures)]
    return [_describe_change(figures), _describe_largest_age(figures)]


def describe_questions(count: int, as_of: date) -> str:
    """Return how many questions there are to the club, and until which Friday it should answer.

    >>> describe_questions(4, date(2026, 11, 22))
    'Vi har fire spørsmål til dere, og trenger svar innen fredag 27. november.'
    """
    if not count:
        return "Ingenting venter på svar fra dere."
    friday = as_of + timedelta(days=(4 - as_of.weekday()) % 7 or 7)
    number = "ett" if count == 1 else in_words(count)
    day = dag_og_maaned(friday)
    return f"Vi har {number} spørsmål til dere, og trenger svar innen fredag {day}."


def whole_kroner(ore: int) -> str:
    """Return an amount in whole kroner, for text that is read quickly; tables show the øre.

    >>> whole_kroner(12249950).replace("\xa0", " "), whole_kroner(40).replace("\xa0", " ")
    ('122 500 kr', '0,40 kr')
    """
    rounded = (abs(ore) + 50) // 100 * 100
    return kroner(rounded if ore > 0 else -rounded) if rounded else kroner(ore)


def in_words(count: int) -> str:
    """Return a number below seven as a word, a higher one as digits."""
    return NUMBER_WORDS[count] if count < len(NUMBER_WORDS) else str(count)


def describe_difference(now: int, before: int, than: str) -> str:
    """Return the difference between two amounts in words.

    >>> describe_difference(90000, 100000, "enn uken før").replace("\\xa0", " ")
    '100 kr mindre enn uken før'
    """
    if now == before:
        return f"like mye som {than.removeprefix('enn ')}"
    return f"{whole_kroner(abs(now - before))} {'mer' if now > before else 'mindre'} {than}"


def describe_period(start: date, end: date, *, this_year: int | None = None) -> str:
    """Return a period in words; the year is left out if both days are in `this_year`.

    >>> describe_period(date(2026, 8, 24), date(2026, 10, 23)).replace("\xa0", " ")
    '24. aug.–23. okt. 2026'
    """
    first, last = short_day(start), short_day(end)
    if start.year != end.year:
        return f"{first} {start.year}–{last} {end.year}"
    return f"{first}–{last}" if end.year == this_year else f"{first}–{last} {end.year}"


def short_day(day: date) -> str:
    """Return a day without its year, with a space that does not break the line."""
    return kort_dato(day).replace(" ", "\xa0")


def rate_name(earlier: Rate, as_of: date) -> str:
    """Return the name of an earlier period: how long ago it was measured."""
    days = (as_of - earlier.measured_on).days
    return "samme tid i fjor" if days > 300 else f"{in_words(round(days / 30))} måneder før"


def reason_name(code: str) -> str:
    """Return the text of a plan reason or kind of hold; an unknown code is its own text."""
    for codes in (PlanReason, HoldKind):
        if code in list(codes):
            return text_of(codes(code))
    return MERGED_NAMES.get(code, code)


def finding_name(kind: str) -> str:
    """Return the text of a kind of finding; an unknown kind is its own text."""
    return upper_first(text_of(FindingKind(kind))) if kind in list(FindingKind) else kind


def describe_ageing(figures: Figures) -> str:
    """Return the chart of what is outstanding in words, with all its numbers."""
    before_on, parts = figures.counts.before_on, []
    for age in figures.ageing:
        part = f"{age.name}: {kroner(age.open_ore)}, {antall(age.claims, 'krav', 'krav')}"
        if age.open_ore_before is not None:
            part += f" ({dag_og_maaned(before_on)}: {kroner(age.open_ore_before)})"
        parts.append(part)
    return f"Forfalt og ubetalt per {dato(figures.as_of)}, etter alder. {'. '.join(parts)}."


def describe_count(claims: int | None) -> str:
    """Return a number of claims in words; None means too few to show."""
    return f"færre enn {FEW}" if claims is None else antall(claims, "", "").strip()


def describe_freshness(figures: Figures) -> str:
    """Return how far the files reach, and from which day the member list is."""
    sources = payment_sources(figures.freshness)
    ends = [describe_end(source, "går til og med") for source in sources]
    if all(source.kind != "payments" for source in sources):
        ends.insert(0, "Betalinger er ikke lest; tallene bygger på det medlemssystemet sier")
    members_on = figures.counts.members_on
    members = (
        f"medlemslisten er fra {dato(members_on)}" if members_on else "ingen medlemsliste er lest"
    )
    return f"{join_ends(ends, ', ')}, og {members}."


def describe_mandates(figures: Figures) -> str | None:
    """Return how many mandates of AvtaleGiro stand, and of the last whole month how many were new
    and what share ended, where a file reaches so far; None for a club without mandates."""
    counts = figures.counts
    if not (counts.mandates or counts.mandates_stood):
        return None
    stand = f"{antall(counts.mandates, 'avtale', 'avtaler')} om AvtaleGiro står"
    if not counts.mandates_stood or counts.mandates_stated_on < counts.mandates_until_on:
        return f"{stand}, etter filen fra {dato(counts.mandates_stated_on)}."
    new = antall(counts.mandates_new, "ny", "nye")
    ended, stood = counts.mandates_ended, counts.mandates_stood
    return (
        f"{stand}. I {maaned(counts.mandates_until_on)} kom {new}, og {ended} av {stood} "
        f"({prosent(ended / stood)}) ble stanset."
    )


def describe_missing_files(figures: Figures) -> str | None:
    """Return a warning if a file is missing, so that more may be paid; else None."""
    missing = missing_files(figures.freshness)
    return f"{missing}; mer kan være betalt." if missing else None


def upper_first(text: str) -> str:
    """Return the text with a capital first letter; the rest is kept, as in "AvtaleGiro"."""
    return text[:1].upper() + text[1:]


def _describe_nothing_overdue(figures: Figures) -> str:
    counts = figures.counts
    if counts.unread:
        rows = antall(counts.unread, "rad", "rader")
        return f"{rows} i listene over krav kunne ikke leses; noe kan være forfalt uten å stå her."
    if late := _late_lists(figures):
        return f"{late[0]}; noe kan være forfalt uten å stå her."
    if counts.review:
        return "Noen krav er til vurdering og ikke regnet med."
    if not counts.not_due:
        return "Ingen krav står ubetalt."
    return (
        "Alle krav som har forfalt, er gjort opp; "
        f"{whole_kroner(counts.not_due_ore)} forfaller senere."
    )


def is_all_read(figures: Figures) -> bool:
    """Return whether everything could be read that says what is overdue."""
    return not (figures.counts.unread or _late_lists(figures))


def _late_lists(figures: Figures) -> list[str]:
    """Return when each list of claims was read that may lack what has fallen due since."""
    return [
        f"{source.title} ble sist lest {dag_og_maaned(source.read_on)}"
        for source in figures.freshness
        if source.kind == "claims" and source.read_on < source.expected_on
    ]


def describe_moves(figures: Figures) -> str | None:
    """Return how what was overdue became what is overdue, to the last øre; None where nothing is
    known of an earlier week."""
    counts = figures.counts
    if counts.overdue_before_ore is None:
        return None
    changes = (
        (counts.became_overdue_ore, "er nytt"),
        (counts.overdue_paid_ore, "er betalt"),
        (counts.relieved_ore, "er kreditert, utsatt eller til vurdering"),
    )
    parts = [f"{kroner(ore)} {text}" for ore, text in changes if ore] or ["ingenting er endret"]
    return (
        f"{kroner(counts.overdue_before_ore)} var forfalt {dag_og_maaned(counts.before_on)}. "
        f"Siden da: {', '.join(parts)}. Det blir {kroner(counts.overdue_ore)}."
    )


def _describe_change(figures: Figures) -> str:
    now, before = figures.counts.overdue_ore, figures.counts.overdue_before_ore
    if before is None:
        return "Det er ingen tidligere uke å sammenligne med ennå."
    change = now - before
    if not change:
        return f"Det forfalte er like stort som {last_time(figures)}."
    word = "høyere" if change > 0 else "lavere"
    return f"Det forfalte er {whole_kroner(abs(change))} {word} enn {last_time(figures)}."


def _describe_largest_age(figures: Figures) -> str:
    largest = max(figures.ageing, key=lambda age: age.open_ore)
    largest_ore, total_ore = largest.open_ore, figures.counts.overdue_ore
    share = "Det meste" if largest_ore * 2 > total_ore else "Den største delen"
    subject = "Alt" if largest_ore == total_ore else f"{share}, {whole_kroner(largest_ore)},"
    return f"{subject} er {largest.name} gammelt{_describe_outlook(largest.first)}."


def _describe_outlook(days: int) -> str:
    """Return what to expect of claims that are so many days overdue."""
    if days <= 30:
        return ", og nye krav løses lettest"
    return ", og så gamle krav trenger ofte en samtale" if days > 60 else ""
