"""The check of a call: lawful ones pass, each fault is found on its field, nothing ever crashes."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.labels import verdict_message
from procurement.rules.calendar import Unit
from procurement.rules.case import Case
from procurement.rules.dates import LEAST
from procurement.rules.facts import (
    LOCAL_TIME,
    Facts,
    IndirectCosts,
    Payment,
    legal_day,
)
from procurement.rules.procedures import PROCEDURES
from procurement.rules.publication import CHECKS
from procurement.rules.verdicts import Answer, RuleError, enforce
from tests.rules.calls import (
    BOOK,
    CALENDAR,
    CONSULTATION,
    DATE_FIELDS,
    GRANT,
    JINGHONG,
    LAWFUL,
    SELECTION,
    SHIPAN,
    ZHONGSHAN,
    check,
    day,
    on,
    yuan,
)
from tests.rules.faults import FAULTS, at
from tests.rules.strategies import facts_strategy, moments

SLOW = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


# What stands


@pytest.mark.parametrize("name", LAWFUL)
def test_a_lawful_call_passes(name):
    verdicts = check(LAWFUL[name])
    enforce(verdicts)
    assert len(verdicts) > 15
    assert {one.answer for one in verdicts} == {Answer.MEETS}


def test_verdicts_stand_in_the_order_of_the_fields():
    order = [one.name for one in fields(Facts)]
    places = [order.index(one.field.split(".")[0]) for one in check(GRANT)]
    assert places == sorted(places)


def test_every_verdict_names_a_row_of_the_book_or_a_check_of_the_portal():
    ids = {row.id for row in BOOK.rows}
    for facts in (*LAWFUL.values(), JINGHONG, Facts()):
        for one in check(facts):
            assert one.rule in ids or one.rule.startswith("portal.")
            assert one.confidence
            assert one.tier


# The real calls


@pytest.mark.parametrize(
    ("procedure", "instrument"), [("below_threshold_selection", "contract"), ("grant_call", "grant")]
)
def test_jinghong_breaks_under_both_labels(procedure, instrument):
    verdict = on(replace(JINGHONG, procedure=procedure, instrument=instrument), "bids_due")[
        "closing_too_early"
    ]
    assert verdict.answer is Answer.BREAKS
    assert verdict.earliest == day("2024-07-16")
    assert [one.number for one in verdict.counted.days if one.number] == list(range(1, 11))
    assert len(verdict.counted.skipped) == 4


def test_jinghong_as_the_official_reads_it():
    verdict = on(JINGHONG, "bids_due")["closing_too_early"]
    with override("zh-hans"):
        assert verdict_message(verdict) == (
            "截止日期太早：从7月2日发布算，最早是7月16日（10个工作日，跳过4个周末日）。依据：本平台规则。"
        )
    with override("en"):
        assert verdict_message(verdict) == (
            "Closing is too early. Published 2 July, the earliest is 16 July "
            "(10 working days, 4 weekend days skipped). Source: portal rule."
        )


def test_the_last_day_for_questions_is_offered_before_a_closing_that_will_do():
    """A closing that is too early moves; a day counted from it could lie before publication."""
    facts = replace(GRANT, published_at=at("2024-07-10"), bids_due=at("2024-07-11"), ask_by=None)
    closing = on(facts, "bids_due")["closing_too_early"].earliest
    offered = on(facts, "ask_by")["not_stated"].latest
    assert offered == CALENDAR.before(closing, 4, Unit.WORKING_DAYS).last_day
    assert offered > date(2024, 7, 10)


def test_jinghong_lacks_more_than_a_date():
    stopping = {one.code for one in check(JINGHONG) if one.stops}
    assert {
        "criteria_missing",
        "indirect_costs_not_stated",
        "capacity_not_stated",
        "payments_not_stated",
        "consent_clause_missing",
        "area_limit_needs_reason",
        "experience_required_needs_reason",
        "hosted_not_stated",
    } <= stopping


def test_zhongshan_meets_both_exact_minima():
    verdicts = {one.code: one for one in check(ZHONGSHAN) if one.field in DATE_FIELDS}
    assert {one.answer for one in verdicts.values()} == {Answer.MEETS}
    assert verdicts["documents_end_kept"].earliest == day("2026-04-17")
    assert verdicts["documents_closing_kept"].earliest == day("2026-04-21")
    assert verdicts["notice_period_kept"].earliest == day("2026-04-15")


def test_zhongshan_one_day_less_breaks():
    early = replace(ZHONGSHAN, documents_to=day("2026-04-16"), bids_due=at("2026-04-20T09:30"))
    assert on(early, "documents_to")["documents_end_too_early"].answer is Answer.BREAKS
    assert on(early, "bids_due")["documents_closing_too_early"].earliest == day("2026-04-21")


def test_zhongshan_is_above_the_open_tender_threshold_and_says_why():
    verdict = on(ZHONGSHAN, "procedure")["approval_needed"]
    assert verdict.answer is Answer.NEEDS_REASON
    assert verdict.stops
    answered = on(ZHONGSHAN, "procedure", reasons={verdict.rule: "财采〔2026〕1号批准"})["approval_needed"]
    assert not answered.stops


def test_shipan_gives_documents_out_for_one_working_day_too_few():
    verdict = on(SHIPAN, "documents_to")["documents_end_too_early"]
    assert verdict.answer is Answer.BREAKS
    assert verdict.earliest == day("2021-12-13")
    assert on(SHIPAN, "bids_due")["documents_closing_kept"].earliest == day("2021-12-16")
    assert on(SHIPAN, "bids_due")["notice_period_kept"].earliest == day("2021-12-08")


# One fault at a time: the field, the code, the answer


@pytest.mark.parametrize(("facts", "change", "field", "code", "answer"), FAULTS)
def test_each_fault_is_found_on_its_field(facts, change, field, code, answer):
    found = on(replace(facts, **change), field)
    assert code in found, sorted(found)
    assert found[code].answer == answer
    assert found[code].stops


@pytest.mark.parametrize("regime", [None, "statutory"])
def test_where_no_procedure_is_chosen_its_regime_is_not_told_as_well(regime):
    told = check(replace(GRANT, procedure=None, regime=regime))
    assert [one.rule for one in told if one.field == "procedure"] == ["portal.procedure"]
    assert not [one for one in told if one.rule == "portal.regime"]


def test_a_programme_call_may_wait_for_its_money():
    verdict = on(replace(GRANT, funding="conditional"), "funding")["funding_before_signing"]
    assert verdict.answer is Answer.MEETS


def test_names_are_refused_even_when_a_supervisor_would_waive():
    verdict = on(replace(GRANT, client_data="names"), "client_data")["client_names_asked"]
    waived = on(replace(GRANT, client_data="names"), "client_data", waivers={verdict.rule: "要"})
    assert waived["client_names_asked"].answer is Answer.BREAKS


# Days follow money


@pytest.mark.parametrize(
    ("value", "earliest"),
    [(50_000, "2024-07-11"), (50_001, "2024-07-16"), (600_000, "2024-07-16"), (600_001, "2024-07-22")],
)
@pytest.mark.parametrize("base", [GRANT, SELECTION])
def test_days_follow_money_not_the_label(base, value, earliest):
    facts = replace(base, estimated_value=yuan(value), largest_award=yuan(value), bids_due=at("2024-07-03"))
    assert on(facts, "bids_due")["closing_too_early"].earliest == day(earliest)


def test_money_not_stated_takes_the_longest_time():
    facts = replace(GRANT, estimated_value=None, largest_award=None, bids_due=at("2024-07-16"))
    verdict = on(facts, "bids_due")["depends_on_money"]
    assert verdict.answer is Answer.CANNOT_TELL
    assert verdict.earliest == day("2024-07-22")
    late = replace(facts, bids_due=at("2024-07-22"))
    assert on(late, "bids_due")["closing_kept"].answer is Answer.MEETS
    early = replace(facts, bids_due=at("2024-07-10"))
    assert on(early, "bids_due")["closing_too_early"].answer is Answer.BREAKS


def test_a_supervisor_may_shorten_in_public_but_not_below_the_shorter_floor():
    short = replace(GRANT, bids_due=at("2024-07-09"))
    rule = on(short, "bids_due")["closing_too_early"].rule
    waived = on(short, "bids_due", waivers={rule: "经费年底前须支出"})["closing_shortened"]
    assert not waived.stops
    assert waived.reason == "经费年底前须支出"
    shorter = replace(GRANT, bids_due=at("2024-07-08"))
    verdict = on(shorter, "bids_due", waivers={rule: "经费年底前须支出"})["closing_too_early"]
    assert verdict.answer is Answer.BREAKS
    assert verdict.earliest == day("2024-07-09")


def test_documents_that_come_late_start_the_programme_clock_late():
    late = replace(GRANT, documents_from=day("2024-07-04"))
    assert on(late, "bids_due")["closing_too_early"].earliest == day("2024-07-18")


# Reasons


def test_a_reason_lets_it_pass_and_stands_in_the_verdict():
    facts = replace(GRANT, capacity_amount=Decimal(0))
    verdict = on(facts, "capacity_amount")["capacity_zero"]
    with pytest.raises(RuleError) as caught:
        enforce(check(facts))
    assert [one.code for one in caught.value.verdicts] == ["capacity_zero"]
    enforce(check(facts), reasons={verdict.rule: "另有培训经费"})
    told = on(facts, "capacity_amount", reasons={verdict.rule: "另有培训经费"})["capacity_zero"]
    assert told.reason == "另有培训经费"
    assert not told.stops


def test_a_blank_reason_is_none():
    facts = replace(GRANT, capacity_amount=Decimal(0))
    rule = on(facts, "capacity_amount")["capacity_zero"].rule
    with pytest.raises(RuleError):
        enforce(check(facts), reasons={rule: "  "})


def test_the_reason_of_a_fact_is_taken_from_the_fact():
    facts = replace(GRANT, indirect_costs=IndirectCosts(ceiling=Decimal(0), excluded_reason="由单位承担"))
    assert not on(facts, "indirect_costs")["indirect_costs_not_paid"].stops
    invited = replace(GRANT, invited_only_reason="follow_up_of_running_service")
    assert not on(invited, "invited_only_reason")["invited_only"].stops


def test_what_cannot_be_known_at_approval_may_wait():
    facts = replace(CONSULTATION, official_medium_url=None, official_medium_published_at=None)
    with pytest.raises(RuleError):
        enforce(check(facts))
    enforce(check(facts), not_yet=("official_medium_url", "official_medium_published_at"))


# Years not announced


def midnight(day_of_month):
    return datetime.combine(day_of_month, datetime.min.time(), LOCAL_TIME)


def test_an_unannounced_year_is_cannot_tell_with_a_day_that_is_lawful_in_any_case():
    start = date(CALENDAR.announced_through.year + 1, 4, 20)
    facts = replace(GRANT, published_at=midnight(start), documents_from=None, opens_at=None)
    likely = CALENDAR.add(start, 10, Unit.WORKING_DAYS, roll=True).last_day
    verdict = on(replace(facts, bids_due=midnight(likely)), "bids_due")["closing_calendar_open"]
    assert verdict.answer is Answer.CANNOT_TELL
    assert verdict.earliest > likely
    for safe in (verdict.earliest, verdict.earliest + timedelta(days=30)):
        kept = on(replace(facts, bids_due=midnight(safe)), "bids_due")["closing_kept"]
        assert kept.answer is Answer.MEETS
    hopeless = replace(facts, bids_due=midnight(start + timedelta(days=9)))
    assert on(hopeless, "bids_due")["closing_too_early"].answer is Answer.BREAKS


def test_an_unannounced_year_leaves_the_last_day_for_questions_open_too():
    end = date(CALENDAR.announced_through.year + 1, 5, 10)
    facts = replace(GRANT, bids_due=midnight(end))
    likely = CALENDAR.before(end, 4, Unit.WORKING_DAYS).last_day
    verdict = on(replace(facts, ask_by=likely), "ask_by")["ask_by_calendar_open"]
    assert verdict.latest < likely
    assert on(replace(facts, ask_by=verdict.latest), "ask_by")["ask_by_kept"].answer is Answer.MEETS


# Properties


@SLOW
@given(facts_strategy())
def test_random_calls_are_judged_and_every_verdict_speaks_both_languages(facts):
    verdicts = check(facts)
    assert verdicts
    for language in ("zh-hans", "en"):
        with override(language):
            for one in verdicts:
                words = verdict_message(one)
                assert words.strip()
                assert "%(" not in words


@SLOW
@given(
    moments(datetime(2015, 3, 2), datetime(2026, 9, 1)),
    st.integers(0, 60),
    st.sampled_from(sorted(PROCEDURES)),
    st.sampled_from([yuan(30_000), yuan(200_000), yuan(1_000_000), yuan(3_000_000)]),
    st.integers(0, 24 * 60 - 1),
)
def test_no_accepted_closing_lies_before_the_rules_day(published, later, procedure, value, minute):
    """For any minute of publication, in any zone it is given in, judged by an independent count."""
    regime = PROCEDURES[procedure].regimes[0]
    start = legal_day(published)
    closing = datetime.combine(start, datetime.min.time(), LOCAL_TIME) + timedelta(days=later, minutes=minute)
    facts = Facts(
        procedure=procedure,
        regime=regime,
        level="county",
        estimated_value=value,
        published_at=published,
        official_medium_published_at=published,
        bids_due=closing,
    )
    case = Case(facts, BOOK, CALENDAR)
    least = start
    for rule in LEAST:
        row = case.row(rule.parameter) if rule.field == "bids_due" and rule.applies(case) else None
        if row is not None:
            least = max(least, _by_hand(start, int(row.number), str(row.unit)))
    counted = [one for one in check(facts) if one.field == "bids_due" and one.rule != "portal.working_hours"]
    broken = any(one.answer is Answer.BREAKS for one in counted)
    if legal_day(closing) < least:
        assert broken
    else:
        # Rolling past a holiday may ask for more than the plain count, never for more than a fortnight.
        assert not broken or (legal_day(closing) - least).days < 14


def _by_hand(start, number, unit):
    current = start
    while number:
        current += timedelta(days=1)
        number -= unit == "calendar_days" or CALENDAR.is_workday(current)
    return current


# Facts that stand alone: stating one never turns a verdict about another field.
ALONE = {
    "ceiling_price": yuan(1),
    "deposit": yuan(5),
    "capacity_amount": yuan(1),
    "contract_months": Decimal(6),
    "client_data": "none",
    "consortium_allowed": True,
    "price_weight": Decimal(20),
    "sme_reservation": "reserved",
    "ground": "government_purchased_service",
    "intention_published_on": date(2020, 1, 1),
    "official_medium_url": "https://medium.example/a",
    "payment_schedule": (Payment(Decimal(100), 10, "agreement"),),
    "indirect_costs": IndirectCosts(payable=("staff",)),
    "invited_only_reason": "urgent_public_health",
    "service_class": "innovation",
}


# But for those that it brings with it: who is only invited is counted, a framework's term has its documents and its
# door open as long.
RELATED = {
    "sme_reservation": {"sme_ground", "sme_deduction"},
    "price_weight": {"criteria", "sme_deduction"},
    "invited_only_reason": {"invitation"},
    "contract_months": {"documents_to", "bids_due"},
}


@SLOW
@given(facts_strategy(), st.sampled_from(sorted(ALONE)))
def test_adding_a_fact_never_turns_an_unrelated_verdict(facts, name):
    if name == "intention_published_on" and facts.legal_from is None:
        return  # then the only date of the call says which rules apply to all of it
    without = replace(
        facts,
        **{name: Facts.__dataclass_fields__[name].default_factory() if name == "indirect_costs" else None},
    )
    related = {name, *RELATED.get(name, ())}

    def others(one):
        return [
            (v.rule, v.field, v.code, v.answer) for v in check(one) if v.field.split(".")[0] not in related
        ]

    assert others(replace(without, **{name: ALONE[name]})) == others(without)


def test_checks_are_listed_once():
    assert len(CHECKS) == len(set(CHECKS))


@pytest.mark.parametrize(
    ("given", "code", "stops"),
    [
        (None, "deduction_unsaid", False),
        ("9.99", "deduction_low", True),
        ("10", "deduction_kept", False),
        ("20", "deduction_kept", False),
        ("20.01", "deduction_high", True),
    ],
)
def test_the_deduction_for_small_enterprises_lies_between_ten_and_twenty_percent(given, code, stops):
    found = on(replace(CONSULTATION, sme_deduction=given and Decimal(given)), "sme_deduction")
    assert {name: one.stops for name, one in found.items()} == {code: stops}


@pytest.mark.parametrize("changes", [{"sme_reservation": "reserved"}, {"price_weight": Decimal(0)}])
def test_where_nothing_is_deducted_no_rule_asks_how_much(changes):
    assert on(replace(CONSULTATION, sme_deduction=Decimal(50), **changes), "sme_deduction") == {}
