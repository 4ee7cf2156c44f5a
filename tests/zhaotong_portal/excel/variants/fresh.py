"""Words and forms that are held out: the second half of the fourth generation, not developed against.

Whoever mends the reader after looking at what it misreads here moves these into a module of development (as `second`,
`third` and `fourth` were) and writes others, without a look at the reader's vocabulary, from what clerks write.
"""

import datetime

from .forms import YEAR, Due, last

LABELS = {
    "serial": "次序号 事项号 条目号",
    "notes": "备注栏目 其他情况 说明事项",
    "unit": "具体责任单位 实施责任单位 牵办单位 责任落实单位 项目单位",
    "lead_unit": "牵头主办单位 主责牵头单位 牵头组织单位",
    "co_units": "配合协作单位 协办部门 相关配合单位 协同参与单位",
    "people": "责任人员姓名 具体承办人 主管责任人 具体落实人 任务责任人",
    "phone": "联系人手机 单位电话 联系电话/手机",
    "deadline": "承诺办结时间 最迟办结时间 计划完成日 完成的时限 要求完成时限 拟定完成时间",
    "progress": "当前完成比例 任务完成比例 进展率 完成进度百分比",
    "progress_text": "任务进展情况 现阶段进展 落实进展情况 实际开展情况 事项办理进展",
    "measures": "保障性措施 落实的措施 主要工作举措 服务的举措 推进工作措施",
    "target": "最终目标 工作成效目标 计划目标 任务目标值",
    "beneficiary": "主要服务对象 服务对象类型 受益人",
    "difficulty": "当前困难 遇到困难问题 工作推进困难",
    "next_steps": "下步工作重点 下阶段计划 后期工作安排",
}
TITLES = {
    "service_item": "三服务工作事项 服务实事事项 承办服务事项 拟办事项名称",
    "led_project": "书记领办工作项目 攻坚课题 党建领办项目 项目内容名称",
    "key_task": "年度党建任务 任务具体内容 重点党建任务 工作任务名称",
    "finding": "具体问题内容 督查问题描述 检查问题 查出的问题",
    "progress": "重点任务事项 推进项目名称 工作任务内容 本月工作事项",
    "units": "单位名称全称 部门（单位）名称 机关单位全称",
    "people": "人员名称 党务人员姓名 责任人姓名全称",
}
OF_KIND = {
    "service_item": {"category": "服务事项类型 类别（三服务） 所属服务类别"},
    "led_project": {
        "people": "领办负责书记 项目牵头书记 领办书记（姓名）",
        "branch": "支部全名 承担支部 所属党支部名称",
    },
    "key_task": {"requirements": "任务内容及要求 完成要求 工作标准及要求"},
    "finding": {
        "unit": "问题整改单位 整改落实单位 被反馈问题单位",
        "people": "整改负责人员 落实整改责任人 整改责任人员",
        "deadline": "整改完成时间节点 计划整改完成时间 整改销号时限",
        "measures": "整改推进措施 具体的整改措施 整改工作办法",
        "source": "问题反馈来源 问题来源方式 检查发现途径",
        "result": "整改工作情况 整改落实进展 整改结果说明",
        "closed": "是否整改办结 问题是否销号 整改完成与否",
    },
    "units": {
        "short_name": "机关简称 单位常用简称 简称（规范）",
        "aliases": "单位曾用名 其他简称 历史名称",
        "unit_kind": "机关类型 单位类型分类 单位种类",
        "district": "片区分组 所属片区名称 党建工作片区",
        "code": "单位统一编码 单位唯一编码 编码号",
    },
    "people": {
        "unit": "所在机关单位 单位（全称） 人员所属单位",
        "phone": "个人手机号 电话（手机） 移动电话号码",
        "post": "所任党务职务 岗位职务 现任岗位",
        "role": "用户角色类型 平台权限 人员角色",
        "username": "系统登录名 登录用户 账号用户名",
        "email": "联系邮件 电子邮箱账号 邮箱（工作）",
    },
}
HEADINGS = {
    "service_item": "昭通市市直机关2025年服务基层、群众、企业实事台账|2025年三服务事项申报备案汇总表",
    "led_project": "2025年机关党组织书记领办项目台账|书记领办支部引办项目2025年进展表",
    "key_task": "2025年度市直机关党建重点任务台账|2025年重点任务责任分解清单",
    "finding": "2025年第二轮督查问题整改台账|2025年党建检查问题整改情况统计表",
    "progress": "2025年9月重点任务推进情况月报表|市直单位2025年9月工作进展情况报表",
    "units": "市直机关单位通讯名录|2025年参评单位信息汇总表",
    "people": "各单位平台用户信息统计表|市直机关专兼职党务干部花名册",
}
UNKNOWN = ["所需经费", "参加人次", "是否典型案例"]
CASES = {
    "dates": [
        lambda m, d: Due(f"今年{m}月{d}日前", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"本年度{m}月底", last(m)),
        lambda m, d: Due(f"{YEAR}年{m}月{d}日（暂定）", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"预计{m}月{d}日完成", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"{m}月底之前办结", last(m)),
        lambda m, d: Due(f"力争{m}月底前完成", last(m)),
        lambda m, d: Due("第四季度末前", last(12)),
        lambda m, d: Due("2025年第1季度", last(3)),
        lambda m, d: Due("2025年12月底前（长期坚持）", last(12)),
        lambda m, d: Due("全年度", last(12)),
        lambda m, d: Due(f"{YEAR}年 {m} 月 {d} 日 前", datetime.date(YEAR, m, d)),
        lambda m, d: Due("每月最后一周", None, "monthly"),
        lambda m, d: Due("逐季推进", None, "quarterly"),
        lambda m, d: Due("长期抓好", None, "ongoing"),
    ],
    "percents": [
        lambda n: (f"进度达{n}%", n), lambda n: (f"{n}%（预计）", n), lambda n: (f"完成约{n}%", n), lambda n: (f"实际完成{n}％", n),
        lambda n: ("已按期完成", 100), lambda n: ("未开工", 0), lambda n: ("完成过半", None), lambda n: ("稳步推进", None), lambda n: ("未开始", 0),
    ],
    "people": [
        lambda a, b: (f"{a}（书记）；{b}（委员）", [a, b]), lambda a, b: (f"副局长{a}、科长{b}", [a, b]), lambda a, b: (f"{a}（男）", [a]),
        lambda a, b: (f"{a}、 {b}", [a, b]), lambda a, b: (f"{a} 电话：13888880000", [a]), lambda a, b: (f"责任人：{a}、{b}", [a, b]),
    ],
    "several": ["、", "；", "\n", "  "],
    "everyone": ["市直机关各有关单位", "各单位各部门", "全体市直单位"],
    "flags": [("是", True), ("否", False), ("已办结", True), ("未整改到位", False), ("完成", True), ("整改中", False)],
    "spellings": [
        lambda s, n: n.replace("昭通市", "昭通市 ", 1), lambda s, n: f"{s}党支部", lambda s, n: f"{s}（机关）", lambda s, n: f"{s}(本级)",
        lambda s, n: f"中国共产党{n[2:]}" if n.startswith("中共") else n, lambda s, n: f"{s}/",
    ],
    "headings": ["{0}、 {1}", "第{0}项 {1}", "（{0}）{1}。"],
    "subtotals": ["小 计", "小计：", "本页合计"],
    "lines": ["填报单位 ：{0}", "单位：{0}    （盖章）", "报送部门（签章）：{0}   填报日期：2025.3.5"],
    "notes": ["注意事项：请勿增减表格列。", "附注：本表一式两份。"],
    "signed": ["单位负责人：赵某    制表人：钱某    2025年3月5日", "审签：            填报：赵某"],
    "unknown_units": ["市某某管理处", "昭通某公司", "省民政厅", "市外单位"],
    "bad_dates": ["条件成熟时", "11月31日", "年后", "2025年14月"],
    "bad_percents": ["130%", "一半多少", "-20"],
}  # fmt: skip
