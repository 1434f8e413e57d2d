"""Writes the release of each published notice, once."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction

from portal.ground.ledger.models import Event
from portal.site.opendata.models import Release
from procurement import ocds
from procurement.models import Award, Contract, Notice
from procurement.publication import body as notice_body
from procurement.selectors.calls import public_inquiries

# Whoever writes holds it until the commit: keys become visible in their own order.
WRITER_LOCK = 7_310_005
AT_ONCE = 500


def on_notice(event: Event) -> None:
    """Listener of every event that publishes a notice. Writes whatever has no release yet, so that a second call,
    or one after a fault, only fills what is missing."""
    while write_missing() == AT_ONCE:
        pass


@transaction.atomic
def write_missing() -> int:
    """Write at most AT_ONCE releases, the oldest notice first; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
    waiting = list(
        Notice.objects.filter(release__isnull=True, tender__published_at__isnull=False)
        .select_related("tender")
        .order_by("published_at", "id")[:AT_ONCE]
    )
    Release.objects.bulk_create(_releases(waiting))
    return len(waiting)


def _releases(notices: list[Notice]) -> Iterable[Release]:
    tenders = {one.tender_id for one in notices}
    ranks: dict[int, dict[str, int]] = defaultdict(dict)
    for tender, number, rank in Award.objects.filter(lot__tender__in=tenders).values_list(
        "lot__tender_id", "number", "rank"
    ):
        ranks[tender][number] = rank
    contracts = dict(Contract.objects.filter(tender__in=tenders).values_list("number", "award__number"))
    for notice in notices:
        source = ocds.Source(
            ocid=notice.tender.ocid,
            body=notice_body.parse(notice.body),
            site=settings.SITE_URL,
            ranks=ranks[notice.tender_id],
            awards_of_contracts=contracts,
            enquiries=_enquiries(notice),
            published_at=notice.tender.published_at,
        )
        body = notice_body.canonical(ocds.release(source))
        yield Release(
            notice=notice,
            ocid=source.ocid,
            tag=ocds.tag_of(source.body),
            at=notice.published_at,
            body=body,
        )


def _enquiries(notice: Notice) -> tuple[dict[str, str], ...]:
    """The questions shown and the answers given by the time of the notice; who asked is nobody's to know."""
    found = []
    for one in public_inquiries(notice.tender):
        if one.shown_at is None or one.shown_at > notice.published_at:
            continue
        given = [answer for answer in one.answers.all() if answer.at <= notice.published_at]
        found.append(
            {
                "id": one.tag,
                "date": one.shown_at.isoformat(),
                "description": one.text,
                "answer": "\n".join(answer.text_zh for answer in given if answer.text_zh),
                "dateAnswered": given[-1].at.isoformat() if given else "",
            }
        )
    return tuple(found)
