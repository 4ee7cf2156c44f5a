"""人员名册: who works for which unit in which role."""

from .declaration import Field, Kind
from .shared import NOTES, ROW_KEY

PEOPLE_LIST = Kind(
    "people",
    "人员名册",
    Field("title", "姓名", ("person.name", "plain.name", "people")),
    (
        Field("unit", "单位", ("unit.lead", "unit", "units.name"), "unit"),
        Field("username", "登录名", ("username",)),
        Field("role", "角色", ("role",), "names"),
        Field("phone", "电话", ("phone",)),
        Field("email", "邮箱", ("email",)),
        Field("post", "职务", ("post",)),
        Field("office", "科室", ("office",)),
        Field("district", "片区", ("district",), "names"),
        Field("starts_on", "任职日期", ("post.start", "start"), "date"),
        Field("ends_on", "离任日期", ("post.end",)),
        Field("active", "启用", ("active", "progress.text")),
        ROW_KEY,
        NOTES,
    ),
    named_by=r"(人员|干部|党务工作者|书记|联络员)(花?名册|名单|信息|账号|一览)|账号|通讯录|花名册|people",
    shown_by={
        "person.name": 3,
        "username": 3,
        "role": 2,
        "post": 1,
        "email": 1,
        "post.start": 1,
        "post.end": 1,
        "active": 1,
    },
    needs_unit=False,  # only the roles inside a unit do
    identity=("username",),
)
