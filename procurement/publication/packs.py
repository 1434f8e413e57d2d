"""What an office takes away of a call: the check sheet, and everything as one zip for medium and file."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import PurePath

from django.utils.translation import gettext

from portal.ground.formatting import daytime, reader_language
from portal.ground.here import tagline
from portal.ground.ledger import blobs
from procurement import labels, stated
from procurement.labels.verdicts import figure_words, source_words, verdict_message
from procurement.models import Document, Tender
from procurement.publication import body
from procurement.publication.call import Call
from procurement.publication.sheets import RENDERERS, sheet_of
from procurement.rules.procedures import PROCEDURES
from procurement.rules.rulebook import Rulebook
from procurement.rules.verdicts import Verdict
from procurement.sheets import Check, CheckSheet, NoticeSheet, pdf

# Entries of a zip carry a time; one that says nothing keeps the same call at the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_SAID = ("given", "value", "share", "months", "years", "total", "words", "found")


def check_sheet(
    tender: Tender, call: Call, verdicts: Iterable[Verdict], book: Rulebook, *, now: datetime
) -> bytes:
    """Every rule with its figure, source and result, on paper (PDF), in the reader's language."""
    return pdf.render_check(
        CheckSheet(
            language=call.language,
            site=gettext("Yangguang"),
            tagline=tagline(),
            title=call.title.text or tender.number,
            title_lang=call.title.lang,
            number=tender.number,
            buyer=tender.buyer.name,
            place=call.place,
            edition=book.edition,
            made=gettext("Checked on %(moment)s") % {"moment": daytime(now, call.language)},
            made_at=now,
            checks=[_check(one) for one in verdicts],
        )
    )


def _check(verdict: Verdict) -> Check:
    return Check(
        rule=labels.field_name(verdict.field),
        said=_said(verdict) or verdict_message(verdict, source=False),
        asked=_asked(verdict),
        source=source_words(verdict),
        answer=str(verdict.answer),
        result=labels.answer(str(verdict.answer)),
        # A figure that is met needs no sentence: with it the sheet would not stay on its one page.
        detail=verdict.reason
        or (verdict_message(verdict, source=False) if verdict.stops and _said(verdict) else ""),
    )


def _said(verdict: Verdict) -> str:
    key = next((key for key in _SAID if verdict.params.get(key) is not None), "given")
    name = verdict.field.rpartition(".")[2] if key == "given" else key
    return labels.field_value(name, verdict.params.get(key))


def _asked(verdict: Verdict) -> str:
    number, unit = verdict.params.get("number"), verdict.params.get("unit")
    if isinstance(number, Decimal) and isinstance(unit, str):
        return figure_words(number, unit)
    bound = verdict.earliest or verdict.latest
    return labels.field_value(verdict.field, bound) if bound else ""


def sheet_before_publication(tender: Tender, call: Call, *, url: str, now: datetime) -> NoticeSheet:
    """The notice as it will be handed to the official medium: no notice of ours stands yet."""
    kind = PROCEDURES[tender.procedure].call if tender.procedure else "tender_notice"
    return NoticeSheet(
        language=call.language,
        site=gettext("Yangguang"),
        tagline=tagline(),
        kind=labels.notice_kind(kind),
        title=call.title.text or tender.number,
        title_lang=call.title.lang,
        number=tender.number,
        seq=1,
        buyer=tender.buyer.name,
        place=call.place,
        dates=call.date_words(),
        sections=call.sections(),
        published=gettext("Not yet published. Made on %(moment)s.") % {"moment": daytime(now, call.language)},
        published_at=now,
        digest=body.root_of({"call": stated.public(tender)}),
        url=url,
        summary=call.summary,
        summary_lang=call.summary_lang,
    )


def pack(
    tender: Tender,
    call: Call,
    verdicts: list[Verdict],
    book: Rulebook,
    documents: Iterable[Document],
    *,
    url: str,
    now: datetime,
) -> bytes:
    """One zip: the notice for Word, as text and as PDF, the check sheet, the files of the call, JSON. ``book``: what
    ``tender`` is held to."""
    notice = tender.notices.order_by("seq").first()
    if notice is not None:
        sheet = sheet_of(tender, notice, book, reader_language(), place=call.place, url=url)
        machine = notice.body
    else:
        sheet = sheet_before_publication(tender, call, url=url, now=now)
        parts = {
            "call": stated.public(tender),
            "verdicts": [body.plain_verdict(one) for one in verdicts],
        }
        machine = body.canonical(parts)
    entries = {f"{tender.number}.{kind}": one.render(sheet) for kind, one in RENDERERS.items()}
    entries[f"{tender.number}-check.pdf"] = check_sheet(tender, call, verdicts, book, now=now)
    entries[f"{tender.number}.json"] = machine.encode()
    for place, document in enumerate(documents, 1):
        entries[f"files/{place:02d}-{_file_name(document)}"] = _content(document)
    return _zip(entries)


def _file_name(document: Document) -> str:
    """The title as a file name that any system unpacks."""
    safe = "".join("_" if mark in '\\/:*?"<>|' or ord(mark) < 32 else mark for mark in document.title)
    return f"{PurePath(safe).name.strip('. ') or document.pk}.{document.extension}"


def _content(document: Document) -> bytes:
    with blobs.open(document.blob_id) as file:
        return file.read()


def _zip(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, entry in entries.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), entry, compress_type=zipfile.ZIP_DEFLATED)
    return content.getvalue()
