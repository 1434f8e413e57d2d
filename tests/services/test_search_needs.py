"""What people type, over the demonstration's calls."""
import csv
from collections.abc import Iterator
from pathlib import Path
import pytest
from django.test import Client, TestCase, override_settings
from pytest_django import DjangoDbBlocker
from portal.ground import keys
from portal.site.demo import story
from procurement.models import Tender, SearchEntry
from tests.support import calls

pytestmark = pytest.mark.django_db

@pytest.fixture(scope="module")
def told(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    given = keys.make() | {"DEMO": True, "VAR_DIR": tmp_path_factory.mktemp("var")}
    with django_db_blocker.unblock(), override_settings(**given):
        atomics = TestCase._enter_atomics()
        try:
            calls.the_law()
            story.tell()
            yield
        finally:
            TestCase._rollback_atomics(atomics)

import re
HERE = Path(__file__).resolve().parents[1] / "data" / "search.tsv"
SHARED = Path("/work/shared/cases/search.tsv")
def test_x(told, capsys):
    with capsys.disabled():
      for path in (SHARED, HERE):
        bad = n = 0
        for row in csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
            page = Client().get("/en/notices/" if row["lang"]=="en" else "/notices/", {"q": row["query"]}).text
            results = page[page.index('id="results"'):]
            found = list(dict.fromkeys(re.findall(r'href="(?:/en)?/notices/(YN[0-9-]+)/"', results)))
            why = []
            if row["first"] and found[:1] != [row["first"]]: why.append("first")
            why += [x for x in row["must_contain"].split() if x not in found]
            why += ["-"+x for x in row["must_not_contain"].split() if x in found]
            n += 1; bad += bool(why)
            if why or "-v" in str(path):
                chips = [re.sub(r"<[^>]+>", "", c).strip() for c in re.findall(r'<a class="chip".*?</a>', page, re.S)]
                print(path.name, repr(row["query"]), why, [f[-6:] for f in found][:14], chips, re.findall(r'<div class="empty">(.*?)</div>', page, re.S)[:1] and re.sub(r"<[^>]+>|\s+"," ", re.findall(r'<div class="empty">(.*?)</div>', page, re.S)[0])[-200:])
        print(path.name, n-bad, "of", n)
