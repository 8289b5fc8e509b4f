"""The invented city's samples, built once, and what they are checked against."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from fixtures import samples
from gongai.errors import FilingError
from gongai.files.materials import inspect
from gongai.records.agreement import Agreement, read_agreement
from gongai.records.catalogue import Catalogue, read_catalogue
from gongai.records.filing import Filing, load_filing
from gongai.records.finding import Finding
from gongai.records.loading import absolute
from gongai.rules.filing import check, seal

TODAY = date(2026, 3, 2)
Doc = dict[str, Any]

settings.register_profile("untimed", deadline=None)  # two slow cores are no reason to call a validator wrong
settings.load_profile("untimed")


def sealed(filing: Filing) -> Filing:
    """With size and digest of its files as they lie here now."""
    return seal(filing, {index: inspect(material.path) for index, material in enumerate(filing.materials)})


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    samples.build(folder)
    return folder


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    from gongai.sites.loader import PACKAGED

    return read_catalogue(PACKAGED / "yunxi" / "catalogue.toml")


@pytest.fixture(scope="session")
def agreements(sample_folder: Path) -> dict[str, Agreement]:
    found = [read_agreement(str(path)) for path in sorted((sample_folder / "agreements").glob("*.json"))]
    return {agreement.agreement_no: agreement for agreement in found}


@pytest.fixture
def good(sample_folder: Path) -> Callable[[str], Doc]:
    """A fresh copy of a good sample by the beginning of its name, as plain data with absolute paths."""

    def one(prefix: str) -> Doc:
        path = next((sample_folder / "filings").glob(f"{prefix}*.json"))
        doc: Doc = json.loads(path.read_text("utf-8"))
        for material in doc["materials"]:
            material["path"] = absolute(material["path"], path.parent)
        return doc

    return one


@pytest.fixture
def intake(catalogue: Catalogue, agreements: dict[str, Agreement]) -> Callable[[Doc], tuple[Finding, ...]]:
    """What intake says to plain data: findings of its shape, or of its content."""

    def findings(doc: Doc) -> tuple[Finding, ...]:
        try:
            filing = load_filing(doc)
        except FilingError as error:
            return error.findings
        return check(filing, catalogue, agreements.get(filing.agreement_no), today=TODAY)

    return findings
