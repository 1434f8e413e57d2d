"""The shapes of what people type here."""
