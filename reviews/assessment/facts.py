"""The parts of a score as they were decided on: plain data, so that what was published is not computed anew (I10)."""

from decimal import Decimal

from django.utils import timezone

from reviews.models import AdjustmentSign, PartSource
from units.models import Role

# Which of the parts say what happened. A vote and the judges say what people think of it: nobody can be wrong in that.
FACT_SOURCES = {PartSource.FIGURE, PartSource.RATING, PartSource.SPOT_CHECK}

VOTE_HIDDEN = "现场测评的结果不向审计员显示。"


def freeze(score, advice) -> dict:
    """What `Assessment.facts` keeps of a scoring.Score and an advice.Advice."""
    return {
        "as_of": timezone.now().isoformat(timespec="seconds"),
        "scheme": str(score.scheme or ""),
        "total": _text(score.total),
        "place": advice.place,
        "place_of": advice.place_of,
        "advised": advice.grade,
        "weight_known": score.weight_known,
        "weight_asked": score.weight_asked,
        "parts": [
            {
                "key": part.key, "name": part.name, "weight": part.weight, "source": part.source,
                "value": _text(part.value), "points": _text(part.points), "n": part.n, "note": part.note,
                "rows_url": part.rows_url,
            }
            for part in score.parts
        ],
        "adjustments": [
            {"key": row.key, "name": row.name, "sign": row.sign, "points": _text(row.points)}
            for row in score.adjustments
        ],
    }  # fmt: skip


def _text(number):
    return None if number is None else str(number)


def number(text) -> Decimal | None:
    return None if text in (None, "") else Decimal(text)


def part_of(assessment, key) -> dict | None:
    """The part of this key among the facts that stand published."""
    return next((part for part in assessment.facts.get("parts", ()) if part["key"] == key), None)


def is_fact(part) -> bool:
    """Whether one can say that it is not so, rather than that one thinks otherwise. That there are no data is a fact too."""
    return part["source"] in FACT_SOURCES


def lines_of(facts, role) -> list[dict]:
    """The parts for a page. The auditor reads all but votes (rules.md §3)."""
    lines = []
    for part in facts.get("parts", ()):
        hidden = role == Role.AUDITOR and part["source"] == PartSource.VOTE
        lines.append(
            part
            | {
                "value": None if hidden else number(part["value"]),
                "points": None if hidden else number(part["points"]),
                "note": VOTE_HIDDEN if hidden else part["note"],
                "source_label": PartSource(part["source"]).label,
                "is_fact": is_fact(part),
            }
        )
    return lines


def adjustments_of(facts) -> list[dict]:
    return [
        row | {"points": number(row["points"]), "sign_label": AdjustmentSign(row["sign"]).label}
        for row in facts.get("adjustments", ())
    ]
