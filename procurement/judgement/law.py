"""The rulebook and the calendar in force, those a call is held to, and the call as they judge it."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet

from portal.ground.clock import LEGAL_ZONE
from portal.ground.province import chosen
from procurement.errors import NotOpenError
from procurement.facts import facts_of
from procurement.models import (
    CalendarEdition,
    ClearedPassage,
    InStep,
    RulebookEdition,
    RuleConfirmation,
    Tender,
)
from procurement.rules.calendar import WorkCalendar
from procurement.rules.case import SUPERVISOR, Case
from procurement.rules.facts import Facts
from procurement.rules.procedures import PROCEDURES
from procurement.rules.rulebook import Row, Rulebook
from procurement.rules.verdicts import Verdict
from procurement.rules.vocabulary import STATUTORY

EXAMPLE_DOCUMENT = "示例文号（示例）"


def book_on_disk() -> Rulebook:
    """The rulebook of this checkout: the national floor and the province on top. Raises RulebookError."""
    return Rulebook.of(chosen().book)


def book_in_force() -> Rulebook:
    """What ``release`` pins: the book of this checkout. Raises RulebookError.

    In a demonstration an example document confirms the thresholds, and every page that shows them says so,
    so that statutory calls can be walked through before the province has confirmed anything; its official medium
    may stand on a host of examples (RFC 2606)."""
    book = book_on_disk()
    book = book.with_confirmed(confirmations(book))
    return book.with_thresholds_confirmed(EXAMPLE_DOCUMENT).with_medium("example") if settings.DEMO else book


def confirmations(book: Rulebook) -> dict[str, str]:
    """By row of ``book``, the document that the finance office confirmed last for the row as it reads there."""
    said = RuleConfirmation.objects.filter(word__act="confirmed").order_by("word__id")
    texts = {row.id: row.text for row in book.rows}
    return {one.rule: document_words(one) for one in said if texts.get(one.rule) == one.text}


def document_words(one: RuleConfirmation) -> str:
    """The document with its day, and which confirmation it is: as rows, verdicts and notices name it."""
    return f"{one.document_no}（{one.document_on:%Y-%m-%d}，确认第{one.pk}号）"


def calendar_on_disk() -> WorkCalendar:
    """The calendar of this checkout, as far as the State Council has announced it."""
    return WorkCalendar.seed()


class NoEditionError(Exception):
    """No rulebook or no calendar has been loaded: run ``manage.py load_rulebook`` and ``load_calendar``."""


@lru_cache(maxsize=8)
def _book(digest: str) -> Rulebook:
    return Rulebook.from_canonical(RulebookEdition.objects.get(digest=digest).rows)


@lru_cache(maxsize=8)
def _calendar(digest: str) -> WorkCalendar:
    return WorkCalendar.from_canonical(CalendarEdition.objects.get(digest=digest).days)


def current_editions() -> tuple[RulebookEdition, CalendarEdition]:
    """The editions loaded last. Raises NoEditionError."""
    book = RulebookEdition.objects.defer("rows").order_by("-id").first()
    calendar = CalendarEdition.objects.defer("days").order_by("-id").first()
    if book is None or calendar is None:
        raise NoEditionError
    return book, calendar


def current() -> tuple[Rulebook, WorkCalendar]:
    """The law as it stands now, for drafts and for the public check."""
    book, calendar = current_editions()
    return _book(book.digest), _calendar(calendar.digest)


@lru_cache(maxsize=16)
def _pinned(edition: int, calendar: int) -> tuple[RulebookEdition, CalendarEdition]:
    return (
        RulebookEdition.objects.defer("rows").get(pk=edition),
        CalendarEdition.objects.defer("days").get(pk=calendar),
    )


def pin(tender: Tender) -> Tender:
    """Give a published ``tender`` its two editions, which never change, without asking for them each time."""
    if tender.edition_id and tender.calendar_id:
        tender.edition, tender.calendar = _pinned(tender.edition_id, tender.calendar_id)
    return tender


def law_of(tender: Tender) -> tuple[Rulebook, WorkCalendar]:
    """The law ``tender`` is held to: its own editions once published, until then the current ones."""
    pin(tender)
    if tender.edition is None or tender.calendar is None:
        return current()
    return _book(tender.edition.digest), _calendar(tender.calendar.digest)


def newer_calendar(tender: Tender) -> WorkCalendar | None:
    """The calendar announced since ``tender`` was published, while its dates can still be corrected."""
    if tender.calendar_id is None or tender.step not in ("open", "suspended"):
        return None
    newest = CalendarEdition.objects.defer("days").order_by("-id").first()
    return None if newest is None or newest.pk == tender.calendar_id else _calendar(newest.digest)


def regime_of(procedure: str) -> str:
    """The one regime a procedure belongs to, or nothing where it is not known."""
    regimes = PROCEDURES[procedure].regimes if procedure in PROCEDURES else ()
    return regimes[0] if len(regimes) == 1 else ""


def usual_deduction(procedure: str) -> Decimal | None:
    """The least by which prices of small enterprises are judged lower in this procedure, in percent; None where the law
    asks for none."""
    if regime_of(procedure) != STATUTORY:
        return None
    row = Case(Facts(procedure=procedure, regime=STATUTORY), *current()).row("sme.min_deduction")
    return None if row is None else row.number


def waivers_of(tender: Tender) -> dict[str, str]:
    """The published reasons for which a supervisor set portal rules aside for ``tender``, by rule."""
    return dict(tender.waivers.values_list("rule", "reason_zh"))


def cleared_of(tender: Tender) -> dict[str, str]:
    """A second person's reasons why passages of ``tender`` are harmless, by the passage. What the drafter says of their
    own words, having taken the draft over since, counts for nothing."""
    return {one.key: one.reason for one in _cleared(tender)}


def said_of_passages(tender: Tender) -> list[dict[str, str]]:
    """The same as a notice says it: the words, what a rule took them for, why they are harmless, who said so and when;
    the role, never the name."""
    return [
        {
            "asks": one.asks,
            "words": one.words,
            "reason": one.reason,
            "role": one.role,
            "at": one.at.astimezone(LEGAL_ZONE).isoformat(),
        }
        for one in _cleared(tender)
    ]


def _cleared(tender: Tender) -> QuerySet[ClearedPassage]:
    return ClearedPassage.objects.filter(tender=tender).exclude(by=tender.drafted_by_id)


def unpassed(tender: Tender, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Those of ``verdicts`` on a published call that nobody has passed in step with the official medium."""
    passed = passed_of(tender)
    return [one for one in verdicts if (one.rule, one.field) not in passed]


def passed_of(tender: Tender) -> frozenset[tuple[str, str]]:
    """The faults, by rule and field, with which ``tender`` was published in step and which nobody has mended."""
    standing = passed_in_step(tender)
    return standing.passed if standing and standing.mended_at is None else frozenset()


def passed_in_step(tender: Tender) -> InStep | None:
    """With whose word ``tender`` was published in step although a date of it breaks a rule; only a statutory call is
    published elsewhere first."""
    if tender.regime != STATUTORY:
        return None
    return InStep.objects.filter(tender=tender, passed_at__isnull=False).first()


def case_of(tender: Tender) -> Case:
    """A published call under the law it is held to."""
    return Case(facts_of(tender), *law_of(tender), tender.reasons, waivers_of(tender))


def waivable_rules() -> list[str]:
    """The rules a supervisor may set aside, in the order of the book."""
    book, _calendar = current()
    return [row.id for row in book.rows if SUPERVISOR in row.overridable_by]


def confirmable(rule: str) -> Row:
    """The row as it reads now. Raises NotOpenError where no such row waits for a document."""
    book, _calendar = current()
    try:
        row = book.row(rule)
    except KeyError:
        raise NotOpenError(rule) from None
    if not row.may_be_confirmed:
        raise NotOpenError(rule)
    return row
