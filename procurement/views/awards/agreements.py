"""The agreements of a call at once: recorded with the same terms, then read and confirmed by a second person."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from organizations.models import Organization
from organizations.proof import proved
from organizations.selectors import hosts_of_each
from portal.ground import clock
from portal.ground.files import FilesAwayError
from portal.ground.pages import device
from procurement import labels
from procurement.errors import PersonalDataError, PersonalFileError
from procurement.forms.awards.agreements import AgreementsForm, AgreementsReviewForm, Party
from procurement.forms.awards.contracts import PaymentDays, payments_called
from procurement.forms.files import add_file_findings
from procurement.forms.questions import add_findings
from procurement.judgement import contracts as judgement
from procurement.labels.uploads import refusal_words
from procurement.models import RecordDraft, Tender
from procurement.permissions import awards as permissions
from procurement.rules.awarding import AwardFault
from procurement.selectors import awards as reads
from procurement.services.awards import agreements as services
from procurement.views.awards.decisions import call_or_404
from procurement.views.calls.officer import person
from procurement.views.refusals import OverError

# Agreements on a page; the next come once these are recorded, or confirmed.
A_PAGE = 65


@login_required
@require_http_methods(["GET", "POST"])
def agreements(request: HttpRequest, number: str) -> HttpResponse:
    """Record the signed agreements of a call that have the same terms; a second person publishes them."""
    now = clock.now()
    tender = call_or_404(request, number, now)
    by, sent = person(request), request.method == "POST"
    if not permissions.may_sign_some(by, tender, now=now):
        raise OverError(reverse("decision", args=[number]))
    parties, left = _parties(tender, _marks(request.POST.get("form_id"), tender) if sent else ())
    if not parties:
        return redirect("decision", number)
    form = AgreementsForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        parties=parties,
        initial={"form_id": uuid4()},
    )
    rows: Any = PaymentDays(
        request.POST if sent else None, initial=payments_called(tender.terms), prefix="pay"
    )
    form.table = rows
    if sent and form.is_valid() and rows.is_valid() and _record(request, tender, form, now):
        return redirect("decision", number)
    bad = bool(form.errors) or (sent and not rows.is_valid())
    context = {"tender": tender, "form": form, "rows": rows, "left": left, "shown": len(parties)}
    return render(request, "awards/agreements.html", context, status=422 if bad else 200)


def _marks(form_id: str | None, tender: Tender) -> list[UUID]:
    """Under what a form that is sent again has kept its agreements: what it says now is held against them."""
    try:
        sent = UUID(form_id or "")
    except ValueError:
        return []
    return [judgement.form_of(sent, one.number) for one in reads.active_awards(tender)]


def _parties(tender: Tender, kept_as: Collection[UUID]) -> tuple[list[Party], int]:
    """Those a page shows, and how many come after them."""
    found = reads.unsigned_awards(tender, kept_as=kept_as)
    shown = list(found[:A_PAGE])
    groups = [one.bid.lead_id for one in shown if not one.supplier.is_registered]
    hosts = hosts_of_each(groups) if groups else {}
    left = found.count() - len(shown) if len(shown) == A_PAGE else 0
    return [Party(one, hosts.get(one.bid.lead_id, ())) for one in shown], left


def _record(request: HttpRequest, tender: Tender, form: AgreementsForm, now: datetime) -> bool:
    """Record what is ticked; False where the form now says what is in the way of some."""
    own = form.own()
    try:
        against = services.record(
            tender.number,
            form.terms(),
            own,
            form_id=form.cleaned_data["form_id"],
            by=person(request),
            now=now,
        )
    except PersonalDataError as error:
        add_findings(form, error)
        return False
    except PersonalFileError as error:
        add_file_findings(form, "document", error)
        return False
    except FilesAwayError:
        form.add_error("document", refusal_words("away", {}))
        return False
    if done := len(own) - len(against):
        device.say_saved(request, _kept(done))
    form.parties = [one for one in form.parties if _stands(one, own, against)]
    form.tell(against, len(own))
    return not against


def _stands(party: Party, own: list[services.Own], against: dict[str, list[AwardFault]]) -> bool:
    """Whether the page still asks about a party: it was not ticked, or something stands against it."""
    tried = {one.award.number for one in own}
    return party.award.number not in tried or party.award.number in against


def _kept(done: int) -> str:
    said = ngettext(
        "%(number)d agreement is kept. It is public as soon as a second person confirms it.",
        "%(number)d agreements are kept. They are public as soon as a second person confirms them.",
        done,
    )
    return said % {"number": done}


@proved
@login_required
@require_http_methods(["GET", "POST"])
def agreements_review(request: HttpRequest, number: str) -> HttpResponse:
    """All agreements of a call that wait; the second person confirms or sends back those that are ticked."""
    now = clock.now()
    tender = call_or_404(request, number, now)
    by, sent = person(request), request.method == "POST"
    drafts = list(reads.waiting_agreements(tender)[:A_PAGE])
    may = permissions.may_confirm_many(by, tender, now=now)
    if sent and not may:
        raise PermissionDenied
    own = [one for one in drafts if may and one.drafted_by_id != by.pk]
    if not drafts:
        if sent:
            raise OverError(reverse("decision", args=[number]))
        return redirect("decision", number)
    data = request.POST if sent else None
    form = AgreementsReviewForm(data, drafts=own, regime=tender.regime, now=now)
    if sent and form.is_valid() and _said(request, tender, form, now):
        return redirect("decision", number)
    context = {"tender": tender, "form": form, "groups": _groups(tender, drafts, form), "may": bool(own)}
    return render(request, "awards/agreements_review.html", context, status=422 if form.errors else 200)


def _said(request: HttpRequest, tender: Tender, form: AgreementsReviewForm, now: datetime) -> bool:
    """Carry the second person's word out; False where the form now says what is in the way of some."""
    said, taken = form.cleaned_data, form.taken
    publishes = said["act"] == "confirm"
    given: dict[str, Any] = {"comment": said["comment"], "by": person(request), "now": now}
    against = (
        services.confirm(tender.number, taken, media=form.stands, **given)
        if publishes
        else services.send_back(tender.number, taken, **given)
    )
    if done := len(taken) - len(against):
        messages.success(request, _published(done) if publishes else _returned(done))
    form.tell(against, len(taken))
    form.done = {pk for pk in taken if pk not in against}
    return not against


def _published(done: int) -> str:
    said = ngettext(
        "%(number)d agreement is confirmed and published.",
        "%(number)d agreements are confirmed and published.",
        done,
    )
    return said % {"number": done}


def _returned(done: int) -> str:
    said = ngettext(
        "%(number)d agreement is sent back. The drafter finds your words on the page of the decision.",
        "%(number)d agreements are sent back. The drafter finds your words on the page of the decision.",
        done,
    )
    return said % {"number": done}


# What agreements of one template have in common.
_COMMON = ("starts_on", "ends_on", "payments", "summary_zh", "summary_en")


def _groups(tender: Tender, drafts: list[RecordDraft], form: AgreementsReviewForm) -> list[dict[str, Any]]:
    """The agreements that wait, those of the same terms together."""
    found = reads.awards_numbered(tender, [one.subject for one in drafts])
    hosts = Organization.objects.in_bulk(
        {one.said["host"] for one in drafts if one.said["host"]}, field_name="number"
    )
    groups: list[dict[str, Any]] = []
    for one in drafts:
        if one.pk in form.done:
            continue
        common = {name: one.said[name] for name in _COMMON} | {"document": one.document}
        group = next((each for each in groups if each["common"] == common), None)
        if group is None:
            group = {"common": common, "rows": []} | _days(one.said)
            groups.append(group)
        group["rows"].append(
            {
                "draft": one,
                "award": found[one.subject],
                "host": hosts.get(one.said["host"]),
                "value": Decimal(one.said["value"]),
                "signed_on": date.fromisoformat(one.said["signed_on"]),
                "fee": one.said["host_fee_percent"],
                **form.boxes(one.pk),
            }
        )
    for group in groups:
        days = [row["signed_on"] for row in group["rows"]]
        group["signed_on"] = max(days, key=days.count)
    return groups


def _days(said: dict[str, Any]) -> dict[str, Any]:
    payments = [
        {
            "share": one["share"],
            "due_on": date.fromisoformat(one["due_on"]),
            "basis": labels.payment_basis(one["basis"]),
        }
        for one in said["payments"]
    ]
    days = {name: date.fromisoformat(said[name]) for name in ("starts_on", "ends_on")}
    return days | {"payments": payments}
