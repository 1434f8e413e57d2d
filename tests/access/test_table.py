"""Every route by everybody at every stage answers as the table says; and the table knows every route."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from zlib import crc32

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from tests.access import table
from tests.access.asking import Visitor, taken_back
from tests.access.probes import NothingThereError, address_of, probe_of
from tests.access.stages import STAGES
from tests.access.table import ONCE, Row
from tests.access.world import Scene, World
from tests.support import sealed
from tests.support.whole import WHOLE, part

pytestmark = pytest.mark.django_db
AREAS = table.areas()
ROWS = [row for area in AREAS for row in area.rows]


def routes(resolver: Any = None, within: str = "") -> Iterator[str]:
    """The name of every address the portal answers."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, f"{one.namespace}:" if one.namespace else within)
        else:
            assert isinstance(one, URLPattern)
            assert one.name, f"{one.pattern} has no name"
            yield within + one.name


def answers_of(
    row: Row, world: World, scene: Scene, visitors: dict[str, Visitor], who: list[str]
) -> dict[str, str]:
    """What each column gets. Raises NothingThereError where there is nothing to ask at this stage."""
    probe, got = probe_of(row), {}
    with taken_back():
        probe.first(world, scene)
        url = address_of(row, world, scene)
        data = probe.data(world, scene) if row.method == "POST" else {}
        for name in who:
            if row.method == "POST":
                cache.clear()  # so that nobody is told to come back later
            with taken_back():
                got[name] = visitors[name].answer(row.method, url, data, json=probe.json)
            translation.activate("zh-hans")
    return got


_EVERY = {"ok": 16, "403": 20, "404": 20, "in": 20}
_EVERY_OTHER = 4


def asked_now(row: Row, stage: str, told: dict[str, str]) -> list[str]:
    """Every fourth of those who act, every sixteenth of those who look and every twentieth of those who are refused, in
    turn: others at the next stage. With `make walks` everybody."""
    if WHOLE:
        return list(told)
    turn = crc32(f"{row.route} {row.method}".encode()) + [*STAGES, ONCE].index(stage)
    return [
        name
        for place, (name, answer) in enumerate(told.items())
        if (place + turn) % _EVERY.get(answer, _EVERY_OTHER) == 0
    ]


def test_every_route_stands_in_the_table_and_no_other():
    known, told = set(routes()), {row.route for row in ROWS}
    assert sorted(known - told) == [], "these routes are missing from tests/access/table"
    assert sorted(told - known) == [], "these rows are of routes that are gone"
    assert {stage for area in AREAS for stage in area.at} == set(STAGES)


# The longest test of all: in three parts, so that no worker waits for the one that has it (tests/conftest.py); each of
# stages that follow each other, since one begins from that before it.
PARTS = [
    pytest.param(stage, id=f"{number * 3 // len(STAGES) + 1}of3-{stage}")
    for number, stage in enumerate(STAGES)
]


@pytest.mark.parametrize("stage", PARTS)
def test_at_this_stage_everybody_gets_the_answer_of_the_table(stage, world, visitors):
    scene = STAGES[stage](world)
    wrong = []
    with sealed.at(scene.moment, ticking=False):
        for area in AREAS:
            for row in area.rows:
                if ONCE in row.answers or stage not in area.at:
                    continue
                told = row.answers.get(stage, {})
                who = asked_now(row, stage, told) if told else area.who
                if not who:
                    continue
                try:
                    got = answers_of(row, world, scene, visitors, who)
                except NothingThereError:
                    got = {}
                if got != {name: told[name] for name in who if name in told}:
                    wrong.append((row, area, told | got))
    assert not wrong, "\n".join(told_wrong(wrong, stage))


@pytest.mark.parametrize("area", AREAS, ids=[area.name for area in AREAS])
def test_where_no_call_has_a_part_everybody_gets_the_answer_of_the_table(area, world, visitors):
    scene = STAGES["open"](world)
    wrong = []
    with sealed.at(scene.moment, ticking=False):
        for row in area.rows:
            if told := row.answers.get(ONCE):
                who = asked_now(row, ONCE, told)
                got = answers_of(row, world, scene, visitors, who) if who else {}
                if got != {name: told[name] for name in who}:
                    wrong.append((row, area, told | got))
    assert not wrong, "\n".join(told_wrong(wrong, ONCE))


def asked(world, scene) -> Iterator[tuple[Row, str]]:
    """Every row that has an address while a call is open, with that address."""
    for row in ROWS:
        with suppress(NothingThereError):
            yield row, address_of(row, world, scene)


def test_what_the_table_does_not_name_is_no_way_in(world, visitors):
    """A route that is read is not written to, and the other way round."""
    scene, named = STAGES["open"](world), {(row.route, row.method) for row in ROWS}
    ways = set()
    for row, url in asked(world, scene):
        for method in ("GET", "POST", "DELETE"):
            for name in part(("nobody", "lead", "drafter"), 3, of_what=f"{row.route} {method}"):
                if (row.route, method) not in named:
                    with taken_back():
                        answer = visitors[name].answer(method, url)
                    if answer not in ("405", "in", "404", "403", "to"):
                        ways.add((row.route, method, answer))
    # Two pages of libraries do not look at the method: that a link is spent, and the description of the API.
    assert {route for route, _method, _answer in ways} <= {
        "account_reset_password_from_key",
        "api:openapi-json",
    }
    assert {answer for _route, _method, answer in ways} <= {"ok"}


# Whoever has the address of these pages has their secret, and mail programs bring no cookie.
WITHOUT_TOKEN = {
    *("alerts", "alerts_confirm", "alerts_manage", "alerts_stop"),
    *("panel_link", "panel_link_offer", "panel_link_hand_in"),
    "api:check",
}


def test_a_form_without_its_token_is_refused_everywhere_else(world):
    scene, forger = STAGES["open"](world), Client(enforce_csrf_checks=True)
    forger.force_login(world.cast["lead"])
    taken = set()
    for row, url in asked(world, scene):
        if row.method == "POST":
            with taken_back():
                status = forger.post(url).status_code
            if status != 403:
                taken.add(row.route)
    assert taken <= WITHOUT_TOKEN


def test_a_line_that_leaves_somebody_out_or_names_nobody_is_no_line():
    head = "who nobody lead\nat open\nbid GET\n"
    for line in (
        "open: ok lead",
        "open: ok lord, else 404",
        "shut: ok",
        "open: fine",
        "open",
        "open: ok, else 404",
    ):
        with pytest.raises(table.TableError):
            table.read("trial", f"{head}    {line}")
    (row,) = table.read("trial", f"{head}    open: ok lead, else 404").rows
    assert row.answers == {"open": {"nobody": "404", "lead": "ok"}}


def test_an_act_is_told_from_a_look(world, visitors):
    scene = STAGES["open"](world)
    page = address_of(Row("bid_file_remove", "POST"), world, scene)
    with sealed.at(scene.moment, ticking=False):
        with taken_back():
            assert visitors["lead"].answer("POST", page) == "done"
        assert visitors["rival"].answer("POST", page) == "404"


def told_wrong(wrong, stage):
    """Each row that is not as the table says, with what the table would have to say."""
    for row, area, got in wrong:
        yield f"{row} ({area.name}.txt)"
        for whose, told in (("table", row.answers.get(stage)), ("portal", got)):
            (line,) = table.lines_of({stage: told}) if told else ("    nothing to ask",)
            yield f"  {whose:7}{line.strip()}"
