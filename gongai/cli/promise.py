"""What is said after a command whose work others do: whether there are any."""

from gongai.cli import output


def tell(line: str, *, as_json: bool) -> None:
    """`line` from `services.working`: "" where somebody lives. Beside a JSON document, on standard error."""
    if line:
        output.say(line, as_json=as_json)
