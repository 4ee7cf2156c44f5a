"""重点任务: a row for 各单位 becomes a template that fans out; a row with a unit is that unit's task."""

from tasks.assigning import fan_out
from tasks.imports.items import KINDS, ItemImporter
from tasks.imports.undoing import refuse_if_built_on
from tasks.models import Audience, ItemKind, KeyTaskTemplate, WorkItem
from zhaotong_portal.imports.plan import Action, PlannedRow


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

    def _plan_row(self, record, known):
        if record.is_error or not record.everyone:
            return super()._plan_row(record, known)
        template = self.templates.get(record.key)
        if template is None:
            return PlannedRow(record, Action.CREATE)
        new = record.values.get("requirements") or ""
        changed = new and new != template.requirements
        changes = {"内容及要求": [template.requirements, new]} if changed else {}
        return PlannedRow(record, Action.UPDATE if changed else Action.UNCHANGED, None, changes)

    def commit(self, plan, batch, actor):
        for_all = [row for row in plan.rows if row.record.everyone and row.action != Action.ERROR]
        plan_of_units = _without(plan, for_all)
        effects = super().commit(plan_of_units, batch, actor)
        return effects | self._commit_templates(for_all, plan.parsed, batch)

    def _commit_templates(self, rows, parsed, batch):
        templates, items = [], []
        for row in rows:
            record = row.record
            requirements = record.values.get("requirements") or ""
            template = self.templates.get(record.key)
            if template is None:
                template = KeyTaskTemplate.objects.create(
                    year=parsed.year, title=record.title, requirements=requirements, deadline=record.deadline,
                    deadline_kind=record.deadline_kind, audience=Audience.ALL, import_batch=batch,
                )  # fmt: skip
                templates.append(template.pk)
            elif row.action == Action.UPDATE:
                template.requirements = requirements
                template.save()
            items += [item.pk for item in fan_out(template, batch)]
        return {"templates": templates, "fanned_out": items}

    def undo(self, batch, actor):
        items = WorkItem.objects.filter(pk__in=batch.effects["fanned_out"])
        refuse_if_built_on(batch, items, {"before": {}, "deadline_changes": []})
        items.delete()
        KeyTaskTemplate.objects.filter(pk__in=batch.effects["templates"]).delete()
        super().undo(batch, actor)


def _without(plan, rows):
    left_out = {id(row) for row in rows}
    return type(plan)(
        plan.parsed, [row for row in plan.rows if id(row) not in left_out], plan.messages
    )
