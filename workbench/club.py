"""A club's folder and its `club.toml`. A `slug` is the club's id and the name of its folder.

The house is the folder of everything, which has `data/policies`: the one in WORKBENCH_HOME, else
the nearest of the current folder and those above it.
"""

import fcntl
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST
from pathlib import Path
from stat import S_ISREG
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    TypeAdapter,
    model_validator,
)

from workbench.dunning.assignment import Assignment
from workbench.messages.switch import MessageSettings
from workbench.model.errors import TAKE_OUT, UsageError
from workbench.model.kinds import FeeType
from workbench.model.settings import SettingsTable, read_settings
from workbench.money.fee_rules import FeeRules
from workbench.money.invoice_calendar import CalendarEntry, QuietTime, find_calendar_fault
from workbench.money.paused_fees import Closure
from workbench.values.kid import KidStructure, Places
from workbench.values.national_id import mask
from workbench.values.phones import show_phone
from workbench.values.text import fold, visible

LITTER = {"thumbs.db", "desktop.ini", "__macosx"}
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


FeeWord = Literal["medlemskontingent", "treningsavgift", "kurs", "annet"]
System = Literal[
    "klubbadmin", "spond", "hoopit", "spoortz", "tryggivann", "styreweb", "sportsadmin",
    "24sevenoffice", "tripletex", "fiken", "regnskap", "forbund", "annet",
]  # fmt: skip
REMINDING_SYSTEMS = {"hoopit", "tryggivann"}  # those that remind payers by themselves
FEES: dict[FeeWord, FeeType] = {
    "medlemskontingent": FeeType.MEMBERSHIP,
    "treningsavgift": FeeType.TRAINING,
    "kurs": FeeType.COURSE,
    "annet": FeeType.OTHER,
}


class Kid(SettingsTable):
    """A structure of the club's KIDs, or of those of one of its accounts."""

    length: int = Field(alias="lengde", ge=2, le=25)
    modulus: Literal[10, 11] = Field(alias="modulus")
    customer: Places | None = Field(alias="kunde", default=None)
    invoice: Places | None = Field(alias="faktura", default=None)
    account: str | None = Field(alias="konto", default=None, pattern=r"^\d{11}$")

    @model_validator(mode="after")
    def _require_places(self) -> "Kid":
        for key, places in (("kunde", self.customer), ("faktura", self.invoice)):
            if places and not 1 <= places[0] <= places[1] < self.length:
                raise ValueError(
                    f"«kid.{key}» er {[*places]}, men må være første og siste siffer, talt fra 1, "
                    "foran kontrollsifferet"
                )
        return self


def _read_structures(value: object) -> tuple[KidStructure, ...]:
    """Read one table, or several: at most three for an account, each of another length."""
    if isinstance(value, list):
        kids = TypeAdapter(tuple[Kid, ...]).validate_python(value)
    else:
        kids = (Kid.model_validate(value),)
    structures = tuple(KidStructure(**dict(kid)) for kid in kids)
    by_account = Counter(structure.account for structure in structures)
    lengths = {(structure.account, structure.length) for structure in structures}
    if not structures or len(lengths) < len(structures) or max(by_account.values()) > 3:
        raise ValueError("«kid» må ha én til tre tabeller for hver konto, hver med sin «lengde»")
    return structures


class Limits(SettingsTable):
    """How far a file may differ from the usual without a reason, as shares from 0 to 1, and how
    many days a source's files may end before the day without one being missing."""

    least_share: float = Field(alias="minste_andel", default=0.7, ge=0, le=1)
    most_aside: float = Field(alias="mest_til_side", default=0.2, ge=0, le=1)
    # of the rows that may have changed for the worse, but never fewer than `fewest_changed`
    most_changed: float = Field(alias="mest_endret", default=0.02, ge=0, le=1)
    fewest_changed: int = Field(alias="faerrest_endret", default=6, ge=1)
    highest_claim: int = Field(alias="hoyeste_krav", default=50_000, ge=1)  # kroner
    bank_days: int = Field(alias="bankfil_bankdager", default=2, ge=0, le=30)
    weekly_days: int = Field(alias="ukentlig_fil_dager", default=6, ge=0, le=90)


class PlanSettings(SettingsTable):
    """The most instalments, and kroner, of a payment plan that needs no yes of the club's."""

    most_parts: int = Field(alias="mest_avdrag", default=12, ge=2)
    most_kroner: int = Field(alias="mest_kroner", default=20_000, ge=1)


class AvtaleGiro(SettingsTable):
    """The club's agreement with the bank about drawing what it claims."""

    agreement: str = Field(alias="avtale", pattern=r"^\d{9}$")
    account: str = Field(alias="konto", pattern=r"^\d{11}$")
    sender: str = Field(alias="avsender", pattern=r"^\d{8}$")  # data transmitter: the office's id
    recipient: str = Field(alias="mottaker", pattern=r"^\d{8}$", default="00008080")  # Nets
    # eFaktura, as the club itself, tells the payer so that the bank need not
    notice_by: Literal["klubben", "banken", "efaktura"] = Field(alias="varsel", default="klubben")
    # where the club's members say yes to AvtaleGiro
    link: str = Field(alias="lenke", default="", pattern=r"^(https://[^\s<>\"]+)?$")


class PartnerCard(SettingsTable):
    """How a member whose claim the collection partner has reaches it."""

    name: Annotated[str, AfterValidator(visible)] = Field(alias="navn", min_length=1)
    phone: str = Field(alias="telefon", pattern=r"^\+\d{6,15}$")
    hours: Annotated[str, AfterValidator(visible)] = Field(alias="aapningstid", default="")
    email: str = Field(alias="epost", default="", pattern=r"^([^@\s]+@[^@\s]+)?$")

    @property
    def line(self) -> str:
        """The card on one line, for an agent to read out."""
        parts = (self.name, show_phone(self.phone), self.hours, self.email)
        return ", ".join(filter(None, parts))


class ContactSettings(SettingsTable):
    """What the club knows of phones and e-mails."""

    # phones as +4740000000 and e-mails that the club writes where it has none
    placeholders: tuple[
        Annotated[str, Field(pattern=r"^(\+\d{6,15}|[^@\s]+@[^@\s]+)$"), AfterValidator(fold)], ...
    ] = Field(alias="plassholdere", default=())


class Settings(SettingsTable):
    """The contents of `club.toml`; the aliases are its keys."""

    name: Annotated[str, AfterValidator(visible)] = Field(
        alias="navn", min_length=1, max_length=100
    )
    organisation_number: str = Field(alias="organisasjonsnummer", pattern=r"^\d{9}$")
    kind: Literal["idrettslag", "senter"] = Field(alias="slag")
    system: System = Field(alias="system")
    other_systems: tuple[System, ...] = Field(alias="flere_kilder", default=())
    policy: str = Field(alias="regler", pattern=r"^[a-z0-9-]+$")
    kid: Annotated[tuple[KidStructure, ...], BeforeValidator(_read_structures)]
    bank_accounts: tuple[Annotated[str, Field(pattern=r"^\d{11}$")], ...] = Field(
        alias="bankkontoer", default=()
    )
    fee_words: dict[str, FeeWord] = Field(alias="kontoer", default_factory=dict)
    limits: Limits = Field(alias="innlesing", default_factory=Limits)
    assignment: Assignment = Field(alias="oppdrag")
    club_approves_credits: bool = Field(alias="klubben_godkjenner_kreditering", default=False)
    plans: PlanSettings = Field(alias="nedbetaling", default_factory=PlanSettings)
    direct_debit: AvtaleGiro | None = Field(alias="avtalegiro", default=None)
    partner_card: PartnerCard | None = Field(alias="inkassopartner", default=None)
    contact: ContactSettings = Field(alias="kontakt", default_factory=ContactSettings)
    messages: MessageSettings = Field(alias="meldinger", default_factory=MessageSettings)
    fees: FeeRules = Field(alias="avgift", default=())
    calendar: tuple[CalendarEntry, ...] = Field(alias="fakturakalender", default=())
    closures: tuple[Closure, ...] = Field(alias="stengt", default=())
    quiet: tuple[QuietTime, ...] = Field(alias="stille", default=())  # beside the office's own
    invoices_a_week: int = Field(alias="fakturaer_per_uke", default=200, ge=1)
    own_invoices: bool = Field(alias="egne_fakturaer", default=False)  # made here, each with a KID

    @model_validator(mode="after")
    def _require_known_fees(self) -> "Settings":
        fault = find_calendar_fault(self.fees, self.calendar)
        if fault is not None:
            raise ValueError(fault)
        return self

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems whose files may be in the inbox; an id without a system is of the first."""
        return (self.system, *self.other_systems)

    @property
    def own_accounts(self) -> frozenset[str]:
        """The bank accounts that are known to be the club's; none if nobody has named any."""
        of_kids = {kid.account for kid in self.kid if kid.account}
        drawn_to = {self.direct_debit.account} if self.direct_debit else set()
        return frozenset(self.bank_accounts) | of_kids | drawn_to

    @property
    def accounts(self) -> dict[str, FeeType]:
        """Income account -> the fee type of its claims."""
        return {account: FEES[word] for account, word in self.fee_words.items()}


class Club:
    """One club's folder, and the paths of its books, files and reports."""

    def __init__(self, house: Path, slug: str) -> None:
        self.house = house
        self.slug = slug
        self.folder = house / "data" / "clubs" / slug
        self.database = self.folder / "club.db"
        self.inbox = self.folder / "inbox"
        self.received = self.folder / "received"
        self.outbox = self.folder / "outbox"  # what the file gateway was given
        self.post = self.folder / "post"  # replies and reports that have come
        self.reports = house / "reports" / slug

    @contextmanager
    def lock(self, name: str = ".lock") -> Iterator[None]:
        """Hold a lock of the club's; the operating system frees it when the process ends in any
        way.

        Raises UsageError while another process holds it, OSError if it is not a regular file.
        """
        path = self.folder / name
        # do not follow a link, nor wait for a pipe, in place of the file
        flags = os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(path, flags, 0o600)) as lock_file:
            if not S_ISREG(os.fstat(lock_file.fileno()).st_mode):
                raise FileExistsError(EEXIST, "no file", str(path))
            try:
                fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UsageError(
                    f"{self.slug}: en kjøring er allerede i gang; vent til den er ferdig."
                ) from error
            yield

    def settings(self) -> Settings:
        """Read `club.toml`; raises UsageError that names the key and its value if one is wrong."""
        path = self.folder / "club.toml"
        try:
            return read_settings(Settings, path, f"{self.slug}: club.toml")
        except FileNotFoundError as error:
            raise UsageError(f"{self.slug}: club.toml mangler i {self.folder}; lag den.") from error


def list_inbox(club: Club) -> list[Path]:
    """Return the files in a club's inbox and in the folders in it, sorted by name.

    Raises UsageError if it has none, or files in a folder of such a folder.
    """
    entries = list_folder(club.inbox)
    paths = [path for path in entries if path.is_file()]
    for folder in (path for path in entries if path.is_dir()):
        for path in list_folder(folder):
            if path.is_file():
                paths.append(path)
            elif path.is_dir() and list_folder(path):
                name = mask(visible(f"{folder.name}/{path.name}"))
                raise UsageError(
                    f"{club.slug}: mappen {name} ligger for dypt i innboksen til å leses; legg "
                    f"filene i den rett i innboksen, eller {TAKE_OUT}."
                )
    if not paths:
        raise UsageError(
            f"{club.slug}: mappen {club.inbox} er tom; legg ukens eksporter der og kjør på nytt."
        )
    return sorted(paths)


def list_folder(folder: Path) -> list[Path]:
    """Return what is in a folder, without what programs leave there; "~$" is Excel's mark on a file
    that is open."""
    return [path for path in folder.glob("[!.~]*") if path.name.lower() not in LITTER]


def name_in_inbox(club: Club, path: Path) -> str:
    """Return a file's name, with its folder in the inbox if it is in one."""
    is_inside = path.is_relative_to(club.inbox)
    return str(path.relative_to(club.inbox)) if is_inside else path.name


def home() -> Path:
    """Return the house, as an absolute path; raises UsageError when there is none."""
    chosen = os.environ.get("WORKBENCH_HOME")
    here = Path.cwd()
    for folder in [Path(chosen)] if chosen else [here, *here.parents]:
        if (folder / "data" / "policies").is_dir():
            return folder.resolve()
    raise UsageError(
        f"{chosen or here}: fant ikke data/policies her eller over; gå til arbeidsbenkens mappe."
    )


def club_slugs(house: Path) -> list[str]:
    """Return the slugs of the clubs in the house, sorted."""
    folder = house / "data" / "clubs"
    if not folder.is_dir():
        return []
    return sorted(
        path.name for path in folder.iterdir() if path.is_dir() and SLUG.fullmatch(path.name)
    )


def find_club(house: Path, slug: str) -> Club:
    """Return the club; raises UsageError if `slug` has another form or there is no such club."""
    if not SLUG.fullmatch(slug):
        raise UsageError(
            f"{slug!r} er ikke et gyldig klubbnavn; bruk mappens navn under data/clubs, "
            "med små bokstaver, tall og bindestrek."
        )
    club = Club(house, slug)
    is_inside = club.folder.resolve().parent == (house / "data" / "clubs").resolve()
    if not club.folder.is_dir() or not is_inside:
        slugs = ", ".join(club_slugs(house)) or "ingen; lag en med «workbench demo»"
        raise UsageError(f"{slug!r}: klubben finnes ikke; kjente klubber er {slugs}.")
    return club
