"""What a notice of a call would say, part by part."""

from datetime import datetime
from typing import Any

from portal.ground.clock import legal_date
from procurement import stated
from procurement.facts import facts_of
from procurement.judgement import law
from procurement.judgement.law import said_of_passages, waivers_of
from procurement.models import Tender
from procurement.rules.case import Case, number_of
from procurement.rules.lawful import clocks, policies
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors.calls import current_documents


def preview(tender: Tender, *, kind: str, now: datetime) -> dict[str, Any]:
    """What a notice of that kind would say if it were published ``now``, before its own part is added."""
    return parts_of(tender, kind=kind, seq=0, legal_at=now, now=now, medium_url="")


def parts_of(
    tender: Tender, *, kind: str, seq: int, legal_at: datetime, now: datetime, medium_url: str
) -> dict[str, Any]:
    """What the notice ``seq`` of ``tender`` says of itself, the buyer, the call, the law and the documents. Its days
    count from ``legal_at``; ``medium_url`` is where it stands on the official medium."""
    buyer = tender.buyer
    return {
        "identity": {
            "number": tender.number,
            "seq": seq,
            "kind": kind,
            "project_no": tender.project_no,
            "legal_at": legal_at.isoformat(),
            "published_at": now.isoformat(),
            "medium_url": medium_url,
        },
        "buyer": {
            "number": buyer.number,
            "name_zh": buyer.name_zh,
            "name_en": buyer.name_en,
            "division": buyer.division_id,
        },
        "call": stated.public(tender),
        "law": {
            "rulebook": tender.edition.edition if tender.edition else "",
            "rulebook_digest": tender.edition.digest if tender.edition else "",
            "calendar_digest": tender.calendar.digest if tender.calendar else "",
            "reasons": tender.reasons,
            "waivers": waivers_of(tender),
            "cleared": said_of_passages(tender),
        },
        "documents": [
            {
                "id": document.pk,
                "title": document.title,
                "sha256": document.blob_id,
                "extension": document.extension,
                "size": document.blob.size,
            }
            for document in current_documents(tender)
        ],
        **({"lawful": lawful} if (lawful := lawful_of(tender, kind=kind, legal_at=legal_at)) else {}),
    }


def lawful_of(tender: Tender, *, kind: str, legal_at: datetime) -> dict[str, Any]:
    """What a statutory notice of that kind says beside the words of its call; nothing for any other. The days of a call
    count from its first notice, those of a result from its own."""
    if tender.regime != STATUTORY:
        return {}
    case = Case(facts_of(tender, published_at=legal_at), *law.law_of(tender))
    first = tender.notices.order_by("seq").first()
    own = kind == "award" or first is None
    start = legal_date(legal_at if own or first is None else first.legal_at)
    notice = "result_notice_period.min" if kind == "award" else "notice_period.min"
    refund = case.row("termination.refund_max")
    return {
        "clocks": clocks(case, start, notice=notice),
        "policies": policies(case),
        "charged": any(one.code == "fee" for one in case.asked),
        "attached": bool(case.facts.documents_attached),
        "refund_days": f"{number_of(refund):f}" if refund else "",
        **(
            {"first": {"on": legal_date(first.legal_at).isoformat(), "url": first.medium_url}}
            if first
            else {}
        ),
    }
