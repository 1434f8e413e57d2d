"""Run in a tree to which docs/how-to/letter.md was applied."""

import pytest

from portal.ground.ledger import mail
from portal.ground.ledger.models import Letter
from procurement.services.oversight import waivers
from tests.support import calls, factories

pytestmark = pytest.mark.django_db


def test_it_goes_once_to_the_people_of_the_call_in_both_languages():
    by, supervisor = calls.office(), factories.official("supervisor")
    call = calls.draft(by)
    rule = waivers.waivable_rules()[0]
    for _ in range(2):
        waivers.waive(call.number, rule=rule, reason_zh="年底前须用完。", by=supervisor, now=calls.PUBLISHED)
    letter = Letter.objects.get(kind="rule_waived")
    assert letter.recipient == f"user:{by.drafter.pk}"
    for language, words in (("zh-hans", "2024年7月2日"), ("en", "2 July 2024")):
        box = mail.Mailbox(address="a@example.org", language=language)
        sent = mail.compose(letter, box)
        assert words in sent.body
        assert f"/workspace/calls/{call.number}/review/" in sent.body
        assert call.title_zh not in f"{sent.subject}{sent.body}"
