"""What of sealed bids is kept no longer than the law wants the files of a purchase kept (Law art. 42)."""

from datetime import datetime

from django.db import transaction

from portal.ground.clock import legal_date, years_before
from procurement.judgement import law
from procurement.models import KeyWrap
from procurement.selectors.process import over_before

RECORDS = "GPL.42.records"


@transaction.atomic
def forget_bids(now: datetime) -> int:
    """Delete the keys of bids for purchases that ended so long ago: what was sealed in them nobody can read any more.
    Receipts, sums and the record stay. Says how many keys."""
    book, _calendar = law.current()
    years = int(book.row(RECORDS).number or 0)
    over = over_before(legal_date(years_before(now, years)))
    deleted, _rows = KeyWrap.objects.filter(bid__tender__in=over).delete()
    return deleted
