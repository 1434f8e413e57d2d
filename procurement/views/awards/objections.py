"""Objecting to a result without an account, finding the reply by code, and the buyer's reply."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.ground import clock
from portal.ground.formatting import reader_language
from portal.ground.hits import too_many
from procurement import labels
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.forms.awards.objections import ChallengeForm, ObjectionForm, ReplyForm
from procurement.forms.questions import LookupForm, add_findings
from procurement.judgement import awards
from procurement.labels import awards as words
from procurement.models import Objection, Tender
from procurement.permissions import awards as permissions
from procurement.publication import body as notice_body
from procurement.publication import results
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import awards as reads
from procurement.services.awards import objections
from procurement.views.calls.officer import person
from procurement.views.codes import behind
from procurement.views.public.outcomes import concerned_words
from procurement.views.public.tender_page import published
from procurement.views.refusals import OverError

FILED_AN_HOUR = 10


@never_cache
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, number: str) -> HttpResponse:
    """The form, and after sending the slip with the code. A statutory challenge is signed by its supplier."""
    tender, now = published(number), clock.now()
    context: dict[str, Any] = {"tender": tender, "until": reads.objections_until(tender)}
    if not awards.takes_objections(tender, now=now):
        return render(request, "awards/object_closed.html", context, status=410)
    suppliers = []
    if tender.regime == STATUTORY:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        suppliers = permissions.challengers(person(request), tender, now=now)
        if not suppliers:
            return render(request, "awards/object_not_yours.html", {"tender": tender}, status=403)
    data = request.POST if request.method == "POST" else None
    form = (
        ChallengeForm(data, suppliers=suppliers) if suppliers else ObjectionForm(data, about=_about(tender))
    )
    if form.is_bound and form.is_valid():
        if too_many(request, "object", FILED_AN_HOUR):
            form.add_error(None, gettext("That was many within an hour. Please go on a little later."))
        else:
            try:
                filed = _file(request, tender, form, now)
            except OtherWordsError as other:
                form.renew()
                return render(
                    request, "awards/object.html", context | {"form": form, "stands": other}, status=409
                )
            if filed is not None:
                slip = {"objection": filed, "code": form.cleaned_data["code"]}
                return render(request, "awards/objected.html", context | slip)
    return render(request, "awards/object.html", context | {"form": form}, status=422 if form.errors else 200)


def _about(tender: Tender) -> list[tuple[str, str]]:
    """What of a programme's list one may object to alone: a lot, or an award by its place; nothing where it has one."""
    shown = reads.shown_result(tender)
    if tender.regime == STATUTORY or shown is None:
        return []
    winners = notice_body.parse(shown.notice.body)["result"]["winners"]
    if len(winners) == 1:
        return []
    lots = sorted({one["lot"] for one in winners}) if tender.is_divided else []
    found = [(f"lot-{lot}", str(labels.lot(lot))) for lot in lots]
    for place, one in enumerate(winners, 1):
        lot = f"{labels.lot(one['lot'])} · " if tender.is_divided else ""
        found.append((f"place-{place}", f"{lot}{results.named(one, reader_language())}"))
    return found


def _file(request: HttpRequest, tender: Tender, form: ObjectionForm, now: datetime) -> Objection | None:
    """Keep the objection; None when the form now says what is in the way."""
    said: dict[str, Any] = {"by": AnonymousUser()}
    if isinstance(form, ChallengeForm):
        suppliers = permissions.challengers(person(request), tender, now=now)
        named = form.cleaned_data["organization"]
        said = {
            "by": person(request),
            "letter": form.letter,
            "organization": next(one for one in suppliers if one.number == named),
        }
    try:
        return objections.file(
            tender.number,
            text=form.cleaned_data["text"],
            code=form.cleaned_data["code"],
            about=form.cleaned_data.get("about", ""),
            form_id=form.cleaned_data["form_id"],
            now=now,
            **said,
        )
    except PersonalDataError as error:
        add_findings(form, error)
    except NotOpenError:
        form.add_error(None, gettext("The time for objections has just ended."))
    return None


@never_cache
@require_http_methods(["GET", "POST"])
def objection_lookup(request: HttpRequest) -> HttpResponse:
    """The reply for whoever holds the code; the code travels in a POST and stands in no address."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    nothing = gettext("No objection has this code. Please compare it with your slip.")
    found = behind(request, form, reads.objection_by_code, nothing) if form.is_bound else None
    context = {"form": form, **_row(found)}
    return render(request, "awards/objection_lookup.html", context, status=422 if form.errors else 200)


def _row(objection: Objection | None) -> dict[str, Any]:
    if objection is None:
        return {}
    return {
        "objection": objection,
        "tender": objection.tender,
        "kind": words.OBJECTION_KIND[objection.kind],
        "outcome": words.OBJECTION_OUTCOME[objection.outcome],
        "tone": words.OBJECTION_TONE[objection.outcome],
    }


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def objection_answer(request: HttpRequest, number: str) -> HttpResponse:
    """An objection as the buyer reads it, and the reply."""
    now = clock.now()
    found = get_object_or_404(
        Objection.objects.select_related("tender__buyer", "organization", "decided_by", "lot", "bid__lead"),
        number=number,
    )
    by = person(request)
    if not permissions.may_read_objection(by, found, now=now):
        raise Http404
    may = permissions.may_answer_objection(by, found, now=now)
    # Where another panel judges anew there is no decision to go back to.
    decided = permissions.may_see_decision(by, found.tender, now=now)
    back = reverse("decision" if decided else "call_review", args=[found.tender.number])
    form = ReplyForm(request.POST if request.method == "POST" else None) if may else None
    if request.method == "POST" and form is None:
        raise OverError(reverse("objection_answer", args=[number]))
    if form is not None and form.is_bound and form.is_valid():
        try:
            objections.answer(number, by=by, now=now, **form.cleaned_data)
        except PersonalDataError as error:
            add_findings(form, error)
        else:
            messages.success(request, gettext("Answered. Whoever holds the code reads it now."))
            return redirect(back)
    context = {"form": form, "back_url": back, "about": concerned_words(found), **_row(found)}
    status = 422 if form is not None and form.errors else 200
    return render(request, "awards/objection.html", context, status=status)
