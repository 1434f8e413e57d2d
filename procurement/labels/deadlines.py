"""What is said of a deadline: days left, the count behind it, the clock of a question."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext, ngettext, pgettext

from portal.ground.formatting import Language, Left, day, day_range
from procurement.labels import day_off
from procurement.rules.calendar import Count

# The dates that last until 24:00 of their day when they are kept as bare dates.
LAST_TO_MIDNIGHT = frozenset({"documents_to", "ask_by", "answers_by"})


def _bids(days: int) -> str:
    return ngettext("%(days)d day left to apply", "%(days)d days left to apply", days)


def _ask(days: int) -> str:
    return ngettext("%(days)d day to ask", "%(days)d days to ask", days)


def _answers(days: int) -> str:
    return ngettext("answers in %(days)d day", "answers in %(days)d days", days)


def _opens(days: int) -> str:
    return ngettext("opens in %(days)d day", "opens in %(days)d days", days)


def _any(days: int) -> str:
    return ngettext("%(days)d day left", "%(days)d days left", days)


_LEFT: dict[str, Callable[[int], str]] = {
    "ask_by": _ask,
    "answers_by": _answers,
    "bids_due": _bids,
    "opens_at": _opens,
}


def left_words(left: Left, kind: str = "") -> str:
    """`申报剩 2 天`, `today is the last day to apply`, `closed 3 days ago`. `kind` names the date."""
    if left.over and kind == "duty":
        if left.days >= 0:
            return gettext("overdue since today")
        return ngettext("%(days)d day overdue", "%(days)d days overdue", -left.days) % {"days": -left.days}
    if left.over and kind == "opens_at":
        if left.days >= 0:
            return gettext("the hour to open came today")
        return ngettext(
            "the hour to open came %(days)d day ago", "the hour to open came %(days)d days ago", -left.days
        ) % {"days": -left.days}
    if left.over:
        if left.days >= 0:
            return gettext("ended today")
        return ngettext("ended %(days)d day ago", "ended %(days)d days ago", -left.days) % {
            "days": -left.days
        }
    if left.days == 0:
        return {
            "ask_by": gettext("last day to ask"),
            "bids_due": gettext("last day to apply"),
            "opens_at": gettext("opens today"),
        }.get(kind, pgettext("deadline", "today"))
    return _LEFT.get(kind, _any)(left.days) % {"days": left.days}


def skipped_words(spans: list[tuple[tuple[str, ...], date, date]], language: Language) -> str:
    """`跳过 2024年10月1日至7日（国庆节）、周末 1 天`: holidays by name and dates, weekends only counted."""
    comma = pgettext("mark", ", ")
    parts = [
        pgettext("mark", "%(days)s (%(reason)s)")
        % {"days": day_range(first, last, language), "reason": comma.join(map(day_off, codes))}
        for codes, first, last in spans
        if codes != ("weekend",)
    ]
    weekend = sum((last - first).days + 1 for codes, first, last in spans if codes == ("weekend",))
    if weekend:
        parts.append(ngettext("%(days)d weekend day", "%(days)d weekend days", weekend) % {"days": weekend})
    return comma.join(parts)


def _backward(number: int, working: bool) -> str:
    if working:
        return ngettext(
            "After %(last)s, up to %(start)s, lies %(number)d working day",
            "After %(last)s, up to %(start)s, lie %(number)d working days",
            number,
        )
    return ngettext(
        "After %(last)s, up to %(start)s, lies %(number)d day",
        "After %(last)s, up to %(start)s, lie %(number)d days",
        number,
    )


def count_words(count: Count, language: Language) -> str:
    """The worked count in a sentence: where it began, what was counted, where it ended, whether it moved."""
    counted = count.rolled_from or count.last_day
    values = {
        "start": day(count.start, language),
        "last": day(counted, language),
        "number": count.number,
        "moved": day(count.last_day, language),
    }
    working = count.unit == "working_days"
    if count.last_day < count.start:
        text = _backward(count.number, working)
    elif working:
        text = gettext("From the day after %(start)s, working day %(number)d is %(last)s")
    else:
        text = gettext("From the day after %(start)s, day %(number)d is %(last)s")
    text %= values
    if counted != count.last_day:
        text += gettext("; that is a day off, so it moves to %(moved)s") % values
    return text


def _within_a_day(state: str, due: str, *, suspends: bool) -> str:
    """The clock of a question where not one whole working day is to be counted."""
    if state == "kept":
        return gettext("answered within the first working day, in time")
    if state == "answered_late":
        return gettext("answered late, by less than a working day")
    if state == "late":
        late = gettext("overdue, by less than a working day")
        return gettext("%(late)s, closing is on hold") % {"late": late} if suspends else late
    return gettext("answer due by %(due)s, today is the last day") % {"due": due}


def clock_words(state: str, *, due: str, working_days: int | None, suspends: bool) -> str:
    """What the clock of a question says. `due` is the date in words; `working_days` are those left while it
    runs, used once it is answered, overdue when it is late."""
    days = working_days or 0
    values = {"due": due, "days": days}
    if days == 0 and (state != "running" or working_days == 0):
        return _within_a_day(state, due, suspends=suspends)
    if state == "kept":
        return gettext("answered on working day %(days)d, in time") % values
    if state == "answered_late":
        return (
            ngettext("answered %(days)d working day late", "answered %(days)d working days late", days)
            % values
        )
    if state == "late":
        late = ngettext("%(days)d working day overdue", "%(days)d working days overdue", days) % values
        return gettext("%(late)s, closing is on hold") % {"late": late} if suspends else late
    if working_days is None:
        return gettext("answer due by %(due)s") % values
    return (
        ngettext(
            "answer due by %(due)s, %(days)d working day left",
            "answer due by %(due)s, %(days)d working days left",
            days,
        )
        % values
    )
