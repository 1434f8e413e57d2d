"""The decision on a report: one writes it down, another approves it, and it is shown or awarded."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.errors import StaleDecisionError
from procurement.judgement import repeats
from procurement.judgement.awards import faults_of, lacks_address, standing_after, to_decide
from procurement.judgement.calls import Medium
from procurement.models import AwardDraft, Notice, Review, Tender
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules.awarding import NO_CUTS, AwardFault, AwardRefusedError, Cut
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors.awards import open_objections
from procurement.services import duties, public_words
from procurement.services.awards import awards
from procurement.services.calls.tenders import locked


@transaction.atomic
def draft(
    number: str,
    *,
    winners: Sequence[str],
    passed_over: Mapping[str, str] = NOTHING,
    cuts: Mapping[str, Cut] = NO_CUTS,
    void_lots: Mapping[str, str] = NOTHING,
    reason_zh: str,
    reason_en: str = "",
    decided_body: str,
    decided_on: date,
    decided_minute: str,
    supplier_address: str = "",
    version: int = 0,
    form_id: UUID,
    by: User,
    now: datetime,
) -> AwardDraft:
    """Write down what the deciding body decided: the chosen bids by their keys, the better ranked ones passed over
    and why, the ``cuts`` of those that get less than they ask for, why lots of several get no award, who decided, on
    which day, under which minute.
    It replaces an earlier draft, whose ``version`` (0: there is none) was read; the same form gives the same one.

    Raises NotOpenError without a report, OtherWordsError where this form said something else before,
    AwardRefusedError with every fault, PersonalDataError, StaleDecisionError."""
    tender = locked(number)
    require(permissions.may_draft_decision(by, tender, now=now))
    said = {
        "reason_zh": reason_zh,
        "reason_en": reason_en,
        "decided_body": decided_body,
        "decided_minute": decided_minute,
        "supplier_address": supplier_address,
    }
    chosen = {
        "winners": list(winners),
        "passed_over": dict(passed_over),
        "cuts": {bid: {"value": str(cut.value), "reason": cut.reason} for bid, cut in cuts.items()},
        "void_lots": dict(void_lots),
        "decided_on": decided_on,
    }
    own = {"tender": tender, "drafted_by": by}
    if made := repeats.standing(AwardDraft, form_id, own=own, said=said | chosen):
        return made
    standing = AwardDraft.objects.filter(tender=tender).first()
    if (standing.version if standing else 0) != version:
        raise StaleDecisionError(number)
    public_words.guard(said | {f"why-{bid}": cut.reason for bid, cut in cuts.items()}, about=tender.subject)
    rankings = to_decide(tender)
    faults = faults_of(
        tender,
        rankings,
        winners,
        passed_over,
        cuts=cuts,
        void_lots=void_lots,
        decided_on=decided_on,
        on=legal_date(now),
    )
    if tender.regime == STATUTORY and not supplier_address and lacks_address(tender, rankings, winners):
        faults.append(AwardFault("address_missing"))
    if faults:
        raise AwardRefusedError(faults)
    made, _new = AwardDraft.objects.update_or_create(
        tender=tender,
        defaults=said
        | chosen
        | {
            "drafted_by": by,
            "drafted_at": now,
            "version": version + 1,
            "form_id": form_id,
        },
    )
    duties.done(tender, "decide_award", now=now)
    duties.replan(tender, now=now)
    ledger.record(
        "decision_drafted", subject=tender.subject, actor=by.pseudonym, at=now, public=False,
        chosen=len(winners),
    )  # fmt: skip
    return made


@transaction.atomic
def send_back(number: str, *, version: int, comment: str, by: User, now: datetime) -> None:
    """The second person does not approve; the words stand beside the call. Raises StaleDecisionError."""
    tender = locked(number)
    found = _waiting(tender, version, by, now)
    Review.objects.create(tender=tender, act="sent_back", comment=comment, by=by, at=now)
    found.delete()
    duties.replan(tender, now=now)
    ledger.record("decision_sent_back", subject=tender.subject, actor=by.pseudonym, at=now, public=False)


@transaction.atomic
def approve(
    number: str, *, version: int, by: User, now: datetime, medium: Medium | None = None, comment: str = ""
) -> Notice:
    """The second person approves. In the programme regime the intended result is shown first; a statutory
    one stands on the official medium already and is awarded at once.

    Raises AwardRefusedError where something has changed since or an objection to an earlier result is open,
    MediumNeededError, StaleDecisionError."""
    tender = locked(number)
    found = _waiting(tender, version, by, now)
    standing = standing_after(tender, medium, tender.notices.filter(seq=1), now=now)
    rankings = to_decide(tender)
    faults = faults_of(
        tender,
        rankings,
        found.winners,
        found.passed_over,
        cuts=found.cut,
        void_lots=found.void_lots,
        decided_on=found.decided_on,
        on=legal_date(now),
    )
    if waiting := open_objections(tender).count():
        faults.append(AwardFault("objection_open", limit=str(waiting)))
    if faults:
        raise AwardRefusedError(faults)
    Review.objects.create(tender=tender, act="approved", comment=comment, by=by, at=now)
    duties.done(tender, "publish_result", now=now)
    publish = awards.give if tender.regime == STATUTORY else awards.show_list
    return publish(tender, rankings, found, standing=standing, by=by, now=now)


def _waiting(tender: Tender, version: int, by: User, now: datetime) -> AwardDraft:
    """The draft that waits, as the second person read it. Raises StaleDecisionError, PermissionDenied, also where
    nothing waits any more."""
    found = AwardDraft.objects.select_related("tender__buyer").filter(tender=tender).first()
    if found is None:
        raise PermissionDenied
    require(permissions.may_approve_decision(by, found, now=now))
    if found.version != version:
        raise StaleDecisionError(tender.number)
    return found
