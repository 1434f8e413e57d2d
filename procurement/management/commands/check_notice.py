"""Says what the rules say of a call that stands in a JSON file, before anybody publishes it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.ground.values.record import read_record
from procurement import labels
from procurement.facts import FactsError, parse
from procurement.judgement import law
from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Verdict

LANGUAGES = {"zh": "zh-hans", "en": "en"}


class Command(BaseCommand):
    """Exit code 0: nothing stops publication. 1: something does. 2: the file could not be read."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="JSON in the shape of POST /api/v1/rules/check, - for standard input"
        )
        parser.add_argument("--json", action="store_true", help="verdicts as JSON")
        parser.add_argument("--lang", choices=LANGUAGES, default="zh")

    def handle(self, *args: Any, file: str, lang: str, **options: Any) -> None:
        with translation.override(LANGUAGES[lang]):
            facts = read(file)
            try:
                book, calendar = law.current()
            except law.NoEditionError:
                book, calendar = law.book_on_disk(), law.calendar_on_disk()
            verdicts = check_publication(facts, book=book, calendar=calendar)
            if options["json"]:
                plain = {"edition": book.edition, "verdicts": [as_json(one) for one in verdicts]}
                self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2, default=str))
            else:
                self.stdout.write(book.edition)
                for one in verdicts:
                    self.stdout.write(
                        f"{labels.answer(str(one.answer))} [{one.rule}] {labels.verdict_message(one)}"
                    )
        if any(one.stops for one in verdicts):
            sys.exit(1)


def read(file: str) -> Any:
    """Facts from the file. Raises CommandError naming every field at fault."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        mapping = read_record(text)
        return parse(mapping)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
    except ValueError as error:
        raise CommandError(f"{file}: {labels.facts_fault('not_json')}", returncode=2) from error
    except FactsError as error:
        faults = (f"{path or file}: {labels.facts_fault(code)}" for path, code in error.errors.items())
        raise CommandError("\n".join(faults), returncode=2) from error


def as_json(verdict: Verdict) -> dict[str, Any]:
    counted = verdict.counted
    return {
        "rule": verdict.rule,
        "answer": str(verdict.answer),
        "field": verdict.field,
        "earliest": verdict.earliest,
        "latest": verdict.latest,
        "counted": counted and {"start": counted.start, "number": counted.number, "unit": str(counted.unit)},
        "source": verdict.source,
        "article": verdict.article,
        "confidence": verdict.confidence,
        "confirmed_by": verdict.confirmed_by,
        "message": labels.verdict_message(verdict),
    }
