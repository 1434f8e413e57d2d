"""The demonstration: written once, by the services with all their checks, with something to do for everybody."""

from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from organizations.models import User
from portal.ground import ledger
from portal.site.demo import story
from portal.site.demo.management.commands import demo_accounts, load_demo
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_refused_outside_one_and_written_once_within(settings: LazySettings):
    settings.DEMO = False
    for command in (load_demo.Command(), demo_accounts.Command()):
        with pytest.raises(CommandError):
            call_command(command)
    somebody = factories.user("somebody")
    settings.DEMO = True
    with pytest.raises(CommandError, match="interrupted"):
        call_command(load_demo.Command(), stdout=StringIO())
    ledger.seals.seal(story.FIRST_MORNING)
    call_command(load_demo.Command(), stdout=StringIO())
    assert list(User.objects.all()) == [somebody]
