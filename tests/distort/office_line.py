"""The fake office as the first make answers over HTTP: the same shapes, and the office's own rules behind them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.connector.fake_office import HeldApplication, Office
from tests.connector.fake_reading import stands_in
from tests.distort.exchange import Answer, Asked, header

TOKEN = "token"
NO_STORE = ("Cache-Control", "no-store")


class OfficeLine:
    """Answers one request at a time, as the portal would."""

    def __init__(self, office: Office, *, account: str, receipt: bytes) -> None:
        self._office = office
        self._account = account
        self._receipt = receipt
        self._unit = ""
        self._calls: dict[str, Callable[[Mapping[str, str]], Any]] = {
            "/api/user/info": self._person,
            "/api/user/switchUnit": self._switch,
            "/api/list/apply": lambda words: self._list(words, str(words.get("tab", "doing"))),
            "/api/list/withdrawn": lambda words: self._list(words, "withdrawn"),
            "/api/apply/detail": self._detail,
            "/api/list/buzheng": lambda _words: self._demands("补正"),
            "/api/list/buquan": lambda _words: self._demands("补全"),
            "/api/correct/detail": self._demand,
            "/api/receipt/list": self._receipts,
        }

    def __call__(self, asked: Asked) -> Answer:
        words = asked.words
        if asked.path == "/api/user/login":
            session = self._office.log_in(self._account)
            self._unit = next(iter(self._office.units[self._account].values()))
            answer = said({"loginName": self._account})
            return Answer(200, (*answer.headers, ("Set-Cookie", f"{TOKEN}={session}; Path=/")), answer.body)
        session = self._session(asked)
        if session != self._office.sessions.get(self._account):
            return said(None, success=False, message="您的账号已在其他地方登录")
        if asked.path in ("/api/receipt/file", "/api/result/file"):
            return Answer(200, (("Content-Type", "application/pdf"),), self._receipt)
        if asked.path.startswith("/api/apply/") and asked.path.endswith("/submit"):
            text = self._office.receive(json.loads(asked.body), account=self._account, session=session)
            if text is None:
                raise ConnectionResetError("lost on the line")
            return Answer(200, (("Content-Type", "application/json"),), text.encode())
        call = self._calls.get(asked.path)
        if call is None:
            return Answer(404, (("Content-Type", "text/html"),), b"<h1>404</h1>")
        try:
            return said(call(words))
        except KeyError:
            return said(None, success=False, message="获取申报详情失败！")

    def _session(self, asked: Asked) -> int:
        for part in header(asked.headers, "cookie").split(";"):
            name, _, value = part.strip().partition("=")
            if name == TOKEN and value.isdigit():
                return int(value)
        return 0

    def _person(self, _words: Mapping[str, str]) -> Any:
        units = [
            {"applicant": "云汐示例单位", "unifiedSocialCreditCode": uscc, "unitInfoId": ident}
            for uscc, ident in self._office.units[self._account].items()
        ]
        return {"loginName": self._account, "unitId": self._unit, "unitInfos": units}

    def _switch(self, words: Mapping[str, str]) -> Any:
        self._unit = words["unitId"]
        return {"unitId": self._unit}

    def _list(self, words: Mapping[str, str], key: str) -> Any:
        uscc = next(uscc for uscc, ident in self._office.units[self._account].items() if ident == self._unit)
        shown = [one for one in self._office.of(self._account, uscc) if stands_in(one, key)]
        shown = [one for one in shown if words.get("keyword", "") in one.project]
        number, size = int(words.get("pageNum") or 1), int(words.get("pageSize") or 10)
        page = shown[(number - 1) * size : number * size]
        return {"list": [_row(one) for one in page], "pageNum": number, "pageSize": size, "total": len(shown)}

    def _found(self, ident: str) -> HeldApplication:
        found = {one.id: one for one in self._office.held if one.account == self._account}
        return found[ident]

    def _detail(self, words: Mapping[str, str]) -> Any:
        return _detail(self._found(words["applyinstId"]))

    def _receipts(self, words: Mapping[str, str]) -> Any:
        one = self._found(words["applyinstId"])
        return [
            {"applyinstCode": one.number, "receiptId": f"R-{one.id}-{place}", "receiptName": kind, "type": str(place)}
            for place, kind in enumerate(one.receipts, 1)
        ]

    def _demands(self, title: str) -> Any:
        uscc = next(uscc for uscc, ident in self._office.units[self._account].items() if ident == self._unit)
        rows = [
            {
                "applyinstId": one.application.id,
                "applyinstCode": one.application.number,
                "correctId": f"C-{place}",
                "iteminstCode": one.ref,
                "opinion": one.text,
                "dueTime": f"{one.due} 17:00:00" if one.due else "",
            }
            for place, one in enumerate(self._office.demands)
            if one.title == title and one.application.uscc == uscc
        ]
        return {"list": rows, "pageNum": 1, "pageSize": 50, "total": len(rows)}

    def _demand(self, words: Mapping[str, str]) -> Any:
        return {"correctId": words["correctId"], "materials": []}


def said(content: Any, *, success: bool = True, message: str = "") -> Answer:
    body = json.dumps({"content": content, "message": message, "success": success}, ensure_ascii=False)
    return Answer(200, (("Content-Type", "application/json"), NO_STORE), body.encode())


def _row(one: HeldApplication) -> dict[str, Any]:
    return {
        "applyTime": one.history[0].at_ms,
        "applyinstCode": one.number,
        "applyinstId": one.id,
        "applyinstState": one.state,
        "gcbm": one.project,
        "items": [
            {"itemName": item.name, "itemState": item.state, "itemVerId": item.id, "iteminstCode": item.number}
            for item in one.items
        ],
    }


def _detail(one: HeldApplication) -> dict[str, Any]:
    def past(history: list[Any]) -> list[dict[str, Any]]:
        return [{"newState": e.code, "time": e.at_ms, "user": e.user, "opinion": e.opinion} for e in history]

    items = [
        {
            **{"itemName": item.name, "itemState": item.state, "itemVerId": item.id, "iteminstCode": item.number},
            "opinion": item.history[-1].opinion,
            "history": past(item.history),
            "results": [
                {"title": each.title, "docNo": each.number, "fileId": each.id, "fileName": each.name}
                for each in item.documents
            ],
        }
        for item in one.items
    ]
    return {
        **_row(one),
        "uscc": one.uscc,
        "matinstsIds": list(one.material_ids),
        "history": past(one.history),
        "items": items,
    }
