"""Addresses of the bulk files. What is asked for is filtered as on the site; nothing is held in memory."""

from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from portal.opendata import exports
from procurement.filters import NoticeFilter, chosen_awards, chosen_contracts, register_choice
from procurement.selectors import registers
from procurement.selectors.calls import public_entries

JSON_LINES = "application/x-ndjson; charset=utf-8"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterator[list[Any]]


class NotUnderstoodError(Exception):
    """A filter of the address cannot be read. ``fields`` names them."""

    def __init__(self, fields: Iterable[str]) -> None:
        super().__init__()
        self.fields = tuple(fields)


def _stream(parts: Iterator[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def releases(request: HttpRequest) -> StreamingHttpResponse:
    """Every OCDS release, one a line."""
    return _stream(exports.releases(), JSON_LINES, "releases.jsonl")


@require_safe
def records(request: HttpRequest) -> StreamingHttpResponse:
    """Every call with its releases, one a line."""
    return _stream(exports.records(), JSON_LINES, "records.jsonl")


def _notices(request: HttpRequest) -> Rows:
    filters = NoticeFilter(request.GET, queryset=public_entries())
    if filters.form.errors:
        raise NotUnderstoodError(filters.form.errors)
    return exports.notices(filters.qs)


def _awards(request: HttpRequest) -> Rows:
    """Lines of the register: who may not be named has no name in them."""
    found = chosen_awards(register_choice(request.GET))
    return exports.table(exports.AWARDS, map(registers.award_lines, exports.parts(found)))


def _contracts(request: HttpRequest) -> Rows:
    found = chosen_contracts(register_choice(request.GET))
    return exports.table(exports.CONTRACTS, map(registers.contract_lines, exports.parts(found)))


TABLES: dict[str, Callable[[HttpRequest], Rows]] = {
    "notices": _notices,
    "awards": _awards,
    "contracts": _contracts,
}


@require_safe
def table(
    request: HttpRequest, name: str, extension: str
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """One table as CSV or as a workbook. An address that cannot be read is told so in plain words."""
    try:
        rows = TABLES[name](request)
    except NotUnderstoodError as error:
        words = gettext("These filters cannot be read: %(names)s") % {"names": ", ".join(error.fields)}
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    file_name = f"{name}.{extension}"
    if extension == "csv":
        return _stream(exports.as_csv(rows), CSV, file_name)
    response = FileResponse(workbook(rows), content_type=XLSX, as_attachment=True, filename=file_name)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def workbook(rows: Rows) -> IO[bytes]:
    """The rows as a workbook in a file on disk that is gone when it is closed; every cell is text or a number,
    none a formula."""
    # Ten megabytes of library in every worker, for the few who ask for a workbook.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    for row in rows:
        sheet.append([exports.cell(value) for value in row])
    made: IO[bytes] = TemporaryFile()  # noqa: SIM115 the answer closes it
    book.save(made)
    made.seek(0)
    return made
