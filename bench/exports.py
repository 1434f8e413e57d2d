"""Bulk files beside a plain COPY of the same rows: rows and bytes a second, first byte, what a worker grows by."""

import contextlib
import http.client
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from bench.serve import Served

# File -> the same rows as the database itself writes them.
FILES = {
    "data/releases.jsonl": "SELECT body FROM opendata_release ORDER BY id",
    "data/records.jsonl": "SELECT ocid, string_agg(body, ',' ORDER BY id) FROM opendata_release GROUP BY ocid",
    "data/notices.csv": """
        SELECT t.number, t.title_zh, t.title_en, t.project_no, b.name_zh, e.division_code, e.level, e.procedure,
               e.regime, e.instrument, e.status, e.who_may_bid, e.populations, e.services, e.estimated_value,
               e.published_at, e.bids_due
        FROM procurement_searchentry e JOIN procurement_tender t ON t.id = e.tender_id
        JOIN organizations_organization b ON b.id = t.buyer_id ORDER BY e.id""",
    "data/awards.csv": """
        SELECT a.number, t.number, t.title_zh, b.name_zh, t.division_id, s.name_zh, a.rank, a.value, a.at
        FROM procurement_award a JOIN procurement_lot l ON l.id = a.lot_id
        JOIN procurement_tender t ON t.id = l.tender_id JOIN organizations_organization b ON b.id = t.buyer_id
        JOIN organizations_organization s ON s.id = a.supplier_id ORDER BY a.id""",
    # What one county published: a workbook of everything would be refused.
    "data/notices.xlsx?place=532801": "SELECT 1",
}


@dataclass(frozen=True)
class Taken:
    """One download: seconds to the first byte and to the last, bytes, lines."""

    first: float
    whole: float
    size: int
    lines: int


def measure(server: Served, database_url: str) -> list[dict[str, Any]]:
    """Each file once warm, beside the COPY right after it."""
    found = []
    for _ in range(8):  # so that both workers have loaded what they need
        download(f"{server.url}/data/")
    for path, statement in FILES.items():
        before = max(server.memory())
        got = download(f"{server.url}/{path}")
        grown = max(server.memory()) - before
        copied = copy(database_url, statement)
        rate, plain = got.size / got.whole, copied.size / copied.whole
        rows = got.lines if path.endswith(("l", "csv")) else 0
        found.append(
            {
                "file": path, "first byte": got.first, "seconds": got.whole, "bytes": got.size, "rows": rows,
                "copy seconds": copied.whole, "ratio of rows": copied.whole / got.whole, "ratio of bytes": rate / plain,
                "grown MiB": grown,
            }
        )  # fmt: skip
        print(
            f"{path:22} {rows / got.whole:9,.0f} rows/s {rate / 1e6:7.1f} MB/s, first byte {got.first * 1000:5.0f} ms, "
            f"{got.whole:6.2f} s beside {copied.whole:6.2f} s of COPY: {copied.whole / got.whole:.2f}; "
            f"worker grew {grown:.0f} MiB",
            flush=True,
        )
    return found


def download(url: str) -> Taken:
    parts = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(parts.netloc, timeout=3600)) as connection:
        started = time.perf_counter()
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        first, size, lines = 0.0, 0, 0
        while piece := answer.read1(1 << 16):
            first = first or time.perf_counter() - started
            size, lines = size + len(piece), lines + piece.count(b"\n")
        if answer.status != 200:
            raise RuntimeError(f"{url}: {answer.status}")
        return Taken(first, time.perf_counter() - started, size, lines)


class _Counter:
    """Where COPY writes to."""

    size = lines = 0

    def write(self, piece: bytes | str) -> int:
        self.size += len(piece)
        return len(piece)


def copy(database_url: str, statement: str) -> Taken:
    counter = _Counter()
    with contextlib.closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT", counter)
        return Taken(0, time.perf_counter() - started, counter.size, 0)
