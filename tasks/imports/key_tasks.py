"""重点任务: a row for 各单位 becomes a template that fans out; a row with a unit is that unit's task."""

from tasks.assigning import fan_out_all
from tasks.imports.items import BATCH, KINDS, ItemImporter
from tasks.models import Audience, ItemKind, KeyTaskTemplate, WorkItem
from units.names import name_key
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow

REQUIREMENTS = "内容及要求"


class KeyTaskImporter(ItemImporter):
    kind = ItemKind.KEY_TASK
    label = KINDS[ItemKind.KEY_TASK]
    texts = {"measures": "requirements", "target": "target"}

    def plan(self, parsed, joins):
        self.templates = {
            template.title_key: template
            for template in KeyTaskTemplate.objects.filter(year=parsed.year)
        }
        return super().plan(parsed, joins)

    def _plan_for_all(self, record) -> PlannedRow:
        template = self.templates.get(record.key)
        if template is None:
            return PlannedRow(record, Action.CREATE)
        new = record.values.get("requirements") or ""
        changed = new and new != template.requirements
        changes = {REQUIREMENTS: [template.requirements, new]} if changed else {}
        return PlannedRow(record, Action.UPDATE if changed else Action.UNCHANGED, None, changes)

    def commit(self, plan, batch, actor):
        for_all = [row for row in plan.rows if _is_for_all(row)]
        rest = [row for row in plan.rows if not _is_for_all(row)]
        effects = super().commit(Plan(plan.parsed, rest, plan.messages), batch, actor)
        return effects | self._commit_templates(for_all, plan.parsed, batch, effects)

    def _commit_templates(self, rows, parsed, batch, effects):
        created, updated, before = [], [], {}
        for row in rows:
            template = self.templates.get(row.record.key)
            if template is None:
                created.append(_template_of(row.record, parsed, batch))
            elif row.action == Action.UPDATE:
                before[str(template.pk)] = template.requirements
                template.requirements = row.record.values.get("requirements") or ""
                updated.append(template)
        KeyTaskTemplate.objects.bulk_create(created, batch_size=BATCH)
        KeyTaskTemplate.objects.bulk_update(updated, ["requirements"], batch_size=200)
        there = [self.templates.get(row.record.key) for row in rows]
        items = fan_out_all([*created, *filter(None, there)], batch)
        return {
            "created": effects["created"] + [item.pk for item in items],
            "templates": [template.pk for template in created],
            "templates_before": before,
            "templates_after": {
                str(template.pk): template.requirements for template in [*created, *updated]
            },
        }

    def undo(self, batch, actor):
        """What somebody wrote into a task's template since is not taken back with the list."""
        after = batch.effects.get("templates_after", {})
        now = dict(KeyTaskTemplate.objects.filter(pk__in=after).values_list("pk", "requirements"))
        if later := sum(now.get(int(pk)) != text for pk, text in after.items()):
            raise CannotUndo(f"这批数据导入后已有{later}项重点任务的要求被修改，不能整批撤销。")
        super().undo(batch, actor)

    def after_undo(self, batch):
        effects = batch.effects
        kept = WorkItem.objects.filter(template__in=effects["templates"]).values("template")
        KeyTaskTemplate.objects.filter(pk__in=effects["templates"]).exclude(pk__in=kept).delete()
        before = effects["templates_before"]
        changed = list(KeyTaskTemplate.objects.filter(pk__in=list(before)))
        for template in changed:
            template.requirements = before[str(template.pk)]
        KeyTaskTemplate.objects.bulk_update(changed, ["requirements"], batch_size=200)


def _template_of(record, parsed, batch):
    return KeyTaskTemplate(
        year=parsed.year, title=record.title, title_key=name_key(record.title),
        requirements=record.values.get("requirements") or "", deadline=record.deadline,
        deadline_kind=record.deadline_kind, audience=Audience.ALL, import_batch=batch,
    )  # fmt: skip


def _is_for_all(row):
    return row.action != Action.ERROR and row.record.everyone and row.record.unit is None
