"""What clerks write above a column: the words that the reader was developed against."""

import sys

from . import fifth, fourth, fresh, second, third

LABELS = {
    "serial": "序号 编号 序 NO. 项次 号 行号 顺序号 编　号",
    "notes": "备注 说明 附注 备 注 备注说明 补充说明 备考 其他说明 其它",
    "unit": "责任单位 单位 所属单位 单位名称 责任部门 市直单位 承办单位 实施单位 落实单位 部门 填报单位 责任主体 部门名称"
    " 责任单位名称 报送单位 承办部门 机关单位 单位（部门） 申报单位 上报单位 单位（党组） 主体单位 责任单位（全称） 负责单位",
    "lead_unit": "牵头单位 主办单位 牵头责任单位 主责单位 牵头部门 主要责任单位 第一责任单位 牵头落实单位 总牵头单位",
    "co_units": "配合单位 协助单位 参与单位 协办单位 协同单位 成员单位 配合部门 协作单位 共同责任单位 责任配合单位 协同部门 联合单位",
    "people": "责任人 负责人 责任同志 具体责任人 责任人姓名 承办人 直接责任人 项目负责人 落实人 具体负责人 主要负责人 牵头人 责任人员 责任人及职务 工作负责人",
    "phone": "联系电话 联系方式 手机号码 电话 手机 办公电话 责任人电话 电话号码 联络电话",
    "contact": "联系人 联络人 具体联系人 经办人 联络员 业务联系人",
    "office": "责任科室 承办科室 牵头科室 具体科室 责任股室 经办科室",
    "leader": "分管领导 责任领导 挂联领导 牵头领导 包保领导 联系领导",
    "deadline": "完成时限 完成时间 拟完成时间 办结时限 时间节点 承诺时限 办结时间 计划完成时间 最迟完成时间 预计完成时间 截止时间 推进时限"
    " 时限要求 截止日期 应完成时间 完成期限 要求完成时间 完成时间节点 完成日期 办理时限 预期完成时间 目标完成时间 时限 办毕时间",
    "progress": "完成进度 进度 形象进度 完成率 完成比例 办理进度 当前进度 进度（%） 已完成比例 工作进度 完成百分比 落实进度 目前进度 任务完成率 目前完成比例",
    "progress_text": "进展情况 工作进展 目前进展情况 完成情况 推进情况 已开展工作 落实情况 最新进展 工作推进情况 工作开展情况 本月进展 进展情况说明 目前进展 本月完成情况 本月工作情况",
    "measures": "具体措施 措施 落实举措 工作措施 主要措施 实施步骤 推进措施 工作举措 保障措施 推进举措 主要做法 服务举措 具体举措 实施措施 落实措施",
    "target": "工作目标 预期目标 目标值 年度目标 目标 项目目标 目标要求 总体目标 阶段目标",
    "beneficiary": "服务对象 受益对象 服务人群 受益群体 惠及对象 受众对象 服务群体 面向对象 受益人群",
    "difficulty": "存在困难 困难问题 需协调事项 存在的困难和问题 存在困难及问题 需要解决的问题 困难与建议 需协调解决的问题 需上级支持事项",
    "next_steps": "下步打算 下一步工作 下阶段工作安排 下一步打算 下步工作计划 后续计划 下月计划 下一步工作打算 下步举措 下月工作安排 下步计划 下一阶段计划",
}
TITLES = {
    "service_item": "服务事项 事项名称 承诺事项 服务内容 服务项目 拟办实事 事项 服务事项名称 实事项目 具体事项 服务清单内容 办理事项 服务任务 具体服务内容 帮办事项 实事名称 三服务事项 为民办实事项目",
    "led_project": "项目名称 领办项目 攻坚项目 领办项目名称 项目 书记项目 书记领办项目 引办项目名称 领办事项 课题名称 党建项目名称 领办课题 引办项目 领办任务 领办引办项目",
    "key_task": "重点任务 工作任务 年度任务 任务名称 重点工作 具体任务 主要任务 重点工作任务 党建任务 任务内容 任务事项 工作要点 工作事项 年度重点任务 重点事项",
    "finding": "存在问题 问题 检查发现的问题 问题描述 发现问题 问题表现 具体问题 存在的问题 反馈问题 主要问题 问题内容 问题具体表现 存在的主要问题 督查发现问题 不足之处",
    "progress": "工作事项 事项名称 工作名称 重点任务 工作任务 工作内容 服务事项 事项 任务 项目名称 重点工作 任务内容",
    "units": "单位全称 单位名称 部门全称 单位 机构名称 单位规范名称 全称 单位名称（全称） 机构全称",
    "people": "姓名 人员姓名 用户姓名 姓 名 名字 党务干部姓名 人员 姓名（全名） 工作人员姓名",
}
OF_KIND = {
    "service_item": {
        "category": "服务类别 类别 服务分类 服务类型 事项类别 所属类别 类型 清单类别 事项分类 服务方向 服务领域 服务类",
    },
    "led_project": {
        "people": "领办书记 领办人 领衔人 领办书记姓名 书记姓名 领办责任人 支部书记 引办人 项目领办人 领办领导 领办人姓名 领衔书记",
        "branch": "支部名称 党支部 责任支部 所属支部 引办支部 承办支部 支部 党支部名称 所在支部",
    },
    "key_task": {
        "requirements": "内容及要求 工作要求 完成标准 具体要求 任务要求 质量要求 工作标准 内容要求 主要内容及要求",
    },
    "finding": {
        "unit": "责任单位 整改单位 被督查单位 整改责任单位 单位 问题单位 被检查单位 单位名称 存在问题单位 整改责任部门 责任部门 被反馈单位",
        "people": "整改责任人 责任人 整改负责人 整改牵头人 负责人 具体责任人",
        "deadline": "整改时限 整改期限 整改到位时间 整改完成时间 完成时限 销号时限 整改截止时间 整改完成时限 整改时间 要求整改时间 限期 计划整改时间",
        "measures": "整改措施 整改举措 拟采取措施 整改办法 具体整改措施 整改思路 改进措施 整改方案 整改工作措施",
        "source": "问题来源 来源 发现途径 发现渠道 线索来源 问题出处 检查方式 反馈来源 发现方式",
        "result": "整改情况 整改结果 整改完成情况 整改进展 整改落实情况 目前整改情况 整改成效 整改进展情况 落实整改情况",
        "closed": "是否销号 是否整改到位 整改是否完成 是否完成整改 销号情况 是否已整改 是否办结 是否已销号 是否已整改到位",
    },
    "units": {
        "short_name": "简称 单位简称 常用简称 规范简称 简 称 单位简称（常用）",
        "aliases": "别称 曾用名 习惯叫法 别名 其他名称 又称",
        "unit_kind": "单位类型 单位性质 机构类型 单位类别 机构性质 单位属性",
        "district": "片区 所属片区 党建片区 所在片区 片区名称 联系片区",
        "code": "单位代码 代码 统一编码 单位编码 编码 机构代码",
    },
    "people": {
        "unit": "单位 所在单位 供职单位 工作单位 单位名称 所属单位 所属部门 所在部门 派出单位",
        "phone": "联系电话 手机号 移动电话 手机号码 电话 办公电话 联系方式 手机 电话号码",
        "post": "职务 岗位 党内职务 现任职务 职位 担任职务 行政职务 职务职级 所任职务",
        "role": "角色 用户角色 账号角色 平台角色 权限 系统角色 使用角色 账号权限 角色类型",
        "username": "账号 登录账号 系统账号 用户名 登录名 平台账号 帐号 用户账号 账号名",
        "email": "邮箱 电子邮箱 邮箱地址 电子邮件 E-mail 联系邮箱",
    },
}
HEADINGS = {
    "service_item": "2025年市直机关“三服务”清单|2025年度三服务事项汇总表|服务基层服务群众服务企业清单（2025年）|二〇二五年“三服务”工作台账|昭通市直机关2025年三服务事项一览表|2025年三服务清单备案表",
    "led_project": "2025年书记领办项目清单|2025年支部引办项目汇总表|2025年书记领办支部引办项目备案表|昭通市直机关2025年“书记领办”项目一览表|2025年度党组书记领办党建项目表|2025年领办引办项目台账",
    "key_task": "2025年机关党建重点任务清单|2025年党建工作要点任务分解表|二〇二五年重点任务分工方案|2025年度基层党建重点任务推进表|2025年重点工作任务清单|2025年机关党的建设重点任务责任分工表",
    "finding": "2025年督查发现问题整改台账|党建督查问题整改清单（2025年）|2025年问题清单及整改台账|2025年度机关党建问题整改清单|关于2025年检查问题整改情况的台账|2025年党建工作问题台账",
    "progress": "2025年9月重点工作进展情况表|2025年9月份工作进展月报表|党建重点工作月度进展表（2025年9月）|2025年9月工作进度统计表|2025年9月份“三服务”事项进展情况统计表|2025年9月工作推进情况月报",
    "units": "市直机关单位名录|市直机关单位名册（2025年）|参评单位一览表|2025年市直单位名录|市直机关单位信息表|单位名单",
    "people": "党务工作人员名册|2025年平台用户账号信息表|市直机关党务干部通讯录|人员信息表|2025年人员名单|市直机关联络员名册",
}
UNKNOWN = (
    "惠及人口",
    "经费（万元）",
    "评分",
    "是否公示",
    "资金来源",
    "涉及乡镇",
    "得分",
    "票数",
    "宣传报道",
)


FIRST = sys.modules[__name__]


GENERATIONS = {"second": second, "third": third, "fourth": fourth, "fresh": fresh, "fifth": fifth}
DEVELOPED = (FIRST, second, third, fourth, fresh)


class Words:
    """The labels and forms of one generation, or (none named) of any of those that were developed against."""

    def __init__(self, generation, rng):
        self.generation, self.rng = generation, rng

    @property
    def source(self):
        return GENERATIONS.get(self.generation) or self.rng.choice(DEVELOPED)

    def of(self, items, case=""):
        """The forms of a case: of the generation, where it has some, or else the first ones."""
        source = self.source
        return items if source is FIRST else source.CASES.get(case, items)

    def label(self, rng, kind, field):
        source = self.source
        if field == "title":
            items = source.TITLES[kind]
        else:
            items = source.OF_KIND.get(kind, {}).get(field) or source.LABELS.get(field)
        return rng.choice(_parted(items or LABELS[field]))

    def heading(self, rng, kind):
        return rng.choice(self.source.HEADINGS[kind].split("|"))

    def unknown(self, rng):
        return rng.choice(self.source.UNKNOWN)


def _parted(items):
    """Words parted by spaces; two single characters in a row (备 注) are one spaced word."""
    words = []
    for word in items.split(" "):
        if len(word) == 1 and words and len(words[-1]) == 1 and word not in "序号":
            words[-1] += " " + word
        else:
            words.append(word)
    return words
