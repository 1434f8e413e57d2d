"""Loads the places of the province from the file of its folder."""

import csv
from pathlib import Path

from django.db import transaction

from organizations.models import Division
from portal.ground.province import chosen

FILE = chosen().folder / "divisions.csv"
COLUMNS = ("parent_id", "level", "name_zh", "short_zh", "name_en", "pinyin")


@transaction.atomic
def load_divisions(path: Path = FILE, model: type[Division] = Division) -> int:
    """Insert or update every place of the file and return how many there are. Safe to repeat.

    Raises ValueError for a place that lies in another province: its code says so.

    Places no longer in the file stay: the calls and organisations of the past belong to them.
    A migration passes the model as it was then.
    """
    with path.open(encoding="utf-8", newline="") as file:
        places = [model(**{"parent_id": row.pop("parent") or None, **row}) for row in csv.DictReader(file)]
    if strange := [place.code for place in places if place.code[:2] != chosen().code[:2]]:
        raise ValueError(f"{path.name}: not of {chosen().code}: {', '.join(strange)}")
    # A parent comes before its children, because the codes of a province sort that way.
    places.sort(key=lambda place: place.code)
    model._default_manager.bulk_create(
        places, update_conflicts=True, update_fields=COLUMNS, unique_fields=["code"]
    )
    return len(places)
