"""Files of invoices for the member system: nothing is in two of them, and none rests unseen."""

import json
from datetime import date, timedelta

import pytest

from tests.books import day_with
from tests.office.fee_club import CHILD, FEES, FeeClub, fee_club
from tests.one_claim import KARI, PAID, SLUG, SUNDAY
from tests.workbooks import sheet_of
from workbench import office
from workbench.cli import main
from workbench.model.errors import UsageError
from workbench.model.fee_kinds import FeeAct
from workbench.model.kinds import FeeType
from workbench.model.money_rows import FiledInvoice
from workbench.office.charged import QUERIES
from workbench.office.day import day_of
from workbench.office.invoice_files import forget_file, list_waiting
from workbench.office.invoicing import make_invoices
from workbench.office.tasks import tasks_of
from workbench.store.queries import typed

__all__ = ["fee_club"]
LATER = SUNDAY + timedelta(days=7)
GIRO = "7005{number};;{member};{name};{title};04.10.2026;18.10.2026;{kroner};0;;{status};0;"
UNSHOWN, CHANGED = "check_claim:invoices:{}", "check_claim:changed_invoices:{}"


def giro(number: int, member: int, rule: str, kroner: int, status: str = "Utsendt") -> str:
    name = {7: "Kari Li", 9: "Nora Li"}[member]
    title = {"ski": "Treningsavgift ski", "kontingent": "Medlemskontingent"}[rule] + " høst 2026"
    return GIRO.format(
        number=number, member=member, name=name, title=title, kroner=kroner, status=status
    )


ALL_GIROS = [
    giro(1, 7, "kontingent", 600),
    giro(2, 9, "kontingent", 300),
    giro(3, 7, "ski", 1200),
    giro(4, 9, "ski", 1200),
]


def show(club: FeeClub, day: date, *giros: str) -> None:
    """Read the member system's lists of a day with these claims."""
    club.go_to(day)
    club.put("spoortz_personer", KARI.format(born="01.02.1980", phone="41234501", left=""), CHILD)
    club.put("spoortz_giroer", PAID.format(n=next(club.numbers)), *giros)
    office.import_inbox(club.desk, day)


def made(club: FeeClub, **more) -> tuple[list[tuple[str, str]], str]:
    """Return whom a new file has an invoice for, and of what; and its name."""
    _, path = make_invoices(club.desk, club.at, **more)
    heading, *rows = sheet_of(path)
    who, what = heading.index("Navn"), heading.index("Avgift")
    return [(row[who], row[what]) for row in rows], path.name


def facts_of(club: FeeClub, key: str) -> str:
    with day_of(club.desk, club.at) as day:
        return next(task.detail for task in tasks_of(day).every if task.key == key)


def test_no_invoice_is_in_two_files(fee_club: FeeClub):
    fee_club.bring()

    first, sample = made(fee_club, sample=1)
    rest, _ = made(fee_club)

    assert (len(first), len(rest)) == (1, 3)
    assert len({*first, *rest}) == 4
    assert fee_club.invoices().rows == []
    assert f"{sample} (1)" in list_waiting(fee_club.desk, SUNDAY)
    with pytest.raises(UsageError, match="ingen fakturaer å lage"):
        make_invoices(fee_club.desk, SUNDAY)


def test_what_the_member_system_shows_is_as_usual(fee_club: FeeClub):
    fee_club.bring()
    made(fee_club)

    show(fee_club, LATER, *ALL_GIROS)

    assert list_waiting(fee_club.desk, LATER) == []
    assert fee_club.invoices().rows == []
    fee_club.set_fees(FEES.replace("kroner = 1200", "kroner = 1300"))
    assert (
        sorted(fee_club.rows("act", "rule_id")) == [("new", "ski")] * 2 + [("reversal", "ski")] * 2
    )


def test_a_file_that_was_not_used_is_proposed_again(fee_club: FeeClub):
    fee_club.bring()
    proposed = fee_club.rows("name", "rule_id", "act")
    _, file = made(fee_club)

    assert forget_file(fee_club.desk, SUNDAY, f"reports/{file}") == 4

    assert fee_club.rows("name", "rule_id", "act") == proposed
    assert list_waiting(fee_club.desk, SUNDAY) == []
    assert made(fee_club)[1] != file
    for name in (file, "annen.xlsx"):
        with pytest.raises(UsageError, match="ingen fil til medlemssystemet"):
            forget_file(fee_club.desk, SUNDAY, name)


@pytest.mark.parametrize(("days", "is_asked"), [(6, False), (7, True)])
def test_a_list_a_week_later_that_does_not_show_all_makes_a_task(
    fee_club: FeeClub, days: int, is_asked: bool
):
    fee_club.bring()
    _, file = made(fee_club)

    show(fee_club, SUNDAY + timedelta(days=days), *ALL_GIROS[:3])

    key = UNSHOWN.format(file)
    assert (key in fee_club.all_keys()) == is_asked
    if is_asked:
        facts = facts_of(fee_club, key).replace("\xa0", " ")
        assert facts == (
            f"{file}: 1 på til sammen 1 200 kr: Nora Li, Treningsavgift ski høst 2026, 1 200 kr"
        )
        forget_file(fee_club.desk, fee_club.at, file)
        assert key not in fee_club.all_keys()
        assert fee_club.rows("name", "rule_id", "act") == [("Nora Li", "ski", "new")]


def test_a_task_comes_also_where_no_list_is_read_for_a_month(fee_club: FeeClub):
    fee_club.bring()
    _, file = made(fee_club)

    fee_club.go_to(SUNDAY + timedelta(days=27))
    assert UNSHOWN.format(file) not in fee_club.all_keys()
    fee_club.go_to(SUNDAY + timedelta(days=28))

    assert UNSHOWN.format(file) in fee_club.all_keys()


def test_a_sum_that_changed_since_is_asked_about_and_not_made(fee_club: FeeClub):
    fee_club.bring()
    _, file = made(fee_club)

    fee_club.set_fees(FEES.replace("kroner = 1200", "kroner = 1300"))

    assert fee_club.invoices().rows == []
    facts = facts_of(fee_club, CHANGED.format(file)).replace("\xa0", " ")
    assert facts.startswith(f"{file}: 2 med en annen sum: ")
    assert "Nora Li, Treningsavgift ski høst 2026, 1 200 kr i filen, 1 300 kr nå" in facts
    forget_file(fee_club.desk, SUNDAY, file)
    assert CHANGED.format(file) not in fee_club.all_keys()
    assert {ore for ore, rule in fee_club.rows("amount_ore", "rule_id") if rule == "ski"} == {
        1300_00
    }


def test_a_reversal_in_a_file_waits_with_the_invoice_in_its_place(fee_club: FeeClub):
    show(fee_club, SUNDAY, *ALL_GIROS[:3], giro(4, 9, "ski", 1000))
    rows, file = made(fee_club)

    assert rows == [("Nora Li", "Treningsavgift ski høst 2026")] * 2
    assert fee_club.invoices().rows == []
    assert list_waiting(fee_club.desk, SUNDAY) == [f"{file} (2)"]
    show(fee_club, LATER, *ALL_GIROS[:3], giro(4, 9, "ski", 1000), giro(5, 9, "ski", 1200))
    assert fee_club.invoices().rows == []
    assert "krediter" in facts_of(fee_club, UNSHOWN.format(file))
    credited = giro(4, 9, "ski", 1000, "Kreditert")
    show(fee_club, LATER + timedelta(days=1), *ALL_GIROS[:3], credited, giro(5, 9, "ski", 1200))
    assert fee_club.invoices().rows == []
    assert list_waiting(fee_club.desk, fee_club.at) == []


def test_a_rule_of_another_name_does_not_make_the_invoice_again(fee_club: FeeClub):
    fee_club.bring()
    made(fee_club)

    fee_club.set_fees(FEES.replace('id = "ski"', 'id = "ski-26"'))
    assert fee_club.invoices().rows == []
    fee_club.set_fees(FEES.replace("Treningsavgift ski høst", "Trening, ski, høst"))

    assert fee_club.invoices().rows == []


def test_a_move_of_systems_proposes_nothing_in_a_file_again():
    row = FiledInvoice(
        "f.xlsx", 1, FeeAct.REVERSAL, "k:1", "ski", FeeType.TRAINING, "Ski", SUNDAY, SUNDAY,
        100_00, SUNDAY, "k:c1",
    )  # fmt: skip
    unused = row._replace(number=2, unused_on=SUNDAY)
    same = ("k:c1", "s:c9", None, SUNDAY, SUNDAY)

    day = day_with(
        filed_invoices=[row, unused], aliases=[("k:1", "s:7")], same_claims=[same], as_of=LATER
    )

    [read] = typed(FiledInvoice, QUERIES.filed_invoices(day.db.conn))
    assert read == row._replace(member_id="s:7", claim_id="s:c9")


def test_what_is_in_files_counts_for_the_week(fee_club: FeeClub):
    fee_club.set_fees(FEES, before="fakturaer_per_uke = 3")
    fee_club.bring()

    first, file = made(fee_club)

    assert len(first) == 3
    with pytest.raises(UsageError, match="1 faktura venter"):
        make_invoices(fee_club.desk, SUNDAY)
    forget_file(fee_club.desk, SUNDAY, file)
    assert len(made(fee_club)[0]) == 3


def test_no_file_is_written_over_another(fee_club: FeeClub, tmp_path):
    fee_club.bring()
    made(fee_club, path=tmp_path / "ut.xlsx", sample=1)
    content = (tmp_path / "ut.xlsx").read_bytes()

    for folder in (tmp_path, tmp_path / "annen"):
        with pytest.raises(UsageError, match="laget før; skriv et annet navn"):
            make_invoices(fee_club.desk, SUNDAY, folder / "ut.xlsx")

    assert (tmp_path / "ut.xlsx").read_bytes() == content


def test_the_command_names_the_files_and_forgets_one(fee_club: FeeClub, capsys):
    fee_club.bring()
    day = ("--as-of", SUNDAY.isoformat())
    _, file = made(fee_club, sample=1)

    main(["invoices", SLUG, *day])
    shown = capsys.readouterr().out
    done = main(["invoices", SLUG, "--forget", file, *day])
    told = capsys.readouterr().out
    main(["invoices", SLUG, *day])

    assert f"ikke vist av medlemssystemet ennå: {file} (1)" in shown
    assert (done, told) == (0, f"{SLUG}: 1 rad i {file} foreslås igjen.\n")
    assert file not in capsys.readouterr().out

    _, other = made(fee_club, sample=1)
    main(["invoices", SLUG, "--forget", other, *day, "--json"])
    assert json.loads(capsys.readouterr().out) == {"file": other, "proposed_again": 1}
