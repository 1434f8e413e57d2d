"""Makes the keys of sealed bids and of words in confidence and reads them: 32 bytes each, base64 in the environment."""

import base64
import hashlib
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

# What each process must be given; whoever is given more refuses to start as well.
NEEDED: dict[str, tuple[str, ...]] = {
    "web": (
        "DRAFT_KEY",
        "EVALUATION_KEY",
        "RECEIPT_KEY",
        "OPENING_PUBLIC_KEY",
        "CONFIDENCE_PUBLIC_KEY",
        "RECOVERY_PUBLIC_KEY",
    ),
    "opener": ("OPENING_KEY", "EVALUATION_PUBLIC_KEY"),
    "confidant": ("CONFIDENCE_KEY",),
}
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "web": ("OPENING_KEY", "CONFIDENCE_KEY", "RECOVERY_KEY"),
    "opener": ("DRAFT_KEY", "EVALUATION_KEY", "CONFIDENCE_KEY", "RECOVERY_KEY"),
    "confidant": ("DRAFT_KEY", "EVALUATION_KEY", "OPENING_KEY", "RECOVERY_KEY"),
}
# Of these several may be given, with a comma between them: the first is today's, the others still read.
LISTS = frozenset({"CONFIDENCE_KEY"})
# Private half -> public half.
HALVES = {
    "OPENING_KEY": "OPENING_PUBLIC_KEY",
    "RECOVERY_KEY": "RECOVERY_PUBLIC_KEY",
    "EVALUATION_KEY": "EVALUATION_PUBLIC_KEY",
    "CONFIDENCE_KEY": "CONFIDENCE_PUBLIC_KEY",
}
LENGTH = 32  # bytes, of every key and half


class KeyRefusedError(Exception):
    """A key is missing, damaged, or where it must not be. The text says which, and what to do."""


def read(name: str, value: str) -> bytes:
    """The 32 bytes of a key. Raises KeyRefusedError."""
    if not value:
        raise KeyRefusedError(
            f"{name} is not set. `manage.py make_keys` makes the keys; docs/operations.md says which process is"
            " given which."
        )
    try:
        raw = base64.b64decode(value, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != LENGTH:
        raise KeyRefusedError(f"{name} is not {LENGTH} bytes in base64.")
    return raw


def key_id(public: bytes) -> str:
    """The short name of a public half: the first 16 hexadecimal places of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def public_half(private: str) -> str:
    """The X25519 public half of a private one, the first where several are given; all base64."""
    raw = X25519PrivateKey.from_private_bytes(read("the private half", _listed(private)[0])).public_key()
    return base64.b64encode(raw.public_bytes_raw()).decode()


def public_key(name: str, value: str) -> X25519PublicKey:
    """Raises KeyRefusedError."""
    return X25519PublicKey.from_public_bytes(read(name, value))


def private_key(name: str, value: str) -> X25519PrivateKey:
    """Raises KeyRefusedError."""
    return X25519PrivateKey.from_private_bytes(read(name, value))


def text_of(public: X25519PublicKey) -> str:
    """A public half in base64, as :func:`public_key` reads it."""
    return base64.b64encode(public.public_bytes_raw()).decode()


def private_keys(name: str, value: str) -> dict[str, X25519PrivateKey]:
    """Those of a list by their ids, today's first. Raises KeyRefusedError."""
    held = [private_key(name, one) for one in _listed(value)]
    return {key_id(one.public_key().public_bytes_raw()): one for one in held}


def make(standing: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every key by its name, the private half of the recovery key among them.

    What ``standing`` holds stays; a public half always fits the private one beside it."""
    known = dict(standing or {})
    names = ("DRAFT_KEY", "RECEIPT_KEY", *HALVES)
    for name in names:
        half = HALVES.get(name, "")
        if name not in known and not (name == "RECOVERY_KEY" and known.get(half)):
            known[name] = base64.b64encode(secrets.token_bytes(LENGTH)).decode()
        if half and name in known:
            known[half] = public_half(known[name])
    return {name: known[name] for name in (*names, *HALVES.values()) if name in known}


def require(process: str, values: Mapping[str, str]) -> None:
    """Raises KeyRefusedError unless ``process`` was given its own keys, all of them and no other's, and none that is
    not the half of a public one beside it: after a restore, say, what was sealed could not be opened."""
    for name in FORBIDDEN[process]:
        if values.get(name):
            raise KeyRefusedError(
                f"The {process} process must not be given {name}: take it out of its environment."
            )
    for name in NEEDED[process]:
        value = values.get(name, "")
        for one in _listed(value) if name in LISTS else [value.strip()]:
            read(name, one)
    for private, public in HALVES.items():
        own = {public_half(one) for one in _listed(values.get(private, "")) if one}
        known = {one for one in _listed(values.get(public, "")) if one}
        if own and known and not own & known:
            raise KeyRefusedError(f"{private} is not the half of {public}: one of the two is another key's.")


def _listed(value: str) -> list[str]:
    """Keys that are written one behind the other, today's first; one that is empty where nothing is written."""
    return [one.strip() for one in value.split(",")]


def require_of_settings(process: str) -> None:
    """:func:`require` over the settings of this process."""
    names = (*NEEDED[process], *FORBIDDEN[process], *HALVES.values())
    require(process, {name: getattr(settings, name, "") for name in names})


def exit_without(process: str) -> None:
    """End a process that was not given its own keys, in words for whoever starts it: :func:`require`."""
    try:
        require_of_settings(process)
    except KeyRefusedError as error:
        sys.exit(f"{process} does not start: {error}")


def sheet(made: Mapping[str, str]) -> str:
    """All keys as lines for environments, each under who is given it."""
    groups = {
        "# every process": tuple(HALVES.values()),
        "# web alone": ("DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY"),
        "# opener alone, kept by other people than the database": ("OPENING_KEY",),
        "# confidant alone, kept by other people than the database": ("CONFIDENCE_KEY",),
        "# on paper only, in the supervisor's safe; on no machine": ("RECOVERY_KEY",),
    }
    blocks = []
    for heading, names in groups.items():
        if lines := [f"{name}={made[name]}" for name in names if name in made]:
            blocks.append("\n".join([heading, *lines]))
    return "\n\n".join(blocks)


def main(words: list[str]) -> int:
    """`python -m portal.ground.keys FOLDER`: the public halves of the keys in FOLDER, and a new recovery key."""
    if len(words) != 1:
        print("usage: python -m portal.ground.keys FOLDER", file=sys.stderr)
        return 2
    folder = Path(words[0])
    held = ("OPENING_KEY", "EVALUATION_KEY", "CONFIDENCE_KEY")
    try:
        made = make({name: (folder / name.lower()).read_text().strip() for name in held})
    except (OSError, KeyRefusedError) as error:
        print(f"cannot read the keys: {error}", file=sys.stderr)
        return 1
    print(sheet({name: made[name] for name in (*HALVES.values(), "RECOVERY_KEY")}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
