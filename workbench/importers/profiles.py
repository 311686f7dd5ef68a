"""What each system's exports look like: data in `profiles/*.toml`, and a club's own in its folder.

A heading is `seen` if it is in a public source or a real file, and `assumed` if it is our guess.
The import log keeps the headings of every file, so that a first real file can confirm a guess.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ClaimStatus, FeeType, MemberStatus
from workbench.model.settings import SettingsTable, read_settings
from workbench.model.shapes import SHAPES
from workbench.values.dates import Order
from workbench.values.text import fold, visible

HERE = Path(__file__).parent / "profiles"
OWN = "annet"  # the system of a club that maps its exports by its own profiles
SYSTEMS = {
    "klubbadmin": "KlubbAdmin",
    "spond": "Spond Club",
    "hoopit": "Hoopit",
    "spoortz": "Spoortz",
    "tryggivann": "Tryggivann",
    "forbund": "særforbundets liste",
    "styreweb": "StyreWeb",
    "sportsadmin": "SportsAdmin",
    "24sevenoffice": "24SevenOffice",
    "tripletex": "Tripletex",
    "fiken": "Fiken",
    "regnskap": "regnskapssystemet",
}

Shown = Annotated[str, AfterValidator(visible)]  # what people are shown
Kind = Literal["members", "invoices", "claims", "bills", "payments", "holds", "steps"]
CellType = Literal[
    "id", "text", "name", "full_name", "groups", "phone", "email", "postcode", "day", "past_day",
    "birth_day", "gender", "amount", "bank_amount", "currency", "ore", "count", "kid", "account",
    "bank_account", "word",
]  # fmt: skip
TOTALS = ("(?:sum|totalt|antall)(?: [a-zæøå]+)?:? *[0-9]*",)  # no more: Sumaya is a name
FEES = {  # "Treningskontingent" is for training
    "medlemskontingent": FeeType.MEMBERSHIP,
    "membership": FeeType.MEMBERSHIP,
    "trening": FeeType.TRAINING,
    "training": FeeType.TRAINING,
    "kontingent": FeeType.MEMBERSHIP,
    "kurs": FeeType.COURSE,
}

# What a file must state, by its kind; "a|b" is either of them. The other columns may be left out.
NEEDS: Mapping[str, str] = {
    "members": "person first_name|name last_name|name",
    "invoices": "order title recipient issued_on due_on amount paid paid_on status",
    "claims": "order person title issued_on due_on paid",
    "bills": "order person|member_name title due_on amount|outstanding",
    "payments": "order|kid|reference|message amount paid_on",
    "holds": "person order kind start_on end_on",
    "steps": "order step_id sent_on",
}
MAY: Mapping[str, str] = {
    "members": "own_id phone email status group groups role name guardian_1_first "
    "guardian_2_first payer_first guardian_1_last guardian_2_last payer_last guardian_1_name "
    "guardian_2_name payer_name guardian_1_phone guardian_2_phone payer_phone guardian_1_email "
    "guardian_2_email payer_email",
    "claims": "kid status_on account",
    "bills": "group recipient kid issued_on amount paid outstanding paid_on status reminders "
    "reminded_on",
    "payments": "member_name title group payer refunded kind currency",
    "holds": "review_on agreed_with",
}
# columns that decide who is asked for what, if the profile has them; "a|b" as in NEEDS
DECIDING: Mapping[str, str] = {
    "members": "status left_on born_on",
    "invoices": "status paid",
    "claims": "paid",
    "bills": "status paid|outstanding",
}
# columns of nouns that are made of others, and the endings of further ones
MADE = {
    "fee_type", "status", "paid_on", "due_on", "member_name", "group_name", "recipient_name",
    "source", "email_extra",
}  # fmt: skip
TEXTS = {"payments": {"message"}}  # working columns that are stored as they are read as well
MADE_ENDINGS = ("_id", "_ore", "_since")
CLAIM_KINDS = ("bills", "claims", "invoices")  # whose rows are what is owed
NOUNS = {"bills": "claims", "steps": "reminders"}  # of the other kinds: of the same name
PARTLY = "partly"  # delvis betalt: no status of ours, since the sums of the row decide
CODES: Mapping[tuple[str, str], frozenset[str]] = {
    ("members", "status"): frozenset(MemberStatus),
    ("members", "gender"): frozenset({"M", "K"}),
    ("invoices", "status"): frozenset({*ClaimStatus, PARTLY}),
    ("bills", "status"): frozenset({*ClaimStatus, PARTLY}),
    ("holds", "kind"): frozenset(HoldKind),
}


def noun_of(kind: str) -> str:
    """Return the noun that the rows of a kind of file are."""
    return NOUNS.get(kind, kind)


def all_columns(kind: str) -> set[str]:
    """Return the columns that a kind of file may have."""
    return _working_columns(kind) | verbatim_columns(kind)


def _working_columns(kind: str) -> set[str]:
    """Return the columns from which the rows of a kind of file are made."""
    return {*NEEDS[kind].replace("|", " ").split(), *MAY.get(kind, "").split()}


def verbatim_columns(kind: str) -> set[str]:
    """Return the further columns of the kind's noun: their values are stored as they are read."""
    columns = SHAPES[noun_of(kind)].columns
    stated = {name for name in columns if not name.endswith(MADE_ENDINGS)} - MADE
    return stated - _working_columns(kind) | TEXTS.get(kind, set())


OWN_ID = "own_id"  # a member's in the system; else it is made of name and birth date
PERSONS = frozenset({"person", OWN_ID})  # ids of people: some system's may be birth numbers


class Column(SettingsTable):
    """One canonical column: what its cells are, and the headings it goes under."""

    type: CellType
    required: bool = False  # without the heading the file is not of this kind
    needed: bool = False  # without a readable value the row is set aside
    seen: tuple[Shown, ...] = ()
    assumed: tuple[Shown, ...] = ()
    words: dict[Shown, str] = Field(default_factory=dict)  # the system's word -> ours

    @property
    def heading(self) -> str:
        """The heading by which the column is named to people."""
        return (self.seen + self.assumed)[0]

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        """The headings as they are compared."""
        return tuple(map(fold, self.seen + self.assumed))


class Profile(SettingsTable):
    """One kind of file from one system."""

    title: Shown
    system: str
    source: str = ""  # of its payments, if another than the system
    kind: Kind
    key: tuple[str, ...] = Field(min_length=1)  # the columns that identify a row
    day_order: Order = "dmy"
    footer: tuple[str, ...] = TOTALS  # patterns for the first filled cell of a row that is no data
    columns: dict[str, Column]
    ids: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # a made id -> its parts
    left_out: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # rows with such a word
    preamble: dict[str, Shown] = Field(default_factory=dict)  # column -> pattern above the header
    places: dict[str, int] = Field(default_factory=dict)  # column -> cells after the first column
    fees: dict[str, FeeType] = FEES  # word -> fee type; the first word found in a title decides
    whole_club: bool = False  # the list is the whole club's
    reminder_days: tuple[int, ...] = ()  # the source reminds so many days after the due date
    may_lack: tuple[str, ...] = ()  # columns that the system itself leaves out at times
    first_is_invoice: bool = False  # the first sending counted is the invoice
    unless: tuple[str, ...] = ()  # headings of what the profile would read wrongly
    unread: tuple[Shown, ...] = ()  # known headings that say nothing we need
    any_of: tuple[str, ...] = ()  # without one of these headings the file is not of this kind
    open_only: bool = False  # what is settled is no longer in the list
    # of a bank's file: outgoing payments are left out, by the sign of the amount or by the `kind`
    incoming_only: bool = False

    @model_validator(mode="after")
    def _require_consistent(self) -> "Profile":
        for fault in self._find_faults():
            raise ValueError(fault)
        return self

    def _find_faults(self) -> Iterator[str]:
        needs, columns = NEEDS[self.kind].split(), set(self.columns)
        name_parts = {"first_name", "last_name"} if "name" in columns else set()
        for name in sorted(columns - all_columns(self.kind)):
            yield f"«columns.{name}» er ukjent for en fil av slaget {self.kind}"
        for need in needs:
            if not {*need.split("|")} & {*columns, *self.ids, *self.preamble}:
                yield f"«columns.{need.replace('|', '» eller «columns.')}» mangler"
        named = {"key": self.key, "left_out": (*self.left_out,), "places": (*self.places,)}
        named |= {f"ids.{name}": parts for name, parts in self.ids.items()}
        for table, parts in named.items():
            for part in sorted({*parts} - columns - name_parts - {*self.ids, *self.preamble}):
                yield f"«{table}» nevner «{part}», som ikke er en kolonne i profilen"
        for name, column in self.columns.items():
            codes = CODES.get((self.kind, name), frozenset(column.words.values()))
            for code in sorted({*column.words.values()} - codes):
                yield f"«columns.{name}.words» har «{code}», men må ha {', '.join(sorted(codes))}"
        for table, pattern in [*(("footer", p) for p in self.footer), *self.preamble.items()]:
            try:
                groups = re.compile(pattern).groups
            except re.error:
                yield f"«{table}» er ikke et gyldig mønster ({pattern})"
                continue
            if table != "footer" and groups != 1:
                yield f"«preamble.{table}» må ha én parentes rundt det som skal leses"

    def words(self, name: str) -> dict[str, str]:
        """Return the words of a column -> our codes. A status has the common words first, so that
        the profile's own replace them where words are compared."""
        common = common_words(self.kind) if name == "status" else {}
        return {**common, **self.columns[name].words}

    def is_required(self, name: str) -> bool:
        """Return whether the file must have the heading: without a part, made ids would change."""
        has_own_id = OWN_ID in self.columns and self.columns[OWN_ID].required
        in_ids = not has_own_id and any(name in parts for parts in self.ids.values())
        return self.columns[name].required or in_ids or name in self.left_out or self._is_sole(name)

    def is_needed(self, name: str) -> bool:
        """Return whether a row without the value is set aside: not what came to a bank account
        without a KID."""
        is_of_bank = self.incoming_only and name in ("kid", "message")
        by_kind = self.kind in ("members", "bills", "payments") and self._is_sole(name)
        return self.columns[name].needed or (by_kind and not is_of_bank)

    def _is_sole(self, name: str) -> bool:
        """Return whether the column alone meets a need of the kind."""
        needs = ({*need.split("|")} & self.columns.keys() for need in NEEDS[self.kind].split())
        return {name} in needs


@cache
def common_words(kind: Kind) -> dict[str, str]:
    """Return the status words that every profile of the kind knows, with our codes."""
    path = HERE.with_name("status_words.toml")
    codes = tomllib.loads(path.read_text("utf-8"))["members" if kind == "members" else "claims"]
    return {word: code for code, words in codes.items() for word in words}


@cache
def _load_shipped() -> tuple[Profile, ...]:
    return tuple(
        Profile.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted(HERE.glob("*.toml"))
    )


def load_profiles(folder: Path | None = None, system: str = OWN) -> tuple[Profile, ...]:
    """Return the profiles shipped with the package, then those in the club's `folder`/profiles.

    Raises UsageError, one sentence that names file and key, for a club's profile with a fault.
    """
    own = []
    for path in sorted((folder / "profiles").glob("*.toml")) if folder else []:
        name = f"{path.parents[1].name}: profiles/{visible(path.name)}"
        profile = read_settings(Profile, path, name)
        if profile.system not in (OWN, system):
            raise UsageError(
                f"{name}: «system» er {profile.system!r}; skriv {OWN!r}, eller klubbens eget "
                f"system {system!r}."
            )
        own.append(profile)
    return (*_load_shipped(), *own)
