"""Reports to the province: anyone tells, a supervisor looks and says in time what was found."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from organizations.models import Organization, User
from organizations.selectors import recipients
from portal.ground import ledger
from portal.ground.clock import legal_date
from portal.ground.people.doubt import is_doubtful
from procurement.errors import NotOpenError, OtherWordsError
from procurement.judgement import confidences as words
from procurement.judgement import law, slips
from procurement.models import Report, Tender
from procurement.permissions import require
from procurement.permissions import voices as permissions
from procurement.rules.calendar import Unit
from procurement.rules.inquiries import REPORT_WITHIN_WORKING_DAYS
from procurement.services import confidences, public_words
from procurement.services.savepoints import or_taken


@transaction.atomic
def file(
    *,
    kind: str,
    text: str,
    seen_at: str = "",
    seen_on: date | None = None,
    division_id: str | None = None,
    code: str,
    form_id: UUID,
    now: datetime,
) -> Report:
    """Tell the province. ``code`` is that of the form's slip; sending twice gives the first report again.

    Nothing is refused for naming somebody: who tells of a leak of names has to be able to. What is told in confidence,
    and words in which the guard finds a person, are sealed. Raises OtherWordsError where the slip was used for other
    words."""
    own = slips.of_code(code)
    said = slips.digest_of(kind, text, seen_at, seen_on, division_id)
    used = Report.objects.filter(Q(form_id=form_id) | Q(code_hash__in=own.hashes)).first()
    if used:
        shown = used.text if used.kind == "missing" else ""
        slips.same_or_refuse(used, own, form_id=form_id, code=code, said=said, shown=shown)
        return used
    _book, calendar = law.current()
    due = calendar.add(legal_date(now), REPORT_WITHIN_WORKING_DAYS, Unit.WORKING_DAYS, roll=False)
    sealed = kind == "confidential" or is_doubtful(f"{text}\n{seen_at}")
    clear = {} if sealed else {"text": text, "seen_at": seen_at}
    with or_taken(lambda: OtherWordsError(shown="")):
        report = Report.objects.create(
            kind=kind, **clear, seen_on=seen_on, division_id=division_id, received_at=now,
            reply_due=due.last_day, code_hash=own.hash, form_id=form_id, said=said,
        )  # fmt: skip
    if sealed:
        confidences.keep(report, words.words_of(text, seen_at), reader=own.key.public_key(), now=now)
    # In public stands the decision alone: the moment somebody told would tell of them.
    ledger.record("report_received", subject=report.subject, at=now, public=False, report_kind=kind)
    ledger.letters.queue(
        recipients(legal_date(now), role="supervisor"), subject=report.subject, kind="report_waits", due_at=now,
        payload={"path": f"/workspace/reports/{report.number}/", "due_on": due.last_day.isoformat()},
    )  # fmt: skip
    return report


@transaction.atomic
def decide(
    number: str,
    *,
    outcome: str,
    reply_zh: str,
    reply_en: str = "",
    tender: Tender | None = None,
    agency: Organization | None = None,
    by: User,
    now: datetime,
) -> Report:
    """Say what the province found; what is said back in confidence is sealed, too. ``posted`` names the call it is
    here; with ``asked`` the ``agency`` is written to, and the report may be decided once more.

    Raises PersonalDataError; NotOpenError for one that is settled; ValueError for an outcome of another kind."""
    report = Report.objects.select_for_update(of=("self",)).select_related("agency").get(number=number)
    if not report.is_open:
        raise NotOpenError(number)
    require(permissions.may_decide_report(by, report, now=now))
    if (outcome == "answered") != (report.kind == "confidential") or (outcome == "posted") != (
        tender is not None
    ):
        raise ValueError(outcome)
    public_words.guard({"reply_zh": reply_zh, "reply_en": reply_en}, about=report.subject)
    report.outcome, report.tender = outcome, tender
    report.agency = tender.buyer if tender else agency or report.agency
    _reply(report, {"reply_zh": reply_zh, "reply_en": reply_en})
    report.decided_by, report.decided_at = by, now
    report.save(
        update_fields=["outcome", "tender", "agency", "reply_zh", "reply_en", "decided_by", "decided_at"]
    )
    ledger.letters.cancel(report.subject, "report_waits")
    ledger.record(
        "report_decided", subject=report.subject, actor=by.pseudonym, at=now, public=report.kind == "missing",
        outcome=outcome, on_time=legal_date(now) <= report.reply_due,
    )  # fmt: skip
    if outcome == "asked" and report.agency is not None:
        ledger.letters.queue(
            recipients(legal_date(now), organization=report.agency), subject=report.subject,
            kind="asked_to_post", due_at=now,
            payload={"path": f"/notices/missing/#{report.number}", "number": report.number},
        )  # fmt: skip
    return report


def _reply(report: Report, said: dict[str, str]) -> None:
    """Sealed for whoever holds the code; in clear where everybody reads it, and where the words came before they were
    sealed for their code, whose holder could not read it otherwise."""
    confidence = getattr(report, "confidence", None)
    if report.kind == "confidential" and confidence is not None and confidence.reader:
        confidences.keep_reply(confidence, said)
    else:
        report.reply_zh, report.reply_en = said["reply_zh"], said["reply_en"]
