"""述职报告: what secretaries wrote of the years that are over, and how far the running year's has come at some units."""

from datetime import time

from django.utils import timezone

from reviews.demo.travel import as_of
from reviews.filing import NOT_TO_BE_ANSWERED
from reviews.models import (
    FeedbackProblem,
    LastYearAnswer,
    OwnProblem,
    SelfReport,
    SelfReportState,
)
from reviews.workflows import self_report
from zhaotong_portal.workdays import moment

PARAGRAPHS = {
    "duty": "{unit}党组织书记认真履行第一责任人职责，年初主持研究{year}年党建工作要点和责任清单，全年专题研究机关党建工作，"
            "带头讲党课、到联系点调研，督促班子成员落实一岗双责。党建工作与业务工作同谋划、同部署、同落实、同检查，重要事项亲自过问，"
            "难点问题亲自协调，每季度听取一次党支部工作汇报。（演示文字）",
    "work": "围绕年度重点任务、领办引办项目和三服务清单抓好落实：书记领办项目按计划推进，三服务清单逐项明确责任人和时限，"
            "完成情况按月在平台反映；组织党员到窗口和一线服务，收集群众意见并逐条答复；换届、发展党员、党费收缴等基础工作按制度办理，"
            "上年反馈的问题已逐条整改。（演示文字）",
    "problems": "对照要求还有差距：党建与业务融合的办法不多，个别支部组织生活质量不高，一些事项推进前紧后松。"
                "主要是谋划不够早、督促不够经常，对支部书记的培训指导还不够。（演示文字）",
    "plan": "下一步，把融合点落到具体项目，支部工作按月提醒、按季讲评；重点事项倒排工期，难办的事提前会商；"
            "坚持请服务对象评，评出的问题当月整改、当月反馈。（演示文字）",
}  # fmt: skip
OWN = (
    ("党建与业务融合不够紧密", "融合载体偏少", "谋划不够早", "每个业务科室确定一个融合项目"),
    ("组织生活质量不高", "主题党日形式单一", "策划不够用心", "每季度由支部委员轮流策划一次"),
    (
        "个别事项推进前紧后松",
        "有的事项临近时限才集中办理",
        "跟踪提醒不够",
        "按月对照计划提醒责任人",
    ),
    ("党员教育覆盖不全", "外出工作的党员参加学习少", "办法不活", "用短课和送学上门补上"),
)
ANSWER = "已对照反馈逐条整改，修订了相关制度，经核验销号；此后按季自查，没有反弹。"
# Of the running year, by the units' order: how far the report has come.
DRAFTED, TO_SIGN, FILED, RETURNED, ACCEPTED = 0, 1, (2, 9, 16), 3, (4, 5)
ACCEPTED_EVERY = 6


def texts_of(assessment):
    return {
        key: text.format(unit=assessment.unit.short_name, year=assessment.year)
        for key, text in PARAGRAPHS.items()
    }


def file_all(people, assessments, signed_at, checked_at):
    """Of a year that is over: every report filed and accepted, last year's problems answered first."""
    with as_of(signed_at):
        reports = SelfReport.objects.bulk_create(
            SelfReport(
                assessment=row, state=SelfReportState.ACCEPTED, paragraphs=texts_of(row),
                signed_by=people.secretaries[row.unit_id], signed_at=signed_at,
                checked_by=_checker(people, row), checked_at=checked_at,
            )
            for row in assessments
        )  # fmt: skip
    OwnProblem.objects.bulk_create(row for report in reports for row in _own_problems(report))
    asked = {}
    year = assessments[0].year - 1 if assessments else 0
    problems = FeedbackProblem.objects.filter(assessment__year=year).select_related("finding")
    for problem in problems.exclude(finding=None).exclude(finding__state__in=NOT_TO_BE_ANSWERED):
        asked.setdefault(problem.finding.unit_id, []).append(problem.finding)
    LastYearAnswer.objects.bulk_create(
        LastYearAnswer(self_report=report, finding=finding, text=ANSWER)
        for report in reports
        for finding in asked.get(report.assessment.unit_id, ())
    )


def _checker(people, assessment):
    """Nobody on the staff checks the committee's own."""
    return people.leaders[0] if assessment.unit.is_committee else people.staff


def _own_problems(report):
    first = report.assessment.unit_id
    for order in range(1, 4):
        problem, evidence, cause, measure = OWN[(first + order) % len(OWN)]
        yield OwnProblem(
            self_report=report, order=order, problem=problem, evidence=evidence, cause=cause, measure=measure
        )  # fmt: skip


def file_some(people, assessments, now):
    """Of the running year, by the real functions: one is being written, others wait, were returned or are accepted."""
    rows = [row for row in assessments if not row.unit.is_committee]
    days = _working_moments(now)
    for number, row in enumerate(rows):
        accepted = number in ACCEPTED or (number > RETURNED and number % ACCEPTED_EVERY == 0)
        if number in (DRAFTED, TO_SIGN, RETURNED, *FILED) or accepted:
            _file(people, row, number, accepted, days)


def _working_moments(now):
    """Writing, signing, checking: this morning and noon, or just now where the day is younger than that."""
    today = timezone.localdate(now)
    return [min(now, moment(today, time(hour))) for hour in (9, 10, 11)]


def _file(people, row, number, accepted, days):
    officer, secretary = people.officers[row.unit_id], people.secretaries[row.unit_id]
    written, signed, checked = days
    with as_of(written):
        report = self_report.save(row.pk, officer, _content(row, whole=number != DRAFTED))
        if number == DRAFTED:
            return
        self_report.send_to_sign(report.pk, officer)
    if number == TO_SIGN:
        return
    with as_of(signed):
        self_report.sign_and_file(report.pk, secretary)
    if number in FILED:
        return
    with as_of(checked):
        if accepted:
            self_report.accept(report.pk, people.staff)
        else:
            said = "查摆问题偏笼统，请结合本单位实际写具体表现。"
            self_report.return_for_correction(report.pk, people.staff, said)


def _content(row, whole):
    """A draft lacks its last paragraph and last year's answers."""
    texts = texts_of(row)
    problems = [
        dict(zip(("problem", "evidence", "cause", "measure"), one, strict=True)) for one in OWN[:3]
    ]
    if not whole:
        del texts["plan"]
        return self_report.Content(paragraphs=texts, problems=problems[:2])
    answers = {finding.pk: ANSWER for finding in self_report.last_years_problems(row)}
    return self_report.Content(paragraphs=texts, problems=problems, answers=answers)
