"""汇总邮件: who chose it gets one mail each working day with all that came since the last one (E13)."""

from collections import defaultdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tasks.models import Channel, Delivery, DeliveryState
from zhaotong_portal import messages
from zhaotong_portal.wording import day_text
from zhaotong_portal.workdays import is_workday


def gather(now=None) -> int:
    """Write the day's digests, in the office's hours; how many. A second run of the day finds nothing to do."""
    now = now or timezone.now()
    local = timezone.localtime(now)
    if (
        not is_workday(local.date())
        or local.time() < settings.DIGEST_TIME
        or not messages.may_send(now)
    ):
        return 0
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING, for_digest=True)
    people = waiting.order_by("recipient").values_list("recipient", flat=True).distinct()
    return sum(_for_one(person, local.date()) for person in list(people))


@transaction.atomic
def _for_one(person_id, today) -> int:
    key = f"digest-{today}"
    # The person's waiting rows are the lock: who comes second finds them gathered, or the day's digest there.
    rows = list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(recipient=person_id, state=DeliveryState.PENDING, for_digest=True)
        .select_related("recipient")
        .order_by("created_at", "pk")
    )
    if not rows or Delivery.objects.filter(dedupe_key=key, recipient=person_id).exists():
        return 0
    person = rows[0].recipient
    digest = Delivery.objects.create(
        recipient=person,
        channel=Channel.MAIL,
        dedupe_key=key,
        subject=f"平台消息汇总（{day_text(today)}，{len(rows)}条）",
        body=_body(person, rows),
        link="/",
        message_id=messages.stable_message_id(key, person.pk, Channel.MAIL),
    )
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=DeliveryState.GATHERED, digest=digest
    )
    return 1


def _body(person, rows):
    base = settings.PORTAL_BASE_URL.rstrip("/")
    by_link = defaultdict(list)
    for row in rows:
        by_link[row.link].append(row.subject)
    lines = [
        f"{n}. {'；'.join(subjects)}\n   {base}{link}"
        for n, (link, subjects) in enumerate(by_link.items(), 1)
    ]
    return f"{person.name}：\n以下事项请登录平台查看。\n\n" + "\n".join(lines)
