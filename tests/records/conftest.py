"""The samples of the rules' tests."""

from tests.rules.conftest import agreements, catalogue, good, intake, sample_folder

__all__ = ["agreements", "catalogue", "good", "intake", "sample_folder"]
