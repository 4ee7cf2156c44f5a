from django.urls import path

from zhaotong_portal.job_runs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<str:name>/run/", views.run, name="job_run"),
]
