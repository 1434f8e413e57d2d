"""Writes the release of each published notice, and of each moment at which more was said of its call, once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Concat, Substr

from portal.ground.ledger.models import Event
from portal.site.opendata.models import Release
from portal.site.opendata.moments import Moments
from procurement import ocds
from procurement.models import Duty, Notice, Tender
from procurement.models.tenders import OCID_PREFIX
from procurement.publication import body as notice_body

# Whoever writes holds it until the commit: keys become visible in their own order.
WRITER_LOCK = 7_310_005
AT_ONCE = 500
_OWED = "answer_question"


def on_notice(event: Event) -> None:
    """Listener of every event that publishes a notice. Writes whatever has no release yet, so that a second call,
    or one after a fault, only fills what is missing."""
    while write_missing() == AT_ONCE:
        pass


def on_said(event: Event) -> None:
    """Listener of what is said of a call between its notices."""
    number = event.subject.removeprefix("tender:")
    write_between(Tender.objects.published().filter(number=number).values_list("pk", flat=True), now=event.at)


@transaction.atomic
def write_missing() -> int:
    """Write the releases of at most AT_ONCE notices, the oldest first; returns of how many."""
    _alone()
    waiting = list(
        Notice.objects.filter(release__isnull=True, tender__published_at__isnull=False).order_by(
            "published_at", "id"
        )[:AT_ONCE]
    )
    moments = Moments(one.tender_id for one in waiting)
    Release.objects.bulk_create(_release(moments.of_notice(one), one, one.published_at) for one in waiting)
    return len(waiting)


@transaction.atomic
def write_between(tenders: Iterable[int], *, now: datetime) -> int:
    """Write what those published calls have no release of yet, by ``now``; returns how many were written. A moment
    before the first notice of a call, or at which another notice appeared, has none of its own."""
    _alone()
    moments = Moments(tenders)
    by_ocid = {one.ocid: one for one in moments.tenders.values()}
    written = set(Release.objects.filter(ocid__in=by_ocid, notice=None).values_list("ocid", "at"))
    waiting = sorted(
        (at, ocid)
        for ocid, tender in by_ocid.items()
        for at in moments.moments_between(tender, now=now)
        if (ocid, at) not in written
    )
    Release.objects.bulk_create(
        _release(moments.between(by_ocid[ocid], at), None, at) for at, ocid in waiting
    )
    return len(waiting)


def write_silent(now: datetime) -> int:
    """Write that answers are overdue by ``now``; returns how many releases."""
    late = Duty.objects.due(now).told().filter(kind=_OWED, tender__published_at__isnull=False)
    return write_between(late.order_by().values_list("tender", flat=True).distinct(), now=now)


def write_untold(now: datetime) -> int:
    """Whatever was said and stands in no release, as before releases told of it; returns how many were written."""
    ocid = Concat(Value(f"{OCID_PREFIX}-"), Substr("subject", len("tender:") + 1), output_field=TextField())
    told = Release.objects.filter(ocid=OuterRef("ocid"), at=OuterRef("at"))
    untold = (
        Event.objects.filter(kind__in=[*ocds.SAID], public=True).annotate(ocid=ocid).exclude(Exists(told))
    )
    numbers = [
        one.removeprefix("tender:") for one in untold.order_by().values_list("subject", flat=True).distinct()
    ]
    calls = list(Tender.objects.published().filter(number__in=numbers).values_list("pk", flat=True))
    return sum(
        write_between(calls[first : first + AT_ONCE], now=now) for first in range(0, len(calls), AT_ONCE)
    )


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])


def _release(source: ocds.Source, notice: Notice | None, at: datetime) -> Release:
    made = ocds.release(source)
    return Release(
        notice=notice, ocid=source.ocid, tag=made["tag"][0], at=at, body=notice_body.canonical(made)
    )
