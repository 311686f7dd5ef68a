"""What the club has signed for (oppdrag): the section of that name in `club.toml`."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from workbench.model.kinds import StepKind
from workbench.model.legal_reasons import AssignmentRefusal
from workbench.model.settings import SettingsTable

OLD_CLAIM_DAYS = 180
DECIDED_FORMS = "false, en dag eller en beslutning: { besluttet_av = «hvem», dag = 2026-03-01 }"


class Decision(SettingsTable):
    """Who in the club decided something, and the day from which it counts."""

    decided_by: str = Field(alias="besluttet_av", min_length=1)
    decided_on: date = Field(alias="dag")


def _read_unset(value: object) -> object:
    """Return None for `false`, by which club.toml states that nothing is decided or agreed."""
    if value is True:
        raise PydanticCustomError("literal_error", "unset", {"expected": DECIDED_FORMS})
    return None if value is False else value


def _read_limit(value: object) -> object:
    """Return None for `false`, by which club.toml states that no limit is agreed."""
    if value is True:
        raise PydanticCustomError("literal_error", "unset", {"expected": "false eller hele kroner"})
    return None if value is False else value


Decided = Annotated[Decision | None, BeforeValidator(_read_unset)]
Day = Annotated[date | None, BeforeValidator(_read_unset)]
Limit = Annotated[int | None, Field(ge=0), BeforeValidator(_read_limit)]


class Assignment(SettingsTable):
    """What the club has signed for (oppdrag), from `start_on` to `end_on`, both days included.

    What is not stated is not allowed. Without a licence (inkassobevilling) the office sends no
    collection notice, and phones only once somebody has cleared it, as with Finanstilsynet.
    """

    signed_by: str = Field(alias="underskrevet_av", default="")
    start_on: date = Field(alias="fra")
    end_on: date | None = Field(alias="til", default=None)
    processing_agreement_on: Day = Field(alias="databehandleravtale", default=None)
    reminders: bool = Field(alias="paaminnelser")
    approved_reminders: Decided = Field(alias="paaminnelser_godkjent", default=None)  # without fee
    calls: bool = Field(alias="samtaler")
    licence: Literal["ingen", "egen", "partner"] = Field(alias="lisens", default="ingen")
    partner: str = Field(alias="partner", default="")
    cleared_by: str = Field(alias="avklart_av", default="")
    cleared_on: Day = Field(alias="avklart_dag", default=None)
    credit_up_to: Limit = Field(alias="kreditt_inntil", default=None)  # kroner; None: no limit
    fee: Decided = Field(alias="gebyr", default=None)
    interest: Decided = Field(alias="renter", default=None)
    collection_notice: Decided = Field(alias="inkassovarsel", default=None)
    notice_by: Literal["klubben", "partner"] = Field(alias="varsel", default="klubben")
    notice_given_on: Day = Field(alias="varsel_gitt", default=None)
    old_claims: Decided = Field(alias="eldre_krav", default=None)

    @model_validator(mode="after")
    def _check_licence(self) -> "Assignment":
        if self.licence == "ingen" and self.collection_notice is not None:
            raise ValueError('«oppdrag.inkassovarsel» må være false når «lisens» er "ingen"')
        if self.licence == "partner" and not self.partner:
            raise ValueError('«oppdrag.partner» mangler; «lisens» er "partner"')
        return self

    def may_credit(self, ore: int) -> bool:
        """Return whether the office may credit so much of one claim without asking the club."""
        return self.credit_up_to is None or ore <= self.credit_up_to * 100

    def refusal(self, kind: StepKind, day: date) -> AssignmentRefusal | None:
        """Return why no step of this kind may be taken on `day`, or None if one may."""
        match kind:
            case StepKind.COLLECTION_NOTICE:
                return self.refuse_notice(day)
            case StepKind.HANDOVER:
                return self.refuse_hand_over(day)
            case StepKind.CALL if not self.calls:
                return AssignmentRefusal.NO_CALLS
            case StepKind.CALL if self.licence == "ingen" and not self._is_cleared(day):
                return AssignmentRefusal.CALLS_NOT_CLEARED
            case StepKind.CALL:
                return self.refuse_all(day)
        return self.refuse_all(day) if self.reminders else AssignmentRefusal.NO_REMINDERS

    def refuse_notice(self, day: date) -> AssignmentRefusal | None:
        """Return why the office may not send a collection notice on `day`, or None if it may."""
        if self.licence == "ingen":
            return AssignmentRefusal.NO_LICENCE
        if not is_decided(self.collection_notice, day):
            return AssignmentRefusal.NO_NOTICE
        return self.refuse_all(day)

    def refuse_hand_over(self, day: date) -> AssignmentRefusal | None:
        """Return why no claim may be handed over to a collector on `day`, or None if one may."""
        if not self.partner:
            return AssignmentRefusal.NO_PARTNER
        return self.refuse_all(day) if self.reminders else AssignmentRefusal.NO_REMINDERS

    def old_until(self, day: date) -> date | None:
        """Return the last due date of the claims that rest on `day` until the club has said yes to
        asking for them: they were more than `OLD_CLAIM_DAYS` past due when the assignment began.
        None if it has."""
        if is_decided(self.old_claims, day):
            return None
        return self.start_on - timedelta(days=OLD_CLAIM_DAYS + 1)

    def _is_cleared(self, day: date) -> bool:
        return bool(self.cleared_by) and _has_come(self.cleared_on, day)

    def refuse_all(self, day: date) -> AssignmentRefusal | None:
        """Return why no step at all may be taken on `day`, or None."""
        if day < self.start_on or (self.end_on is not None and day > self.end_on):
            return AssignmentRefusal.OUTSIDE_PERIOD
        if not self.signed_by:
            return AssignmentRefusal.UNSIGNED
        if not _has_come(self.processing_agreement_on, day):
            return AssignmentRefusal.NO_PROCESSING_AGREEMENT
        return None


def is_decided(decision: Decision | None, day: date) -> bool:
    """Return whether the club has made the decision, and it counts on `day`."""
    return decision is not None and _has_come(decision.decided_on, day)


def _has_come(start_on: date | None, day: date) -> bool:
    return start_on is not None and start_on <= day
