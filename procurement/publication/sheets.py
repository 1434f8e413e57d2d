"""A notice as something to hang up, send or paste: the bridge from what was published to the typeset sheets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from portal.ground.formatting import Language, day, daytime, yuan
from portal.ground.here import tagline
from portal.ground.ledger import seals
from procurement import labels, stated
from procurement.models import Notice, Tender
from procurement.publication import body, lawful, results
from procurement.publication.call import Call, call_of_values
from procurement.publication.sections import Section as Part
from procurement.rules.rulebook import Rulebook
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


def sheet_of(
    tender: Tender, notice: Notice, book: Rulebook, language: Language, *, place: str, url: str
) -> NoticeSheet:
    """The sheet of one notice in one language, from its frozen body. ``book``: what ``tender`` is held to."""
    parts = body.parse(notice.body)
    with in_language(language):
        buyer = tender.buyer.name
        call = call_of_values(
            parts["call"] | {"published_at": notice.published_at},
            language=language,
            place=place,
            reasons={
                **reasons_in_words(parts["law"]["reasons"], book, language),
                **passages_in_words(parts["law"].get("cleared", ()), language),
            },
            lawful=lawful.of_call(
                parts.get("lawful", {}),
                parts["call"],
                buyer=buyer,
                medium_url=notice.medium_url,
                language=language,
            ),
        )
        outcome = results.is_outcome(parts)
        over = outcome or notice.kind in lawful.ENDS
        return NoticeSheet(
            language=language,
            site=gettext("Yangguang"),
            tagline=tagline(),
            kind=labels.notice_kind(notice.kind),
            title=call.title.text,
            title_lang=call.title.lang,
            number=tender.number,
            seq=notice.seq,
            buyer=buyer,
            place=place,
            dates=results.dates_of(parts, language) if over else call.date_words(),
            sections=[
                *_about(parts, language),
                *results.sections_of(parts, language),
                *beside(parts, notice, buyer, language),
                *(results.call_sections(call) if over else call.sections()),
            ],
            published=daytime(notice.legal_at, language),
            published_at=notice.published_at,
            digest=notice.digest,
            url=url,
            summary=[] if over else call.summary,
            summary_lang=call.summary_lang,
            short=results.short_of(parts, language) if outcome else _short(tender, call),
            seal=_seal(),
        )


def beside(parts: Mapping[str, Any], notice: Notice, buyer: str, language: Language) -> list[Part]:
    """What the law wants said in a notice that is not of the call itself."""
    own = notice.kind in lawful.ABOUT_A_NOTICE or results.is_outcome(parts)
    return lawful.of_notice(parts, notice.kind, buyer=buyer, language=language) if own else []


def reasons_in_words(reasons: Mapping[str, str], book: Rulebook, language: Language) -> dict[str, str]:
    """Published reasons under the words of the rule that each answers, never under its code."""
    words = {row.id: row.title_en if language == "en" else row.title_zh for row in book.rows}
    said: dict[str, str] = {}
    for rule, reason in reasons.items():
        name = words.get(rule) or gettext("Reason")
        said[name] = f"{said[name]}\n{reason}" if name in said else reason
    return said


def passages_in_words(cleared: Iterable[Mapping[str, str]], language: Language) -> dict[str, str]:
    """Why passages that a rule took for a demand are harmless, under their words, with who said so and when."""
    said: dict[str, str] = {}
    for one in cleared:
        name = gettext("Read by a second person: “%(words)s”") % {"words": one["words"]}
        reason = gettext("%(reason)s (said by the second person on %(day)s)") % {
            "reason": one["reason"],
            "day": day(datetime.fromisoformat(one["at"]), language),
        }
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
    passed = parts.get("passed")
    if isinstance(passed, list) and passed:
        names = dict.fromkeys(labels.field_name(one["field"]) for one in passed)
        owed = gettext("Published in step with the official medium, to be corrected by this agency.")
        listed = (*(SheetLine("", name) for name in names), SheetLine("", owed))
        made.append(Section(gettext("Dates that break a rule"), paragraphs=listed))
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
