"""A year's assessments as a workbook: what the list shows this reader, score and grade only where they may be read."""

from reviews.assessment.disclosure import sees_decision
from reviews.assessment.secretaries import names_of
from reviews.models import SelfReportState
from zhaotong_portal.exports.tables import table

HEADER = ["年度", "单位", "片区", "类型", "述职人", "阶段", "述职报告", "得分", "名次", "等次"]
WITH_UNIT = (SelfReportState.DRAFT, SelfReportState.TO_SIGN)


def said_of(user, row):
    """{what the list says of one assessment}: for the page and the workbook alike."""
    shown = sees_decision(user, row)
    return {
        "report": report_label(user, row),
        "decision": row.decision if shown else None,
    }


def report_label(user, row) -> str:
    """The state of the self-report, as far as it is this reader's: what was not filed is the unit's."""
    report = getattr(row, "self_report", None)
    if report is None:
        return "未撰写" if user.scope.works_in_unit else "未报送"
    if report.state in WITH_UNIT and not user.scope.works_in_unit:
        return "未报送"
    return report.get_state_display()


def table_of(user, rows, chips=()):
    def lines():
        there = list(rows)  # a few years of a hundred units
        names = names_of(there)
        for row in there:
            said = said_of(user, row)
            decision = said["decision"]
            yield (
                row.year,
                row.unit.name,
                row.unit.district.name,
                row.unit.get_kind_display(),
                names[row.pk],
                row.get_state_display(),
                said["report"],
                decision and decision.score,
                decision and decision.place,
                decision.grade if decision else "",
            )

    return table("assessments", "述职评议考核", HEADER, lines, count=rows.count, chips=chips)
