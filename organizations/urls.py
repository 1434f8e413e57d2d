"""Addresses of this room. Of the sign-in library's pages only those named here exist."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.totp import views as app
from django.urls import include, path, re_path

from organizations.views import accounts, desk, public, recovery, roles, safety, verification

DESK = [
    path("", desk.overview, name="organization_desk"),
    path("edit/", desk.edit, name="organization_edit"),
    path("page/", desk.page, name="organization_page"),
    path("people/", desk.people, name="organization_people"),
    path("people/<int:pk>/", desk.end_role, name="organization_end_role"),
    path("ties/", desk.ties, name="organization_ties"),
    path("ties/<int:pk>/", desk.tie, name="organization_tie"),
]

urlpatterns = [
    path("organizations/", public.organization_list, name="organization_list"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/signup/", accounts.sign_up, name="account_signup"),
    path("accounts/recover/", recovery.recover, name="account_recover"),
    path("accounts/recover/new/", recovery.new_password, name="account_recover_new"),
    path("accounts/recover/stop/<str:token>/", recovery.stop_by_letter, name="account_recovery_stop_link"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/email/", account.email, name="account_email"),
    path("accounts/confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"
    ),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", accounts.second_factor, name="mfa_index"),
    path("accounts/2fa/authenticate/", factor.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/app/", app.activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/app/remove/", accounts.remove_app, name="mfa_deactivate_totp"),
    path("accounts/2fa/sheet/", accounts.sheet, name="mfa_view_recovery_codes"),
    path("accounts/2fa/sheet/new/", accounts.renew_sheet, name="mfa_generate_recovery_codes"),
    path("workspace/account/", accounts.account, name="account"),
    path("workspace/account/devices/", safety.devices, name="account_devices"),
    path("workspace/account/recovery/stop/", recovery.stop, name="account_recovery_stop"),
    path("workspace/account/invitations/<int:pk>/", roles.invitation, name="account_invitation"),
    path("workspace/account/roles/<int:pk>/leave/", roles.leave, name="account_leave"),
    path("workspace/organizations/new/", desk.create, name="organization_create"),
    path("workspace/organizations/<str:number>/", include(DESK)),
    path("workspace/hosts/<str:number>/", desk.ask_host, name="organization_ask_host"),
    path("workspace/verification/", verification.waiting, name="verification"),
    path("workspace/verification/<str:verifier>/<str:number>/", verification.verify, name="verify"),
]
