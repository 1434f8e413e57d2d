"""From an approved decision to the award: shown, awarded, judged or decided again, revoked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from organizations.models import User
from procurement.judgement import law, results
from procurement.judgement.awards import (
    hindrances,
    holds_on_awards,
    holds_on_chosen,
    standing_after,
    to_decide,
)
from procurement.judgement.calls import Medium
from procurement.models import Award, AwardDraft, BidStatement, Notice, Tender
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules.awarding import AwardRefusedError
from procurement.rules.procedures import LOT_TRANSITIONS, move
from procurement.rules.verdicts import NOTHING
from procurement.selectors.awards import Ranking, undecided
from procurement.selectors.evaluation import statements_of
from procurement.services import duties, public_words
from procurement.services.awards import bid_results, contract_steps
from procurement.services.calls import notices
from procurement.services.calls.tenders import locked
from procurement.services.evaluation import panels


def show_list(
    tender: Tender,
    rankings: Sequence[Ranking],
    draft: AwardDraft,
    *,
    standing: Medium,
    by: User,
    now: datetime,
) -> Notice:
    """Publish the intended result; each bidder learns its own. The caller has locked and judged."""
    _step(tender, "publish_list", now)
    case = law.case_of(tender)
    part = results.result_part(tender, case, rankings, draft, stage="list", shown_at=standing.at)
    notice = notices.add_notice(
        tender,
        kind="list_publicity",
        legal_at=standing.at,
        now=now,
        medium_url=standing.url,
        extra={"result": part},
    )
    bid_results.tell(tender, rankings, draft, now=now)
    notices.after_notice(tender, notice, case, actor=by.pseudonym, now=now)
    return notice


@transaction.atomic
def award(number: str, *, by: User, now: datetime) -> Notice:
    """The list has stood its time: it becomes the award. What an objection holds is named as such and not signed; where
    all is held nothing is awarded.

    Raises AwardRefusedError before that."""
    tender = locked(number)
    require(permissions.may_award(by, tender, now=now))
    if faults := hindrances(tender, now=now):
        raise AwardRefusedError(faults)
    draft = AwardDraft.objects.get(tender=tender)
    duties.done(tender, "make_award", now=now)
    return give(
        tender,
        to_decide(tender),
        draft,
        standing=Medium("", now),
        held=holds_on_chosen(tender),
        by=by,
        now=now,
    )


def give(
    tender: Tender,
    rankings: Sequence[Ranking],
    draft: AwardDraft,
    *,
    standing: Medium,
    held: Mapping[str, str] = NOTHING,
    by: User,
    now: datetime,
) -> Notice:
    """Award, end the lots that get none, and publish. The caller has locked and judged."""
    given = Award.objects.filter(lot__tender=tender).count()
    chosen = [(one, row) for one in rankings for row in one.chosen(draft.winners)]
    stated = statements_of(tender)
    Award.objects.bulk_create(
        _made(
            ranking, draft, row, stated.get(ranking.bids[row["bid"]].pk), place=place, by=by, at=standing.at
        )
        for place, (ranking, row) in enumerate(chosen, given + 1)
    )
    for lot in undecided(tender):
        act = "declare_void" if str(lot.position) in draft.void_lots else "award"
        lot.status = move(lot.status, act, regime=tender.regime, table=LOT_TRANSITIONS)
        lot.save(update_fields=["status"])
    first_shown_now = tender.step == "evaluating"
    _step(tender, "award", standing.at)
    case = law.case_of(tender)
    part = results.result_part(tender, case, rankings, draft, stage="award", shown_at=standing.at, held=held)
    notice = notices.add_notice(
        tender, kind="award", legal_at=standing.at, now=now, medium_url=standing.url, extra={"result": part}
    )
    if first_shown_now:
        bid_results.tell(tender, rankings, draft, now=now)
    else:
        bid_results.tell_award(tender, now=now)
    notices.after_notice(tender, notice, case, actor=by.pseudonym, now=now)
    return notice


def _made(
    ranking: Ranking,
    draft: AwardDraft,
    row: Mapping[str, Any],
    stated: BidStatement | None,
    *,
    place: int,
    by: User,
    at: datetime,
) -> Award:
    party = ranking.parties[row["bid"]]
    return Award(
        number=f"{ranking.lot.tender.number}-A{place}",
        lot=ranking.lot,
        bid=ranking.bids[row["bid"]],
        offer_id=row["offer"],
        supplier=party.organization,
        implementer=party.implementer,
        rank=row["rank"],
        score=results.points(row["score"]),
        value=draft.value_of(ranking.key(row), Decimal(row["total"])),
        supplier_address=stated.address if stated else draft.supplier_address,
        supplier_contact=stated.contact if stated else "",
        reason_zh=draft.reason_zh,
        reason_en=draft.reason_en,
        decided_body=draft.decided_body,
        decided_on=draft.decided_on,
        decided_minute=draft.decided_minute,
        approved_by=by,
        at=at,
    )


def restate(tender: Tender, before: Mapping[str, str], *, by: User, now: datetime) -> None:
    """Publish the result anew where an answered objection changed what it does to an award; ``before``: what
    :func:`holds_on_awards` said then. The caller has locked and judged."""
    holds = holds_on_awards(tender)
    if not any(state != holds.get(award, "") for award, state in before.items()):
        return
    notice = notices.add_notice(
        tender,
        kind="award",
        legal_at=now,
        now=now,
        medium_url="",
        extra={"result": results.restated_part(tender, holds)},
    )
    notices.after_notice(
        tender, notice, law.case_of(tender), event="result_restated", actor=by.pseudonym, now=now
    )


@transaction.atomic
def evaluate_again(number: str, *, by: User, now: datetime) -> Tender:
    """Another panel judges, after an objection that was upheld; the result that was shown falls."""
    tender = locked(number)
    require(permissions.may_evaluate_again(by, tender, now=now))
    panels.disband(tender, by=by, now=now)
    _back(tender, "evaluate_again", now)
    notices.after_step(tender, event="evaluated_again", actor=by.pseudonym, now=now)
    return tender


@transaction.atomic
def decide_again(number: str, *, by: User, now: datetime) -> Tender:
    """Decide anew on the same ranking, after an objection that was upheld; the result that was shown falls."""
    tender = locked(number)
    require(permissions.may_evaluate_again(by, tender, now=now))
    _back(tender, "decide_again", now)
    notices.after_step(tender, event="decided_again", actor=by.pseudonym, now=now)
    return tender


@transaction.atomic
def revoke(
    number: str,
    *,
    reason_code: str,
    reason_zh: str,
    reason_en: str = "",
    medium: Medium | None = None,
    by: User,
    now: datetime,
) -> Notice:
    """An award falls before its contract is signed: the winner does not sign (Regulation art. 49), or a
    challenge was upheld (Order 94 art. 16). Published; without another award the next candidate is decided on,
    or the call is declared void.

    Raises PersonalDataError, MediumNeededError."""
    found = Award.objects.select_related("lot__tender").get(number=number)
    tender = locked(found.lot.tender.number)
    fallen = Award.objects.select_related("lot__tender__buyer", "bid").get(pk=found.pk)
    require(permissions.may_revoke(by, fallen, now=now) and permissions.may_revoke_for(reason_code, fallen))
    standing = standing_after(tender, medium, tender.notices.filter(kind="award"), now=now)
    public_words.guard({"reason_zh": reason_zh, "reason_en": reason_en}, about=tender.subject)
    fallen.revoked_at = now
    fallen.save(update_fields=["revoked_at"])
    if not fallen.lot.awards.filter(revoked_at__isnull=True).exists():
        fallen.lot.status = move(
            fallen.lot.status, "decide_again", regime=tender.regime, table=LOT_TRANSITIONS
        )
        fallen.lot.save(update_fields=["status"])
        _back(tender, "decide_again", now)
    else:
        tender.version += 1
        tender.save(update_fields=["version"])
        contract_steps.sign_if_all_signed(tender, now=now)
    said = {"number": fallen.number, "code": reason_code, "zh": reason_zh, "en": reason_en}
    notice = notices.add_notice(
        tender,
        kind="correction",
        legal_at=standing.at,
        now=now,
        medium_url=standing.url,
        extra={"revoked": said},
    )
    notices.after_notice(
        tender, notice, law.case_of(tender), event="award_revoked", actor=by.pseudonym, now=now
    )
    bid_results.tell_award(tender, now=now)
    return notice


def _back(tender: Tender, act: str, now: datetime) -> None:
    AwardDraft.objects.filter(tender=tender).delete()
    _step(tender, act, now)


def _step(tender: Tender, act: str, entered_at: datetime) -> None:
    tender.step = move(tender.step, act, regime=tender.regime)
    tender.entered_at = entered_at
    tender.version += 1
    tender.save(update_fields=["step", "entered_at", "version"])
