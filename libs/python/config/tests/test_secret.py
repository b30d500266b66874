from pydantic import BaseModel, TypeAdapter

from observatory_config.secret import Secret

VALUE = "correct horse battery staple"


class Credentials(BaseModel):
    password: Secret


def test_gives_its_value_only_when_asked() -> None:
    assert Secret(VALUE).get_secret_value() == VALUE


def test_shows_a_mark_and_nothing_else() -> None:
    secret = Secret(VALUE)

    assert str(secret) == repr(secret) == f"{secret}" == f"{secret!r}" == "[redacted]"
    assert str([secret]) == "[[redacted]]"


def test_an_empty_one_looks_no_different() -> None:
    assert str(Secret("")) == "[redacted]"


def test_is_redacted_in_a_model_and_in_json() -> None:
    credentials = Credentials.model_validate({"password": VALUE})

    assert credentials.password.get_secret_value() == VALUE
    assert repr(credentials) == "Credentials(password=[redacted])"
    assert credentials.model_dump_json() == '{"password":"[redacted]"}'
    assert TypeAdapter(Secret).dump_json(Secret(VALUE)) == b'"[redacted]"'


def test_compares_by_value() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret("wörter")
    assert Secret(VALUE) != VALUE
    assert len({Secret(VALUE), Secret(VALUE)}) == 1


def test_has_the_length_of_its_value() -> None:
    assert len(Secret(VALUE)) == len(VALUE)
