"""Every figure of the design's list of rules stands in the book, with its number, unit and confidence."""

import re
from datetime import date
from decimal import Decimal

import pytest

from portal.ground.province import chosen
from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.parameters import PARAMETERS
from procurement.rules.procedures import GROUNDS, NOTICE_KINDS, PROCEDURES
from procurement.rules.row import Row
from procurement.rules.rulebook import NATIONAL, Rulebook, load
from procurement.rules.vocabulary import LEVELS

BOOK = Rulebook.of(chosen().book)
D, W = "calendar_days", "working_days"

# Typed from the list by hand: (row, number, unit, confidence). A rule without a figure has None and "".
COMMON = {
    "C1": [("10.intention", 30, D, "V2"), ("10.intention.exempt", None, "", "V2")],
    "C2": [
        ("101.medium.receipt", 1, W, "V2"),
        ("101.medium", None, "", "V2"),
        ("101.medium.first", None, "", "V2"),
    ],
    "C3": [("658.15.comment", None, "", "V1"), ("YN.comment", 5, W, "H")],
    "C4": [("658.30.budget", None, "", "V1")],
    "C5": [("GPL.51.answer", 3, W, "V1"), ("GPL.51.any_time", None, "", "V1")],
    "C6": [("GPL.52.challenge", 7, W, "V1")],
    "C7": [("94.11.participants", None, "", "V2"), ("94.10.once", None, "", "V2")],
    "C8": [("GPL.53.reply", 7, W, "V1")],
    "C9": [("658.54.signing", None, "", "V1")],
    "C10": [("GPL.55.complaint", 15, W, "V1")],
    "C11": [
        ("94.21.review", 5, W, "V2"),
        ("94.21.refusal", 3, W, "V2"),
        ("94.21.service", 8, W, "M+"),
        ("94.22.statement", 5, W, "V2"),
        ("GPL.56.decision", 30, W, "V1"),
    ],
    "C12": [("GPL.57.suspension", 30, D, "V1")],
    "C13": [("135.decision", 5, W, "M+")],
    "C14": [("94.37.unfounded", 3, "count", "V2"), ("94.37.window", 12, "months", "V2")],
    "C15": [("658.43.report", 2, W, "V1")],
    "C16": [("658.43.winner", 5, W, "V1"), ("214.28.silence", None, "", "V2")],
    "C17": [("658.43.result", 2, W, "V1"), ("658.43.documents", None, "", "V1")],
    "C18": [("87.69.notice_period", 1, W, "V2")],
    "C19": [("GPL.46.contract", 30, D, "V1")],
    "C20": [("658.50.publication", 2, W, "V1"), ("658.50.redacted", None, "", "V1")],
    "C21": [("GPL.47.filing", 7, W, "V1")],
    "C22": [("658.45.users", None, "", "V1"), ("135.acceptance", 2, W, "M+")],
    "C23": [
        ("658.33.deposit", 2, "percent", "V1"),
        ("658.33.refund", 5, W, "V1"),
        ("658.33.not_cash", None, "", "V1"),
    ],
    "C24": [("658.48.bond", 10, "percent", "V1")],
    "C25": [("GPL.49.supplement", 10, "percent", "V1")],
    "C26": [("GPL.42.records", 15, "years", "V1")],
    "C27": [("102.24.term", 12, "months", "V2"), ("102.24.term.stable", 36, "months", "V2")],
    "C28": [("GPL.48.subletting", None, "", "V2")],
    "C29": [
        ("87.29.termination", None, "", "V2"),
        ("87.29.refund", 5, W, "M+"),
        ("YN.termination", 2, W, "H"),
    ],
    "C30": [("GPL.27.approval", None, "", "V1")],
    "C31": [("658.28.splitting", None, "", "V1")],
    "C32": [("658.20.forbidden", None, "", "V1")],
    "C33": [("54.young", 0, "years", "M+")],
    "C34": [("54.share", 30, "percent", "M+")],
    "C35": [("87.28.secret", None, "", "M+")],
    "C36": [
        ("87.47.committee", 5, "count", "V2"),
        ("87.47.committee.large", 7, "count", "V2"),
        ("74.7.team@county+prefecture@2020-01-01", 3, "count", "V2"),
        ("74.7.team.large@county+prefecture@2020-01-01", 5, "count", "V2"),
        ("214.14.team", 3, "count", "V2"),
        ("committee.experts", 2, "thirds", "V2"),
        ("committee.odd", None, "", "V2"),
    ],
    "C37": [
        ("2026-2.mean", 50, "percent", "V2"),
        ("2026-2.second", 50, "percent", "V2"),
        ("2026-2.ceiling", 45, "percent", "V2"),
        ("2026-2.max_ratio", 65, "percent", "V2"),
        ("2026-2.explain", 30, "minutes", "V2"),
        ("2026-2.experts", None, "", "V2"),
    ],
    "C38": [
        ("46.7.reserve_all", 100, "percent", "V2"),
        ("46.8.reserve_30", 30, "percent", "V2"),
        ("46.8.small_micro", 60, "percent", "V2"),
        ("19.deduction.min", 10, "percent", "V2"),
        ("19.deduction.max", 20, "percent", "V2"),
        ("46.qualifying", 3, "count", "V2"),
        ("46.stated", None, "", "V2"),
        ("46.deduction.min", 6, "percent", "V2"),
        ("46.deduction.max", 10, "percent", "V2"),
        ("19.deduction.joint.min", 4, "percent", "V2"),
        ("19.deduction.joint.max", 6, "percent", "V2"),
    ],
    "C39": [("46.declaration", None, "", "V2")],
    "C40": [("CL.95.charity", None, "", "V1")],
    "C41": [
        ("711.26.publication", 20, W, "V1"),
        ("711.33.reply", 20, W, "V1"),
        ("711.33.extension", 20, W, "V1"),
    ],
}
CORRECTIONS = {
    "tenders": [("658.31.correction", 15, D, "V1")],
    "prequalification": [("87.27.prequalification", 3, D, "M+")],
    "consultation": [("214.10.correction", 5, D, "M+")],
    "negotiation": [("74.29.correction", 3, W, "M+")],
    "quotation": [("74.45.correction", 3, W, "M+")],
    "framework": [("110.correction", 15, D, "M+")],
    "programme": [("YN.P.correction", 5, W, "H")],
    "never": [("87.27.forbidden", None, "", "V2"), ("87.27.media", None, "", "M+")],
}
PROCEDURE_FIGURES = {
    "3.1 open, 3.2 invited": [
        ("87.16.notice_period", 5, W, "V2"),
        ("87.16.prequalification", 5, W, "V2"),
        ("87.18.documents", 5, W, "V1"),
        ("GPL.35.bids_due", 20, D, "V1"),
        ("658.21.prequalification", 5, W, "V1"),
        ("87.site_visit", None, "", "V2"),
        ("87.40.opening", None, "", "M+"),
        ("GPL.36.bidders", 3, "count", "V1"),
        ("87.43.approval", None, "", "M+"),
        ("87.55.price.services", 10, "percent", "V2"),
        ("87.55.price.goods", 30, "percent", "V2"),
        ("87.69.losers", None, "", "M+"),
        ("GPL.29.ground", None, "", "V1"),
        ("87.14.pool_methods", None, "", "V2"),
        ("GPL.34.invited", 3, "count", "V1"),
        ("87.14.pool", 2, "count", "M+"),
        ("87.14.witnesses", 2, "count", "M+"),
        ("87.14.recommended", None, "", "M+"),
        ("87.18.extension", None, "", "M+"),
        ("YN.invitation", None, "", "H"),
    ],
    "3.3 negotiation": [
        ("GPL.30.ground", None, "", "V1"),
        ("74.12.recommended", 50, "percent", "V2"),
        ("135.notice_period", 3, W, "V2"),
        ("YN.negotiation.documents", 3, W, "H"),
        ("74.29.response", 3, W, "V2"),
        ("74.27.bidders", 3, "count", "V2"),
        ("74.27.bidders.two", 2, "count", "V2"),
        ("GPL.38.method", None, "", "V1"),
        ("74.candidates", 3, "count", "V2"),
        ("74.result.members", None, "", "V2"),
    ],
    "3.4 consultation": [
        ("214.3.ground", None, "", "V2"),
        ("214.10.documents", 5, W, "V2"),
        ("214.10.response", 10, D, "V2"),
        ("214.21.bidders", 3, "count", "V2"),
        ("124.bidders.two", 2, "count", "V2"),
        ("214.24.price.min.services", 10, "percent", "V2"),
        ("214.24.price.max.services", 30, "percent", "V2"),
        ("214.24.price.min.goods", 30, "percent", "V2"),
        ("214.24.price.max.goods", 60, "percent", "V2"),
        ("214.25.candidates", 3, "count", "V2"),
    ],
    "3.5 quotation": [
        ("GPL.32.goods", None, "", "V1"),
        ("GPL.32.ground", None, "", "V1"),
        ("74.45.response", 3, W, "V2"),
        ("GPL.40.bidders", 3, "count", "V1"),
        ("GPL.40.once", None, "", "V1"),
        ("GPL.40.method", None, "", "V1"),
    ],
    "3.6 single source": [
        ("GPL.31.ground", None, "", "V1"),
        ("GPL.31.top_up", 10, "percent", "V1"),
        ("658.38.publicity@county+prefecture@2020-01-01", 5, W, "V1"),
        ("YN.single_source.publicity@county+prefecture@2020-01-01", 5, W, "H"),
        ("YN.single_source.any_amount", None, "", "H"),
        ("74.39.rearguing", 5, W, "M+"),
        ("YN.single_source.evidence", None, "", "H"),
        ("74.38.argued", None, "", "V2"),
    ],
    "3.7 framework": [
        ("110.3.ground", None, "", "V2"),
        ("110.plan", None, "", "V2"),
        ("110.survey.users", 3, "count", "V2"),
        ("110.survey.suppliers", 3, "count", "V2"),
        ("110.term.goods", 12, "months", "V2"),
        ("110.term.services", 24, "months", "V2"),
        ("110.ceiling", None, "", "V2"),
        ("110.notice_period", 5, W, "M+"),
        ("110.documents", 5, W, "M+"),
        ("110.bids_due", 20, D, "M+"),
        ("110.bidders", 2, "count", "V2"),
        ("110.elimination", 20, "percent", "V2"),
        ("110.elimination.count", 1, "count", "V2"),
        ("110.elimination.laboratory", 40, "percent", "V2"),
        ("110.tell_users", 3, W, "V2"),
        ("110.top_up", 70, "percent", "V2"),
        ("110.any_time", None, "", "V2"),
        ("110.list", None, "", "V2"),
        ("110.review", 7, W, "V2"),
        ("110.admission", 2, W, "V2"),
        ("110.second_stage", None, "", "V2"),
        ("110.order_result", 2, W, "M+"),
        ("110.summary", 10, W, "V2"),
        ("110.whole_term", None, "", "V2"),
    ],
    "3.8 programme": [
        ("YN.P.open.small", 7, W, "H"),
        ("YN.P.open.middle", 10, W, "H"),
        ("YN.P.open.middle.province", 10, W, "H"),
        ("YN.P.open.large", 20, D, "H"),
        ("YN.P.open.large.province", 20, D, "H"),
        ("YN.P.open.province_wide", 20, D, "H"),
        ("YN.P.open.shortened", 5, W, "H"),
        ("YN.P.ask_by", 4, W, "H"),
        ("YN.P.answers_by", 2, W, "H"),
        ("YN.P.answer", 3, W, "H"),
        ("YN.P.invited.reason", None, "", "H"),
        ("YN.P.invited.number", None, "", "H"),
        ("YN.P.invited.open", None, "", "H"),
        ("YN.P.bidders", 1, "count", "H"),
        ("YN.P.minutes", None, "", "H"),
        ("YN.P.extension", 5, W, "H"),
        ("YN.P.extension.once", 1, "count", "H"),
        ("YN.P.documents.free", None, "", "H"),
        ("YN.P.documents.open", None, "", "H"),
        ("YN.P.criteria", None, "", "H"),
        ("YN.P.weights", 100, "percent", "H"),
        ("YN.P.charges", None, "", "H"),
        ("YN.P.deposit", 0, "percent", "H"),
        ("YN.P.panel", 3, "count", "H"),
        ("YN.P.panel.buyer", 1, "count", "H"),
        ("YN.P.scoring", 5, W, "H"),
        ("YN.P.publicity", 3, W, "H"),
        ("YN.P.publicity.large", 5, W, "H"),
        ("YN.P.objection", 7, W, "H"),
        ("YN.P.plan_talk", 10, W, "H"),
        ("YN.P.plan_talk.once", 1, "count", "H"),
        ("YN.P.agreement", 15, W, "H"),
        ("YN.P.agreement.published", 2, W, "H"),
        ("YN.P.first_payment", 40, "percent", "H"),
        ("YN.P.first_payment.days", 15, D, "H"),
        ("YN.P.output_linked", 50, "percent", "H"),
        ("YN.P.acceptance", 20, W, "H"),
        ("YN.P.not_prescribed", None, "", "H"),
        ("YN.P.budget_lines", 20, "percent", "H"),
        ("YN.P.hosted", None, "", "H"),
        ("YN.P.area_limit", None, "", "H"),
        ("YN.P.experience", None, "", "H"),
        ("YN.P.young", 0, "years", "H"),
        ("YN.P.indirect", None, "", "H"),
        ("YN.P.indirect.zero", None, "", "H"),
        ("YN.P.capacity", None, "", "H"),
        ("YN.P.capacity.zero", None, "", "H"),
        ("YN.P.host_fee", 8, "percent", "H"),
        ("YN.P.host_pass_on", 10, W, "H"),
        ("YN.client_data", None, "", "H"),
        ("YN.testing.clause", None, "", "H"),
        ("YN.testing.quality", 1, "count", "H"),
        ("YN.payment.by_counts", None, "", "H"),
    ],
    "4 thresholds": [
        ("69.threshold.province", 500000, "yuan", "M+"),
        ("69.threshold.local", 300000, "yuan", "M+"),
        ("69.threshold.open_tender", 2000000, "yuan", "M+"),
        ("YN.threshold.province.2020", 500000, "yuan", "M"),
        ("YN.threshold.local.2020", 300000, "yuan", "M"),
        ("YN.threshold.open_tender.2020", 2000000, "yuan", "M"),
        ("YN.threshold", 600000, "yuan", "M"),
        ("YN.threshold.open_tender.province", 4000000, "yuan", "M"),
        ("YN.threshold.open_tender.local", 2000000, "yuan", "M"),
    ],
    "findings 5 to 10": [
        ("102.8.buyer", None, "", "V2"),
        ("GPL.22.supplier", None, "", "V1"),
        ("HIV.39.privacy", None, "", "V1"),
        ("2026-12.urgent", None, "", "V2"),
    ],
}
LATER = {
    "beside the list": [
        ("22.survey", 3, "count", "M+"),
        ("22.plan", None, "", "M+"),
        ("22.review", None, "", "M+"),
        ("2016-125.credit", None, "", "M+"),
        ("2024-13.innovation", None, "", "V2"),
        ("2025-30.domestic", 20, "percent", "V2"),
        ("243.contract_change", 2, W, "V2"),
        ("IDL.minimal", None, "", "M+"),
        ("87.18.attached", None, "", "M+"),
    ],
}
LISTED = [
    (part, *row)
    for table in (COMMON, CORRECTIONS, PROCEDURE_FIGURES, LATER)
    for part, rows in table.items()
    for row in rows
]


def find(parameter: str, procedure: str, **more: object) -> Row | None:
    asked = {
        "regime": PROCEDURES[procedure].regimes[0],
        "level": "county",
        "largest_award": Decimal(220000),
        "on": date(2026, 11, 2),
    }
    return BOOK.find(parameter, procedure=procedure, **(asked | more))


@pytest.mark.parametrize(("part", "row_id", "number", "unit", "confidence"), LISTED)
def test_the_figure_stands_in_the_book(part, row_id, number, unit, confidence):
    row = BOOK.row(row_id)
    assert (row.number, row.unit, row.confidence) == (number, unit, confidence), part


def test_the_list_is_whole():
    assert list(COMMON) == [f"C{number}" for number in range(1, 42)]


def test_every_parameter_has_a_row_and_every_kind_of_notice_its_fields():
    assert {row.parameter for row in BOOK.rows} == set(PARAMETERS)
    assert {f"fields.{kind}" for kind in NOTICE_KINDS} <= {row.parameter for row in BOOK.rows}


# The summary grid of the list, asked as a check asks.
GRID = [
    ("open_tender", (5, W), (5, W), (20, D), (15, D), 3, (10, None)),
    ("invited_tender", None, (5, W), (20, D), (15, D), 3, (10, None)),
    ("competitive_negotiation", (3, W), (3, W), (3, W), (3, W), 3, (None, None)),
    ("competitive_consultation", (3, W), (5, W), (10, D), (5, D), 3, (10, 30)),
    ("framework_closed", (5, W), (5, W), (20, D), (15, D), 2, (None, None)),
    ("framework_open", None, None, None, None, None, (None, None)),
    ("single_source", None, None, None, None, 1, (None, None)),
]


def _days(parameter: str, procedure: str) -> tuple[Decimal | None, str] | None:
    row = find(parameter, procedure)
    return None if row is None else (row.number, row.unit)


@pytest.mark.parametrize(("procedure", "notice", "documents", "due", "change", "bidders", "price"), GRID)
def test_the_grid(procedure, notice, documents, due, change, bidders, price):
    assert _days("notice_period.min", procedure) == notice
    assert _days("documents.min_open", procedure) == documents
    assert _days("bids_due.min_after_documents", procedure) == due
    assert _days("correction.min_before_closing", procedure) == change
    least = find("bidders.min", procedure)
    assert (least and least.number) == bidders
    weights = [find(name, procedure) for name in ("price_weight.min", "price_weight.max")]
    assert tuple(row and row.number for row in weights) == price


@pytest.mark.parametrize("procedure", ["grant_call", "below_threshold_selection"])
@pytest.mark.parametrize(
    ("level", "award", "number", "unit"),
    [
        ("county", "50000", 7, W),
        ("county", "50000.01", 10, W),
        ("prefecture", "600000", 10, W),
        ("county", "600000.01", 20, D),
        ("province", "600000", 10, W),
        ("province", "600000.01", 20, D),
    ],
)
def test_days_follow_money_and_not_the_label(procedure, level, award, number, unit):
    row = find("bids_due.min_after_publication", procedure, level=level, largest_award=Decimal(award))
    assert (row.number, row.unit) == (number, unit)


@pytest.mark.parametrize("procedure", ["grant_call", "below_threshold_selection"])
def test_the_jinghong_call_closes_on_16_july_at_the_earliest(procedure):
    row = find("bids_due.min_after_publication", procedure, on=date(2024, 7, 2))
    counted = WorkCalendar.seed().add(
        date(2024, 7, 2), int(row.number), Unit(row.unit), roll=row.counting == "forward_roll"
    )
    assert (row.id, counted.last_day) == ("YN.P.open.middle", date(2024, 7, 16))


def test_dated_rules_change_on_their_day():
    assert find("low_offer.of_mean", "open_tender", on=date(2026, 1, 31)) is None
    assert find("low_offer.of_mean", "open_tender", on=date(2026, 2, 1)).number == 50
    urgent = ("urgent_procurement.measures", "competitive_negotiation")
    assert find(*urgent, on=date(2026, 9, 30)) is None
    assert find(*urgent, on=date(2026, 10, 1)) is not None
    whole = find("sme.min_reserved_share", "open_tender", largest_award=Decimal(2000000))
    assert whole.number == 100


def test_thresholds_wait_for_a_person_to_confirm_them():
    before, since = date(2024, 1, 31), date(2024, 2, 1)
    for level, figure in (("county", 300000), ("prefecture", 300000), ("province", 500000)):
        for on, then in ((before, figure), (since, 600000)):
            row = find("procurement_threshold", "competitive_consultation", level=level, on=on)
            assert (row.number, row.unconfirmed, row.layer) == (then, True, "province")
    for level, figure in (("county", 2000000), ("prefecture", 2000000), ("province", 4000000)):
        for on, then in ((before, 2000000), (since, figure)):
            assert find("open_tender_threshold", "open_tender", level=level, on=on).number == then
    assert find("open_tender_threshold", "open_tender").unconfirmed
    assert not BOOK.row("GPL.35.bids_due").unconfirmed


def test_enforcement_is_as_hard_as_the_rule():
    assert BOOK.row("GPL.35.bids_due").enforcement == "block"
    assert BOOK.row("10.intention").enforcement == "require_reason"
    assert BOOK.row("658.43.result").enforcement == "alarm"
    for row in BOOK.rows:
        if row.tier == "portal" and row.regime == "statutory":
            assert row.enforcement == "warn", row.id
        # Which hosts are the official medium is a list somebody has to keep; that there is one is law.
        if "supervisor" in row.overridable_by and row.id != "YN.medium.hosts":
            assert (row.regime, row.tier) == ("programme", "portal"), row.id
    for kept in ("YN.client_data", "YN.testing.clause", "YN.testing.quality", "YN.P.open.shortened"):
        assert not BOOK.row(kept).overridable_by


def test_names_of_service_users_are_never_allowed():
    for procedure in PROCEDURES:
        row = find("client_data.allowed", procedure)
        assert (row.allowed, row.enforcement) == (("none", "codes_only"), "block")


def test_a_quotation_is_for_goods_and_grounds_are_those_a_form_offers():
    assert find("object.allowed", "request_for_quotation").allowed == ("goods",)
    rows = [row for row in BOOK.rows if row.parameter == "ground.allowed"]
    assert {code for row in rows for code in row.allowed} == set(GROUNDS)


def test_what_the_law_shuts_out_the_programme_asks_a_reason_for():
    assert {"area_limit", "experience_required"} <= set(find("eligibility.forbidden", "open_tender").allowed)
    assert find("eligibility.forbidden", "grant_call") is None
    for name in ("eligibility.area_limit_reason", "eligibility.experience_reason"):
        assert find(name, "grant_call").enforcement == "require_reason"


def test_every_row_can_be_shown_to_the_public():
    for row in BOOK.rows:
        assert re.search(r"[\u4e00-\u9fff].*。$", row.title_zh), row.id
        assert row.title_en.endswith("."), row.id
        assert not re.search(r"[\u4e00-\u9fff]", row.title_en), row.id
        assert row.source, row.id
        if row.number is not None and row.unit in (D, W, "percent") and row.number not in (0, 100):
            digits = f"{row.number:f}"
            assert digits in row.title_zh, row.id
            assert digits in row.title_en, row.id


def test_every_level_and_day_since_2022_finds_the_floor():
    for level in LEVELS:
        for day in (date(2022, 4, 1), date(2024, 7, 2), date(2026, 11, 2)):
            for procedure in ("open_tender", "competitive_consultation"):
                assert find("bids_due.min_after_documents", procedure, level=level, on=day)
            assert find("bids_due.min_after_publication", "grant_call", level=level, on=day)


def test_the_floor_stands_alone_and_the_edition_is_pinned_as_text():
    assert load(NATIONAL).edition == "national-2026.2"
    assert BOOK.edition == "yunnan-2026.2"
    assert Rulebook.from_canonical(BOOK.canonical()) == BOOK


def test_services_reserve_thirty_percent_for_small_enterprises_in_every_year():
    large = {"largest_award": Decimal(2000001)}
    for year in (2022, 2026, 2030):
        row = find("sme.min_reserved_share", "open_tender", on=date(year, 3, 2), **large)
        assert row.number == 30
    deductions = [
        (find(f"sme.{end}_deduction", "open_tender", on=day).number)
        for day in (date(2022, 6, 30), date(2022, 7, 1))
        for end in ("min", "max")
    ]
    assert deductions == [6, 10, 10, 20]


def test_later_texts_hold_from_their_day_on():
    def on(day, parameter):
        return find(parameter, "competitive_consultation", on=day)

    assert on(date(2025, 12, 31), "domestic.inside_service") is None
    assert on(date(2026, 1, 1), "domestic.inside_service").number == 20
    # Of a service the portal computes none.
    assert on(date(2026, 1, 1), "domestic.deduction") is None
    assert on(date(2025, 8, 31), "personal_data.minimal") is None
    assert on(date(2025, 9, 1), "personal_data.minimal").enforcement == "block"
    assert on(date(2021, 6, 30), "survey.min_suppliers") is None
