"""Addresses of people and units."""

from django.urls import path

from units.views import accounts, home

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", accounts.Login.as_view(), name="login"),
    path("logout/", accounts.Logout.as_view(), name="logout"),
    path("password/", accounts.PasswordChange.as_view(), name="password_change"),
    path("act-as/", accounts.act_as, name="act_as"),
]
