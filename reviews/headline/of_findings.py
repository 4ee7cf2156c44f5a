"""问题整改 among the headline figures. Each source is counted apart; whether the article's 800 hold its 171 is not said,
so that the sum of all channels stands beside them (features §12)."""

from functools import cache

from django.db.models import Q

from reviews.models import Finding, FindingSource, FindingState
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import Card, Figure, Group, Listing, Row, dated, tally
from zhaotong_portal.headline.rounding import and_more

# Looked into and found to be none.
NO_PROBLEM = (FindingState.NOT_OURS, FindingState.NO_BASIS)
PUBLIC = (FindingSource.PUBLIC_CLUE, FindingSource.UNANNOUNCED)
RECTIFIED = "区间内经{channel}发现，并在统计日以前整改销号的问题数。"
DEDUPE = (
    "一个单位的一个问题计一次；每个问题只有一个来源，各来源之间不重复。查无依据、不属本单位的不计。"
)


@cache
def figures():
    return tuple(_figures())


def _figures():
    yield _rectified(
        "findings_visits", "片区调研发现并推动整改问题", (FindingSource.DISTRICT_VISIT,), "片区调研",
        order=10, rounding=and_more,
    )  # fmt: skip
    yield _rectified(
        "findings_all_channels", "另一种口径：各渠道合计",
        [value for value in FindingSource.values if value != FindingSource.ASSESSMENT],
        "片区调研、督查、暗访、群众评议和自查等各渠道（不含述职评议）",
        reading_of="findings_visits",
    )  # fmt: skip
    yield _rectified(
        "findings_public", "评议转办、明查暗访督促整改问题", PUBLIC, "“昭通评议”转办和“四不两直”明查暗访",
        order=11,
    )  # fmt: skip
    yield _of(
        "findings_assessment", "述职评议点对点反馈问题", (FindingSource.ASSESSMENT,), when.on_day("found_on"),
        "区间内在书记抓基层党建述职评议中点对点反馈给单位的问题数，不论是否已整改。",
        order=12,
    )  # fmt: skip


def _rectified(key, label, sources, channel, **more):
    closed = when.on_day("found_on") & when.by_then("closed_at")
    return _of(key, label, sources, closed, RECTIFIED.format(channel=channel), **more)


def _of(key, label, sources, counted, counts, **more):
    def rows():
        return Finding.objects.filter(Q(source__in=sources)).exclude(state__in=NO_PROBLEM)

    return Figure(
        key=key, label=label, quantity="个", group=Group.DUTY,
        tallies={"findings": tally(rows, counted)},
        card=Card(counts, "单位", DEDUPE, "问题整改台账", "纪检监察科"),
        listing=Listing(
            _row,
            rows=dated(lambda: rows().select_related("unit"), counted),
            order=("found_on", "unit__protocol_order", "pk"),
        ),
        **more,
    )  # fmt: skip


def _row(finding):
    return Row(
        finding.found_on,
        finding.unit.short_name,
        finding.title,
        finding.get_absolute_url(),
        evidence=f"{finding.get_source_display()}，{finding.get_state_display()}",
    )
