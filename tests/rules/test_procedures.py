"""The tables of procedures and steps hold together: nothing dangles, nothing is a trap."""

import ast
from pathlib import Path

import pytest

from procurement.rules.procedures import (
    FINAL_STEPS,
    LOT_STEPS,
    LOT_TRANSITIONS,
    NOTICE_KINDS,
    PROCEDURES,
    PUBLIC_STEPS,
    TENDER_STEPS,
    TENDER_TRANSITIONS,
    Procedure,
    StepError,
    acts,
    move,
)
from procurement.rules.vocabulary import REGIMES


def test_the_four_procedures_that_are_enforced_now():
    enforced = {code for code, one in PROCEDURES.items() if one.enforced_now}
    assert enforced == {"competitive_consultation", "open_tender", "grant_call", "below_threshold_selection"}
    assert len(PROCEDURES) == 10


@pytest.mark.parametrize("one", PROCEDURES.values(), ids=lambda one: one.code)
def test_every_chain_is_of_known_notices_and_holds_its_call(one):
    assert set(one.chain) <= set(NOTICE_KINDS)
    assert one.call in one.chain
    assert len(one.chain) == len(set(one.chain))
    assert set(one.regimes) <= set(REGIMES)


@pytest.mark.parametrize(
    ("table", "steps", "first"),
    [(TENDER_TRANSITIONS, TENDER_STEPS, {"planned", "draft"}), (LOT_TRANSITIONS, LOT_STEPS, {"planned"})],
    ids=["tender", "lot"],
)
@pytest.mark.parametrize("regime", REGIMES)
def test_every_step_can_be_reached_and_left(table, steps, first, regime):
    rows = [row for row in table if regime in row.regimes]
    assert {row.step for row in table} | {row.to for row in table} == set(steps)
    assert len({(row.step, row.act) for row in rows}) == len(rows)
    reached = set(first)
    for _ in steps:
        reached |= {row.to for row in rows if row.step in reached}
    for step in reached - set(FINAL_STEPS):
        assert any(row.step == step for row in rows), step
    for step in set(FINAL_STEPS) & set(steps):
        assert not any(row.step == step for row in rows), step


def test_approval_leads_where_the_regime_says():
    assert move("submitted", "approve", regime="programme") == "scheduled"
    assert move("submitted", "approve", regime="statutory") == "awaiting_medium"


def test_what_the_table_does_not_allow_is_an_error_that_names_both():
    with pytest.raises(StepError) as caught:
        move("draft", "publish", regime="programme")
    assert (caught.value.step, caught.value.act) == ("draft", "publish")
    with pytest.raises(StepError):
        move("open", "suspend", regime="statutory")


def test_roles_decide_what_is_offered():
    assert acts("draft", regime="programme", roles=["drafter"]) == ["submit", "discard"]
    assert acts("submitted", regime="programme", roles=["approver"]) == ["send_back", "approve"]
    assert acts("submitted", regime="programme", roles=["leader"]) == []
    assert "suspend" not in acts("open", regime="statutory", roles=["supervisor"])


def test_drafts_are_not_public():
    assert "open" in PUBLIC_STEPS
    assert not {"draft", "submitted", "scheduled", "awaiting_medium", "discarded"} & set(PUBLIC_STEPS)


# Where a code stands for its words, or for an example.
NAMED = (
    "procurement/labels/",
    "portal/site/demo/",
    "portal/site/website/views/kit_samples.py",
    "procurement/kinds.py",
)


def test_no_code_asks_for_a_procedure_by_its_name():
    root = Path(__file__).resolve().parents[2]
    asked = []
    for file in (
        one for part in ("portal", "procurement", "organizations") for one in (root / part).rglob("*.py")
    ):
        name = file.relative_to(root).as_posix()
        if "/migrations/" in name or name.startswith(NAMED):
            continue
        asked += [
            (name, node.lineno, node.value)
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Constant) and node.value in PROCEDURES
        ]
    assert asked == []


def test_a_row_lacks_no_column_and_has_no_other():
    row = {name: getattr(PROCEDURES["grant_call"], name) for name in Procedure.__dataclass_fields__}
    with pytest.raises(TypeError):
        Procedure(**{name: value for name, value in row.items() if name != "rounds"})
    with pytest.raises(TypeError):
        Procedure(**row, colour="red")
