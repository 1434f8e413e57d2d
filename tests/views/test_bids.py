"""A bid written, sealed and proved in the browser's own words: forms, redirects, pages, both languages."""

import json
import re
from contextlib import contextmanager
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse as address_of
from django.utils.translation import override

from procurement.judgement.bids import drafts
from procurement.models import Bid, Intake, Receipt
from procurement.rules.bidding import QUESTIONS, BidRefusedError
from procurement.services.bids import bids, lodging
from tests.support import calls, factories, files, sealed

pytestmark = pytest.mark.django_db
OPEN = calls.at("07-05 10:00")


def reverse(name, args=()):
    """The Chinese address, whatever language the last request left behind."""
    with override("zh-hans"):
        return address_of(name, args=args)


@pytest.fixture
def call():
    return calls.published(calls.office())


@pytest.fixture
def who():
    return sealed.bidder()


@pytest.fixture
def clock():
    with sealed.at(OPEN) as move:
        yield move


@pytest.fixture
def browser(who):
    client = Client()
    client.force_login(who.leader)
    return client


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode()).group(1)


def begin(browser, call):
    address = reverse("bid_begin", args=[call.number])
    form = browser.get(address)
    answer = browser.post(address, {"form_id": hidden(form, "form_id")})
    assert answer.status_code == 302, answer.content.decode()
    return Bid.objects.get()


def lines(*rows, prefix="lot1"):
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for place, (label, kind, amount) in enumerate(rows):
        sent |= {
            f"{prefix}-{place}-label": label,
            f"{prefix}-{place}-kind": kind,
            f"{prefix}-{place}-amount": amount,
        }
    return sent


def write(browser, bid):
    said = {code: f"关于{code}的回答" for code in QUESTIONS}
    assert browser.post(reverse("bid_answers", args=[bid.number]), said).status_code == 302
    rows = lines(("外展补贴", "direct", "120,000"), ("房租", "indirect", "9000.50"))
    answer = browser.post(reverse("bid_budget", args=[bid.number]), rows)
    assert answer.status_code == 302, answer.content.decode()


def test_ceilings_on_management_and_pay_are_told_and_kept(browser, who, clock):
    call = calls.published(calls.office(), management_ceiling=Decimal(8), staff_ceiling=Decimal(60))
    page = browser.get(f"/notices/{call.number}/").content.decode()
    assert re.search("管理费最多占预算.{0,80}8%", page, re.DOTALL)
    assert re.search("做这项工作的人员费用最多占预算.{0,80}60%", page, re.DOTALL)
    bid = begin(browser, call)
    address = reverse("bid_budget", args=[bid.number])
    page = browser.get(address).content.decode()
    assert "其中管理费不超过 8%" in page
    assert "每一行请选对类别" in page
    assert {"direct", "staff", "indirect", "management"} == set(re.findall('<option value="([a-z]+)"', page))
    rows = [("外展", "direct", "3000"), ("工资", "staff", "5200"), ("财务", "management", "900")]
    browser.post(address, lines(*rows))
    for name in ("bid_budget", "bid_check"):
        page = browser.get(reverse(name, args=[bid.number])).content.decode()
        assert "管理费超过合计的8%" in page
        assert "人员费用超过" not in page


def test_a_call_without_such_ceilings_asks_for_two_kinds_of_costs(browser, call, clock):
    page = browser.get(reverse("bid_budget", args=[begin(browser, call).number])).content.decode()
    assert set(re.findall('<option value="([a-z]+)"', page)) == {"direct", "indirect"}
    assert "每一行请选对类别" not in page


def seal(browser, bid):
    page = browser.get(reverse("bid_check", args=[bid.number]))
    pressed = {name: hidden(page, name) for name in ("key", "terms_version", "version")}
    return pressed, browser.post(reverse("bid_seal", args=[bid.number]), pressed)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_whole_way_from_the_call_to_a_receipt_that_proves_itself(browser, call, clock, prefix):
    assert (
        reverse("bid_begin", args=[call.number]) in browser.get(f"/notices/{call.number}/").content.decode()
    )
    bid = begin(browser, call)
    write(browser, bid)
    upload = {"file": files_of("photo.jpg", files.photo()), "title": "活动室"}
    assert browser.post(reverse("bid_files", args=[bid.number]), upload).status_code == 302
    for name in ("bid", "bid_answers", "bid_budget", "bid_files", "bid_check"):
        page = browser.get(prefix + reverse(name, args=[bid.number]))
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
    _pressed, answer = seal(browser, bid)
    receipt = Receipt.objects.get()
    assert answer["Location"] == reverse("receipt", args=[receipt.number])
    page = browser.get(prefix + reverse("receipt", args=[receipt.number]))
    assert receipt.number in page.content.decode()
    proof = browser.get(reverse("receipt_file", args=[receipt.number, "json"])).content.decode()
    assert "活动室" not in proof
    assert "9000" not in proof
    paper = browser.get(prefix + reverse("receipt_file", args=[receipt.number, "pdf"]))
    assert paper.content.startswith(b"%PDF")
    checked = Client().post(prefix + reverse("receipt_verify"), {"receipt": proof})
    assert 'data-verified="true"' in checked.content.decode()
    forged = json.loads(proof)
    forged["receipt"]["received_at"] = "2024-07-04T00:00:00.000000Z"
    checked = Client().post(prefix + reverse("receipt_verify"), {"receipt": json.dumps(forged)})
    assert 'data-verified="false"' in checked.content.decode()
    for name in ("bid_answers", "bid_budget", "bid_files", "bid_check"):
        assert browser.get(reverse(name, args=[bid.number])).status_code == 302
    assert browser.get(reverse("bid_own_copy", args=[bid.number])).status_code == 404


def files_of(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_pressing_twice_is_one_press_and_one_receipt(browser, call, clock):
    bid = begin(browser, call)
    write(browser, bid)
    pressed, first = seal(browser, bid)
    again = browser.post(reverse("bid_seal", args=[bid.number]), pressed)
    assert again["Location"] == first["Location"]
    assert Receipt.objects.count() == 1


@contextmanager
def sealed_meanwhile(bid, who):
    """Another window seals the bid just after this one has read its row."""
    windows = ["other"]

    def run(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if windows and 'FROM "procurement_bid"' in sql:
            windows.clear()
            assert sealed.decided(sealed.pressed(bid, who)).verdict == "accepted"
        return result

    with connection.execute_wrapper(run):
        yield
    assert not windows, "no bid was read"


@pytest.mark.parametrize(
    ("page", "status"), [("bid", 200), ("bid_check", 302), ("bid_own_copy", 404), ("bid_answers", 302)]
)
def test_a_page_under_way_while_another_window_seals_is_no_error(browser, call, who, clock, page, status):
    bid = sealed.written(call, who, now=OPEN)
    with sealed_meanwhile(bid, who):
        assert browser.get(reverse(page, args=[bid.number])).status_code == status


def pressed(browser, bid):
    """The fields of the page that seals."""
    page = browser.get(reverse("bid_check", args=[bid.number]))
    return {name: hidden(page, name) for name in ("key", "terms_version", "version")}


def test_nobody_seals_what_somebody_else_wrote_since(browser, call, who, clock):
    bid = sealed.written(call, who, now=OPEN)
    said = pressed(browser, bid)
    bids.save_answers(
        bid.number,
        answers=sealed.ANSWERS | {"risks": "别人刚改的"},
        version=bid.version,
        by=who.leader,
        now=OPEN,
    )
    page = browser.post(reverse("bid_seal", args=[bid.number]), said, follow=True).content.decode()
    assert not Intake.objects.exists()
    assert "没有封存" in page
    assert "别人刚改的" in page
    assert browser.post(reverse("bid_seal", args=[bid.number]), pressed(browser, bid)).status_code == 302
    assert Intake.objects.count() == 1
    del said["version"]
    assert browser.post(reverse("bid_seal", args=[bid.number]), said | {"key": uuid4()}).status_code == 302
    assert Intake.objects.count() == 1, "without saying what was read nothing is sealed"


def test_a_press_under_way_while_another_window_seals_is_no_error(browser, call, who, clock):
    bid = sealed.written(call, who, now=OPEN)
    said = pressed(browser, bid)
    with sealed_meanwhile(bid, who):
        answer = browser.post(reverse("bid_seal", args=[bid.number]), said)
    assert answer.status_code == 302
    assert Intake.objects.count() == 1


def test_a_press_is_stamped_before_anything_of_the_draft_is_read(browser, call, who, clock):
    """In time means received: what the portal has to read for itself makes nobody late."""
    bid = sealed.written(call, who, now=OPEN)
    said = pressed(browser, bid)
    with CaptureQueriesContext(connection) as asked:
        browser.post(reverse("bid_seal", args=[bid.number]), said)
    told = [one["sql"] for one in asked.captured_queries]
    stamped = next(place for place, sql in enumerate(told) if "pg_advisory_xact_lock_shared" in sql)
    assert not [sql for sql in told[:stamped] if "procurement_biditem" in sql or "keywrap" in sql]
    assert [sql for sql in told[stamped:] if "procurement_biditem" in sql]


def test_what_is_open_is_named_and_nothing_is_sealed(browser, call, clock):
    bid = begin(browser, call)
    page = browser.get("/en" + reverse("bid_check", args=[bid.number])).content.decode()
    assert "7 things are open" in page
    assert "Seal the bid" not in page
    said = {"key": uuid4(), "terms_version": 1, "version": bid.version}
    browser.post(reverse("bid_seal", args=[bid.number]), said)
    assert not Receipt.objects.exists()


def test_a_budget_that_cannot_be_read_says_so_on_its_line_and_keeps_the_rest(browser, call, clock):
    bid = begin(browser, call)
    sent = lines(("外展", "direct", "一万二"), ("房租", "indirect", "3000"))
    page = browser.post("/en" + reverse("bid_budget", args=[bid.number]), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert (
        text.count("Write the amount in yuan in figures") == 2
    )  # on the line, and on top with the way to it
    assert 'href="#id_lot1-0-amount"' in text
    assert 'value="一万二"' in text
    assert 'value="3000"' in text


def test_odd_sums_of_a_budget_are_told_once_beside_their_line(browser, call, clock):
    bid = begin(browser, call)
    address = reverse("bid_budget", args=[bid.number])
    sent = lines(("还没写好", "direct", "很多"), ("交通", "direct", "22"))
    assert browser.post(address, sent | {"act": "next"}).status_code == 422
    page = browser.get(address)
    first, second = page.content.decode().split("<tbody>")[1].split("</tr>")[:2]
    assert "漏写了" not in first
    assert "这一行只有 22 元，是不是漏写了“万”？" in second
    assert "公告金额 220,000 元（22 万元）的十分之一" in page.content.decode()
    kept = typed(page, **{"lot1-0-label": "", "lot1-0-amount": ""}) | {"act": "next"}
    answer = browser.post(address, kept)
    assert answer["Location"].endswith("/files/"), "what was told and stays is not told again"
    changed = typed(browser.get(address), **{"lot1-0-amount": "23"}) | {"act": "next"}
    assert browser.post(address, changed)["Location"].endswith("/budget/"), "another odd line is shown once"


def test_a_budget_above_the_call_is_kept_and_cannot_be_sealed(browser, call, clock):
    bid = begin(browser, call)
    sent = lines(("外展", "direct", "999999"))
    assert browser.post(reverse("bid_budget", args=[bid.number]), sent | {"act": "save"}).status_code == 302
    assert "above the" in browser.get("/en" + reverse("bid_budget", args=[bid.number])).content.decode()


def test_a_bid_outside_what_the_call_awards_is_told_at_once_on_its_budget(browser, who, clock):
    call = calls.published(calls.office(), largest_award=Decimal(9000), smallest_award=Decimal(3000))
    bid = begin(browser, call)
    address = reverse("bid_budget", args=[bid.number])
    for amount, words in (("9001", "单个项目最高金额 9,000 元"), ("2999", "单个项目最低金额 3,000 元")):
        page = browser.get(address)
        answer = browser.post(
            address, typed(page, **{"lot1-0-label": "外展", "lot1-0-amount": amount}) | {"act": "next"}
        )
        assert answer["Location"].endswith("/budget/"), amount
        assert words in browser.get(address).content.decode()
    said = " ".join(re.sub("<[^>]+>", "", page.content.decode()).split())
    assert "最高 9,000 元 · 最低 3,000 元" in said, said


def typed(page, **said):
    """Every field of the page's form as it was served, with something typed over it."""
    text = page.content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    sent |= dict(re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")? id', text))
    sent |= dict(re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', text))
    sent |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s?([^<]*)<', text))
    sent |= dict.fromkeys(re.findall(r'<select name="([^"]+)"', text), "direct")
    return sent | said | {"act": "save"}


def draft(bid, who):
    return drafts.draft_of(Bid.objects.get(pk=bid.pk), by=who.leader, now=OPEN)


def test_a_second_telephone_erases_nothing_and_a_lost_answer_is_no_conflict(browser, call, who, clock):
    bid = begin(browser, call)
    address = reverse("bid_answers", args=[bid.number])
    first, second = browser.get(address), browser.get(address)
    one, other = typed(first, quality="第五题"), typed(second, risks="第六题")
    for sent in (one, other, one, other):
        assert browser.post(address, sent).status_code == 302
    assert draft(bid, who).answers == {"quality": "第五题", "risks": "第六题"}
    assert Bid.objects.get().version == 2, "the same form again saves nothing"


def test_one_question_in_two_wordings_keeps_both_until_one_is_chosen(browser, call, who, clock):
    bid = begin(browser, call)
    address = reverse("bid_answers", args=[bid.number])
    one, other = (typed(browser.get(address), approach=text) for text in ("先保存的", "后保存的"))
    assert browser.post(address, one).status_code == 302
    page = browser.post(address, other)
    assert page.status_code == 409
    text = page.content.decode()
    assert "先保存的" in text
    assert "后保存的" in text
    assert {"approach"} == {one.where for one in draft(bid, who).faults if one.code == "answer_in_two"}
    again = browser.get(address)
    assert "后保存的" in again.content.decode(), "both stay, whoever comes back"
    chosen = typed(again) | {"choice-approach": "other"}
    assert browser.post(address, chosen).status_code == 302
    assert (draft(bid, who).answers, draft(bid, who).others) == ({"approach": "后保存的"}, {})


def test_one_wrong_line_keeps_no_other_back_and_stands_as_it_was_typed(browser, call, who, clock):
    bid = begin(browser, call)
    address = reverse("bid_budget", args=[bid.number])
    sent = lines(
        ("外展", "direct", "12000元"), ("房租", "indirect", "一万二"), ("茶水", "direct", "￥３００")
    )
    page = browser.post(address, sent)
    assert page.status_code == 422
    assert 'value="一万二"' in page.content.decode()
    assert [(one.label, str(one.amount)) for one in draft(bid, who).lots[1]] == [
        ("外展", "12000.00"), ("茶水", "300.00"),
    ]  # fmt: skip
    assert 'value="一万二"' in browser.get(address).content.decode()
    assert "lot-1/line-2" in {one.where for one in draft(bid, who).faults}
    with pytest.raises(BidRefusedError, match="amount_unreadable"):
        lodging.seal(bid.number, key=uuid4(), by=who.leader)
    mended = typed(browser.get(address), **{"lot1-1-amount": "12000"})
    assert browser.post(address, mended).status_code == 302
    assert [one.label for one in draft(bid, who).lots[1]] == ["外展", "房租", "茶水"]
    assert browser.post(address, mended).status_code == 302, "the same form again"
    assert len(draft(bid, who).lots[1]) == 3


def test_lines_of_two_telephones_are_joined(browser, call, who, clock):
    bid = begin(browser, call)
    address = reverse("bid_budget", args=[bid.number])
    pages = [browser.get(address), browser.get(address)]
    for page, label in zip(pages, ("交通", "电话"), strict=True):
        sent = typed(page, **{"lot1-0-label": label, "lot1-0-amount": "100"})
        assert browser.post(address, sent).status_code == 302
    assert [one.label for one in draft(bid, who).lots[1]] == ["交通", "电话"]


def test_an_answer_that_is_too_long_is_kept_and_keeps_no_other_back(browser, call, who, clock):
    bid = begin(browser, call)
    address = reverse("bid_answers", args=[bid.number])
    sent = typed(browser.get(address), approach="长" * 1501, team="三人")
    page = browser.post(address, sent)
    assert page.status_code == 422
    assert "长" * 1501 in page.content.decode()
    assert draft(bid, who).answers["team"] == "三人"
    assert len(draft(bid, who).answers["approach"]) == 1501


def test_a_refused_answer_shortened_afterwards_replaces_nothing_newer(browser, call, who, clock):
    bid = begin(browser, call)
    address = reverse("bid_answers", args=[bid.number])
    first, second = browser.get(address), browser.get(address)
    page = browser.post(address, typed(second, approach="长" * 12_001))
    assert page.status_code == 422
    assert browser.post(address, typed(first, approach="别人先保存的")).status_code == 302
    page = browser.post(address, typed(page))
    assert page.status_code == 422, "still too long, and drawn beside what stands now"
    assert browser.post(address, typed(page, approach="短")).status_code == 409
    assert draft(bid, who).answers["approach"] == "别人先保存的"
    assert draft(bid, who).others["approach"] == "短"


@pytest.mark.parametrize("part", ["answers", "budget"])
def test_a_form_is_sent_to_an_address_that_is_not_its_page(browser, call, clock, part):
    """Sent to its own address over a cut line, the page is replaced by the browser's error page."""
    bid = begin(browser, call)
    pages = [browser.get(reverse(f"bid_{part}", args=[bid.number])).content.decode() for _ in range(2)]
    actions = [re.search(r'action="(\?sent=[0-9a-f]{8})', page)[1] for page in pages]
    assert actions[0] != actions[1]


def test_a_file_that_is_not_taken_says_why_on_the_field(browser, call, clock):
    bid = begin(browser, call)
    page = browser.post(
        reverse("bid_files", args=[bid.number]), {"file": files_of("a.svg", b"<svg onload='x'/>")}
    )
    assert page.status_code == 422


def test_a_file_is_for_its_bidder_and_can_be_taken_off(browser, call, clock):
    bid = begin(browser, call)
    browser.post(reverse("bid_files", args=[bid.number]), {"file": files_of("p.jpg", files.photo())})
    address = reverse("bid_file", args=[bid.number, "file-1"])
    got = browser.get(address)
    assert got.status_code == 200
    assert "attachment" in got["Content-Disposition"]
    assert "sandbox" in got["Content-Security-Policy"]
    browser.post(reverse("bid_file_remove", args=[bid.number, "file-1"]))
    assert browser.get(address).status_code == 404


def test_replacing_from_the_own_copy_and_withdrawing(browser, call, clock):
    bid = begin(browser, call)
    write(browser, bid)
    copy = browser.get(reverse("bid_own_copy", args=[bid.number])).content
    seal(browser, bid)
    answer = browser.post(reverse("bid_replace", args=[bid.number]), {"copy": files_of("c.json", copy)})
    assert answer["Location"] == reverse("bid_answers", args=[bid.number])
    assert "关于approach的回答" in browser.get(answer["Location"]).content.decode()
    seal(browser, bid)
    bid.refresh_from_db()
    assert (bid.status, bid.revision) == ("lodged", 2)
    page = browser.get(reverse("bid_withdraw", args=[bid.number]))
    pressed = {"key": hidden(page, "key"), "terms_version": hidden(page, "terms_version")}
    browser.post(reverse("bid_withdraw", args=[bid.number]), pressed)
    bid.refresh_from_db()
    assert bid.status == "withdrawn"
    assert begin_again(browser, call) != bid.pk


def begin_again(browser, call):
    address = reverse("bid_begin", args=[call.number])
    browser.post(address, {"form_id": hidden(browser.get(address), "form_id")})
    return Bid.objects.latest("id").pk


@pytest.mark.parametrize("copy", [b"not json", b"[]", b'{"version": 1, "bid": "B-2222222222"}', b"\xff\xfe"])
def test_a_file_that_is_no_copy_is_refused_on_the_field(browser, call, clock, copy):
    bid = begin(browser, call)
    write(browser, bid)
    seal(browser, bid)
    page = browser.post(reverse("bid_replace", args=[bid.number]), {"copy": files_of("c.json", copy)})
    assert page.status_code == 422
    assert Bid.objects.get().draft_revision is None


def test_a_draft_is_put_away_after_a_question(browser, call, clock):
    bid = begin(browser, call)
    assert browser.get(reverse("bid_discard", args=[bid.number])).status_code == 200
    browser.post(reverse("bid_discard", args=[bid.number]))
    assert Bid.objects.get().status == "discarded"
    assert bid.number not in browser.get(reverse("bid_list")).content.decode()


PAGES = (
    "bid", "bid_answers", "bid_budget", "bid_files", "bid_check", "bid_own_copy", "bid_seal", "bid_withdraw",
    "bid_confirm", "bid_replace", "bid_discard",
)  # fmt: skip


@pytest.mark.parametrize("stranger", ["anonymous", "another bidder", "drafter", "approver", "supervisor"])
def test_for_everybody_else_the_bid_does_not_exist(browser, call, clock, stranger, settings):
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    bid = begin(browser, call)
    write(browser, bid)
    _pressed, _answer = seal(browser, bid)
    other = Client()
    if stranger == "another bidder":
        other.force_login(sealed.bidder().leader)
    elif stranger in ("drafter", "approver"):
        office = call.buyer.memberships.get(role=stranger)
        other.force_login(office.user)
    elif stranger == "supervisor":
        other.force_login(factories.official("supervisor", of=factories.agency("530000")))
    receipt = Receipt.objects.get().number
    addresses = [reverse(name, args=[bid.number]) for name in PAGES]
    addresses += [reverse("bid_file", args=[bid.number, "file-1"]), reverse("receipt", args=[receipt])]
    addresses += [reverse("receipt_file", args=[receipt, kind]) for kind in ("json", "pdf")]
    for address in addresses:
        for method in (other.get, other.post):
            status = method(address).status_code
            assert status in ((302, 405) if stranger == "anonymous" else (404, 405)), (address, status)


def test_officials_do_not_bid(call, clock, settings):
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(call.buyer.memberships.get(role="drafter").user)
    assert client.get(reverse("bid_begin", args=[call.number])).status_code == 403


def test_after_closing_nothing_begins_and_a_draft_stays_readable(browser, call, clock):
    bid = begin(browser, call)
    write(browser, bid)
    clock(call.bids_due)
    assert browser.get(reverse("bid_begin", args=[call.number])).status_code == 410
    assert browser.get(reverse("bid_answers", args=[bid.number])).status_code == 302
    page = browser.get("/en" + reverse("bid", args=[bid.number])).content.decode()
    assert "Not sealed in time" in page
    assert browser.get(reverse("bid_own_copy", args=[bid.number])).status_code == 200


def test_a_press_after_closing_gets_a_receipt_that_says_late(browser, call, clock):
    bid = begin(browser, call)
    write(browser, bid)
    said = pressed(browser, bid)
    clock(call.bids_due)
    answer = browser.post(reverse("bid_seal", args=[bid.number]), said)
    text = browser.get("/en" + answer["Location"].removeprefix("/en")).content.decode()
    assert "Received too late" in text
    assert Bid.objects.get().status == "draft"


def test_the_list_of_bids_asks_no_more_when_it_grows(browser, who, clock, django_assert_max_num_queries):
    for _ in range(3):
        sealed.begun(calls.published(calls.office()), who, now=OPEN)
    with django_assert_max_num_queries(8):
        page = browser.get(reverse("bid_list"))
    assert page.content.decode().count('class="row"') == 3


def test_the_keys_stand_at_their_address(browser, call, clock):
    bid = begin(browser, call)
    write(browser, bid)
    seal(browser, bid)
    answer = Client().get("/.well-known/receipt-keys.json")
    keys = answer.json()["keys"]
    assert [set(one) for one in keys] == [{"kid", "x", "from", "to"}]
    assert keys[0]["kid"] == Receipt.objects.get().kid


def test_a_number_or_a_printed_sheet_is_not_called_a_false_receipt(browser, call, clock):
    bid = begin(browser, call)
    write(browser, bid)
    seal(browser, bid)
    number = Receipt.objects.get().number
    sheet = browser.get(reverse("receipt_file", args=[number, "pdf"])).content
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number.lower())
    for said in ({"receipt": f" {number} "}, {"receipt": wide}, {"file": files_of("a.pdf", sheet)}):
        page = Client().post("/en" + reverse("receipt_verify"), said)
        assert page.status_code == 422
        assert ".json" in page.content.decode()
        assert "data-verified" not in page.content.decode()
