"""Addresses of this area: see the contract."""

urlpatterns = []
