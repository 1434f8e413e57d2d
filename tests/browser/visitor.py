"""Somebody at a browser: goes, fills in, presses; every page on the way is looked over by itself."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

from tests.browser.looks import LOOK, given
from tests.browser.totp import fresh_code

LOCALE = Path(__file__).resolve().parent.parent.parent / "locale"
WIDTHS = (360, 1280)
# Where pictures of every page go, for people to look at; nowhere unless named.
SHOTS = os.environ.get("WALK_SHOTS", "")
# What differs from walk to walk in an address, and what a picture's name says instead.
NUMBERS = (
    (r"YN\d{4}-\d{6}", "CALL"),
    (r"\bB-[A-Z0-9]{10}\b", "BID"),
    (r"\bR-[A-Z0-9]+\b", "RECEIPT"),
    (r"^panel/[^/]+", "panel/LINK"),
    (r"offers/\d+", "offers/OFFER"),
)


class Visitor:
    """One person with one browser. ``language`` is "zh" or "en"; pages need no script, so none runs.

    Every page that is shown is measured at 360 and at 1280 pixels: see :meth:`look`; what is done on it is done at
    ``width``. ``clicks`` counts buttons and links pressed and boxes filled in or ticked.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        language: str,
        *,
        script: bool = False,
        width: int = WIDTHS[-1],
        **options: Any,
    ) -> None:
        self.url, self.language = url, language
        self.host = urlsplit(url).netloc
        self.context = browser.new_context(
            java_script_enabled=script,
            locale="en-GB" if language == "en" else "zh-CN",
            timezone_id="Europe/London" if language == "en" else "Asia/Shanghai",
            viewport={"width": WIDTHS[0], "height": 760},
            **options,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)  # a busy machine is no fault of the page
        self.words: NullTranslations = (
            NullTranslations() if language == "en" else translation("django", LOCALE, ["zh_Hans"])
        )
        self.status = self.clicks = 0
        self.width = width
        self.wrong: list[str] = []
        self.context.on("request", self._sees_request)
        self.context.on("response", self._sees_response)
        self.context.on("console", self._sees_message)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error in the page: {error}"))

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):
            self.context.close()

    # What the browser saw ------------------------------------------------------------------------------

    def _sees_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.wrong.append(f"a request to another host: {request.url}")

    def _sees_response(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.status = response.status
        elif response.status >= 400:
            self.wrong.append(f"{response.status} for {response.url}")

    def _sees_message(self, message: ConsoleMessage) -> None:
        # A page's own status is looked at on its own.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"console: {message.text}")

    # Words ---------------------------------------------------------------------------------------------

    def say(self, words: str, **values: object) -> str:
        """The interface's own ``words`` (an English message id) in the language of this visitor."""
        return self.words.gettext(words) % values if values else self.words.gettext(words)

    # Moving --------------------------------------------------------------------------------------------

    def path(self, path: str) -> str:
        return f"/en{path}" if self.language == "en" else path

    def go(self, path: str, *, expect: int = 200) -> None:
        """To a path as it stands without its language."""
        self.status = 0
        self.page.goto(self.url + self.path(path))
        self.look(expect)

    def follow(self, words: str, *, within: str = "main", expect: int = 200, nth: int = 0) -> None:
        """Click the link of these words."""
        link = self.page.locator(within).get_by_role("link", name=self.say(words)).nth(nth)
        self.clicks += 1
        if (link.get_attribute("href") or "").startswith("#"):
            link.click()
        else:
            with self.page.expect_navigation():
                link.click()
        self.look(expect)

    def press(self, words: str, *, within: str = "main", expect: int = 200, nth: int = 0) -> None:
        """Press the button of these words."""
        button = self.page.locator(within).get_by_role("button", name=self.say(words), exact=True).nth(nth)
        self.press_on(button, expect=expect)

    def press_on(self, button: Locator, *, expect: int = 200) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            button.click()
        self.look(expect)

    def fill(self, values: Mapping[str, object]) -> None:
        """Fields by name: text is typed, a list ticks boxes, True and False tick one, folds are opened."""
        for name, value in values.items():
            fields = self.page.locator(f'main [name="{name}"]:not([type=hidden])')
            assert fields.count(), f"no field {name} on {self.page.url}"
            self._unfold(fields.first)
            self.clicks += len(value) if isinstance(value, list | tuple) else 1
            if isinstance(value, bool):
                fields.first.set_checked(value)
            elif isinstance(value, list | tuple):
                for number in range(fields.count()):
                    box = fields.nth(number)
                    box.set_checked(box.get_attribute("value") in value)
            elif fields.first.get_attribute("type") == "radio":
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif fields.first.evaluate("e => e.tagName") == "SELECT":
                fields.first.select_option(str(value))
            else:
                fields.first.fill(str(value))

    def _unfold(self, field: Locator) -> None:
        folds = field.locator("xpath=ancestor::details[not(@open)]")
        while folds.count():
            folds.first.locator("> summary").click()
            self.clicks += 1

    def value(self, name: str) -> str:
        return self.page.locator(f'main [name="{name}"]').first.input_value()

    def text(self, within: str = "main") -> str:
        return self.page.locator(within).first.inner_text()

    def reads(self, *words: str, within: str = "main") -> None:
        """Each of these stands on the page, in the visitor's language where it is the interface's."""
        found = self.page.locator(within).first.text_content() or ""
        flat = re.sub(r"\s+", "", found)
        for one in words:
            assert re.sub(r"\s+", "", self.say(one)) in flat, f"“{self.say(one)}” is not on {self.page.url}"

    def reads_not(self, *words: str, within: str = "main") -> None:
        found = re.sub(r"\s+", "", self.page.locator(within).first.text_content() or "")
        for one in words:
            assert re.sub(r"\s+", "", self.say(one)) not in found, f"“{one}” stands on {self.page.url}"

    def sign_in(self, account: Mapping[str, Any]) -> None:
        """With name and password, and with the code of the app where the account has one."""
        self.go("/accounts/login/")
        self.fill({"login": account["login"], "password": account["password"]})
        self.press_on(self.page.locator("main form button").first)
        if account["totp_secret"]:
            self.fill({"code": fresh_code(account["totp_secret"])})
            self.press_on(self.page.locator("main form button").first)
        assert "/workspace/" in self.page.url, self.page.url

    # Looking -------------------------------------------------------------------------------------------

    def look(self, expect: int = 200) -> None:
        """Status, errors, requests elsewhere, title, one heading, words of the other language, sideways scroll."""
        assert self.status == expect, f"{self.status} at {self.page.url}"
        wrong, self.wrong = self.wrong, []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 760})
            wrong += self.page.evaluate(LOOK, given(self.language, width))
            self._picture(width)
        self.page.set_viewport_size({"width": self.width, "height": 760})
        assert not wrong, f"{self.page.url}:\n" + "\n".join(dict.fromkeys(wrong))

    def _picture(self, width: int) -> None:
        if not SHOTS:
            return
        parts = urlsplit(self.page.url)
        name = parts.path.removeprefix("/en/").strip("/")
        for number, word in NUMBERS:
            name = re.sub(number, word, name)
        name = re.sub(r"[^\w-]+", "_", name or "home")[:60] + ("_422" if self.status == 422 else "")
        folder = Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.{self.language}.{width}.png", full_page=True)
