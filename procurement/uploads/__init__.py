"""Takes files from people: what does not prove harmless is refused, and what is kept names nobody."""

from procurement.uploads.cell import inspect
from procurement.uploads.files import DOCUMENTS, MOST_BYTES, PHOTOS, CleanFile, UploadRefused, too_large

__all__ = ["DOCUMENTS", "MOST_BYTES", "PHOTOS", "CleanFile", "UploadRefused", "inspect", "too_large"]
