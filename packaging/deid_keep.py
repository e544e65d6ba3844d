"""By which rule an attribute that PS3.15 Table E.1-1 does not name is kept."""

from __future__ import annotations

from typing import Final

from pydicom._dicom_dict import DicomDictionary


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Images, geometry, acquisition, presentation, measurements; none that is about people or orders.
_GROUPS: Final = frozenset({
    *(0x0008, 0x0018, 0x0020, 0x0022, 0x0024, 0x0028, 0x003A, 0x0046, 0x0048, 0x0050, 0x0052),
    *(0x0054, 0x0060, 0x0062, 0x0064, 0x0066, 0x006A, 0x0070, 0x0072, 0x0080, 0x2050, 0x3002),
    *(0x3004, 0x3006, 0x300A, 0x300C, 0x300E, 0x3010, 0x5200, 0x5400, 0x5600, 0x7FE0),
})  # fmt: skip
_NUMBERS: Final = _listed("US SS UL SL SV UV FL FD DS IS AT CS SQ UI")
_BULK: Final = _listed("""
    RedPaletteColorLookupTableData GreenPaletteColorLookupTableData BluePaletteColorLookupTableData
    AlphaPaletteColorLookupTableData SegmentedRedPaletteColorLookupTableData
    SegmentedGreenPaletteColorLookupTableData SegmentedBluePaletteColorLookupTableData
    SegmentedAlphaPaletteColorLookupTableData BlendingLookupTableData ICCProfile LUTData
    FilterLookupTableData VectorGridData PointCoordinatesData VectorCoordinateData
    DoublePointCoordinatesData LongPrimitivePointIndexList LongTrianglePointIndexList
    LongEdgePointIndexList LongVertexPointIndexList RecommendedDisplayCIELabValueList
    FloatingPointValues TrackPointIndexList AnnotationIndexList VolumetricCurvePoints
    VolumetricCurveUpDirections UValueData VValueData FirstOrderPhaseCorrectionAngle
    SpectroscopyData WaveformData ChannelMinimumValue ChannelMaximumValue WaveformPaddingValue
    VerticesOfThePolygonalOutline TwoDimensionalToThreeDimensionalMapData ExtendedOffsetTable
    ExtendedOffsetTableLengths FloatPixelData DoubleFloatPixelData PixelData
    RealWorldValueLUTData GrayLookupTableData
""")
# Others of these VRs: in groups that are about people or orders, one by one.
_SINGLE: Final = _listed("""
    AnatomicalOrientationType QualityControlSubject SubjectRelativePositionInImage
    PatientSizeCodeSequence PatientBodyMassIndex MeasuredAPDimension MeasuredLateralDimension
    ExaminedBodyThickness LongitudinalTemporalOffsetFromEvent LongitudinalTemporalEventType
    PatientSpeciesCodeSequence PatientBreedCodeSequence BreedRegistrationSequence
    RequestedProcedureCodeSequence ScheduledProtocolCodeSequence PerformedProtocolCodeSequence
    OrganExposed EntranceDoseDerivation EntranceDose ExposedArea DistanceSourceToEntrance
    XRayOutput HalfValueLayer OrganDose OrganDoseSequence EntranceDoseInmGy ProtocolContextSequence
    ContentItemModifierSequence ContainerTypeCodeSequence ContainerComponentSequence
    SpecimenDescriptionSequence SpecimenTypeCodeSequence
    SpecimenPreparationStepContentItemSequence SpecimenLocalizationContentItemSequence
    WholeSlideMicroscopyImageFrameTypeSequence ImageCenterPointCoordinatesSequence
    XOffsetInSlideCoordinateSystem YOffsetInSlideCoordinateSystem ZOffsetInSlideCoordinateSystem
    MeasurementUnitsCodeSequence ParametricMapFrameTypeSequence
    ReferencedImageRealWorldValueMappingSequence RealWorldValueMappingSequence
    PixelValueMappingCodeSequence RealWorldValueLastValueMapped RealWorldValueLUTData
    DoubleFloatRealWorldValueLastValueMapped DoubleFloatRealWorldValueFirstValueMapped
    RealWorldValueFirstValueMapped QuantityDefinitionSequence RealWorldValueIntercept
    RealWorldValueSlope RelationshipType ValueType ContinuityOfContent TemporalRangeType
    CompletionFlag VerificationFlag PreliminaryFlag TemplateIdentifier ConceptNameCodeSequence
    ReferencedWaveformChannels ReferencedSamplePositions ReferencedTimeOffsets FloatingPointValue
    RationalNumeratorValue RationalDenominatorValue ConceptCodeSequence AnnotationGroupNumber
    PurposeOfReferenceCodeSequence ModifierCodeSequence MeasuredValueSequence
    NumericValueQualifierCodeSequence NumericValue PredecessorDocumentsSequence
    ReferencedRequestSequence PerformedProcedureCodeSequence
    CurrentRequestedProcedureEvidenceSequence PertinentOtherEvidenceSequence
    ContentTemplateSequence IdenticalDocumentsSequence ReferencedContentItemIdentifier
    TabulatedValuesSequence NumberOfTableRows NumberOfTableColumns TableRowNumber
    TableColumnNumber TableRowDefinitionSequence TableColumnDefinitionSequence CellValuesSequence
""")
_NAMES: Final = _listed("""
    Manufacturer ManufacturerModelName SoftwareVersions CodeValue CodingSchemeDesignator
    CodingSchemeVersion CodeMeaning LongCodeValue URNCodeValue ExtendedCodeValue ViewName StageName
    EventTimerNames SequenceName ImagedNucleus Radiopharmaceutical
    SecondaryCaptureDeviceManufacturer
    SecondaryCaptureDeviceManufacturerModelName SecondaryCaptureDeviceSoftwareVersions
    VideoImageFormatAcquired DigitalImageFormatAcquired ContrastBolusRoute TriggerSourceOrType
    CardiacFramingType RadiopharmaceuticalRoute PVCRejection FilterType TypeOfFilters
    CollimatorGridName AcquisitionMode DoseModeName ConvolutionKernel ReceiveCoilName
    TransmitCoilName PlateType PhosphorType AcquisitionDeviceProcessingCode OutputPower
    TransducerData ProcessingFunction DetectorDescription DetectorMode DetectorManufacturerName
    DetectorManufacturerModelName GridAbsorbingMaterial GridSpacingMaterial
    ExposureControlModeDescription PulseSequenceName ReceiveCoilManufacturerName
    MultiCoilConfiguration MultiCoilElementName TransmitCoilManufacturerName PaddleDescription
    ApplicableSafetyStandardDescription ASLTechniqueDescription ASLCrusherDescription
    ASLBolusCutoffTechnique ImageFilter ImageFilterDescription ApplicationName ApplicationVersion
    ApplicationManufacturer PositionReferenceIndicator TargetPositionReferenceIndicator StackID
    DimensionDescriptionLabel RescaleType WindowCenterWidthExplanation LUTExplanation
    ModalityLUTType PixelSpacingCalibrationDescription MaskOperationExplanation LUTLabel
    EnergyWindowName AttenuationCorrectionMethod ReconstructionMethod DetectorLinesOfResponseUsed
    ScatterCorrectionMethod OpticalPathIdentifier ReferencedOpticalPathIdentifier
    HistogramExplanation AlgorithmName AlgorithmVersion SegmentAlgorithmName
    PixelValueMappingExplanation FrameLabelVector DisplayWindowLabelVector RespiratorySignalSourceID
    OphthalmicImageTypeDescription FontName CSSFontName AlgorithmSource
""")
_WORDS: Final = {
    **dict.fromkeys(
        _listed("""
            InterventionDrugName InterventionDescription
            AcquisitionProtocolName FieldOfViewDescription AlgorithmDescription
            ReconstructionDescription ReferenceLocationLabel ReferenceLocationDescription FrameLabel
            PartialViewDescription FrameOfInterestDescription OpticalPathDescription
            SegmentDescription TrackSetDescription SurfaceProcessingDescription
            GraphicLayerDescription GraphicGroupLabel GraphicGroupDescription TickLabel
            FiducialDescription BeamName DoseComment LensDescription RTImageName RTImageDescription
            ContainerComponentDescription TargetLabel SurfaceComments VitreousStatusDescription
            LensStatusDescription AlgorithmParameters HangingProtocolDescription ImageSetLabel
            DisplaySetLabel
        """),
        "X",
    ),
    "ContentDescription": "Z",
    **dict.fromkeys(
        _listed("SegmentLabel TrackSetLabel RTImageLabel TrackingID FiducialIdentifier"), "D"
    ),
    **dict.fromkeys(
        _listed("HangingProtocolName MetaboliteMapDescription PatientSpeciesDescription"), "D"
    ),
    "PatientBreedDescription": "Z",
    "TextValue": "D",
}
# What the rule would keep and must not: references into archives, inventories, other registries.
_NEVER: Final = _listed("""
    SpecificCharacterSet LengthToEnd CommandGroupLength PrivateDataElementCharacteristicsSequence
    BlockIdentifyingInformationStatus DeidentificationActionSequence DeidentificationAction
    PrivateGroupReference NonidentifyingPrivateElements IssuerOfAccessionNumberSequence
    ReferencedPatientSequence InstitutionalDepartmentTypeCodeSequence
    ContributingEquipmentSequence ReferencedSOPSequenceTrial TimezoneOffsetFromUTC
""")


def kept() -> list[list[str]]:
    """Rows `tag, keyword, kind, else`, ordered by tag."""
    rows = []
    for tag, (vr, _, _, retired, keyword) in sorted(DicomDictionary.items()):
        kind = _kind(tag, vr, keyword, is_retired=bool(retired))
        if kind:
            rows.append([f"{tag:08X}", keyword, kind, _otherwise(keyword, kind)])
    return rows


def _otherwise(keyword: str, kind: str) -> str:
    """What is done where a value is not what it should be, or holds identity.

    A name is replaced and a code or number emptied, for some object has it as Type 1 or 2.
    """
    if kind == "words":
        return _WORDS[keyword]
    return "D" if kind == "name" or keyword == "ContentLabel" else "Z"


def _kind(tag: int, vr: str, keyword: str, *, is_retired: bool) -> str:
    """`value`, `name`, `words`, or "" for what is not kept."""
    if not keyword or keyword in _NEVER or tag & 0xFFFF == 0 or _is_inventory(tag):
        return ""
    if keyword in _NAMES:
        return "name"
    if keyword in _WORDS:
        return "words"
    if keyword in _BULK or keyword in _SINGLE:
        return "value"
    if is_retired and tag >> 16 not in {0x0018, 0x0020, 0x0028, 0x0054}:
        return ""
    is_number = all(part in _NUMBERS for part in vr.split(" or ") if part != "OW")
    return "value" if tag >> 16 in _GROUPS and is_number and vr != "OW" else ""


def _is_inventory(tag: int) -> bool:
    return 0x0008_0300 <= tag <= 0x0008_04FF
