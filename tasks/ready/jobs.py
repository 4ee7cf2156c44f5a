"""What this app's timed jobs are called on the page of jobs."""

from zhaotong_portal.job_runs import labels


def register():
    for name, label, note in (
        ("open_due_months", "开启填报月", "到期的月份自动开启"),
        ("lock_due_months", "锁定填报月", "到期的月份自动锁定，数字定格"),
        ("send_last_calls", "月报截止前提醒", "次月第 1 个工作日提醒还没有签发的单位"),
        ("compose_due_sheets", "拟制提示单", "还没有本月提示单的单位各拟一份；补任职的单位补送"),
        ("send_due_deliveries", "发送消息", "平台、邮件、群机器人；失败的到时间再试"),
        ("send_second_prompts", "未读再次提示", "印发满 2 个工作日还没有打开的，再提示一次"),
        ("gather_digests", "汇总邮件", "选择汇总的人，每个工作日一封"),
        ("propose_escalations", "提出催办、会商、督办", "按设定的次数和天数提出，由工委决定"),
        ("drop_run_out_invitations", "清理评价邀请", "过期的反向评价邀请删除"),
        ("drop_old_uploads", "清理离线填报表", "没有确认的上传到期删除"),
        ("draw_due_samples", "抽取核实样本", "最后宽限过后抽取一次"),
    ):
        labels.register(f"tasks.jobs.{name}", label, note)
