"""The clock in doubt, as people meet it: the supervisor's page and word, a bidder's press, an official's act."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from portal.ground import clock, ledger
from portal.ground.ledger import sources
from portal.ground.ledger.models import Event
from procurement.models import Intake, Notice, Review
from procurement.services import timekeeping
from tests.support import calls, factories, sealed
from tests.support import openings as made
from tests.support.clocks import Source, machine_ahead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def wrong_source(settings):
    """A day off: so the clock is doubted in a demonstration too."""
    one = Source()
    settings.TIME_SOURCES = [one.address]
    one.ahead = DAY
    sources.read_all(settings.TIME_SOURCES)
    yield one
    one.stop()


def of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def supervisor():
    return of(factories.official("supervisor"))


def shown(page):
    return page.context["shown"]


def test_a_clock_that_is_right_asks_for_nothing(supervisor):
    page = supervisor.get(reverse("portal_clock"))
    assert page.status_code == 200
    assert "平台的时间准确" in page.content.decode()
    assert 'name="shown"' not in page.content.decode()
    assert "平台的时间有疑问" not in supervisor.get(reverse("workspace")).content.decode()


def test_after_an_outage_the_supervisor_looks_and_confirms(supervisor):
    ledger.seals.seal(clock.now() - 3 * DAY)
    assert "平台的时间有疑问" in supervisor.get(reverse("workspace")).content.decode()
    page = supervisor.get(reverse("portal_clock"))
    assert "平台可能停过" in page.content.decode()
    answer = supervisor.post(reverse("portal_clock"), {"shown": shown(page)}, follow=True)
    assert "已确认" in answer.content.decode()
    assert 'name="shown"' not in answer.content.decode()
    assert Event.objects.filter(kind="clock_confirmed", public=True).count() == 1
    # Pressed again, nothing more is confirmed.
    again = supervisor.post(reverse("portal_clock"), {"shown": shown(page)}, follow=True)
    assert "没有确认" in again.content.decode()
    assert Event.objects.filter(kind="clock_confirmed").count() == 1
    timekeeping.do_due(clock.now())
    assert "平台的时间准确" in supervisor.get(reverse("portal_clock")).content.decode()


@pytest.mark.parametrize(
    "said", [{}, {"shown": ""}, {"shown": "9999-99-99"}, {"shown": "2026-01-01T00:00:00+00:00"}]
)
def test_a_page_that_is_old_or_forged_confirms_nothing(supervisor, said):
    ledger.seals.seal(clock.now() - 3 * DAY)
    assert supervisor.post(reverse("portal_clock"), said).status_code == 302
    assert not Event.objects.filter(kind="clock_confirmed").exists()


@pytest.mark.parametrize("role", ["privacy_reviewer"])
def test_nobody_else_sees_or_confirms_it(role):
    ledger.seals.seal(clock.now() - 3 * DAY)
    for user in (factories.official(role), calls.office().approver, factories.user()):
        client = of(user)
        assert client.get(reverse("portal_clock")).status_code == 404
        assert client.post(reverse("portal_clock"), {"shown": clock.now().isoformat()}).status_code == 404
    assert not Event.objects.filter(kind="clock_confirmed").exists()


def test_no_word_outweighs_a_source(supervisor, wrong_source):
    ledger.seals.seal(clock.now() - 3 * DAY)
    page = supervisor.get(reverse("portal_clock"))
    assert "外部时间源给出的时间不一样" in page.content.decode()
    assert 'name="shown"' not in page.content.decode()
    supervisor.post(reverse("portal_clock"), {"shown": clock.now().isoformat()})
    assert not Event.objects.filter(kind="clock_confirmed").exists()


def test_readyz_says_so_and_what_waits_and_serves_on(client):
    ledger.seals.seal(clock.now())
    with machine_ahead(40 * DAY):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["clock"].startswith("doubted: silence; nothing is published")
    assert client.get("/readyz").json()["checks"]["clock"] == "ok"


def test_a_bidders_press_is_kept_and_the_page_says_so(settings, wrong_source):
    made.give_keys(settings)
    wrong_source.ahead = timedelta()
    sources.read_all(settings.TIME_SOURCES)
    with sealed.at(calls.at("07-05 10:00")):
        one = made.drafted(calls.published(calls.office()))
        wrong_source.ahead = DAY
        sources.read_all(settings.TIME_SOURCES)
        browser = of(one.leader)
        said = {"key": str(uuid4()), "terms_version": 1, "version": one.bid.version}
        page = browser.post(reverse("bid_seal", args=[one.bid.number]), said, follow=True)
        assert page.status_code == 200
        assert "平台正在核对时间" in page.content.decode()
        assert Intake.objects.get().doubted_after == 0
        # Pressed again: the same press, no second one.
        browser.post(reverse("bid_seal", args=[one.bid.number]), said)
        assert Intake.objects.count() == 1


def test_a_bid_pressed_by_a_clock_far_ahead_is_not_called_late_on_its_page(settings):
    made.give_keys(settings)
    source = Source()
    settings.TIME_SOURCES = [source.address]
    with sealed.at(calls.at("07-05 10:00")):
        one = made.drafted(calls.published(calls.office()))
        with machine_ahead(40 * DAY):
            browser = of(one.leader)
            sources.read_all(settings.TIME_SOURCES)
            said = {"key": str(uuid4()), "terms_version": 1, "version": one.bid.version}
            page = browser.post(
                reverse("bid_seal", args=[one.bid.number]), said, follow=True
            ).content.decode()
    source.stop()
    assert "已收到，还没有判定" in page
    assert "没有在截止前封存" not in page
    assert "截止时间已过" not in page


def test_an_officials_act_that_would_publish_is_stopped_and_changes_nothing(settings, wrong_source):
    made.give_keys(settings)
    office = calls.office()
    call = calls.submitted(office)
    with sealed.at(calls.PUBLISHED):
        review = {"act": "approve", "version": call.version, "comment": ""}
        page = of(office.approver).post(reverse("call_review", args=[call.number]), review)
    assert page.status_code == 503
    assert "平台正在核对时间" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert not Notice.objects.exists()
    assert not Review.objects.filter(act="approved").exists()
    call.refresh_from_db()
    assert call.step == "submitted"
