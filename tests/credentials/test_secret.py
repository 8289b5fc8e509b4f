"""A secret does not get out by accident."""

import copy
import gc
import json
import pickle

import pytest

from gongai import redact
from gongai.credentials.secret import Secret


def test_no_way_of_printing_shows_it() -> None:
    secret = Secret("yunxi-Pass!9")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>40}", f"{[secret]}", f"{ {'a': secret} }"]
    assert all("yunxi-Pass!9" not in text for text in shown)
    assert secret.reveal() == "yunxi-Pass!9"


def test_it_cannot_be_serialised() -> None:
    secret = Secret("yunxi-Pass!9")
    for act in (pickle.dumps, json.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            act(secret)


def test_the_scrubber_knows_it_while_it_lives_and_no_longer() -> None:
    first, second = Secret("yunxi-Pass!9"), Secret("yunxi-Pass!9")
    assert "yunxi-Pass!9" not in redact.scrub("the word is yunxi-Pass!9 indeed")
    del first
    gc.collect()
    assert "yunxi-Pass!9" not in redact.scrub("the word is yunxi-Pass!9 indeed")
    del second
    gc.collect()
    assert redact.scrub("the word is yunxi-Pass!9 indeed") == "the word is yunxi-Pass!9 indeed"


def test_equal_secrets_are_equal_and_differ_from_their_text() -> None:
    assert Secret("abcd") == Secret("abcd")
    assert Secret("abcd") != Secret("abce")
    assert Secret("abcd") != "abcd"
