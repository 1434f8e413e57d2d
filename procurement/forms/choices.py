"""Choices of the call forms: codes of the rules in the reader's words."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext

from procurement import labels
from procurement.rules.procedures import PROCEDURES
from procurement.rules.vocabulary import PAYMENT_BASES

# What a tick sends that says there is none of a list.
NONE = "none"
Choices = Callable[[], list[tuple[str, str]]]


def payment_bases() -> list[tuple[str, str]]:
    """After what a share is paid; none first."""
    return [("", ""), *((code, str(labels.payment_basis(code))) for code in PAYMENT_BASES)]


def codes_of(name: str, codes: Iterable[str], *, first: object = "", none: object = "") -> Choices:
    """The codes of the field ``name`` in words: before them ``first`` for not chosen, after them ``none`` for none of
    them, each where it has words."""

    def choices() -> list[tuple[str, str]]:
        before, after = [("", str(first))] if first else [], [(NONE, str(none))] if none else []
        return [*before, *((code, labels.field_value(name, code)) for code in codes), *after]

    return choices


def reasons(codes: Iterable[str]) -> Choices:
    """Why a call is changed or ended, in words."""
    return lambda: [(code, str(labels.amendment_reason(code))) for code in codes]


def procedures() -> list[tuple[str, object]]:
    """Those the portal can publish first; the others may be drafted and checked."""
    ours = [(code, str(labels.procedure(code))) for code, one in PROCEDURES.items() if one.enforced_now]
    others = [(code, str(labels.procedure(code))) for code, one in PROCEDURES.items() if not one.enforced_now]
    ours.sort(key=lambda pair: PROCEDURES[pair[0]].regimes != ("programme",))
    return [
        ("", gettext("Not chosen yet")),
        (gettext("Can be published here"), ours),
        (gettext("Can be checked here, not yet published"), others),
    ]
