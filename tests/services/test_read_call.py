"""The command that prints what a call says; the form and it are one code."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procurement.rules.facts import Facts
from tests.support.corpus import examples

BESIDE = {
    "title",
    "project_no",
    "buyer",
    "agency",
    "kind",
    "lots",
    "places",
    "awards",
    "awards_largest",
    "payments",
}
BESIDE |= {"populations", "signup_by", "missing", "unused"}
OF_NO_TEXT = {"buyer_class", "level", "official_medium_url", "official_medium_published_at", "full_text"}
CALL = """芒市卫生健康局关于公开比选2024年感染者陪伴服务的公告
一、项目名称：芒市感染者陪伴服务
二、经费：人民币玖万捌仟元整，其中管理费不超过6%，人员补助不超过55%，房租可以列支。
三、服务地点：勐戛镇、遮放镇
四、报名时间：2024年8月1日至2024年8月9日17:00；递交比选文件截止时间：2024年8月16日17:00。
五、评审前由我局统一修改方案，申请单位应予配合。
芒市卫生健康局
2024年7月25日
"""


def read(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    call_command("read_call", str(path), "--json")
    made: dict[str, dict[str, object]] = json.loads(capsys.readouterr().out)
    return made


def test_every_name_has_value_passage_and_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "call.txt"
    file.write_bytes(CALL.encode("gb18030"))
    said = read(file, capsys)
    assert said.keys() >= BESIDE | (set(Facts.__dataclass_fields__) - OF_NO_TEXT)
    assert {one["mark"] for one in said.values()} == {"theirs", "doubtful", "missing"}
    for name, one in said.items():
        assert {"value", "passage", "mark"} <= one.keys(), name
    assert (said["estimated_value"]["value"], said["estimated_value"]["mark"]) == ("98000", "theirs")
    assert said["places"]["value"] == ["勐戛镇", "遮放镇"]
    assert said["signup_by"]["value"] == "2024-08-09T17:00:00+08:00"
    assert said["bids_due"]["value"] == "2024-08-16T17:00:00+08:00"
    assert (said["management_ceiling"]["value"], said["staff_ceiling"]["value"]) == ("6", "55")
    assert "ceiling" not in (said["indirect_costs"]["value"] or {}), (
        "the management fee is no ceiling on rent"
    )
    assert any("评审前由我局统一修改方案" in words for words in said["unused"]["value"])  # type: ignore[attr-defined]
    assert "criteria" in said["missing"]["value"]  # type: ignore[operator]


def test_its_passages_stand_in_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for one in list(examples("tuned"))[:6]:
        file = tmp_path / "call.txt"
        file.write_text(one.text, encoding="utf-8")
        for name, said in read(file, capsys).items():
            for passage in str(said["passage"]).split("\n"):
                assert passage in one.text, (one.name, name)


def test_without_a_file_or_with_one_that_is_not_read_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as gone:
        call_command("read_call", str(tmp_path / "none.txt"))
    assert gone.value.returncode == 2
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    with pytest.raises(CommandError, match="图片") as picture:
        call_command("read_call", str(tmp_path / "scan.png"))
    assert picture.value.returncode == 2
