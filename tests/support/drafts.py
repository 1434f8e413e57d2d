"""Calls whose values stand in the open, made through the services on one Monday in June 2026."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from organizations.models import Organization, User
from portal.ground.clock import LEGAL_ZONE
from portal.ground.province import chosen
from procurement.forms.calls import defaults
from procurement.judgement import law
from procurement.models import Tender
from procurement.services import editions
from procurement.services.calls import tenders
from tests.support.remembered import remembered

NOW = datetime(2026, 6, 1, 10, 0, tzinfo=LEGAL_ZONE)
LATER = NOW + timedelta(hours=1)


@remembered
def load_law() -> None:
    """Pin the rulebook and the calendar of this checkout."""
    editions.load_rulebook(
        law.book_on_disk().with_thresholds_confirmed("云财采〔示例〕1号").with_medium("example"),
        province=chosen().code,
        now=NOW,
    )
    editions.load_calendar(law.calendar_on_disk(), now=NOW)


def lawful(buyer: Organization, **more: Any) -> dict[str, Any]:
    """Everything a lawful programme call of 220,000 yuan says, but its dates."""
    return {
        **defaults.first_values(buyer),
        "title_zh": "城中村艾滋病防治宣传项目",
        "title_en": "HIV prevention in urban villages",
        "procedure": "below_threshold_selection",
        "instrument": "contract",
        "estimated_value": 220000,
        "awards_by": "one",
        "division_id": buyer.division_id,
        "populations": ["mobile_population"],
        "services": ["prevention_education"],
        "service_from": "2026-08-01",
        "service_to": "2026-12-31",
        "contract_months": 5,
        "summary_zh": "请社会组织到城中村做艾滋病防治宣传。没有登记的小组也可以报。人员、房租可以列支。",
        "requirement_zh": "面向流动人口开展艾滋病防治宣传，帮助有需要的人及时转介。服务计划由申报组织提出。",
        "indirect_payable": ["staff", "rent"],
        "indirect_ceiling": Decimal(30),
        "capacity_amount": Decimal(10000),
        **more,
    }


def statutory(buyer: Organization, **more: Any) -> dict[str, Any]:
    """What changes in :func:`lawful` for a competitive consultation of 600,000 yuan."""
    return {
        "procedure": "competitive_consultation",
        "estimated_value": 600000,
        "ground": "government_purchased_service",
        "sme_reservation": "not_reserved",
        "sme_ground": "policy_prefers_social_organisations",
        "legal_forms": ["social_association", "social_service_agency", "foundation", "enterprise"],
        "price_weight": 10,
        "criteria": [
            {"text_zh": "方案与服务质量", "text_en": "Plan and quality of service", "weight": Decimal(90)},
            {"text_zh": "价格", "text_en": "Price", "weight": Decimal(10)},
        ],
        "project_no": "JH-2026-07",
        "contact_person": "采购值班人员",
        "contact_address": "示例县健康路1号",
        "documents_url": "https://medium.example/1/documents",
        "intention_published_on": datetime(2026, 4, 20, tzinfo=LEGAL_ZONE).date(),
        **more,
    }


@remembered
def draft(by: User, buyer: Organization, *, now: datetime = NOW, dates: bool = True, **more: Any) -> Tender:
    """A draft without a fault; without dates where ``dates`` is false."""
    made = tenders.create_draft(buyer=buyer, values=lawful(buyer, **more), form_id=uuid4(), by=by, now=now)
    if not dates:
        return made
    return tenders.take_lawful_dates(made.number, version=made.version, by=by, now=now)


@remembered
def submitted(by: User, buyer: Organization, *, now: datetime = NOW, **more: Any) -> Tender:
    """A call that waits for the second person."""
    made = draft(by, buyer, now=now, **more)
    return tenders.submit(made.number, version=made.version, by=by, now=now)


@remembered
def published(by: User, second: User, buyer: Organization, *, now: datetime = NOW, **more: Any) -> Tender:
    """A programme call, approved by ``second`` and open."""
    made = submitted(by, buyer, now=now, **more)
    return tenders.approve(made.number, by=second, now=now)
