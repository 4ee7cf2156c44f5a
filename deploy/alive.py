"""Whether the web server in this container answers; docker-compose.yml asks it every half minute."""

import os
import urllib.request

# The portal answers only under its own names, to itself as well.
name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
port = os.environ.get("PORTAL_BIND", "127.0.0.1:8000").rpartition(":")[2]
request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": name})
urllib.request.urlopen(request, timeout=5)
