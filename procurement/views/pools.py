"""The pool for panels that a prefecture's agencies share: who is in it, entering somebody, the second person's word."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Division, Organization, User
from portal.ground import clock
from portal.ground.clock import legal_date
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.errors.evaluation import SeatError
from procurement.forms.pools import EntryActForm, EntryForm, knows_words
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.labels import evaluation as words
from procurement.models import PoolEntry
from procurement.permissions import pools as permissions
from procurement.permissions.calls import may_oversee
from procurement.selectors import pools as reads
from procurement.services import pools
from procurement.services.pools import Somebody
from procurement.views.calls.officer import person
from procurement.views.slices import slice_of

ENTRIES = 60
# On which field of the form a refusal stands.
_FIELD = {
    "community_named": "name",
    "name_missing": "name",
    "office_missing": "office",
    "contact_missing": "contact",
    "home_missing": "home",
    "voucher_unknown": "vouched_by",
    "pooled_already": "name",
    "until_early": "until_date",
}


@login_required
@require_safe
def pool_list(request: HttpRequest) -> HttpResponse:
    """The pools this person may read; who may read one alone is led to it."""
    now, by = clock.now(), person(request)
    oversees = may_oversee(by, now=now)
    places = list(reads.all_pools()) if oversees else reads.pools_of(by, now=now)
    if not places:
        raise Http404
    if len(places) == 1:
        return redirect("pool", places[0].code)
    return render(request, "pools/list.html", {"places": places})


@login_required
@never_cache
@require_safe
def pool(request: HttpRequest, place: str) -> HttpResponse:
    """Who is in the pool of one place and who was."""
    now = clock.now()
    found = _place_or_404(request, place, now)
    part = slice_of(request, list(reads.entries_of(place)), name="entries", per=ENTRIES)
    context = {
        "place": found,
        "part": part,
        "rows": [_row(one, now) for one in part.rows],
        "may_enter": bool(reads.agencies_of_pool(person(request), place, now=now)),
    }
    return render(request, "pools/pool.html", context)


def _place_or_404(request: HttpRequest, place: str, now: datetime) -> Division:
    """A place whose pool the reader may read. To everybody else it does not exist."""
    found = get_object_or_404(reads.all_pools(), pk=place)
    if not permissions.may_read_pool(person(request), place, now=now):
        raise Http404
    return found


def _row(entry: PoolEntry, now: datetime) -> dict[str, Any]:
    state = reads.state_of(entry, now)
    return {
        "entry": entry,
        "seat": words.SEAT[entry.seat],
        "knows": knows_words(entry.knows),
        "state": words.POOL_STATE[state],
        "tone": words.POOL_TONE[state],
    }


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def pool_enter(request: HttpRequest, place: str) -> HttpResponse:
    """Somebody is entered; a second person of the agency confirms it."""
    now, by = clock.now(), person(request)
    found = _place_or_404(request, place, now)
    agencies = reads.agencies_of_pool(by, place, now=now)
    if not agencies:
        raise PermissionDenied
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        initial={"form_id": uuid4(), "from_date": legal_date(now)},
    )
    if form.is_bound and form.is_valid() and (made := _enter(form, agencies[0], by, now)):
        messages.success(
            request, gettext("Entered. It counts once a second person of your agency confirms it.")
        )
        return redirect("pool_entry", place, made.code)
    context = {"form": form, "place": found, "agency": agencies[0]}
    return render(request, "pools/enter.html", context, status=422 if form.errors else 200)


def _enter(form: EntryForm, agency: Organization, by: User, now: datetime) -> PoolEntry | None:
    """Who was entered; None where the form now says what is in the way."""
    said = form.cleaned_data
    try:
        return pools.enter(
            agency,
            Somebody(**form.person()),
            from_date=said["from_date"],
            until_date=said["until_date"],
            form_id=said["form_id"],
            by=by,
            now=now,
        )
    except OtherWordsError as other:
        stand_already(form, other)
    except PersonalDataError as error:
        add_findings(form, error)
    except SeatError as error:
        form.add_error(_FIELD.get(error.code, "seat"), str(words.SEAT_FAULT.get(error.code, error.code)))
    return None


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def pool_entry(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """One entry, and what may be done to it: ask that it ends, or say the second word."""
    now, by = clock.now(), person(request)
    found = _place_or_404(request, place, now)
    entry = get_object_or_404(reads.entries_of(place), code=code)
    if request.method == "POST":
        return _act(request, entry, by, now)
    context = {
        "place": found,
        "row": _row(entry, now),
        "facts": _facts(entry, reach=permissions.may_reach(by, entry, now=now)),
        "waits": reads.state_of(entry, now) in ("waiting", "leaving"),
        "may_confirm": permissions.may_confirm_entry(by, entry, now=now),
        "may_end": permissions.may_enter(by, entry.agency, now=now)
        and bool(entry.confirmed_at)
        and not entry.ended_at,
    }
    return render(request, "pools/entry.html", context)


def _act(request: HttpRequest, entry: PoolEntry, by: User, now: datetime) -> HttpResponse:
    form = EntryActForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied
    act = form.cleaned_data["act"]
    try:
        if act == "end":
            pools.end(entry.code, by=by, now=now)
            messages.success(
                request, gettext("Not drawn any more from now on. A second person confirms the end.")
            )
        elif act == "confirm":
            pools.confirm(entry.code, by=by, now=now)
            messages.success(request, gettext("Confirmed."))
        else:
            pools.decline(entry.code, by=by, now=now)
            messages.success(request, gettext("Not confirmed."))
            return redirect("pool", entry.place_id)
    except (NotOpenError, PoolEntry.DoesNotExist):
        messages.error(request, gettext("Nothing waits here any more: somebody was faster."))
        return redirect("pool", entry.place_id)
    return redirect("pool_entry", entry.place_id, entry.code)


def _facts(entry: PoolEntry, *, reach: bool) -> list[dict[str, str]]:
    """Who it is; how somebody is reached only where ``reach``."""
    given = [
        (pgettext("person", "Name"), entry.name),
        (gettext("Employer and title"), entry.office),
        (gettext("Telephone or e-mail"), entry.contact if reach else ""),
        (gettext("Vouched for by"), entry.vouched_by.name if entry.vouched_by else ""),
        (pgettext("place", "From"), entry.home.name),
        (gettext("What this person knows"), pgettext("list", ", ").join(knows_words(entry.knows))),
        (gettext("Entered by"), entry.agency.name),
    ]
    return [{"label": label, "value": value} for label, value in given if value]
