"""Settings as an immutable model, filled from the environment and checked in one go."""

from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from observatory_config.fields import Expected, LogLevelSetting, OptionalHttpAddress, Port, Seconds
from observatory_config.problem import ConfigurationError, Problem
from observatory_config.report import expectation, problems_in
from observatory_config.variables import read_variable

SettingsT = TypeVar("SettingsT", bound="Settings")


class VariableSource(PydanticBaseSettingsSource):
    """Reads the field ``core_url`` from ``CORE_URL`` or from the file that ``CORE_URL_FILE`` names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        """Return what was read, be it a value or the problem with reading it."""
        return read_variable(field_name.upper()), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return all that is set, leaving the rest to the defaults of the model."""
        fields = self.settings_cls.model_fields
        read = {name: self.get_field_value(field, name)[0] for name, field in fields.items()}
        return {name: value for name, value in read.items() if value is not None}


class Settings(BaseSettings):
    """Base of all settings models: one field is one variable of the same name in capitals.

    Each field carries an ``Expected``, so that no message has to be without one.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Refuse a model that could not explain what it expects."""
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            if expectation(field) is None:
                message = f"{cls.__name__}.{name} says nothing of what it takes: add an Expected to its type"
                raise TypeError(message)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_problem(cls, value: object) -> object:
        # A variable that could not be read travels as its problem up to here, so that it is reported
        # along with the values that could be read and are wrong.
        if isinstance(value, Problem):
            kind = "unreadable"
            raise PydanticCustomError(kind, "cannot be read")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the names are pydantic's
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment by our rules alone; arguments still win, for tests."""
        return init_settings, VariableSource(settings_cls)


class ServiceSettings(Settings):
    """What every service that listens has to know. A service gives ``port`` a default of its own."""

    # All interfaces: a container is reached from outside itself.
    host: Annotated[str, Expected("an address to listen on")] = "0.0.0.0"  # noqa: S104
    port: Port
    log_level: LogLevelSetting = "info"
    shutdown_grace_seconds: Annotated[timedelta, Seconds(0, 3600)] = timedelta(seconds=8)
    # Where traces go by OTLP over HTTP; nowhere if it is not set.
    otel_exporter_otlp_endpoint: OptionalHttpAddress = None


def load(model: type[SettingsT]) -> SettingsT:
    """Return the settings, or raise ConfigurationError with every problem that there is."""
    try:
        return model()
    except ValidationError as error:
        # From None: pydantic's own error holds the values, and a trace back prints its cause.
        raise ConfigurationError(problems_in(error, model)) from None
