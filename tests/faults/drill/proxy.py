"""Stands before the two web masters: takes the one that lives, and cuts some clients off before the answer.

Run as a program with a file of settings: listen, backends, share, seed, log."""

import asyncio
import contextlib
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

# Presses that must survive a lost answer; reading pages may as well be repeated.
CUT_AFTER = ("/seal/", "/withdraw/", "/confirm/")
AWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    def __init__(self, told: dict[str, Any]) -> None:
        self.backends: list[int] = told["backends"]
        self.share: float = told["share"]
        self.choice = random.Random(told["seed"])
        self.log = Path(told["log"])
        self.turn = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._one(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # either side went away; the client sees it
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        request, *headers = head.decode("latin-1").split("\r\n")
        named = dict(one.lower().split(": ", 1) for one in headers if ": " in one)
        body = await reader.readexactly(int(named.get("content-length", 0)))
        backend = await self._backend()
        if backend is None:
            writer.write(AWAY)
            return await writer.drain()
        answer, ask = backend
        try:
            ask.write(head + body)
            await ask.drain()
            path = request.split(" ")[1].partition("?")[0]
            cut = path.endswith(CUT_AFTER) and self.choice.random() < self.share
            if cut and self.choice.random() < 0.5:
                return self._note(path, "while it was answered")
            first = await answer.read(65536)
            if cut:
                return self._note(path, "once it was answered")
            while first:
                writer.write(first)
                await writer.drain()
                first = await answer.read(65536)
        finally:
            ask.close()

    async def _backend(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        self.turn += 1
        for step in range(len(self.backends)):
            port = self.backends[(self.turn + step) % len(self.backends)]
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None

    def _note(self, path: str, when: str) -> None:
        with self.log.open("a") as log:
            log.write(json.dumps({"at": time.time(), "line": "cut", "path": path, "when": when}) + "\n")


async def main(told: dict[str, Any]) -> None:
    proxy = Proxy(told)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", told["listen"], backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
