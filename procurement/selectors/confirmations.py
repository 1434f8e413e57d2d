"""Reads of what the finance office says of rows of the rulebook."""

from django.db.models import QuerySet

from procurement.models import RuleConfirmation


def waiting_for(rule: str, text: str) -> RuleConfirmation | None:
    """The document named for the row as it reads now, on which no second person has spoken yet."""
    return waiting().filter(rule=rule, text=text).last()


def waiting() -> QuerySet[RuleConfirmation]:
    return RuleConfirmation.objects.filter(word__isnull=True)
