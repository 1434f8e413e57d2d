"""Words told in confidence or held back: sealed as they come, asked for by one person, opened by the confidant.

Nothing here but what that process runs can read them (docs/adr/0031)."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import transaction
from django.db.models import Q

from organizations.models import User
from portal.ground import keys, ledger
from portal.ground.clock import years_before
from portal.ground.ledger import bell
from procurement import confiding
from procurement.confiding import READER, REPLY, WORDS
from procurement.judgement import confidences as judgement
from procurement.models import Confidence, Inquiry, Reading, ReadingAnswer, Report
from procurement.models.reports import OPEN_OUTCOMES
from procurement.permissions import require
from procurement.sealing import SealError

log = logging.getLogger(__name__)

TASK = "procurement.confidant.open_waiting"
# So many texts one person reads within a day; whoever took over the web cannot have them all.
A_DAY = 40
# Requests are forgotten after this; that a text was read stays in the record.
FORGOTTEN = timedelta(days=30)
# Words in confidence after the reply: so long most claims can be raised (Civil Code art. 188). A question that was kept
# unpublished after it came: by then it was asked again or is about nothing any more.
WORDS_KEPT_YEARS, REFUSED_KEPT_YEARS = 3, 1

# Given a text, its subject and its part. Raises SealError.
Unseal = Callable[[str, str, str], Mapping[str, Any]]


class UnreadError(Exception):
    """Nobody lets words go on that they have not read."""


def keep(
    owner: Inquiry | Report, words: Mapping[str, Any], *, reader: X25519PublicKey | None = None, now: datetime
) -> Confidence:
    """Seal the words of ``owner``, in the transaction that writes it; for whoever holds its code, too, whose public
    half ``reader`` is. Raises KeyRefusedError."""
    subject = judgement.subject_of(owner)
    code = keys.text_of(reader) if reader else ""
    sealed = confiding.seal(words, subject=subject, part=WORDS, readers=confiding.standing_readers(code))
    of = {"report": owner} if isinstance(owner, Report) else {"inquiry": owner}
    return Confidence.objects.create(subject=subject, words=sealed, reader=code, sealed_at=now, **of)


def keep_reply(confidence: Confidence, reply: Mapping[str, str]) -> None:
    """Seal the reply to ``confidence`` for the same readers."""
    readers = confiding.standing_readers(confidence.reader)
    confidence.reply = confiding.seal(reply, subject=confidence.subject, part=REPLY, readers=readers)
    confidence.save(update_fields=["reply"])


@transaction.atomic
def ask(confidence: Confidence, *, by: User, session: str, public: str, now: datetime) -> Reading:
    """Ask for these words, to be answered to the key ``public`` alone. Raises PermissionDenied."""
    require(judgement.may_open(by, confidence, act="read", now=now))
    return _asked(confidence, act="read", by=by, session=session, public=public, now=now)


def let_go(confidence: Confidence, *, by: User, now: datetime) -> Reading:
    """The reviewer's word, in the transaction of the act: these words are everybody's, and the confidant writes them
    where the batch finds them. Raises UnreadError where ``by`` did not read them within the day."""
    if not judgement.was_read(confidence.subject, by, now=now):
        raise UnreadError
    return _asked(confidence, act="release", by=by, now=now)


def _asked(confidence: Confidence, *, now: datetime, **said: Any) -> Reading:
    reading = Reading(subject=confidence.subject, asked_at=now, **said)
    reading.mark = judgement.mark_of(reading)
    reading.save(force_insert=True)
    transaction.on_commit(lambda: bell.ring_task(TASK))
    return reading


# --- What the confidant's process does --------------------------------------------------------------------


def open_waiting(*, unseal: Unseal, now: datetime) -> int:
    """Answer whoever waits, each in a transaction of its own with its event, and empty what stood for its minutes;
    says how many were answered. Called twice it answers nothing twice."""
    ReadingAnswer.objects.filter(at__lte=now - judgement.STANDS).exclude(text="").update(text="")
    Reading.objects.filter(asked_at__lt=now - FORGOTTEN, answer__isnull=False).delete()
    answered = 0
    for reading in Reading.objects.filter(answer__isnull=True).order_by("asked_at", "id"):
        try:
            with transaction.atomic():
                answered += _answer(reading, unseal, now)
        except SealError as error:
            log.error("%s of %s does not open: %s", reading.act, reading.subject, error.code)
            if reading.act == "read":
                ReadingAnswer.objects.create(reading=reading, fault="unreadable", at=now)
        except Exception:  # nobody's request keeps the others waiting
            log.exception("%s of %s failed", reading.act, reading.subject)
    return answered


@transaction.atomic
def forget(now: datetime) -> int:
    """Delete words whose time is over, with the reply to them; says how many. What is not decided stays."""
    told = years_before(now, WORDS_KEPT_YEARS)
    settled = Q(report__decided_at__lt=told) & ~Q(report__outcome__in=OPEN_OUTCOMES)
    refused = Q(inquiry__state="refused", inquiry__arrived_at__lt=years_before(now, REFUSED_KEPT_YEARS))
    over = Confidence.objects.filter(settled | refused).values_list("pk", flat=True)
    deleted, _rows = Confidence.objects.filter(pk__in=list(over)).delete()
    Report.objects.filter(kind="confidential", decided_at__lt=told).update(reply_zh="", reply_en="")
    return deleted


def _answer(reading: Reading, unseal: Unseal, now: datetime) -> bool:
    """Raises SealError; then nothing is written."""
    confidence = Confidence.objects.filter(subject=reading.subject).first()
    if confidence is None or not _stands(reading, confidence, now):
        ReadingAnswer.objects.create(reading=reading, fault="refused" if confidence else "gone", at=now)
        return False
    said = unseal(confidence.words, confidence.subject, WORDS)
    answer = ReadingAnswer(reading=reading, at=now)
    if reading.act == "release":
        Inquiry.objects.filter(confidence=confidence, state="waiting").update(text=said["text"])
        confidence.delete()
    else:
        reply = unseal(confidence.reply, confidence.subject, REPLY) if confidence.reply else None
        answer.text = confiding.seal(
            {"words": said, "reply": reply}, subject=str(reading.number), part=WORDS,
            readers={READER: judgement.public_of(reading)},
        )  # fmt: skip
    answer.save(force_insert=True)
    ledger.record(
        "words_opened", subject=reading.subject, actor=User(pk=reading.by_id).pseudonym, at=now, public=False,
        act=reading.act,
    )  # fmt: skip
    return True


def _stands(reading: Reading, confidence: Confidence, now: datetime) -> bool:
    """Whether the web asked, lately, for somebody who may, and who has not read too many within a day."""
    if reading.mark != judgement.mark_of(reading):
        return False
    by = User.objects.only("id", "is_active").filter(pk=reading.by_id, is_active=True).first()
    # What was let go lawfully goes on, also where whoever said so holds the role no longer.
    moment = reading.asked_at if reading.act == "release" else now
    if by is None or not judgement.may_open(by, confidence, act=reading.act, now=moment):
        return False
    if reading.act == "release":
        # Else what may not be read any more today could be let go, and read then.
        return judgement.was_read(reading.subject, by, now=moment)
    read = Reading.objects.filter(by=by, act="read", answer__fault="", asked_at__gt=now - timedelta(days=1))
    return reading.asked_at >= now - judgement.ASKED_FOR and read.count() < A_DAY


def rewrap_all(recovery: Any) -> int:
    """Every text for the confidant of today, by the key on paper; says how many. Raises SealError."""
    changed = 0
    with transaction.atomic():
        for one in Confidence.objects.select_for_update().order_by("pk"):
            one.words = confiding.rewrap(one.words, recovery, subject=one.subject, part=WORDS)
            if one.reply:
                one.reply = confiding.rewrap(one.reply, recovery, subject=one.subject, part=REPLY)
            one.save(update_fields=["words", "reply"])
            changed += 1
    return changed
