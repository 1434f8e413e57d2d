#!/usr/bin/env python
"""The one door to every command of the project."""

import os
import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["demo"]:
        # It brings servers and secrets of its own, which the settings ask for: so it runs before them.
        from portal.running.launch import main

        sys.exit(main(sys.argv[2:]))

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(
            f"{error}\nCommands find the running demonstration by themselves (make demo). Elsewhere set what "
            "docker-compose.yml sets, or DEBUG=1 for those that only read the code."
        )
