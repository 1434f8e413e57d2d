"""Reading what people type: text, days and hours, money, codes. Pure functions; forms, API and commands share them."""


class UnreadableError(ValueError):
    """Raised with a code for a value that cannot be read or judged; ``typed`` is what was typed."""

    def __init__(self, code: str, typed: str) -> None:
        super().__init__(f"{code}: {typed[:80]}")
        self.code, self.typed = code, typed
