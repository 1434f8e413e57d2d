"""What a new draft says before its official says anything: lawful, open to small groups, easy to change."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from organizations.models import Division, Organization
from portal.ground.clock import LEGAL_ZONE, legal_date
from procurement import fields, stated
from procurement.forms.calls.project import months_between
from procurement.judgement.law import regime_of, usual_deduction
from procurement.models import Tender
from procurement.publication.call import as_day
from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.procedures import CONTRACT, PROCEDURES
from procurement.rules.vocabulary import LEGAL_FORMS, STATUTORY

# Working days between taking all lawful dates and publication: the second person needs them.
DAYS_TO_APPROVE = 2
PUBLICATION_HOUR = time(9)

PAYMENTS = (
    {"share": Decimal(40), "basis": "agreement", "within_days": 15},
    {"share": Decimal(40), "basis": "milestone", "within_days": 15},
    {"share": Decimal(20), "basis": "acceptance", "within_days": 15},
)
CRITERIA = (
    ("方案符合当地实际，做得到", "The plan fits the place and can be done", 30),
    ("服务质量好，尊重服务对象，为他们保密", "Good service that respects people and keeps their privacy", 30),
    ("团队了解服务对象，有同伴参与", "The team knows the people served; peers take part", 25),
    ("预算合理，该算的成本都算进去", "A sound budget with all its costs in it", 15),
)
HOW_TO_BID = (
    "在本平台申报，手机就能填，每一部分单独保存；申报截止前点“封存”，平台给回执。自己填不了的，可以请托管组织代为填写。"
    "不收任何费用，不要保证金；评审前不要求登记证书原件和盖章。"
)
QUALITY = (
    "看服务对象满意度、需要转介的人是否及时转介到位、隐私保护是否做到。由服务对象代表和采购单位一起评价。"
)
QUALITY_OF_TESTING = (
    "检测坚持自愿、知情、保密：先说明、后同意，检测前后有咨询，结果只告诉本人。"
    "看阳性者是否及时转介治疗、服务对象满意度和隐私保护。"
)


def first_values(buyer: Organization, found: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The fields of a new draft of ``buyer``: defaults, and over them what was ``found`` in a text.

    A place outside the agency's own is left out: it buys for its own people."""
    known = {name: value for name, value in (found or {}).items() if name in fields.FIELDS}
    if not str(known.get("division_id", "")).startswith(Division.stem_of(buyer.division_id)):
        known.pop("division_id", None)
    testing = "testing" in known.get("services", ())
    ours = {
        "quality_zh": QUALITY_OF_TESTING if testing else QUALITY,
        "legal_forms": _answering_forms(known.get("procedure", "")),
    }
    return _empty_draft(buyer) | ours | _deducted(known) | known


def _deducted(known: Mapping[str, Any]) -> dict[str, Any]:
    """The least the law allows, where a statutory call reserves nothing for small enterprises and says no figure."""
    least = usual_deduction(known.get("procedure") or "")
    needless = known.get("sme_reservation") == "reserved" or known.get("price_weight") == 0
    return {} if needless or least is None or known.get("sme_deduction") else {"sme_deduction": least}


def filled_in(tender: Tender, values: Mapping[str, Any]) -> list[str]:
    """Of :func:`what_follows`, what nobody said: the portal's own."""
    known = stated.read(tender)
    return ["sme_deduction"] if "sme_deduction" in _deducted(known | dict(values)) else []


def _answering_forms(procedure: str) -> list[str]:
    """Law art. 22: a supplier answers for itself; a group comes with its host."""
    statutory = regime_of(procedure) == STATUTORY
    return [form for form in LEGAL_FORMS if not (statutory and form == "unregistered")]


# What an office said of itself before, and what follows from the buyer, is no choice of the portal's.
_NO_CHOICE = frozenset({"object", "contact_office", "contact_phone", "contact_email", "contact_address"})


def ours(values: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """The fields of a new draft that hold the portal's own values, since the text says nothing of them."""
    return [name for name, value in values.items() if value and name not in found and name not in _NO_CHOICE]


def _empty_draft(buyer: Organization) -> dict[str, Any]:
    agency = getattr(buyer, "agency", None)
    return {
        "object": "services",
        "service_class": "basic_delivery",
        "funding": "confirmed",
        "client_data": "none",
        "hosted_allowed": True,
        "consortium_allowed": True,
        "payment_schedule": [dict(row) for row in PAYMENTS],
        "criteria": [
            {"text_zh": zh, "text_en": en, "weight": Decimal(points)} for zh, en, points in CRITERIA
        ],
        "how_to_bid_zh": HOW_TO_BID,
        "contact_office": agency.contact_office if agency else "",
        "contact_phone": agency.telephone if agency else "",
        "contact_email": agency.email if agency else "",
        "contact_address": agency.address if agency else "",
    }


def what_follows(tender: Tender, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the entries of the project bring with them: grant or contract, months; and defaults that change with
    it, only where nobody has written something else."""
    known = stated.read(tender) | dict(said)
    testing = "testing" in (known.get("services") or [])
    chosen = PROCEDURES.get(known.get("procedure") or "")
    more: dict[str, Any] = {"instrument": chosen.instruments[0] if chosen else CONTRACT} | _deducted(known)
    first, last = as_day(known.get("service_from")), as_day(known.get("service_to"))
    if first and last:
        more["contract_months"] = months_between(first, last)
    forms = known.get("legal_forms") or []
    if regime_of(known.get("procedure", "")) == STATUTORY and set(forms) == set(LEGAL_FORMS):
        more["legal_forms"] = _answering_forms(known["procedure"])
    if testing and known.get("quality_zh", "") in ("", QUALITY):
        more["quality_zh"] = QUALITY_OF_TESTING
    return more


def publication_to_plan(now: datetime, calendar: WorkCalendar) -> datetime:
    """A publication that leaves the second person time: two working days from ``now``, 9:00."""
    last = calendar.add(legal_date(now), DAYS_TO_APPROVE, Unit.WORKING_DAYS, roll=False).last_day
    return datetime.combine(last, PUBLICATION_HOUR, LEGAL_ZONE)


def dates_are_empty(tender: Tender) -> bool:
    """Whether nobody has stated a date of the call yet."""
    return not any((tender.publish_at, tender.bids_due, tender.ask_by, tender.answers_by, tender.opens_at))
