"""What this app's timed jobs are called on the page of jobs."""

from zhaotong_portal.job_runs import labels


def register():
    for name, label, note in (
        ("refresh_ratings", "统计群众评议", "一分钟内计入新的评议"),
        ("resume_deferred_findings", "恢复暂缓的问题", "暂缓到期的问题重新转为整改中"),
        ("draw_rechecks", "抽取复查问题", "已销号的问题按比例抽取复查"),
        ("hand_to_successors", "问题转接续单位", "单位合并或停用的，未办结的问题转给接续单位"),
        ("return_clues", "反馈问题线索", "办结的线索按来源反馈"),
        ("close_settled_cases", "办结差评件", "回访期满没有新情况的自动办结"),
        ("apply_retention", "清理到期的个人信息", "联系方式、图片到期删除"),
        ("destroy_day_keys", "销毁当日密钥", "每天销毁，评议不可追溯到设备"),
    ):
        labels.register(f"reviews.jobs.{name}", label, note)
