"""The desk of an organisation: its profile, its public page, its people, its host or network."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations import permissions, selectors
from organizations.forms.organizations import HostForm, MemberForm, ProfileForm, TieForm
from organizations.models import Kind, Organization, User
from organizations.services import profiles, standing
from portal.ground import clock

P = ParamSpec("P")
Desk = Callable[Concatenate[HttpRequest, Organization, User, datetime, P], HttpResponse]

REFUSED = {
    "held": gettext_lazy("This person has this role already."),
    "invited": gettext_lazy("This role is offered to this person already and waits for an answer."),
    "gone": gettext_lazy("This is no longer open."),
    "senior": gettext_lazy(
        "Who was here before you decides about their own role. You can take roles from those who came after you."
    ),
    "role": gettext_lazy("This role is not given here."),
    "last": gettext_lazy("Somebody has to stay. Give the role to another person first."),
    "open": gettext_lazy("This was asked already and waits for the other side."),
    "host": gettext_lazy("A host has to be registered."),
    "many": gettext_lazy("Several you asked have not answered yet. Wait for one, or end a request first."),
    "self": gettext_lazy("That is your own number."),
    "side": gettext_lazy("This is no longer open."),
}


def desk(view: Desk[P]) -> Callable[..., HttpResponse]:
    """For those who speak for the organisation with this number; to others it does not exist."""

    @never_cache
    @login_required
    @require_http_methods(["GET", "POST"])
    @functools.wraps(view)
    def wrapper(request: HttpRequest, number: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        me, now = request.user, clock.now()
        assert isinstance(me, User)
        mine = selectors.organization_of(number)
        if mine is None or not permissions.may_speak_for(me, mine, now=now):
            raise Http404
        return view(request, mine, me, now, *args, **kwargs)

    return wrapper


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Enter an organisation; who enters it leads it, and goes on where ``next`` says, as to the bid it is for."""
    now = clock.now()
    form = ProfileForm(request.POST or None, today=clock.legal_date(now))
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        made = profiles.create_cso(
            form.cleaned_data, areas=form.cleaned_data["areas"], by=request.user, now=now
        )
        messages.success(request, _("Your organisation is entered."))
        wanted = get_next_redirect_url(request)
        return redirect(wanted) if wanted else redirect("organization_desk", made.number)
    status = 422 if form.errors else 200
    context = {"form": form, "organization": None}
    return render(request, "organizations/profile_form.html", context, status=status)


@desk
def overview(request: HttpRequest, mine: Organization, me: User, now: datetime) -> HttpResponse:
    """What stands here about the organisation, and what may be done."""
    if request.method == "POST":
        _only_cso(mine)
        profiles.ask_verification(mine, by=me, now=now)
        messages.success(request, _("Asked. Your county, prefecture or province will look at your papers."))
        return redirect("organization_desk", mine.number)
    return render(
        request,
        "organizations/desk.html",
        {
            "organization": mine,
            "is_cso": mine.kind == Kind.CSO,
            "is_public": Organization.objects.public().filter(pk=mine.pk).exists(),
            "members": selectors.members(mine, clock.legal_date(now)),
            "ties": selectors.ties_of(mine),
            "verification": mine.verifications.select_related("verifier").order_by("-at", "-pk").first(),
        },
    )


@desk
@transaction.atomic
def edit(request: HttpRequest, mine: Organization, me: User, now: datetime) -> HttpResponse:
    """Correct the profile: on what stands, which is locked before the form is read."""
    _only_cso(mine)
    if request.method == "POST":
        mine = Organization.objects.select_for_update(no_key=True).get(pk=mine.pk)
    own = ("name_zh", "name_en", "division", "legal_form", "uscc", "named_in_awards")
    initial = {name: getattr(mine, name) for name in own}
    initial |= {name: getattr(mine.cso, name) for name in profiles.ABOUT} | {
        "areas": [one.pk for one in mine.cso.areas.all()]
    }
    form = ProfileForm(request.POST or None, initial=initial, mine=mine, today=clock.legal_date(now))
    if request.method == "POST" and form.is_valid():
        profiles.change_profile(mine, form.cleaned_data, areas=form.cleaned_data["areas"], by=me, now=now)
        messages.success(request, _("Saved."))
        return redirect("organization_desk", mine.number)
    status = 422 if form.errors else 200
    context = {"form": form, "organization": mine}
    return render(request, "organizations/profile_form.html", context, status=status)


@desk
def page(request: HttpRequest, mine: Organization, me: User, now: datetime) -> HttpResponse:
    """The preview of the public page, and the act that asks for it or takes it back."""
    _only_cso(mine)
    if request.method == "POST":
        if "ask" in request.POST:
            profiles.ask_public_page(mine, by=me, now=now)
            messages.success(request, _("Your page is asked for. It appears once somebody has verified you."))
        else:
            profiles.withdraw_public_page(mine, by=me, now=now)
            messages.success(request, _("Your page is gone."))
        return redirect("organization_desk", mine.number)
    return render(request, "organizations/public_page.html", {"organization": mine})


@desk
def people(request: HttpRequest, mine: Organization, me: User, now: datetime) -> HttpResponse:
    """Who acts for the organisation; the head or leader offers roles and takes them."""
    if request.method == "POST" and (which := request.POST.get("take_back", "")):
        return _take_back(request, mine, me, now, which)
    form = MemberForm(request.POST or None, roles=permissions.roles_to_give(mine))
    if request.method == "POST" and form.is_valid():
        try:
            standing.invite(mine, form.cleaned_data["username"], form.cleaned_data["role"], by=me, now=now)
        except standing.StandingError as error:
            form.add_error(None, REFUSED[error.code])
        else:
            messages.success(
                request, _("Offered. The role counts once your colleague agrees, in the own account.")
            )
            return redirect("organization_people", mine.number)
    held = list(selectors.members(mine, clock.legal_date(now)))
    ends = permissions.roles_to_end(me, mine, held, now=now)
    return render(
        request,
        "organizations/people.html",
        {
            "organization": mine,
            "form": form,
            "rows": [{"held": one, "may_end": one.pk in ends} for one in held],
            "invited": selectors.invited_to(mine, now=now),
        },
    )


def _take_back(request: HttpRequest, mine: Organization, me: User, now: datetime, which: str) -> HttpResponse:
    number = int(which) if which.isdecimal() and len(which) <= 18 else 0
    try:
        standing.take_back(mine, number, by=me, now=now)
    except standing.StandingError as error:
        messages.error(request, REFUSED[error.code])
    else:
        messages.success(request, _("It is no longer offered."))
    return redirect("organization_people", mine.number)


@desk
def end_role(request: HttpRequest, mine: Organization, me: User, now: datetime, pk: int) -> HttpResponse:
    """Asks once more, then takes a role."""
    held = get_object_or_404(selectors.members(mine, clock.legal_date(now)), pk=pk)
    if not permissions.may_end_role(me, held, now=now):
        raise PermissionDenied
    if request.method == "POST":
        return _after(request, mine, lambda: standing.end_membership(held, by=me, now=now))
    return render(request, "organizations/end_role.html", {"organization": mine, "membership": held})


def _after(request: HttpRequest, mine: Organization, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except standing.StandingError as error:
        messages.error(request, REFUSED[error.code])
    else:
        messages.success(request, _("Done."))
    return redirect("organization_desk", mine.number)


@desk
def ties(request: HttpRequest, mine: Organization, me: User, now: datetime) -> HttpResponse:
    """Ask for a host, a network or a member; the other side confirms."""
    _only_cso(mine)
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, upper, member = form.sides(mine)
        try:
            word = form.cleaned_data["word"]
            standing.ask_tie(kind, upper=upper, member=member, asked_by=mine, word=word, by=me, now=now)
        except standing.StandingError as error:
            form.add_error("other", REFUSED[error.code])
        else:
            messages.success(request, _("Asked. It counts once the other side has confirmed."))
            return redirect("organization_desk", mine.number)
    return render(request, "organizations/tie_form.html", {"organization": mine, "form": form})


@desk
def tie(request: HttpRequest, mine: Organization, me: User, now: datetime, pk: int) -> HttpResponse:
    """Confirm or end one tie; ending asks once more."""
    found = get_object_or_404(selectors.ties_of(mine), pk=pk)
    if request.method == "POST" and "confirm" in request.POST:
        return _after(request, mine, lambda: standing.confirm_tie(found, mine, by=me, now=now))
    if request.method == "POST":
        return _after(request, mine, lambda: standing.end_tie(found, mine, by=me, now=now))
    return render(request, "organizations/end_tie.html", {"organization": mine, "tie": found})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def ask_host(request: HttpRequest, number: str) -> HttpResponse:
    """Ask a host that everybody may see to take in a group of one's own; it answers in its workspace."""
    now, me = clock.now(), request.user
    assert isinstance(me, User)
    host = Organization.objects.hosting().filter(number=number).first()
    if host is None:
        raise Http404
    groups = list(permissions.groups_without_register(me, now=now))
    form = HostForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid():
        group, word = form.cleaned_data["group"], form.cleaned_data["word"]
        try:
            standing.ask_tie("host", upper=host, member=group, asked_by=group, word=word, by=me, now=now)
        except standing.StandingError as error:
            form.add_error(None, REFUSED[error.code])
        else:
            messages.success(
                request, _("Asked. The answer comes to your workspace, and by letter if you get letters.")
            )
            return redirect("organization_desk", group.number)
    context = {"host": host, "form": form, "has_group": bool(groups)}
    return render(request, "organizations/ask_host.html", context, status=422 if form.errors else 200)


def _only_cso(mine: Organization) -> None:
    if mine.kind != Kind.CSO:
        raise Http404
