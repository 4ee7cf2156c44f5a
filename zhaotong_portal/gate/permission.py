"""Who looks through what is stored: the administrator, who keeps the list of words too."""

ADMINISTRATOR = "administrator"


def may_scan(user) -> bool:
    return user.scope.role == ADMINISTRATOR
