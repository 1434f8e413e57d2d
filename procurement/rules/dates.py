"""Every date of a call: may it stand, and if not, which day would do."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from procurement.rules.calendar import Count
from procurement.rules.case import Case
from procurement.rules.facts import legal_day
from procurement.rules.hours import OFFICE_HOURS, next_working_moment
from procurement.rules.rulebook import Row
from procurement.rules.spans import count, judge_least, judge_most, strictest, surely, surely_back
from procurement.rules.verdicts import Answer, Verdict
from procurement.rules.vocabulary import PROGRAMME, STATUTORY

Day = Callable[[Case], date | None]


def given_out_from(case: Case) -> date | None:
    """The first day on which the documents can be had; that of publication where none is named."""
    return case.facts.documents_from or case.facts.legal_from


def open_from(case: Case) -> date | None:
    """Where the time to answer starts. In the programme regime documents that come late start it late."""
    published, given_out = case.facts.legal_from, case.facts.documents_from
    if case.regime == PROGRAMME and published and given_out:
        return max(published, given_out)
    return published


def open_at_all(case: Case) -> bool:
    return True


def province_wide(case: Case) -> bool:
    return case.facts.level == "province"


@dataclass(frozen=True)
class Least:
    """``field`` must not lie before ``parameter``'s days counted from ``start``."""

    parameter: str
    field: str
    topic: str
    start: Day
    start_field: str
    applies: Callable[[Case], bool] = open_at_all


@dataclass(frozen=True)
class Most:
    """``field`` must not lie after ``parameter``'s days counted back from closing."""

    parameter: str
    field: str
    topic: str


LEAST = (
    Least("documents.min_open", "documents_to", "documents_end", given_out_from, "documents_from"),
    Least(
        "notice_period.min", "bids_due", "notice_period", lambda case: case.facts.legal_from, "published_at"
    ),
    Least("bids_due.min_after_publication", "bids_due", "closing", open_from, "published_at"),
    Least("bids_due.min_if_province_wide", "bids_due", "closing", open_from, "published_at", province_wide),
    Least("bids_due.min_after_documents", "bids_due", "documents_closing", given_out_from, "documents_from"),
)
MOST = (
    Most("ask_by.min_before_closing", "ask_by", "ask_by"),
    Most("answers_by.min_before_closing", "answers_by", "answers_by"),
)
SHORTENED = "bids_due.min_with_waiver"


def day_of(case: Case, field: str) -> date | None:
    """The local date of a date field, whichever shape it has."""
    value = getattr(case.facts, field)
    return legal_day(value) if hasattr(value, "hour") else value


def _judged(case: Case, row: Row, rule: Least | Most, judged: tuple[Answer, Count], day: date) -> Verdict:
    answer, counted = judged
    bound = "earliest" if isinstance(rule, Least) else "latest"
    more: dict[str, object] = {bound: counted.last_day, "counted": counted, "given": day}
    if answer is Answer.MEETS:
        return case.meets(row, rule.field, f"{rule.topic}_kept", **more)
    if answer is Answer.CANNOT_TELL:
        return case.cannot_tell(row, rule.field, f"{rule.topic}_calendar_open", **more)
    wrong = "too_early" if isinstance(rule, Least) else "too_late"
    return case.fails(row, rule.field, f"{rule.topic}_{wrong}", **more)


def _undecided(case: Case, rows: tuple[Row, ...], rule: Least, start: date, day: date) -> Verdict:
    """Several rows are possible because money or level is not stated: do they agree about this day?"""
    row = strictest(case, rows, start)
    answers = {judge_least(case, one, start, day)[0] for one in rows}
    if len(answers) == 1:
        return _judged(case, row, rule, judge_least(case, row, start, day), day)
    counted = surely(case, row, start)
    return case.cannot_tell(
        row, rule.field, "depends_on_money", earliest=counted.last_day, counted=counted, given=day
    )


def _shortened(case: Case, row: Row, start: date, day: date) -> Verdict | None:
    """A supervisor has shortened the time in public: the shorter floor holds instead."""
    floor = case.row(SHORTENED)
    reason = case.waivers.get(row.id, "")
    if floor is None or not reason:
        return None
    answer, counted = judge_least(case, floor, start, day)
    more: dict[str, object] = {"earliest": counted.last_day, "counted": counted, "given": day}
    if answer is Answer.MEETS:
        return case.asks_reason(row, "bids_due", "closing_shortened", reason=reason, **more)
    return case.fails(floor, "bids_due", "closing_too_early", **more)


def _least(case: Case, rule: Least) -> Iterator[Verdict]:
    rows = case.possible(rule.parameter) if rule.applies(case) else ()
    if not rows:
        return
    start, day = rule.start(case), day_of(case, rule.field)
    if start is None:
        yield case.cannot_tell(rows[0], rule.field, "cannot_count", missing=rule.start_field)
        return
    row = strictest(case, rows, start)
    if day is None:
        counted = surely(case, row, start)
        yield case.fails(row, rule.field, "not_stated", earliest=counted.last_day, counted=counted)
        return
    if len(rows) > 1:
        yield _undecided(case, rows, rule, start, day)
        return
    judged = judge_least(case, row, start, day)
    shorter = _shortened(case, row, start, day) if judged[0] is Answer.BREAKS else None
    yield shorter or _judged(case, row, rule, judged, day)


def least_days(case: Case) -> Iterator[Verdict]:
    """Documents long enough, notice long enough, closing late enough."""
    for rule in LEAST:
        yield from _least(case, rule)


def _lawful_closing(case: Case, given: date) -> date:
    """The closing given, or the earliest lawful one where that lies later: what is offered must fit both."""
    earliest = [one.earliest for one in least_days(case) if one.field == "bids_due" and one.stops]
    return max([given, *(day for day in earliest if day)])


def latest_before(case: Case, field: str, closing: date) -> date | None:
    """The last day for ``field`` that the rules leave before the closing day; None where no rule counts it."""
    rule = next((one for one in MOST if one.field == field), None)
    row = case.row(rule.parameter) if rule else None
    return surely_back(case, row, closing).last_day if row else None


def questions(case: Case) -> Iterator[Verdict]:
    """Questions and answers end early enough before closing, and in this order."""
    end = case.facts.closes_on
    for rule in MOST:
        row = case.row(rule.parameter)
        if row is None:
            continue
        day = day_of(case, rule.field)
        if end is None:
            yield case.cannot_tell(row, rule.field, "cannot_count", missing="bids_due")
        elif day is None:
            counted = surely_back(case, row, _lawful_closing(case, end))
            yield case.fails(row, rule.field, "not_stated", latest=counted.last_day, counted=counted)
        else:
            yield _judged(case, row, rule, judge_most(case, row, end, day), day)


def before_the_result(case: Case) -> Iterator[Verdict]:
    """No service begins while an intended result must still stand, were the bids opened and judged on the day that is
    named for it."""
    begins, closing = case.facts.service_from, case.facts.closes_on
    row, opened = case.row("publicity.min"), day_of(case, "opens_at") or closing
    if row is None or opened is None or begins is None or closing is None or begins <= closing:
        return
    stands = count(case, row, opened).last_day
    if begins <= stands:
        yield case.asks_reason(row, "service_from", "service_before_result", latest=stands, given=begins)


def order_of_days(case: Case) -> Iterator[Verdict]:
    """Days that make sense only one after the other, whatever the regime."""
    facts = case.facts
    published, closing = facts.legal_from, facts.closes_on
    if facts.documents_from and published and facts.documents_from < published:
        yield case.breaks(
            "portal.order", "documents_from", "documents_before_publication", earliest=published
        )
    if facts.documents_to and facts.documents_from and facts.documents_to < facts.documents_from:
        yield case.breaks(
            "portal.order", "documents_to", "documents_end_before_start", earliest=facts.documents_from
        )
    if facts.documents_to and closing and facts.documents_to > closing:
        yield case.breaks("portal.order", "documents_to", "documents_end_after_closing", latest=closing)
    if facts.service_from and closing and facts.service_from <= closing:
        yield case.breaks(
            "portal.order", "service_from", "service_before_award", earliest=closing, given=facts.service_from
        )
    if facts.ask_by and published and facts.ask_by < published:
        yield case.breaks("portal.order", "ask_by", "ask_by_before_publication", earliest=published)
    if facts.ask_by and facts.answers_by and facts.answers_by < facts.ask_by:
        yield case.breaks("portal.order", "answers_by", "answers_before_questions", earliest=facts.ask_by)


def documents_until_closing(case: Case) -> Iterator[Verdict]:
    """In the programme regime the documents can be had to the last day."""
    row = case.row("documents.open_until_closing")
    closing, end = case.facts.closes_on, case.facts.documents_to
    if row is None or closing is None or end is None:
        return
    if end < closing:
        yield case.fails(row, "documents_to", "documents_not_until_closing", earliest=closing, latest=closing)
    else:
        yield case.meets(row, "documents_to", "documents_until_closing")


def _fields_row(case: Case) -> Row | None:
    """The row that lists what the opening notice must say."""
    return case.row(f"fields.{case.procedure.call}") if case.procedure else None


def opening(case: Case) -> Iterator[Verdict]:
    """Bids are opened at closing (statutory), never before it (anywhere)."""
    due, opens = case.facts.bids_due, case.facts.opens_at
    row = case.row("opening.at_deadline")
    day = case.facts.closes_on
    if opens is None:
        said = row or _fields_row(case)
        if said is not None and case.regime == STATUTORY:
            yield case.fails(said, "opens_at", "not_stated", earliest=day)
    elif due is None:
        yield case.cannot_tell(row or "portal.opening", "opens_at", "cannot_count", missing="bids_due")
    elif opens < due:
        yield case.breaks(row or "portal.opening", "opens_at", "opening_before_closing", earliest=day)
    elif row is not None and opens != due:
        yield case.fails(row, "opens_at", "opening_not_at_closing", earliest=day, latest=day)
    else:
        yield case.meets(row or "portal.opening", "opens_at", "opening_kept")


def working_hours(case: Case) -> Iterator[Verdict]:
    """Closing and opening fall in working hours of a working day: a portal rule, for everybody alike."""
    for field in ("bids_due", "opens_at"):
        moment: datetime | None = getattr(case.facts, field)
        if moment is None:
            continue
        offered = next_working_moment(moment, case.calendar)
        said = {"opens": f"{OFFICE_HOURS[0]:%H:%M}", "closes": f"{OFFICE_HOURS[1]:%H:%M}"}
        if offered == moment:
            yield case.meets("portal.working_hours", field, "working_hours_kept", **said)
        else:
            said["offered"] = f"{offered:%H:%M}"
            yield case.breaks(
                "portal.working_hours", field, "outside_working_hours", earliest=legal_day(offered), **said
            )


def intention(case: Case) -> Iterator[Verdict]:
    """The intention stood long enough before the first invitation notice, or there is a reason."""
    row = case.row("intention.min_before_publication")
    if row is None:
        return
    given, published = case.facts.intention_published_on, case.facts.legal_from
    if given is None:
        yield case.fails(row, "intention_published_on", "intention_missing")
    elif published is None:
        yield case.cannot_tell(row, "intention_published_on", "cannot_count", missing="published_at")
    else:
        answer, counted = judge_least(case, row, given, published)
        code = "intention_kept" if answer is Answer.MEETS else "intention_too_late"
        tell = case.meets if answer is Answer.MEETS else case.fails
        latest = surely_back(case, row, published).last_day
        yield tell(row, "intention_published_on", code, latest=latest, counted=counted, given=given)


def publication_time(case: Case) -> Iterator[Verdict]:
    """There is a moment of publication, and the portal is not ahead of the official medium."""
    facts = case.facts
    if facts.legal_at is None:
        yield case.cannot_tell("portal.publication_time", "published_at", "publication_not_stated")
        return
    row = case.row("publication.not_before_medium")
    official, ours = facts.official_medium_published_at, facts.published_at
    if row is None or official is None or ours is None or case.regime != STATUTORY:
        return
    if ours < official:
        yield case.fails(row, "published_at", "portal_before_medium", earliest=legal_day(official))
    else:
        yield case.meets(row, "published_at", "portal_not_before_medium")


def host_of(url: str) -> str:
    """The host of an address; "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_below(host: str, listed: str) -> bool:
    return host == listed or host.endswith(f".{listed}")


def _is_on(url: str, hosts: Collection[str]) -> bool:
    """Whether an address is on one of ``hosts`` or below it."""
    return any(is_below(host_of(url), one) for one in hosts)


def official_medium(case: Case) -> Iterator[Verdict]:
    """A statutory notice stands on the official medium: its address and its time are needed."""
    row = case.row("medium.required")
    if row is None:
        return
    url, at = case.facts.official_medium_url, case.facts.official_medium_published_at
    if not url:
        yield case.fails(row, "official_medium_url", "medium_address_missing")
    elif not url.lower().startswith(("https://", "http://")):
        yield case.fails(row, "official_medium_url", "medium_address_wrong")
    elif (hosts := case.row("medium.hosts")) is not None and not _is_on(url, hosts.allowed):
        yield case.fails(hosts, "official_medium_url", "medium_not_listed", hosts=hosts.allowed)
    else:
        yield case.meets(row, "official_medium_url", "medium_address_given")
    if at is None:
        yield case.fails(row, "official_medium_published_at", "medium_time_missing")
    else:
        yield case.meets(row, "official_medium_published_at", "medium_time_given", at=at)


def documents(case: Case) -> Iterator[Verdict]:
    """The documents are there when the notice is: attached, or at an address of the official medium."""
    row, url = case.row("documents.attached"), case.facts.documents_url
    if row is None:
        return
    hosts = case.row("medium.hosts")
    if url and hosts is not None and not _is_on(url, hosts.allowed):
        yield case.fails(row, "documents_url", "documents_elsewhere", hosts=hosts.allowed)
    elif url or case.facts.documents_attached:
        yield case.meets(row, "documents_url", "documents_given")
    else:
        yield case.fails(row, "documents_url", "documents_missing")


DATE_CHECKS = (
    intention,
    publication_time,
    least_days,
    documents_until_closing,
    order_of_days,
    before_the_result,
    questions,
    opening,
    working_hours,
    official_medium,
    documents,
)
