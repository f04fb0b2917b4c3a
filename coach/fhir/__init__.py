"""FHIR R4 resources of an export and of the diary, as files. Nothing is sent, and nothing names a person."""
