from datetime import date

import pandas as pd
import pytest

from workbench.model import frames

PAYMENT = {"payment_id": "p", "kid": "0017", "amount_ore": 1, "paid_on": date(2026, 2, 1)}


def test_records_are_plain_values_and_none_where_missing():
    rows = frames.records(frames.build("payments", [PAYMENT, {"payment_id": "q"}]))

    assert rows[0] == {**dict.fromkeys(rows[0]), **PAYMENT}
    assert rows[1] == {**dict.fromkeys(rows[1]), "payment_id": "q"}
    assert type(rows[0]["paid_on"]) is date
    assert type(rows[0]["amount_ore"]) is int


@pytest.mark.parametrize("name", frames.SHAPES)
def test_every_frame_can_be_empty_and_keeps_its_dtypes(name):
    frame = frames.empty(name)

    assert {c: str(d) for c, d in frame.dtypes.items()} == dict(frames.SHAPES[name].columns)
    assert frames.records(frame) == []


@pytest.mark.parametrize("name", frames.SHAPES)
def test_days_and_sums_are_named_for_what_they_are(name):
    for column, dtype in frames.SHAPES[name].columns.items():
        assert (dtype == frames.DAY) == column.endswith(("_on", "_since"))
        assert dtype == frames.INT or not column.endswith("_ore")


@pytest.mark.parametrize("payment_id", ["p", None])
def test_a_repeated_or_missing_key_is_refused(payment_id):
    with pytest.raises(ValueError, match="payments: the key"):
        frames.build("payments", [PAYMENT, {**PAYMENT, "payment_id": payment_id}])


def test_sums_as_floats_are_refused():
    frame = frames.build("payments", [PAYMENT])

    with pytest.raises(ValueError, match=r"amount_ore.*float64"):
        frames.check("payments", frame.assign(amount_ore=pd.Series([1.0])))
