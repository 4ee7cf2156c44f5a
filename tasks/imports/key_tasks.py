"""重点任务: a row for 各单位 becomes a template with an item for each unit; a row with a unit is that unit's task."""

from tasks.imports.items import KINDS, ItemImporter
from tasks.models import Audience, ItemKind, KeyTaskTemplate
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow


class KeyTaskImporter(ItemImporter):
    kind = ItemKind.KEY_TASK
    label = KINDS[ItemKind.KEY_TASK]
    texts = {"measures": "requirements", "target": "target"}

    def plan(self, parsed):
        templates = KeyTaskTemplate.objects.filter(year=parsed.year)
        self.templates = {template.title_key: template for template in templates}
        return super().plan(parsed)

    def _plan_for_all(self, record) -> PlannedRow:
        row = super()._plan_for_all(record)
        template = self.templates.get(record.key)
        new = record.values.get("requirements") or ""
        if template is None:
            row.action = Action.CREATE
        elif new and new != template.requirements:
            row.changes = {"内容及要求": [template.requirements, new]}
            row.action = Action.CREATE if row.action == Action.CREATE else Action.UPDATE
        return row

    def commit(self, plan, batch, actor):
        for_all = [row for row in plan.rows if row.record.everyone and row.record.unit is None]
        own = self._write_templates(for_all, plan.parsed, batch)
        # What only changes a template has no item of its own to update.
        rest = [row for row in plan.rows if row.action != Action.UPDATE or row.target is not None]
        return super().commit(Plan(plan.parsed, rest, plan.messages), batch, actor) | own

    def _write_templates(self, rows, parsed, batch):
        made, before = [], {}
        for row in rows:
            if row.action not in (Action.CREATE, Action.UPDATE):
                continue
            record = row.record
            requirements = record.values.get("requirements") or ""
            template = self.templates.get(record.key)
            if template is None:
                template = KeyTaskTemplate.objects.create(
                    year=parsed.year, title=record.title, requirements=requirements, deadline=record.deadline,
                    deadline_kind=record.deadline_kind, audience=Audience.ALL, import_batch=batch,
                )  # fmt: skip
                self.templates[record.key] = template
                made.append(template.pk)
            elif row.changes:
                before[str(template.pk)] = template.requirements
                template.requirements = requirements
                template.save()
        return {"templates": made, "requirements": before}

    def build(self, record, unit_id, parsed, batch, order):
        item = super().build(record, unit_id, parsed, batch, order)
        if record.unit is None:
            item.template = self.templates[record.key]
        return item

    def after_undo(self, batch):
        for pk, requirements in batch.effects["requirements"].items():
            KeyTaskTemplate.objects.filter(pk=pk).update(requirements=requirements)
        KeyTaskTemplate.objects.filter(pk__in=batch.effects["templates"], items=None).delete()
