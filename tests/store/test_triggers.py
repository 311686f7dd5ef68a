"""What follows from the schema, to be read: a wrong trigger would lose a change in silence.

`generated.sql` is one table's triggers and upsert, those of one that is all key, and a table of the
day. Written anew by `pytest tests/store/test_triggers.py --write-golden`.
"""

from pathlib import Path

import pytest

from workbench.model.day_rows import DAY_TABLES
from workbench.model.shapes import FLAG, INT, SCHEMA, SHAPES, STORED, TEXT
from workbench.store import migrations
from workbench.store.triggers import club_schema, statements, table_of, triggers, upsert

GENERATED = Path(__file__).parents[1] / "golden" / "generated.sql"
READ = ("guardians", "calls", "call_claims")


def test_the_generated_statements_are_those_that_were_read(pytestconfig):
    parts = []
    for noun in READ:
        parts += [*triggers(noun, STORED[noun]), upsert(noun, [*STORED[noun].columns])]
    parts.append(table_of("balances", *DAY_TABLES["balances"]))
    text = ";\n\n".join(parts) + ";\n"

    if pytestconfig.getoption("write_golden"):
        GENERATED.write_text(text, "utf-8")
    assert text == GENERATED.read_text("utf-8")


def test_every_logged_table_has_its_three_triggers():
    made = [part.split()[2] for part in club_schema() if part.startswith("CREATE TRIGGER")]

    for noun in STORED:
        assert f"{noun}_added" in made
        assert f"{noun}_not_deleted" in made
        assert {f"{noun}_changed", f"{noun}_not_changed"} & set(made)


@pytest.mark.parametrize("noun", STORED)
def test_shapes_are_as_sqlite_understands_the_schema(noun, tmp_path):
    db = migrations.open_database(tmp_path / "club.db", migrations.club)

    columns = {column.name: column for column in db[noun].columns}

    shape = SHAPES[noun]
    assert [*columns] == [*shape.columns, "event_id"] or set(columns) == {
        *shape.columns,
        "event_id",
    }
    assert tuple(db[noun].pks) == shape.key
    assert db[noun].strict
    for name, dtype in shape.columns.items():
        assert (columns[name].type == "INTEGER") == (dtype in {INT, FLAG}), name


def test_every_column_stands_once_in_the_schema():
    for statement in statements(SCHEMA):
        if statement.startswith("CREATE TABLE"):
            names = [line.split()[0] for line in statement.splitlines()[1:-1]]
            assert len(names) == len(set(names)), statement


def test_a_text_column_that_ends_as_days_do_is_one():
    assert SHAPES["claims"].columns["missing_since"] == "datetime64[us]"
    assert SHAPES["calls"].columns["again_at"] == TEXT
