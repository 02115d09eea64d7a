"""The window as a screen reader gets it, through AT-SPI: by roles, names and states, and by what live regions say.

Reads a request a line from its input, writes its answer as a line with the same `id`; what a live region says is a
line `{"heard": …}` of its own. `screen-reader.ts` is the other end. It speaks AT-SPI's D-Bus protocol itself: the
library would answer from what it remembers, and waits for itself when an event comes in the middle of a question.
"""

import json
import os
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

APPLICATION = "whatsit"
REGISTRY = "org.a11y.atspi.Registry"
DESKTOP = (REGISTRY, "/org/a11y/atspi/accessible/root")
NOBODY = "/org/a11y/atspi/null"
ACCESSIBLE, ACTION, COMPONENT, EVENT, TEXT = (
    "org.a11y.atspi." + name for name in ("Accessible", "Action", "Component", "Event.Object", "Text")
)
PATIENCE_MS = 5_000
GLANCE_S = 0.005
#: As `AtspiRole` numbers it.
BUTTON = 43

#: What the web view gives no role of WAI-ARIA's, or not the one a reader would say (`AtspiRole`).
ROLES = {11: "combobox", 23: "frame", 40: "textbox", 49: "scrollpane", 75: "application", 95: "document"}
#: The states that are told, by their bits (`AtspiStateType`).
STATES = {
    1: "active",
    3: "busy",
    4: "checked",
    7: "editable",
    8: "enabled",
    9: "expandable",
    10: "expanded",
    11: "focusable",
    12: "focused",
    16: "modal",
    20: "pressed",
    23: "selected",
    25: "showing",
    30: "visible",
    33: "required",
    36: "invalid-entry",
}
#: Stands where another element is inside a text.
ELSEWHERE = "\ufffc"
SPOKEN = ("polite", "assertive")


def connect():
    """The accessibility bus, whose address the session's bus knows."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    asked = ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None)
    (address,) = session.call_sync(*asked, Gio.DBusCallFlags.NONE, PATIENCE_MS, None).unpack()
    flags = Gio.DBusConnectionFlags
    how = flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, how, None, None)


def call(accessible, interface, method, arguments=None):
    """What an element answers. It may be gone: that is a `GLib.Error`."""
    flags = Gio.DBusCallFlags.NONE
    answered = bus.call_sync(*accessible, interface, method, arguments, None, flags, PATIENCE_MS, None).unpack()
    return answered[0] if answered else None


def read(accessible, name):
    arguments = GLib.Variant("(ss)", (ACCESSIBLE, name))
    return call(accessible, "org.freedesktop.DBus.Properties", "Get", arguments)


def children(accessible):
    """One by one: asked for all at once, the window leaves out the page, which is another process's."""
    places = (GLib.Variant("(i)", (at,)) for at in range(read(accessible, "ChildCount")))
    found = [call(accessible, ACCESSIBLE, "GetChildAtIndex", place) for place in places]
    return [child for child in found if child[1] != NOBODY]


def application(name=APPLICATION):
    return next((child for child in children(DESKTOP) if read(child, "Name") == name), None)


def walk(accessible, depth=0):
    """Everything in reading order, with its depth. What goes away meanwhile is left out."""
    if accessible is None:
        return
    yield accessible, depth
    try:
        below = children(accessible)
    except GLib.Error:
        return
    for child in below:
        yield from walk(child, depth + 1)


def attributes_of(accessible):
    return call(accessible, ACCESSIBLE, "GetAttributes")


def role_of(accessible, attributes):
    """As WAI-ARIA names it; empty for what has no meaning of its own."""
    return ROLES.get(call(accessible, ACCESSIBLE, "GetRole")) or attributes.get("computed-role", "")


def states_of(accessible):
    low, high = call(accessible, ACCESSIBLE, "GetState")
    bits = high << 32 | low
    return [name for bit, name in STATES.items() if bits >> bit & 1]


def own_text(accessible):
    """Its text without that of the elements in it; none where it can hold none."""
    if TEXT not in call(accessible, ACCESSIBLE, "GetInterfaces"):
        return None
    text = call(accessible, TEXT, "GetText", GLib.Variant("(ii)", (0, -1)))
    return text.replace(ELSEWHERE, "").strip()


def item(accessible, depth):
    attributes = attributes_of(accessible)
    return {
        "id": "".join(accessible),
        "role": role_of(accessible, attributes),
        "name": read(accessible, "Name"),
        "description": read(accessible, "Description"),
        "states": states_of(accessible),
        "text": own_text(accessible),
        "level": int(attributes["level"]) if "level" in attributes else None,
        "live": attributes.get("container-live", attributes.get("live")),
        "depth": depth,
    }


def items():
    found = []
    for accessible, depth in walk(application()):
        try:
            found.append(item(accessible, depth))
        except GLib.Error:
            continue
    return found


def find(role, name):
    for accessible, _ in walk(application()):
        try:
            if read(accessible, "Name") != name or "showing" not in states_of(accessible):
                continue
            if role_of(accessible, attributes_of(accessible)) == role:
                return accessible
        except GLib.Error:
            continue
    return None


def press(role, name):
    """Does what the element is there for, as a screen reader's own key does."""
    found = find(role, name)
    return found is not None and call(found, ACTION, "DoAction", GLib.Variant("(i)", (0,)))


def focus(role, name):
    found = find(role, name)
    return found is not None and call(found, COMPONENT, "GrabFocus")


def usable(name):
    """Waits until something in the page can be pressed. It is asked for often, so as to lose little time."""
    while True:
        try:
            for accessible, _ in walk(application(name)):
                if call(accessible, ACCESSIBLE, "GetRole") == BUTTON and "showing" in states_of(accessible):
                    return True
        except GLib.Error:
            pass  # it is only just being made
        time.sleep(GLANCE_S)


def answer(request):
    do = request["do"]
    if do == "items":
        return items()
    if do == "press":
        return press(request["role"], request["name"])
    if do == "focus":
        return focus(request["role"], request["name"])
    if do == "usable":
        return usable(request["name"])
    raise ValueError(do)


def tell(line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


def serve(request):
    try:
        answered = answer(request)
    except GLib.Error:
        answered = None  # the page changed under the reader: whoever asked looks again
    tell({"id": request["id"], "answer": answered})


class Requests:
    """The lines that come in; several may come at once, and the last one in two parts."""

    def __init__(self):
        self.rest = b""

    def came(self, channel, _condition):
        block = os.read(channel.unix_get_fd(), 65536)
        if not block:
            loop.quit()
            return False
        *lines, self.rest = (self.rest + block).split(b"\n")
        for line in lines:
            serve(json.loads(line))
        return True


def changed(_bus, sender, path, _interface, signal, parameters):
    kind, _start, _length, what, *_ = parameters.unpack()
    try:
        attributes = attributes_of((sender, path))
        if attributes.get("container-live", attributes.get("live")) not in SPOKEN:
            return
        if signal == "TextChanged" and kind.startswith("insert"):
            text = what
        elif signal == "ChildrenChanged" and kind.startswith("add"):
            text = "\n".join(filter(None, (own_text(part) for part, _ in walk(what))))
        else:
            return
    except GLib.Error:
        tell({"heard": None})  # gone before a reader could read it: nobody has heard it
        return
    text = text.replace(ELSEWHERE, "").strip()
    if text:
        tell({"heard": text})


def listen(signal, event):
    """Programs send only those events that somebody is registered for."""
    registry = (REGISTRY, "/org/a11y/atspi/registry", REGISTRY, "RegisterEvent")
    wanted = GLib.Variant("(sass)", (event, [], ""))
    bus.call_sync(*registry, wanted, None, Gio.DBusCallFlags.NONE, PATIENCE_MS, None)
    bus.signal_subscribe(None, EVENT, signal, None, None, Gio.DBusSignalFlags.NONE, changed)


bus = connect()
loop = GLib.MainLoop()
listen("ChildrenChanged", "object:children-changed:add")
listen("TextChanged", "object:text-changed:insert")
wanted = GLib.IOCondition.IN | GLib.IOCondition.HUP
GLib.io_add_watch(GLib.IOChannel.unix_new(0), GLib.PRIORITY_DEFAULT, wanted, Requests().came)
tell("ready")
loop.run()
