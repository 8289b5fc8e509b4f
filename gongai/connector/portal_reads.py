"""What a logged-in session reads of a portal, without a browser's tab: lists, details, notices, receipts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from gongai.connector.list_reading import Rows, read_list
from gongai.connector.mappers import reading
from gongai.connector.mappers.emptiness import doubt
from gongai.connector.mappers.page_reading import OtherPage
from gongai.connector.mappers.part import Asked, Part, head
from gongai.connector.mappers.placing import Place, Sought
from gongai.connector.mappers.reading import Application, Demand, Details, States
from gongai.connector.mappers.united import united
from gongai.connector.pages.calls import Calls
from gongai.connector.sighting import Gap, Sighting, sighting, unplaced
from gongai.errors import PortalRefused, ReadRefused
from gongai.records.raw import Raw
from gongai.sites.call import Call
from gongai.sites.facts import Facts
from gongai.sites.lists import NOTHING, Listing, Notices, Paged
from gongai.sites.paths import text
from gongai.sites.reading_digest import digest_of
from gongai.sites.site_profile import Profile

UNPROVEN = "这份列表还没有读到过任何一行，不能据此认定没有"


class Proofs(Protocol):
    """Which ways of reading a list have read a row: until then an empty list may be a profile that reads nothing."""

    def known(self, digest: str) -> bool: ...
    def learn(self, digest: str, title: str) -> None: ...


@dataclass(frozen=True)
class ListSight:
    """One list, read."""

    listing: Listing
    rows: Rows[Application]
    proved: bool


class PortalReads:
    """Reads of one session, for one filing."""

    def __init__(self, profile: Profile, calls: Calls, facts: Facts, *, proofs: Proofs) -> None:
        self._profile = profile
        self._calls = calls
        self._facts = facts
        self._proofs = proofs
        self._states = States(profile.application_states, profile.item_states)

    def listed(self, sought: Sought) -> Sighting:
        """Every application of this project, in every list in which one could stand."""
        rows: list[Application] = []
        read, gaps, unproven = 0, [], []
        for sight in self.lists():
            title = sight.listing.title
            read += len(sight.rows.shown)
            if sight.rows.missing:
                gaps.append(Gap(title, sight.rows.missing))
            elif not sight.proved and sight.listing.arrives:
                unproven.append(Gap(title, UNPROVEN))
            rows += sight.rows.shown
        whole, torn = united(rows, given_up=self._given_up)
        gaps += [
            Gap(one.listed_in, one.because)
            for one in torn
            if any(sought.project(code) is not Place.ANOTHERS for code in one.codes)
        ]
        placed = [(row, sought.row(row)) for row in whole]
        gaps += [unplaced(row) for row, place in placed if place is Place.UNCLEAR]
        found = [row for row, place in placed if place is Place.OURS]
        return sighting(found, read=read, gaps=gaps, unproven=unproven)

    def lists(self) -> Iterator[ListSight]:
        """Every list but those of drafts, to its end."""
        for listing in self._profile.lists.values():
            if not listing.draft:
                yield self._list(listing)

    def details(self, application_id: str, *, seen_ms: int) -> Details:
        spec = self._profile.detail
        try:
            answer = self._part("申报详情", spec.call, application_id=application_id)
        except (ReadRefused, OtherPage) as error:
            if spec.unknown and re.search(spec.unknown, error.words):
                raise PortalRefused(f"平台查不到申报实例 {application_id}：{head(error.words)}") from error
            raise
        return reading.details(answer, spec, application_id, seen_ms, states=self._states)

    def demands(self) -> Iterator[Demand]:
        """What is asked of this applicant at the moment, in the departments' own words."""
        for spec in self._profile.notices.values():
            for row in self.notices(spec):
                asked = {"notice_id": row.value(spec.id), "application_id": row.ident(spec.application)}
                more = self._part(f"{spec.title}详情", spec.more, **asked) if spec.more else row
                yield reading.demand(row, more, spec)

    def notices(self, spec: Notices) -> tuple[Part, ...]:
        """Raises `NotUnderstood` where not all of them were read: one that is left out would be missed."""
        rows = read_list(spec, self._page_of(spec), lambda row: row, lambda row: str(row.data))
        if rows.missing:
            raise Asked(spec.title, spec.call.path).trouble(rows.missing)
        return rows.shown

    def receipts(self, application_id: str) -> tuple[tuple[str, str], ...]:
        """Kind and id of each receipt."""
        spec = self._profile.receipts
        if spec is None:
            return ()
        rows = self._part("回执", spec.call, application_id=application_id).rows(spec.rows)
        return tuple((row.ident(spec.kind), row.ident(spec.id)) for row in rows)

    def _given_up(self, state: str) -> bool:
        known = self._states.known("application", state)
        return known is not None and known.meaning in NOTHING

    def _part(self, title: str, call: Call, **more: Raw) -> Part:
        """The answer of a read, to be read strictly."""
        data = self._calls.json(call, self._facts, answer=self._profile.answer, **more)
        return Part(data, Asked(title, call.path))

    def _list(self, listing: Listing) -> ListSight:
        digest = digest_of(self._profile, listing)
        proved = self._proofs.known(digest)
        rows = read_list(
            listing,
            self._page_of(listing, proved=proved),
            lambda part: reading.application(part, listing),
            # one application may have a row for each of its items
            lambda row: (row.id, row.number, row.project_code, row.items),
        )
        if rows.shown and not proved:
            self._proofs.learn(digest, listing.title)
        return ListSight(listing, rows, proved or bool(rows.shown))

    def _page_of(self, spec: Paged, *, proved: bool = False) -> Callable[[int, int], Part]:
        def ask(page: int, size: int) -> Part:
            part = self._part(spec.title, spec.call, page=page, page_size=size)
            part = replace(part, asked=replace(part.asked, proved=proved))
            if spec.call.html is None and (rows := part.raw(spec.rows)) in (None, []):
                said = text(part.data, self._profile.answer.message)
                if why := doubt(part.data, rows, said, spec.columns):
                    raise part.trouble(why)
            return part

        return ask
