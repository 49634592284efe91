"""What click and the start of the application say by themselves, so that the catalogues have it; see kernel.terminal."""

from __future__ import annotations

from conference.kernel.message import _, _n

CLICK = (
    _("Usage:"), _("Options"), _("Commands"), _("Show this message and exit."), _("Error: {message}"), _("Aborted!"), _("Missing command."),
    _("Missing argument"), _("Missing option"), _("Missing parameter"), _("Try '{command} {option}' for help."),
    _("Invalid value: {message}"), _("Invalid value for {param_hint}: {message}"), _("No such option {name!r}."), _("No such command {name!r}."),
    _("Option {name!r} does not take a value."), _("Choose from:\n\t{choices}"), _("{value!r} is not a valid {number_type}."),
    _("file"), _("directory"), _("path"), _("{name} {filename!r} does not exist."), _("{name} {filename!r} is a directory."),
    _("{name} {filename!r} is not readable."), _("{name} {filename!r} is not writable."),
)  # fmt: skip
CLICK_COUNTED = (
    _n("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
    _n("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
    _n("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1),
)
START = (
    _("SECRET_KEY is not set: give the application a long random secret of its own (openssl rand -hex 32)."),
    _("DATABASE_URL names no database that this program knows: it takes sqlite:///file or postgresql://user:password@host/name."),
    _("%(folder)s cannot be written: %(why)s. Give it to whoever runs the centre, or name another folder with INSTANCE_DIR."),
    _("%(name)s takes a whole number, not %(told)s."), _("%(name)s takes one of these: %(known)s."),
    _("%(name)s takes a time zone by its name, as Europe/Paris; there is no %(told)s."),
)  # fmt: skip
