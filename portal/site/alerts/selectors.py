"""Reads: who follows a call, and what a subscription is in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Min, Q
from django.http import QueryDict
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from organizations.models import Organization, kept_places
from portal.ground.fields.asked import read_plainly
from portal.ground.province import chosen
from portal.site.alerts.models import Subscription, recipient_name
from portal.site.alerts.searches import that_fit, understood
from procurement.facets import FACETS, places
from procurement.filters import NoticeFilter
from procurement.models import Tender
from procurement.selectors.calls import public_entries, public_tenders

# A place nobody named: the whole province.
PROVINCE = chosen().code
CHUNK = 2000


@dataclass(frozen=True)
class Topic:
    """What is or may be followed, as a page shows it."""

    kind: str
    title: str
    url: str
    lang: str = ""


@dataclass(frozen=True)
class Reader:
    """A subscriber to be told: `recipient` as the ledger names it, `rhythm` in calendar days."""

    number: int
    recipient: str
    rhythm: int


def topic(kind: str, key: str, query: str) -> Topic | None:
    """The words and the page of what a subscription names; None when no such thing is public."""
    if kind == "tender":
        tender = public_tenders().filter(number=key).first()
        return None if tender is None else _of_tender(tender)
    if kind == "agency":
        agency = Organization.objects.agencies().filter(slug=key).first()
        return None if agency is None else Topic(kind, agency.name, f"agencies/{key}/", agency.name_lang)
    if kind == "place":
        place = kept_places().get(key)
        return None if place is None else Topic(kind, place.name, f"places/{key}/")
    if kind == "search" and query:
        return Topic(kind, describe_search(query), f"notices/?{query}")
    return None


def _of_tender(tender: Tender) -> Topic:
    title, lang = tender.title_zh, "zh-CN"
    if tender.title_en and get_language() == "en":
        title, lang = tender.title_en, "en"
    return Topic("tender", title, f"notices/{tender.number}/", lang)


def describe_search(query: str) -> str:
    """`艾滋病；地点：景洪市`: the parts of a saved search in words, and what of it is not understood."""
    fields = NoticeFilter.base_filters
    asked, lost = understood(query)
    parts: list[str] = []
    comma = pgettext("between the values of a saved search", ", ")
    for name, value in asked.items():
        if not value:
            continue
        if name == "q":
            parts.insert(0, str(value))
            continue
        if name == "place":
            place = kept_places().get(value)
            value = place.name if place else value
        words = comma.join(map(FACETS[name].words, value)) if name in FACETS else str(value)
        parts.append(_("{label}: {values}").format(label=fields[name].label, values=words))
    for name in lost:
        label = fields[name].label if name in fields else name
        parts.append(_("{label}: not understood here, so nothing is found").format(label=label))
    return pgettext("between the parts of a saved search", "; ").join(parts) or _("all notices")


def plain_query(raw: str) -> str:
    """A search as it is kept: the filters of the public search that say something, in one order. Of several values
    those that the page found by: of a facet all, else the last."""
    given = read_plainly(QueryDict(raw))
    pairs = [
        (name, value.strip())
        for name in sorted(NoticeFilter.base_filters)
        for value in (sorted(set(given.getlist(name))) if name in FACETS else [given.get(name, "")])
        if value.strip()
    ]
    return urlencode(pairs)


def followers_of_tender(number: str) -> Q:
    """Everybody who follows this call itself."""
    return Q(kind="tender", key=number)


def followers_of_scope(tender: Tender) -> Q:
    """Those who follow its agency, a place it lies in, or a search it fits."""
    around = {one for code in places(tender) for one in (code, f"{code[:4]}00", f"{code[:2]}0000")}
    wanted = Q(kind="agency", key=tender.buyer.slug) | Q(kind="place", key__in=around)
    entry = public_entries().filter(tender=tender).first()
    if entry is None:
        return wanted
    return wanted | Q(kind="search", query__in=that_fit(entry).values("query"))


def readers(which: Q, *, since: datetime) -> Iterator[Reader]:
    """Each subscriber once who followed that by `since` (nobody is told old news), with the quickest of the
    rhythms chosen."""
    chosen = Subscription.objects.live().filter(which, confirmed_at__lte=since)
    found = chosen.values_list("subscriber_id", "subscriber__hook").annotate(quickest=Min("rhythm"))
    for number, hook, quickest in found.order_by("subscriber_id").iterator(CHUNK):
        yield Reader(number, recipient_name(number, hook), quickest)
