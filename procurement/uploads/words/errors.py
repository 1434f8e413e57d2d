"""What is said of the words of a file: why they were not read, and that they are not sure."""

MOST_TEXT = 200_000
# The first line of words that were read from a picture.
FROM_PICTURE = "【以下文字是从图片认出来的，请与原件逐字核对】"


class ReadingError(Exception):
    """A text or file that is not read. ``code`` is one of :data:`CODES` and says what to do instead."""

    CODES = (
        "empty",
        "too_large",
        "old_word",
        "rich_text",
        "ofd",
        "encrypted",
        "pdf",
        "picture",
        "other_picture",
        "other_office",
        "other_file",
        "macros",
        "bomb",
        "broken",
        "no_text",
        "busy",
        "too_heavy",
        "too_many_pages",
        "unclear",
    )

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
