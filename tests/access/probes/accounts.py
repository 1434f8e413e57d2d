"""How the pages of accounts are asked."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.test import Client

from organizations.models import Membership, SignIn
from organizations.services import accounts, standing
from organizations.services import recovery as way_back
from portal.ground.ledger.models import Letter
from portal.site.mine import services as mine
from tests.access.probes.base import Probe, Sent, said, said_parts, there
from tests.access.world import Scene, World
from tests.support import factories


def recovery(world: World, scene: Scene) -> dict[str, Any]:
    """The printed sheet's next code and a new password."""
    who = there(world.cast["lead"])
    code = accounts.codes_left(who)[0]
    return {"username": who.username, "code": code}


def came_back(world: World, scene: Scene) -> None:
    """The leader asked for a new password by the sheet."""
    sent = recovery(world, scene)
    way_back.ask(sent["username"], sent["code"], "", now=scene.moment)


def closing(world: World, scene: Scene) -> None:
    """The leader asked to close the account."""
    mine.ask(there(world.cast["lead"]), now=scene.moment)


def in_the_letter_of_closing(world: World, scene: Scene) -> list[Any]:
    closing(world, scene)
    letter = Letter.objects.filter(kind="account_closing").latest("pk")
    return [letter.payload["path"].rstrip("/").rpartition("/")[2]]


def in_the_letter(world: World, scene: Scene) -> list[Any]:
    came_back(world, scene)
    letter = Letter.objects.filter(kind="recovery_asked").latest("pk")
    return [letter.payload["path"].rstrip("/").rpartition("/")[2]]


def new_password(old: str, *new: str) -> Sent:
    return lambda world, scene: {old: factories.PASSWORD} | dict.fromkeys(new, "four brown bicycles")


def forgotten(world: World, scene: Scene) -> list[Any]:
    """What stands in the letter to whoever forgot the password."""
    who = there(world.cast["lead"])
    return [user_pk_to_url_str(who), default_token_generator.make_token(who)]


def unconfirmed(world: World, scene: Scene) -> list[Any]:
    leader = there(world.cast["lead"])
    address, _new = EmailAddress.objects.get_or_create(user=leader, email="lead@example.org")
    return [EmailConfirmationHMAC(address).key]


def signed_in_twice(world: World, scene: Scene) -> None:
    """The leader is signed in on another device, too."""
    Client().force_login(there(world.cast["lead"]))


def the_other(world: World, scene: Scene) -> dict[str, Any]:
    return {"which": str(SignIn.objects.filter(user=world.cast["lead"]).latest("pk").pk)}


def offer(world: World, scene: Scene) -> list[Any]:
    """A role in the group, offered to the leader of another one."""
    by, who = there(world.cast["lead"]), there(world.cast["rival"])
    made = who.invitations.first() or standing.invite(world.group, who, "writer", by=by, now=scene.moment)
    return [made.pk]


def own_role(world: World, scene: Scene) -> list[Any]:
    return [Membership.objects.get(user=world.cast["head"]).pk]


PROBES: dict[str, Probe] = {
    "account_login POST": Probe(
        data=lambda world, scene: {
            "login": there(world.cast["lead"]).username,
            "password": factories.PASSWORD,
        }
    ),
    "account_signup POST": Probe(data=said(username="newcomer", password=factories.PASSWORD)),
    "account_recover POST": Probe(data=recovery),
    "account_recovery_stop_link": Probe(in_the_letter),
    "account_recovery_stop POST": Probe(first=came_back),
    "account_close_stop POST": Probe(first=closing),
    "account_close_stop_link": Probe(in_the_letter_of_closing),
    "account_reauthenticate POST": Probe(data=said(password=factories.PASSWORD)),
    "account_email POST": Probe(data=said(action_add="1", email="c@example.org")),
    "account_confirm_email": Probe(unconfirmed),
    "account_change_password POST": Probe(data=new_password("oldpassword", "password1", "password2")),
    "account_reset_password POST": Probe(data=said(email="nobody@example.org")),
    "account_reset_password_from_key GET sent": Probe(forgotten),
    "account_reset_password_from_key GET forged": Probe(said_parts("1", "forged")),
    "account_reset_password_from_key POST": Probe(forgotten, new_password("old", "password1", "password2")),
    "account_devices POST own": Probe(data=the_other, first=signed_in_twice),
    "account_devices POST others": Probe(data=said(which="others"), first=signed_in_twice),
    "account_invitation GET": Probe(offer),
    "account_invitation POST agree": Probe(offer, said(accept="1")),
    "account_invitation POST decline": Probe(offer, said(decline="1")),
    "account_leave": Probe(own_role),
    "account POST": Probe(data=said(display_name="小杨", language="en")),
}
