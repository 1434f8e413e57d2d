"""Uploads stay in memory up to a limit; beyond it the request is refused, and nothing is ever spooled."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory

from portal.running import memory_uploads

BIG = 3 * 1024 * 1024  # Django's own handlers spool from 2.5 MB on


def request(*sizes):
    files = {
        f"f{place}": SimpleUploadedFile(f"照片{place}.jpg", bytes([place]) * size, content_type="image/jpeg")
        for place, size in enumerate(sizes, 1)
    }
    return RequestFactory().post("/", {"word": "x", **files})


def test_a_large_file_is_in_memory_and_whole():
    taken = request(BIG, 10)
    assert taken.POST["word"] == "x"
    first, second = taken.FILES["f1"], taken.FILES["f2"]
    assert isinstance(first, InMemoryUploadedFile)
    assert (first.name, first.size, first.content_type) == ("照片1.jpg", BIG, "image/jpeg")
    assert first.read() == bytes([1]) * BIG
    assert second.read() == bytes([2]) * 10


def test_files_too_large_together_are_refused(monkeypatch):
    monkeypatch.setattr(memory_uploads, "MOST_BYTES", 2 * BIG)
    assert request(BIG, BIG).FILES["f2"].size == BIG
    with pytest.raises(RequestDataTooBig):
        _ = request(BIG, BIG, 1).FILES


def test_a_visitor_who_sends_too_much_is_refused_and_not_served_an_error_of_ours(client, monkeypatch, db):
    monkeypatch.setattr(memory_uploads, "MOST_BYTES", 10)
    answer = client.post("/accounts/login/", {"file": SimpleUploadedFile("a.pdf", b"x" * 11)})
    assert 400 <= answer.status_code < 500
