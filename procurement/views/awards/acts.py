"""Between award and signature: money confirmed, the plan talked over, an award taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from organizations.proof import proved
from portal.ground import clock, formatting
from portal.ground.files import FilesAwayError
from portal.ground.formatting import reader_language
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError, PersonalFileError
from procurement.facts import facts_of
from procurement.forms.awards import decisions as forms
from procurement.forms.files import add_file_findings
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.judgement import law
from procurement.labels.uploads import refusal_words
from procurement.models import Award, Tender
from procurement.permissions import awards as permissions
from procurement.permissions.calls import may_read_draft
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardRefusedError
from procurement.services.awards import awards, before_signing
from procurement.views.calls.officer import not_shown, person
from procurement.views.refusals import OverError, concerns


def award_or_404(request: HttpRequest, number: str, now: datetime) -> Award:
    """An award of the reader's own agency. To everybody else this page does not exist."""
    found = get_object_or_404(
        Award.objects.select_related("lot__tender__buyer", "bid__lead", "supplier"), number=number
    )
    tender = found.lot.tender
    if not permissions.may_see_decision(person(request), tender, now=now):
        raise not_shown(request, tender, now=now)
    concerns(request, tender, back=reverse("decision", args=[tender.number]))
    return found


def done(form: django_forms.Form, act: Callable[[], object]) -> bool:
    """Do ``act``; False when the form now says what is in the way."""
    try:
        act()
    except AwardRefusedError as error:
        forms.complain(form, error.faults)
    except PersonalDataError as error:
        add_findings(form, error)
    except PersonalFileError as error:
        add_file_findings(form, "document", error)
    except FilesAwayError:
        form.add_error("document", refusal_words("away", {}))
    except OtherWordsError as other:
        stand_already(form, other)
    except NotOpenError:
        form.add_error(None, gettext("This is recorded already."))
    else:
        return True
    return False


def act_page(
    request: HttpRequest,
    form: django_forms.Form,
    tender: Tender,
    *,
    title: str,
    text: str,
    button: str,
    **more: Any,
) -> HttpResponse:
    """The form of one act, with what it is about above it."""
    context = {
        "form": form,
        "tender": tender,
        "title": title,
        "text": text,
        "button": button,
        "back_url": reverse("decision", args=[tender.number]),
        **more,
    }
    bad = bool(form.errors) or bool(more.get("rows") and form.is_bound and not more["rows"].is_valid())
    return render(request, more.get("template", "awards/act.html"), context, status=422 if bad else 200)


@login_required
@require_http_methods(["GET", "POST"])
def funding(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm money that was conditional."""
    now = clock.now()
    tender = get_object_or_404(Tender.objects.published().select_related("buyer"), number=number)
    by = person(request)
    if not may_read_draft(by, tender, now=now):
        raise Http404
    concerns(request, tender, back=reverse("call_review", args=[number]))
    if not permissions.may_confirm_funding(by, tender, now=now):
        raise PermissionDenied
    form = forms.FundingForm(request.POST or None, initial={"form_id": uuid4()})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if done(form, lambda: before_signing.confirm_funding(number, by=by, now=now, **said)):
            messages.success(request, gettext("Confirmed. Everyone can read it on the page of the call."))
            return redirect("call_review", number)
    return act_page(
        request,
        form,
        tender,
        title=gettext("Does the money stand now?"),
        text=gettext(
            "The call stood on conditional money. Nothing can be signed before it is confirmed; this is public."
        ),
        button=gettext("Confirm the money"),
        back_url=reverse("call_review", args=[number]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def plan_talk(request: HttpRequest, number: str) -> HttpResponse:
    """Record the one talk on the winner's plan."""
    now = clock.now()
    award = award_or_404(request, number, now)
    by, tender = person(request), award.lot.tender
    if not permissions.may_record_plan_talk(by, award, now=now):
        raise OverError(reverse("decision", args=[tender.number]))
    form = forms.PlanTalkForm(request.POST or None, initial={"form_id": uuid4()})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if done(form, lambda: before_signing.record_plan_talk(number, by=by, now=now, **said)):
            messages.success(request, gettext("Recorded. It is published with the agreement."))
            return redirect("decision", tender.number)
    book, calendar = law.law_of(tender)
    until = rules.plan_talk_until(
        facts_of(tender), awarded_on=clock.legal_date(award.at), book=book, calendar=calendar
    )
    day = formatting.day(until, reader_language()) if until else ""
    return act_page(
        request,
        form,
        tender,
        title=gettext("The talk on the plan"),
        text=gettext(
            "A winner's plan may change in one recorded talk, until %(day)s. The sum may go down, not up."
        )
        % {"day": day},
        button=gettext("Record the talk"),
        award=award,
    )


@proved
@login_required
@require_http_methods(["GET", "POST"])
def award_revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Take an award back before its contract is signed."""
    now = clock.now()
    award = award_or_404(request, number, now)
    by, tender = person(request), award.lot.tender
    if not permissions.may_revoke(by, award, now=now):
        raise PermissionDenied
    form = forms.RevokeForm(request.POST or None, regime=tender.regime, now=now)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if not permissions.may_revoke_for(said["reason_code"], award):
            form.add_error("reason_code", gettext("No objection was upheld."))
        elif done(
            form,
            lambda: awards.revoke(
                number,
                reason_code=said["reason_code"],
                reason_zh=said["reason_zh"],
                reason_en=said["reason_en"],
                medium=form.medium,
                by=by,
                now=now,
            ),
        ):
            messages.success(
                request, gettext("Taken back and published. Decide on the next candidate, or declare void.")
            )
            return redirect("decision", tender.number)
    return act_page(
        request,
        form,
        tender,
        title=gettext("Take this award back?"),
        text=gettext(
            "The winner does not sign, or an objection was upheld. The notice stays and a correction says why; then "
            "the next candidate is decided on in the same way."
        ),
        button=gettext("Take it back and publish"),
        award=award,
    )
