"""Every form of every role × what is typed into it: no error of the portal, no lost word, no English sentence on a
Chinese page, nothing absurd kept in silence.

The forms are the acts of the table of access, each at a stage and by a person who may do it, complete and correct but
for one box."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from tests.access import table
from tests.access.asking import Visitor, taken_back
from tests.access.conftest import visitors, world  # noqa: F401 - fixtures
from tests.access.probes import NothingThereError, address_of, probe_of
from tests.access.stages import STAGES
from tests.access.table import ONCE, Row
from tests.support import sealed
from tests.support.whole import WHOLE
from tests.sweep import values
from tests.sweep.asking import Answer, Controls, faults, send

pytestmark = pytest.mark.django_db
EVERY = 26
_KEPT_BOXES = {"csrfmiddlewaretoken"}


def _who(row: Row, stage: str) -> str | None:
    """Somebody who does the act at that stage; where nobody's act writes anything, somebody who is answered."""
    does = any(told == "done" for answers in row.answers.values() for told in answers.values())
    wanted = ("done",) if does else ("ok", "to")
    return next((name for name, told in row.answers.get(stage, {}).items() if told in wanted), None)


def acts() -> dict[str, list[tuple[Row, str, str]]]:
    """By the stage to build: the rows asked there, with who and the stage of the table. As few stages as will do."""
    waiting = [row for area in table.areas() for row in area.rows if row.method == "POST"]
    plan: dict[str, list[tuple[Row, str, str]]] = {}
    once = [(row, who, ONCE) for row in waiting if (who := _who(row, ONCE))]
    if once:
        plan["open"] = once
    waiting = [row for row in waiting if ONCE not in row.answers]
    while waiting:
        there = {stage: [row for row in waiting if _who(row, stage)] for stage in STAGES}
        best = max(there, key=lambda stage: len(there[stage]))
        if not there[best]:
            break
        plan.setdefault(best, []).extend((row, _who(row, best) or "", best) for row in there[best])
        waiting = [row for row in waiting if row not in there[best]]
    return plan


PLAN = acts()


Change = tuple[str, dict[str, str], dict[str, Any]]


def changes(sent: dict[str, Any], hidden: Collection[str], turn: Iterator[int]) -> Iterator[Change]:
    """What is sent, with the kind of wrong value by the name of its box, and a word for it: each box in turn with
    what is typed, left out, sent twice, a file where words belong; then everything that is seen wrong at once.

    There are some hundred boxes and they share few readers: of four boxes one gets one of the things typed, each the
    next one, and another is left out. `make walks` gives every box all of them."""
    offers = {name: _offered_for(good) for name, good in sent.items()}
    for name, offered in offers.items():
        kinds = list(offered)
        number = next(turn)
        left_out = number % 4 == 0
        if not WHOLE:
            kinds = [kinds[number // 4 % len(kinds)]] if number % 4 == 2 else []
        for kind in kinds:
            yield f"{name} {kind}", {name: kind}, sent | {name: offered[kind]}
        if WHOLE or left_out:
            yield f"{name} left out", {name: ""}, {key: value for key, value in sent.items() if key != name}
    for first in range(0, len(values.TYPED), 1 if WHOLE else EVERY):
        wrong = {
            name: list(offered)[(first + n) % len(offered)]
            for n, (name, offered) in enumerate(offers.items())
            if name not in hidden
        }
        all_wrong = sent | {name: offers[name][kind] for name, kind in wrong.items()}
        yield f"all wrong from {first}", wrong, all_wrong


def _offered_for(good: Any) -> dict[str, Any]:
    if hasattr(good, "read"):
        return {"words for a file": "no file", "another file": values.odd_file()}
    return values.TYPED | {"twice": [good, "另外的话"], "a file for words": values.odd_file()}


@pytest.mark.parametrize("stage", PLAN)
def test_no_form_breaks_loses_or_keeps_what_is_wrong(stage, world, visitors):  # noqa: F811
    scene = STAGES[stage](world)
    wrong: list[str] = []
    asked, turn = 0, count(list(PLAN).index(stage))
    with sealed.at(scene.moment, ticking=False):
        for row, who, _at in PLAN[stage]:
            probe = probe_of(row)
            with suppress(NothingThereError), taken_back():
                probe.first(world, scene)
                url = address_of(row, world, scene)
                sent = dict(probe.data(world, scene))
                rest, hidden = offered(visitors[who], url, sent)
                for said, kinds, data in changes(sent | rest, hidden, turn):
                    if probe.json and any(hasattr(one, "read") for one in data.values()):
                        continue  # no file fits into JSON
                    cache.clear()
                    translation.activate("zh-hans")
                    asked += 1
                    answer = send(visitors[who], url, data, json=probe.json)
                    shown = {k: v for k, v in data.items() if kinds.get(k) not in values.UNSHOWN}
                    wrong += [f"{row} {said}: {one}" for one in faults(answer, shown, kinds)]
    print(stage, asked, "asked")
    assert not wrong, "\n".join(sorted(set(wrong)))


def offered(visitor: Visitor, url: str, sent: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The other boxes of the form, as the page shows them when something is wrong with it; and those nobody sees."""
    answer: Answer = send(visitor, url, {})
    forms = [one.partition("</form>")[0] for one in answer.page.split("<form")[1:]]
    own = [one for one in forms if any(f'name="{name}"' in one for name in sent)]
    form = Controls("".join(f"<form{one}</form>" for one in own or forms) if answer.shown_again else "")
    rest = {
        name: shown[-1] if shown else ""
        for name, shown in form.boxes.items()
        if name and name not in sent and name not in _KEPT_BOXES
    }
    return rest, form.hidden
