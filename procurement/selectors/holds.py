"""What an objection to a list does to an award that was given all the same: one word for it, of a call and of rows."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from procurement.models import Award, Notice, Objection

# What an objection to the list does to an award: it waits for the reply, or the award is being taken back.
WAITS, FALLS = "open", "upheld"


def hold_on(against: Iterable[Objection], *, bid: int, lot: int) -> str:
    """Whether one of ``against`` (:func:`holding`) holds what this bid gets in this lot: WAITS, FALLS, "" where none
    does. :func:`held` is the same of rows of awards."""
    found = [one for one in against if concerns(one, bid=bid, lot=lot)]
    if any(one.outcome == FALLS for one in found):
        return FALLS
    return WAITS if found else ""


def held() -> Exists:
    """Of rows of awards, whether an objection to their list holds them, as the database reads it."""
    listed = Notice.objects.filter(
        tender=OuterRef("tender"), kind="list_publicity", published_at__lte=OuterRef(OuterRef("at"))
    )
    against = Objection.objects.filter(
        Q(bid=OuterRef("bid")) | Q(bid__isnull=True),
        Q(lot=OuterRef("lot")) | Q(lot__isnull=True),
        Q(decided_at__isnull=True) | Q(outcome=FALLS),
        tender=OuterRef("lot__tender"),
        kind="objection",
        received_at__lt=OuterRef("at"),
        received_at__gte=Subquery(listed.order_by("-seq").values("published_at")[:1]),
    )
    return Exists(against)


def awards_standing() -> QuerySet[Award]:
    """Awards in force that no objection holds: those that registers, searches and figures count."""
    return Award.objects.filter(~held(), revoked_at__isnull=True)


def concerns(objection: Objection, *, bid: int, lot: int) -> bool:
    """Whether an objection is to what this bid gets in this lot."""
    return objection.lot_id in (None, lot) and objection.bid_id in (None, bid)
