"""Published reports as tables and prose, whatever they are written in; what could harm is refused before it is read."""
