"""The buttons that put a lawful day into a field: they change what was sent, then it is saved like anything else."""

from datetime import date, time
from typing import Any

from django.http import QueryDict

from procurement.forms.base import MomentField
from procurement.forms.calls.dates import DatesPart

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
