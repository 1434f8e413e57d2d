"""Receipts: the bidder's page of one, its file, and a page on which anyone checks whether one is genuine."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.ground import clock, formatting
from portal.ground.formatting import reader_language
from portal.ground.here import tagline
from portal.ground.pages import device
from procurement.forms.bids import VerifyForm
from procurement.judgement.bids import receipts
from procurement.labels import bid_states as state_words
from procurement.labels import bids as words
from procurement.models import Intake, Receipt
from procurement.permissions import bids as permissions
from procurement.selectors import bid_states as states
from procurement.selectors import bids as selectors
from procurement.sheets import Line, NoticeSheet, Section, pdf
from procurement.views.calls.officer import person
from procurement.views.rows import title_of


def _own(request: HttpRequest, number: str) -> Receipt:
    """A receipt of one of the reader's bids; to everybody else it does not exist."""
    found = (
        Receipt.objects.select_related(
            "intake__bid__tender__buyer", "intake__bid__lead", "intake__bid__current"
        )
        .filter(number=number)
        .first()
    )
    if found is None or not permissions.may_read_bid(person(request), found.intake.bid, now=clock.now()):
        raise Http404
    return found


def _course(intake: Intake, now: datetime) -> list[dict[str, Any]]:
    """What follows a seal that is still in force, until its bidder reads the result."""
    tender = intake.bid.tender
    due = tender.closes_at
    closed = not permissions.takes_bids(tender, now=now)
    return [
        {
            "title": gettext("Sealed, waiting for the closing"),
            "state": "past" if closed else "now",
            "moment": due,
            "note": gettext("until then you can replace or withdraw it"),
        },
        {
            "title": gettext("If the call is corrected, confirm your bid"),
            "state": "past" if closed else "todo",
            "note": gettext("You are told here and by letter. A bid nobody confirms is not opened."),
        },
        {
            "title": gettext("Opening of all bids"),
            "state": "now" if closed else "todo",
            "moment": tender.opens_at or due,
        },
        {
            "title": gettext("You read your result, with your rank and points where there are any"),
            "state": "todo",
            "note": gettext("They stand with this bid as soon as the result is out."),
        },
    ]


def _followed(intake: Intake) -> str:
    """What became of this seal afterwards, where it is no longer the one in force."""
    bid = intake.bid
    if intake.act != "lodge" or intake.package_id is None:
        return ""
    if states.state_of_bid(bid, now=clock.now()).code == "withdrawn":
        return gettext("This bid was withdrawn later.")
    if bid.current_id != intake.package_id and bid.current is not None:
        newer = Receipt.objects.filter(intake__package=bid.current, intake__act="lodge").first()
        said = {"number": bid.current.revision, "receipt": newer.number if newer else ""}
        if newer is None:
            return gettext("Version %(number)s was sealed later and stands; this one is not opened.") % said
        return (
            gettext(
                "Version %(number)s was sealed later and stands, by receipt %(receipt)s; this one is not opened."
            )
            % said
        )
    return ""


def _shown(found: Receipt) -> dict[str, Any]:
    document = receipts.document_of(found)
    said = document["receipt"]
    moments = {
        name: datetime.fromisoformat(said[name]) if said[name] else None for name in ("received_at", "due_at")
    }
    title = words.receipt_title(said["act"], said["verdict"])
    accepted, intake = said["verdict"] == "accepted", found.intake
    followed = _followed(intake) if accepted else ""
    stands = states.state_of_bid(intake.bid, now=clock.now())
    waits = accepted and said["act"] == "lodge" and not followed and stands.code in state_words.UNOPENED
    return {
        "followed": followed,
        "in_force": accepted and selectors.stands(intake),
        "stands": "" if followed else state_words.sentence(stands),
        "course": _course(intake, clock.now()) if waits else [],
        "receipt": found,
        "said": said,
        "document": document,
        "title": title,
        "accepted": accepted,
        "bid": found.intake.bid,
        "tender": found.intake.bid.tender,
        **moments,
    }


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One receipt, to be kept, printed, or downloaded with its signature."""
    found = _own(request, number)
    bid = found.intake.bid
    forget = "" if bid.draft_revision is not None else device.name_of(person(request), bid.number)
    return render(request, "bids/receipt.html", _shown(found) | {"forget": forget})


@login_required
@never_cache
@require_safe
def receipt_file(request: HttpRequest, number: str, extension: str) -> HttpResponse:
    """The same as JSON, which proves itself, or as a sheet of paper."""
    found = _own(request, number)
    if extension == "json":
        response: HttpResponse = JsonResponse(
            receipts.document_of(found), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    else:
        url = request.build_absolute_uri(reverse("receipt_verify"))
        response = HttpResponse(pdf.render(_sheet(_shown(found), url)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.{extension}"'
    return response


def _seal_words(seal: dict[str, Any] | None) -> str:
    if seal is None:
        return ""
    said = {"number": seal["number"], "digest": seal["digest"][:16]}
    return gettext("Newest seal of the public record: %(number)s · %(digest)s") % said


def _sheet(shown: dict[str, Any], url: str) -> NoticeSheet:
    language = reader_language()
    said, tender = shown["said"], shown["tender"]
    facts = [
        (gettext("Received"), formatting.daytime(shown["received_at"], language, seconds=True)),
        (gettext("Call"), title_of(tender).text),
        (gettext("Who bids"), shown["bid"].lead.name),
        (gettext("Bid"), said["bid"]),
        (gettext("Revision"), str(said["revision"] or "–")),
        (gettext("Check value of what was sealed"), said["envelope"] or "–"),
        (gettext("Commitment to the content"), said["commitment"] or "–"),
        (gettext("Signature (Ed25519)"), shown["document"]["signature"]),
        (gettext("Key"), said["kid"]),
    ]
    if shown["due_at"]:
        facts.insert(2, (gettext("Closing then in force"), formatting.daytime(shown["due_at"], language)))
    return NoticeSheet(
        language=language,
        site=gettext("Yangguang"),
        tagline=tagline(),
        kind=gettext("Receipt"),
        title=str(shown["title"]),
        title_lang="",
        number=shown["receipt"].number,
        seq=1,
        buyer=tender.buyer.name,
        place=tender.number,
        dates=[],
        sections=[Section(gettext("What was received"), lines=tuple(Line(*one) for one in facts))],
        published=formatting.daytime(shown["received_at"], language, seconds=True),
        published_at=shown["received_at"],
        digest=said["envelope"] or said["bid"],
        url=url,
        summary=[],
        summary_lang="",
        short=[],
        seal=_seal_words(said["seal"]),
        head=gettext("Receipt"),
        scan=gettext("Scan to check whether a receipt is genuine"),
        paper=gettext("Only the JSON file can be checked there; keep it together with this sheet."),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def receipt_verify(request: HttpRequest) -> HttpResponse:
    """Whether a receipt is one this portal signed, unchanged. Needs no account and keeps nothing."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        verified = receipts.verify(form.cleaned_data["receipt"])
        context |= {"verified": verified, "why": words.words(words.NOT_GENUINE, verified.code)}
        if verified.genuine:
            said = verified.said
            context["received_at"] = datetime.fromisoformat(said["received_at"])
            context["title"] = words.receipt_title(said["act"], said["verdict"])
    return render(request, "bids/verify.html", context, status=422 if form.errors else 200)


@require_safe
def receipt_keys(request: HttpRequest) -> JsonResponse:
    """The public halves of every key receipts were ever signed with."""
    response = JsonResponse({"keys": receipts.public_keys()})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
