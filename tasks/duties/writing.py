"""The committee's side of 责任清单: writing, revising, ending. What was issued stays as it was; a change is a new version."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tasks.duties.issuing import may_write
from tasks.models.duty import DutyTemplate
from units.names import name_key
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed, StateChanged

# Which duty it is; a change of these is another duty.
IDENTITY = ("year", "layer", "unit_kind", "unit", "sort", "title")
WORDS = ("standard", "time_limit", "due_on", "order")
FIELDS = (*IDENTITY, *WORDS)


@transaction.atomic
def write(actor, **fields) -> DutyTemplate:
    """A duty that is not issued yet. Raises NotAllowed, ValidationError by field."""
    _writers_only(actor)
    template = DutyTemplate(**fields)
    _keep(template)
    record(actor, "duty_template.written", "新增责任事项", template)
    return template


@transaction.atomic
def revise(pk, actor, why="", **fields) -> DutyTemplate:
    """Other words: in place until issued, then as the next version, with its reason.

    Raises NotAllowed, StateChanged (another version stands already), ValidationError.
    """
    _writers_only(actor)
    template = DutyTemplate.objects.select_for_update().get(pk=pk)
    if template.is_ended or DutyTemplate.objects.filter(replaces=template).exists():
        raise StateChanged("这一项已有新的版本或已取消，请在最新版本上修改。")
    before = values_of(template, fields)
    if template.issued_on is None:
        return _change_in_place(template, before, actor, fields)
    refused = {
        name: "印发以后不能再改，请取消这一项，另行新增。"
        for name in IDENTITY
        if name in fields and fields[name] != getattr(template, name)
    }
    if refused:
        raise ValidationError(refused)
    if not why.strip():
        raise ValidationError({"why": "请写明变动理由，单位会看到。"})
    words = {name: fields.get(name, getattr(template, name)) for name in WORDS}
    if all(words[name] == getattr(template, name) for name in WORDS):
        raise ValidationError({"standard": "内容没有变化。"})
    following = DutyTemplate(
        **{name: getattr(template, name) for name in IDENTITY}, **words,
        version=template.version + 1, replaces=template, why=why.strip(),
    )  # fmt: skip
    _keep(following)
    changes = differences(before, following, fields)
    record(actor, "duty_template.revised", f"修订为第 {following.version} 版", following, changes=changes, reason=why)  # fmt: skip
    return following


def _change_in_place(template, before, actor, fields):
    for name, value in fields.items():
        setattr(template, name, value)
    _keep(template)
    if changes := differences(before, template, fields):
        record(actor, "duty_template.changed", "修改责任事项", template, changes=changes)
    return template


@transaction.atomic
def end(pk, actor, why=""):
    """A duty that is not issued goes; one that was issued ends with the next issue. Raises NotAllowed, ValidationError."""
    _writers_only(actor)
    template = DutyTemplate.objects.select_for_update().get(pk=pk)
    if template.is_ended or DutyTemplate.objects.filter(replaces=template).exists():
        raise StateChanged("这一项已有新的版本或已取消。")
    if template.issued_on is None and not template.duties.exists():
        record(actor, "duty_template.removed", "删除未印发的责任事项", template)
        template.delete()
        return
    if not why.strip():
        raise ValidationError({"why": "请写明取消的理由。"})
    template.is_ended = True
    template.save()
    record(actor, "duty_template.ended", "取消责任事项", template, reason=why)


@transaction.atomic
def begin_from_last_year(year, actor) -> int:
    """Last year's list as drafts of this year's, where this year has nothing yet; how many."""
    _writers_only(actor)
    if DutyTemplate.objects.of_year(year).exists():
        raise StateChanged(f"{year}年已有责任事项，不能再整体沿用。")
    rows = list(DutyTemplate.objects.of_year(year - 1).current())
    if not rows:
        raise StateChanged(f"{year - 1}年没有责任清单可以沿用。")
    for row in rows:
        row.pk, row._state.adding = None, True
        row.year, row.version, row.replaces, row.issued_on, row.why = year, 1, None, None, ""
        row.due_on = None  # last year's day means nothing this year
        row.save()
    record(actor, "duty_template.copied", f"沿用{year - 1}年清单", rows[0])
    return len(rows)


def _writers_only(actor):
    if not may_write(actor):
        raise NotAllowed("责任清单由工委科室干部或管理员编制。")


def _keep(template):
    template.title = " ".join(template.title.split())
    template.title_key = name_key(template.title)
    template.full_clean(validate_constraints=False)
    same = DutyTemplate.objects.filter(
        year=template.year, layer=template.layer, unit_kind=template.unit_kind, unit=template.unit,
        sort=template.sort, title_key=template.title_key, version=template.version,
    )  # fmt: skip
    if same.exclude(pk=template.pk).exists():
        raise ValidationError({"title": "同一年度、同一层次、同一范围已有这项责任。"})
    template.validate_constraints()
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise ValidationError({"title": "这项责任刚刚由他人新增或修订。"}) from error
