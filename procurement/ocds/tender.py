"""The part of a release that says what is bought, how, and what became of the time for bids."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext

from portal.ground.formatting import daytime, machine
from procurement import labels
from procurement.kinds import KINDS
from procurement.ocds.source import GONE, Question, Source, buyer_of, lot_of, moment_of, value_of
from procurement.publication.changes import change_lines
from procurement.rules.inquiries import end_of
from procurement.rules.procedures import PROCEDURES

LANGUAGE = "zh"
# Of what a field said before and says now, so much; the notice itself has all.
MOST_LETTERS = 500


_ENDS = {"termination": "cancelled", "void": "unsuccessful"}


def tender_of(source: Source) -> dict[str, Any]:
    """The call as its newest notice has it, and what stood beside it."""
    call, identity = source.call, source.identity
    open_ended = source.on_hold or source.called_off
    return {
        "id": identity["number"],
        "title": call.get("title_zh"),
        "title_en": call.get("title_en"),
        "description": call.get("summary_zh") or call.get("requirement_zh"),
        "description_en": call.get("summary_en") or call.get("requirement_en"),
        "status": _status(source),
        "procuringEntity": buyer_of(source),
        "items": _items(source),
        "value": value_of(call.get("estimated_value")),
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
            "startDate": moment_of(call.get("documents_from") or identity["legal_at"]),
            "endDate": GONE if open_ended else moment_of(call.get("bids_due"), end=True),
        },
        "numberOfTenderers": source.bids,
        "milestones": [*map(partial(_answer_owed, source), source.questions), *_holds(source)],
        "enquiryPeriod": {
            "startDate": (source.published_at and machine(source.published_at)) or identity["legal_at"]
            if call.get("ask_by")
            else None,
            "endDate": moment_of(call.get("ask_by"), end=True),
        },
        "hasEnquiries": bool(source.questions) or None,
        "enquiries": [_enquiry(one) for one in source.questions],
        "bidOpening": {"date": GONE if open_ended else moment_of(call.get("opens_at"))},
        "legalBasis": {
            "scheme": "YANGGUANG-RULEBOOK",
            "id": source.body.get("law", {}).get("rulebook"),
        },
        "deliveryLocations": [
            {
                "description": call.get("place_detail_zh"),
                "gazetteer": _gazetteer([call["division_id"]]) if call.get("division_id") else None,
            }
        ],
        "lots": [_lot(source, number, row) for number, row in enumerate(call.get("lots") or [{}], 1)],
        "documents": _documents(source),
        "amendments": _amendments(source),
    }


def _gazetteer(codes: list[str]) -> dict[str, Any] | None:
    return {"scheme": "CN-GB2260", "identifiers": codes} if codes else None


def _items(source: Source) -> list[dict[str, Any]]:
    """The services; of a divided call those of each lot, with its places."""
    rows = source.call.get("lots") or [None]
    return [
        {
            "id": code if row is None else f"{number}-{code}",
            "description": str(labels.service(code)),
            "classification": {
                "scheme": "YANGGUANG-SERVICE",
                "id": code,
                "uri": f"{source.site}/codes/service/#{code}",
            },
            "relatedLot": str(number) if row else None,
            "deliveryLocations": [{"gazetteer": _gazetteer(row["places"])}]
            if row and row.get("places")
            else None,
        }
        for number, row in enumerate(rows, 1)
        for code in source.call.get("services") or ()
    ]


def _status(source: Source) -> str:
    """How far the call is by the code list of the standard, which knows no finer steps."""
    if ended := _ENDS.get(source.kind):
        return ended
    if source.awarded_at:
        return "complete"
    return "planned" if KINDS[source.kind].tag == "planning" else "active"


def _enquiry(one: Question) -> dict[str, Any]:
    return {
        "id": one.tag,
        "date": one.shown_at.isoformat(),
        "description": one.text,
        "answer": "\n".join(text for _at, text in one.answers if text),
        "dateAnswered": one.answers[0][0].isoformat() if one.answers else None,
    }


def _answer_owed(source: Source, one: Question) -> dict[str, Any]:
    """The answer to a question as a milestone: due, given, or not given in time."""
    late = source.at is not None and source.at >= end_of(one.due)
    return {
        "id": f"answer-{one.tag}",
        "type": "engagement",
        "code": "answer_question",
        "title": str(labels.duty("answer_question", one.tag)),
        "dueDate": moment_of(one.due.isoformat(), end=True),
        "status": "met" if one.answers else "notMet" if late else "scheduled",
        "dateMet": moment_of(one.answers[0][0]) if one.answers else None,
    }


def _holds(source: Source) -> list[dict[str, Any]]:
    """Each time that closing was on hold, as a milestone that is met when it goes on."""
    return [
        {
            "id": f"hold-{place}",
            "type": "engagement",
            "code": "closing_suspended",
            "title": str(labels.step("suspended")),
            "description": gettext(
                "Applications cannot close since %(moment)s: a question asked in time is not settled."
            )
            % {"moment": daytime(one.since, "zh")},
            "status": "met" if one.until else "notMet",
            "dateMet": moment_of(one.until),
        }
        for place, one in enumerate(source.holds, 1)
    ]


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


def _lot(source: Source, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    call = source.call
    void = [lot_of(one) for one in source.body.get("result", {}).get("void", ())]
    criteria = [
        {
            "name": row["text_zh"],
            "name_en": row.get("text_en"),
            "numbers": [{"number": float(row["weight"]), "weight": "percentageExact"}],
        }
        for row in call.get("criteria") or ()
    ]
    return {
        "id": str(number),
        "title": row.get("title_zh") or call.get("title_zh"),
        "status": "unsuccessful" if number in void else None,
        "value": value_of(row.get("value") or call.get("estimated_value")),
        "awardCriteria": {"criteria": criteria},
        "contractPeriod": {
            "startDate": moment_of(call.get("service_from")),
            "endDate": moment_of(call.get("service_to"), end=True),
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
        "language": LANGUAGE,
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
            "description": "\n".join(change_lines(changed, most=MOST_LETTERS)),
            "amendsReleaseID": source.release_id(identity["seq"] - 1) if identity["seq"] > 1 else None,
            "releaseID": source.release_id(identity["seq"]),
        }
    ]
