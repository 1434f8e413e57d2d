"""Writing a call: fill in screen by screen, take lawful dates, attach files, send."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.ground import clock
from portal.ground.files import FilesAwayError
from portal.ground.pages import device
from procurement.errors import PersonalDataError, PersonalFileError, StaleVersionError
from procurement.forms.base import REASON, Part, stop_at
from procurement.forms.calls import defaults, screens
from procurement.forms.calls.dates import DocumentForm
from procurement.forms.files import add_file_findings
from procurement.judgement import law
from procurement.labels import finding_message, verdict_message
from procurement.labels.uploads import refusal_words
from procurement.models import Document, Tender
from procurement.permissions import calls as permissions
from procurement.rules.verdicts import RuleError
from procurement.services.calls import documents, tenders
from procurement.views.attached import attachment
from procurement.views.calls import conflicts, part_page, repairs
from procurement.views.calls.officer import call_or_404, person, state_of
from procurement.views.refusals import OverError

FILE_FAULTS = (documents.TooManyDocumentsError, FilesAwayError, PersonalDataError, PersonalFileError)


@login_required
@require_http_methods(["GET", "POST"])
def call_part(request: HttpRequest, number: str, part: str) -> HttpResponse:
    """Screens 2 to 5. A draft that was sent is no longer edited here."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    if part not in screens.BY_SLUG:
        raise Http404
    if request.method == "POST":
        return _post_part(request, tender, part, now)
    if tender.step != "draft":
        return redirect("call_review", tender.number)
    return part_page.show(request, tender, part, state_of(tender, now=now))


def _post_part(request: HttpRequest, tender: Tender, slug: str, now: datetime) -> HttpResponse:
    if not permissions.may_edit(person(request), tender, now=now):
        raise OverError(reverse("call_review", args=[tender.number]))
    act = request.POST.get("act", "check")
    state = state_of(tender, now=now)
    data = repairs.repaired(request.POST, lawful=act == "lawful")
    repairs.change_rows(data, act)
    form = screens.build(slug, tender, state.verdicts, data=data)
    if repairs.is_of_rows(act):
        return part_page.show(request, tender, slug, state, form=form)
    files = DocumentForm(request.POST, request.FILES) if slug == "dates" else None
    if not form.is_valid() or (files is not None and not files.is_valid()):
        return part_page.show(request, tender, slug, state, form=form, files=files)
    try:
        saved = _save_or_merge(request, tender, form, files, act, now)
    except FILE_FAULTS as fault:
        assert files is not None
        complain(files, fault)
        tender.refresh_from_db()
        return part_page.show(request, tender, slug, state, form=form, files=files)
    if isinstance(saved, HttpResponse):
        return saved
    if act == "send":
        return _send(request, saved, now)
    return _after_save(request, saved, slug, act)


def complain(files: DocumentForm, fault: Exception) -> None:
    match fault:
        case PersonalFileError():
            add_file_findings(files, "file", fault)
        case PersonalDataError():
            stop_at(files, "title", next(iter(fault.passages.values())))
        case FilesAwayError():
            files.add_error("file", refusal_words("away", {}))
        case _:
            files.add_error("file", refusal_words("too_many", {}))


def _save_or_merge(
    request: HttpRequest,
    tender: Tender,
    form: Part,
    files: DocumentForm | None,
    act: str,
    now: datetime,
) -> Tender | HttpResponse:
    """What stands then; a page where two people wrote different words into one field."""
    try:
        return _save_all(request, tender, form, files, act, now)
    except StaleVersionError as stale:
        merged = conflicts.merge(stale, request.POST, form)
        if merged.clashes:
            return conflicts.page(request, stale, merged, form)
        saved = _save_all(request, stale.current, form, files, act, now, theirs=merged.theirs)
        messages.info(request, gettext("Someone else saved in between. Both changes are kept."))
        return saved


def _save_all(
    request: HttpRequest,
    tender: Tender,
    form: Part,
    files: DocumentForm | None,
    act: str,
    now: datetime,
    *,
    theirs: tuple[str, ...] | None = None,
) -> Tender:
    """Everything the screen brought, or nothing. ``theirs`` are fields left as someone else wrote them; with
    it the form is saved on the version just read, else on the one it was filled in on."""
    with transaction.atomic():
        version = conflicts.version_of(request.POST) if theirs is None else tender.version
        tender = _save(request, tender, form, now, version=version, theirs=theirs or ())
        if files is not None:
            _documents(request, tender, files, act, now)
        if act == "lawful":
            tender = _take_lawful(request, tender, now)
    return tender


def _save(
    request: HttpRequest, tender: Tender, form: Part, now: datetime, *, version: int, theirs: tuple[str, ...]
) -> Tender:
    """Save what the screen says, except what is left as another person wrote it."""

    def is_mine(name: str) -> bool:
        return name not in theirs and request.POST.get(f"keep-{name}") != conflicts.THEIRS

    values = {name: value for name, value in form.values().items() if is_mine(name)}
    by, ours = person(request), list[str]()
    if form.slug == "project":
        ours = defaults.filled_in(tender, values)
        values |= defaults.what_follows(tender, values)
    saved = tenders.save_part(tender.number, values=values, ours=ours, version=version, by=by, now=now)
    for rule, reason in form.reasons().items():
        if is_mine(f"{REASON}{rule}") and saved.reasons.get(rule, "") != reason:
            saved = tenders.give_reason(tender.number, rule=rule, reason=reason, by=by, now=now)
    if form.slug == "project" and defaults.dates_are_empty(saved):
        saved = _take_lawful(request, saved, now)
    return saved


def _take_lawful(request: HttpRequest, tender: Tender, now: datetime) -> Tender:
    """All lawful dates, counted from a publication that leaves the second person time."""
    by = person(request)
    if tender.procedure and (tender.publish_at is None or tender.publish_at <= now):
        _book, calendar = law.current()
        planned = defaults.publication_to_plan(now, calendar)
        tender = tenders.save_part(
            tender.number, values={"publish_at": planned}, version=tender.version, by=by, now=now
        )
    return tenders.take_lawful_dates(tender.number, version=tender.version, by=by, now=now)


def _documents(request: HttpRequest, tender: Tender, files: DocumentForm, act: str, now: datetime) -> None:
    by = person(request)
    if act.startswith("drop:") and act.removeprefix("drop:").isdigit():
        try:
            documents.withdraw(tender.number, int(act.removeprefix("drop:")), by=by, now=now)
        except Document.DoesNotExist:
            raise Http404 from None
    file = files.cleaned_data.get("file")
    if file:
        documents.attach(
            tender.number,
            file=file,
            title=files.cleaned_data.get("title") or "",
            by=by,
            now=now,
        )


def _after_save(request: HttpRequest, tender: Tender, slug: str, act: str) -> HttpResponse:
    if act == "lawful":
        device.say_saved(request, gettext("All lawful dates are filled in. Please look at them once."))
        return redirect("call_part", tender.number, "dates")
    hour = f"{tender.saved_at.astimezone(clock.LEGAL_ZONE):%H:%M}"
    device.say_saved(request, gettext("Saved at %(hour)s and checked.") % {"hour": hour})
    return redirect("call_part", tender.number, screens.next_of(slug) if act == "next" else slug)


def _send(request: HttpRequest, tender: Tender, now: datetime) -> HttpResponse:
    """Send for approval; every fault there is stops it and stands on the page."""
    state = state_of(tender, now=now)
    if not state.is_ready:
        return part_page.show(request, tender, "send", state)
    try:
        tenders.submit(tender.number, version=tender.version, by=person(request), now=now)
    except RuleError as error:
        messages.error(request, " ".join(verdict_message(one) for one in error.verdicts))
        return redirect("call_part", tender.number, "send")
    except PersonalDataError as error:
        _tell_findings(request, error)
        return redirect("call_part", tender.number, "send")
    messages.success(request, gettext("Sent. A second person must approve before it is published."))
    return redirect("call_review", tender.number)


def _tell_findings(request: HttpRequest, error: PersonalDataError) -> None:
    for name, passages in error.passages.items():
        label = screens.label_of(name.partition("/")[0])
        for one in passages:
            messages.error(request, f"{label}{gettext(': ')}{finding_message(one.kind, one.words)}")


@login_required
@require_POST
def call_dates(request: HttpRequest, number: str) -> HttpResponse:
    """Take all lawful dates; the button of pages that have no field."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    if not permissions.may_edit(person(request), tender, now=now):
        raise OverError(reverse("call_review", args=[tender.number]))
    if conflicts.version_of(request.POST) != tender.version:
        messages.error(request, gettext("Someone saved in between. Look once more, then take the dates."))
        return redirect("call_part", tender.number, "dates")
    with transaction.atomic():
        _take_lawful(request, tender, now)
    return _after_save(request, tender, "dates", "lawful")


@login_required
@require_GET
def call_document(request: HttpRequest, number: str, pk: int) -> HttpResponse | FileResponse:
    """A file of a draft, for the people of the agency."""
    tender = call_or_404(request, number, now=clock.now())
    document = tender.documents.select_related("blob").filter(pk=pk).first()
    if document is None:
        raise Http404
    return attachment(document.blob, name=document.title, extension=document.extension)


@login_required
@require_http_methods(["GET", "POST"])
def call_discard(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then put an unpublished draft away."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    if not permissions.may_discard(person(request), tender, now=now):
        raise OverError(reverse("call_review", args=[tender.number]))
    if request.method == "POST":
        tenders.discard_draft(tender.number, by=person(request), now=now)
        messages.success(request, gettext("The draft is put away."))
        return redirect("workspace")
    return render(request, "calls/discard.html", {"tender": tender})
