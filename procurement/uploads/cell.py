"""Has a file looked at in a process of its own, with little memory and little time, and hears the result."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from procurement.uploads.files import (
    MEDIA_TYPES,
    MOST_BYTES,
    CleanFile,
    UploadRefused,
    ending,
    stem,
    too_large,
)

SECONDS = 20
_HOUSE = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


def inspect(
    name: str, data: bytes, *, kinds: frozenset[str], most_bytes: int = MOST_BYTES, with_text: bool = False
) -> CleanFile:
    """The file written anew, without what names its makers: pdf, docx, xlsx, jpg or png, as ``kinds`` allows;
    ``with_text`` for a file that is to be public, so that the guard can read it.

    Takes up to 20 seconds and holds no lock: call it before a transaction, not inside.

    Raises UploadRefused with ``code``: empty, too_large (``most``, in MB), unknown_kind, wrong_name
    (``said``, ``found``), damaged, old_office, ofd, rich_text, plain_text, locked, archive,
    web_page, other_picture, not_wanted (``found``), macros, external,
    embedded, active, fields, xfa, signed, appended, entities, unfolds,
    too_many_pixels, unknown_part (``part``), too_heavy.
    """
    if not data:
        raise UploadRefused("empty")
    if len(data) > most_bytes:
        raise too_large(most_bytes)
    order = {"ending": ending(name), "kinds": sorted(kinds), "text": with_text}
    answer, rest = ask(json.dumps(order).encode() + b"\n" + data)
    if "refused" in answer:
        raise UploadRefused(answer["refused"], **answer["params"])
    kind, length = answer["kind"], answer["text"]
    return CleanFile(
        name=stem(name),
        data=rest[length:],
        media_type=MEDIA_TYPES[kind],
        extension=kind,
        text=rest[:length].decode() if with_text else None,
    )


def text_of(data: bytes) -> str:
    """The words of a file that was taken before, read in a process of its own: see
    :func:`procurement.uploads.text.text_of`. Raises UploadRefused: too_heavy, damaged."""
    answer, rest = ask(b'{"only_text": true}\n' + data)
    if "refused" in answer:
        raise UploadRefused(answer["refused"], **answer["params"])
    return rest.decode()


def ask(question: bytes, *, who: str = "procurement.uploads.child") -> tuple[dict[str, Any], bytes]:
    """What the module ``who``, a process of its own, says: a line of JSON, and bytes behind it. Raises UploadRefused:
    too_heavy, damaged."""
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours, named by ours
            [sys.executable, "-X", "utf8", "-m", who],
            input=question,
            capture_output=True,
            cwd=_HOUSE,
            # None of the secrets of the site goes along.
            env={},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UploadRefused("too_heavy") from None
    if done.returncode != 0:
        # Killed at its limits, or a fault of ours: the file is not taken either way, and the log says which.
        _log.warning(
            "looking at a file ended with %s: %s",
            done.returncode,
            done.stderr[-2000:].decode("utf-8", "replace"),
        )
        raise UploadRefused("too_heavy" if done.returncode < 0 else "damaged")
    head, _, rest = done.stdout.partition(b"\n")
    answer: dict[str, Any] = json.loads(head)
    return answer, rest
