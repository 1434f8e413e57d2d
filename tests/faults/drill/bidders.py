"""The bidders: each a process of its own that knows nothing but its pages, its plan and its journal.

Run as a program with a file of settings: address, folder, prepare, bidders (each with its part of the plan). Prints a
line for every answer it got; presses once the file `go.json` names the closing."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.drill.browser import Answer, Browser, CutError, Form
from tests.faults.drill.journal import Journal, lines_of

# How long after the closing a bidder goes on asking for its answer.
PATIENCE = 240
BUDGET = (("外展人员补贴", "direct"), ("场地租金", "indirect"))
INDIRECT = 9000


class GivenUpError(Exception):
    """No answer in all that time."""


class Bidder:
    def __init__(self, told: dict[str, Any], folder: Path, address: str, prepare: float) -> None:
        self.told, self.part, self.folder, self.prepare = told, told["part"], folder, prepare
        self.bid, self.word = told["bid"], told["word"]
        self.total = float(told["total"])
        self.browser = Browser(address, told["session"])
        number = self.part["number"]
        self.journal = Journal(folder / f"bidder-{number:04d}.jsonl", bidder=number)
        self.until = time.time() + 900

    # --- What everybody does --------------------------------------------------------------------------

    def run(self) -> None:
        time.sleep(self.part["arrives"] * self.prepare)
        self.journal.write(
            "begins",
            bid=self.bid,
            kind=self.part["kind"],
            word=self.word,
            organization=self.told["organization"],
        )
        try:
            form = self.checked()
            if self.part["keeps_copy"]:
                self.copy = self.sure(
                    lambda: self.browser.get(f"/workspace/bids/{self.bid}/own-copy.json")
                ).json()
                self.journal.write("copy", copy=self.copy)
            self.say("ready")
            self.wait_for_go()
            getattr(self, f"do_{self.part['kind']}")(form)
            self.journal.write("ends")
        except GivenUpError as error:
            self.journal.write("gave up", why=str(error))

    def say(self, word: str) -> None:
        os.write(1, f"{word}\n".encode())

    def wait_for_go(self) -> None:
        file = self.folder / "go.json"
        while not file.exists():
            if time.time() > self.until:
                raise GivenUpError("nobody began")
            time.sleep(0.1)
        go = json.loads(file.read_text())
        self.due, self.length = go["due"], go["length"]
        self.until = self.due + PATIENCE

    def at(self, moment: list[float]) -> None:
        """Wait until a moment of the plan."""
        share, seconds = moment
        time.sleep(max(0.0, self.due + share * self.length + seconds - time.time()))

    def sure(self, ask: Callable[[], Answer], *, good: tuple[int, ...] = (200,)) -> Answer:
        """Ask until there is an answer that is neither cut nor the portal's own failure."""
        tries = 0
        while True:
            try:
                answer = ask()
            except CutError as error:
                said = str(error)
            else:
                if answer.status < 500:
                    if good and answer.status not in good:
                        raise GivenUpError(f"{answer.status} {answer.location}")
                    return answer
                said = str(answer.status)
            self.rest(tries := tries + 1, said)

    def rest(self, tries: int, why: str) -> None:
        """Before the next try; longer each time, as people are. Raises GivenUpError."""
        if time.time() > self.until:
            raise GivenUpError(why)
        time.sleep(min(4.0, 0.25 * 2**tries) * (0.75 + self.part["arrives"] / 2))

    def checked(self, action: str = "/seal/") -> Form:
        """The form of the page that seals, with its key."""
        answer = self.sure(lambda: self.browser.get(f"/workspace/bids/{self.bid}/check/"))
        form = answer.form(action)
        if form is None:
            raise GivenUpError("the page has no button that seals")
        return form

    def press(
        self, act: str, form: Form, *, path: str = "", browser: Browser | None = None
    ) -> dict[str, Any]:
        """Press until there is an answer, always with the same key; returns the receipt, {} for none."""
        path = path or form.action or f"/workspace/bids/{self.bid}/{act}/"
        key, asked = form.fields["key"], browser or self.browser
        said = {"act": act, "key": key, "path": path, "bid": self.bid}
        tries = 0
        while True:
            self.journal.write("presses", **said, word=self.word, total=f"{self.total:.2f}")
            try:
                answer = asked.post(path, form.fields)
            except CutError as error:
                self.journal.write("cut", **said, why=str(error))
            else:
                if answer.status < 500:
                    return self.answered(said, answer)
                self.journal.write("failed", **said, status=answer.status)
            self.rest(tries := tries + 1, f"no answer to {act}")

    def answered(self, said: dict[str, Any], answer: Answer) -> dict[str, Any]:
        self.journal.write("answer", **said, status=answer.status, location=answer.location)
        number = answer.location.strip("/").rpartition("/")[2]
        document: dict[str, Any] = {}
        if answer.status == 302 and number.startswith("R-"):
            # From here on it may not be lost: the worst moment for the portal to be killed.
            self.say("ack")
            document = self.sure(lambda: self.browser.get(f"/receipts/{number}.json")).json()
            self.journal.write("receipt", **said, receipt=number, document=document)
        return document

    def lodge(self, form: Form) -> dict[str, Any]:
        made = self.press("seal", form)
        if self.part["replays"]:
            # As a browser does that sends the same request again: the same receipt is the only right answer.
            self.press("seal", form)
        return made

    # --- What each kind does --------------------------------------------------------------------------

    def do_plain(self, form: Form) -> None:
        self.at(self.part["moment"])
        self.lodge(form)

    do_edge = do_late = do_plain

    def do_replace(self, form: Form) -> None:
        self.at(self.part["first"])
        self.press("seal", form)
        if (again := self.rewritten(form)) is not None:
            self.at(self.part["moment"])
            self.lodge(again)

    def rewritten(self, form: Form) -> Form | None:
        """Another revision from the own copy, with another sum; None when the closing came first."""
        page = f"/workspace/bids/{self.bid}"
        content = json.dumps(self.copy, ensure_ascii=False).encode()
        token = {"csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"]}
        self.sure(lambda: self.browser.post(f"{page}/replace/", token, file=("copy", content)), good=(302,))
        return self.priced(self.total + 1000)

    def priced(self, total: float) -> Form | None:
        """Write the budget of the draft; the form that seals it, or None when it can be written no more."""
        page = f"/workspace/bids/{self.bid}"
        answer = self.sure(lambda: self.browser.get(f"{page}/budget/"), good=(200, 302))
        form = answer.form("") if answer.status == 200 else None
        if form is None:
            return None
        for place, (label, kind) in enumerate(BUDGET):
            amount = INDIRECT if kind == "indirect" else total - INDIRECT
            line = {"label": label, "kind": kind, "amount": f"{amount:.2f}"}
            form.fields |= {f"lot1-{place}-{name}": value for name, value in line.items()}
        saved = self.sure(lambda: self.browser.post(f"{page}/budget/", form.fields), good=(200, 302, 409))
        if saved.status == 409:
            # The answer to a first try was lost; it was saved.
            self.journal.write("saved already")
        answer = self.sure(lambda: self.browser.get(f"{page}/check/"), good=(200, 302))
        sealing = answer.form("/seal/") if answer.status == 200 else None
        if sealing is not None:
            self.total = total
            self.journal.write("rewritten", total=f"{total:.2f}")
        return sealing

    def do_withdraw(self, form: Form) -> bool:
        self.at(self.part["first"])
        self.press("seal", form)
        page = f"/workspace/bids/{self.bid}/withdraw/"
        answer = self.sure(lambda: self.browser.get(page), good=(200, 302))
        asking = answer.form("") if answer.status == 200 else None
        if asking is None:
            return False
        self.at(self.part["moment"])
        taken_back = self.press("withdraw", asking)
        return bool(taken_back) and taken_back["receipt"]["verdict"] == "accepted"

    def do_anew(self, form: Form) -> None:
        self.part["moment"] = [self.part["first"][0] + 0.2, 0.0]
        if not self.do_withdraw(form):
            return
        page = f"/notices/{self.told['call']}/bid/"
        answer = self.sure(lambda: self.browser.get(page), good=(200, 302, 410))
        begin = answer.form("") if answer.status == 200 else None
        if begin is None:
            return
        begun = self.sure(lambda: self.browser.post(page, begin.fields), good=(302, 410))
        if begun.status != 302 or "/workspace/bids/B-" not in begun.location:
            return
        self.bid = begun.location.split("/")[-3] if begun.location.endswith("/answers/") else ""
        self.journal.write("begins anew", bid=self.bid)
        answers = f"/workspace/bids/{self.bid}/answers/"
        asked = self.sure(lambda: self.browser.get(answers), good=(200, 302))
        blank = asked.form("") if asked.status == 200 else None
        if blank is None:
            return
        questions = ("approach", "people", "team", "confidentiality", "quality", "risks")
        blank.fields |= dict.fromkeys(questions, f"重新递交，内容不变。{self.word}")
        self.sure(lambda: self.browser.post(answers, blank.fields), good=(200, 302, 409))
        sealing = self.priced(self.total + 2000)
        if sealing is not None:
            self.lodge(sealing)

    def do_twice(self, form: Form) -> None:
        self.at(self.part["moment"])
        self.together([form, form])

    def do_tabs(self, form: Form) -> None:
        other = self.checked()
        self.at(self.part["moment"])
        self.together([form, other])

    def together(self, forms: list[Form]) -> None:
        """At once, each with a browser of its own that shares the cookies."""
        presses = []
        for form in forms:
            browser = Browser(self.browser.address, "")
            browser.cookies = dict(self.browser.cookies)
            presses.append(
                threading.Thread(target=self.press, args=("seal", form), kwargs={"browser": browser})
            )
        for one in presses:
            one.start()
        for one in presses:
            one.join()

    def do_thief(self, form: Form) -> None:
        """Somebody else's key on the own bid, and the own session on somebody else's."""
        share, seconds = self.part["moment"]
        stolen = self.stolen(self.due + share * self.length + seconds)
        if stolen:
            self.steal(form, stolen)
        self.at(self.part["moment"])
        self.lodge(form)
        if not stolen and (late := self.stolen(self.due + PATIENCE / 2)):
            self.steal(form, late)

    def steal(self, form: Form, stolen: dict[str, Any]) -> None:
        taken = Form(form.action, form.fields | {"key": stolen["key"]})
        self.press("seal", taken, path=f"/workspace/bids/{self.bid}/seal/")
        self.press("seal", taken, path=stolen["path"])

    def stolen(self, until: float) -> dict[str, Any] | None:
        """The victim's receipt, if it comes before that moment."""
        if self.part["victim"] < 0:
            return None
        file = self.folder / f"bidder-{self.part['victim']:04d}.jsonl"
        while True:
            for line in lines_of(file):
                if line["line"] == "receipt":
                    return line
            if time.time() > until:
                return None
            time.sleep(0.2)


def main(settings: Path) -> None:
    told = json.loads(settings.read_text())
    pids = []
    for one in told["bidders"]:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                bidder = Bidder(one, Path(told["folder"]), told["address"], told["prepare"])
                bidder.run()
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    failed = sum(os.waitpid(pid, 0)[1] != 0 for pid in pids)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
