"""Opens what was sealed. Only the opener process may import this: an import contract proves it."""

from collections.abc import Mapping

from django.conf import settings

from portal.ground import keys
from procurement.sealing import (
    MANIFEST,
    OPENING,
    Expected,
    Opened,
    SealError,
    check_manifest,
    decrypt_item,
    digest_of,
    read_envelope,
    unwrap,
    wrap_evaluation,
)


def open_package(
    envelope_text: str,
    wrapped: bytes,
    key_id: str,
    ciphertexts: Mapping[str, bytes],
    *,
    expected: Expected,
) -> Opened:
    """Open one package with the key that only this process holds.

    Raises SealError for anything that is not exactly what was sealed for exactly the row ``expected``
    describes, KeyRefusedError where this process has no key."""
    _check(envelope_text, expected)
    envelope = read_envelope(envelope_text)
    private = keys.private_key("OPENING_KEY", settings.OPENING_KEY)
    held = keys.key_id(private.public_key().public_bytes_raw())
    if not key_id == envelope.opening == held:
        raise SealError("keys")
    if {name: digest_of(bytes(data)) for name, data in ciphertexts.items()} != dict(envelope.items):
        raise SealError("items")
    key = unwrap(wrapped, private, recipient=OPENING, kid=key_id, envelope_text=envelope_text)
    items = {
        name: decrypt_item(key, bid=expected.bid, revision=expected.revision, name=name, data=bytes(data))
        for name, data in ciphertexts.items()
    }
    rest = {name: data for name, data in items.items() if name != MANIFEST}
    check_manifest(items.get(MANIFEST, b""), expected.commitment, rest)
    return Opened(items, wrap_evaluation(key, envelope_text=envelope_text))


def _check(envelope_text: str, expected: Expected) -> None:
    """Raises SealError unless the envelope says of itself what the rows say of it."""
    if digest_of(envelope_text.encode()) != expected.envelope_hash:
        raise SealError("envelope")
    envelope = read_envelope(envelope_text)
    said = Expected(
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
    if said != expected:
        raise SealError("row")
