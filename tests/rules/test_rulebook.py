"""A book is refused for each fault it may have, with file, row and reason; a good one answers questions."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from procurement.rules.rulebook import Rulebook, RulebookError, Undecided, load

SOURCES = """
[sources.law]
name = "某法"
tier = "law"
valid_from = 2015-01-01

[sources.portal]
name = "本平台规则"
tier = "portal"
valid_from = 2015-01-01
"""

WAIT = {
    "id": "law.wait",
    "parameter": "bids_due.min_after_documents",
    "number": 10,
    "unit": "calendar_days",
    "counting": "forward_roll",
    "procedures": ["competitive_consultation"],
    "regime": "statutory",
    "source": "law",
    "article": "第十条",
    "confidence": "V1",
    "enforcement": "block",
    "title_zh": "不少于10日。",
    "title_en": "At least 10 days.",
}
DEPOSIT = WAIT | {"id": "law.deposit", "parameter": "deposit.max_share", "number": 2, "unit": "percent"}
DEPOSIT = {name: value for name, value in DEPOSIT.items() if name != "counting"}
FORBIDDEN = {name: value for name, value in DEPOSIT.items() if name not in ("number", "unit")} | {
    "id": "law.forbidden",
    "parameter": "eligibility.forbidden",
    "allowed": ["area_limit", "size"],
}
DATA = FORBIDDEN | {"id": "law.data", "parameter": "client_data.allowed", "allowed": ["none", "codes_only"]}
THRESHOLD = DEPOSIT | {
    "id": "law.threshold",
    "parameter": "procurement_threshold",
    "number": 300000,
    "unit": "yuan",
    "procedures": [],
    "regime": "",
    "overridable_by": ["province"],
}
OPEN_SMALL = WAIT | {
    "id": "P.small",
    "parameter": "bids_due.min_after_publication",
    "number": 7,
    "unit": "working_days",
    "procedures": [],
    "regime": "programme",
    "source": "portal",
    "confidence": "H",
    "value_to": 50000,
}
OPEN_LARGE = {name: value for name, value in OPEN_SMALL.items() if name != "value_to"} | {
    "id": "P.large",
    "number": 20,
    "value_above": 50000,
}


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_literal(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


class Shelf:
    """Writes the two layers of a tiny book."""

    def __init__(self, folder: Path) -> None:
        self.floor, self.province = folder / "law.toml", folder / "province.toml"

    def load(self, *rows: dict[str, Any], province: list[dict[str, Any]] | None = None) -> Rulebook:
        self._write(self.floor, "law-1", rows)
        if province is None:
            return load(self.floor)
        self._write(self.province, "province-1", province)
        return load(self.floor, self.province)

    def problems(
        self, *rows: dict[str, Any], province: list[dict[str, Any]] | None = None
    ) -> tuple[str, ...]:
        with pytest.raises(RulebookError) as refused:
            self.load(*rows, province=province)
        return refused.value.problems

    @staticmethod
    def _write(file: Path, edition: str, rows: Any) -> None:
        lines = [f'edition = "{edition}"', SOURCES]
        for row in rows:
            lines += ["[[rows]]", *(f"{name} = {_literal(value)}" for name, value in row.items())]
        text = "\n".join(lines)
        tomllib.loads(text)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


CALL: dict[str, Any] = {
    "procedure": "competitive_consultation",
    "regime": "statutory",
    "level": "county",
    "largest_award": Decimal(100000),
    "on": date(2024, 7, 2),
}
GRANT = CALL | {"procedure": "grant_call", "regime": "programme"}


# What a row must be


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "law.toml, row no. 1: no id"),
        ({"parameter": "bids_due.sometime"}, "law.toml, row law.wait: unknown parameter 'bids_due.sometime'"),
        ({"unit": "weeks"}, "law.toml, row law.wait: unknown unit 'weeks'"),
        ({"unit": "percent"}, "bids_due.min_after_documents is not counted in 'percent'"),
        ({"number": "ten"}, "the number is no number"),
        ({"number": -1}, "a number below nothing"),
        ({"number": 2.5}, "not a whole number of days"),
        ({"number": None}, "no number"),
        ({"counting": "sideways"}, "unknown counting rule 'sideways'"),
        ({"counting": None}, "no counting rule"),
        ({"procedures": ["auction"]}, "unknown procedures: auction"),
        ({"procedures": "open_tender"}, "procedures is not a list"),
        ({"regime": "programme"}, "competitive_consultation does not belong to the regime programme"),
        ({"regime": "martial"}, "unknown regime 'martial'"),
        ({"levels": ["village"]}, "unknown levels: village"),
        ({"object": "works"}, "unknown object 'works'"),
        ({"source": None}, "law.toml, row law.wait: no source"),
        ({"source": "rumour"}, "unknown source 'rumour'"),
        ({"confidence": None}, "no confidence"),
        ({"confidence": "V9"}, "unknown confidence 'V9'"),
        ({"tier": "custom"}, "unknown tier 'custom'"),
        ({"enforcement": "shout"}, "unknown enforcement 'shout'"),
        ({"overridable_by": ["anyone"]}, "unknown overridable_by: anyone"),
        ({"title_zh": " "}, "no title_zh"),
        ({"title_en": None}, "no title_en"),
        ({"colour": "red"}, "unknown key colour"),
        ({"valid_to": date(2014, 1, 1)}, "valid_to before valid_from"),
        ({"value_to": 1, "value_below": 2}, "both value_to and value_below"),
        ({"value_from": 5, "value_to": 4}, "an empty band of values"),
        ({"value_from": "lots"}, "value_from: 'lots' is no sum of yuan"),
        ({"parameter": "documents.free", "counting": None}, "a number where none belongs"),
    ],
)
def test_an_entry_that_is_no_rule_is_refused_by_name(shelf, change, said):
    row = {name: value for name, value in (WAIT | change).items() if value is not None}
    assert any(said in problem for problem in shelf.problems(row))


def test_a_text_row_needs_codes(shelf):
    assert "nothing in allowed" in shelf.problems(FORBIDDEN | {"allowed": []})[0]


def test_a_file_that_cannot_be_read_and_a_book_without_edition(shelf, tmp_path):
    (tmp_path / "torn.toml").write_text("rows = [", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"torn\.toml: cannot be read"):
        load(tmp_path / "torn.toml")
    with pytest.raises(RulebookError, match=r"nowhere\.toml: cannot be read"):
        load(tmp_path / "nowhere.toml")
    (tmp_path / "bare.toml").write_text(SOURCES, encoding="utf-8")
    with pytest.raises(RulebookError, match=r"bare\.toml: no edition named"):
        load(tmp_path / "bare.toml")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RulebookError, match="no book there"):
        load(tmp_path / "empty")


def test_a_date_missing_at_row_and_source(shelf, tmp_path):
    shelf.load(WAIT)
    text = shelf.floor.read_text(encoding="utf-8").replace("valid_from = 2015-01-01", "")
    shelf.floor.write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=r"row law\.wait: no valid_from"):
        load(shelf.floor)


def test_an_id_stands_once(shelf):
    problems = shelf.problems(WAIT, province=[DEPOSIT | {"id": "law.wait"}])
    assert "province.toml, row law.wait: the id stands already in law.toml, row law.wait" in problems


def test_all_faults_are_told_at_once(shelf):
    assert len(shelf.problems(WAIT | {"unit": "weeks"}, DEPOSIT | {"confidence": "V9"})) == 2


# Between rows


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"valid_to": date(2020, 6, 1)}, {"valid_from": date(2020, 6, 1)}),
        ({"value_to": 100}, {"value_from": 100}),
        ({}, {"procedures": []}),
        ({"levels": ["county"]}, {"levels": ["county", "province"]}),
    ],
)
def test_rows_of_one_book_may_not_overlap(shelf, first, second):
    problems = shelf.problems(WAIT | first, WAIT | {"id": "law.other"} | second)
    assert any("law.toml, row law.other: overlaps law.wait" in one for one in problems)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"valid_to": date(2020, 6, 1)}, {"valid_from": date(2020, 6, 3)}),
        ({"value_to": 100}, {"value_from": 101}),
        ({"value_to": 100}, {"value_above": 500}),
        ({"value_below": 100}, {"value_above": 100}),
    ],
)
def test_a_gap_in_dates_or_money_is_refused(shelf, first, second):
    problems = shelf.problems(WAIT | first, WAIT | {"id": "law.other"} | second)
    assert any("row law.wait: a gap beside it" in one for one in problems)


def test_a_law_may_begin_at_a_sum_but_the_programme_speaks_for_every_sum(shelf):
    assert shelf.load(WAIT | {"value_from": 100}).find("bids_due.min_after_documents", **CALL)
    problems = shelf.problems(OPEN_LARGE)
    assert any("row P.large: a gap beside it" in one and "nothing for 0 yuan" in one for one in problems)
    assert any("nothing for 50000.01 yuan" in one for one in shelf.problems(OPEN_SMALL))


def test_bands_and_dates_that_meet_are_accepted(shelf):
    book = shelf.load(
        WAIT | {"value_to": 100, "valid_to": date(2020, 6, 1)},
        WAIT | {"id": "law.more", "value_above": 100, "valid_to": date(2020, 6, 1)},
        WAIT | {"id": "law.new", "valid_from": date(2020, 6, 2)},
    )
    assert [row.id for row in book.rows] == ["law.wait", "law.more", "law.new"]
    assert (book.row("law.more").value_above, book.row("law.wait").value_to) == (Decimal(100), Decimal(100))


@pytest.mark.parametrize(
    ("floor", "change", "said"),
    [
        (WAIT, {"number": 9}, "9 calendar_days is looser than at least 10 calendar_days"),
        (
            WAIT,
            {"number": 9, "unit": "working_days"},
            "9 working_days is looser than at least 10 calendar_days",
        ),
        (WAIT, {"counting": "forward"}, "counted forward, which is looser than forward_roll"),
        (WAIT, {"counting": "backward"}, "counted backward, not forward_roll"),
        (WAIT, {"enforcement": "warn"}, "warn is milder than block"),
        (WAIT, {"number": 9, "levels": ["county"], "value_to": 5}, "9 calendar_days is looser"),
        (
            WAIT | {"unit": "working_days"},
            {"number": 30, "unit": "calendar_days"},
            "30 calendar_days is looser",
        ),
        (DEPOSIT, {"number": 3}, "3 percent is looser than at most 2 percent"),
        (FORBIDDEN, {"allowed": ["size"]}, "leaves out area_limit"),
        (DATA, {"allowed": ["codes_only", "names"]}, "adds names"),
        (THRESHOLD | {"overridable_by": []}, {"number": 500000}, "500000 yuan is not 300000 yuan"),
    ],
)
def test_a_province_may_not_be_looser_than_the_floor(shelf, floor, change, said):
    problems = shelf.problems(floor, province=[floor | {"id": "YN.row"} | change])
    assert any(
        f"province.toml, row YN.row: looser than {floor['id']}: " in one and said in one for one in problems
    )


@pytest.mark.parametrize(
    ("floor", "change"),
    [
        (WAIT, {"number": 12}),
        (WAIT, {"unit": "working_days"}),
        (WAIT | {"counting": "forward"}, {"counting": "forward_roll"}),
        (DEPOSIT, {"number": 0}),
        (FORBIDDEN, {"allowed": ["area_limit", "size", "ownership"]}),
        (DATA, {"allowed": ["none"]}),
        (THRESHOLD, {"number": 500000}),
    ],
)
def test_a_province_may_be_stricter_and_its_row_is_the_one_in_force(shelf, floor, change):
    book = shelf.load(floor, province=[floor | {"id": "YN.row"} | change])
    found = book.find(floor["parameter"], **CALL)
    assert found is not None
    assert found.id == "YN.row"
    assert book.edition == "province-1"


def test_where_the_province_says_the_same_the_law_is_cited(shelf):
    book = shelf.load(WAIT, province=[WAIT | {"id": "YN.same"}])
    assert book.find("bids_due.min_after_documents", **CALL).id == "law.wait"


def test_a_province_stricter_for_one_level_leaves_the_law_to_the_others(shelf):
    book = shelf.load(WAIT, province=[WAIT | {"id": "YN.county", "number": 15, "levels": ["county"]}])
    assert book.find("bids_due.min_after_documents", **CALL).number == 15
    assert book.find("bids_due.min_after_documents", **CALL | {"level": "province"}).number == 10


# Labels of the programme regime


def test_no_label_is_looser_than_another_for_the_same_money(shelf):
    problems = shelf.problems(
        OPEN_SMALL,
        OPEN_LARGE | {"procedures": ["grant_call"]},
        OPEN_LARGE | {"id": "P.selection", "procedures": ["below_threshold_selection"], "number": 10},
    )
    said = "grant_call and below_threshold_selection differ for the same money (50000.01 yuan"
    assert any(said in one and "20 working_days against 10 working_days" in one for one in problems)


def test_a_label_without_the_rule_is_looser_too(shelf):
    everything = {name: value for name, value in OPEN_SMALL.items() if name != "value_to"}
    problems = shelf.problems(everything | {"procedures": ["grant_call"]})
    assert any("differ for the same money" in one and "against nothing" in one for one in problems)


# A threshold named instead of a figure


def test_a_band_follows_the_threshold_it_names(shelf):
    book = shelf.load(
        THRESHOLD,
        OPEN_SMALL | {"value_to": "procurement_threshold"},
        OPEN_LARGE | {"value_above": "procurement_threshold"},
        province=[THRESHOLD | {"id": "YN.threshold", "number": 400000}],
    )
    found = book.find("bids_due.min_after_publication", **GRANT | {"largest_award": Decimal(400000)})
    assert (found.id, found.value_to) == ("P.small", Decimal(400000))
    above = book.find("bids_due.min_after_publication", **GRANT | {"largest_award": Decimal("400000.01")})
    assert above.id == "P.large"


def test_a_band_is_split_where_levels_or_years_have_another_threshold(shelf):
    rows = [
        THRESHOLD | {"levels": ["prefecture", "county"], "valid_to": date(2026, 12, 31)},
        THRESHOLD
        | {"id": "law.new", "levels": ["prefecture", "county"], "valid_from": date(2027, 1, 1)}
        | {"number": 400000},
        THRESHOLD | {"id": "law.province", "levels": ["province"], "number": 500000},
    ]
    book = shelf.load(
        *rows,
        OPEN_SMALL | {"value_to": "procurement_threshold"},
        OPEN_LARGE | {"value_above": "procurement_threshold"},
    )
    asked = GRANT | {"largest_award": Decimal(350000)}

    def days(**more: Any) -> object:
        return book.find("bids_due.min_after_publication", **asked | more).number

    assert days() == 20
    assert days(on=date(2027, 1, 1)) == 7
    assert days(level="province") == 7
    assert "P.small@county+prefecture@2027-01-01" in {row.id for row in book.rows}


def test_a_band_that_names_a_threshold_the_book_lacks(shelf):
    problems = shelf.problems(OPEN_SMALL | {"value_to": "procurement_threshold"}, OPEN_LARGE)
    assert "row P.small: the book has no procurement_threshold for county on 2015-01-01" in problems[0]


# Asking


def test_find_goes_by_procedure_regime_level_money_object_and_day(shelf):
    book = shelf.load(WAIT | {"object": "services", "valid_to": date(2025, 1, 1)})
    name = "bids_due.min_after_documents"
    assert book.find(name, **CALL).id == "law.wait"
    assert book.find(name, **CALL | {"on": date(2025, 1, 1)}).id == "law.wait"
    for other in (
        {"procedure": "open_tender"},
        {"regime": "programme"},
        {"object": "goods"},
        {"on": date(2014, 12, 31)},
        {"on": date(2025, 1, 2)},
    ):
        assert book.find(name, **CALL | other) is None
    with pytest.raises(KeyError):
        book.find("no.such_figure", **CALL)


def test_a_missing_fact_leaves_several_rows_possible(shelf):
    book = shelf.load(OPEN_SMALL, OPEN_LARGE)
    unknown = GRANT | {"largest_award": None}
    with pytest.raises(Undecided) as doubt:
        book.find("bids_due.min_after_publication", **unknown)
    assert doubt.value.missing == ("largest_award",)
    assert {row.id for row in doubt.value.rows} == {"P.small", "P.large"}
    assert {row.id for row in book.rows_for(**unknown)} == {"P.small", "P.large"}
    assert [row.id for row in book.rows_for(**GRANT)] == ["P.large"]


def test_a_missing_fact_that_decides_nothing_is_not_asked_for(shelf):
    book = shelf.load(OPEN_SMALL | {"number": 20}, OPEN_LARGE)
    assert book.find("bids_due.min_after_publication", **GRANT | {"largest_award": None}).number == 20


def test_a_pinned_edition_reads_back_the_same(shelf):
    book = shelf.load(WAIT, FORBIDDEN, OPEN_SMALL, OPEN_LARGE, THRESHOLD)
    again = Rulebook.from_canonical(book.canonical())
    assert again == book
    assert again.digest == book.digest
    assert shelf.load(WAIT | {"number": 11}).digest != shelf.load(WAIT).digest
