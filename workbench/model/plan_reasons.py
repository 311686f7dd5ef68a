"""The reasons of the plan: why a claim gets its step, or none, and who must then do something."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.task_kinds import TaskKind


class PlanReason(StrEnum):
    """Why a claim gets the step it gets, or none."""

    STEP_DUE = "step_due"  # the one reason that comes with a step
    NOT_DUE = "not_due"
    WAITING = "waiting"  # the rule's days have not passed
    HELD = "held"
    FROZEN = "frozen"  # so says the member system, without a last day
    RESIGNED = "resigned"  # resigned before the due date: credit first
    UNCONFIRMED = "unconfirmed"  # the newest export does not show it, or it could not be read
    MAYBE_SAME = "maybe_same"  # may be one claim with another system's
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


@dataclass(frozen=True)
class PlanReasonRules:
    """What a reason means.

    A claim that rests for it without a day waits for its `task`: `todo` says what must be done, and
    an answer rests it for `again_days`; without `todo` another query makes the task. A reason
    without a task has a day, a step, or a hold.
    """

    text: str  # bokmål, as people read it
    task: TaskKind | None = None
    todo: str = ""  # bokmål
    again_days: int = 30
    is_spoken_of: bool = False  # an agent may bring up the claim


PLAN_REASON_RULES: Mapping[PlanReason, PlanReasonRules] = {
    PlanReason.STEP_DUE: PlanReasonRules("tid for neste steg", is_spoken_of=True),
    PlanReason.NOT_DUE: PlanReasonRules("ikke forfalt ennå"),
    PlanReason.WAITING: PlanReasonRules(
        "venter – det er for kort tid siden forfall eller forrige steg", is_spoken_of=True
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
        is_spoken_of=True,
    ),
}
