"""Accounts, organisations, roles, ties and verification: what may be written and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.translation import override

from organizations import permissions, selectors
from organizations.forms.organizations import ProfileForm, clean_code
from organizations.models import (
    Cso,
    Division,
    LegalForm,
    Level,
    Membership,
    Organization,
    Population,
    Role,
    Service,
    User,
    Verification,
    kept_places,
)
from organizations.models.codes import AGENCY_FORMS, CSO_FORMS
from organizations.services import accounts, profiles, recovery, standing
from organizations.services.divisions import load_divisions
from portal.ground import clock
from portal.ground.ledger.models import Event
from procurement.rules import vocabulary
from tests.support import database, factories

pytestmark = pytest.mark.django_db


# Places


def test_every_place_of_the_province_is_there_once() -> None:
    levels = [place.level for place in kept_places().values()]
    assert (levels.count(Level.PROVINCE), levels.count(Level.PREFECTURE), levels.count(Level.COUNTY)) == (
        1,
        16,
        129,
    )
    jinghong = factories.place("532801")
    assert (jinghong.name_zh, jinghong.short_zh, jinghong.parent_id) == ("景洪市", "景洪", "532800")


def test_loading_again_mends_a_name_and_adds_nothing() -> None:
    with database.as_owner():
        Division.objects.filter(pk="532801").update(name_zh="?")
        assert load_divisions() == 146
    assert Division.objects.count() == 146
    assert factories.place("532801").name_zh == "景洪市"


def test_within_follows_the_code() -> None:
    assert Division.objects.within("530000").count() == 146
    assert set(Division.objects.within("532800").values_list("pk", flat=True)) == {
        "532800", "532801", "532822", "532823",
    }  # fmt: skip
    assert Division.objects.within("532801").count() == 1


def test_codes_are_those_of_the_rules() -> None:
    """Organisations may not import procurement, so the two lists are held together here."""
    assert tuple(Population.values) == vocabulary.POPULATIONS
    assert tuple(Service.values) == vocabulary.SERVICES
    assert tuple(CSO_FORMS) == vocabulary.LEGAL_FORMS
    assert tuple(AGENCY_FORMS) == vocabulary.BUYER_CLASSES
    assert tuple(Level.values) == vocabulary.LEVELS


# Accounts


def test_names_have_one_spelling() -> None:
    made = factories.user("Ｌｉ小阳")
    assert made.username == "li小阳"
    assert User.objects.get_by_natural_key("LI小阳") == made
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.user("li小阳")


def test_an_address_belongs_to_one_account_and_none_is_needed() -> None:
    factories.user()
    factories.user()
    factories.user(email="a@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=factories.user().pk).update(email="A@example.org")


def test_a_pseudonym_is_stable_and_not_the_name() -> None:
    one, two = factories.user("晨光"), factories.user("晚霞")
    assert one.pseudonym == User.objects.get(pk=one.pk).pseudonym != two.pseudonym
    assert "晨光" not in one.pseudonym
    event = Event.objects.get(kind="account_created", actor=one.pseudonym)
    assert not event.public
    assert "晨光" not in event.payload + event.subject


def test_passwords_are_argon2() -> None:
    assert factories.user().password.startswith("argon2")


def test_a_new_account_has_twenty_codes_and_a_new_sheet_ends_the_old() -> None:
    person = factories.user()
    old = accounts.codes_left(person)
    assert len(set(old)) == 20
    new = accounts.renew_sheet(person, now=clock.now())
    assert not set(old) & set(new)
    with pytest.raises(recovery.RecoveryError):
        recovery.ask(person.username, old[0], "", now=clock.now())


# Organisations


def test_who_enters_an_organisation_leads_it() -> None:
    person = factories.user()
    made = factories.cso(person, verified=False)
    now = clock.now()
    assert permissions.roles_in(person, made, now=now) == {Role.LEADER}
    assert permissions.may_speak_for(person, made, now=now)
    assert not permissions.may_speak_for(factories.user(), made, now=now)
    assert made.slug == made.number.lower()


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "cso", "legal_form": "administrative_organ"},
        {"kind": "agency", "legal_form": "unregistered"},
        {"kind": "cso", "legal_form": "unregistered", "uscc": factories.uscc(7)},
        {"kind": "cso", "legal_form": "foundation", "uscc": ""},
        {"kind": "cso", "legal_form": "foundation", "uscc": "52I32800000000001X"},
        {"kind": "band", "legal_form": "unregistered"},
        {"kind": "cso", "legal_form": "club"},
    ],
)
def test_the_database_refuses_what_cannot_be(values: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        Organization.objects.create(slug="x", name_zh="示例", division_id="532801", **values)


def test_the_database_refuses_unknown_populations_and_services() -> None:
    made = factories.cso()
    for column in ("populations", "services"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cso.objects.filter(pk=made.pk).update(**{column: ["testing", "astrology"]})


def test_one_code_belongs_to_one_organisation() -> None:
    code = factories.uscc(88)
    factories.cso(uscc=code)
    with pytest.raises(IntegrityError):
        factories.cso(uscc=code)


def test_the_code_is_checked_on_its_field() -> None:
    good = factories.uscc(123456)
    assert clean_code(f" {good.lower()} ") == good
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    for text, words in ((good[:-1], "18"), (wrong, "last character"), ("I" + good[1:], "do not occur")):
        with override("en"), pytest.raises(ValidationError, match=words):
            clean_code(text)


def _form(**values: object) -> ProfileForm:
    data = {"name_zh": "示例小组", "division": "532801", "legal_form": "unregistered"} | values
    return ProfileForm(data, today=clock.legal_date(clock.now()))


def test_form_and_code_belong_together_and_names_carry_no_numbers() -> None:
    assert _form().is_valid()
    assert "uscc" in _form(legal_form="foundation").errors
    assert "uscc" in _form(uscc=factories.uscc(9)).errors
    assert "name_zh" in _form(name_zh="小李 138 0000 0000").errors
    assert "founded_on" in _form(founded_on="2199-01-01").errors


def test_changing_what_was_looked_at_ends_the_verification() -> None:
    leader = factories.user()
    made = factories.cso(leader)
    same = profiles.change_profile(made, {"services": ["training"]}, by=leader, now=clock.now())
    assert same.verified_at
    changed = profiles.change_profile(made, {"name_zh": "另一个名字"}, by=leader, now=clock.now())
    assert changed.verified_at is None
    assert not Organization.objects.public().filter(pk=made.pk).exists()


# Roles


def test_roles_hold_from_the_first_to_the_last_day() -> None:
    person, where = factories.user(), factories.agency()
    today = clock.legal_date(clock.now())
    Membership.objects.create(
        user=person, organization=where, role=Role.DRAFTER,
        from_date=today.replace(year=today.year - 2), to_date=today.replace(year=today.year - 1, day=1),
    )  # fmt: skip
    assert not permissions.roles_in(person, where, now=clock.now())
    assert not selectors.is_official(person, today)


def test_a_head_gives_and_takes_roles_but_not_the_last_head() -> None:
    head, now = factories.official(Role.HEAD), clock.now()
    where = head.memberships.get().organization
    colleague = factories.user()
    assert permissions.may_manage_members(head, where, now=now)
    offered = standing.invite(where, colleague, Role.APPROVER, by=head, now=now)
    assert not permissions.roles_in(colleague, where, now=now)
    given = standing.accept(offered.pk, by=colleague, now=now)
    assert permissions.may_act_for(colleague, where, Role.APPROVER, now=now)
    assert not permissions.may_manage_members(colleague, where, now=now)
    with pytest.raises(standing.StandingError, match="held"):
        standing.invite(where, colleague, Role.APPROVER, by=head, now=now)
    standing.end_membership(given, by=head, now=now)
    assert not permissions.roles_in(colleague, where, now=now)
    with pytest.raises(standing.StandingError, match="last"):
        standing.end_membership(head.memberships.get(), by=head, now=now)


def test_an_ended_role_leaves_its_row() -> None:
    head = factories.official(Role.HEAD)
    where = head.memberships.get().organization
    long_held = factories.member(where, Role.DRAFTER)
    standing.end_membership(long_held, by=head, now=clock.now())
    long_held.refresh_from_db()
    assert long_held.to_date
    assert not permissions.roles_in(long_held.user, where, now=clock.now())


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PRIVACY_REVIEWER, Role.LEADER])
def test_a_head_cannot_make_supervisors(role: str) -> None:
    head = factories.official(Role.HEAD)
    with pytest.raises(standing.StandingError, match="role"):
        standing.invite(head.memberships.get().organization, factories.user(), role, by=head, now=clock.now())


def test_commands_enter_the_first_agency_and_its_head() -> None:
    person = factories.user("第一人")
    call_command("add_agency", "jinghong", "--place", "532801", "--name-zh", "景洪市卫生健康局", verbosity=0)
    call_command("grant_role", "第一人", "jinghong", "head", verbosity=0)
    call_command("grant_role", "第一人", "jinghong", "head", verbosity=0)
    assert person.memberships.count() == 1
    made = Organization.objects.get(slug="jinghong")
    assert (made.agency.level, made.agency.buyer_class) == ("county", "administrative_organ")
    with pytest.raises(CommandError):
        call_command("grant_role", "nobody", "jinghong", "head", verbosity=0)


# Ties and verification


def test_a_tie_counts_when_both_said_yes() -> None:
    host, group = factories.cso(), factories.cso(registered=False, verified=False)
    leader = group.memberships.get().user
    now = clock.now()
    tie = standing.ask_tie("host", upper=host, member=group, asked_by=group, by=leader, now=now)
    assert not selectors.hosts_of(group)
    with pytest.raises(standing.StandingError, match="open"):
        standing.ask_tie("host", upper=host, member=group, asked_by=host, by=leader, now=now)
    with pytest.raises(standing.StandingError, match="side"):
        standing.confirm_tie(tie, factories.cso(), by=leader, now=now)
    standing.confirm_tie(tie, group, by=leader, now=now)
    assert not selectors.hosts_of(group)
    standing.confirm_tie(tie, host, by=host.memberships.get().user, now=now)
    assert list(selectors.hosts_of(group)) == [host]
    standing.end_tie(tie, group, by=leader, now=now)
    assert not selectors.hosts_of(group)


def test_an_unregistered_group_hosts_nobody() -> None:
    group, other = factories.cso(registered=False), factories.cso(registered=False)
    leader = group.memberships.get().user
    for upper, code in ((group, "host"), (other, "self")):
        with pytest.raises(standing.StandingError, match=code):
            standing.ask_tie("host", upper=upper, member=other, asked_by=upper, by=leader, now=clock.now())


def test_verification_is_asked_for_and_looked_at_by_those_who_cover_the_place() -> None:
    now = clock.now()
    group = factories.cso(registered=False, verified=False)
    leader = group.memberships.get().user
    here, elsewhere, above = (
        factories.agency("532801"),
        factories.agency("530102"),
        factories.agency("532800"),
    )
    officials = {one: factories.official(of=one) for one in (here, elsewhere, above)}
    assert not permissions.may_verify(officials[here], group, here, now=now)
    assert not selectors.waiting_for_verification(here)
    profiles.ask_verification(group, by=leader, now=now)
    group.refresh_from_db()
    assert permissions.may_verify(officials[here], group, here, now=now)
    assert permissions.may_verify(officials[above], group, above, now=now)
    assert not permissions.may_verify(officials[elsewhere], group, elsewhere, now=now)
    assert not permissions.may_verify(officials[here], group, above, now=now)
    assert list(selectors.waiting_for_verification(above)) == [group]
    standing.verify(group, here, "verified", by=officials[here], now=now)
    assert not selectors.waiting_for_verification(above)


def test_a_verified_host_may_verify_its_group() -> None:
    now = clock.now()
    host, group = factories.cso(), factories.cso(registered=False, verified=False)
    speaker = host.memberships.get().user
    assert not permissions.may_verify(speaker, group, host, now=now)
    tie = standing.ask_tie("host", upper=host, member=group, asked_by=host, by=speaker, now=now)
    standing.confirm_tie(tie, group, by=group.memberships.get().user, now=now)
    assert permissions.may_verify(speaker, group, host, now=now)
    assert not permissions.may_verify(speaker, host, host, now=now)


def test_the_newest_look_decides_and_no_look_is_ever_lost() -> None:
    made = factories.cso()
    agency, by = factories.agency(), factories.user()
    standing.verify(made, agency, "withdrawn", by=by, now=clock.now())
    made.refresh_from_db()
    assert made.verified_at is None
    assert made.verifications.count() == 2
    with pytest.raises(ProgrammingError), transaction.atomic():
        Verification.objects.filter(organization=made).update(outcome="verified")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Verification.objects.all().delete()


def test_the_record_says_nothing_public_about_a_hidden_group_nor_anything_about_a_person() -> None:
    leader = factories.user("只有我知道")
    group = factories.cso(leader, registered=False, asks_page=True, name_zh="不公开小组")
    host = factories.cso()
    tie = standing.ask_tie("host", upper=host, member=group, asked_by=group, by=leader, now=clock.now())
    standing.confirm_tie(tie, host, by=leader, now=clock.now())
    events = Event.objects.filter(subject=group.subject)
    assert events.count() >= 5
    assert not events.filter(public=True).exists()
    for event in Event.objects.all():
        assert "只有我知道" not in event.payload + event.subject + event.actor
        assert "不公开小组" not in event.payload + event.subject
    assert LegalForm.UNREGISTERED not in "".join(
        Event.objects.filter(public=True).values_list("payload", flat=True)
    )


def test_no_two_places_read_alike_in_either_language() -> None:
    for names in ("name_zh", "name_en"):
        assert Division.objects.values(names).distinct().count() == 146
