"""Lists that are handed in: a secrecy mark refuses the file and it goes, numbers of people come in masked."""

import json

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from tasks.models import WorkItem
from tests.import_world import ROW, SERVICE_HEADER, changed, hand_in, workbook
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.gate.models import GuardedWord
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.deciding import Decisions, decide
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.workflow import WorkflowError

pytestmark = pytest.mark.usefixtures("units")
MARK, PHONE = "机密★10年", "13812345678"


@pytest.mark.parametrize(
    "options",
    [
        {"rows": [ROW, changed(c3=f"落实文件精神（{MARK}）")]},
        {"rows": [ROW], "title": f"{MARK}　2025年三服务清单"},
        {"rows": [ROW, ["机密"]]},
    ],
)
def test_a_secrecy_mark_anywhere_refuses_the_file_and_deletes_it(administrator, options):
    batch = hand_in(administrator, **options)
    assert batch.state == "refused"
    assert "请通过机要渠道报送" in batch.refusal["text"]
    assert "第" in batch.refusal["text"], "it says where"
    assert not batch.file
    folder = timezone.localtime(batch.uploaded_at).strftime("imports/%Y/%m/")
    assert not [
        name for name in default_storage.listdir(folder)[1] if name.startswith(batch.sha256[:16])
    ]
    assert not batches.may_be_read_again(batch)
    assert "落实文件精神" not in json.dumps(
        list(ImportBatch.objects.values("plan", "refusal", "choices", "counts")), default=str
    )


def test_the_page_of_a_refused_file_says_that_it_is_gone(log_in, administrator):
    batch = hand_in(administrator, [changed(c3=MARK)])
    client = log_in(administrator)
    assert "文件已从平台删除" in client.get(batch.get_absolute_url()).text
    assert client.get(f"/imports/{batch.pk}/marked/", follow=True).status_code == 200


def test_a_word_of_the_list_refuses_the_file_too(administrator):
    GuardedWord.objects.create(kind="secrecy", text="机要文件全文", level="refuse")
    assert hand_in(administrator, [changed(c3="附机要文件全文")]).state == "refused"


def test_a_file_name_with_a_mark_is_refused_unread(log_in, administrator):
    answer = log_in(administrator).post(
        "/imports/", {"file": workbook([ROW], name="【机密】清单.xlsx")}
    )
    assert answer.status_code == 422
    assert "文件名含有密级标志" in answer.text
    assert not ImportBatch.objects.exists()


def test_a_number_of_a_person_is_read_masked_and_the_cell_says_so(administrator):
    batch = hand_in(administrator, [changed(c3=f"联系李某{PHONE}上门", c2=f"上门服务{PHONE}")])
    assert batch.state == "previewed"
    warned = [m for m in batch.plan["messages"] if m["code"] == "masked_text"]
    assert {m["column"] for m in warned} == {"具体措施", "服务事项"}
    assert all("138****5678" in m["text"] for m in warned)
    assert PHONE not in json.dumps(batch.plan, ensure_ascii=False)
    batches.commit(batch.pk, administrator)
    item = WorkItem.objects.get()
    assert (item.title, item.measures) == ("上门服务138****5678", "联系李某138****5678上门")
    assert PHONE not in json.dumps(list(AuditEntry.objects.values()), default=str)


def test_a_text_that_stands_in_many_rows_is_masked_in_each(administrator):
    """The gate looks once at a text in which there is nothing, never past one in which there is."""
    said = f"联系李某{PHONE}"
    rows = [ROW, *(changed(c2=f"第{n}项上门服务", c3=said) for n in (1, 2, 3))]
    batch = hand_in(administrator, rows)
    assert sum(m["code"] == "masked_text" for m in batch.plan["messages"]) == 3
    assert PHONE not in json.dumps(batch.plan, ensure_ascii=False)


def test_a_telephone_column_is_no_business_of_the_gate(administrator):
    header = [*SERVICE_HEADER, "联系电话"]
    batch = hand_in(administrator, [[*ROW, PHONE]], header=header)
    assert not [m for m in batch.plan["messages"] if m["code"] == "masked_text"]


def test_the_command_says_it_and_ends_as_for_any_refused_file(tmp_path, capsys):
    path = tmp_path / "清单.xlsx"
    path.write_bytes(workbook([changed(c3=MARK)]).read())
    with pytest.raises(SystemExit) as ended:
        call_command("import_checklist", str(path), "--json")
    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)["refused"]["code"] == "guarded_text"


def test_a_text_typed_into_the_preview_is_looked_at_as_well(administrator):
    batch = hand_in(administrator, [ROW, changed(c2="第二项", c4="不知何时")])
    [fault] = [m for m in batch.plan["messages"] if "line" in m]
    place = (fault["sheet"], fault["line"], fault["index"])
    with pytest.raises(WorkflowError, match="密级标志"):
        decide(batch.pk, administrator, Decisions(cells={place: MARK}))
