"""Addresses of this area: see the contract."""

from django.urls import path

from reviews.views import (
    finding_actions,
    finding_family,
    finding_papers,
    finding_statistics,
    findings,
)

urlpatterns = [
    path("findings/", findings.findings, name="findings"),
    path("findings/new/", findings.finding_new, name="finding_new"),
    path("findings/statistics/", finding_statistics.statistics, name="finding_statistics"),
    path("findings/common/", finding_statistics.common, name="finding_common"),
    path("findings/rechecks/", finding_statistics.rechecks_due, name="finding_rechecks"),
    path("findings/print/", finding_papers.ledger_print, name="finding_print"),
    path("findings/ledger.docx", finding_papers.ledger_docx, name="finding_docx"),
    path("findings/notice/<int:pk>.docx", finding_papers.notice, name="finding_notice"),
    path("findings/bulletin/<period:period>.docx", finding_papers.bulletin, name="finding_bulletin"),
    path("findings/evidence/<int:pk>/", finding_actions.evidence_file, name="finding_evidence"),
    path("findings/extensions/<int:pk>/<slug:move>/", finding_actions.extension_move, name="finding_extension"),
    path("findings/rechecks/<int:pk>/", finding_actions.recheck_judge, name="finding_recheck"),
    path("findings/families/<int:pk>/", finding_family.family, name="finding_family"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/evidence/", finding_actions.evidence_add, name="finding_evidence_add"),
    path("findings/<int:pk>/extension/", finding_actions.extension_ask, name="finding_extension_ask"),
    path("findings/<int:pk>/join/", finding_actions.join, name="finding_join"),
    path("findings/<int:pk>/item/", finding_actions.item_link, name="finding_item"),
    path("findings/<int:pk>/finder/", finding_actions.finder_look, name="finding_finder"),
    path("findings/<int:pk>/<slug:move>/", findings.finding_move, name="finding_move"),
]  # fmt: skip
