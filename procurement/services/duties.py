"""The one list of the future, kept in step with the tender it belongs to."""

from datetime import date, datetime, timedelta

from django.db import transaction

from portal.ground.clock import legal_date
from procurement.facts import facts_of
from procurement.judgement import law
from procurement.models import AwardDraft, Consultation, Duty, PanelDraw, Tender
from procurement.rules import duties as planning
from procurement.rules.case import Case
from procurement.rules.duties import PORTAL
from procurement.rules.opening import OPENERS
from procurement.selectors.calls import open_questions
from procurement.selectors.evaluation import current_reports
from procurement.services import duty_reminders

# Someone who is asked to approve a call without a set time has a day for it.
ONE_DAY = timedelta(days=1)


def replan(tender: Tender, *, now: datetime, case: Case | None = None) -> None:
    """Make the open duties of ``tender`` those the rules plan for it now.

    What is no longer owed is dropped, a moved date becomes a row of the next version, the rest stays. ``case`` is that
    of a published call where the caller has fetched it; it is fetched here where it is not given."""
    if case is None:
        planned_for = tender.publish_at or now + ONE_DAY
        case = Case(facts_of(tender, published_at=planned_for), *law.law_of(tender))
    wanted = {
        (duty.kind, duty.subject): duty
        for duty in planning.plan(
            case.facts,
            step=tender.step,
            questions=open_questions(tender),
            book=case.book,
            calendar=case.calendar,
            sealed=_sealed(tender),
            entered_at=tender.entered_at,
            objections=tender.objections.filter(decided_at__isnull=True).values_list("number", "reply_due"),
            objections_ended=_objections_ended(tender),
            decision=_decision(tender),
            agreements=_agreements(tender),
            pool_closed_at=_pool_closed_at(tender),
            newer=law.newer_calendar(tender),
            faulty_since=_faulty_since(tender),
        )
    }
    standing = {(duty.kind, duty.subject): duty for duty in tender.duties.open()}
    dropped = [
        duty
        for key, duty in standing.items()
        if key not in wanted or (duty.due_at, duty.holder) != (wanted[key].due_at, wanted[key].holder)
    ]
    for duty in dropped:
        duty.dropped_at = now
        del standing[duty.kind, duty.subject]
    Duty.objects.bulk_update(dropped, ["dropped_at"])
    duty_reminders.call_back(dropped)
    versions = {
        (kind, subject): version
        for kind, subject, version in tender.duties.order_by("version").values_list(
            "kind", "subject", "version"
        )
    }
    added = Duty.objects.bulk_create(
        Duty(
            tender=tender,
            subject=planned.subject,
            kind=planned.kind,
            holder=planned.holder,
            due_at=planned.due_at,
            provisional=planned.provisional,
            rule=planned.rule,
            version=versions.get(key, -1) + 1,
            planned_at=now,
        )
        for key, planned in wanted.items()
        if key not in standing
    )
    duty_reminders.plan(
        tender, (duty for duty in added if duty.holder != PORTAL), calendar=case.calendar, now=now
    )


def _sealed(tender: Tender) -> planning.Sealed | None:
    """The round whose bids wait to be opened, if its time has come."""
    if tender.step == "closed" and tender.bids_due:
        round_, opens_at = 1, tender.opens_at or tender.bids_due
    elif tender.step == "evaluating" and (called := Consultation.objects.filter(tender=tender).first()):
        round_, opens_at = 2, called.final_due
    else:
        return None
    of_round = {"round": round_, "deadline_version": tender.deadline_version}
    opening = tender.openings.filter(**of_round).first()
    if opening is not None:
        return None if opening.enough else planning.Sealed(opens_at, round_, found_few=True)
    confirmed = tender.opening_confirmations.filter(**of_round).count() >= OPENERS
    return planning.Sealed(opens_at, round_, confirmed=confirmed)


def _faulty_since(tender: Tender) -> datetime | None:
    standing = law.passed_in_step(tender)
    return standing.passed_at if standing and standing.mended_at is None else None


def _decision(tender: Tender) -> planning.Decision | None:
    """How far the decision is: not before the reports on the lots that are judged."""
    made = current_reports(tender) if tender.step == "evaluating" else {}
    reports = [report for lot, report in made.items() if lot.status == "evaluating"]
    if not reports:
        return None
    draft = AwardDraft.objects.filter(tender=tender).first()
    return planning.Decision(legal_date(max(one.at for one in reports)), draft.decided_on if draft else None)


def _pool_closed_at(tender: Tender) -> datetime | None:
    """When the pool was closed for a panel that is not drawn yet."""
    if tender.step != "evaluating":
        return None
    waits = PanelDraw.objects.filter(tender=tender, closed_at__isnull=False, drawn_at=None)
    return waits.values_list("closed_at", flat=True).first()


def _objections_ended(tender: Tender) -> date | None:
    last = tender.objections.filter(decided_at__isnull=False).order_by("-decided_at").first()
    return legal_date(last.decided_at) if last and last.decided_at else None


def _agreements(tender: Tender) -> list[planning.Agreement]:
    return [
        planning.Agreement(
            one.number,
            one.signed_on,
            one.ends_on,
            paid=one.first_paid_on is not None,
            filed=one.filed_on is not None,
            accepted=one.state == "completed",
            with_host_since=one.first_paid_on if one.is_hosted and one.first_passed_on is None else None,
        )
        for one in tender.contracts.select_related("award__bid")
    ]


def replan_open(*, now: datetime) -> int:
    """Plan anew for every published call that has not closed, each in a transaction of its own. Returns how
    many of them now owe a correction because a newer calendar makes their dates too short."""
    standing = Tender.objects.filter(step__in=("open", "suspended"))
    for number in standing.values_list("number", flat=True):
        with transaction.atomic():
            replan(Tender.objects.select_for_update(of=("self",)).get(number=number), now=now)
    return Duty.objects.open().filter(kind="correct_for_calendar").count()


def done(tender: Tender, kind: str, *, subject: str = "", now: datetime) -> None:
    """Mark the open duty of ``kind`` as kept. Nothing happens where none is open."""
    kept = list(tender.duties.open().filter(kind=kind, subject=subject))
    for duty in kept:
        duty.done_at = now
    Duty.objects.bulk_update(kept, ["done_at"])
    duty_reminders.call_back(kept)
