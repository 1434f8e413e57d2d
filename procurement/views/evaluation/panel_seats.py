"""Seating the panel: a place, a member who leaves, a link that the second person prints, once."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.ground import clock, formatting
from portal.ground.formatting import reader_language
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.errors.evaluation import PanelError, SeatError, TiedError
from procurement.forms.evaluation import SeatForm
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.labels import evaluation as words
from procurement.models import Evaluator, Tender
from procurement.permissions import evaluation as permissions
from procurement.rules.evaluation import BUYER, PriceUnclearError
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import panels
from procurement.services.evaluation.panels import Seated
from procurement.views.calls.officer import person
from procurement.views.evaluation.overview import running_call
from procurement.views.rows import title_of

# On which field of the form a refusal stands.
_FIELD = {
    "community_named": "name",
    "name_missing": "name",
    "office_missing": "office",
    "contact_missing": "contact",
    "draw_untold": "drawn_how",
    "draw_unasked": "drawn_how",
    "voucher_unknown": "vouched_by",
    "voucher_near": "vouched_by",
    "not_of_buyer": "user",
    "outsider_of_buyer": "name",
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_seat(request: HttpRequest, number: str) -> HttpResponse:
    """Give one place on the panel; the link of everybody but the buyer's member is printed by a second person."""
    now = clock.now()
    tender = running_call(request, number, now)
    form = SeatForm(
        request.POST if request.method == "POST" else None,
        people=reads.may_be_seated(tender, now=now),
        named=tender.regime == STATUTORY,
        initial={"form_id": uuid4()},
    )
    if form.is_bound and form.is_valid() and (made := _seat(request, tender, form, now)) is not None:
        by_link = made.member.user_id is None
        messages.success(
            request,
            gettext("Seated. A second person prints the link and hands it over; you never see it.")
            if by_link
            else gettext("Seated. Your colleague finds the offers in the workspace."),
        )
        return redirect("evaluation", number)
    context = {"form": form, "tender": tender, "now": now}
    return render(request, "evaluation/seat.html", context, status=422 if form.errors else 200)


def _seat(request: HttpRequest, tender: Tender, form: SeatForm, now: datetime) -> Seated | None:
    """The place that was given; None when the form now says what is in the way."""
    try:
        return panels.seat(tender.number, by=person(request), now=now, **form.offered())
    except OtherWordsError as other:
        stand_already(form, other)
    except PanelError as error:
        for fault in error.faults:
            form.add_error("seat", words.panel_fault(fault))
    except SeatError as error:
        field = _FIELD.get(error.code, "")
        if error.code == "seated_already":
            field = "user" if form.cleaned_data["seat"] == BUYER else "name"
        form.add_error(
            field if field in form.fields else "seat", str(words.SEAT_FAULT.get(error.code, error.code))
        )
    except PersonalDataError as error:
        add_findings(form, error)
    except TiedError:
        form.add_error("user", gettext("This person belongs to a bidder, or to what stands above one."))
    except PriceUnclearError:
        form.add_error(None, gettext("These offers cannot be judged by the call as it was published."))
    return None


def _show_link(request: HttpRequest, tender: Tender, made: Seated) -> HttpResponse:
    """The link, this once."""
    url = request.build_absolute_uri(reverse("panel_link", args=[made.token]))
    context: dict[str, Any] = {
        "tender": tender,
        "member": made.member,
        "seat": words.SEAT[made.member.seat],
        "url": url,
        "wechat": _invitation(tender, made.member, url),
    }
    answer = render(request, "evaluation/link.html", context)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _invitation(tender: Tender, member: Evaluator, url: str) -> str:
    """A few lines to send by WeChat. They say what is asked, not who asks for whom."""
    lines = [
        gettext("Please judge offers for: %(title)s") % {"title": title_of(tender).text},
        gettext("Asked by: %(name)s") % {"name": tender.buyer.name},
        gettext("The link is yours alone and works until %(day)s:")
        % {"day": formatting.daytime(member.link_until, reader_language())},
        url,
    ]
    return "\n".join(lines)


def _member_or_404(tender: Tender, code: str) -> Evaluator:
    return get_object_or_404(
        tender.evaluators.filter(left_at=None).select_related("user", "tender__buyer", "vouched_by"),
        code=code,
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_seat_remove(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A member leaves, after a question."""
    now = clock.now()
    tender = running_call(request, number, now)
    if request.method == "POST":
        try:
            panels.remove(number, code, by=person(request), now=now)
        except Evaluator.DoesNotExist:
            raise Http404 from None
        except SeatError as error:
            messages.error(request, str(words.SEAT_FAULT[error.code]))
        except NotOpenError:
            messages.error(request, gettext("This member has handed in the scores and stays."))
        else:
            messages.success(request, gettext("The member has left; the link has ended. Seat another one."))
        return redirect("evaluation", number)
    member = _member_or_404(tender, code)
    return _ask(
        request,
        tender,
        member,
        title=gettext("Remove this member?"),
        text=gettext("The link ends at once, and what was scored so far is deleted. Then seat another one."),
        button=pgettext("panel member", "Remove"),
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_seat_link(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The second person prints a link, the first or a new one; more time for a member with an account."""
    now = clock.now()
    tender = running_call(request, number, now)
    member = _member_or_404(tender, code)
    by_link, by = member.user_id is None, person(request)
    if by_link and not permissions.may_print_link(by, member, now=now):
        raise PermissionDenied
    if request.method == "POST":
        try:
            if by_link:
                return _show_link(request, tender, panels.print_link(number, code, by=by, now=now))
            panels.give_time(number, code, by=by, now=now)
        except Evaluator.DoesNotExist:
            raise Http404 from None
        except NotOpenError:
            messages.error(request, gettext("This member needs no link any more."))
            return redirect("evaluation", number)
        messages.success(request, gettext("Your colleague has more time now."))
        return redirect("evaluation", number)
    renewed = member.link_by_id is not None
    return _ask(
        request,
        tender,
        member,
        title=(gettext("Make a new link?") if renewed else gettext("Print the link?"))
        if by_link
        else gettext("Give more time?"),
        text=_about_link(member, renewed) if by_link else "",
        button=(gettext("Make a new link") if renewed else gettext("Print the link"))
        if by_link
        else gettext("Give more time"),
        told=known(member) if by_link else [],
    )


def _about_link(member: Evaluator, renewed: bool) -> str:
    if renewed:
        return gettext("The old link ends at once. What it gave counts only when the member confirms it.")
    if member.vouched_by:
        return gettext(
            "Ask the organisation first whether it vouches for this member, and agree with it how the link reaches "
            "them: not through the colleague who gave the seat. You do not have to know who the member is."
        )
    return gettext(
        "Make sure who this is, and hand the link to this one person yourself: not through the colleague who gave "
        "the seat."
    )


def known(member: Evaluator) -> list[dict[str, str]]:
    """Who the member is, for the second person and the supervisor alone."""
    given = [
        (pgettext("person", "Name"), member.name),
        (gettext("Employer and title"), member.office),
        (gettext("Telephone or e-mail"), member.contact),
        (gettext("Vouched for by"), member.vouched_by.name if member.vouched_by else ""),
        (gettext("How chosen"), str(words.CHOSEN[member.chosen])),
        (gettext("How the draw was made"), member.drawn_how),
    ]
    return [{"label": label, "value": value} for label, value in given if value]


def _ask(
    request: HttpRequest,
    tender: Tender,
    member: Evaluator,
    *,
    title: str,
    text: str,
    button: str,
    told: list[dict[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "tender": tender,
        "title": title,
        "text": text,
        "button": button,
        "facts": [
            {"label": gettext("Member"), "value": member.code},
            {"label": gettext("Seat"), "value": words.SEAT[member.seat]},
            *(told or ()),
        ],
        "back_url": reverse("evaluation", args=[tender.number]),
    }
    return render(request, "evaluation/ask.html", context)
