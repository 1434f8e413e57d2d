"""The evidence of a drill with four bidders, written by hand, in which everything holds."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.faults.drill.checks import record
from tests.faults.drill.checks.common import canonical, sha256
from tests.faults.drill.evidence import Evidence

DUE = datetime(2024, 7, 24, 10, tzinfo=UTC)
OFFSET = 1000.0  # the portal's clock is ahead of the machine's
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Small:
    """Four bidders: one seals, one replaces, one takes back, one is too late; all cut off once."""

    def __init__(self):
        self.seen = Evidence(due=DUE.timestamp() - OFFSET, offset=OFFSET, verified="OK")
        self.rows = {name: [] for name in (
            "bids", "intakes", "packages", "receipts", "openings", "offers", "opening_faults", "confirmations",
            "letters", "deliveries", "events", "seals",
        )}  # fmt: skip
        self.seen.rows = self.rows
        self.copies = []
        for bidder, acts in enumerate([[("lodge", -9)], [("lodge", -8), ("lodge", -1)],
                                       [("lodge", -7), ("withdraw", -2)], [("lodge", 0.5)]]):  # fmt: skip
            self.bidder(bidder, acts)
        self.open()
        self.letters()
        self.record()
        self.seen.plan = {
            "seed": 1,
            "parts": [],
            "faults": [{"part": "worker"}],
            "opener_steps": ["clocks read"],
        }
        self.line("fault", 0, part="worker", done=True)
        self.line("opener", 0, step="clocks read", killed=True)
        stolen = {"bidder": 3, "bid": "B-3", "act": "seal", "key": "key-0-0", "path": ""}
        self.line("presses", 5, **stolen, total="1.00")
        self.line("answer", 6, **stolen, status=302, location="/workspace/bids/B-3/")
        self.seen.before = {
            "found": {}, "control": ["/base/1", "/pg_wal/1", "/log/a", "/tmp/a", "dump", "broker"],
            "keys": {"web-1": ["DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY"], "opener": ["OPENING_KEY"]},
            "copies": self.copies, "pages": {},
        }  # fmt: skip
        self.seen.public_keys = [{"kid": "kid", "x": base64url(KEY.public_key().public_bytes_raw())}]

    def line(self, line, seconds, **more):
        self.seen.lines.append({"at": self.seen.due + seconds, "line": line, **more})

    def bidder(self, bidder, acts):
        bid = f"B-{bidder}"
        self.line("begins", -20, bidder=bidder, bid=bid, kind="plain", organization=f"O-{bidder}")
        for place, (act, seconds) in enumerate(acts):
            self.act(
                bidder, bid, act, seconds, f"key-{bidder}-{place}", total=100_000 + 1000 * bidder + place
            )
        late = acts[-1][1] >= 0
        status = {"withdraw": "withdrawn"}.get(acts[-1][0], "draft" if late else "opened")
        self.rows["bids"].append({"number": bid, "status": status, "organization": f"O-{bidder}"})

    def act(self, bidder, bid, act, seconds, key, total):
        number = len(self.rows["intakes"]) + 1
        verdict = "accepted" if seconds < 0 else "late"
        received = DUE + timedelta(seconds=seconds)
        package = self.package(bid, number, total) if act == "lodge" else None
        self.rows["intakes"].append(
            {"id": number, "key": key, "act": act, "bid": bid, "received_at": received, "due_at": DUE,
             "package_id": package and package["id"], "verdict": verdict, "decided_at": received, "email": ""}
        )  # fmt: skip
        said = {
            "receipt": f"R-{number}", "act": act, "verdict": verdict, "bid": bid, "kid": "kid",
            "received_at": received.isoformat(), "envelope": package and package["envelope_hash"], "seal": None,
        }  # fmt: skip
        text = canonical(said)
        signature = base64url(KEY.sign(text.encode()))
        self.rows["receipts"].append(
            {"number": f"R-{number}", "intake_id": number, "text": text, "signature": signature}
        )
        line = {
            "bidder": bidder,
            "bid": bid,
            "act": "seal" if act == "lodge" else act,
            "key": key,
            "path": "",
        }
        self.line("presses", seconds - 0.1, **line, total=f"{total:.2f}")
        self.line("cut", seconds + 0.1, **line)
        self.line("presses", seconds + 0.2, **line, total=f"{total:.2f}")
        answered = max(seconds + 0.3, 0.1) if bidder == 1 else seconds + 0.3
        self.line("answer", answered, **line, status=302, location=f"/receipts/R-{number}/")
        document = {"receipt": said, "signature": signature}
        self.line("receipt", answered + 0.1, **line, receipt=f"R-{number}", document=document)

    def package(self, bid, number, total):
        salt = f"{number:02x}" * 32
        parts = {"answers": {"answers": {"team": bid}}, "budget": {"lots": [total]}}
        items = [
            {"name": name, "salt": salt[:62] + f"{place:02x}", "size": 1, "sha256": ""}
            for place, name in enumerate(parts)
        ]
        for item in items:
            content = canonical(parts[item["name"]]).encode()
            item["sha256"] = sha256(bytes.fromhex(item["salt"]) + content)
        manifest = {"version": 1, "parties": [], "items": items}
        commitment = sha256(canonical(manifest))
        revision = 1 + sum(one["bid"] == bid for one in self.rows["packages"])
        if revision == 1:
            self.copies.append({"bid": bid, "manifest": manifest, **parts})
        made = {
            "id": number, "bid": bid, "revision": revision, "envelope": f"envelope {number}", "total": total,
            "envelope_hash": sha256(f"envelope {number}"), "commitment": commitment,
        }  # fmt: skip
        self.rows["packages"].append(made)
        return made

    def open(self):
        live = {one["id"]: one for one in self.rows["packages"] if one["id"] in (1, 3)}
        hashes = sorted(one["envelope_hash"] for one in live.values())

        def over(salt):
            return sha256(canonical([salt, *hashes]))

        self.rows["openings"].append(
            {"id": 1, "bids": 2, "alone": False, "bids_due": DUE, "live_hash": over(""), "opened_at": DUE}
        )
        for person in (1, 2):
            salt = f"salt {person}"
            self.rows["confirmations"].append(
                {"by_id": person, "at": DUE + timedelta(seconds=9), "salt": salt, "live_hash": over(salt)}
            )
        for one in live.values():
            self.rows["offers"].append(
                {"opening_id": 1, "package_id": one["id"], "bid": one["bid"], "total": f"{one['total']}.00"}
            )
        sums = " ".join(f"<td>¥{one['total']:,}</td>" for one in live.values())
        self.seen.notice_page = self.seen.official_page = f"<table>{sums}</table>"

    def letters(self):
        for one in self.rows["intakes"]:
            email, number = f"{one['bid']}@example.org", f"<{one['id']}@portal>"
            self.rows["letters"].append(
                {"message_id": number, "email": email, "state": "sent", "kind": "bid_receipt", "due": True,
                 "subject": f"bid:{one['bid']}/{one['id']}"}
            )  # fmt: skip
            self.line("taken", 10, address=email, message_id=number)

    def record(self):
        kinds = {"lodge": "bid_lodged", "withdraw": "bid_withdrawn"}
        for one in self.rows["intakes"]:
            moment = one["received_at"].isoformat(timespec="microseconds")
            self.event(kinds[one["act"]], f"bid:{one['bid']}", verdict=one["verdict"], received_at=moment)
        for one in self.rows["offers"]:
            self.event("bid_opened", f"bid:{one['bid']}")
        for kind in ("closed", "opening_confirmed", "opening_confirmed", "bids_opened"):
            self.event(kind, "tender:1", public=True)
        previous = "0" * 64
        for number in (1, 2):
            under = (
                self.rows["events"][(number - 1) * 6 : number * 6] if number == 1 else self.rows["events"][6:]
            )
            for one in under:
                one["seal_id"] = number
            private = [bytes.fromhex(one["digest"]) for one in under if not one["public"]]
            hidden = record._merkle([*private, b"b" * 32]).hex()
            seal = {"number": number, "previous": previous, "hidden": hidden, "blind": (b"b" * 32).hex()}
            seal["digest"] = previous = sha256(canonical(seal))
            self.rows["seals"].append(seal)

    def event(self, kind, subject, *, public=False, **payload):
        made = {
            "id": len(self.rows["events"]) + 1, "at": DUE, "kind": kind, "subject": subject, "thread": "",
            "actor": "", "public": public, "payload": canonical(payload), "salt": "ab" * 32,
        }  # fmt: skip
        self.rows["events"].append(made | {"digest": record._digest(made), "seal_id": None})
