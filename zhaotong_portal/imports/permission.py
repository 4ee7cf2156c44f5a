"""Who may import (rules.md §3): the pages, the commands and the workers ask here."""

from zhaotong_portal.workflow import NotAllowed

ADMINISTRATOR = "administrator"


def may_import(user) -> bool:
    """rules.md §3: imports are the administrator's."""
    return user.scope.role == ADMINISTRATOR


def refuse_others(actor):
    """`None` is the command line of the machine itself."""
    if actor is not None and not may_import(actor):
        raise NotAllowed("只有管理员可以导入清单。")
