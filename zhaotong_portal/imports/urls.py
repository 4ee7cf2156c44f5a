"""Addresses of the import pages."""

urlpatterns = []
