"""Replies in public: written, published by a second person where the house has two, and withdrawn in public."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from organizations.models import Organization, User
from portal.ground import ledger
from portal.ground.ledger.verify import digest_of
from procurement.judgement import repeats
from procurement.models import Reply, Tender
from procurement.permissions import require
from procurement.permissions import voices as permissions
from procurement.services import public_words


@transaction.atomic
def write(
    organization: Organization,
    *,
    text_zh: str,
    text_en: str = "",
    tender: Tender | None = None,
    form_id: UUID,
    by: User,
    now: datetime,
) -> Reply:
    """Write a reply about the organisation's figures, or about ``tender``. Nobody else reads it yet.

    Sending twice gives the first again. Raises OtherWordsError, PersonalDataError; PermissionDenied."""
    require(permissions.may_reply_for(by, organization, now=now))
    said = {"text_zh": text_zh, "text_en": text_en, "tender": tender}
    if standing := repeats.standing(Reply, form_id, own={"organization": organization}, said=said):
        return standing
    about = f"{organization.subject}/{tender.number if tender else ''}"
    public_words.guard({"text_zh": text_zh, "text_en": text_en}, about=about)
    reply = Reply.objects.create(
        organization=organization, **said, form_id=form_id, drafted_by=by, drafted_at=now
    )
    ledger.record("reply_written", subject=reply.subject, actor=by.pseudonym, at=now, public=False)
    return reply


@transaction.atomic
def publish(pk: int, *, by: User, now: datetime) -> Reply:
    """Everybody reads it from now on. Raises Reply.DoesNotExist; PermissionDenied, for one published too."""
    reply = _locked(pk)
    require(permissions.may_publish_reply(by, reply, now=now))
    reply.published_by, reply.published_at = by, now
    reply.save(update_fields=["published_by", "published_at"])
    ledger.record(
        "reply_published", subject=reply.subject, actor=by.pseudonym, at=now,
        organization=reply.organization.number,
        text_sha256=digest_of({"zh": reply.text_zh, "en": reply.text_en}),
    )  # fmt: skip
    return reply


@transaction.atomic
def withdraw(pk: int, *, by: User, now: datetime) -> Reply:
    """Take it back. One that was public stays as withdrawn. Raises Reply.DoesNotExist; PermissionDenied."""
    reply = _locked(pk)
    require(permissions.may_withdraw_reply(by, reply, now=now))
    reply.withdrawn_at = now
    reply.save(update_fields=["withdrawn_at"])
    public = reply.published_at is not None
    ledger.record("reply_withdrawn", subject=reply.subject, actor=by.pseudonym, at=now, public=public)
    return reply


def _locked(pk: int) -> Reply:
    return Reply.objects.select_for_update(of=("self",)).select_related("organization").get(pk=pk)
