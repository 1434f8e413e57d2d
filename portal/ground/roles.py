"""The database's roles, by name."""

# The first one only creates the others and the database.
SUPERUSER, OWNER, APP = "postgres", "portal_owner", "portal_app"
# One for each process that has a database. APP has the rights of all: for tests, and for commands of a
# demonstration; no process of a real portal works under it.
WORKING = ("portal_web", "portal_worker", "portal_letters", "portal_opener", "portal_confidant")
