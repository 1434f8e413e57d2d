"""The registers of awards and contracts: who, for whom, how much, with the notice each stands in."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from organizations.models import Division, Organization
from organizations.selectors import place_groups
from portal.ground import clock
from portal.ground.fields.asked import asked_of
from procurement import labels
from procurement.facets import STATUSES
from procurement.filters import chosen_awards, chosen_contracts, register_choice
from procurement.labels import awards as words
from procurement.models import Tender
from procurement.rules.vocabulary import SERVICES
from procurement.selectors import registers
from procurement.selectors.registers import AwardLine, ContractLine
from procurement.views.rows import cursor_url, place_words, title_of

PAGE_SIZE = 20
FIRST_YEAR = 2013
# The bulk files of the same rows (portal.site.opendata).
_TABLES = {"award_list": "awards", "contract_list": "contracts"}


@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """Every award in force, the newest first; by place, agency and year."""
    asked = asked_of(request)
    chosen = register_choice(asked)
    found = chosen_awards(chosen)
    page = asked.paginate(found, order=("-at", "-id"), size=PAGE_SIZE)
    lines = registers.award_lines(list(page))
    context = _context(request, chosen, page, "award_list") | {
        "rows": [award_row(one) for one in lines],
        "totals": registers.totals(found),
    }
    return render(request, "public/award_list.html", context)


@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    """Every published contract, the newest first; by place, agency and year."""
    asked = asked_of(request)
    chosen = register_choice(asked)
    found = chosen_contracts(chosen)
    page = asked.paginate(found, order=("-signed_on", "-id"), size=PAGE_SIZE)
    lines = registers.contract_lines(list(page))
    context = _context(request, chosen, page, "contract_list") | {
        "rows": [contract_row(one) for one in lines],
        "totals": registers.totals(found),
    }
    return render(request, "public/contract_list.html", context)


def _context(request: HttpRequest, chosen: Mapping[str, Any], page: Any, name: str) -> dict[str, Any]:
    now = clock.now()
    query = request.GET.copy()
    query.pop("after", None)
    kept = query.urlencode()
    return {
        **chosen,
        "is_narrowed": any(chosen.values()),
        "place_options": place_options(chosen["place"]),
        "services": [{"code": code, "label": labels.service(code)} for code in SERVICES],
        "typed": asked_of(request).query,
        "years": range(clock.legal_date(now).year, FIRST_YEAR - 1, -1),
        "here": reverse(name),
        "downloads": [
            (extension, f"{reverse('table', args=[_TABLES[name], extension])}{kept and f'?{kept}'}")
            for extension in ("csv", "xlsx")
        ],
        "previous_url": cursor_url(query, page.previous),
        "next_url": cursor_url(query, page.next),
        "now": now,
    }


def place_options(chosen: Division | None) -> SafeString:
    """Each prefecture with its counties, the ``chosen`` place marked: 145 choices, which a template draws slowly."""
    groups = [
        f'<optgroup label="{escape(head.name)}">{"".join(_option(one, chosen) for one in (head, *counties))}</optgroup>'
        for head, counties in place_groups()
        if counties
    ]
    return SafeString("".join(groups))


def _option(place: Division, chosen: Division | None) -> str:
    return (
        f'<option value="{place.code}"{" selected" if place == chosen else ""}>{escape(place.name)}</option>'
    )


def award_row(line: AwardLine) -> dict[str, Any]:
    """One award as a list prints it."""
    return _row(line) | {
        "date": line.at,
        "url": _notice(line.tender.number, line.seq),
    }


def chosen(tender: Tender) -> list[dict[str, Any]]:
    """Who was chosen for a decided call and for how much, as the register of awards has it; lot by lot."""
    if tender.step not in STATUSES["decided"]:
        return []
    awards = registers.public_awards().filter(lot__tender=tender)
    lines = sorted(registers.award_lines(list(awards)), key=lambda one: (one.lot, one.rank))
    return [award_row(one) | {"lot": labels.lot(one.lot) if tender.is_divided else ""} for one in lines]


def contract_row(line: ContractLine) -> dict[str, Any]:
    """One contract as a list prints it."""
    return _row(line) | {
        "date": line.signed_on,
        "url": _notice(line.tender.number, line.seq),
        "paid_on": line.first_paid_on,
        "ends_on": line.ends_on,
        "state": words.ACCEPTANCE[line.result] if line.result else gettext("running"),
        "tone": words.ACCEPTANCE_TONE.get(line.result, "wait"),
    }


def _row(line: AwardLine | ContractLine) -> dict[str, Any]:
    title = title_of(line.tender)
    return {
        "number": line.number,
        "title": title.text,
        "title_lang": title.lang,
        "party": line.party.name if line.party else gettext("An unregistered group (not named)"),
        "group": line.group.name if line.group else "",
        "buyer": line.tender.buyer,
        "place": place_words(line.tender),
        "value": line.value,
        "is_example": line.tender.buyer.is_example,
    }


def _notice(number: str, seq: int | None) -> str:
    return reverse("notice", args=[number, seq]) if seq else reverse("tender", args=[number])


def rows_of_organization(organization: Organization, *, most: int) -> list[dict[str, Any]]:
    """The newest awards on which a public organisation may be named, for its own page."""
    return [
        award_row(one) for one in registers.award_lines(list(registers.public_awards_of(organization)[:most]))
    ]


def rows_of_agency(agency: Organization, *, most: int) -> dict[str, list[dict[str, Any]]]:
    """The newest awards and contracts of an agency, for its own page."""
    awards: QuerySet[Any] = registers.public_awards().filter(lot__tender__buyer=agency)
    contracts: QuerySet[Any] = registers.public_contracts().filter(tender__buyer=agency)
    return {
        "awards": [award_row(one) for one in registers.award_lines(list(awards[:most]))],
        "contracts": [contract_row(one) for one in registers.contract_lines(list(contracts[:most]))],
    }
