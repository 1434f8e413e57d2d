"""The process in which a file is opened: it gives up its means first, then reads, judges and answers once."""

import json
import resource
import sys

from procurement.uploads.cell import SECONDS
from procurement.uploads.files import UploadRefused

MEMORY = 1536 * 1024 * 1024


def confine() -> None:
    """Little memory and time, no file written, no picture of the memory left behind."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(limit, (most, most))


def main() -> None:
    """One question on standard input (a line of JSON, then the file), one answer of the same form."""
    confine()
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        from procurement.uploads.judge import judge
        from procurement.uploads.text import text_of

        if order.get("only_text"):
            answer: dict[str, object] = {"kind": ""}
            cleaned = text_of(data).encode("utf-8", "replace")
        else:
            kind, cleaned = judge(data, ending=order["ending"], kinds=frozenset(order["kinds"]))
            text = text_of(cleaned).encode("utf-8", "replace") if order["text"] else b""
            answer, cleaned = {"kind": kind, "text": len(text)}, text + cleaned
    except UploadRefused as refused:
        answer, cleaned = {"refused": refused.code, "params": refused.params}, b""
    except MemoryError:
        answer, cleaned = {"refused": "too_heavy", "params": {}}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + cleaned)


if __name__ == "__main__":
    main()
