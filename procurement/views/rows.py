"""What a list row, a badge and a date block show of a call."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from portal.ground.formatting import foreign_lang, reader_language
from portal.ground.ledger.seals import Standing
from portal.ground.memory import PARTS
from procurement import fields, labels
from procurement.judgement.calls import next_date
from procurement.models import SearchEntry, Tender
from procurement.publication.call import Call, Words
from procurement.rules.inquiries import end_of
from procurement.search import excerpt
from procurement.selectors.calls import public_entries

_BADGE = {
    "open": "open",
    "suspended": "bad",
    "closed": "wait",
    "evaluating": "wait",
    "publicity": "wait",
    "awarded": "ok",
    "contracted": "ok",
    "completed": "ok",
    "terminated": "bad",
    "void": "bad",
}
_SOON_DAYS = 3


def title_of(tender: Tender) -> Words:
    """The title of ``tender`` in the reader's language; of all its words a list shows only these."""
    return Call({"title_zh": tender.title_zh, "title_en": tender.title_en}, reader_language()).title


def place_words(tender: Tender) -> str:
    """A county with its prefecture, because county names repeat in English."""
    division = tender.division
    if division.level != "county" or division.parent is None:
        return division.name
    if reader_language() == "en":
        return f"{division.name}, {division.parent.name}"
    return f"{division.parent.name}{division.name}"


def status_badge(tender: Tender, now: datetime) -> dict[str, str]:
    """The state of a call: its step, or *closing soon* in the last three days."""
    if tender.step == "open" and tender.bids_due and (tender.bids_due - now).days < _SOON_DAYS:
        return {"kind": "soon", "label": gettext("Closing soon")}
    return {"kind": _BADGE.get(tender.step, "wait"), "label": str(labels.step(tender.step))}


def badges(tender: Tender, entry: SearchEntry, now: datetime) -> list[dict[str, str]]:
    """At most four: the state, who may apply, the first two populations."""
    row = [status_badge(tender, now)]
    if "hosted" in entry.who_may_bid:
        row.append({"kind": "plain", "label": gettext("Unregistered groups through a host")})
    row += [{"kind": "plain", "label": str(labels.population(code))} for code in entry.populations[:2]]
    return row


def next_of(tender: Tender, now: datetime) -> tuple[str, Any]:
    """The kind and the date of what comes next of an open call, or its publication once it is over."""
    coming = next_date(tender, now=now)
    if coming is None:
        return "published_at", tender.published_at
    return coming[0], getattr(tender, coming[0])


def notice_row(entry: SearchEntry, now: datetime) -> dict[str, Any]:
    """One row of a list of calls."""
    tender = entry.tender
    words = title_of(tender)
    kind, moment = next_of(tender, now)
    held = tender.step == "suspended"
    return {
        "url": reverse("tender", args=[tender.number]),
        "title": words.text,
        "title_lang": words.lang,
        "buyer_name": tender.buyer.name,
        "buyer_lang": foreign_lang(tender.buyer.name, reader_language()),
        "is_example": tender.buyer.is_example,
        "place_name": place_words(tender),
        "procedure": str(labels.procedure(tender.procedure)),
        "next_date": None if held else moment,
        "big": pgettext("date column", "On hold") if held else "",
        "small": gettext("a question waits") if held else "",
        "next_kind": "" if kind == "published_at" else kind,
        "state": "late" if held else "past" if kind == "published_at" else "",
        "closes": tender.closes_at if kind in ("ask_by", "answers_by") else None,
        "left": gettext("closing moves back")
        if held
        else gettext("published")
        if kind == "published_at"
        else "",
        "badges": badges(tender, entry, now),
        "estimated_value": tender.estimated_value,
        "track": track_of(tender, now),
    }


def track_of(tender: Tender, now: datetime) -> dict[str, Any] | None:
    """Where today stands between publication and closing, in percent, with the dates between; nothing
    while closing has no date."""
    begin, end = tender.published_at, tender.bids_due
    if not begin or not end or end <= begin or tender.step != "open":
        return None

    def place(moment: date | datetime) -> float:
        if not isinstance(moment, datetime):
            moment = end_of(moment)
        share: float = (moment - begin) / (end - begin) * 100
        return round(min(100.0, max(0.0, share)), 1)

    return {"now": place(now), "points": [place(day) for day in (tender.ask_by, tender.answers_by) if day]}


def add_excerpts(found: dict[int, dict[str, Any]], wanted: str) -> None:
    """To each row, under the key of its call: the place in the call's words where ``wanted`` stands. One query."""
    own = reader_language()
    names = sorted(fields.SEARCHED, key=lambda name: not name.endswith(own))
    for pk, texts in Tender.objects.filter(pk__in=found).values_list("pk", "texts"):
        said = next((part for name in names if (part := excerpt(texts.get(name) or "", wanted))), "")
        found[pk] |= {"excerpt": said, "excerpt_lang": foreign_lang(said, own)}


def cursor_url(query: QueryDict, cursor: str) -> str:
    """The address of another page of the same list; empty where there is none."""
    if not cursor:
        return ""
    further = query.copy()
    further["after"] = cursor
    return f"?{further.urlencode()}"


def rows(entries: Iterable[Any], now: datetime, standing: Standing) -> list[dict[str, Any]]:
    """A row for each of ``entries`` (:func:`procurement.selectors.calls.listed_entries`): its kept HTML, or
    where there is none what it shows, read for all of those in one query, and how its HTML is kept. A row is right as
    long as the public record stands like this."""
    keys = {entry.pk: ("row", standing, entry.pk) for entry in entries}
    kept = {pk: html for pk, key in keys.items() if (html := PARTS.get(key)) is not None}
    missing = [pk for pk in keys if pk not in kept]
    read = public_entries().in_bulk(missing) if missing else {}
    return [
        {"html": kept[pk]} if pk in kept else notice_row(read[pk], now) | {"keep": partial(PARTS.keep, key)}
        for pk, key in keys.items()
        if pk in kept or pk in read
    ]
