"""What people bring and is taken: it stays readable and names nobody, and is looked at in a process of its own."""

import io
import re
import subprocess
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pypdf
import pytest
from PIL import Image

from procurement import uploads
from procurement.uploads import archive, cell, pdf_objects, pictures
from procurement.uploads.files import ending, stem
from tests.support import files
from tests.support.files import action, all_bytes, annotated, judged, linked, pdf, photo, repacked
from tests.support.hostile_office import DOC, DOC_RELS, PAGE, SHEET

NAME = pikepdf.Name


# What passes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [(pdf(), "pdf"), (DOC, "docx"), (SHEET, "xlsx"), (photo(), "jpg"), (photo(kind="PNG"), "png")],
    ids=["pdf", "docx", "xlsx", "jpg", "png"],
)
def test_a_clean_file_passes_names_nobody_and_comes_out_alike_each_time(data: bytes, kind: str):
    assert files.NAMES in all_bytes(data) or files.WRITER.encode("utf-16-be") in all_bytes(data)
    once = judged(data, kind)
    assert judged(data, kind) == once
    found = all_bytes(once)
    for trace in (files.NAMES, files.WRITER.encode("utf-16-be"), b"rsidR=", b"ZXM", b"GPS", b"python-docx"):
        assert trace not in found
    # What was written anew passes once more, to the same bytes.
    if kind != "jpg":
        assert judged(once, kind) == once


def test_a_pdf_stays_readable_and_keeps_its_links_and_bookmarks():
    link = annotated(Subtype=NAME.Link, A=action("URI", URI=pikepdf.String("https://example.org/")))

    def change(made: pikepdf.Pdf) -> None:
        link(made)
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, NAME.Fit])
        with made.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("First page", 0))

    read = pypdf.PdfReader(io.BytesIO(judged(pdf(change), "pdf")))
    assert read.pages[0].extract_text() == "Call for services"
    assert [one.title for one in read.outline] == ["First page"]
    assert read.pages[0]["/Annots"][0].get_object()["/A"]["/URI"] == "https://example.org/"
    assert read.metadata is None
    assert "/Metadata" not in read.root_object
    assert "/OpenAction" not in read.root_object


def test_notes_in_a_pdf_lose_their_writer_and_earlier_versions_are_gone():
    first = pdf(
        annotated(Subtype=NAME.Text, T=pikepdf.String(files.WRITER), Contents=pikepdf.String("secret draft"))
    )
    with pikepdf.open(io.BytesIO(first)) as opened:
        noted = opened.pages[0].obj.Annots[0]
    assert str(noted.T) == files.WRITER
    cleaned = judged(first, "pdf")
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        note = opened.pages[0].obj.Annots[0]
        assert "/T" not in note
        assert str(note.Contents) == "secret draft"


def test_a_photograph_in_a_pdf_loses_what_its_camera_wrote():
    def change(made: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(made, photo(turn=1))
        image.stream_dict = pikepdf.Dictionary(
            Type=NAME.XObject,
            Subtype=NAME.Image,
            Width=64,
            Height=32,
            BitsPerComponent=8,
            ColorSpace=NAME.DeviceRGB,
            Filter=NAME.DCTDecode,
        )
        made.pages[0].obj.Resources.XObject = pikepdf.Dictionary(X=made.make_indirect(image))

    data = pdf(change)
    assert files.NAMES in data
    cleaned = judged(data, "pdf")
    assert files.NAMES not in cleaned
    assert b"Exif" not in cleaned
    shown = pypdf.PdfReader(io.BytesIO(cleaned)).pages[0].images[0].image
    assert shown is not None
    assert shown.tobytes() == Image.open(io.BytesIO(photo(turn=1))).tobytes()


def test_a_word_file_keeps_its_words_tables_pictures_links_and_remarks():
    data = linked(DOC, DOC_RELS, "hyperlink", "https://example.org/", outside=True)
    data = linked(
        data,
        "word/_rels/document.xml.rels",
        "attachedTemplate",
        "file:///C:/Users/Zhang%20Xiaoming/a.dotx",
        outside=True,
        ident="rIdY",
    )
    data = linked(data, "_rels/.rels", "image", "small.png", add=photo(kind="PNG"))
    cleaned = judged(data, "docx")
    assert not [
        trace for trace in (b"rIdY", b"dotx", b"small.png", b"docProps") if trace in all_bytes(cleaned)
    ]
    made = docx.Document(io.BytesIO(cleaned))
    assert [one.text for one in made.paragraphs[:2]] == ["Service plan", "Reach people at night."]
    assert made.tables[0].rows[0].cells[0].text == "Outreach"
    assert [one.author for one in made.comments] == ["Author"]
    assert [one.text for one in made.comments] == ["How often?"]
    assert "https://example.org/" in [one._target for one in made.part.rels.values() if one.is_external]
    picture = next(one.target_part.blob for one in made.part.rels.values() if "image" in one.reltype)
    shown = Image.open(io.BytesIO(picture))
    assert shown.tobytes() == Image.open(io.BytesIO(photo())).tobytes()
    # How the picture is to be turned is all that is left of what the camera wrote.
    assert dict(shown.getexif()) == {0x0112: 6}


def test_an_excel_file_keeps_its_cells_formulas_tables_and_remarks():
    page = openpyxl.load_workbook(io.BytesIO(judged(SHEET, "xlsx"))).active
    assert [[cell.value for cell in row] for row in page] == [
        ["Item", "Cost"],
        ["Tests", 1200],
        [None, "=SUM(B2:B2)"],
    ]
    assert page.tables["Costs"].displayName == "Costs"
    assert (page["A1"].comment.author, "please check" in page["A1"].comment.text) == ("Author", True)


def test_what_only_names_the_machine_is_left_out_without_a_word():
    data = linked(
        SHEET, "xl/worksheets/_rels/sheet1.xml.rels", "printerSettings", "p.bin", add=b"\\\\office\\zhang"
    )
    data = repacked(
        data,
        change={
            PAGE: (
                "<tableParts",
                f'<pageSetup xmlns:r="{files.LINKS}" r:id="rIdX"/><tableParts',
            )
        },
    )
    named = '<fileSharing userName="zhang"/><customWorkbookViews><customWorkbookView name="zhang"/>'
    data = repacked(data, change={"xl/workbook.xml": ("<sheets>", f"{named}</customWorkbookViews><sheets>")})
    cleaned = judged(data, "xlsx")
    assert b"rIdX" not in all_bytes(cleaned)
    assert b"zhang" not in all_bytes(cleaned)
    openpyxl.load_workbook(io.BytesIO(cleaned))


def test_a_photograph_is_turned_made_smaller_and_says_nothing_of_its_place():
    cleaned = Image.open(io.BytesIO(judged(photo((4000, 1000), turn=6), "jpg")))
    assert cleaned.size == (500, 2000)
    assert len(cleaned.getexif()) == 0
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(cleaned.info)
    # The dark end of the gradient was above; turned by a quarter it is on the right.
    assert cleaned.convert("L").getpixel((490, 1000)) < cleaned.convert("L").getpixel((10, 1000))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_drawings_of_every_make_pass(mode: str):
    out = io.BytesIO()
    Image.new(mode, (30, 20), 1 if mode in ("1", "I;16") else None).save(out, "PNG")
    assert Image.open(io.BytesIO(judged(out.getvalue(), "png"))).size == (30, 20)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_photographs_of_every_make_pass(mode: str):
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "JPEG", progressive=True)
    behind = out.getvalue() + b"\xff\xd8 a second picture or a film, as telephones put there"
    assert Image.open(io.BytesIO(judged(behind, "jpg"))).mode in ("L", "RGB")


def test_names_are_read_without_folders_and_unseen_signs():
    assert stem("C:\\Users\\z\\计划 书.v2.PDF") == "计划 书.v2"
    assert stem("../../a\u202efdp.exe") == "a fdp"
    assert (ending("a.JPEG"), ending("a"), ending("a.tar.gz"), ending("x.ex\u202ee")) == (
        "jpg",
        "",
        "gz",
        "ex_e",
    )


# The process of its own ------------------------------------------------------------------------------------


def test_a_file_is_looked_at_in_a_process_of_its_own():
    found = uploads.inspect("C:\\照片\\门口.JPEG", photo(), kinds=uploads.PHOTOS)
    assert (found.name, found.extension, found.media_type) == ("门口", "jpg", "image/jpeg")
    assert Image.open(io.BytesIO(found.data)).size == (32, 64)
    with pytest.raises(uploads.UploadRefused) as caught:
        uploads.inspect("a.exe", pdf(), kinds=uploads.DOCUMENTS)
    assert (caught.value.code, caught.value.params) == ("wrong_name", {"said": "exe", "found": "pdf"})


def test_nothing_and_too_much_are_refused():
    for data, most, code in ((b"", 10, "empty"), (b"x" * 11, 10, "too_large")):
        with pytest.raises(uploads.UploadRefused) as caught:
            uploads.inspect("a.pdf", data, kinds=uploads.DOCUMENTS, most_bytes=most)
        assert caught.value.code == code


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cell, "SECONDS", 0.01)
    with pytest.raises(uploads.UploadRefused) as caught:
        uploads.inspect("a.pdf", pdf(), kinds=uploads.DOCUMENTS)
    assert caught.value.code == "too_heavy"


def test_no_secret_of_the_site_goes_along_and_a_process_that_falls_takes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\nset > {tmp_path}/seen\nexit 1\n")
    spy.chmod(0o700)
    monkeypatch.setattr(cell.sys, "executable", str(spy))
    monkeypatch.setenv("SECRET_KEY", "of the site")
    with pytest.raises(uploads.UploadRefused) as caught:
        uploads.inspect("a.pdf", pdf(), kinds=uploads.DOCUMENTS)
    assert caught.value.code == "damaged"
    assert "of the site" not in (tmp_path / "seen").read_text()


def test_the_process_has_little_memory_no_files_and_no_secrets(tmp_path: Path):
    said = subprocess.run(
        [
            cell.sys.executable,
            "-c",
            "import os, resource, sys; from procurement.uploads.child import confine; confine()\n"
            "print(len(os.environ))\n"
            "try: bytearray(2 << 30)\n"
            "except MemoryError: print('no memory')\n"
            "try: os.write(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY), b'x')\n"
            "except OSError: print('no files')\n"
            "print(resource.getrlimit(resource.RLIMIT_CPU)[1])",
            str(tmp_path / "file"),
        ],
        cwd=cell._HOUSE,
        env={},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    assert [one for one in said[1:] if one] == ["no memory", "no files", str(cell.SECONDS)]


def test_the_limits_are_below_what_the_process_may_use():
    from procurement.uploads.child import MEMORY

    points = pictures.MOST_PIXELS * 4
    assert max(points, archive.MOST_UNFOLDED, pdf_objects.MOST_UNFOLDED) * 3 < MEMORY


def test_no_part_of_the_house_that_knows_the_site_is_loaded_to_look_at_a_file():
    code = "import sys, procurement.uploads.judge; print([m for m in sys.modules if re.match('django|portal', m)])"
    done = subprocess.run(
        [cell.sys.executable, "-c", "import re;" + code],
        cwd=cell._HOUSE,
        env={},
        capture_output=True,
        text=True,
    )
    assert re.fullmatch(r"\[\]\n", done.stdout), done.stderr
