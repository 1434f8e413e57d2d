"""The report on one lot: the ranking as the rules compute it from the scores that were handed in."""

import hashlib
from datetime import datetime

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors.evaluation import NotReadyError
from procurement.judgement.law import case_of
from procurement.judgement.ranking import body_of, hindrances, short_lots
from procurement.models import EvaluationReport, Lot
from procurement.permissions import evaluation as permissions
from procurement.permissions import require
from procurement.publication import body as notice_body
from procurement.selectors import evaluation as reads
from procurement.services import duties
from procurement.services.calls.tenders import locked


@transaction.atomic
def report(lot: Lot, *, by: User, now: datetime) -> EvaluationReport:
    """Make the report on ``lot``; the same panel's report again gives the one that stands.

    Its body holds what every member gave, so that its digest proves how the ranking came about.

    Raises NotReadyError, PermissionDenied."""
    tender = locked(lot.tender.number)
    require(permissions.may_run_panel(by, tender, now=now))
    if standing := reads.current_report(lot):
        return standing
    if codes := hindrances(tender):
        raise NotReadyError(codes)
    short = short_lots(tender, case_of(tender))
    if lot in short:
        raise NotReadyError(["too_few_conforming"])
    panel = sorted(one.code for one in reads.panel_of(tender))
    earlier = reads.report_of(lot)
    body = notice_body.canonical(body_of(tender, lot, panel))
    made = EvaluationReport.objects.create(
        lot=lot,
        attempt=earlier.attempt + 1 if earlier else 1,
        body=body,
        digest=hashlib.sha256(body.encode()).hexdigest(),
        by=by,
        at=now,
    )
    # The digest is public, so that a ranking cannot be changed afterwards unseen; what it says is not yet.
    ledger.record(
        "evaluation_reported", subject=tender.subject, actor=by.pseudonym, at=now, lot=lot.position,
        attempt=made.attempt, digest=made.digest,
    )  # fmt: skip
    reported = {*short, *reads.current_reports(tender)}
    if reported.issuperset(tender.lots.filter(status="evaluating")):
        duties.done(tender, "score_bids", now=now)
        duties.replan(tender, now=now)
    return made
