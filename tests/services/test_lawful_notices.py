"""Every mandatory item of a statutory notice is said by call, act or portal, checked before, and printed."""

import html
import io
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from uuid import uuid4

import docx
import pytest
from django.urls import reverse
from django.utils import translation

from procurement import fields, labels, stated
from procurement.fields import FIELDS
from procurement.judgement import calls as judgement
from procurement.judgement import law, notice_parts
from procurement.kinds import KINDS
from procurement.publication import lawful
from procurement.publication.sheets import RENDERERS, sheet_of
from procurement.rules.procedures import PROCEDURES
from procurement.services.calls import amendments
from procurement.views.calls import reviews
from tests.support import awards as made
from tests.support import calls, examples, scenes

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(lawful.__file__).parent / "lawful.toml").read_text(encoding="utf-8"))
ITEMS = {kind: one["items"] for one in TABLE.values() for kind in one["kinds"]}
# What nothing says yet. It may become less, never more.
MISSING: set[str] = set()

keys = scenes.keys()


def whole():
    """An open tender from its notice to its acceptance."""
    call, contract = made.contracted(made.judged_statutory())
    call.accept(contract, users_zh=made.PARTIES, service_users_took_part=True, early_zh=made.EARLY)
    return call.tender


judged = scenes.once(whole)


@pytest.fixture
def call(judged):
    return judged.again()


def ended():
    """A consultation that was corrected and then given up."""
    by = calls.office()
    call = calls.published_statutory(by)
    own = {"by": by.drafter, "now": calls.at("07-03 10:00")}
    said = {"reason_zh": "联系电话写错了。", "form_id": uuid4()} | own
    amendments.draft_correction(
        call.number, offered={"contact_phone": "0871-11111111"}, reason_code="error_in_notice", **said
    )
    approval = {"by": by.approver, "now": calls.at("07-03 11:00")}
    amendments.approve(call.number, medium_url="https://medium.example/2", **approval)
    amendments.draft_termination(call.number, reason_code="need_ended", **(said | {"form_id": uuid4()}))
    amendments.approve(call.number, medium_url="https://medium.example/3", **approval)
    return call


def sheet(tender, kind, language="en"):
    notice = tender.notices.filter(kind=kind).order_by("seq").last()
    book, _calendar = law.law_of(tender)
    with translation.override("en" if language == "en" else "zh-hans"):
        return notice, sheet_of(
            tender, notice, book, language, place="昆明市", url="https://portal.example/1"
        )


def values_of(item, shown):
    """What is printed of an item, in English labels; nothing where it is not printed."""
    if item["section"] == "head":
        head = {"Number": shown.number, "Title": shown.title, "Published": shown.published}
        return [head[item["label"]]]
    if item["section"] == "dates":
        with translation.override("en"):
            label = str(labels.date_field(item["from"]))
        return [one.value for one in shown.dates if one.label == label]
    named = {"reason": "Reason", "changes": "What changed"}
    found = [
        one
        for one in shown.sections
        if getattr(one, "key", "") == item["section"] or one.heading == named.get(item["section"])
    ]
    assert len(found) <= 1, item
    if not found:
        return []
    part = found[0]
    if item["label"]:
        return [one.value for one in part.lines if one.label == item["label"]]
    table = [cell for row in part.table.rows for cell in row] if part.table else []
    return [*(one.value for one in part.paragraphs), *table]


def unprinted(tender, kind):
    _notice, shown = sheet(tender, kind)
    return [
        one["item"]
        for one in ITEMS[kind]
        if one["from"] != "missing" and not one.get("optional") and not any(values_of(one, shown))
    ]


def test_the_table_has_every_kind_that_is_published_here_and_says_what_it_lacks():
    chains = {
        kind
        for one in PROCEDURES.values()
        if one.enforced_now and "statutory" in one.regimes
        for kind in one.chain
    }
    published = {kind for kind in chains if KINDS[kind].event is not None}
    # No act here opens an invited tender, and so none makes its notice of prequalification.
    assert set(ITEMS) == published - {"prequalification"}
    missing = {one["item"] for items in ITEMS.values() for one in items if one["from"] == "missing"}
    assert missing == MISSING
    assert all(one["why"] for items in ITEMS.values() for one in items if one["from"] == "missing")


@pytest.mark.parametrize("kind", ["tender_notice", "award", "contract", "acceptance"])
def test_every_item_is_printed(call, kind):
    assert unprinted(call, kind) == []


def test_every_item_of_a_correction_and_of_an_end_is_printed():
    tender = ended()
    assert unprinted(tender, "procurement_notice") == []
    assert unprinted(tender, "correction") == []
    assert unprinted(tender, "termination") == []
    _notice, over = sheet(tender, "termination")
    assert (list(over.dates), list(over.summary)) == ([], [])
    assert not {"who", "how", "criteria", "payments"} & {getattr(one, "key", "") for one in over.sections}


def test_every_item_that_a_field_says_is_checked_before_the_call_is_sent():
    draft = calls.draft(calls.office(), examples.KUNMING)
    named = [
        one["from"]
        for one in ITEMS["procurement_notice"]
        if one["from"] in FIELDS and not one.get("optional")
    ]
    assert len(named) > 12
    for name in named:
        stood = stated.read(draft).get(name)
        stated.write(
            draft,
            {
                name: []
                if isinstance(stood, list)
                else None
                if stood not in ("",) and not isinstance(stood, str)
                else ""
            },
        )
        stops = {
            fields.of_fact(one.field) for one in judgement.judge(draft, now=calls.PUBLISHED) if one.stops
        }
        assert name in stops or name in judgement.unsaid(draft, now=calls.PUBLISHED), name
        stated.write(draft, {name: stood})


def squeezed(text):
    return re.sub(r"\s", "", html.unescape(text))


def test_page_text_word_pdf_and_pack_print_the_same_items(call, client, tmp_path):
    notice, shown = sheet(call, "tender_notice", "zh")
    parts = {"documents", "policies", "remedies", "contacts"}
    wanted = [
        words
        for one in shown.sections
        if getattr(one, "key", "") in parts
        for words in (*(line.value for line in one.lines), *(line.value for line in one.paragraphs))
    ]
    assert len(wanted) > 18
    page = client.get(reverse("notice", args=[call.number, notice.seq])).content.decode()
    office = io.BytesIO(RENDERERS["docx"].render(shown))
    written = docx.Document(office)
    cells = (cell.text for table in written.tables for row in table.rows for cell in row.cells)
    word = "".join((*(one.text for one in written.paragraphs), *cells))
    printed = {
        "page": re.sub(r"<[^>]+>", "", page),
        "txt": RENDERERS["txt"].render(shown).decode(),
        "docx": word,
    }
    if shutil.which("pdftotext"):
        (tmp_path / "a.pdf").write_bytes(RENDERERS["pdf"].render(shown))
        order = ["pdftotext", str(tmp_path / "a.pdf"), "-"]
        printed["pdf"] = subprocess.run(order, capture_output=True, check=True).stdout.decode()
    book, _calendar = law.law_of(call)
    with translation.override("zh-hans"):
        told = reviews._call(call, calls.PUBLISHED)
        packed = reviews.pack(call, told, [], book, [], url="https://portal.example/1", now=calls.PUBLISHED)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        printed["pack"] = archive.read(f"{call.number}.txt").decode()
    for where, text in printed.items():
        said = squeezed(text)
        assert [one for one in wanted if squeezed(one) not in said] == [], where


def test_the_clocks_are_those_of_the_book(call):
    _notice, shown = sheet(call, "tender_notice")
    said = {getattr(one, "key", ""): one for one in shown.sections}
    [period] = [one.value for one in said["documents"].lines if one.label == "Notice period"]
    assert period.startswith("5 working days, until")
    remedies = " ".join(one.value for one in said["remedies"].paragraphs)
    assert "within 3 working days" in remedies
    assert "within 7 working days of receiving them" in remedies
    assert "within 15 working days after that" in remedies


def test_a_programme_call_says_none_of_it():
    tender = calls.published(calls.office())
    _notice, shown = sheet(tender, "grant_call")
    assert not {"documents", "policies", "remedies", "contacts"} & {
        getattr(one, "key", "") for one in shown.sections
    }


def test_documents_are_not_called_free_where_the_words_name_a_charge():
    values = examples.KUNMING | {"how_to_bid_zh": "报名时缴纳招标文件工本费300元。"}
    draft = calls.draft(calls.office(), values)
    for tender, free in ((draft, False), (calls.draft(calls.office(), examples.KUNMING), True)):
        said = notice_parts.lawful_of(tender, kind="procurement_notice", legal_at=calls.PUBLISHED)
        with translation.override("en"):
            made = lawful.of_call(said, stated.read(tender), buyer="", medium_url="", language="en")
        [price] = [one.value for one in made[0].lines if one.label == "Price of the documents"]
        assert (price == "None. They are free.") is free
