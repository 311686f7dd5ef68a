"""How fresh each source is, from the log of files alone."""

from datetime import date

from workbench.model import frames
from workbench.register.freshness import freshness

AS_OF = date(2026, 11, 22)


def log(*rows: tuple[str, str, str, date]) -> object:
    columns = ("name", "title", "scope", "imported_on")
    return frames.build(
        "files",
        [{"sha256": str(n), **dict(zip(columns, row, strict=True))} for n, row in enumerate(rows)],
    )


def test_the_last_file_of_each_kind_and_scope_counts_the_oldest_first():
    files = log(
        ("ski1.xlsx", "Medlemsliste", "Ski", date(2026, 11, 15)),
        ("ski2.xlsx", "Medlemsliste", "Ski", AS_OF),
        ("turn1.xlsx", "Medlemsliste", "Turn", date(2026, 11, 15)),
        ("krav.csv", "Krav", "", date(2026, 11, 1)),
    )

    found = [(row["name"], row["days"]) for row in freshness(files, AS_OF)]

    assert found == [("krav.csv", 21), ("turn1.xlsx", 7), ("ski2.xlsx", 0)]


def test_what_was_read_after_the_day_is_not_yet_known():
    files = log(("a.csv", "Krav", "", date(2026, 11, 1)), ("b.csv", "Krav", "", AS_OF))

    assert [row["name"] for row in freshness(files, date(2026, 11, 21))] == ["a.csv"]


def test_a_file_from_before_scopes_were_kept_is_a_source_too():
    files = log(("a.csv", "Krav", None, AS_OF))

    assert [(row["scope"], row["newest_on"]) for row in freshness(files, AS_OF)] == [("", None)]
