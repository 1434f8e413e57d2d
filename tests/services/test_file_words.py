"""A call in whatever file an office keeps it: the words come out as they were meant, and nothing else happens."""

import http.server
import io
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pikepdf
import psutil
import pytest
from openpyxl.styles import Font
from PIL import Image

from procurement.forms.calls.faults import READING
from procurement.reading import ReadingError, read_call, read_file
from procurement.reading.told import Mark, mark_of
from procurement.uploads import programs
from procurement.uploads.files import UploadRefused
from procurement.uploads.words import files, laid_out, pictures
from procurement.uploads.words.errors import FROM_PICTURE
from tests.services.test_word_files import changed
from tests.support.files import photo
from tests.support.written import open_document, rich_text, scanned, typeset

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="programs are held by the kernel of Linux")
CALL = "芒市卫生健康局关于公开比选2024年感染者陪伴服务的公告"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests run beside these."""
    monkeypatch.setattr(programs, "SECONDS", 60)


def fault_of(data: bytes) -> str:
    with pytest.raises(ReadingError) as raised:
        read_file(data)
    assert raised.value.code in ReadingError.CODES
    return raised.value.code


def test_every_fault_has_words() -> None:
    assert set(READING) == set(ReadingError.CODES)


# Older files, written anew by LibreOffice ------------------------------------------------------------------


@pytest.fixture
def caller() -> Iterator[tuple[str, list[str]]]:
    """A server that hears who fetches something."""
    heard: list[str] = []

    class Hears(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(404)

        def log_message(self, *said: object) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Hears)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("soffice")
def test_an_old_word_file_keeps_its_table_and_loses_what_is_struck_through_or_hidden() -> None:
    new = docx.Document()
    new.add_paragraph(CALL)
    line = new.add_paragraph("截止时间：")
    line.add_run("7月1日").font.strike = True
    line.add_run("内部备注").font.hidden = True
    line.add_run("7月30日17:00")
    for cell, said in zip(new.add_table(1, 2).rows[0].cells, ("预算", "18万元"), strict=True):
        cell.text = said
    new.add_paragraph("完")
    data = io.BytesIO()
    new.save(data)
    old = programs.run(
        "soffice",
        {"new.docx": data.getvalue()},
        lambda folder: [
            f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "doc",
            "--outdir", str(folder), str(folder / "new.docx"),
        ],
        "new.doc",
    )  # fmt: skip
    assert old.startswith(b"\xd0\xcf\x11\xe0")
    assert read_file(old) == f"{CALL}\n截止时间：7月30日17:00\n预算 | 18万元\n完"


@pytest.mark.usefixtures("soffice")
def test_rich_text_fetches_nothing_from_disk_or_network(
    caller: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, heard = caller
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    fetching = "".join(
        rf'{{\field{{\*\fldinst {order} "{place}"}}{{\fldrslt 旧}}}}'
        for order in ("INCLUDETEXT", "INCLUDEPICTURE")
        for place in (secret, secret.as_uri(), f"{address}/it")
    )
    said = rich_text(rf"截止：{{\strike 7月1日}}{{\v 内部}}{{\deleted 删了}}7月30日\par {fetching}\par 完")
    text = read_file(said)
    assert text.startswith("截止：7月30日\n")
    assert "SECRET" not in text
    assert heard == []


@pytest.mark.usefixtures("soffice")
def test_an_open_document_loses_its_hidden_sections_and_fetches_none(caller: tuple[str, list[str]]) -> None:
    address, heard = caller
    styles = (
        '<style:style style:name="S" style:family="text"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
    )
    body = (
        f'<text:p>{CALL}</text:p><text:p>截止<text:span text:style-name="S">七月一日</text:span>七月三十日</text:p>'
        '<text:section text:name="a" text:display="none"><text:p>藏一</text:p></text:section>'
        '<text:p>藏二<text:hidden-paragraph text:condition="ooow:1==1" text:is-hidden="true"/>藏三</text:p>'
        f'<text:section text:name="b"><text:section-source xlink:href="{address}/b.odt"/><text:p>留</text:p>'
        "</text:section><table:table><table:table-column/><table:table-column/><table:table-row>"
        "<table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell><text:p>乙</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )
    lines = [one for one in read_file(open_document(body, styles)).split("\n") if one]
    assert lines == [CALL, "截止七月三十日", "留", "甲 | 乙"]
    assert heard == []


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (b"\xec\xa5" + bytes(9) + b"\x01" + bytes(500) + "WordDocument".encode("utf-16-le"), "encrypted"),
        ("WordDocument_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("Workbook".encode("utf-16-le"), "other_office"),
    ],
)
def test_old_files_that_are_locked_run_something_or_are_no_words(parts: bytes, code: str) -> None:
    assert fault_of(OLE + parts) == code


def test_a_bomb_of_an_open_document_is_not_opened() -> None:
    assert fault_of(open_document(f"<text:p>{'0' * 30_000_000}</text:p>").replace(b"x", b"x")) in (
        "too_large",
        "bomb",
    )


def test_without_the_programs_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert fault_of(OLE + "WordDocument".encode("utf-16-le")) == "old_word"
    assert fault_of(rich_text("x")) == "rich_text"
    assert fault_of(open_document("<text:p>x</text:p>")) == "other_office"
    assert fault_of(photo((900, 900), kind="PNG")) == "picture"
    blank = io.BytesIO()
    Image.new("L", (900, 1200), 255).save(blank, "PDF")
    assert fault_of(blank.getvalue()) == "pdf"


# A program of somebody else is held ------------------------------------------------------------------------

LOOK = r"""use Socket;
open(my $out, ">", "$ARGV[0]/seen");
sub found { print $out ($_[0] ? "done" : "$!"), "\n" }
found(socket(my $net, PF_INET, SOCK_DGRAM, 0));
my $door;
found(socket($door, PF_UNIX, SOCK_STREAM, 0) && connect($door, sockaddr_un($ARGV[1])));
found(kill(0, $ARGV[2]) && open(my $other, "<", "/proc/$ARGV[2]/environ"));
print $out join(" ", sort keys %ENV);
"""


@LINUX
def test_it_reaches_no_network_no_other_process_and_none_of_our_secrets(tmp_path: Path) -> None:
    door = tmp_path / "door"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(door))
        server.listen()
        seen = programs.run(
            "perl", {}, lambda folder: ["-e", LOOK, str(folder), str(door), str(os.getpid())], "seen"
        ).decode()
    *tried, names = seen.split("\n")
    assert tried == ["Permission denied"] * 3
    assert set(names.split()) <= {"HOME", "TMPDIR", "LC_ALL", "PATH", "OMP_THREAD_LIMIT"}


@LINUX
def test_a_file_of_ours_is_out_of_its_reach_where_the_kernel_can_hold_it(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.write_text("SECRET")
    with pytest.raises(UploadRefused) as refused:
        programs.run("cp", {}, lambda folder: [str(ours), str(folder / "taken")], "taken")
    assert refused.value.code == "damaged"


@LINUX
def test_what_takes_too_long_is_ended_with_all_it_started() -> None:
    mark = f"1234.{os.getpid()}"
    began = time.monotonic()
    with pytest.raises(UploadRefused) as refused:
        programs.run(
            "sh",
            {},
            lambda folder: ["-c", f"cd {folder}; (sleep 1.5; exec sleep {mark}) & sleep 30"],
            "out",
            seconds=1,
        )
    assert refused.value.code == "too_heavy"
    assert time.monotonic() - began < 10
    time.sleep(1.2)
    running = [one.info["cmdline"] or () for one in psutil.process_iter(["cmdline"])]
    assert not any(mark in one for one in running)


@LINUX
def test_what_it_writes_has_an_end_and_is_no_link() -> None:
    for order, code in (
        ("ln -s /etc/passwd out", "damaged"),
        ("exec head -c 80000000 /dev/zero > out", "too_heavy"),
    ):
        with pytest.raises(UploadRefused) as refused:
            programs.run("sh", {}, lambda folder, order=order: ["-c", f"cd {folder}; {order}"], "out")  # type: ignore[misc]
        assert refused.value.code in (code, "damaged")


# PDF -------------------------------------------------------------------------------------------------------

LONG = (
    "二、为做好感染者随访管理和关怀救助工作，根据上级文件精神，经局党组会议研究，"
    "决定面向社会公开比选一家社会组织承接服务"
)
TABLE = """#table(columns: 3, [包号], [地点], [预算],
 table.cell(rowspan: 2)[01], [遮放镇以及周边各个村民小组和社区], [3万元],
 [勐戛镇], [2万元], table.cell(colspan: 2)[合计], [5万元])"""


def test_a_pdf_is_read_in_paragraphs_and_tables() -> None:
    data = typeset(
        f"#align(center)[{CALL}]\n\n一、预算：180000元\n\n{LONG}。\n\n{TABLE}\n\n三、截止：#strike[7月1日]7月30日"
    )
    assert read_file(data).split("\n") == [
        CALL,
        "一、预算：180000元",
        f"{LONG}。",
        "包号 | 地点 | 预算",
        "01 | 遮放镇以及周边各个村民小组和社区 | 3万元",
        " | 勐戛镇 | 2万元",
        "合计 | 5万元",
        "三、截止：7月30日",
    ]


def set_lines(*said: str) -> list[laid_out.Line]:
    """Lines of a page, each begun at its left edge."""
    return [
        laid_out.Line(text, 70.0, 70.0 + 14 * len(text), 80.0 + 24 * place, 94.0 + 24 * place, 14.0)
        for place, text in enumerate(said)
    ]


def test_a_full_line_ends_where_the_next_begins_a_part() -> None:
    page = set_lines(
        "一、预算：人民币十八万元整，分三次付清款",
        "二、地点：遮放镇、勐戛镇、风平镇的各村的",
        "小组和所有的社区，不含山区，见申请（附件",
        "2）的表格，30万元以内。",
    )
    words = [one.text for one in page]
    assert laid_out.text_of([page]).split("\n") == [words[0], "".join(words[1:])]


def test_a_line_that_is_too_long_is_no_edge_of_the_page() -> None:
    full = "小组和所有的社区，不含山区，以申请为准，"
    page = set_lines(*[full] * 6, "完。", "┌" * 26)
    assert laid_out.text_of([page]).split("\n")[0] == full * 6 + "完。"


def test_a_paragraph_that_goes_on_over_the_page_is_one() -> None:
    many = LONG[2:] * 12
    assert read_file(typeset(f"{CALL}\n\n{many}。")) == f"{CALL}\n{many}。"


def test_words_laid_under_a_scan_or_locked_away_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(typeset(CALL))) as made:
        made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert fault_of(out.getvalue()) == "encrypted"
    with pikepdf.open(io.BytesIO(typeset(CALL))) as made:
        for page in made.pages:
            shown = page.Contents.read_bytes()
            page.Contents = made.make_stream(shown.replace(b" Tf", b" Tf 3 Tr"))
        out = io.BytesIO()
        made.save(out)
    assert fault_of(out.getvalue()) == "no_text"
    assert fault_of(b"%PDF-1.7\n") == "broken"
    assert read_file(b"\xef\xbb\xbf\r\n" + typeset(CALL)) == CALL


def test_what_a_reader_struck_out_and_a_mark_across_the_page_do_not_count() -> None:
    said = "#place(center + horizon, rotate(45deg)[样稿样稿样稿])\n三、截止：7月1日\n\n四、地点：遮放镇"
    with pikepdf.open(io.BytesIO(typeset(said))) as made:
        page = made.pages[0]
        # The day stands in the first line, behind its five signs.
        left, right, low, high = 71 + 28 + 14 * 5, 71 + 28 + 14 * 8.5, 842 - 71 - 16, 842 - 71 + 2
        struck = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.StrikeOut, Rect=[left, low, right, high],
            QuadPoints=[left, high, right, high, left, low, right, low],
        )  # fmt: skip
        page.Annots = pikepdf.Array([made.make_indirect(struck)])
        out = io.BytesIO()
        made.save(out)
    assert read_file(out.getvalue()).split("\n") == ["三、截止：", "四、地点：遮放镇"]


def test_words_under_a_picture_of_the_page_are_a_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with (
        pikepdf.open(io.BytesIO(scanned(CALL))) as made,
        pikepdf.open(io.BytesIO(typeset(LONG * 2))) as under,
    ):
        made.pages[0].add_underlay(under.pages[0])
        out = io.BytesIO()
        made.save(out)
    assert fault_of(out.getvalue()) == "pdf"


# Pages of the web, sheets ----------------------------------------------------------------------------------

PAGE = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>{CALL} - 芒市人民政府</title>
<style>.gone{{display:none}} @media print {{.stays{{display:none}}}}</style><script>"脚本"</script></head><body>
<nav><a href="/">首页</a></nav><div><a href="/1">要闻</a>
<a href="/2">政务</a><a href="/3">服务</a><a href="/4">互动</a></div>
<div class="TRS_Editor"><p>一、预算：
<b>18</b>万元<del>20万元</del><span style="text-decoration: line-through">19万元</span></p>
<p class="gone">藏一</p><p class="stays">二、截止：7月30日<br>17时</p>
<p style="DISPLAY: none">藏二</p><p hidden>藏三</p>
<table><tr><td rowspan="2">01</td><td>遮放镇</td><td>3万元</td></tr><tr><td>勐戛镇</td><td>2万元</td></tr></table>
<p>附件：<a href="a.doc">1.申请书.doc</a></p><img src="http://127.0.0.1:1/x.png"></div><footer>版权</footer></body></html>"""
SHOWN = f"""{CALL}
一、预算： 18万元
二、截止：7月30日
17时
01 | 遮放镇 | 3万元
 | 勐戛镇 | 2万元
附件：1.申请书.doc"""


def test_a_saved_page_shows_what_its_reader_saw() -> None:
    assert read_file(PAGE.encode("gb18030")) == SHOWN
    torn = PAGE.replace("gb2312", "utf-8").encode().replace("17时".encode(), b"17\xe6\x97")
    assert read_file(torn) == SHOWN.replace("17时", "17\ufffd")
    whole = (
        b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; "
        b'type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=gb2312\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n"
    ) + PAGE.encode("gb18030")
    assert read_file(whole + b"\r\n--b--\r\n") == SHOWN


def test_other_markup_is_no_text_of_a_call() -> None:
    assert fault_of(b'<?xml version="1.0"?><w:wordDocument xmlns:w="w"/>') == "other_office"


def test_a_page_that_is_built_to_hurt_is_refused_or_read() -> None:
    assert fault_of(("<html><body>" + "<div>" * 400 + "深" + "</div>" * 400).encode()) in (
        "broken",
        "no_text",
    )
    wide = "<html><table><tr><td rowspan=99999999 colspan=99999999>宽<td>二<tr><td>三</table>"
    assert len(read_file(wide.encode())) < 1000


def sheet() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    shown = book.active
    assert shown is not None
    rows = (
        ["项目预算表"],
        ["包号", "内容", "金额（元）", "内部"],
        ["01", "检测动员", 30000.0, "藏"],
        [None, "旧"],
    )
    for row in (*rows, ["藏行"]):
        shown.append(row)
    shown.merge_cells("A1:D1")
    shown["B4"].font = Font(strike=True)
    shown["C4"].number_format = "0%"
    shown["C4"] = 0.08
    shown.column_dimensions["D"].hidden = True
    shown.row_dimensions[5].hidden = True
    book.create_sheet("藏表").sheet_state = "hidden"
    book["藏表"].append(["藏"])
    return book


def test_a_sheet_is_read_row_by_row_without_what_is_hidden() -> None:
    out = io.BytesIO()
    sheet().save(out)
    assert read_file(out.getvalue()).split("\n") == [
        "项目预算表",
        "包号 | 内容 | 金额（元）",
        "01 | 检测动员 | 30000",
        " |  | 8%",
    ]
    bomb = changed(out.getvalue(), {"xl/worksheets/sheet1.xml": b"0" * 30_000_000})
    assert fault_of(bomb) == "bomb"


# Pictures --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tesseract")
def test_a_scan_is_read_and_nothing_of_it_is_sure() -> None:
    said = f"#align(center)[{CALL}]\n\n一、预算：人民币180000元。\n\n二、递交截止时间：2024年7月30日17:00。\n\n{LONG}。"
    text = read_file(scanned(said))
    assert text.startswith(FROM_PICTURE + "\n")
    assert "2024年7月30日17:00" in text
    assert "感染者随访管理和关怀救助工作" in text
    reading = read_call(text, divisions=[])
    assert reading.is_from_picture
    assert reading.get("bids_due") is not None
    assert {mark_of(one) for one in reading.found} == {Mark.DOUBTFUL}
    assert not any(FROM_PICTURE[2:8] in one.passage for one in reading.found)
    assert {mark_of(one) for one in read_call(text.split("\n", 1)[1], divisions=[]).found} != {Mark.DOUBTFUL}


@pytest.mark.usefixtures("tesseract")
def test_a_scan_inside_a_word_file_is_read_too() -> None:
    made = docx.Document()
    made.add_picture(io.BytesIO(typeset(f"{CALL}\n\n{LONG}。", picture=True)))
    out = io.BytesIO()
    made.save(out)
    text = read_file(out.getvalue())
    assert text.startswith(FROM_PICTURE)
    assert "感染者随访管理和关怀救助工作" in text


@pytest.mark.usefixtures("tesseract")
def test_a_picture_without_words_says_how_to_take_a_better_one() -> None:
    assert fault_of(photo((1200, 1600))) == "unclear"


def test_pictures_that_are_too_small_too_large_or_none() -> None:
    assert fault_of(photo((300, 400))) == "unclear"
    huge = io.BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    assert fault_of(huge.getvalue()) == "too_large"
    assert fault_of(b"\0\0\0\x18ftypheic" + b"0" * 40) == "other_picture"
    many = io.BytesIO()
    page = Image.new("L", (100, 140), 255)
    page.save(many, "PDF", save_all=True, append_images=[page] * pictures.MOST)
    assert fault_of(many.getvalue()) == "too_many_pages"


def test_only_one_program_runs_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "WAIT", 0.1)
    assert programs._one_at_a_time.acquire(timeout=1)
    try:
        with pytest.raises(UploadRefused) as refused:
            programs.run("sh", {}, lambda _folder: ["-c", "true"], "out")
        assert refused.value.code == "busy"
    finally:
        programs._one_at_a_time.release()


def test_what_no_reader_takes_is_told_apart() -> None:
    assert set(files._WAYS) <= set(ReadingError.CODES)
