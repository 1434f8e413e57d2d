"""What a contract, a talk on the plan, a payment and an acceptance must keep."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.rules import contracting
from procurement.rules.contracting import PaymentLine, Signed, check_contract
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, day

TODAY = day("2024-08-01")
PAYMENTS = (
    PaymentLine(Decimal(40), day("2024-08-10"), "agreement"),
    PaymentLine(Decimal(40), day("2024-10-10"), "milestone"),
    PaymentLine(Decimal(20), day("2025-02-10"), "acceptance"),
)
SIGNED = Signed(
    value=Decimal(180000),
    award=Decimal(180000),
    awarded_on=day("2024-07-25"),
    signed_on=TODAY,
    starts_on=TODAY,
    ends_on=day("2025-01-31"),
    payments=PAYMENTS,
    signatory_registered=True,
)


def codes(signed, facts=GRANT, *, open_objections=0, funding_confirmed=False):
    found = check_contract(
        signed,
        facts,
        on=TODAY,
        open_objections=open_objections,
        funding_confirmed=funding_confirmed,
        book=BOOK,
        calendar=CALENDAR,
    )
    return [one.code for one in found]


def paid(*lines):
    return tuple(PaymentLine(Decimal(share), day(due), basis) for share, due, basis in lines)


def test_a_lawful_contract():
    assert codes(SIGNED) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signatory_registered": False}, "signatory_not_registered"),
        ({"value": Decimal("180000.01")}, "above_award"),
        ({"signed_on": TODAY + timedelta(days=1)}, "signed_in_future"),
        ({"signed_on": day("2024-07-24")}, "signed_before_award"),
        ({"ends_on": day("2024-07-31")}, "ends_before_start"),
        ({"ends_on": day("2025-03-31")}, "longer_than_call"),
        ({"payments": PAYMENTS[:2]}, "payments_not_whole"),
        ({"payments": (PAYMENTS[1], PAYMENTS[0], PAYMENTS[2])}, "payments_out_of_order"),
        (
            {"payments": paid(("39.99", "2024-08-10", "agreement"), ("60.01", "2025-02-10", "acceptance"))},
            "first_payment_low",
        ),
        (
            {"payments": paid(("40", "2024-08-17", "agreement"), ("60", "2025-02-10", "acceptance"))},
            "first_payment_late",
        ),
        (
            {"payments": paid(("49", "2024-08-10", "agreement"), ("51", "2025-02-10", "output"))},
            "output_share_high",
        ),
        ({"hosted": True, "host_fee": Decimal("8.01")}, "host_fee_high"),
        ({"hosted": True}, "host_fee_missing"),
        ({"host_fee": Decimal(5)}, "host_fee_without_host"),
    ],
)
def test_each_fault_is_found(change, code):
    assert code in codes(replace(SIGNED, **change))


def test_the_edges_hold():
    """40 per cent on the fifteenth day, half on output, 8 per cent for the host, six whole months, less money."""
    edge = replace(
        SIGNED,
        payments=paid(
            ("40", "2024-08-16", "agreement"), ("50", "2024-11-01", "output"), ("10", "2025-02-10", "acceptance")
        ),
        hosted=True,
        host_fee=Decimal(8),
        value=Decimal(170000),
    )  # fmt: skip
    assert codes(edge) == []


def test_a_statutory_contract_has_exactly_the_sum_of_the_award():
    statutory = replace(CONSULTATION, contract_months=None)
    assert "differs_from_award" in codes(replace(SIGNED, value=Decimal(170000)), statutory)
    assert codes(SIGNED, statutory) == []
    # No first payment is prescribed there.
    late = paid(("10", "2024-12-01", "milestone"), ("90", "2025-02-10", "acceptance"))
    assert codes(replace(SIGNED, payments=late), statutory) == []
    long = replace(SIGNED, ends_on=day("2027-09-30"))
    assert "term_too_long" in codes(long, statutory)


def test_an_open_objection_stops_signing():
    assert codes(SIGNED, open_objections=1) == ["objection_open"]


def test_conditional_money_is_confirmed_first():
    conditional = replace(GRANT, funding="conditional")
    assert codes(SIGNED, conditional) == ["funding_not_confirmed"]
    assert codes(SIGNED, conditional, funding_confirmed=True) == []


def test_everything_is_said_at_once():
    bad = replace(SIGNED, value=Decimal(190000), payments=PAYMENTS[:1], signatory_registered=False)
    assert codes(bad, open_objections=2) == [
        "objection_open",
        "signatory_not_registered",
        "above_award",
        "payments_not_whole",
    ]


def talked(held, facts=GRANT):
    found = contracting.check_plan_talk(
        day(held), facts, awarded_on=day("2024-07-22"), on=day("2024-08-06"), book=BOOK, calendar=CALENDAR
    )
    return [one.code for one in found]


def test_one_talk_on_the_plan_within_ten_working_days_of_the_award():
    assert talked("2024-07-22") == talked("2024-08-05") == []
    assert talked("2024-07-21") == ["held_before_award"]
    assert talked("2024-08-06") == ["held_too_late"]
    assert talked("2024-08-07") == ["held_in_future"]
    assert talked("2024-07-23", CONSULTATION) == ["no_plan_talk"]


SAID = "服务对象认为时间合适。"


def accepted(on, facts=GRANT, *, users=True, said=SAID, early=""):
    found = contracting.check_acceptance(
        day(on), facts, starts_on=day("2024-08-01"), ends_on=day("2025-01-31"), on=day("2025-02-01"),
        users_took_part=users, users_said=said, early=early, panel="采购人代表", book=BOOK, calendar=CALENDAR,
    )  # fmt: skip
    return [one.code for one in found]


def test_an_acceptance_has_its_day_and_in_the_statutory_regime_its_users():
    assert accepted("2025-02-01") == accepted("2025-01-31") == []
    assert accepted("2025-02-02") == ["accepted_in_future"]
    assert accepted("2024-07-31") == ["accepted_before_start"]
    assert accepted("2025-01-31", users=False) == []
    assert accepted("2025-01-31", CONSULTATION, users=False) == ["users_missing"]


def test_an_acceptance_before_the_service_ends_says_why_in_words():
    assert accepted("2025-01-30") == ["accepted_before_end"]
    for nothing in ("", "   ", "来不及", "。。。。。。。。。。。。"):
        assert accepted("2025-01-30", early=nothing) == ["accepted_before_end"]
    assert accepted("2025-01-30", early="活动全部提前完成，双方同意。") == []
    # No reason makes a day lawful on which nothing could have been done.
    assert accepted("2024-07-31", early="活动全部提前完成，双方同意。") == ["accepted_before_start"]


def test_what_users_said_is_there_or_why_none_was_asked():
    assert accepted("2025-02-01", said="  ") == ["users_unheard"]
    assert accepted("2025-02-01", users=False, said="来不及") == ["users_reason_short"]
    assert accepted("2025-02-01", users=False, said="没有参加") == ["users_reason_short"]


def test_a_payment_lies_after_signing_and_is_passed_on_after_it():
    def codes_of(paid_on, passed_on=None):
        found = contracting.check_payment(
            day(paid_on),
            day(passed_on) if passed_on else None,
            signed_on=day("2024-08-01"),
            on=day("2024-08-20"),
        )
        return [one.code for one in found]

    assert codes_of("2024-08-01") == codes_of("2024-08-05", "2024-08-09") == []
    assert codes_of("2024-07-31") == ["day_before_signing"]
    assert codes_of("2024-08-21") == codes_of("2024-08-10", "2024-08-21") == ["day_in_future"]
    assert codes_of("2024-08-10", "2024-08-09") == ["passed_before_paid"]


def test_in_time_is_the_last_day_itself():
    def on_time(done):
        return contracting.in_time(
            GRANT, "contract.publication_max", start=day("2024-08-01"), done_on=day(done), book=BOOK, calendar=CALENDAR
        )  # fmt: skip

    assert on_time("2024-08-05")
    assert not on_time("2024-08-06")


def test_a_lone_bid_is_talked_over_before_it_is_signed():
    assert codes(replace(SIGNED, only_bid=True)) == ["minutes_missing"]
    assert codes(replace(SIGNED, only_bid=True, talked=True)) == []
    statutory = replace(SIGNED, only_bid=True, awarded_on=TODAY)
    assert "minutes_missing" not in codes(statutory, CONSULTATION)


def test_the_book_says_that_an_open_challenge_stops_signing():
    row = [one for one in BOOK.rows if one.parameter != "challenge.stops_signing"]
    without = replace(BOOK, rows=tuple(row))

    def stops(facts, book):
        found = check_contract(
            SIGNED, facts, on=TODAY, open_objections=1, funding_confirmed=True, book=book, calendar=CALENDAR
        )
        return "objection_open" in [one.code for one in found]

    assert [stops(CONSULTATION, BOOK), stops(CONSULTATION, without), stops(GRANT, without)] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("服务对象张某签字确认。", True),
        ("服务对象实名反馈满意。", True),
        ("服务对象以编码反馈，未签名。", False),
    ],
)
def test_service_users_are_heard_under_codes(said, named):
    found = contracting.check_acceptance(
        TODAY, GRANT, starts_on=TODAY, ends_on=TODAY, on=TODAY, users_took_part=True, users_said=said,
        book=BOOK, calendar=CALENDAR,
    )  # fmt: skip
    assert ("users_signed" in [one.code for one in found]) is named


def test_a_statutory_acceptance_says_who_accepted():
    def faults(facts, panel):
        found = contracting.check_acceptance(
            TODAY, facts, starts_on=TODAY, ends_on=TODAY, on=TODAY, users_took_part=True, users_said="满意。",
            panel=panel, book=BOOK, calendar=CALENDAR,
        )  # fmt: skip
        return [one.code for one in found]

    assert faults(CONSULTATION, " ") == ["panel_unsaid"]
    assert faults(CONSULTATION, "采购人代表") == faults(GRANT, "") == []
