"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import deadlines, item_edit, items

urlpatterns = [
    path("items/", items.items, name="items"),
    path("items/new/", item_edit.item_new, name="item_new"),
    path("items/deadlines/", deadlines.deadlines, name="deadlines"),
    path("items/deadlines/<int:pk>/<slug:move>/", deadlines.deadline_move, name="deadline_move"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/edit/", item_edit.item_edit, name="item_edit"),
    path("items/<int:pk>/deadline/", deadlines.deadline_ask, name="deadline_ask"),
    path("items/<int:pk>/<slug:move>/", items.item_move, name="item_move"),
]
