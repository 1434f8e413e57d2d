"""The clocks a statutory notice says of itself: how long it stands, and by when a supplier may ask, challenge and
complain."""

from datetime import date

from procurement.rules.case import Case, number_of
from procurement.rules.spans import surely
from procurement.rules.vocabulary import STATUTORY

_DAYS = {
    "question_days": "answer.max_after_arrival",
    "challenge_days": "challenge.window",
    "reply_days": "challenge.reply_max",
    "complaint_days": "complaint.window",
}


def clocks(case: Case, start: date, *, notice: str) -> dict[str, str]:
    """The days of each remedy in working days, by name; ``notice``: the parameter that says how long the notice that
    stands since ``start`` does so. With it the last day for a challenge to what the notice says (GPL art. 52)."""
    if case.regime != STATUTORY:
        return {}
    said = {name: f"{number_of(row):f}" for name, parameter in _DAYS.items() if (row := case.row(parameter))}
    stands, challenge = case.row(notice), case.row("challenge.window")
    if stands is not None:
        until = surely(case, stands, start).last_day
        said |= {"notice_days": f"{number_of(stands):f}", "notice_until": until.isoformat()}
        if challenge is not None:
            said["challenge_until"] = surely(case, challenge, until).last_day.isoformat()
    return said
