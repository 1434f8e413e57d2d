"""Ordinary files of ordinary programs: what a format has more each year is left out, and the words stay."""

import io
import re
import zipfile

import docx
import openpyxl
import pikepdf
import pypdf
import pytest
from PIL import Image

from procurement import uploads
from procurement.forms.files import CleanFileField
from procurement.uploads.files import ending, stem, told_apart
from tests.support import files
from tests.support.files import all_bytes, judged, linked, pdf, photo, repacked
from tests.support.hostile_office import BOOK_RELS, DOC, DOC_RELS, MAIN, PAGE, SHEET, run

WORDS = ["Service plan", "Reach people at night."]
FONTS = "word/fontTable.xml"
PLACED = b"\xd7\xcd\xc6\x9a" + bytes(40)
EMF = b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(60)


def words_of(data: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(data)).paragraphs[:2]]


def drawn(data: bytes) -> bytes:
    """The Word file with a drawing that shows the part ``rIdX``."""
    names = f'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{files.LINKS}"'
    picture = f'<w:r><w:pict><v:imagedata {names} r:id="rIdX"/></w:pict></w:r>'
    return repacked(data, change={MAIN: run(picture)})


@pytest.mark.parametrize(
    ("kind", "rels", "target"),
    [
        ("intelligence", DOC_RELS, "intelligence2.xml"),
        ("classificationlabels", "_rels/.rels", "LabelInfo.xml"),
        ("customStorage", DOC_RELS, "storage.bin"),
        ("extendedProperties", "_rels/.rels", "app2.xml"),
        ("somethingOf2031", DOC_RELS, "new.dat"),
        ("font", DOC_RELS, "fonts/font1.odttf"),
    ],
)
def test_a_part_of_a_kind_nobody_thought_of_is_left_out_and_the_words_stay(kind: str, rels: str, target: str):
    cleaned = judged(linked(DOC, rels, kind, target, add=b"left behind"), "docx")
    assert words_of(cleaned) == WORDS
    assert b"left behind" not in all_bytes(cleaned)
    assert target.encode() not in all_bytes(cleaned)
    assert judged(cleaned, "docx") == cleaned


def test_fonts_that_travelled_along_are_left_out_with_what_names_them():
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationship Id="rId1" Type="{files.LINKS}/font" Target="fonts/font1.odttf"/>'
    rels = f'<Relationships xmlns="{package}">{link}</Relationships>'
    data = repacked(
        DOC,
        change={FONTS: ("</w:font>", f'<w:embedRegular xmlns:r="{files.LINKS}" r:id="rId1"/></w:font>')},
        add={"word/_rels/fontTable.xml.rels": rels.encode(), "word/fonts/font1.odttf": b"font"},
    )
    cleaned = judged(data, "docx")
    assert words_of(cleaned) == WORDS
    assert b"embedRegular" not in all_bytes(cleaned)
    assert b"odttf" not in all_bytes(cleaned)


@pytest.mark.parametrize(
    ("target", "content"),
    [("media/a.emf", EMF), ("media/a.wmf", PLACED), ("media/a.svg", b"<svg onload='x'/>")],
)
def test_drawings_in_orders_are_left_out(target: str, content: bytes):
    cleaned = judged(drawn(linked(DOC, DOC_RELS, "image", target, add=content)), "docx")
    assert words_of(cleaned) == WORDS
    assert not [trace for trace in (b"rIdX", target.encode(), content) if trace in all_bytes(cleaned)]


def test_a_picture_with_the_name_of_another_kind_stays():
    data = drawn(linked(DOC, DOC_RELS, "image", "media/a.jpg", add=photo(kind="PNG")))
    assert files.NAMES not in all_bytes(judged(data, "docx"))
    assert b"media/a.jpg" in all_bytes(judged(data, "docx"))


@pytest.mark.parametrize("target", ["%E9%99%84%E4%BB%B61.docx", "附件/表1.xlsx", "../a.pdf", "page.html"])
def test_a_link_to_a_neighbour_is_left_out(target: str):
    words = f'<w:hyperlink xmlns:r="{files.LINKS}" r:id="rIdX"><w:r><w:t>see there</w:t></w:r></w:hyperlink>'
    data = repacked(linked(DOC, DOC_RELS, "hyperlink", target, outside=True), change={MAIN: run(words)})
    cleaned = all_bytes(judged(data, "docx"))
    assert b"see there" in cleaned
    assert b"rIdX" not in cleaned


@pytest.mark.parametrize(
    "target",
    [
        "file:///C:/Users/z/a.dotx",
        "file:///Users/zhang/Library/a.dotm",
        "file://localhost/Users/zhang/a.dotx",
        "Macintosh HD:Users:zhang:a.dotm",
        "Normal.dotm",
    ],
)
def test_where_a_template_lay_on_the_writers_disk_is_forgotten(target: str):
    cleaned = judged(linked(DOC, DOC_RELS, "attachedTemplate", target, outside=True), "docx")
    assert b"dot" not in all_bytes(cleaned).split(b"word/_rels/document.xml.rels")[1][:2000]


def test_a_zip_of_wps_with_backslashes_comes_out_with_slashes():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOC)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename)
            info.filename = entry.filename.replace("/", "\\")
            new.writestr(info, old.read(entry), zipfile.ZIP_DEFLATED)
    assert b"word\\document.xml" in out.getvalue()
    cleaned = judged(out.getvalue(), "docx")
    assert words_of(cleaned) == WORDS
    assert not [name for name in zipfile.ZipFile(io.BytesIO(cleaned)).namelist() if "\\" in name]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("FeaturePropertyBag", "featurePropertyBag/f.xml"),
        ("cellImage", "cellimages.xml"),
        ("newOf2031", "n.bin"),
    ],
)
def test_check_boxes_pictures_in_cells_and_what_comes_next_do_not_stop_a_sheet(kind: str, target: str):
    data = linked(SHEET, BOOK_RELS, kind, target, add=b"<x/>")
    data = repacked(data, change={PAGE: ("<f>SUM(B2:B2)</f>", '<f>_xlfn.DISPIMG("ID_1",1)</f>')})
    assert openpyxl.load_workbook(io.BytesIO(judged(data, "xlsx"))).active["A2"].value == "Tests"


def test_strict_files_pass():
    strict = "http://purl.oclc.org/ooxml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOC)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".rels"):
                part = part.replace(files.LINKS.encode(), f"{strict}/officeDocument/relationships".encode())
                part = part.replace(b"extended-properties", b"extendedProperties")
            new.writestr(name, part)
    with zipfile.ZipFile(io.BytesIO(judged(out.getvalue(), "docx"))) as cleaned:
        assert b"Reach people at night" in cleaned.read(MAIN)


# PDF -------------------------------------------------------------------------------------------------------


def counted_from_the_first_byte(before: bytes) -> bytes:
    """A PDF whose table counts what stands before its head."""
    data = before + pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    shift = len(before)
    data = re.sub(
        rb"(\d{10}) (\d{5}) n", lambda found: b"%010d %s n" % (int(found[1]) + shift, found[2]), data
    )
    return re.sub(rb"startxref\n(\d+)", lambda found: b"startxref\n%d" % (int(found[1]) + shift), data)


@pytest.mark.parametrize(
    "data",
    [
        pdf() + bytes(9000),
        pdf() + b"\r\n" * 3000,
        b"\xef\xbb\xbf" + pdf(),
        b"\r\n\r\n" + pdf(),
        pdf().rstrip().removesuffix(b"%%EOF"),
        pdf().rstrip().removesuffix(b"%%EOF") + bytes(3000),
        counted_from_the_first_byte(b"\xef\xbb\xbf"),
        counted_from_the_first_byte(b"\n"),
        pdf(encryption=pikepdf.Encryption(user="", owner="b")),
        pdf(encryption=pikepdf.Encryption(user="", owner="b", R=4, allow=pikepdf.Permissions(extract=False))),
    ],
    ids="zeros line_ends mark lines_before no_end no_end_and_zeros counted counted_line owner owner_4".split(),  # noqa: SIM905
)  # fmt: skip
def test_a_pdf_that_other_readers_open_is_taken(data: bytes):
    cleaned = judged(data, "pdf")
    assert pypdf.PdfReader(io.BytesIO(cleaned)).pages[0].extract_text() == "Call for services"
    assert not pikepdf.open(io.BytesIO(cleaned)).is_encrypted
    assert files.NAMES not in all_bytes(cleaned)
    assert cleaned.startswith(b"%PDF-")


# Pictures and names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "named", "becomes"),
    [
        ("PNG", "照片.jpg", "png"),
        ("JPEG", "照片.png", "jpg"),
        ("JPEG", "照片．jpg", "jpg"),
        ("JPEG", "照片。ＪＰＧ", "jpg"),
        ("JPEG", "IMG_0001.HEIC", "jpg"),
        ("JPEG", "mmexport1720000000", "jpg"),
        ("WEBP", "照片.webp", "jpg"),
        ("WEBP", "照片.jpg", "jpg"),
    ],
)
def test_a_picture_is_taken_by_what_it_is(kind: str, named: str, becomes: str):
    taken = uploads.inspect(named, photo(kind=kind), kinds=uploads.PHOTOS)
    assert taken.extension == becomes
    assert taken.name in ("照片", "IMG_0001", "mmexport1720000000")
    assert Image.open(io.BytesIO(taken.data)).size == (32, 64)
    assert files.NAMES not in taken.data


def test_a_webp_one_sees_through_becomes_a_png():
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (1, 2, 3, 100)).save(out, "WEBP")
    taken = uploads.inspect("a.webp", out.getvalue(), kinds=uploads.PHOTOS)
    assert (taken.extension, Image.open(io.BytesIO(taken.data)).mode) == ("png", "RGBA")


def test_an_office_file_with_the_ending_of_its_forebear_is_taken():
    assert uploads.inspect("公告.doc", DOC, kinds=uploads.DOCUMENTS).extension == "docx"
    assert uploads.inspect("表.et", SHEET, kinds=uploads.DOCUMENTS).extension == "xlsx"


def test_names_of_a_chinese_keyboard_are_read():
    assert (ending("照片．ｊｐｇ"), stem("照片．jpg"), stem("表。PDF")) == ("jpg", "照片", "表")


def test_two_photographs_of_one_name_can_be_told_apart():
    taken: list[str] = []
    for _ in range(3):
        taken.append(told_apart("照片", taken))
    assert taken == ["照片", "照片 (2)", "照片 (3)"]
    assert len(told_apart("长" * 120, ["长" * 120])) <= 120


def test_a_telephone_is_told_which_kinds_are_taken():
    said = CleanFileField(kinds=uploads.DOCUMENTS).widget.attrs["accept"]
    assert said == ".docx,image/jpeg,.pdf,image/png,.xlsx"
