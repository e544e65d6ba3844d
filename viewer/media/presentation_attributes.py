"""The attributes of presentation states (PS3.3 C.10, C.11); see `attributes`."""

from typing import Final

from viewer.media.attributes import VR_OF


def _attribute(tag: int, vr: bytes) -> int:
    VR_OF[tag] = vr
    return tag


# which images, and what is done to their values
REFERENCED_SERIES_SEQUENCE: Final = _attribute(0x00081115, b"SQ")
REFERENCED_IMAGE_SEQUENCE: Final = _attribute(0x00081140, b"SQ")
REFERENCED_SOP_INSTANCE_UID: Final = _attribute(0x00081155, b"UI")
RECOMMENDED_VIEWING_MODE: Final = _attribute(0x00281090, b"CS")
SOFTCOPY_VOI_LUT_SEQUENCE: Final = _attribute(0x00283110, b"SQ")
PIXEL_SHIFT_SEQUENCE: Final = _attribute(0x00289501, b"SQ")
FRAME_DISPLAY_SEQUENCE: Final = _attribute(0x00089458, b"SQ")
DISPLAY_FILTER_PERCENTAGE: Final = _attribute(0x00289411, b"FL")
MASK_VISIBILITY_PERCENTAGE: Final = _attribute(0x00289478, b"FL")
PRESENTATION_LUT_SEQUENCE: Final = _attribute(0x20500010, b"SQ")

# drawings and words
GRAPHIC_ANNOTATION_SEQUENCE: Final = _attribute(0x00700001, b"SQ")
GRAPHIC_LAYER: Final = _attribute(0x00700002, b"CS")
BOUNDING_BOX_ANNOTATION_UNITS: Final = _attribute(0x00700003, b"CS")
ANCHOR_POINT_ANNOTATION_UNITS: Final = _attribute(0x00700004, b"CS")
GRAPHIC_ANNOTATION_UNITS: Final = _attribute(0x00700005, b"CS")
UNFORMATTED_TEXT_VALUE: Final = _attribute(0x00700006, b"ST")
TEXT_OBJECT_SEQUENCE: Final = _attribute(0x00700008, b"SQ")
GRAPHIC_OBJECT_SEQUENCE: Final = _attribute(0x00700009, b"SQ")
BOUNDING_BOX_TOP_LEFT: Final = _attribute(0x00700010, b"FL")
BOUNDING_BOX_BOTTOM_RIGHT: Final = _attribute(0x00700011, b"FL")
BOUNDING_BOX_JUSTIFICATION: Final = _attribute(0x00700012, b"CS")
ANCHOR_POINT: Final = _attribute(0x00700014, b"FL")
ANCHOR_POINT_VISIBILITY: Final = _attribute(0x00700015, b"CS")
GRAPHIC_TYPE: Final = _attribute(0x00700023, b"CS")
GRAPHIC_FILLED: Final = _attribute(0x00700024, b"CS")
COMPOUND_GRAPHIC_SEQUENCE: Final = _attribute(0x00700209, b"SQ")
COMPOUND_GRAPHIC_INSTANCE_ID: Final = _attribute(0x00700226, b"UL")
TEXT_STYLE_SEQUENCE: Final = _attribute(0x00700231, b"SQ")
LINE_STYLE_SEQUENCE: Final = _attribute(0x00700232, b"SQ")
FILL_STYLE_SEQUENCE: Final = _attribute(0x00700233, b"SQ")
TEXT_COLOR_CIELAB: Final = _attribute(0x00700241, b"US")
PATTERN_ON_COLOR_CIELAB: Final = _attribute(0x00700251, b"US")
LINE_THICKNESS: Final = _attribute(0x00700253, b"FL")
LINE_DASHING_STYLE: Final = _attribute(0x00700254, b"CS")
PATTERN_ON_OPACITY: Final = _attribute(0x00700284, b"FL")

# layers
GRAPHIC_LAYER_SEQUENCE: Final = _attribute(0x00700060, b"SQ")
GRAPHIC_LAYER_ORDER: Final = _attribute(0x00700062, b"IS")
GRAPHIC_LAYER_GREY: Final = _attribute(0x00700066, b"US")
GRAPHIC_LAYER_RGB: Final = _attribute(0x00700067, b"US")  # retired
GRAPHIC_LAYER_DESCRIPTION: Final = _attribute(0x00700068, b"LO")
GRAPHIC_LAYER_CIELAB: Final = _attribute(0x00700401, b"US")
OVERLAY_ACTIVATION_LAYER: Final = _attribute(0x60001001, b"CS")

# where on the screen
IMAGE_HORIZONTAL_FLIP: Final = _attribute(0x00700041, b"CS")
IMAGE_ROTATION: Final = _attribute(0x00700042, b"US")
DISPLAYED_AREA_TOP_LEFT: Final = _attribute(0x00700052, b"SL")
DISPLAYED_AREA_BOTTOM_RIGHT: Final = _attribute(0x00700053, b"SL")
DISPLAYED_AREA_SELECTION_SEQUENCE: Final = _attribute(0x0070005A, b"SQ")
PRESENTATION_SIZE_MODE: Final = _attribute(0x00700100, b"CS")
PRESENTATION_PIXEL_SPACING: Final = _attribute(0x00700101, b"DS")
PRESENTATION_PIXEL_ASPECT_RATIO: Final = _attribute(0x00700102, b"IS")
PRESENTATION_PIXEL_MAGNIFICATION_RATIO: Final = _attribute(0x00700103, b"FL")

# who and when
PRESENTATION_CREATION_DATE: Final = _attribute(0x00700082, b"DA")
PRESENTATION_CREATION_TIME: Final = _attribute(0x00700083, b"TM")
CONTENT_CREATOR_NAME: Final = _attribute(0x00700084, b"PN")
