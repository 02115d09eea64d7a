"""A window to drag from: its one button carries the addresses named as arguments, after its place on the screen."""

import sys

import gi

gi.require_versions({"Gdk": "3.0", "Gtk": "3.0"})
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

WIDTH, HEIGHT = 120, 80


def say(word):
    print(word, flush=True)


x, y, *addresses = sys.argv[1:]
button = Gtk.Button(label="Drag me")
button.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
button.drag_source_add_uri_targets()
button.connect("drag-begin", lambda *_: say("begun"))
button.connect("drag-data-get", lambda _button, _drag, data, *_: data.set_uris(addresses))
button.connect("drag-end", lambda *_: say("ended"))

window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.add(button)
window.set_default_size(WIDTH, HEIGHT)
window.move(int(x), int(y))
window.connect("map-event", lambda *_: GLib.idle_add(say, "ready"))
window.show_all()
Gtk.main()
