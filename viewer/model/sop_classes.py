"""Names of storage SOP classes, for labels and reports (PS3.4 B.5, PS3.6 A)."""

from typing import Final

_STORAGE: Final = "1.2.840.10008.5.1.4.1.1."

_NAMES: Final = {
    "1": "Computed radiography image",
    "1.1": "Digital X-ray image",
    "1.1.1": "Digital X-ray image, for processing",
    "1.2": "Mammography image",
    "1.2.1": "Mammography image, for processing",
    "1.3": "Intra-oral X-ray image",
    "1.3.1": "Intra-oral X-ray image, for processing",
    "2": "CT image",
    "2.1": "Enhanced CT image",
    "2.2": "Legacy converted enhanced CT image",
    "3": "Ultrasound multi-frame image (retired)",
    "3.1": "Ultrasound multi-frame image",
    "4": "MR image",
    "4.1": "Enhanced MR image",
    "4.2": "MR spectroscopy",
    "4.3": "Enhanced MR colour image",
    "4.4": "Legacy converted enhanced MR image",
    "5": "Nuclear medicine image (retired)",
    "6": "Ultrasound image (retired)",
    "6.1": "Ultrasound image",
    "6.2": "Enhanced ultrasound volume",
    "6.3": "Photoacoustic image",
    "7": "Secondary capture image",
    "7.1": "Secondary capture, multi-frame single bit",
    "7.2": "Secondary capture, multi-frame grey 8 bit",
    "7.3": "Secondary capture, multi-frame grey 16 bit",
    "7.4": "Secondary capture, multi-frame colour",
    "8": "Overlay (retired)",
    "9.1.1": "12-lead ECG",
    "9.1.2": "General ECG",
    "9.1.3": "Ambulatory ECG",
    "9.1.4": "General 32-bit ECG",
    "9.2.1": "Haemodynamic waveform",
    "9.3.1": "Cardiac electrophysiology waveform",
    "9.4.1": "Basic voice audio",
    "9.4.2": "General audio",
    "9.5.1": "Arterial pulse waveform",
    "9.6.1": "Respiratory waveform",
    "9.7.1": "Routine scalp EEG",
    "10": "Modality LUT (retired)",
    "11": "VOI LUT (retired)",
    "11.1": "Greyscale presentation state",
    "11.2": "Colour presentation state",
    "11.3": "Pseudo-colour presentation state",
    "11.4": "Blending presentation state",
    "11.5": "XA/XRF presentation state",
    "11.6": "Planar MPR presentation state",
    "11.8": "Advanced blending presentation state",
    "12.1": "X-ray angiography image",
    "12.1.1": "Enhanced XA image",
    "12.2": "X-ray fluoroscopy image",
    "12.2.1": "Enhanced XRF image",
    "12.3": "X-ray angiography biplane image (retired)",
    "13.1.1": "X-ray 3D angiography image",
    "13.1.2": "X-ray 3D craniofacial image",
    "13.1.3": "Breast tomosynthesis image",
    "13.1.4": "Breast projection X-ray image",
    "13.1.5": "Breast projection X-ray image, for processing",
    "14.1": "Intravascular OCT image",
    "14.2": "Intravascular OCT image, for processing",
    "20": "Nuclear medicine image",
    "30": "Parametric map",
    "66": "Raw data",
    "66.1": "Spatial registration",
    "66.2": "Spatial fiducials",
    "66.3": "Deformable spatial registration",
    "66.4": "Segmentation",
    "66.5": "Surface segmentation",
    "66.6": "Tractography results",
    "66.7": "Label map segmentation",
    "66.8": "Height map segmentation",
    "67": "Real world value mapping",
    "68.1": "Surface scan mesh",
    "68.2": "Surface scan point cloud",
    "77.1.1": "Endoscopy image",
    "77.1.1.1": "Endoscopy video",
    "77.1.2": "Microscopy image",
    "77.1.2.1": "Microscopy video",
    "77.1.3": "Slide microscopy image",
    "77.1.4": "Photograph",
    "77.1.4.1": "Photographic video",
    "77.1.5.1": "Ophthalmic photograph 8 bit",
    "77.1.5.2": "Ophthalmic photograph 16 bit",
    "77.1.5.4": "Ophthalmic tomography image",
    "77.1.6": "Whole slide microscopy image",
    "77.1.7": "Dermoscopic photograph",
    "88.11": "Basic text report",
    "88.22": "Enhanced report",
    "88.33": "Comprehensive report",
    "88.34": "Comprehensive 3D report",
    "88.35": "Extensible report",
    "88.40": "Procedure log",
    "88.50": "Mammography CAD report",
    "88.59": "Key object selection",
    "88.65": "Chest CAD report",
    "88.67": "X-ray radiation dose report",
    "88.68": "Radiopharmaceutical radiation dose report",
    "88.69": "Colon CAD report",
    "88.70": "Implantation plan report",
    "88.71": "Acquisition context report",
    "88.72": "Simplified adult echo report",
    "88.73": "Patient radiation dose report",
    "104.1": "PDF document",
    "104.2": "CDA document",
    "104.3": "STL model",
    "104.4": "OBJ model",
    "104.5": "MTL material",
    "128": "PET image",
    "128.1": "Legacy converted enhanced PET image",
    "130": "Enhanced PET image",
    "131": "Basic structured display",
    "481.1": "RT image",
    "481.2": "RT dose",
    "481.3": "RT structure set",
    "481.4": "RT beams treatment record",
    "481.5": "RT plan",
    "481.6": "RT brachy treatment record",
    "481.7": "RT treatment summary record",
    "481.8": "RT ion plan",
    "481.9": "RT ion beams treatment record",
}

_OTHER_NAMES: Final = {
    "1.2.840.10008.1.3.10": "DICOM directory",
    "1.2.840.10008.5.1.4.38.1": "Hanging protocol",
    "1.2.840.10008.5.1.4.39.1": "Colour palette",
    "1.2.840.10008.5.1.4.34.7": "RT beams delivery instruction",
}

KEY_OBJECT_SELECTION: Final = _STORAGE + "88.59"
_PRESENTATION_STATES: Final = _STORAGE + "11."
SPATIAL_REGISTRATION: Final = _STORAGE + "66.1"
_STRUCTURED_REPORTS: Final = _STORAGE + "88."


def sop_class_name(uid: str) -> str:
    """What a person may call the objects of SOP class `uid`; never empty."""
    if uid in _OTHER_NAMES:
        return _OTHER_NAMES[uid]
    name = _NAMES.get(uid.removeprefix(_STORAGE)) if uid.startswith(_STORAGE) else None
    if name:
        return name
    return f"Object of class {uid}" if uid else "Object of unknown class"


def is_presentation_state(uid: str) -> bool:
    """True for the presentation state family (PS3.4 N)."""
    return uid.startswith(_PRESENTATION_STATES)


def is_picture(uid: str) -> bool:
    """True for classes whose objects are pictures, so that one without pixels lacks something."""
    name = _NAMES.get(uid.removeprefix(_STORAGE), "") if uid.startswith(_STORAGE) else ""
    return "image" in name or name.startswith("Secondary capture")


def is_structured_report(uid: str) -> bool:
    """True for the SR family but key object selections, which list images only."""
    return uid.startswith(_STRUCTURED_REPORTS) and uid != KEY_OBJECT_SELECTION
