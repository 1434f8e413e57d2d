"""What becomes of what was pressed: in time or late, and what is in force afterwards."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from portal.ground import ledger
from procurement.models import Bid, BidConfirmation, Intake, IntakeVerdict, Tender
from procurement.rules.bidding import in_time
from procurement.selectors import bids as selectors_bids
from procurement.services.bids import letters, parts
from procurement.services.bids.parts import drop_wraps

SEALED = ("opening", "recovery")
# Steps in which a press that was in time still counts.
COUNTS = {1: ("open", "suspended", "closed"), 2: ("evaluating",)}


def write_all(
    tender: Tender, intakes: QuerySet[Intake], *, now: datetime, until: Intake | None = None
) -> int:
    """Write the verdict on every undecided one of ``intakes``, in the order they were received, as far as
    ``until``; returns how many. The tender is locked."""
    waiting = (
        intakes.filter(verdict__isnull=True).select_related("by", "package").order_by("received_at", "id")
    )
    written = 0
    for intake in waiting:
        if until and (intake.received_at, intake.pk) > (until.received_at, until.pk):
            break
        _write(tender, intake, now=now)
        written += 1
    return written


def _write(tender: Tender, intake: Intake, *, now: datetime) -> None:
    bid = parts.locked_by_id(intake.bid_id)
    received_at = _held_at(intake)
    verdict, code = _judge(tender, bid, intake, received_at)
    IntakeVerdict.objects.create(intake=intake, verdict=verdict, code=code, at=now)
    if verdict == "accepted":
        _ACCEPT[intake.act](bid, intake, now, received_at)
    elif intake.act == "lodge" and intake.package:
        # It never was a bid: nobody can open it, and its bidder can read the draft again.
        drop_wraps(bid, revision=intake.package.revision, recipients=SEALED)
    package = intake.package
    ledger.record(
        f"bid_{_EVENT[intake.act]}",
        subject=bid.subject,
        actor=intake.by.pseudonym,
        at=now,
        public=False,
        verdict=verdict,
        code=code,
        received_at=received_at,
        due_at=intake.due_at,
        revision=package.revision if package else bid.revision,
        envelope=package.envelope_hash if package else "",
    )
    letters.tell_receipt(bid, intake, verdict, received_at=received_at, now=now)


_EVENT = {"lodge": "lodged", "withdraw": "withdrawn", "confirm": "confirmed"}


def _held_at(intake: Intake) -> datetime:
    """The moment ``intake`` is judged by: that of the database, unless the clock was doubted then and proved wrong.

    What a wrong clock wrote lies outside the two seals between which it was pressed. Then the earlier of them
    holds: the portal's fault makes nobody late. Where the seals themselves are not in order, it was the earlier
    one that a wrong clock had written. The database says which; a verdict that says otherwise it refuses."""
    if intake.doubted_after is None:
        return intake.received_at
    with connection.cursor() as cursor:
        cursor.execute("SELECT procurement_held_at(%s, %s)", [intake.received_at, intake.doubted_after])
        moment: datetime = cursor.fetchone()[0]
    return moment


def _judge(tender: Tender, bid: Bid, intake: Intake, received_at: datetime) -> tuple[str, str]:
    if not in_time(received_at, intake.due_at):
        return "late", "after_closing"
    round = intake.package.round if intake.package else 1
    if tender.step not in COUNTS[round]:
        return "refused", "call_ended"
    wanted = ("draft", "lodged") if intake.act == "lodge" else ("lodged",)
    if bid.status not in (("opened",) if round == 2 else wanted):
        return "refused", "not_lodged" if intake.act != "lodge" else "withdrawn"
    if intake.act == "confirm" and intake.package_id != bid.current_id:
        return "refused", "replaced"
    return "accepted", ""


def _lodge(bid: Bid, intake: Intake, now: datetime, received_at: datetime) -> None:
    """The wrap that let the web read is deleted: that is the seal. What it replaces can be opened no more."""
    package, before = intake.package, bid.current
    assert package is not None
    drop_wraps(bid, revision=package.revision)
    if before and before.round == package.round:
        drop_wraps(bid, revision=before.revision, recipients=SEALED)
    bid.status = bid.status if package.round == 2 else "lodged"
    bid.current, bid.revision, bid.draft_revision = package, package.revision, None
    bid.version += 1
    bid.saved_at = now
    bid.save(update_fields=["status", "current", "revision", "draft_revision", "version", "saved_at"])


def _withdraw(bid: Bid, intake: Intake, now: datetime, received_at: datetime) -> None:
    """No wrap of any revision is left, so nobody can open it, ever."""
    parts.drop_draft(bid)
    bid.wraps.all().delete()
    bid.parties.update(live=False)
    bid.status, bid.draft_revision = "withdrawn", None
    bid.version += 1
    bid.saved_at = now
    bid.save(update_fields=["status", "draft_revision", "version", "saved_at"])


def _confirm(bid: Bid, intake: Intake, now: datetime, received_at: datetime) -> None:
    """Under the terms that stood when it was pressed. Twice is harmless."""
    version = selectors_bids.terms_at(bid.tender, received_at)
    package = intake.package
    assert package is not None
    if not package.confirmations.filter(terms_version=version).exists():
        BidConfirmation.objects.create(
            package=package, terms_version=version, intake=intake, by=intake.by, at=now
        )


_ACCEPT = {"lodge": _lodge, "withdraw": _withdraw, "confirm": _confirm}
