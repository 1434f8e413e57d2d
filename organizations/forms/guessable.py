"""How much of a password a guesser who knows the place must find himself. Plain Python.

What everybody guesses first costs one: a known word, a year or a day, a row of keys, letters in order, what stood
just before once more. Every other sign costs one, a Chinese one two. The cheapest way through the password counts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

# What a password must cost. Eight random letters beside a place's name are enough; a figure or a year is not.
LEAST = 8
_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_WALKS = (*_ROWS, *(row[::-1] for row in _ROWS))
# What people everywhere begin with, and what they begin with on a portal for this.
COMMON = frozenset(
    """password passwd pass admin administrator root test user guest login welcome hello love iloveyou woaini woaiwojia
    mima huanying nihao zhongguo china beijing shanghai 520 521 1314 5201314 666 888 168
    密码 我爱你 你好 中国 北京 上海 管理员 欢迎
    yangguang goumai caigou yangguanggoumai sunlight sunshine portal tender bidding zhaobiao toubiao zhengfu fuwu
    shehuizuzhi gongyi aizibing aizi fangai hiv aids 阳光 购买 阳光购买 采购 政府 政府采购 招标 投标 服务 社会组织 公益
    艾滋 艾滋病 防艾""".split()  # noqa: SIM905 - a list that is read
)  # fmt: skip
# What stands in names of places and is left out when they are written.
_TAIL = re.compile(r"(?:省|市|州|县|区)$")
_LEET = str.maketrans("013457@$!", "oieastasi")
_YEAR = re.compile(r"(?:19[3-9]\d|20[0-4]\d)(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?")
_PHONE = re.compile(r"1[3-9]\d{9}")
_SHORTEST = 3
# Of a longer one the beginning must be enough: the work grows faster than the length.
_LONGEST = 48


def cost(password: str, words: Iterable[str] = ()) -> int:
    """How many things a guesser must find; ``words`` are those of the place, in any script and spelling."""
    text = _plain(password)[:_LONGEST]
    known = {one for word in words for one in _spellings(word)} | COMMON
    by_length = sorted({len(word) for word in known})
    plain = text.translate(_LEET)
    cheapest = [0] + [2 * len(text)] * len(text)
    for start in range(len(text)):
        base = cheapest[start]
        for end, more in _steps(text, plain, start, known, by_length):
            cheapest[end] = min(cheapest[end], base + more)
    return cheapest[-1]


def _steps(
    text: str, plain: str, start: int, known: set[str] | frozenset[str], lengths: list[int]
) -> Iterator[tuple[int, int]]:
    """Where each thing that begins at ``start`` ends, and what it costs."""
    yield start + 1, 1 if text[start].isascii() else 2
    for length in lengths:
        end = start + length
        if end <= len(text) and (text[start:end] in known or plain[start:end] in known):
            yield end, 1
    for end in range(start + 1, min(len(text), 2 * start) + 1):
        if text[start:end] == text[2 * start - end : start]:
            yield end, 1
    for end in range(start + _SHORTEST, len(text) + 1):
        piece = text[start:end]
        steps = {ord(after) - ord(before) for before, after in pairwise(piece)}
        if steps in ({1}, {-1}, {0}) or any(piece in walk for walk in _WALKS):
            yield end, 1
    if day := _YEAR.match(text, start):
        yield day.end(), 1
        yield start + 4, 1
    if phone := _PHONE.match(text, start):
        yield phone.end(), 2


def _plain(text: str) -> str:
    """Small letters and figures alone: neither width nor accents nor marks between words hide a word."""
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in parted if sign.isalnum() or sign in "@$!")


def _spellings(word: str) -> set[str]:
    plain = _plain(word)
    return {one for one in (plain, _TAIL.sub("", plain)) if len(one) > 1}
