"""`make run`: prepare the portal, then run web, worker and beat until they are stopped."""

import json
import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from zhaotong_portal.demo import is_demo
from zhaotong_portal.demo_setup import fill_demo
from zhaotong_portal.running_lock import AlreadyRunning, running_lock
from zhaotong_portal.startup import refuse_unfit_production, unfit_settings
from zhaotong_portal.table_statistics import refresh_statistics


class Command(BaseCommand):
    help = "准备并启动整个平台：网页、后台任务、定时任务（PORT 指定端口）。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--prepare-only", action="store_true", help="只准备数据，不启动。")

    def handle(self, *args, prepare_only=False, **options):
        port = self.port()
        lock = self.take_lock()
        self.refuse_taken(port)
        try:
            self.prepare()
            refuse_unfit_production()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if prepare_only:
            return
        self.tell(port)
        connection.close()
        self.become_supervisor(port, lock)

    def port(self):
        try:
            port = int(os.environ.get("PORT") or 8000)
        except ValueError:
            port = 0
        if not 1 <= port <= 65535:
            raise CommandError(f"PORT={os.environ['PORT']} 不是端口号。")
        return port

    def take_lock(self):
        """The lock goes over to the supervisor and ends with it."""
        try:
            return running_lock()
        except AlreadyRunning as error:
            raise CommandError(str(error)) from error

    def refuse_taken(self, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CommandError(
                    f"端口 {port} 已被占用，请换一个，例如：PORT=8010 make run"
                ) from error

    def prepare(self):
        if reasons := unfit_settings():
            raise ImproperlyConfigured("\n".join(reasons))
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if not settings.PRODUCTION:
            fill_demo(self.stdout.write)
        refresh_statistics()

    def tell(self, port):
        say = self.stdout.write
        say("")
        say(f"  {settings.PORTAL_NAME}  http://127.0.0.1:{port}/")
        if is_demo():
            say("")
            say("  演示账号（密码都是 " + settings.PORTAL_DEMO_PASSWORD + "）：")
            say("    admin 管理员    staff 工委科室    liaison1 一片区联络员    leader1 工委领导")
            say("    auditor 审计    inspector1 督查组")
            say(
                "    officer01 至 officer84 各单位党务干部    secretary01 至 secretary84 党组织书记"
            )
        say("")
        say(f"  日志：{settings.VAR_DIR / 'log'}    按 Ctrl-C 停止")
        self.stdout.flush()

    def become_supervisor(self, port, lock):
        """Give way to a small program: Django, loaded here, would sit in memory all day."""
        python, log = sys.executable, settings.VAR_DIR / "log"
        # Pages come before jobs, at the start and all day.
        celery = ["nice", "-n", "5", python, "-m", "celery", "-A", "zhaotong_portal"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        plan = [
            {
                "name": "web",
                "command": [python, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
                + ["zhaotong_portal.wsgi:application"],
            },
            {
                "name": "worker",
                # Threads: the jobs wait for mail servers and the database, and one process is half the memory.
                "command": [*celery, "worker", "--pool", "threads", "--concurrency", "2", *quiet],
            },
            {"name": "beat", "command": [*celery, "beat", "--pidfile="]},
        ]
        for entry in plan:
            entry["log"] = str(log / f"{entry['name']}.log")
        os.set_inheritable(lock.fileno(), True)
        os.chdir(settings.BASE_DIR)
        os.environ["PORT"] = str(port)
        os.environ.setdefault("PORTAL_BASE_URL", f"http://127.0.0.1:{port}")
        supervisor = Path("deploy", "supervise.py")
        os.execv(python, [python, str(supervisor), json.dumps(plan)])
