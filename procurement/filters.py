"""The public search as an address: words, facets, order."""

from collections import Counter
from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from typing import Any, ClassVar, cast

import django_filters
from django.core.exceptions import EmptyResultSet, ValidationError
from django.core.validators import EMPTY_VALUES
from django.db import connection
from django.db.models import BooleanField, Func, Q, QuerySet, Value
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.fields import MultipleChoiceField

from organizations.models import Organization, kept_places
from portal.ground.fields import DayField, MoneyField, SearchField
from portal.ground.fields.asked import Asked
from portal.ground.fields.words import said
from portal.ground.keyset import Page, paginate_tiers
from portal.ground.ledger import seals
from portal.ground.memory import PARTS
from portal.ground.values.days import FIRST_YEAR, LAST_YEAR
from portal.ground.values.text import narrow
from procurement.facets import FACETS, Facet
from procurement.models import Award, Contract, SearchEntry
from procurement.rules.vocabulary import SERVICES
from procurement.search import query
from procurement.selectors.registers import (
    awards_to,
    contracts_with,
    in_place,
    public_awards,
    public_contracts,
)

ORDERS = {
    "next": ("sort_key", "tender_id"),
    "newest": ("-published_at", "-tender_id"),
}
# No figure beyond this is counted; it is shown as "1,000+".
COUNT_LIMIT = 1_000


class KnownCodes(MultipleChoiceField):  # type: ignore[misc]
    """Those of the codes typed that there are: one that is unknown takes no other away, and an address tells of it
    (:meth:`portal.ground.fields.asked.Asked.form`)."""

    def clean(self, value: Any) -> Any:
        return super().clean([one for one in value or () if self.valid_value(one)])


class OfFacet(django_filters.MultipleChoiceFilter):  # type: ignore[misc]
    """Calls that carry any of the chosen codes of one facet."""

    field_class = KnownCodes

    def __init__(self, facet: Facet) -> None:
        super().__init__(
            choices=lambda: [(code, facet.words(code)) for code in facet.codes], label=facet.label
        )
        self.facet = facet

    def filter(self, qs: QuerySet[SearchEntry], value: list[str]) -> QuerySet[SearchEntry]:
        return qs.filter(codes__overlap=self.facet.of(value)) if value else qs


class _Declared(dict[str, Any]):
    """Filters as declared: each search has its own of them, which differ only in whose they are."""

    def __deepcopy__(self, memo: Any) -> dict[str, Any]:
        own = {name: copy(declared) for name, declared in self.items()}
        for one in own.values():
            one.method = one.method  # which the filter holds bound to itself
        return own


class Sum(django_filters.NumberFilter):  # type: ignore[misc]
    """A sum as people write it."""

    field_class = MoneyField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, meant_for="question", **kwargs)


class Day(django_filters.DateFilter):  # type: ignore[misc]
    """A day as people write it."""

    field_class = DayField


class PlaceField(SearchField):
    """The code of a place; a box with all of them would name 146."""

    def clean(self, value: Any) -> str:
        code = str(super().clean(value))
        if code and code not in kept_places():
            raise said("choice", code)
        return code


class InPlace(django_filters.CharFilter):  # type: ignore[misc]
    """A place by its code."""

    field_class = PlaceField


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What the public search can be asked: every facet, and words, a place, sums and days. Unknown values are refused
    on their field, the rest still filters."""

    q = django_filters.CharFilter(method="search", label=_("What are you looking for?"))
    place = InPlace(method="in_place", label=_("Place"))
    min_value = Sum("estimated_value", "gte", label=_("At least, yuan"))
    max_value = Sum("estimated_value", "lte", label=_("At most, yuan"))
    due_from = Day("bids_due", "date__gte", label=_("Closes on or after"))
    due_to = Day("bids_due", "date__lte", label=_("Closes on or before"))
    published_from = Day("published_at", "date__gte", label=_("Published on or after"))
    published_to = Day("published_at", "date__lte", label=_("Published on or before"))

    # Made for the first search; every form copies its fields.
    _form_class: ClassVar[Any] = None

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        return _Declared({name: OfFacet(facet) for name, facet in FACETS.items()} | super().get_filters())

    def get_form_class(self) -> Any:
        made = NoticeFilter._form_class
        if made is None:
            made = NoticeFilter._form_class = super().get_form_class()
        return made

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked for and understood, by name."""
        if not self.is_bound:
            return {}
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in EMPTY_VALUES}

    @cached_property
    def wanted(self) -> str:
        """The words asked for, as PostgreSQL reads them."""
        return query(self.asked.get("q", ""))

    def tell(self, asked: Asked) -> None:
        """What of the search was not understood is kept with the rest of the address."""
        asked.form(self.form)
        asked.choice("sort", ORDERS, label=_("Sort by"))

    @property
    def qs(self) -> QuerySet[SearchEntry]:
        rest: QuerySet[SearchEntry] = super().qs
        return rest.filter(self._holds("body")) if self.wanted else rest

    class Meta:
        model = SearchEntry
        fields: list[str] = []

    def search(self, qs: QuerySet[SearchEntry], name: str, value: str) -> QuerySet[SearchEntry]:
        """Every word must occur in the text of an entry, which begins with its title. Said of the rest by ``qs``,
        because for hits in titles the long text need not be read."""
        return qs.none() if narrow(value) and not self.wanted else qs

    def _holds(self, column: str, *, walked: bool = False) -> Q:
        """Entries with the words in that column; ``walked``: said so that no index of words is read for it."""
        form = (
            {"function": "ts_match_vq"} if walked else {"template": "%(expressions)s", "arg_joiner": " @@ "}
        )
        return Q(Func(column, Value(self.wanted), output_field=BooleanField(), **form))

    def _tiers(self, order: tuple[str, ...], *, walked: bool = False) -> list[QuerySet[SearchEntry]]:
        """Whoever searches for words reads hits in titles first, unless the newest are asked for."""
        rest: QuerySet[SearchEntry] = super().qs
        if not self.wanted:
            return [rest]
        title, text = self._holds("title", walked=walked), self._holds("body", walked=walked)
        return (
            [rest.filter(title), rest.filter(text, ~title)]
            if order == ORDERS["next"]
            else [rest.filter(text)]
        )

    def page(self, *, sort: str, size: int, cursor: str, total: int | None = None) -> Page[SearchEntry]:
        """One page of what fits. ``total``: what :meth:`counts` said of it; asked for where it matters."""
        order = ORDERS.get(sort, ORDERS["next"])
        if not self.wanted:
            return paginate_tiers(self._tiers(order), order=order, size=size, cursor=cursor)
        if total is None:
            total, _counts = self.counts(seals.standing())
        if not total:
            return Page([], "", "")
        few = total <= COUNT_LIMIT
        words_alone = list(self.asked) == ["q"]
        walked = self._tiers(order, walked=True) if words_alone and not few else ()
        return paginate_tiers(
            self._tiers(order), order=order, size=size, cursor=cursor, walked=walked, gathered=few
        )

    def counts(self, standing: seals.Standing) -> "Counts":
        """:func:`facet_counts` of what fits, remembered as long as the public record stands like this."""
        asked = tuple((name, str(value)) for name, value in self.asked.items())
        return PARTS.of(("counts", standing, asked), lambda: facet_counts(self.qs))

    def in_place(self, qs: QuerySet[SearchEntry], name: str, value: str) -> QuerySet[SearchEntry]:
        """A county, a whole prefecture, or (the province's code) everything."""
        place = kept_places().get(value)
        if place is None or place.level == "province":
            return qs
        return qs.filter(Q(prefecture_code=value) if place.level == "prefecture" else Q(division_code=value))


# Of the rows that fit: how many there are, and how many carry each code.
_COUNT = """
    WITH fit AS MATERIALIZED ({fit})
    SELECT '', count(*) FROM fit
    UNION ALL SELECT code, count(*) FROM (SELECT unnest(codes) FROM fit) AS carried (code) GROUP BY code
"""


# How many there are, and how many of them carry each code of each facet.
Counts = tuple[int, dict[str, Counter[str]]]


def facet_counts(entries: QuerySet[SearchEntry]) -> Counts:
    """How many entries fit (at most COUNT_LIMIT + 1) and how many of them carry each code of each facet."""
    fit = entries.order_by().values("codes")[: COUNT_LIMIT + 1]
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    total = 0
    try:
        statement, parameters = fit.query.sql_with_params()
    except EmptyResultSet:
        return total, counts
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.replace("{fit}", statement), parameters)
        for carried, number in cursor.fetchall():
            name, _equals, code = carried.partition("=")
            if not carried:
                total = number
            elif name in FACETS:
                counts[name][code] = number
    return total, counts


def fitting(query: QueryDict) -> int:
    """How many entries fit that address, at most COUNT_LIMIT + 1."""
    entries = NoticeFilter(query, queryset=SearchEntry.objects.order_by()).qs
    return int(entries.values("pk")[: COUNT_LIMIT + 1].count())


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
