"""The pages on which a notice with a wrong date, which stands on the official medium, is published in step."""

import pytest
from django.urls import reverse

from portal.ground import clock
from tests.services.test_in_step import LATER, THERE, URL, awaiting
from tests.support import calls

pytestmark = pytest.mark.django_db


def test_from_the_refused_address_to_the_second_persons_button(client, settings):
    settings.DEMO, settings.OFFICIAL_SECOND_FACTOR_REQUIRED = True, False
    by = calls.office()
    call = awaiting(by)
    clock.move_to(LATER)
    client.force_login(by.drafter)
    said = {"url": URL, "published_at_0": f"{THERE:%Y-%m-%d}", "published_at_1": f"{THERE:%H:%M}"}
    refused = client.post(reverse("call_medium", args=[call.number]), said)
    assert refused.status_code == 422
    assert 'value="in_step"' in refused.content.decode()
    wrong = client.post(reverse("call_medium", args=[call.number]), said | {"url": "https://elsewhere.org/1"})
    assert 'value="in_step"' not in wrong.content.decode()
    review = reverse("call_review", args=[call.number])
    asked = client.post(reverse("call_medium", args=[call.number]), said | {"act": "in_step"})
    assert asked.url == review
    button = reverse("call_in_step", args=[call.number])
    assert button not in client.get(review).content.decode()
    client.force_login(by.approver)
    assert review in client.get(reverse("workspace")).content.decode()
    page = client.get(review).content.decode()
    assert button in page
    assert client.post(button).url == review
    call.refresh_from_db()
    assert call.step == "open"
