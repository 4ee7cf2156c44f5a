"""The third generation of words and forms: measured blind (0.88), developed against since."""

import datetime

from .forms import YEAR, Due, last

LABELS = {
    "serial": "顺号 项目号 分类号",
    "notes": "注释 备注事项 情况附注",
    "unit": "主管部门单位 承诺单位 担责单位 主要承办部门 归属单位",
    "lead_unit": "首要责任单位 牵头主体 主牵单位",
    "co_units": "配合完成单位 协助责任单位 共办单位 辅助单位",
    "people": "分管责任人 落实责任同志 盯办人 包案责任人 经手责任人",
    "phone": "办公号码 移动手机 联系方式（手机）",
    "deadline": "完结时间 办成时间 结束时限 截止月份 预计完成节点 计划办结时限",
    "progress": "进度情况（%） 完成百分率 目前完成率 现有进度",
    "progress_text": "开展情况 已取得进展 目前落实情况 推进现状 近期进展情况",
    "measures": "具体举措和办法 推进方式 办理方法 实施手段 工作措施及做法",
    "target": "预定目标 全年目标 量化目标",
    "beneficiary": "服务的对象 受益群众范围 面向群体",
    "difficulty": "主要困难 困难和诉求 工作难点",
    "next_steps": "下步安排 后续工作打算 下一阶段工作 下月重点工作",
}
TITLES = {
    "service_item": "承办实事 服务工作事项 办实事项目 服务事项（任务）",
    "led_project": "领办的项目 项目全称 书记领办课题 支部引办项目名称",
    "key_task": "重点推进任务 任务描述 主要工作任务 任务名目 年度重点工作",
    "finding": "问题表述 具体问题表现 发现的主要问题 存在主要问题 问题点位",
    "progress": "重点事项 工作任务名称 推进事项 项目事项",
    "units": "单位全称（公章） 机关全称 参加单位全称",
    "people": "联络员姓名 用户名字 填报员姓名",
}
OF_KIND = {
    "service_item": {"category": "服务类别名称 三服务分类 服务事项类别"},
    "led_project": {
        "people": "领办书记名字 书记（领办人） 领办责任书记",
        "branch": "支部名 引办党支部 所在支部名称",
    },
    "key_task": {"requirements": "目标及要求 落实标准 工作具体要求"},
    "finding": {
        "unit": "整改牵头单位 问题责任单位 落实整改单位",
        "people": "整改责任人姓名 整改落实人 整改直接责任人",
        "deadline": "整改完成期限 整改办结时间 整改最后时限",
        "measures": "整改具体举措 整改落实措施 整改做法",
        "source": "问题线索来源 问题发现渠道 反馈渠道",
        "result": "整改到位情况说明 整改成效情况 整改推进情况",
        "closed": "销号与否 是否完成销号 是否已办结",
    },
    "units": {
        "short_name": "单位简写 标准简称 惯用简称",
        "aliases": "其它名称 曾用简称及别名 别称（多个用顿号分隔）",
        "unit_kind": "单位属性 机构性质类别 单位性质分类",
        "district": "片区归属 党建协作片区 片区（组）",
        "code": "机构编码 单位标识码 代码号",
    },
    "people": {
        "unit": "所在单位名称 工作单位（全称） 所属党组织单位",
        "phone": "手机号（11位） 本人电话 联系电话号码",
        "post": "行政职务名称 单位职务 职务/岗位",
        "role": "系统角色名称 承担角色 用户权限",
        "username": "平台登录名 账号名称 登录帐号",
        "email": "工作邮箱 个人邮箱 邮箱账号",
    },
}
HEADINGS = {
    "service_item": "2025年“三服务”工作清单（汇总）|市直单位2025年服务事项公示表",
    "led_project": "2025年书记领办项目推进表|支部引办项目登记表（2025年度）",
    "key_task": "2025年度重点任务攻坚表|机关党建任务清单（2025年）",
    "finding": "2025年检查反馈问题整改表|2025年问题整改销号清单",
    "progress": "2025年9月重点任务进展表|市直机关工作月报（2025年9月）",
    "units": "参评单位名录（市直）|单位名单一览",
    "people": "市直机关党务人员信息一览表|平台账号开通人员名单",
}
UNKNOWN = ["投资额", "是否入库", "受访人次"]
CASES = {
    "dates": [
        lambda m, d: Due(f"{YEAR}年{m}月{d}日之前", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"{m}月{d}号", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"（{YEAR}.{m}.{d}）", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"{YEAR}/{m:02}/{d:02} 00:00", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"最迟{m}月{d}日", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"{YEAR}年{m:02}月{d:02}日 星期三", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"确保{m}月底前完成", last(m)),
        lambda m, d: Due(f"{YEAR} 年 {m} 月底", last(m)),
        lambda m, d: Due(f"{m}月中旬前", datetime.date(YEAR, m, 20)),
        lambda m, d: Due("二季度末前", last(6)),
        lambda m, d: Due("本年底", last(12)),
        lambda m, d: Due("2025年全年", last(12)),
        lambda m, d: Due(f"1—{m}月" if m > 1 else "1月", last(m)),
        lambda m, d: Due("每月月底前", None, "monthly"),
        lambda m, d: Due("每季末", None, "quarterly"),
        lambda m, d: Due("长期推进", None, "ongoing"),
        lambda m, d: Due("常态化", None, "ongoing"),
        lambda m, d: Due("--", None, "none"),
    ],
    "percents": [
        lambda n: (f"已推进{n}%", n), lambda n: (f"{n}％左右", n), lambda n: (f"目前{n}%", n), lambda n: (f"约{n}％", n),
        lambda n: ("已全部完成", 100), lambda n: ("暂未启动", 0), lambda n: ("持续推进中", None), lambda n: ("正常推进", None),
    ],
    "people": [
        lambda a, b: (f"{a} 、 {b}", [a, b]), lambda a, b: (f"{a}\r\n{b}", [a, b]), lambda a, b: (f"{a}（女）", [a]),
        lambda a, b: (f"{a}13888880000", [a]), lambda a, b: (f"{a}副局长", [a]), lambda a, b: (f"负责人：{a}", [a]),
        lambda a, b: (f"{a}  {b}", [a, b]), lambda a, b: (f"{a}【科长】", [a]),
    ],
    "several": ["、", "，\n", "及", " ； "],
    "everyone": ["各市直单位", "市直机关各部门", "各参评单位"],
    "flags": [("已完成", True), ("未完成", False), ("是。", True), ("√ ", True), ("否", False)],
    "spellings": [
        lambda s, n: f"（{s}）", lambda s, n: f"{s}；", lambda s, n: f"{n} ", lambda s, n: f"{s}党委", lambda s, n: f"①{s}",
        lambda s, n: f"{s}（牵头单位）", lambda s, n: "\u200b" + s,
    ],
    "headings": ["【{0}】{1}", "{0}、{1}类" , "（{0}）{1}"],
    "subtotals": ["小计（项）", "合    计"],
    "lines": ["填报单位（公章）：{0}      填报人：赵某", "责任单位：{0}", "单位（盖章）：{0}"],
    "notes": ["说明：1.责任单位请填写规范简称。", "备注：此表每月更新。"],
    "signed": ["审核：钱某    填表：赵某    时间：2025年3月", "分管领导签字：        经办人签字："],
}  # fmt: skip
CASES["headings"] = ["（{0}）{1}", "第{0}类：{1}", "{0}）{1}"]
