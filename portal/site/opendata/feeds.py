"""The search as a feed and as a calendar: the same query string, the same results."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from portal.ground import clock
from portal.ground.fields.asked import asked_of
from portal.ground.formatting import daytime, labelled, money, reader_language
from portal.ground.ledger import seals
from portal.ground.ledger.models import Event as Told
from portal.site.opendata.downloads import not_understood
from procurement import labels
from procurement.filters import NoticeFilter
from procurement.models import Notice, SearchEntry
from procurement.publication import body
from procurement.publication.changes import change_lines
from procurement.selectors.calls import public_entries, public_tenders
from procurement.views.rows import place_words, title_of

MOST = 50
# Of what a field said before and says now, so much; the page has all.
MOST_LETTERS = 120
# What is news of a call although no notice says it.
_NEWS = ("question_shown", "answered", "closing_suspended", "closing_resumed")
_HELD = "suspended"


def found(request: HttpRequest) -> QuerySet[SearchEntry]:
    """What fits. The address of the search is taken as it is, with its order and its place in the list."""
    asked = asked_of(request)
    filters = NoticeFilter(request.GET, queryset=public_entries())
    filters.tell(asked)
    asked.knows("after")
    entries: QuerySet[SearchEntry] = filters.qs
    return entries


def dated(entries: QuerySet[SearchEntry]) -> list[Any]:
    """The first MOST of them, each with `changed_at`, when its newest notice or answer appeared or its closing was put
    on hold or went on, and `corrected`, what its newest correction changed. Four queries; asked together the database
    would look up the notices of every call that fits."""
    first: list[Any] = list(entries[:MOST])
    notices = Notice.objects.filter(tender__in=[one.tender_id for one in first]).order_by()
    changed = dict(notices.values_list("tender").annotate(Max("published_at")))
    events = Told.objects.filter(
        subject__in=[one.tender.subject for one in first], kind__in=_NEWS, public=True
    ).order_by()
    told = dict(events.values_list("subject").annotate(Max("at")))
    corrected = notices.filter(kind="correction").order_by("tender", "-seq").distinct("tender")
    changes = {one.tender_id: body.changes(one.body) for one in corrected}
    for one in first:
        one.corrected = changes.get(one.tender_id, {})
        news = (changed.get(one.tender_id), told.get(one.tender.subject), one.published_at)
        one.changed_at = max(moment for moment in news if moment)
    return first


def at_a_glance(entry: SearchEntry) -> list[str]:
    """Where it stands, its sum and its closing: what a reader of lists decides by."""
    tender, language = entry.tender, reader_language()
    said = [str(labels.step(tender.step))]
    if entry.estimated_value is not None:
        said.append(labelled(gettext("Budget"), money(entry.estimated_value, language), language))
    if tender.closes_at:
        label = gettext("Applications close")
        said.append(labelled(label, daytime(tender.closes_at, language, ends_of_day=True), language))
    return said


class Notices(Feed):  # type: ignore[type-arg]
    """The newest calls that fit, as Atom."""

    feed_type = Atom1Feed
    title = gettext_lazy("Yangguang: calls")

    def author_name(self, entries: QuerySet[SearchEntry]) -> str:
        """Who answers for the list; each entry names its buyer."""
        return gettext("Yangguang")

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entries, asked = found(request), asked_of(request)
        if asked.faults:
            return not_understood(asked)
        return super().__call__(request, *args, entries=entries, **kwargs)

    def get_object(self, request: HttpRequest, entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
        return entries

    def link(self, entries: QuerySet[SearchEntry]) -> str:
        return reverse("notice_list")

    def subtitle(self, entries: QuerySet[SearchEntry]) -> str:
        """The newest seal of the record, so that a reader's copy bears witness to it."""
        newest = seals.newest()
        if newest is None:
            return ""
        return gettext("Seal %(number)s: %(digest)s") % {"number": newest.number, "digest": newest.digest}

    def items(self, entries: QuerySet[SearchEntry]) -> list[Any]:
        return dated(entries.order_by("-published_at", "-tender_id"))

    def item_title(self, item: SearchEntry) -> str:
        return title_of(item.tender).text

    def item_description(self, item: SearchEntry) -> str:
        said = [item.tender.buyer.name, place_words(item.tender), *at_a_glance(item)]
        changed = change_lines(getattr(item, "corrected", {}), most=MOST_LETTERS)
        return " · ".join([*said, *([str(labels.notice_kind("correction")), *changed] if changed else [])])

    def item_author_name(self, item: SearchEntry) -> str:
        name: str = item.tender.buyer.name
        return name

    def item_link(self, item: SearchEntry) -> str:
        return reverse("tender", args=[item.tender.number])

    def item_guid(self, item: SearchEntry) -> str:
        return f"urn:yangguang:{item.tender.number}"

    def item_pubdate(self, item: SearchEntry) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime:
        """When its newest notice or answer appeared, or its closing was put on hold: each is news."""
        changed: datetime = item.changed_at
        return changed


@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """The last days to ask and the closing times of the calls that fit, for a telephone's calendar;
    `?tender=NUMBER` gives those of one call."""
    now = clock.now()
    ahead = Q(bids_due__gte=now) | Q(status=_HELD)
    entries = found(request).filter(ahead).order_by("sort_key", "tender_id")
    asked = asked_of(request)
    if number := asked.one("tender", _call_number):
        entries = entries.filter(tender__number=number)
    if asked.faults:
        return not_understood(asked)
    calendar = Calendar()
    calendar.add("prodid", "-//Yangguang//deadlines//")
    calendar.add("version", "2.0")
    for entry in dated(entries):
        for event in events_of(entry, request):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response


def _call_number(typed: str) -> str | None:
    """``typed`` where a published call has that number."""
    return typed if public_tenders().filter(number=typed).exists() else None


def events_of(entry: Any, request: HttpRequest) -> Iterator[Event]:
    """Its last day to ask, which lasts the whole day, and its closing. Each keeps one id for ever and says by its
    sequence which version of the call is the newest; a closing on hold is tentative, and what ended is cancelled, so
    that calendars take it out."""
    tender = entry.tender
    title = title_of(tender).text
    held = tender.step == _HELD
    named = [
        ("ask", gettext("Ask by: %(title)s") % {"title": title}, tender.ask_by),
        (
            "closing",
            (gettext("Closing on hold, not before this: %(title)s") if held else gettext("Closes: %(title)s"))
            % {"title": title},
            (tender.closes_at or tender.bids_due).astimezone(clock.LEGAL_ZONE),
        ),
    ]
    for name, summary, start in named:
        if start is None:
            continue
        event = Event()
        event.add("uid", f"{tender.number}-{name}@yangguang")
        event.add("sequence", tender.version)
        stands = "TENTATIVE" if held and name == "closing" else "CONFIRMED"
        event.add("status", "CANCELLED" if tender.called_off else stands)
        event.add("dtstamp", entry.changed_at.astimezone(UTC))
        event.add("dtstart", start)
        event.add("duration", timedelta(days=1) if name == "ask" else timedelta(0))
        event.add("summary", summary)
        event.add("url", request.build_absolute_uri(reverse("tender", args=[tender.number])))
        yield event
