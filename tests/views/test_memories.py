"""What is remembered is what a process that has read nothing would answer, whoever read before and wherever."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from organizations.models import User, divisions
from portal.ground import clock
from portal.ground.memory import PARTS, Parts, plain
from portal.ground.pages import addresses
from portal.site.website import cache as whole
from procurement.models import Tender
from tests.support import calls, factories
from tests.support.whole import part

NOW = calls.at("07-03 11:00")
HOSTS = ("testserver", "yangguang.example")
MOUNTS = ("", "/portal")
LANGUAGES = ("", "/en")
# Tokens are another one in every answer.
_TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|[?&]after=)[^"]+')


@dataclass(frozen=True)
class Reader:
    """Somebody who reads under one host and mount point in one language; nobody where ``who`` is None."""

    host: str
    mount: str
    language: str
    who: User | None

    def read(self, path: str) -> tuple[int, str | None, str | None, str]:
        """The answer as far as two readings of it are alike."""
        clock.move_to(NOW)
        client = Client(headers={"host": self.host})
        if self.who:
            client.force_login(self.who)
        with override_script_prefix(f"{self.mount}/"), pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.conf.settings.FORCE_SCRIPT_NAME", self.mount)
            patch.setattr("django.conf.settings.DEMO", False)  # whose strip tells the second
            answer: Any = client.get(path if path.startswith("/api/") else f"{self.language}{path}")
        return self._told(answer)

    @staticmethod
    def _told(answer: HttpResponse) -> tuple[int, str | None, str | None, str]:
        text = _TOKEN.sub(r"\1", answer.content.decode())
        return answer.status_code, answer.get("Location"), answer.get("Content-Language"), text

    def __str__(self) -> str:
        who = self.who.username if self.who else "nobody"
        return f"{who} at {self.host}{self.mount}{self.language}"


def forget() -> None:
    """As a process is that has just begun."""
    PARTS.clear()
    whole.PAGES.clear()
    divisions._KEPT.clear()
    addresses._exists.cache_clear()
    whole.is_listed.cache_clear()


@pytest.fixture
def readers(settings: Any) -> Iterator[list[Reader]]:
    settings.DEMO = settings.PUBLIC_CACHE = True
    settings.ALLOWED_HOSTS = HOSTS
    clock.move_to(NOW)
    office = calls.office()
    calls.published(office, title_zh="第一个项目")
    calls.published(office, title_zh="第二个项目", title_en="")
    people = [None, office.drafter, factories.official("supervisor")]
    yield [Reader(*one) for one in product(HOSTS, MOUNTS, LANGUAGES, people)]
    forget()


PAGES = {
    "/": ("第一个项目", "brand"),
    "/notices/": ("第一个项目", 'id="filters"'),
    "/notices/?q=项目&status=open": ("<mark>项目</mark>",),
    "/notices/{number}/": ('class="timeline"', 'class="next"', "SHA-256"),
    "/awards/?place=532801": ("selected",),
    "/api/v1/notices": ('"results": [{',),
    "/help/": (),
}


@pytest.mark.django_db
@pytest.mark.parametrize("page", part(PAGES, 2, of_what="memories"))
def test_whoever_read_before_the_answer_is_that_of_a_process_that_has_read_nothing(
    readers: list[Reader], page: str
) -> None:
    call = Tender.objects.order_by("pk")[0]
    path = page.format(number=call.number)
    cold = {}
    for one in readers:
        forget()
        cold[one] = one.read(path)
    for words in PAGES[page]:
        assert words in cold[readers[0]][3], words
    for one, (_status, _to, _language, text) in cold.items():
        if "<html" in text:
            assert f'href="{one.mount}{one.language}/notices/"' in text, f"{one}: the bar leads to the calls"
            assert ('/accounts/logout/"' in text) is (one.who is not None), one
    for order in (readers, readers[::-1]):
        forget()
        for one in (*order, *order):
            *head, text = one.read(path)
            *head_cold, text_cold = cold[one]
            assert head == head_cold, f"{one}: {path}"
            strange = [
                pair
                for pair in zip(text.splitlines(), text_cold.splitlines(), strict=False)
                if pair[0] != pair[1]
            ]
            assert text == text_cold, f"{one}: {path}: {strange[:2]}"


def test_a_key_tells_apart_what_looks_different() -> None:
    parts = Parts(3)
    parts.keep(("a", "<b>"), 1)
    assert parts.get(("a", "<b>")) == 1
    assert parts.get(("a", SafeString("<b>"))) is None
    assert plain({"late": [1]}) != plain({"late": [True]})
    assert plain(gettext_lazy("Home")) != override("en")(plain)(gettext_lazy("Home"))
    with pytest.raises(TypeError, match="no part of a key"):
        parts.get(("a", User(username="x")))


def test_the_parts_used_last_stay() -> None:
    parts = Parts(2)
    for name in ("a", "b"):
        parts.keep((name,), name)
    parts.get(("a",))
    parts.keep(("c",), "c")
    assert [name for name in "abc" if parts.get((name,))] == ["a", "c"]


# What a process keeps between requests: these three (ADR 25),
MEMORIES = {
    "portal/site/website/cache.py: PAGES",
    "portal/ground/memory.py: PARTS",
    "organizations/models/divisions.py: _KEPT",
}
# and what a function makes of its arguments, of the files of this version and of rows that never change.
CONSTANTS = {
    "portal/ground/messages.py: KEYWORDS",
    "portal/ground/people/fold.py: _fold()",
    "portal/ground/province.py: chosen()",
    "portal/running/serving.py: secure_scheme_headers",
    "portal/site/website/cache.py: is_listed()",
    "portal/ground/pages/addresses.py: _exists()",
    "portal/site/website/views/statistics.py: history()",
    "procurement/reading/dates.py: _all_days()",
    "procurement/reading/labels.py: _set_apart()",
    "procurement/reading/labels.py: _under()",
    "procurement/reading/labels.py: table_rows()",
    "procurement/reading/outline.py: sections()",
    "procurement/reading/points.py: hundreds()",
    "procurement/reading/topics.py: topic_of()",
    "procurement/rules/calendar.py: _seed()",
    "procurement/rules/festivals.py: _likely()",
    "procurement/rules/festivals.py: _moving()",
    "procurement/rules/festivals.py: _possible()",
    "procurement/rules/rulebook.py: _of()",
    "procurement/rules/words/__init__.py: _codes_of()",
    "procurement/rules/words/weighing.py: _weights()",
    "procurement/rules/words/table.py: _class()",
    "procurement/rules/words/table.py: _compiled()",
    "procurement/search/marks.py: _pattern()",
    "procurement/search/slips.py: _by_sound()",
    "procurement/search/slips.py: _words()",
    "procurement/search/texts.py: _stemmer()",
    "procurement/search/texts.py: forms()",
    "procurement/search/typed.py: read()",
    "procurement/search/vocabulary.py: vocabulary()",
    "procurement/judgement/law.py: _book()",
    "procurement/judgement/law.py: _calendar()",
    "procurement/judgement/law.py: _pinned()",
    "procurement/sheets/pdf.py: _fonts()",
}
ROOMS = ("portal", "organizations", "procurement")
_CACHE = re.compile(r"(functools\.)?(lru_)?cache\b")
_EMPTY = re.compile(
    r"(\{\}|\[\]|(set|dict|list)\(\)|(\w+\.)?(Parts|Pages|OrderedDict|defaultdict|Weak\w+)\(.*)"
)


def test_nothing_else_is_kept_between_requests() -> None:
    root = Path(__file__).resolve().parents[2]
    files = (file for room in ROOMS for file in (root / room).rglob("*.py"))
    found = {
        f"{file.relative_to(root).as_posix()}: {name}"
        for file in files
        for name in _kept_in(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == MEMORIES | CONSTANTS


def _kept_in(module: ast.Module) -> Iterator[str]:
    """Functions that remember what they answered, and containers of a module that begin empty."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and any(
            _CACHE.match(ast.unparse(one)) for one in node.decorator_list
        ):
            yield f"{node.name}()"
    for line in module.body:
        if isinstance(line, (ast.Assign, ast.AnnAssign)) and line.value is not None:
            names = line.targets if isinstance(line, ast.Assign) else [line.target]
            if _EMPTY.fullmatch(ast.unparse(line.value)):
                yield from (ast.unparse(one) for one in names)
