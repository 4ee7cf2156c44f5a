"""Without scripts: 导入 pressed while something typed is not checked yet loses nothing and imports nothing."""

import pytest

from tasks.models import WorkItem
from tests.import_world import ROW, changed, hand_in
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.fields import cell_field

pytestmark = pytest.mark.usefixtures("units")


def test_what_was_typed_and_not_checked_is_kept_and_nothing_is_imported(administrator, client):
    batch = hand_in(administrator, [ROW, changed(c2="办税厅延时服务", c4="年内适时")])
    (message,) = [m for m in batch.plan["messages"] if "line" in m]
    name = cell_field((message["sheet"], message["line"], message["index"]), message["value"])
    client.force_login(administrator)
    page = client.get(batch.get_absolute_url()).content.decode()
    commit = f"/imports/{batch.pk}/commit/"
    # The button belongs to the form in which the text is typed.
    assert f'form="decide" formaction="{commit}"' in page
    form = {"seen": batch.plan["digest"], "skip_errors": "1", "show": "", "page": "1"}
    answer = client.post(commit, {**form, name: "2025年12月底"}, follow=True)
    assert "尚未导入" in answer.content.decode()
    assert 'value="2025年12月底"' in answer.content.decode()
    assert not WorkItem.objects.exists()
    # Untouched, the same form imports the good rows.
    client.post(commit, {**form, name: message["value"]})
    assert WorkItem.objects.count() == 1


def test_after_the_commit_an_old_page_says_what_became_of_it(administrator, client):
    batch = hand_in(administrator, [ROW])
    batches.commit(batch.pk, administrator)
    client.force_login(administrator)
    form = {"seen": batch.plan["digest"], "column||具体措施": "target"}
    answer = client.post(f"/imports/{batch.pk}/commit/", form, follow=True)
    assert "不能再导入" in answer.content.decode()
