"""What people told the province, and what agencies replied in public."""

from typing import Any

from organizations.models import Organization
from portal.site.demo.story.acts import Story, at, form_id
from procurement.models import Bid
from procurement.permissions.bids import may_give_pulse
from procurement.services.questions import inquiries
from procurement.services.voices import pulses, replies, reports


def current(story: Story) -> None:
    """One agency's reply that everybody reads, one that waits for its second person."""
    _reply(
        story, "jinghong", "06-20 10:00", shown="06-21 09:00",
        zh="第一次付款晚了，是因为上半年预算指标下达较迟。下半年起，首付款改在签协议后 10 个工作日内支付。",
        en="The first payment came late because the budget was released late in the first half of the year. "
        "From July on it is made within 10 working days of signing.",
    )  # fmt: skip
    _reply(story, "mengzi", "07-09 16:00", zh="逾期未办的事项正在补办，预计 7 月底前完成。")


def earlier(story: Story) -> None:
    """Three notices said to be missing: one found true, one not ours, one waiting; two letters in confidence."""
    found = _told(
        "州里 2023 年的同伴教育服务，由一家公司承接",
        "05-20 21:15",
        division_id="532500",
        seen_at="县医院公告栏",
    )
    reports.decide(
        found, outcome="asked", agency=Organization.objects.get(slug="mengzi-health"),
        reply_zh="核对属实，已要求采购单位补发公告。", reply_en="Found true. The agency has been asked to publish it.",
        by=story.who["supervisor"], now=at("05-24 11:00"),
    )  # fmt: skip
    other = _told("市里买体检车", "06-03 08:40", division_id="530100", seen_at="晚报")
    reports.decide(
        other, outcome="not_ours", reply_zh="这是设备采购，不属于艾滋病社会服务采购，公告在省政府采购网。",
        reply_en="This was a purchase of equipment, published on the provincial procurement site.",
        by=story.who["supervisor"], now=at("06-05 16:20"),
    )  # fmt: skip
    _told("口岸动员检测的项目，听说已经定了人", "07-08 22:05", division_id="533102", seen_at="一个微信群")
    _told("评审前有人打听专家名单，请省里留意。", "07-09 12:30", kind="confidential")
    answered = _told(
        "有单位要求小组先垫付三个月的费用才签协议，我们垫不起。", "06-11 19:50", kind="confidential"
    )
    reports.decide(
        answered, outcome="answered", reply_zh="谢谢。已经提醒该单位：首付款的比例和时间要写进协议，不得要求垫付。",
        by=story.who["supervisor"], now=at("06-14 10:10"),
    )  # fmt: skip
    _taps(story)


def _taps(story: Story) -> None:
    """What bidders said of purchases that are over, each once; the newest bid's people have not tapped yet."""
    said = (("yes", "partly", "yes"), ("partly", "no", "yes"), ("yes", "yes", "yes"), ("no", "no", "partly"))
    now = at("07-09 20:00")
    bids = Bid.objects.select_related("tender", "begun_by").order_by("id")
    over = [bid for bid in bids if may_give_pulse(bid.begun_by, bid, now=now)]
    for number, bid in enumerate(over[:-1]):
        clear, covered, again = said[number % len(said)]
        pulses.give(bid.number, clear=clear, covered=covered, again=again, by=bid.begun_by, now=now)


def _reply(story: Story, office: str, when: str, *, zh: str, en: str = "", shown: str = "") -> None:
    agency = Organization.objects.get(slug=f"{office}-health")
    reply = replies.write(
        agency, text_zh=zh, text_en=en, form_id=form_id(f"reply {office}"), by=story.who[f"{office}-drafter"],
        now=at(when),
    )  # fmt: skip
    if shown:
        replies.publish(reply.pk, by=story.who[f"{office}-approver"], now=at(shown))


def _told(text: str, when: str, *, kind: str = "missing", **more: Any) -> str:
    report = reports.file(
        kind=kind, text=text, code=inquiries.new_code(), form_id=form_id(text), now=at(when), **more
    )
    return report.number
