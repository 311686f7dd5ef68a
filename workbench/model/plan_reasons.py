"""The reasons of the plan: why a claim gets a step or none, and the task that follows if none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.task_kinds import TaskKind


class PlanReason(StrEnum):
    """Why a claim gets a step, or none."""

    STEP_DUE = "step_due"  # the only reason with a step
    NOT_DUE = "not_due"
    WAITING = "waiting"  # the rule's days have not passed
    HELD = "held"
    FROZEN = "frozen"  # in the member system, without a last day
    RESIGNED = "resigned"  # resigned before the due date: credit first
    UNCONFIRMED = "unconfirmed"  # the newest export does not show it, or it could not be read
    REOPENED = "reopened"  # the member system takes back what it has said: paid, or resigned
    CONTRADICTED = "contradicted"  # the file contradicts itself, or what the books hold
    MAYBE_SAME = "maybe_same"  # may be the same claim as one in another system
    UNKNOWN_MEMBER = "unknown_member"  # the claim fits no member, or several
    LEFT_UNDATED = "left_undated"  # resigned, but the day is not known: find it first
    APPLICANT = "applicant"  # not accepted as a member: ask the club, send no reminder
    REVIEW = "review"  # the member system says a person must decide
    IN_COLLECTION = "in_collection"
    BELOW_MINIMUM = "below_minimum"
    NO_CONTACT = "no_contact"
    NO_GUARDIAN = "no_guardian"  # who owes is not known: the member came of age after the issue
    NOT_ASSIGNED = "not_assigned"  # the club has not signed for this
    TIME_BARRED = "time_barred"  # foreldet
    POLICY_CHANGED = "policy_changed"  # a step was taken that is not in the policy
    ALL_STEPS_TAKEN = "all_steps_taken"


@dataclass(frozen=True)
class PlanReasonRules:
    """What a reason means.

    A claim with this reason waits for a `task`, unless there is a day on which it is decided again.
    `todo` is what must be done, and an answer hides the task for `again_days` days; without `todo`
    another query makes the task. A reason without a task comes with a day, a step or a hold.
    """

    text: str  # in bokmål
    task: TaskKind | None = None
    todo: str = ""  # in bokmål
    again_days: int = 30
    is_raised_in_calls: bool = False  # an agent may talk about the claim


PLAN_REASON_RULES: Mapping[PlanReason, PlanReasonRules] = {
    PlanReason.STEP_DUE: PlanReasonRules("tid for neste steg", is_raised_in_calls=True),
    PlanReason.NOT_DUE: PlanReasonRules("ikke forfalt ennå"),
    PlanReason.WAITING: PlanReasonRules(
        "venter – det er for kort tid siden forfall eller forrige steg", is_raised_in_calls=True
    ),
    PlanReason.HELD: PlanReasonRules("purrestopp – oppfølgingen hviler"),
    PlanReason.FROZEN: PlanReasonRules(
        "fryst i medlemssystemet uten siste dag",
        TaskKind.DECIDE_CLAIM,
        "Når slutter frysen i medlemssystemet?",
    ),
    PlanReason.RESIGNED: PlanReasonRules(
        "utmeldt før forfall – skal krediteres",
        TaskKind.CREDIT_LEAVER,
        "Kan kravet krediteres?",
    ),
    PlanReason.UNCONFIRMED: PlanReasonRules(
        "står ikke, eller kunne ikke leses, i nyeste eksport – sjekk først",
        TaskKind.CHECK_CLAIM,
        "Finn ut hvorfor kravet ikke står i nyeste eksport",
        again_days=14,
    ),
    PlanReason.REOPENED: PlanReasonRules(
        "nyeste eksport tar tilbake det den har sagt før – avklares først", TaskKind.UNREAD_ROW
    ),
    PlanReason.CONTRADICTED: PlanReasonRules(
        "opplysningene i eksporten kan ikke stemme – avklares først", TaskKind.UNREAD_ROW
    ),
    PlanReason.MAYBE_SAME: PlanReasonRules(
        "kan være samme krav i to systemer – avgjør hva som gjelder", TaskKind.MAYBE_SAME_CLAIM
    ),
    PlanReason.UNKNOWN_MEMBER: PlanReasonRules(
        "passer ikke til ett bestemt medlem – finn ut hvem det gjelder",
        TaskKind.CHECK_CLAIM,
        "Finn ut hvem kravet gjelder",
    ),
    PlanReason.LEFT_UNDATED: PlanReasonRules(
        "utmeldt uten dato – finn ut når før noe gjøres",
        TaskKind.DECIDE_CLAIM,
        "Når meldte medlemmet seg ut?",
    ),
    PlanReason.APPLICANT: PlanReasonRules(
        "søknaden om medlemskap er ikke behandlet – avklares først", TaskKind.DECIDE_APPLICANT
    ),
    PlanReason.REVIEW: PlanReasonRules(
        "til manuell behandling i medlemssystemet – må avgjøres der først",
        TaskKind.DECIDE_CLAIM,
        "Til manuell behandling: hva skal skje med kravet?",
    ),
    PlanReason.IN_COLLECTION: PlanReasonRules(
        "hos inkassopartner – følges opp der",
        TaskKind.DECIDE_CLAIM,
        "Hos inkassopartneren: hvordan står saken?",
        again_days=180,
    ),
    PlanReason.BELOW_MINIMUM: PlanReasonRules(
        "under klubbens minstebeløp for oppfølging",
        TaskKind.DECIDE_CLAIM,
        "Under minstebeløpet: skal kravet avskrives?",
        again_days=365,
    ),
    PlanReason.NO_CONTACT: PlanReasonRules(
        "mangler kontaktinformasjon som kan brukes – må finnes først",
        TaskKind.FIND_CONTACT,
        "Finn telefon eller e-post, så kravet kan følges opp",
    ),
    PlanReason.NO_GUARDIAN: PlanReasonRules(
        "medlemmet er blitt myndig, og den foresatte som skylder, er ikke kjent – må finnes først",
        TaskKind.FIND_CONTACT,
        "Hvem er foresatt? Finn den som skal betale",
    ),
    PlanReason.NOT_ASSIGNED: PlanReasonRules(
        "ikke med i oppdraget klubben har gitt oss",
        TaskKind.DECIDE_CLAIM,
        "Neste steg er ikke med i oppdraget: skal det utvides?",
        again_days=180,
    ),
    PlanReason.TIME_BARRED: PlanReasonRules(
        "foreldet – kan ikke kreves, foreslås avskrevet",
        TaskKind.DECIDE_CLAIM,
        "Foreldet: skal kravet avskrives?",
        again_days=180,
    ),
    PlanReason.POLICY_CHANGED: PlanReasonRules(
        "purreløpet er endret underveis – velg neste steg selv",
        TaskKind.CHECK_CLAIM,
        "Purreløpet er endret underveis: velg neste steg selv",
    ),
    PlanReason.ALL_STEPS_TAKEN: PlanReasonRules(
        "alle steg er tatt – avgjør hva som skal skje videre",
        TaskKind.DECIDE_CLAIM,
        "Alle steg er tatt: hva skal skje videre?",
        is_raised_in_calls=True,
    ),
}
