"""An autumn of a club that sends its own invoices: who is on the list is invoiced once, and right.

The sums are worked out here from what is true of the people, not from the workbench's rules.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.houses import furnish
from tests.office.fee_club import FEES, FeeClub
from tests.one_claim import PAID, SLUG
from tests.writing import write_event
from workbench import office
from workbench.model.errors import UsageError
from workbench.office.day import day_of
from workbench.office.invoicing import make_invoices
from workbench.office.tasks import tasks_of

FIRST, WEEKS = date(2026, 9, 7), 14
OWN = FEES + 'soskenrabatt = { prosent = 10 }\navkorting = "maaned"\n'
CLUB_FEE, SKIING = "Medlemskontingent høst 2026", "Treningsavgift ski høst 2026"
WHOLE, MONTHS, LAST_MONTH = 1200, 6, 12
PAYS, COMES, LEAVES, CORRECTED = 0.15, 0.6, 0.3, 0.3  # in a week


@dataclass(eq=False)
class Skier:
    """Somebody on the list; `home` is a child's parent, by number."""

    number: int
    born_on: date
    home: int
    since: date | None  # the first list; None: the club's first
    is_sibling: bool = False
    left_on: date | None = None
    corrected_on: date = date.min  # a birth date: it is asked about, and confirmed that day

    @property
    def row(self) -> str:
        left = f"{self.left_on:%d.%m.%Y}" if self.left_on else ""
        name = f"{self.number};Ski{self.number};Li{self.home};{self.born_on:%d.%m.%Y}"
        return f"{name};412{self.home:05d};hjem{self.home}@example.org;Ski;{left}"

    def owes(self) -> dict[str, int]:
        """Return title -> kroner."""
        kroner = WHOLE * 9 // 10 if self.is_sibling else WHOLE
        left = LAST_MONTH + 1 - self.since.month if self.since else MONTHS
        age = FIRST.year - self.born_on.year
        return {CLUB_FEE: 600 if age >= 13 else 300, SKIING: kroner * left // MONTHS}


class Autumn:
    """The people of the club, and what went wrong with their invoices."""

    def __init__(self, seed: int, club: FeeClub) -> None:
        self.rng, self.club, self.day = Random(f"fees {seed}"), club, FIRST
        self.people: list[Skier] = []
        self.faults: list[str] = []
        self.counts: Counter[str] = Counter()
        self.kept: dict[tuple[int, str], int] = {}  # what was paid on, and its kroner
        for _ in range(8):
            self.enrol(20, 60)
            self.enrol(6, 11)
            self.enrol(6, 11, self.people[-1].home)
            self.enrol(11, 14)

    def enrol(self, youngest: int, oldest: int, home: int = 0) -> None:
        """Put somebody on the list from this Monday on; with a home, beside a child of it."""
        number = 101 + len(self.people)
        born_on = date(FIRST.year - self.rng.randint(youngest, oldest), 1 + number % 12, 10)
        since = self.day if self.day > FIRST else None
        others = [p for p in self.people if home and p.home == home and p.born_on > born_on]
        is_elder = since is None and bool(others)
        for other in others if is_elder else ():
            other.is_sibling = True
        self.people.append(
            Skier(number, born_on, home or number, since, bool(home) and not is_elder)
        )

    def live(self) -> None:
        """Let a week bring somebody, take somebody, and correct a birth date."""
        happens, rng = self.rng.random, self.rng
        if happens() < COMES:
            kind = rng.choice([(20, 60), (6, 11), (6, 11, rng.choice(self.children()).home)])
            self.enrol(*kind)
            self.counts["comes"] += 1
        staying = [p for p in self.people if not p.left_on]
        if happens() < LEAVES:
            rng.choice(staying).left_on = self.day - timedelta(days=rng.randint(0, 3))
            self.counts["leaves"] += 1
        alone = [p for p in self.children() if p in staying and self.is_alone(p)]
        if happens() < CORRECTED and alone:
            person = rng.choice(alone)
            person.born_on = person.born_on.replace(year=FIRST.year - rng.choice((12, 13)))
            person.corrected_on = self.day
            self.counts["corrected"] += 1

    def children(self) -> list[Skier]:
        return [p for p in self.people if p.born_on.year > FIRST.year - 18 and not p.left_on]

    def is_alone(self, person: Skier) -> bool:
        return sum(p.home == person.home for p in self.people) == 1

    def invoice(self) -> None:
        """Read the list, make what is proposed, and let some pay."""
        club = self.club
        club.go_to(self.day)
        club.put("spoortz_personer", *(person.row for person in self.people))
        if self.day == FIRST:  # from now on the club has no other claims than its own
            club.put("spoortz_giroer", PAID.format(n=next(club.numbers)))
        office.import_inbox(club.desk, self.day)
        self.confirm()
        try:
            make_invoices(club.desk, self.day)
        except UsageError as error:
            assert "ingen fakturaer" in str(error)
        self.judge()
        self.pay()

    def confirm(self) -> None:
        """Say that a corrected birth date is right."""
        with day_of(self.club.desk, self.day) as day:
            keys = [t.key for t in tasks_of(day).standing if t.key.startswith("unread_row:doubt:")]
        if keys:
            office.answer_tasks(self.club.desk, keys, self.day, answer="confirmed")
            self.counts["confirmed"] += len(keys)

    def live_claims(self) -> list[dict[str, object]]:
        rows = self.club.desk.db["claims"].rows
        return [
            row
            for row in rows
            if row["claim_id"].startswith("faktura:") and row["status"] == "open"
        ]

    def judge(self) -> None:
        claims = self.live_claims()
        kids = Counter(row["kid"] for row in claims)
        assert max(kids.values()) == 1
        for person in self.people:
            own = [row for row in claims if row["member_id"] == f"spoortz:{person.number}"]
            for title, kroner in person.owes().items():
                sums = [row["amount_ore"] // 100 for row in own if row["title"] == title]
                kroner = self.kept.get((person.number, title), kroner)
                may_differ = person.left_on is not None or person.corrected_on == self.day
                if sums != [kroner] and not (may_differ and len(sums) <= 1):
                    self.faults.append(f"{self.day} {person}: {title} {sums}, not {kroner}")
            if person.left_on and any(row["issued_on"] > str(person.left_on) for row in own):
                self.faults.append(f"{self.day} {person}: invoiced after leaving")

    def pay(self) -> None:
        """Let some pay an invoice: what was paid on is never changed without a question."""
        for row in self.live_claims():
            key = (int(str(row["member_id"]).partition(":")[2]), str(row["title"]))
            if key not in self.kept and self.rng.random() < PAYS:
                self.kept[key] = int(str(row["amount_ore"])) // 100
                paid = {"payment_id": f"p{row['kid']}", "kid": row["kid"], "source": "ocr"}
                paid |= {"amount_ore": row["amount_ore"], "paid_on": self.day}
                write_event(self.club.desk.db, {"payments": [paid]}, self.day)
                self.counts["paid"] += 1


def test_who_is_on_the_list_is_invoiced_once_and_for_the_right_sum(seed, tmp_path, monkeypatch):
    furnish(tmp_path)
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    monkeypatch.setenv("WORKBENCH_TODAY", FIRST.isoformat())
    club = FeeClub(
        tmp_path / "data" / "clubs" / SLUG,
        lambda day: monkeypatch.setenv("WORKBENCH_TODAY", day.isoformat()),
    )
    club.set_fees(OWN)
    path = club.home / "club.toml"
    text = path.read_text("utf-8")
    text = text.replace("modulus = 10", "modulus = 10\nkunde = [1, 5]\nfaktura = [6, 11]", 1)
    path.write_text("egne_fakturaer = true\n" + text, "utf-8")
    club.desk = office.open_desk(SLUG)
    autumn = Autumn(seed, club)

    for week in range(WEEKS):
        autumn.day = FIRST + timedelta(weeks=week)
        if week:
            autumn.live()
        autumn.invoice()

    assert not autumn.faults, "\n".join([str(autumn.counts), *autumn.faults])
