"""Addresses, of which the usual ones are told without the library for them."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colima_guard.formats.golang.scalars import Fail, address
from colima_guard.formats.yaml.tree import Node


@given(
    text=st.one_of(
        st.ip_addresses().map(str),
        st.lists(
            st.sampled_from(["0", "1", "00", "01", "255", "256", "1000", "", "-1", " 1", "²", "x"]), max_size=5
        ).map(".".join),
    )
)
def test_an_address_is_told_as_by_the_library(text: str) -> None:
    node = Node("scalar", 1, 1, 0, len(text), value=text)
    try:
        expected = str(ipaddress.ip_address(text)) and text
    except ValueError:
        expected = None
    if expected is None and text:
        with pytest.raises(Fail):
            address(node, text)
    else:
        assert address(node, text) == (expected or None)
