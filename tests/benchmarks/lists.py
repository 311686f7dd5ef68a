"""Clean lists of invented people, as large as one likes and always the same."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from workbench.demo.export_files import headings
from workbench.demo.households import GROUPS
from workbench.demo.name_lists import BOYS, GIRLS, LAST, PLACES, STREETS
from workbench.demo.table_files import write_xlsx

MEMBER_HEADINGS = [*headings("Medlemsliste fra KlubbAdmin")]
NARROW = ("PersonId", "Fornavn", "Etternavn", "Tlf. mobil", "E-post", "Postnr", "Fødselsdato",
          "Gren/Gruppe")  # fmt: skip


def members(count: int) -> Iterator[list[str]]:
    """Make rows of KlubbAdmin's member list in which every cell can be read."""
    rng = Random(20261122)
    for number in range(count):
        first, last = rng.choice(BOYS + GIRLS), rng.choice(LAST)
        place, phone = rng.choice(PLACES), f"{number * 7 % 1_000_000:06d}"
        born = f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.randint(1950, 2018)}"
        yield [
            str(1_000_000 + number),
            first,
            last,
            f"+47 94 {phone[:2]} {phone[2:4]} {phone[4:]}",
            f"post{number}@example.org",
            f"{rng.choice(STREETS)} {rng.randint(1, 99)}",
            place[1],
            place[0],
            born,
            rng.choice("MK"),
            f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.randint(2019, 2025)}",
            "Aktiv",
            rng.choice(GROUPS),
            "",
        ]


def write_csv(path: Path, count: int, headings: Sequence[str] = MEMBER_HEADINGS) -> Path:
    """Write the list as text with semicolons, with the columns of the headings given."""
    at = [MEMBER_HEADINGS.index(heading) for heading in headings]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(";".join(headings) + "\r\n")
        file.writelines(";".join(row[n] for n in at) + "\r\n" for row in members(count))
    return path


def write_sheet(path: Path, count: int) -> Path:
    """Write the same list as a spreadsheet."""
    write_xlsx(path, {"Medlemmer": [MEMBER_HEADINGS, *members(count)]})
    return path
