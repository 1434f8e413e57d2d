"""What everybody reads of results: registers, notices in every form, pages of agencies and organisations; and
who is never named there."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from itertools import product

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from organizations.models import Cso, Organization
from portal.ground import clock
from portal.ground.ledger.models import Event, Letter
from portal.site.opendata import releases
from procurement.models import Evaluator, Notice
from procurement.rules.indicators import LEAST_CASES
from procurement.rules.vocabulary import SERVICES
from procurement.selectors import registers
from procurement.selectors.parties import common_forms
from procurement.uploads import CleanFile
from tests.support import awards as made
from tests.support import factories, openings
from tests.support.whole import part
from tests.views.officer_site import PLAIN_FILES

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = CleanFile("协议.pdf", b"%PDF-1.7 agreement", "application/pdf", "pdf")


@pytest.fixture(autouse=True)
def _ground(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}


def read(path):
    response = Client().get(path)
    assert response.status_code == 200, path
    return b"".join(response.streaming_content) if response.streaming else response.content


def in_words(path):
    """A public page or file as text, whatever it is made of."""
    content = read(path)
    if path.endswith(".pdf"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if path.endswith(".xlsx"):
        rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.values
        return "\n".join(" ".join(map(str, row)) for row in rows)
    if path.endswith(".docx"):
        return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    return content.decode()


def forms_of(call):
    """Every public address that says something of what came of a call."""
    number = call.tender.number
    found = [
        f"/notices/{number}/",
        "/awards/",
        "/contracts/",
        "/notices/",
        f"/agencies/{call.office.agency.slug}/",
    ]
    found += ["/organizations/", "/feeds/notices.atom", "/data/audit.jsonl"]
    releases.write_missing()
    found += [f"/data/{name}" for name in ("releases.jsonl", "records.jsonl", "notices.csv")]
    found += [f"/data/{name}.{ending}" for name in ("awards", "contracts") for ending in ("csv", "xlsx")]
    found += [f"/api/v1/{name}" for name in ("notices", "awards", "contracts", "organizations", "releases")]
    for notice in Notice.objects.filter(tender=call.tender, seq__gt=1):
        found += [f"/notices/{number}/{notice.seq}/"]
        found += [f"/notices/{number}/{notice.seq}.{ending}" for ending in ("pdf", "docx", "txt", "json")]
    return [*found, *(f"/en{path}" for path in found if not path.startswith(("/feeds", "/data", "/api")))]


def finished(group, leader, *, host):
    """The whole way for a group that wins: with its host from the bid on, or found before signing."""
    if host == "in_bid":
        signer = made.hosted(group, leader)
        call = made.judged_of(group, factories.cso(), hosts={group.pk: signer})
    else:
        call = made.judged_of(group, factories.cso())
        signer = made.hosted(group, leader)
    made.awarded(call)
    given = {} if host == "in_bid" else {"host": signer}
    contract = call.sign(host_fee_percent=5, document=TEXT, **given)
    clock.move_to(clock.now() + 30 * DAY)
    call.accept(contract)
    return call, signer


@pytest.mark.parametrize("host", ["in_bid", "later"])
def test_an_unregistered_group_is_nowhere_and_its_host_everywhere(host):
    leader = factories.user()
    group = factories.cso(leader, registered=False, name_zh="无名同伴小组乙", name_en="Nameless Peers Beta")
    call, signer = finished(group, leader, host=host)
    secret = (group.name_zh, group.name_en, group.number, group.slug, call.lodged_as(call.bids[0]).bid.number)
    for path in forms_of(call):
        said = in_words(path)
        for word in secret:
            assert word not in said, (path, word)
    for path in ("/contracts/", f"/notices/{call.tender.number}/"):
        assert signer.name_zh in in_words(path)
    assert Client().get(f"/organizations/{group.slug}/").status_code == 404
    for one in (*Event.objects.filter(public=True), *Letter.objects.all()):
        assert group.name_zh not in json.dumps(one.payload, ensure_ascii=False)
        assert group.name_zh not in one.subject


@pytest.mark.parametrize(("page", "named"), product([False, True], repeat=2))
def test_it_is_named_exactly_where_it_asked(page, named):
    """A page of its own lets it be the party; the consent lets it stand as the group that does the work."""
    leader = factories.user()
    group = factories.cso(
        leader, registered=False, asks_page=page, name_zh="自愿公开小组", name_en="Open Group"
    )
    Organization.objects.filter(pk=group.pk).update(named_in_awards=named)
    group.refresh_from_db()
    call, _signer = finished(group, leader, host="later")
    assert ("自愿公开小组" in in_words("/awards/")) == (page or named)
    assert ("自愿公开小组" in in_words("/contracts/")) == named
    award = Notice.objects.get(tender=call.tender, kind="award")
    assert ("自愿公开小组" in in_words(f"/notices/{call.tender.number}/{award.seq}.txt")) == page


def test_who_judged_a_programme_is_named_nowhere():
    """By seat alone: in no notice, opening record, sheet, file, table, feed, answer of the API, letter, event."""
    call, contract = made.contracted()
    call.accept(contract)
    members = Evaluator.objects.filter(tender=call.tender)
    assert members.exclude(name="").exists()
    assert members.exclude(vouched_by=None).exists()
    voucher = members.exclude(vouched_by=None).get().vouched_by
    secret = {one.name for one in members} | {one.office for one in members} | {one.code for one in members}
    secret |= {f"p{turn}@example.org" for turn in range(1, 5)}
    said = {path: in_words(path) for path in forms_of(call)}
    said |= {f"notice {one.seq}": one.body for one in Notice.objects.all()}
    for one in (*Event.objects.filter(public=True), *Letter.objects.all()):
        said[f"{type(one).__name__} {one.pk}"] = (
            f"{one.subject} {json.dumps(one.payload, ensure_ascii=False)}"
        )
    for path, text in said.items():
        for word in secret - {""}:
            assert word not in text, (path, word)
        if "organizations" not in path:
            assert voucher.name_zh not in text, path
    shown = Notice.objects.get(kind="list_publicity").seq
    assert "外部成员" in said[f"/notices/{call.tender.number}/{shown}.txt"]


def test_a_statutory_award_names_its_experts_and_nothing_else_of_them():
    call = made.awarded(made.judged_statutory())
    experts = list(Evaluator.objects.filter(tender=call.tender, seat="expert"))
    seq = Notice.objects.get(kind="award").seq
    assert all(one.name in in_words(f"/notices/{call.tender.number}/{seq}.txt") for one in experts)
    for path in forms_of(call):
        text = in_words(path)
        for one in experts:
            assert one.office not in text
            assert one.code not in text
        for turn in range(1, 6):
            assert f"p{turn}@example.org" not in text, path


def test_losers_are_a_number_a_kind_and_a_band():
    call = made.awarded()
    loser = call.lodged_as(call.bids[1])
    for path in forms_of(call):
        if path.endswith(("/organizations/", "/organizations")):
            continue
        said = in_words(path)
        for word in (loser.organization.name_zh, loser.organization.name_en, loser.bid.number):
            assert word not in said, (path, word)
    text = in_words(f"/notices/{call.tender.number}/{Notice.objects.get(kind='award').seq}.txt")
    assert "50–59" in text
    assert "社会服务机构 |" not in text, "with the register, the kind of few names each of them"


def test_the_kind_of_a_loser_stands_only_where_five_could_be_meant():
    call = made.judged()
    form = call.lodged_as(call.bids[1]).organization.legal_form
    place = call.tender.division
    assert form == "social_service_agency"
    alike = Organization.objects.public().csos().filter(legal_form=form, division=place)
    while alike.count() < LEAST_CASES:
        assert form not in common_forms(place)
        factories.cso(code=place.code)
    assert form in common_forms(place)


def test_every_form_of_every_notice_says_who_how_much_and_by_whom():
    call, contract = made.contracted()
    winner = call.awarded[0].supplier
    for kind in ("list_publicity", "award", "contract"):
        seq = Notice.objects.get(kind=kind).seq
        for ending in ("/", ".pdf", ".docx", ".txt", ".json"):
            said = in_words(f"/notices/{call.tender.number}/{seq}{ending}")
            assert winner.name_zh in said, (kind, ending)
            assert ("180,000" in said) or ("180000.00" in said), (kind, ending)
        english = in_words(f"/en/notices/{call.tender.number}/{seq}.txt")
        assert winner.name_en in english
        assert "¥180,000" in english
    assert contract.number in in_words("/contracts/")


def test_a_notice_never_changes_whatever_happens_after():
    call, contract = made.contracted()
    before = {one.seq: (one.body, one.digest) for one in Notice.objects.all()}
    Organization.objects.filter(pk=contract.signatory_id).update(name_zh="改了名的机构")
    call.accept(contract)
    assert before == {one.seq: (one.body, one.digest) for one in Notice.objects.filter(seq__in=before)}
    assert "改了名的机构" not in in_words(
        f"/notices/{call.tender.number}/{Notice.objects.get(kind='award').seq}/"
    )


def test_the_text_of_a_contract_is_a_file_for_everybody():
    call = made.awarded()
    contract = call.sign(document=TEXT)
    response = Client().get(reverse("contract_text", args=[contract.number]))
    assert b"".join(response.streaming_content) == TEXT.data
    assert "attachment" in response["Content-Disposition"]
    assert reverse("contract_text", args=[contract.number]) in in_words(
        f"/notices/{call.tender.number}/{contract.notice.seq}/"
    )
    bare = made.awarded().sign()
    assert Client().get(reverse("contract_text", args=[bare.number])).status_code == 404
    assert Client().get(reverse("contract_text", args=["YN2024-999999-C1"])).status_code == 404


# The page of the call


def test_a_calls_page_says_the_state_and_the_next_date_first():
    call = made.listed()
    page = f"/notices/{call.tender.number}/"
    assert "异议截止" in in_words(page).split("</section>")[0]
    call.wait_out()
    call.award()
    assert "签约期限" in in_words(page)
    contract = call.sign()
    said = in_words(page)
    assert "支付首笔款" in said.split("</section>")[0]
    for kind in ("拟定名单公示", "结果公告", "合同（协议）公告"):
        assert kind in said
    clock.move_to(clock.now() + 30 * DAY)
    call.accept(contract)
    assert "验收结果公告" in in_words(page)


# Registers


@pytest.fixture
def two():
    """Contracts of two agencies in two prefectures; nothing waits."""
    first, _ = made.contracted()
    second = made.awarded(made.judged_statutory())
    second.sign()
    return first, second


def test_registers_by_place_agency_and_year(two):
    first, second = two
    both = {first.tender.number, second.tender.number}

    def found(query):
        return {number for number in both if number in in_words(query)}

    for register in ("/awards/", "/contracts/"):
        assert found(register) == both
        assert found(f"{register}?place=532800") == found(f"{register}?place=532801") == {first.tender.number}
        assert found(f"{register}?place=530000") == both
        assert found(f"{register}?agency={second.office.agency.slug}") == {second.tender.number}
        assert found(f"{register}?year=2024") == both
        assert found(f"{register}?year=2023") == set()
        assert "没有符合条件的记录" in in_words(f"{register}?year=2023")
        # What is no place, agency, year or page is as if it had not been asked for.
        assert found(f"{register}?place=9&agency=x&year=20x4&after=zzz") == both


def test_a_register_costs_the_same_however_long_it_is(two):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            read("/awards/")
            read("/contracts/")
        counts.append(len(asked))
        made.contracted()
        translation.activate("zh-hans")
    assert counts[0] == counts[1]


def test_pages_of_a_register_follow_each_other(monkeypatch, two):
    monkeypatch.setattr("procurement.views.public.result_registers.PAGE_SIZE", 1)
    first = in_words("/awards/")
    assert two[1].tender.number in first
    assert two[0].tender.number not in first
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = in_words(f"/awards/{following}")
    assert two[0].tender.number in second


def test_an_award_that_fell_leaves_the_register():
    from procurement.services.awards import awards

    call = made.awarded()
    assert call.tender.number in in_words("/awards/")
    awards.revoke(
        call.awarded[0].number,
        reason_code="withdrew",
        reason_zh="书面放弃。",
        by=call.office.approver,
        now=clock.now(),
    )
    assert call.tender.number not in in_words("/awards/")
    said = in_words(f"/notices/{call.tender.number}/")
    assert "更正公告" in said
    correction = Notice.objects.get(tender=call.tender, kind="correction")
    assert "书面放弃。" in in_words(f"/notices/{call.tender.number}/{correction.seq}.txt")


def test_agencies_and_organisations_show_their_awards():
    call, contract = made.contracted()
    agency = in_words(f"/agencies/{call.office.agency.slug}/")
    assert contract.number in agency
    assert call.awarded[0].number in agency
    winner = call.awarded[0].supplier
    assert call.awarded[0].number in in_words(f"/organizations/{winner.slug}/")
    loser = call.lodged_as(call.bids[1]).organization
    assert call.tender.number not in in_words(f"/organizations/{loser.slug}/")


def test_empty_registers_have_a_way_on():
    for register in ("/awards/", "/contracts/"):
        assert reverse("notice_list") in in_words(register)


# Letters


def test_followers_are_told_with_subjects_that_say_nothing():
    from portal.ground.ledger.mail import Mailbox, compose
    from portal.site.alerts.listeners import tell_followers

    call = made.listed()
    for event in Event.objects.filter(kind__in=("list_published",)):
        tell_followers(event)
    for kind in (
        "list_published",
        "awarded",
        "award_revoked",
        "contract_published",
        "acceptance_published",
        "voided",
    ):
        letter = Letter(
            recipient="subscriber:1", kind="followed", subject="news", message_id="<a@b>",
            payload={"path": f"/notices/{call.tender.number}/", "number": call.tender.number, "event": kind},
        )  # fmt: skip
        for language in ("zh", "en"):
            mail = compose(letter, Mailbox("a@example.org", language))
            assert not set("艾滋病感染HIV") & set(mail.subject)
            assert kind not in mail.body


def test_a_bidders_letter_says_nothing_on_the_outside():
    from portal.ground.ledger.mail import Mailbox, compose

    made.listed()
    letter = Letter.objects.filter(kind="bid_result").first()
    for language, word in (("zh", "阳光购买"), ("en", "Yangguang")):
        mail = compose(letter, Mailbox("a@example.org", language))
        assert mail.subject.startswith(word)
        for secret in ("HIV", "艾滋", "中选", "选中", "chosen", "result"):
            assert secret not in mail.subject
        assert "/result/" in mail.body


@pytest.mark.parametrize(
    ("host", "page", "named"),
    part(product(["in_bid", "later"], [False, True], [False, True]), 3, of_what="files of parties"),
)
def test_the_files_say_of_parties_what_the_registers_say(host, page, named):
    leader = factories.user()
    group = factories.cso(leader, registered=False)
    if page:
        Cso.objects.filter(pk=group.pk).update(page_asked_at=factories.LONG_AGO, page_asked_by=leader)
    Organization.objects.filter(pk=group.pk).update(named_in_awards=named)
    call, signer = finished(group, leader, host=host)

    def row_of(name):
        (row,) = csv.DictReader(io.StringIO(in_words(f"/data/{name}.csv").removeprefix("\ufeff")))
        return row

    (line,) = registers.award_lines(list(registers.public_awards()))
    row = row_of("awards")
    assert row["supplier"] == (line.party.name_zh if line.party else "")
    assert row["implementer"] == (line.group.name_zh if line.group else "")
    assert row["url"].endswith(f"/notices/{call.tender.number}/{line.seq}/")
    (signed,) = registers.contract_lines(list(registers.public_contracts()))
    row = row_of("contracts")
    assert (row["signatory"], row["acceptance"]) == (signer.name_zh, signed.result)
    assert row["implementer"] == (signed.group.name_zh if signed.group else "")
    assert row["url"].endswith(f"/notices/{call.tender.number}/{signed.seq}/")


def test_the_head_of_a_decided_call_says_who_was_chosen_and_for_how_much():
    call = made.listed()

    def head():
        return read(f"/notices/{call.tender.number}/").decode().partition('<div class="cols')[0]

    assert "中选单位" not in head()
    call.wait_out()
    call.award()
    (award,) = call.awarded
    assert award.supplier.name_zh in head()
    assert "180,000 元（18 万元）" in head()


def test_the_head_names_no_group_that_no_register_names():
    leader = factories.user()
    group = factories.cso(leader, registered=False)
    call = made.awarded(made.judged_of(group, factories.cso()))
    head = read(f"/notices/{call.tender.number}/").decode().partition('<div class="cols')[0]
    assert "中选单位" in head
    assert group.name_zh not in head


def rows_of(query, register="awards"):
    """How many rows page, file and interface give for a choice: always the same."""
    page = read(f"/{register}/?{query}").decode()
    table = list(csv.DictReader(io.StringIO(read(f"/data/{register}.csv?{query}").decode("utf-8-sig"))))
    api = json.loads(read(f"/api/v1/{register}?{query}"))["results"]
    numbers = {row["number"] for row in api}
    assert len(table) == len(api) == len(numbers)
    assert all(f"/notices/{row['tender']}/" in page for row in api)
    return len(api)


def test_registers_by_name_service_and_sum():
    call, contract = made.contracted()
    name = contract.signatory.name_zh
    service = call.tender.first_lot.services[0]
    another = next(code for code in SERVICES if code not in call.tender.first_lot.services)
    for register in ("awards", "contracts"):
        assert rows_of(f"supplier={name[2:]}", register) == 1
        assert rows_of("supplier=没有这个单位", register) == 0
        assert rows_of(f"service={service}", register) == 1
        assert rows_of(f"service={another}", register) == 0
        assert rows_of("min_value=18万&max_value=180000", register) == 1
        assert rows_of("min_value=180001", register) == 0
        assert rows_of(f"supplier={name}&service={service}&min_value=1", register) == 1
        for odd in ("service=nothing", "min_value=abc"):
            assert Client().get(f"/api/v1/{register}?{odd}").status_code == 422
            assert Client().get(f"/data/{register}.csv?{odd}").status_code == 422


def test_no_register_is_searched_by_a_name_it_does_not_print():
    group = factories.cso(factories.user(), registered=False, name_zh="无名同伴小组丙")
    call = made.awarded(made.judged_of(group, factories.cso()))
    assert rows_of("supplier=无名同伴小组丙") == 0
    assert rows_of(f"agency={call.office.agency.slug}") == 1
