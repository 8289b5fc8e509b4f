"""The material table of a portal, and how files are pushed."""

from typing import Annotated

from pydantic import Field, model_validator

from gongai.records.base import Record
from gongai.sites.call import NO_CALL, Call


class Materials(Record):
    """The material table and how files are pushed."""

    expand: Annotated[str, Field(description="text of the button that shows all rows")] = ""
    row: Annotated[str, Field(description="CSS selector of one row; empty: this portal takes no materials")] = ""
    name: Annotated[str, Field(description="CSS selector of the material's name, inside the row")] = ""
    inline: Annotated[
        bool, Field(description="each row has a file input of its own, and the files go with the submit request")
    ] = False
    input: Annotated[str, Field(description="inline: CSS selector of the file input, inside the row")] = ""
    open: Annotated[str, Field(description="text of the row's upload button")] = ""
    dialog: Annotated[str, Field(description="CSS selector of the upload dialog")] = ""
    frame_dialog: Annotated[str, Field(description="CSS selector of the iframe inside the dialog; empty = none")] = ""
    counted: Annotated[
        str, Field(description="CSS selector, inside the dialog, of the names of the files the page counts as pushed")
    ] = ""
    close: Annotated[str, Field(description="text of the button that closes the dialog")] = ""
    push: Annotated[
        Call,
        Field(description="the upload call that the page makes, or that we make where `direct`; of several the last"),
    ] = NO_CALL
    direct: Annotated[bool, Field(description="push with httpx and the browser's session instead of the dialog")] = (
        False
    )
    part: Annotated[str, Field(description="direct: name of the file part")] = "file"
    instance: Annotated[str, Field(description="path of the material instance id in the push answer")] = ""
    files: Annotated[Call, Field(description="call that lists the files of {instance_id}")] = NO_CALL
    files_rows: str = ""
    file_name: str = ""
    file_size: str = ""
    file_sha256: str = ""
    found: Annotated[
        Call,
        Field(
            description="call that finds what an account has pushed for {material_name}: where a push "
            "whose answer was lost is looked up"
        ),
    ] = NO_CALL
    found_rows: str = ""
    found_material: str = ""
    found_instance: str = ""
    found_file: str = ""
    found_size: str = ""
    timeout_s: Annotated[float, Field(description="how long one push may take")] = 120
    lag_s: Annotated[float, Field(description="how long a stored file may take to show in the portal's list")] = 10

    @model_validator(mode="after")
    def _has_selectors(self) -> "Materials":
        if not self.model_fields_set:  # a portal that takes no papers
            return self
        wanted = (
            ("row", "input")
            if self.inline
            else (
                *("row", "name", "instance", "files_rows", "file_name"),
                *("found_rows", "found_material", "found_instance", "found_file"),
                *(() if self.direct else ("open", "dialog", "counted", "close")),
            )
        )
        missing = [name for name in wanted if not getattr(self, name)]
        missing += [name for name in ("push", "files", "found") if not self.inline and getattr(self, name) == NO_CALL]
        if missing:
            raise ValueError(f"材料推送缺少：{'、'.join(missing)}（文件随提交一起发出的平台请写 inline = true）")
        return self
