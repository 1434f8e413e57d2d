"""磋商: what changed is said in writing to all alike, then each gives one sealed final offer by a set time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors import NotOpenError
from procurement.errors.evaluation import NotDeclaredError, PanelError
from procurement.judgement import repeats
from procurement.judgement.law import case_of
from procurement.models import Consultation
from procurement.permissions import evaluation as permissions
from procurement.permissions import require
from procurement.rules import evaluation as rules
from procurement.rules.hours import in_working_hours, next_working_moment
from procurement.rules.procedures import PROCEDURES
from procurement.selectors import evaluation as reads
from procurement.services import duties, public_words
from procurement.services.bids import letters
from procurement.services.calls.tenders import locked

LEAST_TIME = timedelta(hours=rules.FINAL_OFFER_HOURS)


class FinalDueError(Exception):
    """The final offers are due too soon or outside working hours; ``least`` is the first time after that would do."""

    def __init__(self, least: datetime, *, too_soon: bool) -> None:
        super().__init__(least.isoformat())
        self.least, self.too_soon = least, too_soon


@transaction.atomic
def call(
    number: str,
    *,
    changes_zh: str,
    changes_en: str = "",
    final_due: datetime,
    form_id: UUID,
    by: User,
    now: datetime,
) -> Consultation:
    """Ask every bidder whose first offer conforms for a final one (Fin. Library [2014] 214 art. 20, 21). Each
    is sealed and opened like a bid: until ``final_due`` nobody reads one. Once for a call.

    A second request with the same ``form_id`` gives the first.

    Raises OtherWordsError, NotOpenError for another procedure or a second consultation, PanelError without a lawful
    panel, NotDeclaredError before all of it have declared, FinalDueError, PersonalDataError, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    texts = {"changes_zh": changes_zh, "changes_en": changes_en}
    own = {"tender": tender, "by": by}
    if made := repeats.standing(Consultation, form_id, own=own, said=texts | {"final_due": final_due}):
        return made
    if reads.consultation_of(tender) or PROCEDURES[tender.procedure].rounds < reads.FINAL_ROUND:
        raise NotOpenError(number)
    case, panel = case_of(tender), list(reads.panel_of(tender))
    if faults := rules.panel_faults([one.seat for one in panel], case):
        raise PanelError(faults)
    # Who consults has read the offers, and nobody reads them before declaring.
    said = [reads.declaration_of(one) for one in panel]
    if any(one is None or one.conflict for one in said):
        raise NotDeclaredError
    if final_due < now + LEAST_TIME:
        raise FinalDueError(next_working_moment(now + LEAST_TIME, case.calendar), too_soon=True)
    if not in_working_hours(final_due, case.calendar):
        raise FinalDueError(next_working_moment(final_due, case.calendar), too_soon=False)
    public_words.guard(texts, about=tender.subject)
    made = Consultation.objects.create(
        tender=tender, **texts, final_due=final_due, by=by, at=now, form_id=form_id
    )
    ledger.record(
        "final_offers_called", subject=tender.subject, actor=by.pseudonym, at=now, final_due=final_due,
        changed=bool(changes_zh.strip()),
    )  # fmt: skip
    for bid in reads.consulted_bids(tender):
        letters.tell_leaders(
            bid, "final_offer", now=now, payload={"due_at": final_due.isoformat()}, page="final/"
        )
    duties.replan(tender, now=now)
    return made
