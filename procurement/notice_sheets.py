"""A notice as something to hang up, send or paste: the bridge from what was published to the typeset sheets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from portal.ground.formatting import Language, daytime, yuan
from portal.ground.here import tagline
from portal.ground.ledger import seals
from procurement import labels, notice_body, result_words, stated
from procurement.judgement.law import law_of
from procurement.models import Notice, Tender
from procurement.permissions.bids import takes_bids
from procurement.presentation import Call, call_of_values, reader_language
from procurement.sheets import Line, NoticeSheet, Section, Table, docx, pdf, text
from procurement.sheets.model import Line as SheetLine
from procurement.sheets.model import in_language


@dataclass(frozen=True)
class Renderer:
    render: Callable[[NoticeSheet], bytes]
    media_type: str


def _plain_text(sheet: NoticeSheet) -> bytes:
    return text.render(sheet).encode()


RENDERERS = {
    "pdf": Renderer(pdf.render, "application/pdf"),
    "docx": Renderer(docx.render, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "txt": Renderer(_plain_text, "text/plain; charset=utf-8"),
}


def sheet_of(tender: Tender, notice: Notice, language: Language, *, place: str, url: str) -> NoticeSheet:
    """The sheet of one notice in one language, from its frozen body."""
    parts = notice_body.parse(notice.body)
    with in_language(language):
        call = call_of_values(
            parts["call"] | {"published_at": notice.published_at},
            language=language,
            place=place,
            reasons=reasons_in_words(tender, parts["law"]["reasons"], language),
        )
        outcome = result_words.is_outcome(parts)
        return NoticeSheet(
            language=language,
            site=gettext("Yangguang"),
            tagline=tagline(),
            kind=labels.notice_kind(notice.kind),
            title=call.title.text,
            title_lang=call.title.lang,
            number=tender.number,
            seq=notice.seq,
            buyer=tender.buyer.name,
            place=place,
            dates=result_words.dates_of(parts, language) if outcome else call.date_words(),
            sections=[
                *_about(parts, language),
                *result_words.sections_of(parts, language),
                *(result_words.call_sections(call) if outcome else call.sections()),
            ],
            published=daytime(notice.legal_at, language),
            published_at=notice.published_at,
            digest=notice.digest,
            url=url,
            summary=[] if outcome else call.summary,
            summary_lang=call.summary_lang,
            short=result_words.short_of(parts, language) if outcome else _short(tender, call),
            seal=_seal(),
        )


def reasons_in_words(tender: Tender, reasons: Mapping[str, str], language: Language) -> dict[str, str]:
    """Published reasons under the words of the rule that each answers, never under its code."""
    if not reasons:
        return {}
    book, _calendar = law_of(tender)
    words = {row.id: row.title_en if language == "en" else row.title_zh for row in book.rows}
    said: dict[str, str] = {}
    for rule, reason in reasons.items():
        name = words.get(rule) or gettext("Reason")
        said[name] = f"{said[name]}\n{reason}" if name in said else reason
    return said


def _about(parts: dict[str, object], language: Language) -> list[Section]:
    """What a correction changed or why a call ended, before the words of the call."""
    made = []
    reason = parts.get("reason")
    if isinstance(reason, dict):
        words = (reason.get("en") if language == "en" else "") or reason.get("zh", "")
        said = (labels.amendment_reason(reason["code"]), words)
        lines = tuple(SheetLine("", text) for text in said if text)
        made.append(Section(gettext("Reason"), paragraphs=lines))
    changes = parts.get("changes")
    if isinstance(changes, dict) and changes:
        head = (gettext("Field"), gettext("Before"), gettext("After"))
        rows = tuple(
            (
                labels.field_name(name),
                labels.field_value(name, stated.typed(name, change["before"])),
                labels.field_value(name, stated.typed(name, change["after"])),
            )
            for name, change in changes.items()
        )
        made.append(Section(gettext("What changed"), table=Table(head, rows)))
    return made


def _short(tender: Tender, call: Call) -> list[Line]:
    """Money and who may apply: what a message in a group has room for."""
    lines = []
    if tender.estimated_value is not None:
        lines.append(Line(gettext("Budget"), yuan(tender.estimated_value, call.language)))
    if sentences := call.who_sentences():
        lines.append(Line(gettext("Who may apply"), sentences[0]))
    return lines


def _seal() -> str:
    newest = seals.newest()
    if newest is None:
        return ""
    return gettext("Seal %(number)s: %(digest)s") % {"number": newest.number, "digest": newest.digest[:16]}


# Before publication the text is shown as it will read then.
_PLANNED = ("draft", "submitted", "scheduled", "awaiting_medium")


def wechat_text(tender: Tender, title: str, who: list[str], url: str, *, now: datetime) -> str:
    """A few lines for a WeChat group: what, who, how much, until when, who may apply, where to read it. Where no
    application is taken, how the call stands instead of an invitation."""
    language = reader_language()
    lines = [title, tender.buyer.name]
    if tender.estimated_value is not None:
        lines.append(gettext("Budget: %(sum)s") % {"sum": yuan(tender.estimated_value, language)})
    if tender.step == "suspended":
        lines.append(
            gettext("Closing is on hold; the new date will be published. Applications are taken meanwhile.")
        )
        lines += who[:1]
    elif tender.step in _PLANNED or takes_bids(tender, now=now):
        if tender.bids_due:
            lines.append(gettext("Closes: %(moment)s") % {"moment": daytime(tender.bids_due, language)})
        lines += who[:1]
    else:
        step = "closed" if tender.step == "open" else tender.step
        lines.append(gettext("Takes no applications any more: %(state)s") % {"state": labels.step(step)})
    return "\n".join([*lines, url])
