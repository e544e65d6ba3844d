from viewer.tools.tool_mode import ToolMode


def test_tools_have_stable_names() -> None:
    modes = [str(mode) for mode in ToolMode]
    assert modes[:5] == ["scroll", "window", "zoom", "pan", "magnifier"]
    assert modes[5:9] == ["length", "angle", "cobb", "bidirectional"]
