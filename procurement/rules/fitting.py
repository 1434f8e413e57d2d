"""Which calls fit an organisation, and why. A help to find, never a condition: who may apply is said by the call."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

UNREGISTERED = "unregistered"


@dataclass(frozen=True)
class Asking:
    """An organisation as it says it is. ``place`` is the code of its county or prefecture, or of
    the province where it works everywhere; ``most`` the largest budget in yuan it can carry. Whatever it does not
    say is not judged."""

    form: str
    has_host: bool = False
    place: str = ""
    populations: frozenset[str] = frozenset()
    most: Decimal | None = None


@dataclass(frozen=True)
class Offered:
    """What a call says of who may apply, where and for how much."""

    legal_forms: tuple[str, ...]
    hosted_allowed: bool
    division: str
    prefecture: str
    populations: frozenset[str]
    value: Decimal | None
    area_limit: str = ""
    experience_required: str = ""
    min_age_years: int | None = None


@dataclass(frozen=True)
class Reason:
    """``answer``: ``fits``, ``misses`` or ``read`` (the call sets a condition to be read in its words)."""

    code: str
    answer: str


@dataclass(frozen=True)
class Fit:
    reasons: tuple[Reason, ...]

    @property
    def misses(self) -> int:
        return sum(reason.answer == "misses" for reason in self.reasons)

    @property
    def is_whole(self) -> bool:
        return self.misses == 0

    @property
    def is_near(self) -> bool:
        """One thing is in the way."""
        return self.misses == 1


def fit(asking: Asking, offered: Offered) -> Fit:
    """Every reason for and against, in the order in which an organisation asks."""
    return Fit(
        (
            *_form(asking, offered),
            *_place(asking, offered),
            *_populations(asking, offered),
            *_size(asking, offered),
            *_conditions(offered),
        )
    )


def _form(asking: Asking, offered: Offered) -> Iterator[Reason]:
    if asking.form in offered.legal_forms:
        yield Reason("form_admitted", "fits")
    elif asking.form == UNREGISTERED and offered.hosted_allowed:
        yield Reason("through_own_host", "fits") if asking.has_host else Reason("needs_host", "fits")
    else:
        yield Reason("form_not_admitted", "misses")


def _place(asking: Asking, offered: Offered) -> Iterator[Reason]:
    if not asking.place:
        return
    if asking.place in (offered.division, offered.prefecture):
        yield Reason("same_place", "fits")
    elif offered.prefecture and asking.place[:4] == offered.prefecture[:4]:
        yield Reason("same_prefecture", "fits")
    elif not offered.prefecture:
        yield Reason("whole_province", "fits")
    elif asking.place.endswith("0000"):
        yield Reason("works_everywhere", "fits")
    else:
        yield Reason("other_place", "misses")


def _populations(asking: Asking, offered: Offered) -> Iterator[Reason]:
    if asking.populations and offered.populations:
        shared = asking.populations & offered.populations
        yield Reason("same_population", "fits") if shared else Reason("other_population", "misses")


def _size(asking: Asking, offered: Offered) -> Iterator[Reason]:
    if asking.most is not None and offered.value is not None:
        yield Reason("size_fits", "fits") if offered.value <= asking.most else Reason("too_large", "misses")


def _conditions(offered: Offered) -> Iterator[Reason]:
    if offered.area_limit:
        yield Reason("area_limit", "read")
    if offered.experience_required:
        yield Reason("experience_required", "read")
    if offered.min_age_years:
        yield Reason("min_age", "read")
