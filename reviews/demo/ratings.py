"""Citizens' ratings: 7,541 valid ones in three years, of which 7,302 are 基本满意 or better (96.8 %)."""

import uuid
from datetime import date, timedelta

from reviews.demo.people import SINCE
from reviews.loading import load_reasons
from reviews.models import Grade, PointKind, Rating, RatingPoint
from zhaotong_portal.workdays import moment

POOR_SHARE = 239 / 7541
# Texts of fixtures/rating_reasons.csv.
REASONS = ("等候太久", "说不清楚", "态度不好", "多跑一趟", "材料太多", "其他")
PRAISE = ("办得快", "讲得明白", "态度好", "一次办成")
COMMENTS = ("办事很快，谢谢。", "窗口同志讲得很清楚。", "希望午间也能办理。", "排队时间有点长。")


def create_points(units, rng):
    """A code for each unit, and for one in three a window of its own."""
    load_reasons()
    points = []
    for number, unit in enumerate(units):
        points.append(RatingPoint(unit=unit, token=f"demo{unit.code.lower()}a"))
        if number % 3 == 0:
            points.append(
                RatingPoint(
                    unit=unit,
                    name="服务大厅1号窗口",
                    token=f"demo{unit.code.lower()}b",
                    kind=PointKind.PIONEER_POST if number % 2 else PointKind.WINDOW,
                )
            )
    points = RatingPoint.objects.bulk_create(points)
    RatingPoint.objects.update(issued_at=moment(SINCE))
    return points


def create_ratings(rng, points, total, first, last):
    """`total` ratings between two days; the grades are exact shares, their order is drawn."""
    poor = round(total * POOR_SHARE)
    grades = [Grade.DISSATISFIED] * (poor - poor // 4) + [Grade.VERY_DISSATISFIED] * (poor // 4)
    fair = total // 9
    grades += [Grade.FAIR] * fair + [Grade.SATISFIED] * (total // 3)
    grades += [Grade.VERY_SATISFIED] * (total - len(grades))
    rng.shuffle(grades)
    days = (last - first).days + 1
    busy = rng.choices(points, weights=[rng.random() ** 2 + 0.05 for _ in points], k=total)
    Rating.objects.bulk_create(
        (_rating(rng, point, grade, first + timedelta(days=rng.randrange(days)))
         for point, grade in zip(busy, grades, strict=True)),
        batch_size=1000,
    )  # fmt: skip


def _rating(rng, point, grade, day: date):
    poor = grade <= Grade.DISSATISFIED
    reasons = [rng.choice(REASONS)] if poor else [rng.choice(PRAISE)] if rng.random() < 0.3 else []
    if grade == Grade.FAIR:  # what could be better, as the page asks; drawn with the same lot
        reasons = [REASONS[PRAISE.index(text)] for text in reasons]
    return Rating(
        point=point, unit_id=point.unit_id, grade=grade, reasons=reasons, given_on=day,
        comment=rng.choice(COMMENTS) if rng.random() < 0.08 else "",
        form_key=str(uuid.UUID(int=rng.getrandbits(128))),
    )  # fmt: skip
