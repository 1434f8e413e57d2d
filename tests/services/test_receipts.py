"""A receipt proves itself: to anybody, with the public key alone, and says nothing it should not."""

import base64
import json
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.ground import clock, keys, ledger
from procurement.judgement.bids import receipts as judgement
from procurement.models import Intake, Receipt, ReceiptKey
from procurement.services.bids import lodging, receipts
from tests.support import calls, sealed

pytestmark = pytest.mark.django_db
NOW = calls.PUBLISHED + timedelta(days=1)


@pytest.fixture
def who():
    return sealed.bidder()


@pytest.fixture
def bid(who):
    call = calls.published(calls.office())
    with sealed.at(NOW):
        yield sealed.lodged(call, who, now=NOW)


@pytest.fixture
def receipt(bid):
    return receipts.receipt_of(Intake.objects.get(bid=bid))


def document(receipt):
    return json.dumps(judgement.document_of(receipt), ensure_ascii=False, indent=2)


def test_it_says_what_was_received_when_and_what_came_of_it(bid, receipt):
    said, intake = json.loads(receipt.text), Intake.objects.get(bid=bid)
    assert set(said) == {
        "version", "receipt", "act", "verdict", "code", "received_at", "due_at", "decided_at", "tender", "bid",
        "revision", "round", "terms_version", "notice", "envelope", "commitment", "seal", "kid",
    }  # fmt: skip
    assert said["received_at"] == intake.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert (said["act"], said["verdict"], said["bid"]) == ("lodge", "accepted", bid.number)
    assert (said["envelope"], said["commitment"]) == (bid.current.envelope_hash, bid.current.commitment)


def test_it_tells_no_content_no_name_and_no_size(bid, receipt):
    for secret in (
        "140000",
        "活动照片",
        "同伴教育",
        bid.lead.number,
        bid.lead.name_zh,
        str(len(sealed.PHOTO.data)),
    ):
        assert secret not in document(receipt)


def test_it_carries_the_newest_seal_of_the_record(bid):
    seal = ledger.seals.seal(clock.now())
    said = json.loads(receipts.receipt_of(Intake.objects.get(bid=bid)).text)
    assert said["seal"] == {"number": seal.number, "digest": seal.digest}


def test_it_is_signed_once(bid, receipt):
    assert receipts.receipt_of(Intake.objects.get(bid=bid)) == receipt
    assert Receipt.objects.count() == 1


def test_without_a_verdict_there_is_no_receipt(who):
    call = calls.published(calls.office())
    with sealed.at(NOW):
        intake = sealed.pressed(sealed.written(call, who, now=NOW), who)
    with pytest.raises(receipts.UndecidedError):
        receipts.receipt_of(intake)


def test_a_withdrawal_has_a_receipt_of_its_own(bid, who):
    intake = lodging.withdraw(bid.number, key=uuid4(), by=who.leader)
    sealed.decided(intake)
    said = judgement.verify(document(receipts.receipt_of(intake))).said
    assert (said["act"], said["verdict"], said["envelope"]) == ("withdraw", "accepted", None)


def test_a_genuine_one_verifies(receipt):
    verified = judgement.verify(document(receipt))
    assert (verified.genuine, verified.code) == (True, "genuine")
    assert verified.said["receipt"] == receipt.number


CHANGES = {
    "verdict": "late",
    "received_at": "2024-07-02T00:00:00.000000Z",
    "bid": "B-2222222222",
    "revision": 2,
    "envelope": "00" * 32,
    "tender": "YN2024-999999",
    "due_at": None,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_one_does_not(receipt, name):
    offered = judgement.document_of(receipt)
    offered["receipt"][name] = CHANGES[name]
    verified = judgement.verify(json.dumps(offered))
    assert (verified.genuine, verified.code, verified.said) == (False, "changed", {})


def test_a_receipt_signed_with_somebody_elses_key_does_not(receipt, settings):
    offered = judgement.document_of(receipt)
    settings.RECEIPT_KEY = keys.make()["RECEIPT_KEY"]
    kid, x = receipts.signing.signing_key()
    offered["receipt"]["kid"], offered["key"] = kid, {"kid": kid, "x": x}
    offered["signature"] = receipts.signing.sign_receipt(receipts.sealing.canonical(offered["receipt"]))
    assert judgement.verify(json.dumps(offered)).code == "unknown_key"
    offered["receipt"]["kid"] = receipt.kid  # and under the name of the portal's own
    assert judgement.verify(json.dumps(offered)).code == "changed"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"receipt": 1, "signature": 2}', '{"receipt": {}, "signature": ""}', "[" * 9_000,
     '{"receipt": {"kid": NaN}, "signature": ""}', " " * 30_000],
)  # fmt: skip
def test_what_is_no_receipt_is_unreadable(text):
    assert judgement.verify(text).code == "unreadable"


def test_after_a_change_of_keys_old_receipts_still_verify(bid, receipt, who, settings):
    settings.RECEIPT_KEY = keys.make()["RECEIPT_KEY"]
    intake = lodging.withdraw(bid.number, key=uuid4(), by=who.leader)
    sealed.decided(intake)
    newer = receipts.receipt_of(intake)
    assert newer.kid != receipt.kid
    assert judgement.verify(document(receipt)).genuine
    assert judgement.verify(document(newer)).genuine
    old, new = judgement.public_keys()
    assert (old["kid"], new["kid"], new["to"]) == (receipt.kid, newer.kid, None)
    assert old["to"] == new["from"]


# As docs/security.md tells a stranger to do it: no code of this portal.
BY_HAND = """
import base64, json, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
document, x = json.load(sys.stdin), sys.argv[1]
text = json.dumps(document["receipt"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
un = lambda word: base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
Ed25519PublicKey.from_public_bytes(un(x)).verify(un(document["signature"]), text.encode())
print("genuine")
"""


def test_a_stranger_verifies_it_with_the_published_key_alone(receipt):
    published = {key["kid"]: key["x"] for key in judgement.public_keys()}
    done = subprocess.run(
        [sys.executable, "-c", BY_HAND, published[receipt.kid]], input=document(receipt), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "genuine", done.stderr
    assert len(base64.urlsafe_b64decode(published[receipt.kid] + "=")) == 32
    assert ReceiptKey.objects.get().kid == keys.key_id(base64.urlsafe_b64decode(published[receipt.kid] + "="))
