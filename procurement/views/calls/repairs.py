"""The buttons that put a lawful day into a field: they change what was sent, then it is saved like anything else; and
those that add or empty a lot, after which the page is drawn again with all that was typed."""

from datetime import date, time
from typing import Any

from django.http import QueryDict

from procurement.forms.base import MomentField
from procurement.forms.calls.dates import DatesPart
from procurement.forms.rows import LotRow
from procurement.rules.costs import MOST_LOTS

MOMENTS = {name: field for name, field in DatesPart.base_fields.items() if isinstance(field, MomentField)}


def repaired(data: QueryDict, *, lawful: bool = False) -> Any:
    """``data`` with the day of its ``use`` button (``bids_due:2024-07-22``, or with an hour as
    ``bids_due:2024-07-22T08:30``) in place of what was typed.

    ``lawful``: all dates are about to be taken, so an opening that lies before closing is forgotten."""
    field, _, day = data.get("use", "").partition(":")
    changed = data.copy()
    day, _, hour = day.partition("T")
    if field and _reads(date, day) and (not hour or _reads(time, hour)):
        _put(changed, field, day, hour)
        if field == "bids_due":
            _keep_order(changed)
    if lawful and _stamp(changed, "opens_at") < _stamp(changed, "bids_due"):
        for part in (0, 1):
            changed[f"opens_at_{part}"] = ""
    return changed


ANOTHER_LOT, WITHOUT_LOT = "lot:another", "lot:without:"


def is_of_rows(act: str) -> bool:
    """Whether ``act`` changes the rows of a page and saves nothing."""
    return act == ANOTHER_LOT or act.startswith(WITHOUT_LOT)


def change_rows(data: QueryDict, act: str) -> None:
    """One more empty lot at the end, or a lot less: those behind it move up, and the row left over goes unless it
    stood there when the page was opened: saving has to see it emptied."""
    total, loaded = (_count(data, name) for name in ("TOTAL", "INITIAL"))
    if act == ANOTHER_LOT:
        data["lots-TOTAL_FORMS"] = str(min(total + 1, MOST_LOTS))
    elif act.startswith(WITHOUT_LOT) and (place := act.removeprefix(WITHOUT_LOT)).isdigit():
        for number in range(int(place), total):
            for cell in LotRow.base_fields:
                data[f"lots-{number}-{cell}"] = str(data.get(f"lots-{number + 1}-{cell}", ""))
        data["lots-TOTAL_FORMS"] = str(max(total - 1, loaded, 1))


def _count(data: QueryDict, name: str) -> int:
    said = data.get(f"lots-{name}_FORMS", "")
    return min(int(said), MOST_LOTS) if said.isdigit() else 0


def _reads(kind: type[date] | type[time], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _put(data: QueryDict, field: str, day: str, hour: str = "") -> None:
    if field not in MOMENTS:
        data[field] = day
        return
    data[f"{field}_0"] = day
    if hour:
        data[f"{field}_1"] = hour
    elif field == "opens_at" and data.get("bids_due_0") == day:
        data["opens_at_1"] = str(data.get("bids_due_1", ""))
    if not data.get(f"{field}_1"):
        data[f"{field}_1"] = f"{MOMENTS[field].hour:%H:%M}"


def _keep_order(data: QueryDict) -> None:
    """Opening moves with closing where it would otherwise come before."""
    if data.get("opens_at_0") and _stamp(data, "opens_at") < _stamp(data, "bids_due"):
        for part in (0, 1):
            data[f"opens_at_{part}"] = str(data.get(f"bids_due_{part}", ""))


def _stamp(data: QueryDict, field: str) -> str:
    return f"{data.get(f'{field}_0', '')} {data.get(f'{field}_1', '')}"
