"""The province this portal stands in: a folder of portal/provinces/, chosen by PROVINCE. Plain Python."""

import os
import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

FOLDERS = Path(__file__).resolve().parents[1] / "provinces"
DEFAULT = "yunnan"
_FORMS = {
    "code": "[1-9][0-9]0000",
    "prefix": "[A-Z]{2}",
    "sign": "[\u4e00-\u9fff]",
    "ocid_prefix": "ocds-[a-z0-9]{6}",
}


class ProvinceError(ValueError):
    """The folder of the province is not there, or its province.toml says too much, too little or something odd."""


@dataclass(frozen=True)
class Province:
    """What province.toml says, each in Chinese and in English where a page prints it."""

    folder: Path
    code: str
    prefix: str
    sign: str
    ocid_prefix: str
    name_zh: str
    name_en: str
    medium_zh: str
    medium_en: str
    example_zh: str
    example_en: str

    @property
    def book(self) -> Path:
        """Its rows of the rulebook, a folder of TOML files above the national floor."""
        return self.folder / "book"


def read(folder: Path) -> Province:
    """The province of a folder. Raises ProvinceError."""
    file = folder / "province.toml"
    if not file.is_file():
        raise ProvinceError(f"PROVINCE={folder.name}: there is no {file.relative_to(folder.parents[2])}")
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    asked = {one.name for one in fields(Province)} - {"folder"}
    odd = asked ^ said.keys()
    odd |= {name for name in asked - odd if not re.fullmatch(_FORMS.get(name, ".+"), str(said[name]))}
    odd |= {name for name in asked - odd if not isinstance(said[name], str)}
    if odd:
        raise ProvinceError(f"{folder.name}/{file.name}: missing, unknown or odd: {', '.join(sorted(odd))}")
    return Province(folder, **said)


@cache
def chosen() -> Province:
    """The province of this process. Raises ProvinceError."""
    return read(FOLDERS / (os.environ.get("PROVINCE") or DEFAULT))
