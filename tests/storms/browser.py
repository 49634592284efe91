"""A browser without JavaScript over a real connection: it keeps cookies and sends each form's token."""

import re

import requests

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    def __init__(self, *servers: str) -> None:
        """Servers are the machines behind one name: the browser's cookies go to each of them."""
        self.servers = servers
        self.http = requests.Session()

    def get(self, path: str, server: int = 0) -> requests.Response:
        return self.http.get(self.servers[server] + path, timeout=30, allow_redirects=False)

    def post(self, path: str, server: int = 0, form: str | None = None, **fields: str) -> requests.Response:
        """Send the form of the page `form` (the path itself, usually), with its token."""
        token = TOKEN.search(self.get(form or path, server).text)
        data = fields | {"csrf_token": token.group(1) if token else ""}
        return self.http.post(self.servers[server] + path, data=data, timeout=30, allow_redirects=False)
