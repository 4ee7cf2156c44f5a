"""What the reviews say of a half year: findings past their day, and ratings that citizens gave low."""

from django.conf import settings
from django.db.models import Count, Sum
from django.urls import reverse

from reviews.models import Finding, UnitMonthReviews
from reviews.satisfaction import COUNTED, Satisfaction
from tasks.midyear import weak_points
from tasks.midyear.own_sources import half_year
from tasks.midyear.weak_points import WeakPoint
from zhaotong_portal.wording import rate_text


def register():
    weak_points.register("findings", "逾期未整改的问题", findings)
    weak_points.register("ratings", "群众评议", ratings)


def findings(user, year):
    rows = Finding.objects.visible_to(user).overdue().order_by()
    for unit, count in rows.values_list("unit").annotate(Count("pk")):
        yield WeakPoint(unit, f"{count} 个问题逾期", f"{reverse('findings')}?unit={unit}&overdue=1")


def ratings(user, year):
    """The rate of January to June, said with its n; too few ratings say nothing."""
    rows = UnitMonthReviews.objects.visible_to(user).filter(period__range=half_year(year))
    sums = {f"sum_{name}": Sum(name) for name in COUNTED}
    for row in rows.order_by().values("unit").annotate(**sums):
        found = Satisfaction.of({name: row[f"sum_{name}"] for name in COUNTED}).compared
        if found.n < settings.RATING_MIN_COMPARABLE or found.rate >= settings.MIDYEAR_LEAST_SATISFACTION:  # fmt: skip
            continue
        text = f"上半年满意率 {rate_text(found.rate)}（{found.n} 条）"
        yield WeakPoint(row["unit"], text, reverse("unit", args=[row["unit"]]))
