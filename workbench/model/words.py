"""The closed sets of the trade. Norwegian sentences for them stand in `workbench.norsk`."""

from enum import StrEnum

CLUB_GROUP = "Klubben"  # the list of the club's own members, as KlubbAdmin calls it


class MemberStatus(StrEnum):
    """Where a person stands with the club."""

    ACTIVE = "active"
    UNPROCESSED = "unprocessed"  # søknaden er ikke behandlet
    DEACTIVATED = "deactivated"
    LEFT = "left"  # utmeldt
    FROZEN = "frozen"


class FeeType(StrEnum):
    """What a claim is for."""

    MEMBERSHIP = "membership_fee"  # medlemskontingent
    TRAINING = "training_fee"  # treningsavgift
    COURSE = "course"
    OTHER = "other"


class ClaimStatus(StrEnum):
    """What the member system says of a claim or an invoice; the balance is worked out apart."""

    OPEN = "open"
    PAID = "paid"
    PAID_MANUAL = "paid_manual"  # settled by hand in the member system
    REVIEW = "review"  # manuell behandling: somebody has to decide
    EXEMPT = "exempt"
    CANCELLED = "cancelled"
    FROZEN = "frozen"
    IN_COLLECTION = "in_collection"


class HoldKind(StrEnum):
    """Why dunning rests (purrestopp)."""

    FREEZE = "freeze"  # frys
    DEFERRAL = "deferral"  # betalingsutsettelse
    PAYMENT_PLAN = "payment_plan"  # nedbetalingsplan
    OBJECTION = "objection"  # innsigelse
    HARDSHIP = "hardship"  # vanskelig økonomi
    CREDIT_PENDING = "credit_pending"  # kreditering under arbeid
    MANDATE_PENDING = "mandate_pending"  # AvtaleGiro under opprettelse
    DECEASED = "deceased"
    GUARDIANSHIP = "guardianship"  # verge


class ContactRole(StrEnum):
    """What somebody the member system names beside a member is to that member."""

    PAYER = "payer"  # betalingskontakt
    GUARDIAN = "guardian"  # foresatt


class LiableParty(StrEnum):
    """Who owes a claim; fixed when it arises."""

    PAYER = "payer"  # named as the invoice's recipient
    MEMBER = "member"
    GUARDIAN = "guardian"
    UNKNOWN = "unknown"


class StepKind(StrEnum):
    """What a dunning step is."""

    REMINDER = "reminder"  # betalingspåminnelse
    CALL = "call"  # samtale


class Channel(StrEnum):
    """How a step reaches the payer."""

    MEMBER_SYSTEM = "member_system"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"


class PlanReason(StrEnum):
    """Why a claim gets the step it gets, or none."""

    STEP_DUE = "step_due"  # the one reason that comes with a step
    NOT_DUE = "not_due"
    WAITING = "waiting"  # the rule's days have not passed
    HELD = "held"
    RESIGNED = "resigned"  # resigned before the due date: credit first
    UNCONFIRMED = "unconfirmed"  # the newest export does not show it, or it could not be read
    UNKNOWN_MEMBER = "unknown_member"  # the claim fits no member, or several
    LEFT_UNDATED = "left_undated"  # resigned, but nobody knows when: find out first
    APPLICANT = "applicant"  # never became a member: ask, do not remind
    REVIEW = "review"  # the member system says a person must decide
    IN_COLLECTION = "in_collection"
    BELOW_MINIMUM = "below_minimum"
    NO_CONTACT = "no_contact"
    NOT_ASSIGNED = "not_assigned"  # the club has not signed for this
    TIME_BARRED = "time_barred"  # foreldet
    POLICY_CHANGED = "policy_changed"  # steps were taken that the policy does not know
    ALL_STEPS_TAKEN = "all_steps_taken"


class Reason(StrEnum):
    """Why a claim is unpaid, as the payer tells it."""

    ALREADY_PAID = "already_paid"
    FORGOT = "forgot"
    WRONGLY_BILLED = "wrongly_billed"
    UNWILLING = "unwilling"
    DECEASED = "deceased"
    WRONG_CONTACT = "wrong_contact"
    MOVED_CLUB = "moved_club"
    QUIT_WITHOUT_RESIGNING = "quit_without_resigning"
    MEMBERSHIP_PARTICIPATION_MIXUP = "membership_participation_mixup"
    FINANCIAL_DIFFICULTY = "financial_difficulty"
    TECHNICAL_PROBLEM = "technical_problem"
    LOST_INVOICE = "lost_invoice"
    DISPUTES_CLAIM = "disputes_claim"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    LIFE_CHANGE = "life_change"
    MANDATE_STOPPED = "mandate_stopped"


class Outcome(StrEnum):
    """What a call ended in."""

    SAYS_PAID = "says_paid"  # proof is asked for
    INVOICE_RESENT = "invoice_resent"
    GUIDED = "guided"  # helped with the payment
    TRANSFER = "transfer"  # overgang til en annen klubb
    VOICEMAIL = "voicemail"
    REFUSED_CALLS = "refused_calls"
    WRONG_PERSON = "wrong_person"
    NEEDS_INTERPRETER = "needs_interpreter"
    REFERRED_TO_PARTNER = "referred_to_partner"
    WILL_NOT_PAY = "will_not_pay"
    PAID_NOW = "paid_now"
    WILL_PAY_ON = "will_pay_on"
    PAYMENT_PLAN = "payment_plan"
    DEFERRAL = "deferral"
    FREEZE = "freeze"
    CREDITED = "credited"
    RESIGNED = "resigned"
    CONTACT_UPDATED = "contact_updated"
    OBJECTION = "objection"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    CALLBACK_ON = "callback_on"
    SUPPORT_APPLICATION = "support_application"
    DECEASED = "deceased"  # everything stops; the club decides what is done
