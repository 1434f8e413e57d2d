"""The chooser: what may be used for this purchase, on what grounds, with what floors."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from procurement.labels import choice_reason
from procurement.labels.rule_codes import CHOICE_REASON
from procurement.rules.chooser import choose
from procurement.rules.facts import Facts
from procurement.rules.procedures import PROCEDURES
from tests.rules.calls import BOOK, CALENDAR, yuan
from tests.rules.strategies import facts_strategy

SMALL = Facts(
    level="county",
    object="services",
    estimated_value=yuan(220_000),
    instrument="contract",
    buyer_class="administrative_organ",
)


def options(**change):
    return {one.procedure: one for one in choose(replace(SMALL, **change), book=BOOK, calendar=CALENDAR)}


def permitted(**change):
    return {code for code, one in options(**change).items() if one.permitted}


def test_every_procedure_gets_an_answer():
    assert list(options()) == list(PROCEDURES)


def test_a_small_contract_may_be_selected_below_the_threshold():
    found = options()
    assert found["below_threshold_selection"].permitted
    assert found["below_threshold_selection"].reason_code == "below_threshold"
    assert not found["grant_call"].permitted
    floors = {one.parameter: (one.number, one.unit) for one in found["below_threshold_selection"].floors}
    assert floors["bids_due.min_after_publication"] == (10, "working_days")


def test_at_the_threshold_the_statutory_procedures_take_over():
    found = options(estimated_value=yuan(600_000))
    assert not found["below_threshold_selection"].permitted
    assert found["below_threshold_selection"].reason_code == "threshold_reached"
    assert found["competitive_consultation"].permitted
    assert "government_purchased_service" in found["competitive_consultation"].grounds
    assert found["competitive_consultation"].approvals == ()


def test_above_the_open_tender_threshold_other_methods_need_approval():
    found = options(estimated_value=yuan(2_000_000))
    assert found["open_tender"].reason_code == "main_method_required"
    assert found["competitive_consultation"].reason_code == "with_ground_and_approval"
    assert found["competitive_consultation"].approvals == ("GPL.27.approval",)


def test_quotations_are_for_goods():
    assert options()["request_for_quotation"].reason_code == "object_not_allowed"
    assert options(object="goods")["request_for_quotation"].permitted


def test_a_grant_comes_from_a_procedure_that_gives_grants_alone():
    assert permitted(instrument="grant") == {code for code, one in PROCEDURES.items() if one.gives_grants}
    assert "grant_call" in permitted(instrument="grant")


def test_a_cdc_cannot_use_statutory_procedures_for_services():
    found = options(buyer_class="public_institution_class_1")
    assert found["open_tender"].reason_code == "buyer_barred"


def test_every_reason_has_words():
    seen = {
        one.reason_code
        for value in (30_000, 400_000, 3_000_000)
        for one in options(estimated_value=yuan(value)).values()
    }
    seen |= {one.reason_code for one in options(instrument="grant").values()}
    assert seen <= set(CHOICE_REASON)
    assert choice_reason("below_threshold")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(facts_strategy())
def test_any_purchase_gets_ten_answers(facts):
    found = choose(facts, book=BOOK, calendar=CALENDAR)
    assert [one.procedure for one in found] == list(PROCEDURES)
    assert {one.reason_code for one in found} <= set(CHOICE_REASON)
