"""重点任务: a row for 各单位 becomes a template that fans out; a row with a unit is that unit's task."""

from tasks.assigning import fan_out
from tasks.imports.items import KINDS, ItemImporter
from tasks.models import Audience, ItemKind, KeyTaskTemplate, WorkItem
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow

REQUIREMENTS = "内容及要求"


class KeyTaskImporter(ItemImporter):
    kind = ItemKind.KEY_TASK
    label = KINDS[ItemKind.KEY_TASK]
    texts = {"measures": "requirements", "target": "target"}

    def plan(self, parsed):
        self.templates = {
            template.title_key: template
            for template in KeyTaskTemplate.objects.filter(year=parsed.year)
        }
        return super().plan(parsed)

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
        created, before, items = [], {}, []
        for row in rows:
            record = row.record
            requirements = record.values.get("requirements") or ""
            template = self.templates.get(record.key)
            if template is None:
                template = KeyTaskTemplate.objects.create(
                    year=parsed.year, title=record.title, requirements=requirements, deadline=record.deadline,
                    deadline_kind=record.deadline_kind, audience=Audience.ALL, import_batch=batch,
                )  # fmt: skip
                created.append(template.pk)
            elif row.action == Action.UPDATE:
                before[str(template.pk)] = template.requirements
                template.requirements = requirements
                template.save()
            items += [item.pk for item in fan_out(template, batch)]
        return {
            "created": effects["created"] + items,
            "templates": created,
            "templates_before": before,
        }

    def after_undo(self, batch):
        effects = batch.effects
        kept = WorkItem.objects.filter(template__in=effects["templates"]).values("template")
        KeyTaskTemplate.objects.filter(pk__in=effects["templates"]).exclude(pk__in=kept).delete()
        for pk, requirements in effects["templates_before"].items():
            KeyTaskTemplate.objects.filter(pk=pk).update(requirements=requirements)


def _is_for_all(row):
    return row.action != Action.ERROR and row.record.everyone and row.record.unit is None
