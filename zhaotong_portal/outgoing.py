"""One signed POST to an outside system. Knows no model.

An address that leads into the own network is refused unless its host is listed (CLUE_CALLBACK_HOSTS): whoever may set
an address must not reach what only this machine reaches. The name is resolved once and the connection goes to the
very address that was checked; redirects are not followed.
"""

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 10


class Refused(Exception):
    """The address may not be called at all; its text is a Chinese sentence."""


class Unreachable(Exception):
    """It did not work this time."""


def checked_address(url):
    """(parts of the URL, the IP address to connect to). Raises Refused for the own network, Unreachable for no name."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("回传地址应以 http:// 或 https:// 开头。")
    if parts.username or parts.password:
        raise Refused("回传地址中不能写用户名和密码。")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError) as error:
        raise Unreachable("回传地址的主机名解析不到。") from error
    addresses = [row[4][0] for row in found]
    if parts.hostname.lower() not in settings.CLUE_CALLBACK_HOSTS:
        for address in addresses:
            if not _is_outside(address):
                raise Refused("回传地址指向本网络内部，不能使用；确需使用的，由运维列入许可。")
    return parts, addresses[0], port


def _is_outside(address):
    ip = ipaddress.ip_address(address.split("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


def signature(key, timestamp, body: bytes) -> str:
    """HMAC-SHA256 over the moment and the body, so that a call cannot be replayed with another one's words."""
    return hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def post_signed(url, key, body: bytes) -> int:
    """The status of the answer; 2xx means taken. Raises Refused or Unreachable."""
    parts, address, port = checked_address(url)
    timestamp = str(int(time.time()))
    path = parts.path or "/"
    if parts.query:
        path = f"{path}?{parts.query}"
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "Content-Type": "application/json; charset=utf-8",
        "X-Portal-Timestamp": timestamp,
        "X-Portal-Signature": f"sha256={signature(key, timestamp, body)}",
    }
    connection = _connection(parts, address, port)
    try:
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(1024)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable("对方系统没有应答。") from error
    finally:
        connection.close()
    return answer.status


def _connection(parts, address, port):
    """A connection to the checked address under the name of the URL, which TLS verifies."""
    if parts.scheme == "http":
        return http.client.HTTPConnection(address, port, timeout=TIMEOUT)
    connection = http.client.HTTPSConnection(
        parts.hostname, port, timeout=TIMEOUT, context=ssl.create_default_context()
    )
    connection._create_connection = lambda _, *args, **kwargs: socket.create_connection(
        (address, port), *args, **kwargs
    )
    return connection
