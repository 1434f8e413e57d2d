"""Routes of the API that read what came of calls, and the releases of everything published."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import BaseModel, Field

from organizations.models import Organization
from organizations.selectors import public_organizations
from portal.ground import clock
from portal.ground.fields.asked import Asked, asked_of
from portal.ground.keyset import Page
from portal.site.opendata import codes as lists
from portal.site.opendata.limits import told, unless_known
from portal.site.opendata.models import Release
from procurement import ocds
from procurement.facts import FactsError
from procurement.filters import asked_place, chosen_awards, chosen_contracts, register_choice
from procurement.rules.vocabulary import SERVICES
from procurement.selectors import registers
from procurement.selectors.registers import AwardLine, ContractLine

LICENSE = "CC BY 4.0"
MOST = 100
M = TypeVar("M", bound=Model)

awards = Router(tags=["awards"])
contracts = Router(tags=["contracts"])
organizations = Router(tags=["organizations"])
releases = Router(tags=["releases"])
records = Router(tags=["records"])
codes = Router(tags=["codes"])


class Found(Schema):
    """A page of rows; ``next`` and ``previous`` are cursors for the same address, empty at the ends."""

    license: str = LICENSE
    next: str
    previous: str


class Line(Schema):
    """What every row of a register says first."""

    number: str
    tender: str
    ocid: str
    title_zh: str
    buyer: str
    place: str
    lot: int


class AwardRow(Line):
    """``supplier`` is empty where a group on no register has not asked to be named."""

    supplier: str
    implementer: str
    value: Decimal
    awarded_at: datetime


class ContractRow(Line):
    signatory: str
    implementer: str
    value: Decimal
    signed_on: date
    ends_on: date
    first_paid_on: date | None
    acceptance: str


class OrganizationRow(Schema):
    number: str
    slug: str
    name_zh: str
    name_en: str
    legal_form: str
    place: str
    hosts_groups: bool = Field(description="Whether it signs for groups on no register")
    host_keeps_percent: Decimal | None = Field(description="What it keeps of their money at most")


class Awards(Found):
    results: list[AwardRow]


class Contracts(Found):
    results: list[ContractRow]


class Organizations(Found):
    results: list[OrganizationRow]


_SERVICES: dict[str, Any] = {"enum": ["", *SERVICES]}


class OfRegister(Schema):
    """What narrows a register, as on its page; empty asks for nothing."""

    place: str = Field("", description="Place. Codes: /api/v1/codes/place")
    agency: str = Field("", description="Agency: the last part of the address of its page")
    year: str = Field("", description="Year of the award or the signature")
    service: str = Field("", description="Service. Codes: /api/v1/codes/service", json_schema_extra=_SERVICES)
    supplier: str = Field("", description="Words of the supplier's name, where it is named")
    min_value: str = Field("", description="At least, yuan")
    max_value: str = Field("", description="At most, yuan")


class Fault(Schema):
    field: str
    code: str
    message: str


class Faults(Schema):
    """What of the question could not be read, field by field, in the asked language."""

    errors: list[Fault]


class Detail(Schema):
    detail: str


class Publisher(BaseModel):
    name: str
    uri: str


class OfStandard(BaseModel, extra="allow"):
    """A release of the Open Contracting Data Standard 1.1: its own schema says the rest."""

    ocid: str
    id: str
    date: datetime
    tag: list[str]
    initiationType: str  # noqa: N815
    language: str
    parties: list[dict[str, object]]
    buyer: dict[str, str]
    tender: dict[str, object]
    planning: dict[str, object] | None = None
    awards: list[dict[str, object]] = []
    contracts: list[dict[str, object]] = []


class Package(BaseModel):
    """A release package of the standard."""

    uri: str
    version: str
    extensions: list[str]
    publishedDate: datetime  # noqa: N815
    publisher: Publisher
    license: str
    publicationPolicy: str  # noqa: N815
    releases: list[OfStandard]


class CodeOut(BaseModel):
    code: str
    zh: str
    en: str


class ListName(BaseModel):
    """``name``: as in the address; ``url``: its page."""

    name: str
    title_zh: str
    title_en: str
    url: str


class Lists(BaseModel):
    license: str
    results: list[ListName]


class ListOut(ListName):
    license: str
    codes: list[CodeOut]


def size_of(limit: int) -> int:
    """How many rows a page has where so many were asked for."""
    return max(1, min(limit, MOST))


def refuse_unread(asked: Asked) -> None:
    """Raises FactsError for what of the address was not understood: another question would be answered."""
    if asked.faults:
        raise FactsError({one.name: "unknown_value" for one in asked.faults})


def _page(asked: Asked, found: QuerySet[M], *, order: Sequence[str], limit: int) -> Page[M]:
    """A page of ``found`` from the cursor of the address. Raises FactsError."""
    asked.knows("limit", "cursor")
    refuse_unread(asked)
    page = asked.paginate(found, order=order, size=size_of(limit), name="cursor")
    refuse_unread(asked)
    return page


def _name_of(organization: Organization | None) -> str:
    """Its Chinese name; empty for one that may not be named."""
    return organization.name_zh if organization else ""


def _line(line: AwardLine | ContractLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "tender": line.tender.number,
        "ocid": line.tender.ocid,
        "title_zh": line.tender.title_zh,
        "buyer": line.tender.buyer.name_zh,
        "place": line.tender.division_id,
        "lot": line.lot,
    }


@awards.get("", response={200: Awards, 422: Faults, 429: Detail})
def award_rows(request: HttpRequest, chosen: Query[OfRegister], cursor: str = "", limit: int = 20) -> Awards:
    """Awards in force, the newest first."""
    asked = asked_of(request)
    page = _page(asked, chosen_awards(register_choice(asked)), order=("-at", "-id"), limit=limit)
    return Awards(
        results=[
            AwardRow(
                **_line(line),
                supplier=_name_of(line.party),
                implementer=_name_of(line.group),
                value=line.value,
                awarded_at=line.at,
            )
            for line in registers.award_lines(list(page))
        ],
        next=page.next,
        previous=page.previous,
    )


@contracts.get("", response={200: Contracts, 422: Faults, 429: Detail})
def contract_rows(
    request: HttpRequest, chosen: Query[OfRegister], cursor: str = "", limit: int = 20
) -> Contracts:
    """Published contracts, the newest first."""
    asked = asked_of(request)
    page = _page(asked, chosen_contracts(register_choice(asked)), order=("-signed_on", "-id"), limit=limit)
    return Contracts(
        results=[
            ContractRow(
                **_line(line),
                signatory=_name_of(line.party),
                implementer=_name_of(line.group),
                value=line.value,
                signed_on=line.signed_on,
                ends_on=line.ends_on,
                first_paid_on=line.first_paid_on,
                acceptance=line.result,
            )
            for line in registers.contract_lines(list(page))
        ],
        next=page.next,
        previous=page.previous,
    )


@organizations.get("", response={200: Organizations, 422: Faults, 429: Detail})
def organization_rows(
    request: HttpRequest, cursor: str = "", limit: int = 20, place: str = "", hosting: str = ""
) -> Organizations:
    """Organisations with a public page; a group on no register stands here only if it asked to. ``hosting=1``: those
    alone that take such groups in."""
    asked = asked_of(request)
    found = asked_place(asked)
    hosts = bool(asked.choice("hosting", ("1",)))
    rows = public_organizations(found.code if found else "", hosting=hosts)
    page = _page(asked, rows, order=("id",), limit=limit)
    return Organizations(
        results=[
            OrganizationRow(
                number=one.number,
                slug=one.slug,
                name_zh=one.name_zh,
                name_en=one.name_en,
                legal_form=one.legal_form,
                place=one.division_id,
                hosts_groups=one.cso.hosts_groups,
                host_keeps_percent=one.cso.host_keeps_percent,
            )
            for one in page
        ],
        next=page.next,
        previous=page.previous,
    )


@releases.get("", response={200: Package, 422: Faults, 429: Detail})
def release_package(request: HttpRequest, since: int = 0, limit: int = 100) -> HttpResponse:
    """The change feed: releases after the key ``since``, the oldest first, as an OCDS release package. The key of
    the last one is in the header ``X-Last-Key`` and in the ``Link`` to what follows."""
    asked = asked_of(request)
    asked.knows("since", "limit")
    refuse_unread(asked)
    size = max(1, min(limit, 1_000))
    rows = list(
        Release.objects.filter(pk__gt=max(0, min(since, 2**63 - 1)))
        .order_by("pk")
        .values_list("pk", "body")[:size]
    )
    response = _package(request, [body for _key, body in rows])
    last = rows[-1][0] if rows else since
    response["X-Last-Key"] = str(last)
    if len(rows) == size:
        response["Link"] = f'<{settings.SITE_URL}/api/v1/releases?since={last}&limit={size}>; rel="next"'
    return response


@records.get("{ocid}", response={200: Package, 404: Detail, 422: Faults, 429: Detail})
def record(request: HttpRequest, ocid: str) -> HttpResponse:
    """Every release of one call, as an OCDS release package."""
    bodies = list(Release.objects.filter(ocid=ocid).order_by("pk").values_list("body", flat=True))
    if not bodies:
        raise Http404
    return _package(request, bodies)


def _package(request: HttpRequest, bodies: list[str]) -> HttpResponse:
    uri = f"{settings.SITE_URL}{request.get_full_path()}"
    text = ocds.package(bodies, uri=uri, site=settings.SITE_URL, at=clock.now().astimezone(clock.LEGAL_ZONE))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    # A package says when it was asked for; what it holds stays.
    return told(request, unless_known(request, response, "\n".join(bodies).encode()))


@codes.get("", response={200: Lists, 422: Faults, 429: Detail})
def code_lists(request: HttpRequest) -> Lists:
    """The lists of codes that rows, filters and releases use."""
    refuse_unread(asked_of(request))
    return Lists(license=LICENSE, results=[ListName(**_named(name)) for name in lists.LISTS])


@codes.get("{name}", response={200: ListOut, 404: Detail, 422: Faults, 429: Detail})
def code_list(request: HttpRequest, name: str) -> ListOut:
    """One list: each code with its words in Chinese and English. Codes never change; new ones are added."""
    found = lists.found(name)
    refuse_unread(asked_of(request))
    return ListOut(license=LICENSE, **_named(name), codes=[CodeOut(**one) for one in found.rows()])


def _named(name: str) -> dict[str, str]:
    titles = lists.LISTS[name].titles()
    url = f"{settings.SITE_URL}/codes/{name}/"
    return {"name": name, "title_zh": titles["zh"], "title_en": titles["en"], "url": url}
