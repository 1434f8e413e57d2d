"""Every page with a form, as whoever may read it: where it is sent, and that nobody keeps the page."""

import re
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.ground.pages.device import MARK
from tests.access import table
from tests.access.asking import taken_back
from tests.access.probes import NothingThereError, address_of, probe_of
from tests.access.stages import STAGES
from tests.support import sealed
from tests.support.whole import WHOLE, has_turn

pytestmark = pytest.mark.django_db
# While a call is written, open and decided: most forms are met, in a fraction of the time of all stages.
AT = ("submitted", "open", "publicity")
FORM = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>")
# Our kit of components shows a form that is sent nowhere.
NOWHERE = 'action="#"'


@pytest.fixture(scope="module")
def pages(world, visitors):
    """Pages with a form that somebody gets, at the first stage it has one: of a third of the routes, with `make walks`
    of all, once for each who reads it."""
    found, seen = [], set()
    for stage in AT:
        with taken_back():
            scene = STAGES[stage](world)
            with sealed.at(scene.moment, ticking=False):
                for area in table.areas():
                    for row in area.rows:
                        told = row.answers.get(stage, row.answers.get(table.ONCE, {}))
                        who = {
                            one
                            for one, answer in told.items()
                            if answer == "ok" and (row.route, one if WHOLE else "") not in seen
                        }
                        if row.method != "GET" or not who or not has_turn(row.route, 3):
                            continue
                        with suppress(NothingThereError), taken_back():
                            probe_of(row).first(world, scene)
                            url = address_of(row, world, scene)
                            for one in sorted(who)[: None if WHOLE else 1]:
                                page = visitors[one].ask("GET", url)
                                text = b"" if page.streaming else page.content
                                if forms := [
                                    form
                                    for form in FORM.findall(text.decode(errors="replace"))
                                    if NOWHERE not in form
                                ]:
                                    seen.add((row.route, one if WHOLE else ""))
                                    found.append((row.route, one, url, page, forms))
    return found


def test_no_form_is_sent_to_the_address_of_its_page(pages):
    """Over a cut line the browser's error page would take that page's place, and Back lead past the words."""
    assert len({route for route, *_ in pages}) > (40 if WHOLE else 10)
    for route, who, url, _page, forms in pages:
        for form in forms:
            action = re.search(r'action="([^"]*)"', form)
            assert action, (route, who, form)
            mark = parse_qs(urlsplit(action[1]).query)[MARK][0]
            assert re.fullmatch(r"1|[0-9a-f]{8}", mark), (route, who)
            kept_query = parse_qs(urlsplit(url).query)
            if action[1].startswith("?"):
                assert kept_query.items() <= parse_qs(urlsplit(action[1]).query.replace("amp;", "")).items()


def test_a_page_with_a_form_is_kept_by_no_cache(pages):
    for route, who, _url, page, _forms in pages:
        policy = page.get("Cache-Control", "")
        assert "no-store" in policy, (route, who, policy)
        assert "private" in policy, (route, who, policy)
