"""What has happened by the first morning of the demonstration, Wednesday 10 July 2024, 9:30 in Yunnan."""

from django.db import transaction

from portal.ground import clock
from portal.site.demo import calls, links, people
from portal.site.demo.story import jinghong, kunming, mengzi, ruili, voices, yunnan
from portal.site.demo.story.acts import Story, at, form_id

__all__ = ["FIRST_MORNING", "PROVINCE", "Story", "at", "calls", "form_id", "tell"]

PROVINCE = "530000"  # of which it tells: GB/T 2260
FIRST_MORNING = at("07-10 09:30")
_LONG_BEFORE = at("2023-08-14 09:00")


def tell() -> None:
    """Write the whole demonstration and leave its clock at the first morning.

    Not one transaction: a bid is sealed in one of its own, and receipts are given for what is committed."""
    with transaction.atomic():
        story = Story(people.make_people(_LONG_BEFORE))
        for office in (jinghong, mengzi, ruili, kunming, yunnan, voices):
            office.current(story)
    for office in (jinghong, mengzi, ruili, kunming, yunnan, voices):
        office.earlier(story)
    links.keep(story.open_links())
    clock.move_to(FIRST_MORNING)
