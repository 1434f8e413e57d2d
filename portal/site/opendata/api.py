"""The read API, and the check that anyone may ask. Its description is generated at openapi.json."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query, Router, Schema
from ninja.errors import ValidationError
from ninja.throttling import AnonRateThrottle
from pydantic import BaseModel, Field

from portal.ground.fields.asked import asked_of
from portal.ground.province import chosen
from portal.ground.values.record import read_record
from portal.site.opendata import api_record
from portal.site.opendata import codes as lists
from portal.site.opendata.api_record import LICENSE, Detail, Faults
from portal.site.opendata.limits import OpenAPI, PerMinute
from procurement.facets import FACETS
from procurement.facts import FactsError, parse, schema
from procurement.filters import ORDERS, NoticeFilter
from procurement.judgement import law
from procurement.labels import facts_fault, verdict_message
from procurement.publication import body
from procurement.rules.calendar import Unit
from procurement.rules.publication import check_publication
from procurement.rules.rulebook import Rulebook
from procurement.rules.verdicts import Verdict
from procurement.selectors import calls as selectors

api = OpenAPI(
    title="Yangguang",
    version="1",
    description=(
        f"Government purchase of HIV social services in {chosen().name_en}. Data under {LICENSE}. A filter that "
        "cannot be read is refused by name (422), and so is a name that is one slip from a filter or belongs to "
        "another list; other names, such as programs that pass links on hang behind them, are passed over. Of "
        "several values of one filter empty ones ask for nothing."
    ),
    urls_namespace="api",
    docs_url=None,
    throttle=[PerMinute()],
)
rules = Router(tags=["rules"])
notices = Router(tags=["notices"])


class SkippedDay(Schema):
    date: date
    reason: str


class Deadline(Schema):
    last_day: date
    provisional: bool
    skipped: list[SkippedDay]


class VerdictOut(Schema):
    """``answer``: meets, breaks, needs_reason, cannot_tell or not_applicable."""

    rule: str
    answer: str
    field: str
    earliest: date | None
    latest: date | None
    counted: dict[str, Any] | None
    source: str
    article: str
    confidence: str
    confirmed_by: str
    message: str


class CheckOut(Schema):
    edition: str
    verdicts: list[VerdictOut]


# A plain model: a row comes as a dict and needs none of a Schema's reading of objects.
class NoticeRow(BaseModel):
    number: str
    ocid: str
    title_zh: str
    title_en: str
    buyer: str
    place: str
    procedure: str
    regime: str
    status: str
    estimated_value: Decimal | None
    published_at: datetime
    bids_due: datetime | None
    project_no: str
    level: str
    instrument: str
    who_may_bid: list[str]
    populations: list[str]
    services: list[str]
    url: str


class Identity(BaseModel, extra="allow"):
    number: str
    seq: int
    kind: str
    legal_at: str
    published_at: str


class Published(BaseModel, extra="allow"):
    """A notice as it was published: its parts, and the digest over them. A later notice may have other parts."""

    seq: int
    digest: str
    identity: Identity
    buyer: dict[str, Any]
    call: dict[str, Any]


class NoticeRecord(BaseModel):
    license: str
    number: str
    ocid: str
    step: str
    notices: list[Published]


class RuleRow(BaseModel, extra="allow"):
    """A figure or a duty of the rulebook with its source. Which procedures it binds and more stand beside these."""

    id: str
    source: str
    article: str
    confidence: str


class RuleRows(BaseModel):
    edition: str
    digest: str
    rows: list[RuleRow]


class NoticePage(Schema):
    license: str
    results: list[NoticeRow]
    next: str
    previous: str


def plain_count(verdict: Verdict) -> dict[str, Any] | None:
    """The worked count of a verdict: where it began, how many of which days, which were skipped and why."""
    count = verdict.counted
    if count is None:
        return None
    return {
        "start": count.start,
        "number": count.number,
        "unit": str(count.unit),
        "last_day": count.last_day,
        "direction": count.direction,
        "rolled_from": count.rolled_from,
        "provisional": count.provisional,
        "skipped": [{"date": day.date, "reason": day.reason} for day in count.skipped],
    }


_CALL = {"required": True, "content": {"application/json": {"schema": schema()}}}


@rules.post(
    "check",
    response={200: CheckOut, 422: Faults, 429: Detail},
    throttle=[AnonRateThrottle("60/m")],
    openapi_extra={"requestBody": _CALL},
)
def check(request: HttpRequest) -> CheckOut:
    """What the rules say of a call: every verdict at once, with its source and the worked count of days."""
    facts = parse(body_of(request))
    book, calendar = law.current()
    with translation.override(asked_language(request)):
        return checked(book, check_publication(facts, book=book, calendar=calendar))


def asked_language(request: HttpRequest) -> str:
    """``?lang=en`` or the Accept-Language header; the API's addresses carry no language."""
    asked = request.GET.get("lang") or request.headers.get("Accept-Language", "")
    return "en" if asked.lower().startswith("en") else "zh-hans"


def checked(book: Rulebook, verdicts: list[Verdict]) -> CheckOut:
    return CheckOut(
        edition=book.edition,
        verdicts=[
            VerdictOut(
                rule=verdict.rule,
                answer=str(verdict.answer),
                field=verdict.field,
                earliest=verdict.earliest,
                latest=verdict.latest,
                counted=plain_count(verdict),
                source=verdict.source,
                article=verdict.article,
                confidence=verdict.confidence,
                confirmed_by=verdict.confirmed_by,
                message=verdict_message(verdict),
            )
            for verdict in verdicts
        ],
    )


MOST_BYTES = 1_000_000


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Raises FactsError when it is none."""
    if len(request.body) > MOST_BYTES:
        raise FactsError({"": "too_long"})
    try:
        mapping = read_record(request.body)
    except ValueError:
        raise FactsError({"": "not_json"}) from None
    if not isinstance(mapping, dict):
        raise FactsError({"": "not_an_object"})
    return mapping


class DeadlineIn(Schema):
    start: date
    days: int
    unit: Literal["working", "calendar"] = "working"


UNITS = {"working": Unit.WORKING_DAYS, "calendar": Unit.CALENDAR_DAYS}


@rules.get("deadline", response={200: Deadline, 422: Faults, 429: Detail})
def deadline(request: HttpRequest, asked: Query[DeadlineIn]) -> Deadline:
    """The last day of a period: the first day is not counted, the last one is; a last day off gives way to
    the next working day (Civil Code art. 201, 203)."""
    address = asked_of(request)
    address.knows(*DeadlineIn.model_fields)
    api_record.refuse_unread(address)
    _book, calendar = law.current()
    if not 0 <= asked.days <= 1000:
        raise FactsError({"days": "out_of_range"})
    if not date(2000, 1, 1) <= asked.start <= date(2095, 12, 31):
        raise FactsError({"start": "out_of_range"})
    try:
        count = calendar.add(asked.start, asked.days, UNITS[asked.unit], roll=True)
    except ValueError:
        raise FactsError({"days": "out_of_range"}) from None
    return Deadline(
        last_day=count.last_day,
        provisional=count.provisional,
        skipped=[SkippedDay(date=day.date, reason=day.reason) for day in count.skipped],
    )


@rules.get("", response={200: RuleRows, 422: Faults, 429: Detail})
def rule_rows(request: HttpRequest) -> dict[str, Any]:
    """The whole rulebook in force: every figure with its source, article and confidence."""
    api_record.refuse_unread(asked_of(request))
    book, _calendar = law.current()
    return {"edition": book.edition, "digest": book.digest, "rows": body.parse(book.canonical())["rows"]}


# What a row says of a call, as far as it is read.
_OF_CALL = ("number", "step", "bids_due", "closed_at", "title_zh", "title_en", "project_no", "buyer__name_zh")
_OF_ENTRY = (
    *("procedure", "regime", "status", "estimated_value", "published_at"),
    *("level", "instrument", "who_may_bid", "populations", "services"),
)


def _about(name: str, label: Any) -> str:
    """A filter in English, and where its codes are listed."""
    listed = f" Codes: /api/v1/codes/{lists.FACET_LISTS.get(name, name)}" if name in FACETS else ""
    with translation.override("en"):
        return f"{label}.{listed}"


_SEARCH = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": _about(name, one.label),
        "schema": {"type": "array", "items": {"type": "string", "enum": [*FACETS[name].codes]}}
        if name in FACETS
        else {"type": "string"},
    }
    for name, one in NoticeFilter.base_filters.items()
]


@notices.get("", response={200: NoticePage, 422: Faults, 429: Detail}, openapi_extra={"parameters": _SEARCH})
def notice_rows(
    request: HttpRequest,
    cursor: str = "",
    limit: int = 20,
    sort: Annotated[str, Field(json_schema_extra={"enum": [*ORDERS]})] = "next",
) -> dict[str, Any]:
    """Published calls, filtered by the same query string as the search on the site."""
    entries = selectors.public_entries().only(
        *(f"tender__{name}" for name in _OF_CALL), *_OF_ENTRY, "division_code", "sort_key"
    )
    asked = asked_of(request)
    filters = NoticeFilter(request.GET, queryset=entries)
    filters.tell(asked)
    asked.knows("limit", "cursor")
    api_record.refuse_unread(asked)
    page = filters.page(sort=sort, size=api_record.size_of(limit), cursor=cursor)
    asked.turned(page, "cursor")
    api_record.refuse_unread(asked)
    rows = [
        {
            "number": entry.tender.number,
            "ocid": entry.tender.ocid,
            "title_zh": entry.tender.title_zh,
            "title_en": entry.tender.title_en,
            "buyer": entry.tender.buyer.name_zh,
            "place": entry.division_code,
            **{name: getattr(entry, name) for name in _OF_ENTRY},
            # While closing is on hold the published time says only that it will not be earlier.
            "bids_due": entry.tender.closes_at,
            "project_no": entry.tender.project_no,
            "url": f"{settings.SITE_URL}/notices/{entry.tender.number}/",
        }
        for entry in page
    ]
    return {"license": LICENSE, "results": rows, "next": page.next, "previous": page.previous}


@notices.get("{number}", response={200: NoticeRecord, 404: Detail, 429: Detail})
def notice_record(request: HttpRequest, number: str) -> dict[str, Any]:
    """One call with every notice as it was published."""
    tender = selectors.public_tenders().filter(number=number).first()
    if tender is None:
        raise Http404
    return {
        "license": LICENSE,
        "number": tender.number,
        "ocid": tender.ocid,
        "step": tender.step,
        "notices": [
            {"seq": row.seq, "digest": row.digest, **body.parse(row.body)} for row in tender.notices.all()
        ],
    }


@api.exception_handler(FactsError)
def refuse_facts(request: HttpRequest, error: FactsError) -> HttpResponse:
    """422 naming every field that could not be read, in the asked language."""
    with translation.override(asked_language(request)):
        detail = [
            {"field": path, "code": code, "message": facts_fault(code)} for path, code in error.errors.items()
        ]
    return api.create_response(request, {"errors": detail}, status=422)


@api.exception_handler(ValidationError)
def refuse_query(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 in the same form for a query string that could not be read."""
    with translation.override(asked_language(request)):
        detail = [
            {
                "field": str(fault["loc"][-1]),
                "code": (code := fault_code(fault["type"])),
                "message": facts_fault(code),
            }
            for fault in error.errors
        ]
    return api.create_response(request, {"errors": detail}, status=422)


# How pydantic begins the name of a fault -> how the readers of facts name it.
_FAULTS = {
    "missing": "missing",
    "date": "not_a_date",
    "int": "not_a_whole_number",
    "literal": "unknown_value",
    "string": "not_text",
}


def fault_code(name: str) -> str:
    return next((code for begin, code in _FAULTS.items() if name.startswith(begin)), "unknown_value")


api.add_router("/rules", rules)
api.add_router("/notices", notices)
for _name in ("awards", "contracts", "organizations", "releases", "records", "codes"):
    api.add_router(f"/{_name}", getattr(api_record, _name))
