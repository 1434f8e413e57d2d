"""The two who confirm: each with a session of their own, by the same pages as everybody."""

import contextlib
import threading
import time
from typing import Any

from tests.faults.drill.browser import Browser, CutError, Form
from tests.faults.drill.journal import Journal

AGAIN = 0.5  # seconds until one looks again


class Official(threading.Thread):
    """Looks at the opening's page until its button is there, then presses it until there is an answer."""

    def __init__(
        self, person: dict[str, Any], call: str, address: str, journal: Journal, until: float
    ) -> None:
        super().__init__(daemon=True)
        self.person, self.journal, self.until = person, journal, until
        self.page = f"/workspace/calls/{call}/opening/"
        self.browser = Browser(address, person["session"])
        self.confirmed = False

    def run(self) -> None:
        pressed = False
        while not self.confirmed and time.time() < self.until:
            with contextlib.suppress(CutError):
                page = self.browser.get(self.page)
                form = page.form("/opening/confirm/") if page.status == 200 else None
                if form is not None:
                    pressed = True
                    self.confirmed = self._press(form)
                elif pressed and page.status == 200:
                    # The answer was lost; that the button is gone is the answer.
                    self.confirmed = True
            time.sleep(AGAIN)

    def _press(self, form: Form) -> bool:
        """Raises CutError."""
        who = self.person["login"]
        self.journal.write("official presses", who=who)
        try:
            answer = self.browser.post(form.action, form.fields)
        except CutError as error:
            self.journal.write("official cut", who=who, why=str(error))
            raise
        self.journal.write("official answered", who=who, status=answer.status)
        return answer.status == 302
