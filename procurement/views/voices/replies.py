"""The right of reply: written, published and withdrawn by the people of an agency or a provider."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from organizations.models import Organization
from portal.ground import clock
from procurement.errors import OtherWordsError, PersonalDataError
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.forms.voices import PublicReplyForm
from procurement.models import Reply
from procurement.permissions import voices as permissions
from procurement.services.voices import replies
from procurement.views.calls.officer import person
from procurement.views.refusals import OverError

SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def reply_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What an organisation replied so far, and the form for another reply."""
    now, by = clock.now(), person(request)
    organization = get_object_or_404(Organization.objects, slug=slug)
    if not permissions.may_reply_for(by, organization, now=now):
        raise Http404
    initial = {"form_id": uuid4(), "number": request.GET.get("call", "")}
    form = PublicReplyForm(
        request.POST if request.method == "POST" else None, organization=organization, initial=initial
    )
    if form.is_bound and form.is_valid():
        try:
            replies.write(organization, by=by, now=now, **form.said)
        except PersonalDataError as error:
            add_findings(form, error)
        except OtherWordsError as other:
            stand_already(form, other)
        else:
            words = gettext("Kept. It is public as soon as it is published below.")
            if organization.kind == "agency":
                words = gettext("Kept. It is public as soon as a second person publishes it.")
            messages.success(request, words)
            return redirect("reply_list", slug=slug)
    found = Reply.objects.filter(organization=organization).select_related(
        "tender", "organization", "drafted_by", "published_by"
    )
    context = {
        "form": form,
        "organization": organization,
        "rows": [_row(reply, by, now) for reply in found[:SHOWN]],
    }
    return render(request, "voices/replies.html", context, status=422 if form.errors else 200)


def _row(reply: Reply, by: Any, now: Any) -> dict[str, Any]:
    return {
        "reply": reply,
        "may_publish": permissions.may_publish_reply(by, reply, now=now),
        "may_withdraw": permissions.may_withdraw_reply(by, reply, now=now),
    }


@login_required
@require_POST
def reply_publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, replies.publish, gettext("Published. Everybody reads it now."))


@login_required
@require_POST
def reply_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, replies.withdraw, gettext("Withdrawn."))


def _act(request: HttpRequest, pk: int, act: Callable[..., Reply], words: str) -> HttpResponse:
    now, by = clock.now(), person(request)
    reply = get_object_or_404(Reply.objects.select_related("organization"), pk=pk)
    if not permissions.may_reply_for(by, reply.organization, now=now):
        raise Http404
    try:
        act(pk, by=by, now=now)
    except PermissionDenied:
        raise OverError(reverse("reply_list", args=[reply.organization.slug])) from None
    messages.success(request, words)
    return redirect("reply_list", slug=reply.organization.slug)
