import pytest

from agency.lib.link import is_our_page


@pytest.mark.parametrize("url", ["/", "/board/?client=3", "http://plates.example/inbox/"])
def test_a_page_of_ours(url):
    assert is_our_page(url, "plates.example")


@pytest.mark.parametrize(
    "url",
    [None, "", "0", "25:61", "\\", "board", "//evil.example/", "http://evil.example/", "http:x"]
    + ["javascript:alert(1)", "/\\evil.example", "http:///evil.example"],
)
def test_what_is_none_of_ours_or_no_page(url):
    assert not is_our_page(url, "plates.example")
