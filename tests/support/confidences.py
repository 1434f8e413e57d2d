"""Words in confidence, asked for by somebody and opened by the confidant."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from organizations.models import User
from portal.ground import keys
from procurement import confidant
from procurement.judgement import confidences as judgement
from procurement.models import Confidence, Inquiry, Reading, Report, Tender
from procurement.services import confidences
from procurement.services.questions import inquiries
from procurement.services.voices import reports
from tests.support import calls
from tests.support.database import as_owner

SESSION = judgement.session_of("a session")
HELD, SECRET = "我叫张三，电话13987654321，能参加吗？", "局里有人把名单给了一家公司"
NOW = calls.at("07-04 09:00")


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


def held(call: Tender, text: str = HELD, *, code: str = "", now: datetime = NOW) -> Inquiry:
    """A question its asker sent to the reviewer first."""
    return inquiries.ask(
        call.number, text=text, to_reviewer=True, form_id=uuid4(), code=code or inquiries.new_code(), now=now
    ).inquiry


def told(text: str = SECRET, *, kind: str = "confidential", code: str = "", **more: Any) -> Report:
    """A word to the province."""
    calls.the_law()
    return reports.file(
        kind=kind, text=text, code=code or inquiries.new_code(), form_id=uuid4(), now=NOW, **more
    )


def rows_in_clear(*words: str) -> set[str]:
    """The tables in which one of ``words`` stands, every column of every row read as text."""
    found = set()
    with as_owner() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{word}%"]
                )
                if cursor.fetchone() == (True,):
                    found.add(table)
    return found
