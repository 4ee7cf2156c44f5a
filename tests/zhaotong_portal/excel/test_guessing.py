"""Columns whose labels mean nothing to the reader, known by what stands in them."""

TAX, FINANCE = "国家税务总局昭通市税务局", "昭通市财政局"
ROWS = [
    ["市税务局", "开展送税法进企业活动", "3月底", "是"],
    ["市财政局", "推进预算绩效管理改革", "年底前", "否"],
    ["市妇联", "组织家庭教育公益讲座", "长期", "是"],
]


def said(parsed):
    return [(m.row, m.column, m.code) for m in parsed.messages]


def test_units_and_deadlines_are_known_by_their_cells_and_that_is_said(read):
    rows = [[n, *row[:3], "赵某甲", row[3]] for n, row in enumerate(ROWS, 1)]
    head = ["序号", "经办处", "重点任务", "啥时候", "责任人", "备注"]
    parsed = read([head, *rows])
    assert [r.unit.name for r in parsed.records][:2] == [TAX, FINANCE]
    assert [r.deadline_kind for r in parsed.records] == ["date", "date", "ongoing"]
    assert said(parsed) == [(1, "经办处", "guessed_column"), (1, "啥时候", "guessed_column")]
    assert not any(m.is_error for m in parsed.messages)


def test_the_items_are_the_long_texts_where_no_label_names_them(read):
    parsed = read([["责任单位", "干啥", "完成时限", "责任人"], *ROWS])
    assert [r.title for r in parsed.records] == [row[1] for row in ROWS]
    assert said(parsed) == [(1, "干啥", "guessed_column")]


def test_a_person_has_the_last_word(read):
    parsed = read(
        [["经办处", "重点任务", "完成时限", "责任人"], *ROWS], column_map={"经办处": None}
    )
    assert {m.code for m in parsed.messages} == {"missing_unit"}


def test_a_column_of_bare_numbers_is_no_deadline(read):
    rows = [[row[0], row[1], n + 0.5] for n, row in enumerate(ROWS, 2)]
    parsed = read([["责任单位", "重点任务", "得票"], *rows])
    assert [r.deadline for r in parsed.records] == [None] * 3
    assert said(parsed) == [(1, "得票", "unknown_column")]


def test_a_line_of_names_and_values_above_the_table_is_no_header(read):
    parsed = read(
        [
            ["填报单位", "市税务局", None, "联系人", "赵某"],
            ["工作任务", "最新进展", "工作进度"],
            ["送税法进企业", "已开展", "50%"],
        ],
        kind="progress",
    )
    assert [(r.title, r.unit.name) for r in parsed.records] == [("送税法进企业", TAX)]
    assert not parsed.messages


def test_a_label_is_known_by_the_noun_at_its_end(read):
    head = [
        "整改落实单位",
        "查出的具体问题",
        "拟采取的整改办法",
        "整改完成期限要求",
        "整改工作情况说明",
    ]
    rows = [["市税务局", "学习记录不全", "逐项补齐", "6月底", "已补齐"]]
    record = read([head, *rows], kind="finding").records[0]
    assert (record.unit.name, record.title, record.values["measures"]) == (
        TAX, "学习记录不全", "逐项补齐",
    )  # fmt: skip
    assert (record.deadline.month, record.values["result"]) == (6, "已补齐")


def test_what_the_cells_contradict_is_no_deadline_and_no_row_is_refused_for_it(read):
    rows = [[*row[:2], f"第{n}会议室"] for n, row in enumerate(ROWS, 1)]
    parsed = read([["责任单位", "重点任务", "活动时间"], *rows])
    assert [r.deadline for r in parsed.records] == [None] * 3
    assert said(parsed) == [(1, "活动时间", "unknown_column")]


def test_people_are_guessed_only_where_the_label_points_to_them(read):
    rows = [
        [*row[:3], name] for row, name in zip(ROWS, ["赵某甲", "钱某乙", "孙某丙"], strict=True)
    ]
    head = ["责任单位", "重点任务", "完成时限"]
    parsed = read([[*head, "谁来抓"], *rows])
    assert [r.people for r in parsed.records] == [("赵某甲",), ("钱某乙",), ("孙某丙",)]
    assert said(parsed) == [(1, "谁来抓", "guessed_column")]
    assert said(read([[*head, "典型代表"], *rows])) == [(1, "典型代表", "unknown_column")]


def test_a_sentence_in_the_only_column_about_progress_is_kept_and_nonsense_told(read):
    rows = [
        [*row[:3], text]
        for row, text in zip(
            ROWS, ["150%", "50%", "已完成初稿，正在征求意见，下月报审"], strict=True
        )
    ]
    parsed = read([["责任单位", "重点任务", "完成时限", "进展情况"], *rows])
    assert [r.progress for r in parsed.records] == [None, 50, None]
    assert said(parsed) == [(2, "进展情况", "bad_percent")]


def test_a_heading_that_nobody_understands_gives_its_rows_to_no_unit(read):
    parsed = read(
        [
            ["序号", "重点任务", "完成时限"],
            ["一、市税务局", None, None],
            [1, "开展送税法进企业活动", "3月底"],
            ["二、市某某处", None, None],
            [2, "推进预算绩效管理改革", "年底前"],
        ]
    )
    assert [r.unit and r.unit.name for r in parsed.records] == [TAX, None]
    assert said(parsed)[-1][2] == "missing_unit"


def test_a_numbered_record_below_a_heading_is_no_header(read):
    parsed = read(
        [
            ["序号", "责任单位", "服务内容", "完成时限", "完成进度", "进展情况"],
            ["一、服务基层", None, None, None, None, None],
            [1, "市税务局", "开展送税法进企业活动", "3月底", "50%", "已开展"],
            ["二、服务群众", None, None, None, None, None],
            [2, "市政协党委", "“一站式”服务重点项目", "年底前", "总进度10%", "完成招标"],
        ],
        kind="service_item",
    )
    assert [(r.row, r.category) for r in parsed.records] == [(3, "grassroots"), (5, "public")]
