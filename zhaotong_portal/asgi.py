"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
application = get_asgi_application()

from zhaotong_portal.startup import refuse_unfit_production  # noqa: E402 - needs the apps loaded

refuse_unfit_production()
