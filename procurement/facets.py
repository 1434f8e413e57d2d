"""One row for each facet of the public search. Form, counts, panel, saved searches, API and files are made of these."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement import labels
from procurement.models import Tender
from procurement.rules.procedures import PROCEDURES
from procurement.rules.vocabulary import INSTRUMENTS, LEGAL_FORMS, LEVELS, POPULATIONS, SERVICES

# Statuses as a reader thinks of them -> steps of the step table.
STATUSES = {
    "open": ("open", "suspended"),
    "waiting": ("closed", "evaluating", "publicity"),
    "decided": ("awarded", "contracted", "completed"),
    "ended": ("terminated", "void"),
}
_STATUS_OF = {step: status for status, steps in STATUSES.items() for step in steps}


@dataclass(frozen=True, kw_only=True)
class Facet:
    """What calls can be told apart by: any of several codes.

    ``name``: in addresses, in the API and in saved searches, so it never changes. ``codes``: all there are, in the
    order they are offered in, and ``words`` for each. ``carried``: those that a published call has. ``opens``: whether
    the panel shows them before anybody asks."""

    name: str
    label: Promise
    codes: tuple[str, ...]
    words: Callable[[str], str]
    carried: Callable[[Tender], Iterable[str]]
    opens: bool

    def of(self, codes: Iterable[str]) -> list[str]:
        """These codes of this facet as the column ``codes`` of an entry has them."""
        return [f"{self.name}={code}" for code in codes]


def who_may_bid(tender: Tender) -> list[str]:
    """The legal forms a call admits. Where a host may stand for an unregistered group, both are said: that such a
    group may apply, and that it comes as ``hosted``."""
    eligibility = tender.terms.get("eligibility", {})
    hosted = ["unregistered", "hosted"] if eligibility.get("hosted_allowed") else []
    consortium = ["consortium"] if tender.terms.get("consortium_allowed") else []
    return list(dict.fromkeys([*eligibility.get("legal_forms", []), *hosted, *consortium]))


_ROWS = (
    Facet(
        name="who",
        label=_("Who may apply"),
        codes=(*LEGAL_FORMS, "hosted", "consortium"),
        words=labels.who_may_bid,
        carried=who_may_bid,
        opens=True,
    ),
    Facet(
        name="status",
        label=_("Status"),
        codes=tuple(STATUSES),
        words=labels.status_group,
        carried=lambda tender: [_STATUS_OF[tender.step]],
        opens=True,
    ),
    Facet(
        name="level",
        label=_("Level"),
        codes=LEVELS,
        words=labels.level,
        carried=lambda tender: [tender.buyer.division.level],
        opens=False,
    ),
    Facet(
        name="population",
        label=_("Population"),
        codes=POPULATIONS,
        words=labels.population,
        carried=lambda tender: tender.first_lot.populations,
        opens=True,
    ),
    Facet(
        name="service",
        label=_("Service"),
        codes=SERVICES,
        words=labels.service,
        carried=lambda tender: tender.first_lot.services,
        opens=False,
    ),
    Facet(
        name="procedure",
        label=_("Procedure"),
        codes=tuple(PROCEDURES),
        words=labels.procedure,
        carried=lambda tender: [tender.procedure],
        opens=False,
    ),
    Facet(
        name="instrument",
        label=_("Instrument"),
        codes=INSTRUMENTS,
        words=labels.instrument,
        carried=lambda tender: [tender.instrument],
        opens=False,
    ),
)
FACETS: dict[str, Facet] = {one.name: one for one in _ROWS}


def places(tender: Tender) -> list[str]:
    """The code of the place of a call, and of those of its lots that lie elsewhere."""
    return list(
        dict.fromkeys([tender.division_id, *(code for lot in tender.all_lots for code in lot.places)])
    )


def of_place(code: str) -> str:
    """A place of a lot as the column ``codes`` of an entry has it, beside the facets."""
    return f"place={code}"


def places_in(codes: Iterable[str]) -> list[str]:
    """The codes of the places that :func:`of_place` put among ``codes``."""
    return [code.removeprefix("place=") for code in codes if code.startswith("place=")]


def carried(tender: Tender) -> list[str]:
    """Every code of every facet that a published call has, and the places of its lots with their prefectures."""
    others = [code for one in places(tender)[1:] for code in (one, f"{one[:4]}00")]
    own = [code for facet in FACETS.values() for code in facet.of(facet.carried(tender))]
    return own + [of_place(code) for code in dict.fromkeys(others)]
