"""The demonstration: plainly named examples at every stage of a call's life, made through the services."""
