"""After a roster came in, its page offers first passwords for the new accounts."""


def register():
    from zhaotong_portal.imports.registry import register_after

    register_after("people", after_roster)


def after_roster(batch):
    from django.conf import settings

    from units.first_passwords import last_issue, waiting

    count = waiting(batch).count()
    message = (
        f"为{count}个从未登录的账号生成初始密码，并下载密码单。先前发过而未用的初始密码随即失效。"
    )
    return {
        "template": "units/first_passwords.html",
        "batch": batch,
        "created": len(batch.effects.get("created", ())),
        "waiting": count,
        "last": last_issue(batch),
        "days": settings.FIRST_PASSWORD_DAYS,
        "message": message,
    }
