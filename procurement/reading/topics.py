"""What a heading or a label is about. The words stand in topics.toml: one that officials use is added there."""

import tomllib
from functools import lru_cache
from pathlib import Path

from portal.ground.expression import expression

_WORDS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("topics.toml").read_text(encoding="utf-8")
)
_PATTERNS = {topic: expression("|".join(words)) for topic, words in _WORDS.items()}


@lru_cache(maxsize=2048)
def topic_of(label: str) -> str:
    """The topic of a heading's words; "" for none that is known."""
    return next((topic for topic, words in _PATTERNS.items() if words.search(label)), "")
