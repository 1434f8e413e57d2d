"""What the address of a list asks for. Each name is read here once; what cannot be understood is kept and said: on a
page in a line above it, in a file and in the API as a refusal. A name without a value asks for nothing.

Programs that pass a link on hang names of their own behind it, every year others: a name that nobody reads is passed
over, unless it is near one of ours and so may be a filter that somebody meant."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ground import formatting, keyset
from portal.ground.fields.words import SHOWN
from portal.ground.values.text import narrow, one_slip

M = TypeVar("M", bound=Model)
T = TypeVar("T")
# What the lists of this portal read of an address, each its own of them.
NAMES = frozenset(
    """
    q who status place level population service procedure instrument min_value max_value due_from due_to published_from
    published_to sort agency year supplier figure tender after cursor limit since
    """.split()  # noqa: SIM905
)
# What people write who mean a list and call its parts as elsewhere.
_MEANT = frozenset(["page", "offset", "date", "search", "keyword", "county", "city", "region"])
# One slip from a name of ours, and the messenger's own.
_NOT_OURS = frozenset(["from"])
# Signs of an address in full width: what follows was to be another part of it.
_WIDE = "？＝＆"
_WIDE_PART = re.compile(r"[？＆]\s*\w+\s*[=＝]")
_CURSORS = ("after", "at", "cursor")
_NO_SUCH = _("this page has no such choice.")
_WIDE_SIGN = _("an address has its “?”, “=” and “&” in half width.")
_UNKNOWN = _("“%(typed)s” is not known here.")
_LOST = _("“%(typed)s” leads nowhere; the list begins anew.")


@dataclass(frozen=True)
class Misread:
    """One thing of an address that was not understood. ``label``: what the page calls it, or its bare name; ``drop``:
    the query string without it."""

    name: str
    label: str
    words: str
    drop: str


def read_plainly(query: QueryDict) -> QueryDict:
    """``query`` with its signs folded once, but for those of an address in full width, which are told of. An empty
    value beside another of its name asks for nothing."""
    plain = QueryDict(mutable=True)
    for name, given in query.lists():
        values = [one if any(sign in one for sign in _WIDE) else narrow(one) for one in given]
        plain.setlist(name, [one for one in values if one] or values[-1:])
    plain._mutable = False
    return plain


class Asked:
    """The query string of a list, read name by name."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.query = query if isinstance(query, QueryDict) else QueryDict(mutable=True)
        if query is not self.query:
            self.query.update({name: text for name, text in query.items() if text})
        self._known: dict[str, str | Promise] = {}
        self._refused: dict[str, tuple[tuple[str, ...], str | Promise]] = {}

    def knows(self, *names: str) -> None:
        """These are read elsewhere."""
        self._known |= {name: self._known.get(name, "") for name in names}

    def text(self, name: str) -> str:
        """Any words."""
        self.knows(name)
        return self.query.get(name, "")

    def one(
        self, name: str, find: Callable[[str], T | None], *, label: str | Promise = "", otherwise: Any = None
    ) -> Any:
        """What ``find`` makes of the value; ``otherwise`` where there is none or it finds nothing."""
        self._known[name] = label
        typed = narrow(self.query.get(name, ""))
        if not typed:
            return otherwise
        found = find(typed)
        if found is None:
            self.refuse(name, [typed])
            return otherwise
        return found

    def choice(
        self, name: str, among: Iterable[str], *, label: str | Promise = "", otherwise: str = ""
    ) -> str:
        """One of several codes."""
        codes = frozenset(among)
        return str(
            self.one(name, lambda typed: typed if typed in codes else None, label=label, otherwise=otherwise)
        )

    def form(self, form: Any) -> None:
        """A form of filters that reads the same address: its names, and its faults."""
        for name, field in form.fields.items():
            self._known[name] = field.label
        if form.is_bound:
            for name, field in form.fields.items():
                if wrong := self._unknown(name, field):
                    self.refuse(name, wrong)
            for name, errors in form.errors.items():
                of_codes = all(one.code in ("invalid_choice", "choice") for one in errors.as_data())
                self.refuse(
                    name, self.query.getlist(name), _UNKNOWN if of_codes else " ".join(map(str, errors))
                )

    def _unknown(self, name: str, field: Any) -> list[str]:
        """What of several codes the field does not have."""
        valid = getattr(field, "valid_value", None)
        return [one for one in self.query.getlist(name) if narrow(one) and not valid(one)] if valid else []

    def refuse(self, name: str, typed: Sequence[str], why: str | Promise = _UNKNOWN) -> None:
        self._known.setdefault(name, "")
        self._refused[name] = tuple(typed), why

    def paginate(
        self, queryset: QuerySet[M], *, order: Sequence[str], size: int, name: str = "after"
    ) -> keyset.Page[M]:
        """:func:`portal.ground.keyset.paginate` from the cursor ``name``."""
        page = keyset.paginate(queryset, order=order, size=size, cursor=self.text(name))
        self.turned(page, name)
        return page

    def turned(self, page: keyset.Page[Any], name: str = "after") -> None:
        """A page of the list was read from the cursor ``name``, which may have led nowhere."""
        self.knows(name)
        if page.lost:
            self.refuse(name, [self.query.get(name, "")], _LOST)

    @property
    def faults(self) -> list[Misread]:
        """Everything that was not understood, in the order of the address."""
        found = []
        for name in self.query:
            given = self.query.getlist(name)
            label = str(self._known.get(name) or name)
            if wide := [one for one in given if _WIDE_PART.search(one)]:
                found.append(self._misread(name, wide, str(_WIDE_SIGN), label))
            elif name in self._refused:
                typed, why = self._refused[name]
                found.append(self._misread(name, typed, str(why), label))
            elif any(sign in name for sign in _WIDE):
                found.append(self._misread(name, given, str(_WIDE_SIGN), name))
            elif name not in self._known and any(map(narrow, given)) and self._may_be_ours(name):
                found.append(self._misread(name, given, str(_NO_SUCH), name))
        return found

    def _may_be_ours(self, name: str) -> bool:
        """Whether somebody who wrote ``name`` may have meant a filter: one of another list, one written in another
        way, or a slip."""
        own, written = NAMES | self._known.keys(), _folded(name)
        return written in own | _MEANT or (
            written not in _NOT_OURS and any(_one_slip(written, one) for one in own)
        )

    def _misread(self, name: str, typed: Sequence[str], why: str, label: str) -> Misread:
        rest = self.query.copy()
        rest.setlist(name, [one for one in rest.getlist(name) if one not in typed])
        for cursor in _CURSORS:
            rest.pop(cursor, None)
        if why == str(_UNKNOWN) or why == str(_LOST):
            why %= {"typed": gettext(", ").join(_short(one) for one in typed)}
        label = _short(label)
        language = formatting.reader_language()
        return Misread(name, label, formatting.labelled(label, why, language), rest.urlencode())


def _folded(name: str) -> str:
    return re.sub(r"[-\s]+", "_", narrow(name).lower().removesuffix("[]"))


def _one_slip(typed: str, meant: str) -> bool:
    """Whether ``typed`` is ``meant`` with one slip. Of short names only two signs changed, since one sign makes another
    word of them."""
    if len(meant) < 5:
        return len(meant) == 4 and sorted(typed) == sorted(meant) and one_slip(typed, meant)
    return one_slip(typed, meant)


def _short(text: str) -> str:
    text = " ".join(text.replace("\0", "").split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def asked_of(request: HttpRequest) -> Asked:
    """The one reading of this request's address; the frame of every page says what was not understood in it."""
    known: Asked | None = getattr(request, "asked", None)
    if known is None:
        known = request.asked = Asked(request.GET)  # type: ignore[attr-defined]
    return known
