"""Files as people bring them, and as people bring them who mean harm; made here, copied from nowhere."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import docx
import openpyxl
import pikepdf
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin

from procurement.uploads import DOCUMENTS, CleanFile, judge

WRITER = "Zhang Xiaoming"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = b"Zhang Xiaoming"


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **save: Any) -> bytes:
    """One page that says "Call for services", with an author; ``change`` does the harm."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(300, 300))
    page = made.pages[0].obj
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = made.make_stream(b"BT /F1 18 Tf 20 200 Td (Call for services) Tj ET")
    with made.open_metadata() as meta:
        meta["dc:creator"] = [WRITER]
    made.docinfo["/Author"] = WRITER
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out, **save)
    return out.getvalue()


def annotated(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    """A page with one note on it."""

    def change(made: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[0, 0, 9, 9], **entries)
        made.pages[0].obj.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(note)]))

    return change


def catalogued(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        for name, value in entries.items():
            made.Root[f"/{name}"] = made.make_indirect(value)

    return change


def action(kind: str, **entries: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **entries)


def photo(size: tuple[int, int] = (64, 32), *, kind: str = "JPEG", turn: int = 6) -> bytes:
    """A picture with the name of its maker, the place where it was taken, and the way it is to be turned."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = turn, WRITER
    exif[0x8825] = {1: "N", 2: (24.0, 53.0, 0.0), 3: "E", 4: (102.0, 42.0, 0.0)}
    out = io.BytesIO()
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", WRITER)
        picture.save(out, "PNG", pnginfo=words, exif=exif)
    else:
        picture.save(out, kind, exif=exif, **({"comment": WRITER} if kind == "JPEG" else {}))
    return out.getvalue()


@cache
def word() -> bytes:
    """A Word file with a picture, a heading, a table, and its writer's name in every place Word puts it."""
    made = docx.Document()
    made.add_heading("Service plan")
    paragraph = made.add_paragraph("Reach people at night.")
    paragraph._p.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}rsidR", "00AB12CD")
    made.add_picture(io.BytesIO(photo()))
    made.add_table(rows=1, cols=2).rows[0].cells[0].text = "Outreach"
    made.add_comment(paragraph.runs, text="How often?", author=WRITER, initials="ZXM")
    properties = made.core_properties
    properties.author = properties.last_modified_by = WRITER
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def sheet() -> bytes:
    """An Excel file with a formula, a table and a remark."""
    made = openpyxl.Workbook()
    page = made.active
    page.append(["Item", "Cost"])
    page.append(["Tests", 1200])
    page["B3"] = "=SUM(B2:B2)"
    page["A1"].comment = Comment(f"{WRITER}:\nplease check", WRITER)
    table = openpyxl.worksheet.table.Table(displayName="Costs", ref="A1:B2")
    page.add_table(table)
    made.properties.creator = made.properties.lastModifiedBy = WRITER
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(
    data: bytes, *, change: dict[str, tuple[str, str]] | None = None, add: dict[str, bytes] | None = None
) -> bytes:
    """The office file with a passage of a part replaced (``part: (old, new)``) and parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if change and entry.filename in change:
                before, after = (one.encode() for one in change[entry.filename])
                assert before in part, f"{entry.filename} has no {before!r}"
                part = part.replace(before, after, 1)
            new.writestr(entry.filename, part)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def linked(
    data: bytes,
    rels: str,
    kind: str,
    target: str,
    *,
    outside: bool = False,
    add: bytes | None = None,
    ident: str = "rIdX",
) -> bytes:
    """The office file with one relation more in ``rels``; ``add`` is the part it points to."""
    mode = ' TargetMode="External"' if outside else ""
    link = f'<Relationship Id="{ident}" Type="{LINKS}/{kind}" Target="{target}"{mode}/></Relationships>'
    folder = rels.split("_rels/")[0]
    return repacked(
        data,
        change={rels: ("</Relationships>", link)},
        add={f"{folder}{target}": add} if add is not None else None,
    )


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name.replace("_dot_", "."), part)
    return out.getvalue()


def tail(data: bytes) -> bytes:
    return data + b"MZ\x90\0 a program behind the file"


def huge_png(wide: int, high: int) -> bytes:
    """A few kilobytes that say they are a picture of ``wide`` by ``high`` points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    points = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


@cache
def clean_pdf() -> CleanFile:
    """A PDF as the services take it."""
    data = pdf(deterministic_id=True)
    return CleanFile(name="a", data=data, media_type="application/pdf", extension="pdf")


def all_bytes(data: bytes) -> bytes:
    """The file with its parts unpacked, to look for names in."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return b"".join(name.encode() + parts.read(name) for name in parts.namelist())
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as opened:
            out = io.BytesIO()
            opened.save(out, qdf=True)
            return out.getvalue()
    return data


def judged(data: bytes, ending: str, kinds: frozenset[str] = DOCUMENTS) -> bytes:
    """The file written anew, in this process: as the one that is confined would."""
    return judge.judge(data, ending=ending, kinds=kinds)[1]
