"""Frames to tables and back: dtypes, missing values and text survive."""

from datetime import date
from pathlib import Path

import pandas as pd

from workbench.model import frames as shapes
from workbench.store import frames, migrations


def test_a_frame_comes_back_as_it_went(tmp_path: Path):
    db = migrations.open_database(tmp_path / "club.db", migrations.club)
    members = shapes.build(
        "members",
        [
            {"member_id": "k:1", "last_name": "Null", "born_on": date(2012, 2, 29), "status": "a"},
            {"member_id": "k:2", "postcode": "0150", "phone": "+4740000001", "status": "left"},
        ],
    )

    frames.upsert(db, "members", members)

    pd.testing.assert_frame_equal(frames.read(db, "members"), members)


def test_a_missing_amount_stays_missing_and_the_others_whole(tmp_path: Path):
    db = migrations.open_database(tmp_path / "club.db", migrations.club)
    claims = shapes.build(
        "claims", [{"claim_id": "a", "amount_ore": None}, {"claim_id": "b", "amount_ore": 1}]
    )

    frames.upsert(db, "claims", claims)

    back = frames.read(db, "claims")["amount_ore"]
    assert back.isna().tolist() == [True, False]
    assert back[1] == 1


def test_a_known_key_is_replaced_and_a_flag_survives(tmp_path: Path):
    db = migrations.open_database(tmp_path / "club.db", migrations.club)
    row = {"claim_id": "a", "liable_party": "member", "basis": "b", "incurred_as_minor": True}
    frames.upsert(db, "liabilities", shapes.build("liabilities", [row]))

    frames.upsert(db, "liabilities", shapes.build("liabilities", [{**row, "basis": "c"}]))

    assert shapes.records(frames.read(db, "liabilities")) == [
        {**row, "basis": "c", "liable_member_id": None}
    ]
