"""What the history calls this feature's changes and fields; they stand with those of the other features."""

from __future__ import annotations

from conference.kernel.message import Message, _

ACTIONS: dict[str, Message] = {
    "registered": _("registered"),
    "moved_up": _("moved up from the waiting list"),
    "approved": _("approved"),
    "declined": _("declined"),
    "event_cancelled": _("ended, because the event was cancelled"),
    "taken_back": _("cancellation taken back"),
    "needs_approval": _("waits for approval again"),
    "letter": _("letter sent again"),
    "consent_given": _("agreement given"),
    "consent_withdrawn": _("agreement withdrawn"),
    "check_in_undone": _("entry taken back"),
    "places": _("number of places set"),
    "registration": _("registration opened or closed"),
    "category_added": _("category added"),
    "category_changed": _("category changed"),
    "category_removed": _("category removed"),
    "consent_text": _("text to agree to"),
}
FIELDS: dict[str, Message] = {
    "latin_name": _("name in Latin letters"),
    "affiliation": _("institution"),
    "answers_changed": _("answers to"),
    "category": _("category"),
    "needs_approval": _("needs approval"),
    "places": _("places"),
    "open": _("open"),
    "purpose": _("purpose"),
    "version": _("version"),
    "text": _("text"),
    "required": _("needed"),
}
