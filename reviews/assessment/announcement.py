"""公布名单: the published grades of a year, best first, as a list and as a paper (I11)."""

from django.conf import settings
from django.utils import timezone

from reviews.models import Assessment, AssessmentState
from zhaotong_portal.documents import OfficialPaper, Paragraph
from zhaotong_portal.exports.tables import table


def rows_of(user, year) -> list[Assessment]:
    rows = Assessment.objects.visible_to(user).filter(year=year, state=AssessmentState.PUBLISHED)
    rank = {grade: place for place, grade in enumerate(settings.ASSESSMENT_GRADES)}
    found = rows.for_list().order_by("unit__protocol_order", "pk")
    return sorted(found, key=lambda row: rank.get(row.decision.grade, len(rank)))


def secretaries_of(assessment) -> str:
    return "、".join(row["name"] for row in assessment.secretaries if row.get("name"))


def table_of(year, rows):
    lines = [
        [number, row.unit.name, secretaries_of(row), row.decision.grade]
        for number, row in enumerate(rows, 1)
    ]
    return table("announcement", f"{year}年度述职评议考核等次名单", ["序号", "单位", "述职人", "等次"], lines)  # fmt: skip


def paper_of(year, rows, *, demo=False) -> OfficialPaper:
    """One numbered paragraph a grade. A grade that nobody has is not said."""
    by_grade = {}
    for row in rows:
        by_grade.setdefault(row.decision.grade, []).append(row.unit.short_name)
    published_on = max((timezone.localdate(row.published_at) for row in rows), default=None)
    return OfficialPaper(
        title=f"关于{year}年度党组织书记抓基层党建述职评议考核等次的通报",
        red_head=settings.COMMITTEE_NAME,
        addressee="市直机关各单位",
        paragraphs=(
            Paragraph(f"经工委研究，现将{year}年度党组织书记抓基层党建述职评议考核等次通报如下。"),
            *(
                Paragraph("、".join(names) + "。", heading=f"“{grade}”等次（{len(names)}个）", level=1)
                for grade, names in by_grade.items()
            ),
        ),
        signature=settings.COMMITTEE_NAME,
        signed_on=published_on,
        mark="演示数据" if demo else "",
    )  # fmt: skip
