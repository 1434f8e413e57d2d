"""Rows that nobody asked before: each is broken by one fact, and kept by another."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.rules.facts import Eligibility, Framework, Invitation
from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Answer
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, OPEN_TENDER, day, yuan

BREAKS, REASON, MEETS = Answer.BREAKS, Answer.NEEDS_REASON, Answer.MEETS
SIX = Decimal(6)
LISTED = Invitation("supplier_library", Decimal(3), SIX, Decimal(2))
CHOSEN = Invitation("buyer_and_expert_recommendation", Decimal(3), None, None, Decimal(50))
INVITED = replace(OPEN_TENDER, procedure="invited_tender", ground="limited_circle", invitation=LISTED)
CLOSED = replace(
    OPEN_TENDER,
    procedure="framework_closed",
    ground="services_to_the_public_users_choose",
    ceiling_price=yuan(500),
    contract_months=Decimal(24),
    framework=Framework(Decimal(3), ("direct_choice", "rotation")),
    documents_to=day("2028-05-01"),
)
OPEN = replace(
    CLOSED, procedure="framework_open", bids_due=None, framework=Framework(Decimal(3), ("direct_choice",))
)
ONE = replace(
    CONSULTATION,
    procedure="single_source",
    ground="consistency_top_up",
    first_contract_value=yuan(8000000),
    invitation=Invitation("public_notice"),
    full_text="专业人员论证意见：李教授（姓名）、某大学（工作单位）、教授（职称）。",
)


def verdict_of(facts, rule):
    found = [one for one in check_publication(facts, book=BOOK, calendar=CALENDAR) if one.rule == rule]
    assert len(found) <= 1
    return found[0].answer if found else None


@pytest.mark.parametrize(
    ("facts", "broken", "rule", "answer"),
    [
        (INVITED, {"invitation": Invitation("personal_contact")}, "87.14.pool_methods", BREAKS),
        (INVITED, {"invitation": Invitation()}, "87.14.pool_methods", BREAKS),
        (INVITED, {"invitation": replace(LISTED, invited=Decimal(2))}, "GPL.34.invited", BREAKS),
        (INVITED, {"invitation": replace(LISTED, invited=None)}, "GPL.34.invited", BREAKS),
        (INVITED, {"invitation": replace(LISTED, pool=Decimal(5))}, "87.14.pool", BREAKS),
        (INVITED, {"invitation": replace(LISTED, witnesses=Decimal(1))}, "87.14.witnesses", BREAKS),
        (
            replace(CONSULTATION, invitation=CHOSEN),
            {"invitation": replace(CHOSEN, method="prequalification")},
            "74.12.pool_methods",
            BREAKS,
        ),
        (
            replace(CONSULTATION, invitation=CHOSEN),
            {"invitation": replace(CHOSEN, invited=Decimal(2))},
            "74.invited",
            BREAKS,
        ),
        (
            replace(CONSULTATION, invitation=CHOSEN),
            {"invitation": replace(CHOSEN, buyer_share=Decimal(51))},
            "74.12.recommended",
            BREAKS,
        ),
        (CLOSED, {"surveyed_suppliers": Decimal(2)}, "110.survey.suppliers", BREAKS),
        (
            CLOSED,
            {"framework": replace(CLOSED.framework, surveyed_users=Decimal(2))},
            "110.survey.users",
            BREAKS,
        ),
        (CLOSED, {"contract_months": Decimal(25)}, "110.term.services", BREAKS),
        (
            replace(CLOSED, object="goods", contract_months=Decimal(12)),
            {"contract_months": Decimal(13)},
            "110.term.goods",
            BREAKS,
        ),
        (CLOSED, {"ceiling_price": None}, "110.ceiling", BREAKS),
        (CLOSED, {"framework": Framework(Decimal(3), ("by_draw",))}, "110.second_stage", BREAKS),
        (OPEN, {"framework": Framework(Decimal(3), ("rotation",))}, "110.second_stage.open", BREAKS),
        (CLOSED, {"documents_to": day("2027-05-01")}, "110.whole_term", BREAKS),
        (OPEN, {"bids_due": CLOSED.bids_due}, "110.any_time", BREAKS),
        (ONE, {"first_contract_value": yuan(7999999)}, "GPL.31.top_up", BREAKS),
        (ONE, {"first_contract_value": None}, "GPL.31.top_up", BREAKS),
        (ONE, {"full_text": "只有该机构能够承担。"}, "74.38.argued", BREAKS),
        (
            replace(
                GRANT, invited_only_reason="urgent_public_health", invitation=Invitation(invited=Decimal(4))
            ),
            {"invitation": Invitation()},
            "YN.P.invited.number",
            BREAKS,
        ),
        (
            replace(CONSULTATION, sme_reservation="reserved", eligibility=Eligibility(("enterprise",))),
            {"eligibility": Eligibility(("enterprise", "foundation"))},
            "46.stated",
            BREAKS,
        ),
        (CONSULTATION, {"surveyed_suppliers": Decimal(2)}, "22.survey", REASON),
        (CONSULTATION, {"client_data": "names"}, "IDL.minimal", BREAKS),
        (CONSULTATION, {"documents_attached": False}, "87.18.attached", BREAKS),
        (CONSULTATION, {"documents_url": "https://blog.test/1"}, "87.18.attached", BREAKS),
    ],
)
def test_each_row_is_kept_by_one_fact_and_broken_by_another(facts, broken, rule, answer):
    assert verdict_of(facts, rule) is MEETS
    assert verdict_of(replace(facts, **broken), rule) is answer


def test_the_documents_may_stand_on_the_official_site():
    facts = replace(CONSULTATION, documents_attached=False, documents_url="https://www.medium.example/files")
    assert verdict_of(facts, "87.18.attached") is MEETS


def test_another_way_after_a_failed_tender_has_its_approval_as_a_published_reason():
    facts = replace(CONSULTATION, procedure="competitive_negotiation", ground="tender_failed")
    assert verdict_of(facts, "87.43.approval") is REASON
    assert verdict_of(replace(facts, ground="complex_or_special"), "87.43.approval") is None


def test_a_notice_to_all_needs_no_list_of_invited_suppliers():
    rules = {one.rule for one in check_publication(CONSULTATION, book=BOOK, calendar=CALENDAR)}
    assert not rules & {"74.invited", "74.12.pool_methods", "74.12.recommended"}


def test_no_service_begins_before_its_award():
    def codes(first):
        facts = replace(GRANT, service_from=day(first))
        return {one.code for one in check_publication(facts, book=BOOK, calendar=CALENDAR) if one.stops}

    assert "service_before_award" in codes("2024-07-16")
    assert codes("2024-07-20") == set()
