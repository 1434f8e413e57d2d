"""Typesets sheets to tagged, archivable PDF. User words go in as data, never as markup."""

import json
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst
from django.utils.translation import gettext, ngettext, pgettext

from procurement.sheets import qr
from procurement.sheets.model import (
    CheckSheet,
    LineLike,
    NoticeSheet,
    SectionLike,
    groups_of_eight,
    in_language,
    one_line,
    paragraphs,
    tally,
)

MEDIA_TYPE = "application/pdf"
TEMPLATES = Path(__file__).parent / "typst"
# PDF/UA-1 for readers who listen, PDF/A-2a for fifteen years in an archive.
STANDARDS: tuple[Literal["ua-1", "a-2a"], ...] = ("ua-1", "a-2a")
_TOO_MANY_CHECKS = 16
_NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
# Letters and figures without a blank that fit into a line, into a cell of a table, under the square code.
_LINE, _CELL, _ADDRESS = 60, 26, 80


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Noto Sans SC and Noto Serif SC from their wheel: the same sheet on every machine."""
    folder = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def render(sheet: NoticeSheet) -> bytes:
    """The A4 sheet of a notice. The same sheet gives the same bytes."""
    with in_language(sheet.language):
        data = _notice(sheet)
    return _typeset("notice.typ", data, sheet.published_at)


def render_check(sheet: CheckSheet) -> bytes:
    """The check sheet of a call."""
    with in_language(sheet.language):
        data = _checks(sheet)
    return _typeset("check.typ", data, sheet.made_at)


def _typeset(template: str, data: dict[str, Any], moment: datetime) -> bytes:
    """Compile; a character the fonts do not have is written as its code, because a gap would hide it."""
    data |= {"date": [moment.year, moment.month, moment.day]}
    missing: set[str] = set()
    while True:
        try:
            return _compile(template, json.dumps(_spelled_out(data, missing), ensure_ascii=False), moment)
        except typst.TypstError as error:
            found = _unset_characters(str(error.diagnostic)) - missing
            if not found:
                raise
            missing |= found


def _compile(template: str, data: str, moment: datetime) -> bytes:
    compiler = typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    pdf = compiler.compile(format="pdf", pdf_standards=list(STANDARDS), timestamp=int(moment.timestamp()))
    assert isinstance(pdf, bytes)
    return pdf


def _unset_characters(diagnostic: str) -> set[str]:
    texts = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _NO_GLYPH.findall(diagnostic))
    return {sign for text in texts for sign in text if not sign.isspace()}


def _spelled_out(value: Any, missing: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _spelled_out(member, missing) for key, member in value.items()}
    if isinstance(value, list):
        return [_spelled_out(member, missing) for member in value]
    if isinstance(value, str) and missing:
        return "".join(f"[U+{ord(sign):04X}]" if sign in missing else sign for sign in value)
    return value


def _breakable(text: str, most: int = _LINE) -> str:
    """A run without blanks longer than ``most`` gets places to break, or it would leave the page."""
    if not re.search(rf"[!-~]{{{most + 1}}}", text):
        return text
    return re.sub(rf"[!-~]{{{most // 2}}}(?=[!-~])", lambda run: f"{run[0]}\u200b", text)


def _line(line: LineLike) -> dict[str, Any]:
    return {
        "label": one_line(line.label),
        "value": [_breakable(text) for text in paragraphs(line.value)],
        "lang": line.lang[:2],
    }


def _section(section: SectionLike) -> dict[str, Any]:
    table = section.table
    return {
        "heading": one_line(section.heading),
        "note": one_line(section.note),
        "paragraphs": [line for one in section.paragraphs for line in _split(one)],
        "lines": [_line(one) for one in section.lines],
        "head": [one_line(cell) for cell in table.head] if table else [],
        "rows": [[_breakable(one_line(cell), _CELL) for cell in row] for row in table.rows] if table else [],
    }


def _split(line: LineLike) -> list[dict[str, str]]:
    return [{"text": _breakable(text), "lang": line.lang[:2]} for text in paragraphs(line.value)]


def _notice(sheet: NoticeSheet) -> dict[str, Any]:
    return {
        "language": sheet.language,
        "site": sheet.site,
        "tagline": sheet.tagline,
        "kind": one_line(sheet.kind),
        "title": _breakable(one_line(sheet.title)),
        "title_lang": sheet.title_lang[:2],
        "number": sheet.number,
        "seq": sheet.head or gettext("Notice %(seq)s") % {"seq": sheet.seq},
        "buyer": _breakable(one_line(sheet.buyer)),
        "place": one_line(sheet.place),
        "dates": [_line(one) for one in sheet.dates],
        "dates_heading": gettext("Dates"),
        "summary": [_breakable(one_line(text)) for text in sheet.summary if text.strip()],
        "summary_heading": gettext("In plain words"),
        "summary_lang": sheet.summary_lang[:2],
        "sections": [_section(one) for one in sheet.sections],
        "published": one_line(sheet.published),
        "digest": groups_of_eight(sheet.digest),
        "digest_label": gettext("Fingerprint (SHA-256)"),
        "seal": one_line(sheet.seal),
        "url": sheet.url,
        "url_text": _breakable(sheet.url, _ADDRESS),
        "qr": qr.svg(sheet.url),
        "qr_alt": gettext("Square code that leads to %(url)s") % {"url": sheet.url},
        "scan": sheet.scan or gettext("Scan to read the notice with all questions, answers and corrections"),
        "paper": sheet.paper
        or gettext("This sheet shows the notice as it was published. Later corrections are at the address."),
        "pages": gettext("Page {page} of {pages}"),
    }


def _checks(sheet: CheckSheet) -> dict[str, Any]:
    count = len(sheet.checks)
    heads = (gettext("Rule"), gettext("This call says"), gettext("The rule asks"))
    return {
        "language": sheet.language,
        "site": sheet.site,
        "tagline": sheet.tagline,
        "heading": gettext("Check sheet"),
        "title": _breakable(one_line(sheet.title)),
        "title_lang": sheet.title_lang[:2],
        "number": sheet.number,
        "buyer": one_line(sheet.buyer),
        "place": one_line(sheet.place),
        "edition": one_line(sheet.edition),
        "edition_label": gettext("Rulebook"),
        "made": one_line(sheet.made),
        "count": ngettext("%(count)s rule checked", "%(count)s rules checked", count) % {"count": count},
        "tally": [{"answer": code, "word": word, "count": number} for code, word, number in tally(sheet)],
        "head": [*heads, gettext("Source"), pgettext("check sheet", "Result")],
        "rows": [
            {
                "cells": [
                    _breakable(one_line(text), _CELL // 2)
                    for text in (check.rule, check.said, check.asked, check.source)
                ],
                "answer": check.answer,
                "result": check.result,
                "detail": _breakable(one_line(check.detail)),
            }
            for check in sheet.checks
        ],
        "dense": count > _TOO_MANY_CHECKS,
        "kept": gettext("Made by the portal. Keep it with the papers of this purchase for 15 years."),
        "pages": gettext("Page {page} of {pages}"),
    }
