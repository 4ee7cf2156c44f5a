"""The five sides and the shares of which each is made (features B24, F17)."""

from django.conf import settings

from reviews.assessment.figures import FIGURES
from reviews.five_types.of_cases import CASES
from reviews.five_types.of_items import items_figure, others_than
from reviews.five_types.of_problems import inspected, narrowed, of_integrity
from reviews.five_types.of_study import study_figure
from reviews.five_types.of_terms import TERMS
from tasks.models import FiveType, ItemKind

CLEAN = "".join(f"“{name}”" for name in settings.FIVE_TYPE_CLEAN_CATEGORIES)
AXES = {
    FiveType.POLITICAL: (
        study_figure("first_topic", "“第一议题”学习"),
        study_figure("centre_group", "理论学习中心组集中学习"),
        TERMS,
        items_figure("items_political", "政治机关事项完成率", FiveType.POLITICAL, ItemKind.values, "事项"),
    ),
    FiveType.PROFESSIONAL: (
        items_figure(
            "projects_professional", "业务机关项目完成率", FiveType.PROFESSIONAL,
            [ItemKind.LED_PROJECT], "领办引办项目",
        ),
        items_figure(
            "items_professional", "业务机关任务完成率", FiveType.PROFESSIONAL,
            others_than(ItemKind.LED_PROJECT), "重点任务和其他事项",
        ),
    ),
    FiveType.SERVICE: (
        items_figure(
            "lists_service", "服务机关清单完成率", FiveType.SERVICE, [ItemKind.SERVICE_ITEM],
            "三服务清单事项",
        ),
        items_figure(
            "items_service", "服务机关任务完成率", FiveType.SERVICE,
            others_than(ItemKind.SERVICE_ITEM), "其他事项",
        ),
        FIGURES["satisfaction"],
        CASES,
    ),
    FiveType.LAWFUL: (
        narrowed(
            "problems_inspected", "findings_closed", "督查发现问题按期整改率",
            "集中督查、“四不两直”督查发现的问题中，整改时限在本年度且已过、在时限以内报告整改并经核验通过的所占比例。"
            "时限按批准延期后的计；按时报告、还在等待核验的和暂缓的不计；计入廉洁机关的问题不在此重复计算。",
            only=inspected, without=of_integrity,
        ),
        FIGURES["spot_checks_true"],
        items_figure("items_lawful", "法治机关事项完成率", FiveType.LAWFUL, ItemKind.values, "事项"),
    ),
    FiveType.CLEAN: (
        study_figure("warning_education", "警示教育"),
        narrowed(
            "problems_clean", "findings_closed", "廉洁方面问题按期整改率",
            f"归入{CLEAN}类的问题中，整改时限在本年度且已过、在时限以内报告整改并经核验通过的所占比例。"
            "时限按批准延期后的计；按时报告、还在等待核验的和暂缓的不计。",
            only=of_integrity,
        ),
        narrowed(
            "problems_clean_not_back", "findings_not_recurring", "廉洁方面问题不反弹率",
            f"归入{CLEAN}类的问题中，本年度销号的和本年度再次发现的，没有再次发现（含复查发现反弹）的所占比例。",
            only=of_integrity,
        ),
        items_figure("items_clean", "廉洁机关事项完成率", FiveType.CLEAN, ItemKind.values, "事项"),
    ),
}  # fmt: skip
OWN_FIGURES = {
    figure.key: figure for shares in AXES.values() for figure in shares if figure.key not in FIGURES
}


def figure_of(key):
    """A computed figure by its key, of a scheme or of a side; None where there is none."""
    return FIGURES.get(key) or OWN_FIGURES.get(key)
