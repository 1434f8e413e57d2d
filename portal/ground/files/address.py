"""Where files lie, as the environment says it in FILES_URL:
`s3://KEY:SECRET@host:port/bucket/folder?region=cn-north-1&addressing=virtual`. Nothing: the folder of VAR_DIR."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SHAPE = "s3://KEY:SECRET@host:port/bucket, key and secret percent-encoded"
SCHEMES = {"s3": "https", "s3+http": "http"}
ADDRESSING = ("path", "virtual")


def storage(url: str) -> dict[str, Any]:
    """The row of STORAGES. Raises ValueError, which repeats no secret."""
    if not url:
        return {"BACKEND": "portal.ground.files.folder.Folder"}
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise ValueError(f"is {SHAPE}") from None
    bucket, _, location = parts.path.strip("/").partition("/")
    if parts.scheme not in SCHEMES or not all((parts.hostname, parts.username, parts.password, bucket)):
        raise ValueError(f"is {SHAPE}")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    addressing = asked.pop("addressing", ADDRESSING[0])
    region = asked.pop("region", "us-east-1")
    if asked or addressing not in ADDRESSING:
        raise ValueError(f"knows after the question mark: region=…, addressing={' or '.join(ADDRESSING)}")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ValueError("names a bucket, and what speaks to it is not installed: requirements-s3.txt")
    return {
        "BACKEND": "portal.ground.files.bucket.Bucket",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.hostname}{port}",
            "bucket_name": bucket,
            "location": unquote(location),
            "region_name": region,
            "addressing": addressing,
        },
    }
