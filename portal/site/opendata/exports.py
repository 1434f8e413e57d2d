"""The public record as files: each in parts of constant size, the oldest first, from a key onwards."""

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import CharField, DateTimeField, F, Func, Max, QuerySet, TextField, Value
from django.db.models.expressions import Col
from django.db.models.functions import Concat

from portal.ground.clock import LEGAL_ZONE
from portal.ground.values import text
from procurement.models.tenders import OCID_PREFIX, closing
from procurement.selectors import registers

AT_ONCE = 1_500
# A row of a table is short.
ROWS_AT_ONCE = 10_000
_BOM = b"\xef\xbb\xbf"
_CODES = tuple(map(ord, text.FORMULA))
_BEFORE_FORMULA = f"^(?=[{''.join(text.FORMULA)}])"

# The key of the last row of a part, and the lines of a part, each a whole text.
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
        part = _Texts()
        with connection.cursor() as cursor:
            cursor.execute(last_of, [after, AT_ONCE])
            (last,) = cursor.fetchone()
            if last is None:
                return
            asked = cursor.cursor.mogrify(lines_of, [after, last]).decode()
            cursor.copy_expert(f"COPY ({asked}) TO STDOUT (FORMAT binary)", part)
        yield part.lines()
        after = last


class _Texts:
    """Takes rows of one text in the binary form of COPY, which neither quotes nor escapes. Each row is a message: how
    many columns, how many bytes, the bytes. The first begins with the head of the whole, the last says it is over."""

    HEAD, BEFORE = 19, 6

    def __init__(self) -> None:
        self._messages: list[bytes] = []

    def write(self, message: bytes) -> int:
        self._messages.append(message[self.BEFORE :])
        return len(message)

    def lines(self) -> bytes:
        first, *rest = self._messages
        return b"\n".join([first[self.HEAD :], *rest])


def parts(queryset: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """``queryset`` by primary key, ROWS_AT_ONCE at a time."""
    rows, after = queryset.prefetch_related(None).order_by("pk"), 0
    while True:
        some = rows.filter(pk__gt=after).values("pk")[:ROWS_AT_ONCE]
        last = some.aggregate(last=Max("pk"))["last"]
        if last is None:
            return
        yield rows.filter(pk__gt=after, pk__lte=last)
        after = last


# The columns of a table: what each holds, seen from a row of its query set.
Columns = Mapping[str, Any]


def _address(*path: Any) -> Any:
    return Concat(Value(f"{settings.SITE_URL}/notices/"), *path, output_field=TextField())


def _ocid(path: str) -> Any:
    return Concat(Value(f"{OCID_PREFIX}-"), f"{path}number", output_field=TextField())


def _of_register(path: str) -> Columns:
    """What a line of a register says first; ``path`` leads to its call."""
    return {
        "number": F("number"),
        "tender": F(f"{path}number"),
        "ocid": _ocid(path),
        "title_zh": F(f"{path}title_zh"),
        "buyer": F(f"{path}buyer__name_zh"),
        "place_code": F(f"{path}division_id"),
    }


NOTICES: Columns = {
    "number": F("tender__number"),
    "ocid": _ocid("tender__"),
    "title_zh": F("tender__title_zh"),
    "title_en": F("tender__title_en"),
    "project_no": F("tender__project_no"),
    "buyer": F("tender__buyer__name_zh"),
    "place_code": F("division_code"),
    **{name: F(name) for name in ("level", "procedure", "regime", "instrument", "status")},
    **{name: F(name) for name in ("who_may_bid", "populations", "services", "estimated_value")},
    "published_at": F("published_at"),
    "bids_due": closing("tender__"),
    "url": _address("tender__number", Value("/")),
}
AWARDS: Columns = {
    **_of_register("lot__tender__"),
    "lot": F("lot__position"),
    "supplier": registers.PARTY_OF_AWARD,
    "implementer": registers.GROUP_OF_AWARD,
    "rank": F("rank"),
    "value": F("value"),
    "awarded_at": F("at"),
    "url": _address(
        "lot__tender__number",
        Value("/"),
        # Nothing of nothing: the call's own page where no notice says it.
        Func(registers.SEQ_OF_AWARD, template="(%(expressions)s)::text || '/'", output_field=TextField()),
    ),
}
CONTRACTS: Columns = {
    **_of_register("tender__"),
    "lot": F("award__lot__position"),
    "signatory": F("signatory__name_zh"),
    "implementer": registers.GROUP_OF_CONTRACT,
    "value": F("value"),
    "signed_on": F("signed_on"),
    "ends_on": F("ends_on"),
    "first_paid_on": F("first_paid_on"),
    "acceptance": F("acceptance__result"),
    "url": _address("tender__number", Value("/"), "notice__seq", Value("/")),
}


def rows(queryset: QuerySet[Any], columns: Columns) -> Iterator[list[Any]]:
    """The header and a row of plain values (text, number, date, list) for each row of ``queryset``."""
    yield [*columns]
    for part in parts(queryset):
        yield from map(list, part.values_list(*columns.values()))


class _Cell(Func):
    """A value as a cell of a file of comma-separated values; text that a spreadsheet would calculate gets an
    apostrophe before it."""

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *_given: Any, **_context: Any) -> Any:
        (value,) = self.get_source_expressions()
        sql, params = compiler.compile(value)
        kind = value.output_field
        if isinstance(kind, DateTimeField):
            local = f"{sql} AT TIME ZONE '{LEGAL_ZONE}'"
            return f"""to_char({local}, 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')""", params
        if isinstance(value, Concat):  # begins with a word of ours
            return sql, params
        if isinstance(kind, ArrayField):
            return f"array_to_string({sql}, ';')", params
        if isinstance(kind, CharField | TextField):
            # A column may be named three times, what is computed once only; both leave an empty text empty.
            if isinstance(value, Col):
                return f"CASE WHEN ascii({sql}) IN {_CODES} THEN '''' || {sql} ELSE nullif({sql}, '') END", []
            return f"nullif(regexp_replace({sql}, %s, ''''), '')", [*params, _BEFORE_FORMULA]
        return sql, params


def as_csv(queryset: QuerySet[Any], columns: Columns) -> Iterator[bytes]:
    """The same as comma-separated values with the mark by which spreadsheets know UTF-8, written by the database
    itself: no cell is a formula."""
    yield _BOM + ",".join(columns).encode() + b"\n"
    for part in parts(queryset):
        cells = part.values_list(*(_Cell(one) for one in columns.values()))
        statement, params = cells.query.sql_with_params()
        written = io.BytesIO()
        with transaction.atomic(), connection.cursor() as cursor:
            # A part is found by keys; at the price of a spinning disk whole tables would be read for each of them.
            cursor.execute("SET LOCAL random_page_cost = 1.1")
            asked = cursor.cursor.mogrify(statement, params).decode()
            cursor.copy_expert(f"COPY ({asked}) TO STDOUT (FORMAT csv)", written)
        yield written.getvalue()


def cell(value: Any) -> Any:
    """A value as one cell of a workbook: numbers stay numbers, a moment is local time without its zone, text that a
    spreadsheet would calculate gets an apostrophe before it."""
    if isinstance(value, datetime):
        return value.astimezone(LEGAL_ZONE).replace(tzinfo=None)
    if value is None or isinstance(value, int | Decimal | date):
        return value
    return text.cell(";".join(value) if isinstance(value, list) else str(value))
