"""The same notice as a Word file, for the county's own site and the office's file."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import docx
from django.utils.translation import gettext
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from procurement.sheets import qr
from procurement.sheets.model import (
    LineLike,
    NoticeSheet,
    SectionLike,
    TableLike,
    groups_of_eight,
    in_language,
    one_line,
    paragraphs,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
INK = RGBColor(0x10, 0x29, 0x2F)
QUIET = RGBColor(0x46, 0x59, 0x5D)
# Faces that every Windows has; the title in bold Song stands for 小标宋.
_FACES = {
    "Normal": ("Times New Roman", "仿宋", Pt(12), False),
    "Title": ("Times New Roman", "宋体", Pt(20), True),
    "Heading 1": ("Times New Roman", "黑体", Pt(14), True),
}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def render(sheet: NoticeSheet) -> bytes:
    """A .docx with real headings and tables. The same sheet gives the same bytes."""
    with in_language(sheet.language):
        document = _document(sheet)
    target = io.BytesIO()
    document.save(target)
    return _without_clock(target.getvalue())


def _without_clock(data: bytes) -> bytes:
    """The zip with every part dated alike: the library dates them by the clock."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return target.getvalue()


def _document(sheet: NoticeSheet) -> Document:
    document = docx.Document()
    _set_up(document, sheet)
    document.add_paragraph(
        f"{sheet.site} · {sheet.number} · {gettext('Notice %(seq)s') % {'seq': sheet.seq}}"
    )
    document.add_paragraph(one_line(sheet.kind))
    _spoken(document.add_paragraph(one_line(sheet.title), style="Title"), sheet.title_lang)
    document.add_paragraph(f"{one_line(sheet.buyer)} · {one_line(sheet.place)}")
    if sheet.dates:
        _heading(document, gettext("Dates"))
        _facts(document, sheet.dates)
    if sheet.summary:
        _heading(document, gettext("In plain words"))
        for sentence in sheet.summary:
            _spoken(document.add_paragraph(one_line(sentence), style="List Number"), sheet.summary_lang)
    for section in sheet.sections:
        _section(document, section, "（{}）" if sheet.language == "zh" else " ({})")
    _proof(document, sheet)
    return document


def _set_up(document: Document, sheet: NoticeSheet) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin = page.bottom_margin = Mm(22)
    for name, (latin, chinese, size, bold) in _FACES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = latin, size, bold
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), chinese)
        fonts.set(qn("w:hAnsi"), latin)
    _language(document.styles["Normal"].element.get_or_add_rPr(), sheet.language)
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)
    core = document.core_properties
    core.title, core.subject, core.author = one_line(sheet.title), sheet.number, one_line(sheet.buyer)
    core.last_modified_by, core.comments, core.keywords = sheet.site, sheet.url, ""
    core.language = "zh-CN" if sheet.language == "zh" else "en-GB"
    core.created = core.modified = sheet.published_at.astimezone(UTC).replace(tzinfo=None)


def _language(properties: Any, language: str) -> None:
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), "en-GB")
    mark.set(qn("w:eastAsia"), "zh-CN")
    if language == "zh":
        mark.set(qn("w:val"), "zh-CN")
    properties.append(mark)


def _spoken(paragraph: Any, lang: str) -> None:
    """Mark words that are not in the language of the sheet."""
    if lang:
        for run in paragraph.runs:
            _language(run._r.get_or_add_rPr(), lang[:2])


def _heading(document: Document, text: str) -> None:
    document.add_heading(text, level=1)


def _section(document: Document, section: SectionLike, brackets: str) -> None:
    note = one_line(section.note)
    heading = one_line(section.heading)
    _heading(document, f"{heading}{brackets.format(note)}" if note else heading)
    for one in section.paragraphs:
        for text in paragraphs(one.value):
            _spoken(document.add_paragraph(text), one.lang)
    if section.lines:
        _facts(document, section.lines)
    if section.table and section.table.rows:
        _table(document, section.table)


def _facts(document: Document, lines: Sequence[LineLike]) -> None:
    table = document.add_table(len(lines), 2, style="Table Grid")
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Mm(36), Mm(124)
    for row, line in zip(table.rows, lines, strict=True):
        row.cells[0].width, row.cells[1].width = Mm(36), Mm(124)
        row.cells[0].text = one_line(line.label)
        row.cells[1].text = "\n".join(paragraphs(line.value))
        for paragraph in row.cells[1].paragraphs:
            _spoken(paragraph, line.lang)


def _table(document: Document, rows: TableLike) -> None:
    table = document.add_table(len(rows.rows) + 1, len(rows.head), style="Table Grid")
    for row, texts in zip(table.rows, (rows.head, *rows.rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = one_line(text)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _proof(document: Document, sheet: NoticeSheet) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(18)
    picture = paragraph.add_run().add_picture(io.BytesIO(qr.png(sheet.url)), width=Mm(30))
    words = gettext("Square code that leads to %(url)s") % {"url": sheet.url}
    picture._inline.docPr.set("descr", words)
    document.add_paragraph(gettext("Scan to read the notice with all questions, answers and corrections"))
    small = [
        sheet.url,
        gettext("This sheet shows the notice as it was published. Later corrections are at the address."),
        sheet.published,
        f"{gettext('Fingerprint (SHA-256)')} {groups_of_eight(sheet.digest)}",
        sheet.seal,
    ]
    for text in filter(None, map(one_line, small)):
        run = document.add_paragraph().add_run(text)
        run.font.size, run.font.color.rgb = Pt(9), QUIET
