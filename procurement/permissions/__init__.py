"""Who may do what: one decision per act, by what the act is done to. Everything not said here is refused."""
