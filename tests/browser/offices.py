"""What the walks do more than once: a call written and published, a bid written and sealed, offers scored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.browser.visitor import Visitor

QUESTIONS = ("approach", "people", "team", "confidentiality", "quality", "risks")
ANSWER = {
    "zh": "每周三个晚上到城中村和工地，用当地话讲；陪需要的人到治疗点，只用编号。",
    "en": "Three evenings a week in urban villages and on sites; we go along to treatment, under codes only.",
}


@dataclass
class Way:
    """What one walk leaves to the next."""

    number: str = ""
    code: str = ""
    tag: str = ""
    bids: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)

    @property
    def page(self) -> str:
        assert self.number, "the walk before this one did not get through"
        return f"/notices/{self.number}/"

    def desk(self, part: str) -> str:
        assert self.number, "the walk before this one did not get through"
        return f"/workspace/calls/{self.number}/{part}/"

    def bid(self, login: str, part: str = "") -> str:
        assert login in self.bids, "the walk before this one did not get through"
        return f"/workspace/bids/{self.bids[login]}/{part}"


def number_in(address: str) -> str:
    found = re.search(r"YN\d{4}-\d{6}", address)
    assert found, address
    return found[0]


def forward(visitor: Visitor, *, expect: int = 200) -> None:
    """The button that leads on."""
    visitor.press_on(visitor.page.locator("main form button.go").first, expect=expect)


def finish(drafter: Visitor, way: Way, title: str, *, at_once: bool) -> None:
    """Fill in what a pasted call lacks and mend what breaks, until it may be sent."""
    drafter.go(way.desk("project"))
    drafter.fill(
        {
            "title_zh": title,
            "procedure": "grant_call",
            "division_id": "532801",
            "populations": ["mobile_population"],
            "services": ["prevention_education", "testing"],
            "service_from": "",
            "service_to": "",
            "contract_months": "6",
            "awards_by": "one",
            "summary_zh": "市里出22万元，支持一家组织用半年时间做宣传、动员检测。没有登记的小组可以托管申报。",
            "requirement_zh": "城中村流动人员知道自己感染情况的偏少。请说明打算怎样改变，目标由申报组织自己提出。"
            "检测坚持自愿、知情、保密，不愿检测的人同样得到服务。",
        }
    )
    drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    drafter.fill(
        {
            "area_limit": "",
            "experience_required": "",
            "hosted_allowed": True,
            "indirect_payable": ["staff", "rent", "utilities", "equipment", "supplies", "management"],
            "indirect_ceiling": "15",
            "capacity_amount": "8000",
        }
    )
    drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    drafter.press("Take all lawful dates")
    drafter.fill({"contact_office": "防艾科", "contact_phone": "0691-0000000"})
    if at_once:
        drafter.fill({"publish_at_0": "", "publish_at_1": ""})
    drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    assert drafter.page.url.endswith("/send/")


def begin(bidder: Visitor, way: Way, login: str, *, hosted: bool = False) -> None:
    """From the call's page to the first of the six questions; ``hosted`` names the one host the group has."""
    bidder.go(way.page)
    bidder.press_on(bidder.page.locator("main a[href$='/bid/']").first)
    if hosted:
        bidder.page.locator("main select[name=host]").select_option(index=1)
    forward(bidder)
    found = re.search(r"/workspace/bids/([^/]+)/answers/", bidder.page.url)
    assert found, bidder.page.url
    way.bids[login] = found[1]


def write(bidder: Visitor, way: Way, login: str, *lots: Sequence[tuple[str, str, str]]) -> None:
    """The six answers and the budget of the first lots, as (what for, direct or indirect, yuan); ends on the page of
    files."""
    bidder.fill(dict.fromkeys(QUESTIONS, ANSWER[bidder.language]))
    bidder.press("Save and go on")
    rows = {}
    for lot, lines in enumerate(lots, 1):
        for place, (label, kind, amount) in enumerate(lines):
            rows |= {
                f"lot{lot}-{place}-label": label,
                f"lot{lot}-{place}-kind": kind,
                f"lot{lot}-{place}-amount": amount,
            }
    bidder.fill(rows)
    bidder.press("Save and go on")
    if bidder.page.url.endswith(way.bid(login, "statement/")):
        bidder.fill({"address": "健康路1号（示例）", "contact": "办公室0871-00000000"})
        bidder.press("Save and go on")
    assert bidder.page.url.endswith(way.bid(login, "files/"))


def agree(host: Visitor, way: Way, login: str) -> None:
    """Whom the bid of ``login`` names says yes; without it the bid is not sealed."""
    host.go(way.bid(login, "party/"))
    host.press("We agree")


def seal(bidder: Visitor, way: Way, login: str) -> str:
    """Check and press; returns the number of the receipt."""
    bidder.go(way.bid(login, "check/"))
    bidder.press("Seal the bid")
    bidder.reads("Received and sealed")
    found = re.search(r"/receipts/(R-[A-Z0-9]+)/", bidder.page.url)
    assert found, bidder.page.url
    return found[1]


def score(member: Visitor, room: str, shares: Mapping[str, float]) -> None:
    """Declare, give each offer a share of the points of every criterion, hand in. ``shares`` by the sum of the
    offer as it is printed."""
    member.go(room)
    member.fill({"word": True})
    forward(member)
    for total, share in shares.items():
        member.go(room)
        member.press_on(member.page.locator("main .ticks li", has_text=total).locator("a").first)
        points(member, share)
    member.go(room)
    member.press_on(member.page.locator("main a.btn.go").first)
    member.press("Hand in for good")
    member.reads("Thank you. Your scores are in.")


def points(member: Visitor, share: float) -> None:
    """On the page of an offer: this share of the points of every criterion."""
    given = {}
    for box in member.page.locator("main input[name^=points_]").all():
        most = float(re.sub(r"[^\d.]", "", box.locator("xpath=following-sibling::span").inner_text()))
        given[box.get_attribute("name") or ""] = f"{most * share:.1f}"
    member.fill(given)
    member.press("Save")


def approve(approver: Visitor) -> None:
    """What the second person presses, after a look at what the portal filled in."""
    looked = approver.page.locator("main input[name=looked]")
    if looked.count():
        looked.check()
    approver.press_on(approver.page.locator("main button[name=act][value=approve]"))
