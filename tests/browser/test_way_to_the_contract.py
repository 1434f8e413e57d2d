"""From the text of a real call to its contract and acceptance, by two officials, two outsiders, three bidders."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.browser import offices
from tests.browser.clockwork import Clock
from tests.browser.conftest import Visit
from tests.browser.offices import Way, forward, number_in
from tests.browser.visitor import Visitor
from tests.support.stack import Stack

# The call of 2 July 2024 as it was published: nine days, local organisations with a past project, no criteria.
PASTED = (Path(__file__).parent / "jinghong_2024_07_02.txt").read_text(encoding="utf-8")
TITLE = {"zh": "景洪市城中村宣传检测（走查三）", "en": "景洪市城中村宣传检测（走查四）"}
BIDDERS = ("mandou", "yulin", "honghe")
SUMS = ("168,000", "190,000", "195,000")  # what they ask for, as it is printed
GROUP = {"zh": "曼斗同伴互助小组", "en": "Mandou Peer Group"}
HOST = {"zh": "澜沧江社区服务中心", "en": "Lancang River Community Service Centre"}
# Whose names nobody may read before the result, and losers' never: in whichever language.
LOSERS = ("雨林健康促进会", "Rainforest Health", "红河青禾", "Qinghe Social Work")
UNNAMED = (*GROUP.values(), *LOSERS)
WORDS = {
    "zh": {"cost": "外展人员补助", "rent": "房租", "photo": "活动室"},
    "en": {"cost": "Outreach staff", "rent": "Rent", "photo": "Our room"},
}
OBJECTION = "公示里没有写清楚各项得分怎么来的，请说明。"
REPLY = "各项得分是三名评审人员的平均分，评审报告的校验值已公开，可以核对。"


@pytest.fixture(scope="module")
def way(language: str) -> Way:
    return Way()


def moment(visitor: Visitor, way: Way, name: str) -> datetime:
    """A date of the call, as its own programming interface says it, in local time."""
    said = visitor.page.request.get(f"{visitor.url}/api/v1/notices?q={way.number}").json()["results"][0]
    return datetime.fromisoformat(said[name]).astimezone(tz=None).replace(tzinfo=None)


def test_the_text_of_the_real_call_becomes_a_lawful_one(visit: Visit, way: Way, language: str):
    drafter = visit("jinghong-drafter")
    drafter.go("/workspace/calls/new/")
    drafter.fill({"text": PASTED})
    drafter.press("Read and check")
    way.number = number_in(drafter.page.url)
    assert drafter.value("estimated_value").replace(",", "").startswith("220000")
    offices.finish(drafter, way, TITLE[language], at_once=True)
    drafter.press("Send for approval")
    approver = visit("jinghong-approver")
    approver.go(way.desk("review"))
    offices.approve(approver)
    anyone = visit()
    anyone.go(way.page)
    anyone.reads(TITLE[language])


def test_a_group_without_office_file_and_address_bids_through_its_host(visit: Visit, way: Way, language: str):
    group, said = visit("mandou"), WORDS[language]
    offices.begin(group, way, "mandou", hosted=True)
    group.press("Save")  # nothing yet: everything may follow later
    group.fill({"approach": "字" * 1600})
    group.press("Save and go on", expect=422)
    assert group.value("approach") == "字" * 1600
    offices.write(
        group, way, "mandou", [(said["cost"], "direct", "150,000"), (said["rent"], "indirect", "18000")]
    )
    offices.agree(visit("lancang"), way, "mandou")
    receipt = offices.seal(group, way, "mandou")
    kept = group.page.request.get(f"{group.url}/receipts/{receipt}.json").text()
    paper = group.page.request.get(f"{group.url}{group.path(f'/receipts/{receipt}.pdf')}")
    assert paper.body().startswith(b"%PDF")
    assert group.page.locator("main time[datetime]").count()
    anyone = visit()
    anyone.go("/receipts/")
    anyone.fill({"receipt": kept})
    forward(anyone)
    assert anyone.page.locator("[data-verified=true]").count() == 1
    anyone.fill({"receipt": kept.replace('"accepted"', '"late"')})
    forward(anyone)
    assert anyone.page.locator("[data-verified=false]").count() == 1


def test_a_bid_is_replaced_from_its_copy_and_one_is_withdrawn_and_made_anew(
    visit: Visit, way: Way, language: str, tmp_path: Path
):
    first, said = visit("yulin"), WORDS[language]
    offices.begin(first, way, "yulin")
    lines = [(said["cost"], "direct", "170000"), (said["rent"], "indirect", "20000")]
    offices.write(first, way, "yulin", lines)
    first.page.set_input_files("main input[type=file]", Path("static/img/apple-touch-icon.png"))
    first.fill({"title": said["photo"]})
    first.press("Add")
    own = first.page.request.get(f"{first.url}{way.bid('yulin', 'own-copy.json')}")
    copy = tmp_path / "copy.json"
    copy.write_bytes(own.body())
    offices.seal(first, way, "yulin")
    first.page.go_back()
    first.status = 200
    first.look()
    first.go(way.bid("yulin", "replace/"))
    first.page.set_input_files("main input[type=file]", copy)
    forward(first)
    assert first.value("approach") == offices.ANSWER[language]
    offices.seal(first, way, "yulin")

    second = visit("honghe")
    offices.begin(second, way, "honghe")
    offices.write(second, way, "honghe", [(said["cost"], "direct", "200000")])
    offices.seal(second, way, "honghe")
    second.go(way.bid("honghe", "withdraw/"))
    forward(second)
    second.go(way.bid("honghe"))
    second.follow("Write another bid")
    forward(second)
    way.bids["honghe"] = second.page.url.rstrip("/").split("/")[-2]
    offices.write(second, way, "honghe", [(said["cost"], "direct", "195000")])
    offices.seal(second, way, "honghe")


def test_nobody_learns_how_many_and_two_people_and_the_clock_open(
    visit: Visit, way: Way, clock: Clock, language: str
):
    drafter, anyone = visit("jinghong-drafter"), visit()
    drafter.go(way.desk("opening"))
    drafter.reads(
        "Nobody can see before the opening how many bids have come; this page will not tell either. "
        "Only a group learns whether its own host has sealed a bid too."
    )
    drafter.reads_not(*UNNAMED)
    drafter.go(f"/workspace/bids/{way.bids['mandou']}/", expect=404)
    due = moment(drafter, way, "bids_due")
    clock.to(due + timedelta(days=1, hours=1))
    clock.wait_for(lambda: _may_confirm(drafter, way))
    drafter.press("Confirm the opening")
    drafter.reads("Confirmed. The bids stay sealed until both words are there.", within="body")
    approver = visit("jinghong-approver")
    approver.go(way.desk("opening"))
    approver.press("Confirm the opening")
    clock.wait_for(lambda: "SHA-256" in anyone.page.request.get(anyone.url + way.page).text())
    anyone.go(way.page)
    anyone.reads_not(*UNNAMED)
    approver.go(way.desk("opening"))
    approver.reads(GROUP[language])


def _button(official: Visitor, words: str) -> bool:
    """Whether a button of exactly these words stands on the page."""
    found = official.page.locator("main").get_by_role("button", name=official.say(words), exact=True)
    return found.count() == 1


def _may_confirm(official: Visitor, way: Way) -> bool:
    official.go(way.desk("opening"))
    return _button(official, "Confirm the opening")


SEATS = {
    "buyer": {},
    "outsider": {
        "chosen": "pool",
        "name": "评审人员（示例）",
        "office": "州疾控中心（示例）",
        "contact": "panel@example.org",
    },
    "community": {"chosen": "pool"},
}


def test_a_panel_of_three_scores_on_its_own_phones(visit: Visit, way: Way, site: Stack):
    number = "Organization.objects.get(uscc__startswith='52530921').number"
    voucher = site.manage("shell", "-v", "0", "-c", f"print({number})").strip()
    drafter, approver = visit("jinghong-drafter"), visit("jinghong-approver")
    for seat in ("buyer", "outsider", "community"):
        drafter.go(way.desk("evaluation/seats"))
        drafter.fill({"seat": seat} | SEATS[seat])
        if seat == "community":
            drafter.fill({"vouched_by": voucher})
        if seat == "buyer":
            drafter.page.locator("main select[name=user]").select_option(label="经办人（示例）")
        forward(drafter)
        if seat != "buyer":
            # The link is the second person's to print: the drafter finds no way to it.
            assert drafter.page.locator("main a[href$='/link/']").count() == 1  # their own time
            approver.go(way.desk("evaluation"))
            approver.page.locator("main a[href$='/link/']").last.click()
            forward(approver)
            link = approver.page.locator("main .anywhere").inner_text().strip()
            way.links.append(re.sub(r"^https?://[^/]+(/en)?", "", link))
    for link, shares in zip(way.links, ((0.9, 0.8, 0.7), (0.85, 0.8, 0.6)), strict=True):
        member = visit()
        offices.score(member, link, dict(zip(SUMS, shares, strict=True)))
        member.go(link)  # the link opens nothing any more but thanks
    drafter.go(way.desk("evaluation"))
    assert not _button(drafter, "Make the report")
    offices.score(drafter, way.desk("panel"), dict(zip(SUMS, (0.88, 0.82, 0.75), strict=True)))
    drafter.go(way.desk("evaluation"))
    drafter.press("Make the report")
    drafter.go(way.desk("evaluation/report"))


def test_the_second_person_approves_the_decision_and_each_bidder_reads_why(
    visit: Visit, way: Way, clock: Clock, language: str
):
    drafter, approver = visit("jinghong-drafter"), visit("jinghong-approver")
    drafter.go(way.desk("decision"))
    ticks = drafter.page.locator("main input[name^='bid-']")
    assert next(tick.is_checked() for tick in ticks.all()), "the first of the ranking is proposed"
    drafter.fill(
        {
            "decided_body": "局党组会议",
            "decided_on": f"{clock.now():%Y-%m-%d}",
            "decided_minute": "会议纪要〔2024〕走查号",
            "reason_zh": "就住在服务片区，方案可行，保密做法最细。",
        }
    )
    forward(drafter)
    approver.go(way.desk("decision/review"))
    offices.approve(approver)
    anyone = visit()
    anyone.go(way.page)
    anyone.reads(HOST[language])
    anyone.reads_not(*UNNAMED)
    for login in BIDDERS:
        bidder = visit(login)
        bidder.go(way.bid(login, "result/"))
        if login == "mandou":
            bidder.reads("You are to be chosen.")
        else:
            bidder.reads("Not chosen this time.", "Your name is not public.")
    stranger = visit("lancang")
    stranger.go(way.bid("yulin", "result/"), expect=404)


def test_an_objection_stops_the_award_until_it_is_answered(visit: Visit, way: Way, clock: Clock):
    anyone, drafter = visit(), visit("jinghong-drafter")
    anyone.go(f"{way.page}object/")
    anyone.fill({"text": OBJECTION})
    forward(anyone)
    way.code = anyone.page.locator(".receipt .no").inner_text().strip()
    anyone.go(way.page)
    anyone.reads_not(OBJECTION)
    clock.to_office_hours(working_days=8)  # past the last day of the list
    approver = visit("jinghong-approver")
    approver.go(way.desk("decision"))
    assert not _button(approver, "Award and publish")
    drafter.go(way.desk("decision"))
    drafter.press_on(drafter.page.locator("main a[href*='/workspace/objections/']").first)
    drafter.reads(OBJECTION)
    drafter.fill({"outcome": "rejected", "reply_zh": REPLY})
    forward(drafter)
    anyone.go("/objections/")
    anyone.fill({"code": way.code})
    forward(anyone)
    anyone.reads(REPLY)


def test_after_its_days_the_list_becomes_the_award(visit: Visit, way: Way, language: str):
    approver = visit("jinghong-approver")
    approver.go(way.desk("decision"))
    approver.press("Award and publish")
    anyone = visit()
    anyone.go(way.page)
    anyone.reads(HOST[language])
    anyone.go("/awards/")
    anyone.reads(HOST[language])
    anyone.reads_not(*GROUP.values())


def _confirm(approver: Visitor, url: str) -> None:
    """The second person reads what the drafter recorded and publishes it."""
    approver.go(re.sub(r"^https?://[^/]+(/en)?", "", url))
    approver.press("Confirm and publish")


def test_the_contract_is_signed_paid_and_accepted_in_public(
    visit: Visit, way: Way, clock: Clock, language: str
):
    approver, drafter, anyone = visit("jinghong-approver"), visit("jinghong-drafter"), visit()
    today = clock.now()
    first, last = today + timedelta(days=3), today + timedelta(days=180)
    drafter.go(f"/workspace/awards/{way.number}-A1/contract/")
    drafter.fill(
        {
            "signed_on": f"{today:%Y-%m-%d}",
            "starts_on": f"{first:%Y-%m-%d}",
            "ends_on": f"{last:%Y-%m-%d}",
            "host_fee_percent": "6",
            "summary_zh": "半年内做宣传和检测动员；首付四成。",
        }
    )
    # The call's own shares stand there; their days hang on the signature and the work, so they are asked for.
    shares = drafter.page.locator("main input[name^='pay-'][name$='-share']")
    given = [place for place in range(shares.count()) if shares.nth(place).input_value()]
    due = {place: last + timedelta(days=place) for place in given} | {given[0]: today + timedelta(days=10)}
    drafter.fill({f"pay-{place}-due_on": f"{day:%Y-%m-%d}" for place, day in due.items()})
    forward(drafter)
    _confirm(approver, drafter.page.url)
    anyone.go("/contracts/")
    anyone.reads(HOST[language])
    clock.to_office_hours(working_days=5)
    drafter.go(f"/workspace/contracts/{way.number}-C1/payment/")
    today = f"{clock.now():%Y-%m-%d}"
    drafter.fill({"paid_on": today, "passed_on": today})
    forward(drafter)
    clock.to(last.replace(hour=10))
    drafter.go(f"/workspace/contracts/{way.number}-C1/acceptance/")
    drafter.fill(
        {
            "result": "passed",
            "accepted_on": f"{clock.now():%Y-%m-%d}",
            "quantity_zh": "同伴宣传 70 场，动员检测 600 人次。",
            "quality_zh": "转介到位九成，满意度 4.6 分。",
            "service_users_took_part": "yes",
            "users_zh": "服务对象代表以编号参加，认为时间合适。",
        }
    )
    forward(drafter)
    _confirm(approver, drafter.page.url)
    anyone.go(way.page)
    for seq in range(1, 6):
        anyone.go(f"{way.page}{seq}/")
        anyone.reads_not(*GROUP.values())
