"""What is said of a fee to be invoiced: how its sum came about, and what is asked first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.task_kinds import TaskKind


class FeeNote(StrEnum):
    """A reason in a proposal of an invoice."""

    NEWCOMER = "newcomer"
    MISSING = "missing"
    CHANGED = "changed"
    SIBLING = "sibling"
    CUT = "cut"
    FAMILY_CAP = "family_cap"
    LEAST = "least"
    NO_BIRTH_DATE = "no_birth_date"
    PARTLY_FROZEN = "partly_frozen"
    LEAVES = "leaves"
    WANTS_OUT = "wants_out"
    OFF_LISTS = "off_lists"
    OWES_BEFORE = "owes_before"
    PAYER_DECEASED = "payer_deceased"
    CANCELLED = "cancelled"
    MAYBE_SAME = "maybe_same"
    MAYBE_THEIRS = "maybe_theirs"
    PARTLY_PAID = "partly_paid"
    NOT_AGREED = "not_agreed"
    NOT_APPROVED = "not_approved"
    FILED = "filed"


@dataclass(frozen=True)
class FeeNoteRules:
    """The text of a note in bokmål; with a `task` nothing is made before somebody answers it."""

    text: str
    task: TaskKind | None = None


FEE_NOTE_RULES: Mapping[FeeNote, FeeNoteRules] = {
    FeeNote.NEWCOMER: FeeNoteRules("ny siden sist, og har ikke fått faktura"),
    FeeNote.MISSING: FeeNoteRules("har ikke fått faktura"),
    FeeNote.CHANGED: FeeNoteRules("summen er en annen etter klubbens avgifter"),
    FeeNote.SIBLING: FeeNoteRules("søskenrabatt"),
    FeeNote.CUT: FeeNoteRules("begynte etter periodens første dag"),
    FeeNote.FAMILY_CAP: FeeNoteRules("familien betaler ikke mer enn taket"),
    FeeNote.LEAST: FeeNoteRules("minste medlemskontingent"),
    FeeNote.NO_BIRTH_DATE: FeeNoteRules(
        "fødselsdatoen mangler, og alderen avgjør summen", TaskKind.CLEAR_UP_FEE
    ),
    FeeNote.PARTLY_FROZEN: FeeNoteRules("er fryst i en del av perioden", TaskKind.DECIDE_FEE),
    FeeNote.LEAVES: FeeNoteRules("slutter i perioden", TaskKind.DECIDE_FEE),
    FeeNote.WANTS_OUT: FeeNoteRules(
        "utmelding eller overgang er ikke avklart", TaskKind.DECIDE_FEE
    ),
    FeeNote.OFF_LISTS: FeeNoteRules(
        "er borte fra alle gruppelister: blir medlemmet?", TaskKind.DECIDE_FEE
    ),
    FeeNote.OWES_BEFORE: FeeNoteRules(
        "har ikke betalt for forrige periode: blir medlemmet?", TaskKind.DECIDE_FEE
    ),
    FeeNote.PAYER_DECEASED: FeeNoteRules(
        "betaleren har gått bort: hvem betaler?", TaskKind.CLEAR_UP_FEE
    ),
    FeeNote.CANCELLED: FeeNoteRules(
        "kravet er annullert: skal det lages på nytt?", TaskKind.CLEAR_UP_FEE
    ),
    FeeNote.MAYBE_SAME: FeeNoteRules(
        "et krav med en annen tittel kan gjelde det samme", TaskKind.CLEAR_UP_FEE
    ),
    FeeNote.MAYBE_THEIRS: FeeNoteRules(
        "et krav i samme navn kan være dette, men det er ikke klart hvem det gjelder",
        TaskKind.CLEAR_UP_FEE,
    ),
    FeeNote.PARTLY_PAID: FeeNoteRules(
        "summen er en annen etter klubbens avgifter, men det er betalt på kravet",
        TaskKind.CLEAR_UP_FEE,
    ),
    FeeNote.NOT_AGREED: FeeNoteRules(
        "klubben sa nei før, eller noe annet enn ja: skal fakturaen lages nå?", TaskKind.DECIDE_FEE
    ),
    FeeNote.NOT_APPROVED: FeeNoteRules(
        "klubben har ikke godkjent utsendelsen", TaskKind.CLEAR_UP_FEE
    ),
    FeeNote.FILED: FeeNoteRules("ligger i en fil til medlemssystemet"),
}


def first_question(notes: Iterable[FeeNote | None]) -> FeeNote | None:
    """Return which of the questions about a fee comes first: one that no yes can settle."""
    asked = [note for note in notes if note is not None]
    for note in asked:
        if FEE_NOTE_RULES[note].task == TaskKind.CLEAR_UP_FEE:
            return note
    return asked[0] if asked else None


class FeeAct(StrEnum):
    """What a proposal of an invoice is."""

    NEW = "new"
    REVERSAL = "reversal"
    ASK = "ask"
    FILED = "filed"  # in a file, and not shown by the member system yet


FEE_ACT_TEXTS: Mapping[StrEnum, str] = {
    FeeAct.NEW: "ny faktura",
    FeeAct.REVERSAL: "krediter",
    FeeAct.ASK: "spør først",
    FeeAct.FILED: "i en fil",
}
