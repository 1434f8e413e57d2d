"""What a notice must say by law: every listed field is asked for, judged, or said by the portal itself."""

import pytest

from portal.ground.province import chosen
from procurement import fields
from procurement.errors import IncompleteError
from procurement.rules.procedures import PROCEDURES
from procurement.rules.rulebook import Rulebook
from procurement.services.calls import tenders
from tests.support import calls, examples

ENFORCED = sorted(f"fields.{one.call}" for one in PROCEDURES.values() if one.enforced_now)
# Listed there, and each judged by a rule of its own.
JUDGED_BY_RULES = frozenset(
    {
        "ask_by",
        "award_max",
        "award_min",
        "bids_due",
        "budget",
        "budget_total",
        "ceiling_price",
        "consortium_allowed",
        "criteria",
        "documents_window",
        "duration",
        "eligibility",
        "hosted_allowed",
        "indirect_costs",
        "official_medium_url",
        "opens_at",
        "policies",
        "term",
    }
)
# And those every notice of this portal says by itself: who buys, its number, where documents are had and at
# no price, where bids are opened, how questions are asked, the panel, the result, the reports.
SAID_BY_THE_PORTAL = frozenset(
    {
        "buyer_name",
        "division_code",
        "documents_place",
        "documents_price",
        "documents_way",
        "notice_period",
        "opening_place",
        "panel_rule",
        "project_no",
        "published_at",
        "question_channel",
        "reporting_duties",
        "result_date",
    }
)


@pytest.mark.parametrize("parameter", ["fields.base", *ENFORCED])
def test_every_listed_field_is_covered_once(parameter):
    rows = [row for row in Rulebook.of(chosen().book).rows if row.parameter == parameter]
    assert rows, parameter
    for code in {code for row in rows for code in row.allowed}:
        places = [fields.WORDS_BY_LAW, JUDGED_BY_RULES, SAID_BY_THE_PORTAL]
        assert sum(code in place for place in places) == 1, code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "empty"),
    [("JINGHONG", "how_to_bid_zh"), ("JINGHONG", "populations"), ("KUNMING", "requirement_zh")],
)
def test_a_call_that_leaves_one_out_is_not_sent(values, empty):
    by = calls.office()
    draft = calls.draft(by, getattr(examples, values))
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
