"""Choices of the call forms: codes of the rules in the reader's words."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext, gettext_lazy

from procurement import labels
from procurement.rules.procedures import GROUNDS, PROCEDURES
from procurement.rules.vocabulary import (
    CLIENT_DATA,
    FUNDING,
    INDIRECT_COSTS,
    INVITED_ONLY_REASONS,
    LEGAL_FORMS,
    PAYMENT_BASES,
    POPULATIONS,
    SERVICE_CLASSES,
    SERVICES,
    SME_GROUNDS,
    SME_RESERVATIONS,
)

Choices = Callable[[], list[tuple[str, str]]]


def _listed(codes: Iterable[str], words: Callable[[str], object], empty: object = None) -> Choices:
    def choices() -> list[tuple[str, str]]:
        first = [] if empty is None else [("", str(empty))]
        return first + [(code, str(words(code))) for code in codes]

    return choices


_NOT_CHOSEN = gettext_lazy("Not chosen yet")

populations = _listed(POPULATIONS, lambda code: labels.population(code))
services = _listed(SERVICES, lambda code: labels.service(code))
legal_forms = _listed(LEGAL_FORMS, lambda code: labels.legal_form(code))
service_classes = _listed(SERVICE_CLASSES, lambda code: labels.service_class(code), _NOT_CHOSEN)
client_data = _listed(CLIENT_DATA, lambda code: labels.client_data(code))
funding = _listed(FUNDING, lambda code: labels.funding(code))
payment_bases = _listed(PAYMENT_BASES, lambda code: labels.payment_basis(code), "")
grounds = _listed(GROUNDS, lambda code: labels.ground(code), _NOT_CHOSEN)
sme_reservations = _listed(SME_RESERVATIONS, lambda code: labels.sme_reservation(code), _NOT_CHOSEN)
sme_grounds = _listed(SME_GROUNDS, lambda code: labels.sme_ground(code), _NOT_CHOSEN)
invited_only = _listed(
    INVITED_ONLY_REASONS, lambda code: labels.invited_only_reason(code), gettext_lazy("It is public")
)
indirect_kinds = _listed(INDIRECT_COSTS, lambda code: labels.indirect_cost(code))


def procedures() -> list[tuple[str, object]]:
    """Those the portal can publish first; the others may be drafted and checked."""
    ours = [(code, str(labels.procedure(code))) for code, one in PROCEDURES.items() if one.enforced_now]
    others = [(code, str(labels.procedure(code))) for code, one in PROCEDURES.items() if not one.enforced_now]
    ours.sort(key=lambda pair: PROCEDURES[pair[0]].regimes != ("programme",))
    return [
        ("", str(_NOT_CHOSEN)),
        (gettext("Can be published here"), ours),
        (gettext("Can be checked here, not yet published"), others),
    ]
