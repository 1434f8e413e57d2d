"""Where files lie: a folder, or a bucket of an S3-compatible server. Behind `storages["files"]` either is one thing:
a name holds a whole file or none, and what was saved is safe."""

FILES = "files"


class FilesAwayError(Exception):
    """The place of the files cannot be reached, or takes or gives nothing: it says why, and of a file nothing."""
