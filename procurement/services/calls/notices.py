"""A notice is what was published, as it was published: parts, their digests, one root over them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.ground import ledger
from portal.ground.ledger import trust
from procurement.judgement import law
from procurement.judgement.calls import judged
from procurement.judgement.notice_parts import parts_of
from procurement.kinds import KINDS
from procurement.models import Lot, Notice, Tender
from procurement.publication.body import canonical, plain_verdict, root_of
from procurement.rules.case import Case
from procurement.rules.procedures import PROCEDURES, move
from procurement.rules.verdicts import Verdict, enforce
from procurement.services import duties
from procurement.services.calls import search_entries


def publish_tender(
    tender: Tender, *, legal_at: datetime, now: datetime, passed: Sequence[Mapping[str, str]] = ()
) -> Notice:
    """Publish a locked, approved call. ``legal_at`` is where every count starts; ``passed`` are faults that a second
    person passes in step with the official medium.

    Raises RuleError when a rule does not hold counted from ``legal_at``."""
    rulebook, calendar = law.current_editions()
    tender.edition, tender.calendar = rulebook, calendar
    tender.published_at = now
    tender.deadline_version = tender.terms_version = 1
    case, verdicts = judged(tender)
    enforce(law.unpassed(tender, verdicts))
    tender.step = move(tender.step, "publish", regime=tender.regime)
    tender.version += 1
    tender.save(
        update_fields=[
            "edition",
            "calendar",
            "published_at",
            "deadline_version",
            "terms_version",
            "step",
            "version",
        ]
    )
    Lot.objects.filter(tender=tender).update(status="open")
    notice = add_notice(
        tender,
        kind=PROCEDURES[tender.procedure].call,
        legal_at=legal_at,
        now=now,
        verdicts=verdicts,
        extra={"passed": list(passed)} if passed else None,
    )
    after_notice(tender, notice, case, actor="", now=now)
    return notice


def after_notice(
    tender: Tender, notice: Notice, case: Case, *, actor: str, now: datetime, event: str = ""
) -> None:
    """What every published notice brings about: duties, index and the record, in one transaction. ``case`` is the call
    as it stands with it; ``event``: what happened, where it is not what a notice of its kind says by itself."""
    duties.replan(tender, now=now, case=case)
    search_entries.index(tender, now=now)
    ledger.record(
        event or KINDS[notice.kind].recorded_as,
        subject=tender.subject,
        actor=actor,
        at=now,
        notice=notice.seq,
        notice_kind=notice.kind,
        digest=notice.digest,
        deadline_version=tender.deadline_version,
    )


def after_step(tender: Tender, *, event: str, actor: str, now: datetime) -> None:
    """The same for a step that publishes no notice of its own. Raises ClockDoubtedError."""
    trust.require()
    duties.replan(tender, now=now)
    search_entries.index(tender, now=now)
    ledger.record(event, subject=tender.subject, actor=actor, at=now)


def add_notice(
    tender: Tender,
    *,
    kind: str,
    legal_at: datetime,
    now: datetime,
    verdicts: list[Verdict] | None = None,
    corrects: Notice | None = None,
    medium_url: str | None = None,
    extra: dict[str, Any] | None = None,
) -> Notice:
    """Write the next notice of ``tender``; it never changes again. ``medium_url``: where this one stands on the
    official medium, the call's own address unless told. Raises ClockDoubtedError: what is published stays."""
    trust.require()
    medium_url = tender.official_medium_url if medium_url is None else medium_url
    last = tender.notices.order_by("-seq").first()
    seq = last.seq + 1 if last else 1
    parts = parts_of(tender, kind=kind, seq=seq, legal_at=legal_at, now=now, medium_url=medium_url)
    parts |= {"verdicts": [plain_verdict(verdict) for verdict in verdicts or []], **(extra or {})}
    return Notice.objects.create(
        tender=tender,
        seq=seq,
        kind=kind,
        corrects=corrects,
        terms_version=tender.terms_version,
        deadline_version=tender.deadline_version,
        body=canonical(parts),
        digest=root_of(parts),
        legal_at=legal_at,
        published_at=now,
        medium_url=medium_url,
    )
