"""A notice is what was published, as it was published: parts, their digests, one root over them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.ground import ledger
from portal.ground.ledger import trust
from procurement import fields
from procurement.errors import MediumNeededError
from procurement.facts import facts_and_faults
from procurement.judgement import law, public_words
from procurement.judgement.law import waivers_of
from procurement.kinds import KINDS
from procurement.models import Lot, Notice, Tender
from procurement.notice_body import canonical, root_of
from procurement.rules.procedures import PROCEDURES, move
from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Verdict, enforce
from procurement.rules.vocabulary import STATUTORY
from procurement.services import duties
from procurement.services.calls import search_entries


def guard_texts(tender: Tender) -> None:
    """Refuse public words that may identify a person (Regulation on HIV/AIDS art. 39).

    Raises PersonalDataError naming each field and passage. The agency's own contact may be reached."""
    public_words.guard(
        {name: str(value) for name, value in fields.read(tender).items() if name in fields.PUBLIC_WORDS}
        | _criteria(tender)
        | {f"reason:{rule}": reason for rule, reason in tender.reasons.items()},
        office=tender.buyer_id,
    )


def _criteria(tender: Tender) -> dict[str, str]:
    """One by one, as the rows of the form are read: what is ticked there is ticked here."""
    return {
        f"criteria/{n}{language}": text
        for n, one in enumerate(tender.first_lot.criteria.all())
        for language, text in (("zh", one.text_zh), ("en", one.text_en))
    }


def publish_tender(tender: Tender, *, legal_at: datetime, now: datetime) -> Notice:
    """Publish a locked, approved call. ``legal_at`` is where every count starts.

    Raises RuleError when a rule does not hold counted from ``legal_at``."""
    rulebook, calendar = law.current_editions()
    tender.edition, tender.calendar = rulebook, calendar
    tender.published_at = now
    tender.deadline_version = tender.terms_version = 1
    verdicts = verdicts_on(tender)
    enforce(verdicts)
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
    )
    after_notice(tender, notice, actor="", now=now)
    return notice


def verdicts_on(tender: Tender) -> list[Verdict]:
    """Every verdict on a call by the editions it is pinned to."""
    book, calendar = law.law_of(tender)
    facts, faults = facts_and_faults(tender)
    return faults + check_publication(
        facts, book=book, calendar=calendar, reasons=tender.reasons, waivers=waivers_of(tender)
    )


def after_notice(tender: Tender, notice: Notice, *, actor: str, now: datetime, event: str = "") -> None:
    """What every published notice brings about: duties, index and the record, in one transaction. ``event``: what
    happened, where it is not what a notice of its kind says by itself."""
    duties.replan(tender, now=now)
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


@dataclass(frozen=True)
class Medium:
    """Where and since when a statutory notice stands on the official medium."""

    url: str
    at: datetime


def standing_of(tender: Tender, medium: Medium | None, *, now: datetime) -> Medium:
    """Where a notice that is published now stands and from when its days count: a statutory one on the
    official medium first (Order 101), any other here and now. Raises MediumNeededError."""
    if tender.regime != STATUTORY:
        return Medium("", now)
    if medium is None or not medium.url or medium.at > now:
        raise MediumNeededError
    return medium


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
    parts = _parts(tender, kind=kind, seq=seq, legal_at=legal_at, now=now, medium_url=medium_url)
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


def preview(tender: Tender, *, kind: str, now: datetime) -> dict[str, Any]:
    """What a notice of that kind would say if it were published ``now``, before its own part is added."""
    return _parts(tender, kind=kind, seq=0, legal_at=now, now=now, medium_url="")


def _parts(
    tender: Tender, *, kind: str, seq: int, legal_at: datetime, now: datetime, medium_url: str
) -> dict[str, Any]:
    values = fields.read(tender)
    buyer = tender.buyer
    return {
        "identity": {
            "number": tender.number,
            "seq": seq,
            "kind": kind,
            "project_no": tender.project_no,
            "legal_at": legal_at.isoformat(),
            "published_at": now.isoformat(),
            "medium_url": medium_url,
        },
        "buyer": {
            "number": buyer.number,
            "name_zh": buyer.name_zh,
            "name_en": buyer.name_en,
            "division": buyer.division_id,
        },
        "call": {
            name: fields.plain(value)
            for name, value in sorted(values.items())
            if name not in fields.PRIVATE_TEXTS
        },
        "law": {
            "rulebook": tender.edition.edition if tender.edition else "",
            "rulebook_digest": tender.edition.digest if tender.edition else "",
            "calendar_digest": tender.calendar.digest if tender.calendar else "",
            "reasons": tender.reasons,
            "waivers": waivers_of(tender),
        },
        "documents": [
            {
                "id": document.pk,
                "title": document.title,
                "sha256": document.blob_id,
                "extension": document.extension,
                "size": document.blob.size,
            }
            for document in tender.documents.filter(withdrawn_in__isnull=True).select_related("blob")
        ],
    }


def plain_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict as a notice keeps it: codes and figures, no sentence."""
    return {
        "rule": verdict.rule,
        "answer": str(verdict.answer),
        "field": verdict.field,
        "code": verdict.code,
        "earliest": fields.plain(verdict.earliest),
        "latest": fields.plain(verdict.latest),
        "source": verdict.source,
        "article": verdict.article,
        "confidence": verdict.confidence,
        "tier": verdict.tier,
        "reason": verdict.reason,
    }
