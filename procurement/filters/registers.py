"""The registers as an address: place, agency, year, service, supplier and sum."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization, kept_places
from portal.ground.fields import MoneyField
from portal.ground.fields.asked import Asked
from portal.ground.values.days import FIRST_YEAR, LAST_YEAR
from portal.ground.values.text import narrow
from procurement.models import Award, Contract
from procurement.rules.vocabulary import SERVICES
from procurement.selectors.registers import (
    awards_to,
    contracts_with,
    in_place,
    public_awards,
    public_contracts,
)


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
    """Of a register as chosen: place, agency, year, service, words of the supplier's name, and the least and the most
    yuan; nothing for what was not chosen, and for what does not exist."""
    return {
        "place": asked_place(asked),
        "agency": asked_agency(asked),
        "year": asked_year(asked),
        "supplier": narrow(asked.text("supplier")),
        "service": asked.choice("service", SERVICES, label=_("Service")),
        "min_value": _asked_sum(asked, "min_value", _("At least, yuan")),
        "max_value": _asked_sum(asked, "max_value", _("At most, yuan")),
    }


def _asked_sum(asked: Asked, name: str, label: Any) -> Decimal | None:
    def read(text: str) -> Decimal | None:
        try:
            return cast(Decimal, MoneyField(meant_for="question").clean(text))
        except ValidationError:
            return None

    found: Decimal | None = asked.one(name, read, label=label)
    return found


def chosen_awards(chosen: Mapping[str, Any]) -> QuerySet[Award]:
    """The awards of the register that fit what was chosen (:func:`register_choice`)."""
    rows = public_awards().filter(_where(chosen, "lot__tender__", "lot__", "at__year"))
    return rows.filter(awards_to(chosen["supplier"])) if chosen["supplier"] else rows


def chosen_contracts(chosen: Mapping[str, Any]) -> QuerySet[Contract]:
    """The contracts of the register that fit what was chosen."""
    rows = public_contracts().filter(_where(chosen, "tender__", "award__lot__", "signed_on__year"))
    return rows.filter(contracts_with(chosen["supplier"])) if chosen["supplier"] else rows


def _where(chosen: Mapping[str, Any], tender: str, lot: str, year: str) -> Q:
    """The rows of that choice; ``tender`` and ``lot`` lead to those, ``year`` to the year of the register."""
    where = in_place(chosen["place"], path=tender) if chosen["place"] else Q()
    said = {
        f"{tender}buyer": chosen["agency"],
        year: chosen["year"],
        f"{lot}services__contains": chosen["service"] and [chosen["service"]],
    }
    said |= {"value__gte": chosen["min_value"], "value__lte": chosen["max_value"]}
    return where & Q(**{name: value for name, value in said.items() if value not in EMPTY_VALUES})
