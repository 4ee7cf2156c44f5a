"""抽查属实: of the entries drawn by lot and verified, those that were found true."""

from django.db.models import Q

from reviews.assessment.figure import FigureRow, ShareOf, card, share_figure
from reviews.assessment.of_reports import months_of
from tasks.models import SpotCheck, Verdict


def _rows(year, today):
    verified = SpotCheck.objects.exclude(verdict="").select_related("draw")
    return verified.filter(draw__period__range=months_of(year))


def _row(check):
    return FigureRow(
        check.draw.period.label, check.said, check.get_verdict_display(), check.get_absolute_url(),
        check.is_counted,
    )  # fmt: skip


ALL = [
    share_figure(
        "spot_checks_true",
        "抽查属实率",
        card(
            "抽查属实率",
            "本年度各月随机抽取并已核实的填报内容中，核实为“属实”的所占比例。“部分属实”不计为属实；尚未核实的不计。",
            "抽查核实",
            "一条填报内容计一次。",
        ),
        ShareOf(_rows, lambda year: Q(verdict=Verdict.TRUE), _row, ("draw__period", "pk")),
        is_outcome=False,
    )
]
