"""Who reads words in confidence: whoever holds the code, and one person at a time by the confidant's answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.utils.crypto import salted_hmac

from organizations.models import User
from portal.ground import keys
from portal.ground.people.doubt import doubts
from procurement import confiding
from procurement.confiding import CODE, READER, REPLY, WORDS
from procurement.judgement import law, slips
from procurement.models import Confidence, Inquiry, Reading, Report, Tender
from procurement.permissions.calls import may_review_question
from procurement.permissions.voices import may_read_report
from procurement.sealing import SealError

# An opened text stands for so long; a request that nobody answered is one for so long.
STANDS = timedelta(minutes=5)
ASKED_FOR = timedelta(minutes=10)
# The process answers within seconds; after so long the page says that it is away.
AWAY_AFTER = timedelta(seconds=20)
# So long after somebody read a question it may go on by their word.
READ_COUNTS = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """Words in clear. ``passages`` are those in which the guard saw a person when they came."""

    text: str
    seen_at: str = ""
    passages: tuple[str, ...] = ()
    reply: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Shown:
    """How far a text is for one reader: ``sealed``, ``waiting``, ``away``, a fault, or ``open`` with its words until a
    moment."""

    state: str
    told: Told | None = None
    until: datetime | None = None


def subject_of(owner: Inquiry | Report) -> str:
    """The name of an owner's words; a question's call is at hand."""
    return owner.subject if isinstance(owner, Report) else f"inquiry:{owner.tender.number}/{owner.tag}"


def words_of(text: str, seen_at: str = "") -> dict[str, Any]:
    """What is sealed: the words and where the guard saw a person in them."""
    found = [text[one.start : one.end] for one in doubts(text)]
    return {"text": text, "seen_at": seen_at, "passages": found}


def with_code(confidence: Confidence, code: str) -> Told | None:
    """The words as whoever holds the code they came under reads them; None where that key was never made."""
    held = [slips.of_code(code).key]
    subject = confidence.subject
    try:
        words = confiding.unseal(confidence.words, held, to=CODE, subject=subject, part=WORDS)
    except SealError:
        return None
    reply = (
        confiding.unseal(confidence.reply, held, to=CODE, subject=subject, part=REPLY)
        if confidence.reply
        else None
    )
    return told(words, reply)


def told(words: Mapping[str, Any], reply: Mapping[str, str] | None) -> Told:
    """What was sealed, as a page shows it."""
    return Told(words["text"], words["seen_at"], tuple(words["passages"]), reply)


def may_open(user: User, confidence: Confidence, *, act: str, now: datetime) -> bool:
    """Whether the confidant may do ``act`` with these words for ``user``. The page asks, and that process again."""
    if confidence.report_id is not None:
        report = Report.objects.only("id", "agency_id").get(pk=confidence.report_id)
        return act == "read" and may_read_report(user, report, now=now)
    columns = ("id", "arrived_at", "state", "tender_id")
    inquiry = Inquiry.objects.only(*columns).get(confidence=confidence)
    tender = Tender.objects.only("id", "edition_id", "calendar_id").get(pk=inquiry.tender_id)
    _book, calendar = law.law_of(tender)
    stands = inquiry.state == ("held" if act == "read" else "waiting")
    return stands and may_review_question(user, inquiry, calendar=calendar, now=now)


def was_read(subject: str, by: User, *, now: datetime) -> bool:
    """Whether ``by`` had these words opened within the day before ``now``."""
    return Reading.objects.filter(
        subject=subject, act="read", by=by, answer__fault="", answer__at__gt=now - READ_COUNTS
    ).exists()


def mark_of(reading: Reading) -> str:
    """What proves that the web asked: its key is no column of the database."""
    parts = (reading.number, reading.subject, reading.act, reading.by_id, reading.asked_at.timestamp())
    said = "\x1f".join(map(str, (*parts, reading.session, reading.public)))
    return salted_hmac("portal.reading", said, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()


def session_of(session_key: str | None) -> str:
    """A session as it stands in a request: nobody can go back from it."""
    return salted_hmac("portal.reading.session", session_key or "", algorithm="sha256").hexdigest()


def shown_to(
    confidence: Confidence, user: User, *, session: str, private: bytes | None, now: datetime
) -> Shown:
    """How far ``confidence`` is open for this person, in this session of this browser, which holds ``private``."""
    asked = Reading.objects.filter(
        subject=confidence.subject, act="read", by=user, session=session, asked_at__gt=now - ASKED_FOR
    )
    reading = asked.select_related("answer").order_by("-asked_at", "-id").first()
    if reading is None:
        return Shown("sealed")
    answer = getattr(reading, "answer", None)
    if answer is None:
        return Shown("away" if now - reading.asked_at > AWAY_AFTER else "waiting")
    if answer.fault:
        return Shown(answer.fault)
    if not answer.text or private is None or answer.at + STANDS <= now:
        return Shown("sealed")
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        said = confiding.unseal(answer.text, [key], to=READER, subject=str(reading.number), part=WORDS)
    except SealError:
        return Shown("sealed")
    return Shown("open", told(said["words"], said["reply"]), answer.at + STANDS)


def public_of(reading: Reading) -> Any:
    """The key to answer it to. Raises KeyRefusedError."""
    return keys.public_key("public", reading.public)
