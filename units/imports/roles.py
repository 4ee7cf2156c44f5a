"""How rosters write the roles of the portal."""

import re

from units.models import Role
from units.models.person import UNIT_ROLES
from units.names import name_key

_WORDS = {
    Role.OFFICER: "党务干部 党务工作者 党务专干 专职党务干部 兼职党务干部 党务人员 填报人 填报员 单位联络员 联络员",
    Role.SECRETARY: "党组织书记 书记 党组书记 党委书记 党组（党委）书记 机关党委书记 党总支书记 党支部书记 签发人",
    Role.STAFF: "工委科室干部 科室干部 工委干部 工委工作人员 科室工作人员 审核员 审核人 片区联络员",
    Role.LEADER: "工委领导 挂联领导 片区领导 工委班子成员",
    Role.INSPECTOR: "督查组成员 督查员 督查人员 督查组组长 督查组 检查组成员 督导组成员",
    Role.ADMINISTRATOR: "管理员 系统管理员 平台管理员",
    Role.AUDITOR: "审计员 系统审计员 安全审计员 审计人员",
}
KNOWN = {
    **{name_key(value): Role(value) for value in Role.values},
    **{name_key(word): role for role, words in _WORDS.items() for word in words.split()},
}
# A sheet or a file that is about one role only: 党务干部名册.
_LISTED = {
    Role.OFFICER: r"党务(干部|工作者|专干)", Role.SECRETARY: r"(党组织|党组|党委|支部)书记",
    Role.STAFF: r"(工委|科室)干部", Role.LEADER: r"(工委|挂联)领导", Role.INSPECTOR: r"督查组",
}  # fmt: skip


def roles_of(names):
    """(roles in the order written, the first word that is none)."""
    roles = [KNOWN.get(name_key(name)) for name in names]
    unknown = next((name for name, role in zip(names, roles, strict=True) if role is None), "")
    return tuple(dict.fromkeys(role for role in roles if role)), unknown


def role_of_list(*texts):
    """The one role that a sheet's or a file's name speaks of; None where it is none or several."""
    for text in texts:
        named = {role for role, words in _LISTED.items() if re.search(words, text or "")}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def works_in_unit(role):
    return role in UNIT_ROLES
