"""换届: of the terms that ended in the year, those whose election was held by the last day."""

from django.db.models import F, Q

from reviews.assessment.figure import FigureRow, ShareOf, card, share_figure
from units.models import Term
from zhaotong_portal.wording import full_day_text


def _rows(year, today):
    """An organisation that was dissolved before its term ended held no election and owed none."""
    rows = Term.objects.with_deadline().filter(deadline__year=year, deadline__lt=today)
    gone = Q(organisation__dissolved_on__lte=F("deadline"), completed_on=None)
    return rows.exclude(gone).select_related("organisation")


def _row(term):
    held = term.completed_on
    standing = f"{full_day_text(held)} 换届" if held else "未换届"
    return FigureRow(
        f"届满 {full_day_text(term.deadline)}", term.organisation.name, standing,
        term.get_absolute_url(), term.is_counted,
    )  # fmt: skip


LABEL = "党组织按期换届率"
TERMS = share_figure(
    "terms_in_time",
    LABEL,
    card(
        LABEL,
        "任期（含批准的延期）届满日期在本年度且已过的基层党组织中，届满当日以前完成换届的所占比例。届满前已撤销的不计。",
        "任期台账",
        "一个党组织一个任期计一次。",
        level="基层党组织",
    ),
    ShareOf(
        _rows,
        lambda year: Q(completed_on__lte=F("deadline")),
        _row,
        ("deadline", "pk"),
        "organisation__unit",
    ),
)
