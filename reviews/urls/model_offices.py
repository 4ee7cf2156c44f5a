"""模范机关创建: criteria, self-assessments, their review."""

from django.urls import path

from reviews.views import model_office, model_office_answers, model_office_criteria, model_offices

HERE = "assessments/model-offices/"

urlpatterns = [
    path(HERE, model_offices.model_offices, name="model_offices"),
    path(f"{HERE}new/", model_offices.model_office_new, name="model_office_new"),
    path(f"{HERE}criteria/", model_office_criteria.criteria, name="model_office_criteria"),
    path(
        f"{HERE}criteria/copy/",
        model_office_criteria.criteria_copy,
        name="model_office_criteria_copy",
    ),
    path(
        f"{HERE}criteria/<int:pk>/", model_office_criteria.criterion, name="model_office_criterion"
    ),
    path(
        f"{HERE}criteria/<int:pk>/use/",
        model_office_criteria.criterion_use,
        name="model_office_criterion_use",
    ),
    path(f"{HERE}<int:pk>/", model_office.model_office, name="model_office"),
    path(f"{HERE}<int:pk>/edit/", model_office_answers.edit, name="model_office_edit"),
    path(f"{HERE}<int:pk>/review/", model_office_answers.review, name="model_office_review"),
    path(f"{HERE}<int:pk>/discard/", model_office.discard, name="model_office_discard"),
    path(f"{HERE}<int:pk>/<slug:move>/", model_office.model_office_move, name="model_office_move"),
]
