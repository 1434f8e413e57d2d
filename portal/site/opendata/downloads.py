"""Addresses of the bulk files. What is asked for is filtered as on the site; nothing is held in memory."""

from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from portal.ground.fields.asked import Asked, asked_of
from portal.site.opendata import codes, exports
from portal.site.opendata.words import COLUMNS, MOST_IN_A_WORKBOOK
from procurement import labels
from procurement.filters import NoticeFilter, chosen_awards, chosen_contracts, register_choice
from procurement.selectors.calls import public_entries

JSON_LINES = "application/x-ndjson; charset=utf-8"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Table = tuple[QuerySet[Any], exports.Columns]


def _stream(parts: Iterator[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def releases(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every OCDS release, one a line."""
    if (asked := asked_of(request)).faults:
        return not_understood(asked)
    return _stream(exports.releases(), JSON_LINES, "releases.jsonl")


@require_safe
def records(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every call with its releases, one a line."""
    if (asked := asked_of(request)).faults:
        return not_understood(asked)
    return _stream(exports.records(), JSON_LINES, "records.jsonl")


def _notices(asked: Asked) -> Table:
    filters = NoticeFilter(asked.query, queryset=public_entries())
    filters.tell(asked)
    # The search hands its address on, with its place in the list.
    asked.knows("after")
    return filters.qs, exports.NOTICES


def _awards(asked: Asked) -> Table:
    """Lines of the register: who may not be named has no name in them."""
    return chosen_awards(register_choice(asked)), exports.AWARDS


def _contracts(asked: Asked) -> Table:
    return chosen_contracts(register_choice(asked)), exports.CONTRACTS


TABLES: dict[str, Callable[[Asked], Table]] = {
    "notices": _notices,
    "awards": _awards,
    "contracts": _contracts,
}


@require_safe
def table(
    request: HttpRequest, name: str, extension: str
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """One table as CSV or as a workbook. An address that cannot be read is told so in plain words."""
    asked = asked_of(request)
    found, columns = TABLES[name](asked)
    if asked.faults:
        return not_understood(asked)
    file_name = f"{name}.{extension}"
    if extension == "csv":
        return _stream(exports.as_csv(found, columns), CSV, file_name)
    if found.order_by()[MOST_IN_A_WORKBOOK : MOST_IN_A_WORKBOOK + 1].exists():
        words = gettext("More than %(count)s rows: choose fewer, or take the CSV file, which has no limit.")
        return _refused(words % {"count": f"{MOST_IN_A_WORKBOOK:,}"})
    response = FileResponse(
        workbook(exports.rows(found, columns), explained(columns)),
        content_type=XLSX,
        as_attachment=True,
        filename=file_name,
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def not_understood(asked: Asked) -> HttpResponse:
    """A file of an address that cannot be read would be another file than was asked for."""
    names = ", ".join(one.name for one in asked.faults)
    return _refused(gettext("These filters cannot be read: %(names)s") % {"names": names})


def _refused(words: str) -> HttpResponse:
    return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")


def explained(columns: exports.Columns) -> Iterator[list[str]]:
    """What each column holds, and the words of its codes: for whoever opens the workbook without the site."""
    yield ["column", "code", "中文", "English"]
    for name in columns:
        said = labels.in_each(COLUMNS[name].__str__)
        yield [name, "", said["zh"], said["en"]]
        # Every county would be as long as the table.
        if name in codes.COLUMNS and name != "place_code":
            for row in codes.LISTS[codes.COLUMNS[name]].rows():
                yield [name, row["code"], row["zh"], row["en"]]


def workbook(rows: Iterator[list[Any]], words: Iterator[list[str]]) -> IO[bytes]:
    """The rows as a workbook in a file on disk that is gone when it is closed, with a second sheet of ``words``; every
    cell is text or a number, none a formula."""
    # Ten megabytes of library in every worker, for the few who ask for a workbook.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    for row in rows:
        sheet.append([exports.cell(value) for value in row])
    made: IO[bytes] = TemporaryFile()  # noqa: SIM115 the answer closes it
    sheet = book.create_sheet("说明 notes")
    for line in words:
        sheet.append(line)
    book.save(made)
    made.seek(0)
    return made
