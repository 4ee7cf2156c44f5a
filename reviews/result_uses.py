"""结果运用: for what a grade was used, entered and corrected by the persons named for 约谈 (I15)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews.interviews import refuse_others, which
from reviews.models import ResultUse
from zhaotong_portal.audit.trail import differences, record, values_of

LOOKED_AT = "查看结果运用"
FIELDS = ("unit", "year", "grade", "kind", "detail", "used_on", "document")


@transaction.atomic
def enter(actor, **fields) -> ResultUse:
    """Raises NotAllowed, ValidationError by field."""
    refuse_others(actor, "结果运用")
    use = ResultUse(entered_by=actor, **fields)
    _keep(use)
    record(actor, "result_use.entered", "登记结果运用", use)
    return use


@transaction.atomic
def correct(pk, actor, **fields) -> ResultUse:
    refuse_others(actor, "结果运用")
    use = ResultUse.objects.select_for_update().get(pk=pk)
    before = values_of(use, FIELDS)
    for name, value in fields.items():
        setattr(use, name, value)
    _keep(use)
    if changed := which(differences(before, use, FIELDS)):
        record(actor, "result_use.corrected", "更正结果运用", use, changes=changed)
    return use


def _keep(use):
    if use.used_on and use.used_on > timezone.localdate():
        raise ValidationError({"used_on": "日期还没有到，请核对。"})
    use.full_clean()
    use.save()
