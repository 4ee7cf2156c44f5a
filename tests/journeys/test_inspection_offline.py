"""A visit on a tablet: answered without a network, sent when it is back; a colleague's other answer is shown, not lost."""

import pytest
from playwright.sync_api import expect

from reviews import answering, inspections
from reviews.answering import Sent
from reviews.models import Checklist, ChecklistQuestion, ChecklistVersion
from tests.journeys.conftest import PHONE
from tests.people import PASSWORD
from tests.reviews.rectification_world import today

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(staff, inspector, finance):
    checklist = Checklist.objects.create(title="党费使用管理", theme="党费使用管理")
    version = ChecklistVersion.objects.create(checklist=checklist, number=1)
    for order, text in enumerate(("党费收缴公示", "党费台账齐全"), 1):
        ChecklistQuestion.objects.create(version=version, order=order, text=text)
    return inspections.plan(
        staff, title="党费督查", kind="inspection", theme="党费", begins_on=today(), ends_on=today(),
        checklist=checklist, units=[finance], members=[inspector],
    ).visits.get()  # fmt: skip


def test_typed_offline_sent_later_and_compared(open_page, log_in, visit, staff):
    one, other = visit.inspection.checklist.newest.questions.all()
    page = log_in(open_page(PHONE), "inspector", PASSWORD)
    page.goto(visit.get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.context.set_offline(True)
    page.check(f"input[name=answer-{one.pk}][value=no]")
    page.locator(f"#note-{one.pk}").fill("公示停在三月")
    page.check(f"input[name=answer-{other.pk}][value=yes]")
    page.get_by_role("button", name="保存结论").click()
    expect(page.locator("#offline-note")).to_contain_text("没有网络")
    assert not visit.answers.exists()
    # Meanwhile a colleague, with a network, answers the first question otherwise.
    answering.save_answers(visit.pk, staff, {one.pk: Sent("yes", "公示栏已更新")})
    page.context.set_offline(False)
    expect(page.locator("[data-conflicts]")).to_be_visible()
    expect(page.locator(f"#question-{one.pk}")).to_contain_text("公示栏已更新")
    expect(page.locator(f"#note-{one.pk}")).to_have_value("公示停在三月")
    assert visit.answers.get(question=one).answer == "yes"
    assert visit.answers.get(question=other).answer == "yes"
    page.get_by_role("button", name="保存结论").click()
    expect(page.get_by_role("button", name="登记为问题")).to_be_visible()
    assert visit.answers.get(question=one).note == "公示停在三月"
