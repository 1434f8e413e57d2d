"""Addresses of one's own account beside those of signing in."""

from django.urls import path

from portal.site.mine import views

urlpatterns = [
    path("workspace/account/data/", views.data, name="account_data"),
    path("workspace/account/close/", views.close, name="account_close"),
    path("workspace/account/close/stop/", views.stop, name="account_close_stop"),
    path("accounts/close/stop/<str:token>/", views.stop_by_letter, name="account_close_stop_link"),
]
