"""Who and what: patient, study and series, of a header or of a directory record alike."""

from typing import Protocol

from viewer.media import attributes as at
from viewer.media.charset import format_name
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts


class Values(Protocol):
    """Typed access to attributes; what is missing is "" or None."""

    def text(self, tag: int) -> str:
        """A text for people."""

    def name(self, tag: int) -> str:
        """A Person Name as stored."""

    def uid(self, tag: int) -> str:
        """A UID."""

    def code(self, tag: int) -> str:
        """The first value of a coded string, upper case."""

    def integer(self, tag: int) -> int | None:
        """The first whole number."""


def patient_facts(raw: Values) -> PatientFacts:
    """The patient as this data set, or a PATIENT directory record, states it."""
    return PatientFacts(
        name=format_name(raw.name(at.PATIENT_NAME)),
        patient_id=raw.text(at.PATIENT_ID),
        issuer=raw.text(at.ISSUER_OF_PATIENT_ID),
        birth_date=raw.text(at.PATIENT_BIRTH_DATE),
        sex=raw.text(at.PATIENT_SEX),
        age=raw.text(at.PATIENT_AGE),
    )


def study_facts(raw: Values) -> StudyFacts:
    """The study as this data set, or a STUDY directory record, states it."""
    return StudyFacts(
        uid=raw.uid(at.STUDY_INSTANCE_UID),
        date=raw.text(at.STUDY_DATE),
        time=raw.text(at.STUDY_TIME),
        description=raw.text(at.STUDY_DESCRIPTION),
        accession_number=raw.text(at.ACCESSION_NUMBER),
        institution=raw.text(at.INSTITUTION_NAME),
        study_id=raw.text(at.STUDY_ID),
        referring_physician=format_name(raw.name(at.REFERRING_PHYSICIAN_NAME)),
    )


def series_facts(raw: Values) -> SeriesFacts:
    """The series as this data set, or a SERIES directory record, states it."""
    return SeriesFacts(
        uid=raw.uid(at.SERIES_INSTANCE_UID),
        number=raw.integer(at.SERIES_NUMBER),
        modality=raw.code(at.MODALITY),
        description=raw.text(at.SERIES_DESCRIPTION),
        date=raw.text(at.SERIES_DATE),
        time=raw.text(at.SERIES_TIME),
        body_part=raw.text(at.BODY_PART_EXAMINED),
        laterality=raw.code(at.LATERALITY),
        manufacturer=raw.text(at.MANUFACTURER),
        protocol=raw.text(at.PROTOCOL_NAME),
    )
