"""Every public page of the demonstration, by its links: its language, nothing inline, no dead end."""

import re

import pytest
from django.test import Client

from tests.support.whole import with_walks
from tests.views.reading import Page

pytestmark = pytest.mark.django_db


def crawl(client: Client, start: str) -> dict[str, Page]:
    """Every public page that can be reached from ``start`` in its language."""
    english = start.startswith("/en/")
    waiting, pages = [start], {}
    seen = {start}
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        assert response.status_code == 200, f"{path} answers {response.status_code}"
        posts = "html" in response["Content-Type"] and "csrfmiddlewaretoken" in response.content.decode()
        assert posts or not response.cookies, f"{path} sets {list(response.cookies)}"
        if "html" not in response["Content-Type"]:
            continue
        pages[path] = Page(response.content.decode())
        for link in pages[path].links:
            target = link.split("#")[0]
            if target.startswith("?"):
                target = path.split("?")[0] + target
            own = target.startswith("/") and target.startswith("/en/") == english
            if own and target not in seen and is_walked(target):
                seen.add(target)
                waiting.append(target)
    return pages


def is_walked(path: str) -> bool:
    """Left out: what asks for an account, typeset files, more than one condition of the search."""
    left_out = ("/workspace", "/accounts", "/static", "/login", "/account", "/bid/", ".pdf", ".docx")
    if any(part in path for part in left_out):
        return False
    county = re.search(r"/places/(\d{6})/", path)
    if county and county[1][:4] not in ("5328", "5300"):
        return False
    return path.count("&") == 0


@pytest.mark.parametrize("start", ["/", pytest.param("/en/", marks=with_walks)])
def test_every_page_speaks_its_language_and_every_link_leads_on(
    told: None, client: Client, start: str
) -> None:
    pages = crawl(client, start)
    assert len(pages) > 40
    foreign = {path: words for path, page in pages.items() if (words := page.foreign())}
    assert foreign == {}
    if start == "/":
        in_english = {path: said for path, page in pages.items() if (said := page.sentences_in_english())}
        # A list of codes has a column of English words, for everybody.
        assert {path for path in in_english if not path.startswith("/codes/")} == set()
    for path, page in pages.items():
        assert page.inline == [], path
        assert len(page.ids) == len(set(page.ids)), f"{path} holds an id twice"
        assert len(page.html.encode()) < 60_000, path
    assert any("/notices/YN" in path for path in pages)
