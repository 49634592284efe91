"""What the history's codes are called: kinds of things, actions, fields. A code without a label is shown as it is."""

from __future__ import annotations

from conference.kernel.message import Message, _

KINDS: dict[str, Message] = {
    "user": _("account"),
    "person": _("person"),
    "organisation": _("organisation"),
    "venue": _("centre"),
    "room": _("room"),
    "closure": _("closure"),
    "booking": _("booking"),
    "event": _("event"),
    "session": _("session"),
    "registration": _("registration"),
    "letter": _("letter"),
    "feed": _("calendar address"),
}

ACTIONS: dict[str, Message] = {
    "created": _("created"),
    "changed": _("changed"),
    "invited_again": _("invited again"),
    "role_granted": _("role given"),
    "role_withdrawn": _("role taken back"),
    "disabled": _("closed"),
    "enabled": _("opened again"),
    "erased": _("erased"),
    "password_changed": _("password changed"),
    "email_changed": _("e-mail address changed"),
    "profile_changed": _("profile changed"),
    "second_factor_on": _("second step turned on"),
    "second_factor_off": _("second step turned off"),
    "recovery_codes_made": _("recovery codes made"),
    "recovery_code_used": _("recovery code used"),
    "token_created": _("token made"),
    "token_withdrawn": _("token withdrawn"),
    "resent": _("sent again"),
}

FIELDS: dict[str, Message] = {
    "given_name": _("given name"),
    "family_name": _("family name"),
    "name": _("name"),
    "slug": _("short name"),
    "kind": _("kind"),
    "email": _("e-mail address"),
    "country": _("country"),
    "language": _("language"),
    "timezone": _("time zone"),
    "role": _("role"),
    "organisation": _("organisation"),
    "token": _("token"),
    "scopes": _("may"),
    "state": _("state"),
    "title": _("title"),
    "room": _("room"),
    "starts_at": _("from"),
    "ends_at": _("until"),
}
