"""Reads. What a reader may not see is not in the query set."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from organizations.models import Organization, User
from organizations.permissions import organizations_where
from procurement.models import Answer, Document, Duty, Inquiry, InStep, Notice, SearchEntry, Tender
from procurement.permissions.calls import DRAFTERS, may_oversee, may_review_privacy
from procurement.rules.duties import UNTOLD
from procurement.rules.indicators import GRACE, PUBLISHED_DUTIES
from procurement.rules.inquiries import OpenQuestion


def public_tenders() -> QuerySet[Tender]:
    """Every published tender, with what a page or a row of it needs."""
    return Tender.objects.published().select_related("buyer")


def public_entries() -> QuerySet[SearchEntry]:
    """Search entries with their tenders, for lists, without what a list does not show."""
    return SearchEntry.objects.select_related("tender__buyer").defer(
        "title", "body", "tender__terms", "tender__texts", "tender__reasons"
    )


def listed_entries() -> QuerySet[SearchEntry]:
    """Search entries as far as they are found and put in order by: what a row shows comes with
    :func:`public_entries`."""
    return SearchEntry.objects.only("tender_id", "sort_key", "published_at")


def shown_inquiries() -> QuerySet[Inquiry]:
    """The questions that everybody may read, with their answers, oldest first. Joins no asker."""
    return Inquiry.objects.filter(state="shown").prefetch_related(
        Prefetch("answers", Answer.objects.select_related("same_as").order_by("at", "id"))
    )


def public_inquiries(tender: Tender) -> QuerySet[Inquiry]:
    """Those of one call."""
    return shown_inquiries().filter(tender=tender)


def inquiry_by_code(hashes: Collection[str]) -> Inquiry | None:
    """The question of whoever holds the code, shown or not."""
    found = Inquiry.objects.filter(asker__code_hash__in=hashes)
    return found.select_related("tender__buyer", "confidence").first()


def held_inquiries(user: User, *, now: datetime) -> QuerySet[Inquiry]:
    """Questions kept back that ``user`` may review, the oldest first: all for the reviewer; for a supervisor those
    whose reviewer did not act within the day."""
    held = (
        Inquiry.objects.filter(state="held")
        .select_related("tender", "confidence")
        .order_by("arrived_at", "id")
    )
    if may_review_privacy(user, now=now):
        return held
    if not may_oversee(user, now=now):
        return held.none()
    late = Duty.objects.due(now).filter(
        kind="review_question", tender=OuterRef("tender"), subject=OuterRef("tag")
    )
    return held.filter(Exists(late))


def overdue_duties(*, now: datetime) -> QuerySet[Duty]:
    """What agencies owe on public calls and have not done in time, everywhere, the longest first."""
    return (
        Duty.objects.due(now)
        .told()
        .exclude(Q(holder="portal") | Q(kind__in=UNTOLD))
        .filter(tender__published_at__isnull=False)
        .select_related("tender__buyer")
        .order_by("due_at", "id")
    )


# What everybody may see that it is owed: nothing that tells of a question nobody has shown.
PUBLIC_DUTIES = (*PUBLISHED_DUTIES, "close", "unseal")


def public_duties(tender: Tender) -> QuerySet[Duty]:
    """What of a published call is still owed before everybody's eyes, the nearest first."""
    return tender.duties.open().told().filter(kind__in=PUBLIC_DUTIES).order_by("due_at", "id")


def overdue_in_public(*, now: datetime) -> QuerySet[Duty]:
    """What agencies owe the public and have not done, the longest first: the acts that every figure of overdue ones
    counts, and those alone."""
    return (
        Duty.objects.due(now - GRACE)
        .told()
        .filter(kind__in=PUBLISHED_DUTIES, tender__published_at__isnull=False)
        .select_related("tender__buyer")
        .order_by("due_at", "id")
    )


def portal_duties(now: datetime) -> QuerySet[Duty]:
    """What the portal itself owes by ``now`` and has not done."""
    return Duty.objects.of_portal().due(now)


def portal_waits(now: datetime) -> list[tuple[str, int]]:
    """How much of :func:`portal_duties` there is of each kind."""
    counted = portal_duties(now).values_list("kind").annotate(count=Count("id"))
    return list(counted.order_by("kind"))


def open_questions(tender: Tender) -> list[OpenQuestion]:
    """The questions of ``tender`` that still wait for an answer, as the rules see them."""
    waiting = tender.inquiries.filter(answers__isnull=True, state__in=("waiting", "held", "shown"))
    return [
        OpenQuestion(
            tag=question.tag,
            arrived_at=question.arrived_at,
            answer_due=question.answer_due,
            timely=question.timely,
            shown=question.shown_at is not None,
            show_at=question.show_at,
            held=question.state == "held",
        )
        for question in waiting.order_by("arrived_at", "id")
    ]


def notices_of(tender: Tender) -> QuerySet[Notice]:
    return tender.notices.order_by("seq")


# What may stand on a call's page besides its words.
_HELD = """
    SELECT
        EXISTS (SELECT FROM procurement_inquiry WHERE tender_id = %(call)s AND state = 'shown') AS questions,
        EXISTS (SELECT FROM procurement_objection WHERE tender_id = %(call)s) AS objections,
        EXISTS (SELECT FROM procurement_reply WHERE tender_id = %(call)s AND published_at IS NOT NULL) AS replies,
        EXISTS (SELECT FROM procurement_document WHERE tender_id = %(call)s AND NOT waits) AS documents,
        EXISTS (
            SELECT FROM procurement_duty WHERE tender_id = %(call)s AND done_at IS NULL AND dropped_at IS NULL
        ) AS duties,
        EXISTS (SELECT FROM procurement_fundingconfirmation WHERE tender_id = %(call)s) AS funding,
        EXISTS (SELECT FROM procurement_tender WHERE follows_id = %(call)s) AS followers
"""


def held_by(tender: Tender) -> frozenset[str]:
    """Which of those there are any of, by name: one small question instead of seven for a call that has none,
    which is nearly every one."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"call": tender.pk})
        names = [column.name for column in cursor.description]
        return frozenset(name for name, there in zip(names, cursor.fetchone(), strict=True) if there)


def chain_of(tender: Tender) -> QuerySet[Tender]:
    """All published tenders of one chain: the first attempt and what followed it."""
    root_id = tender.root_id or tender.pk
    return public_tenders().filter(root_id=root_id) | public_tenders().filter(pk=root_id)


def agencies_of(user: User, *, now: datetime) -> QuerySet[Organization]:
    """The agencies ``user`` drafts, approves or heads."""
    return organizations_where(user, DRAFTERS, now=now)


def calls_of(user: User, *, now: datetime) -> QuerySet[Tender]:
    """Every call of the agencies ``user`` works for, drafts included, the last saved first."""
    return (
        Tender.objects.filter(buyer__in=agencies_of(user, now=now))
        .exclude(step="discarded")
        .select_related("buyer")
        .order_by("-saved_at", "-id")
    )


def duties_of(user: User, *, now: datetime) -> QuerySet[Duty]:
    """What ``user``'s agencies owe, the nearest first."""
    return (
        Duty.objects.open()
        .told()
        .filter(tender__buyer__in=agencies_of(user, now=now))
        .filter(holder__in=DRAFTERS)
        .select_related("tender__buyer")
        .order_by("due_at", "id")
    )


def current_documents(tender: Tender) -> list[Document]:
    """The documents of a call as it stands, without what the rules read of them."""
    return _listed(tender.documents.standing())


def replaced_documents(tender: Tender) -> list[Document]:
    """Those that a notice published and a correction took off, without the same."""
    return _listed(tender.documents.replaced())


def waiting_documents(tender: Tender) -> list[Document]:
    """Those that a correction of the call is to bring."""
    return _listed(tender.documents.waiting())


def public_document(tender: Tender, pk: int) -> Document | None:
    """A file that a notice of the published call has, or had."""
    public = tender.documents.standing() | tender.documents.replaced()
    return public.select_related("blob").filter(pk=pk).first()


def asked_in_step(tender: Tender) -> InStep | None:
    """That ``tender`` stands on the official medium with a date that breaks a rule, and waits for a second person."""
    return InStep.objects.filter(tender=tender, passed_at=None).select_related("tender", "asked_by").first()


def _listed(documents: QuerySet[Document]) -> list[Document]:
    return list(documents.select_related("blob").defer("words"))
