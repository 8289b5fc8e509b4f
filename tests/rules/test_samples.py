"""The samples: good ones have nothing to stop them, the others are stopped for the one thing they show."""

import hashlib
from pathlib import Path

from fixtures import samples
from gongai.records.agreement import Agreement
from gongai.records.catalogue import Catalogue
from gongai.records.filing import Filing, read_filing
from gongai.records.finding import Finding
from gongai.rules.filing import check, stops
from tests.rules.conftest import TODAY, sealed


def load(sample_folder: Path, name: str) -> Filing:
    return sealed(read_filing(str(sample_folder / "filings" / name)))


def judge(filing: Filing, catalogue: Catalogue, agreements: dict[str, Agreement]) -> tuple[Finding, ...]:
    return check(filing, catalogue, agreements.get(filing.agreement_no), today=TODAY)


def test_nothing_stops_a_good_sample(
    sample_folder: Path, catalogue: Catalogue, agreements: dict[str, Agreement]
) -> None:
    for sample in samples.GOOD:
        filing = load(sample_folder, sample.name)
        found = judge(filing, catalogue, agreements)
        assert [str(finding) for finding in stops(found)] == [], sample.name
        assert sample.tolerant is (found == ()), sample.name
        assert 3 <= len(filing.materials) <= 12


def test_the_samples_are_of_both_kinds_all_stages_and_different_projects(sample_folder: Path) -> None:
    filings = [load(sample_folder, sample.name) for sample in samples.GOOD]
    assert len(filings) >= 10
    assert {filing.kind for filing in filings} == {"单项", "并联"}
    assert {filing.stage_no for filing in filings} == {1, 2, 3, 4}
    assert len({filing.applicant.uscc for filing in filings}) == 3
    assert len({filing.project.project_code for filing in filings}) == len(filings)
    assert len({filing.business_key for filing in filings}) == len(filings)


def test_the_sample_with_slips_is_refused_for_them(
    sample_folder: Path, catalogue: Catalogue, agreements: dict[str, Agreement]
) -> None:
    found = stops(judge(load(sample_folder, samples.CHECK_FAILS), catalogue, agreements))
    assert {finding.field.split()[0] for finding in found} == {"applicant.uscc", "materials"}


def test_the_sample_outside_its_agreement_is_refused_for_the_stage(
    sample_folder: Path, catalogue: Catalogue, agreements: dict[str, Agreement]
) -> None:
    found = stops(judge(load(sample_folder, samples.STAGE_NOT_COVERED), catalogue, agreements))
    assert [finding.field for finding in found] == ["stage_no 阶段"]


def test_the_advice_sample_is_refused_for_its_mode(
    sample_folder: Path, catalogue: Catalogue, agreements: dict[str, Agreement]
) -> None:
    found = stops(judge(load(sample_folder, samples.ADVICE_ONLY), catalogue, agreements))
    assert [finding.field for finding in found] == ["service_mode 服务方式"]


def test_the_samples_are_the_same_on_every_run(sample_folder: Path, tmp_path: Path) -> None:
    samples.build(tmp_path)

    def digests(folder: Path) -> dict[str, str]:
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    assert digests(tmp_path) == digests(sample_folder)
