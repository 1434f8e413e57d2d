"""The confidant's tasks. Only its own process loads this: the key that reads what was told in confidence is nowhere
else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings

from portal.ground import clock, keys
from portal.ground.ledger import trust
from procurement import confiding
from procurement.services import confidences


@worker_init.connect  # type: ignore[untyped-decorator]
def refuse_without_keys(**_signal: object) -> None:
    """A confidant without its key, or with one that is another's, does not start."""
    keys.exit_without("confidant")


@shared_task(name=confidences.TASK, ignore_result=True)  # type: ignore[untyped-decorator]
def open_waiting() -> None:
    """Ring: look who asked, and answer. Ringing twice is harmless."""
    open_now()


@shared_task(name="procurement.confidant.forget_words", ignore_result=True)  # type: ignore[untyped-decorator]
def forget_words() -> None:
    """Once a day."""
    forget_now(trust.standing().steady)


def forget_now(now: datetime) -> int:
    """Delete words whose time is over; says how many."""
    return confidences.forget(now)


def open_now() -> int:
    """Answer with the key this process holds; says how many were answered."""
    return confidences.open_waiting(unseal=unseal, now=clock.now())


def unseal(text: str, subject: str, part: str) -> Mapping[str, Any]:
    """One text in clear. Raises SealError."""
    held = keys.private_keys("CONFIDENCE_KEY", settings.CONFIDENCE_KEY).values()
    return confiding.unseal(text, held, to=confiding.CONFIDANT, subject=subject, part=part)
