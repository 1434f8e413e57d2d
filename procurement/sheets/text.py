"""The same notice as plain text, and as a message short enough for a group chat."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext, pgettext

from procurement.sheets.model import (
    LineLike,
    NoticeSheet,
    SectionLike,
    groups_of_eight,
    in_language,
    one_line,
    paragraphs,
)

MOST_WECHAT = 300
_SHORTENED_TITLE = 80


def render(sheet: NoticeSheet) -> str:
    """Text that can be pasted anywhere; tables as lines with bars."""
    with in_language(sheet.language):
        lines = list(_lines(sheet))
    return "\n".join(lines).strip() + "\n"


def wechat(sheet: NoticeSheet) -> str:
    """At most 300 characters: title, buyer, the short facts and dates that fit, always the whole address."""
    colon = "：" if sheet.language == "zh" else ": "
    title = one_line(sheet.title)
    if len(title) > _SHORTENED_TITLE:
        title = f"{title[: _SHORTENED_TITLE - 1]}…"
    kept = [f"【{title}】" if sheet.language == "zh" else title]
    room = MOST_WECHAT - len(kept[0]) - len(sheet.url) - 2
    said = {one.label for one in sheet.short}
    facts = [*sheet.short, *(one for one in sheet.dates if one.label not in said)]
    for line in (f"{one_line(sheet.buyer)} · {one_line(sheet.place)}", *(_pair(one, colon) for one in facts)):
        if len(line) + 1 <= room:
            kept.append(line)
            room -= len(line) + 1
    return "\n".join([*kept, sheet.url])


def _lines(sheet: NoticeSheet) -> Iterator[str]:
    colon = "：" if sheet.language == "zh" else ": "
    yield one_line(sheet.title)
    yield one_line(sheet.kind)
    yield ""
    yield f"{gettext('Number')}{colon}{sheet.number} · {gettext('Notice %(seq)s') % {'seq': sheet.seq}}"
    yield f"{gettext('Agency')}{colon}{one_line(sheet.buyer)}"
    yield f"{pgettext('sheet', 'Place')}{colon}{one_line(sheet.place)}"
    yield from _block(gettext("Dates"), [_pair(one, colon) for one in sheet.dates])
    summary = [f"{at}. {one_line(text)}" for at, text in enumerate(sheet.summary, 1)]
    yield from _block(gettext("In plain words"), summary)
    for section in sheet.sections:
        yield from _section(section, colon)
    yield ""
    yield f"{gettext('Address of this notice')}{colon}{sheet.url}"
    yield gettext("This sheet shows the notice as it was published. Later corrections are at the address.")
    yield one_line(sheet.published)
    yield f"{gettext('Fingerprint (SHA-256)')}{colon}{groups_of_eight(sheet.digest)}"
    if sheet.seal:
        yield one_line(sheet.seal)


def _block(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"== {heading} =="
        yield from lines


def _section(section: SectionLike, colon: str) -> Iterator[str]:
    lines = [text for one in section.paragraphs for text in paragraphs(one.value)]
    lines += [_pair(one, colon) for one in section.lines]
    if section.table:
        lines += [" | ".join(map(one_line, row)) for row in (section.table.head, *section.table.rows)]
    heading = one_line(section.heading)
    note = one_line(section.note)
    yield from _block(f"{heading} · {note}" if note else heading, lines)


def _pair(line: LineLike, colon: str) -> str:
    label = one_line(line.label)
    value = one_line(line.value)
    return f"{label}{colon}{value}" if label else value
