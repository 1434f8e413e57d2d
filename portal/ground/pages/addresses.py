"""Where a page stands in each language, and whether an address is answered at all."""

from functools import lru_cache

from django.urls import Resolver404, get_script_prefix, get_urlconf, resolve
from django.utils.translation import get_language

LANGUAGE_PREFIX = "en/"


def root_path() -> str:
    """The address of the home page in the language in use."""
    return get_script_prefix() + (LANGUAGE_PREFIX if get_language() == "en" else "")


@lru_cache(maxsize=2_048)
def _exists(path: str, language: str | None, urlconf: str | None) -> bool:
    try:
        resolve(path, urlconf)
    except Resolver404:
        return False
    return True


def exists(path: str) -> bool:
    """Whether an address is answered at all: the bar never leads to a page that is not built."""
    return _exists(f"/{path.removeprefix(get_script_prefix())}", get_language(), get_urlconf())
