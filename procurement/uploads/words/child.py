"""The process in which a PDF, a web page or an Excel file is read: it gives up its means first, and answers once."""

import json
import sys
from typing import Any

from procurement.uploads.child import confine
from procurement.uploads.words.errors import ReadingError


def _answer(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    match order["kind"]:
        case "pdf":
            from procurement.uploads.words.pdf import read_pdf

            found = read_pdf(data, pictures=order["pictures"])
            sizes = [len(one) for one in found.pictures]
            return {"sizes": sizes}, b"".join([*found.pictures, found.text.encode()])
        case "page":
            from procurement.uploads.words.pages import read_page

            return {}, read_page(data).encode()
        case "picture":
            from procurement.uploads.words.grey import grey

            return {}, grey(data)
        case _:
            from procurement.uploads.words.sheets import read_sheets

            return {}, read_sheets(data).encode()


def main() -> None:
    """One question on standard input (a line of JSON, then the file), one answer of the same form."""
    confine()
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        answer, rest = _answer(order, data)
    except ReadingError as error:
        answer, rest = {"fault": error.code}, b""
    except MemoryError:
        answer, rest = {"fault": "too_heavy"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + rest)


if __name__ == "__main__":
    main()
