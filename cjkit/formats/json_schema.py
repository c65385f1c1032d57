"""The JSON Schema of journey.yaml, for editors that complete and check while one types.

It allows what the reader allows: a bare text for a statement, a bare number for a score, a rule
as a mapping of fields.
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cjkit.model.journey_map import JourneyMap
from cjkit.model.rules import Operator, Rule

_SHORT_FORMS = (["text"], ["value"])
"""Records that need no more than this one field may be written as its bare value."""


def journey_schema() -> dict[str, Any]:
    """Give the JSON Schema of journey.yaml.

    >>> journey_schema()["$defs"]["Score"]["anyOf"][0]["maximum"]
    100
    """
    schema = JourneyMap.model_json_schema(schema_generator=_JourneySchema)
    return {"$schema": _JourneySchema.schema_dialect, **schema}


class _JourneySchema(GenerateJsonSchema):
    """Writes the schema of each record with its short form beside the long one."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        record = super().model_schema(schema)
        record["description"] = record.get("description", "").partition("\n\n")[0]
        if schema["cls"] is Rule:
            return _with_short_form(record, self.rule_mapping())
        if record.get("required") in _SHORT_FORMS:
            return _with_short_form(record, record["properties"][record["required"][0]])
        return record

    def rule_mapping(self) -> JsonSchemaValue:
        """Give the schema of a rule as people write it: fields with what they must be."""
        one = {"type": ["boolean", "number", "string"]}
        values = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
        operators = {
            "type": "object",
            "properties": {operator.value: values for operator in Operator},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z][a-z0-9_.]*$"},
            "additionalProperties": {"anyOf": [*values["anyOf"], operators]},
            "minProperties": 1,
        }


def _with_short_form(record: JsonSchemaValue, short: JsonSchemaValue) -> JsonSchemaValue:
    said = {key: record.pop(key) for key in ("title", "description")}
    return {**said, "anyOf": [short, record]}
