"""Facts as others would send them to the check, with the answers that are right."""

import json
from pathlib import Path

import pytest

from procurement.facts import FactsError, parse
from tests.rules.calls import check

CASES = json.loads((Path(__file__).parents[1] / "data" / "rules_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[one["id"] for one in CASES])
def test_the_answer_is_right(case):
    refused = [one for one in case["expect"] if "http" in one]
    try:
        verdicts = check(parse(case["facts"]))
    except FactsError as error:
        verdicts, named = [], "".join(error.errors)
    else:
        named = None
    assert (named is not None) is bool(refused), case["why"]
    assert all(one.get("names", "") in named for one in refused)
    for wanted in (one for one in case["expect"] if "field" in one):
        on_field = [one for one in verdicts if one.field == wanted["field"]]
        answers = {str(one.answer) for one in on_field}
        if "has" in wanted:
            assert answers & set(wanted["has"].split("|")), (case["why"], answers)
        assert not answers & set(wanted.get("not", ())), case["why"]
        if "earliest" in wanted:
            assert wanted["earliest"] in {str(one.earliest) for one in on_field}, case["why"]
