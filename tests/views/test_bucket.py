"""Pages of a portal whose files lie in a bucket: from the form to the public's download, and what is said when the
server is away."""

import hashlib
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.ground.files import FILES
from portal.ground.ledger import blobs
from portal.ground.ledger.models import Blob
from procurement.models import Document
from procurement.selectors import calls as selectors
from procurement.services.calls import tenders
from tests.support import bucket
from tests.support import drafts as calls
from tests.views.officer_site import Office, form_data, office, part_url, word_file

__all__ = ["office"]
AWAY = (
    "平台此刻存不了文件，所以这一次什么也没有保存。"
    "您填写的内容还在本页：请过几分钟重新选择文件，或者先不带文件继续。"
)


@pytest.fixture(scope="module")
def running():
    with bucket.server() as server:
        yield server


@pytest.fixture
def server(running: bucket.Server, settings: Any, tmp_path: Path):
    running.empty()
    settings.VAR_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {FILES: bucket.named(running.url, patience=0.5)}
    return running


def attach(office: Office, draft: Any, **more: Any) -> Any:
    page = office.writing.get(part_url(draft, "dates"))
    data = form_data(page, act="check", **({"file": word_file("申报书样式"), "title": "申报书"} | more))
    return office.writing.post(part_url(draft, "dates"), data)


def published(office: Office, draft: Any) -> Document:
    draft.refresh_from_db()
    tenders.submit(draft.number, version=draft.version, by=office.drafter, now=calls.NOW)
    tenders.approve(draft.number, by=office.approver, now=calls.NOW)
    (document,) = selectors.current_documents(draft)
    return document


def test_from_the_form_to_the_publics_download_its_hash_holds(
    office: Office, server: bucket.Server, tmp_path: Path
):
    draft = calls.draft(office.drafter, office.agency)
    assert attach(office, draft).status_code == 302
    document = published(office, draft)
    answer = Client().get(reverse("document", args=[draft.number, document.pk]))
    assert (answer.status_code, answer.streaming) == (200, True)
    content = answer.getvalue()
    assert hashlib.sha256(content).hexdigest() == document.blob_id
    assert (int(answer["Content-Length"]), document.blob.size) == (len(content), len(content))
    assert document.blob_id in draft.notices.get().body
    assert server.names() == {f"portal/{blobs.place(document.blob_id)}"}
    assert not list(tmp_path.rglob("*")), "nothing lies in the folder"
    packed = office.writing.get(reverse("call_pack", args=[draft.number]))
    assert packed.content.startswith(b"PK")


def test_a_stranger_gets_no_file_of_a_draft_from_the_bucket_either(office: Office, server: bucket.Server):
    draft = calls.draft(office.drafter, office.agency)
    attach(office, draft)
    (document,) = selectors.current_documents(draft)
    for path in ("document", "call_document"):
        answer = Client().get(reverse(path, args=[draft.number, document.pk]))
        assert answer.status_code in (302, 404)
        assert str(server.port) not in answer.get("Location", "")


def test_a_server_that_is_away_is_said_on_the_field_and_loses_nothing(office: Office, server: bucket.Server):
    draft = calls.draft(office.drafter, office.agency)
    server.stop()
    try:
        answer = attach(office, draft, title="项目申报书样式", bid_language="傣文")
    finally:
        server.start()
    assert answer.status_code == 422
    assert answer.context["files"].errors["file"] == [AWAY]
    text = answer.content.decode()
    assert AWAY in text
    assert 'value="项目申报书样式"' in text
    assert not Blob.objects.exists()
    assert not draft.documents.exists()
    assert attach(office, draft).status_code == 302
    assert draft.documents.count() == 1


def test_what_a_colleague_saved_meanwhile_stands_when_the_file_cannot_be_kept(
    office: Office, server: bucket.Server
):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    data = form_data(page, act="check", file=word_file("申报书样式"), title="申报书")
    theirs = form_data(page, act="check", contact_phone="0691-2129999")
    assert theirs["contact_phone"] != data["contact_phone"]
    assert office.writing.post(part_url(draft, "dates"), theirs).status_code == 302
    server.stop()
    try:
        answer = office.writing.post(part_url(draft, "dates"), data)
    finally:
        server.start()
    assert answer.status_code == 422
    assert answer.context["version"] == str(draft.version), "the version it was filled in on"
    data = form_data(answer, act="check", file=word_file("申报书样式"), title="申报书")
    assert office.writing.post(part_url(draft, "dates"), data).status_code == 302
    kept = form_data(office.writing.get(part_url(draft, "dates")))
    assert kept["contact_phone"] == "0691-2129999"
    assert draft.documents.count() == 1


def test_a_download_says_that_the_file_cannot_be_had_now_and_gives_it_later(
    office: Office, server: bucket.Server
):
    draft = calls.draft(office.drafter, office.agency)
    attach(office, draft)
    document = published(office, draft)
    url = reverse("document", args=[draft.number, document.pk])
    for url_of_it, client in ((url, Client()), (reverse("call_pack", args=[draft.number]), office.writing)):
        server.hold()
        begun = time.monotonic()
        try:
            answer = client.get(url_of_it)
        finally:
            server.go_on()
        assert time.monotonic() - begun < 10
        assert answer.status_code == 503
        assert "no-store" in answer["Cache-Control"]
        assert answer["Retry-After"] == "120"
        text = answer.content.decode()
        assert "平台现在取不到这份文件，请过几分钟再下载" in text
        assert "please try again in a few minutes" in text
        assert '<a class="btn go" href="">再试一次</a>' in text
        assert str(server.port) not in text
        assert client.get(url_of_it).status_code == 200


def test_an_object_that_was_changed_is_not_handed_out(office: Office, server: bucket.Server):
    draft = calls.draft(office.drafter, office.agency)
    attach(office, draft)
    document = published(office, draft)
    server.lay(f"portal/{blobs.place(document.blob_id)}", b"another")
    answer = Client().get(reverse("document", args=[draft.number, document.pk]))
    assert answer.status_code == 503
    assert "这份文件在平台上损坏了" in answer.content.decode()
    assert b"another" not in answer.content


def test_readyz_tells_of_a_bucket_that_is_away_or_refuses(
    client: Client, db: None, server: bucket.Server, settings: Any
):
    def told():
        answer = client.get("/readyz")
        assert answer.status_code == 200, "pages can be read all the same"
        return answer.json()["checks"]["files"]

    assert told() == "ok"
    server.stop()
    try:
        assert told() == "away: EndpointConnectionError"
    finally:
        server.start()
    server.hold()
    try:
        assert told() == "away: ReadTimeoutError"
    finally:
        server.go_on()
    with bucket.faulty(403) as url:
        settings.STORAGES = settings.STORAGES | {FILES: bucket.named(url)}
        assert told() == "away: 403 (403)"
