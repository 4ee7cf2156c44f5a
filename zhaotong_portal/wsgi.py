"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
application = get_wsgi_application()

from zhaotong_portal.startup import refuse_unfit_production  # noqa: E402 - needs the apps loaded

refuse_unfit_production()
