"""Everything of an agency that waits for a second person, in one place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from organizations.models import Organization, User
from organizations.permissions import organizations_where
from procurement.models import Amendment, Evaluator, InStep, RecordDraft, Reply, Tender
from procurement.permissions.calls import APPROVERS
from procurement.selectors.draws import draws_to_allow
from procurement.selectors.evaluation import links_to_print
from procurement.selectors.pools import waiting_entries

MOST = 30


@dataclass(frozen=True)
class Waiting:
    """``kind``: what waits, ``at``: since when, ``until``: when it would come too late; ``page`` with ``args`` is
    where it is read and decided. A reply need not be about a call."""

    kind: str
    agency: Organization
    tender: Tender | None
    at: datetime
    until: datetime | None
    page: str
    args: tuple[str | int, ...]


def waiting_for(user: User, *, now: datetime) -> list[Waiting]:
    """What somebody else wrote and ``user`` may approve or send back, the oldest first: corrections and
    terminations, extensions and void calls, notices to be published in step, contracts and acceptances, links of panel
    members, other draws of a panel, people of the pool, public replies. A call's own draft and a decision on bids have
    duties of their own."""
    agencies = organizations_where(user, APPROVERS, now=now)
    amended = (
        Amendment.objects.filter(state="submitted", tender__buyer__in=agencies)
        .exclude(drafted_by=user)
        .select_related("tender__buyer")
        .order_by("id")
    )
    found = [
        Waiting(one.kind, one.tender.buyer, one.tender, one.created_at, one.tender.closes_at, *_where(one))
        for one in amended[:MOST]
    ]
    found += _in_step(user, agencies)
    recorded = (
        RecordDraft.objects.filter(state="submitted", tender__buyer__in=agencies)
        .exclude(drafted_by=user)
        .select_related("tender__buyer")
        .order_by("id")
    )
    found += _recorded(recorded)
    found += _links(user, agencies)
    found += _draws(user, agencies)
    found += [
        Waiting(
            "pool",
            one.agency,
            None,
            one.ended_at or one.entered_at,
            None,
            "pool_entry",
            (one.place_id, one.code),
        )
        for one in waiting_entries(user, now=now)[:MOST]
    ]
    replied = (
        Reply.objects.filter(organization__in=agencies, published_at=None, withdrawn_at=None)
        .exclude(drafted_by=user)
        .select_related("tender__buyer", "organization")
        .order_by("id")
    )
    found += [
        Waiting(
            "reply",
            one.organization,
            one.tender,
            one.drafted_at,
            None,
            "reply_list",
            (one.organization.slug,),
        )
        for one in replied[:MOST]
    ]
    return sorted(found, key=lambda one: one.at)


def _in_step(user: User, agencies: QuerySet[Organization]) -> list[Waiting]:
    """Notices that stand on the official medium with a date that breaks a rule."""
    asked = (
        InStep.objects.filter(passed_at=None, tender__step="awaiting_medium", tender__buyer__in=agencies)
        .exclude(Q(asked_by=user) | Q(tender__drafted_by=user))
        .select_related("tender__buyer")
        .order_by("id")
    )
    return [
        Waiting(
            "in_step", one.tender.buyer, one.tender, one.asked_at, None, "call_review", (one.tender.number,)
        )
        for one in asked[:MOST]
    ]


def _recorded(drafts: QuerySet[RecordDraft]) -> list[Waiting]:
    """Contracts and acceptances; several agreements of a call are one thing to read, as one act confirms them all."""
    alike: dict[str, Any] = {"partition_by": ["tender", "kind"]}
    counted = drafts.annotate(
        alike=Window(Count("pk"), **alike), place=Window(RowNumber(), order_by="id", **alike)
    )
    together = Q(kind="contract", alike__gt=1)
    return [_record(one) for one in counted.filter(Q(place=1) | ~together)[:MOST]]


def _record(draft: RecordDraft) -> Waiting:
    tender, page, arg = draft.tender, "record_review", str(draft.pk)
    kind, several = draft.kind, getattr(draft, "alike", 1) > 1
    if several and kind == "contract":
        kind, page, arg = "contracts", "agreements_review", tender.number
    return Waiting(kind, tender.buyer, tender, draft.drafted_at, None, page, (arg,))


def _links(user: User, agencies: QuerySet[Organization]) -> list[Waiting]:
    """The panels with links that ``user`` may print, each once. Who sits on a panel prints none of it."""
    unprinted = links_to_print(agencies).exclude(seated_by=user).exclude(tender__in=_panels_of(user))
    first = {one.tender_id: one for one in reversed(list(unprinted[:MOST]))}
    return [
        Waiting("link", one.tender.buyer, one.tender, one.seated_at, None, "evaluation", (one.tender.number,))
        for one in first.values()
    ]


def _draws(user: User, agencies: QuerySet[Organization]) -> list[Waiting]:
    """Other draws that ``user`` may allow or refuse."""
    asked = draws_to_allow(agencies).exclude(asked_by=user).exclude(tender__in=_panels_of(user))
    return [
        Waiting(
            "redraw",
            one.tender.buyer,
            one.tender,
            one.asked_at,
            None,
            "evaluation_draw_allow",
            (one.tender.number,),
        )
        for one in asked[:MOST]
    ]


def _panels_of(user: User) -> QuerySet[Evaluator, Any]:
    return Evaluator.objects.filter(user=user, left_at=None).values("tender")


def _where(one: Amendment) -> tuple[str, tuple[str | int, ...]]:
    if one.kind in ("correction", "termination"):
        return "amendment_review", (one.tender.number,)
    return "opening", (one.tender.number,)
