"""Files in a bucket of a real S3 server: what a folder promises holds there too, and faults have a name."""

import hashlib
import io
import os
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from portal.ground import ledger
from portal.ground.files import FILES, FilesAwayError, address
from portal.ground.ledger.models import Blob
from tests.support import bucket

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def running():
    with bucket.server() as server:
        yield server


@pytest.fixture
def server(running, settings, tmp_path):
    """An empty bucket, where the files lie; a folder that has to stay empty."""
    running.empty()
    settings.VAR_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {FILES: bucket.named(running.url)}
    yield running
    assert not list(tmp_path.rglob("*"))


def key(blob):
    return f"portal/{ledger.blobs.place(blob.sha256)}"


@pytest.mark.django_db
class TestBlobs:
    def test_a_file_lies_under_its_hash_and_is_read_as_it_was(self, server):
        blob = ledger.blobs.put(b"content", "text/plain")
        sha256 = hashlib.sha256(b"content").hexdigest()
        assert (blob.sha256, blob.size, blob.media_type) == (sha256, 7, "text/plain")
        assert server.names() == {f"portal/{sha256[:2]}/{sha256[2:4]}/{sha256}"}
        with ledger.blobs.open(blob.sha256) as file:
            assert file.read() == b"content"

    def test_the_same_content_is_written_once_and_never_replaced(self, server):
        blob = ledger.blobs.put(b"same", "text/plain")
        server.client.put_bucket_versioning(
            Bucket=bucket.BUCKET, VersioningConfiguration={"Status": "Enabled"}
        )
        assert ledger.blobs.put(io.BytesIO(b"same"), "application/pdf") == blob
        told = server.client.list_object_versions(Bucket=bucket.BUCKET, Prefix=key(blob))
        assert len(told["Versions"]) == 1

    def test_a_file_that_rotted_is_replaced(self, server):
        blob = ledger.blobs.put(b"whole", "text/plain")
        server.lay(key(blob), b"whorl")
        ledger.blobs.put(b"whole", "text/plain")
        assert ledger.blobs.open(blob.sha256).read() == b"whole"

    @pytest.mark.parametrize("content", [b"whorl", b"who", b"whole and more", b"", None])
    def test_what_is_not_what_was_kept_is_never_read(self, server, content, caplog):
        blob = ledger.blobs.put(b"whole", "text/plain")
        server.take_away(key(blob)) if content is None else server.lay(key(blob), content)
        with pytest.raises(ledger.blobs.BlobRottenError):
            ledger.blobs.open(blob.sha256)
        assert [one.levelname for one in caplog.records if one.name.startswith("portal")] == ["ERROR"]
        assert ledger.blobs.exists(blob.sha256) is (content is not None)

    def test_a_large_file_goes_both_ways_without_standing_in_memory(self, server, tmp_path_factory):
        path = tmp_path_factory.mktemp("large") / "large"
        with path.open("wb") as file:
            for number in range(40):
                file.write(bytes([number]) * 2**20)
        ledger.blobs.put(b"warm", "text/plain")
        tracemalloc.start()
        try:
            with path.open("rb") as file:
                blob = ledger.blobs.put(file, "application/pdf")
            with ledger.blobs.open(blob.sha256) as file:
                assert file.read(3) == b"\0\0\0"
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert (blob.size, most < 12 * 2**20) == (40 * 2**20, True), most
        told = server.client.head_object(Bucket=bucket.BUCKET, Key=key(blob))
        assert "-" not in told["ETag"], "one request, so never a part of it"

    def test_a_server_that_is_gone_takes_nothing_and_leaves_no_row(self, server):
        blob = ledger.blobs.put(b"kept", "text/plain")
        server.stop()
        try:
            for act in (ledger.blobs.open, ledger.blobs.exists):
                with pytest.raises(FilesAwayError, match="EndpointConnectionError"):
                    act(blob.sha256)
            with pytest.raises(FilesAwayError):
                ledger.blobs.put(b"other", "text/plain")
            assert list(Blob.objects.all()) == [blob]
        finally:
            server.start()
        assert ledger.blobs.put(b"other", "text/plain").size == 5

    def test_a_server_that_says_nothing_is_not_waited_for_long(self, server):
        blob = ledger.blobs.put(b"kept", "text/plain")
        server.hold()
        try:
            with pytest.raises(FilesAwayError, match="Timeout"):
                ledger.blobs.open(blob.sha256)
        finally:
            server.go_on()
        assert ledger.blobs.open(blob.sha256).read() == b"kept"

    def test_a_bucket_that_is_not_there_is_no_rotten_file(self, server, settings):
        other = server.url.replace(f"/{bucket.BUCKET}/", "/nowhere/")
        settings.STORAGES = settings.STORAGES | {FILES: bucket.named(other)}
        with pytest.raises(FilesAwayError, match="404"):
            ledger.blobs.open("a" * 64)


@pytest.mark.django_db
def test_a_file_that_was_taken_and_is_not_there_has_no_row(settings):
    with bucket.faulty(200, forgets=True) as url:
        settings.STORAGES = settings.STORAGES | {FILES: bucket.named(url)}
        with pytest.raises(FilesAwayError, match="was taken and is not there"):
            ledger.blobs.put(b"new", "text/plain")
    assert not Blob.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "says"), [(403, 0), (500, 0), (503, 0), (200, 1000)])
def test_an_answer_that_gives_nothing_whole_is_away(settings, status, says):
    """Refused, broken, overrun, cut off."""
    with bucket.faulty(status, says=says) as url:
        settings.STORAGES = settings.STORAGES | {FILES: bucket.named(url)}
        for act in (lambda: ledger.blobs.open("a" * 64), lambda: ledger.blobs.put(b"new", "text/plain")):
            with pytest.raises(FilesAwayError):
                act()
    assert not Blob.objects.exists()


# --- What the environment says ----------------------------------------------------------------------------------


def test_an_address_is_read_whole_and_its_secret_decoded():
    row = address.storage("s3://KEY:a%2Fb%2Bc%3D@files.example:9000/calls/of/yunnan?addressing=virtual")
    assert row["OPTIONS"] == {
        "access_key": "KEY",
        "secret_key": "a/b+c=",
        "endpoint_url": "https://files.example:9000",
        "bucket_name": "calls",
        "location": "of/yunnan",
        "region_name": "us-east-1",
        "addressing": "virtual",
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://KEY:hush@files.example/calls",
        "s3://files.example/calls",
        "s3://KEY@files.example/calls",
        "s3://KEY:hush@files.example",
        "s3://KEY:hush@files.example:http/calls",
        "s3://KEY:hush@files.example/calls?acl=public",
        "s3://KEY:hush@files.example/calls?addressing=none",
    ],
)
def test_another_address_is_refused_and_its_secret_not_repeated(url):
    with pytest.raises(ValueError) as refused:
        address.storage(url)
    assert "hush" not in str(refused.value)


def test_without_an_address_nothing_that_speaks_to_a_bucket_is_loaded_and_without_its_list_one_is_refused():
    words = (
        "import sys; sys.path.insert(0, ''); import django; django.setup();"
        "from django.core.files.storage import storages; from django.urls import get_resolver;"
        "get_resolver().url_patterns; print(type(storages['files']).__name__, *sys.modules)"
    )
    environ = {"PATH": os.environ["PATH"], "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}

    def said(words, **more):
        return subprocess.run(
            [sys.executable, "-c", words], cwd=ROOT, env=environ | more, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    done = said(words)
    assert done.stdout.startswith("Folder "), done.stderr
    assert not re.search(r"\b(boto3|botocore|storages\.backends)\b", done.stdout)
    gone = "import sys; sys.modules['storages'] = None; from importlib import util; find = util.find_spec;"
    gone += "util.find_spec = lambda name, *more: None if name == 'storages' else find(name, *more);"
    done = said(gone + words, FILES_URL="s3://KEY:hush@files.example/calls")
    assert done.returncode == 1
    assert (
        "FILES_URL names a bucket, and what speaks to it is not installed: requirements-s3.txt" in done.stderr
    )
    assert "hush" not in done.stderr
