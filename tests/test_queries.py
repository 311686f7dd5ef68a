"""The named queries: each runs, says what it says, and has what its list shows."""

import re
from pathlib import Path

import pytest

from workbench import office
from workbench.model.errors import UsageError
from workbench.office.day import day_of
from workbench.office.day_lists import list_of
from workbench.reports.lists import LISTS
from workbench.store.books import copy_of
from workbench.store.queries import load, names_of

PACKAGE = Path(office.__path__[0]).parent
FILES = sorted(path for path in PACKAGE.rglob("*.sql") if "-- name:" in path.read_text("utf-8"))
QUERIES = [
    (path, name, getattr(queries, name))
    for path in FILES
    for queries in [load(path)]
    for name in names_of(queries)
]
ALL = pytest.mark.parametrize(
    "query", [query for *_, query in QUERIES], ids=[f"{p.stem}.{name}" for p, name, _ in QUERIES]
)
CTE = re.compile(r"^(\w+)(?: \([\w, ]+\))? AS \(", re.MULTILINE)
TEXT = re.compile(r"'[^']*'")


@pytest.fixture(params=["empty", "demo"])
def desk(request, add_club):
    """The desk of an invented club, with what is in its inbox or with no books yet."""
    add_club("solvik-il")
    desk = office.open_desk("solvik-il")
    if request.param == "demo":
        office.import_inbox(desk, office.parse_as_of(None))
    return desk


def test_every_query_runs(desk):
    with day_of(desk, office.parse_as_of(None)) as day:
        db = copy_of(day.db)
    makers_first = sorted(
        QUERIES, key=lambda found: (not found[1].startswith("lay_"), found[1] == "lay_owed")
    )  # others read what these make
    for _, _, query in makers_first:
        rows = query(db.conn, **dict.fromkeys(query.parameters or (), 1))
        if query.operation.name == "SELECT":
            list(rows)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_the_fields_that_its_columns_show(name, desk):
    with day_of(desk, office.parse_as_of(None)) as day:
        table = list_of(day, name)

    shown = {field for column in table.columns for field in column.field.split()}
    assert shown <= {*table.fields}
    assert len(set(table.fields)) == len(table.fields)
    assert list(table.frame.columns) == [*table.fields]
    assert table.texts == office.show(desk, name).texts
    assert table._repr_html_().count("<tr>") >= 1


def test_every_query_of_the_lists_is_a_list():
    assert {name for path, name, _ in QUERIES if path.stem == "lists"} <= {*LISTS, "worklist"}


@ALL
def test_a_query_uses_all_that_it_names(query):
    sql = TEXT.sub("''", query.sql)
    unused = [name for name in CTE.findall(sql) if len(re.findall(rf"\b{name}\b", sql)) < 2]

    assert unused == []
    assert '"' not in sql  # a misspelt column would be a text


@ALL
def test_no_query_asks_another_within_a_row(query):
    sql = TEXT.sub("''", query.sql)
    lists = re.findall(r"\bSELECT\b(?:(?!\bFROM\b).)*", sql, re.DOTALL)

    assert [part for part in lists if "SELECT" in part.removeprefix("SELECT")] == []
    assert query.__doc__


def test_a_list_that_is_not_there_is_refused_with_those_that_are(desk):
    with pytest.raises(UsageError, match=r"^'kø' er ingen liste; velg en av reminders .*, queue"):
        office.show(desk, "kø")
