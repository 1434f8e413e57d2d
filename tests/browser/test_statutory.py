"""A purchase under the Government Procurement Law: approved, packed, on the official medium, then here."""

import io
import re
import zipfile

from tests.browser import offices
from tests.browser.clockwork import Clock
from tests.browser.conftest import Visit
from tests.browser.offices import number_in

MEDIUM = "https://official-medium.example/notices/2024/777"


def test_approved_packed_on_the_official_medium_and_published_here(visit: Visit, clock: Clock, language: str):
    drafter = visit("kunming-drafter")
    drafter.go("/workspace/calls/new/")
    # Everything but its dates and numbers: the quickest lawful beginning.
    copied = drafter.page.locator("main form", has=drafter.page.locator("input[value^=YN2024-]"))
    drafter.press_on(copied.first.get_by_role("button"))
    number = number_in(drafter.page.url)
    desk = f"/workspace/calls/{number}"
    drafter.fill(
        {
            "service_from": "2024-10-01",
            "service_to": "2025-09-30",
            "intention_published_on": "2024-05-20",
            "project_no": f"KMWJ-2024-{'031' if language == 'zh' else '032'}",
        }
    )
    drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    # The call that was copied said nothing of prices that are judged lower: what the portal filled in is looked at.
    drafter.go(f"{desk}/project/")
    drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    drafter.go(f"{desk}/dates/")
    drafter.press("Take all lawful dates")
    drafter.go(f"{desk}/send/")
    drafter.reads("The procurement documents are missing.")
    drafter.go(f"{desk}/dates/")
    drafter.fill({"documents_url": "https://official-medium.example/notices/2024/777/documents"})
    drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    drafter.go(f"{desk}/send/")
    drafter.press("Send for approval")

    approver = visit("kunming-approver")
    approver.go(f"{desk}/review/")
    offices.approve(approver)
    anyone = visit()
    anyone.go(f"/notices/{number}/", expect=404)

    drafter.go(f"{desk}/review/")
    drafter.reads("The official medium comes first")
    packed = drafter.page.request.get(f"{drafter.url}{desk}/pack.zip")
    assert packed.status == 200
    names = zipfile.ZipFile(io.BytesIO(packed.body())).namelist()
    assert {name.rsplit(".", 1)[-1] for name in names} >= {"pdf", "docx"}, names

    today = f"{clock.now():%Y-%m-%d}"
    drafter.fill(
        {"url": "https://official-medium.example/x", "published_at_0": today, "published_at_1": "23:59"}
    )
    drafter.press("Publish here", expect=422)
    drafter.reads("This time has not come yet. Enter it once the notice stands there.")
    now = clock.now()
    drafter.fill({"url": MEDIUM, "published_at_0": f"{now:%Y-%m-%d}", "published_at_1": f"{now:%H:%M}"})
    drafter.press("Publish here")
    drafter.reads("Published. The clock is running.")
    anyone.go(f"/notices/{number}/")
    assert anyone.page.locator(f"a[href='{MEDIUM}']").count() == 1
    assert re.search(r"\b2024\b", anyone.text())
