"""What the address of a list asks for. Each name is read here once; what cannot be understood, an unknown name too, is
kept and said: on a page in a line above it, in a file and in the API as a refusal. A name without a value asks for
nothing."""

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
from portal.ground.values.text import narrow

M = TypeVar("M", bound=Model)
T = TypeVar("T")
# Names that every address takes: the language, the mark of a form that arrived and of whom it was drawn for; and what
# programs that pass a link on hang behind it, those of China first.
_HUNG_ON = frozenset(
    """
    lang sent by
    from isappinstalled nsukey scene subscene ascene sessionid pass_ticket wx_header chksm mpshare srcid enterid
    clicktime sharer_shareinfo sharer_shareinfo_first sharer_sharetime sharer_shareid share_token tdsourcetag adtag
    _wv _wwv qz_gdt gdt_vid spm scm bd_vid
    fbclid gclid dclid gad_source gbraid wbraid msclkid yclid twclid ttclid igshid mc_cid mc_eid
    """.split()  # noqa: SIM905
)
_CURSORS = ("after", "at", "cursor")
_NO_SUCH = _("this page has no such choice.")
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
        typed = next((one for one in reversed(self.query.getlist(name)) if narrow(one)), "")
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
            if name in self._refused:
                typed, why = self._refused[name]
                found.append(self._misread(name, typed, str(why), str(self._known.get(name) or name)))
            elif not self._takes(name) and any(map(narrow, self.query.getlist(name))):
                found.append(self._misread(name, self.query.getlist(name), str(_NO_SUCH), name))
        return found

    def _takes(self, name: str) -> bool:
        """Whether the page reads that name, or a program that passes links on hung it there."""
        return name in self._known or name.lower() in _HUNG_ON or name.lower().startswith("utm_")

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


def _short(text: str) -> str:
    text = " ".join(text.replace("\0", "").split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def asked_of(request: HttpRequest) -> Asked:
    """The one reading of this request's address; the frame of every page says what was not understood in it."""
    known: Asked | None = getattr(request, "asked", None)
    if known is None:
        known = request.asked = Asked(request.GET)  # type: ignore[attr-defined]
    return known
