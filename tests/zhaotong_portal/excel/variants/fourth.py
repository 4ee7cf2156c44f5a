"""The fourth generation, first half: written without a look at the reader's vocabulary; blind 0.954, developed against since.

What a generation has no words for is taken from those known in development.
"""

import datetime

from .forms import YEAR, Due, last

LABELS = {
    "serial": "编次 事项序号 流水号",
    "notes": "备注信息 情况备注说明 其他需说明事项",
    "unit": "责任承担单位 办理单位 事项责任单位 责任单位名 主抓单位",
    "lead_unit": "牵头承办单位 主要负责单位 牵头抓总单位",
    "co_units": "协同配合单位 配合责任部门 协同责任单位 其他责任单位",
    "people": "责任人（姓名） 事项责任人 第一责任人 项目责任人 工作责任人",
    "phone": "联系电话（手机） 常用电话 负责人联系电话",
    "deadline": "拟完成时限 承诺完成时间 计划完成时限 完成时限（月） 要求办结时间 预计办结时间",
    "progress": "完成进度（%） 总体完成率 实际完成比例 累计进度",
    "progress_text": "目前工作进展 工作完成情况 办理情况 具体进展情况 推进落实情况",
    "measures": "具体工作措施 推进落实措施 服务方式 重点措施 工作安排及措施",
    "target": "预期成效 拟达到的目标 工作目标任务 年度预期目标",
    "beneficiary": "受益对象范围 服务对象群体 惠及群众",
    "difficulty": "存在问题及困难 工作中的困难 困难及需协调事项",
    "next_steps": "下一步工作计划 下步工作措施 下月工作计划",
}
TITLES = {
    "service_item": "服务事项及内容 实事内容 服务具体事项 承诺服务事项",
    "led_project": "领办项目内容 书记领办项目名称 领办引办事项 项目题目",
    "key_task": "重点任务名称 工作任务内容 重点工作内容 年度工作任务",
    "finding": "存在的具体问题 问题具体描述 反馈的问题 督查反馈问题",
    "progress": "工作项目名称 重点工作名称 事项（项目）名称 推进工作事项",
    "units": "单位名称（规范全称） 机构名称全称 党组织所在单位",
    "people": "姓名（必填） 联络人姓名 党务工作者姓名",
}
OF_KIND = {
    "service_item": {"category": "服务事项分类 服务类别（基层/群众/企业） “三服务”类别"},
    "led_project": {
        "people": "项目领办书记 领办人（书记） 领办党组织书记",
        "branch": "支部（全称） 项目实施支部 引办支部名称",
    },
    "key_task": {"requirements": "工作任务要求 目标要求及标准 具体工作要求"},
    "finding": {
        "unit": "整改责任主体 被督查部门 存在问题的单位",
        "people": "整改工作责任人 整改责任领导及人员 具体整改人",
        "deadline": "整改完成时限要求 完成整改时限 拟整改完成时间",
        "measures": "整改工作举措 拟整改举措 整改的措施",
        "source": "问题来源渠道 发现问题途径 问题来源类型",
        "result": "整改具体情况 整改完成进展情况 已整改情况",
        "closed": "是否已完成整改 是否整改销号 整改是否到位",
    },
    "units": {
        "short_name": "单位规范简称 通用名称简称 单位名称简称",
        "aliases": "单位别名 原单位名称 其他常用名称",
        "unit_kind": "机构类型分类 单位性质类型 单位类型（性质）",
        "district": "所属党建片区 所属协作片区 片区编号",
        "code": "单位序列代码 单位代码编号 组织代码",
    },
    "people": {
        "unit": "单位全称 工作单位名称 所在单位（部门）",
        "phone": "手机号码（必填） 联系手机号 联系电话（办公）",
        "post": "现任党内职务 职务及岗位 工作职务",
        "role": "平台用户角色 账号类别 使用权限",
        "username": "平台用户名 系统登录账号 系统用户名",
        "email": "电子邮箱地址 常用邮箱 邮箱号",
    },
}
HEADINGS = {
    "service_item": "2025年度昭通市直机关“三服务”实事清单|市直机关服务基层服务群众服务企业承诺事项表（2025年度）",
    "led_project": "昭通市直机关2025年书记领办项目申报汇总表|2025年度支部引办项目情况统计表",
    "key_task": "2025年机关党建重点任务分解表|2025年全市机关党建工作重点任务责任清单",
    "finding": "2025年上半年党建督查反馈问题整改情况表|党建工作督查问题整改台账（2025年）",
    "progress": "2025年9月工作推进情况统计表|2025年9月份重点工作进展情况月报",
    "units": "昭通市市直机关单位信息统计表|参加考评单位名单",
    "people": "市直机关党务工作人员信息表|用户账号申请汇总表",
}
UNKNOWN = ["涉及资金（万元）", "覆盖人数", "群众评价"]
CASES = {
    "dates": [
        lambda m, d: Due(f"{YEAR}年第三季度末", last(9)),
        lambda m, d: Due(f"{m}月上旬前完成", datetime.date(YEAR, m, 10)),
        lambda m, d: Due(f"今年{m}月", last(m)),
        lambda m, d: Due(f"{m}月{d}日前（周五）", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"{YEAR}年{m}月{d}日（含）前", datetime.date(YEAR, m, d)),
        lambda m, d: Due(f"计划{m}月底完成", last(m)),
        lambda m, d: Due(f"{YEAR}年{m}月底完成", last(m)),
        lambda m, d: Due("2025年前三季度", last(9)),
        lambda m, d: Due("2025年末", last(12)),
        lambda m, d: Due("6月底前完成（长期坚持）", last(6)),
        lambda m, d: Due(f"{YEAR}年{m}月{d}日  ", datetime.date(YEAR, m, d)),
        lambda m, d: Due("每月月底", None, "monthly"),
        lambda m, d: Due("每季度1次", None, "quarterly"),
        lambda m, d: Due("长期坚持、常抓不懈", None, "ongoing"),
    ],
    "percents": [
        lambda n: (f"{n}％左右", n), lambda n: (f"已达{n}%", n), lambda n: (f"大约{n}%", n), lambda n: (f"总进度{n}%", n),
        lambda n: (f"完成了{n}%", n), lambda n: ("已完结", 100), lambda n: ("还未开始", 0), lambda n: ("过半", None), lambda n: ("抓紧推进", None),
    ],
    "people": [
        lambda a, b: (f"{a}（主要负责人）", [a]), lambda a, b: (f"{a}、{b}（科员）", [a, b]), lambda a, b: (f"党组书记{a}", [a]),
        lambda a, b: (f"{a} {b}", [a, b]), lambda a, b: (f"{a}（13888880000）", [a]), lambda a, b: (f"{a} 副局长", [a]),
    ],
    "several": ["、\n", "；", "，", "、"],
    "everyone": ["市直各部门", "各市直机关单位", "市直机关各党委（党组）"],
    "flags": [("是", True), ("否", False), ("已整改完成", True), ("正在整改", False), ("√", True), ("未办结", False)],
    "spellings": [
        lambda s, n: f"昭通{s}" if s.startswith("市") else n, lambda s, n: f"{s}（本级）", lambda s, n: f"{s}机关党委", lambda s, n: f"{s}  ",
        lambda s, n: f"责任单位：{s}", lambda s, n: f"{n}（本级）",
    ],
    "headings": ["{0}、{1}：", "（{0}） {1}", "{0}. {1}"],
    "subtotals": ["小计", "合计（件）"],
    "lines": ["填报单位：{0}（盖章）", "报送单位（盖章）：{0}   报送时间：2025年3月5日", "单位名称（公章）： {0}"],
    "notes": ["填表说明：本表于每月25日前报送。", "注：1.完成时限请填写具体月份；2.可另附页。"],
    "signed": ["主要领导签字：          填报人：赵某         联系电话：2120001", "填表人：赵某　　审核人：钱某　　填表时间：2025年3月"],
    "unknown_units": ["市大数据产业集团", "县财政局", "某局", "省发展改革委"],
    "bad_dates": ["待上级通知", "4月31日", "视工作进展", "15月底"],
    "bad_percents": ["105%", "-1%", "180"],
}  # fmt: skip
