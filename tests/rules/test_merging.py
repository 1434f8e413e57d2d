"""Two telephones at one bid: nothing of either is lost, and the same words twice are one."""

import pytest

from procurement.rules.merging import Joined, Row, join, join_rows, mark_of, settle

OLD, MINE, THEIRS = "旧的", "我的", "他的"


@pytest.mark.parametrize(
    ("standing", "written", "read", "after"),
    [
        (OLD, OLD, OLD, Joined(OLD)),  # nothing was changed here
        (OLD, MINE, OLD, Joined(MINE)),  # only here
        (THEIRS, OLD, OLD, Joined(THEIRS)),  # only there
        (MINE, MINE, OLD, Joined(MINE)),  # the answer was lost, the same form again
        ("", MINE, OLD, Joined(MINE)),  # taken back there, rewritten here
        (THEIRS, "", OLD, Joined(THEIRS)),  # rewritten there, emptied here
        (OLD, "", OLD, Joined("")),
        (THEIRS, MINE, OLD, Joined(THEIRS, MINE)),
        (THEIRS, MINE, "", Joined(THEIRS, MINE)),  # a page without a mark overwrites nothing
        ("一\n二", "一\r\n二", OLD, Joined("一\n二")),  # a line end counts one
    ],
)
def test_what_two_pages_changed_is_joined(standing, written, read, after):
    assert join(Joined(standing), written, read=mark_of(read) if read else "") == after


def test_two_wordings_stay_until_somebody_chooses_and_the_form_again_adds_none():
    both = join(Joined(THEIRS), MINE, read=mark_of(OLD))
    assert join(both, MINE, read=mark_of(OLD)) == both
    third = join(both, "第三", read=mark_of(OLD))
    assert join(third, "第三", read=mark_of(OLD)) == third, "its answer was lost, and it was sent again"
    assert MINE in third.other
    assert "第三" in third.other
    assert settle(both, "", read=mark_of(MINE)) == both
    assert join(both, MINE, read=mark_of(THEIRS)) == Joined(MINE), "the second was written into the box"
    into = join(third, "第三", read=mark_of(THEIRS))
    assert settle(into, "above", read=mark_of(third.other)) == Joined("第三")
    assert settle(third, "above", read=mark_of(MINE)) == third, "chosen before the third was seen"
    assert settle(both, "above", read=mark_of(MINE)) == Joined(THEIRS)
    assert settle(both, "other", read=mark_of(MINE)) == Joined(MINE)


def row(key, label, amount="100", beside=""):
    return Row(key, label, "direct", amount, beside)


def test_lines_of_two_telephones_stand_side_by_side():
    served = [row("a", "房租"), row("b", "交通")]
    here = [(row("a", "房租"), served[0].mark), (row("b", "交通费"), served[1].mark), (row("c", "茶水"), "")]
    there = join_rows(served, [(row("a", "房屋租金"), served[0].mark), (row("d", "电话"), "")])
    joined = join_rows(there, here)
    assert [one.label for one in joined] == ["房屋租金", "交通费", "电话", "茶水"]
    assert join_rows(joined, here) == joined, "the same form again"


def test_one_line_changed_twice_keeps_both_and_counts_one():
    served = [row("a", "房租")]
    there = join_rows(served, [(row("a", "房租", "200"), served[0].mark)])
    both = join_rows(there, [(row("a", "房租", "300"), served[0].mark)])
    assert [(one.amount, one.beside) for one in both] == [("200", ""), ("300", "a")]
    assert join_rows(both, [(row("a", "房租", "300"), served[0].mark)]) == both
    (left,) = join_rows(both, [(Row("a"), both[0].mark)])
    assert (left.amount, left.beside) == ("300", "")
    (left,) = join_rows(both, [(Row(both[1].key), both[1].mark)])
    assert left.amount == "200"


def test_an_emptied_line_goes_unless_somebody_changed_it_meanwhile():
    served = [row("a", "房租")]
    assert join_rows(served, [(Row("a"), served[0].mark)]) == []
    there = [row("a", "房租", "200")]
    assert join_rows(there, [(Row("a"), served[0].mark)]) == there


def test_a_line_taken_away_there_stays_away_unless_it_was_changed_here():
    served = row("a", "房租")
    assert join_rows([], [(served, served.mark)]) == []
    assert [one.amount for one in join_rows([], [(row("a", "房租", "300"), served.mark)])] == ["300"]
