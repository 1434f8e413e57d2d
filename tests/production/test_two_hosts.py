"""Two webs, two of each worker, one database behind PgBouncer, files in a bucket and the proxy of docker/nginx.conf:
nobody notices.

`make walks` walks a whole purchase over it, as a browser does."""

import hashlib
import http.client
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from portal.running import counting, embedded
from portal.running.memory_uploads import MOST_BYTES
from tests.production import spread
from tests.production.engine import free_port
from tests.support import bucket
from tests.support.prepared import begin_from, prepared
from tests.support.stack import Stack, fill
from tests.support.whole import WHOLE

ROOT = Path(__file__).resolve().parents[2]
MISSING = [name for name, path in spread.programs().items() if not path]
# Ten processes are a minute's start: with make walks.
here = pytest.mark.skipif(
    bool(MISSING) or not WHOLE,
    reason=f"not installed: {', '.join(MISSING)}" if MISSING else "with make walks",
)
EXPORTS = (
    "/data/audit.jsonl", "/data/checkpoints.txt", "/data/releases.jsonl", "/data/records.jsonl",
    "/data/notices.csv", "/data/awards.csv", "/data/contracts.csv", "/feeds/notices.atom",
)  # fmt: skip
WALKS = ("test_way_of_a_call.py", "test_way_to_the_contract.py", "test_statutory.py")
# What Django takes of fields beside files, and the marks between the parts of a body.
FIELDS, MARKS = 2_621_440, 100_000
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
END = b"\r\n--x--\r\n"


class Hosts(Stack):
    """As the started portal of other tests; `web-1` to `opener-2` are its parts."""

    def __init__(self, folder: Path, files_url: str) -> None:
        begin_from(prepared("demonstration", fill), folder)
        folder.chmod(0o711)
        self.var, self.own = folder, False
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.environ = {**kept, "VAR_DIR": str(folder), "FILES_URL": files_url}
        self.output = folder / "output.txt"
        words = [sys.executable, "-m", "tests.production.spread", str(folder), str(free_port())]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                words, cwd=ROOT, env=self.environ, stdout=output, stderr=subprocess.STDOUT
            )
        self.url = ""


@pytest.fixture(scope="module")
def files():
    with bucket.server() as server:
        yield server


@pytest.fixture(scope="module")
def hosts(files):
    folder = embedded.runtime_folder()
    running = Hosts(folder, files.url)
    try:
        running.wait()
        yield running
        running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def get(hosts, path):
    try:
        with urllib.request.urlopen(hosts.url + path, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


pytestmark = pytest.mark.faults


@here
def test_every_file_is_the_same_whole_file_whoever_gives_it(hosts):
    for path in EXPORTS:
        answers = [get(hosts, path) for _ in range(6)]
        assert {status for status, _ in answers} == {200}, path
        assert len({hashlib.sha256(text).hexdigest() for _, text in answers}) == 1, path
    assert get(hosts, "/data/audit.jsonl")[1].count(b"\n") > 80


@here
def test_a_bid_with_all_its_photographs_passes_and_is_never_laid_on_a_disk_by_the_proxy(hosts):
    """Nobody is signed in, so the portal refuses what came; the proxy has handed all of it on."""
    address = hosts.url.removeprefix("http://")
    for size, statuses, words in (
        (MOST_BYTES, {200, 403}, "阳光购买"),
        (MOST_BYTES + 2**20, {400, 413}, "阳光购买"),
        (60 * 2**20, {413}, "nginx"),
    ):
        connection = http.client.HTTPConnection(address, timeout=60)
        connection.putrequest("POST", "/alerts/")
        connection.putheader("Content-Type", "multipart/form-data; boundary=x")
        connection.putheader("Content-Length", str(len(HEAD) + size + len(END)))
        connection.endheaders()
        try:
            connection.send(HEAD)
            for _ in range(size // 2**20):
                connection.send(b"x" * 2**20)
            connection.send(END)
        except (BrokenPipeError, ConnectionResetError):
            assert words == "nginx"
        answer = connection.getresponse()
        assert answer.status in statuses, size
        assert words in answer.read().decode(), size
        connection.close()
    assert "buffered to a temporary file" not in (hosts.var / "log" / "proxy-errors.log").read_text()


@here
def test_each_host_gives_the_figures_of_all(hosts):
    get(hosts, "/notices/")
    time.sleep(counting.EVERY + 0.5)
    for _ in range(8):
        get(hosts, "/notices/")
    found = []
    for part in ("web-1", "web-2"):
        address = (hosts.var / "run" / f"{part}.address").read_text()
        asked = urllib.request.Request(
            f"http://{address}/metrics", headers={"Authorization": f"Bearer {spread.METRICS_KEY}"}
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            text = answer.read().decode()
        assert "yangguang_ready 1\n" in text
        found.append(float(re.search(r'answers_total\{status="2xx"\} (\S+)', text)[1]))
    assert min(found) >= 9, found


@here
def test_what_whoever_runs_it_asks_is_nothing_for_visitors(hosts):
    for path in ("/readyz", "/metrics"):
        assert get(hosts, path)[0] == 404


@here
def test_each_host_serves_alone_and_without_both_the_portal_says_it_rests(hosts):
    for part in ("web-1", "web-2"):
        hosts.hold(part)
        assert [get(hosts, "/notices/")[0] for _ in range(4)] == [200] * 4, part
        back(hosts, part)
    for part in ("web-1", "web-2"):
        hosts.hold(part)
    status, text = get(hosts, "/notices/")
    assert (status, "平台正在维护" in text.decode()) == (503, True)
    style = re.search(r'href="(/static/css/base\.css)"', text.decode())
    assert style
    assert get(hosts, style[1])[0] == 200
    for part in ("web-1", "web-2"):
        back(hosts, part)


def back(hosts, part):
    """Let it start, and wait until it answers."""
    hosts.release(part)
    address = (hosts.var / "run" / f"{part}.address").read_text()
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://{address}/healthz", timeout=5).close()
        except OSError:
            assert time.monotonic() < until, f"{part} does not come back"
            time.sleep(0.2)
        else:
            time.sleep(2.5)  # so long the proxy asks nobody who failed
            return


@here
def test_each_worker_alone_keeps_the_record_sealed(hosts):
    for left, gone in (("worker-1", "worker-2"), ("worker-2", "worker-1")):
        hosts.hold(gone)
        before = get(hosts, "/data/checkpoints.txt")[1].count(b"\n")
        hosts.manage("demo_clock", "--advance", "6m")
        until = time.monotonic() + 40
        while get(hosts, "/data/checkpoints.txt")[1].count(b"\n") == before:
            assert time.monotonic() < until, f"{left} alone seals nothing"
            hosts.manage(
                "shell",
                "--no-imports",
                "-c",
                "from portal.celery import app; from portal.ground.ledger.tasks import seal_due; seal_due.delay()",
            )
            time.sleep(1)
        hosts.release(gone)


@here
def test_a_whole_purchase_is_walked_and_no_folder_is_shared(hosts, files):
    words = [sys.executable, "-m", "pytest", "-q", *(f"tests/browser/{name}" for name in WALKS)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("WALKS", "PYTEST"))}
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=environ | {"WALK_VAR": str(hosts.var)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    ask = "from portal.ground.ledger.models import Blob; print(*Blob.objects.values_list('pk', flat=True))"
    kept = hosts.manage("shell", "--no-imports", "-c", ask).split()
    assert kept
    assert {name.rpartition("/")[2] for name in files.names()} == set(kept)
    assert not (hosts.var / "blobs").exists()
    documents = "from procurement.models import Document; one = Document.objects.first();"
    documents += "print(f'/notices/{one.tender.number}/documents/{one.pk}/', one.blob_id)"
    path, sha256 = hosts.manage("shell", "--no-imports", "-c", documents).split()
    for _ in range(4):
        assert hashlib.sha256(get(hosts, path)[1]).hexdigest() == sha256
    files.hold()
    try:
        status, text = get(hosts, path)
        assert (status, "平台现在取不到这份文件" in text.decode()) == (503, True)
        assert get(hosts, "/notices/")[0] == 200
    finally:
        files.go_on()
    assert get(hosts, path)[0] == 200


# --- The file alone ---------------------------------------------------------------------------------------------


def test_the_proxy_takes_what_the_portal_takes_and_in_memory():
    text = spread.NGINX.read_text()
    sizes = dict(re.findall(r"(client_max_body_size|client_body_buffer_size) (\d+)m;", text))
    assert set(sizes.values()) == {sizes["client_max_body_size"]}
    assert len(sizes) == 2
    assert MOST_BYTES + FIELDS + MARKS < int(sizes["client_max_body_size"]) * 2**20 < 2 * MOST_BYTES
    assert "proxy_max_temp_file_size 0;" in text
    assert "access_log off;" in text


@pytest.mark.skipif("nginx" in MISSING, reason="nginx is not installed")
def test_nginx_reads_the_file_as_it_is(tmp_path):
    """But for the name of a host that is nowhere here, and a certificate of our own."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
         "-subj", "/CN=portal.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = spread.NGINX.read_text()
    for old, new in (
        ("/tmp/", f"{tmp_path}/"),
        ("web:8000", "127.0.0.1:8000"),
        ("/certificates/portal.pem", str(certificate)),
        ("/certificates/portal.key", str(key)),
    ):
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "nginx.conf").write_text(text)
    done = subprocess.run(
        [spread.programs()["nginx"], "-t", "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
