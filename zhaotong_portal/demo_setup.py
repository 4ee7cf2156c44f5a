"""The first start of an embedded portal: the demonstration years and real lists, through the public command."""

from django.contrib.auth import get_user_model
from django.core.management import call_command


def fill_demo(say):
    """Fill an empty portal; one that holds people of its own is left alone.

    The seeding is one transaction: after a start that was broken off the portal is empty again.
    """
    if get_user_model().objects.exists():
        return
    say("首次启动，正在生成演示数据，约需一分钟……")
    call_command("seed_demo", verbosity=0)
