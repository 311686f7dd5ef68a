"""Norwegian for the page: kroner, dates, counts, and a phrase for every code.

Spaces inside numbers, and before kr and %, are no-break spaces.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from workbench.model.words import (
    Channel,
    ClaimStatus,
    ContactRole,
    FeeType,
    HoldKind,
    LiableParty,
    MemberStatus,
    Outcome,
    PlanReason,
    Reason,
    StepKind,
)

_LOCALE = "nb_NO"


def kroner(ore: int) -> str:
    """Write an amount; the øre stand only when there are any.

    >>> kroner(125000), kroner(-125050)
    ('1\\xa0250\\xa0kr', '-1\\xa0250,50\\xa0kr')
    """
    pattern = "#,##0.00" if ore % 100 else "#,##0"
    return format_decimal(Decimal(ore) / 100, pattern, locale=_LOCALE) + "\xa0kr"


def dato(day: date) -> str:
    """Write a day out: "22. november 2026"."""
    return format_date(day, "d. MMMM y", locale=_LOCALE)


def kort_dato(day: date) -> str:
    """Write a day without its year: "22. nov."."""
    return format_date(day, "d. MMM", locale=_LOCALE)


def ukedag(day: date) -> str:
    """Name the day of the week: "mandag"."""
    return format_date(day, "EEEE", locale=_LOCALE)


def tall_dato(day: date) -> str:
    """Write a day in figures: "22.11.2026"."""
    return format_date(day, "dd.MM.y", locale=_LOCALE)


def uke(day: date) -> int:
    """Return the ISO week number, the one in Norwegian calendars."""
    return day.isocalendar().week


def ukespenn(day: date) -> str:
    """Write the first and last day of the day's week, naming month and year where they change.

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


def prosent(x: float) -> str:
    """Write a share of one with one decimal.

    >>> prosent(0.931)
    '93,1\\xa0%'
    """
    return format_percent(x, "#,##0.0\xa0%", locale=_LOCALE)


def antall(n: int, en: str, flere: str) -> str:
    """Write a count with its noun.

    >>> antall(1, "faktura", "fakturaer"), antall(3, "faktura", "fakturaer")
    ('1 faktura', '3 fakturaer')
    """
    return f"{format_decimal(n, locale=_LOCALE)} {en if n == 1 else flere}"


# By enum, since codes such as "frozen" and "review" stand in several with different meanings.
ORD: Mapping[type[StrEnum], Mapping[str, str]] = {
    MemberStatus: {
        MemberStatus.ACTIVE: "aktivt medlem",
        MemberStatus.UNPROCESSED: "søknaden er ikke behandlet",
        MemberStatus.DEACTIVATED: "deaktivert",
        MemberStatus.LEFT: "utmeldt",
        MemberStatus.FROZEN: "medlemskapet er fryst",
    },
    FeeType: {
        FeeType.MEMBERSHIP: "medlemskontingent",
        FeeType.TRAINING: "treningsavgift",
        FeeType.COURSE: "kurs",
        FeeType.OTHER: "annet",
    },
    ClaimStatus: {
        ClaimStatus.OPEN: "ubetalt",
        ClaimStatus.PAID: "betalt",
        ClaimStatus.PAID_MANUAL: "gjort opp for hånd i medlemssystemet",
        ClaimStatus.REVIEW: "venter på manuell behandling",
        ClaimStatus.EXEMPT: "fritatt",
        ClaimStatus.CANCELLED: "annullert",
        ClaimStatus.FROZEN: "kravet er fryst",
        ClaimStatus.IN_COLLECTION: "hos inkassopartner",
    },
    HoldKind: {
        HoldKind.FREEZE: "medlemskapet er fryst",
        HoldKind.DEFERRAL: "har fått betalingsutsettelse",
        HoldKind.PAYMENT_PLAN: "har avtale om nedbetaling",
        HoldKind.OBJECTION: "har sagt seg uenig i kravet",
        HoldKind.HARDSHIP: "har det vanskelig økonomisk nå",
        HoldKind.CREDIT_PENDING: "kravet er under kreditering",
        HoldKind.MANDATE_PENDING: "AvtaleGiro er under opprettelse",
        HoldKind.DECEASED: "medlemmet har gått bort",
        HoldKind.GUARDIANSHIP: "har verge",
    },
    ContactRole: {
        ContactRole.PAYER: "betalingskontakt",
        ContactRole.GUARDIAN: "foresatt",
    },
    LiableParty: {
        LiableParty.PAYER: "mottakeren av fakturaen",
        LiableParty.MEMBER: "medlemmet selv",
        LiableParty.GUARDIAN: "foresatt",
        LiableParty.UNKNOWN: "ikke avklart",
    },
    StepKind: {
        StepKind.REMINDER: "betalingspåminnelse",
        StepKind.CALL: "telefonsamtale",
    },
    Channel: {
        Channel.MEMBER_SYSTEM: "fra medlemssystemet",
        Channel.EMAIL: "e-post",
        Channel.SMS: "SMS",
        Channel.PHONE: "telefon",
    },
    PlanReason: {
        PlanReason.STEP_DUE: "tid for neste steg",
        PlanReason.NOT_DUE: "ikke forfalt ennå",
        PlanReason.WAITING: "venter – det er for kort tid siden forfall eller forrige steg",
        PlanReason.HELD: "purrestopp – oppfølgingen hviler",
        PlanReason.RESIGNED: "utmeldt før forfall – skal krediteres",
        PlanReason.UNCONFIRMED: "står ikke, eller kunne ikke leses, i nyeste eksport – sjekk først",
        PlanReason.UNKNOWN_MEMBER: "passer ikke til ett bestemt medlem – finn ut hvem det gjelder",
        PlanReason.LEFT_UNDATED: "utmeldt uten dato – finn ut når før noe gjøres",
        PlanReason.APPLICANT: "søknaden om medlemskap er ikke behandlet – avklares først",
        PlanReason.REVIEW: "til manuell behandling i medlemssystemet – må avgjøres der først",
        PlanReason.IN_COLLECTION: "hos inkassopartner – følges opp der",
        PlanReason.BELOW_MINIMUM: "under klubbens minstebeløp for oppfølging",
        PlanReason.NO_CONTACT: "mangler kontaktinformasjon som kan brukes – må finnes først",
        PlanReason.NOT_ASSIGNED: "ikke med i oppdraget klubben har gitt oss",
        PlanReason.TIME_BARRED: "foreldet – kan ikke kreves, foreslås avskrevet",
        PlanReason.POLICY_CHANGED: "purreløpet er endret underveis – velg neste steg selv",
        PlanReason.ALL_STEPS_TAKEN: "alle steg er tatt – avgjør hva som skal skje videre",
    },
    Reason: {
        Reason.ALREADY_PAID: "sier det er betalt",
        Reason.FORGOT: "glemte fakturaen",
        Reason.WRONGLY_BILLED: "er fakturert feil",
        Reason.UNWILLING: "vil ikke betale",
        Reason.DECEASED: "medlemmet har gått bort",
        Reason.WRONG_CONTACT: "har fått ny e-post eller telefon",
        Reason.MOVED_CLUB: "har byttet klubb",
        Reason.QUIT_WITHOUT_RESIGNING: "har sluttet uten å melde seg ut",
        Reason.MEMBERSHIP_PARTICIPATION_MIXUP: "blandet medlemskap og deltakelse",
        Reason.FINANCIAL_DIFFICULTY: "har stram økonomi",
        Reason.TECHNICAL_PROBLEM: "fikk det ikke til teknisk",
        Reason.LOST_INVOICE: "fikk ikke eller mistet fakturaen",
        Reason.DISPUTES_CLAIM: "er uenig i kravet",
        Reason.INSUFFICIENT_FUNDS: "mangler penger akkurat nå",
        Reason.LIFE_CHANGE: "er i en ny livssituasjon",
        Reason.MANDATE_STOPPED: "AvtaleGiro er stoppet",
    },
    Outcome: {
        Outcome.SAYS_PAID: "skal sende kvittering for betalingen",
        Outcome.INVOICE_RESENT: "får fakturaen på nytt",
        Outcome.GUIDED: "fikk hjelp til å betale",
        Outcome.TRANSFER: "har gått til en annen klubb",
        Outcome.VOICEMAIL: "telefonsvarer",
        Outcome.REFUSED_CALLS: "vil ikke ringes",
        Outcome.WRONG_PERSON: "en annen svarte",
        Outcome.NEEDS_INTERPRETER: "trenger tolk",
        Outcome.REFERRED_TO_PARTNER: "vist videre til inkassopartneren",
        Outcome.WILL_NOT_PAY: "vil ikke betale",
        Outcome.PAID_NOW: "betalte med det samme",
        Outcome.WILL_PAY_ON: "betaler innen en avtalt dag",
        Outcome.PAYMENT_PLAN: "nedbetalingsplan",
        Outcome.DEFERRAL: "betalingsutsettelse",
        Outcome.FREEZE: "medlemskapet fryses",
        Outcome.CREDITED: "kravet skal krediteres",
        Outcome.RESIGNED: "vil være utmeldt",
        Outcome.CONTACT_UPDATED: "ny kontaktinformasjon",
        Outcome.OBJECTION: "innsigelse",
        Outcome.NO_ANSWER: "ikke svar",
        Outcome.WRONG_NUMBER: "feil nummer",
        Outcome.CALLBACK_ON: "ringes igjen etter avtale",
        Outcome.SUPPORT_APPLICATION: "søker støtte",
        Outcome.DECEASED: "medlemmet har gått bort",
    },
}


def ord_for(code: StrEnum) -> str:
    """Return the phrase for a code; text from a frame must be made its enum first.

    >>> ord_for(HoldKind("deceased"))
    'medlemmet har gått bort'
    """
    return ORD[type(code)][code]
