"""One call records what happened and promises it to every listener, inside the caller's transaction."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from portal.ground.clock import require_aware
from portal.ground.ledger import bell
from portal.ground.ledger.models import Delivery, Event
from portal.ground.ledger.verify import canonical, digest_of

# Codes, numbers, hashes, dates and addresses of pages. Neither a sentence nor an e-mail address fits.
CODE = re.compile(r"[A-Za-z0-9_.:/+\-=?&%#~,;*()\[\]]{0,300}")


class PayloadRefusedError(ValueError):
    """An event carries codes, numbers and hashes only: no person and no free text."""


def record(
    kind: str,
    *,
    subject: str,
    at: datetime,
    thread: str = "",
    actor: str | None = None,
    public: bool = True,
    **payload: object,
) -> Event:
    """Write the event and one delivery per listener of its kind; the bell rings after the commit.

    `subject` reads like `tender:NUMBER`; `actor` is a pseudonym, never a name. Public events stand
    in the public record as they are, without the actor. Raises PayloadRefusedError, ValueError for a naive
    `at`, TransactionManagementError outside a transaction: an event without its act would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is recorded in the transaction of its act")
    plain = {key: _plain(key, value) for key, value in payload.items()}
    event = Event(
        at=require_aware(at), kind=kind, subject=subject, thread=thread, actor=actor or "", public=public,
        payload=canonical(plain), salt=secrets.token_hex(32),
    )  # fmt: skip
    event.digest = digest_of(body(event, plain))
    event.save(force_insert=True)
    listeners = _listeners(kind)
    Delivery.objects.bulk_create(Delivery(event=event, listener=name, due_at=event.at) for name in listeners)
    if listeners:
        transaction.on_commit(partial(bell.ring_event, event.pk))
    return event


def body(event: Event, payload: object) -> dict[str, object]:
    """What the digest covers, and the line of a public event in the audit file.

    The actor is a salted commitment. The salt is never published, so that the digest of an event that is
    not public gives nothing away either.
    """
    commitment = hashlib.sha256(bytes.fromhex(event.salt) + event.actor.encode()).hexdigest()
    return {
        "actor": commitment,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": event.kind,
        "payload": payload,
        "subject": event.subject,
        "thread": event.thread,
    }


def _listeners(kind: str) -> tuple[str, ...]:
    table: Mapping[str, tuple[str, ...]] = import_string(settings.EVENT_LISTENERS)
    return table.get(kind, ())


def _plain(key: str, value: object) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            if not CODE.fullmatch(value):
                raise PayloadRefusedError(
                    f"{key}: only a code, a number, a hash or a page's address may stand here"
                )
            return str(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            return require_aware(value).astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(key, item) for item in value]
        case Mapping():
            return {_plain(key, str(name)): _plain(str(name), item) for name, item in value.items()}
    raise PayloadRefusedError(f"{key}: {type(value).__name__} has no canonical form")
