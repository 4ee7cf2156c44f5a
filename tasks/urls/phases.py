"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import midyear, phases, rollover

urlpatterns = [
    path("year/", phases.year_now, name="year_now"),
    path("year/<int:year>/", phases.year, name="year"),
    path("year/<int:year>/rollover/", rollover.rollover, name="rollover"),
    path("year/<int:year>/rollover/run/", rollover.run, name="rollover_run"),
    path("year/<int:year>/rollover/undo/", rollover.undo, name="rollover_undo"),
    path("year/<int:year>/rollover/<slug:step>/", rollover.step, name="rollover_step"),
    path("year/<int:year>/midyear/", midyear.midyear, name="midyear"),
    path("year/<int:year>/midyear/new/", midyear.push_plan_new, name="push_plan_new"),
    path("year/midyear/<int:pk>/", midyear.push_plan, name="push_plan"),
    path("year/midyear/<int:pk>/<slug:move>/", midyear.push_plan_move, name="push_plan_move"),
    path("year/task/<int:pk>/", phases.phase_tick, name="phase_tick"),
]
