"""Word files are read whole and safely, or refused with a code that shows the way on."""

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.reading import MOST_TEXT, ReadingError, read_call, read_docx, read_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def word(*, paragraphs: tuple[str, ...] = (), rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.add_paragraph("完")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def changed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The same zip with some parts replaced or added."""
    target = io.BytesIO()
    wanted = dict(parts)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, wanted.pop(name) if name in wanted else old.read(name))
        for name, content in wanted.items():
            new.writestr(name, content)
    return target.getvalue()


def document_of(body: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return f'<w:document xmlns:w="{namespace}" xmlns:mc="{mc}"><w:body>{body}</w:body></w:document>'.encode()


def test_a_word_file_is_read_in_order_with_its_tables() -> None:
    text = read_docx(
        word(paragraphs=("公告标题", "一、基本情况"), rows=(("项目编号", "A-1"), ("预算（万元）", "22")))
    )
    assert text == "公告标题\n一、基本情况\n项目编号 | A-1\n预算（万元） | 22\n完"
    assert read_call(text, divisions=[]).values["project_no"] == "A-1"


def test_deleted_words_field_codes_and_second_copies_are_left_out() -> None:
    body = (
        "<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>加</w:t></w:r></w:ins><w:r><w:instrText>HYPERLINK</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t>框</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>框</w:t></w:r></mc:Fallback></mc:AlternateContent>"
        "<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>"
        "<w:r><w:tab/><w:t>后</w:t><w:br/><w:t>行</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert read_docx(changed(word(), {"word/document.xml": document_of(body)})) == "留加框链\t后\n行\n控件"


STRUCK = "<w:r><w:rPr><w:{0}/></w:rPr><w:t>7月11日</w:t></w:r>"


@pytest.mark.parametrize(
    "words",
    [
        *(STRUCK.format(name) for name in ("strike", "dstrike", "vanish", "webHidden", 'strike w:val="1"')),
        "<w:moveFrom><w:r><w:t>7月11日</w:t></w:r></w:moveFrom>",
        "<w:del><w:r><w:t>7月11日</w:t></w:r></w:del>",
        '<w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>7月11日</w:t></w:r>',
        "<w:hyperlink>" + STRUCK.format("strike") + "</w:hyperlink>",
    ],
)
def test_words_that_are_struck_through_or_hidden_do_not_count(words: str) -> None:
    styles = (
        b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    body = f"<w:p><w:r><w:t>截止时间：</w:t></w:r>{words}<w:r><w:t>7月30日</w:t></w:r></w:p>"
    data = changed(word(), {"word/document.xml": document_of(body), "word/styles.xml": styles})
    assert read_docx(data) == "截止时间：7月30日"


@pytest.mark.parametrize("value", ["0", "false", "off"])
def test_a_strike_that_is_taken_back_counts(value: str) -> None:
    body = f'<w:p><w:r><w:rPr><w:strike w:val="{value}"/></w:rPr><w:t>正文</w:t></w:r></w:p>'
    assert read_docx(changed(word(), {"word/document.xml": document_of(body)})) == "正文"


def test_a_row_that_was_deleted_does_not_count() -> None:
    def row(mark: str, text: str) -> str:
        return f"<w:tr><w:trPr>{mark}</w:trPr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>"

    body = f"<w:tbl>{row('<w:del/>', '旧')}{row('', '新')}</w:tbl>"
    assert read_docx(changed(word(), {"word/document.xml": document_of(body)})) == "新"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_plain_text_is_taken_in_every_usual_writing(encoding: str) -> None:
    text = "关于遴选社会组织的公告\n预算金额：16万8千元"
    assert read_file(text.replace("\n", "\r\n").encode(encoding)) == text
    assert read_file(word(paragraphs=("正文",))) == "正文\n完"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x90\x00" + bytes(200), "other_file"),
        (b"\x1f\x8b\x08\x00\x00", "other_file"),
        (b" \r\n ", "no_text"),
        (b"\xef\xbb\xbf", "no_text"),
        (("字" * (MOST_TEXT + 1)).encode(), "too_large"),
        (b"\xff\xfe\x00", "other_file"),
        (OLE, "other_office"),
        (b"", "empty"),
    ],
)
def test_what_is_no_text_says_why(data: bytes, code: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read_file(data)
    assert raised.value.code == code


def test_links_to_outside_are_never_followed() -> None:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId9" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    data = changed(word(paragraphs=("正文",)), {"word/_rels/document.xml.rels": relations})
    assert read_docx(data) == "正文\n完"


def _plain_zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def _locked() -> bytes:
    data = bytearray(word(paragraphs=("密",)))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at_byte = data.find(sign)
        while at_byte >= 0:
            data[at_byte + flags] |= 1
            at_byte = data.find(sign, at_byte + 4)
    return bytes(data)


def _entities() -> bytes:
    body = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return changed(word(), {"word/document.xml": body + document_of("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")})


REFUSED = {
    "nothing": (b"", "empty"),
    "a .doc": (OLE + "WordDocument".encode("utf-16-le"), "old_word"),
    "a locked .docx": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "a zip with a password": (_locked(), "encrypted"),
    "rich text": (b"{\\rtf1\\ansi hello}", "rich_text"),
    "an official document": (_plain_zip({"OFD.xml": b"<x/>"}), "ofd"),
    "a picture of a telephone": (b"\0\0\0\x18ftypheic" + b"0" * 40, "picture"),
    "a pdf": (b"%PDF-1.7\n", "pdf"),
    "a photo": (b"\xff\xd8\xff\xe0" + b"0" * 40, "picture"),
    "plain text": ("预算22万元".encode(), "other_file"),
    "a sheet": (_plain_zip({"xl/workbook.xml": b"<x/>"}), "other_office"),
    "an open document": (_plain_zip({"mimetype": b"application/vnd.oasis"}), "other_office"),
    "any zip": (_plain_zip({"photo": b"1"}), "other_file"),
    "half a file": (word(paragraphs=("正文",))[:900], "broken"),
    "a macro": (changed(word(), {"word/vbaProject.bin": b"1"}), "macros"),
    "broken words": (changed(word(), {"word/document.xml": b"<w:document"}), "broken"),
    "entities": (_entities(), "bomb"),
    "nothing but blanks": (changed(word(), {"word/document.xml": document_of("<w:p/>")}), "no_text"),
    "a bomb": (changed(word(), {"word/media/a.xml": b"0" * 30_000_000}), "bomb"),
    "deep nesting": (
        changed(word(), {"word/document.xml": document_of("<w:sdt>" * 230 + "<w:p/>" + "</w:sdt>" * 230)}),
        "bomb",
    ),
    "too many words": (word(paragraphs=("字" * (MOST_TEXT + 1),)), "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_refused_say_why(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(ReadingError) as raised:
        read_docx(data)
    assert raised.value.code == code
    assert code in ReadingError.CODES


def test_a_size_the_zip_lies_about_is_still_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procurement.uploads.words.docx.MOST_XML", 1_000)
    with pytest.raises(ReadingError) as raised:
        read_docx(word(paragraphs=("字" * 2_000,)))
    assert raised.value.code == "bomb"


WHOLE = word(paragraphs=("正文",))


@settings(deadline=None)
@given(st.binary(max_size=400), st.integers(0, 3000))
def test_no_bytes_fail_otherwise(noise: bytes, place: int) -> None:
    codes = set()
    for data in (noise, b"PK\x03\x04" + noise, WHOLE[:place] + noise + WHOLE[place + len(noise) :]):
        try:
            read_docx(data)
        except ReadingError as error:
            codes.add(error.code)
    assert codes <= set(ReadingError.CODES)
