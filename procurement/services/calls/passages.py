"""A second person says in public why a passage that the rules take for a demand is harmless."""

from datetime import datetime

from django.db import transaction

from organizations.models import User
from organizations.permissions import roles_in
from portal.ground import ledger
from procurement.errors import OtherWordsError
from procurement.judgement.calls import judged, planned_publication
from procurement.models import ClearedPassage
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.services import public_words
from procurement.services.calls.tenders import locked


class NoSuchPassageError(Exception):
    """The words have changed since they were read: nothing in the call is known by that key any more."""


@transaction.atomic
def clear_passage(number: str, *, key: str, reason: str, by: User, now: datetime) -> ClearedPassage:
    """Let the passage ``key`` of an unpublished call pass, for a reason that is published with the call. Said twice it
    stands once.

    Raises PermissionDenied, NoSuchPassageError, OtherWordsError where the same person gave another reason before,
    PersonalDataError."""
    tender = locked(number)
    require(permissions.may_clear_passage(by, tender, now=now))
    case, _verdicts = judged(tender, published_at=planned_publication(tender, now))
    passage = next((one for one in case.asked if one.key == key), None)
    if passage is None:
        raise NoSuchPassageError
    public_words.guard({"reason": reason}, about=f"{tender.subject}/passage")
    cleared, new = ClearedPassage.objects.get_or_create(
        tender=tender,
        key=key,
        by=by,
        defaults={
            "asks": passage.code,
            "words": passage.words,
            "reason": reason,
            "role": "head" if "head" in roles_in(by, tender.buyer, now=now) else "approver",
            "at": now,
        },
    )
    if new:
        ledger.record(
            "passage_cleared",
            subject=tender.subject,
            actor=by.pseudonym,
            at=now,
            public=False,
            asks=passage.code,
            passage=key[:16],
        )
    elif cleared.reason != reason:
        raise OtherWordsError(shown=cleared.reason)
    return cleared
