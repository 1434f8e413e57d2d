"""The mail server: takes letters, refuses some of them at first, and hangs up on others.

Run as a program with a file of settings: port, seed, log. What it took is in the log before it says so."""

import asyncio
import email
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

# Of each address's first try: so many in a hundred, then it is served.
NOT_NOW, NEVER, CUT_BEFORE, CUT_AFTER = 6, 2, 2, 2


class Sink:
    def __init__(self, told: dict[str, Any]) -> None:
        self.choice = random.Random(told["seed"])
        self.log = Path(told["log"])
        self.known: set[str] = set()
        self.moods: dict[str, str] = {}

    def _note(self, line: str, address: str, **more: str) -> None:
        entry = {"at": time.time(), "line": line, "address": address, **more}
        with self.log.open("a") as log:
            log.write(json.dumps(entry) + "\n")

    def _mood(self, address: str) -> str:
        if address in self.known:
            return "take"
        self.known.add(address)
        drawn = self.choice.randrange(100)
        for share, mood in ((NOT_NOW, "450"), (NEVER, "550"), (CUT_BEFORE, "before"), (CUT_AFTER, "after")):
            if drawn < share:
                return mood
            drawn -= share
        return "take"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        mood = self._mood(address)
        if mood in ("450", "550"):
            self._note("refused", address, code=mood)
            return f"{mood} not taken"
        self.moods[address] = mood
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        address = envelope.rcpt_tos[0]
        mood = self.moods.pop(address, "take")
        if mood == "before":
            self._note("hung up", address, when="before taking it")
            server.transport.abort()
            return "421 cut"
        message = email.message_from_bytes(envelope.content)
        self._note("taken", address, message_id=message["Message-ID"], subject=str(message["Subject"]))
        if mood == "after":
            self._note("hung up", address, when="after taking it")
            server.transport.abort()
            return "421 cut"
        return "250 taken"


async def main(told: dict[str, Any]) -> None:
    sink = Sink(told)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink"), "127.0.0.1", told["port"])
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
