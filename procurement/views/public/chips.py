"""What was chosen and what was understood of the words, each with the address without it."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from organizations.models import kept_places
from procurement import labels
from procurement.facets import FACETS, STATUSES
from procurement.filters import BOUNDS, NoticeFilter
from procurement.search import Part, Typed


def without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The address of the list without one choice; the page begins again."""
    return having(query, name, [one for one in query.getlist(name) if value is not None and one != value])


def having(query: QueryDict, name: str, values: list[str]) -> str:
    """The address of the list with these values of one choice and all others as they are, from the first page."""
    rest = query.copy()
    rest.pop("after", None)
    rest.setlist(name, values)
    text = rest.urlencode()
    return f"{reverse('notice_list')}?{text}" if text else reverse("notice_list")


def chips(filters: NoticeFilter, query: QueryDict) -> list[dict[str, str]]:
    """What was chosen, each with the address without it."""
    chosen = []
    for name, facet in FACETS.items():
        chosen += [
            {"label": facet.words(code), "url": without(query, name, code)}
            for code in query.getlist(name)
            if code in facet.codes
        ]
    chosen += of_words(filters, query)
    asked = query.get("place")
    if asked and (place := kept_places().get(asked)):
        chosen.append({"label": place.name, "url": without(query, "place")})
    for name in BOUNDS:
        if value := query.get(name):
            chosen.append({"label": _bound(filters, name, value), "url": without(query, name)})
    return chosen


def of_words(filters: NoticeFilter, query: QueryDict) -> list[dict[str, str]]:
    """What was understood of the words typed, part by part."""
    typed = filters.typed
    found = []
    for part in typed.parts:
        if part.kind == "stop" and part not in typed.asked:
            continue
        rest = typed.without(part)
        label = understood(filters, typed, part)
        found.append({"label": label, "url": having(query, "q", [rest] if rest else [])})
    return found


def understood(filters: NoticeFilter, typed: Typed, part: Part) -> str:
    """One part of what was typed, as it was understood."""
    said = {"text": part.said}
    if part.kind == "without":
        return gettext("without “%(text)s”") % said
    if part.kind == "exact":
        return gettext("exactly “%(text)s”") % said
    if part.kind == "state":
        return gettext("%(name)s: %(value)s") % {"name": gettext("Status"), "value": states(part.steps)}
    if part.bounds:
        return gettext(", ").join(
            _bound(filters, name, f"{bound:,}" if "value" in name else str(bound))
            for name, bound in part.bounds.items()
        )
    if part.sums and part.sums.least is not None:
        return gettext("%(name)s: %(value)s") % {
            "name": gettext("Sum, yuan"),
            "value": f"{part.sums.least.normalize():,f}",
        }
    if part.days:
        return gettext("%(name)s: %(value)s") % {"name": _day_name(part.days.names), "value": _day(part)}
    if part.kind == "everywhere" and part not in typed.asked:
        return gettext("“%(text)s” (every call is one)") % said
    return gettext("“%(text)s”") % said


def states(steps: tuple[str, ...]) -> str:
    """The steps of calls in words: as one status where they are one."""
    for status, those in STATUSES.items():
        if those == steps:
            return labels.status_group(status)
    return gettext(", ").join(labels.step(step) for step in steps)


def _bound(filters: NoticeFilter, name: str, value: str) -> str:
    return gettext("%(name)s: %(value)s") % {"name": filters.filters[name].label, "value": value}


def _day_name(names: tuple[str, ...]) -> str:
    if len(names) > 1:
        return gettext("Published, closes or asks until")
    return {"due": gettext("Closes"), "pub": gettext("Published"), "ask": gettext("Ask until")}[names[0]]


def _day(part: Part) -> str:
    """The day as it was typed; what would be another one tomorrow as it is meant today."""
    assert part.days is not None
    return part.days.stamp if part.rolls and part.days.stamp else part.said
