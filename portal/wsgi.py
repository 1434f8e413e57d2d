"""What gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from portal.ground import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

try:
    # A web without its keys would show a bidder a form it cannot encrypt; one with the opener's could read.
    keys.require_of_settings("web")
except keys.KeyRefusedError as error:
    sys.exit(f"web does not start: {error}")
