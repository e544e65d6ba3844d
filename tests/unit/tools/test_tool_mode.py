from viewer.tools.tool_mode import ToolMode


def test_tools_have_stable_names() -> None:
    assert [str(mode) for mode in ToolMode] == ["scroll", "window", "zoom", "pan", "magnifier"]
