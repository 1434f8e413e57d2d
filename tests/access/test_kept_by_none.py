"""No answer to somebody who is signed in, and none at an address that is a secret, is kept by any cache."""

from contextlib import suppress

import pytest
from django.urls import URLResolver, get_resolver

from organizations.middleware import SECRET_PARTS
from tests.access import table
from tests.access.asking import taken_back
from tests.access.probes import NothingThereError, address_of, probe_of
from tests.access.stages import STAGES
from tests.support import sealed
from tests.support.whole import has_turn

pytestmark = pytest.mark.django_db
# While a call is open, judged and done: every route has an address at one of them.
AT = ("open", "evaluating", "publicity", "contracted")
SIGNED_IN = ("lead", "drafter", "superv")
# What everybody may know of an address: numbers, names, places and kinds of what is public or asks who reads.
OPEN_PARTS = frozenset(
    [
        "attempt",
        "code",
        "ext",
        "extension",
        "group",
        "kind",
        "name",
        "number",
        "ocid",
        "page",
        "part",
        "pk",
        "place",
        "row_id",
        "seq",
        "slug",
        "tag",
        "uidb36",
        "verifier",
    ]
)


def addresses(resolver=None):
    """The name of every route, with the parts of its address that change."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one)
        else:
            yield one.name, {*one.pattern.regex.groupindex}


def read():
    return (row for area in table.areas() for row in area.rows if row.method == "GET")


ALIKE = {"home", "notice_list", "tender", "notice_file", "statistics"}
SECRET = {name for name, parts in addresses() if SECRET_PARTS & parts}
# The middleware says it for all of them; with `make walks` each is asked.
TOLD = {row.route for row in read() if has_turn(row.route, 16)}


@pytest.fixture(scope="module")
def answered(world, visitors):
    """Route, who and answer, of what these tests ask: where it was shown, once."""
    found, shown = [], set()
    for stage in AT:
        with taken_back():
            scene = STAGES[stage](world)
            with sealed.at(scene.moment, ticking=False):
                for row in read():
                    who = (SIGNED_IN if row.route in TOLD else ()) + (
                        ("nobody",) if row.route in ALIKE | SECRET else ()
                    )
                    asking = [one for one in who if (str(row), one) not in shown]
                    if not asking:
                        continue
                    with suppress(NothingThereError), taken_back():
                        probe_of(row).first(world, scene)
                        url = address_of(row, world, scene)
                        for one in asking:
                            answer = visitors[one].ask("GET", url)
                            if answer.status_code == 200:
                                shown.add((str(row), one))
                            found.append((row.route, one, answer))
    return found


def policy(response):
    return {one.strip() for one in response.get("Cache-Control", "").split(",")}


def test_whoever_is_signed_in_leaves_no_page_and_no_file_behind(answered):
    asked = [one for one in answered if one[1] in SIGNED_IN]
    kept = {
        (route, who, answer.status_code)
        for route, who, answer in asked
        if not {"no-store", "private"} <= policy(answer)
    }
    assert kept == set()
    assert {route for route, _who, _answer in asked} == TOLD


def test_a_page_whose_address_is_a_secret_is_kept_by_none(answered):
    asked = [(route, answer) for route, who, answer in answered if who == "nobody" and route in SECRET]
    for route, answer in asked:
        assert {"no-store", "private"} <= policy(answer), route
    assert {route for route, _answer in asked} == SECRET


def test_every_part_of_an_address_is_known_as_open_or_as_a_secret():
    assert set().union(*(parts for _name, parts in addresses())) == OPEN_PARTS | SECRET_PARTS


def test_what_everybody_reads_alike_may_be_kept(answered):
    asked = [(route, answer) for route, who, answer in answered if who == "nobody" and route in ALIKE]
    assert {route for route, answer in asked if "no-store" not in policy(answer)} == ALIKE
