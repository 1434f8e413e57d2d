"""Words in confidence, asked for by somebody and opened by the confidant."""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from organizations.models import User
from portal.ground import keys
from procurement import confidant
from procurement.judgement import confidences as judgement
from procurement.models import Confidence, Reading
from procurement.services import confidences

SESSION = judgement.session_of("a session")


def asked(
    confidence: Confidence, by: User, *, now: datetime, session: str = SESSION
) -> tuple[Reading, bytes]:
    """A request, and the private half of its key."""
    private = X25519PrivateKey.generate()
    public = keys.text_of(private.public_key())
    reading = confidences.ask(confidence, by=by, session=session, public=public, now=now)
    return reading, private.private_bytes_raw()


def read(owner: Any, by: User, *, now: datetime) -> judgement.Shown:
    """What ``by`` reads of a question or a report: asked, opened in its turn, and shown."""
    confidence = Confidence.objects.get(subject=judgement.subject_of(owner))
    _reading, private = asked(confidence, by, now=now)
    confidant.open_now()
    return judgement.shown_to(confidence, by, session=SESSION, private=private, now=now)
