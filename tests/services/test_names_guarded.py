"""Names that stand in public pass the guard for people: a number never, a doubt once somebody has read it."""

from datetime import date

import pytest

from organizations.forms.organizations import ProfileForm
from organizations.models import Organization
from organizations.services import names, profiles
from portal.ground import clock
from portal.ground.ledger.models import Event
from portal.ground.people import doubts
from portal.site.demo import people as demo_people
from tests.support import factories

pytestmark = pytest.mark.django_db
IN_DOUBT = "岩罕艾滋病感染者之家"
REACHES = ("关爱小组 一三八一二三四五六七八", "互助组微信 yanhan_88", "小组 laoli艾特163点com")


def values(name: str, **more: object) -> dict:
    return {
        "name_zh": name,
        "name_en": "",
        "division": factories.place(),
        "legal_form": "unregistered",
        "uscc": "",
    } | more


@pytest.mark.parametrize("name", REACHES)
def test_a_name_that_reaches_somebody_is_refused(name: str) -> None:
    by = factories.user()
    with pytest.raises(names.NameReachesError):
        profiles.create_cso(values(name, name_read=True), by=by, now=clock.now())
    assert not Organization.objects.filter(name_zh=name).exists()


def test_a_name_in_doubt_is_entered_once_it_was_read_and_the_record_says_so() -> None:
    by = factories.user()
    with pytest.raises(names.NameInDoubtError):
        profiles.create_cso(values(IN_DOUBT), by=by, now=clock.now())
    made = profiles.create_cso(values(IN_DOUBT, name_read=True), by=by, now=clock.now())
    event = Event.objects.filter(kind="organization_created", subject=made.subject).get()
    assert not event.public
    assert '"name_read":true' in event.payload
    assert event.actor == by.pseudonym
    assert IN_DOUBT not in event.payload


def test_a_name_is_asked_about_when_it_changes_and_not_when_it_stands() -> None:
    by = factories.user()
    made = profiles.create_cso(values("河边互助小组"), by=by, now=clock.now())
    with pytest.raises(names.NameInDoubtError):
        profiles.change_profile(made, {"name_zh": IN_DOUBT}, by=by, now=clock.now())
    profiles.change_profile(made, {"name_zh": IN_DOUBT, "name_read": True}, by=by, now=clock.now())
    profiles.change_profile(made, {"name_zh": IN_DOUBT, "services": ["training"]}, by=by, now=clock.now())


def test_the_form_shows_the_passage_and_a_tick_and_takes_the_name_with_it() -> None:
    said = values(IN_DOUBT) | {"division": "532801"}
    form = ProfileForm(said, today=date(2024, 7, 10))
    assert not form.is_valid()
    assert set(form.errors) == {"name_read"}
    assert form.asks_about_name
    assert "岩罕" in str(form.errors["name_read"])
    assert ProfileForm(said | {"name_read": "on"}, today=date(2024, 7, 10)).is_valid()
    plain = ProfileForm(values("河边互助小组") | {"division": "532801"}, today=date(2024, 7, 10))
    assert plain.is_valid()
    assert not plain.asks_about_name


@pytest.mark.parametrize("name", REACHES)
def test_the_form_says_it_on_the_field(name: str) -> None:
    form = ProfileForm(values(name) | {"division": "532801"}, today=date(2024, 7, 10))
    assert not form.is_valid()
    assert "name_zh" in form.errors


def test_names_of_the_demonstration_are_in_no_doubt() -> None:
    assert demo_people.GROUPS
    assert [one.name_zh for one in demo_people.GROUPS if doubts(one.name_zh) or doubts(one.name_en)] == []
