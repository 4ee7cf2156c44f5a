"""What the Django admin grants: the matrix of rules.md §3, by app label and model."""

# Models an administrator may change; every other registered model is read-only for everybody.
ADMINISTRATOR_WRITES = {
    "units": "*",
    "axes": {"accessattempt"},
    "tasks": {
        "activityfeed",
        "activitykind",
        "historytotal",
        "indicator",
        "month",
        "monthexception",
        "keytasktemplate",
        "listkind",
        "mechanismkind",
        "theme",
        "servicelist",
    },
    "portal": {"columnmeaning", "guardedword"},
    "reviews": {"backgroundnote", "honour", "interviewreader", "ratingpoint", "ratingreason"},
}


def has_admin_permission(person, perm: str) -> bool:
    """`perm` as Django writes it: `app.action_model`."""
    app, _, rest = perm.partition(".")
    action, _, model = rest.partition("_")
    role = person.scope.role
    if role == "auditor":
        return action == "view"
    if role != "administrator":
        return False
    if action == "view":
        return True
    writable = ADMINISTRATOR_WRITES.get(app, ())
    return writable == "*" or model in writable
