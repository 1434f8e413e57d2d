"""The rows of the fields of a call: none is missing, none is idle, and each says what the house can do."""

import ast
import inspect
import re
from dataclasses import MISSING
from dataclasses import fields as columns_of
from pathlib import Path

import pytest

from portal.ground.values.days import SPANS
from portal.ground.values.sizes import SIZES
from procurement import fields
from procurement.fields import FIELDS
from procurement.fields.row import (
    QUANTITIES,
    Code,
    Codes,
    Day,
    Field,
    Home,
    Line,
    Mail,
    Moment,
    Printed,
    Readers,
    Rows,
    Text,
)
from procurement.forms.calls.amendments import CorrectionForm
from procurement.forms.calls.screens import BY_SLUG
from procurement.labels.values import CODES
from procurement.models import Lot, Tender
from procurement.publication import call
from procurement.rules.corrections import Touches
from procurement.rules.facts import Eligibility, Facts, Framework, IndirectCosts, Invitation

ROOT = Path(fields.__file__).parents[1]
ROWS = list(FIELDS.values())
# What of a tender and its lot the portal writes, and no official types.
OF_THE_PORTAL = {
    *("id", "number", "follows", "relation", "root", "buyer", "step", "terms", "texts", "reasons"),
    *("official_medium_url", "official_medium_published_at", "published_at", "closed_at", "entered_at"),
    *("edition", "calendar", "ours", "drafted_by", "approved_by", "form_id", "created_at", "saved_at"),
    *("deadline_version", "terms_version", "version"),
}
OF_THE_LOTS = {
    "id",
    "tender",
    "position",
    "title_zh",
    "title_en",
    "value",
    "min_bidders",
    "status",
    # Of a row of the list of lots.
    *("where_zh", "places", "own_awards", "own_smallest", "own_largest"),
}
# Facts that no field states: they follow from the buyer, the services, the clock, and all the words together.
FOLLOWS = {"level", "buyer_class", "includes_testing", "published_at", "full_text", "words"}
FOLLOWS |= {"official_medium_url", "official_medium_published_at", "documents_attached"}
# And what only a check on paper states, of ways to buy that no screen offers.
FOLLOWS |= {f"invitation.{one}" for one in ("method", "pool", "witnesses", "buyer_share")}
FOLLOWS |= {"framework.surveyed_users", "framework.second_stage", "first_contract_value"}


def columns(model) -> set[str]:
    return {one.attname if one.name == "division" else one.name for one in model._meta.concrete_fields}


def test_no_column_has_a_default():
    assert [
        one.name
        for one in columns_of(Field)
        if one.default is not MISSING or one.default_factory is not MISSING
    ] == []


def test_every_column_that_somebody_types_into_has_its_row():
    assert {row.name for row in fields.of_home(Home.COLUMN)} == columns(Tender) - OF_THE_PORTAL
    assert {row.name for row in fields.of_home(Home.LOT)} == columns(Lot) - OF_THE_LOTS


def test_every_fact_is_given_by_one_row_or_follows():
    members = {
        "eligibility": Eligibility,
        "indirect_costs": IndirectCosts,
        "invitation": Invitation,
        "framework": Framework,
    }
    facts = {name for name in Facts.__dataclass_fields__ if name not in members} | {
        f"{fact}.{name}" for fact, kind in members.items() for name in kind.__dataclass_fields__
    }
    given = [row.fact for row in ROWS if row.fact]
    assert len(given) == len(set(given))
    assert set(given) == facts - FOLLOWS
    assert {fact.partition(".")[0] for fact in facts} == {
        fact for fact in Facts.__dataclass_fields__ if fields.of_fact(fact) in FIELDS
    }


def _literals() -> set[str]:
    """Every text that stands in the code of procurement outside the rows."""
    return {
        node.value
        for path in ROOT.rglob("*.py")
        if not {"fields", "migrations", "labels"} & set(path.relative_to(ROOT).parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_row_is_idle():
    """A field is asked on a screen, or code outside the rows fills it."""
    named = _literals()
    assert [row.name for row in ROWS if row.box is None and row.name not in named] == []
    for row in (row for row in ROWS if row.box):
        sections = {one.key for one in BY_SLUG[row.box.screen].sections}
        assert row.box.section in sections, row.name


def test_a_field_stands_on_the_page_as_its_row_says():
    """A line in a section of the page, or words in what the page composes."""
    source = inspect.getsource(call)
    sections = set(re.findall(r'self\._own\("(\w+)"', source))
    for row in ROWS:
        if isinstance(row.printed, Line):
            assert row.printed.section in sections, row.name
        elif row.printed is Printed.COMPOSED and row.name.endswith("_en"):
            assert FIELDS[f"{row.name[:-3]}_zh"].printed is not Printed.NOT, row.name
        elif row.printed is Printed.COMPOSED:
            assert f'"{row.name}"' in source or f'"{row.name[:-3]}"' in source, row.name
    lines = [(row.printed.section, row.printed.place) for row in ROWS if isinstance(row.printed, Line)]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_columns_of_a_row_agree(row: Field):
    kind = row.value
    if isinstance(kind, Text | Mail):
        assert row.readers is not Readers.ALL, "somebody's own words are guarded, or read by the agency alone"
    if isinstance(kind, QUANTITIES | Rows):
        assert kind.meant_for in SIZES
    if isinstance(kind, Day | Moment):
        assert kind.meant_for in SPANS
    if isinstance(kind, Code | Codes):
        assert set(kind.codes) <= set(CODES[row.name]), "every code has words"
    assert (row.home is Home.LOT_ROWS) <= isinstance(kind, Rows)
    assert (row.readers is Readers.AGENCY) <= (row.printed is Printed.NOT and not row.corrected_in)
    assert row.corrected_in in {"", *CorrectionForm.SECTIONS}
    if row.corrected_in:
        assert row.box is not None
        assert row.touches is not Touches.TENDER, "that is a new call"
    if row.touches is Touches.DEADLINE:
        assert row.fact == row.name in Facts.__dataclass_fields__
    if row.name.endswith("_en"):
        assert f"{row.name[:-3]}_zh" in FIELDS


def test_a_name_stands_once():
    modules = (fields.project, fields.terms, fields.dates, fields.unasked)
    assert sum(len(one.FIELDS) for one in modules) == len(FIELDS)


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        ("eligibility.area_limit", "area_limit"),
        ("indirect_costs.ceiling", "indirect_ceiling"),
        ("criteria.0.weight", "criteria"),
        ("payment_schedule.1.share", "payment_schedule"),
        ("documents_from", "publish_at"),
        ("includes_testing", "services"),
        ("eligibility", "legal_forms"),
        ("bids_due", "bids_due"),
        ("something_new", "something_new"),
    ],
)
def test_a_fault_is_said_at_a_box(fact: str, name: str):
    assert fields.of_fact(fact) == name


def test_what_bidders_must_meet_or_will_be_held_to_is_printed():
    """A condition that stands in the data of a notice alone is one that a small group does not read."""
    held_to = {row.name for row in ROWS if row.touches in (Touches.TERMS, Touches.QUALIFICATION)}
    assert {name for name in held_to if FIELDS[name].printed is Printed.NOT} == set()


def test_english_is_corrected_where_the_chinese_is():
    twins = [row for row in ROWS if row.name.endswith("_en")]
    assert len(twins) > 5
    assert [row.name for row in twins if row.corrected_in != FIELDS[f"{row.name[:-3]}_zh"].corrected_in] == []
