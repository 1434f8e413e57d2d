"""The printed sheet, the Word file and the plain text of a notice; the check sheet."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest

from procurement.reading import read_docx
from procurement.sheets import Check, CheckSheet, Line, NoticeSheet, Section, Table, pdf, text
from procurement.sheets import docx as word
from procurement.sheets.model import check_context, clean, groups_of_eight

AT = datetime(2026, 7, 2, 9, 27, tzinfo=ZoneInfo("Asia/Shanghai"))
DIGEST = "9f2c41d7" * 8
HOSTILE = '#read("/etc/passwd") *粗* `码` $x^2$ #set page(width: 1cm) \\ <a> @b #import "look.typ": * ]}'

ZH = NoticeSheet(
    language="zh",
    site="阳光购买",
    tagline="云南省政府购买艾滋病社会服务公开平台",
    kind="项目征集公告",
    title="示例市城中村艾滋病、梅毒、丙肝宣传检测项目征集公告",
    number="YN2026-000123",
    seq=1,
    buyer="示例市卫生健康局",
    place="西双版纳州景洪市",
    dates=(Line("发布", "2026年7月2日（周四）09:27"), Line("申报截止", "2026年7月16日（周四）18:00")),
    summary=("市里出 22 万元，请一家组织做半年。", "没有登记的小组，可以由登记组织托管。"),
    sections=(
        Section("要点", lines=(Line("经费", "220,000 元（22 万元）"), Line("服务期", "半年"))),
        Section("做什么", paragraphs=(Line("", "开展宣传和动员检测。\n检测自愿、知情、保密。"),)),
        Section(
            "怎么选", table=Table(("评分项", "分值"), (("方案质量", "60"), ("团队", "40"))), note="满分 100"
        ),
    ),
    published="发布时间：2026年7月2日 09:27:00",
    published_at=AT,
    digest=DIGEST,
    url="https://yangguang.example/notices/YN2026-000123/1/",
    short=(Line("申报截止", "2026年7月16日（周四）18:00"), Line("经费", "220,000 元（22 万元）")),
    seal="第 214 号封记：3a5be0c1",
)
EN = replace(
    ZH,
    language="en",
    site="Yangguang",
    title="HIV testing in the urban villages",
    kind="Grant call",
    buyer="Example Health Bureau",
    place="Jinghong",
    dates=(Line("Closing", "Thu 16 July 2026, 18:00"),),
    summary=(),
    sections=(Section("What is wanted", paragraphs=(Line("", "开展宣传。", "zh-CN"),)),),
    short=(Line("Closing", "Thu 16 July 2026, 18:00"),),
)
CHECKS = CheckSheet(
    language="zh",
    site="阳光购买",
    tagline="",
    title=ZH.title,
    number=ZH.number,
    buyer=ZH.buyer,
    place=ZH.place,
    edition="云南 2026.1",
    made="2026年7月1日核对。",
    made_at=AT,
    checks=(
        Check(
            "申报时间", "10 个工作日", "不少于 10 个工作日", "本平台规则", "meets", "符合", "跳过 4 个周末日"
        ),
        Check("截止时间", "7月11日", "最早 7月16日", "本平台规则", "breaks", "不符合"),
        Check("只限本地", "景洪市", "须说明理由", "54 号", "needs_reason", "须说明理由"),
        Check("合同公告", "1月4日", "2 个工作日", "条例 50", "cannot_tell", "无法判断"),
        Check("价格权重", "", "法定采购", "214 号", "not_applicable", "不适用"),
    ),
)

poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler to read the PDF back")


def tool(name: str, data: bytes, tmp_path: Path, *options: str) -> str:
    source = tmp_path / "sheet.pdf"
    source.write_bytes(data)
    order = [name, *options, str(source)] + (["-"] if name == "pdftotext" else [])
    return subprocess.run(order, capture_output=True, check=True).stdout.decode(errors="replace")


@pytest.mark.parametrize("sheet", [ZH, EN], ids=["zh", "en"])
def test_a_pdf_is_tagged_archivable_small_and_the_same_each_time(sheet: NoticeSheet) -> None:
    data = pdf.render(sheet)
    assert data == pdf.render(sheet)
    assert data.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in data
    assert b"pdfuaid:part" in data
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in data
    language = b"zh-CN" if sheet.language == "zh" else b"en-GB"
    assert b"/Lang(" + language + b")/StructTreeRoot" in data
    assert b"/Lang(zh-CN)" in data
    assert len(data) < 200_000


@poppler
def test_a_pdf_holds_every_word_and_its_structure(tmp_path: Path) -> None:
    data = pdf.render(ZH)
    assert re.search(r"Tagged:\s+yes", tool("pdfinfo", data, tmp_path))
    words = re.sub(r"\s", "", tool("pdftotext", data, tmp_path))
    for part in (
        ZH.title,
        ZH.number,
        ZH.url,
        "方案质量",
        "220,000元（22万元）",
        "检测自愿、知情、保密。",
        "满分100",
        ZH.seal,
    ):
        assert re.sub(r"\s", "", part) in words
    assert DIGEST in words
    structure = tool("pdfinfo", data, tmp_path, "-struct")
    for tag in ("H1", "H2", "Table", "TH", "TD", "Figure"):
        assert re.search(rf"^\s*{tag}\b", structure, re.MULTILINE), tag


@poppler
def test_users_words_are_never_markup(tmp_path: Path) -> None:
    line = Line(HOSTILE, HOSTILE)
    sheet = replace(
        ZH,
        title=HOSTILE,
        buyer=HOSTILE,
        dates=(line,),
        summary=(HOSTILE,),
        sections=(Section(HOSTILE, (line,), (line,), Table((HOSTILE, "b"), ((HOSTILE, HOSTILE),)), HOSTILE),),
    )
    words = re.sub(r"\s", "", tool("pdftotext", pdf.render(sheet), tmp_path, "-raw"))
    assert "root:" not in words
    assert words.count('read("/etc/passwd")') >= 8
    assert words.count("*粗*") >= 8
    assert read_docx(word.render(sheet)).count('#read("/etc/passwd")') >= 8
    assert text.render(sheet).count('#read("/etc/passwd")') >= 8


@poppler
def test_signs_no_font_has_are_written_as_their_codes(tmp_path: Path) -> None:
    odd = "表情\U0001f600，傣文\u1980，私用\ue000，方框\u2610，控制\x01，扩展\U00020bb7"
    sheet = replace(ZH, summary=(odd,), sections=(Section("怪字", paragraphs=(Line("", odd),)),))
    words = re.sub(r"\s", "", tool("pdftotext", pdf.render(sheet), tmp_path))
    assert "表情[U+1F600]，傣文[U+1980]，私用•，方框[U+2610]，控制，扩展[U+20BB7]" in words
    assert docx.Document(io.BytesIO(word.render(sheet))).paragraphs
    assert "\x01" not in text.render(sheet)


@poppler
def test_a_long_call_with_long_words_stays_on_its_pages(tmp_path: Path) -> None:
    long = Line("网址", "https://a.example/" + "x" * 400)
    sections = tuple(Section(f"第{at}部分", lines=(long,) * 12) for at in range(6))
    data = pdf.render(replace(ZH, sections=sections))
    pages = re.search(r"Pages:\s+(\d+)", tool("pdfinfo", data, tmp_path))
    assert pages is not None
    assert int(pages[1]) > 2
    boxes = tool("pdftotext", data, tmp_path, "-bbox")
    assert max(float(right) for right in re.findall(r'<word [^>]*xMax="([\d.]+)"', boxes)) < 595


@poppler
def test_the_check_sheet_fits_one_page_with_thirty_rules(tmp_path: Path) -> None:
    many = replace(CHECKS, checks=tuple(CHECKS.checks) * 6)
    data = pdf.render_check(many)
    assert re.search(r"Pages:\s+1\b", tool("pdfinfo", data, tmp_path))
    words = re.sub(r"\s", "", tool("pdftotext", data, tmp_path))
    for part in ("云南2026.1", "跳过4个周末日", "最早7月16日", "须说明理由", "无法判断"):
        assert part in words
    assert pdf.render_check(many) == data


def test_the_check_sheet_counts_its_answers_worst_first() -> None:
    assert check_context(CHECKS)["tally"] == [
        ("breaks", "不符合", 1),
        ("cannot_tell", "无法判断", 1),
        ("needs_reason", "须说明理由", 1),
        ("meets", "符合", 1),
        ("not_applicable", "不适用", 1),
    ]


def test_a_word_file_has_headings_tables_faces_and_alternative_text() -> None:
    data = word.render(ZH)
    assert data == word.render(ZH)
    assert {one.date_time for one in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    document = docx.Document(io.BytesIO(data))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings[-3:] == ["要点", "做什么", "怎么选（满分 100）"]
    title = next(one for one in document.paragraphs if one.style and one.style.name == "Title")
    assert title.text == ZH.title
    assert [cell.text for cell in document.tables[-1].rows[0].cells] == ["评分项", "分值"]
    assert document.tables[-1].rows[0]._tr.xpath(".//w:tblHeader")
    assert 'w:eastAsia="仿宋"' in document.styles["Normal"].element.xml
    assert ZH.url in document.inline_shapes[0]._inline.docPr.get("descr")
    assert document.core_properties.title == ZH.title
    assert document.core_properties.created == AT


def test_a_word_file_can_be_read_back() -> None:
    words = read_docx(word.render(ZH))
    assert "方案质量 | 60" in words
    assert "经费 | 220,000 元（22 万元）" in words
    assert ZH.url in words


def test_plain_text_says_everything_in_order() -> None:
    lines = text.render(ZH).splitlines()
    assert lines[0] == ZH.title
    for part in ("经费：220,000 元（22 万元）", "方案质量 | 60", "检测自愿、知情、保密。"):
        assert part in lines
    assert groups_of_eight(DIGEST) in text.render(ZH)


@pytest.mark.parametrize("sheet", [ZH, EN, replace(ZH, title="长" * 500), replace(ZH, buyer="长" * 400)])
def test_a_chat_message_is_short_and_ends_with_the_address(sheet: NoticeSheet) -> None:
    message = text.wechat(sheet)
    assert len(message) <= text.MOST_WECHAT
    assert message.splitlines()[-1] == sheet.url
    assert sheet.short[0].value in message


def test_words_are_cleaned_for_paper() -> None:
    assert clean("甲\r\n乙\x00\ud800\ue001丙\u202e") == "甲\n乙•丙"
    assert groups_of_eight("0123456789abcdef") == "01234567 89abcdef"
