"""Letters that gather: what happened is noted for each reader, and goes out at eight in one letter."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from itertools import groupby, islice

from django.db import transaction

from portal.ground import ledger
from portal.ground.clock import LEGAL_ZONE, legal_date
from portal.ground.ledger.models import Letter
from portal.site.alerts.models import News, Rhythm
from portal.site.alerts.selectors import Reader

KIND = "digest"
HOUR = time(8, 0, tzinfo=LEGAL_ZONE)
BATCH = 2000
# What one letter lists; the rest is counted.
MOST = 50


def next_at(rhythm: int, now: datetime) -> datetime:
    """When the next letter of that rhythm goes out: eight o'clock of the coming day, or of the coming Monday."""
    day = now.astimezone(LEGAL_ZONE).date()
    if datetime.combine(day, HOUR) <= now:
        day += timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, HOUR)


def note(
    readers: Iterable[Reader], *, subject: str, payload: Mapping[str, object], at: datetime, now: datetime
) -> None:
    """Keep one piece of news for each reader's next letter. Harmless twice."""
    remaining = iter(readers)
    while batch := list(islice(remaining, BATCH)):
        News.objects.bulk_create(
            [
                News(
                    subscriber_id=reader.number, rhythm=reader.rhythm, subject=subject, payload=dict(payload),
                    at=at, due_at=next_at(reader.rhythm, now),
                )
                for reader in batch
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def send_due(now: datetime) -> int:
    """Queue the letters that are due, one for each reader and morning, and say how many. What a letter lists is
    forgotten in the same transaction, so that a worker killed midway loses and repeats nothing."""
    sent = 0
    while (queued := _batch(now)) is not None:
        sent += queued
    return sent


@transaction.atomic
def _batch(now: datetime) -> int | None:
    """The letters of some readers; None when nothing is due any more."""
    due = News.objects.filter(due_at__lte=now)
    readers = list(due.order_by("due_at", "subscriber_id").values_list("subscriber_id", flat=True)[:BATCH])
    # All of a reader's, waited for: two workers never write two letters to one of them.
    held = due.filter(subscriber_id__in=readers).select_for_update(of=("self",))
    rows = list(held.select_related("subscriber").order_by("subscriber_id", "at", "id"))
    if not rows:
        return None
    letters: dict[str, dict[str, list[News]]] = {}
    for _, mine in groupby(rows, key=lambda row: row.subscriber_id):
        news = list(mine)
        period = f"digest:{legal_date(max(row.due_at for row in news))}"
        letters.setdefault(period, {})[news[0].subscriber.recipient] = news
    return sum(_write(period, given, now) for period, given in letters.items())


def _write(period: str, letters: dict[str, list[News]], now: datetime) -> int:
    """Queue the letters of one morning. Whoever has that morning's letter already, because news was noted while it
    was written, reads it in the next one."""
    had = set(
        Letter.objects.filter(subject=period, kind=KIND, recipient__in=list(letters)).values_list(
            "recipient", flat=True
        )
    )
    for recipient in had:
        for row in letters.pop(recipient):
            row.due_at = next_at(row.rhythm, now)
            row.save(update_fields=["due_at"])
    queued = ledger.letters.queue_each(
        ((recipient, _payload(news)) for recipient, news in letters.items()),
        subject=period, kind=KIND, due_at=now,
    )  # fmt: skip
    News.objects.filter(pk__in=[row.pk for news in letters.values() for row in news]).delete()
    return queued


def _payload(news: list[News]) -> dict[str, object]:
    return {
        "path": "/notices/",
        "news": [row.payload for row in news[:MOST]],
        "more": max(len(news) - MOST, 0),
    }
