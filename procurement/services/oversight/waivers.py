"""A supervisor sets a portal rule aside for one call, in public and for a reason."""

from datetime import datetime

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.judgement import law
from procurement.judgement.law import waivable_rules
from procurement.models import Waiver
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.services import public_words
from procurement.services.calls.tenders import locked


class NotWaivableError(Exception):
    """Law, or a portal rule nobody may set aside."""


@transaction.atomic
def waive(number: str, *, rule: str, reason_zh: str, reason_en: str = "", by: User, now: datetime) -> Waiver:
    """Set ``rule`` aside for the call ``number``; the reason is published with the notice and counted.

    Raises NotWaivableError for a rule that is not the supervisor's to waive, PersonalDataError."""
    tender = locked(number)
    require(permissions.may_waive(by, tender, now=now))
    book, _calendar = law.current()
    if rule not in waivable_rules():
        raise NotWaivableError(rule)
    public_words.guard({"reason_zh": reason_zh, "reason_en": reason_en}, about=f"{tender.subject}/waiver")
    waiver, new = Waiver.objects.get_or_create(
        tender=tender,
        rule=rule,
        defaults={"reason_zh": reason_zh, "reason_en": reason_en, "by": by, "at": now},
    )
    if new:
        ledger.record(
            "rule_waived",
            subject=tender.subject,
            actor=by.pseudonym,
            at=now,
            rule=rule,
            tier=book.row(rule).tier,
        )
    return waiver
