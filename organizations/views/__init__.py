"""Pages of this room: the public's, each person's account, and the desk of an organisation."""
