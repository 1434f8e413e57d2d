"""Office files of people who mean harm: what each holds, and the code it is refused with."""

import io
import zipfile
from collections.abc import Callable

from tests.support import files
from tests.support.files import linked, repacked, tail

DOC, SHEET = files.word(), files.sheet()
MAIN, DOC_RELS = "word/document.xml", "word/_rels/document.xml.rels"
BOOK_RELS = "xl/_rels/workbook.xml.rels"
PAGE = "xl/worksheets/sheet1.xml"
BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
DOCM = "vnd.ms-word.document.macroEnabled.main+xml"
XLSX = "openxmlformats-officedocument.spreadsheetml.sheet.main"
XLSM = "ms-excel.sheet.macroEnabled.main"
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def run(words: str) -> tuple[str, str]:
    """A paragraph more at the end of the text."""
    return "<w:sectPr", f"<w:p>{words}</w:p><w:sectPr"


def field(*instructions: str) -> tuple[str, str]:
    said = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instructions)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return run(begin + said + end)


def formula(said: str) -> bytes:
    return repacked(SHEET, change={PAGE: ("<f>SUM(B2:B2)</f>", f"<f>{said}</f>")})


def bomb(size: int) -> bytes:
    return files.repacked(DOC, add={"word/media/zeros.png": bytes(size)})


def doubled(data: bytes) -> bytes:
    """Two parts that share the same bytes: the second entry of the directory points to the first."""
    names = zipfile.ZipFile(io.BytesIO(data)).infolist()
    second = data.rfind(names[1].filename.encode()) - 46
    return data[: second + 42] + bytes(4) + data[second + 46 :]


# what: (file, ending of its name, code)
OFFICE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a slide show": (
        lambda: repacked(
            DOC, change={"[Content_Types].xml": ("wordprocessingml.document.main", "presentationml.main")}
        ),
        "docx",
        "unknown_kind",
    ),
    "a word file called pdf": (lambda: DOC, "pdf", "wrong_name"),
    "a docm called docx": (
        lambda: repacked(
            DOC, change={"[Content_Types].xml": (DOCX, DOCM)}, add={"word/vbaProject.bin": b"x"}
        ),
        "docx",
        "macros",
    ),
    "an xlsm": (
        lambda: repacked(SHEET, change={"[Content_Types].xml": (XLSX, XLSM)}),
        "xlsx",
        "macros",
    ),
    "macros nobody points to": (lambda: repacked(DOC, add={"word/VBAProject.BIN": b"x"}), "docx", "macros"),
    "macros under another name": (
        lambda: linked(DOC, DOC_RELS, "vbaProject", "styles2.xml", add=b"<x/>"),
        "docx",
        "macros",
    ),
    "an old macro sheet": (
        lambda: linked(SHEET, BOOK_RELS, "xlMacrosheet", "s.xml", add=b"<x/>"),
        "xlsx",
        "macros",
    ),
    "a remote template": (
        lambda: linked(
            DOC, "word/_rels/document.xml.rels", "attachedTemplate", "http://a.example/t.dotm", outside=True
        ),
        "docx",
        "external",
    ),
    "a template on a share": (
        lambda: linked(DOC, DOC_RELS, "attachedTemplate", "file:///\\\\a.example\\t.dotm", outside=True),
        "docx",
        "external",
    ),
    "a linked picture": (
        lambda: linked(DOC, DOC_RELS, "image", "http://a.example/i.png", outside=True),
        "docx",
        "external",
    ),
    "a link to a file": (
        lambda: linked(DOC, DOC_RELS, "hyperlink", "file:///C:/a.exe", outside=True),
        "docx",
        "external",
    ),
    "a link that is a script": (
        lambda: linked(DOC, DOC_RELS, "hyperlink", "javascript:alert(1)", outside=True),
        "docx",
        "external",
    ),
    "a picture an old drawing fetches": (
        lambda: repacked(
            DOC,
            change={
                MAIN: run(
                    '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://a.example/i"/></w:pict></w:r>'
                )
            },
        ),
        "docx",
        "external",
    ),
    "another workbook": (
        lambda: linked(SHEET, BOOK_RELS, "externalLink", "l.xml", add=b"<x/>"),
        "xlsx",
        "external",
    ),
    "a data connection": (
        lambda: linked(SHEET, BOOK_RELS, "connections", "c.xml", add=b"<x/>"),
        "xlsx",
        "external",
    ),
    "an object drawn where nothing points": (
        lambda: repacked(DOC, change={MAIN: run("<w:r><w:object><w:OLEObject/></w:object></w:r>")}),
        "docx",
        "embedded",
    ),
    "a drawing that runs a macro": (
        lambda: repacked(DOC, change={MAIN: run('<w:r><w:pict macro="Run"/></w:r>')}),
        "docx",
        "macros",
    ),
    "an ole object": (lambda: linked(DOC, DOC_RELS, "oleObject", "o.bin", add=b"x"), "docx", "embedded"),
    "an embedded program": (lambda: repacked(DOC, add={"word/embeddings/a.exe": b"MZ"}), "docx", "embedded"),
    "a web page in a word file": (
        lambda: linked(DOC, DOC_RELS, "aFChunk", "p.html", add=b"<p/>"),
        "docx",
        "embedded",
    ),
    "an activex control": (lambda: linked(DOC, DOC_RELS, "control", "c.xml", add=b"<x/>"), "docx", "active"),
    "an add-in": (lambda: linked(DOC, "_rels/.rels", "webextension", "w.xml", add=b"<x/>"), "docx", "active"),
    "macros behind a part of no known kind": (
        lambda: linked(DOC, DOC_RELS, "surprise", "vbaProject.bin", add=b"x"),
        "docx",
        "macros",
    ),
    "a part of no known kind outside": (
        lambda: linked(DOC, DOC_RELS, "surprise", "http://a.example/s.xml", outside=True),
        "docx",
        "external",
    ),
    "a script between neighbours": (
        lambda: linked(DOC, DOC_RELS, "hyperlink", "vbscript:run", outside=True),
        "docx",
        "external",
    ),
    "a link to a share": (
        lambda: linked(DOC, DOC_RELS, "hyperlink", "//a.example/share/a.exe", outside=True),
        "docx",
        "external",
    ),
    "a link to a share written backwards": (
        lambda: linked(DOC, DOC_RELS, "hyperlink", "%5C%5Ca.example%5Cshare", outside=True),
        "docx",
        "external",
    ),
    "a template on a share, in Mac's writing": (
        lambda: linked(DOC, DOC_RELS, "attachedTemplate", "file://a.example/t.dotm", outside=True),
        "docx",
        "external",
    ),
    "a way out of the folder with backslashes": (
        lambda: repacked(DOC, add={"..\\..\\a.xml": b"<x/>"}),
        "docx",
        "damaged",
    ),
    "macros in a folder with backslashes": (
        lambda: repacked(DOC, add={"word\\vbaProject.bin": b"x"}),
        "docx",
        "macros",
    ),
    "a part that is no picture": (
        lambda: linked(DOC, DOC_RELS, "image", "media/a.emf", add=b"x"),
        "docx",
        "unknown_part",
    ),
    "a picture that is none": (
        lambda: linked(DOC, DOC_RELS, "image", "media/a.png", add=b"<svg/>"),
        "docx",
        "damaged",
    ),
    "a huge picture inside": (
        lambda: linked(DOC, DOC_RELS, "image", "media/a.png", add=files.huge_png(20_000, 20_000)),
        "docx",
        "too_many_pixels",
    ),
    "dde": (lambda: repacked(DOC, change={MAIN: field('DDEAUTO c:\\\\cmd.exe "/k calc"')}), "docx", "fields"),
    "dde in pieces": (lambda: repacked(DOC, change={MAIN: field("DD", "EAU", "TO cmd")}), "docx", "fields"),
    "dde in a simple field": (
        lambda: repacked(DOC, change={MAIN: run('<w:fldSimple w:instr=" dde cmd x"/>')}),
        "docx",
        "fields",
    ),
    "a field whose name is made by another": (
        lambda: repacked(
            DOC,
            change={
                MAIN: run(
                    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                    "<w:r><w:instrText>QUOTE 68 68 69</w:instrText></w:r>"
                    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
                )
            },
        ),
        "docx",
        "fields",
    ),
    "a text fetched from elsewhere": (
        lambda: repacked(DOC, change={MAIN: field('INCLUDETEXT "http://a.example"')}),
        "docx",
        "fields",
    ),
    "a field that links to a file": (
        lambda: repacked(DOC, change={MAIN: field('HYPERLINK "\\\\\\\\a.example\\\\share"')}),
        "docx",
        "external",
    ),
    "a formula that starts a program": (lambda: formula("cmd|'/c calc'!A0"), "xlsx", "fields"),
    "a formula that fetches": (lambda: formula("_xlfn.WEBSERVICE(A1)"), "xlsx", "fields"),
    "a formula that calls": (lambda: formula('CALL("urlmon","x","y")'), "xlsx", "fields"),
    "a signed word file": (lambda: repacked(DOC, add={"_xmlsignatures/sig1.xml": b"<x/>"}), "docx", "signed"),
    "entities": (
        lambda: repacked(DOC, change={MAIN: ("<w:document", f"{BILLION}<w:document")}),
        "docx",
        "entities",
    ),
    "a part that is no xml": (
        lambda: repacked(DOC, change={MAIN: ("<w:body>", "<w:body")}),
        "docx",
        "damaged",
    ),
    "a part that is missing": (lambda: linked(DOC, DOC_RELS, "image", "media/none.png"), "docx", "damaged"),
    "a small part that unfolds": (lambda: bomb(30 * 1024 * 1024), "docx", "unfolds"),
    "parts that share their bytes": (lambda: doubled(DOC), "docx", "unfolds"),
    "a way out of the folder": (lambda: repacked(DOC, add={"../a.xml": b"<x/>"}), "docx", "damaged"),
    "the same part twice": (lambda: repacked(DOC, add={"word/DOCUMENT.xml": b"<x/>"}), "docx", "damaged"),
    "a program before a word file": (lambda: b"MZ\x90\0" + DOC, "docx", "appended"),
    "a program behind a word file": (lambda: tail(DOC), "docx", "appended"),
    "half a word file": (lambda: DOC[: len(DOC) // 2], "docx", "damaged"),
}
