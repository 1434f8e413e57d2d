"""What a notice must say by law: every listed field is asked for, judged, or said by the portal itself."""

import pytest

from procurement import fields
from procurement.errors import IncompleteError
from procurement.rules.procedures import PROCEDURES
from procurement.rules.rulebook import Rulebook
from procurement.services.calls import tenders
from tests import calls

ENFORCED = sorted(f"fields.{one.call}" for one in PROCEDURES.values() if one.enforced_now)


@pytest.mark.parametrize("parameter", ["fields.base", *ENFORCED])
def test_every_listed_field_is_covered_once(parameter):
    rows = [row for row in Rulebook.yunnan().rows if row.parameter == parameter]
    assert rows, parameter
    for code in {code for row in rows for code in row.allowed}:
        places = [fields.WORDS_BY_LAW, fields.JUDGED_BY_RULES, fields.SAID_BY_THE_PORTAL]
        assert sum(code in place for place in places) == 1, code


def test_the_words_are_fields_of_a_call():
    assert set(fields.WORDS_BY_LAW.values()) <= fields.ALL


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "empty"),
    [("JINGHONG", "how_to_bid_zh"), ("JINGHONG", "populations"), ("KUNMING", "requirement_zh")],
)
def test_a_call_that_leaves_one_out_is_not_sent(values, empty):
    by = calls.office()
    draft = calls.draft(by, getattr(calls.calls, values))
    draft = tenders.save_part(
        draft.number,
        values={empty: [] if empty == "populations" else ""},
        version=draft.version,
        by=by.drafter,
        now=calls.PUBLISHED,
    )
    with pytest.raises(IncompleteError) as stopped:
        tenders.submit(draft.number, version=draft.version, by=by.drafter, now=calls.PUBLISHED)
    assert stopped.value.missing == [empty]
