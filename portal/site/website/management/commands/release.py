"""What a new version needs before it serves: tables, places, rules, and in a demonstration its data."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.reloader import translation_file_changed

from portal.ground import messages

# Each may run again on a database that has it all.
STEPS = (
    "load_divisions",
    "load_codes",
    "load_rulebook",
    "carry_codes",
    "seal_words",
    "read_searches",
    "tell_receipt_keys",
    "write_releases",
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also words, styles and demonstration data")
        parser.add_argument("--empty", action="store_true", help="with --demo: no demonstration data")

    def handle(self, *args: Any, demo: bool, empty: bool, **options: Any) -> None:
        if demo and not settings.DEMO:
            raise CommandError("--demo is for a demonstration (DEMO is not set)")
        if demo:
            self._words_and_styles()
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
        for step in STEPS:
            call_command(step, stdout=self.stdout)
        if demo and not empty:
            self._data()

    def _words_and_styles(self) -> None:
        try:
            messages.build()
        except messages.MessagesError as error:
            raise CommandError(f"the translations cannot be built:\n{error}") from error
        # Those this process has read so far may be of before: words of its data would be missing in them.
        translation_file_changed(None, Path("django.mo"))
        # Compressing takes seconds, so it is done again only when a file changed.
        digest = hashlib.sha256()
        for folder in settings.STATICFILES_DIRS:
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    digest.update(f"{path}\0{path.stat().st_size}\0{path.stat().st_mtime_ns}\n".encode())
        mark = Path(settings.STATIC_ROOT) / ".collected"
        if not mark.exists() or mark.read_text() != digest.hexdigest():
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            mark.write_text(digest.hexdigest())

    def _data(self) -> None:
        """The demonstration's calls and people, and the list of accounts for the terminal."""
        call_command("load_demo", stdout=self.stdout)
        accounts = Path(settings.VAR_DIR) / "accounts.txt"
        accounts.touch(mode=0o600)
        with accounts.open("w", encoding="utf-8") as output:
            call_command("demo_accounts", stdout=output)
