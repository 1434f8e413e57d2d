"""One member of a panel with two pages open: what either saved stands, and nothing is handed in unchosen."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from procurement.models import Score
from procurement.selectors import evaluation as reads
from tests.support import openings
from tests.support import panels as made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(settings):
    openings.give_keys(settings)
    cache.clear()


@pytest.fixture
def call():
    call = made.opened()
    call.seat_all()
    call.declare_all()
    return call


@pytest.fixture
def offer(call):
    return call.offers[0]


@pytest.fixture
def criteria(call):
    return [one.pk for one in call.tender.lots.get().criteria.all()]


class Tab:
    """One page of one member, drawn now; ``save`` sends all its boxes, as a browser does."""

    def __init__(self, token, offer):
        self.url = link(token, "offer", offer.pk)
        self.browser = Client()
        self.draw(self.browser.get(self.url).content.decode())

    def draw(self, text):
        self.text = text
        (form,) = html.fromstring(text).xpath("//section[@id='points']//form")
        self.boxes = {name: value for name, value in form.form_values() if name != "act"}

    def save(self, **changed):
        answer = self.browser.post(self.url, self.boxes | changed | {"act": "save"})
        if answer.status_code != 302:
            self.draw(answer.content.decode())
        return answer


def link(token, page="", *more):
    with translation.override("zh-hans"):
        return reverse(f"panel_link_{page}" if page else "panel_link", args=[token, *more])


def given(call, offer):
    member = reads.member_by_hash(reads.hash_of(call.seated[0].token))
    return member.draft.get(str(offer.pk), {})


def test_the_second_tab_erases_nothing_the_first_saved(call, offer, criteria):
    first, second = (Tab(call.seated[0].token, offer) for _tab in range(2))
    one, other = criteria[:2]
    assert first.save(**{f"points_{one}": "12", f"comment_{one}": "有同伴队伍"}).status_code == 302
    assert second.save(**{f"points_{other}": "9.5"}).status_code == 302
    stands = given(call, offer)
    assert stands[str(one)] == {"points": "12.00", "comment": "有同伴队伍"}
    assert stands[str(other)]["points"] == "9.50"
    # What this tab did not touch stays, and what it emptied on purpose is empty.
    third = Tab(call.seated[0].token, offer)
    assert third.save(**{f"comment_{one}": ""}).status_code == 302
    assert given(call, offer)[str(one)] == {"points": "12.00", "comment": ""}


def test_a_box_changed_in_both_shows_both_and_waits_for_a_choice(call, offer, criteria):
    token, one = call.seated[0].token, criteria[0]
    made.evaluations.save_scores(
        reads.member_by_hash(reads.hash_of(token)), offer,
        points={key: Decimal(1) for key in criteria}, comments={one: "写得一般"}, now=made.clock.now(),
    )  # fmt: skip
    first, second = Tab(token, offer), Tab(token, offer)
    first.save(**{f"points_{one}": "12", f"comment_{one}": "有同伴队伍"})
    answer = second.save(**{f"points_{one}": "20", f"comment_{one}": "去年做得好"})
    assert answer.status_code == 409
    for words in ("12.00", "20.00", "有同伴队伍", "去年做得好", "请选一个"):
        assert words in second.text
    # The same form again, as after a lost answer, adds nothing.
    assert second.save().status_code == 409
    assert second.text.count("去年做得好") == 1
    call.score(reads.member_by_hash(reads.hash_of(token)), only=call.offers[1])
    assert "有两种填法" in Client().get(link(token)).content.decode()
    assert Client().get(link(token, "hand_in")).status_code == 302
    version = reads.member_by_hash(reads.hash_of(token)).version
    Client().post(link(token, "hand_in"), {"version": version})
    assert not Score.objects.exists(), "nobody hands in what waits for a choice"
    chosen = {f"choice-points_{one}": "other", f"choice-comment_{one}": "above"}
    assert second.save(**chosen).status_code == 302
    assert given(call, offer)[str(one)] == {"points": "20.00", "comment": "有同伴队伍"}
    Client().post(link(token, "hand_in"), {"version": version + 1})
    assert Score.objects.get(offer=offer, criterion_id=one).points == 20


def test_words_that_were_refused_still_carry_what_their_page_had_shown(call, offer, criteria):
    first, second = (Tab(call.seated[0].token, offer) for _tab in range(2))
    one, other = criteria[:2]
    first.save(**{f"points_{one}": "12"})
    assert second.save(**{f"points_{other}": "999"}).status_code == 422
    assert second.save(**{f"points_{other}": "3"}).status_code == 302
    stands = given(call, offer)
    assert (stands[str(one)]["points"], stands[str(other)]["points"]) == ("12.00", "3.00")


def test_a_third_figure_is_not_lost_and_no_two_figures_are_one(call, offer, criteria):
    one = criteria[0]
    tabs = [Tab(call.seated[0].token, offer) for _tab in range(3)]
    statuses = [
        tab.save(**{f"points_{one}": points}).status_code for tab, points in zip(tabs, "579", strict=True)
    ]
    assert statuses == [302, 409, 409]
    last = tabs[2]
    assert all(f"{points}.00" in last.text for points in "579")
    assert f'value="other" name="choice-points_{one}"' not in last.text
    assert last.save(**{f"choice-points_{one}": "other"}).status_code == 409
    assert last.save(**{f"points_{one}": "7", f"choice-points_{one}": "above"}).status_code == 302
    assert given(call, offer)[str(one)] == {"points": "7.00", "comment": ""}
