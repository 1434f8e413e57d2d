"""The words of every file that becomes public pass the guard."""

import io
import re
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement import uploads
from procurement.errors import PersonalFileError
from procurement.models import Document
from procurement.services.calls import documents
from procurement.uploads import CleanFile
from procurement.uploads import text as reader
from tests.support import drafts as calls
from tests.support import files
from tests.support.files import photo
from tests.support.hostile_office import DOC, MAIN, run
from tests.views.officer_site import Office, form_data, office, part_url

__all__ = ["office"]

IDENTITY = "110101199003070011"
PERSONAL = f"服务对象名册：{IDENTITY}"


def word(*paragraphs: str, cells: tuple[str, ...] = ()) -> bytes:
    made = docx.Document()
    for one in paragraphs:
        made.add_paragraph(one)
    if cells:
        for cell, text in zip(made.add_table(1, len(cells)).rows[0].cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheet(*rows: tuple[Any, ...]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def taken(data: bytes, name: str = "附件.docx", *, with_text: bool = True) -> CleanFile:
    return uploads.inspect(name, data, kinds=uploads.DOCUMENTS, with_text=with_text)


def test_the_words_of_a_word_file_are_read_wherever_they_stand():
    made = docx.Document(io.BytesIO(word("正文一段", cells=("左格", "右格"))))
    made.sections[0].header.paragraphs[0].text = "页眉"
    out = io.BytesIO()
    made.save(out)
    hidden = (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText>删去</w:delText></w:r></w:del>'
    )
    said = taken(files.repacked(out.getvalue(), change={MAIN: run(hidden)})).text or ""
    for words in ("正文一段", "左格", "右格", "页眉", "隐藏", "删去"):
        assert words in said


def test_a_word_in_many_runs_is_one_word_and_cells_are_apart():
    spread = "".join(f"<w:r><w:t>{sign}</w:t></w:r>" for sign in IDENTITY)
    assert IDENTITY in reader.text_of(files.repacked(DOC, change={MAIN: run(spread)}))
    assert "22 33" in " ".join(reader.text_of(word("x", cells=("22", "33"))).split())


def test_a_sheet_is_read_by_its_rows_in_words_and_figures():
    said = taken(sheet(("姓名", "电话"), ("某某", 13800138000)), "表.xlsx").text or ""
    assert "某某 13800138000" in " ".join(said.split())


def test_a_pdf_is_read_and_a_picture_has_no_words():
    assert uploads.text_of(files.pdf()).strip() == "Call for services"
    assert uploads.text_of(photo()) == ""
    assert taken(photo(), "a.jpg").text == ""


def test_nobody_reads_the_words_of_a_file_that_stays_secret():
    assert taken(word(PERSONAL), with_text=False).text is None


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"%PDF-1.4 broken", b"", b"\0" * 50, DOC[:900]])
def test_what_cannot_be_read_has_no_words(data: bytes):
    assert reader.text_of(data) == ""


def test_reading_ends_in_time_and_size(monkeypatch: pytest.MonkeyPatch):
    long = word(*["字" * 1000] * 30)
    monkeypatch.setattr(reader, "MOST_TEXT", 5000)
    assert len(reader.text_of(long)) == 5000
    monkeypatch.setattr(reader, "MOST_SECONDS", -1.0)
    assert len(reader.text_of(long)) < 3000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (word(PERSONAL), "附件.docx", "identity_number"),
        (word("说明", cells=("感染者张伟", "已随访")), "附件.docx", "named_person"),
        (sheet(("编号", "电话"), ("甲", 13912345678)), "表.xlsx", "mobile_phone"),
    ],
)
@pytest.mark.parametrize("with_text", [True, False])
def test_a_file_with_personal_data_is_not_attached(
    office: Office, data: bytes, name: str, kind: str, with_text: bool
):
    draft = calls.draft(office.drafter, office.agency)
    with pytest.raises(PersonalFileError) as caught:
        documents.attach(
            draft.number, file=taken(data, name, with_text=with_text), by=office.drafter, now=draft.created_at
        )
    assert kind in [one.kind for one in caught.value.passages]
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_the_contact_of_the_call_may_stand_in_its_files(office: Office):
    draft = calls.draft(
        office.drafter, office.agency, contact_phone="13800138000", contact_email="office@example.org"
    )
    data = word("报名电话：138 0013 8000，邮箱 office@example.org，座机 0691-2120000")
    documents.attach(draft.number, file=taken(data), by=office.drafter, now=draft.created_at)
    with pytest.raises(PersonalFileError):
        documents.attach(
            draft.number, file=taken(word("电话 13912345678")), by=office.drafter, now=draft.created_at
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "附件：申报书。为艾滋病感染者提供随访关怀，服务120人次。联系人：王科长，电话0691-2120000。",
        "投标人须提供营业执照副本，统一社会信用代码 52532503MJ0000033G。",
        "评审标准：方案45分，团队20分，预算35分。签订协议后15日内拨付50%。",
    ],
)
def test_ordinary_annexes_are_attached(office: Office, words: str):
    draft = calls.draft(office.drafter, office.agency)
    documents.attach(draft.number, file=taken(word(words)), by=office.drafter, now=draft.created_at)


@pytest.mark.django_db
def test_two_files_of_one_name_are_numbered(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    for data in (photo(), photo((80, 80))):
        file = replace(taken(data, "照片.jpg"), text="")
        documents.attach(draft.number, file=file, by=office.drafter, now=draft.created_at)
    assert sorted(Document.objects.values_list("title", flat=True)) == ["照片", "照片 (2)"]


@pytest.mark.django_db
def test_the_page_shows_the_passage_and_the_way_on(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    sent = SimpleUploadedFile("附件.docx", word(PERSONAL))
    answer = office.writing.post(part_url(draft, "dates"), {**form_data(page, act="save"), "file": sent})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert IDENTITY in shown
    assert "请在文件里删掉" in shown
    assert not Document.objects.exists()


def test_a_file_in_doubt_is_taken_once_somebody_answers_for_it(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    address = part_url(draft, "dates")
    data = word("服务对象须知", "受访人岩香是感染者，化名，已同意刊登。")

    def choose(**more: Any) -> Any:
        form = form_data(office.writing.get(address), act="save")
        return office.writing.post(address, {**form, "file": SimpleUploadedFile("附件.docx", data), **more})

    refused = choose()
    assert refused.status_code == 422
    assert "岩香" in refused.text
    ticks = re.findall(r'name="read_passage" value="([^"]+)"', refused.text)
    assert len(ticks) == 1
    assert choose(read_passage=ticks).status_code == 302
    assert Document.objects.get().title
    other = word("受访人岩香是感染者，真名。")
    again = office.writing.post(
        address,
        {**form_data(office.writing.get(address), act="save"), "file": SimpleUploadedFile("二.docx", other)},
    )
    assert again.status_code == 422, "another file, another tick"
