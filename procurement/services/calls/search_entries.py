"""The search index, written in the transaction that publishes; public text only."""

from datetime import UTC, datetime

from django.db import connection

from organizations.selectors import ancestors, prefecture_of
from procurement import facets, fields, labels
from procurement.judgement.calls import next_date
from procurement.models import Lot, SearchEntry, Tender
from procurement.search import vector
from procurement.selectors.registers import award_lines, public_awards

# After every open call's closing time (seconds since 1970) come the others, the newest first.
_AFTER_ALL_OPEN = 100_000_000_000
_OPEN = facets.STATUSES["open"]
_DECIDED = facets.STATUSES["decided"]
_AT_ONCE = 1_000


def index(tender: Tender, *, now: datetime) -> None:
    """Write or renew the search entry of a published tender."""
    division, lot = tender.division, tender.first_lot
    assert tender.published_at is not None, "only what is published is indexed"
    entry, _created = SearchEntry.objects.update_or_create(
        tender=tender,
        defaults={
            "codes": facets.carried(tender),
            "status": tender.step,
            "procedure": tender.procedure,
            "regime": tender.regime,
            "instrument": tender.instrument,
            "level": tender.buyer.division.level,
            "division_code": division.code,
            "prefecture_code": prefecture_of(division),
            "buyer": tender.buyer,
            "populations": lot.populations,
            "services": lot.services,
            "who_may_bid": facets.who_may_bid(tender),
            "estimated_value": tender.estimated_value,
            "published_at": tender.published_at,
            "bids_due": tender.bids_due,
            "sort_key": _sort_key(tender, now=now),
        },
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procurement_searchentry SET title = %s::tsvector, body = %s::tsvector WHERE id = %s",
            [vector(tender.title_zh, tender.title_en), vector(*_body(tender)), entry.pk],
        )


def carry_again() -> int:
    """Note anew which codes every published call carries, as after a release with another facet; returns for how many
    that is news."""
    changed, last = 0, 0
    entries = SearchEntry.objects.select_related("tender__buyer__division").order_by("pk")
    entries = entries.defer("title", "body", "tender__texts", "tender__reasons")
    while rows := list(entries.filter(pk__gt=last)[:_AT_ONCE]):
        lots = {
            lot.tender_id: lot
            for lot in Lot.objects.filter(position=1, tender__in=[row.tender_id for row in rows])
        }
        news = []
        for row in rows:
            row.tender.first_lot = lots[row.tender_id]
            if (codes := facets.carried(row.tender)) != row.codes:
                row.codes = codes
                news.append(row)
        SearchEntry.objects.bulk_update(news, ["codes"])
        changed, last = changed + len(news), rows[-1].pk
    return changed


def _body(tender: Tender) -> list[str]:
    places = ancestors(tender.division)
    return [
        tender.number,
        tender.project_no,
        tender.title_zh,
        tender.title_en,
        tender.buyer.name_zh,
        tender.buyer.name_en,
        *(text for place in places for text in (place.name_zh, place.name_en)),
        *_winners(tender),
        *labels.in_both(labels.procedure, [tender.procedure]),
        *labels.in_both(labels.population, tender.first_lot.populations),
        *labels.in_both(labels.service, tender.first_lot.services),
        *(tender.texts.get(name, "") for name in fields.SEARCHED),
    ]


def _winners(tender: Tender) -> list[str]:
    """Who was chosen, as far as the register of awards names them."""
    if tender.step not in _DECIDED:
        return []
    awards = public_awards().filter(lot__tender=tender)
    named = [party for line in award_lines(list(awards)) for party in (line.party, line.group) if party]
    return [name for party in named for name in (party.name_zh, party.name_en)]


def _sort_key(tender: Tender, *, now: datetime) -> int:
    """Ascending: open calls by their next date, then all others by publication, the newest first."""
    if coming := next_date(tender, now=now):
        return int(coming[1].timestamp())
    if tender.step in _OPEN and tender.bids_due:
        return int(tender.bids_due.timestamp())
    published = tender.published_at or datetime.fromtimestamp(0, UTC)
    return _AFTER_ALL_OPEN - int(published.timestamp())


def refresh(now: datetime) -> int:
    """Give open calls whose next date has passed their new place in the list; returns how many."""
    passed = SearchEntry.objects.filter(status__in=_OPEN, sort_key__lte=int(now.timestamp()))
    rows = list(passed.select_related("tender")[:_AT_ONCE])
    for entry in rows:
        entry.sort_key = _sort_key(entry.tender, now=now)
    SearchEntry.objects.bulk_update(rows, ["sort_key"])
    return len(rows)
