"""Words and forms of the fifth generation: written without a look at the reader's vocabulary, from what clerks write."""

import datetime

from .forms import YEAR, Due, chinese, last

LABELS = {
    "serial": "编号 项次 序列号",
    "notes": "说明事项 其他说明 备注（说明）",
    "unit": "承办部门 主责单位 落实单位 填报部门 责任单位（部门）",
    "lead_unit": "牵头责任单位 主要责任单位 主责单位",
    "co_units": "参与单位 配合责任单位 协助部门 会同单位",
    "people": "具体责任人 直接负责人 责任领导 经办负责人",
    "phone": "手机号 联系方式（手机） 办公电话",
    "deadline": "计划办结时间 预计完成日期 办结期限 最迟完成时间 完成节点",
    "progress": "完成率 进度百分比 当前进度（%） 总体完成率",
    "progress_text": "目前进展 具体进展情况 落实进展",
    "measures": "具体做法 推进举措 主要做法 落实措施",
    "target": "预期成效 目标成效 拟达到的效果",
    "beneficiary": "受益对象 服务人群 惠及对象",
    "difficulty": "困难和问题 存在困难 需协调解决的问题",
    "next_steps": "下步打算 下一步工作安排 后续计划",
}
TITLES = {
    "service_item": "服务内容（事项） 实事名称 办理事项 服务清单内容 拟办实事",
    "led_project": "领办事项名称 攻坚项目 领办课题 项目（课题）名称",
    "key_task": "任务事项 工作要点 重点工作内容 任务名称",
    "finding": "反馈问题 问题具体表现 查摆出的问题 存在的主要问题",
    "progress": "推进事项 事项（任务）名称 工作内容 所报事项",
    "units": "部门全称 单位规范名称 机构名称",
    "people": "人员姓名 姓名（全名） 本人姓名",
}
OF_KIND = {
    "service_item": {"category": "服务类型 三服务类别 事项分类 服务面向"},
    "led_project": {"branch": "支部名称 所属党支部 承办支部"},
    "key_task": {"requirements": "任务要求 工作标准 具体要求"},
    "finding": {
        "source": "问题来源渠道 发现渠道 反馈来源",
        "measures": "整改办法 整改具体措施 拟采取措施",
        "deadline": "整改完成时间 整改期限 计划整改时间",
        "result": "整改成效 整改落实情况 目前整改情况",
        "closed": "是否完成整改 整改是否到位 是否已销号",
    },
    "units": {
        "short_name": "单位简称 规范简称 常用简称",
        "aliases": "曾用名 其他名称 又称",
        "unit_kind": "单位性质 机构类型 单位类型",
        "district": "片区 所属片区 划分片区",
        "code": "单位编码 机构代码 单位代码",
    },
    "people": {
        "unit": "工作单位 所在部门 所属单位",
        "phone": "手机号 移动电话 联系手机",
        "email": "电子邮箱 邮箱地址 电子邮件",
        "role": "平台角色 账号角色 担任角色",
        "username": "登录名 用户名 登录账号",
    },
}
HEADINGS = {
    "service_item": "2025年市直机关“三服务”承诺事项一览表|服务基层服务群众服务企业实事清单（2025年度）|2025年“三服务”办实事统计表",
    "led_project": "2025年党支部书记领办攻坚项目一览表|书记领办、支部引办项目申报表（2025年）|2025年度领办项目统计表",
    "key_task": "2025年市直机关党建重点工作任务分解表|2025年度工作要点任务分工|2025年重点任务责任分解方案附表",
    "finding": "2025年督查反馈问题整改情况统计表|2025年度问题整改任务表|党建督查发现问题整改推进表（2025年）",
    "progress": "2025年9月事项推进情况月报|2025年度重点事项进展统计表（9月）|9月份工作推进情况报送表（2025年）",
    "units": "市直单位基本信息表|市直机关单位名录（2025年）|单位信息采集表",
    "people": "市直机关党务干部花名册|党务工作者信息采集表|2025年党务干部账号开通申请表",
}
UNKNOWN = ["资金来源", "佐证材料", "政策依据", "所属行业"]


def _day(write):
    return lambda m, d: Due(write(m, d), datetime.date(YEAR, m, d))


def _end(write):
    return lambda m, d: Due(write(m, d), last(m))


def _said(text, month=None, kind="date"):
    return lambda m, d: Due(text, month and last(month), kind)


DATES = [
    *map(_day, [
        lambda m, d: f"{YEAR}年{m}月{d}日之前完成", lambda m, d: f"于{m}月{d}日前完成", lambda m, d: f"{m:02d}月{d:02d}日（含）前",
        lambda m, d: f"{YEAR}.{m:02d}.{d:02d}前办结", lambda m, d: f"截至{YEAR}年{m}月{d}日", lambda m, d: f"不晚于{m}月{d}日",
        lambda m, d: f"{YEAR}/{m}/{d} 0:00:00", lambda m, d: f"{YEAR}{m:02d}{d:02d}", lambda m, d: f"{m}月{d}日下班前",
        lambda m, d: f"{YEAR}年{m}月{d}号", lambda m, d: f"即日起至{m}月{d}日", lambda m, d: f"{m}月1日—{m}月{d}日",
        lambda m, d: datetime.date(YEAR, m, d), lambda m, d: f"计划{m}月{d}日完成",
    ]),
    *map(_end, [
        lambda m, d: f"{YEAR}年{m}月底之前", lambda m, d: f"{m}月份完成", lambda m, d: f"{YEAR}-{m:02d}",
        lambda m, d: f"二〇二五年{chinese(m)}月", lambda m, d: f"即日起至{m}月底", lambda m, d: f"预计{m}月底完成",
        lambda m, d: f"{YEAR}年1月至{m}月底",
    ]),
    lambda m, d: Due(f"{m}月中旬前", datetime.date(YEAR, m, 20)),
    _said("2025年第三季度末", 9), _said("二季度末前完成", 6), _said("上半年完成", 6), _said("2025年底以前", 12),
    _said("年底前完成", 12), _said("2025年全年", 12), _said("2025年年内办结", 12), _said("—", None, "none"),
    _said("每月25日前", None, "monthly"), _said("每月一次", None, "monthly"), _said("每季度一次", None, "quarterly"),
    _said("每季度末报送", None, "quarterly"), _said("常态化开展", None, "ongoing"), _said("长期坚持，持续推进", None, "ongoing"),
    _said("持续开展", None, "ongoing"),
]  # fmt: skip
CATEGORIES = {
    name: [
        form.format(full, full[2:])
        for form in ["{0}事项", "{1}类", "{0}", "（一）{0}", "{0}方面", "{0}（类）"]
    ]
    for name, full in [
        ("grassroots", "服务基层"),
        ("public", "服务群众"),
        ("enterprise", "服务企业"),
    ]
}
CASES = {
    "dates": DATES,
    "categories": CATEGORIES,
    "percents": [
        lambda n: (f"完成率{n}%", n), lambda n: (f"累计完成{n}%", n), lambda n: (f"{n}％", n), lambda n: (f"总体进度{n}%", n),
        lambda n: (f"{n}%左右", n), lambda n: (f"近{n}%", n), lambda n: (f"{n}%（推进中）", n), lambda n: (n / 100, n),
        lambda n: (f"百分之{n}", n), lambda n: (n, n), lambda n: ("已全部完成", 100), lambda n: ("全面完成", 100),
        lambda n: ("100%（已办结）", 100), lambda n: ("暂未启动", 0), lambda n: ("尚未开展", 0), lambda n: ("前期准备中", None),
        lambda n: ("按计划推进", None), lambda n: ("有序推进中", None),
    ],
    "people": [
        lambda a, b: (f"{a}，{b}", [a, b]), lambda a, b: (f"{a}\n{b}", [a, b]), lambda a, b: (f"{a}（13900000000）", [a]),
        lambda a, b: (f"{a}（党组书记、局长）、{b}（副局长）", [a, b]), lambda a, b: (f"{a}/{b}", [a, b]),
        lambda a, b: (f"{a}（支部书记）\n{b}（组织委员）", [a, b]), lambda a, b: (f"{a}(电话：0870-2120011)", [a]),
        lambda a, b: (f"{a} 、 {b}", [a, b]), lambda a, b: (a, [a]),
    ],
    "several": ["、", "，", "；", "\n", ";", "、\n", "； "],
    "roles": [
        lambda a, b: f"{a}（主责）、{'、'.join(b)}（配合）", lambda a, b: f"牵头单位：{a}；参与单位：{'、'.join(b)}",
        lambda a, b: f"{a}牵头，{'、'.join(b)}参与", lambda a, b: f"{a}（牵头单位）\n{'、'.join(b)}",
        lambda a, b: f"牵头：{a}\n协同：{'、'.join(b)}",
    ],
    "everyone": ["市直机关各单位", "各市直单位", "市直各部门", "各机关党委（党组）", "全体市直单位", "各部门各单位"],
    "flags": [
        ("是", True), ("否", False), ("已整改", True), ("整改完成", True), ("未完成", False), ("已完成整改", True),
        ("正在整改", False), ("√", True), ("×", False),
    ],
    "spellings": [
        lambda s, n: n, lambda s, n: s, lambda s, n: f"{s}（公章）", lambda s, n: f"{n}（盖章）", lambda s, n: f"{s}（主责单位）",
        lambda s, n: f"{s}(加盖公章)", lambda s, n: f"　{s} ", lambda s, n: f"{s[:3]}\n{s[3:]}", lambda s, n: f"{s}（牵头单位）",
    ],
    "headings": ["第{0}部分  {1}", "{0}．{1}", "（{0}） {1}：", "【{1}】", "{0}、{1}（共计4项）", "{0}、{1}（3件）", "{0}　{1}"],
    "subtotals": ["小计：", "单位小计", "合计（项）", "本页小计", "小  计"],
    "lines": [
        "填报单位（盖章）：{0}    填报人：李某   联系电话：2120009", "报送单位（公章）：{0}", "填表单位：{0}",
        "单位（盖章）：{0}    2025年1月8日", "上报单位：{0}        报送日期：1月8日",
    ],
    "line_cells": [
        ["填表单位", "{0}", None, "填表日期", "2025-01-08"], ["报送单位：", "{0}"], ["单位名称", "{0}", None, "审核人", "孙某"],
    ],
    "unit_titles": ["{0} {1}", "{1}——{0}", "{1}({0})"],
    "sheet_names": ["{1}-{0}", "{0}清单", "{0}_2025", "附件{1} {0}", "{0}填报"],
    "notes": [
        "注：1.本清单由各单位党组（党委）研究确定后报送。", "填报说明：进展情况应写明数据、成效。", "说明：本表可另附页。",
        "备注：联系人请填写经办同志。", "温馨提示：请勿修改表头及公式。",
    ],
    "signed": [
        "审核人：孙某      填表人：李某      联系电话：0870-2120031", "分管领导签字：          经办人：李某",
        "单位主要负责人（签名）：        填报时间：2025年1月8日", "校核：孙某  制表：李某", "党组书记签字：              2025年1月  日",
    ],
    "demands": [
        "填报说明：请如实填写，不得漏项。", "要求：各单位1月10日前报送电子版及盖章扫描件。",
        "请严格按照本表格式填报，联系人：李某，电话2120031。", "（每单位不少于3项，可加行）",
    ],
    "examples": ["示例：", "（例）", "例：", "填报示例", "样表"],
    "numbers": [lambda n: str(n), lambda n: f"[{n}]", lambda n: f"栏{n}"],
    "ditto": ["同前", "″", "（同上）"],
    "unknown_units": ["市某办公室", "市XX局", "昭通某集团", "市消防救火局", "XX县财政局"],
    "bad_dates": ["待上级通知", "视资金到位情况", "尽早", "6月31日", "14月底", "按上级要求", "2025.2.30", "未定"],
    "old_dates": [f"{YEAR - 1}年12月31日前", f"{YEAR - 1}/12/31", f"{YEAR - 2}.12.31"],
    "bad_percents": ["135%", 180, "-3%", "n/a", "XX%", "110%"],
    "bad_categories": ["服务党员", "服务项目", "民生类", "党建类", "服务乡村", "其他类"],
}  # fmt: skip
