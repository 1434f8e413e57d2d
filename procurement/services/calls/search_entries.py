"""The search index, written in the transaction that publishes; public text only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from django.db import connection, transaction

from organizations.models import Organization, kept_places
from organizations.selectors import ancestors, prefecture_of
from portal.ground.clock import legal_date
from procurement import facets, fields, labels
from procurement.judgement.calls import next_date
from procurement.models import Lot, SearchEntry, Tender
from procurement.search import known, vector
from procurement.selectors.registers import AwardLine, award_lines, public_awards

# After every open call's closing time (seconds since 1970) come the others, the newest first.
_AFTER_ALL_OPEN = 100_000_000_000
_OPEN = facets.STATUSES["open"]
_DECIDED = facets.STATUSES["decided"]
_AT_ONCE = 1_000
# How the words of an entry are written. Raise it with every change of :func:`_words`, and a release writes those that
# stand otherwise anew.
FORM = 1


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
    _write([(entry.pk, tender)])


def carry_again() -> int:
    """Note anew which codes every published call carries, as after a release with another facet; returns for how many
    that is news."""
    changed, last = 0, 0
    entries = SearchEntry.objects.select_related("tender__buyer__division").order_by("pk")
    entries = entries.defer("title", "body", "tender__texts", "tender__reasons")
    while rows := list(entries.filter(pk__gt=last)[:_AT_ONCE]):
        _with_lots([row.tender for row in rows])
        news = []
        for row in rows:
            if (codes := facets.carried(row.tender)) != row.codes:
                row.codes = codes
                news.append(row)
        SearchEntry.objects.bulk_update(news, ["codes"])
        changed, last = changed + len(news), rows[-1].pk
    return changed


def _with_lots(tenders: list[Tender]) -> None:
    """Give each call its lots, all of them by one query."""
    found: dict[int, list[Lot]] = defaultdict(list)
    for lot in Lot.objects.filter(tender__in=tenders).order_by("tender", "position"):
        found[lot.tender_id].append(lot)
    for tender in tenders:
        tender.all_lots = found[tender.pk]


def write_again() -> int:
    """Write anew the words of every published call that an earlier form of them was written of; returns how many."""
    written = 0
    while count := _write_some():
        written += count
    return written


@transaction.atomic
def _write_some() -> int:
    """The same for some of them. An act that changes one of these calls meanwhile waits, and writes after this."""
    held = (
        SearchEntry.objects.exclude(form=FORM).order_by("pk").select_for_update().values_list("pk", flat=True)
    )
    entries = SearchEntry.objects.filter(pk__in=list(held[:_AT_ONCE])).select_related(
        "tender__buyer__division"
    )
    rows = list(entries.defer("title", "body", "tender__reasons"))
    _with_lots([row.tender for row in rows])
    if rows:
        _write([(row.pk, row.tender) for row in rows])
    return len(rows)


_WRITE = """
    UPDATE procurement_searchentry SET title = said.title::tsvector, body = said.body::tsvector, form = %s
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS said (id, title, body)
    WHERE said.id = procurement_searchentry.id
"""


def _write(entries: Iterable[tuple[int, Tender]]) -> None:
    """The words of these calls into the entries with these keys."""
    listed = list(entries)
    awards = _awards([tender for _pk, tender in listed])
    said = [(pk, *_words(tender, awards.get(tender.pk, ()))) for pk, tender in listed]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [FORM, *(list(column) for column in zip(*said, strict=True))])


def _words(tender: Tender, awards: Sequence[AwardLine]) -> tuple[str, str]:
    """The title of a call and all its words, each as a text vector with what else is known of it."""
    days = {"due": tender.bids_due, "pub": tender.published_at}
    also = known.facts(
        step=tender.step,
        days={name: legal_date(at) if at else None for name, at in days.items()} | {"ask": tender.ask_by},
        amounts=[tender.estimated_value, *(line.value for line in awards)],
    )
    title = vector(tender.title_zh, tender.title_en, facts=also)
    own = [
        tender.number,
        tender.project_no,
        tender.title_zh,
        tender.title_en,
        tender.buyer.name_zh,
        tender.buyer.name_en,
        *(lot.title_zh for lot in tender.all_lots),
        *(name for line in awards for party in (line.party, line.group) if party for name in _names(party)),
        *(tender.texts.get(name, "") for name in fields.SEARCHED),
    ]
    places = {one.code: one for code in facets.places(tender) for one in ancestors(kept_places()[code])}
    filed = [
        tender.texts.get("contact_office", ""),
        *(text for place in places.values() for text in (place.name_zh, place.name_en)),
        *labels.in_both(labels.procedure, [tender.procedure]),
        *labels.in_both(labels.population, tender.first_lot.populations),
        *labels.in_both(labels.service, tender.first_lot.services),
    ]
    return title, vector(*own, filed=filed, facts=also)


def _awards(tenders: list[Tender]) -> Mapping[int, list[AwardLine]]:
    """By the keys of the calls: who was chosen and for how much, as far as the register of awards names them."""
    decided = [tender.pk for tender in tenders if tender.step in _DECIDED]
    found: dict[int, list[AwardLine]] = defaultdict(list)
    for line in award_lines(list(public_awards().filter(lot__tender__in=decided))) if decided else ():
        found[line.tender.pk].append(line)
    return found


def _names(party: Organization) -> tuple[str, str]:
    return party.name_zh, party.name_en


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
