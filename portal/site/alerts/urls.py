"""Addresses of the letters by e-mail."""

from django.urls import path

from portal.site.alerts import views

urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("sent/", views.sent, name="alerts_sent"),
    path("confirm/<str:token>/", views.confirm, name="alerts_confirm"),
    path("manage/<str:token>/", views.manage, name="alerts_manage"),
    path("stop/<str:token>/", views.stop, name="alerts_stop"),
]
