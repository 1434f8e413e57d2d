"""Two tabs over one thing that stands: what either saved is kept, and what both changed is asked about with both."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from organizations.models import Organization
from portal.ground import clock
from procurement import stated
from procurement.models import Declaration, RecordDraft
from procurement.selectors import evaluation as reads
from tests.support import awards, calls, factories, panels, scenes

pytestmark = pytest.mark.django_db
_keys = scenes.keys()


class Tab:
    """One page with one form that writes, drawn now; ``send`` sends all its boxes, as a browser does."""

    def __init__(self, user, name, *args, query=""):
        with translation.override("zh-hans"):
            self.url = reverse(name, args=args) + query
        self.browser = Client()
        self.browser.force_login(user)
        self.draw(self.browser.get(self.url))

    def draw(self, answer):
        assert answer.status_code in (200, 409, 422)
        self.text = answer.content.decode()
        found = html.fromstring(self.text).xpath("//main//form[.//input[@name='csrfmiddlewaretoken']]")
        self.boxes = {}
        for name, value in max((one.form_values() for one in found), key=len):
            self.boxes.setdefault(name, []).append(value.removeprefix("\n"))

    def send(self, **changed):
        answer = self.browser.post(self.url, self.boxes | changed)
        if answer.status_code != 302:
            self.draw(answer)
        return answer.status_code


@pytest.fixture
def group():
    return factories.cso()


def test_a_profile_keeps_what_each_of_two_tabs_changed(group):
    leader = group.memberships.get().user
    one, other = (Tab(leader, "organization_edit", group.number) for _tab in range(2))
    assert one.send(name_en="Morning Light", services=["prevention_education", "psychosocial"]) == 302
    assert other.send(name_zh="晨光关爱小组") == 302
    group = Organization.objects.get(pk=group.pk)
    assert (group.name_zh, group.name_en) == ("晨光关爱小组", "Morning Light")
    assert set(group.cso.services) == {"prevention_education", "psychosocial"}


def test_a_profile_changed_twice_is_asked_about_once_with_both(group):
    leader = group.memberships.get().user
    one, other = (Tab(leader, "organization_edit", group.number) for _tab in range(2))
    one.send(name_zh="晨光关爱小组")
    assert other.send(name_zh="晨曦关爱小组") == 422
    assert "晨光关爱小组" in other.text
    assert other.boxes["name_zh"] == ["晨曦关爱小组"]
    assert Organization.objects.get(pk=group.pk).name_zh == "晨光关爱小组"
    assert other.send() == 302
    assert Organization.objects.get(pk=group.pk).name_zh == "晨曦关爱小组"


def test_a_contract_written_anew_in_two_tabs_keeps_both():
    call = awards.awarded()
    award, drafter = call.awarded[0], call.office.drafter
    today = clock.legal_date(clock.now())
    call.record_contract(
        summary_zh="半年内完成。", payments=awards.schedule(today, "50", "30", "20"), value=Decimal(170000)
    )
    one, other = (Tab(drafter, "contract", award.number, query="?again") for _tab in range(2))
    assert (
        one.send(summary_zh="半年内完成宣传二十四场。", **{"pay-0-share": "40", "pay-1-share": "40"}) == 302
    )
    assert other.send(summary_en="In half a year.") == 302
    said = RecordDraft.objects.get(state="submitted").said
    assert (said["summary_zh"], said["summary_en"]) == ("半年内完成宣传二十四场。", "In half a year.")
    assert [one["share"] for one in said["payments"]] == ["40", "40", "20"]
    late = Tab(drafter, "contract", award.number, query="?again")
    Tab(drafter, "contract", award.number, query="?again").send(value="160000")
    assert late.send(value="150000") == 422
    assert "160,000" in late.text
    assert RecordDraft.objects.get(state="submitted").said["value"] == "160000"


def test_an_odd_figure_nobody_touched_is_not_asked_about_though_another_tab_changed_it():
    call = awards.awarded()
    award, drafter = call.awarded[0], call.office.drafter
    today = clock.legal_date(clock.now())
    call.record_contract(
        summary_zh="半年内完成。", payments=awards.schedule(today, "50", "2", "48"), value=Decimal(1800)
    )
    one, other, third = (Tab(drafter, "contract", award.number, query="?again") for _tab in range(3))
    assert one.send(value="170000", **{"pay-1-share": "20", "pay-2-share": "30"}) == 302
    assert other.send(summary_en="In half a year.", signed_on="很久以前") == 422
    assert "没有写错" not in other.text, "nobody is asked to confirm what nobody wrote"
    assert other.send(signed_on=str(today)) == 302
    said = RecordDraft.objects.get(state="submitted").said
    assert (said["value"], said["summary_en"]) == ("170000", "In half a year.")
    assert [one["share"] for one in said["payments"]] == ["50", "20", "30"]
    assert third.send(value="1900") == 422, "another odd figure is asked about"
    assert "没有写错" in third.text


def test_an_odd_budget_or_length_of_a_draft_that_nobody_touched_is_not_asked_about():
    office = calls.office("530100")
    odd = {"service_from": date(2026, 7, 1), "service_to": date(2026, 7, 2)}
    draft = calls.draft(office, estimated_value=Decimal(1800), **odd)
    one, other, third = (Tab(office.drafter, "call_part", draft.number, "project") for _tab in range(3))
    assert one.send(estimated_value="220000", service_to="2027-06-30", act="check") == 302
    assert other.send(title_zh="改过的名称", act="check") == 302
    draft.refresh_from_db()
    assert (draft.title_zh, draft.estimated_value) == ("改过的名称", Decimal(220000))
    assert draft.texts["service_to"] == "2027-06-30"
    assert third.send(service_to="2026-07-03", act="check") == 422, "another odd length is asked about"


def test_a_tick_stays_where_its_own_box_has_another_fault():
    call = awards.awarded()
    award, drafter = call.awarded[0], call.office.drafter
    today = clock.legal_date(clock.now())
    call.record_contract(
        summary_zh="半年内完成。", payments=awards.schedule(today, "50", "30", "20"), value=Decimal(170000)
    )
    one, other = (Tab(drafter, "contract", award.number, query="?again") for _tab in range(2))
    assert one.send(value="160000") == 302
    assert other.send(value="1900", sure="value:1900") == 422
    assert "160,000" in other.text
    assert other.boxes["sure"] == ["value:1900"], "what was ticked is ticked"
    assert other.send() == 302
    assert RecordDraft.objects.get(state="submitted").said["value"] == "1900"


def test_an_acceptance_written_anew_in_two_tabs_keeps_both():
    call = awards.awarded()
    contract = call.sign()
    call.record_acceptance(contract, users_zh="都说不方便来，电话里问过两位。", service_users_took_part=False)
    one, other = (
        Tab(call.office.drafter, "acceptance", contract.number, query="?again") for _tab in range(2)
    )
    assert one.send(users_zh="都说不方便来，电话里问过三位。") == 302
    assert other.send(summary_en="Accepted.") == 302
    said = RecordDraft.objects.get(state="submitted", kind="acceptance").said
    assert (said["users_zh"], said["summary_en"]) == ("都说不方便来，电话里问过三位。", "Accepted.")
    assert said["service_users_took_part"] is False


def test_a_reason_given_in_one_tab_is_not_erased_by_the_other():
    office = calls.office("530100")
    draft = calls.draft(office, area_limit="只限本县的组织")
    one, other, third = (Tab(office.drafter, "call_part", draft.number, "terms") for _tab in range(3))
    (name,) = [name for name in one.boxes if name.startswith("reason:")]
    assert one.send(**{name: "山区路远，外地组织到不了。", "act": "check"}) == 302
    assert other.send(experience_required="做过同伴宣传", act="check") == 302
    draft.refresh_from_db()
    assert stated.read(draft)["experience_required"] == "做过同伴宣传"
    assert draft.reasons == {name.removeprefix("reason:"): "山区路远，外地组织到不了。"}
    assert third.send(**{name: "本县语言不同。", "act": "check"}) == 409
    assert "山区路远，外地组织到不了。" in third.text
    assert "本县语言不同。" in third.text
    assert third.send(**{f"keep-{name}": "mine", "act": "check"}) == 302
    draft.refresh_from_db()
    assert list(draft.reasons.values()) == ["本县语言不同。"]


def test_a_second_declaration_is_not_taken_in_silence():
    call = panels.opened()
    call.seat("buyer", user=call.office.drafter)
    number = call.tender.number
    one, other = (Tab(call.office.drafter, "panel_desk", number) for _tab in range(2))
    assert one.send(word="on") == 302
    assert (
        other.browser.post(other.url, {"word": "on", "ties": [call.lodged[0].bid.number]}).status_code == 200
    )
    answer = other.browser.post(other.url, {"word": "on", "ties": [call.lodged[0].bid.number]})
    assert "以第一次为准" in answer.content.decode()
    assert Declaration.objects.get().conflict is False
    assert "以第一次为准" not in other.browser.post(other.url, {"word": "on"}).content.decode()
    assert reads.panel_of(call.tender).count() == 1
