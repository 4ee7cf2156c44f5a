"""Addresses of 责任清单, and of taking up a practice (the registers themselves are units/urls.py)."""

from django.urls import path

from tasks.views import duties, duty_templates, practices

urlpatterns = [
    path("practices/<int:pk>/adopt/", practices.practice_adopt, name="practice_adopt"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/seen/<int:pk>/<int:year>/", duties.duties_seen, name="duties_seen"),
    path("duties/templates/<int:year>/", duty_templates.duty_templates, name="duty_templates"),
    path(
        "duties/templates/<int:year>/new/",
        duty_templates.duty_template_new,
        name="duty_template_new",
    ),
    path("duties/templates/<int:year>/issue/", duty_templates.duties_issue, name="duties_issue"),
    path("duties/templates/<int:year>/begin/", duty_templates.duties_begin, name="duties_begin"),
    path("duties/template/<int:pk>/", duty_templates.duty_template_edit, name="duty_template_edit"),
    path(
        "duties/template/<int:pk>/end/", duty_templates.duty_template_end, name="duty_template_end"
    ),
]
