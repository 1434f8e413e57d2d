"""The seal: what was sealed for one row opens for that row, exactly as it was, and in no other case."""

import base64
import dataclasses
import json
from pathlib import Path

import pytest

from portal.ground import keys
from procurement import sealing, signing
from procurement.sealing import Envelope, Expected, SealError
from procurement.unsealing import open_package

VECTOR = Path(__file__).parent / "seal-v1.json"
BID, OTHER = "B-2345678923", "B-3456789234"
CONTENT = {"answers": b'{"version":1}', "budget": "预算".encode(), "file-1": b"\xff\xd8\xff" * 50}


@dataclasses.dataclass
class Package:
    """Everything the opener reads of one row."""

    envelope: str
    wrapped: bytes
    key_id: str
    ciphertexts: dict[str, bytes]
    expected: Expected

    def open(self):
        return open_package(
            self.envelope, self.wrapped, self.key_id, self.ciphertexts, expected=self.expected
        )


def manifest_of(content):
    items = []
    for name, data in content.items():
        salt = sealing.new_salt()
        items.append(
            {"name": name, "title": "", "media_type": "x/y", "size": len(data), "salt": salt,
             "sha256": sealing.salted(salt, data)}
        )  # fmt: skip
    return {"version": 1, "parties": [], "items": items}


def packed(*, key=None, content=None, manifest=None, bid=BID, **changed):
    """A package sealed by the same steps as the portal's."""
    key = key or sealing.new_content_key()
    content = dict(content or CONTENT)
    manifest = manifest or manifest_of(content)
    parts = {"manifest": sealing.canonical(manifest).encode(), **content}
    ciphertexts = {
        name: sealing.encrypt_item(key, bid=bid, revision=1, name=name, data=data)
        for name, data in parts.items()
    }
    envelope = Envelope(
        **{
            "tender": "YN2024-000001",
            "notice": "ab" * 32,
            "terms_version": 1,
            "round": 1,
            "bid": bid,
            "organization": "O-2345678",
            "revision": 1,
            "commitment": sealing.commitment_of(manifest),
            "items": tuple((name, sealing.digest_of(data)) for name, data in ciphertexts.items()),
            **sealing.recipients(),
            **changed,
        }
    )
    opening, recovery = sealing.seal(key, envelope)
    assert (opening.recipient, recovery.recipient) == ("opening", "recovery")
    return Package(
        envelope.text, opening.wrapped, opening.key_id, ciphertexts, expected_of(envelope)
    ), recovery


def expected_of(envelope):
    return Expected(
        tender=envelope.tender,
        notice=envelope.notice,
        terms_version=envelope.terms_version,
        round=envelope.round,
        bid=envelope.bid,
        organization=envelope.organization,
        revision=envelope.revision,
        commitment=envelope.commitment,
        envelope_hash=envelope.digest,
    )


@pytest.fixture
def package():
    return packed()[0]


def test_it_opens_for_its_own_row(package):
    opened = package.open()
    assert {name: data for name, data in opened.items.items() if name != "manifest"} == CONTENT
    key = sealing.unwrap_evaluation(opened.evaluation.wrapped, envelope_text=package.envelope)
    name = "budget"
    clear = sealing.decrypt_item(key, bid=BID, revision=1, name=name, data=package.ciphertexts[name])
    assert clear == CONTENT[name]


# The twelve mutations: somebody changes the envelope and, to be fair, everything the rows say as well, so
# that only the seal itself is left to notice.
MUTATIONS = {
    "bid": {"bid": OTHER},
    "organisation": {"organization": "O-9999999"},
    "tender": {"tender": "YN2024-000002"},
    "notice": {"notice": "cd" * 32},
    "revision": {"revision": 2},
    "round": {"round": 2},
    "terms version": {"terms_version": 2},
    "commitment": {"commitment": "ef" * 32},
    "key id": {"opening": "0" * 16},
    "recovery key id": {"recovery": "0" * 16},
}


@pytest.mark.parametrize("changed", MUTATIONS.values(), ids=MUTATIONS)
def test_a_changed_envelope_does_not_open(package, changed):
    envelope = dataclasses.replace(sealing.read_envelope(package.envelope), **changed)
    package.envelope, package.expected = envelope.text, expected_of(envelope)
    package.key_id = envelope.opening
    with pytest.raises(SealError):
        package.open()


def test_another_order_of_parts_does_not_open(package):
    envelope = sealing.read_envelope(package.envelope)
    envelope = dataclasses.replace(envelope, items=tuple(reversed(envelope.items)))
    package.envelope, package.expected = envelope.text, expected_of(envelope)
    with pytest.raises(SealError):
        package.open()


@pytest.mark.parametrize("name", ["manifest", *CONTENT])
@pytest.mark.parametrize("place", [0, 12, -1], ids=["nonce", "first", "tag"])
def test_one_changed_byte_of_one_ciphertext_does_not_open(package, name, place):
    data = bytearray(package.ciphertexts[name])
    data[place] ^= 1
    package.ciphertexts[name] = bytes(data)
    with pytest.raises(SealError, match="items"):
        package.open()
    # Nor where the envelope is written anew around it.
    envelope = sealing.read_envelope(package.envelope)
    items = tuple((one, sealing.digest_of(package.ciphertexts[one])) for one, _ in envelope.items)
    envelope = dataclasses.replace(envelope, items=items)
    package.envelope, package.expected = envelope.text, expected_of(envelope)
    with pytest.raises(SealError, match="wrap"):
        package.open()


def test_a_wrap_for_another_recipient_does_not_open():
    package, recovery = packed()
    package.wrapped = recovery.wrapped
    with pytest.raises(SealError, match="wrap"):
        package.open()


def test_the_recovery_key_on_paper_opens_its_own_wrap_and_the_openers_key_does_not(settings):
    pair = keys.make()
    settings.RECOVERY_PUBLIC_KEY = pair["RECOVERY_PUBLIC_KEY"]
    package, recovery = packed()
    private = keys.private_key("RECOVERY_KEY", pair["RECOVERY_KEY"])
    opening = keys.private_key("OPENING_KEY", settings.OPENING_KEY)
    given = {"recipient": "recovery", "kid": recovery.key_id, "envelope_text": package.envelope}
    assert len(sealing.unwrap(recovery.wrapped, private, **given)) == 32
    with pytest.raises(SealError):
        sealing.unwrap(recovery.wrapped, opening, **given)


def test_an_envelope_copied_to_another_row_does_not_open(package):
    other, _ = packed(bid=OTHER)
    copied = dataclasses.replace(package, expected=other.expected)
    with pytest.raises(SealError, match="envelope"):
        copied.open()
    # Wholly copied, hash and all, into the row of another bid.
    claimed = dataclasses.replace(package.expected, bid=OTHER)
    with pytest.raises(SealError, match="row"):
        dataclasses.replace(package, expected=claimed).open()


def test_parts_of_two_bids_under_one_key_cannot_be_exchanged():
    key = sealing.new_content_key()
    mine = sealing.encrypt_item(key, bid=BID, revision=1, name="budget", data=b"9")
    for place in (
        {"bid": OTHER, "revision": 1, "name": "budget"},
        {"bid": BID, "revision": 2, "name": "budget"},
        {"bid": BID, "revision": 1, "name": "answers"},
    ):
        with pytest.raises(SealError):
            sealing.decrypt_item(key, data=mine, **place)


@pytest.mark.parametrize("change", ["missing", "added", "exchanged"])
def test_parts_taken_away_added_or_exchanged_do_not_open(package, change):
    if change == "missing":
        del package.ciphertexts["file-1"]
    elif change == "added":
        package.ciphertexts["file-2"] = package.ciphertexts["file-1"]
    else:
        texts = package.ciphertexts
        texts["answers"], texts["budget"] = texts["budget"], texts["answers"]
    with pytest.raises(SealError, match="items"):
        package.open()


def test_a_manifest_that_tells_of_other_parts_does_not_open():
    told = manifest_of({**CONTENT, "budget": b"another sum"})
    package, _ = packed(manifest=told)
    with pytest.raises(SealError, match="manifest"):
        package.open()


@pytest.mark.parametrize(
    "text",
    [
        lambda said: json.dumps(said),
        lambda said: sealing.canonical({**said, "version": 2}),
        lambda said: sealing.canonical({**said, "suite": "none"}),
        lambda said: sealing.canonical({**said, "more": 1}),
        lambda said: sealing.canonical({key: said[key] for key in said if key != "bid"}),
        lambda said: sealing.canonical([said]),
        lambda said: "{",
    ],
    ids=["spaces", "version", "suite", "more", "less", "list", "half"],
)
def test_only_the_canonical_text_of_version_one_is_an_envelope(package, text):
    with pytest.raises(SealError, match="envelope"):
        sealing.read_envelope(text(json.loads(package.envelope)))


def test_nothing_of_the_content_stands_in_the_envelope(package):
    assert set(json.loads(package.envelope)) == {
        "version", "suite", "tender", "notice", "terms_version", "round", "bid", "organization", "revision",
        "commitment", "items", "keys",
    }  # fmt: skip


def test_a_price_cannot_be_guessed_from_the_commitment():
    """The same content gives another commitment each time: the salts are in it."""
    assert sealing.commitment_of(manifest_of(CONTENT)) != sealing.commitment_of(manifest_of(CONTENT))


def test_a_draft_wrap_is_bound_to_its_bid_and_revision():
    key = sealing.new_content_key()
    wrapped = sealing.wrap_draft(key, bid=BID, revision=1)
    assert sealing.unwrap_draft(wrapped, bid=BID, revision=1) == key
    for place in ({"bid": OTHER, "revision": 1}, {"bid": BID, "revision": 2}):
        with pytest.raises(SealError):
            sealing.unwrap_draft(wrapped, **place)


def test_sealing_to_a_key_the_envelope_does_not_name_is_refused(settings):
    envelope = sealing.read_envelope(packed()[0].envelope)
    settings.OPENING_PUBLIC_KEY = keys.make()["OPENING_PUBLIC_KEY"]
    with pytest.raises(SealError, match="keys"):
        sealing.seal(sealing.new_content_key(), envelope)


def test_the_vector_of_the_documentation_still_opens(settings):
    """Version 1 as docs/security.md lays it down: bytes made once, opened for ever."""
    vector = json.loads(VECTOR.read_text())
    settings.OPENING_KEY = vector["opening_key"]
    said = json.loads(vector["envelope"])
    expected = Expected(
        **{
            name: said[name] for name in ("tender", "notice", "terms_version", "round", "bid", "organization")
        },
        revision=said["revision"],
        commitment=said["commitment"],
        envelope_hash=vector["envelope_hash"],
    )
    raw = {name: base64.b64decode(text) for name, text in vector["ciphertexts"].items()}
    wrapped = base64.b64decode(vector["wrapped"])
    opened = open_package(vector["envelope"], wrapped, said["keys"]["opening"], raw, expected=expected)
    assert opened.items["answers"].decode() == vector["answers"]
    assert sealing.wrap_info("opening", said["keys"]["opening"], vector["envelope"]).hex() == vector["info"]
    assert signing.verify_receipt(vector["receipt"], vector["signature"], vector["x"])
