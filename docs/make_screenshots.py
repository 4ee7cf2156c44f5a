"""Takes the pictures of docs/images from a running demonstration portal.

    .venv/bin/python docs/make_screenshots.py http://127.0.0.1:8000 [name …]

Needs the development environment (`make test` makes it), Chromium, and a portal filled by `make run` or `seed_demo`.
`SHOTS` says who looks at what, and how wide. JPEG, so that all of them stay small. Looking leaves the marks that
looking leaves (a sheet read, a report opened by staff); the preview of an import is an upload, cancelled again.
"""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

# Started as a script, it finds the project beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openpyxl import load_workbook
from playwright.sync_api import Page, sync_playwright

from tests.chromium import chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD = os.environ.get("PORTAL_DEMO_PASSWORD", "zhaotong-demo-2026")
SAMPLE = ROOT / "fixtures" / "samples" / "01-三服务清单-规范.xlsx"
DESK, PHONE = (1440, 900), (390, 844)
QUALITY = 70


class Demo:
    """Finds in the demonstration who and what a picture needs: months move on, numbers differ."""

    def __init__(self, page: Page, administrator: Page):
        """`page` is logged in as staff, who read everything."""
        self.page, self.administrator = page, administrator

    def report(self, state: str) -> dict:
        return self._first(f"/api/v1/reports/?state={state}", f"月报状态 {state}")

    def secretary_to_sign(self) -> str:
        unit = self._first(f"/api/v1/units/{self.report('to_sign')['unit']}/", "待签单位")
        return f"secretary{unit['protocol_order']:02}"

    def officer_at_work(self) -> str:
        unit = self._first(f"/api/v1/units/{self.report('draft')['unit']}/", "填写中的单位")
        return f"officer{unit['protocol_order']:02}"

    def review(self) -> str:
        report = self.report("submitted")
        return f"/month/{report['period'][:7]}/?unit={report['unit']}"

    def linked(self, page: str, pattern: str) -> str:
        """The first address on `page` of that shape."""
        self.page.goto(page)
        found = re.search(rf'(?:href="|>)(?:https?://[^/"]+)?({pattern})', self.page.content())
        if found is None:
            sys.exit(f"{page} 上没有这样的链接：{pattern}")
        return found[1]

    def sheet(self) -> str:
        return self.linked("/units/1/", r"/reminders/sheet/\d+/")

    def grades(self) -> str:
        """The newest year of which all grades are out."""
        return f"/assessments/decisions/?year={self._judged_year()}"

    def evidence(self) -> str:
        year = self._judged_year()
        return self.linked(f"/assessments/?year={year}", r"/assessments/\d+/") + "evidence/"

    def own_report(self) -> str:
        """Of the first unit, for the year that runs."""
        return self.linked("/assessments/?unit=1", r"/assessments/\d+/") + "report/"

    def _judged_year(self) -> int:
        return date.today().year - 1

    def rating(self) -> str:
        """Behind the code of a poster; only the administrator reads it as text."""
        self.administrator.goto("/admin/reviews/ratingpoint/")
        return f"/r/{self.administrator.locator('th.field-token').first.inner_text()}/"

    def _first(self, address: str, what: str) -> dict:
        answer = self.page.request.get(address).json()
        rows = answer.get("results", [answer])
        if not rows:
            sys.exit(f"演示数据里没有：{what}")
        return rows[0]


@dataclass(frozen=True)
class Shot:
    """`user` and `path` are texts, or are found in the demonstration. `act` does something on the page first."""

    name: str
    user: str | Callable[[Demo], str] | None
    path: str | Callable[[Demo], str]
    size: tuple[int, int] = DESK
    act: Callable[[Page], None] | None = None
    tidy: Callable[[Page], None] | None = None
    full: bool = False


def changed_list() -> bytes:
    """A list that the demonstration knows, as somebody sends it again: one row changed, one new, one faulty."""
    book, out = load_workbook(SAMPLE), BytesIO()
    sheet = book.active
    sheet["E2"] = "建立台账、专人负责，每月15日前调度一次"
    sheet["D3"] = "为昭阳区易地搬迁安置区新增两处便民服务点"
    sheet["G4"] = "2025年6月底前"
    sheet["B5"] = "市某某局"
    book.save(out)
    return out.getvalue()


def upload(page: Page):
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files(
        "input[type=file]",
        {"name": "市直机关三服务清单.xlsx", "mimeType": xlsx, "buffer": changed_list()},
    )
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    page.wait_for_url("**/imports/*/")


def cancel(page: Page):
    """Leaves the demonstration as it was found; the form of the page asks nothing more."""
    form = page.locator("form[action$='/cancel/']").first
    form.evaluate("form => form.submit()")
    page.wait_for_load_state("networkidle")


SHOTS = [
    Shot("home-officer", Demo.officer_at_work, "/"),
    Shot("home-officer-phone", Demo.officer_at_work, "/", PHONE),
    Shot("home-secretary", Demo.secretary_to_sign, "/"),
    Shot("home-secretary-phone", Demo.secretary_to_sign, "/", PHONE),
    Shot("home-staff", "staff", "/"),
    Shot("home-staff-phone", "staff", "/", PHONE),
    Shot("home-leader", "leader1", "/"),
    Shot("home-leader-phone", "leader1", "/", PHONE),
    Shot("home-administrator", "admin", "/"),
    Shot("home-administrator-phone", "admin", "/", PHONE),
    Shot("home-auditor", "auditor", "/"),
    Shot("home-auditor-phone", "auditor", "/", PHONE),
    Shot("month-officer", Demo.officer_at_work, "/month/"),
    Shot("month-officer-phone", Demo.officer_at_work, "/month/", PHONE),
    Shot("month-sign-phone", Demo.secretary_to_sign, "/month/", PHONE),
    Shot("month-sign", Demo.secretary_to_sign, "/month/"),
    Shot("queue", "staff", "/queue/"),
    Shot("review", "staff", Demo.review),
    Shot("items", "officer01", "/items/"),
    Shot("item", "officer01", lambda demo: demo.linked("/items/?unit=1", r"/items/\d+/")),
    Shot("imports-preview", "admin", "/imports/", act=upload, tidy=cancel),
    Shot("imports-preview-phone", "admin", "/imports/", PHONE, act=upload, tidy=cancel),
    Shot("imports", "admin", "/imports/"),
    Shot(
        "reminders-month",
        "staff",
        lambda demo: demo.linked("/reminders/", r"/reminders/\d{4}-\d\d/"),
    ),
    Shot("sheet", "secretary01", Demo.sheet),
    Shot("sheet-phone", "secretary01", Demo.sheet, PHONE),
    Shot("dashboard", "leader1", "/dashboard/"),
    Shot("dashboard-phone", "leader1", "/dashboard/", PHONE),
    Shot("heatmap", "leader1", "/dashboard/", full=True),
    Shot("district", "leader1", "/districts/1/"),
    Shot("unit", "leader1", "/units/1/"),
    Shot("findings", "staff", "/findings/"),
    Shot("headline", "staff", "/headline/"),
    Shot("grades", "leader1", Demo.grades),
    Shot("evidence", "staff", Demo.evidence),
    Shot("self-report-phone", "officer01", Demo.own_report, PHONE),
    Shot("five-types", "leader1", "/units/1/five-types/"),
    Shot("ratings", "staff", "/ratings/"),
    Shot("points", "admin", "/ratings/points/"),
    Shot("rate", None, Demo.rating, DESK),
    Shot("rate-phone", None, Demo.rating, PHONE),
    Shot("admin-site", "admin", "/admin/"),
    Shot("audit-trail", "auditor", "/admin/portal/auditentry/"),
]


class Photographer:
    """One browser window a person and width, each logged in once."""

    def __init__(self, browser, base: str):
        self.browser, self.base, self.windows = browser, base, {}
        self.demo = Demo(self.window("staff", DESK), self.window("admin", DESK))

    def window(self, user: str | None, size) -> Page:
        if (user, size) not in self.windows:
            phone = {"is_mobile": True, "has_touch": True} if size == PHONE else {}
            context = self.browser.new_context(
                base_url=self.base,
                viewport={"width": size[0], "height": size[1]},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                **phone,
            )
            page = context.new_page()
            if user:
                page.goto("/login/")
                page.fill("input[name=username]", user)
                page.fill("input[name=password]", PASSWORD)
                page.press("input[name=password]", "Enter")
                page.wait_for_url(lambda url: "/login/" not in url)
            self.windows[user, size] = page
        return self.windows[user, size]

    def take(self, shot: Shot):
        user = shot.user(self.demo) if callable(shot.user) else shot.user
        path = shot.path(self.demo) if callable(shot.path) else shot.path
        page = self.window(user, shot.size)
        answer = page.goto(path)
        if answer is None or answer.status != 200:
            sys.exit(f"{shot.name}：{path} 打不开（{answer and answer.status}）")
        if shot.act:
            shot.act(page)
        page.wait_for_load_state("networkidle")
        target = IMAGES / f"{shot.name}.jpg"
        page.screenshot(path=target, type="jpeg", quality=QUALITY, full_page=shot.full)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        note = f"，横向超出 {wide} 像素" if wide > 0 else ""
        print(
            f"{shot.name}: {user or '（不登录）'} {path} {target.stat().st_size // 1024} KB{note}"
        )
        if shot.tidy:
            shot.tidy(page)


def main(base: str, names: list[str]):
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        photographer = Photographer(browser, base)
        for shot in SHOTS:
            if not names or shot.name in names:
                photographer.take(shot)
        browser.close()
    total = sum(path.stat().st_size for path in IMAGES.glob("*.jpg"))
    print(f"共 {total // 1024} KB")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
