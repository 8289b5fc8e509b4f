"""A plain HTTP user of the stand-in portal: what a page would call, without the page."""

from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from fixtures.office.sm3 import password_hash

Doc = dict[str, Any]
MATERIALS_3_04 = ("M-3-04-01", "M-3-04-02", "M-3-04-03", "M-3-04-04")


class Client:
    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=20)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.http.close()

    def get(self, path: str, **params: str | int) -> Doc:
        return dict(self.http.get(path, params=params).json())

    def post(self, path: str, body: Any) -> Doc:
        return dict(self.http.post(path, json=body).json())

    def login(self, name: str = "agent1", *, password: str = "Demo-2026", captcha: str = "") -> Doc:
        return self.get("/api/user/login", loginName=name, password=password_hash(password), captcha=captcha)

    def switch(self, unit: str) -> Doc:
        return self.get("/api/user/switchUnit", unitId=unit)

    def faults(self, *rules: Doc) -> None:
        self.http.post("/__faults", json=list(rules)).raise_for_status()

    def clerk(self, ref: str, action: str, **body: Any) -> Doc:
        answer = self.http.post(f"/__clerk/{ref}/{action}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def truth(self) -> Doc:
        return self.get("/__truth")

    def clock(self, offset: float) -> None:
        self.http.post("/__clock", json={"offset": offset}).raise_for_status()

    def upload(self, path: Path, *, mat: str = "M-3-04-01", project: str = "P-1", inst: str = "") -> httpx.Response:
        parts = {"matId": mat, "matinstName": "材料", "projInfoId": project, "matinstId": inst, "matProp": "m"}
        with path.open("rb") as file:
            return self.http.post("/api/mat/upload", data=parts, files={"file": (path.name, file)})

    def save(self, project: str = "P-1", **values: Any) -> Doc:
        loaded = self.get("/api/project/load", projInfoId=project)["content"]
        return self.post("/api/apply/save", {**loaded, **values})

    def body(self, *, unit: str = "U-1", project: str = "P-1", **more: Any) -> Doc:
        saved = self.save(project)
        return {
            "applySource": "net",
            "applySubject": "1",
            "itemVerId": "IV-3-04",
            "linkmanInfoId": "L-1-1",
            "matinstsIds": [],
            "projInfoIds": [project],
            "smsInfoId": saved["content"]["smsId"],
            "regionalism": "1002",
            "stateIds": [],
            "unitInfoId": unit,
            **more,
        }

    def submit(self, **more: Any) -> httpx.Response:
        return self.http.post("/api/apply/item/submit", json=self.body(**more))

    def file(self, **more: Any) -> Doc:
        """One 单项 filed; returns the answer's content."""
        answer: Doc = self.submit(**more).json()
        assert answer["success"], answer
        return dict(answer["content"])
