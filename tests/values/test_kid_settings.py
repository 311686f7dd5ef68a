"""The KID structures of `club.toml`: one table as in most clubs, or several."""

import warnings
from pathlib import Path

import pytest

from workbench.club import Settings
from workbench.model.errors import UsageError
from workbench.model.settings import parse_settings
from workbench.values.kid import KidStructure

EXAMPLE = (Path(__file__).parents[2] / "data" / "example" / "club.toml").read_text("utf-8")
SEVEN, NINE = "lengde = 7\nmodulus = 10\n", "lengde = 9\nmodulus = 11\n"
ACCOUNT = 'konto = "12345678903"\n'


def structures(*tables: str, heading: str = "[[kid]]") -> tuple[KidStructure, ...]:
    before, _, after = EXAMPLE.partition("[kid]")
    kids = "".join(f"{heading}\n{table}" for table in tables)
    text = before + kids + after[after.index("[kontoer]") :]
    return parse_settings(Settings, text.encode(), "club.toml").kid


def test_a_single_table_is_one_structure():
    assert structures(SEVEN, heading="[kid]") == (KidStructure(7, 10),)


def test_several_tables_say_where_the_parts_stand_and_of_which_account_they_are():
    kids = structures(SEVEN + "kunde = [1, 3]\nfaktura = [4, 6]\n", NINE, SEVEN + ACCOUNT)

    assert kids == (
        KidStructure(7, 10, customer=(1, 3), invoice=(4, 6)),
        KidStructure(9, 11),
        KidStructure(7, 10, account="12345678903"),
    )


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ([SEVEN, "lengde = 7\nmodulus = 11\n"], "«kid» må ha én til tre tabeller for hver konto"),
        ([f"lengde = {n}\nmodulus = 10\n" for n in (5, 6, 7, 8)], "«kid» må ha én til tre"),
        ([SEVEN + "kunde = [1, 7]\n"], r"«kid\.kunde» er \[1, 7\], men må være første og siste"),
        ([SEVEN + "faktura = [0, 3]\n"], r"«kid\.faktura» er \[0, 3\]"),
        ([SEVEN + "faktura = [5, 4]\n"], r"«kid\.faktura» er \[5, 4\]"),
        ([SEVEN, "lengde = 9\nmodulus = 12\n"], r"«kid\.1\.modulus» er 12, men må være 10 eller"),
        ([SEVEN + 'konto = "123"\n'], r"«kid\.0\.konto»"),
        (["lengde = 26\nmodulus = 10\n"], r"«kid\.0\.lengde»"),
        ([], "«kid» mangler"),
    ],
)
def test_what_is_wrong_with_a_structure_is_named(tables, fault):
    with pytest.raises(UsageError, match=rf"\Aclub\.toml: {fault}[^\n]+\.\Z"):
        structures(*tables)


def test_a_fault_in_a_single_table_is_named_without_a_number():
    with pytest.raises(UsageError, match=r"«kid\.lengde» mangler"):
        structures("modulus = 10\n", heading="[kid]")


def test_the_settings_of_a_club_are_written_as_one_text():
    """A club's day is kept by it; pydantic warns where it cannot write a field."""
    settings = parse_settings(Settings, EXAMPLE.encode(), "club.toml")

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert '"kid":[{"length":12,"modulus":10' in settings.model_dump_json()
