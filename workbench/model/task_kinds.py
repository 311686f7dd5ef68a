"""The kinds of task: what somebody must answer, who that is, and when it is asked again.

Their rows are the queries of `tasks/tasks.sql`; one query may give several kinds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class WaitsFor(StrEnum):
    """Who has to do or decide something; the operator sees only their own on the page."""

    OPERATOR = "operator"
    CLUB = "club"
    MEMBER = "member"
    SYSTEM = "system"


class Screen(IntEnum):
    """Where in a member system a task is done, in the order of its menu; the last are done
    elsewhere."""

    PERSON = 1
    CLAIM = 2
    PAYMENT = 3
    EXPORT = 4
    LETTER = 5
    TALK = 6


class TaskAnswer(StrEnum):
    """What can be answered to a task."""

    DONE = "done"
    RESUME = "resume"  # the hold ends: reminders go on
    SAME = "same"
    DIFFERENT = "different"


class TaskKind(StrEnum):
    """Something that somebody must answer."""

    # what calls leave
    CORRECT_REGISTER = "correct_register"
    STOP_REMINDERS = "stop_reminders"
    CONFIRM_AGREEMENT = "confirm_agreement"
    FIND_PAYMENT = "find_payment"
    RESEND_INVOICE = "resend_invoice"
    FIND_NUMBER = "find_number"
    FIND_INTERPRETER = "find_interpreter"
    WRITE_INSTEAD = "write_instead"
    RENEW_MANDATE = "renew_mandate"
    READ_NOTE = "read_note"
    DECIDE_REFUSAL = "decide_refusal"
    DECIDE_REFERRAL = "decide_referral"
    # open-ended holds
    ANSWER_OBJECTION = "answer_objection"
    SETTLE_CREDIT = "settle_credit"
    WRITTEN_RESIGNATION = "written_resignation"
    SETTLE_TRANSFER = "settle_transfer"
    HELP_WITH_SUPPORT = "help_with_support"
    REVIEW_HARDSHIP = "review_hardship"
    REVIEW_DEATH = "review_death"
    REVIEW_GUARDIANSHIP = "review_guardianship"
    # claims that rest until somebody does something
    CHECK_CLAIM = "check_claim"
    UNREAD_ROW = "unread_row"
    MAYBE_SAME_CLAIM = "maybe_same_claim"
    IDENTIFY_MEMBER = "identify_member"
    FIND_CONTACT = "find_contact"
    CHOOSE_STEP = "choose_step"
    DATE_FREEZE = "date_freeze"
    DATE_RESIGNATION = "date_resignation"
    CREDIT_LEAVER = "credit_leaver"
    DECIDE_CLAIM = "decide_claim"
    DECIDE_CLAIM_LEFT = "decide_claim_left"
    DECIDE_SMALL_CLAIM = "decide_small_claim"
    WRITE_OFF = "write_off"
    EXTEND_ASSIGNMENT = "extend_assignment"
    ASK_PARTNER = "ask_partner"
    UNPLACED_PAYMENT = "unplaced_payment"
    # the register
    SAME_CLAIM = "same_claim"
    HOLD_OF_NOBODY = "hold_of_nobody"
    BIRTH_DATE_CORRECTED = "birth_date_corrected"
    DUPLICATE = "duplicate"
    APPLICANT_UNPROCESSED = "applicant_unprocessed"
    NOT_IN_CLUB_LIST = "not_in_club_list"
    GONE_FROM_LISTS = "gone_from_lists"
    # tidied little by little
    UNREAD_VALUE = "unread_value"
    NO_CONTACT = "no_contact"
    MISSING_BIRTH_DATE = "missing_birth_date"


DONE = (TaskAnswer.DONE,)
HOLD_ANSWERS = (TaskAnswer.DONE, TaskAnswer.RESUME)
DOUBT_ANSWERS = (TaskAnswer.SAME, TaskAnswer.DIFFERENT)
OFFICE, CLUB, SYSTEM = WaitsFor.OPERATOR, WaitsFor.CLUB, WaitsFor.SYSTEM
BACKLOG_A_WEEK = 10  # of a club, all kinds of backlog together


@dataclass(frozen=True)
class TaskRules:
    """What a kind of task means.

    An answer of DONE rests it for `again_days`, or where there are none for as long as its evidence
    is the same. What lets a claim rest always comes again: a claim never rests for ever unseen.
    """

    text: str  # bokmål: what is to be done
    screen: Screen
    again_days: int | None = None
    waits_for: WaitsFor = OFFICE
    answers: tuple[TaskAnswer, ...] = DONE
    is_backlog: bool = False


TASK_RULES: Mapping[TaskKind, TaskRules] = {
    TaskKind.CORRECT_REGISTER: TaskRules(
        "Rett kontaktinformasjonen i medlemssystemet", Screen.PERSON, 14
    ),
    TaskKind.STOP_REMINDERS: TaskRules("Stans påminnelser i medlemssystemet", Screen.CLAIM),
    TaskKind.CONFIRM_AGREEMENT: TaskRules("Send bekreftelse på SMS", Screen.LETTER),
    TaskKind.FIND_PAYMENT: TaskRules("Finn betalingen; kvittering er lovet", Screen.PAYMENT, 14),
    TaskKind.RESEND_INVOICE: TaskRules("Send fakturaen på nytt", Screen.CLAIM),
    TaskKind.FIND_NUMBER: TaskRules("Finn et nummer som stemmer", Screen.PERSON, 30),
    TaskKind.FIND_INTERPRETER: TaskRules("Skaff tolk til neste samtale", Screen.TALK),
    TaskKind.WRITE_INSTEAD: TaskRules(
        "Ta kontakt skriftlig; betaleren vil ikke ringes", Screen.LETTER, 30
    ),
    TaskKind.RENEW_MANDATE: TaskRules(
        "Tilby ny AvtaleGiro, og send faktura med KID til den er på plass", Screen.LETTER
    ),
    TaskKind.READ_NOTE: TaskRules("Les notatet fra samtalen", Screen.TALK),
    TaskKind.DECIDE_REFUSAL: TaskRules(
        "Betaleren vil ikke betale: avgjør hva som skal skje videre", Screen.TALK, 30, CLUB
    ),
    TaskKind.DECIDE_REFERRAL: TaskRules(
        "Betaleren er vist til inkassopartneren: avgjør hva som skal skje videre",
        Screen.TALK,
        30,
        CLUB,
    ),
    TaskKind.ANSWER_OBJECTION: TaskRules(
        "Svar på innsigelsen", Screen.TALK, 7, answers=HOLD_ANSWERS
    ),
    TaskKind.SETTLE_CREDIT: TaskRules(
        "Avklar med klubben, og krediter kravet om det er feil",
        Screen.CLAIM,
        14,
        answers=HOLD_ANSWERS,
    ),
    TaskKind.WRITTEN_RESIGNATION: TaskRules(
        "Be om utmeldingen skriftlig, og krediter det som ikke skyldes",
        Screen.PERSON,
        14,
        answers=HOLD_ANSWERS,
    ),
    TaskKind.SETTLE_TRANSFER: TaskRules(
        "Avklar overgangen med klubben; den melder ikke ut av seg selv",
        Screen.PERSON,
        14,
        answers=HOLD_ANSWERS,
    ),
    TaskKind.HELP_WITH_SUPPORT: TaskRules(
        "Hjelp med søknaden om støtte", Screen.TALK, 30, answers=HOLD_ANSWERS
    ),
    TaskKind.REVIEW_HARDSHIP: TaskRules(
        "Hør hvordan det går, og om oppfølgingen fortsatt skal hvile",
        Screen.TALK,
        30,
        answers=HOLD_ANSWERS,
    ),
    TaskKind.REVIEW_DEATH: TaskRules(
        "Meld dødsfallet til klubben; ingenting sendes til de etterlatte",
        Screen.PERSON,
        60,
        answers=HOLD_ANSWERS,
    ),
    TaskKind.REVIEW_GUARDIANSHIP: TaskRules(
        "Se om vergemålet fortsatt gjelder", Screen.PERSON, 365, answers=HOLD_ANSWERS
    ),
    TaskKind.CHECK_CLAIM: TaskRules(
        "Finn ut hvorfor kravet ikke står i nyeste eksport", Screen.EXPORT, 14
    ),
    TaskKind.UNREAD_ROW: TaskRules(
        "Rett det som ikke kunne leses, og som stanser et krav", Screen.EXPORT, 14
    ),
    TaskKind.MAYBE_SAME_CLAIM: TaskRules(
        "Avgjør om det er ett krav i to systemer, eller to krav",
        Screen.CLAIM,
        answers=DOUBT_ANSWERS,
    ),
    TaskKind.IDENTIFY_MEMBER: TaskRules("Finn ut hvem kravet gjelder", Screen.CLAIM, 30),
    TaskKind.FIND_CONTACT: TaskRules(
        "Finn telefon eller e-post, så kravet kan følges opp", Screen.PERSON, 30
    ),
    TaskKind.CHOOSE_STEP: TaskRules(
        "Velg neste steg selv; purreløpet er endret underveis", Screen.CLAIM, 30
    ),
    TaskKind.DATE_FREEZE: TaskRules(
        "Finn ut når frysen i medlemssystemet slutter", Screen.PERSON, 30, CLUB
    ),
    TaskKind.DATE_RESIGNATION: TaskRules(
        "Finn ut når medlemmet meldte seg ut", Screen.PERSON, 30, CLUB
    ),
    TaskKind.CREDIT_LEAVER: TaskRules(
        "Meldte seg ut før forfall: kan kravet krediteres?", Screen.CLAIM, 30, CLUB
    ),
    TaskKind.DECIDE_CLAIM: TaskRules(
        "Avgjør hva som skal skje med kravet i medlemssystemet", Screen.CLAIM, 30, CLUB
    ),
    TaskKind.DECIDE_CLAIM_LEFT: TaskRules(
        "Alle steg er tatt: avgjør hva som skal skje videre", Screen.CLAIM, 30, CLUB
    ),
    TaskKind.DECIDE_SMALL_CLAIM: TaskRules(
        "Under minstebeløpet: skal det avskrives?", Screen.CLAIM, 365, CLUB
    ),
    TaskKind.WRITE_OFF: TaskRules("Foreldet: skal det avskrives?", Screen.CLAIM, 180, CLUB),
    TaskKind.EXTEND_ASSIGNMENT: TaskRules(
        "Neste steg er ikke med i oppdraget: skal det utvides?", Screen.CLAIM, 180, CLUB
    ),
    TaskKind.ASK_PARTNER: TaskRules(
        "Hør med inkassopartneren hvordan saken står", Screen.CLAIM, 180, SYSTEM
    ),
    TaskKind.UNPLACED_PAYMENT: TaskRules("Hva gjelder innbetalingen?", Screen.PAYMENT, 90, CLUB),
    TaskKind.SAME_CLAIM: TaskRules("Samme krav i to systemer: annuller det ene", Screen.CLAIM),
    TaskKind.HOLD_OF_NOBODY: TaskRules(
        "En avtale gjelder noen som ikke finnes: rett nummeret", Screen.EXPORT, 14
    ),
    TaskKind.BIRTH_DATE_CORRECTED: TaskRules(
        "Knytt krav på den gamle oppføringen til den nye", Screen.PERSON, 14
    ),
    TaskKind.DUPLICATE: TaskRules(
        "Kan være registrert to ganger: er det samme person?", Screen.PERSON, None, CLUB
    ),
    TaskKind.APPLICANT_UNPROCESSED: TaskRules(
        "Søknaden er ikke behandlet: skal den tas opp?", Screen.PERSON, 30, CLUB
    ),
    TaskKind.NOT_IN_CLUB_LIST: TaskRules(
        "Med i idretten, men ikke i medlemslisten: skal de være medlemmer?",
        Screen.PERSON,
        None,
        CLUB,
    ),
    TaskKind.GONE_FROM_LISTS: TaskRules(
        "Står ikke lenger i noen medlemsliste: har de sluttet?", Screen.PERSON, None, CLUB
    ),
    TaskKind.UNREAD_VALUE: TaskRules(
        "Rydd: rett en verdi som ikke kunne leses", Screen.PERSON, is_backlog=True
    ),
    TaskKind.NO_CONTACT: TaskRules(
        "Rydd: finn telefon eller e-post", Screen.PERSON, is_backlog=True
    ),
    TaskKind.MISSING_BIRTH_DATE: TaskRules(
        "Rydd: finn fødselsdatoen", Screen.PERSON, is_backlog=True
    ),
}
