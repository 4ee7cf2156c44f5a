"""What a unit's next officer or secretary must know of its party organisations (units/handover_pack.py)."""

from units.handover_pack import Section
from units.ledger.terms import standing
from units.models import ContactPoint, ImprovementPlan, Pairing, SetupAct, Term
from zhaotong_portal.wording import full_day_text


def terms(unit, role, day):
    """Terms that are over or end within the first notice of the countdown."""
    rows = Term.objects.needing_attention(day).filter(organisation__unit=unit).for_list()
    shown = tuple(
        (term.organisation.name, full_day_text(term.last_day), standing(term, day)["label"])
        for term in rows.order_by("deadline", "pk")
    )
    head = ("党组织", "任期至", "状态")
    yield Section("换届：逾期的和将到期的", head, shown, (40, 30, 30))


def pending(unit, role, day):
    """What was asked for or planned and is not settled."""
    rows = [
        (f"设置调整：{act}", full_day_text(act.effective_on), act.get_state_display())
        for act in SetupAct.objects.waiting().filter(unit=unit).for_list()
    ]
    plans = ImprovementPlan.objects.open().filter(grade__organisation__unit=unit).for_list()
    rows += [
        (f"整顿提升：{plan.organisation.name}", full_day_text(plan.until), "整顿中")
        for plan in plans
    ]
    head = ("事项", "日期", "状态")
    yield Section("党组织方面没有办完的事", head, tuple(rows), (50, 25, 25))


def contacts(unit, role, day):
    """Who keeps contact with which branch, and who builds together with whom."""
    held = ContactPoint.objects.in_force(day).filter(organisation__unit=unit).for_list()
    rows = [(row.organisation.name, "联系点", f"{row.leader}{row.post}") for row in held]
    pairs = Pairing.objects.in_force(day).filter(organisation__unit=unit).for_list()
    rows += [(row.organisation.name, "结对共建", row.partner_text) for row in pairs]
    head = ("党组织", "类别", "对方")
    yield Section("联系点和结对共建", head, tuple(rows), (35, 20, 45))
