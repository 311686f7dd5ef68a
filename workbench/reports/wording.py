"""The sentences of the club report, worded from its figures: plain bokmål, right also at zero."""

from datetime import date, timedelta

from workbench.model.hold_kinds import HoldKind
from workbench.model.plan_reasons import PlanReason
from workbench.norsk import antall, dato, kort_dato, kroner, text_of, uke, ukespenn
from workbench.reports.figures import Figures
from workbench.reports.resting import AGREEMENTS, FEW, MIXED
from workbench.reports.solution import Rate

NUMBERS = ("ingen", "én", "to", "tre", "fire", "fem", "seks")
STALE = timedelta(days=3)  # a weekend; payments read longer ago than this are worth a warning

FINDINGS = {
    "duplicate": "kan være registrert to ganger",
    "birth_date_corrected": "kan være samme person: fødselsdatoen er rettet",
    "same_claim": "samme krav i to systemer – annuller det ene",
    "maybe_same_claim": "kan være samme krav i to systemer – avgjør hva som gjelder",
    "no_contact": "mangler både telefon og e-post",
    "bad_phone": "telefonnummeret kan ikke stemme",
    "bad_email": "e-postadressen kan ikke stemme",
    "missing_birth_date": "mangler fødselsdato",
    "not_in_club_list": "med i idretten, men ikke i klubbens medlemsliste",
    "hold_of_nobody": "en avtale gjelder noen som ikke finnes",
    "gone_from_lists": "står ikke lenger i noen medlemsliste",
    "applicant_unprocessed": "søknaden er ikke behandlet",
}
STEPS = {"reminder": "Påminnelse", "call": "Telefonsamtale"}
RESTING = {
    AGREEMENTS: "andre avtaler og hensyn",
    MIXED: "venter, eller har en avtale",
}


def week_name(as_of: date) -> str:
    """Name the seven days up to `as_of`; only a Sunday ends a week of the calendar.

    >>> week_name(date(2026, 11, 22)), week_name(date(2026, 11, 18))
    ('Uke 47 · 16.–22. november 2026', 'De sju dagene til og med 18. november 2026')
    """
    if as_of.isoweekday() == 7:
        return f"Uke {uke(as_of)} · {ukespenn(as_of)}"
    return f"De sju dagene til og med {dato(as_of)}"


def this_week(as_of: date) -> str:
    """Say "this week" in a way that is true of any weekday."""
    return "denne uken" if as_of.isoweekday() == 7 else "de siste sju dagene"


def headline(figures: Figures) -> str:
    """Say what came in and what is outstanding."""
    owed = figures.counts.overdue_ore
    left = f"{whole(owed)} er forfalt og ubetalt" if owed else "ingenting er forfalt og ubetalt"
    paid, week = figures.counts.paid_ore, this_week(figures.as_of)
    if paid is None:
        return upper_first(left)
    if paid > 0:
        return f"{whole(paid)} kom inn {week}, og {left}"
    if paid < 0:
        return f"{whole(-paid)} mer gikk ut enn inn {week}, og {left}"
    return f"Ingen innbetalinger {week}, {'men' if owed == 0 else 'og'} {left}"


def lead(figures: Figures) -> list[str]:
    """Say what matters in at most two sentences, before what waits for the club."""
    if not figures.counts.overdue:
        return [_nothing_owed(figures)]
    return [_change(figures), _weight(figures)]


def questions(count: int) -> str:
    """Say how many things wait for an answer.

    >>> questions(0), questions(1), questions(12)
    ('Ingenting venter på svar fra dere.', 'Én ting venter på svar fra dere.', \
'12 ting venter på svar fra dere.')
    """
    if not count:
        return "Ingenting venter på svar fra dere."
    return f"{upper_first(in_words(count))} ting venter på svar fra dere."


def whole(ore: int) -> str:
    """Write an amount in whole kroner, for where it is glanced at; tables have the øre.

    >>> whole(12249950).replace("\xa0", " "), whole(40).replace("\xa0", " ")
    ('122 500 kr', '0,40 kr')
    """
    rounded = (abs(ore) + 50) // 100 * 100
    return kroner(rounded if ore > 0 else -rounded) if rounded else kroner(ore)


def in_words(count: int) -> str:
    """Write small numbers as words."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def compared(now: int, before: int, then: str) -> str:
    """Compare two amounts in words.

    >>> compared(90000, 100000, "enn uken før").replace("\\xa0", " ")
    '100 kr mindre enn uken før'
    """
    if now == before:
        return f"like mye som {then.removeprefix('enn ')}"
    return f"{whole(abs(now - before))} {'mer' if now > before else 'mindre'} {then}"


def days_between(start: date, end: date, *, this_year: int | None = None) -> str:
    """Write a period with the years that are needed; `this_year` goes without saying.

    >>> days_between(date(2026, 8, 24), date(2026, 10, 23)).replace("\xa0", " ")
    '24. aug.–23. okt. 2026'
    """
    first, last = short_day(start), short_day(end)
    if start.year != end.year:
        return f"{first} {start.year}–{last} {end.year}"
    return f"{first}–{last}" if end.year == this_year else f"{first}–{last} {end.year}"


def short_day(day: date) -> str:
    """Write a day without its year, never broken over two lines."""
    return kort_dato(day).replace(" ", "\xa0")


def rate_name(earlier: Rate, as_of: date) -> str:
    """Name an earlier window by how long ago it was measured."""
    days = (as_of - earlier.measured_on).days
    return "samme tid i fjor" if days > 300 else f"{in_words(round(days / 30))} måneder før"


def step_name(step_id: str) -> str:
    """Name a step of the policy, by its number where it has one; an unknown one as it is.

    >>> step_name("reminder_2"), step_name("call"), step_name("sms_early")
    ('Påminnelse nr. 2', 'Telefonsamtale', 'sms_early')
    """
    word, _, number = step_id.rpartition("_")
    if number.isdigit() and word in STEPS:
        return f"{STEPS[word]} nr. {number}"
    return STEPS.get(step_id, step_id)


def reason_name(code: str) -> str:
    """Name a reason for resting, or a kind of hold; an unknown code stands as it is."""
    for words in (PlanReason, HoldKind):
        if code in list(words):
            return text_of(words(code))
    return RESTING.get(code, code)


def finding_name(kind: str) -> str:
    """Name a kind of finding; an unknown one stands as it is."""
    return upper_first(FINDINGS[kind]) if kind in FINDINGS else kind


def ageing(figures: Figures) -> str:
    """Say the chart of what is outstanding in words, every number of it."""
    parts = []
    for age in figures.ageing:
        part = f"{age.name}: {kroner(age.open_ore)}, {antall(age.claims, 'krav', 'krav')}"
        if age.open_ore_before is not None:
            part += f" (en uke før: {kroner(age.open_ore_before)})"
        parts.append(part)
    return f"Forfalt og ubetalt per {dato(figures.as_of)}, etter alder. {'. '.join(parts)}."


def resting_count(claims: int | None) -> str:
    """Write a count, or that it is too small to be told."""
    return f"færre enn {FEW}" if claims is None else antall(claims, "", "").strip()


def freshness(figures: Figures) -> str:
    """Say how far the sources were read."""
    paid, listed = figures.counts.payments_on, figures.counts.members_on
    payments = (
        f"Betalinger er lest til og med {dato(paid)}"
        if paid
        else "Betalinger er ikke lest; tallene bygger på det medlemssystemet sier"
    )
    members = f"medlemslisten er fra {dato(listed)}" if listed else "ingen medlemsliste er lest"
    return f"{payments}, og {members}."


def warning(figures: Figures) -> str | None:
    """Warn when the payments were read so long ago that the numbers may be too high."""
    read = figures.counts.payments_on
    if read is None:
        return "Vi har ikke lest noen betalinger; mer kan være betalt."
    if figures.as_of - read <= STALE:
        return None
    return f"Vi har lest betalinger til og med {dato(read)}; mer kan være betalt siden."


def upper_first(text: str) -> str:
    """Begin with a capital letter and leave the rest, as in "AvtaleGiro"."""
    return text[:1].upper() + text[1:]


def _nothing_owed(figures: Figures) -> str:
    counts = figures.counts
    if counts.review:
        return "Noen krav er til vurdering og ikke regnet med."
    if not counts.not_due:
        return "Ingen krav står ubetalt."
    later = whole(counts.not_due_ore)
    return f"Alle krav som har forfalt, er gjort opp; {later} forfaller senere."


def _change(figures: Figures) -> str:
    now, before = figures.counts.overdue_ore, figures.counts.overdue_before_ore
    if before is None:
        return "Det er ingen tidligere uke å sammenligne med ennå."
    change = now - before
    if not change:
        return "Det forfalte er like stort som for en uke siden."
    word = "høyere" if change > 0 else "lavere"
    return f"Det forfalte er {whole(abs(change))} {word} enn for en uke siden."


def _weight(figures: Figures) -> str:
    largest = max(figures.ageing, key=lambda age: age.open_ore)
    part, total = largest.open_ore, figures.counts.overdue_ore
    share = "Det meste" if part * 2 > total else "Den største delen"
    if part == total:
        return f"Alt er {largest.name} gammelt{_outlook(largest.first)}."
    return f"{share}, {whole(part)}, er {largest.name} gammelt{_outlook(largest.first)}."


def _outlook(first: int) -> str:
    if first <= 30:
        return ", og nye krav løses lettest"
    return ", og så gamle krav trenger ofte en samtale" if first > 60 else ""
