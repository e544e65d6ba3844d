"""Everything a person can do, in one table: menus, tool bar, command palette, help use it."""

from viewer.ui.action_lists.arrange import ARRANGE_ACTIONS
from viewer.ui.action_lists.compare import COMPARE_ACTIONS
from viewer.ui.action_lists.edit import EDIT_ACTIONS
from viewer.ui.action_lists.file import FILE_ACTIONS
from viewer.ui.action_lists.help import HELP_ACTIONS
from viewer.ui.action_lists.image import IMAGE_ACTIONS
from viewer.ui.action_lists.marked import MARKED_ACTIONS
from viewer.ui.action_lists.mask import MASK_ACTIONS
from viewer.ui.action_lists.measure import MEASURE_ACTIONS
from viewer.ui.action_lists.publish import PUBLISH_ACTIONS
from viewer.ui.action_lists.saving import SAVING_ACTIONS
from viewer.ui.action_lists.tools import TOOLS_ACTIONS
from viewer.ui.action_lists.view import VIEW_ACTIONS
from viewer.ui.action_lists.window import WINDOW_ACTIONS
from viewer.ui.action_spec import ActionSpec

MENUS = ("File", "Edit", "View", "Image", "Tools", "Measure", "Compare", "Window", "Help")

ACTIONS: tuple[ActionSpec, ...] = (
    *FILE_ACTIONS,
    *EDIT_ACTIONS,
    *VIEW_ACTIONS,
    *MARKED_ACTIONS,
    *IMAGE_ACTIONS,
    *SAVING_ACTIONS,
    *PUBLISH_ACTIONS,
    *MASK_ACTIONS,
    *TOOLS_ACTIONS,
    *MEASURE_ACTIONS,
    *COMPARE_ACTIONS,
    *WINDOW_ACTIONS,
    *ARRANGE_ACTIONS,
    *HELP_ACTIONS,
)
