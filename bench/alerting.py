"""Run by the bench in a process of its own: what it costs to tell people. Everything is undone at the end."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.words import HOW, WHERE, WHOM  # noqa: E402
from organizations.models import Division  # noqa: E402
from portal.ground import clock  # noqa: E402
from portal.ground.ledger.models import Event, Letter  # noqa: E402
from portal.site.alerts import closing_reminders, digests, searches  # noqa: E402
from portal.site.alerts.listeners import tell_followers  # noqa: E402
from portal.site.alerts.models import News, SavedSearch, Subscriber, Subscription  # noqa: E402
from portal.site.alerts.selectors import plain_query  # noqa: E402
from procurement.models import SearchEntry, Tender  # noqa: E402
from procurement.rules.vocabulary import POPULATIONS, SERVICES  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
BATCH = 5_000
# Saved searches that differ; the rest are saved by several people.
DIFFERENT = 0.8


class UndoneError(Exception):
    """Nothing of the bench stays."""


def main() -> None:
    for size in SIZES:
        with_undone(one_notice, size)
    with_undone(many_reminders, SIZES[-1])
    with_undone(many_digests, SIZES[-1])


def with_undone(measure, size: int) -> None:  # type: ignore[no-untyped-def]
    try:
        with transaction.atomic():
            measure(size)
            raise UndoneError
    except UndoneError:
        return


def one_notice(size: int) -> None:
    """A call published before so many saved searches: matched, and a letter queued for each reader."""
    saved(size)
    tender = Tender.objects.filter(step="open").order_by("-id")[0]
    entry = SearchEntry.objects.get(tender=tender)
    started = time.perf_counter()
    fitting = searches.that_fit(entry).count()
    matched = time.perf_counter() - started
    event = Event(kind="published", subject=f"tender:{tender.number}", at=clock.now())
    started = time.perf_counter()
    tell_followers(event)
    told = time.perf_counter() - started
    letters = Letter.objects.filter(kind="followed").count()
    print(
        f"{size:>9,} saved searches: {fitting:,} fit, {letters:,} letters; matched {size / matched:,.0f}/s, "
        f"matched and queued {size / told:,.0f}/s ({told:.2f} s)",
        flush=True,
    )


def many_reminders(size: int) -> None:
    """So many followers of one call: three reminders each, planned and queued."""
    tender = Tender.objects.filter(step="open").order_by("-bids_due")[0]
    followers(size, {"kind": "tender", "key": tender.number})
    started = time.perf_counter()
    added = closing_reminders.plan(tender.number, now=clock.now())
    spent = time.perf_counter() - started
    print(
        f"{added:,} reminders planned and queued in {spent:.1f} s: {spent * 100_000 / added:.1f} s for 100,000",
        flush=True,
    )


def many_digests(size: int) -> None:
    """So many readers with three pieces of news each: gathered into one letter each."""
    followers(size, {"kind": "place", "key": "530000"})
    now = clock.now()
    News.objects.bulk_create(
        (
            News(
                subscriber_id=number, rhythm=1, subject=f"news:{piece}", at=now, due_at=now,
                payload={"number": f"YN2026-{piece:06d}", "event": "new_call", "title_zh": "艾滋病防治服务项目"},
            )
            for number in Subscriber.objects.values_list("pk", flat=True)
            for piece in range(3)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    started = time.perf_counter()
    queued = digests.send_due(now)
    spent = time.perf_counter() - started
    print(f"{queued:,} letters of three pieces each gathered in {spent:.1f} s", flush=True)


def saved(size: int) -> None:
    dice = random.Random(size)
    drawn = [plain_query(one) for one in queries(dice, int(size * DIFFERENT))]
    different = sorted(set(drawn))
    SavedSearch.objects.bulk_create(
        (SavedSearch(query=query, **searches.conditions(query)) for query in different), batch_size=BATCH
    )
    asked = drawn + [dice.choice(different) for _ in range(size - len(drawn))]
    followers(size, *({"kind": "search", "query": query} for query in asked))


def queries(dice: random.Random, number: int) -> Iterator[str]:
    places = list(Division.objects.values_list("code", flat=True))
    for _ in range(number):
        parts: dict[str, object] = {"place": dice.choice(places)} if dice.random() < 0.6 else {}
        if dice.random() < 0.6:
            parts["q"] = " ".join(
                dice.choice(words) for words in dice.sample([WHERE, WHOM, HOW], dice.choice([1, 2]))
            )
        if dice.random() < 0.3:
            parts["population"] = dice.sample(list(POPULATIONS), 2)
        if dice.random() < 0.3 or not parts:
            parts["service"] = dice.sample(list(SERVICES), 2)
        if dice.random() < 0.2:
            parts["max_value"] = dice.randrange(50_000, 900_000)
        yield urlencode(parts, doseq=True)


def followers(size: int, *asked: dict[str, str]) -> None:
    """So many people, each following what is asked, one after the other."""
    at = clock.now() - timedelta(days=1)
    people = Subscriber.objects.bulk_create(
        (
            Subscriber(email=f"p{number}@example.org", token=f"t{number}", created_at=at, confirmed_at=at)
            for number in range(size)
        ),
        batch_size=BATCH,
    )
    Subscription.objects.bulk_create(
        (
            Subscription(subscriber=one, created_at=at, confirmed_at=at, **asked[number % len(asked)])
            for number, one in enumerate(people)
        ),
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE alerts_subscriber, alerts_subscription, alerts_savedsearch")


if __name__ == "__main__":
    main()
