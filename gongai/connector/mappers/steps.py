"""From an action of the profile to the step of one filing: what is done, with all that it needs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from gongai.connector.mappers.values import value_of
from gongai.records import steps
from gongai.records.catalogue import answers_to
from gongai.records.filing import Filing
from gongai.records.steps import AnyStep, PlannedAnswer, PlannedField, PlannedItem, PlannedMaterial, Text
from gongai.sites import Site, actions
from gongai.sites.actions import AnyAction
from gongai.sites.facts import Facts
from gongai.sites.fields import FieldSpec


@dataclass(frozen=True)
class Planner:
    """Plans the steps of one filing at one site."""

    filing: Filing
    site: Site
    facts: Facts
    materials: tuple[PlannedMaterial, ...]
    at: str = ""
    """The key, in the profile, of the action that is being planned."""

    def step(self, action: AnyAction, *, name: str, at: str) -> AnyStep | None:
        """None where this filing does not do it. Raises `FilingError` where the portal has no such option."""
        late = self.facts.late(action.when)
        if not late and not self.facts.condition_met(action.when, at=f"{at}.when"):
            return None
        return replace(self, at=at)._step(action, name=name, when=action.when if late else "")

    def _step(self, action: AnyAction, *, name: str, when: str) -> AnyStep:
        match action:
            case actions.FillAction():
                return steps.Fill(name=name, when=when, fields=tuple(self._fields(action.group, self.facts)))
            case actions.BlocksAction():
                return self._blocks(action, name=name, when=when)
            case actions.ChooseAction():
                return steps.Choose(
                    name=name,
                    when=when,
                    section=action.section,
                    label=action.label,
                    search=self._text("search", action.search),
                    option=self._text("option", action.option),
                    source=action.option,
                )
            case actions.ChooserAction():
                return self._row(action, name=name, when=when)
            case actions.ApplicantAction():
                return steps.ChooseApplicant(
                    name=name,
                    when=when,
                    section=action.section,
                    label=action.label,
                    applicant=self.filing.applicant.name,
                )
            case actions.PressAction():
                button = self._text("text", action.text)
                return steps.Press(name=name, when=when, button=button, learns=tuple(action.facts))
            case actions.WaitAction():
                return steps.Wait(name=name, when=when)
            case actions.TileAction():
                return steps.ChooseTile(name=name, when=when, text=self._text("text", action.text))
            case actions.QuestionsAction():
                return steps.AnswerQuestions(name=name, when=when, answers=tuple(self._answers(action.group)))
            case actions.ItemsAction():
                return steps.TickItems(name=name, when=when, items=tuple(self._items()))
            case actions.InnerFormAction():
                return self._inner_forms(action, name=name, when=when)
            case actions.AnswerBoxAction():
                return steps.AnswerBox(name=name, when=when, button=self._text("text", action.text))
            case actions.MaterialsAction():
                several = any(self._items())
                return steps.PushMaterials(name=name, when=when, materials=self.materials, several=several)
            case _:
                assert_never(action)

    def _text(self, key: str, template: str) -> Text:
        return self.facts.plan(template, at=f"{self.at}.{key}")

    def _row(self, action: actions.ChooserAction, *, name: str, when: str) -> steps.ChooseRow:
        option = self._text("option", action.option)
        return steps.ChooseRow(
            name=name,
            when=when,
            section=action.section,
            label=action.label,
            open=self._text("text", action.text),
            search=self._text("search", action.search),
            option=option,
            back=self._text("back", action.back) or option,
            source=action.option,
        )

    def _blocks(self, action: actions.BlocksAction, *, name: str, when: str) -> steps.FillBlocks:
        records = self.facts.value(action.rows, at=f"{self.at}.rows") or ()
        return steps.FillBlocks(
            name=name,
            when=when,
            heading=action.label,
            add=self._text("text", action.text),
            fields=tuple(
                one
                for block, record in enumerate(records)
                for one in self._fields(action.group, self.facts.also(row=record), block=block)
            ),
        )

    def _fields(self, group: str, facts: Facts, *, block: int = 0) -> Iterator[PlannedField]:
        for key, spec in self.site.profile.fields.items():
            if spec.group == group and facts.condition_met(spec.when, at=f"fields.{key}.when"):
                planned = self._field(key, spec, facts=facts, block=block)
                if planned is not None:
                    yield planned

    def _field(self, key: str, spec: FieldSpec, *, facts: Facts, block: int) -> PlannedField | None:
        value = value_of(spec, facts, self.site.catalogue, at=f"fields.{key}.source")
        if spec.optional and not value:
            return None
        return PlannedField(
            section=spec.section,
            label=spec.label,
            kind=spec.kind.value,
            value=value,
            source=spec.source,
            canonical=value,
            search=facts.fill(spec.search, at=f"fields.{key}.search"),
            block=block,
        )

    def _answers(self, group: str) -> Iterator[PlannedAnswer]:
        """In the order in which the catalogue opens the questions: a child after the question that opens it."""
        for question in self.site.catalogue.open_questions(self.filing):
            given = answers_to(self.filing, question.id)
            texts = tuple(question.answers[one] for one in given if one in question.answers)
            place: Literal["stage", "items"] = "stage" if question.at.startswith("stage") else "items"
            if texts and group in ("", place):
                yield PlannedAnswer(question=question.ask, answers=texts, place=place)

    def _items(self) -> Iterator[PlannedItem]:
        if self.filing.kind == "单项":
            return
        chosen = set(self.filing.item_codes)
        for item in self.site.catalogue.offered_items(self.filing):
            yield PlannedItem(code=item.code, name=item.name, line=item.line, selected=item.code in chosen)

    def _inner_forms(self, action: actions.InnerFormAction, *, name: str, when: str) -> steps.FillInnerForms:
        given = ((code, self.filing.forms.get(code, {})) for code in self.filing.item_codes)
        return steps.FillInnerForms(
            name=name,
            when=when,
            button=self._text("text", action.text),
            forms=tuple(
                steps.PlannedForm(
                    item=code,
                    fields=tuple(steps.PlannedInput(label=label, value=value) for label, value in values.items()),
                )
                for code, values in given
                if values
            ),
        )
