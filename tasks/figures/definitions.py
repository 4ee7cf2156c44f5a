"""口径 of the dashboards' figures: rules.md §2 in the words of the office, one card a figure."""

VERSION = "第 1 版"
REPORTS, ITEMS = "月度填报", "事项台账"
UNIT = "单位"
ONE_A_UNIT = "一个单位一个月只有一份月报。"
ONE_AN_ITEM = "一个事项计一次；协同单位不另计。"


def _card(label, counts, quantity, dedupe, source):
    return {
        "label": label, "counts": counts, "level": UNIT, "quantity": quantity, "dedupe": dedupe, "source": source,
        "version": VERSION,
    }  # fmt: skip


DEFINITIONS = {
    "reported": _card(
        "已报", "当月已经首次签发报送的单位；被退回修改的仍计为已报，另列“退回”。底数为应报单位：在册单位减去当月免报的。",
        "个", ONE_A_UNIT, REPORTS,
    ),
    "on_time": _card(
        "按时", "首次签发不晚于本单位截止时间（批准延期的按延期后的时间）的单位。以后退回重报不影响是否按时。",
        "个", ONE_A_UNIT, REPORTS,
    ),
    "late": _card("逾期报送", "首次签发晚于本单位截止时间的单位。", "个", ONE_A_UNIT, REPORTS),
    "missing": _card("未报", "补报期结束时仍没有签发的应报单位。", "个", ONE_A_UNIT, REPORTS),
    "submitted": _card("待审核", "已报送、等待工委审核的月报。", "份", ONE_A_UNIT, REPORTS),
    "overdue": _card(
        "逾期事项", "按日期办结的事项，时限在今天以前、状态为未启动或推进中的；已报结的不算逾期。锁定的月份按锁定时的情况。",
        "项", ONE_AN_ITEM, ITEMS,
    ),
    "off_track": _card(
        "滞后与有风险", "未完成的事项中，最近一次签发（未被退回）的进度灯为滞后或有风险的；每月、每季度报告的事项到期没有报告的计为滞后。",
        "项", ONE_AN_ITEM, ITEMS,
    ),
    "progress": _card(
        "平均进度", "本年度未完成和已完成事项进度的平均数，取消的不计；全部办结才是100%。", "%", ONE_AN_ITEM, ITEMS,
    ),
}  # fmt: skip
