"""Takes the three answers of a bidder, once, and keeps them apart from whose they are."""

from datetime import datetime

from django.db import transaction

from organizations.models import User
from portal.ground.clock import legal_date
from procurement.models import Bid, Pulse
from procurement.permissions import bids as permissions
from procurement.permissions import require


@transaction.atomic
def give(bid_number: str, *, clear: str, covered: str, again: str, by: User, now: datetime) -> None:
    """Each answer is one of PULSE_ANSWERS. Nothing is recorded of it but the year: an event would tell when.
    Raises PermissionDenied, also for the second time."""
    bid = Bid.objects.select_for_update(of=("self",)).select_related("tender").get(number=bid_number)
    require(permissions.may_give_pulse(by, bid, now=now))
    Bid.objects.filter(pk=bid.pk).update(pulse_given=True)
    Pulse.objects.create(year=legal_date(now).year, clear=clear, covered=covered, again=again)
