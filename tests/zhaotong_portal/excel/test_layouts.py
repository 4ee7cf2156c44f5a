"""Shapes in which lists come: titles, levels of headers, merged cells, headings, notes, several tables."""

HEAD = ["序号", "责任单位", "服务类别", "服务事项", "责任人", "完成时限", "完成进度"]
TAX, FINANCE, WOMEN = "国家税务总局昭通市税务局", "昭通市财政局", "昭通市妇女联合会"


def row(serial, unit, category, title, who="赵某甲", due="年底前", done="20%"):
    return [serial, unit, category, title, who, due, done]


def units(parsed):
    return [record.unit.name if record.unit else None for record in parsed.records]


def titles(parsed):
    return [record.title for record in parsed.records]


def said(parsed, *codes):
    return [(m.row, m.column, m.code) for m in parsed.messages if not codes or m.code in codes]


def test_a_header_on_the_sixth_row_below_titles_and_lines_of_text(read):
    parsed = read(
        [
            ["附件1"], ["2025年“三服务”清单"], ["填报单位：市税务局（盖章）          填报日期：2024年12月30日"], ["单位：项"], [None],
            ["序号", "服务内容", "服务方向", "办结时间", "负责人"],
            [1, "送税法进企业", "企业", "二〇二五年三月底前", "赵某甲"],
        ],
        merges=["A2:E2", "A3:E3"],
        year=None,
    )  # fmt: skip
    (record,) = parsed.records
    assert (parsed.kind, parsed.year) == ("service_item", 2025)
    assert (record.row, record.unit.name, record.category, record.title) == (
        7,
        TAX,
        "enterprise",
        "送税法进企业",
    )
    assert record.deadline.isoformat() == "2025-03-31"


def test_spaces_and_line_breaks_in_labels_do_not_matter(read):
    parsed = read(
        [
            ["责 任 单 位", "服 务\n类 别", "服　务　事　项\n（必填）", "*完成时限"],
            ["市税务局", "服务群众", "延时服务", "３月"],
        ]
    )
    assert titles(parsed) == ["延时服务"]
    assert not parsed.messages


def test_two_levels_say_together_what_a_column_is(read):
    parsed = read(
        [
            ["重点任务", "责任单位", None, "责任人", None, "时间", None],
            [None, "牵头", "配合", "姓名", "电话", "开始时间", "结束时间"],
            [
                "规范组织生活",
                "市财政局",
                "市税务局、市妇联",
                "赵某甲",
                "0870-0000000",
                "1月",
                "6月",
            ],
        ],
        merges=["A1:A2", "B1:C1", "D1:E1", "F1:G1"],
    )
    (record,) = parsed.records
    assert (parsed.kind, record.unit.name, record.co_unit_names) == (
        "key_task",
        FINANCE,
        [TAX, WOMEN],
    )
    assert (record.people, record.values["phone"], record.deadline.isoformat()) == (
        ("赵某甲",),
        "0870-0000000",
        "2025-06-30",
    )
    assert not parsed.messages


def test_three_levels_of_header(read):
    parsed = read(
        [
            ["基本情况", None, None, "完成情况", None],
            ["责任单位", "服务类别", "服务事项", "进度", None],
            [None, None, None, "目前进度", "存在问题"],
            ["市税务局", "服务企业", "上门辅导", "50%", "无"],
        ],
        merges=["A1:C1", "D1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"],
    )
    (record,) = parsed.records
    assert (record.row, record.title, record.progress) == (4, "上门辅导", 50)


def test_a_header_without_merged_cells_on_two_rows(read):
    parsed = read(
        [
            ["序号", "责任单位", "服务类别", "服务事项", "完成情况", None],
            [None, None, None, None, "完成时限", "目前进度"],
            [1, "市税务局", "服务企业", "上门辅导", "3月底", "50%"],
        ]
    )
    (record,) = parsed.records
    assert (record.row, record.progress, record.deadline.isoformat()) == (3, 50, "2025-03-31")


def test_unit_and_category_are_filled_down_with_and_without_merged_cells(read):
    parsed = read(
        [
            HEAD,
            row(1, "市税务局", "服务企业", "甲"),
            row(2, None, None, "乙"),
            row(3, "市财政局", None, "丙"),
            row(4, "同上", "服务群众", "丁"),
            row(5, None, None, "戊"),
        ],
        merges=["B4:B4"],
    )
    assert units(parsed) == [TAX, TAX, FINANCE, FINANCE, FINANCE]
    assert [r.category for r in parsed.records] == ["enterprise"] * 3 + ["public"] * 2
    assert not parsed.messages


def test_nothing_is_filled_down_across_a_blank_row_a_header_or_a_total(read):
    parsed = read(
        [
            HEAD, row(1, "市税务局", "服务企业", "甲"), [], row(2, None, "服务企业", "乙"),
            row(3, "市财政局", "服务企业", "丙"), ["小计", None, None, "2项"], row(4, None, "服务企业", "丁"),
            HEAD, row(5, None, "服务企业", "戊"),
        ]
    )  # fmt: skip
    assert titles(parsed) == list("甲乙丙丁戊")
    assert units(parsed) == [TAX, None, FINANCE, None, None]
    assert said(parsed) == [(r, "责任单位", "missing_unit") for r in (4, 7, 9)]


def test_a_merged_unit_reaches_across_an_empty_row(read):
    parsed = read(
        [HEAD, row(1, "市税务局", "服务企业", "甲"), [], row(3, None, "服务企业", "丙")],
        merges=["B2:B4"],
    )
    assert units(parsed) == [TAX, TAX]


def test_a_sheet_that_writes_every_unit_out_leaves_none_empty(read):
    rows = [
        HEAD,
        row(1, "市税务局", "服务企业", "甲"),
        row(2, "市税务局", "服务企业", "乙"),
        row(3, None, None, "丙"),
        row(4, "市妇联", "服务群众", "丁"),
    ]
    parsed = read(rows)
    assert units(parsed) == [TAX, TAX, None, WOMEN]
    assert said(parsed) == [(4, "责任单位", "missing_unit")]
    assert parsed.records[2].is_error
    assert parsed.records[2].category == "enterprise"


def test_merged_units_are_not_units_written_out(read):
    rows = [
        HEAD,
        row(1, "市税务局", "服务企业", "甲"),
        row(2, None, "服务企业", "乙"),
        row(3, None, "服务企业", "丙"),
    ]
    assert units(read(rows, merges=["B2:B3"])) == [TAX, TAX, TAX]


def test_merged_titles_deadlines_and_people_reach_each_row(read):
    parsed = read(
        [
            HEAD,
            row(1, "市税务局", "服务企业", "甲", "赵某甲", "3月底", 0.5),
            row(2, "市财政局", "服务企业", "乙", None, None, None),
        ],
        merges=["E2:E3", "F2:F3", "G2:G3"],
    )
    second = parsed.records[1]
    assert (second.people, second.deadline.isoformat(), second.progress) == (
        ("赵某甲",),
        "2025-03-31",
        50,
    )


def test_headings_in_the_table_give_category_or_unit(read):
    parsed = read(
        [
            ["序号", "服务内容", "办结时间"], ["一、服务基层（2项）"], [1, "甲", "3月"], [2, "乙", "4月"], ["二、服务企业"], [1, "丙", "5月"],
        ],
        name="市税务局",
        merges=["A2:C2", "A5:C5"],
    )  # fmt: skip
    assert titles(parsed) == ["甲", "乙", "丙"]
    assert [r.category for r in parsed.records] == ["grassroots", "grassroots", "enterprise"]
    assert units(parsed) == [TAX] * 3

    by_unit = read(
        [
            ["序号", "重点任务", "完成时限"],
            ["（一）", "市税务局", None],
            [1, "甲", "3月"],
            ["（二）", "市财政局", None],
            [1, "乙", "3月"],
        ],
        kind="key_task",
    )
    assert units(by_unit) == [TAX, FINANCE]


def test_a_heading_may_stand_in_cells_with_a_count_or_after_a_space(read):
    parsed = read(
        [
            ["序号", "工作任务", "完成时限", "责任人"],
            ["一", "市税务局", None, "2项"], [1, "甲", "3月", "赵某甲"], [2, "乙", "4月", "赵某甲"],
            ["二　市财政局"], [1, "丙", "5月", "钱某乙"], ["（以下为第二批）"], [2, "丁", "6月", "钱某乙"],
        ]
    )  # fmt: skip
    assert titles(parsed) == ["甲", "乙", "丙", "丁"]
    assert units(parsed)[0] == units(parsed)[1] != units(parsed)[2]
    assert all(units(parsed)[:3])


def test_a_unit_as_ditto_in_brackets(read):
    parsed = read(
        [["责任单位", "工作任务", "完成时限"], ["市税务局", "甲", "3月"], ["（同上）", "乙", "4月"]]
    )
    assert units(parsed) == [TAX, TAX]


def test_notes_totals_signatures_and_page_numbers_are_no_records(read):
    parsed = read(
        [
            HEAD, row(1, "市税务局", "服务企业", "甲"), ["合 计", None, None, "1项"], ["注：1.本表一式两份。"], ["2.请于每月25日前报送。"],
            ["填表人：钱某甲", None, "联系电话：0870-0000000", None, "审核人：孙某乙"], ["说明：本表由工委留存"], ["第1页，共1页"], ["总计", 1, 1, 1],
            ["单位负责人（签字）：", None, None, "填表日期："], ["备注", "无"],
        ],
        merges=["A4:G4", "A5:G5"],
    )  # fmt: skip
    assert titles(parsed) == ["甲"]
    assert not parsed.messages


def test_a_note_below_a_list_without_serial_numbers_is_no_record(read):
    parsed = read(
        [HEAD[1:], row(1, "市税务局", "服务企业", "甲")[1:], ["以上清单请于月底前报送工委办公室"]]
    )
    assert titles(parsed) == ["甲"]


def test_numbers_of_columns_and_an_example_row_are_no_records(read):
    parsed = read(
        [
            HEAD,
            list("1234567"),
            ["例", *row(1, "市税务局", "服务企业", "例子")[1:]],
            row(1, "市税务局", "服务企业", "甲"),
        ]
    )
    assert titles(parsed) == ["甲"]


def test_a_row_with_only_a_serial_number_is_no_record(read):
    parsed = read(
        [HEAD, row(1, "市税务局", "服务企业", "甲"), [2], [3], row(4, None, "服务企业", "丁")]
    )
    assert titles(parsed) == ["甲", "丁"]


def test_a_missing_title_is_said_where_other_cells_are_filled(read):
    parsed = read(
        [HEAD, row(1, "市税务局", "服务企业", None), row(2, "市税务局", "服务企业", "  ")]
    )
    assert said(parsed) == [(2, "服务事项", "missing_title"), (3, "服务事项", "missing_title")]
    assert titles(parsed) == [None, None]


def test_a_repeated_header_is_no_record_and_its_columns_are_reported_once(read):
    head = [*HEAD, "惠及面"]
    parsed = read(
        [head, row(1, "市税务局", "服务企业", "甲"), head, row(2, "市税务局", "服务企业", "乙")]
    )
    assert titles(parsed) == ["甲", "乙"]
    assert said(parsed) == [(1, "惠及面", "unknown_column")]


def test_two_tables_on_one_sheet_each_with_its_own_columns(read):
    parsed = read(
        [
            HEAD, row(1, "市税务局", "服务企业", "甲"), [], ["2025年服务群众清单"], ["单位名称", "事项", "时间节点"], ["市妇联", "乙", "全年"],
            ["市财政局", "丙", "每季度"],
        ]
    )  # fmt: skip
    assert units(parsed) == [TAX, WOMEN, FINANCE]
    assert [r.category for r in parsed.records] == ["enterprise", "public", "public"]
    assert parsed.records[2].deadline_kind == "quarterly"
    assert [t.first_row for t in parsed.sheets[0].tables] == [1, 5]


def test_a_title_may_speak_of_fields_without_becoming_a_header(read):
    parsed = read(
        [
            ["党建重点工作月度进展情况表（2025年10月）"],
            ["填报单位：", "市税务局"],
            ["工作事项", "本月进展", "完成率"],
            ["甲", "开展2次，120人次", "50%"],
        ],
        merges=["A1:C1"],
        year=None,
    )
    assert (parsed.kind, parsed.year, parsed.month) == ("progress", 2025, 10)
    assert (units(parsed), parsed.records[0].progress) == ([TAX], 50)
    assert parsed.records[0].values["progress_text"] == "开展2次，120人次"


def test_the_same_unit_and_title_twice_is_a_duplicate_even_when_written_otherwise(read):
    parsed = read(
        [
            HEAD,
            row(1, "市税务局", "服务企业", "“一企一策”辅导"),
            row(2, "国家税务总局昭通市税务局", "服务群众", "一企 一策\n辅导"),
            row(3, "市财政局", "服务企业", "“一企一策”辅导"),
        ]
    )
    assert said(parsed) == [(3, "服务事项", "duplicate_row")]
    assert [r.is_error for r in parsed.records] == [False, True, False]
    assert parsed.messages[0].text == "与第2行重复（单位和服务事项相同）。请删去其中一行。"


def test_unknown_units_are_said_on_every_row_with_a_suggestion(read):
    parsed = read(
        [HEAD, row(1, "税务居", "服务企业", "甲"), row(2, None, "服务企业", "乙")], merges=["B2:B3"]
    )
    assert said(parsed) == [(2, "责任单位", "unknown_unit"), (3, "责任单位", "unknown_unit")]
    assert "市税务局" in parsed.messages[0].text


def test_a_line_above_the_table_that_nobody_knows_is_an_unknown_unit(read):
    parsed = read(
        [["填报单位：市不存在局"], ["服务事项", "服务类别", "完成时限"], ["甲", "服务企业", "3月"]]
    )
    assert said(parsed) == [(3, "", "unknown_unit")]
    nobody = read([["服务事项", "服务类别", "完成时限"], ["甲", "服务企业", "3月"]])
    assert said(nobody) == [(2, "", "missing_unit")]


def test_bad_and_missing_categories_are_errors(read):
    parsed = read([HEAD, row(1, "市税务局", "服务民生", "甲"), row(2, "市税务局", "企业", "乙")])
    assert said(parsed) == [(2, "服务类别", "bad_category")]
    assert [r.category for r in parsed.records] == [None, "enterprise"]


def test_everyone_and_several_units_in_a_cell(read):
    head = ["重点任务", "牵头单位", "配合单位", "完成时限"]
    parsed = read(
        [
            head,
            ["甲", "市直各单位", None, "长期"],
            ["乙", "市财政局、市税务局", "市妇联", "长期"],
            ["丙", "市财政局", "各单位", "长期"],
            ["丁", "市财政局、市不知局", "", "长期"],
        ]
    )
    assert units(parsed) == [None, FINANCE, FINANCE, FINANCE]
    assert [r.co_unit_names for r in parsed.records] == [["*"], [TAX, WOMEN], ["*"], []]
    assert said(parsed) == [(5, "牵头单位", "unknown_unit")]


def test_formulas_stay_text_and_are_remarked(read):
    parsed = read(
        [
            [*HEAD, "备注"],
            [*row(1, "市税务局", "服务企业", "=1+cmd|' /C calc'!A0"), "@SUM(1)"],
            [*row(2, "市税务局", "服务企业", "乙", due="-"), "-"],
            [*row(3, "市税务局", "服务企业", "丙", done="-5"), "+30"],
        ]
    )
    assert titles(parsed)[0] == "=1+cmd|' /C calc'!A0"
    assert said(parsed, "formula_text") == [
        (2, "服务事项", "formula_text"),
        (2, "备注", "formula_text"),
    ]
    assert not any(r.is_error for r in parsed.records)


def test_a_column_may_be_given_a_meaning_or_left_out_by_hand(read):
    rows = [[*HEAD, "惠及面", "评分"], [*row(1, "市税务局", "服务企业", "甲"), "全市企业", 5]]
    assert len(said(read(rows), "unknown_column")) == 2
    parsed = read(rows, column_map={"惠及面": "beneficiary", "评分": None})
    assert not parsed.messages
    assert parsed.records[0].values["beneficiary"] == "全市企业"


def test_a_record_knows_the_cells_it_came_from(read):
    record = read(
        [HEAD, row(1, "市税务局", "服务企业", "甲", due="3月底前"), row(2, None, None, "乙")]
    ).records[1]
    assert record.cells["unit"] == ("unit", "责任单位", 1, "")
    assert record.cells["title"] == ("title", "服务事项", 3, "乙")


def test_a_number_or_a_date_as_title_is_text(read):
    parsed = read([HEAD, row(1, "市税务局", "服务企业", 2025)])
    assert titles(parsed) == ["2025"]


def test_the_same_unit_on_both_sides_of_a_blank_row_is_not_written_out(read):
    parsed = read(
        [
            HEAD,
            row(1, "市税务局", "服务企业", "甲"),
            [],
            row(2, "市税务局", "服务企业", "乙"),
            row(3, None, None, "丙"),
        ]
    )
    assert units(parsed) == [TAX, TAX, TAX]


def test_rows_without_a_unit_are_not_called_duplicates(read):
    parsed = read([HEAD, row(1, None, "服务企业", "甲"), [], row(2, None, "服务企业", "甲")])
    assert said(parsed) == [(2, "责任单位", "missing_unit"), (4, "责任单位", "missing_unit")]


def test_a_table_that_begins_at_the_third_column_keeps_its_columns_and_merged_cells(read):
    parsed = read(
        [
            [None, None, *HEAD],
            [None, None, *row(1, "市税务局", "服务企业", "甲")],
            [None, None, *row(2, None, "服务企业", "乙")],
        ],
        merges=["D2:D3"],
    )
    assert [c.index for c in parsed.records[0].columns] == list(range(2, 9))
    assert (units(parsed), titles(parsed)) == ([TAX, TAX], ["甲", "乙"])


def test_a_column_without_a_label_is_named_by_its_letter(read):
    rows = [[*HEAD, None], [*row(1, "市税务局", "服务企业", "甲"), "全市企业"]]
    parsed = read(rows, column_map={"第H列": "beneficiary"})
    assert parsed.records[0].values["beneficiary"] == "全市企业"
    assert not parsed.messages
    beyond = read(rows, column_map={"第ZZ列": "notes"})
    assert titles(beyond) == ["甲"]
