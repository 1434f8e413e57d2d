"""Every code that files, the interface and releases use, under an address of its own, with its words in Chinese and
English: one row for each list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from organizations.models import kept_places
from procurement import labels
from procurement.facets import FACETS
from procurement.kinds import EVENTS, KINDS
from procurement.labels import awards, call_codes
from procurement.models.contracts import ACCEPTANCE_RESULTS
from procurement.ocds import SAID
from procurement.rules.procedures import PUBLIC_STEPS
from procurement.rules.vocabulary import LEGAL_FORMS, REGIMES
from procurement.selectors.calls import PUBLIC_DUTIES


@dataclass(frozen=True)
class CodeList:
    """``codes`` in their order, ``words`` for each in the active language; ``used`` says where a code is met."""

    title: Promise
    used: Promise
    codes: Callable[[], tuple[str, ...]]
    words: Callable[[str], str]

    def rows(self) -> list[dict[str, str]]:
        """Each code with its words: the same in both languages, whoever reads."""
        said = labels.in_each(lambda: [self.words(code) for code in self.codes()])
        named = zip(self.codes(), said["zh"], said["en"], strict=True)
        return [{"code": code, "zh": zh, "en": en} for code, zh, en in named]

    def titles(self) -> Mapping[str, str]:
        titles: Mapping[str, str] = labels.in_each(lambda: str(self.title))
        return titles


def _fixed(*codes: str) -> Callable[[], tuple[str, ...]]:
    return lambda: codes


# A facet of the search whose codes stand in rows under another name.
FACET_LISTS = {"who": "who_may_bid", "status": "status_group"}
_FILTER = _("Filter of the search and the interface")
LISTS: dict[str, CodeList] = {
    "status": CodeList(
        _("State of a call"), _("Column “status” of calls"), _fixed(*PUBLIC_STEPS), labels.step
    ),
    **{
        FACET_LISTS.get(name, name): CodeList(one.label, _FILTER, _fixed(*one.codes), one.words)
        for name, one in FACETS.items()
    },
    "regime": CodeList(
        pgettext_lazy("code list", "Regime"), _("Column “regime” of calls"), _fixed(*REGIMES), labels.regime
    ),
    "legal_form": CodeList(
        _("Kind of organisation"),
        _("Organisations in the interface"),
        _fixed(*LEGAL_FORMS),
        labels.legal_form,
    ),
    "notice_kind": CodeList(
        _("Kind of notice"), _("Notices in the interface"), _fixed(*KINDS), labels.notice_kind
    ),
    "amendment_reason": CodeList(
        _("Reason of a correction or an end"),
        _("Notices in the interface"),
        _fixed(*call_codes.AMENDMENT_REASON),
        labels.amendment_reason,
    ),
    "acceptance": CodeList(
        _("Result of acceptance"),
        _("Column “acceptance” of contracts"),
        _fixed(*ACCEPTANCE_RESULTS),
        lambda code: str(awards.ACCEPTANCE[code]),
    ),
    "duty": CodeList(
        _("What is owed"), _("Milestones of releases"), _fixed(*PUBLIC_DUTIES), labels.duty_kind
    ),
    "event": CodeList(
        _("What is said of a call"), _("Milestones of releases"), _fixed(*EVENTS, *SAID), labels.event_kind
    ),
    "place": CodeList(
        _("Place, by GB/T 2260"),
        _("Column “place_code”, filter “place”"),
        lambda: tuple(kept_places()),
        lambda code: kept_places()[code].name,
    ),
}
# Column of a table -> the list its codes are from.
COLUMNS = {
    name: name
    for name in ("status", "level", "procedure", "regime", "instrument", "who_may_bid", "acceptance")
}
COLUMNS |= {"populations": "population", "services": "service", "place_code": "place"}


def found(name: str) -> CodeList:
    """The list of that name. Raises Http404."""
    if name not in LISTS:
        raise Http404
    return LISTS[name]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All lists."""
    return render(request, "website/code_lists.html", {"lists": LISTS.items()})


@require_safe
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    """One list."""
    one = found(name)
    return render(request, "website/code_list.html", {"name": name, "list": one, "rows": one.rows()})
