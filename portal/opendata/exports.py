"""The public record as files: each in parts of constant size, the oldest first, from a key onwards."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat

from organizations.models import Organization
from portal.clock import LEGAL_ZONE
from procurement.models.tenders import OCID_PREFIX

AT_ONCE = 1_000
_BOM = b"\xef\xbb\xbf"
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# The key of the last row of a part, and the lines of a part, each a whole text: COPY in its CSV form writes them as
# they stand, for neither of these two signs can stand in JSON.
_RAW = r"TO STDOUT (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')"
_RELEASES = (
    "SELECT max(id) FROM (SELECT id FROM opendata_release WHERE id > %s ORDER BY id LIMIT %s) AS part",
    "SELECT body FROM opendata_release WHERE id > %s AND id <= %s ORDER BY id",
)
_RECORDS = (
    """SELECT max(ocid) FROM (
        SELECT DISTINCT ocid FROM opendata_release WHERE ocid > %s ORDER BY ocid LIMIT %s) AS part""",
    """SELECT '{"ocid":' || to_json(ocid)::text || ',"releases":[' || string_agg(body, ',' ORDER BY id) || ']}'
    FROM opendata_release WHERE ocid > %s AND ocid <= %s GROUP BY ocid ORDER BY ocid""",
)


def releases() -> Iterator[bytes]:
    """Every release, one a line, in the order of their keys: the text as it was written."""
    return _lines(*_RELEASES, after=0)


def records() -> Iterator[bytes]:
    """Every call, one a line, with all its releases."""
    return _lines(*_RECORDS, after="")


def _lines(last_of: str, lines_of: str, *, after: Any) -> Iterator[bytes]:
    while True:
        part = io.BytesIO()
        with connection.cursor() as cursor:
            cursor.execute(last_of, [after, AT_ONCE])
            (last,) = cursor.fetchone()
            if last is None:
                return
            asked = cursor.cursor.mogrify(lines_of, [after, last]).decode()
            cursor.copy_expert(f"COPY ({asked}) {_RAW}", part)
        yield part.getvalue()
        after = last


def parts(queryset: QuerySet[Any], key: Callable[[Any], int] = attrgetter("pk")) -> Iterator[list[Any]]:
    """The rows of ``queryset`` by primary key, which ``key`` finds in a row, AT_ONCE at a time."""
    rows, last = queryset.order_by("pk"), 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield found
        last = key(found[-1])


Columns = Sequence[tuple[str, Callable[[Any], Any]]]


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _local(moment: datetime | None) -> str:
    return moment.astimezone(LEGAL_ZONE).isoformat(timespec="seconds") if moment else ""


# Column -> where its value stands, seen from a search entry.
NOTICES: dict[str, Any] = {
    "number": "tender__number",
    "ocid": Concat(Value(f"{OCID_PREFIX}-"), "tender__number", output_field=TextField()),
    "title_zh": "tender__title_zh",
    "title_en": "tender__title_en",
    "project_no": "tender__project_no",
    "buyer": "tender__buyer__name_zh",
    "place_code": "division_code",
    **{name: name for name in ("level", "procedure", "regime", "instrument", "status")},
    **{name: name for name in ("who_may_bid", "populations", "services", "estimated_value")},
    "published_at": "published_at",
    "bids_due": "bids_due",
}


def notices(entries: QuerySet[Any]) -> Iterator[list[Any]]:
    """The header and a row for each call that fits, read as plain values: a row of objects costs ten times that."""
    yield [*NOTICES, "url"]
    for found in parts(entries.values_list("pk", *NOTICES.values()), key=itemgetter(0)):
        for _pk, number, *rest in found:
            yield [number, *rest, _address(f"/notices/{number}/")]


def name_of(organization: Organization | None) -> str:
    """Its Chinese name; empty for one that may not be named."""
    return organization.name_zh if organization else ""


# What every line of a register says first.
_LINE: Columns = (
    ("number", lambda line: line.number),
    ("tender", lambda line: line.tender.number),
    ("ocid", lambda line: line.tender.ocid),
    ("title_zh", lambda line: line.tender.title_zh),
    ("buyer", lambda line: line.tender.buyer.name_zh),
    ("place_code", lambda line: line.tender.division_id),
)
AWARDS: Columns = (
    *_LINE,
    ("supplier", lambda line: name_of(line.party)),
    ("implementer", lambda line: name_of(line.group)),
    ("rank", lambda line: line.rank),
    ("value", lambda line: line.value),
    ("awarded_at", lambda line: line.at),
    ("url", lambda line: _address(f"/notices/{line.tender.number}/{f'{line.seq}/' if line.seq else ''}")),
)
CONTRACTS: Columns = (
    *_LINE,
    ("signatory", lambda line: name_of(line.party)),
    ("implementer", lambda line: name_of(line.group)),
    ("value", lambda line: line.value),
    ("signed_on", lambda line: line.signed_on),
    ("ends_on", lambda line: line.ends_on),
    ("first_paid_on", lambda line: line.first_paid_on),
    ("acceptance", lambda line: line.result),
    ("url", lambda line: _address(f"/notices/{line.tender.number}/{line.seq}/")),
)


def table(columns: Columns, batches: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """The header and the rows of an export, each value plain: text, number or date."""
    yield [name for name, _of in columns]
    for found in batches:
        for one in found:
            yield [of(one) for _name, of in columns]


def as_csv(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Comma-separated, with the mark by which spreadsheets know UTF-8; no cell is a formula."""
    yield _BOM
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for number, row in enumerate(rows):
        writer.writerow([safe(value) for value in row])
        if number % AT_ONCE == 0:
            yield _taken(stream)
    yield _taken(stream)


def _taken(stream: io.StringIO) -> bytes:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.encode()


def safe(value: Any) -> str:
    """A value as one cell. Text that a spreadsheet would calculate gets an apostrophe before it."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        value = ";".join(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def cell(value: Any) -> Any:
    """A value as one cell of a workbook: numbers stay numbers, a moment is local time without its zone."""
    if isinstance(value, datetime):
        return value.astimezone(LEGAL_ZONE).replace(tzinfo=None)
    return value if value is None or isinstance(value, int | Decimal | date) else safe(value)
