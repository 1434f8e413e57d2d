"""Files kept under their hash: safe on the disk before their row says so."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.storage import storages

from portal.ground import ledger
from portal.ground.files import FILES
from procurement.views.attached import attachment


def lies(sha256: str) -> Path:
    return Path(storages[FILES].path(ledger.blobs.place(sha256)))


def rot(path: Path, content: bytes | None) -> None:
    """What a failing disk or a hand leaves of a file."""
    path.chmod(0o600)
    path.unlink() if content is None else path.write_bytes(content)


@pytest.mark.django_db
class TestBlobs:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path):
        settings.VAR_DIR = tmp_path
        return tmp_path

    def test_a_file_lies_under_its_hash_before_it_has_a_row(self, folder):
        blob = ledger.blobs.put(b"content", "text/plain")
        assert blob.sha256 == hashlib.sha256(b"content").hexdigest()
        assert (blob.size, blob.media_type) == (7, "text/plain")
        with ledger.blobs.open(blob.sha256) as file:
            assert file.read() == b"content"
        assert [path.name for path in (folder / "blobs").rglob("*") if path.is_file()] == [blob.sha256]

    def test_a_stream_is_kept_without_being_read_whole(self):
        big = b"0123456789" * 300_000
        blob = ledger.blobs.put(io.BytesIO(big), "application/pdf")
        assert blob.size == len(big)
        assert lies(blob.sha256).read_bytes() == big

    def test_the_same_content_is_kept_once(self):
        first = ledger.blobs.put(b"same", "text/plain")
        again = ledger.blobs.put(b"same", "application/pdf")
        assert again == first
        assert again.media_type == "text/plain"

    def test_a_row_whose_file_was_cut_short_is_mended(self):
        blob = ledger.blobs.put(b"whole", "text/plain")
        path = lies(blob.sha256)
        path.chmod(0o600)
        path.write_bytes(b"who")
        ledger.blobs.put(b"whole", "text/plain")
        assert path.read_bytes() == b"whole"

    def test_a_file_that_rotted_at_its_size_is_replaced(self):
        blob = ledger.blobs.put(b"whole", "text/plain")
        rot(lies(blob.sha256), b"whorl")
        ledger.blobs.put(b"whole", "text/plain")
        assert lies(blob.sha256).read_bytes() == b"whole"

    @pytest.mark.parametrize("content", [b"whorl", b"who", b"whole and more", b"", None])
    def test_what_is_not_what_was_kept_is_never_read(self, content, caplog):
        blob = ledger.blobs.put(b"whole", "text/plain")
        rot(lies(blob.sha256), content)
        with pytest.raises(ledger.blobs.BlobRottenError):
            ledger.blobs.open(blob.sha256)
        assert blob.sha256 in caplog.text
        assert [one.levelname for one in caplog.records] == ["ERROR"]

    def test_a_damaged_file_is_answered_with_a_page_and_not_handed_out(self):
        blob = ledger.blobs.put(b"whole", "application/pdf")
        assert attachment(blob, name="a", extension="pdf").getvalue() == b"whole"
        rot(lies(blob.sha256), b"whorl")
        answer = attachment(blob, name="a", extension="pdf")
        assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
        assert "这份文件在平台上损坏了" in answer.content.decode()
        assert b"whorl" not in answer.content

    def test_a_stream_that_breaks_leaves_nothing(self, folder):
        class Broken(io.BytesIO):
            def read(self, size=-1):
                raise OSError("cut")

        with pytest.raises(OSError, match="cut"):
            ledger.blobs.put(Broken(), "text/plain")
        assert not [path for path in folder.rglob("*") if path.is_file()]

    @pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "/x"])
    def test_only_a_hash_names_a_file(self, name):
        with pytest.raises(ValueError, match="SHA-256"):
            ledger.blobs.open(name)
