"""What people bring and is not taken: each says why; and whatever the bytes, the end is a refusal or a clean file."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement import uploads
from procurement.labels.uploads import REFUSED, refusal_words
from procurement.uploads import archive
from tests.support import files
from tests.support.files import all_bytes, judged, pdf, photo
from tests.support.hostile import PDFS, PLAIN
from tests.support.hostile_office import DOC, OFFICE, SHEET

REFUSALS = PLAIN | OFFICE | PDFS


@pytest.mark.parametrize("what", REFUSALS)
def test_what_may_do_harm_is_refused_and_says_why(what: str):
    made, named, code = REFUSALS[what]
    data = made()
    with pytest.raises(uploads.UploadRefused) as caught:
        judged(data, named)
    assert caught.value.code == code
    assert "%(" not in refusal_words(code, caught.value.params)


def test_a_kind_that_is_not_asked_for_is_refused():
    with pytest.raises(uploads.UploadRefused) as caught:
        judged(pdf(), "pdf", uploads.PHOTOS)
    assert (caught.value.code, caught.value.params) == ("not_wanted", {"found": "pdf"})


def test_every_refusal_has_words_and_a_file_that_earns_it():
    seen = {code for _, _, code in REFUSALS.values()}
    elsewhere = {"empty", "too_large", "not_wanted", "too_heavy", "too_many", "no_ending", "away"}
    assert seen | elsewhere == set(REFUSED)


# Whatever the bytes ---------------------------------------------------------------------------------------

REAL = {
    "pdf": pdf(),
    "docx": DOC,
    "xlsx": SHEET,
    "jpg": photo((200, 200)),
    "png": photo((200, 200), kind="PNG"),
}
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(data: bytes, kind: str) -> bytes | str:
    """The clean file, or the words of the refusal; any other end fails the test."""
    try:
        return judged(data, kind)
    except uploads.UploadRefused as refused:
        return refusal_words(refused.code, refused.params)


@MANY
@given(st.sampled_from(sorted(REAL)), st.data())
def test_a_file_cut_off_anywhere_is_never_taken(kind: str, data: st.DataObject):
    whole = REAL[kind]
    cut = data.draw(st.integers(1, len(whole) - 1))
    # The last mark of a PDF and the line end behind it may be missing: nothing of its content stands there.
    if kind != "pdf" or whole[cut:].strip() not in b"%%EOF":
        with pytest.raises(uploads.UploadRefused):
            judged(whole[:cut], kind)


@MANY
@given(st.sampled_from(sorted(REAL)), st.data())
def test_flipped_bits_end_in_a_refusal_or_a_clean_file(kind: str, data: st.DataObject):
    changed = bytearray(REAL[kind])
    for place in data.draw(st.lists(st.integers(0, len(changed) * 8 - 1), min_size=1, max_size=12)):
        changed[place // 8] ^= 1 << place % 8
    found = outcome(bytes(changed), kind)
    assert isinstance(found, str) or files.NAMES not in all_bytes(found)


@MANY
@given(st.data())
def test_flipped_bits_in_the_parts_of_an_office_file_end_likewise(data: st.DataObject):
    kind = data.draw(st.sampled_from(["docx", "xlsx"]))
    with zipfile.ZipFile(io.BytesIO(REAL[kind])) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    changed = bytearray(parts[name])
    for place in data.draw(st.lists(st.integers(0, len(changed) * 8 - 1), min_size=1, max_size=6)):
        changed[place // 8] ^= 1 << place % 8
    assert outcome(archive.written(parts | {name: bytes(changed)}), kind)


@MANY
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
)
def test_noise_is_never_taken(noise: bytes, sign: bytes):
    with pytest.raises(uploads.UploadRefused):
        judged(sign + noise, "pdf")
