"""Copies of what is open: to this computer, to a disc, to a stick."""

from viewer.ui.action_spec import ActionSpec

PUBLISH_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "copy-to-computer",
        "Copy to my computer…",
        lambda t: t.publish.to_computer(),
        "File",
        ("Ctrl+Shift+S",),
        "save",
        "Keep the pictures on this computer, checked, so that you can give the disc back",
        separated=True,
        words="save keep folder hard disk download export whole disc examination DICOMDIR",
    ),
    ActionSpec(
        "copy-disc",
        "Make a copy of this disc…",
        lambda t: t.publish.copy_disc(),
        "File",
        icon="disc",
        tip="An image to be burned, or a folder",
        words="burn CD DVD Blu-ray ISO image duplicate clone backup",
    ),
    ActionSpec(
        "add-to-stick",
        "Add to a USB stick…",
        lambda t: t.publish.to_stick(),
        "File",
        icon="usb",
        tip="Put the pictures onto a stick; what is there stays",
        words="USB flash drive memory extend DICOMDIR another examination",
    ),
    ActionSpec(
        "rescue-disc",
        "Rescue this disc…",
        lambda t: t.rescue.rescue(),
        "File",
        icon="disc",
        tip="Copy what a scratched disc still gives, and list what is lost",
        words="damaged scratched unreadable read errors recover repair salvage",
    ),
)
