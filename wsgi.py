"""The door of the production server and of `flask --app wsgi`."""

import os
import sys

from conference import create_app
from conference.kernel.foreign_commands import speak_here
from conference.kernel.terminal import at_terminal, translated
from config import Missing

try:
    app = create_app()
except Missing as missing:  # one clear line for whoever starts it, no traceback
    with at_terminal():
        sys.exit(translated(str(missing), None, None) % missing.facts)
if os.environ.get("FLASK_RUN_FROM_CLI"):
    speak_here(app)
