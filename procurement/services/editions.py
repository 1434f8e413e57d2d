"""Loading editions of the rulebook and of the calendar."""

from datetime import datetime

from django.db import transaction

from portal.ground import ledger
from procurement.models import CalendarEdition, RulebookEdition
from procurement.rules.calendar import WorkCalendar
from procurement.rules.rulebook import Rulebook


@transaction.atomic
def load_rulebook(book: Rulebook, *, province: str, now: datetime) -> tuple[RulebookEdition, bool]:
    """Pin ``book`` as an edition. Loading the same rows again changes nothing."""
    edition, new = RulebookEdition.objects.get_or_create(
        digest=book.digest,
        defaults={"edition": book.edition, "province": province, "rows": book.canonical(), "loaded_at": now},
    )
    if new:
        ledger.record("rulebook_loaded", subject=f"rulebook:{book.edition}", at=now, digest=book.digest)
    return edition, new


@transaction.atomic
def load_calendar(calendar: WorkCalendar, *, now: datetime) -> tuple[CalendarEdition, bool]:
    """Pin ``calendar`` as an edition. Published deadlines stay as they were counted."""
    edition, new = CalendarEdition.objects.get_or_create(
        digest=calendar.digest,
        defaults={
            "days": calendar.canonical(),
            "announced_through": calendar.announced_through,
            "loaded_at": now,
        },
    )
    if new:
        through = calendar.announced_through.isoformat()
        ledger.record("calendar_loaded", subject=f"calendar:{through}", at=now, digest=calendar.digest)
    return edition, new
