"""What a room can offer: codes for programs, words for people. A room may have only features of this list."""

from __future__ import annotations

from collections.abc import Mapping

from conference.kernel.message import Message, _

FEATURES: Mapping[str, Message] = {
    "step_free": _("step-free access"),
    "induction_loop": _("induction loop"),
    "daylight": _("daylight"),
    "blackout": _("can be darkened"),
    "air_conditioning": _("air conditioning"),
    "stage": _("stage"),
    "lectern": _("lectern"),
    "sound": _("sound system"),
    "video": _("projector or large screen"),
    "whiteboard": _("whiteboard"),
    "flipchart": _("flip chart"),
    "hybrid": _("cameras for remote guests"),
    "recording": _("recording"),
    "streaming": _("streaming"),
    "interpretation": _("interpretation booths in view"),
    "booth": _("is an interpretation booth"),
    "power": _("power at the seats"),
    "wifi": _("wireless network"),
    "piano": _("piano"),
    "catering": _("food may be served"),
    "vehicle_access": _("vehicle access"),
}


def label(code: str) -> Message:
    """The word for a feature; an unknown code speaks for itself."""
    return FEATURES.get(code) or Message(code.replace("_", " "))
