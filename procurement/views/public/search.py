"""The public list of calls: what was asked, what was chosen, what fits."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organizations.models import kept_places
from portal.ground.fields.asked import asked_of
from portal.ground.keyset import Page
from portal.ground.ledger import seals
from portal.ground.memory import PARTS
from procurement.facets import FACETS, Facet
from procurement.filters import COUNT_LIMIT, ORDERS, Looser, NoticeFilter, fitting, looser
from procurement.models import SearchEntry
from procurement.selectors.calls import listed_entries
from procurement.views.public.chips import chips, without
from procurement.views.rows import add_excerpts, cursor_url, rows

PAGE_SIZE = 20
# What the search reads beside words, each with something to try.
EXAMPLES = (
    (_("testing youth"), _("both words")),
    (_("“peer support”"), _("these very words, one after the other")),
    (_("testing -drugs"), _("the first word, without the second")),
    (_("closes in July"), _("by a day, a month or between two")),
    (_("at least 100,000 yuan"), _("by a sum")),
    (_("open now"), _("by how far it is")),
)
MOST_LOOSENED = 8


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Every published call that fits, the next date first."""
    now, standing = seals.present()
    asked = asked_of(request)
    filters = NoticeFilter(request.GET or None, queryset=listed_entries())
    filters.tell(asked)
    order = asked.choice("sort", ORDERS, label=_("Sort by"), otherwise="next")
    total, counts = filters.counts(standing)
    page = filters.page(sort=order, size=PAGE_SIZE, cursor=asked.text("after"), total=total)
    asked.turned(page)
    chosen = chips(filters, request.GET)
    nearly = None if len(page) or total else near(filters, request.GET, order, now, standing)
    context = {
        "loosened": [] if len(page) or nearly else loosened(chosen),
        "near": nearly,
        "q": request.GET.get("q", ""),
        "examples": EXAMPLES,
        "rows": _rows(filters, page, order, now, standing),
        "heading": heading(total),
        "chips": chosen,
        "panel": panel(filters, counts, request.GET, standing),
        "sorts": [
            {"value": "next", "label": gettext("Next date first"), "checked": order == "next"},
            {"value": "newest", "label": gettext("Newest first"), "checked": order == "newest"},
        ],
        "keep_search": kept(request.GET, *filters.filters, "sort", leave="q"),
        "keep_sort": kept(request.GET, *filters.filters),
        "next_url": cursor_url(request.GET, page.next),
        "previous_url": cursor_url(request.GET, page.previous),
        "query": request.GET.urlencode(),
        "now": now,
    }
    return render(request, "public/notice_list.html", context)


def _rows(
    filters: NoticeFilter, page: Page[SearchEntry], order: str, now: datetime, standing: seals.Standing
) -> list[dict[str, Any]]:
    """The rows of a page; a hit that is not in the title comes with its place in the words of the call."""
    found = rows(page, now, standing)
    if filters.wanted and len(found) == len(page):
        beyond = (order != "next" or not filters.is_in_title(one) for one in page)
        add_excerpts(
            {
                one.tender_id: row
                for one, row, is_beyond in zip(page, found, beyond, strict=True)
                if is_beyond
            },
            filters.typed.text,
        )
    return found


def near(
    filters: NoticeFilter, query: QueryDict, order: str, now: datetime, standing: seals.Standing
) -> dict[str, Any] | None:
    """What fits nearly: other words, how many calls fit those, and the first of them."""
    key = ("looser", standing, tuple((name, str(value)) for name, value in filters.asked.items()))
    (found,) = PARTS.of(key, lambda: (looser(filters),))
    if found is None:
        return None
    other = query.copy()
    other.pop("after", None)
    other["q"] = found.text
    filters = NoticeFilter(other, queryset=listed_entries())
    total, _counts = filters.counts(standing)
    page = filters.page(sort=order, size=PAGE_SIZE, cursor="", total=total)
    return {
        "words": looser_words(found, total),
        "q": found.text,
        "rows": _rows(filters, page, order, now, standing),
        "url": f"{reverse('notice_list')}?{other.urlencode()}",
    }


def looser_words(found: Looser, total: int) -> list[str]:
    """What was changed of the words, and how many calls fit then, in plain words."""
    words = [
        gettext("No call says “%(typed)s”; this is for “%(meant)s”.") % {"typed": typed, "meant": meant}
        for typed, meant in found.instead
    ]
    count = {"count": capped(total)}
    if found.left_out:
        left = gettext(", ").join(gettext("“%(text)s”") % {"text": one} for one in found.left_out)
        said = ngettext(
            "Without %(words)s %(count)s call fits.", "Without %(words)s %(count)s calls fit.", total
        )
        return [*words, said % (count | {"words": left})]
    return [*words, ngettext("%(count)s call fits.", "%(count)s calls fit.", total) % count]


def heading(total: int) -> str:
    if total > COUNT_LIMIT:
        return gettext("More than 1,000 calls fit")
    if total == 0:
        return gettext("No call fits")
    return ngettext("%(count)s call fits", "%(count)s calls fit", total) % {"count": total}


def kept(query: QueryDict, *names: str, leave: str = "") -> list[tuple[str, str]]:
    """Hidden fields that carry the rest of the address along."""
    return [(name, value) for name in names if name != leave for value in query.getlist(name) if value]


def loosened(chosen: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each condition that may be left out, with how many calls fit then, where any do; the most on top."""
    found = [(fitting(QueryDict(chip["url"].partition("?")[2])), chip) for chip in chosen[:MOST_LOOSENED]]
    found.sort(key=lambda one: -one[0])
    return [chip | {"count": capped(count)} for count, chip in found if count]


def panel(
    filters: NoticeFilter, counts: dict[str, Counter[str]], query: QueryDict, standing: seals.Standing
) -> SafeString:
    """The filter panel, the same as long as the public record stands like this."""
    return PARTS.of(
        ("panel", standing, without(query, "after")),
        lambda: render_to_string(
            "ui/filter_panel.html",
            {
                "action": reverse("notice_list"),
                "keep": kept(query, "q", "sort"),
                "facets": facets(filters, counts, query),
            },
        ),
    )


def facets(filters: NoticeFilter, counts: dict[str, Counter[str]], query: QueryDict) -> list[dict[str, Any]]:
    """The filter panel, the grassroots group's question first."""
    groups = []
    for facet in FACETS.values():
        groups.append(of_facet(facet, counts[facet.name], query.getlist(facet.name)))
        if facet.name == "status":
            groups.append(place_facet(query))
        if facet.name == "level":
            groups.append(pair(filters, query, gettext("Amount, yuan"), "min_value", "max_value", "text"))
    groups.append(pair(filters, query, gettext("Closing date"), "due_from", "due_to", "date"))
    groups.append(pair(filters, query, gettext("Publication date"), "published_from", "published_to", "date"))
    return groups


def of_facet(facet: Facet, counts: Counter[str], chosen: list[str]) -> dict[str, Any]:
    """One facet of the panel: each code with how many calls carry it among those that fit."""
    return {
        "name": facet.name,
        "label": facet.label,
        "open": facet.opens or bool(chosen),
        "options": [
            {
                "value": code,
                "label": facet.words(code),
                "count": capped(counts[code]),
                "checked": code in chosen,
            }
            for code in facet.codes
        ],
    }


def capped(count: int) -> str:
    return "1,000+" if count > COUNT_LIMIT else f"{count:,}"


def place_facet(query: QueryDict) -> dict[str, Any]:
    """The province, its prefectures, and the counties of the chosen prefecture."""
    chosen = query.get("place", "")
    around = f"{chosen[:4]}00" if len(chosen) == 6 else ""
    places = [one for one in kept_places().values() if one.level == "prefecture" or one.parent_id == around]
    options = [
        {
            "value": place.code,
            "label": place.name if place.level == "prefecture" else f"　{place.name}",
            "checked": place.code == chosen,
        }
        for place in places
    ]
    options.insert(0, {"value": "", "label": gettext("Whole province"), "checked": not chosen})
    return {
        "label": gettext("Place"),
        "open": True,
        "fields": [{"name": "place", "label": gettext("Prefecture or county"), "options": options}],
    }


def pair(
    filters: NoticeFilter, query: QueryDict, label: str, first: str, second: str, kind: str
) -> dict[str, Any]:
    return {
        "label": label,
        "open": bool(query.get(first) or query.get(second)),
        "fields": [
            {
                "name": name,
                "label": filters.filters[name].label,
                "type": kind,
                "value": query.get(name, ""),
                "mode": "numeric" if kind == "text" else "",
            }
            for name in (first, second)
        ],
    }
