"""Beginning, writing, lodging, replacing and withdrawing bids changes nothing that anyone but the bidder can fetch:
no byte, no header, no size and no number of queries. What can be fetched is read from the table of access."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.ground.ledger import seals
from portal.ground.ledger.models import Event
from procurement.models import Bid
from procurement.services.bids import bids, lodging
from tests.access import table
from tests.access.probes import NothingThereError, address_of
from tests.access.stages import NOW, begun, own_bidder, unanswered
from tests.access.table import ONCE
from tests.support import sealed
from tests.support.whole import WHOLE, has_turn

pytestmark = pytest.mark.django_db
# Everybody but those behind the bids: an organisation that has not bid yet, and every official.
READERS = ("nobody", "former", "rival", "drafter", "second", "head", "other", "superv", "privacy")
# Made anew for each reader and each reading: the token of a form, its number, the code of a question's slip,
# the mark of its address.
PASSING = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=name="form_id" value=")[-0-9a-f]{36}'
    rb'|(?<=name="copy_id" value=")[-0-9a-f]{36}|(?<=name="slip" value=")[\w:-]+'
    rb'|(?<=[?;]sent=)[0-9a-f]{8}|(?<=;by=)[0-9a-f]{24}|(?<=data-turn=")[0-9a-f]{8}'
)

# Made of this machine's clock alone: when a page that nobody may keep expires, the session's, when one may ask again.
OF_THE_SECOND = ("Set-Cookie", "Expires", "RateLimit-Reset")


ALIKE = ("second", "head", "other", "superv", "privacy", "former")


@dataclass(frozen=True)
class Seen:
    """All that a reading tells."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    queries: int


def pages_of(reader, world, scene) -> Iterator[str]:
    """Every address the table opens to this reader while a call is open. What everybody reads alike is read as
    nobody alone."""
    for area in table.areas():
        for row in area.rows:
            told = row.answers.get("open") or row.answers.get(ONCE) or {}
            alike = reader != "nobody" and told.get("nobody") == "ok"
            if row.method != "GET" or told.get(reader) != "ok" or alike or row.act == "forged":
                continue
            # With `make walks` everybody reads everything in both languages; else nobody does in Chinese, the others
            # one page in four, and an official whose desk is another's too one in twelve.
            if reader != "nobody" and not has_turn(f"{row.route} {reader}", 12 if reader in ALIKE else 4):
                continue
            for language in ("zh-hans", "en") if WHOLE else ("zh-hans",):
                with translation.override(language):
                    try:
                        yield address_of(row, world, scene)
                    except NothingThereError:
                        break


def read(visitor, url) -> Seen:
    cache.clear()
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        response = visitor.ask("GET", url)
        body = b"".join(response) if response.streaming else response.content
    translation.activate("zh-hans")
    headers = {name: value for name, value in response.headers.items() if name not in OF_THE_SECOND}
    return Seen(response.status_code, tuple(sorted(headers.items())), PASSING.sub(b"", body), len(asked))


def everything(readings, visitors) -> dict[tuple[str, str], Seen]:
    return {(reader, url): read(visitors[reader], url) for reader, url in readings}


ALL = tuple(Seen.__dataclass_fields__)


def differences(before, after, fields=ALL) -> list[str]:
    return [
        f"{reader} {url}: {field}"
        for (reader, url), seen in before.items()
        for field in fields
        if getattr(seen, field) != getattr(after[reader, url], field)
    ]


def test_nobody_but_the_bidder_can_fetch_a_byte_that_changes(world, visitors):
    scene = unanswered(world)
    tender, who = scene.tender, own_bidder(world, scene.tender)
    others = [sealed.bidder(), sealed.bidder()]
    with sealed.at(NOW, ticking=False):
        seals.seal(NOW)
        readings = [(reader, url) for reader in READERS for url in pages_of(reader, world, scene)]
        assert len(readings) > 100, "the table opens fewer pages than there are"
        # The first reading also fills what a process keeps, the rulebook among it.
        first, before = everything(readings, visitors), everything(readings, visitors)
        assert differences(first, before, ALL[:3]) == [], "two readings differ by themselves"

        own = begun(world, tender)
        assert differences(before, everything(readings, visitors)) == [], "a bid was begun and written"

        assert sealed.decided(sealed.pressed(own, who)).verdict == "accepted"
        second = sealed.lodged(tender, others[0], now=NOW)
        bids.begin_replacement(own.number, by=who.leader, now=NOW)
        sealed.filled(own, who, now=NOW)
        assert differences(before, everything(readings, visitors)) == [], "two bids were lodged"

        sealed.decided(sealed.pressed(own, who))
        pressed = lodging.withdraw(second.number, key=UUID(int=1), by=others[0].leader)
        assert lodging.decide(pressed.pk, now=NOW).verdict == "accepted"
        sealed.lodged(tender, others[1], now=NOW)
        assert differences(before, everything(readings, visitors)) == [], (
            "replaced, withdrawn, a third lodged"
        )
    assert Bid.objects.filter(tender=tender).count() == 3


def test_the_record_that_anyone_copies_holds_no_event_of_a_bid(world, visitors):
    """A seal made while bids were lodged has the same public lines as one made while nothing happened."""
    scene = unanswered(world)
    with sealed.at(NOW, ticking=False):
        seals.seal(NOW)
        before = list(seals.audit_lines())
        sealed.lodged(scene.tender, own_bidder(world, scene.tender), now=NOW)
        recorded = Event.objects.filter(seal=None)
        assert set(recorded.values_list("kind", flat=True)) >= {"bid_begun", "bid_lodged"}
        seals.seal(NOW)
        (line,) = list(seals.audit_lines())[len(before) :]
    assert json.loads(line)["seal"]["public_events"] == 0
