"""Somebody has read a passage that may identify a person, and answers for it."""

from collections.abc import Iterable
from datetime import datetime

from django.core import signing
from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.judgement.public_words import read_token
from procurement.models import ReadPassage

# How many ticks one request may bring.
MOST_TICKS = 50


@transaction.atomic
def answer_for(tokens: Iterable[str], *, by: User | None, now: datetime) -> int:
    """Keep that passages were read and that no particular person can be recognised by them; how many were new.

    ``tokens`` are those of a page that showed them. ``by`` is None for a panel member, who has no account. A token
    that this portal did not make counts for nothing."""
    new = 0
    for token in list(tokens)[:MOST_TICKS]:
        try:
            kind, digest = read_token(token)
        except signing.BadSignature:
            continue
        _passage, created = ReadPassage.objects.get_or_create(
            digest=digest, defaults={"kind": kind, "by": by, "at": now}
        )
        if created:
            new += 1
            ledger.record(
                "passage_read",
                subject=f"passage:{digest[:16]}",
                actor=by.pseudonym if by else "",
                at=now,
                public=False,
                finding=kind,
            )
    return new
