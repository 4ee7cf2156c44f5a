"""How the portal writes dates, numbers and names for people: 2026年11月, 11月30日（周一）18:00, 80%.

Pure functions on plain values, so that pages, papers and messages write alike. Nothing known is a dash.
"""

from datetime import date, datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

NOTHING = "—"
MINUS = "−"
WEEKDAYS = "一二三四五六日"
# Deadlines that are no day: what DeadlineKind of the upper app names by these codes.
RHYTHMS = {"monthly": "每月", "quarterly": "每季度", "ongoing": "长期"}


def local_day(value) -> date:
    """The day in Asia/Shanghai, of a date or of a moment."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def month_text(value) -> str:
    """2026年11月, of a Period, a date or a moment."""
    if not value:
        return NOTHING
    value = local_day(value)
    return f"{value.year}年{value.month}月"


def day_text(value, *, today=None) -> str:
    """11月30日; with its year when that is not the running one."""
    if not value:
        return NOTHING
    day = local_day(value)
    this_year = (today or timezone.localdate()).year
    return full_day_text(day) if day.year != this_year else f"{day.month}月{day.day}日"


def full_day_text(value) -> str:
    """2026年11月30日, as papers write it."""
    if not value:
        return NOTHING
    day = local_day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_text(value) -> str:
    """11月30日（周一）."""
    return f"{day_text(value)}（周{WEEKDAYS[local_day(value).weekday()]}）" if value else NOTHING


def clock_text(value) -> str:
    """18:00."""
    if not value:
        return NOTHING
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.hour:02}:{value.minute:02}"


def moment_text(value) -> str:
    """11月30日（周一）18:00: a due moment, where the weekday matters."""
    return f"{weekday_text(value)}{clock_text(value)}" if value else NOTHING


def timestamp_text(value) -> str:
    """11月30日 16:20: when something happened."""
    return f"{day_text(value)} {clock_text(value)}" if value else NOTHING


def duration_text(value) -> str:
    """15 分钟, 2 小时, 1 小时 30 分钟: of a timedelta, rounded up to the minute."""
    if value is None:
        return NOTHING
    hours, minutes = divmod(-int(-value.total_seconds() // 60), 60)
    parts = [f"{hours} 小时"] * bool(hours) + [f"{minutes} 分钟"] * bool(minutes or not hours)
    return " ".join(parts)


def number_text(value, digits=0) -> str:
    """7,541; a dash for nothing, 0 for zero, a real minus sign."""
    if value is None or value == "":
        return NOTHING
    return f"{value:,.{digits}f}".replace("-", MINUS)


def percent_text(value, digits=0) -> str:
    """80%, of a number that already is a percentage."""
    return NOTHING if value is None or value == "" else f"{number_text(value, digits)}%"


def rate_text(value, digits=1) -> str:
    """96.8%, of a fraction between 0 and 1."""
    return NOTHING if value is None or value == "" else percent_text(value * 100, digits)


def signed_text(value, digits=0) -> str:
    """+3, −6, 0: a difference."""
    if value is None or value == "":
        return NOTHING
    return ("+" if value > 0 else "") + number_text(value, digits)


def deadline_text(day, kind="date") -> str:
    """12月31日前 · 每月 · 每季度 · 长期 · 未定时限."""
    if kind in RHYTHMS:
        return RHYTHMS[kind]
    return f"{day_text(day)}前" if day and kind != "none" else "未定时限"


def deadline_cell(day, kind):
    """As a list holds it: the day itself, or the word that an import understands; None where neither is set."""
    return day if kind == "date" else RHYTHMS.get(kind)


def size_text(size) -> str:
    """A file's size on a line that may break: 20 MB, 1.5 MB."""
    return filesizeformat(size).replace("\xa0", " ").replace(".0 ", " ")


def people_text(names, most=3) -> str:
    """王示例、李示例、赵示例等5人; a text that is already joined passes unchanged."""
    if not names:
        return NOTHING
    if isinstance(names, str):
        return names
    names = [getattr(name, "name", None) or str(name) for name in names]
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等{len(names)}人"
