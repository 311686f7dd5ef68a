"""What comes in that is wrong: a row of data for each way, made out of honest files.

A row names the case of the list D1-D14, which of a club's files is wrong, the columns it must have,
and the change. It is tried for every system whose file has those columns, in each of its weeks. A
week in which nothing that the club has sent could tell is left out, and the row says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.judge import changes as c
from tests.judge.cells import read_cells, write_cells
from tests.judge.columns import SYSTEMS
from tests.judge.ocr import beside_mandates, latest_day_ahead, with_plain_line_ends
from tests.judge.tables import Table, read_day, read_ore, write_ore
from tests.judge.weeks import Clubs, ClubWeek, Files

BOTH = (1, 2)
SECOND = (2,)  # only the books can tell: the file agrees with itself
SUMS = ("amount", "paid", "outstanding")
Whole = Callable[[Clubs, ClubWeek], Files]


@dataclass(frozen=True)
class Situation:
    """One way in which a club's files are wrong."""

    case: str
    name: str
    role: str = ""  # of the file that is changed; with "*" all of that role
    needs: str = ""  # columns
    change: c.Change | None = None
    in_bytes: Callable[[bytes], bytes] | None = None  # of the bank's file
    whole: Whole | None = None  # makes all files of the week
    weeks: tuple[int, ...] = BOTH
    systems: str = " ".join(SYSTEMS)
    weeks_of: str = ""  # systems whose first week can tell it, where `weeks` is the second alone

    def fits(self, club: ClubWeek) -> bool:
        """Return whether the club has such a file, in a week that can tell."""
        is_week = club.week in self.weeks or club.name in self.weeks_of.split()
        if club.name not in self.systems.split() or not is_week:
            return False
        if self.whole:
            return True
        names = club.names(self.role.rstrip("*"))
        if self.in_bytes:
            return bool(names)
        return bool(names) and all(map(club.table(names[0]).has, self.needs.split()))

    def files(self, clubs: Clubs, club: ClubWeek) -> Files:
        """Return the week's files with the wrong one among them."""
        if self.whole:
            return self.whole(clubs, club)
        files = dict(club.files)
        for name in self.names(club):
            files[name] = self.changed(club, name)
        return files

    def names(self, club: ClubWeek) -> list[str]:
        """Return the files that are changed: the club's own list before those of its groups."""
        names = club.names(self.role.rstrip("*"))
        if self.role.endswith("*"):
            return names
        return [next((name for name in names if "klubb" in name), names[0])]

    def changed(self, club: ClubWeek, name: str) -> bytes:
        if self.in_bytes:
            return self.in_bytes(club.files[name])
        table = club.table(name)
        if self.change:
            self.change(table)
        return write_cells(table.export)


S = Situation


# ------------------------------------------------------------------ changes of this list alone


def dated_but_unpaid(table: Table) -> None:
    """Let what is paid keep its day alone."""
    for row in [row for row in table.rows if table.is_paid(row)]:
        day = row[table.at("paid_on")]
        c.unpay(table, row)
        row[table.at("paid_on")] = day


def total_in_two_cells(table: Table) -> None:
    """Put a sum with a word before it below the records, where names and amounts stand."""
    row = [None] * len(table.export.headings)
    for kind in ("name", "recipient", "person", "title"):
        if table.has(kind):
            row[table.at(kind)] = "Totalt"
            break
    at = table.at("amount" if table.has("amount") else "outstanding")
    total = sum(c.total_of(table, each) or 0 for each in table.rows)
    row[at] = write_ore(total, table.rows[0][at])
    table.export.rows.append(row)


def a_month_old(table: Table) -> None:
    """Show the claims as they were 30 days before: newer ones are not made, nor newer payments."""
    made_on = date(2026, 10, 23)
    gone = []
    for row in table.rows:
        due = read_day(row[table.at("due")])
        issued = read_day(row[table.at("issued")]) if table.has("issued") else None
        paid = read_day(row[table.at("paid_on")]) if table.has("paid_on") else due
        if issued and issued > made_on:
            gone.append(row)
        elif table.is_paid(row) and paid and paid > made_on:
            c.unpay(table, row)
    table.delete(gone)


def old_claims_without_payments(clubs: Clubs, club: ClubWeek) -> Files:
    """Return last week's list of claims under a new name, without this week's payments."""
    files = dict(club.files)
    before = clubs.club(club.name, 1)
    for role in ("claims", "report"):
        for name in club.names(role):
            table = before.table(name)
            table.export.rows[table.export.header_at + 1 :] = table.rows[::-1]
            files[name.replace(".", " (1).")] = write_cells(table.export)
            del files[name]
    for role in ("payments", "ocr"):
        for name in club.names(role):
            del files[name]
    return files


def of_another_club(clubs: Clubs, club: ClubWeek) -> Files:
    """Return another club's files, with its name in a column."""
    name, files = clubs.other_club(club.name)
    made = {}
    for file, content in files.items():
        role = club.system.role_of(file)
        if role in ("claims", "members") and file in club.files:
            table = Table(read_cells(content), club.system, role)
            c.add("Klubb", name)(table)
            content = write_cells(table.export)
        made[file] = content
    return made


def one_file_of_another_club(clubs: Clubs, club: ClubWeek) -> Files:
    """Return the club's own files, but for the claims: another club's, with its number."""
    name, files = clubs.other_club(club.name)
    made = dict(club.files)
    [file] = club.names("claims")
    table = Table(read_cells(files[file]), club.system, "claims")
    c.add("Klubbnavn", name)(table)
    made[file] = write_cells(table.export)
    return made


def one_line_fewer(clubs: Clubs, club: ClubWeek) -> Files:
    """Let an open order of several lines lose its last one."""
    files = dict(club.files)
    role = "report" if club.name == "klubbadmin" else "claims"
    [name] = club.names(role)
    table, claims = club.table(name), club.table(club.names("claims")[0])
    open_orders = {str(row[claims.at("order")]) for row in claims.rows if claims.is_open(row)}
    lines: dict[str, list[list[object]]] = {}
    for row in table.rows:
        lines.setdefault(str(row[table.at("order")]), []).append(row)
    order = next((o for o, rows in lines.items() if len(rows) > 1 and o in open_orders), None)
    if order is None:
        return files
    table.delete(lines[order][-1:])
    files[name] = write_cells(table.export)
    if club.name == "klubbadmin":
        [row] = claims.rows_by(order=order)
        amount, count = read_ore(row[claims.at("amount")]) or 0, len(lines[order])
        row[claims.at("amount")] = write_ore(
            amount * (count - 1) // count, row[claims.at("amount")]
        )
        files[club.names("claims")[0]] = write_cells(claims.export)
    return files


def merged_persons(clubs: Clubs, club: ClubWeek) -> Files:
    """Let the system merge two of a person's numbers: both lines of an order, and the list."""
    files = dict(club.files)
    [name] = club.names("report")
    report, claims = club.table(name), club.table(club.names("claims")[0])
    open_orders = {str(row[claims.at("order")]) for row in claims.rows if claims.is_open(row)}
    at = report.at("person")
    old = next(row[at] for row in report.rows if str(row[report.at("order")]) in open_orders)
    tables = {n: club.table(n) for n in [name, *club.names("members")]}
    for file, table in tables.items():
        cells = table.column("person")
        new = type(old)(int(old) + 7)
        table.put("person", [new if str(cell) == str(old) else cell for cell in cells])
        files[file] = write_cells(table.export)
    return files


WRONG_NAMES = ("#REF!", "12.03.2014", "41234567", "kari@example.org")
SITUATIONS = (
    # what this source had called paid
    S("D1", "status of all paid set to open", "claims", "status", c.reset()),
    S("D1", "status of half the paid set to open", "claims", "status", c.reset(every=2)),
    S("D1", "status of seven paid set to open", "claims", "status", c.reset(every=30)),
    S("D1", "status of the paid blank", "claims", "status", c.reset(word="")),
    S("D1", "status of the paid «Ubetalt»", "claims", "status", c.reset(word="Ubetalt")),
    S("D1", "all paid made unpaid in every column", "claims", "status", c.reset_wholly(),
      weeks=SECOND, weeks_of="klubbadmin spond hoopit"),
    S("D1", "every fifth paid made unpaid in every column", "claims", "status",
      c.reset_wholly(every=5), weeks=SECOND),
    S("D1", "what was credited is open", "claims", "status",
      lambda t: c.status_word_of("cancelled", t.system.open)(t), weeks=SECOND),
    # one row says both
    S("D2", "a day of payment, nothing paid", "claims", "status paid_on", dated_but_unpaid),
    S("D2", "paid column blank", "claims", "paid", c.blank("paid")),
    S("D2", "half of the paid column blank", "claims", "paid", c.blank("paid", every=2)),
    S("D2", "paid column a row down", "claims", "paid", c.shift("paid")),
    S("D2", "status column a row down", "claims", "status", c.shift("status")),
    S("D2", "status column a row up", "claims", "status", c.shift("status", by=-1)),
    S("D2", "outstanding column a row down", "claims", "outstanding", c.shift("outstanding")),
    S("D2", "day of payment a row down", "claims", "paid_on", c.shift("paid_on")),
    S("D2", "status, sum and day paid a row down", "claims", "status",
      c.shift("status", "paid", "outstanding", "paid_on"), weeks=SECOND),
    S("D2", "amount and paid exchanged", "claims", "amount paid", c.swap("amount", "paid")),
    S("D2", "paid and outstanding exchanged", "claims", "paid outstanding",
      c.swap("paid", "outstanding")),
    S("D2", "amount and outstanding exchanged", "claims", "amount outstanding",
      c.swap("amount", "outstanding")),
    S("D2", "paid sums in Bilagsrapporten a row down", "report", "paid", c.shift("paid")),
    # facts of known claims change in many rows
    S("D3", "all sums in øre", "claims", "", c.scale(*SUMS)),
    S("D3", "all sums without their comma", "claims", "", c.lose_comma(*SUMS)),
    S("D3", "amount in øre", "claims", "amount", c.scale("amount")),
    S("D3", "outstanding in øre", "claims", "outstanding", c.scale("outstanding")),
    S("D3", "paid sums a hundredth", "claims", "paid", c.scale("paid", by=0.01)),
    S("D3", "amounts a row down", "claims", "amount", c.shift("amount")),
    S("D3", "due days a row down", "claims", "due", c.shift("due"), weeks=SECOND,
      weeks_of="klubbadmin tryggivann annet"),
    S("D3", "due days sorted alone", "claims", "due issued", c.sort_alone("due")),
    S("D3", "due days 40 days earlier", "claims", "due", c.days_moved("due", -40), weeks=SECOND,
      weeks_of="klubbadmin spoortz tryggivann annet"),
    S("D3", "day and month of due days turned", "claims", "due", c.turned("due")),
    S("D3", "day and month of all days turned", "claims", "due",
      c.turned("due", "issued", "paid_on"), weeks=SECOND, weeks_of="klubbadmin spoortz annet"),
    S("D3", "a slip in every ninth due day", "claims", "due", c.one_digit("due", 9),
      weeks=SECOND),
    S("D3", "KIDs a row down", "claims", "kid", c.shift("kid"), weeks=SECOND),
    S("D3", "KIDs dragged as a series", "claims", "kid", c.drag("kid")),
    S("D3", "KIDs shown as Excel shows numbers", "claims", "kid", c.as_float("kid")),
    S("D3", "KIDs in Bilagsrapporten shown as Excel shows numbers", "report", "kid",
      c.as_float("kid")),
    S("D3", "member numbers of claims a row down", "claims", "person recipient",
      c.shift("person")),
    S("D3", "member numbers in Bilagsrapporten a row down", "report", "person",
      c.shift("person")),
    S("D3", "member numbers of claims dragged as a series", "claims", "person recipient",
      c.drag("person")),
    S("D3", "names of claims a row down", "claims", "name", c.shift("name"), weeks=SECOND),
    S("D3", "claim numbers a row down", "claims", "order", c.shift("order"), weeks=SECOND),
    S("D3", "member numbers of the list a row down", "members", "person", c.shift("person")),
    S("D3", "birth dates a row down", "members", "born", c.shift("born"), weeks=SECOND),
    S("D3", "phones a row down", "members", "phone", c.shift("phone"), weeks=SECOND),
    S("D3", "e-mails a row down", "members", "email", c.shift("email"), weeks=SECOND),
    S("D3", "phones and e-mails of guardians a row down", "members", "guardian_phone",
      c.shift("guardian_phone", "guardian_email"), weeks=SECOND),
    S("D3", "one phone dragged down all rows", "members", "phone", c.same("phone")),
    # days that cannot be
    S("D4", "due before issued", "claims", "due issued", c.move_before("due", "issued", 20)),
    S("D4", "every tenth due before issued", "claims", "due issued",
      c.move_before("due", "issued", 20, every=10)),
    S("D4", "due a year too early in every fifth row", "claims", "due issued",
      c.days_moved("due", -365, every=5)),
    S("D4", "due in three years", "claims", "due", c.days_moved("due", 3 * 365)),
    S("D4", "issued in the future", "claims", "issued", c.days_moved("issued", 400)),
    S("D4", "born in the future", "members*", "born", c.set_days("born", date(2028, 5, 1))),
    S("D4", "paid in the future", "claims", "paid_on", c.days_moved("paid_on", 700)),
    # one column, two formats
    S("D5", "1250.50 and 1.250 in one column", "claims", "amount", c.mix_formats("amount")),
    S("D5", "1250.50 and 1.250 in the paid column", "claims", "paid", c.mix_formats("paid")),
    S("D5", "400.000 with three decimals", "claims", "amount", c.three_decimals("amount")),
    S("D5", "outstanding with three decimals", "claims", "outstanding",
      c.three_decimals("outstanding")),
    S("D5", "due days in US order", "claims", "due", c.us_order("due")),
    S("D5", "all days of claims in US order", "claims", "due",
      c.us_order("due", "issued", "paid_on")),
    S("D5", "days of payment in US order", "payments", "paid_on", c.us_order("paid_on")),
    S("D5", "birth dates in US order", "members*", "born", c.us_order("born")),
    S("D5", "days of leaving in US order", "members*", "left", c.us_order("left")),
    # formulas without a value
    S("D6", "status is a formula", "claims", "status", c.formulas("status")),
    S("D6", "paid is a formula", "claims", "paid", c.formulas("paid")),
    S("D6", "paid in Bilagsrapporten is a formula", "report", "paid", c.formulas("paid")),
    S("D6", "amount is a formula", "claims", "amount", c.formulas("amount")),
    S("D6", "outstanding is a formula", "claims", "outstanding", c.formulas("outstanding")),
    S("D6", "due is a formula", "claims", "due", c.formulas("due")),
    S("D6", "day of payment is a formula", "claims", "paid_on", c.formulas("paid_on")),
    S("D6", "payments are formulas", "payments", "amount", c.formulas("amount")),
    S("D6", "day of leaving is a formula", "members*", "left", c.formulas("left")),
    S("D6", "end of agreements is a formula", "holds", "end", c.formulas("end")),
    # words
    S("D7", "open is «Ikke betalt»", "claims", "status", c.status_word_of("open", "Ikke betalt")),
    S("D7", "credited is «Kreditert»", "claims", "status",
      c.status_word_of("cancelled", "Kreditert")),
    S("D7", "credited is «Fryst betaling»", "claims", "status",
      c.status_word_of("cancelled", "Fryst betaling")),
    S("D7", "paid is «Gjort opp»", "claims", "status", c.status_word_of("paid", "Gjort opp")),
    S("D7", "paid is an unknown word", "claims", "status", c.status_word_of("paid", "Klart da")),
    S("D7", "unknown words in half of the rows", "claims", "status",
      c.status_words("Sjekk", "Se notat", "?")),
    S("D7", "the same words in all rows", "claims", "status", c.status_words("Aktiv", every=1)),
    S("D7", "agreements under unknown words", "holds", "hold", c.texts("hold", ("Pause",), 1)),
    # headings
    S("D8", "no status of claims", "claims", "status", c.drop("status")),
    S("D8", "no day of payment", "claims", "paid_on", c.drop("paid_on")),
    S("D8", "no paid sum", "claims", "paid", c.drop("paid")),
    S("D8", "no outstanding sum", "claims", "outstanding", c.drop("outstanding")),
    S("D8", "no status of members", "members*", "member_status", c.drop("member_status")),
    S("D8", "no day of leaving", "members*", "left", c.drop("left")),
    S("D8", "no birth dates", "members*", "born", c.drop("born")),
    S("D8", "no guardians' phones", "members*", "guardian_phone", c.drop("guardian_phone")),
    S("D8", "status under a heading that nobody reads", "claims", "status",
      c.rename("status", "Tilstand hos oss")),
    S("D8", "paid under a heading that nobody reads", "claims", "paid",
      c.rename("paid", "Kr inn")),
    S("D8", "leaving under a heading that nobody reads", "members*", "left",
      c.rename("left", "Sluttet")),
    S("D8", "end of agreements under a heading that nobody reads", "holds", "end",
      c.rename("end", "T.o.m. dag")),
    S("D8", "start and end of agreements exchanged", "holds", "start end",
      c.swap("start", "end")),
    S("D8", "joined and left exchanged", "members*", "joined left", c.swap("joined", "left")),
    S("D8", "issued and due exchanged", "claims", "issued due", c.swap("issued", "due")),
    # another club
    S("D9", "another club's files, its name in a column", whole=of_another_club),
    S("D9", "another club's claims, its name in a column", whole=one_file_of_another_club),
    # totals and names
    S("D10", "a total in two cells", "claims", "", total_in_two_cells),
    S("D10", "names of claims are digits, days and #REF!", "claims", "name",
      c.texts("name", WRONG_NAMES)),
    S("D10", "recipients are digits, days and #REF!", "claims", "recipient",
      c.texts("recipient", WRONG_NAMES)),
    S("D10", "first names are digits, days and #REF!", "members*", "first",
      c.texts("first", WRONG_NAMES)),
    S("D10", "last names are #REF!", "members*", "last", c.texts("last", ("#REF!",), 1)),
    # old files
    S("D11", "claims a month old", "claims", "due", a_month_old, weeks=BOTH),
    S("D11", "last week's claims under a new name, no payments",
      whole=old_claims_without_payments, weeks=SECOND),
    # merged and vanished
    S("D13", "an order with a line fewer", whole=one_line_fewer, weeks=SECOND,
      systems="klubbadmin tryggivann"),
    S("D13", "two numbers of a person merged", whole=merged_persons, weeks=SECOND,
      systems="klubbadmin"),
    # the bank's file
    S("D14", "latest day of the bank's file a week ahead", "ocr", in_bytes=latest_day_ahead),
    S("D14", "AvtaleGiro assignments in the bank's file", "ocr", in_bytes=beside_mandates),
    S("D14", "plain line ends in the bank's file", "ocr", in_bytes=with_plain_line_ends),
)  # fmt: skip
