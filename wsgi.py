"""The door of the production server and of `flask --app wsgi`."""

from conference import create_app

app = create_app()
