"""The finance office confirms a row of the rulebook by its document: one person names it, another says so.

The figures stay in the book's files. What is confirmed is pinned as a new edition of the book, which every call
published from then on is held to."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from organizations.models import User
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.errors import AnotherWaitsError, NotOpenError
from procurement.judgement import law, repeats
from procurement.models import RuleConfirmation, RuleConfirmationWord
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.selectors.confirmations import waiting_for
from procurement.services import editions, public_words

# Two confirmations of one minute are pinned one after the other.
_LOCK = 7_240_729


class DocumentDayError(ValueError):
    """A document of a day to come."""


@dataclass(frozen=True)
class Named:
    """A document by its number and day."""

    document_no: str
    document_on: date


@transaction.atomic
def propose(rule: str, named: Named, *, form_id: UUID, by: User, now: datetime) -> RuleConfirmation:
    """Name the document that confirms ``rule`` as it reads now.

    Raises OtherWordsError, NotOpenError, AnotherWaitsError, PersonalDataError, DocumentDayError."""
    require(permissions.may_confirm_rule(by, now=now))
    said = {"document_no": named.document_no, "document_on": named.document_on}
    if standing := repeats.standing(RuleConfirmation, form_id, own={"rule": rule, "by": by}, said=said):
        return standing
    _one_at_a_time()
    row = law.confirmable(rule)
    if named.document_on > legal_date(now):
        raise DocumentDayError
    if waiting_for(rule, row.text):
        raise AnotherWaitsError(rule)
    public_words.guard({"document_no": named.document_no}, about=_subject(rule))
    made = RuleConfirmation.objects.create(rule=rule, text=row.text, by=by, at=now, form_id=form_id, **said)
    _record("rule_confirmation_proposed", rule, by, now)
    return made


@transaction.atomic
def confirm(pk: int, *, by: User, now: datetime) -> RuleConfirmationWord:
    """The second person's word that the document confirms the row: from now on it stands so.

    Raises NotOpenError where the row reads otherwise since, or where somebody spoke already."""
    made = _second(pk, "confirmed", by, now)
    book, _calendar = law.current()
    named = made.confirmation
    edition, _new = editions.load_rulebook(
        book.with_confirmed({named.rule: law.document_words(named)}),
        province=law.current_editions()[0].province,
        now=now,
    )
    ledger.record(
        "rule_confirmed", subject=_subject(named.rule), actor=by.pseudonym, at=now, rule=named.rule,
        confirmation=named.pk, document_on=named.document_on, text=named.text, digest=edition.digest,
    )  # fmt: skip
    return made


@transaction.atomic
def decline(pk: int, *, by: User, now: datetime) -> RuleConfirmationWord:
    """The second person does not find it there: the row stays as it was. Raises NotOpenError."""
    made = _second(pk, "declined", by, now)
    _record("rule_confirmation_declined", made.confirmation.rule, by, now)
    return made


def _second(pk: int, act: str, by: User, now: datetime) -> RuleConfirmationWord:
    _one_at_a_time()
    named = RuleConfirmation.objects.filter(pk=pk).first()
    if named is None:
        raise NotOpenError(pk)
    require(permissions.may_confirm_rule(by, named, now=now))
    if RuleConfirmationWord.objects.filter(confirmation=named).exists():
        raise NotOpenError(named.rule)
    if act == "confirmed" and law.confirmable(named.rule).text != named.text:
        raise NotOpenError(named.rule)
    return RuleConfirmationWord.objects.create(confirmation=named, act=act, by=by, at=now)


def _record(kind: str, rule: str, by: User, now: datetime) -> None:
    """What the public does not read before a second person confirms it."""
    ledger.record(kind, subject=_subject(rule), actor=by.pseudonym, at=now, public=False, rule=rule)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _subject(rule: str) -> str:
    return f"rule:{rule}"
