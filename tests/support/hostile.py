"""PDFs, pictures and other files of people who mean harm: what each holds, and the code it is refused with."""

import zlib
from collections.abc import Callable
from typing import Any

import pikepdf

from tests.support import files
from tests.support.files import action, annotated, catalogued, pdf, photo, tail

NAME = pikepdf.Name
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


def with_stream(made: pikepdf.Pdf, content: bytes, **entries: Any) -> None:
    packed = zlib.compress(content)
    stream = pikepdf.Stream(made, packed)
    stream.Filter = NAME.FlateDecode
    for name, value in entries.items():
        stream[f"/{name}"] = value
    made.pages[0].obj.Resources.XObject = pikepdf.Dictionary(X=made.make_indirect(stream))


def in_two_filters(made: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(made, zlib.compress(zlib.compress(bytes(1000))))
    stream.Filter = pikepdf.Array([NAME.FlateDecode, NAME.FlateDecode])
    made.Root.Extensions = made.make_indirect(stream)


def script() -> pikepdf.Dictionary:
    return action("JavaScript", JS=pikepdf.String("app.alert(1)"))


# what: (file, ending of its name, code)
PLAIN: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a program": (lambda: b"MZ\x90\x00" + bytes(200), "pdf", "unknown_kind"),
    "plain words": (lambda: b"hello", "pdf", "unknown_kind"),
    "a web page": (lambda: b"\xef\xbb\xbf <!DOCTYPE html><script>1</script>", "pdf", "web_page"),
    "a drawing with a script": (lambda: SVG, "png", "web_page"),
    "a zip": (lambda: files.packed(a_dot_txt=b"x"), "docx", "archive"),
    "a zip in a zip": (lambda: files.packed(a_dot_zip=files.packed(a=b"x")), "xlsx", "archive"),
    "a rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(50), "pdf", "archive"),
    "a 7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), "pdf", "archive"),
    "a gz": (lambda: b"\x1f\x8b\x08" + bytes(50), "pdf", "archive"),
    "a tar": (lambda: bytes(257) + b"ustar" + bytes(300), "pdf", "archive"),
    "an old office file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "docx", "old_office"),
    "a locked office file": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "docx",
        "locked",
    ),
    "a gif": (lambda: b"GIF89a" + bytes(40), "jpg", "other_picture"),
    "a webp that is none": (lambda: b"RIFF\0\0\0\0WEBPVP8 ", "jpg", "damaged"),
    "half a webp": (lambda: photo(kind="WEBP")[:-30], "webp", "damaged"),
    "a webp and a zip": (lambda: photo(kind="WEBP") + files.packed(a=b"x"), "webp", "appended"),
    "an official document": (lambda: files.packed(OFD_dot_xml=b"<ofd:OFD/>"), "ofd", "ofd"),
    "rich text": (lambda: b"{\\rtf1\\ansi hello}", "rtf", "rich_text"),
    "rich text called doc": (lambda: b"{\\rtf1\\ansi hello}", "doc", "rich_text"),
    "words in a txt": (lambda: "预算22万元".encode("gb18030"), "txt", "plain_text"),
    "an iphone picture": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0", "jpg", "other_picture"),
    "a pdf called jpg": (lambda: pdf(), "jpg", "wrong_name"),
    "a pdf without an ending": (lambda: pdf(), "", "wrong_name"),
}
PDFS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "half a pdf": (lambda: pdf()[:400], "pdf", "damaged"),
    "a program behind a pdf": (lambda: tail(pdf()), "pdf", "appended"),
    "a zip behind a pdf": (lambda: pdf() + files.packed(a=b"x"), "pdf", "appended"),
    "words before a pdf": (lambda: b"\n\nGET / " + pdf(), "pdf", "appended"),
    "a locked pdf": (lambda: pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "pdf", "locked"),
    "a script in a pdf locked for its owner": (
        lambda: pdf(catalogued(OpenAction=script()), encryption=pikepdf.Encryption(user="", owner="b")),
        "pdf",
        "active",
    ),
    "a script behind a byte order mark": (
        lambda: b"\xef\xbb\xbf\r\n" + pdf(catalogued(OpenAction=script())),
        "pdf",
        "active",
    ),
    "a program behind eight thousand zeros": (lambda: tail(pdf() + bytes(8000)), "pdf", "appended"),
    "a script when opened": (lambda: pdf(catalogued(OpenAction=script())), "pdf", "active"),
    "a script in an object stream": (
        lambda: pdf(catalogued(OpenAction=script()), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf",
        "active",
    ),
    "a script by name": (
        lambda: pdf(catalogued(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[])))),
        "pdf",
        "active",
    ),
    "a program to launch": (
        lambda: pdf(annotated(Subtype=NAME.Link, A=action("Launch", F=pikepdf.String("cmd.exe")))),
        "pdf",
        "active",
    ),
    "a script on a page": (
        lambda: pdf(annotated(Subtype=NAME.Widget, AA=pikepdf.Dictionary(E=script()))),
        "pdf",
        "active",
    ),
    "an action when a page is seen": (
        lambda: pdf(annotated(Subtype=NAME.Widget, AA=pikepdf.Dictionary(O=action("GoTo")))),
        "pdf",
        "active",
    ),
    "a form that sends itself": (
        lambda: pdf(annotated(Subtype=NAME.Link, A=action("SubmitForm"))),
        "pdf",
        "active",
    ),
    "an action of no known kind": (
        lambda: pdf(annotated(Subtype=NAME.Link, A=action("Surprise", Type=NAME.Action))),
        "pdf",
        "active",
    ),
    "a script hidden behind a plain action": (
        lambda: pdf(annotated(Subtype=NAME.Link, A=action("GoTo", Next=pikepdf.Array([script()])))),
        "pdf",
        "active",
    ),
    "another pdf opened": (lambda: pdf(annotated(Subtype=NAME.Link, A=action("GoToR"))), "pdf", "external"),
    "a share": (
        lambda: pdf(annotated(Subtype=NAME.Link, A=action("URI", URI=pikepdf.String("file://a/b")))),
        "pdf",
        "external",
    ),
    "a stream kept elsewhere": (
        lambda: pdf(lambda made: with_stream(made, b"x", F=pikepdf.String("a"))),
        "pdf",
        "external",
    ),
    "a file in a pdf": (
        lambda: pdf(lambda made: made.attachments.__setitem__("a.exe", b"MZ")),
        "pdf",
        "embedded",
    ),
    "a file of no stated type": (
        lambda: pdf(catalogued(AF=pikepdf.Array([pikepdf.Dictionary(EF=pikepdf.Dictionary())]))),
        "pdf",
        "embedded",
    ),
    "a file pinned to a page": (lambda: pdf(annotated(Subtype=NAME.FileAttachment)), "pdf", "embedded"),
    "a film": (lambda: pdf(annotated(Subtype=NAME.RichMedia)), "pdf", "embedded"),
    "an xfa form": (
        lambda: pdf(catalogued(AcroForm=pikepdf.Dictionary(XFA=pikepdf.Array([])))),
        "pdf",
        "xfa",
    ),
    "a signed pdf": (
        lambda: pdf(annotated(Subtype=NAME.Widget, FT=NAME.Sig, V=pikepdf.Dictionary(Type=NAME.Sig))),
        "pdf",
        "signed",
    ),
    "a stream that unfolds": (
        lambda: pdf(lambda made: with_stream(made, bytes(120 * 1024 * 1024))),
        "pdf",
        "unfolds",
    ),
    "a stream packed twice": (lambda: pdf(in_two_filters, compress_streams=False), "pdf", "unfolds"),
    "a picture of a pdf too large": (
        lambda: pdf(lambda made: with_stream(made, b"x", Width=60_000, Height=60_000)),
        "pdf",
        "too_many_pixels",
    ),
    "a stream in an unknown filter": (
        lambda: pdf(lambda made: with_stream(made, b"x", Filter=NAME.Surprise)),
        "pdf",
        "unknown_part",
    ),
    "half a photograph": (lambda: photo((900, 900))[:-3000], "jpg", "damaged"),
    "half a drawing": (lambda: photo(kind="PNG")[:-30], "png", "damaged"),
    "a photograph and a zip": (lambda: photo() + files.packed(a=b"x"), "jpg", "appended"),
    "a photograph and a script": (lambda: photo() + b"<script>1</script>", "jpg", "appended"),
    "a drawing and more": (lambda: tail(photo(kind="PNG")), "png", "appended"),
    "a picture of a thousand million points": (
        lambda: files.huge_png(40_000, 25_000),
        "png",
        "too_many_pixels",
    ),
    "a picture of eighty million points": (
        lambda: files.huge_png(10_000, 8_000),
        "png",
        "too_many_pixels",
    ),
    "a picture with too few points": (lambda: files.huge_png(400, 250), "png", "damaged"),
}
