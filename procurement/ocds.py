"""A published notice as a release of the Open Contracting Data Standard 1.1: built from nothing but its own body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.utils.translation import override

from portal.ground.clock import LEGAL_ZONE
from portal.ground.formatting import machine
from procurement import labels
from procurement.kinds import KINDS
from procurement.rules.procedures import PROCEDURES

VERSION = "1.1"
CURRENCY = "CNY"
LOT = "1"
_EXTENSION = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_{}_extension/master/extension.json"
)
# What a release says beyond the standard's own fields, each by an extension that is published.
EXTENSIONS = tuple(
    _EXTENSION.format(name)
    for name in ("awardCriteriaBreakdown", "bidOpening", "enquiry", "legalBasis", "location", "lots")
)
_STATUS = {"planning": "planned", "award": "complete", "contract": "complete", "implementation": "complete"}
_LANGUAGE = "zh"


@dataclass(frozen=True)
class Source:
    """One notice with what its body does not repeat: the ranks of the awards it speaks of, by number, the number
    of the award behind each contract, the questions shown so far, and when the call was first published."""

    ocid: str
    body: Mapping[str, Any]
    site: str
    ranks: Mapping[str, int] = field(default_factory=dict)
    awards_of_contracts: Mapping[str, str] = field(default_factory=dict)
    enquiries: tuple[Mapping[str, str], ...] = ()
    published_at: datetime | None = None

    @property
    def identity(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body["identity"]
        return found

    @property
    def kind(self) -> str:
        return str(self.identity["kind"])

    @property
    def call(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body["call"]
        return found

    def release_id(self, seq: int) -> str:
        """The id of the release of the call's notice with that number."""
        return f"{self.ocid}-{seq:03d}"

    def award_id(self, rank: int) -> str:
        """The same for the place on the list, the award and its contract, so that records merge."""
        return f"{self.identity['number']}-{LOT}-{rank}"


def tag_of(body: Mapping[str, Any]) -> str:
    """The release tag of a notice. An award that fell is published as a notice of its own."""
    if "revoked" in body:
        return "awardCancellation"
    return KINDS[body["identity"]["kind"]].tag


def release(source: Source) -> dict[str, Any]:
    """The release. Parties are those whom the notice names: whom it does not name stands nowhere in it."""
    tag = tag_of(source.body)
    with override("zh-hans"):
        suppliers = _suppliers(source)
        made: dict[str, Any] = {
            "ocid": source.ocid,
            "id": source.release_id(source.identity["seq"]),
            "date": source.identity["published_at"],
            "tag": [tag],
            "initiationType": "tender",
            "language": _LANGUAGE,
            "parties": [_buyer_party(source), *(one | {"roles": ["supplier"]} for one in suppliers)],
            "buyer": _buyer(source),
            "tender": _tender(source, tag),
        }
        if funding := source.call.get("funding_source_zh"):
            made["planning"] = {
                "budget": {"description": funding, "amount": _value(source.call.get("estimated_value"))}
            }
        if "result" in source.body or "revoked" in source.body:
            made["awards"] = _awards(source)
        if "contract" in source.body or "acceptance" in source.body:
            made["contracts"] = [_contract(source) if "contract" in source.body else _accepted(source)]
    found: dict[str, Any] = _without_empty(made)
    return found


def _without_empty(value: Any) -> Any:
    """The standard asks for absent fields, not for empty ones."""
    if isinstance(value, dict):
        kept = {name: _without_empty(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [_without_empty(one) for one in value]
    return value


def _value(amount: Any) -> dict[str, Any] | None:
    """Yuan as a number of the standard's form; None where nothing is stated."""
    if amount in (None, ""):
        return None
    yuan = float(amount)
    return {"amount": int(yuan) if yuan.is_integer() else yuan, "currency": CURRENCY}


def _moment(text: Any, *, end: bool = False) -> str | None:
    """A date-time of the standard's form. A bare day begins at 0:00 Beijing time; with ``end`` its last second."""
    if not text:
        return None
    if len(str(text)) > len("2024-07-02"):
        return str(text)
    day = datetime.combine(datetime.fromisoformat(str(text)).date(), time(), LEGAL_ZONE)
    return (day + timedelta(days=1, seconds=-1) if end else day).isoformat()


def _buyer(source: Source) -> dict[str, str]:
    return {"id": f"agency:{source.body['buyer']['number']}", "name": source.body["buyer"]["name_zh"]}


def _buyer_party(source: Source) -> dict[str, Any]:
    call, buyer = source.call, source.body["buyer"]
    return _buyer(source) | {
        "name_en": buyer.get("name_en"),
        "roles": ["buyer", "procuringEntity"],
        "address": {"region": buyer.get("division"), "countryName": "中国"},
        "contactPoint": {
            "name": call.get("contact_office"),
            "telephone": call.get("contact_phone"),
            "email": call.get("contact_email"),
        },
    }


def _supplier(name_zh: str, name_en: str) -> dict[str, str] | None:
    """A supplier as the notice names it; the id is made of the name, since a notice states no other."""
    if not name_zh:
        return None
    return {
        "id": f"supplier:{sha256(name_zh.encode()).hexdigest()[:16]}",
        "name": name_zh,
        "name_en": name_en,
    }


def _suppliers(source: Source) -> list[dict[str, str]]:
    body = source.body
    named = [*body.get("result", {}).get("winners", []), body.get("contract", {}), body.get("acceptance", {})]
    found = [_supplier(one.get("name_zh", ""), one.get("name_en", "")) for one in named if one]
    return list({one["id"]: one for one in found if one}.values())


def _reference(party: Mapping[str, str] | None) -> list[dict[str, str]]:
    return [{"id": party["id"], "name": party["name"]}] if party else []


def _tender(source: Source, tag: str) -> dict[str, Any]:
    call, identity = source.call, source.identity
    return {
        "id": identity["number"],
        "title": call.get("title_zh"),
        "title_en": call.get("title_en"),
        "description": call.get("summary_zh") or call.get("requirement_zh"),
        "description_en": call.get("summary_en") or call.get("requirement_en"),
        "status": {"termination": "cancelled", "void": "unsuccessful"}.get(
            source.kind, _STATUS.get(tag, "active")
        ),
        "procuringEntity": _buyer(source),
        "items": [
            {"id": code, "description": str(labels.service(code))} for code in call.get("services") or ()
        ],
        "value": _value(call.get("estimated_value")),
        "procurementMethod": _method(call),
        "procurementMethodDetails": str(labels.procedure(call["procedure"]))
        if call.get("procedure")
        else None,
        "procurementMethodRationale": call.get("invited_only_reason") or call.get("ground"),
        "mainProcurementCategory": "goods" if call.get("object") == "goods" else "services",
        "submissionMethod": ["electronicSubmission"],
        "submissionMethodDetails": call.get("how_to_bid_zh"),
        "eligibilityCriteria": _eligibility(call),
        "tenderPeriod": {
            "startDate": _moment(call.get("documents_from") or identity["legal_at"]),
            "endDate": _moment(call.get("bids_due"), end=True),
        },
        "enquiryPeriod": {
            "startDate": (source.published_at and machine(source.published_at)) or identity["legal_at"]
            if call.get("ask_by")
            else None,
            "endDate": _moment(call.get("ask_by"), end=True),
        },
        "hasEnquiries": bool(source.enquiries) or None,
        "enquiries": [dict(one) for one in source.enquiries],
        "bidOpening": {"date": _moment(call.get("opens_at"))},
        "legalBasis": {
            "scheme": "YANGGUANG-RULEBOOK",
            "id": source.body.get("law", {}).get("rulebook"),
        },
        "deliveryLocations": [
            {
                "description": call.get("place_detail_zh"),
                "gazetteer": {"scheme": "CN-GB2260", "identifiers": [call["division_id"]]}
                if call.get("division_id")
                else None,
            }
        ],
        "lots": [_lot(call)],
        "documents": _documents(source),
        "amendments": _amendments(source),
    }


def _method(call: Mapping[str, Any]) -> str:
    if call.get("invited_only_reason"):
        return "selective"
    return PROCEDURES[call["procedure"]].method


def _eligibility(call: Mapping[str, Any]) -> str:
    forms = [str(labels.who_may_bid(code)) for code in call.get("legal_forms") or ()]
    if call.get("hosted_allowed"):
        forms.append(str(labels.who_may_bid("hosted")))
    if call.get("consortium_allowed"):
        forms.append(str(labels.who_may_bid("consortium")))
    more = [str(call[name]) for name in ("area_limit", "experience_required") if call.get(name)]
    return "；".join(["、".join(forms), *more]) if forms or more else ""


def _lot(call: Mapping[str, Any]) -> dict[str, Any]:
    criteria = [
        {
            "name": row["text_zh"],
            "name_en": row.get("text_en"),
            "numbers": [{"number": float(row["weight"]), "weight": "percentageExact"}],
        }
        for row in call.get("criteria") or ()
    ]
    return {
        "id": LOT,
        "title": call.get("title_zh"),
        "value": _value(call.get("estimated_value")),
        "awardCriteria": {"criteria": criteria},
        "contractPeriod": {
            "startDate": _moment(call.get("service_from")),
            "endDate": _moment(call.get("service_to"), end=True),
        },
    }


def _documents(source: Source) -> list[dict[str, Any]]:
    identity = source.identity
    here = f"{source.site}/notices/{identity['number']}/"
    kind = KINDS[source.kind].document_type
    own = {
        "id": f"notice-{identity['seq']}",
        "documentType": kind,
        "title": str(labels.notice_kind(source.kind)),
        "url": f"{here}{identity['seq']}/",
        "datePublished": identity["published_at"],
        "format": "text/html",
        "language": _LANGUAGE,
    }
    medium = {
        "id": f"medium-{identity['seq']}",
        "documentType": kind,
        "url": identity.get("medium_url"),
        "datePublished": identity["legal_at"],
    }
    attached = [
        {
            "id": f"document-{one['id']}",
            "documentType": "biddingDocuments",
            "title": one["title"],
            "url": f"{here}documents/{one['id']}/",
        }
        for one in source.body.get("documents") or ()
    ]
    return [own, *([medium] if identity.get("medium_url") else []), *attached]


def _amendments(source: Source) -> list[dict[str, Any]]:
    reason = source.body.get("reason")
    if not reason:
        return []
    changed = source.body.get("changes") or {}
    identity = source.identity
    return [
        {
            "id": f"amendment-{identity['seq']}",
            "date": identity["published_at"],
            "rationale": reason.get("zh"),
            "description": "、".join(str(labels.field_name(name)) for name in changed),
            "amendsReleaseID": source.release_id(identity["seq"] - 1) if identity["seq"] > 1 else None,
            "releaseID": source.release_id(identity["seq"]),
        }
    ]


def _awards(source: Source) -> list[dict[str, Any]]:
    fallen = source.body.get("revoked")
    if fallen:
        rank = source.ranks.get(fallen["number"])
        return (
            [{"id": source.award_id(rank), "status": "cancelled", "description": fallen["zh"]}]
            if rank
            else []
        )
    result = source.body["result"]
    decided = result["decided"]
    return [
        {
            "id": source.award_id(one["rank"]),
            "title": source.call.get("title_zh"),
            "description": decided["reason_zh"],
            "status": "pending" if result["stage"] == "list" else "active",
            "date": _moment(decided["on"]),
            "value": _value(one["value"]),
            "suppliers": _reference(_supplier(one["name_zh"], one["name_en"])),
            "relatedLots": [LOT],
        }
        for one in result["winners"]
    ]


def _award_of(source: Source, award: str) -> str:
    return source.award_id(source.ranks.get(award, 1))


def _contract(source: Source) -> dict[str, Any]:
    said = source.body["contract"]
    return {
        "id": said["number"],
        "awardID": _award_of(source, said["award"]),
        "description": said.get("summary_zh"),
        "status": "active",
        "period": {
            "startDate": _moment(said["starts_on"]),
            "endDate": _moment(said["ends_on"], end=True),
        },
        "value": _value(said["value"]),
        "dateSigned": _moment(said["signed_on"]),
        "implementation": {
            "milestones": [
                {
                    "id": f"payment-{place}",
                    "type": "financing",
                    "title": f"{one['share']}%",
                    "dueDate": _moment(one.get("due_on"), end=True),
                    "status": "scheduled",
                }
                for place, one in enumerate(said.get("payments") or (), 1)
            ]
        },
    }


def _accepted(source: Source) -> dict[str, Any]:
    said = source.body["acceptance"]
    award = source.awards_of_contracts.get(said["contract"], "")
    return {
        "id": said["contract"],
        "awardID": _award_of(source, award),
        "status": "terminated",
        "implementation": {
            "milestones": [
                {
                    "id": "acceptance",
                    "type": "assessment",
                    "title": str(labels.notice_kind("acceptance")),
                    "status": "notMet" if said["result"] == "failed" else "met",
                    "dateMet": _moment(said["accepted_on"]) if said["result"] != "failed" else None,
                }
            ]
        },
    }


def package(releases: list[str], *, uri: str, site: str, at: datetime) -> str:
    """Releases, each its text as written, as a release package of the standard."""
    head = json.dumps(
        {
            "uri": uri,
            "version": VERSION,
            "extensions": list(EXTENSIONS),
            "publishedDate": at.isoformat(timespec="seconds"),
            "publisher": {"name": "阳光购买", "uri": f"{site}/"},
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "publicationPolicy": f"{site}/data/",
        },
        ensure_ascii=False,
    )
    return f'{head[:-1]}, "releases": [{",".join(releases)}]}}'
