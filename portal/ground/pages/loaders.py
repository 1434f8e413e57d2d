"""Templates are written to be read, and sent without their indentation: a third of a page on a slow line."""

import re

from django.template import Origin
from django.template.loaders import filesystem

_INDENTATION = re.compile(r"\n\s+")


class Loader(filesystem.Loader):
    """The house's templates; of an HTML one, every run of white space that begins with a new line is that line."""

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        return _INDENTATION.sub("\n", text) if origin.name.endswith(".html") else text
