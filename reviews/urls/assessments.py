"""述职评议考核: the year's assessments and their self-reports."""

from django.urls import path

from reviews.views import assessments, evidence_pack, self_report

urlpatterns = [
    path("assessments/<int:pk>/evidence/", evidence_pack.evidence, name="evidence_pack"),
    path(
        "assessments/<int:pk>/evidence/print/",
        evidence_pack.evidence_print,
        name="evidence_pack_print",
    ),
    path(
        "assessments/<int:pk>/evidence.docx", evidence_pack.evidence_docx, name="evidence_pack_docx"
    ),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/prepare/", assessments.assessments_prepare, name="assessments_prepare"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/report/", self_report.self_report, name="self_report"),
    path(
        "assessments/<int:pk>/report/file/", self_report.self_report_file, name="self_report_file"
    ),
    path(
        "assessments/<int:pk>/report/print/",
        self_report.self_report_print,
        name="self_report_print",
    ),
    path("assessments/<int:pk>/report.docx", self_report.self_report_docx, name="self_report_docx"),
    path(
        "assessments/<int:pk>/report/<slug:move>/",
        self_report.self_report_move,
        name="self_report_move",
    ),
]
