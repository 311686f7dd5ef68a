"""Frames to tables and back: dtypes, missing values and text survive."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlite_utils import Database

from workbench.model import frames
from workbench.store import events, migrations, records
from workbench.store.connection import write


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return migrations.open_database(tmp_path / "club.db", migrations.club)


def put(db: Database, noun: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = frames.build(noun, rows)
    with write(db), events.event(db, "import", date(2026, 11, 22), who="kari") as event_id:
        records.write_rows(db, noun, frame, event_id)
    return frame


def test_a_frame_comes_back_as_it_went(db):
    members = put(
        db,
        "members",
        [
            {"member_id": "k:1", "last_name": "Null", "born_on": date(2012, 2, 29), "status": "a"},
            {"member_id": "k:2", "postcode": "0150", "phone": "+4740000001", "status": "left"},
        ],
    )

    pd.testing.assert_frame_equal(records.read(db, "members"), members)


def test_a_missing_amount_stays_missing_and_the_others_whole(db):
    put(db, "claims", [{"claim_id": "a", "amount_ore": None}, {"claim_id": "b", "amount_ore": 1}])

    back = records.read(db, "claims")["amount_ore"]
    assert back.isna().tolist() == [True, False]
    assert back[1] == 1


def test_a_known_key_is_replaced_and_a_flag_survives(db):
    row = {"claim_id": "a", "liable_party": "member", "basis": "b", "incurred_as_minor": True}
    put(db, "liabilities", [row])

    put(db, "liabilities", [{**row, "basis": "c"}])

    assert frames.records(records.read(db, "liabilities")) == [
        {**row, "basis": "c", "liable_member_id": None}
    ]
