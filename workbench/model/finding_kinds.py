"""The kinds of finding: what is wrong or doubtful in the register, and which task follows from it.

Each kind has a query with its name in `register/findings.sql`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.task_kinds import TaskKind


class FindingKind(StrEnum):
    """Something wrong or doubtful in the register."""

    DUPLICATE = "duplicate"
    BIRTH_DATE_CORRECTED = "birth_date_corrected"
    SAME_CLAIM = "same_claim"
    MAYBE_SAME_CLAIM = "maybe_same_claim"
    NO_CONTACT = "no_contact"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BOUNCED = "bounced"
    MISSING_BIRTH_DATE = "missing_birth_date"
    NOT_IN_CLUB_LIST = "not_in_club_list"
    HOLD_OF_NOBODY = "hold_of_nobody"
    GONE_FROM_LISTS = "gone_from_lists"
    APPLICANT_UNPROCESSED = "applicant_unprocessed"


@dataclass(frozen=True)
class FindingRules:
    """What a kind of finding means, and which kind of task it makes.

    `task` is None if the finding is part of another task: a claim in two systems has a task of its
    own, and so has a value that could not be read. After an answer the task is hidden for
    `again_days` days; if that is None, for as long as the finding is the same.
    """

    text: str  # in bokmål
    task: TaskKind | None = None
    again_days: int | None = None
    is_news_again: bool = False  # where it went and came back, an answer from before does not count


FINDING_RULES: Mapping[FindingKind, FindingRules] = {
    FindingKind.DUPLICATE: FindingRules("kan være registrert to ganger", TaskKind.DECIDE_DUPLICATE),
    FindingKind.BIRTH_DATE_CORRECTED: FindingRules(
        "kan være samme person: fødselsdatoen er rettet", TaskKind.CHECK_CLAIM, 14
    ),
    FindingKind.SAME_CLAIM: FindingRules("samme krav står to ganger – annuller det ene"),
    FindingKind.MAYBE_SAME_CLAIM: FindingRules(
        "kan være samme krav som et annet – avgjør hva som gjelder"
    ),
    FindingKind.NO_CONTACT: FindingRules(
        "mangler både telefon og e-post", TaskKind.TIDY, 180, is_news_again=True
    ),
    FindingKind.BAD_PHONE: FindingRules("telefonnummeret kan ikke stemme"),
    FindingKind.BAD_EMAIL: FindingRules("e-postadressen kan ikke stemme"),
    FindingKind.BOUNCED: FindingRules(
        "det som sendes dit, kommer i retur: finn en adresse som virker", TaskKind.FIND_CONTACT, 30
    ),
    FindingKind.MISSING_BIRTH_DATE: FindingRules(
        "mangler fødselsdato", TaskKind.TIDY, 180, is_news_again=True
    ),
    FindingKind.NOT_IN_CLUB_LIST: FindingRules(
        "med i idretten, men ikke i klubbens medlemsliste", TaskKind.DECIDE_MEMBERSHIP
    ),
    FindingKind.HOLD_OF_NOBODY: FindingRules(
        "en avtale gjelder noen som ikke finnes", TaskKind.UNREAD_ROW, 14
    ),
    FindingKind.GONE_FROM_LISTS: FindingRules(
        "står ikke lenger i noen medlemsliste", TaskKind.DECIDE_MEMBERSHIP
    ),
    FindingKind.APPLICANT_UNPROCESSED: FindingRules(
        "søknaden er ikke behandlet", TaskKind.DECIDE_APPLICANT, 30
    ),
}
