"""A window to drag files from: its one button carries the files named as arguments."""

import pathlib
import sys

import gi

gi.require_versions({"Gdk": "3.0", "Gtk": "3.0"})
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

WIDTH, HEIGHT = 120, 80


def say(word):
    print(word, flush=True)


uris = [pathlib.Path(name).absolute().as_uri() for name in sys.argv[3:]]
button = Gtk.Button(label="Drag me")
button.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
button.drag_source_add_uri_targets()
button.connect("drag-begin", lambda *_: say("begun"))
button.connect("drag-data-get", lambda _button, _drag, data, *_: data.set_uris(uris))
button.connect("drag-end", lambda *_: say("ended"))

window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.add(button)
window.set_default_size(WIDTH, HEIGHT)
window.move(int(sys.argv[1]), int(sys.argv[2]))
window.connect("map-event", lambda *_: GLib.idle_add(say, "ready"))
window.show_all()
Gtk.main()
