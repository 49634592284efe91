"""The door of the production server and of `flask --app wsgi`."""

import sys

from conference import create_app
from config import Missing

try:
    app = create_app()
except Missing as missing:  # one clear line for whoever starts it, no traceback
    sys.exit(str(missing))
