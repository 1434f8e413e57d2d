"""Files kept under their hash: safe on the disk before their row says so."""

import hashlib
import io

import pytest

from portal import ledger


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
        assert ledger.blobs.path(blob.sha256).read_bytes() == big

    def test_the_same_content_is_kept_once(self):
        first = ledger.blobs.put(b"same", "text/plain")
        again = ledger.blobs.put(b"same", "application/pdf")
        assert again == first
        assert again.media_type == "text/plain"

    def test_a_row_whose_file_was_cut_short_is_mended(self):
        blob = ledger.blobs.put(b"whole", "text/plain")
        path = ledger.blobs.path(blob.sha256)
        path.chmod(0o600)
        path.write_bytes(b"who")
        ledger.blobs.put(b"whole", "text/plain")
        assert path.read_bytes() == b"whole"

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
