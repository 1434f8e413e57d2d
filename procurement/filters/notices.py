"""The public search as an address: words, facets, order."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import django_filters
from django.core.validators import EMPTY_VALUES
from django.db.models import BooleanField, Case, Func, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organizations.models import kept_places
from portal.ground import clock
from portal.ground.fields.asked import Asked
from portal.ground.keyset import TIER, Page, paginate_tiers
from portal.ground.ledger import seals
from portal.ground.memory import PARTS
from portal.ground.values.text import narrow
from procurement.facets import FACETS, of_place
from procurement.filters.counts import COUNT_LIMIT, Counts, facet_counts
from procurement.filters.fields import Day, Declared, InPlace, OfFacet, Sum
from procurement.models import SearchEntry
from procurement.search import Typed, read

ORDERS = {
    "next": ("sort_key", "tender_id"),
    "newest": ("-published_at", "-tender_id"),
}
# What a hit is worth among few, as an attribute of it; from TEXT on it is not in the title.
RANK, TEXT = "rank_of_hit", 2
# The bounds that may be typed among the words too, and where they hold.
BOUNDS = {
    "min_value": "estimated_value__gte",
    "max_value": "estimated_value__lte",
    "due_from": "bids_due__date__gte",
    "due_to": "bids_due__date__lte",
    "published_from": "published_at__date__gte",
    "published_to": "published_at__date__lte",
}


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
        return Declared({name: OfFacet(facet) for name, facet in FACETS.items()} | super().get_filters())

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
    def typed(self) -> Typed:
        """The words asked for, read into what they mean today."""
        return as_of_today(self.asked.get("q", ""))

    @property
    def wanted(self) -> str:
        """The words asked for, as PostgreSQL reads them."""
        return self.typed.wide

    def tell(self, asked: Asked) -> None:
        """What of the search was not understood is kept with the rest of the address."""
        asked.form(self.form)
        asked.choice("sort", ORDERS, label=_("Sort by"))

    @property
    def qs(self) -> QuerySet[SearchEntry]:
        rest: QuerySet[SearchEntry] = super().qs
        return rest.filter(holds("body", self.wanted)) if self.wanted else rest

    class Meta:
        model = SearchEntry
        fields: list[str] = []

    def search(self, qs: QuerySet[SearchEntry], name: str, value: str) -> QuerySet[SearchEntry]:
        """What was typed beside the words that must occur: bounds, and words that must not. The words themselves are
        said of the rest by ``qs``, because for hits in titles the long text need not be read."""
        return qs.none() if narrow(value) and not self.typed.parts else bounded(qs, self.typed)

    def but(self, name: str) -> QuerySet[SearchEntry]:
        """What fits without what was chosen of ``name``."""
        rest: QuerySet[SearchEntry] = self.queryset.all()
        for other, one in self.filters.items():
            if other != name:
                rest = one.filter(rest, self.form.cleaned_data.get(other))
        return rest.filter(holds("body", self.wanted)) if self.wanted and name != "q" else rest

    def _ranks(self, *, walked: bool = False) -> list[Q]:
        """What a hit is worth, the best first: the title as it was typed, the title by another name, the call's own
        words, what it is filed under."""
        typed = self.typed
        titles = [holds("title", query, walked=walked) for query in dict.fromkeys((typed.narrow, typed.wide))]
        return [*titles, holds("body", typed.own, walked=walked), holds("body", typed.wide, walked=walked)]

    def is_in_title(self, hit: SearchEntry) -> bool:
        """Whether a row of a page sorted by rank was found by its title."""
        titles = 1 if self.typed.narrow == self.typed.wide else 2
        return bool(getattr(hit, RANK) < TEXT if hasattr(hit, RANK) else getattr(hit, TIER) < titles)

    def _tiers(self, *, walked: bool = False) -> list[Q]:
        """Each rank of hits by itself."""
        ranks = self._ranks(walked=walked)
        # Each rank holds the better ones.
        return [rank & ~ranks[at - 1] if at else rank for at, rank in enumerate(ranks)]

    def _few(self, size: int, cursor: str) -> Page[SearchEntry]:
        """A page of few hits: those in titles by one question, all others by a second, each sorted by its rank."""
        title, text = holds("title", self.wanted), holds("body", self.wanted)
        conditions = (holds("title", self.typed.narrow), title, holds("body", self.typed.own))
        ranks = [When(condition, then=Value(rank)) for rank, condition in enumerate(conditions)]
        return paginate_tiers(
            super().qs.annotate(**{RANK: Case(*ranks, default=Value(len(ranks)))}),
            order=(RANK, *ORDERS["next"]),
            size=size,
            cursor=cursor,
            tiers=(title, text & ~title),
            gathered=True,
        )

    def page(self, *, sort: str, size: int, cursor: str, total: int | None = None) -> Page[SearchEntry]:
        """One page of what fits; whoever searches for words reads the best hits first, unless the newest are asked
        for. ``total``: what :meth:`counts` said of it; asked for where it matters."""
        order = ORDERS.get(sort, ORDERS["next"])
        if not self.wanted:
            return paginate_tiers(self.qs, order=order, size=size, cursor=cursor)
        if total is None:
            total, _counts = self.counts(seals.standing())
        if not total:
            return Page([], "", "")
        by_rank, few = order == ORDERS["next"], total <= COUNT_LIMIT
        if by_rank and few:
            return self._few(size, cursor)
        text, walked = [holds("body", self.wanted)], [holds("body", self.wanted, walked=True)]
        words_alone = list(self.asked) == ["q"] and not self.typed.bounds
        return paginate_tiers(
            super().qs,
            order=order,
            size=size,
            cursor=cursor,
            tiers=self._tiers() if by_rank else text,
            walked=(self._tiers(walked=True) if by_rank else walked) if words_alone and not few else (),
            gathered=few,
        )

    def counts(self, standing: seals.Standing) -> Counts:
        """:func:`facet_counts` of what fits, remembered as long as the public record stands like this."""
        asked = tuple((name, str(value)) for name, value in self.asked.items())
        bounds = tuple((name, str(bound)) for name, bound in self.typed.bounds.items())
        return PARTS.of(("counts", standing, asked, self.wanted, bounds), self._count)

    def _count(self) -> Counts:
        chosen = [name for name in FACETS if self.asked.get(name)]
        return facet_counts(self.qs, {name: self.but(name) for name in chosen})

    def in_place(self, qs: QuerySet[SearchEntry], name: str, value: str) -> QuerySet[SearchEntry]:
        """A county, a whole prefecture, or (the province's code) everything."""
        place = kept_places().get(value)
        if place is None or place.level == "province":
            return qs
        column = "prefecture_code" if place.level == "prefecture" else "division_code"
        return qs.filter(Q(**{column: value}) | Q(codes__contains=[of_place(value)]))


def as_of_today(text: str) -> Typed:
    """The words of ``text`` as they are meant today; the clock is asked only where they need it."""
    typed = read(text)
    return read(text, clock.legal_date(clock.now())) if typed.rolls else typed


def holds(column: str, query: str, *, walked: bool = False) -> Q:
    """Entries with the words of a ``tsquery`` in that column; ``walked``: said so that no index of words is read for
    it."""
    form = {"function": "ts_match_vq"} if walked else {"template": "%(expressions)s", "arg_joiner": " @@ "}
    return Q(Func(column, Value(query), output_field=BooleanField(), **form))


def bounded(entries: QuerySet[SearchEntry], typed: Typed) -> QuerySet[SearchEntry]:
    """Those within the bounds that were typed, and with none of the words that were to be left out."""
    bounds: Mapping[str, Decimal | date] = typed.bounds
    entries = entries.filter(**{BOUNDS[name]: bound for name, bound in bounds.items()})
    return entries.filter(~holds("body", typed.unwanted)) if typed.unwanted else entries


def fitting(query: QueryDict) -> int:
    """How many entries fit that address, at most COUNT_LIMIT + 1."""
    entries = NoticeFilter(query, queryset=SearchEntry.objects.order_by()).qs
    return int(entries.values("pk")[: COUNT_LIMIT + 1].count())
