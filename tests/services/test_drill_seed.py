"""`manage.py drill_seed`: a lawful call, real bids, the seconds that were asked for, and only in a demonstration."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from organizations.models import Organization, User
from portal.ground import clock
from portal.site.demo.management.commands import drill_seed
from procurement.judgement import calls as judgement
from procurement.judgement.bids import drafts
from procurement.models import Bid, IntakeVerdict, Receipt, Tender
from tests.support import calls, database, openings

pytestmark = pytest.mark.django_db
SLACK = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _demo(settings):
    openings.give_keys(settings)
    # A command beside the web is given none of these.
    settings.OPENING_KEY = settings.RECOVERY_KEY = settings.CONFIDENCE_KEY = ""
    calls.the_law()
    clock.move_to(calls.PUBLISHED + timedelta(days=10))


@pytest.fixture
def clock_restored():
    """For a test whose transactions are real ones."""
    yield
    with database.owner_connection() as owner, owner.cursor() as cursor:
        cursor.execute(clock.clock_sql("clock_timestamp()"))


def seeded(*words):
    output = StringIO()
    call_command(drill_seed.Command(), *words, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_the_call_is_lawful_and_closes_in_the_seconds_asked_for():
    made = seeded("--bids", "3", "--due-in", "90")
    call = Tender.objects.get(number=made["call"])
    assert call.step == "open"
    assert call.bids_due == datetime.fromisoformat(made["due_at"])
    assert timedelta(seconds=90) - SLACK < call.bids_due - clock.now() <= timedelta(seconds=90)
    assert [one for one in judgement.judge(call, now=call.published_at) if one.stops and not one.reason] == []


def test_at_night_it_closes_on_the_next_working_morning():
    clock.move_to(calls.at("07-12 23:00"))
    made = seeded("--bids", "1", "--due-in", "90")
    call = Tender.objects.get(number=made["call"])
    assert (call.step, call.bids_due) == ("open", calls.at("07-15 08:30"))
    assert timedelta(0) < call.bids_due - clock.now() <= timedelta(seconds=90)


@pytest.mark.django_db(transaction=True)
def test_bids_are_lodged_with_receipts_and_each_is_its_own(clock_restored):
    made = seeded("--bids", "7", "--due-in", "90")
    assert Bid.objects.filter(tender__number=made["call"], status="lodged").count() == 7
    assert set(IntakeVerdict.objects.values_list("verdict", flat=True)) == {"accepted"}
    assert Receipt.objects.count() == 7
    for name in ("bid", "organization", "word", "total", "session"):
        assert len({one[name] for one in made["bidders"]}) == 7


def test_unsealed_ones_lack_nothing_but_the_press():
    made = seeded("--bids", "7", "--due-in", "90", "--unsealed")
    now = clock.now()
    for one in made["bidders"]:
        bid, by = Bid.objects.get(number=one["bid"]), User.objects.get(username=one["login"])
        draft = drafts.draft_of(bid, by=by, now=now)
        assert draft.faults == []
        assert all(one["word"] in text for text in draft.answers.values())
    forms = Organization.objects.filter(kind="cso").values_list("legal_form", flat=True)
    assert set(forms) == {"social_service_agency", "unregistered"}


def test_everybody_of_it_is_signed_in_and_nobody_has_a_password():
    made = seeded("--bids", "1", "--due-in", "90", "--unsealed")
    pages = [
        (made["bidders"][0], f"/workspace/bids/{made['bidders'][0]['bid']}/check/"),
        *((one, f"/workspace/calls/{made['call']}/opening/") for one in made["officials"]),
    ]
    for person, page in pages:
        browser = Client()
        browser.cookies["sessionid"] = person["session"]
        assert browser.get(page).status_code == 200, page
        assert not User.objects.get(username=person["login"]).has_usable_password()


def test_it_may_be_called_again_and_whoever_it_makes_is_plainly_an_example():
    first, second = (seeded("--bids", "1", "--due-in", "90", "--unsealed") for _ in range(2))
    assert first["call"] != second["call"]
    assert [one["login"] for one in first["officials"]] == [one["login"] for one in second["officials"]]
    assert not Organization.objects.exclude(is_example=True).exists()
    assert not Organization.objects.exclude(name_zh__contains="示例").exists()
    assert not User.objects.exclude(display_name__contains="示例").exists()


def test_outside_a_demonstration_or_without_the_keys_it_writes_nothing(settings):
    with pytest.raises(CommandError, match="--bids"):
        seeded("--bids", "0", "--due-in", "9")
    settings.DRAFT_KEY = ""
    with pytest.raises(CommandError, match="DRAFT_KEY"):
        seeded("--bids", "1", "--due-in", "9")
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        seeded("--bids", "1", "--due-in", "9")
    assert not User.objects.exists()
