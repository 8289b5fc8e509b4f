"""The pins of third-party browser libraries: complete, and honest about what is not here."""

import re

import pytest

from fixtures import libs


def test_every_library_is_pinned_by_an_exact_version_and_a_digest() -> None:
    for library in libs.libraries().values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", library.version)
        assert re.fullmatch(r"[0-9a-f]{64}", library.sha256)
        assert library.folder.name == f"{library.name}-{library.version}"


@pytest.mark.parametrize("name", libs.libraries())
def test_a_library_that_is_here_has_a_file_for_every_pattern(name: str) -> None:
    if why := libs.why_missing(name):
        pytest.skip(why)
    for pattern in libs.libraries()[name].files:
        assert list(libs.path(name).glob(pattern)), pattern


def test_a_library_nobody_pinned_is_an_error_and_not_a_missing_one() -> None:
    with pytest.raises(KeyError):
        libs.available("left-pad")
