"""Every address of the portal as every role and as nobody: `docs/rights.md` is the table that this test reads.

Addresses are discovered from the URL configuration, so that a new page cannot escape it. What the table does not
grant is a 404; nothing may ever be a fault.

Nine thousand requests: what has nothing to do with the address asked is done once for all of them (log-in, header,
the page that says 404). Where another round on another database asks them all, this one asks what a database may
answer differently: each page, and each press, by one person of a unit and one of the committee who may.
"""

import os
import re
import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import get_resolver, reverse

from tests.addresses import OBJECTS
from units.middleware import SEEN_AT
from zhaotong_portal.navigation import links_for

TABLE = Path(__file__).parent.parent / "docs" / "rights.md"
ROLES = ("officer", "secretary", "staff", "leader", "inspector", "administrator", "auditor")
OF_A_UNIT = ("officer", "secretary", "inspector")
ANOTHER_ROUND_ASKS_ALL = os.environ.get("PORTAL_TEST_ANY_DATABASE") == "0"
ROW = re.compile(r"^\| `(?P<name>[\w:-]+)` \| (?P<object>[^|]+) \| (?P<cells>.+) \|$")


def rows_of_the_table():
    """[(name, object, {role: cell})]; an address with a move in it has a row for each move."""
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if match := ROW.match(line):
            cells = [cell.strip() for cell in match["cells"].split("|")]
            assert len(cells) == len(ROLES), line
            rows.append(
                (match["name"], match["object"].strip(), dict(zip(ROLES, cells, strict=True)))
            )
    return rows


def discovered(patterns=None, namespace=""):
    """Names of all addresses but the Django admin's."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from discovered(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield f"{namespace}{pattern.name}"


RIGHTS = rows_of_the_table()
ADDRESSES = sorted(set(discovered()))


def test_every_address_has_its_row():
    named = {name for name, _, _ in RIGHTS}
    assert set(ADDRESSES) - named == set(), "give the new page its row in docs/rights.md"
    assert named - set(ADDRESSES) == set(), "docs/rights.md names an address that is no more"


@pytest.fixture(scope="module")
def logged_in(standing_world, django_db_blocker):
    """{role: the key of a session}, made once within the transaction around the module."""
    made, _ = standing_world
    keys = {}
    with django_db_blocker.unblock():
        for role in ROLES:
            client = Client()
            client.force_login(made.people[role])
            session = client.session
            # As if seen just now, however long the walk takes: no request need write that down.
            session[SEEN_AT] = time.time() + 24 * 3600
            session.save()
            keys[role] = session.session_key
    return keys


@pytest.fixture(scope="module")
def one_client():
    return Client(raise_request_exception=False)


@pytest.fixture
def walk(standing_world, logged_in, one_client, db, own_folders, settings, monkeypatch):
    """`walk(role, url, method)` asks as somebody freshly logged in; what it changed is undone."""
    shutil.copytree(standing_world[1], settings.MEDIA_ROOT)
    monkeypatch.setattr("zhaotong_portal.urls.handler404", not_found)
    monkeypatch.setattr("zhaotong_portal.context.links_for", links_once)

    def ask(role, url, method):
        one_client.cookies.clear()
        if role:
            one_client.cookies[portal_settings.SESSION_COOKIE_NAME] = logged_in[role]
        with transaction.atomic():
            answer = getattr(one_client, method.lower())(url)
            transaction.set_rollback(True)
        return answer

    return ask


def not_found(request, exception=None):
    """The page itself is the matter of test_errors.py."""
    return HttpResponseNotFound()


_links = {}


def links_once(user, path):
    if user.pk not in _links:
        _links[user.pk] = links_for(user, path)
    return _links[user.pk]


def url_of(name, kind, world, whose):
    """`item:cancel` in the table's second column: an item, and the word that follows it in the address."""
    kind, _, word = kind.partition(":")
    return reverse(name, args=[*OBJECTS[kind](world, whose), *filter(None, [word])])


def check(who, cell, url, whose, answer, method):
    status = answer.status_code
    where = f"{who} {url} ({whose}): {status}"
    # An address for machines may say that a part of the portal is down; nothing may be a fault.
    assert status < 500 or (cell == "open" and status == 503), where
    granted = cell == "open" or cell.endswith("all") or (cell.endswith("own") and whose == "own")
    writes = cell.startswith("W") or cell == "open"
    if not granted or (method == "POST" and not writes):
        assert status in (404, 405), f"{where}, the table says {cell}"
    elif method == "GET":
        assert status in (200, 302, 405, 503), f"{where}, the table says {cell}"
        assert not str(answer.headers.get("Location", "")).startswith("/login/"), where
    else:
        assert status not in (404,), f"{where}, the table says {cell}"


def some_who_may(cells):
    """The first of a unit and the first of the committee to whom the table grants something."""
    granted = [role for role in ROLES if cells[role] != "–"]
    of_a_unit = [role for role in granted if role in OF_A_UNIT]
    of_the_committee = [role for role in granted if role not in OF_A_UNIT]
    return of_a_unit[:1] + of_the_committee[:1]


each_row = pytest.mark.parametrize(
    "name, kind, cells", RIGHTS, ids=[f"{name} {kind}" for name, kind, _ in RIGHTS]
)


@each_row
def test_each_role_finds_exactly_what_the_table_grants(name, kind, cells, standing_world, walk):
    world, _ = standing_world
    if ANOTHER_ROUND_ASKS_ALL:
        asked = [(role, "own") for role in some_who_may(cells)]
    else:
        asked = [(role, whose) for role in ROLES for whose in ("own", "other")]
    for role, whose in asked:
        if kind != "–" or whose == "own":
            url = url_of(name, kind, world, whose)
            for method in ("GET", "POST"):
                check(f"{role} {method}", cells[role], url, whose, walk(role, url, method), method)


@pytest.mark.any_database
@each_row
def test_nobody_is_sent_to_the_log_in(name, kind, cells, standing_world, walk):
    url = url_of(name, kind, standing_world[0], "own")
    for method in ("GET", "POST"):
        answer = walk(None, url, method)
        assert answer.status_code < 500 or answer.status_code == 503
        if cells["officer"] != "open":
            assert answer.status_code == 302, f"{url}: {answer.status_code}"
            assert answer.headers["Location"].startswith("/login/")
