"""The filters of the public search, each with the box that reads it."""

from copy import copy
from typing import Any

import django_filters
from django.db.models import QuerySet
from django_filters.fields import MultipleChoiceField

from organizations.models import kept_places
from portal.ground.fields import DayField, MoneyField, SearchField
from portal.ground.fields.words import said
from procurement.facets import Facet
from procurement.models import SearchEntry


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


class Declared(dict[str, Any]):
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
