"""Norwegian texts for amounts, dates and counts, and a phrase for every code.

Spaces inside numbers, and before kr and %, are no-break spaces.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from workbench.model import kinds, legal_reasons
from workbench.model.day_rows import Freshness
from workbench.model.fee_kinds import FEE_ACT_TEXTS, FEE_NOTE_RULES, FeeAct, FeeNote
from workbench.model.finding_kinds import FINDING_RULES, FindingKind
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.message_kinds import (
    GROUP_TEXTS,
    LANGUAGE_TEXTS,
    MESSAGE_RULES,
    STATE_TEXTS,
    Language,
    MessageGroup,
    MessageKind,
    MessageState,
)
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.model.partner_kinds import CLOSING_RULES, NEWS_RULES, Closing, NewsKind
from workbench.model.payment_kinds import (
    CREDIT_RULES,
    DRAW_STOP_RULES,
    LIKENESS_RULES,
    PAYMENT_RULES,
    USE_RULES,
    CreditKind,
    DrawStop,
    Likeness,
    PaymentState,
    PaymentUse,
)
from workbench.model.plan_reasons import PlanReason
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.reasons import REASON_RULES, Reason
from workbench.model.task_kinds import (
    ANSWER_TEXTS,
    TASK_RULES,
    WAITS_FOR_TEXTS,
    TaskAnswer,
    TaskKind,
    WaitsFor,
)

_LOCALE = "nb_NO"
STEP_NAMES = {
    "reminder": "Påminnelse", "call": "Telefonsamtale", "instalment": "Påminnelse om avdrag",
    "message": "Melding etter samtaler uten svar", "avtalegiro": "Påminnelse etter AvtaleGiro",
    "resume": "Spørsmål om å fortsette etter frys", "handover": "Oversendelse til inkassopartneren",
}  # fmt: skip


def kroner(ore: int) -> str:
    """Return an amount in kroner, with two decimals only if there are øre.

    >>> kroner(125000), kroner(-125050)
    ('1\\xa0250\\xa0kr', '-1\\xa0250,50\\xa0kr')
    """
    pattern = "#,##0.00" if ore % 100 else "#,##0"
    return format_decimal(Decimal(ore) / 100, pattern, locale=_LOCALE) + "\xa0kr"


def dato(day: date) -> str:
    """Return a date in words, as "22. november 2026"."""
    return format_date(day, "d. MMMM y", locale=_LOCALE)


def kort_dato(day: date) -> str:
    """Return a short date without the year, as "22. nov."."""
    return format_date(day, "d. MMM", locale=_LOCALE)


def dag_og_maaned(day: date) -> str:
    """Return a day without the year, as "3. april"."""
    return format_date(day, "d. MMMM", locale=_LOCALE)


def maaned(day: date) -> str:
    """Return a month and its year, as "november 2026"."""
    return format_date(day, "MMMM y", locale=_LOCALE)


def ukedag(day: date) -> str:
    """Return the day of the week, as "mandag"."""
    return format_date(day, "EEEE", locale=_LOCALE)


def tall_dato(day: date) -> str:
    """Return a date in figures, as "22.11.2026"."""
    return format_date(day, "dd.MM.y", locale=_LOCALE)


def uke(day: date) -> int:
    """Return the ISO week number, which Norwegian calendars use."""
    return day.isocalendar().week


def ukespenn(day: date) -> str:
    """Return the first and last day of the week; month and year stand twice only if they differ.

    >>> ukespenn(date(2026, 11, 22)), ukespenn(date(2026, 12, 31))
    ('16.–22. november 2026', '28. desember 2026–3. januar 2027')
    """
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    if monday.year != sunday.year:
        start = "d. MMMM y"
    else:
        start = "d." if monday.month == sunday.month else "d. MMMM"
    return f"{format_date(monday, start, locale=_LOCALE)}–{dato(sunday)}"


def prosent(share: float) -> str:
    """Return a share (1.0 is all) as a percentage with one decimal.

    >>> prosent(0.931)
    '93,1\\xa0%'
    """
    return format_percent(share, "#,##0.0\xa0%", locale=_LOCALE)


def antall(count: int, singular: str, plural: str) -> str:
    """Return a count with its noun.

    >>> antall(1, "faktura", "fakturaer"), antall(3, "faktura", "fakturaer")
    ('1 faktura', '3 fakturaer')
    """
    return f"{format_decimal(count, locale=_LOCALE)} {singular if count == 1 else plural}"


def describe_end(source: Freshness, verb: str = "stopper") -> str:
    """Return until which day a source reaches, or when it was read if no day stands in its files.

    >>> day = date(2026, 11, 20)
    >>> describe_end(Freshness("bank", "payments", "Bankfilen", day, day, day))
    'Bankfilen stopper fredag 20. november 2026'
    """
    if source.until_on is None:
        return f"{source.title} ble sist lest {ukedag(source.read_on)} {dato(source.read_on)}"
    return f"{source.title} {verb} {ukedag(source.until_on)} {dato(source.until_on)}"


def payment_sources(freshness: Sequence[Freshness]) -> list[Freshness]:
    """Return the sources that can show a payment, those of payments first and gaps last; the
    accounts of a bank that reach equally far are one."""
    groups: dict[tuple[str, str, str], list[Freshness]] = {}
    for source in sorted(freshness, key=lambda source: source.kind != "payments"):
        if source.kind != "members" and not source.is_gap:
            end = describe_end(source._replace(title=""))
            groups.setdefault((source.system, source.kind, end), []).append(source)
    joined = [
        first._replace(title=" og ".join([first.title, *(source.account for source in others)]))
        for first, *others in groups.values()
    ]
    return joined + [source for source in freshness if source.is_gap]


def missing_files(freshness: Sequence[Freshness]) -> str:
    """Return which files are missing that could show a payment; "" if none is."""
    sources = payment_sources(freshness)
    ends = [describe_end(source) for source in sources if source.is_late]
    if all(source.kind != "payments" for source in sources):
        ends.insert(0, "Ingen fil med innbetalinger er lest")
    return join_ends(ends, " og ")


def join_ends(ends: Sequence[str], separator: str) -> str:
    """Join what `describe_end` says of sources to one sentence, with one capital letter.

    >>> join_ends(["Bankfilen stopper i mai", "Bankfilen for konto 2 stopper i juni"], " og ")
    'Bankfilen stopper i mai og bankfilen for konto 2 stopper i juni'
    """
    return separator.join([*ends[:1], *(end[:1].lower() + end[1:] for end in ends[1:])])


# Each enum has its own texts: codes such as "frozen" and "review" mean different things in them.
TEXTS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    **kinds.TEXTS,
    **legal_reasons.TEXTS,
    FeeAct: FEE_ACT_TEXTS,
    FeeNote: {note: rules.text for note, rules in FEE_NOTE_RULES.items()},
    FindingKind: {kind: rules.text for kind, rules in FINDING_RULES.items()},
    HoldKind: {kind: rules.text for kind, rules in HOLD_RULES.items()},
    Language: LANGUAGE_TEXTS,
    MessageGroup: GROUP_TEXTS,
    MessageKind: {kind: rules.text for kind, rules in MESSAGE_RULES.items()},
    MessageState: STATE_TEXTS,
    Outcome: {outcome: rules.text for outcome, rules in OUTCOME_RULES.items()},
    Likeness: {likeness: rules.text for likeness, rules in LIKENESS_RULES.items()},
    PaymentState: {state: rules.text for state, rules in PAYMENT_RULES.items()},
    PaymentUse: {use: rules.text for use, rules in USE_RULES.items()},
    CreditKind: {kind: rules.text for kind, rules in CREDIT_RULES.items()},
    NewsKind: {kind: rules.text for kind, rules in NEWS_RULES.items()},
    Closing: {closing: rules.text for closing, rules in CLOSING_RULES.items()},
    DrawStop: {stop: rules.text for stop, rules in DRAW_STOP_RULES.items()},
    PlanReason: {reason: rules.text for reason, rules in PLAN_REASON_RULES.items()},
    Reason: {reason: rules.text for reason, rules in REASON_RULES.items()},
    WaitsFor: WAITS_FOR_TEXTS,
    TaskAnswer: ANSWER_TEXTS,
    TaskKind: {kind: rules.text for kind, rules in TASK_RULES.items()},
}
_ENUMS = {codes.__name__: codes for codes in TEXTS}


def text_of(code: StrEnum) -> str:
    """Return the phrase for a code, which must be an enum member, not a str from a frame.

    >>> text_of(HoldKind("objection"))
    'har sagt seg uenig i kravet'
    """
    return TEXTS[type(code)][code]


def code_text(enum_name: str, code: str | None) -> str | None:
    """Return the phrase for a code of the enum with this name, as queries ask for it; an unknown
    code is its own phrase.

    >>> code_text("CreditKind", "compensation"), code_text("CreditKind", "gift")
    ('kompensasjon', 'gift')
    """
    codes = _ENUMS[enum_name]
    return text_of(codes(code)) if code in list(codes) else code


def step_name(step_id: str) -> str:
    """Return the name of a step of the policy, with its number; an unknown step id is its own name.

    >>> step_name("reminder_2"), step_name("call"), step_name("sms_early")
    ('Påminnelse nr. 2', 'Telefonsamtale', 'sms_early')
    """
    word, _, number = step_id.rpartition("_")
    if number.isdigit() and word in STEP_NAMES:
        return f"{STEP_NAMES[word]} nr. {number}"
    return STEP_NAMES.get(step_id, step_id)


def detail_text(detail: str) -> str:
    """Return the text of a plan row's detail: why a step is refused, a kind of hold, or a step."""
    refusals = (legal_reasons.AssignmentRefusal, legal_reasons.HandoverRefusal)
    for codes in (*refusals, legal_reasons.FeeReason, HoldKind, Likeness, Closing):
        if detail in list(codes):
            return text_of(codes(detail))
    return step_name(detail)
