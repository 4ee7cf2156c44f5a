"""荣誉 at its own addresses (the contract's), on the pages of every register."""

from django.urls import path

from units.views import registers

OF_HONOURS = {"code": "honours"}

urlpatterns = [
    path("honours/", registers.register, OF_HONOURS, name="honours"),
    path("honours/new/", registers.register_new, OF_HONOURS, name="honour_new"),
    path("honours/<int:pk>/", registers.register_entry, OF_HONOURS, name="honour"),
    path("honours/<int:pk>/edit/", registers.register_edit, OF_HONOURS, name="honour_edit"),
]
