"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import spot_checks

urlpatterns = [
    path("spot-checks/", spot_checks.spot_check_list, name="spot_checks"),
    path("spot-checks/<int:pk>/", spot_checks.spot_check, name="spot_check"),
    path("spot-checks/<int:pk>/verify/", spot_checks.spot_check_verify, name="spot_check_verify"),
    path("spot-checks/<int:pk>/answer/", spot_checks.spot_check_answer, name="spot_check_answer"),
    path("spot-checks/<period:period>/draw/", spot_checks.spot_check_draw, name="spot_check_draw"),
]
