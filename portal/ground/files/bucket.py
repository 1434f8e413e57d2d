"""Files in a bucket, by django-storages. Loaded only where FILES_URL names one: `requirements-s3.txt` has what it
needs (docs/adr/0032)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import RLock
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from portal.ground.files import FilesAwayError

PATIENCE = 10  # seconds that a server may say nothing
IN_MEMORY = 1 << 20  # of a file that is read; more of it waits in the temporary folder
# Larger than any file is, so each is one request: it arrives whole or not at all, and no part is left lying.
ONE_REQUEST = 1 << 28


class Bucket(S3Storage):  # type: ignore[misc]
    """Whatever the client library may raise, FilesAwayError is raised; FileNotFoundError for what is not there."""

    def __init__(self, *, patience: float = PATIENCE, addressing: str = "path", **options: Any) -> None:
        super().__init__(
            # What a server that is only compatible need not know is not asked of it: our own hash says more.
            client_config=Config(
                connect_timeout=min(patience, 3),
                read_timeout=patience,
                retries={"total_max_attempts": 2, "mode": "standard"},
                s3={"addressing_style": addressing},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            transfer_config=TransferConfig(
                multipart_threshold=ONE_REQUEST, multipart_chunksize=ONE_REQUEST, use_threads=False
            ),
            max_memory_size=IN_MEMORY,
            file_overwrite=True,
            **options,
        )
        self._making = RLock()

    @property
    def connection(self) -> Any:
        """Each thread's own, as the client library asks for; one after the other made of the session they share."""
        with self._making:
            return super().connection

    def _create_session(self) -> Any:
        """Made once: each new one reads some megabytes of what all services of that cloud are like."""
        return self._session

    @cached_property
    def _session(self) -> Any:
        return super()._create_session()

    @property
    def bucket(self) -> Any:
        return self.connection.Bucket(self.bucket_name)

    def ask(self) -> None:
        """Whether the bucket is there and lets us in. Raises FilesAwayError."""
        with _away():
            self._asking.head_bucket(Bucket=self.bucket_name)

    @property
    def where(self) -> str:
        return f"the bucket {self.bucket_name} at {self.endpoint_url}"

    @cached_property
    def _asking(self) -> Any:
        """Whoever only asks how it stands waits two seconds."""
        shortly = Config(connect_timeout=2, read_timeout=2, retries={"total_max_attempts": 1})
        with self._making:
            return self._session.client(
                "s3",
                region_name=self.region_name,
                endpoint_url=self.endpoint_url,
                config=self.client_config.merge(shortly),
            )

    def exists(self, name: str) -> bool:
        with _away():
            found: bool = super().exists(name)
        return found

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        """Fetched whole, so that nothing can fail while it is handed on."""
        try:
            with _away():
                found: File[Any] = super()._open(name, mode)
                assert found.file is not None
        except FileNotFoundError:
            self.ask()  # or is it the bucket that is not there?
            raise
        return found

    def _save(self, name: str, content: "File[Any]") -> str:
        with _away():
            saved: str = super()._save(name, content)
        return saved


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        told = error.response
        status = told.get("ResponseMetadata", {}).get("HTTPStatusCode", "")
        raise FilesAwayError(f"{told.get('Error', {}).get('Code', '')} ({status})") from error
    except (BotoCoreError, Boto3Error, RetriesExceededError) as error:
        raise FilesAwayError(type(error).__name__) from error
