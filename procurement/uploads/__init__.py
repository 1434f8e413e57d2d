"""Takes files from people: what does not prove harmless is refused, and what is kept names nobody."""

from procurement.uploads.cell import inspect, text_of
from procurement.uploads.files import (
    DOCUMENTS,
    MEDIA_TYPES,
    MOST_BYTES,
    PHOTOS,
    CleanFile,
    UploadRefused,
    told_apart,
    too_large,
)

__all__ = [
    "DOCUMENTS",
    "MEDIA_TYPES",
    "MOST_BYTES",
    "PHOTOS",
    "CleanFile",
    "UploadRefused",
    "inspect",
    "text_of",
    "told_apart",
    "too_large",
]
