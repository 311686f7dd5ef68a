"""The reasons of the plan: why a claim gets a step, or none."""

from enum import StrEnum


class PlanReason(StrEnum):
    """Why a claim gets a step, or none."""

    STEP_DUE = "step_due"  # the only reason with a step
    NOT_DUE = "not_due"
    WAITING = "waiting"  # the rule's days have not passed
    HELD = "held"
    AWAITING_FILE = "awaiting_file"  # agreed to pay by a day that no file of payments covers yet
    MANDATE = "mandate"  # AvtaleGiro draws it: nobody is asked before the bank's file shows it
    STALE_FILE = "stale_file"  # the file that would show it settled does not reach far enough
    UNKNOWN_SENT = "unknown_sent"  # the step was on an earlier day's list: was it sent?
    SET_ASIDE = "set_aside"  # an operator has put the step away until a day
    LEFT_TO_CLUB = "left_to_club"  # a call ended in a question to the club
    FROZEN_PERIOD = "frozen_period"  # the fee is for a time that was frozen: not owed
    PARTLY_FROZEN = "partly_frozen"  # a part of the fee's time was frozen
    PAUSED = "paused"  # days that the fee is for were closed or frozen: to be credited first
    FROZEN = "frozen"  # in the member system, without a last day
    WITHDRAWAL = "withdrawal"  # the contract was made online, and can be withdrawn from still
    RESIGNED = "resigned"  # resigned before the due date: credit first
    UNCONFIRMED = "unconfirmed"  # the newest export does not show it, or it could not be read
    REOPENED = "reopened"  # the member system takes back what it has said: paid, or resigned
    CONTRADICTED = "contradicted"  # the file contradicts itself, or what the books hold
    CREDIT_ASKED = "credit_asked"  # the club has not said yes to a credit of the claim
    MAYBE_CLOSED = "maybe_closed"  # it may be for closed days: nobody knows which days it is for
    CREDIT_STANDS = "credit_stands"  # its payer has a credit that no claim has
    MAYBE_PAID = "maybe_paid"  # money that nobody has placed may be for the claim
    MAYBE_SAME = "maybe_same"  # may be the same claim as one in another system
    UNKNOWN_MEMBER = "unknown_member"  # the claim fits no member, or several
    LEFT_UNDATED = "left_undated"  # resigned, but the day is not known: find it first
    APPLICANT = "applicant"  # not accepted as a member: ask the club, send no reminder
    REVIEW = "review"  # the member system says a person must decide
    IN_COLLECTION = "in_collection"
    HANDED_OVER = "handed_over"  # put in a file for the partner, which has it still
    RETURNED = "returned"  # the partner had it and has not any more: the club decides
    NOT_TO_PARTNER = "not_to_partner"  # next is the hand-over, and that must not be
    BELOW_MINIMUM = "below_minimum"
    NO_CONTACT = "no_contact"
    NO_GUARDIAN = "no_guardian"  # who owes is not known: the member came of age after the issue
    NOT_ASSIGNED = "not_assigned"  # the club has not signed for this
    IN_CALL = "in_call"  # another claim of the payer is due for a call, which takes this one up
    CARRIED = "carried"  # the payer's oldest claim carries the step
    OLD_CLAIM = "old_claim"  # was old when the club came: asked for only if the club says so
    EXEMPT = "exempt"  # somebody chose that it is not followed up
    TIME_BARRED = "time_barred"  # foreldet
    NO_RATE = "no_rate"  # a letter with a fee, and no rate that somebody has reviewed
    NO_NOTICE = "no_notice"  # no collection notice was given, or its deadline has not passed
    POLICY_CHANGED = "policy_changed"  # a step was taken that is not in the policy
    ALL_STEPS_TAKEN = "all_steps_taken"
