"""The first start of an embedded portal: the demonstration year and real lists, through the public commands."""

import contextlib

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from zhaotong_portal.demo import is_demo
from zhaotong_portal.health import keep_heartbeat
from zhaotong_portal.health_models import Heartbeat

SAMPLES = ("01", "02", "04", "05", "06", "07")
LISTS_ARE_IN = "demo-lists"


def sample_workbooks():
    folder = settings.FIXTURES / "samples"
    return sorted(
        path for path in folder.iterdir() if path.name[:2] in SAMPLES and path.suffix != ".json"
    )


def fill_demo(say):
    """Fill an empty portal; one that holds people of its own is left alone.

    Each step is made up for when an earlier start was broken off: the seeding is one transaction, and to import
    the same list again changes nothing.
    """
    if not get_user_model().objects.exists():
        say("首次启动，正在生成演示数据，请稍候……")
        call_command("seed_demo", verbosity=0)
    if is_demo() and not Heartbeat.objects.filter(name=LISTS_ARE_IN).exists():
        for workbook in sample_workbooks():
            say(f"  导入 {workbook.name}")
            import_workbook(workbook)
        keep_heartbeat(LISTS_ARE_IN)


def import_workbook(workbook):
    """The rows that can be read come in; the samples hold faulty ones on purpose, and exit code 1 says so."""
    with contextlib.suppress(SystemExit):
        call_command("import_checklist", str(workbook), "--commit", "--skip-errors", verbosity=0)
