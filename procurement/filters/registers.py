"""The registers as an address: place, agency, year."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization, kept_places
from portal.ground.fields.asked import Asked
from portal.ground.values.days import FIRST_YEAR, LAST_YEAR
from portal.ground.values.text import narrow
from procurement.models import Award, Contract
from procurement.selectors.registers import in_place, public_awards, public_contracts


def asked_place(asked: Asked) -> Any:
    """The place that an address names, if any."""
    return asked.one("place", kept_places().get, label=_("Place"))


def asked_agency(asked: Asked) -> Organization | None:
    """The agency that an address names, if any."""
    agencies = Organization.objects.filter(kind="agency")
    found: Organization | None = asked.one(
        "agency", lambda slug: agencies.filter(slug=slug).first(), label=_("Agency")
    )
    return found


def asked_year(asked: Asked, *, last: int = LAST_YEAR, otherwise: int | None = None) -> int | None:
    """The year that an address names; ``otherwise`` where it names none that can be."""

    def read(text: str) -> int | None:
        text = narrow(text).removesuffix("年").rstrip()
        year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2024") else 0
        return year if FIRST_YEAR <= year <= last else None

    found: int | None = asked.one("year", read, label=_("Year"), otherwise=otherwise)
    return found


def register_choice(asked: Asked) -> dict[str, Any]:
    """Place, agency and year of a register as chosen; None for what was not, and for what does not exist."""
    return {"place": asked_place(asked), "agency": asked_agency(asked), "year": asked_year(asked)}


def chosen_awards(chosen: Mapping[str, Any]) -> QuerySet[Award]:
    """The awards of the register that fit what was chosen (:func:`register_choice`)."""
    return public_awards().filter(_where(chosen, "lot__tender__", "at__year"))


def chosen_contracts(chosen: Mapping[str, Any]) -> QuerySet[Contract]:
    """The contracts of the register that fit what was chosen."""
    return public_contracts().filter(_where(chosen, "tender__", "signed_on__year"))


def _where(chosen: Mapping[str, Any], path: str, year: str) -> Q:
    """The rows of that choice; ``path`` leads to the tender, ``year`` to the year of the register."""
    where = in_place(chosen["place"], path=path) if chosen["place"] else Q()
    if chosen["agency"]:
        where &= Q(**{f"{path}buyer": chosen["agency"]})
    return where & Q(**{year: chosen["year"]}) if chosen["year"] else where
