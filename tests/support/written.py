"""Calls as offices save them: the files of other programs, made here."""

import io
import zipfile

import pylopdf_fonts_zh_cn
import typst
from PIL import Image

_OPEN = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))
)
_FONTS = str(pylopdf_fonts_zh_cn.__path__[0])


def rich_text(body: str) -> bytes:
    """RTF; Chinese is written as its codes."""
    coded = "".join(one if one.isascii() else f"\\u{ord(one) - 65536 * (ord(one) > 32767)}?" for one in body)
    return b"{\\rtf1\\ansi\\uc1 " + coded.encode() + b"}"


def open_document(body: str, styles: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_OPEN} office:version="1.2" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<m:manifest xmlns:m="{name}"><m:file-entry m:full-path="/" m:media-type="{kind}"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", kind)
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def typeset(body: str, *, picture: bool = False) -> bytes:
    """A PDF of A4 pages as offices set them, or a picture of its page with 200 points to the inch."""
    head = (
        '#set text(font: "Noto Serif SC", size: 14pt, lang: "zh")\n#set page(numbering: "1")\n'
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: 10pt)\n"
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])
    compiler = typst.Compiler((head + body).encode(), font_paths=fonts)
    made = compiler.compile(format="png", ppi=200.0) if picture else compiler.compile(format="pdf")
    assert isinstance(made, bytes)
    return made


def scanned(body: str) -> bytes:
    """The same page laid on a scanner a little askew: a PDF that is one picture."""
    with Image.open(io.BytesIO(typeset(body, picture=True))) as page:
        askew = page.convert("L").rotate(0.8, resample=Image.Resampling.BICUBIC, fillcolor=255)
    out = io.BytesIO()
    askew.save(out, "PDF", resolution=200)
    return out.getvalue()
