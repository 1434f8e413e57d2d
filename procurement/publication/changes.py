"""What a correction changed, field by field, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from portal.ground.formatting import foreign_lang, reader_language
from procurement import labels, stated


def change_rows(changes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """Label, value before and after, and weight of each change of ``{name: {"before", "after", "weight"}}``;
    the ``_lang`` of a value is set where it is not in the reader's language."""
    return [
        {
            "label": labels.field_name(name),
            "before": (before := _value(name, change["before"])),
            "before_lang": foreign_lang(before, reader_language()),
            "after": (after := _value(name, change["after"])),
            "after_lang": foreign_lang(after, reader_language()),
            "weight": labels.change_weight(change["weight"]),
        }
        for name, change in changes.items()
    ]


def change_lines(changes: Mapping[str, Mapping[str, Any]], *, most: int) -> list[str]:
    """The same in a line each: the field, what stood before and what stands now, of long words ``most`` signs."""
    return [
        gettext("%(field)s: before “%(before)s”, now “%(after)s”")
        % {
            "field": row["label"],
            "before": shortened(row["before"], most) or "–",
            "after": shortened(row["after"], most) or "–",
        }
        for row in change_rows(changes)
    ]


def shortened(text: str, most: int) -> str:
    """``text`` in one line of at most ``most`` signs."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def _value(name: str, plain: Any) -> str:
    return labels.field_value(name, stated.typed(name, plain))
