"""A server that speaks S3, as a process of its own on this machine. It keeps everything in memory: ended, it has
forgotten all."""

import contextlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
from botocore.config import Config

from portal.ground.files import address

KEY, SECRET, BUCKET = "portal", "of/the+bucket", "files"


class Server:
    """``hold`` lets it answer nothing until ``go_on``."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As FILES_URL."""
        return f"s3+http://{KEY}:of%2Fthe%2Bbucket@127.0.0.1:{self.port}/{BUCKET}/portal?region=cn-north-1"

    @property
    def client(self) -> Any:
        """Of whoever looks after the server."""
        quickly = Config(connect_timeout=5, read_timeout=10, s3={"addressing_style": "path"})
        return boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{self.port}", region_name="cn-north-1", config=quickly,
            aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        )  # fmt: skip

    def start(self) -> None:
        words = ["-c", "import sys; from moto.server import main; main(sys.argv[1:])"]
        with tempfile.TemporaryFile() as said:
            self.process = subprocess.Popen(
                [sys.executable, *words, "-H", "127.0.0.1", "-p", str(self.port)], stdout=said, stderr=said
            )
            until = time.monotonic() + 60
            while True:
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{self.port}/moto-api/", timeout=2).close()
                    break
                if self.process.poll() is not None or time.monotonic() > until:
                    said.seek(0)
                    raise AssertionError(f"no S3 server: {said.read().decode()}")
                time.sleep(0.1)
        self.client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "cn-north-1"}
        )

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def hold(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def names(self) -> set[str]:
        told = self.client.list_objects_v2(Bucket=BUCKET)
        return {one["Key"] for one in told.get("Contents", ())}

    def lay(self, name: str, content: bytes) -> None:
        """What somebody with another key than the portal's did there."""
        self.client.put_object(Bucket=BUCKET, Key=name, Body=content)

    def read(self, name: str) -> bytes:
        return bytes(self.client.get_object(Bucket=BUCKET, Key=name)["Body"].read())

    def take_away(self, name: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=name)

    def empty(self) -> None:
        for name in self.names():
            self.take_away(name)


@contextlib.contextmanager
def server() -> Iterator[Server]:
    running = Server()
    try:
        running.start()
        yield running
    finally:
        running.stop()


@contextlib.contextmanager
def faulty(status: int, *, says: int = 0, forgets: bool = False) -> Iterator[str]:
    """A server that gives this answer to everything; with 200 a body shorter than it says, or it thanks for a file
    and has none. Yields its FILES_URL."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            nothing = forgets and self.command in ("GET", "HEAD") and self.path.strip("/") != BUCKET
            self.send_response(404 if nothing else status)
            self.send_header("Content-Length", str(says))
            self.end_headers()
            if says and self.command == "GET":
                self.wfile.write(b"x" * (says // 2))
            self.close_connection = True

        do_GET = do_HEAD = do_PUT = do_POST = answer  # noqa: N815

        def log_message(self, *said: object) -> None:
            """Nothing on the terminal."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"s3+http://a:b@127.0.0.1:{running.server_port}/{BUCKET}"
    finally:
        running.shutdown()
        running.server_close()


def named(url: str, patience: float = 1) -> dict[str, Any]:
    """The row of STORAGES, with less patience than in earnest."""
    row = address.storage(url)
    return row | {"OPTIONS": row["OPTIONS"] | {"patience": patience}}
