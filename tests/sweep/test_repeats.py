"""Every form with a mark of its own, sent, and sent again with one box changed: what was not taken is never called
received, and stands on the page."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from portal.ground.values.text import fold
from tests.access.asking import Writes, taken_back
from tests.access.conftest import visitors, world  # noqa: F401 - fixtures
from tests.access.probes import NothingThereError, address_of, probe_of
from tests.access.stages import STAGES
from tests.support import sealed
from tests.support.whole import part
from tests.sweep.asking import Controls
from tests.sweep.test_forms import PLAN, offered

pytestmark = pytest.mark.django_db
MARKS = {"form_id", "slip"}
_ASKED: set[str] = set()


def others(sent: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """``sent`` with each box that somebody writes in changed, one at a time."""
    for name, value in sent.items():
        if name in MARKS or not isinstance(value, str) or name.startswith("csrf"):
            continue
        if len(value) > 3 and any("\u3400" <= sign <= "\u9fff" for sign in value):
            yield name, sent | {name: f"{value}另外一句话。"}
        elif name == "value":
            yield name, sent | {name: f"{Decimal(value) - 1}"}
        elif name.endswith("_on") and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield name, sent | {name: f"{date.fromisoformat(value) + timedelta(days=1)}"}
        elif name.endswith("code") and value.isalnum():
            yield name, sent | {name: f"{value}X"}


@pytest.mark.parametrize("stage", list(PLAN))
def test_other_words_under_the_same_mark_are_never_called_received(stage, world, visitors):  # noqa: F811
    scene = STAGES[stage](world)
    wrong: list[str] = []
    with sealed.at(scene.moment, ticking=False), translation.override("zh-hans"):
        for row, who, _at in PLAN[stage]:
            probe = probe_of(row)
            with suppress(NothingThereError), taken_back():
                probe.first(world, scene)
                url = address_of(row, world, scene)
                sent = dict(probe.data(world, scene))
                sent |= offered(visitors[who], url, sent)[0]
                if not MARKS & sent.keys() or probe.json:
                    continue
                for name, changed in part(others(sent), 18, of_what=f"{row}"):
                    with taken_back():
                        cache.clear()
                        first = visitors[who].ask("POST", url, sent)
                        if first.status_code not in (200, 302):
                            wrong.append(f"{row} cannot be sent at all: {first.status_code}")
                            break
                        wrong += [
                            f"{row} {name}: {one}" for one in _answered(visitors[who], url, changed, name)
                        ]
                        _ASKED.add(str(row))
    assert not wrong, "\n".join(sorted(set(wrong)))


def _answered(visitor: Any, url: str, changed: dict[str, Any], name: str) -> Iterator[str]:
    writes = Writes()
    with connection.execute_wrapper(writes):
        answer = visitor.ask("POST", url, changed)
    page = answer.content.decode()
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    elif answer.status_code < 400 and not writes.rows:
        yield f"called received ({answer.status_code}), and nothing was kept"
    elif answer.status_code in (409, 422) and name in Controls(page).typed and not name.endswith("_on"):
        typed = "".join(fold(changed[name]).split())
        if typed not in "".join(page.split()):
            yield "the second words are lost"


def test_the_forms_with_a_mark_were_asked():
    """Runs after the others of this file; a form with a mark that the plan never reaches is named here."""
    print(sorted(_ASKED))
    assert len(_ASKED) >= 12, sorted(_ASKED)
