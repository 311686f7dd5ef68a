"""The kinds of task: what somebody must answer, who that is, and which answers are possible.

People see one line for each kind, and under it one row for each task. What must be done in a task,
and when it is asked again, is defined by its origin: a kind of hold or finding, an outcome, or a
plan reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from workbench.model.payment_kinds import USE_RULES, PaymentUse

# how the subject of a task begins that is about something else than a record
DOUBT = "doubt:"  # a value that was doubted
FILE = "file:"  # a file that does not reach far enough
MAYBE_SAME = "maybe:"  # claims in two systems that may be the same
MONEY = "payment:"  # money that no KID or invoice places
# those about something that somebody is to be told, and about what is not registered yet
TOLD = ("reversed:", "mandate:", "pending:", "freeze:")
CONFIRMED_BY_SMS = ":sms"  # how the subject ends
CREDITED = "credit:"
BY_OURSELVES = '["sent_here"'  # how the evidence begins of an approved step that is sent from here
HANDOVER = "handover:"  # a claim that may go to the partner, if the club says so by name
# the headings of the columns by which a list comes back with answers
KEY_HEADING, REPLY_HEADING = "Nøkkel", "Svar"
# those that the club fills in besides, in its own list
NOTE_HEADING, WHO_HEADING, DAY_HEADING = "Merknad", "Besvart av", "Besvart den"
CLUB_ANSWERED = "club:"  # how the subject of the task begins that follows from the club's answer
LONGEST_NOTE = 500  # characters, of an answer
BACKLOG_A_WEEK = 10  # so many tasks of the backlog does a club get in a week


class WaitsFor(StrEnum):
    """Who must do or decide something."""

    OPERATOR = "operator"
    CLUB = "club"
    MEMBER = "member"
    SYSTEM = "system"  # the member system: its next export must show the change


WAITS_FOR_TEXTS: Mapping[StrEnum, str] = {
    WaitsFor.OPERATOR: "kontoret",
    WaitsFor.CLUB: "klubben",
    WaitsFor.MEMBER: "medlemmet",
    WaitsFor.SYSTEM: "neste eksport",
}


class Screen(IntEnum):
    """Where a task is done: the screens of a member system in their order, then outside it."""

    PERSON = 1
    CLAIM = 2
    PAYMENT = 3
    EXPORT = 4
    CONVERSATION = 5


class TaskAnswer(StrEnum):
    """A possible answer to a task."""

    DONE = "done"
    RESUME = "resume"  # the hold ends, and reminders continue
    UPHELD = "upheld"  # the member is right: the claim is to be credited
    REJECTED = "rejected"  # the member is wrong and has it in writing: reminders continue
    MAINTAINED = "maintained"  # so rejected, and the member does not accept it
    OBJECTED = "objected"  # what was written is an objection
    RESIGNED = "resigned"  # or a resignation
    SAME = "same"
    DIFFERENT = "different"
    CONFIRMED = "confirmed"  # what a file states is right, though it was doubted
    ONE_PERSON = "one_person"  # all who have a phone or e-mail have it from one person
    NOBODYS = "nobodys"  # a phone or e-mail is nobody's, or not theirs: it is never used
    APPROVED = "approved"  # a proposed step may be taken
    SET_ASIDE = "set_aside"  # a proposed step is not taken now
    SENT = "sent"  # a step on the list was taken
    NOT_SENT = "not_sent"
    YES = "yes"  # the club's answer to its question, and the office does what follows from it
    NO = "no"
    NOTED = "noted"  # the club's answer stands in the note
    PLACED = "placed"  # the money is for the claims that were suggested
    REFUNDED = "refunded"
    KEPT = "kept"
    ELSEWHERE = "elsewhere"  # the money is for something that is not claimed here


# those that end the hold that a task is about
EXITS = (
    TaskAnswer.RESUME,
    TaskAnswer.UPHELD,
    TaskAnswer.REJECTED,
    TaskAnswer.MAINTAINED,
    TaskAnswer.OBJECTED,
    TaskAnswer.RESIGNED,
)
ABOUT_A_VALUE = (TaskAnswer.ONE_PERSON, TaskAnswer.NOBODYS)
# those that say what becomes of a proposed step
ABOUT_A_STEP = (TaskAnswer.APPROVED, TaskAnswer.SET_ASIDE, TaskAnswer.SENT, TaskAnswer.NOT_SENT)
# those that say what becomes of money
ABOUT_MONEY = (TaskAnswer.PLACED, TaskAnswer.REFUNDED, TaskAnswer.KEPT, TaskAnswer.ELSEWHERE)
ANSWER_TEXTS: Mapping[StrEnum, str] = {
    TaskAnswer.DONE: "gjort",
    TaskAnswer.RESUME: "oppfølgingen går videre",
    TaskAnswer.UPHELD: "medhold: kravet krediteres",
    TaskAnswer.REJECTED: "avslått skriftlig: oppfølgingen går videre",
    TaskAnswer.MAINTAINED: "avslått skriftlig, men medlemmet står på sitt",
    TaskAnswer.OBJECTED: "det er en innsigelse",
    TaskAnswer.RESIGNED: "det er en utmelding",
    TaskAnswer.SAME: "samme krav",
    TaskAnswer.DIFFERENT: "to krav",
    TaskAnswer.CONFIRMED: "det stemmer",
    TaskAnswer.ONE_PERSON: "én persons, og kan brukes",
    TaskAnswer.NOBODYS: "ingens, og brukes aldri",
    TaskAnswer.APPROVED: "godkjent",
    TaskAnswer.SET_ASIDE: "lagt til side",
    TaskAnswer.SENT: "sendt",
    TaskAnswer.NOT_SENT: "ikke sendt",
    TaskAnswer.YES: "ja",
    TaskAnswer.NO: "nei",
    TaskAnswer.NOTED: "se merknaden",
    TaskAnswer.PLACED: "gjelder kravet",
    TaskAnswer.REFUNDED: USE_RULES[PaymentUse.REFUNDED].text,
    TaskAnswer.KEPT: USE_RULES[PaymentUse.KEPT].text,
    TaskAnswer.ELSEWHERE: USE_RULES[PaymentUse.ELSEWHERE].text,
}


class TaskKind(StrEnum):
    """Something that somebody must answer. The operator has at most ten kinds: a page of lines."""

    CORRECT_REGISTER = "correct_register"
    TIDY = "tidy"
    FIND_CONTACT = "find_contact"
    APPROVE_STEP = "approve_step"
    SEND_STEP = "send_step"
    STOP_REMINDERS = "stop_reminders"
    CHECK_CLAIM = "check_claim"
    UNREAD_ROW = "unread_row"
    SETTLE_HOLD = "settle_hold"
    FOLLOW_UP = "follow_up"

    CREDIT_CLAIM = "credit_claim"
    DECIDE_CLAIM = "decide_claim"
    DECIDE_CALL = "decide_call"
    PLACE_PAYMENT = "place_payment"
    DECIDE_DUPLICATE = "decide_duplicate"
    DECIDE_APPLICANT = "decide_applicant"
    DECIDE_MEMBERSHIP = "decide_membership"
    DECIDE_HANDOVER = "decide_handover"
    DECIDE_FEE = "decide_fee"
    CLEAR_UP_FEE = "clear_up_fee"


@dataclass(frozen=True)
class TaskRules:
    """What a kind of task means; `then_waits_for` is who must act after the answer `done`."""

    text: str  # in bokmål: what must be done
    screen: Screen
    waits_for: WaitsFor
    then_waits_for: WaitsFor
    answers: tuple[TaskAnswer, ...] = (TaskAnswer.DONE,)
    is_backlog: bool = False  # no claim waits for it: a few each week are enough
    counts_at_once: bool = False  # yes and no leave the office nothing to do


OPERATOR, CLUB, MEMBER, SYSTEM = WaitsFor
YES_OR_NO = (TaskAnswer.YES, TaskAnswer.NO, TaskAnswer.NOTED, TaskAnswer.DONE)
IN_WORDS = (TaskAnswer.NOTED, TaskAnswer.DONE)
OF_CLUB = frozenset({TaskAnswer.YES, TaskAnswer.NO, TaskAnswer.NOTED})


def _asked_of_club(text: str, screen: Screen, *answers: TaskAnswer) -> TaskRules:
    return TaskRules(text, screen, CLUB, OPERATOR, answers=answers)


TASK_RULES: Mapping[TaskKind, TaskRules] = {
    TaskKind.CORRECT_REGISTER: TaskRules(
        "Rett kontaktinformasjonen i medlemssystemet", Screen.PERSON, OPERATOR, SYSTEM
    ),
    TaskKind.TIDY: TaskRules(
        "Rydd litt i registeret", Screen.PERSON, OPERATOR, SYSTEM, is_backlog=True
    ),
    TaskKind.FIND_CONTACT: TaskRules(
        "Finn telefon eller e-post, så kravet kan følges opp",
        Screen.PERSON,
        OPERATOR,
        MEMBER,
        answers=(TaskAnswer.DONE, *ABOUT_A_VALUE),
    ),
    TaskKind.APPROVE_STEP: TaskRules(
        "Godkjenn påminnelsene: kan vi stå ved kravene?",
        Screen.CLAIM,
        OPERATOR,
        OPERATOR,
        answers=(TaskAnswer.APPROVED, TaskAnswer.SET_ASIDE),
    ),
    TaskKind.SEND_STEP: TaskRules(
        "Send påminnelsene på listen, og si hvilke som ble sendt",
        Screen.CLAIM,
        OPERATOR,
        SYSTEM,
        answers=(TaskAnswer.SENT, TaskAnswer.NOT_SENT, TaskAnswer.SET_ASIDE),
    ),
    TaskKind.STOP_REMINDERS: TaskRules(
        "Stans påminnelser i medlemssystemet", Screen.CLAIM, OPERATOR, SYSTEM
    ),
    TaskKind.CHECK_CLAIM: TaskRules(
        "Finn ut av krav som hviler, kan stå to ganger eller kan være betalt",
        Screen.CLAIM,
        OPERATOR,
        SYSTEM,
        answers=(
            TaskAnswer.DONE,
            TaskAnswer.CONFIRMED,
            TaskAnswer.SAME,
            TaskAnswer.DIFFERENT,
            *ABOUT_MONEY,
        ),
    ),
    TaskKind.UNREAD_ROW: TaskRules(
        "Rett det som ikke kunne leses, eller som ikke stemmer",
        Screen.EXPORT,
        OPERATOR,
        SYSTEM,
        answers=(TaskAnswer.DONE, TaskAnswer.CONFIRMED),
    ),
    TaskKind.SETTLE_HOLD: TaskRules(
        "Avklar det som hviler uten sluttdato",
        Screen.CONVERSATION,
        OPERATOR,
        MEMBER,
        answers=(TaskAnswer.DONE, *EXITS),
    ),
    TaskKind.FOLLOW_UP: TaskRules(
        "Gjør det samtalene og klubbens svar etterlot", Screen.CONVERSATION, OPERATOR, MEMBER
    ),
    TaskKind.CREDIT_CLAIM: _asked_of_club(
        "Skal ikke betales: kan kravet krediteres?", Screen.CLAIM, *YES_OR_NO
    ),
    TaskKind.DECIDE_CLAIM: _asked_of_club(
        "Avgjør hva som skal skje med kravet", Screen.CLAIM, *IN_WORDS
    ),
    TaskKind.DECIDE_CALL: _asked_of_club(
        "Avgjør hva som skal skje videre etter samtalen",
        Screen.CLAIM,
        *IN_WORDS,
        TaskAnswer.RESUME,
    ),
    TaskKind.PLACE_PAYMENT: _asked_of_club("Hva gjelder innbetalingen?", Screen.PAYMENT, *IN_WORDS),
    TaskKind.DECIDE_DUPLICATE: _asked_of_club(
        "Kan være registrert to ganger: er det samme person?", Screen.PERSON, *YES_OR_NO
    ),
    TaskKind.DECIDE_APPLICANT: _asked_of_club(
        "Søknaden er ikke behandlet: skal den tas opp?", Screen.PERSON, *YES_OR_NO
    ),
    TaskKind.DECIDE_MEMBERSHIP: _asked_of_club(
        "Står ikke i medlemslisten: medlem, eller sluttet?", Screen.PERSON, *IN_WORDS
    ),
    TaskKind.DECIDE_HANDOVER: replace(
        _asked_of_club("Skal kravene til inkassopartneren?", Screen.CLAIM, *YES_OR_NO),
        counts_at_once=True,
    ),
    TaskKind.DECIDE_FEE: replace(
        _asked_of_club("Skal fakturaen lages?", Screen.CLAIM, *YES_OR_NO), counts_at_once=True
    ),
    TaskKind.CLEAR_UP_FEE: _asked_of_club(
        "Avklar det som må være kjent før fakturaen kan lages", Screen.CLAIM, *IN_WORDS
    ),
}


def answers_about(kind: TaskKind, about: str) -> tuple[TaskAnswer, ...]:
    """Return the answers of a kind that a task with this subject may have, the usual one first."""
    if about.startswith(MAYBE_SAME):
        return (TaskAnswer.SAME, TaskAnswer.DIFFERENT)
    if about.startswith(MONEY):
        return (TaskAnswer.PLACED, TaskAnswer.KEPT, TaskAnswer.REFUNDED, TaskAnswer.ELSEWHERE)
    if about.startswith((FILE, DOUBT)):
        return (TaskAnswer.DONE, TaskAnswer.CONFIRMED)
    if kind in (TaskKind.CHECK_CLAIM, TaskKind.UNREAD_ROW):
        return (TaskAnswer.DONE,)
    return TASK_RULES[kind].answers


def with_remark(kind: TaskKind, answer: str, remark: str) -> tuple[str, str]:
    """Return an answer and what is said beside it; a yes or no that counts at once stands in words
    then: "ja, men halv avgift" is no yes."""
    if remark and answer in (TaskAnswer.YES, TaskAnswer.NO) and TASK_RULES[kind].counts_at_once:
        return TaskAnswer.NOTED, f"{ANSWER_TEXTS[TaskAnswer(answer)]} – {remark}"
    return answer, remark


def missing_note(about: str) -> str:
    """Return in bokmål what an answer lacks that counts only with a note."""
    if about.startswith(HANDOVER):
        return "klubbens ja må stå i klubbens egen liste, med navn og dag."
    return "skriv hvorfor, så andre kan se det siden."


def needs_note(answer: TaskAnswer, about: str) -> bool:
    """Return whether an answer counts only with a reason, or with the name of who gave it."""
    is_file_confirmed = answer == TaskAnswer.CONFIRMED and about.startswith(FILE)
    is_handed_over = answer == TaskAnswer.YES and about.startswith(HANDOVER)
    needs_words = answer in (TaskAnswer.SET_ASIDE, TaskAnswer.NOTED)
    return needs_words or is_file_confirmed or is_handed_over
