"""Words that stood in clear before they were encrypted, and what the paper in the safe does when the key is lost."""

import io
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.ground import clock, keys
from procurement.models import Confidence, Inquiry, Report
from procurement.services.voices import reports, sealing
from tests.support import calls, factories
from tests.support.confidences import HELD, NOW, SECRET, held, read, rows_in_clear, told
from tests.support.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(settings):
    settings.DEMO = True
    clock.move_to(NOW)


@pytest.fixture
def call():
    return calls.published(calls.office())


@pytest.fixture
def reviewer():
    return factories.official("privacy_reviewer")


@pytest.fixture
def supervisor():
    return factories.official("supervisor", of=factories.agency("530000"))


class TestUpgradeAndLoss:
    def _in_clear(self, call):
        """As an earlier version left it."""
        question, refused, report = held(call), held(call), told()
        Confidence.objects.all().delete()
        Inquiry.objects.update(text=HELD)
        Inquiry.objects.filter(pk=refused.pk).update(state="refused")
        Report.objects.update(text=SECRET)
        return question, report

    def test_what_stood_in_clear_is_sealed_once_and_read_as_ever(self, call, reviewer, supervisor):
        question, report = self._in_clear(call)
        assert rows_in_clear("张三", SECRET) == {"procurement_inquiry", "procurement_report"}
        assert sealing.seal_standing(now=NOW) == 3
        assert sealing.seal_standing(now=NOW) == 0
        assert rows_in_clear("张三", SECRET) == set()
        assert read(question, reviewer, now=NOW).told.text == HELD
        assert read(report, supervisor, now=NOW).told.text == SECRET

    def test_its_reply_is_in_clear_for_the_code_could_not_open_it(self, call, supervisor):
        _question, report = self._in_clear(call)
        sealing.seal_standing(now=NOW)
        reports.decide(report.number, outcome="answered", reply_zh="谢谢。", by=supervisor, now=NOW)
        assert Report.objects.get().reply_zh == "谢谢。"

    def test_without_the_public_key_the_release_stops_and_loses_nothing(self, call, settings):
        self._in_clear(call)
        settings.CONFIDENCE_PUBLIC_KEY = ""
        with pytest.raises(CommandError, match="CONFIDENCE_PUBLIC_KEY"):
            call_command("seal_words")
        assert Report.objects.get().text == SECRET

    def test_the_paper_gives_every_text_to_a_new_key_and_shows_none(
        self, call, reviewer, settings, monkeypatch, capsys
    ):
        made = keys.make()
        settings.RECOVERY_PUBLIC_KEY = made["RECOVERY_PUBLIC_KEY"]
        question = held(call)
        fresh = keys.make()
        settings.CONFIDENCE_PUBLIC_KEY = fresh["CONFIDENCE_PUBLIC_KEY"]
        settings.CONFIDENCE_KEY = fresh["CONFIDENCE_KEY"]
        assert read(question, reviewer, now=NOW).state == "unreadable"
        monkeypatch.setattr(sys, "stdin", io.StringIO(fresh["RECOVERY_KEY"] + "\n"))
        with pytest.raises(CommandError, match="nothing was changed"):
            call_command("rewrap_words")
        monkeypatch.setattr(sys, "stdin", io.StringIO(made["RECOVERY_KEY"] + "\n"))
        with as_owner():
            call_command("rewrap_words")
        assert HELD not in capsys.readouterr().out
        assert read(question, reviewer, now=NOW).told.text == HELD
