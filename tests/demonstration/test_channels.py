"""Every channel says the same of a call: its page, the registers, files, API, feed, calendar and open data, compared
over the whole demonstration at five settings of the clock, while its people go on."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import icalendar
import openpyxl
import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.translation import override
from lxml import etree, html

from organizations.models import User
from portal.ground import clock
from portal.ground.formatting import daytime
from portal.site.demo.story import awarding
from portal.site.demo.story.acts import Story, at
from portal.site.opendata import releases
from procurement import labels
from procurement.models import Award, Contract, Tender
from procurement.rules.procedures import PUBLIC_STEPS
from procurement.services import timekeeping
from tests.support.records import compiled

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
# What was said of each call by each channel: subject -> number of the call -> channel -> words.
Said = dict[str, dict[str, dict[str, Any]]]


def read(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return b"".join(response.streaming_content) if response.streaming else response.content


def moment(said: str | datetime | None) -> datetime | None:
    """A moment however a channel writes it; nothing where it says nothing."""
    found = datetime.fromisoformat(said) if isinstance(said, str) and said else said or None
    return found.replace(tzinfo=found.tzinfo or clock.LEGAL_ZONE) if isinstance(found, datetime) else None


def day(said: str | date | None) -> str | None:
    """The day of it in Yunnan."""
    if isinstance(said, str) and len(said) > len("2024-07-02"):
        said = moment(said)
    return str(said)[: len("2024-07-02")] if said else None


class Compared:
    """Collects what each channel says."""

    def __init__(self) -> None:
        self.said: Said = defaultdict(lambda: defaultdict(dict))

    def say(self, subject: str, number: str, channel: str, words: Any) -> None:
        self.said[subject][number][channel] = words

    def differing(self) -> list[str]:
        """Each call of which two channels say different things, with what they say."""
        return [
            f"{subject} of {number}: {told}"
            for subject, numbers in self.said.items()
            for number, told in numbers.items()
            if any(one != next(iter(told.values())) for one in told.values())
        ]

    def channels(self, subject: str) -> set[str]:
        return {channel for told in self.said[subject].values() for channel in told}


def steps_in_words() -> dict[str, str]:
    with override("zh-hans"):
        return {str(labels.step(code)): code for code in PUBLIC_STEPS} | {"即将截止": "open"}


def text_of(node: Any) -> str:
    return " ".join(node.text_content().split())


# Channels


def pages(found: Compared, numbers: list[str]) -> None:
    words = steps_in_words()
    for number in numbers:
        page = html.fromstring(read(f"/notices/{number}/").decode())
        badge, *_others = page.find_class("tags-top")[0].find_class("badge")
        found.say("status", number, "page", words[text_of(badge)])
        dates = {
            text_of(one.find("b")): one.find("time").get("datetime") for one in page.find_class("dates")[0]
        }
        found.say("closing", number, "page", moment(dates.get("申报截止")))
        found.say("hold", number, "page", "申报截止（暂停，不早于）" in dates)
        for one in page.xpath("//ul[contains(@class, 'chosen')]//time"):
            found.say("award date", number, "page", day(one.get("datetime")))
        for one in page.find_class("timeline")[0]:
            if text_of(one.find("b")) == "已付首付款":
                found.say("first payment", number, "page", one.find(".//time").get("datetime"))


def tables(found: Compared, _numbers: list[str]) -> None:
    for name, subject, column in (
        ("notices", "status", "status"),
        ("notices", "closing", "bids_due"),
        ("awards", "award date", "awarded_at"),
        ("contracts", "first payment", "first_paid_on"),
    ):
        sheet = openpyxl.load_workbook(io.BytesIO(read(f"/data/{name}.xlsx")), read_only=True).active
        header, *rows = sheet.values
        lines = csv.DictReader(io.StringIO(read(f"/data/{name}.csv").decode("utf-8-sig")))
        for channel, row in (
            *(("csv", one) for one in lines),
            *(("xlsx", dict(zip(header, one, strict=True))) for one in rows),
        ):
            value = row[column] or None
            if column in ("awarded_at", "first_paid_on"):
                value = day(value)
            elif column == "bids_due":
                value = moment(value)
            if value or subject == "closing":
                found.say(subject, row.get("tender") or row["number"], channel, value)
            if subject == "status":
                found.say("hold", row["number"], channel, value == "suspended")


def interface(found: Compared, _numbers: list[str]) -> None:
    for row in json.loads(read("/api/v1/notices?limit=100"))["results"]:
        found.say("status", row["number"], "api", row["status"])
        found.say("closing", row["number"], "api", moment(row["bids_due"]))
        found.say("hold", row["number"], "api", row["status"] == "suspended")
    for row in json.loads(read("/api/v1/awards?limit=100"))["results"]:
        found.say("award date", row["tender"], "api", day(row["awarded_at"]))
    for row in json.loads(read("/api/v1/contracts?limit=100"))["results"]:
        if row["first_paid_on"]:
            found.say("first payment", row["tender"], "api", row["first_paid_on"])


def registers(found: Compared, _numbers: list[str]) -> None:
    for path, column, subject in (
        ("/awards/", "日期", "award date"),
        ("/contracts/", "首付款", "first payment"),
    ):
        page = html.fromstring(read(path).decode())
        heads = [text_of(one) for one in page.xpath("//table/thead//th")]
        for row in page.xpath("//table/tbody/tr"):
            number = re.search(r"/notices/(YN[\d-]+)/", etree.tostring(row).decode())[1]  # type: ignore[index]
            if said := re.search(r"(\d+)年(\d+)月(\d+)日", text_of(row[heads.index(column)])):
                found.say(subject, number, "register", date(*map(int, said.groups())).isoformat())


def feed(found: Compared, numbers: list[str]) -> None:
    words = steps_in_words()
    closing = {
        daytime(one.bids_due, "zh", ends_of_day=True): one.bids_due
        for one in Tender.objects.exclude(bids_due=None)
    }
    for entry in etree.fromstring(read("/feeds/notices.atom")).findall("a:entry", ATOM):
        number = entry.findtext("a:id", namespaces=ATOM).rpartition(":")[2]
        parts = entry.findtext("a:summary", namespaces=ATOM).split(" · ")
        code = next(words[one] for one in parts if one in words)
        said = next((one.removeprefix("申报截止：") for one in parts if one.startswith("申报截止：")), None)
        found.say("status", number, "atom", code)
        found.say("closing", number, "atom", closing[said] if said else None)
        found.say("hold", number, "atom", code == "suspended")


def calendar(found: Compared, numbers: list[str]) -> None:
    """A calendar holds what is to come: what is on hold is tentative and what was called off is cancelled."""
    for event in icalendar.Calendar.from_ical(read("/feeds/deadlines.ics")).walk("VEVENT"):
        number, name = str(event["UID"]).partition("@")[0].rsplit("-", 1)
        if name == "closing":
            stands = str(event["STATUS"])
            found.say("closing", number, "ics", event.decoded("DTSTART") if stands == "CONFIRMED" else None)
            found.say("hold", number, "ics", stands == "TENTATIVE")


# The standard knows no finer steps.
OF_STANDARD = {
    **dict.fromkeys(("open", "suspended", "closed", "evaluating", "publicity"), "active"),
    **dict.fromkeys(("awarded", "contracted", "completed"), "complete"),
    "terminated": "cancelled",
    "void": "unsuccessful",
}


def open_data(found: Compared, _numbers: list[str]) -> None:
    """The records as whoever merges their releases has them."""
    for line in read("/data/records.jsonl").decode().splitlines():
        record = compiled(json.loads(line)["releases"])
        call = record["tender"]
        number = call["id"]
        step = found.said["status"][number]["page"]
        found.say("status", number, "ocds", step if OF_STANDARD[step] == call["status"] else call["status"])
        found.say("closing", number, "ocds", moment(call["tenderPeriod"].get("endDate")))
        holds = [one for one in call.get("milestones", ()) if one["code"] == "closing_suspended"]
        found.say("hold", number, "ocds", bool(holds) and holds[-1]["status"] == "notMet")
        for one in record.get("awards", ()):
            if one["status"] == "active":
                found.say("award date", number, "ocds", day(one["date"]))
        for contract in record.get("contracts", ()):
            for one in contract["implementation"].get("transactions", ())[:1]:
                found.say("first payment", number, "ocds", day(one["date"]))


CHANNELS: tuple[Callable[[Compared, list[str]], None], ...] = (
    pages,
    tables,
    interface,
    registers,
    feed,
    calendar,
    open_data,
)
ALL = {
    "status": {"page", "csv", "xlsx", "api", "atom", "ocds"},
    "closing": {"page", "csv", "xlsx", "api", "atom", "ics", "ocds"},
    "hold": {"page", "csv", "xlsx", "api", "atom", "ics", "ocds"},
    "award date": {"page", "csv", "xlsx", "api", "register", "ocds"},
    "first payment": {"page", "csv", "xlsx", "api", "register", "ocds"},
}


# The demonstration goes on

LISTED, HELD = "YN2024-000015", "YN2024-000004"


def answers(told: Story) -> None:
    """The overdue answer: closing goes on, at a later time."""
    call = Tender.objects.get(number=HELD)
    told.answered(call, call.inquiries.get().tag, "mengzi", "可以列支。", "Yes.", "07-12 10:00")


def awards(told: Story) -> None:
    awarding.awarded(told, Tender.objects.get(number=LISTED), "mengzi", "07-17 10:00")


def signs(told: Story) -> None:
    award = Award.objects.get(lot__tender__number=LISTED)
    awarding.signed(told, award, "mengzi", "07-24 10:00", term=(date(2024, 8, 1), date(2025, 7, 31)))


def pays(told: Story) -> None:
    awarding.paid(told, Contract.objects.get(tender__number=LISTED), "mengzi", "08-02 10:00")


SETTINGS: tuple[tuple[str, Callable[[Story], None] | None], ...] = (
    ("07-10 09:30", None),
    ("07-12 11:00", answers),
    ("07-17 11:00", awards),
    ("07-24 11:00", signs),
    ("08-02 11:00", pays),
)


def settings_of_the_clock(told: Story) -> Iterator[str]:
    """Each, after what people do until then and what the portal does by itself."""
    for when, act in SETTINGS:
        clock.move_to(at(when))
        timekeeping.do_due(at(when))
        if act:
            act(told)
        releases.write_missing()
        releases.write_untold(at(when))
        yield when


def test_every_channel_says_the_same_at_five_settings_of_the_clock(
    told: None, settings: LazySettings
) -> None:
    settings.API_PER_MINUTE = 1_000
    people = Story({one.username: one for one in User.objects.all()})
    seen: dict[str, set[str]] = defaultdict(set)
    for when in settings_of_the_clock(people):
        numbers = list(Tender.objects.published().values_list("number", flat=True))
        found = Compared()
        for channel in CHANNELS:
            channel(found, numbers)
        assert not found.differing(), when
        for subject in ("status", "closing", "hold"):
            told_of = [set(one) - {"ics"} for one in found.said[subject].values()]
            assert len(told_of) == len(numbers), when
            assert all(one == ALL[subject] - {"ics"} for one in told_of), when
        for subject in ALL:
            assert found.channels(subject) == ALL[subject], (when, subject)
        seen[HELD].add(found.said["status"][HELD]["page"])
        seen["closing"].add(str(found.said["closing"][HELD]["page"]))
        seen[LISTED].add(found.said["status"][LISTED]["page"])
    # What is compared moved on: on hold and open again with another closing, listed, awarded, signed.
    assert seen[HELD] >= {"suspended", "open"}
    assert len(seen["closing"]) > 1
    assert seen[LISTED] >= {"publicity", "awarded", "contracted"}
