"""The vault's keys on two sheets: one says nothing, both are the keys, and what is mistyped is found where it stands."""

import re
from base64 import b32decode, urlsafe_b64encode

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from storage.sealed import recovery
from storage.sealed.recovery import CHECKS, SheetError, group, groups_of, half, join, split, tokens

KEYS = [Fernet.generate_key().decode() for _ in range(3)]
fernet_keys = st.lists(st.binary(min_size=32, max_size=32).map(lambda raw: urlsafe_b64encode(raw).decode()), min_size=1)


def read(groups):
    return half([group(typed, place) for place, typed in enumerate(groups)])


@given(fernet_keys.filter(lambda keys: len(keys) <= 31))
def test_both_halves_are_the_keys_in_either_order(keys):
    one, other = split(keys)
    assert len(one) == len(other) == groups_of(one[0])
    assert join(read(one), read(other)) == join(read(other), read(one)) == keys


def test_a_key_is_sixteen_groups_and_no_two_printings_are_alike():
    first, second = split(KEYS[:1]), split(KEYS[:1])
    assert len(first[0]) == 16
    assert not set(first[0][1:]) & set(second[0][1:])
    assert split(KEYS)[0][0][1] == "3"


def test_it_can_be_put_together_without_the_program():
    crockford = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    raw = []
    for sheet in split(KEYS[:2]):
        text = "".join(typed[:4] for typed in sheet[1:]).translate(crockford)
        raw.append(b32decode(text + "=" * (-len(text) % 8)))
    both = bytes(a ^ b for a, b in zip(*raw, strict=True))
    assert [urlsafe_b64encode(both[at : at + 32]).decode() for at in (0, 32)] == KEYS[:2]


@given(st.data())
def test_one_wrong_character_a_swap_of_two_or_of_groups_is_found_where_it_stands(data):
    groups = split(KEYS)[0]
    place = data.draw(st.integers(1, len(groups) - 1))
    typed, at = list(groups[place]), data.draw(st.integers(0, 4))
    wrong = data.draw(st.sampled_from(CHECKS if at == 4 else recovery.ALPHABET))
    swapped = data.draw(st.integers(0, 3))
    # What stands as many groups apart as there are check characters is left to the hash over all.
    other = data.draw(
        st.integers(1, len(groups) - 1).filter(lambda each: (each - place) % len(CHECKS) or each == place)
    )
    replaced = [*typed[:at], wrong, *typed[at + 1 :]]
    turned = [*typed[:swapped], typed[swapped + 1], typed[swapped], *typed[swapped + 2 :]]
    for mistyped in (replaced, turned, list(groups[other])):
        if mistyped != typed and not set(mistyped[:4]) & set("*~$=U"):
            with pytest.raises(SheetError, match=re.escape(f"第 {place // 4 + 1} 行第 {place % 4 + 1} 组")):
                group("".join(mistyped), place)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("ABCD", "应是 5 个字符"), ("AB*DE", "“\\*”不会出现"), ("AB中DE", "不会出现"), ("00000", "与单子不符")],
)
def test_what_is_no_group_is_told(typed, said):
    with pytest.raises(SheetError, match=said):
        group(typed, 6)


def test_what_is_typed_is_read_generously():
    assert list(tokens("  abcde-FGHij OIL10\tKKKKKMMMMM NNNNNN ")) == [
        "ABCDE", "FGH1J", "01110", "KKKKK", "MMMMM", "NNNNNN",
    ]  # fmt: skip


@pytest.mark.parametrize("first", ["31AB", "0111", "10AB"])
def test_what_no_sheet_begins_with_is_told(first):
    with pytest.raises(SheetError, match="不是恢复单的开头"):
        groups_of(first)


def test_halves_that_do_not_belong_together_are_told():
    one, other = map(read, split(KEYS[:1]))
    with pytest.raises(SheetError, match="都是第 1 份"):
        join(one, one)
    strange = recovery.Half(2, 1, "**", other.groups)
    with pytest.raises(SheetError, match="不是同一次打印"):
        join(one, strange)
    mistaken = recovery.Half(2, 1, one.mark, (other.groups[1], other.groups[0], *other.groups[2:]))
    with pytest.raises(SheetError, match="合起来校验不符"):
        join(one, mistaken)
    with pytest.raises(SheetError, match="最多写 31 把"):
        split(KEYS * 11)
