"""The two fields of docs/how-to/field.md, followed from the screen to the copy. Run in a tree that has them."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from portal.ground import clock
from portal.site.opendata import releases
from procurement import stated
from procurement.errors import PersonalDataError
from procurement.facts import facts_of
from procurement.publication.body import changes, parse
from procurement.services.calls import amendments, tenders
from tests.support import calls
from tests.support import drafts as made
from tests.views.officer_site import Office, form_data, office, part_url
from tests.views.test_amendments import as_posted

__all__ = ["office"]
pytestmark = pytest.mark.django_db
SAFE = "两人一组外展，随时打得通督导电话。"
SAFE_EN = "Outreach goes in pairs."
A_PERSON = "出事找李姐13812345678"


@pytest.fixture
def by():
    return calls.office()


@pytest.fixture
def call(by, settings):
    settings.DEMO, settings.OFFICIAL_SECOND_FACTOR_REQUIRED = True, False
    call = calls.published(by, safety_zh=SAFE, safety_en=SAFE_EN, insurance_amount="5000")
    clock.move_to(calls.at("07-04 10:00"))
    call.refresh_from_db()
    return call


def test_it_is_drafted_on_its_screen_and_read_back(office: Office):
    draft = made.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "terms"))
    for words in (
        "怎么保障外展人员的安全",
        "岗前培训、结伴外展",
        "外展人员保险费",
        "怎么保障外展人员的安全（英文）",
    ):
        assert words in page.content.decode()
    typed = {"safety_zh": SAFE, "safety_en": SAFE_EN, "insurance_amount": "5000"}
    assert (
        office.writing.post(part_url(draft, "terms"), form_data(page, **typed, act="next")).status_code == 302
    )
    draft.refresh_from_db()
    assert {name: stated.read(draft)[name] for name in typed} == typed
    assert SAFE in office.writing.get(part_url(draft, "terms")).content.decode()
    assert SAFE in str(facts_of(draft).full_text)


def test_a_slip_in_the_sum_is_asked_about(office: Office):
    draft = made.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "terms"))
    sent = office.writing.post(
        part_url(draft, "terms"), form_data(page, insurance_amount="50000000", act="next")
    )
    assert sent.status_code == 422
    assert list(sent.context["part"].errors) == ["insurance_amount"]


def test_it_stands_in_the_notice_on_the_page_and_in_the_data(client, call):
    notice = call.notices.get()
    assert parse(notice.body)["call"].items() >= {
        "safety_zh": SAFE, "safety_en": SAFE_EN, "insurance_amount": "5000",
    }.items()  # fmt: skip
    page = client.get(reverse("tender", args=[call.number])).content.decode()
    assert "外展人员安全" in page
    assert SAFE in page
    assert "外展人员保险费" in page
    assert "5,000" in page
    for extension in ("json", "txt"):
        sheet = client.get(reverse("notice_file", args=[call.number, 1, extension])).content.decode()
        assert SAFE in sheet
    assert SAFE_EN in client.get(f"/en{reverse('tender', args=[call.number])}").content.decode()


def test_a_correction_says_it_before_and_after(client, by, call):
    client.force_login(by.drafter)
    address = reverse("call_amend", args=[call.number])
    assert "怎么保障外展人员的安全" in client.get(address).content.decode()
    changed = {"safety_zh": "三人一组外展。", "english_stands": "on", "insurance_amount": "6000"}
    posted = as_posted(call, **changed, do="send")
    assert client.post(address, posted).status_code == 302
    client.force_login(by.approver)
    answer = client.post(reverse("amendment_review", args=[call.number]), {"act": "approve"})
    notice = call.notices.get(seq=2)
    weights = {
        name: (one["before"], one["after"], one["weight"]) for name, one in changes(notice.body).items()
    }
    assert weights["safety_zh"] == (SAFE, "三人一组外展。", "informative")
    assert weights["insurance_amount"] == ("5000", "6000", "material")
    page = type(client)().get(answer.url).content.decode()
    for words in ("外展人员安全（中文）", SAFE, "三人一组外展。", "5,000 元", "6,000 元"):
        assert words in page
    releases.write_missing()
    described = json.loads(notice.release.body)["tender"]["amendments"][0]["description"]
    for words in ("外展人员安全（中文）", SAFE, "三人一组外展。", "外展人员保险费", "6,000 元"):
        assert words in described


def test_it_is_guarded_for_people(by, call):
    draft = calls.draft(by, safety_zh=A_PERSON)
    with pytest.raises(PersonalDataError) as stopped:
        tenders.submit(draft.number, version=draft.version, by=by.drafter, now=calls.PUBLISHED)
    assert set(stopped.value.findings) == {"safety_zh"}
    with pytest.raises(PersonalDataError):
        amendments.draft_correction(
            call.number,
            offered={"safety_zh": A_PERSON},
            reason_code="error_in_notice",
            reason_zh="写错了。",
            form_id=uuid4(),
            by=by.drafter,
            now=clock.now(),
        )


def test_a_copy_keeps_what_its_row_says(by, call):
    copy = tenders.copy_tender(call.number, form_id=uuid4(), by=by.drafter, now=clock.now())
    said = stated.read(copy)
    assert (said["safety_zh"], said["safety_en"]) == (SAFE, SAFE_EN)
    assert "insurance_amount" not in said
