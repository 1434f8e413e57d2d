"""A published notice, or what was said between two, as a release of the Open Contracting Data Standard 1.1: built from
the notice's own body and from what stood beside it at that moment."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import override

from procurement.kinds import KINDS
from procurement.ocds.outcome import awards_of, contracts_of, suppliers_of
from procurement.ocds.source import Source, buyer_of, buyer_party, moment_of, value_of, without_empty
from procurement.ocds.tender import LANGUAGE, tender_of

VERSION = "1.1"
_EXTENSION = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_{}_extension/master/extension.json"
)
# What a release says beyond the standard's own fields, each by an extension that is published.
EXTENSIONS = tuple(
    _EXTENSION.format(name)
    for name in ("awardCriteriaBreakdown", "bidOpening", "enquiry", "legalBasis", "location", "lots")
)


# What was said between two notices -> the tag of its release, the weightiest first.
SAID = {
    "first_payment_made": "implementation",
    "closing_suspended": "tenderUpdate",
    "closing_resumed": "tenderUpdate",
    "question_shown": "tenderUpdate",
    "answered": "tenderUpdate",
    "bids_opened": "tenderUpdate",
    "too_few_bids": "tenderUpdate",
}


def tag_of(body: Mapping[str, Any]) -> str:
    """The release tag of a notice. An award that fell is published as a notice of its own."""
    if "revoked" in body:
        return "awardCancellation"
    return KINDS[body["identity"]["kind"]].tag


def release(source: Source) -> dict[str, Any]:
    """The release. Parties are those whom a notice names: whom it does not name stands nowhere in it."""
    with override("zh-hans"):
        suppliers = suppliers_of(source)
        made: dict[str, Any] = {
            "ocid": source.ocid,
            "id": source.own_id,
            "date": moment_of(source.at) if source.between else source.identity["published_at"],
            "tag": [source.tag or tag_of(source.body)],
            "initiationType": "tender",
            "language": LANGUAGE,
            "parties": [buyer_party(source), *(one | {"roles": ["supplier"]} for one in suppliers)],
            "buyer": buyer_of(source),
            "tender": tender_of(source),
        }
        if funding := source.call.get("funding_source_zh"):
            made["planning"] = {
                "budget": {"description": funding, "amount": value_of(source.call.get("estimated_value"))}
            }
        made |= {"awards": awards_of(source), "contracts": contracts_of(source)}
    found: dict[str, Any] = without_empty(made)
    return found


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
