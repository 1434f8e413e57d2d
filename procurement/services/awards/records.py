"""The two people behind a contract or an acceptance: one records, another confirms, then it is published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.judgement.contracts import require_waiting
from procurement.models import RecordDraft, Review, Tender
from procurement.services.calls.tenders import locked
from procurement.uploads import CleanFile


def keep(
    tender: Tender,
    kind: str,
    subject: str,
    said: Mapping[str, Any],
    *,
    document: CleanFile | None = None,
    form_id: UUID,
    by: User,
    now: datetime,
) -> RecordDraft:
    """Let it wait for the second person, in place of what waited before. The caller has locked the tender and
    judged who may and what."""
    RecordDraft.objects.filter(kind=kind, subject=subject, state="submitted").update(state="discarded")
    made = RecordDraft.objects.create(
        tender=tender,
        kind=kind,
        subject=subject,
        said=dict(said),
        document=ledger.blobs.put(document.data, document.media_type) if document else None,
        document_extension=document.extension if document else "",
        drafted_by=by,
        drafted_at=now,
        form_id=form_id,
    )
    _tell("record_drafted", made, by, now)
    return made


def opened(pk: int, kind: str) -> tuple[Tender, RecordDraft]:
    """The draft under lock, after its tender. Raises RecordDraft.DoesNotExist."""
    found = RecordDraft.objects.select_related("tender").get(pk=pk, kind=kind)
    tender = locked(found.tender.number)
    draft = RecordDraft.objects.select_for_update(of=("self",), no_key=True).select_related("tender__buyer")
    return tender, draft.get(pk=pk)


def confirmed(draft: RecordDraft, *, comment: str, by: User, now: datetime) -> None:
    """The second person's word stands; the caller publishes in the same transaction."""
    Review.objects.create(tender=draft.tender, act="approved", comment=comment, by=by, at=now)
    draft.state, draft.confirmed_by = "published", by
    draft.save(update_fields=["state", "confirmed_by"])


@transaction.atomic
def send_back(pk: int, *, comment: str, by: User, now: datetime) -> RecordDraft:
    """The second person does not confirm; the words stand beside the call. Raises NotOpenError,
    PermissionDenied."""
    kind = RecordDraft.objects.values_list("kind", flat=True).get(pk=pk)
    tender, draft = opened(pk, kind)
    require_waiting(draft, by=by, now=now)
    Review.objects.create(tender=tender, act="sent_back", comment=comment, by=by, at=now)
    draft.state = "discarded"
    draft.save(update_fields=["state"])
    _tell("record_sent_back", draft, by, now)
    return draft


def _tell(event: str, draft: RecordDraft, by: User, now: datetime) -> None:
    ledger.record(
        event, subject=draft.tender.subject, actor=by.pseudonym, at=now, public=False,
        record=draft.kind, number=draft.subject,
    )  # fmt: skip
