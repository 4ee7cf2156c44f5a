"""问题整改 among the headline figures. Each source is counted apart; whether the article's 800 hold its 171 is not said,
so that the sum of all channels stands beside them (features §12)."""

from functools import cache

from django.db.models import Count, F, IntegerField, Q
from django.db.models.functions import Coalesce

from reviews.models import Finding, FindingSource, FindingState, Inspection, InspectionKind
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import Card, Figure, Group, Listing, Row, Tally, dated, tally
from zhaotong_portal.headline.rounding import and_more

# Looked into and found to be none.
NO_PROBLEM = (FindingState.NOT_OURS, FindingState.NO_BASIS)
PUBLIC = (FindingSource.PUBLIC_CLUE, FindingSource.UNANNOUNCED)
ALL_CHANNELS = [value for value in FindingSource.values if value != FindingSource.ASSESSMENT]
# A finding without a family stands for itself.
ONE_A_FAMILY = Count(Coalesce("family", F("pk") * -1, output_field=IntegerField()), distinct=True)
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
    for key, label, more in (
        ("findings_all_channels", "另一种口径：各渠道合计", {"order": 1}),
        (
            "findings_families",
            "另一种口径：各渠道合计，归并为一个家族的只计一次",
            {"order": 2, "amount": ONE_A_FAMILY},
        ),
    ):
        yield _rectified(
            key, label, ALL_CHANNELS, "片区调研、督查、暗访、群众评议和自查等各渠道（不含述职评议）",
            reading_of="findings_visits", **more,
        )  # fmt: skip
    yield _rectified(
        "findings_public", "评议转办、明查暗访督促整改问题", PUBLIC, "“昭通评议”转办和“四不两直”明查暗访",
        order=11,
    )  # fmt: skip
    yield _inspections()
    yield _of(
        "findings_assessment", "述职评议点对点反馈问题", (FindingSource.ASSESSMENT,), when.on_day("found_on"),
        "区间内在书记抓基层党建述职评议中点对点反馈给单位的问题数，不论是否已整改。",
        order=12,
    )  # fmt: skip


def _rectified(key, label, sources, channel, **more):
    closed = when.on_day("found_on") & when.by_then("closed_at")
    return _of(key, label, sources, closed, RECTIFIED.format(channel=channel), **more)


def _of(key, label, sources, counted, counts, amount=None, **more):
    def rows():
        # What an unannounced visit found does not exist before it was fed back (rules.md §3).
        found = Finding.objects.filter(Q(source__in=sources), is_hidden=False)
        return found.exclude(state__in=NO_PROBLEM)

    return Figure(
        key=key, label=label, quantity="个", group=Group.DUTY,
        # A family has members of several years: its years do not add up.
        tallies={"findings": Tally(dated(rows, counted), amount) if amount else tally(rows, counted)},
        card=Card(counts, "单位", DEDUPE, "问题整改台账", "纪检监察科"),
        listing=Listing(
            _row,
            rows=dated(lambda: rows().select_related("unit"), counted),
            order=("found_on", "unit__protocol_order", "pk"),
        ),
        **more,
    )  # fmt: skip


def _inspections():
    def rows():
        return Inspection.objects.filter(kind=InspectionKind.ANNOUNCED)

    return Figure(
        key="inspections", label="集中督查", quantity="次", group=Group.DUTY, order=25,
        tallies={"campaigns": tally(rows, when.on_day("begins_on"))},
        card=Card("组织开展的集中督查次数，按开始日期计；明查暗访不在其中。", "工委", "一次督查不论到几个单位只计一次。", "督查台账", "纪检监察科"),
        listing=Listing(
            lambda row: Row(row.begins_on, "", row.title, row.get_absolute_url(), evidence=row.theme),
            order=("begins_on", "pk"),
        ),
    )  # fmt: skip


def _row(finding):
    return Row(
        finding.found_on,
        finding.unit.short_name,
        finding.title,
        finding.get_absolute_url(),
        evidence=f"{finding.get_source_display()}，{finding.get_state_display()}",
    )
