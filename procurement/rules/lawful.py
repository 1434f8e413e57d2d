"""What a statutory notice says by itself, as the book has it that day: how long it stands, by when a supplier may ask,
challenge and complain, and the policies it carries out."""

from datetime import date

from procurement.rules.case import Case, number_of
from procurement.rules.deductions import shares
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


def policies(case: Case) -> dict[str, str]:
    """The policies that a statutory call carries out beside its answer on small enterprises, by name, with their
    figure where they have one."""
    if case.regime != STATUTORY:
        return {}
    said = {policy: f"{share.normalize():f}" for policy, share in shares(case).items()}
    if inside := case.row("domestic.inside_service"):
        said["inside"] = f"{number_of(inside):f}"
    return said | {"credit": ""} if case.row("credit.checked") else said
