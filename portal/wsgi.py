"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from portal.ground import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# A web without its keys would show a bidder a form it cannot encrypt; one with the opener's could read.
keys.exit_without("web")
